//! Surveys: whom is asked, how they are drawn, and what is asked in each version.

use super::kind::{About, Area, Moment, RecordKind};
use super::segment::PopulationUnit;
use super::types::{Language, Markdown, MoneyOrText, Reference, ReferenceOrText, Wording};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A survey as designed: population, sampling, questions of every version, and who is responsible.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Survey {
    /// Where it stands.
    #[schemars(extend("x-level" = "standard"))]
    pub status: Option<SurveyStatus>,
    /// Version of the questions below; a change of wording, scale, order or mode raises it.
    #[schemars(extend("x-level" = "standard"))]
    pub version: Option<String>,
    /// What sort of survey it is.
    #[schemars(extend("x-level" = "starter"))]
    pub r#type: Option<SurveyType>,
    /// Objectives it serves.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["objective"]))]
    pub objectives: Vec<Reference>,
    /// Whom the results speak of.
    #[schemars(extend("x-level" = "standard"))]
    pub population: Option<Population>,
    /// How those who are asked are drawn.
    #[schemars(extend("x-level" = "standard"))]
    pub sampling: Option<Sampling>,
    /// How they are asked.
    #[schemars(extend("x-level" = "standard"))]
    pub mode: Vec<Mode>,
    /// How often.
    #[schemars(extend("x-level" = "audit"))]
    pub frequency: Option<Frequency>,
    /// What keeps anybody from being asked too often.
    #[schemars(extend("x-level" = "audit"))]
    pub contact_rule: Option<ContactRule>,
    /// The questions of the present version, in the order in which they are asked.
    #[schemars(extend("x-level" = "starter"))]
    pub questions: Vec<Question>,
    /// Questions as they were asked before.
    pub earlier_versions: Vec<EarlierVersion>,
    /// Trial before the first wave.
    pub pretest: Option<Pretest>,
    /// How other languages were made.
    pub translations: Vec<Translation>,
    /// Who does what.
    #[schemars(extend("x-level" = "audit"))]
    pub responsibilities: Option<Responsibilities>,
    /// What it costs.
    #[schemars(extend("x-level" = "audit"))]
    pub resources: Option<SurveyResources>,
    /// What people get for answering.
    pub incentive: Option<Markdown>,
    /// What people agree to by answering.
    #[schemars(extend("x-level" = "audit"))]
    pub consent_text: Option<Markdown>,
    /// What happens to the answers.
    #[schemars(extend("x-level" = "audit"))]
    pub privacy_notice: Option<Markdown>,
    /// Whether answers can be traced to a person.
    #[schemars(extend("x-level" = "standard"))]
    pub anonymity: Option<Anonymity>,
    /// Day by which the survey is looked at again.
    #[schemars(extend("x-level" = "audit"))]
    pub review_due: Option<Date>,
}

/// States of a survey.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyStatus {
    /// Being drafted.
    Design,
    /// Being tried out.
    Pretest,
    /// In use.
    Active,
    /// Not in use for now.
    Paused,
    /// No longer in use.
    Retired,
}

/// Sorts of surveys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SurveyType {
    /// Satisfaction with the relation as a whole.
    Relationship,
    /// After a single contact or delivery.
    Transactional,
    /// After a project.
    PostProject,
    /// A few questions, often.
    Pulse,
    /// After a complaint.
    ComplaintHandling,
    /// Of customers who left.
    LostCustomer,
    /// On the promises of a code.
    Code,
    /// On expectations, after Kano.
    ExpectationKano,
    /// Trial of a questionnaire.
    Pretest,
}

/// Whom the results of a survey speak of.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Population {
    /// Who belongs to it.
    #[schemars(extend("x-level" = "starter"))]
    pub description: Option<Markdown>,
    /// Segments it is made of.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["segment"]))]
    pub segments: Vec<Reference>,
    /// List from which people are drawn.
    #[schemars(extend("x-level" = "standard"))]
    pub frame: Option<String>,
    /// Day of that list.
    #[schemars(extend("x-level" = "audit"))]
    pub frame_date: Option<Date>,
    /// How many are on it.
    #[schemars(extend("x-level" = "standard"))]
    pub size: Option<u64>,
    /// What is counted.
    #[schemars(extend("x-level" = "audit"))]
    pub unit: Option<PopulationUnit>,
}

/// How those who are asked are drawn.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sampling {
    /// Way of drawing.
    #[schemars(extend("x-level" = "starter"))]
    pub method: Option<SamplingMethod>,
    /// Whether everybody has a known chance of being drawn; follows from the method.
    #[schemars(extend("x-derived" = true))]
    pub probability: Option<bool>,
    /// Groups that are drawn from apart.
    pub strata: Vec<Stratum>,
    /// How the sample is spread over the strata.
    pub allocation: Option<Allocation>,
    /// Groups that are drawn as a whole.
    pub clusters: Option<Clusters>,
    /// How many are invited; in a census all of the frame.
    #[schemars(extend("x-level" = "standard"))]
    pub planned_n: Option<u64>,
    /// Share expected to answer, 0 to 1.
    #[schemars(extend("x-level" = "audit"), range(min = 0, max = 1))]
    pub expected_response_rate: Option<f64>,
    /// Half width that the interval of a share near one half is to have, 0 to 1.
    #[schemars(range(min = 0, max = 1))]
    pub target_margin: Option<f64>,
    /// Confidence of intervals, 0 to 1; 0.95 unless given.
    #[schemars(extend("x-level" = "audit"), range(min = 0, max = 1))]
    pub confidence: Option<f64>,
    /// How answers are weighted.
    #[schemars(extend("x-level" = "audit"))]
    pub weighting: Option<Weighting>,
    /// Shares of the population to weight to: dimension, then group, then share.
    pub targets: BTreeMap<String, BTreeMap<String, f64>>,
    /// Smallest and largest weight allowed, where the mean is 1; where the targets leave no room for them, the targets are met and the
    /// page says so.
    pub trim: Option<Trim>,
    /// Start of the random draw, so that it can be repeated.
    pub seed: Option<String>,
}

/// Ways of drawing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SamplingMethod {
    /// Everybody is asked.
    Census,
    /// By lot.
    SimpleRandom,
    /// Every so many on the list, from a random start.
    Systematic,
    /// By lot within groups.
    Stratified,
    /// Whole groups by lot.
    Cluster,
    /// Until each group has enough answers.
    Quota,
    /// Whoever is at hand.
    Convenience,
    /// Whoever wants to.
    SelfSelected,
}

/// A group that is drawn from apart.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Stratum {
    /// The group, when it is a segment.
    #[schemars(extend("x-ref" = ["segment"]))]
    pub segment: Option<Reference>,
    /// The group, when it is no segment.
    pub key: Option<String>,
    /// How many belong to it.
    #[schemars(extend("x-level" = "standard"))]
    pub population: Option<u64>,
    /// How many of them are invited.
    #[schemars(extend("x-level" = "standard"))]
    pub planned_n: Option<u64>,
}

/// How a sample is spread over strata.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Allocation {
    /// In proportion to their size.
    Proportional,
    /// The same number from each.
    Equal,
    /// More from large and varied ones.
    Neyman,
    /// Otherwise.
    Custom,
}

/// Groups that are drawn as a whole.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Clusters {
    /// What a group is.
    #[schemars(extend("x-level" = "starter"))]
    pub unit: Option<String>,
    /// How many are drawn.
    #[schemars(extend("x-level" = "standard"))]
    pub count: Option<u64>,
    /// How alike members of a group are taken to be, 0 to 1.
    #[schemars(extend("x-level" = "audit"), range(min = 0, max = 1))]
    pub icc_assumed: Option<f64>,
}

/// Ways of weighting answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weighting {
    /// Every answer counts the same.
    None,
    /// Each group is brought to its share.
    Cell,
    /// Several dimensions are brought to their shares in turn.
    Rake,
}

/// Smallest and largest weight allowed.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Trim {
    /// No weight is smaller.
    #[schemars(range(min = 0))]
    pub min: Option<f64>,
    /// No weight is larger.
    #[schemars(range(min = 0))]
    pub max: Option<f64>,
}

/// Ways of asking.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// On a web page.
    Web,
    /// By a link in an e-mail.
    EmailLink,
    /// By telephone.
    Phone,
    /// Face to face.
    FaceToFace,
    /// On paper.
    Paper,
    /// By text message.
    Sms,
    /// Inside the product.
    InProduct,
    /// By several of these.
    Mixed,
}

/// How often.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// One time.
    Once,
    /// Every month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Twice a year.
    HalfYearly,
    /// Every year.
    Yearly,
    /// After each event of a sort.
    EventDriven,
}

/// What keeps anybody from being asked too often.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ContactRule {
    /// Days between two invitations of the same person, at least.
    #[schemars(extend("x-level" = "starter"))]
    pub min_days_between: Option<u64>,
    /// Reminders of one invitation, at most.
    #[schemars(extend("x-level" = "standard"))]
    pub max_reminders: Option<u64>,
}

/// Trial of a questionnaire.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Pretest {
    /// When.
    #[schemars(extend("x-level" = "starter"))]
    pub date: Option<Date>,
    /// With how many people.
    #[schemars(extend("x-level" = "standard"))]
    pub n: Option<u64>,
    /// How.
    #[schemars(extend("x-level" = "standard"))]
    pub method: Option<String>,
    /// What was changed after it.
    #[schemars(extend("x-level" = "audit"))]
    pub changes: Option<String>,
}

/// How a language was made.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Translation {
    /// The language.
    #[schemars(extend("x-level" = "starter"))]
    pub lang: Option<Language>,
    /// How it was translated and compared.
    #[schemars(extend("x-level" = "standard"))]
    pub method: Option<String>,
    /// Who checked it.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub checked_by: Option<ReferenceOrText>,
}

/// Who does what in a survey.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Responsibilities {
    /// Answers for the survey.
    #[schemars(extend("x-level" = "starter", "x-ref" = ["role", "person"]))]
    pub owner: Option<Reference>,
    /// Asks.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub fieldwork: Option<ReferenceOrText>,
    /// Evaluates.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub analysis: Option<ReferenceOrText>,
    /// Get the results.
    #[schemars(extend("x-level" = "standard", "x-ref" = ["role", "person"]))]
    pub recipients: Vec<Reference>,
    /// Firm that does part of it.
    pub provider: Option<String>,
}

/// What a survey costs.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SurveyResources {
    /// Money, or words about it.
    #[schemars(extend("x-level" = "standard"))]
    pub budget: Option<MoneyOrText>,
    /// Days of work.
    #[schemars(extend("x-level" = "standard"), range(min = 0))]
    pub person_days: Option<f64>,
}

/// Whether answers can be traced to a person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Anonymity {
    /// Nobody can tell who answered.
    Anonymous,
    /// Few can, and they do not tell.
    Confidential,
    /// The answer carries the name.
    Identified,
}

/// Questions as they were asked before.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct EarlierVersion {
    /// The version.
    #[schemars(extend("x-level" = "starter"))]
    pub version: Option<String>,
    /// First day of use.
    #[schemars(extend("x-level" = "standard"))]
    pub from: Option<Date>,
    /// Last day of use.
    #[schemars(extend("x-level" = "standard"))]
    pub to: Option<Date>,
    /// What had changed against the version before it.
    #[schemars(extend("x-level" = "standard"))]
    pub change: Option<String>,
    /// The questions in their order.
    #[schemars(extend("x-level" = "starter"))]
    pub questions: Vec<Question>,
}

/// The version of a questionnaire that a day belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Version<'a> {
    /// What it is called.
    pub name: Option<&'a str>,
    /// First day of use; of the record's own version the day after the last day of all others.
    pub from: Option<Date>,
    /// Its place among the earlier versions; nothing for the record's own.
    pub earlier: Option<usize>,
}

/// A question.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Question {
    /// Short name that stays while the wording stays; column of the answers.
    #[schemars(extend("x-level" = "starter"))]
    pub key: Option<String>,
    /// Wording by language.
    #[schemars(extend("x-level" = "starter"))]
    pub text: Wording,
    /// What sort of question it is.
    #[schemars(extend("x-level" = "starter"))]
    pub kind: Option<QuestionKind>,
    /// Scale of a question that is answered by a number.
    pub scale: Option<Scale>,
    /// Answers to choose from.
    pub options: Vec<AnswerOption>,
    /// What the question is about.
    #[schemars(extend("x-ref" = ["characteristic"]))]
    pub characteristic: Option<Reference>,
    /// Key of the question it belongs to: expectation and perception, both halves of a Kano pair.
    pub pair: Option<String>,
    /// Index that the question is part of.
    pub index: Option<IndexPart>,
    /// Whether agreement means something bad, so that the scale is turned round.
    pub reverse: Option<bool>,
    /// Whether it has to be answered.
    #[schemars(extend("x-level" = "audit"))]
    pub required: Option<bool>,
    /// Who is asked, where it is not everybody.
    pub filter: Option<String>,
    /// Whether it asks for something people may not want to tell.
    pub sensitive: Option<bool>,
    /// Why it is worded so.
    pub wording_notes: Option<Markdown>,
}

/// Sorts of questions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// How good something is.
    Rating,
    /// How likely one is to recommend, 0 to 10.
    Nps,
    /// How easy something was.
    Ces,
    /// How one would feel if something were there.
    KanoFunctional,
    /// How one would feel if it were not.
    KanoDysfunctional,
    /// How important something is.
    Importance,
    /// How something should be.
    Expectation,
    /// How something is.
    Perception,
    /// Satisfaction all in all.
    Overall,
    /// How close to the ideal it comes.
    Ideal,
    /// Better or worse than expected.
    Disconfirmation,
    /// Yes or no.
    YesNo,
    /// One of several answers.
    Single,
    /// Any of several answers.
    Multiple,
    /// Several answers put in order.
    Rank,
    /// In own words.
    Open,
    /// A number.
    Number,
    /// A day.
    Date,
}

/// A scale from a lowest to a highest number.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Scale {
    /// Lowest point.
    #[schemars(extend("x-level" = "starter"))]
    pub min: Option<f64>,
    /// Highest point.
    #[schemars(extend("x-level" = "starter"))]
    pub max: Option<f64>,
    /// Words at points of the scale: point, then words.
    pub labels: BTreeMap<String, String>,
    /// Which end is the good one.
    #[schemars(extend("x-level" = "standard"))]
    pub direction: Option<ScaleDirection>,
    /// Whether one can say that it does not apply.
    #[schemars(extend("x-level" = "audit"))]
    pub has_na: Option<bool>,
    /// Whether one can say that one does not know.
    #[schemars(extend("x-level" = "audit"))]
    pub has_dont_know: Option<bool>,
}

/// Which end of a scale is the good one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScaleDirection {
    /// The high end.
    HighIsGood,
    /// The low end.
    LowIsGood,
}

/// An answer to choose from.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AnswerOption {
    /// Short form kept in the answers.
    #[schemars(extend("x-level" = "starter"))]
    pub value: Option<String>,
    /// Wording by language.
    #[schemars(extend("x-level" = "standard"))]
    pub label: Wording,
}

/// A question's part in an index.
#[derive(Clone, PartialEq, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct IndexPart {
    /// Name of the index.
    #[schemars(extend("x-level" = "starter"))]
    pub name: Option<String>,
    /// Weight of the question in it.
    #[schemars(extend("x-level" = "standard"), range(min = 0))]
    pub weight: Option<f64>,
}

impl Sampling {
    /// Whether everybody of the frame has a known chance of being drawn, so that intervals mean something.
    pub fn is_probability(&self) -> bool {
        self.method.is_some_and(SamplingMethod::is_probability)
    }

    /// Confidence of intervals, 0.95 where nothing is written.
    pub fn confidence(&self) -> f64 {
        self.confidence.unwrap_or(0.95)
    }
}

impl SamplingMethod {
    /// Whether everybody of the frame has a known chance of being drawn.
    pub fn is_probability(self) -> bool {
        match self {
            Self::Census | Self::SimpleRandom | Self::Systematic | Self::Stratified | Self::Cluster => true,
            Self::Quota | Self::Convenience | Self::SelfSelected => false,
        }
    }
}

impl Stratum {
    /// Its name: the segment's id or the key.
    pub fn name(&self) -> Option<&str> {
        self.segment.as_ref().map(Reference::id).or(self.key.as_deref())
    }
}

impl QuestionKind {
    /// Whether it is answered by a point on a scale.
    pub fn has_scale(self) -> bool {
        match self {
            Self::Rating
            | Self::Nps
            | Self::Ces
            | Self::KanoFunctional
            | Self::KanoDysfunctional
            | Self::Importance
            | Self::Expectation
            | Self::Perception
            | Self::Overall
            | Self::Ideal
            | Self::Disconfirmation => true,
            Self::YesNo | Self::Single | Self::Multiple | Self::Rank | Self::Open | Self::Number | Self::Date => false,
        }
    }

    /// Whether it must say which characteristic it is about.
    pub fn needs_characteristic(self) -> bool {
        matches!(
            self,
            Self::Rating | Self::Importance | Self::Expectation | Self::Perception
        ) || self.is_kano()
    }

    /// Whether it is half of a Kano pair.
    pub fn is_kano(self) -> bool {
        matches!(self, Self::KanoFunctional | Self::KanoDysfunctional)
    }

    /// Whether one chooses among options.
    pub fn has_options(self) -> bool {
        matches!(self, Self::Single | Self::Multiple | Self::Rank)
    }
}

impl Question {
    /// The wording in a language, or in the first one there is.
    pub fn text_in(&self, language: &str) -> Option<&str> {
        self.text
            .get(language)
            .or_else(|| self.text.values().next())
            .map(String::as_str)
    }
}

impl Scale {
    /// Whether the number lies on the scale; an end that is not written is open.
    pub fn contains(&self, number: f64) -> bool {
        self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
    }
}

impl<'a> Version<'a> {
    fn earlier(place: usize, earlier: &'a EarlierVersion) -> Self {
        Self {
            name: earlier.version.as_deref(),
            from: earlier.from,
            earlier: Some(place),
        }
    }
}

impl Survey {
    /// The version of the questionnaire that a day belongs to: the one whose days hold it; between two, and before the first,
    /// the one that follows; after the last day of all earlier ones that of the record. Nothing where the days do not tell.
    pub fn version_on(&self, day: Date) -> Option<Version<'_>> {
        let earlier = || self.earlier_versions.iter().enumerate();
        let holds = |version: &EarlierVersion| {
            version.from.is_some_and(|from| from <= day) && version.to.is_some_and(|to| day <= to)
        };
        if let Some((place, version)) = earlier().find(|(_, version)| holds(version)) {
            return Some(Version::earlier(place, version));
        }
        let ends: Option<Vec<(Date, usize, &EarlierVersion)>> = earlier()
            .map(|(place, version)| Some((version.to?, place, version)))
            .collect();
        let ends = ends?;
        let follows = ends.iter().filter(|(to, ..)| *to >= day);
        if let Some((_, place, version)) = follows.min_by_key(|(to, place, _)| (*to, *place)) {
            return Some(Version::earlier(*place, version));
        }
        let last = ends.iter().map(|(to, ..)| *to).max();
        Some(Version {
            name: self.version.as_deref(),
            from: last.and_then(|last| last.tomorrow().ok()),
            earlier: None,
        })
    }

    /// The questions of a version: the present one or an earlier one.
    /// A survey that has named no version at all has one only, whatever it is called.
    pub fn version(&self, version: &str) -> Option<&[Question]> {
        let unversioned = self.version.is_none() && self.earlier_versions.is_empty();
        if unversioned || self.version.as_deref() == Some(version) {
            return Some(&self.questions);
        }
        let earlier = self
            .earlier_versions
            .iter()
            .find(|earlier| earlier.version.as_deref() == Some(version));
        earlier.map(|earlier| earlier.questions.as_slice())
    }

    /// The questions of every version, those of the present one first.
    pub fn all_questions(&self) -> impl Iterator<Item = &Question> {
        let earlier = self.earlier_versions.iter().flat_map(|earlier| &earlier.questions);
        self.questions.iter().chain(earlier)
    }

    /// A question by its key as it was asked in a version.
    pub fn question(&self, key: &str, version: &str) -> Option<&Question> {
        self.version(version)?
            .iter()
            .find(|question| question.key.as_deref() == Some(key))
    }

    /// Whether the sample is drawn so that intervals mean something.
    pub fn is_probability(&self) -> bool {
        self.sampling.as_ref().is_some_and(Sampling::is_probability)
    }
}

impl RecordKind for Survey {
    const ABOUT: About = About::new(
        "survey",
        "surveys",
        "SVY",
        Area::Asking,
        "A survey as designed: population, sampling, questions of every version, and who is responsible.",
    )
    .settled(&["retired"]);

    fn timeline(&self) -> Vec<Moment> {
        let pretest = Moment::on(self.pretest.as_ref().and_then(|pretest| pretest.date), "pretest");
        let frame = Moment::on(
            self.population.as_ref().and_then(|population| population.frame_date),
            "frame_drawn",
        );
        let version = |day: Option<Date>, what: &str, earlier: &EarlierVersion| {
            let words = [earlier.version.as_deref(), earlier.change.as_deref()];
            let note = words.into_iter().flatten().collect::<Vec<_>>().join(": ");
            Moment::on(day, what).map(|moment| Moment {
                note: Some(note),
                ..moment
            })
        };
        let both = |earlier: &EarlierVersion| {
            [
                version(earlier.from, "version_taken_up", earlier),
                version(earlier.to, "version_given_up", earlier),
            ]
        };
        pretest
            .into_iter()
            .chain(frame)
            .chain(self.earlier_versions.iter().flat_map(both).flatten())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Survey {
        serde_yaml::from_str(
            "version: \"2\"\nquestions: [{key: a, text: {en: New, de: Neu}}]\nearlier_versions:\n  - {version: \"1\", questions: [{key: a, text: {en: Old}}, {key: b}]}\n",
        )
        .unwrap()
    }

    #[test]
    fn a_question_is_found_as_it_was_asked_in_its_version() {
        let survey = survey();
        assert_eq!(
            survey.question("a", "1").and_then(|question| question.text_in("de")),
            Some("Old")
        );
        assert_eq!(
            survey.question("a", "2").and_then(|question| question.text_in("de")),
            Some("Neu")
        );
        assert_eq!(survey.question("b", "2"), None);
        assert_eq!(survey.version("3"), None);
    }

    #[test]
    fn a_day_belongs_to_one_version_of_the_questionnaire() {
        let on = |survey: &Survey, day: &str| {
            let version = survey.version_on(day.parse().unwrap());
            version.map(|version| (version.name.unwrap_or("-").to_owned(), version.earlier))
        };
        let of = |yaml: &str| serde_yaml::from_str::<Survey>(yaml).unwrap();
        let survey = of(
            "version: \"3\"\nearlier_versions:\n  - {version: \"1\", from: 2024-05-06, to: 2024-10-14}\n  \
             - {version: \"2\", from: 2024-10-20, to: 2025-04-09}\n",
        );
        for (day, version) in [
            ("2024-01-01", ("1", Some(0))),
            ("2024-05-06", ("1", Some(0))),
            ("2024-10-14", ("1", Some(0))),
            ("2024-10-15", ("2", Some(1))),
            ("2025-04-09", ("2", Some(1))),
            ("2025-04-10", ("3", None)),
        ] {
            assert_eq!(on(&survey, day), Some((version.0.to_owned(), version.1)), "{day}");
        }
        let first = survey.version_on("2025-04-10".parse().unwrap()).unwrap();
        assert_eq!(first.from, "2025-04-10".parse().ok());
        assert_eq!(on(&of("questions: [{key: a}]"), "2024-01-01"), Some(("-".to_owned(), None)));
        // One without a last day may still be in use; where the days of another hold the day, it is that one.
        let open = of("version: b\nearlier_versions: [{version: a}, {version: c, from: 2024-01-01, to: 2024-01-31}]\n");
        assert_eq!(on(&open, "2024-02-01"), None);
        assert_eq!(on(&open, "2024-01-31"), Some(("c".to_owned(), Some(1))));
    }

    #[test]
    fn a_survey_without_versions_has_one() {
        let survey: Survey = serde_yaml::from_str("questions: [{key: a}]").unwrap();
        assert_eq!(survey.version("2024").map(<[_]>::len), Some(1));
    }

    #[test]
    fn quotas_are_no_probability_sample() {
        let is = |method: &str| {
            serde_yaml::from_str::<Sampling>(&format!("method: {method}"))
                .unwrap()
                .is_probability()
        };
        assert!(is("census") && is("cluster"));
        assert!(!is("quota") && !is("self_selected"));
        assert!(!Sampling::default().is_probability());
    }
}
