//! Ties protocol, mail and store together over traits.

pub mod api;
pub mod problem;
