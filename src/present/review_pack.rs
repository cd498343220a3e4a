//! What goes to management: for every review a document with all points it looks at, each filled from the records: figures of its
//! period with the period before and the target, what rules tell, what is open, where to read on.
//!
//! There is one for each review on record, held or planned, and one for the next of each sort that is due by the day that the
//! last one set. What the records cannot supply is said to be supplied by somebody, and is not left empty.

use super::blocks::{Cell, Field, State, Table, Tone, Value, long, several};
use super::measured;
use super::objective::Assessed;
use super::page::{Job, Links, Page, Site, View};
use super::topic::shape::{
    Block, Section, TopicView, by_title, days_of, in_force, of_kind, place, rule, text, without_empty_columns,
    without_empty_columns_from,
};
use super::topic::{programme, reviews};
use super::{number, picture, values};
use crate::check::State as RuleState;
use crate::measure;
use crate::measure::measurement::Measurement;
use crate::measure::selection::{Key, Selection};
use crate::record::review::{InputItem, Review, ReviewDecision, ReviewKind};
use crate::record::schema::label;
use crate::record::types::Period as Written;
use crate::record::{Data, Kind, Record};
use crate::stats::period::{Length, Period};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// Documents for reviews.
pub(super) const PAGE: Page = Page {
    name: "review_pack",
    jobs,
};

/// The document of one review.
pub(super) struct Pack<'a> {
    /// The review, where it is on record.
    record: Option<(&'a Record, &'a Review)>,
    /// The review before it of the same sort.
    before: Option<(&'a Record, &'a Review)>,
    kind: Option<ReviewKind>,
    /// Day on which it was or is to be held.
    day: Option<Date>,
    held: bool,
}

/// First and last day, and the name where it has one.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Span {
    name: Option<Period>,
    days: (Date, Date),
}

impl Span {
    fn of(written: Option<&Written>) -> Option<Self> {
        let name = match written? {
            Written::Named(name) => Period::parse(name),
            Written::Range(_) => None,
        };
        days_of(written).map(|days| Self { name, days })
    }

    fn named(period: Period) -> Self {
        Self {
            name: Some(period),
            days: period.days(),
        }
    }

    /// As many days, or the period of the same length, before it.
    fn before(&self) -> Option<Self> {
        let eve = self.days.0.yesterday().ok()?;
        if let Some(period) = self.name {
            return Some(Self::named(Period::of(eve, period.length())));
        }
        let length = self.days.0.until(self.days.1).ok()?;
        let from = eve.checked_sub(length).ok()?;
        Some(Self {
            name: None,
            days: (from, eve),
        })
    }

    /// What a review looks at that is due on a day, when the one before looked at this: all that followed. Of named periods
    /// those that are whole by then, one at least; else every day up to the eve of the review, of one that is overdue up to
    /// the day of the data.
    fn up_to(&self, due: Date, as_of: Date) -> Option<Self> {
        let from = self.days.1.tomorrow().ok()?;
        let eve = due.yesterday().ok()?;
        let to = match self.name {
            Some(period) => {
                let next = period.next();
                let running = Period::of(due, period.length());
                let last = Self::named(running).before()?;
                if last.days.1 <= next.days().1 {
                    return Some(Self::named(next));
                }
                last.days.1
            }
            None if due < as_of => as_of,
            None => eve,
        };
        Some(Self {
            name: None,
            days: (from, to.max(from)),
        })
    }

    fn words(&self) -> String {
        match self.name {
            Some(period) => period.to_string(),
            None => format!("{} to {}", self.days.0, self.days.1),
        }
    }

    fn selection(&self) -> String {
        match self.name {
            Some(period) => period.to_string(),
            None => format!("{}..{}", self.days.0, self.days.1),
        }
    }

    fn holds(&self, day: Date) -> bool {
        self.days.0 <= day && day <= self.days.1
    }
}

fn word_of(kind: Option<ReviewKind>) -> &'static str {
    match kind {
        Some(ReviewKind::Quarterly) => "quarterly",
        Some(ReviewKind::Management) => "management",
        Some(ReviewKind::Complaints) => "complaints",
        Some(ReviewKind::Code) => "code",
        Some(ReviewKind::Dispute) => "dispute",
        Some(ReviewKind::Programme) => "programme",
        None => "review",
    }
}

const KINDS: [ReviewKind; 6] = [
    ReviewKind::Quarterly,
    ReviewKind::Management,
    ReviewKind::Complaints,
    ReviewKind::Code,
    ReviewKind::Dispute,
    ReviewKind::Programme,
];

/// The documents of a site: those of the reviews on record in the order of their ids, then of those that are due next.
pub(super) fn packs<'a>(site: &'a Site<'_>) -> Vec<Pack<'a>> {
    let mut all: Vec<(&Record, &Review)> = of_kind(site, Kind::Review)
        .filter_map(|record| match &record.data {
            Data::Review(review) => Some((record, &**review)),
            _ => None,
        })
        .collect();
    all.sort_by_key(|(record, review)| (review.held_on, record.id().to_owned()));
    let held = |review: &Review| review.held_on.is_some_and(|day| day <= site.as_of);
    let of_kind = |kind: Option<ReviewKind>| all.iter().copied().filter(move |(_, review)| review.kind == kind);
    let mut packs: Vec<Pack<'a>> = Vec::new();
    for (record, review) in &all {
        let before = of_kind(review.kind).rfind(|(other, other_review)| {
            other.id() != record.id()
                && held(other_review)
                && other_review.held_on <= review.held_on.or(Some(site.as_of))
        });
        packs.push(Pack {
            record: Some((record, review)),
            before,
            kind: review.kind,
            day: review.held_on,
            held: held(review),
        });
    }
    for kind in KINDS {
        let planned = of_kind(Some(kind)).any(|(_, review)| !held(review));
        let last = of_kind(Some(kind)).rfind(|(_, review)| held(review));
        if let (false, Some(last)) = (planned, last)
            && let Some(day) = last.1.next_review
        {
            packs.push(Pack {
                record: None,
                before: Some(last),
                kind: Some(kind),
                day: Some(day),
                held: false,
            });
        }
    }
    packs
}

impl Pack<'_> {
    /// Whether the review took place.
    pub(super) fn is_held(&self) -> bool {
        self.held
    }

    /// Day on which it was or is to be held.
    pub(super) fn due(&self) -> Option<Date> {
        self.day
    }

    /// Path of its page.
    pub(super) fn path(&self) -> String {
        match self.record {
            Some((record, _)) => format!("review-packs/{}.html", record.id()),
            None => format!("review-packs/next-{}.html", word_of(self.kind)),
        }
    }

    /// What it is called.
    pub(super) fn title(&self, site: &Site<'_>) -> String {
        match (self.record, self.day) {
            (Some((record, _)), _) => site.title_of(record),
            (None, Some(day)) => format!(
                "{} review due on {}",
                super::results::upper(word_of(self.kind)),
                long(day)
            ),
            (None, None) => format!("Next {} review", word_of(self.kind)),
        }
    }

    /// The days it looks at.
    fn span(&self, as_of: Date) -> Option<Span> {
        let own = self.record.and_then(|(_, review)| Span::of(review.period.as_ref()));
        own.or_else(|| {
            let before = Span::of(self.before?.1.period.as_ref())?;
            let day = self.day.unwrap_or(as_of);
            before.up_to(day, if self.held { day } else { as_of })
        })
    }

    /// Who supplies what the records do not hold.
    fn supplier(&self, links: &Links<'_>) -> Value {
        let chair = |of: Option<(&Record, &Review)>| of.and_then(|(_, review)| review.chair.clone());
        let chair = chair(self.record).or_else(|| chair(self.before));
        match chair {
            Some(chair) => Value::List {
                items: vec![Value::text("to be supplied by"), by_title(links.link_id(chair.id()))],
            },
            None => Value::missing("to be supplied by whoever leads the review"),
        }
    }
}

fn jobs(site: &Site<'_>) -> Vec<Job> {
    packs(site).iter().map(|pack| job(site, pack)).collect()
}

fn job(site: &Site<'_>, pack: &Pack<'_>) -> Job {
    let path = pack.path();
    let of = path.clone();
    let make = move |site: &Site<'_>, links: &Links<'_>| {
        let packs = packs(site);
        let pack = packs.iter().find(|pack| pack.path() == of);
        let made = pack.map_or_else(TopicView::default, |pack| view(site, pack, links));
        let (kicker, lede) = match pack.is_some_and(Pack::is_held) {
            true => (
                "Review",
                "What was looked at, as recorded, beside the figures of the period as they are computed today.",
            ),
            false => (
                "Review pack",
                "Everything the review looks at, filled from the records. What they cannot supply is named with who is to bring it.",
            ),
        };
        let facts = made.facts.clone();
        Ok(View::new(kicker, &made).lede(lede).facts(facts))
    };
    let title = pack.title(site);
    let title = match pack.is_held() {
        true => format!("{title}: inputs and figures"),
        false => title,
    };
    Job::page(path, "review_pack.html", title, "reviews", Box::new(make)).below("Reviews", "topics/reviews.html")
}

/// What a review looks at under a point.
struct Input {
    item: InputItem,
    /// What stands under it, in words.
    what: &'static str,
    figures: &'static [Figure],
    /// Rules that tell what is wrong there.
    rules: &'static [&'static str],
    /// Tables of records.
    points: fn(&Pack<'_>, &Links<'_>) -> Vec<Block>,
    places: &'static [(&'static str, &'static str)],
    /// What the records cannot supply; empty where they can supply all.
    missing: &'static str,
}

/// A line of figures.
enum Figure {
    /// A metric over the period.
    Period(&'static str, &'static str),
    /// A metric over the period, a line for each value of a key.
    Each(&'static str, Key),
    /// A metric of the newest wave that ended in the period.
    Wave(&'static str, &'static str),
    /// A metric of the day, a line for each value of a key or one for all.
    Today(&'static str, &'static str, Option<Key>),
}

use Figure::{Each, Period as Over, Today, Wave};

const INPUTS: &[Input] = &[
    Input {
        item: InputItem::EarlierActions,
        what: "How the decisions of earlier reviews and the actions that followed stand.",
        figures: &[
            Over("Actions on time", "M-ACT-1"),
            Today("Decisions carried out in time", "M-REV-2", None),
        ],
        rules: &["R-REV-05", "R-ACT-03"],
        points: earlier_actions,
        places: &[
            ("Actions", "topics/actions.html"),
            ("Decisions", "topics/reviews.html#decisions"),
        ],
        missing: "",
    },
    Input {
        item: InputItem::IssuesChanges,
        what: "Circumstances on record; what changed around the organization since the last review.",
        figures: &[],
        rules: &[],
        points: issues,
        places: &[("Circumstances", "topics/context.html#issues")],
        missing: "changes in law, market and organization that nobody recorded",
    },
    Input {
        item: InputItem::SatisfactionResults,
        what: "What customers said, and whether it changed.",
        figures: &[
            Wave("Index of three questions", "M-SAT-6"),
            Wave("Net promoter score", "M-SAT-4"),
            Wave("Response rate", "M-SMP-1"),
            Over("Customers kept", "M-RET-1"),
        ],
        rules: &["R-WAV-03", "R-WAV-04", "R-WAV-08"],
        points: |_, _| Vec::new(),
        places: &[("Waves", "waves.html"), ("Gaps", "topics/gaps.html")],
        missing: "",
    },
    Input {
        item: InputItem::ComplaintsFeedback,
        what: "How many complaints for how much business, and whether customers were right.",
        figures: &[
            Over("Complaint rate", "M-CMP-1"),
            Over("Upheld", "M-CMP-10"),
            Over("The same customer again within 90 days", "M-CMP-8"),
            Over("Remedies given where upheld", "M-CMP-11"),
        ],
        rules: &["R-CMP-08", "R-CMP-11"],
        points: open_complaints,
        places: &[
            ("Analysis", "topics/complaint-analysis.html"),
            ("Feedback", "topics/qualitative.html#feedback"),
        ],
        missing: "",
    },
    Input {
        item: InputItem::ComplaintProcessPerformance,
        what: "The clocks of the complaint process against what was promised.",
        figures: &[
            Over("Acknowledged in time", "M-CMP-3"),
            Over("Decided by the due date", "M-CMP-16"),
            Over("Median time to resolution", "M-CMP-13"),
            Over("Resolved at first contact", "M-CMP-12"),
            Over("Reopened", "M-CMP-9"),
            Today("Open today", "M-CMP-7", None),
        ],
        rules: &["R-CMP-05", "R-CMP-07", "R-CMP-12"],
        points: |_, _| Vec::new(),
        places: &[("Performance", "topics/complaint-performance.html")],
        missing: "",
    },
    Input {
        item: InputItem::SatisfactionWithHandling,
        what: "What complainants say of how they were treated, those who were not right included.",
        figures: &[Each("M-CPS-1", Key::Question), Each("M-CPS-2", Key::Question)],
        rules: &[],
        points: |_, _| Vec::new(),
        places: &[(
            "What complainants say",
            "topics/complaint-performance.html#satisfaction",
        )],
        missing: "",
    },
    Input {
        item: InputItem::Disputes,
        what: "What went to an outside body, and how it ended.",
        figures: &[
            Over("Complaints referred outside", "M-CMP-15"),
            Today("Referrals", "M-DSP-1", None),
        ],
        rules: &["R-DSP-01", "R-DSP-02"],
        points: |_, links| states("Disputes", Kind::Dispute, |record| !record.is_settled(), links),
        places: &[("Disputes", "topics/disputes.html")],
        missing: "",
    },
    Input {
        item: InputItem::PromisePerformance,
        what: "Which promises were kept, as often as they were due.",
        figures: &[Each("M-COD-1", Key::Promise)],
        rules: &["R-PRM-01"],
        points: |_, _| Vec::new(),
        places: &[("Promises", "topics/code.html")],
        missing: "",
    },
    Input {
        item: InputItem::Objectives,
        what: "Every objective with the value that is judged, of its due date where that has passed, its target and what follows from both.",
        figures: &[],
        rules: &["R-OBJ-03"],
        points: objectives,
        places: &[("Objectives", "objectives.html")],
        missing: "",
    },
    Input {
        item: InputItem::ProcessPerformance,
        what: "Series that nobody is asked for, as recorded.",
        figures: &[],
        rules: &["R-IND-01"],
        points: series,
        places: &[("Indicators", "topics/indicators.html")],
        missing: "",
    },
    Input {
        item: InputItem::NonconformitiesCorrectiveActions,
        what: "What went wrong, what was done about it and whether it worked.",
        figures: &[
            Over("Actions on time", "M-ACT-1"),
            Over("Effective, of those verified", "M-ACT-5"),
            Today("Overdue", "M-ACT-2", None),
            Over("Upheld complaints with a cause", "M-TRC-1"),
        ],
        rules: &["R-ACT-02", "R-ACT-03", "R-ACT-04", "R-CAU-01"],
        points: |_, links| {
            states(
                "Actions not done",
                Kind::Action,
                |record| matches!(&record.data, Data::Action(action) if !action.is_implemented() && !action.is_dropped()),
                links,
            )
        },
        places: &[
            ("Actions", "topics/actions.html"),
            ("Traceability", "traceability.html"),
        ],
        missing: "",
    },
    Input {
        item: InputItem::MonitoringResults,
        what: "Whether monitoring took place as planned and its data are fresh.",
        figures: &[
            Today("Schedule kept", "M-PRG-1", None),
            Today("Methods with old data", "M-PRG-2", None),
            Wave("Farthest from the population", "M-SMP-6"),
        ],
        rules: &["R-WAV-02", "R-RSP-03"],
        points: |_, _| Vec::new(),
        places: &[
            ("Programme", "topics/programme.html"),
            ("Data quality", "topics/data-quality.html"),
        ],
        missing: "",
    },
    Input {
        item: InputItem::AuditResults,
        what: "Audits of the period, earlier ones of which findings are open, and what is open of each.",
        figures: &[],
        rules: &["R-AUD-01"],
        points: audit_results,
        places: &[("Audits", "topics/audits.html#audits")],
        missing: "",
    },
    Input {
        item: InputItem::ExternalProviders,
        what: "How suppliers and partners perform, whose work customers see.",
        figures: &[],
        rules: &[],
        points: |_, _| Vec::new(),
        places: &[],
        missing: "how external providers perform",
    },
    Input {
        item: InputItem::Resources,
        what: "Whether people and means suffice.",
        figures: &[
            Today("Resources spent, of those planned", "M-PRG-3", None),
            Over("Complaints for each handler", "M-CMP-20"),
        ],
        rules: &["R-TRN-01"],
        points: |_, _| Vec::new(),
        places: &[
            ("Resources of the plan", "topics/plan.html#resources"),
            ("Training", "topics/context.html#training"),
        ],
        missing: "budget and people of the coming period",
    },
    Input {
        item: InputItem::RiskOpportunityActions,
        what: "Risks and opportunities by weight, with the actions against them.",
        figures: &[],
        rules: &[],
        points: |_, links| states("Risks and opportunities", Kind::RiskOpportunity, |_| true, links),
        places: &[("Risks and opportunities", "topics/context.html#risks")],
        missing: "",
    },
    Input {
        item: InputItem::ImprovementOpportunities,
        what: "Findings about which something is still to be decided, or that point to something better.",
        figures: &[Today("Findings with a decision", "M-TRC-5", None)],
        rules: &["R-FND-01"],
        points: |_, links| {
            states(
                "Findings without a decision",
                Kind::Finding,
                |record| matches!(&record.data, Data::Finding(finding) if finding.is_pending() && !record.is_settled()),
                links,
            )
        },
        places: &[("Findings", "topics/findings.html")],
        missing: "",
    },
    Input {
        item: InputItem::BenchmarkResults,
        what: "How others do.",
        figures: &[
            Today("Distance from others", "M-BMK-1", Some(Key::Benchmark)),
            Today("Percentile rank", "M-BMK-2", Some(Key::Benchmark)),
        ],
        rules: &[],
        points: |_, _| Vec::new(),
        places: &[("Benchmarks", "topics/benchmarks.html")],
        missing: "",
    },
    Input {
        item: InputItem::Recommendations,
        what: "What the findings of the period recommend.",
        figures: &[],
        rules: &[],
        points: recommendations,
        places: &[("Findings", "topics/findings.html")],
        missing: "",
    },
    Input {
        item: InputItem::ProgrammeSuitability,
        what: "Whether the programme still fits: what of it is loose, old or failing.",
        figures: &[
            Today("Expectations that are measured", "M-TRC-6", None),
            Today("Loose ends", "M-TRC-7", None),
        ],
        rules: &["R-GEN-05", "R-PLN-01", "R-PLN-03", "R-TRC-01"],
        points: |_, _| Vec::new(),
        places: &[
            ("Self-assessment", "topics/audits.html#assessment"),
            ("Checks", "checks.html"),
        ],
        missing: "a judgement whether the programme still fits",
    },
];

fn view(site: &Site<'_>, pack: &Pack<'_>, links: &Links<'_>) -> TopicView {
    let sections = INPUTS
        .iter()
        .enumerate()
        .map(|(index, input)| section(site, pack, input, index + 1, links));
    TopicView::of(sections.collect::<Vec<_>>()).facts(facts(site, pack, links))
}

/// The head, which is also that of the printed document: whose data these are, of when, from which commit.
fn facts(site: &Site<'_>, pack: &Pack<'_>, links: &Links<'_>) -> Vec<Field> {
    let mut facts = Vec::new();
    if let Some((record, _)) = pack.record {
        facts.push(Field::new("Review", links.id(record)));
    }
    let held = if pack.held { "Held" } else { "Due" };
    facts.extend(pack.day.map(|day| Field::new(held, Value::day(day))));
    if let Some(span) = pack.span(site.as_of) {
        let words = |span: &Span| Value::text(format!("{}{}", span.words(), without_complaints(site, span)));
        facts.push(Field::new("Period", words(&span)));
        facts.extend(span.before().map(|before| Field::new("Compared with", words(&before))));
    }
    if let (None, Some((record, _))) = (pack.record, pack.before) {
        facts.push(Field::new("Last one", links.id(record)));
    }
    facts.push(Field::new("Data as of", Value::day(site.as_of)));
    facts.push(Field::new(
        "Commit",
        match site.provenance.commit() {
            Some(commit) => Value::Commit {
                commit: links.site.commit(&commit.id),
            },
            None => Value::missing("none"),
        },
    ));
    if let Some((_, review)) = pack.record.filter(|_| pack.held) {
        facts.extend(
            review
                .data_as_of
                .map(|day| Field::new("Minutes rest on data of", Value::day(day))),
        );
        facts.extend(
            review
                .build
                .as_ref()
                .map(|build| Field::new("and on commit", Value::code(build.clone()))),
        );
    }
    facts
}

/// That the complaints on record begin within a period: figures of it are of fewer months than those of a whole one. By months,
/// since a day could tell whose complaint was the first.
fn without_complaints(site: &Site<'_>, span: &Span) -> String {
    let month = |day: Date| Period::of(day, Length::Month);
    let first = site.scope.cases.iter().map(|case| case.received).min();
    match first.filter(|first| span.holds(*first) && month(span.days.0) < month(*first)) {
        Some(first) => format!(", of which complaints are on record from {} on", month(first)),
        None => String::new(),
    }
}

fn section(site: &Site<'_>, pack: &Pack<'_>, input: &Input, number: usize, links: &Links<'_>) -> Section {
    let mut section = Section::new(
        &super::methods::anchor(&reviews::words(input.item)),
        format!("{number}. {}", title(input.item)),
    )
    .note(input.what);
    let mut empty = true;
    if let Some((_, review)) = pack.record {
        let recorded = recorded(review, input.item, links);
        empty &= recorded.is_empty();
        section = section.fields(recorded);
    }
    let table = figures(site, pack, input, links);
    empty &= table.rows.is_empty();
    section = section.table(in_full(table));
    let points = (input.points)(pack, links);
    empty &= points.is_empty();
    section = section.blocks(points);
    // Rules speak of today: of a review that was held long ago they say nothing.
    let rules = input.rules.iter().filter(|_| !pack.held);
    let failing: Vec<Value> = rules.filter_map(|id| failing(id, links)).collect();
    let mut fields = Vec::new();
    if !failing.is_empty() {
        fields.push(Field::new("Rules that failed", Value::List { items: failing }));
    }
    if !input.missing.is_empty() {
        let value = Value::List {
            items: vec![Value::text(input.missing), pack.supplier(links)],
        };
        fields.push(Field::new("Not in the records", value));
    } else if empty {
        let value = Value::List {
            items: vec![Value::missing("nothing on record"), pack.supplier(links)],
        };
        fields.push(Field::new("Not in the records", value));
    }
    section = section.fields(fields);
    for (title, path) in input.places {
        if let Some(url) = place(path, links) {
            section = section.link(*title, url);
        }
    }
    section
}

/// What a point is called in a document.
fn title(item: InputItem) -> String {
    let title = match item {
        InputItem::EarlierActions => "Earlier decisions and actions",
        InputItem::IssuesChanges => "Changes in circumstances",
        InputItem::SatisfactionResults => "Satisfaction and its trend",
        InputItem::ComplaintsFeedback => "Complaints and feedback",
        InputItem::ComplaintProcessPerformance => "Performance of the complaint process",
        InputItem::PromisePerformance => "Promises kept",
        InputItem::Objectives => "Objectives",
        InputItem::ProcessPerformance => "Performance of processes and products",
        InputItem::NonconformitiesCorrectiveActions => "Nonconformities and corrective actions",
        InputItem::RiskOpportunityActions => "Risks, opportunities and actions on them",
        InputItem::ImprovementOpportunities => "Opportunities for improvement",
        InputItem::ProgrammeSuitability => "Whether the programme still fits",
        other => return reviews::words(other),
    };
    title.to_owned()
}

/// A rule that failed, with on how many; nothing of one that did not.
fn failing(id: &'static str, links: &Links<'_>) -> Option<Value> {
    let outcome = links.site.outcomes.iter().find(|outcome| outcome.rule.id() == id)?;
    let RuleState::Failed { .. } = &outcome.state else {
        return None;
    };
    let view = rule(id, links)?;
    Some(Value::List {
        items: vec![
            Value::link(super::checks::sentence(&outcome.rule.title()), view.url),
            Value::state(view.state),
            Value::text(view.note),
        ],
    })
}

/// What the minutes say of a point.
fn recorded(review: &Review, item: InputItem, links: &Links<'_>) -> Vec<Field> {
    let mut fields = Vec::new();
    for input in review.inputs.iter().filter(|input| input.item == Some(item)) {
        let mut items = vec![Value::state(reviews::considered(review, item))];
        items.extend(input.text.as_ref().map(|text| values::line(text, links)));
        items.extend(input.not_applicable.as_ref().map(|why| values::line(why, links)));
        items.extend(input.r#ref.as_ref().map(|of| Value::Record {
            link: links.link_id(of.id()),
        }));
        if let Some(metric) = &input.metric
            && let Some(url) = links.if_written(&number::page(metric, &Selection::all()))
        {
            items.push(Value::link(metric.0.clone(), url));
        }
        fields.push(Field::new("As recorded", Value::List { items }));
    }
    if fields.is_empty() && review.held_on.is_some_and(|day| day <= links.site.as_of) {
        fields.push(Field::new(
            "As recorded",
            Value::state(reviews::considered(review, item)),
        ));
    }
    fields
}

/// What a metric says of a selection: as the site measures it, or measured for this review.
struct Told<'a> {
    about: measure::metric::About<'static>,
    one: std::borrow::Cow<'a, Measurement>,
    beyond: bool,
}

fn over<'a>(site: &'a Site<'_>, metric: &str, on: Selection, span: &Span) -> Option<Told<'a>> {
    let found = measure::find(metric)?;
    let on = on.with(Key::Period, span.selection());
    if !number::may_tell(site, &on) {
        return None;
    }
    if let Some(one) = site.numbers.get(metric, &on) {
        return Some(Told {
            about: found.about,
            one: std::borrow::Cow::Borrowed(one),
            beyond: false,
        });
    }
    if !found.keys.contains(&Key::Period) || span.days.0 > site.as_of {
        return None;
    }
    let one = measure::of(found, &site.scope, &on);
    Some(Told {
        about: found.about,
        one: std::borrow::Cow::Owned(one),
        beyond: true,
    })
}

/// What stands in the place of a number where there is nothing to count.
const NOTHING: &str = "nothing yet";

/// The same where no survey was asked.
const NO_WAVE: &str = "no wave";

/// The same where the survey was asked, and its waves do not tell the figure.
const NOT_OF_WAVE: &str = "not known of its waves";

/// A number in the cell of a table with its interval; a dash where there is none.
fn cell(site: &Site<'_>, links: &Links<'_>, of: Option<&Told<'_>>) -> Cell {
    let Some(of) = of else {
        return Value::dash().into();
    };
    let show = match of.beyond {
        true => site.cells.beyond(&of.one),
        false => site.cells.show(&of.one),
    };
    if of.one.base.n == 0 && of.one.estimate.is_err() && !show.is_hidden() {
        // That there is nothing to count needs no words; any other reason is a fact of its own.
        let nothing = |reason: &str| {
            ["there are no", "there is no", "nobody"]
                .iter()
                .any(|none| reason.starts_with(none))
        };
        return match &of.one.estimate {
            Err(reason) if !nothing(reason) || !of.one.excluded.is_empty() => Value::missing(reason.clone()).into(),
            _ => Value::missing(NOTHING).into(),
        };
    }
    let value = number::value(of.about.unit, &of.one, show);
    let words = match &of.one.interval {
        Ok(found) if picture::may_draw(show) && of.one.estimate.is_ok() => {
            format!("{value} ({})", number::interval(of.about.unit, found))
        }
        _ => value,
    };
    // A number that is a count names its base already.
    let names_base = words.contains(of.one.base.of) || words.contains(" of ");
    let words = match show.is_hidden() || names_base {
        true => words,
        false => format!("{words}; {}", number::base(&of.one)),
    };
    let words = match number::only(&of.one).filter(|_| !show.is_hidden()) {
        Some(only) => format!("{words}; {only}"),
        None => words,
    };
    match number::url(site, links, &of.one) {
        Some(url) => Value::link(words, url).into(),
        None => Value::text(words).into(),
    }
}

/// The target of an objective that is measured by a metric, in words; of figures over a period where it is one for such a period.
fn target(site: &Site<'_>, links: &Links<'_>, metric: &str, on: &Selection, over: Option<&Span>) -> Value {
    let objectives = of_kind(site, Kind::Objective).filter(|record| in_force(record, site) || !record.is_settled());
    for record in objectives {
        let Data::Objective(objective) = &record.data else {
            continue;
        };
        let same = objective.metric.as_deref() == Some(metric);
        let fits = Selection::from_filter(&objective.metric_filter).is_ok_and(|filter| {
            filter
                .iter()
                .all(|(key, value)| on.get(key).is_none_or(|of| of == value) || key == Key::Survey)
        });
        if same
            && fits
            && let Some(assessed) = Assessed::of(site, record)
            && over.is_none_or(|span| assessed.is_for(span.days))
            && let Some(words) = assessed.target()
        {
            return match links.link(record).url {
                Some(url) => Value::link(words, url),
                None => Value::text(words),
            };
        }
    }
    Value::dash()
}

/// A table of figures: the period and the one before it stay although there is nothing yet, changes and targets where there are some.
fn in_full(table: Table) -> Table {
    without_empty_columns_from(3, table)
}

fn figures(site: &Site<'_>, pack: &Pack<'_>, input: &Input, links: &Links<'_>) -> Table {
    let span = pack.span(site.as_of);
    let before = span.as_ref().and_then(Span::before);
    let now = span.as_ref().map_or_else(
        || "Today".to_owned(),
        |span| format!("{}{}", span.words(), number::so_far(site, Some(span.days))),
    );
    let then = before.as_ref().map_or_else(|| "Before".to_owned(), Span::words);
    let heads = ["Figure", now.as_str(), then.as_str(), "Change~", "Target"];
    let mut table = Table::new(reviews::words(input.item), &heads);
    let mut row = |label: String, now: Cell, then: Cell, change: Option<State>, target: Value| {
        let dash = Value::dash();
        let empty = |cell: &Cell| match &cell.value {
            Value::Missing { text } => [NOTHING, NO_WAVE, NOT_OF_WAVE].contains(&text.as_str()) || cell.value == dash,
            _ => false,
        };
        if empty(&now) && empty(&then) {
            return;
        }
        let change = change.map_or_else(Value::dash, Value::state);
        table.row([Value::text(label).into(), now, then, change.into(), target.into()]);
    };
    let mut of_waves = of_waves(site, span.as_ref(), input, links).into_iter();
    for figure in input.figures {
        match figure {
            Over(name, metric) => {
                let value = |span: Option<&Span>| over(site, metric, Selection::all(), span?);
                let (now, then) = (value(span.as_ref()), value(before.as_ref()));
                let change = change(links, then.as_ref(), now.as_ref());
                row(
                    (*name).to_owned(),
                    cell(site, links, now.as_ref()),
                    cell(site, links, then.as_ref()),
                    change,
                    target(site, links, metric, &Selection::all(), span.as_ref()),
                );
            }
            Each(metric, key) => {
                for value in values_of(site, metric, *key) {
                    let on = Selection::all().with(*key, value.clone());
                    let of = |span: Option<&Span>| over(site, metric, on.clone(), span?);
                    let (now, then) = (of(span.as_ref()), of(before.as_ref()));
                    let change = change(links, then.as_ref(), now.as_ref());
                    let name = match *key {
                        Key::Question => format!(
                            "{}: {}",
                            measure::find(metric).map_or("", |metric| metric.about.name),
                            value.replace('_', " ")
                        ),
                        _ => number::line(site, &on),
                    };
                    row(
                        name,
                        cell(site, links, now.as_ref()),
                        cell(site, links, then.as_ref()),
                        change,
                        target(site, links, metric, &on, span.as_ref()),
                    );
                }
            }
            Wave(name, metric) => {
                let Some(found) = of_waves.next().flatten() else {
                    continue;
                };
                let shown = |one: Option<&Measurement>, column: Option<&Span>| match one {
                    None if was_asked(site, found.survey, column) => Value::missing(NOT_OF_WAVE).into(),
                    None => Value::missing(NO_WAVE).into(),
                    Some(one) => {
                        let of = Told {
                            about: found.about,
                            one: std::borrow::Cow::Borrowed(one),
                            beyond: false,
                        };
                        named(cell(site, links, Some(&of)), one, column, links)
                    }
                };
                let on = found.now.or(found.then);
                let on = on.map_or_else(Selection::all, |one| one.selection.clone());
                // Of several surveys with the figure the row speaks of one, which may be another than that of the review before.
                let label = match found.survey.filter(|_| surveys_with(site, metric).len() > 1) {
                    Some(survey) => format!("{name}, {}", links.link_id(survey).id),
                    None => (*name).to_owned(),
                };
                row(
                    label,
                    shown(found.now, span.as_ref()),
                    shown(found.then, before.as_ref()),
                    found.change.clone(),
                    target(site, links, metric, &on, None),
                );
            }
            Today(name, metric, key) => {
                let values: Vec<Option<String>> = match key {
                    None => vec![None],
                    Some(key) => values_of(site, metric, *key).into_iter().map(Some).collect(),
                };
                for value in values {
                    let on = match (key, &value) {
                        (Some(key), Some(value)) => Selection::all().with(*key, value.clone()),
                        _ => Selection::all(),
                    };
                    let Some((about, one)) = measured::said(links, metric, &on) else {
                        continue;
                    };
                    let of = Told {
                        about,
                        one: std::borrow::Cow::Borrowed(one),
                        beyond: false,
                    };
                    let name = match &value {
                        None => format!("{name} (today)"),
                        Some(_) => format!("{name} (today), {}", number::line(site, &on)),
                    };
                    row(
                        name,
                        cell(site, links, Some(&of)),
                        Value::dash().into(),
                        None,
                        target(site, links, metric, &on, None),
                    );
                }
            }
        }
    }
    table
}

/// What may be said of a change from one column to the other.
fn change(links: &Links<'_>, then: Option<&Told<'_>>, now: Option<&Told<'_>>) -> Option<State> {
    let (then, now) = then.zip(now)?;
    let pair = (now.about, &*then.one, &*now.one);
    measured::changes_between(links, &[pair]).pop().flatten()
}

/// A figure of the newest wave of a period, with that of the newest one before it.
struct OfWave<'a> {
    about: measure::metric::About<'static>,
    now: Option<&'a Measurement>,
    then: Option<&'a Measurement>,
    /// The survey that both are of.
    survey: Option<&'a str>,
    change: Option<State>,
}

/// The survey that a number of a wave is of.
fn survey_of<'a>(site: &'a Site<'_>, one: &Measurement) -> Option<&'a str> {
    let answers = site.scope.wave(one.selection.get(Key::Wave)?)?;
    answers.survey.map(|(survey, _)| survey.id())
}

/// The surveys of whose waves a metric may be told.
fn surveys_with<'a>(site: &'a Site<'_>, metric: &str) -> BTreeSet<&'a str> {
    let all = site.numbers.of_metric(metric);
    all.filter(|one| number::may_tell(site, &one.selection))
        .filter_map(|one| survey_of(site, one))
        .collect()
}

/// Whether a wave of a survey ended in a period, whatever it tells.
fn was_asked(site: &Site<'_>, survey: Option<&str>, column: Option<&Span>) -> bool {
    let (Some(survey), Some(column)) = (survey, column) else {
        return false;
    };
    let mut waves = site.scope.waves().filter(|answers| site.may_name(answers.record.id()));
    waves.any(|answers| {
        answers.survey.is_some_and(|(of, _)| of.id() == survey)
            && answers
                .wave
                .field_end
                .is_some_and(|end| end <= site.as_of && column.holds(end))
    })
}

/// The figures of waves under a point, in their order. They speak of one survey, that of the first wave that one of them is of; and
/// what they say of changes is one look.
fn of_waves<'a>(site: &'a Site<'_>, span: Option<&Span>, input: &Input, links: &Links<'_>) -> Vec<Option<OfWave<'a>>> {
    let end = span.map_or(site.as_of, |span| span.days.1.min(site.as_of));
    let start = span.map(|span| span.days.0);
    let eve = start.and_then(|start| start.yesterday().ok());
    let of = |one: &Measurement| survey_of(site, one);
    let mut survey: Option<&str> = None;
    let mut all = Vec::new();
    for figure in input.figures {
        let Wave(_, metric) = figure else { continue };
        let Some(found) = measure::find(metric) else {
            all.push(None);
            continue;
        };
        let now = wave(site, metric, start, end, survey);
        survey = survey.or_else(|| now.and_then(of));
        let then = eve.and_then(|to| wave(site, metric, None, to, survey));
        survey = survey.or_else(|| then.and_then(of));
        all.push(Some(OfWave {
            about: found.about,
            now,
            then,
            survey,
            change: None,
        }));
    }
    let both = |of: &OfWave<'a>| Some((of.about, of.then?, of.now?));
    let pairs: Vec<_> = all.iter().flatten().filter_map(both).collect();
    let mut changes = measured::changes_between(links, &pairs).into_iter();
    for of in all
        .iter_mut()
        .flatten()
        .filter(|of| of.then.is_some() && of.now.is_some())
    {
        of.change = changes.next().flatten();
    }
    all
}

/// A number of a wave with the wave's name, and when it was asked where that lies outside the period over the column.
fn named(cell: Cell, one: &Measurement, column: Option<&Span>, links: &Links<'_>) -> Cell {
    let Some(wave) = one.selection.get(Key::Wave) else {
        return cell;
    };
    let end = links.site.scope.wave(wave).and_then(|answers| answers.wave.field_end);
    let outside = end.filter(|end| column.is_some_and(|column| !column.holds(*end)));
    let asked = outside.map(|end| Value::text(format!("asked in {}", Period::of(end, Length::Month))));
    let link = super::blocks::Link {
        title: String::new(),
        ..links.link_id(wave)
    };
    let items = [cell.value, Value::Record { link }].into_iter().chain(asked);
    Value::List { items: items.collect() }.into()
}

/// Values of a key that a metric is measured on by itself, apart from periods.
fn values_of(site: &Site<'_>, metric: &str, key: Key) -> Vec<String> {
    let mut values: Vec<String> = site
        .numbers
        .of_metric(metric)
        .filter(|one| one.selection.iter().all(|(of, _)| of == key || of == Key::Period))
        .filter(|one| number::may_tell(site, &one.selection))
        .filter_map(|one| one.selection.get(key).map(str::to_owned))
        .collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// What a metric says of the newest wave that ended between two days, of a survey or of any.
fn wave<'a>(
    site: &'a Site<'_>,
    metric: &str,
    from: Option<Date>,
    to: Date,
    survey: Option<&str>,
) -> Option<&'a Measurement> {
    let alone = |one: &&Measurement| {
        one.selection
            .iter()
            .all(|(key, _)| matches!(key, Key::Wave | Key::Question))
    };
    let of = |one: &'a Measurement| {
        let answers = site.scope.wave(one.selection.get(Key::Wave)?)?;
        let end = answers.wave.field_end?;
        let fits = survey.is_none_or(|wanted| answers.survey.is_some_and(|(survey, _)| survey.id() == wanted));
        let n = answers.respondents.len();
        // A wave of a few does not stand for the period while a larger one can.
        let speaks = u64::try_from(n).is_ok_and(|n| n >= site.limits().low_base);
        (fits && from.is_none_or(|from| from <= end) && end <= to).then_some(((speaks, end, n), one))
    };
    let all = site
        .numbers
        .of_metric(metric)
        .filter(alone)
        .filter(|one| number::may_tell(site, &one.selection));
    all.filter_map(of)
        .max_by(|(rank, one), (other_rank, other)| {
            rank.cmp(other_rank).then_with(|| other.selection.cmp(&one.selection))
        })
        .map(|(_, one)| one)
}

/// A list of what there is today, whenever the review was or is held: records tell how they stand, not how they stood. Everybody reads
/// that above it.
fn of_today(caption: &str, columns: &[&str], site: &Site<'_>) -> Table {
    let mut table = Table::new(format!("{caption} (today, {})", long(site.as_of)), columns);
    table.hide_caption = false;
    table
}

/// Records of a kind with how they stand.
fn states(caption: &str, kind: Kind, meant: fn(&Record) -> bool, links: &Links<'_>) -> Vec<Block> {
    let mut table = of_today(caption, &["Record", "Owner", "Due", "State"], links.site);
    for record in of_kind(links.site, kind).filter(|record| meant(record)) {
        let owner = record.envelope.owner.as_ref();
        let due = text(record, "due").and_then(|day| day.parse::<Date>().ok());
        table.row([
            Value::Record {
                link: links.link(record),
            },
            owner.map_or_else(Value::dash, |owner| by_title(links.link_id(owner.id()))),
            due.map_or_else(Value::dash, Value::brief),
            Value::state(links.state(record)),
        ]);
    }
    block(table)
}

fn block(table: Table) -> Vec<Block> {
    let table = without_empty_columns(table).filled();
    table.map(|table| Block::Table { table }).into_iter().collect()
}

/// Decisions of earlier reviews with how they stand: those of the last year, and of older ones whatever is not done.
fn earlier_actions(pack: &Pack<'_>, links: &Links<'_>) -> Vec<Block> {
    let site = links.site;
    let mut table = of_today(
        "Earlier decisions",
        &["Decided in", "What~", "Owner", "Due", "Action", "State"],
        site,
    );
    let until = pack.day.unwrap_or(site.as_of);
    let since = until.saturating_sub(jiff::Span::new().years(1));
    for record in of_kind(site, Kind::Review) {
        let Data::Review(review) = &record.data else { continue };
        let own = pack.record.is_some_and(|(own, _)| own.id() == record.id());
        let Some(held) = review.held_on.filter(|day| *day < until && *day <= site.as_of && !own) else {
            continue;
        };
        for decision in &review.decisions {
            let action = reviews::action(site, record, decision);
            if held < since && !is_waiting(decision, action) {
                continue;
            }
            table.row([
                links.id(record),
                decision
                    .text
                    .as_ref()
                    .map_or_else(Value::dash, |text| values::line(text, links)),
                decision
                    .owner
                    .as_ref()
                    .map_or_else(Value::dash, |owner| by_title(links.link_id(owner.id()))),
                decision.due.map_or_else(Value::dash, Value::brief),
                action.map_or_else(Value::dash, |action| links.id(action)),
                Value::state(reviews::state(site, decision, action)),
            ]);
        }
    }
    block(table)
}

/// Whether nothing shows that a decision was carried out although something should: its action is not done, or there is none.
fn is_waiting(decision: &ReviewDecision, action: Option<&Record>) -> bool {
    match action.map(|action| &action.data) {
        Some(Data::Action(action)) => !action.is_implemented() && !action.is_dropped(),
        _ => decision.asks_for_action(),
    }
}

fn issues(_: &Pack<'_>, links: &Links<'_>) -> Vec<Block> {
    let mut table = of_today("Circumstances", &["Circumstance~", "Sort"], links.site);
    for record in of_kind(links.site, Kind::Scope).filter(|record| in_force(record, links.site)) {
        let items = record.node.get("issues").map_or(&[][..], |node| node.items());
        for item in items {
            let word = |name: &str| item.get(name).and_then(|node| node.text());
            table.row([
                word("text").map_or_else(Value::dash, |text| values::line(text, links)),
                word("kind").map_or_else(Value::dash, |kind| Value::text(label(kind))),
            ]);
        }
    }
    block(table)
}

fn open_complaints(_: &Pack<'_>, links: &Links<'_>) -> Vec<Block> {
    states(
        "Complaints that are not settled",
        Kind::Complaint,
        |record| matches!(&record.data, Data::Complaint(complaint) if !complaint.is_settled()),
        links,
    )
}

fn objectives(_: &Pack<'_>, links: &Links<'_>) -> Vec<Block> {
    let site = links.site;
    let mut table = Table::new(
        "Objectives",
        &[
            "Objective",
            "Value judged>",
            "Of",
            "To be reached",
            "Due",
            "Computed",
            "Recorded",
        ],
    );
    for record in of_kind(site, Kind::Objective) {
        let Some(assessed) = Assessed::of(site, record) else {
            continue;
        };
        let Data::Objective(objective) = &record.data else {
            continue;
        };
        let cells: [Cell; 7] = [
            Value::Record {
                link: links.link(record),
            }
            .into(),
            assessed.now(site, links),
            assessed.now_of(site).map_or_else(Value::dash, Value::text).into(),
            assessed.target().map_or_else(Value::dash, Value::text).into(),
            objective.due.map_or_else(Value::dash, Value::brief).into(),
            Value::state(assessed.state()).into(),
            Value::state(links.state(record)).into(),
        ];
        table.row(cells);
    }
    block(table)
}

/// The newest value of each series in the period, and the newest before it.
fn series(pack: &Pack<'_>, links: &Links<'_>) -> Vec<Block> {
    let site = links.site;
    let span = pack.span(site.as_of);
    let end = span.as_ref().map_or(site.as_of, |span| span.days.1.min(site.as_of));
    let start = span.as_ref().map(|span| span.days.0);
    let mut table = Table::new("Series", &["Series", "Newest of the period", "Newest before", "Unit"]);
    for record in of_kind(site, Kind::Indicator) {
        let Data::Indicator(indicator) = &record.data else {
            continue;
        };
        let mut points: Vec<(Period, f64)> = indicator
            .values
            .iter()
            .filter_map(|point| Some((Period::parse(point.period.as_deref()?)?, point.value?)))
            .filter(|(period, _)| period.days().1 <= end)
            .collect();
        points.sort_by_key(|(period, _)| period.days().1);
        let words = |(period, value): &(Period, f64)| {
            let value = measure::unit::fixed(*value, 2);
            let value = value.trim_end_matches('0').trim_end_matches('.');
            Value::text(format!("{value} ({period})"))
        };
        let inside = |period: &Period| start.is_none_or(|start| start <= period.days().0);
        let now = points.iter().rfind(|(period, _)| inside(period));
        let then = points.iter().rfind(|(period, _)| !inside(period));
        if now.is_none() && then.is_none() {
            continue;
        }
        table.row([
            Value::Record {
                link: links.link(record),
            },
            now.map_or_else(|| Value::missing("none yet"), words),
            then.map_or_else(Value::dash, words),
            indicator.unit.clone().map_or_else(Value::dash, Value::text),
        ]);
    }
    block(table)
}

fn audit_results(pack: &Pack<'_>, links: &Links<'_>) -> Vec<Block> {
    let site = links.site;
    let mut table = Table::new("Audits", &["Audit", "Performed", "Findings>", "Open>"]);
    let span = pack.span(site.as_of);
    let from = span.as_ref().map_or(Date::MIN, |span| span.days.0);
    let to = span.as_ref().map_or(site.as_of, |span| span.days.1);
    for record in of_kind(site, Kind::Audit) {
        let Some(day) = programme::day(record, site).filter(|day| *day <= to) else {
            continue;
        };
        let of = |open: bool| {
            of_kind(site, Kind::AuditFinding)
                .filter(|finding| match &finding.data {
                    Data::AuditFinding(one) => {
                        one.audit.as_ref().is_some_and(|audit| audit.id() == record.id()) && (!open || one.is_open())
                    }
                    _ => false,
                })
                .count()
        };
        // Of an audit before the period what is open still matters.
        if day < from && of(true) == 0 {
            continue;
        }
        table.row([
            Value::Record {
                link: links.link(record),
            },
            Value::brief(day),
            Value::count(of(false)),
            Value::count(of(true)),
        ]);
    }
    block(table)
}

fn recommendations(pack: &Pack<'_>, links: &Links<'_>) -> Vec<Block> {
    let site = links.site;
    let mut table = Table::new("Recommendations", &["Finding", "Recommends~", "Decision"]);
    let span = pack.span(site.as_of);
    let from = span.as_ref().map_or(Date::MIN, |span| span.days.0);
    let to = span.as_ref().map_or(site.as_of, |span| span.days.1);
    for record in of_kind(site, Kind::Finding) {
        let Data::Finding(finding) = &record.data else { continue };
        let inside = record.envelope.created.is_some_and(|day| from <= day && day <= to);
        let Some(recommends) = finding.recommendation.as_ref().filter(|_| inside) else {
            continue;
        };
        table.row([
            links.id(record),
            values::line(recommends, links),
            Value::state(links.state(record)),
        ]);
    }
    block(table)
}

/// What the page of a review shows beside its record.
#[derive(Serialize)]
pub(super) struct Beside {
    pack: Option<Section>,
}

/// The figures of a review's period beside what it recorded, in short, with the way to all of them.
pub(super) fn beside(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Beside {
    let packs = packs(site);
    let pack = packs
        .iter()
        .find(|pack| pack.record.is_some_and(|(own, _)| own.id() == record.id()));
    let section = pack.map(|pack| {
        let section = Section::new("pack", "Figures of its period").note(
            "Computed today from the records, beside what the minutes say; they can differ where records came later, and where the minutes \
             give values without weights.",
        );
        let inputs = INPUTS.iter().filter(|input| !input.figures.is_empty());
        let mut table: Option<Table> = None;
        for input in inputs {
            let rows = figures(site, pack, input, links);
            match &mut table {
                None => table = Some(rows),
                Some(table) => table.rows.extend(rows.rows),
            }
        }
        let count = several(INPUTS.len(), "point", "points");
        section
            .table(table.map_or_else(Table::default, in_full))
            .link(format!("All {count} with figures, to print"), links.to(&pack.path()))
    });
    Beside { pack: section }
}

/// Every document, for the page of reviews: the next first, then the newest.
pub(super) fn list(site: &Site<'_>, links: &Links<'_>) -> Section {
    let mut packs = packs(site);
    packs.sort_by_key(|pack| {
        (
            pack.held,
            if pack.held { None } else { pack.day },
            std::cmp::Reverse(pack.day),
        )
    });
    let mut table = Table::new("Review packs", &["Document", "Period", "Day", "State"]);
    for pack in &packs {
        let state = match (pack.held, pack.record) {
            (true, _) => State::ok("Held"),
            (false, _) if pack.day.is_some_and(|day| day < site.as_of) => State::new(Tone::Warn, "clock", "Day passed"),
            (false, Some(_)) => State::new(Tone::Info, "clock", "Planned"),
            (false, None) => State::new(Tone::Info, "clock", "Due by the last one"),
        };
        table.row([
            Value::link(pack.title(site), links.to(&pack.path())),
            pack.span(site.as_of)
                .map_or_else(Value::dash, |span| Value::text(span.words())),
            pack.day.map_or_else(Value::dash, Value::brief),
            Value::state(state),
        ]);
    }
    Section::new("packs", "Review packs")
        .note("For each review all points with the figures of its period, the period before and the target, ready to print; the next ones first.")
        .table(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str) -> Span {
        match text.split_once("..") {
            Some((from, to)) => Span {
                name: None,
                days: (from.parse().unwrap(), to.parse().unwrap()),
            },
            None => Span::named(Period::parse(text).unwrap()),
        }
    }

    #[test]
    fn before_and_after_a_period_lie_periods_of_its_length() {
        assert_eq!(span("2026-Q1").before().unwrap().words(), "2025-Q4");
        let half = span("2025-03-01..2025-03-31");
        assert_eq!(half.before().unwrap().words(), "2025-01-29 to 2025-02-28");
    }

    #[test]
    fn a_review_to_come_looks_at_all_since_the_last_one() {
        let up_to = |before: &str, due: &str, as_of: &str| {
            let (due, as_of) = (due.parse().unwrap(), as_of.parse().unwrap());
            span(before).up_to(due, as_of).unwrap().words()
        };
        // Eight months were looked at first; the next review is due a year later and leaves none of it out.
        let first = "2024-01-01..2024-08-31";
        assert_eq!(up_to(first, "2025-09-16", "2025-08-14"), "2024-09-01 to 2025-09-15");
        assert_eq!(up_to(first, "2025-09-16", "2025-09-16"), "2024-09-01 to 2025-09-15");
        assert_eq!(up_to(first, "2025-09-16", "2025-11-02"), "2024-09-01 to 2025-11-02");
        assert_eq!(up_to(first, "2024-09-01", "2024-08-31"), "2024-09-01 to 2024-09-01");
        // Periods with a name keep it, unless the next review is due after several of them.
        assert_eq!(up_to("2025", "2027-01-26", "2026-01-31"), "2026");
        assert_eq!(up_to("2025-Q2", "2025-10-21", "2025-08-14"), "2025-Q3");
        assert_eq!(up_to("2025-Q2", "2025-09-20", "2025-08-14"), "2025-Q3");
        assert_eq!(up_to("2025-Q2", "2026-07-21", "2025-08-14"), "2025-07-01 to 2026-06-30");
    }

    #[test]
    fn every_usual_point_is_filled_once_and_asks_rules_that_exist() {
        let items: Vec<InputItem> = INPUTS.iter().map(|input| input.item).collect();
        assert_eq!(items, InputItem::ALL);
        for input in INPUTS {
            for id in input.rules {
                assert!(crate::check::find(id).is_some(), "{id} is no rule");
            }
            for figure in input.figures {
                let metric = match figure {
                    Over(_, metric) | Each(metric, _) | Wave(_, metric) | Today(_, metric, _) => metric,
                };
                assert!(measure::find(metric).is_some(), "{metric} is no metric");
            }
        }
    }
}
