//! Benchmarks: results of others to compare with.

use super::kind::{About, Area, RecordKind};
use super::types::{Markdown, MetricId, Period};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Results of others on a metric, how far they can be compared and what they must not be used for.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Benchmark {
    /// Metric it is compared with.
    #[schemars(extend("x-level" = "starter"))]
    pub metric: Option<MetricId>,
    /// How alike the definitions are.
    #[schemars(extend("x-level" = "standard"))]
    pub metric_definition_match: Option<DefinitionMatch>,
    /// Where they differ.
    #[schemars(extend("x-level" = "audit"))]
    pub match_note: Option<Markdown>,
    /// Where the results are from.
    #[schemars(extend("x-level" = "standard"))]
    pub source: Option<BenchmarkSource>,
    /// Who the others are.
    #[schemars(extend("x-level" = "standard"))]
    pub kind: Option<BenchmarkKind>,
    /// Results one by one.
    pub values: Vec<PeerValue>,
    /// Results as a summary, where they are not known one by one.
    pub summary: Option<PeerSummary>,
    /// Period the results are from.
    #[schemars(extend("x-level" = "standard"))]
    pub period: Option<Period>,
    /// Country after ISO 3166-1, `IE`.
    #[schemars(length(max = 2))]
    pub country: Option<String>,
    /// Whether they may be shown.
    #[schemars(extend("x-level" = "audit"))]
    pub licence_note: Option<Markdown>,
    /// What the comparison cannot tell.
    #[schemars(extend("x-level" = "audit"))]
    pub limits: Option<Markdown>,
}

/// How alike two definitions are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DefinitionMatch {
    /// The same question, scale and computation.
    Identical,
    /// Alike, with differences that are noted.
    Similar,
    /// Not comparable as numbers; shown without a score.
    Different,
}

/// Who the others are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BenchmarkKind {
    /// The industry.
    Industry,
    /// Competitors.
    Competitor,
    /// The best there is.
    BestInClass,
    /// Other parts of the organization.
    InternalUnit,
    /// The organization itself earlier.
    PastSelf,
}

/// Where results of others are from.
#[derive(Clone, PartialEq, Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum BenchmarkSource {
    /// Publication, group and year.
    Publication(Publication),
    /// Words.
    Text(String),
}

/// A publication of results.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Publication {
    /// Its title.
    #[schemars(extend("x-level" = "starter"))]
    pub publication: Option<String>,
    /// Group whose results it gives.
    #[schemars(extend("x-level" = "standard"))]
    pub group: Option<String>,
    /// Year of the publication.
    #[schemars(extend("x-level" = "standard"), range(min = 1900, max = 2200))]
    pub year: Option<u64>,
}

/// The result of one of the others.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PeerValue {
    /// Its name or number.
    #[schemars(extend("x-level" = "starter"))]
    pub label: Option<String>,
    /// The result.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<f64>,
    /// How many answers are behind it.
    pub n: Option<u64>,
    /// Standard error of the result.
    #[schemars(range(min = 0))]
    pub se: Option<f64>,
}

/// Results of others as a summary.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PeerSummary {
    /// Mean of the results.
    #[schemars(extend("x-level" = "starter"))]
    pub mean: Option<f64>,
    /// Standard deviation of the results.
    #[schemars(extend("x-level" = "standard"), range(min = 0))]
    pub sd: Option<f64>,
    /// How many results.
    #[schemars(extend("x-level" = "standard"))]
    pub count: Option<u64>,
    /// Percentile, 0 to 100, then the result at it.
    pub percentiles: BTreeMap<String, f64>,
}

impl RecordKind for Benchmark {
    const ABOUT: About = About::new(
        "benchmark",
        "benchmarks",
        "BMK",
        Area::Indicators,
        "Results of others on a metric, how far they can be compared and what they must not be used for.",
    );
}
