//! Reports that are written for people alone.

use super::super::bodies::{Plan, Preference, Shown};
use super::super::decode;
use super::super::display;
use super::super::parts::Structure;
use super::super::reading::charset_of;
use super::{Action, Bounce, LONGEST_SAID, MOST_RECIPIENTS, Reason, Recipient, Status};

/// Bytes of a text that is looked at.
const LONGEST: usize = 64 << 10;

pub(super) fn of(structure: &Structure<'_>) -> Option<Bounce> {
    let root = structure.parts.first()?;
    let shown = Plan::new(structure, Preference::Plain).shown.into_iter().find_map(|shown| match shown {
        Shown::Text(number) => Some(number),
        Shown::Html(_) | Shown::Image(_) => None,
    });
    let part = structure.parts.get(shown?)?;
    let content = part.decoded();
    let text =
        decode::text(content.get(..LONGEST).unwrap_or(&content), charset_of(part, &content).as_deref());
    let recipients = qmail(&text).or_else(|| exim(&root.headers.text("x-failed-recipients")?, &text))?;
    Some(Bounce { recipients, reporter: String::new(), returned: None })
}

/// "Hi. This is the qmail-send program at example.org.", then a paragraph for each recipient, which begins
/// with "<ada@example.org>:" (the QSBMF of D. J. Bernstein).
fn qmail(text: &str) -> Option<Vec<Recipient>> {
    let text = text.trim_start();
    if !text.starts_with("Hi. This is the ") && !text.starts_with("Hi. The MTA program at ") {
        return None;
    }
    let mut recipients = Vec::new();
    for paragraph in text.split("\n\n").skip(1) {
        if paragraph.trim_start().starts_with("---") {
            break;
        }
        let Some((address, said)) = paragraph.trim().split_once(">:") else { continue };
        let Some(address) =
            address.strip_prefix('<').filter(|address| !address.contains(char::is_whitespace))
        else {
            continue;
        };
        recipients.push(recipient(address, said));
    }
    recipients.truncate(MOST_RECIPIENTS);
    (!recipients.is_empty()).then_some(recipients)
}

/// Exim names the recipients in a field; in the text each stands on a line of its own, above what the
/// server said.
fn exim(addresses: &str, text: &str) -> Option<Vec<Recipient>> {
    let addresses = addresses.split(',').map(str::trim).filter(|address| address.contains('@'));
    let said = |address: &str| {
        let mut lines = text.lines().skip_while(|line| line.trim().trim_end_matches(':') != address).skip(1);
        let lines: Vec<&str> = lines.by_ref().take(8).take_while(|line| !line.trim().is_empty()).collect();
        lines.join(" ")
    };
    let recipients: Vec<_> =
        addresses.take(MOST_RECIPIENTS).map(|address| recipient(address, &said(address))).collect();
    (!recipients.is_empty()).then_some(recipients)
}

fn recipient(address: &str, said: &str) -> Recipient {
    let said = display::line(said, LONGEST_SAID);
    let status = Status::within(&said);
    Recipient {
        address: display::address(address),
        action: Action::Failed,
        reason: Reason::of(status, &said),
        status,
        server: String::new(),
        said,
        until: None,
    }
}
