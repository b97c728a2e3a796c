//! What a mailing list says of itself: List-Id (RFC 2919), List-Post, List-Unsubscribe and the like
//! (RFC 2369), and whether one click is enough to leave (RFC 8058).

use serde::{Deserialize, Serialize};

use super::display;
use super::headers::Headers;
use super::parts::after_mbox_line;
use super::sanitize::{LinkTarget, link_target};

/// Addresses of one field: the first that works is used.
const MOST_ADDRESSES: usize = 8;
/// Bytes of a field; what comes after is not looked at.
const LONGEST_FIELD: usize = 16 << 10;
/// Characters of a list's name.
const LONGEST_NAME: usize = 200;
/// Bytes of a List-Id.
const LONGEST_ID: usize = 255;

/// A mailing list that a mail came through, as it says itself; nothing of it is proven.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MailingList {
    /// What the list is called, on one line; none where it has an id only.
    pub name: Option<String>,
    /// By which it is told from others, without angle brackets; none where it gives none.
    pub id: Option<String>,
    /// Whether and where one may write to it.
    pub posting: Posting,
    /// Where one leaves it: addresses with scheme https, http or mailto, the list's favourite first.
    pub unsubscribe: Vec<String>,
    /// Leaving takes one POST of `List-Unsubscribe=One-Click` to the https address and no more; that
    /// the mail is signed, which RFC 8058 wants too, is not looked at here.
    pub one_click: bool,
    /// Where its old mail is to be found; schemes as above.
    pub archive: Vec<String>,
}

/// Whether one may write to a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Posting {
    /// It does not say.
    #[default]
    Unsaid,
    /// Nobody but its owners writes to it.
    Closed,
    /// To this address, with scheme mailto (or https).
    To(String),
}

/// The list that a raw mail came through, if it says so. Nothing behind its header is looked at.
#[must_use]
pub fn mailing_list(raw: &[u8]) -> Option<MailingList> {
    of(&Headers::parse(raw, after_mbox_line(raw), |_| false).0)
}

/// The list that a message came through, if it says so.
pub(super) fn of(headers: &Headers<'_>) -> Option<MailingList> {
    let (name, id) = identity(headers);
    let unsubscribe = addresses(headers, "list-unsubscribe");
    let post = headers.all("list-post").next().unwrap_or_default();
    let posting = match addresses(headers, "list-post").into_iter().next() {
        Some(address) => Posting::To(address),
        None if post.trim_ascii().get(..2).is_some_and(|word| word.eq_ignore_ascii_case(b"no")) => {
            Posting::Closed
        }
        None => Posting::Unsaid,
    };
    let says_one_click = headers
        .all("list-unsubscribe-post")
        .next()
        .is_some_and(|value| value.trim_ascii().eq_ignore_ascii_case(b"List-Unsubscribe=One-Click"));
    let one_click = says_one_click && unsubscribe.iter().any(|address| address.starts_with("https:"));
    let archive = addresses(headers, "list-archive");
    let list = MailingList { name, id, posting, unsubscribe, one_click, archive };
    (list != MailingList::default()).then_some(list)
}

/// `The name <list.example.org>`
fn identity(headers: &Headers<'_>) -> (Option<String>, Option<String>) {
    let text = headers.text("list-id").unwrap_or_default();
    let (name, id) = match text.rsplit_once('<') {
        Some((name, id)) => (name, id.split('>').next().unwrap_or_default()),
        None => ("", text.as_str()),
    };
    let id = display::address(id);
    let name = display::line(name.trim().trim_matches('"'), LONGEST_NAME);
    (
        Some(name).filter(|name| !name.is_empty()),
        Some(id).filter(|id| !id.is_empty() && id.len() <= LONGEST_ID),
    )
}

/// The addresses between angle brackets that a mail may lead to, comments left out.
fn addresses(headers: &Headers<'_>, name: &str) -> Vec<String> {
    let Some(value) = headers.all(name).next() else { return Vec::new() };
    let value = String::from_utf8_lossy(value.get(..LONGEST_FIELD).unwrap_or(value));
    let mut addresses = Vec::new();
    let mut rest: &str = &value;
    while let Some(at) = rest.find(['<', '(']).filter(|_| addresses.len() < MOST_ADDRESSES) {
        let Some((_, from)) = rest.split_at_checked(at) else { break };
        let end = if from.starts_with('<') { '>' } else { ')' };
        let Some((within, after)) = from.split_once(end) else { break };
        rest = after;
        let address: String = within.chars().skip(1).filter(|c| !c.is_whitespace()).collect();
        if end == '>'
            && let Some(LinkTarget::Away(address)) = link_target(&address)
            && !address.starts_with("tel:")
        {
            addresses.push(address);
        }
    }
    addresses
}
