//! Numbers from records: values in, values out, with what they rest on.

pub mod distribution;
