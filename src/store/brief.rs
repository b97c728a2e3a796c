//! The parts of an envelope that are looked at by the thousand: what lists are sorted and counted by,
//! and what a message is called on its server.

use serde::{Deserialize, Serialize};

use super::{AccountId, Envelope, Filed, Held, MaildropId, MessageId, Name, Uidl, Wish};
use crate::mail::{HeaderDigest, Summary};

/// What is known of a stored message without unpacking its envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brief {
    /// Its name here.
    pub id: MessageId,
    /// The account that collected it.
    pub account: AccountId,
    /// Where it came from.
    pub maildrop: MaildropId,
    /// The time it is sorted and shown by, in Unix seconds ([`Envelope::date`]).
    pub date: i64,
    /// Octets, as [`Envelope::size`].
    pub size: u64,
    /// Files that came along.
    pub attachments: u32,
    /// What of it is here.
    pub held: Held,
    /// Whether it was opened, or marked so.
    pub read: bool,
    /// Whether the reader gave it a star.
    pub starred: bool,
    /// Where the reader has filed it.
    pub filed: Filed,
}

/// What an envelope tells of its message on the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Its name there.
    pub uidl: Uidl,
    /// Its octets as LIST gave them; 0 where it did not.
    pub listed: u64,
    /// The header behind the name.
    pub header: Option<HeaderDigest>,
    /// When it was stored, in Unix seconds.
    pub collected_at: i64,
}

impl Label {
    /// What the envelope of this message says of its name, before anybody says otherwise.
    pub(super) const fn name(&self, id: MessageId) -> Name {
        Name {
            message: Some(id),
            listed: self.listed,
            header: self.header,
            since: self.collected_at,
            wish: Wish::Policy,
        }
    }
}

impl Envelope {
    /// What of it is looked at without unpacking it.
    #[must_use]
    pub fn brief(&self) -> Brief {
        Brief {
            id: self.id,
            account: self.account,
            maildrop: self.maildrop,
            date: self.date(),
            size: self.size,
            attachments: self.summary.attachments,
            held: self.held,
            read: self.read,
            starred: self.starred,
            filed: self.filed,
        }
    }

    pub(super) fn label(&self) -> Label {
        Label {
            uidl: self.uidl.clone(),
            listed: self.listed,
            header: self.header,
            collected_at: self.collected_at,
        }
    }

    /// An envelope from its parts.
    #[must_use]
    pub fn of(brief: &Brief, label: Label, summary: Summary) -> Self {
        Self {
            id: brief.id,
            account: brief.account,
            maildrop: brief.maildrop,
            uidl: label.uidl,
            size: brief.size,
            held: brief.held,
            header: label.header,
            listed: label.listed,
            collected_at: label.collected_at,
            read: brief.read,
            starred: brief.starred,
            filed: brief.filed,
            summary,
        }
    }

    /// The time it is sorted and shown by, in Unix seconds: its own date unless that is missing or
    /// lies more than a day after it was collected (then nobody would find it again).
    #[must_use]
    pub fn date(&self) -> i64 {
        let latest = self.collected_at.saturating_add(86_400);
        self.summary
            .date
            .or(self.summary.received)
            .filter(|&date| date <= latest)
            .or(self.summary.received.filter(|&date| date <= latest))
            .unwrap_or(self.collected_at)
    }
}
