//! Mails in one file: mbox in its variant mboxrd, which loses nothing.
//!
//! ```text
//! From ada@example.org Fri Jan  1 00:00:00 2021      who sent it, when it arrived
//! X-Restante-Added: 3                                 so many lines follow that are not the mail's own
//! Status: RO                                          read
//! X-Status: F                                         starred
//! X-Keywords: work                                    tags
//! Subject: the mail itself, byte for byte ...
//!
//! >From the start of a line is quoted, and so is
//! >>From where it was quoted already.
//!                                                     an empty line ends it
//! ```
//!
//! `Status`, `X-Status` and `X-Keywords` are what mutt, Dovecot, Alpine and others read and write. They stand before the
//! mail and are counted, so that they can be taken away again: what is read back is the mail as it was,
//! whatever its line ends are and whether or not its last line has one.

mod flags;
mod read;
mod write;

pub use flags::Flags;
pub use read::{Imported, LARGEST_MAIL, Reader, Unreadable};
pub use write::{Kept, entry};

/// The field that says how many lines were added before the mail, and whether its last line got an end.
const ADDED: &[u8] = b"X-Restante-Added: ";
/// What follows the number where the last line had no end.
const NO_LAST_END: &[u8] = b"; last line without end";
