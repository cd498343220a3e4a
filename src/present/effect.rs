//! Did it work: what was expected of an action, what people found, and what the figures say when they are tested; on the page
//! of the action and on that of its verification.
//!
//! Figures and people stand side by side and neither overrules the other; where they do not agree, that is said.

use super::blocks::{Chart, Field, Html, State, Table, Tone, Value, Working};
use super::page::{Links, Site};
use super::topic::shape::Block;
use super::values::{self, Manner, Reading};
use super::{checks, measured, status, window};
use crate::measure;
use crate::measure::action::verification_test::{self, Effect, Verdict, VerificationTest};
use crate::measure::selection::{Key, Selection};
use crate::measure::unit::{fixed, p};
use crate::record::action::Action;
use crate::record::indicator::Indicator;
use crate::record::verification::{Verification, Window};
use crate::record::{Data, Kind, Record};
use serde::Serialize;

/// What the page of an action or of a verification shows besides the common view.
#[derive(Serialize)]
pub(super) struct EffectView {
    claim: Option<ClaimView>,
}

#[derive(Serialize)]
struct ClaimView {
    note: &'static str,
    sides: Vec<SideView>,
    agreement: Option<State>,
    windows: Option<Table>,
    cautions: Vec<String>,
    chart: Option<Chart>,
}

#[derive(Serialize)]
struct SideView {
    title: &'static str,
    word: String,
    text: Html,
    working: Option<Working>,
}

/// The rule that looks for people who found an effect that the figures do not show.
const RULE: &str = "R-VER-03";

/// What belongs below every comparison of figures before and after.
const NO_PROOF: &str = "Figures before and after are no proof of cause: other things changed at the same time, and what was chosen because it stood at its worst comes back by itself.";

/// The effect of an action: what was expected of it, and each verification with its test.
pub(super) fn of_action(site: &Site<'_>, record: &Record, links: &Links<'_>) -> EffectView {
    let Data::Action(action) = &record.data else {
        return EffectView { claim: None };
    };
    let mut claim = ClaimView::new("What was expected before, what people found after, and what the figures say.");
    claim.sides.extend(expected(record, links));
    let index = site.ledger.find(record.id()).map(|(index, _)| index);
    let after = index.map(|index| crate::trace::neighbours_after(site.ledger, index));
    let found: Vec<&Record> = after
        .into_iter()
        .flatten()
        .map(|index| site.ledger.get(index))
        .filter(|found| found.kind == Kind::Verification && site.disclosure.record(found))
        .collect();
    if found.is_empty() {
        claim.sides.extend(waiting(site, action));
    }
    for found in found {
        claim.verified(site, found, links);
    }
    claim.chart = control(action, links);
    claim.filled()
}

/// The effect that a verification looked at.
pub(super) fn of_verification(site: &Site<'_>, record: &Record, links: &Links<'_>) -> EffectView {
    let mut claim = ClaimView::new("What people found, and what the figures of the two windows say.");
    let Data::Verification(verification) = &record.data else {
        return EffectView { claim: None };
    };
    if let Some((of, action)) = action_of(site, verification) {
        claim.sides.extend(expected(of, links));
        claim.chart = control(action, links);
    }
    claim.verified(site, record, links);
    claim.filled()
}

impl ClaimView {
    fn new(note: &'static str) -> Self {
        Self {
            note,
            sides: Vec::new(),
            agreement: None,
            windows: None,
            cautions: Vec::new(),
            chart: None,
        }
    }

    fn filled(self) -> EffectView {
        EffectView {
            claim: (!self.sides.is_empty()).then_some(self),
        }
    }

    /// Adds what people found and what the figures say.
    fn verified(&mut self, site: &Site<'_>, record: &Record, links: &Links<'_>) {
        let Data::Verification(verification) = &record.data else {
            return;
        };
        let reading = Reading::of(record, links, Manner::Brief);
        let judged = values::at(record, "judgement", reading).map_or_else(String::new, |value| value.plain());
        self.sides.push(SideView {
            title: "What people found",
            word: status::of(record, site.as_of).word,
            text: inline(&format!("{}: {judged}", record.id()), links),
            working: None,
        });
        let Some(tested) = verdict(site, record) else { return };
        self.sides.push(said(tested.as_ref(), verification, links));
        self.windows = windows(verification).or(self.windows.take());
        let Ok(test) = tested else { return };
        self.agreement = test.agrees.map(|agrees| match agrees {
            true => State::ok("People and figures come to the same"),
            false => State::warn(format!("People and figures do not agree ({RULE})")),
        });
        if test.agrees.is_none() && verification.result.is_some() {
            self.agreement = Some(State::none(
                "Found effective in part: the figures may or may not show it",
            ));
        }
        if let Some((_, action)) = action_of(site, verification) {
            self.cautions.extend(window::beside(site, action, verification));
        }
        for note in &test.notes {
            self.cautions.push(measured::ended(checks::sentence(note)));
        }
        if !self.cautions.iter().any(|known| known == NO_PROOF) {
            self.cautions.push(NO_PROOF.to_owned());
        }
    }
}

/// The action that a verification looked at, where it may be seen.
fn action_of<'a>(site: &'a Site<'_>, verification: &Verification) -> Option<(&'a Record, &'a Action)> {
    let action = site.ledger.typed::<Action>(verification.action.as_ref()?.id());
    action.filter(|(of, _)| site.disclosure.record(of))
}

/// A line of text in which ids are links.
fn inline(text: &str, links: &Links<'_>) -> Html {
    Html(super::markdown::line(text, links))
}

/// What was expected of an action.
fn expected(record: &Record, links: &Links<'_>) -> Option<SideView> {
    let reading = Reading::of(record, links, Manner::Brief);
    let plain = |path: &str| values::at(record, path, reading).map(|value| value.plain());
    let direction = plain("expected_effect.direction")?;
    let metric = plain("expected_effect.metric").unwrap_or_default();
    let named = measure::named(links.site.settings, &metric).map(|known| format!("{metric} {}", known.about().name));
    let by = plain("expected_effect.by").map_or_else(String::new, |by| format!(" by {by}"));
    let criterion = plain("verification_plan.criterion").unwrap_or_default();
    Some(SideView {
        title: "What was expected",
        word: match plain("expected_effect.size") {
            Some(size) => format!("{direction} by {size}"),
            None => direction,
        },
        text: inline(&format!("{}{by}. {criterion}", named.unwrap_or(metric)), links),
        working: None,
    })
}

/// That the effect was not looked at yet, and from when on it can be.
fn waiting(site: &Site<'_>, action: &Action) -> Option<SideView> {
    if !action.needs_proof() || action.is_dropped() {
        return None;
    }
    let text = match (action.is_implemented(), action.to_be_looked_at_from()) {
        (false, _) => "The action is not done.".to_owned(),
        (true, Some(day)) if day > site.as_of => format!("The window is not over: to be looked at from {day}."),
        (true, Some(day)) => format!("To be looked at since {day}."),
        (true, None) => "The plan names no day.".to_owned(),
    };
    Some(SideView {
        title: "What was found",
        word: "Not looked at yet".to_owned(),
        text: Html(text),
        working: None,
    })
}

/// What the figures say, with the test.
fn said(tested: Result<&VerificationTest, &String>, verification: &Verification, links: &Links<'_>) -> SideView {
    const TITLE: &str = "What the figures say";
    let test = match tested {
        Ok(test) => test,
        Err(reason) => {
            return SideView {
                title: TITLE,
                word: "Not tested".to_owned(),
                text: inline(&measured::ended(checks::sentence(reason)), links),
                working: None,
            };
        }
    };
    let mut fields = Vec::new();
    let mut text = Vec::new();
    if let Some(found) = &test.test {
        let statistic = found
            .statistic
            .map_or_else(String::new, |(letter, value)| format!(", {letter} {}", fixed(value, 2)));
        let probability = p(found.deciding());
        text.push(format!("{}{statistic}, p {probability}", checks::sentence(found.name)));
        fields.push(Field::new("Test", Value::text(found.name)));
        if let Some((letter, value)) = found.statistic {
            fields.push(Field::new(
                "Statistic",
                Value::text(format!("{letter} {}", fixed(value, 4))),
            ));
        }
        fields.push(Field::new("p, two-sided", Value::text(probability)));
    }
    if let Some((label, words)) = effect(test) {
        text.push(format!("{} {words}", label.to_lowercase()));
        fields.push(Field::new(label, Value::text(words)));
    }
    if !test.signals.is_empty() {
        let signals: Vec<String> = test
            .signals
            .iter()
            .map(|(period, rule)| format!("{period}: {rule}"))
            .collect();
        text.push(format!("signals on the control chart: {}", signals.join("; ")));
        fields.push(Field::new("Signals", Value::text(signals.join("; "))));
    }
    if text.is_empty() {
        text.push("no period after the action stands out on the control chart".to_owned());
    }
    if let Some(told) = &verification.test {
        let parts = [
            told.name.clone(),
            told.statistic.map(|statistic| statistic.to_string()),
            told.p.map(|probability| format!("p {probability}")),
        ];
        let words = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        if !words.is_empty() {
            fields.push(Field::new(
                "Test as recorded",
                Value::text(super::markdown::mask(&words, links)),
            ));
        }
    }
    SideView {
        title: TITLE,
        word: checks::sentence(match test.verdict {
            Verdict::Shown => "the effect shows",
            Verdict::Contrary => "the contrary shows",
            Verdict::NotShown => "the effect does not show",
        }),
        text: inline(&measured::ended(text.join("; ")), links),
        working: (!fields.is_empty()).then(|| Working {
            label: "How this was tested".to_owned(),
            fields,
        }),
    }
}

/// The size of an effect with its interval.
fn effect(test: &VerificationTest) -> Option<(&'static str, String)> {
    let interval = |decimals: usize| {
        test.interval.map_or_else(String::new, |(low, high)| {
            format!(" ({} to {})", fixed(low, decimals), fixed(high, decimals))
        })
    };
    Some(match test.effect {
        Effect::Points(points) => (
            "After less before",
            format!("{} percentage points{}", fixed(points, 1), interval(1)),
        ),
        Effect::Difference(difference) => ("After less before", format!("{}{}", fixed(difference, 2), interval(2))),
        Effect::Ratio(ratio) => ("After over before", format!("{}{}", fixed(ratio, 3), interval(3))),
        Effect::None => return None,
    })
}

/// The two windows with their figures.
fn windows(verification: &Verification) -> Option<Table> {
    let mut table = Table::new(
        "Figures before and after",
        &["Window", "From", "To", "Counted>", "Of>", "Value>", "Base>"],
    )
    .fit();
    let number = |value: Option<f64>| {
        value.map_or_else(Value::dash, |value| {
            // As it was written: a digit that is not in the record is none.
            let written = value.to_string();
            let decimals = written.split_once('.').map_or(0, |(_, digits)| digits.len().min(6));
            Value::text(fixed(value, decimals))
        })
    };
    let mut row = |name: &str, window: &Window| {
        table.row([
            Value::text(name),
            window.from.map_or_else(Value::dash, Value::brief),
            window.to.map_or_else(Value::dash, Value::brief),
            number(window.numerator),
            number(window.denominator),
            number(window.value),
            window.n.map_or_else(Value::dash, Value::count),
        ]);
    };
    if let Some(before) = &verification.before {
        row("Before", before);
    }
    if let Some(after) = &verification.after {
        row("After", after);
    }
    super::topic::shape::without_empty_columns(table).filled()
}

/// The control chart of the indicator by which an action is looked at.
fn control(action: &Action, links: &Links<'_>) -> Option<Chart> {
    let planned = action
        .verification_plan
        .as_ref()
        .and_then(|plan| plan.metric.as_deref());
    let expected = action.expected_effect.as_ref();
    let metric = planned.or_else(|| expected?.metric.as_deref())?;
    let named = expected
        .and_then(|effect| effect.filter.get("indicator"))
        .map(String::as_str);
    let (record, _) = [Some(metric), named]
        .into_iter()
        .flatten()
        .find_map(|id| links.site.ledger.typed::<Indicator>(id))?;
    let on = Selection::all().with(Key::Indicator, record.id());
    let chart = measured::control(links, &on)
        .into_iter()
        .find_map(|block| match block {
            Block::Chart { chart } => Some(*chart),
            _ => None,
        })?;
    Some(Chart {
        title: links.site.title_of(record),
        caption: format!("{}: {}", links.site.title_of(record), chart.caption),
        ..chart
    })
}

/// How the results of a verification come together in one word for tables, and whether figures and people agree.
pub(super) fn in_short(site: &Site<'_>, record: &Record) -> State {
    verdict(site, record).map_or_else(|| State::none("Not tested"), in_words)
}

/// What the figures of a verification say, as computed once for all of them.
fn verdict<'a>(site: &'a Site<'_>, record: &Record) -> Option<&'a Result<VerificationTest, String>> {
    let (index, _) = site.ledger.find(record.id())?;
    site.trail.verdict(index)
}

/// What it means for the tests of actions that there are many of them; nothing where there are fewer than two.
pub(super) fn together(site: &Site<'_>) -> Option<String> {
    let records = site.ledger.of_kind(Kind::Verification);
    let tests: Vec<&VerificationTest> = records
        .filter(|(_, record)| site.disclosure.record(record))
        .filter_map(|(index, _)| site.trail.verdict(index)?.as_ref().ok())
        .filter(|test| test.among.is_some())
        .collect();
    let shown = |level: &dyn Fn(&VerificationTest) -> bool| {
        let all = tests
            .iter()
            .filter(|test| test.verdict == Verdict::Shown && level(test));
        all.count()
    };
    let (alone, among) = (
        shown(&|_| true),
        shown(&|test| test.among.is_some_and(|p| p < verification_test::ALPHA)),
    );
    (tests.len() > 1).then(|| {
        format!(
            "{} of {} tests show an effect, each at 5 percent by itself, because it was planned for one action; corrected for their number \
             {among} would.",
            alone,
            tests.len()
        )
    })
}

/// The same of a test that was computed before.
pub(super) fn in_words(tested: &Result<VerificationTest, String>) -> State {
    match tested {
        Err(_) => State::none("Not tested"),
        Ok(test) => {
            let word = match test.verdict {
                Verdict::Shown => "An effect shows",
                Verdict::Contrary => "The contrary shows",
                Verdict::NotShown => "No effect shows",
            };
            let p = test
                .test
                .as_ref()
                .map_or_else(String::new, |test| format!(", p {}", p(test.deciding())));
            match test.agrees {
                Some(false) => State::warn(format!("{word}{p}; people say otherwise")),
                Some(true) | None => State::new(Tone::None, "info", format!("{word}{p}")),
            }
        }
    }
}
