//! Pure statistics and calendar arithmetic: values in, values out, no record known.
//!
//! What the values do not allow is said with its reason, [`estimate::NotEstimable`], and is never a NaN or a silent 0.

pub(crate) mod distribution;
mod rank;

pub mod anova;
pub mod attribute_chart;
pub mod autocorrelation;
pub mod benchmark;
pub mod case_log;
pub mod change;
pub mod cohen_kappa;
pub mod compare_means;
pub mod compare_shares;
pub mod correlation;
pub mod descriptive;
pub mod design_effect;
pub mod design_mean;
pub mod detection;
pub mod draw;
pub mod driver_bootstrap;
pub mod estimate;
pub mod funnel;
pub mod kano;
pub mod kaplan_meier;
pub mod krippendorff_alpha;
pub mod log_rank;
pub mod mann_kendall;
pub mod matrix;
pub mod median_interval;
pub mod multiplicity;
pub mod nps;
pub mod pareto;
pub mod period;
pub mod post_stratification;
pub mod proportion;
pub mod raking;
pub mod random;
pub mod rank_tests;
pub mod rates;
pub mod regression;
pub mod relative_weights;
pub mod reliability;
pub mod response_rates;
pub mod run_length;
pub mod run_rules;
pub mod sample_size;
pub mod scale;
pub mod sen_slope;
pub mod shapley;
pub mod stratified;
pub mod weighted;
pub mod weighted_quantile;
pub mod weighting_fault;
pub mod working_days;
pub mod xmr;
