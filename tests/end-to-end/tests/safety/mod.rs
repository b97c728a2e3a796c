//! What the safety suites share: vectors, mails made of them, and frames with some of the walls down.

pub(crate) mod frames;
pub(crate) mod mail;
pub(crate) mod reader;
pub(crate) mod vectors;

use std::time::Duration;

/// After so long without anybody heard outside, nobody more comes: that every vector is heard where
/// nothing protects shows that it is long enough.
pub(crate) const QUIET: Duration = Duration::from_millis(1500);

/// So long the pointer rests on a thing.
pub(crate) const RESTING: Duration = Duration::from_millis(300);
