//! Why a mail did not arrive: delivery status notifications (RFC 3464), and what qmail and others
//! write instead.

mod reason;
mod unstructured;

use serde::{Deserialize, Serialize};

use super::display;
use super::headers::{Headers, line_at};
use super::parts::Structure;
pub use reason::{Reason, Status};

/// Recipients of one report.
const MOST_RECIPIENTS: usize = 100;
/// Bytes of a report.
const LONGEST_REPORT: usize = 1 << 20;
/// Characters of what a server said.
const LONGEST_SAID: usize = 1_000;

/// A report about mail that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// Whom it was for, at most 100.
    pub recipients: Vec<Recipient>,
    /// The server that reports; may be empty.
    pub reporter: String,
    /// The mail that came back, or its header, as [`attachment`](super::attachment) knows it.
    pub returned: Option<u32>,
}

/// What became of a mail for one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The address; may be empty.
    pub address: String,
    /// What became of it.
    pub action: Action,
    /// Why, by the status code.
    pub reason: Reason,
    /// The status code, for details.
    pub status: Option<Status>,
    /// The server that refused it; may be empty.
    pub server: String,
    /// What that server said, on one line; may be empty.
    pub said: String,
    /// Until when it is tried again, in Unix seconds.
    pub until: Option<i64>,
}

/// What became of a mail (RFC 3464, section 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// It was given up.
    Failed,
    /// It is tried again.
    Delayed,
    /// It arrived.
    Delivered,
    /// It was passed on to a server that does not report.
    Relayed,
    /// It was passed on to several, as by a mailing list.
    Expanded,
}

/// The report that a mail is, if it is one.
pub(crate) fn of(structure: &Structure<'_>) -> Option<Bounce> {
    let number =
        |wanted: &[&str]| structure.parts.iter().position(|part| wanted.iter().any(|one| part.is(one)));
    let returned =
        number(&["message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"]);
    let returned = returned.filter(|&number| number > 0).and_then(|number| u32::try_from(number).ok());
    // Of the mail itself: one within a message that is passed on is about somebody else's mail.
    let root = structure.parts.first()?;
    let report = root
        .children
        .iter()
        .filter_map(|&child| structure.parts.get(child))
        .find(|part| is_report(part.media_type.as_str()));
    let found = match report {
        Some(part) => {
            let content = part.decoded();
            structured(content.get(..LONGEST_REPORT).unwrap_or(&content))
        }
        None => unstructured::of(structure),
    };
    found.map(|bounce| Bounce { returned, ..bounce })
}

/// Whether a part of this type is the report itself.
pub(crate) fn is_report(media_type: &str) -> bool {
    matches!(media_type, "message/delivery-status" | "message/global-delivery-status")
}

/// Groups of fields: the first is about the report, each of the others about a recipient.
fn structured(report: &[u8]) -> Option<Bounce> {
    let mut bounce = Bounce { recipients: Vec::new(), reporter: String::new(), returned: None };
    let mut at = 0;
    while let Some(line) = line_at(report, at) {
        if line.text.trim_ascii().is_empty() {
            at = line.next;
            continue;
        }
        let (fields, next) = Headers::parse(report, at, |line| line.trim_ascii().is_empty());
        // A line that is no field ends a group that has none.
        at = if next > at { next } else { line.next };
        let text =
            |name: &str| fields.text(name).map(|text| display::line(without_type(&text), LONGEST_SAID));
        if let Some(reporter) = text("reporting-mta") {
            bounce.reporter = reporter;
        }
        let original = text("original-recipient");
        if let Some(address) = text("final-recipient").or(original)
            && bounce.recipients.len() < MOST_RECIPIENTS
        {
            bounce.recipients.push(recipient(&fields, &address));
        }
    }
    (!bounce.recipients.is_empty()).then_some(bounce)
}

fn recipient(fields: &Headers<'_>, address: &str) -> Recipient {
    let text = |name: &str| fields.text(name).unwrap_or_default();
    let said = display::line(without_type(&text("diagnostic-code")), LONGEST_SAID);
    // Some servers say more in their answer than in the field.
    let written = Status::parse(text("status").trim());
    let status = written
        .filter(|status| status.subject != 0 || status.detail != 0)
        .or(Status::within(&said))
        .or(written);
    let action = match text("action").trim().to_ascii_lowercase().as_str() {
        "delayed" => Action::Delayed,
        "delivered" => Action::Delivered,
        "relayed" => Action::Relayed,
        "expanded" => Action::Expanded,
        _ => Action::Failed,
    };
    Recipient {
        address: display::address(address.trim_matches(['<', '>'])),
        action,
        reason: Reason::of(status, &said),
        status,
        server: display::line(without_type(&text("remote-mta")), 255),
        said,
        until: fields.date("will-retry-until"),
    }
}

/// "rfc822; ada@example.org" without the type of what follows.
fn without_type(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest))
            if kind.trim().bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') =>
        {
            rest.trim()
        }
        _ => value.trim(),
    }
}
