//! Reading mail: from the raw bytes of a message to what the list and the reading pane show.
//!
//! ```text
//! raw bytes -> parts (MIME structure) -> envelope (a line of the list)
//!                                     -> reading  (bodies, attachments)
//!                                          text/plain: flowed -> text
//!                                          text/html:  html   -> sanitize -> a safe document
//!                                            links and trackers are judged on the way
//!                                          who wrote:  authentication, mailing_list
//!                                     -> searchable (what a search looks through)
//! ```
//!
//! Everything here is pure: no I/O, no clock, no DOM, so it runs in the worker and in native
//! tests alike. Mail is written by strangers: nothing panics, nothing recurses on the input, and
//! every cost has a cap, named as a constant beside the code it protects.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "everything here reads bytes from outside"
)]

mod attachments;
mod authentication;
mod bodies;
mod bounces;
mod calendar;
mod cards;
mod content_lines;
mod danger;
mod date;
mod decode;
pub(crate) mod display;
mod encoded_words;
mod envelope;
mod evidence;
mod extras;
mod file_name;
mod flowed;
mod header_fields;
mod headers;
mod hosts;
mod html;
mod identity;
mod links;
mod magic;
mod mailing_list;
pub mod mbox;
mod parameters;
mod parts;
mod quotes;
mod reading;
mod sanitize;
mod searchable;
mod signatures;
mod snippet;
mod trackers;
pub mod zip;

pub use attachments::{Attachment, Preview, all_attachments, attachment, message_file_name, preview_text};
pub use authentication::{
    AuthenticationResults, Authenticity, Method, Outcome, Verdict, authenticity, trusted_outcomes,
};
pub use bounces::{Action, Bounce, Reason, Recipient, Status};
pub use calendar::{
    Answer, Attendee, Calendar, Event, Frequency, Method as CalendarMethod, Person, Recurrence, When, Zone,
};
pub use cards::{Card, Entry, Place};
pub use danger::Danger;
pub use envelope::{Mailbox, Summary, summarise};
pub use evidence::{Evidence, Piece, evidence, named_fields};
pub use flowed::unfold;
pub use header_fields::{HeaderField, HeaderFields, header_fields};
pub use headers::is_mail;
pub use identity::{HeaderDigest, header_digest, tells_its_message};
pub use links::{Doubt, Link, judge_link};
pub use mailing_list::{MailingList, Posting, mailing_list};
pub use parts::{Leaf, leaves};
pub use quotes::trailing_quote;
pub use reading::{Body, Reading, read};
pub use sanitize::{Marked, RemoteImages, SanitisedHtml, sanitise, sanitise_and_mark};
pub use searchable::{LONGEST_SEARCHABLE, Searchable, searchable, summarise_searchable};
pub use signatures::signatures;
pub use trackers::{Tracker, TrackerKind};
