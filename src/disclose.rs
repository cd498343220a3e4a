//! What an audience may see. Pages and data get every record and field through here, and nowhere else is it decided.

use crate::record::Record;
use crate::record::schema::Field;
use crate::record::types::Audience;

/// The audience a site is built for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Disclosure {
    audience: Audience,
}

impl Disclosure {
    /// What this audience may see.
    pub fn to(audience: Audience) -> Self {
        Self { audience }
    }

    /// The audience.
    pub fn audience(self) -> Audience {
        self.audience
    }

    /// Whether a record as a whole may be seen.
    pub fn record(self, record: &Record) -> bool {
        record.audience() <= self.audience
    }

    /// Whether a field of a record that may be seen may be seen too: personal data and restricted text need the
    /// restricted audience.
    pub fn field(self, field: &Field) -> bool {
        !(field.personal || field.restricted) || self.audience == Audience::Restricted
    }

    /// Whether figures over so few responses may be seen.
    pub fn cell(self, base: usize, min_cell: usize) -> bool {
        base == 0 || base >= min_cell || self.audience == Audience::Restricted
    }
}
