//! Pure statistics and calendar arithmetic: values in, values out, no record known.

pub mod period;
pub mod working_days;
