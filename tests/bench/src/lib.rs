//! How fast Restante is, beside others that do the same on the same machine in the same run.
//!
//! One binary a benchmark: `bench-collect` collects mail, `bench-store` starts, searches and reads what
//! was collected, `bench-junk` tells junk from mail (`make bench-collect` and so on). What both need stands here:
//!
//! - [`Delay`] is a connection over a long way;
//! - [`Samples`] are the runs of one thing measured, with their median;
//! - [`surroundings`] says what else has to do with how fast something is;
//! - [`table`] writes figures beside their goals.

mod delay;
mod samples;
pub mod surroundings;
pub mod table;

pub use delay::Delay;
pub use samples::Samples;
