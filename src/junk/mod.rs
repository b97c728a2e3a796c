//! The junk filter: it learns from the reader which mail is junk, here on the device, and says by which
//! words it judged.
//!
//! ```text
//! raw mail -> evidence -> Tokens     what is told of it, each once            tokens/
//!             Tokens + Class -> Lesson -> Model   in how many good and junk mails each was   lesson, model
//!             Tokens + Model -> Verdict           how likely it is junk, and by which words  judge
//! ```
//!
//! Naive Bayes as Paul Graham proposed it, Gary Robinson mended it and SpamBayes measured it: each token is
//! as telling as the share of junk among the mails that it was in, drawn towards one half while it was in
//! few; the most telling ones of a mail are combined by Fisher's method, once as evidence that it is junk
//! and once that it is not. Where both or neither hold, the filter is unsure and says so.
//!
//! The model keeps counts by hash, no words: those that explain a verdict are taken from the mail that is
//! judged. So it holds no text of anybody's mail.
//!
//! Pure: no I/O and no clock.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "mail is written by strangers, and models are read from a disk"
)]

mod judge;
mod lesson;
mod model;
mod tokens;

pub use judge::{Opinion, Telling, Verdict};
pub use lesson::{Class, Lesson};
pub use model::{Damaged, FEWEST, MOST_TOKENS, Model};
pub use tokens::{CAPITALS, MISSING, PRESENT, Place, Tokens};
