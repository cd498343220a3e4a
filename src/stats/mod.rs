//! Pure statistics and calendar arithmetic: values in, values out, no record known.
//!
//! What the values do not allow is said with its reason, [`estimate::NotEstimable`], and is never a NaN or a silent 0.

mod distribution;
mod rank;

pub mod anova;
pub mod benchmark;
pub mod change;
pub mod compare_means;
pub mod compare_shares;
pub mod correlation;
pub mod descriptive;
pub mod design_effect;
pub mod estimate;
pub mod funnel;
pub mod multiplicity;
pub mod nps;
pub mod period;
pub mod proportion;
pub mod rank_tests;
pub mod rates;
pub mod reliability;
pub mod response_rates;
pub mod sample_size;
pub mod scale;
pub mod stratified;
pub mod working_days;
