//! The dated facts of a record in their order.

use super::blocks::{Event, Moment};
use super::page::{Links, Site};
use super::values;
use crate::record::Record;
use crate::record::kind::{self, When};
use crate::record::schema::label;
use jiff::Timestamp;
use jiff::civil::Date;

/// The timeline of a record; what lies after the day of the site is planned.
pub(super) fn events(site: &Site<'_>, record: &Record, links: &Links<'_>) -> Vec<Event> {
    let mut moments = record.data.timeline();
    let told = Told::of(site, record);
    moments.sort_by_key(|moment| order(site, moment.when));
    moments.iter().map(|moment| event(site, &told, moment, links)).collect()
}

fn order(site: &Site<'_>, when: When) -> (Date, Option<Timestamp>) {
    match when {
        When::Instant(instant) => (site.day(instant), Some(instant)),
        When::Day(day) => (day, None),
    }
}

/// What of the moments of a record the audience may be told.
struct Told<'a> {
    id: &'a str,
    /// Whether its days are shown as months.
    coarse: bool,
    /// Whether it is told by whom, and what was said.
    whole: bool,
}

impl<'a> Told<'a> {
    fn of(site: &Site<'_>, record: &'a Record) -> Self {
        Self {
            id: record.id(),
            coarse: site.disclosure.days().is_coarse(record.id()),
            whole: site.disclosure.names_hands(record.kind),
        }
    }
}

fn event(site: &Site<'_>, told: &Told<'_>, moment: &kind::Moment, links: &Links<'_>) -> Event {
    let days = site.disclosure.days();
    let case = days.case_of(moment.note.as_deref().into_iter());
    let at = match moment.when {
        When::Instant(instant) if !told.coarse => site.instant(instant),
        when => Moment::known(days.known(case.unwrap_or(told.id), order(site, when).0)),
    };
    let future = order(site, moment.when).0 > site.as_of;
    let title = label(moment.what.strip_suffix("_on").unwrap_or(&moment.what));
    Event {
        at,
        title: if future { format!("{title} (planned)") } else { title },
        by: moment
            .by
            .as_ref()
            .filter(|_| told.whole)
            .map(|by| by_whom(by.id(), links)),
        note: moment
            .note
            .as_ref()
            .filter(|_| told.whole)
            .map(|note| values::line(note, links)),
        future,
    }
}

/// Who did it: by title where there is one, since a role says more than its id.
fn by_whom(id: &str, links: &Links<'_>) -> super::blocks::Value {
    let link = links.link_id(id);
    match (&link.url, link.title.is_empty()) {
        (Some(url), false) => super::blocks::Value::link(link.title.clone(), url.clone()),
        _ => super::blocks::Value::Record { link },
    }
}
