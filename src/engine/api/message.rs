//! A message to be read.

use serde::{Deserialize, Serialize};

use super::There;
use crate::{
    mail::{Authenticity, Outcome, Reading, RemoteImages},
    store::{AccountId, Filed, Held, MessageId, Wish},
};

/// A message to be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which one.
    pub id: MessageId,
    /// Who collected it.
    pub account: AccountId,
    /// Unix seconds, as in its row.
    pub date: i64,
    /// Octets of the raw message; of the whole one, by the server's count, where only its header
    /// is here.
    pub size: u64,
    /// What of it is here.
    pub held: Held,
    /// Whether it has a star.
    pub starred: bool,
    /// Where it is filed.
    pub filed: Filed,
    /// Where it is besides.
    pub there: There,
    /// What is to become of it on the server.
    pub wish: Wish,
    /// Whether remote images are in it: it needs the frame whose policy lets them in.
    pub remote: RemoteImages,
    /// Whether the reader's own server says that it is from whom it says.
    pub authenticity: Authenticity,
    /// What that server found; empty where it is not known, or says nothing.
    pub checks: Vec<Outcome>,
    /// A server that says who wrote it, of which the reader has not said yet whether it is their own
    /// ([`Request::TrustServer`]).
    pub asks_about: Option<String>,
    /// Whether its sender's images can be shown always.
    pub sender_images: SenderImages,
    /// What it says.
    pub reading: Reading,
}

/// Whether remote images of a message's sender are always shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SenderImages {
    /// They cannot be: it is not proven to be from one sender.
    #[default]
    NotOffered,
    /// They are not, and can be.
    Offered,
    /// They are.
    Always,
}
