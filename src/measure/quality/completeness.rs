//! M-DQ-1: required fields that are filled in.

use crate::measure::measurement::{Base, Detail, Measurement, Row, RowCell, Rows, input};
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{Unit, fixed};
use crate::record::Kind;
use crate::record::reader::Profile;
use crate::record::schema::Level;
use crate::yaml::node::{Data, Node};

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-DQ-1",
        name: "Completeness of records",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "Share of the fields required by the project's profile, its own fields among them, that are filled in, over all records of a kind. The fields of the \
               record itself are looked at, not those of its parts; what is required only in some state is told by the rule R-FLD-07.",
        formula: "100 × x / n, with x filled in and n required, each field of each record once",
        interval: "None: a count of all records.",
        minimum: "1 record of a kind with required fields",
        pitfalls: "Filled in is not right. Responses in tables are no records here; M-DQ-2 looks at their answers.",
        source: "own",
        clause: "9001:7.5.2",
    },
    keys: &[Key::Kind],
    selections: |scope| {
        let kinds = Kind::ALL.iter().filter(|kind| scope.ledger.count(**kind) > 0);
        let each = kinds.map(|kind| Selection::all().with(Key::Kind, kind.name()));
        [Selection::all()].into_iter().chain(each).collect()
    },
    measure,
};

/// Whether a field has anything in it.
fn is_filled(node: Option<&Node>) -> bool {
    node.is_some_and(|node| match &node.data {
        Data::Null => false,
        Data::Plain(text) | Data::Quoted(text) => !text.trim().is_empty(),
        // An empty list may say that there is nothing, as deviations of a wave do.
        Data::List(_) => true,
        Data::Map(entries) => !entries.is_empty(),
    })
}

/// Whether a profile asks for a field of a level.
fn asks(profile: Profile, level: Level) -> bool {
    match level {
        Level::Starter => true,
        Level::Standard => profile >= Profile::Standard,
        Level::Audit => profile >= Profile::Audit,
        Level::Optional => false,
    }
}

#[expect(clippy::cast_precision_loss, reason = "fields are fewer than 2^53")]
fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    let wanted = selection.get(Key::Kind);
    if let Some(word) = wanted.filter(|word| Kind::named(word).is_none()) {
        let reason = format!("there is no kind of record `{word}`");
        return Measurement::not_estimable(METRIC.id(), selection, Base::facts(0, "required fields"), reason);
    }
    let mut rows = Vec::new();
    let (mut filled, mut required) = (0usize, 0usize);
    for kind in Kind::ALL
        .iter()
        .filter(|kind| wanted.is_none_or(|wanted| kind.name() == wanted))
    {
        for field in scope.catalogue.fields(*kind) {
            if field.derived || !asks(scope.settings.profile, field.level) {
                continue;
            }
            let (mut x, mut n) = (0usize, 0usize);
            for (_, record) in scope.ledger.of_kind(*kind) {
                n += 1;
                let unread = record.unread.iter().any(|path| **path == *field.name);
                x += usize::from(!unread && is_filled(record.node.get(&field.name)));
            }
            filled += x;
            required += n;
            if x < n {
                rows.push(Row {
                    name: format!("{}.{}", kind.name(), field.name),
                    cells: vec![RowCell::Number((n - x) as f64, 0), RowCell::Number(n as f64, 0)],
                    n: None,
                });
            }
        }
    }
    let base = Base::facts(required, "required fields");
    if required == 0 {
        return Measurement::not_estimable(METRIC.id(), selection, base, "there is no record with required fields");
    }
    let (x, n) = (filled as f64, required as f64);
    Measurement::new(METRIC.id(), selection, base, Ok(100.0 * x / n))
        .interval(Err("a count of everything has no sampling error".to_owned()))
        .working(
            format!("100 × {filled} / {required} = {}", fixed(100.0 * x / n, 4)),
            vec![input("x", "fields filled in", x), input("n", "fields required", n)],
        )
        .detail(Detail::Rows(Rows {
            heads: ["missing", "required"].map(str::to_owned).to_vec(),
            rows,
        }))
}

#[cfg(test)]
mod tests {
    use crate::measure::measurement::Detail;
    use crate::measure::selection::Key;
    use crate::measure::tests::said;

    #[test]
    fn a_field_counts_once_for_each_record_that_should_have_it() {
        let yaml = "-- tenfour.toml --\nprofile = \"starter\"\n-- a.yaml --\nid: CAU-1\nstatement: a\n---\nid: CAU-2\n";
        let made = said("M-DQ-1", &[(Key::Kind, "cause")], yaml);
        let missing = match &made.detail {
            Detail::Rows(rows) => rows.rows.iter().map(|row| row.name.clone()).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert!(missing.contains(&"cause.statement".to_owned()), "{missing:?}");
        assert!(made.estimate.is_ok_and(|share| share > 0.0 && share < 100.0));
        // A field of the project's own counts as well.
        let own = yaml.replace(
            "-- a.yaml",
            "[fields.cause.cost_centre]\ntype = \"text\"\nrequired = \"starter\"\n-- a.yaml",
        );
        assert_eq!(said("M-DQ-1", &[(Key::Kind, "cause")], &own).base.n, made.base.n + 2);
        // More is asked for in the profile audit.
        let audit = said(
            "M-DQ-1",
            &[(Key::Kind, "cause")],
            "id: CAU-1\nstatement: a\n---\nid: CAU-2\n",
        );
        assert!(audit.base.n > made.base.n);
        assert!(said("M-DQ-1", &[(Key::Kind, "elephant")], yaml).estimate.is_err());
        assert!(said("M-DQ-1", &[(Key::Kind, "wave")], yaml).estimate.is_err());
    }
}
