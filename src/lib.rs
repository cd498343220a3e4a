//! tenfour reads a git repository of YAML records about customer satisfaction and writes a site that an auditor can trust:
//! every number names the records it came from, every complaint can be followed to what was improved.
//!
//! # The way of the data
//!
//! One direction, eight stations, each a function from value to value. The outside world stands only at the two ends.
//!
//! ```text
//!  read ──> parse ──> link ──> check ──> measure ──> trace ──> present ──> write
//!  bytes,   records   one      rules     numbers     chains    pages       files
//!  git      with      ledger   broken    with their  complaint as plain    on disk
//!  facts    places                       records     to effect values
//! ```
//!
//! [`pipeline`] names them in this order; reading it is reading the picture.
//!
//! # The rooms, from the roof to the ground
//!
//! An import goes down this list and not up.

pub mod cli;
pub mod pipeline;
#[cfg(feature = "serve")]
pub mod serve;

pub mod edit;
pub mod scaffold;

pub mod manifest;
pub mod pack;
pub mod present;
pub mod theme;
pub mod verify;
pub mod write;

pub mod coverage;
pub mod diff;

pub mod check;
pub mod disclose;
pub mod sample;
pub mod trace;

pub mod measure;

pub mod expression;

pub mod history;
pub mod link;
pub mod parse;
pub mod read;

pub mod record;
pub mod settings;
pub mod yaml;

pub mod diag;
pub mod site;

pub mod chart;
pub mod error;
pub mod source;
pub mod stats;
