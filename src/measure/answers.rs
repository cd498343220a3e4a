//! The answers of a wave as numbers: who answered, what each question got, and how much each answer weighs.
//!
//! In: the rows of a wave's tables and its response records. Out: [`WaveAnswers`]. Responses without consent to be evaluated
//! and those given after `as_of` are left out and counted. `na`, `dk`, `skip` and `refused` never become numbers (rule GR5).

use super::distribution::{self, Distribution};
use super::unit::fixed;
use super::weighting;
use crate::link::Ledger;
use crate::parse::table::{Row, Sheet};
use crate::record::Record;
use crate::record::response::{Answer, NoAnswer, Response};
use crate::record::survey::{Question, QuestionKind, SamplingMethod, Survey};
use crate::record::wave::Wave;
use crate::stats::design_effect::clusters;
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The answers of a wave.
#[derive(Debug)]
pub struct WaveAnswers<'a> {
    /// The wave's record.
    pub record: &'a Record,
    /// The wave.
    pub wave: &'a Wave,
    /// Its survey, when it is known.
    pub survey: Option<(&'a Record, &'a Survey)>,
    /// The questions of the version that was fielded.
    pub questions: &'a [Question],
    /// Those who answered, in the order of the tables, then of the records.
    pub respondents: Vec<Respondent<'a>>,
    /// Responses of people who did not agree to be evaluated.
    pub without_consent: usize,
    /// Responses given after the day as of which everything is computed.
    pub later: usize,
    /// Whether people could still answer on that day: what the wave says may still change.
    pub in_field: bool,
    /// How the answers are weighted.
    pub weighting: Weighting,
    /// What everybody gave to each of the questions, in their order.
    given: Vec<Vec<Given>>,
}

/// How answers are weighted.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Weighting {
    /// Each counts the same.
    #[default]
    None,
    /// Each has a weight of its own.
    Weighted(Weights),
    /// The survey asks for weights that cannot be had, and why.
    Failed(String),
}

/// Weights, one for each who answered, with the mean 1.
#[derive(Clone, PartialEq, Debug)]
pub struct Weights {
    /// The weights.
    pub values: Vec<f64>,
    /// The dimensions that were brought to their shares.
    pub dimensions: Vec<String>,
    /// What they cost: n times the sum of squares over the squared sum (Kish).
    pub design_effect: f64,
    /// How many answers of equal weight they are worth.
    pub effective: f64,
    /// Rounds until the margins held.
    pub rounds: usize,
    /// How many weights are held at an end of the bounds.
    pub trimmed: usize,
    /// Smallest and largest weight that the survey allows.
    pub bounds: (f64, f64),
    /// Whether all weights lie between them; else the targets leave no room for it.
    pub bounds_kept: bool,
    /// Groups with few answers, which should be joined with others: name and count.
    pub thin: Vec<(String, usize)>,
}

impl Weights {
    /// That they lie outside the bounds, where they do.
    pub fn outside(&self) -> Option<String> {
        let (least, most) = self.bounds;
        let some = self.values.iter().copied().filter(|weight| *weight > 0.0);
        let (smallest, largest) = some.fold((f64::INFINITY, 0.0_f64), |(low, high), weight| {
            (low.min(weight), high.max(weight))
        });
        (!self.bounds_kept).then(|| {
            format!(
                "the targets cannot be met with weights from {least} to {most}; they are met, with weights from {} to {}: join groups \
                 with few answers, or widen `trim`",
                fixed(smallest, 3),
                fixed(largest, 3)
            )
        })
    }
}

/// Groups that were drawn as a whole.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Groups {
    /// How many.
    pub count: u64,
    /// How alike the members of one are taken to be, 0 to 1.
    pub alike: f64,
}

/// Why it is not known what the drawing of whole groups costs.
pub const NO_GROUPS: &str = "how many clusters there are, or how alike their members are, is not written";

impl Groups {
    /// How many of so many answers come from one of them on average.
    #[expect(clippy::cast_precision_loss, reason = "answers and groups are fewer than 2^53")]
    pub fn members(self, n: usize) -> f64 {
        n as f64 / self.count as f64
    }

    /// By how much they raise the variance of so many answers.
    pub fn effect(self, n: usize) -> f64 {
        clusters(self.members(n), self.alike).unwrap_or(1.0)
    }
}

/// One who answered.
#[derive(Debug)]
pub struct Respondent<'a> {
    row: RowOf<'a>,
    /// Dimension and segment.
    pub segments: BTreeMap<&'a str, &'a str>,
    /// Product the answers are about.
    pub product: Option<&'a str>,
    /// What the person has to do with the product.
    pub role: Option<&'a str>,
    /// Pseudonym, where the survey is not anonymous.
    pub respondent: Option<&'a str>,
    /// Day of answering.
    pub submitted_on: Option<Date>,
    /// Whether everything asked for was answered.
    pub complete: bool,
    /// Seconds it took.
    pub duration_s: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
enum RowOf<'a> {
    Sheet(&'a Sheet, &'a Row),
    Record(&'a Record, &'a Response),
}

/// What one person gave to one question.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Given {
    /// A number on the scale.
    Number(f64),
    /// Why there is none.
    Missing(NoAnswer),
    /// Nothing is written.
    Empty,
    /// Something that is no point of the scale.
    Strange,
}

impl Given {
    /// The number, when it is one.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Missing(_) | Self::Empty | Self::Strange => None,
        }
    }
}

impl<'a> Respondent<'a> {
    /// Id of the response.
    pub fn id(&self) -> &'a str {
        match self.row {
            RowOf::Sheet(sheet, row) => sheet.cell(row, "id"),
            RowOf::Record(record, _) => record.id(),
        }
    }

    /// The answer to a question as it is written; empty where there is none.
    pub fn written(&self, key: &str) -> Cow<'a, str> {
        match self.row {
            RowOf::Sheet(sheet, row) => Cow::from(sheet.cell(row, key)),
            RowOf::Record(_, response) => {
                let words = || response.open_answers.get(key).map(|words| Cow::from(words.as_str()));
                let answer = response.answers.get(key).map(|answer| Cow::from(written(answer)));
                answer.or_else(words).unwrap_or_default()
            }
        }
    }
}

/// An answer of a record as it would be written in a table.
fn written(answer: &Answer) -> String {
    match answer {
        Answer::Missing(NoAnswer::Na) => "na".to_owned(),
        Answer::Missing(NoAnswer::Dk) => "dk".to_owned(),
        Answer::Missing(NoAnswer::Skip) => "skip".to_owned(),
        Answer::Missing(NoAnswer::Refused) => "refused".to_owned(),
        answer => answer.chosen().join(";"),
    }
}

/// A written answer as a number on the scale of its question.
fn given(question: &Question, answer: &str) -> Given {
    let answer = answer.trim();
    match answer {
        "" => Given::Empty,
        "na" => Given::Missing(NoAnswer::Na),
        "dk" => Given::Missing(NoAnswer::Dk),
        "skip" => Given::Missing(NoAnswer::Skip),
        "refused" => Given::Missing(NoAnswer::Refused),
        answer => match answer.parse::<f64>() {
            Ok(number)
                if number.is_finite() && ends(question).is_none_or(|(min, max)| (min..=max).contains(&number)) =>
            {
                Given::Number(number)
            }
            _ => Given::Strange,
        },
    }
}

/// Lowest and highest point of the scale of a question, where both are known; 0 to 10 for a net promoter question.
pub fn ends(question: &Question) -> Option<(f64, f64)> {
    let scale = question.scale.as_ref();
    match scale.and_then(|scale| scale.min.zip(scale.max)) {
        Some(ends) => Some(ends),
        None if question.kind == Some(QuestionKind::Nps) => Some((0.0, 10.0)),
        None => None,
    }
}

/// A point of a scale as 0 to 100; nothing outside the scale.
pub fn pomp(value: f64, (min, max): (f64, f64)) -> Option<f64> {
    (max > min && (min..=max).contains(&value)).then(|| 100.0 * (value - min) / (max - min))
}

/// The answers of every wave that began by a day, by the wave's id.
pub fn by_wave(ledger: &Ledger, as_of: Date) -> BTreeMap<&str, WaveAnswers<'_>> {
    let mut records: BTreeMap<&str, Vec<(&Record, &Response)>> = BTreeMap::new();
    for (record, response) in ledger.each::<Response>() {
        if let Some(wave) = &response.wave {
            records.entry(wave.id()).or_default().push((record, response));
        }
    }
    let begun = |wave: &Wave| wave.field_start.is_none_or(|start| start <= as_of);
    ledger
        .each::<Wave>()
        .filter(|(_, wave)| begun(wave))
        .map(|(record, wave)| {
            let of_records = records.get(record.id()).map_or(&[][..], Vec::as_slice);
            (record.id(), of_wave(ledger, record, wave, of_records, as_of))
        })
        .collect()
}

fn of_wave<'a>(
    ledger: &'a Ledger,
    record: &'a Record,
    wave: &'a Wave,
    records: &[(&'a Record, &'a Response)],
    as_of: Date,
) -> WaveAnswers<'a> {
    let survey: Option<(&Record, &Survey)> = wave.survey.as_ref().and_then(|survey| ledger.typed(survey.id()));
    let version = wave.survey_version.as_deref().unwrap_or_default();
    let mut answers = WaveAnswers {
        record,
        wave,
        survey,
        questions: survey
            .and_then(|(_, survey)| survey.version(version))
            .unwrap_or_default(),
        respondents: Vec::new(),
        without_consent: 0,
        later: 0,
        in_field: wave.is_in_field(as_of),
        weighting: Weighting::None,
        given: Vec::new(),
    };
    for sheet in ledger.sheets_of(record.id()) {
        let columns = Columns::of(sheet);
        for row in &sheet.rows {
            let agreed = columns.text(row, columns.consent) != Some("false");
            answers.take(columns.respondent(sheet, row), agreed, as_of);
        }
    }
    for (record, response) in records {
        let agreed = response.consent.as_ref().and_then(|consent| consent.analyse) != Some(false);
        answers.take(respondent(record, response), agreed, as_of);
    }
    let sampling = survey.and_then(|(_, survey)| survey.sampling.as_ref());
    answers.weighting = weighting::of(&answers.respondents, sampling);
    answers.given = answers
        .questions
        .iter()
        .map(|question| answers.read(question))
        .collect();
    answers
}

impl<'a> WaveAnswers<'a> {
    fn take(&mut self, respondent: Respondent<'a>, agreed: bool, as_of: Date) {
        if !agreed {
            self.without_consent += 1;
        } else if respondent.submitted_on.is_some_and(|day| day > as_of) {
            self.later += 1;
        } else {
            self.respondents.push(respondent);
        }
    }

    /// Until when the wave is in the field, in words that follow `the wave is`; nothing where it is over.
    pub fn in_field_words(&self) -> Option<String> {
        self.in_field.then(|| match self.wave.field_end {
            Some(end) => format!("still in the field, until {end}"),
            None => "still in the field".to_owned(),
        })
    }

    /// A question by its key.
    pub fn question(&self, key: &str) -> Option<&'a Question> {
        self.questions
            .iter()
            .find(|question| question.key.as_deref() == Some(key))
    }

    /// What everybody gave to a question, in the order of those who answered, on the scale as it was shown. Answers to the
    /// questions of the wave were read once; any other question is read here.
    pub fn given(&self, question: &Question) -> Vec<Given> {
        let place = self.questions.iter().position(|known| std::ptr::eq(known, question));
        match place.and_then(|place| self.given.get(place)) {
            Some(given) => given.clone(),
            None => self.read(question),
        }
    }

    fn read(&self, question: &Question) -> Vec<Given> {
        let key = question.key.as_deref().unwrap_or_default();
        // The column is looked for once a table, not once a row.
        let mut found: Option<(&Sheet, Option<usize>)> = None;
        let mut written = |respondent: &Respondent<'a>| match respondent.row {
            RowOf::Record(..) => given(question, &respondent.written(key)),
            RowOf::Sheet(sheet, row) => {
                let column = match found {
                    Some((known, column)) if std::ptr::eq(known, sheet) => column,
                    _ => sheet.column(key),
                };
                found = Some((sheet, column));
                let cell = column.and_then(|index| row.cells.get(index));
                given(question, cell.map_or("", |cell| cell))
            }
        };
        self.respondents.iter().map(&mut written).collect()
    }

    /// The same with the scale turned so that a high number is good, where it is not so already.
    pub fn given_upright(&self, question: &Question) -> Vec<Given> {
        let mut given = self.given(question);
        if let Some((min, max)) = ends(question).filter(|_| distribution::good_first(question)) {
            for one in &mut given {
                if let Given::Number(number) = one {
                    *number = min + max - *number;
                }
            }
        }
        given
    }

    /// How the answers of some to a question are spread.
    pub fn spread(&self, question: &Question, who: &[usize]) -> Distribution {
        let key = question.key.as_deref().unwrap_or_default();
        let answers: Vec<Cow<'_, str>> = who.iter().map(|index| self.respondents[*index].written(key)).collect();
        distribution::tabulate(question, answers.iter().map(|answer| &**answer))
    }

    /// The weight of one who answered; 1 without weights.
    pub fn weight(&self, index: usize) -> f64 {
        match &self.weighting {
            Weighting::Weighted(weights) => weights.values.get(index).copied().unwrap_or(1.0),
            Weighting::None | Weighting::Failed(_) => 1.0,
        }
    }

    /// Whether answers have weights of their own.
    pub fn is_weighted(&self) -> bool {
        matches!(self.weighting, Weighting::Weighted(_))
    }

    /// Confidence of intervals that the survey asks for, 0.95 where it asks for none.
    pub fn confidence(&self) -> f64 {
        let sampling = self.survey.and_then(|(_, survey)| survey.sampling.as_ref());
        sampling.map_or(0.95, crate::record::survey::Sampling::confidence)
    }

    /// How answers were drawn in whole groups; nothing where single people were. Errors: how many groups, or how alike their members are,
    /// is not written.
    pub fn groups(&self) -> Option<Result<Groups, String>> {
        let sampling = self.survey.and_then(|(_, survey)| survey.sampling.as_ref())?;
        // Where everybody is asked nothing is drawn.
        let is_census = sampling.method == Some(SamplingMethod::Census);
        if is_census || (sampling.clusters.is_none() && sampling.method != Some(SamplingMethod::Cluster)) {
            return None;
        }
        let drawn = sampling.clusters.as_ref();
        let count = drawn.and_then(|drawn| drawn.count).filter(|count| *count > 0);
        let alike = drawn.and_then(|drawn| drawn.icc_assumed);
        let alike = alike.filter(|alike| (0.0..=1.0).contains(alike));
        let groups = count.zip(alike).map(|(count, alike)| Groups { count, alike });
        Some(groups.ok_or_else(|| NO_GROUPS.to_owned()))
    }

    /// What the weights and the drawing of whole groups cost together: the design effect; 1 without either. Weights that cannot be had
    /// cost nothing, since nothing is weighted. Errors: what the groups cost is not known.
    pub fn design_effect(&self) -> Result<f64, String> {
        let weights = match &self.weighting {
            Weighting::Weighted(weights) => weights.design_effect,
            Weighting::None | Weighting::Failed(_) => 1.0,
        };
        match self.groups() {
            None => Ok(weights),
            Some(groups) => Ok(weights * groups?.effect(self.respondents.len())),
        }
    }

    /// How many belong to the population, where that is known: the list of the wave, else the size of the survey's
    /// population.
    pub fn population(&self) -> Option<u64> {
        let of_survey = || self.survey.and_then(|(_, survey)| survey.population.as_ref()?.size);
        self.wave.frame_size.or_else(of_survey)
    }
}

/// Where the columns of a table stand that are no questions.
struct Columns<'a> {
    segments: Vec<(&'a str, usize)>,
    product: Option<usize>,
    role: Option<usize>,
    respondent: Option<usize>,
    submitted_on: Option<usize>,
    disposition: Option<usize>,
    duration: Option<usize>,
    consent: Option<usize>,
}

impl<'a> Columns<'a> {
    fn of(sheet: &'a Sheet) -> Self {
        let segment = |(index, (name, _)): (usize, &'a (String, _))| Some((name.strip_prefix("segment.")?, index));
        Self {
            segments: sheet.columns.iter().enumerate().filter_map(segment).collect(),
            product: sheet.column("product"),
            role: sheet.column("respondent_role"),
            respondent: sheet.column("respondent"),
            submitted_on: sheet.column("submitted_on"),
            disposition: sheet.column("disposition"),
            duration: sheet.column("duration_s"),
            consent: sheet.column("consent.analyse"),
        }
    }

    fn text<'b>(&self, row: &'b Row, column: Option<usize>) -> Option<&'b str> {
        let cell = row.cells.get(column?)?;
        (!cell.is_empty()).then_some(&**cell)
    }

    fn respondent(&self, sheet: &'a Sheet, row: &'a Row) -> Respondent<'a> {
        let segment = |(dimension, index): &(&'a str, usize)| Some((*dimension, self.text(row, Some(*index))?));
        Respondent {
            row: RowOf::Sheet(sheet, row),
            segments: self.segments.iter().filter_map(segment).collect(),
            product: self.text(row, self.product),
            role: self.text(row, self.role),
            respondent: self.text(row, self.respondent),
            submitted_on: self.text(row, self.submitted_on).and_then(|day| day.parse().ok()),
            complete: self.text(row, self.disposition) != Some("partial"),
            duration_s: self.text(row, self.duration).and_then(|seconds| seconds.parse().ok()),
        }
    }
}

fn respondent<'a>(record: &'a Record, response: &'a Response) -> Respondent<'a> {
    let segments = response.segment_values.iter();
    Respondent {
        row: RowOf::Record(record, response),
        segments: segments
            .map(|(dimension, segment)| (dimension.as_str(), segment.id()))
            .collect(),
        product: response.product.as_ref().map(|product| product.id()),
        role: record.node.get("respondent_role").and_then(|role| role.text()),
        respondent: response.respondent.as_deref(),
        submitted_on: response.submitted_on,
        complete: response.disposition != Some(crate::record::response::ResponseDisposition::Partial),
        #[expect(clippy::cast_precision_loss, reason = "nobody takes 2^53 seconds")]
        duration_s: response.duration_s.map(|seconds| seconds as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_strange_answers_are_no_numbers() {
        let question: Question = serde_yaml::from_str("{kind: rating, scale: {min: 1, max: 5}}").unwrap();
        let all =
            ["5", "4.0", "na", "dk", "", "9", "inf", "NaN", " 2 "].map(|answer| given(&question, answer).number());
        assert_eq!(
            all,
            [Some(5.0), Some(4.0), None, None, None, None, None, None, Some(2.0)]
        );
    }

    #[test]
    fn what_lies_outside_a_scale_is_no_point() {
        assert_eq!(pomp(4.0, (1.0, 7.0)), Some(50.0));
        assert_eq!(pomp(8.0, (1.0, 7.0)), None);
        assert_eq!(pomp(f64::NAN, (1.0, 7.0)), None);
        assert_eq!(pomp(1.0, (1.0, 1.0)), None);
    }

    #[test]
    fn a_recommendation_goes_from_0_to_10() {
        let question: Question = serde_yaml::from_str("{kind: nps}").unwrap();
        assert_eq!(given(&question, "10"), Given::Number(10.0));
        assert_eq!(given(&question, "11"), Given::Strange);
    }
}
