//! Pure statistics and calendar arithmetic: values in, values out, no record known.
//!
//! What the values do not allow is said with its reason, [`estimate::NotEstimable`], and is never a NaN or a silent 0.

mod distribution;
mod rank;

pub mod correlation;
pub mod descriptive;
pub mod estimate;
pub mod multiplicity;
pub mod nps;
pub mod period;
pub mod proportion;
pub mod sample_size;
pub mod scale;
pub mod working_days;
