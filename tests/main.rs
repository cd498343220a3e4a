//! One test binary. `tests/README.md` tells how to add a test.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "helpers outside `#[test]` count as code, and tests do touch the disk"
)]

mod audit_pages;
mod cases;
mod charts;
mod clauses;
mod commands;
mod complaint_pages;
mod disclosure;
mod example;
mod fixtures;
mod free;
mod gate;
mod history;
mod house;
mod integrity;
mod measures;
mod oracle;
mod own;
mod pages;
mod programme_measures;
mod record_control;
#[cfg(feature = "serve")]
mod serve;
mod site;
mod story;
mod support;
mod survey_measures;
mod survey_pages;
mod topics;
mod trail;
mod travel;
