//! Small dense symmetric matrices: solving and eigenvalues, for a few dozen rows at most.

/// A square matrix, row by row.
#[derive(Clone, PartialEq, Debug)]
pub struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// A matrix of zeros.
    pub fn zeros(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    /// Ones on the diagonal, zeros elsewhere.
    pub fn identity(size: usize) -> Self {
        let mut matrix = Self::zeros(size);
        for i in 0..size {
            *matrix.at_mut(i, i) = 1.0;
        }
        matrix
    }

    /// How many rows it has.
    pub fn size(&self) -> usize {
        self.size
    }

    /// A cell.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    /// A cell to be changed.
    pub fn at_mut(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.cells[row * self.size + column]
    }
}

/// Solves `A x = b` for a symmetric positive definite `A` by Cholesky's decomposition.
///
/// In: `A`, of which the lower half is read, and `b` of the same size. Out: `x`, or nothing where a pivot is not above
/// `1e-12` of the largest element of the diagonal, so that `A` is singular to working precision.
/// Source: Golub and Van Loan, Matrix Computations, 4th edition 2013, section 4.2.
pub fn solve(a: &Matrix, b: &[f64]) -> Option<Vec<f64>> {
    let n = a.size();
    let largest = (0..n).map(|i| a.at(i, i)).fold(0.0, f64::max);
    let mut lower = Matrix::zeros(n);
    let mut x = b.to_vec();
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower.at(i, k) * lower.at(j, k)).sum();
            let rest = a.at(i, j) - known;
            if i == j {
                if rest.is_nan() || rest <= 1e-12 * largest {
                    return None;
                }
                *lower.at_mut(i, i) = rest.sqrt();
            } else {
                *lower.at_mut(i, j) = rest / lower.at(j, j);
            }
        }
        let known: f64 = (0..i).map(|k| lower.at(i, k) * x[k]).sum();
        x[i] = (x[i] - known) / lower.at(i, i);
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| lower.at(k, i) * x[k]).sum();
        x[i] = (x[i] - known) / lower.at(i, i);
    }
    Some(x)
}

/// Eigenvalues of a symmetric matrix, and a matrix with an eigenvector of length 1 in each column.
///
/// Cyclic Jacobi rotations, which stay accurate for small eigenvalues and are the same on every platform: they need
/// square roots only. The order of the values is that of the diagonal, not of size. Source: Golub and Van Loan, section
/// 8.5.
pub fn symmetric_eigen(a: &Matrix) -> (Vec<f64>, Matrix) {
    let n = a.size();
    let mut a = a.clone();
    let mut vectors = Matrix::identity(n);
    let square_sum = |of: &dyn Fn(usize, usize) -> bool, a: &Matrix| -> f64 {
        let cells = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
        cells
            .filter(|(i, j)| of(*i, *j))
            .map(|(i, j)| a.at(i, j) * a.at(i, j))
            .sum()
    };
    let whole = square_sum(&|_, _| true, &a);
    // Convergence is quadratic: a dozen sweeps are many, the limit only guards against values that are no numbers.
    for _ in 0..60 {
        if square_sum(&|i, j| i != j, &a) <= whole * 1e-32 {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    ((0..n).map(|i| a.at(i, i)).collect(), vectors)
}

/// Turns rows and columns `p` and `q` so that their common cell becomes zero.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    let common = a.at(p, q);
    if common == 0.0 {
        return;
    }
    let theta = (a.at(q, q) - a.at(p, p)) / (2.0 * common);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..a.size() {
        let (kp, kq) = (a.at(k, p), a.at(k, q));
        *a.at_mut(k, p) = c * kp - s * kq;
        *a.at_mut(k, q) = s * kp + c * kq;
    }
    for k in 0..a.size() {
        let (pk, qk) = (a.at(p, k), a.at(q, k));
        *a.at_mut(p, k) = c * pk - s * qk;
        *a.at_mut(q, k) = s * pk + c * qk;
        let (kp, kq) = (vectors.at(k, p), vectors.at(k, q));
        *vectors.at_mut(k, p) = c * kp - s * kq;
        *vectors.at_mut(k, q) = s * kp + c * kq;
    }
    *a.at_mut(p, q) = 0.0;
    *a.at_mut(q, p) = 0.0;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn symmetric(size: usize, values: &[f64]) -> Matrix {
        let mut matrix = Matrix::zeros(size);
        let mut values = values.iter().cycle();
        for i in 0..size {
            for j in 0..=i {
                let value = *values.next().unwrap();
                *matrix.at_mut(i, j) = value;
                *matrix.at_mut(j, i) = value;
            }
        }
        matrix
    }

    #[test]
    fn two_by_two_by_hand() {
        // [[2, 1], [1, 2]] has the eigenvalues 1 and 3.
        let matrix = symmetric(2, &[2.0, 1.0, 2.0]);
        let (mut values, _) = symmetric_eigen(&matrix);
        values.sort_by(f64::total_cmp);
        assert!((values[0] - 1.0).abs() < 1e-15 && (values[1] - 3.0).abs() < 1e-15);
        let x = solve(&matrix, &[3.0, 3.0]).unwrap();
        assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 1.0).abs() < 1e-15);
        assert_eq!(solve(&symmetric(2, &[1.0, 1.0, 1.0]), &[1.0, 1.0]), None);
        assert_eq!(symmetric_eigen(&Matrix::zeros(2)).0, [0.0, 0.0]);
    }

    proptest! {
        #[test]
        fn vectors_and_values_give_the_matrix_back(size in 1usize..8, values in prop::collection::vec(-5.0..5.0f64, 36)) {
            let matrix = symmetric(size, &values);
            let (eigen, vectors) = symmetric_eigen(&matrix);
            for i in 0..size {
                for j in 0..size {
                    let sum = |with: &dyn Fn(usize) -> f64| -> f64 { (0..size).map(with).sum() };
                    let back = sum(&|k| vectors.at(i, k) * eigen[k] * vectors.at(j, k));
                    prop_assert!((back - matrix.at(i, j)).abs() < 1e-12);
                    let unit = sum(&|k| vectors.at(k, i) * vectors.at(k, j));
                    prop_assert!((unit - f64::from(u8::from(i == j))).abs() < 1e-13);
                }
            }
        }
    }
}
