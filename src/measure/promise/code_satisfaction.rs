//! M-COD-3: what customers think of the code, and how many know it.

use crate::measure::handling::pooled::{self, Asked};
use crate::measure::measurement::Measurement;
use crate::measure::metric::{About, Better, Metric};
use crate::measure::scope::Scope;
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::Unit;
use crate::record::survey::SurveyType;

/// The metric.
pub(super) const METRIC: Metric = Metric {
    about: About {
        id: "M-COD-3",
        name: "Satisfaction with the code",
        unit: Unit::Percent,
        better: Better::Higher,
        definition: "From surveys of the type `code`: share of answers in the two most favourable points of a rating, or share of `yes` to a \
                 yes-or-no question such as whether the code is known.",
        formula: "100 × x / n, with x favourable answers and n valid ones",
        interval: "Wilson score, where the survey was drawn by chance or asked everybody",
        minimum: "10 answers to show, 30 to compare",
        pitfalls: "Whoever does not know the code cannot judge it: read satisfaction beside awareness.",
        source: "own, after the subject of ISO 10001. Interval: Wilson 1927.",
        clause: "10001:8.3",
    },
    keys: &[Key::Survey, Key::Question, Key::Segment, Key::Period],
    selections: |scope| pooled::selections(scope, ASKED, |_| true),
    measure,
};

const ASKED: Asked = Asked {
    metric: "M-COD-3",
    of_type: SurveyType::Code,
    word: "code",
};

fn measure(scope: &Scope<'_>, selection: &Selection) -> Measurement {
    pooled::share(scope, selection, ASKED)
}
