//! How fast Restante is, beside others that do the same on the same machine in the same run.
//!
//! One binary a benchmark: `bench-collect` collects mail (`make bench-collect`). What a second one
//! would need too stands here:
//!
//! - [`Delay`] is a connection over a long way;
//! - [`Samples`] are the runs of one thing measured, with their median;
//! - [`table`] writes figures beside their goals.

mod delay;
mod samples;
pub mod table;

pub use delay::Delay;
pub use samples::Samples;
