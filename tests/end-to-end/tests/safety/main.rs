//! Proves that a mail can do nothing but be read: it tells nobody that it is ([`leaks`]), and runs no
//! script ([`scripts`]). And that real mail shows something ([`archive`]).
//!
//! Both suites are lists of vectors (`leaks.txt`, `scripts.txt`), shown first where nothing protects,
//! so that a silence means something; then behind one wall at a time; then as mails in the product.

mod alarm;
mod archive;
mod corpora;
mod frames;
mod leaks;
mod mail;
mod reader;
mod scripts;
mod vectors;

use std::time::Duration;

/// After so long without anybody heard outside, nobody more comes: that every vector is heard where
/// nothing protects shows that it is long enough.
const QUIET: Duration = Duration::from_millis(1500);

/// So long the pointer rests on a thing.
const RESTING: Duration = Duration::from_millis(300);
