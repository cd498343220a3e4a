//! Shapes that many metrics have: a share, a mean, a rate, a time, a difference. A metric says what it counts; the shape
//! makes the measurement of it, with interval, working and doubts.

pub mod change;
pub mod control;
pub mod duration;
pub mod mean;
pub mod percentiles;
pub mod rate;
pub mod records;
pub mod sample;
pub mod share;
pub mod trend;
