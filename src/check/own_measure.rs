//! Faults of the project's own measures, told at their lines of `tenfour.toml` (R-SET-08).

use super::rule::Context;
use crate::diag::Diagnostic;
use crate::measure::own;
use crate::measure::scope::Scope;

/// What is wrong with expressions of measures.
pub(super) fn faults(context: &Context<'_>, scope: &Scope<'_>) -> Vec<Diagnostic> {
    let all = own::faults(scope);
    let each = all
        .into_iter()
        .flat_map(|(measure, faults)| faults.into_iter().map(move |fault| (measure, fault)));
    each.map(|(measure, fault)| {
        let place = context
            .written
            .place(&format!("{}.{}", measure.written.path, fault.part));
        let mut told = Diagnostic::error("R-SET-08", fault.message).at(place);
        told.hint = fault.hint;
        told.restricted = fault.restricted;
        told
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::check::tests::check;

    #[test]
    fn faults_of_measures_stand_at_their_lines() {
        let said = check(
            "-- tenfour.toml --
as_of = 2025-06-30
[[measure]]
id = \"X-1\"
name = \"Damage\"
sort = \"share\"
records = \"complaint\"
hit = \"category\"
[[measure]]
id = \"X-2\"
name = \"Answers\"
sort = \"count\"
responses = \"SVY-1\"
[[measure]]
id = \"X-3\"
name = \"Sum\"
sort = \"mean\"
records = \"complaint\"
value = \"1 +\"
-- a.yaml --
{id: CMP-1, title: A, received_at: 2025-01-03T09:00:00Z, category: damage}
",
        );
        let told: Vec<&str> = said.lines().filter(|line| line.contains("[R-SET-08]")).collect();
        assert_eq!(
            told,
            [
                "tenfour.toml:7:7: error[R-SET-08]: `hit` of `X-1` fails on `CMP-1`: it gives a string, neither `true` nor `false`",
                "tenfour.toml:12:13: error[R-SET-08]: `X-2` is measured over answers to `SVY-1`, and there is no such survey",
                "tenfour.toml:18:9: error[R-SET-08]: `value` of `X-3` is no expression: unexpected end of input, expected expression",
            ]
        );
    }

    #[test]
    fn objectives_name_measures_of_the_project() {
        let said = check(
            "-- tenfour.toml --
profile = \"audit\"
as_of = 2025-06-30
[[measure]]
id = \"X-1\"
name = \"Damage\"
sort = \"share\"
records = \"complaint\"
hit = \"category == 'damage'\"
-- a.yaml --
- {id: CMP-1, title: A, received_at: 2025-01-03T09:00:00Z, category: damage}
- {id: OBJ-1, title: A, status: active, metric: X-1, target: {value: 120, kind: absolute}, due: 2025-12-31}
- {id: OBJ-2, title: A, status: active, metric: X-2, target: {value: 20, kind: absolute}, due: 2025-12-31}
",
        );
        let told: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("[R-OBJ-0") && line.contains("`X-"))
            .collect();
        assert_eq!(
            told,
            [
                "a.yaml:2:70: warning[R-OBJ-02]: `OBJ-1` is to bring `X-1` to 120, and it lies between 0 and 100",
                "a.yaml:3:49: warning[R-OBJ-03]: the metric of `OBJ-2` has no value: the project has no measure `X-2`",
            ]
        );
    }
}
