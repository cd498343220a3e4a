//! Pure statistics and calendar arithmetic: values in, values out, no record known.

pub mod period;
pub mod sample_size;
pub mod working_days;
