//! tenfour reads a git repository of YAML records about customer satisfaction and writes a site that an auditor can trust.
pub mod check;
pub mod diag;
pub mod error;
pub mod link;
pub mod parse;
pub mod read;
pub mod record;
pub mod settings;
pub mod source;
pub mod stats;
pub mod yaml;
