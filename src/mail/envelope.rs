//! What a message list shows of a mail.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::bodies::{Plan, Preference};
use super::display;
use super::hosts;
use super::parts::Structure;
use super::snippet;

/// Characters of a subject.
const LONGEST_SUBJECT: usize = 1_000;

/// What a message list shows of a mail, and what threads are made of.
///
/// Everything is fit to be shown as it is: on one line, without control characters, bidirectional
/// overrides or invisible fillers. Caps: subject 1,000 characters; name 200 characters; address
/// 320 bytes and message id 998 bytes (longer ones are dropped, for a cut one names another);
/// 1,000 mailboxes and 64 KiB a field; 100 references, the first and the latest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// From.
    pub from: Vec<Mailbox>,
    /// To, groups taken apart.
    pub to: Vec<Mailbox>,
    /// Cc, groups taken apart.
    pub cc: Vec<Mailbox>,
    /// Subject, decoded; empty when there is none.
    pub subject: String,
    /// Date, in Unix seconds: when the sender says it was written.
    pub date: Option<i64>,
    /// The topmost Received, in Unix seconds: when the last server took it.
    pub received: Option<i64>,
    /// Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// References, without angle brackets, the oldest first.
    pub references: Vec<String>,
    /// The first words of the body, at most 160 characters.
    pub snippet: String,
    /// Files that came along. Images that belong to the text and signatures do not count.
    pub attachments: u32,
}

/// A person or a list (RFC 5322, section 3.4).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mailbox {
    /// The display name, where there is one and it says more than the address.
    pub name: Option<String>,
    /// The address; empty where the field has a name only, as bounces sometimes do.
    pub address: String,
}

impl Mailbox {
    /// The first address in the display name that is not this mailbox's own: a name is what most
    /// readers look at, and anybody can be called `help@bank.example`.
    #[must_use]
    pub fn other_address_in_name(&self) -> Option<String> {
        let name: String = self.name.as_deref()?.nfkc().collect();
        let parts = |c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | ',' | ';' | ':' | '|')
        };
        let ends = |c: char| c != '@' && !c.is_alphanumeric();
        name.split(parts)
            .map(|word| word.trim_matches(ends))
            .filter(|word| {
                let (local, domain) = word.rsplit_once('@').unwrap_or_default();
                !local.is_empty() && !domain.is_empty() && hosts::ascii(domain).is_some()
            })
            .find(|word| !self.is_at(word))
            .map(str::to_owned)
    }

    /// Whether mail to this address reaches this mailbox, as far as the two can be compared.
    pub(crate) fn is_at(&self, address: &str) -> bool {
        self.address.to_lowercase() == address.to_lowercase()
    }
}

/// Reads what a message list shows. Never fails: what is missing or broken is empty.
pub fn summarise(raw: &[u8]) -> Summary {
    of(&Structure::parse(raw))
}

pub(crate) fn of(structure: &Structure<'_>) -> Summary {
    let plan = Plan::new(structure, Preference::Rich);
    let Some(message) = structure.parts.first() else { return Summary::default() };
    let headers = &message.headers;
    Summary {
        from: headers.mailboxes("from"),
        to: headers.mailboxes("to"),
        cc: headers.mailboxes("cc"),
        subject: display::line(&headers.text("subject").unwrap_or_default(), LONGEST_SUBJECT),
        date: headers.date("date"),
        received: headers.received(),
        message_id: headers.ids("message-id").into_iter().next(),
        in_reply_to: headers.ids("in-reply-to"),
        references: headers.ids("references"),
        snippet: snippet::of(structure, &plan),
        attachments: u32::try_from(plan.files(structure)).unwrap_or(u32::MAX),
    }
}
