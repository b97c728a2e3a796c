//! What a search looks through, besides what the list shows.

use super::attachments;
use super::bodies::{Plan, Preference, Shown};
use super::display;
use super::envelope::{self, Mailbox, Summary};
use super::flowed;
use super::html;
use super::parts::{Part, Structure};
use super::reading::charset_of;
use super::{decode, snippet};

/// Bytes of text of one mail; what comes after is not found.
pub const LONGEST_SEARCHABLE: usize = 200 << 10;
/// Bytes of a body, still encoded, that are looked at: base64 makes three bytes four.
const LAST_LOOK: usize = LONGEST_SEARCHABLE * 3 / 2;
/// The same of HTML, most of which is no text.
const LAST_LOOK_AT_HTML: usize = 2 << 20;
/// Files whose names are looked through.
const MOST_FILES: usize = 200;
/// Characters of a subject: as many as a list shows.
const LONGEST_SUBJECT: usize = 1_000;

/// What a search looks through in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Searchable {
    /// From and Sender.
    pub from: Vec<Mailbox>,
    /// To, Cc and Bcc.
    pub to: Vec<Mailbox>,
    /// Subject, decoded.
    pub subject: String,
    /// The text: what the sender wrote as such, or made of the HTML. Quoted text is part of it, and
    /// elements that their style hides are. At most [`LONGEST_SEARCHABLE`] bytes.
    pub text: String,
    /// The names of the files that came along, at most 200.
    pub attachments: Vec<String>,
}

/// Reads what a search looks through; a fraction of the work of [`read`](super::read). Never fails:
/// what is missing or broken is empty.
pub fn searchable(raw: &[u8]) -> Searchable {
    of(&Structure::parse(raw))
}

/// [`summarise`](super::summarise) and [`searchable`] for those who want both: the parts are found
/// once.
pub fn summarise_searchable(raw: &[u8]) -> (Summary, Searchable) {
    let structure = Structure::parse(raw);
    (envelope::of(&structure), of(&structure))
}

fn of(structure: &Structure<'_>) -> Searchable {
    let Some(message) = structure.parts.first() else { return Searchable::default() };
    let rich = Plan::new(structure, Preference::Rich);
    let all = |fields: &[&str]| fields.iter().flat_map(|field| message.headers.mailboxes(field)).collect();
    let files = rich.files.iter().filter_map(|&file| attachments::name(structure, file));
    Searchable {
        from: all(&["from", "sender"]),
        to: all(&["to", "cc", "bcc"]),
        subject: display::line(&message.headers.text("subject").unwrap_or_default(), LONGEST_SUBJECT),
        text: text(structure, &rich),
        attachments: files.take(MOST_FILES).collect(),
    }
}

fn text(structure: &Structure<'_>, rich: &Plan) -> String {
    let text = all_bodies(structure, &Plan::new(structure, Preference::Plain));
    // Some mailers send an empty plain text beside the HTML.
    if text.is_empty() { all_bodies(structure, rich) } else { text }
}

fn all_bodies(structure: &Structure<'_>, plan: &Plan) -> String {
    let mut all = String::new();
    for &shown in &plan.shown {
        if all.len() >= LONGEST_SEARCHABLE {
            break;
        }
        let body = body(structure, shown);
        let body = body.trim();
        if !all.is_empty() && !body.is_empty() {
            all.push_str("\n\n");
        }
        all.push_str(body);
    }
    all.truncate(all.floor_char_boundary(LONGEST_SEARCHABLE));
    all
}

fn body(structure: &Structure<'_>, shown: Shown) -> String {
    let (number, is_html, last_look) = match shown {
        Shown::Text(number) => (number, false, LAST_LOOK),
        Shown::Html(number) => (number, true, LAST_LOOK_AT_HTML),
        Shown::Image(_) => return String::new(),
    };
    let Some(part) = structure.parts.get(number) else { return String::new() };
    let beginning = part.body.get(..last_look).unwrap_or(part.body);
    let content = part.encoding.decode(beginning);
    let is_cut = beginning.len() < part.body.len();
    let content = if is_cut { snippet::without_cut_character(&content) } else { &content };
    let text = decode::characters(content, charset_of(part, content).as_deref());
    if is_html {
        html::strip(&text)
    } else if says(part, "format", "flowed") {
        flowed::unfold(&text, says(part, "delsp", "yes"))
    } else {
        text.into_owned()
    }
}

fn says(part: &Part<'_>, name: &str, value: &str) -> bool {
    part.parameter(name).is_some_and(|one| one.eq_ignore_ascii_case(value))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_SEARCHABLE, searchable, summarise_searchable};
    use crate::mail::{RemoteImages, read, summarise};

    #[test]
    fn people_text_and_file_names_are_there() {
        let raw = concat!(
            "From: Ada <ada@example.org>\r\nSender: list@example.net\r\nTo: Bo <bo@example.org>\r\n",
            "Cc: cy@example.org\r\nBcc: di@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n",
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
            "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\n\r\nplain text\r\n> quoted\r\n",
            "--c\r\nContent-Type: text/html\r\n\r\n<p>rich text</p>\r\n--c--\r\n",
            "--b\r\nContent-Type: application/pdf; name=\"invoice 7.pdf\"\r\n\r\nx\r\n--b--\r\n"
        );
        let found = searchable(raw.as_bytes());
        let addresses =
            |list: &[crate::mail::Mailbox]| list.iter().map(|one| one.address.clone()).collect::<Vec<_>>();
        assert_eq!(addresses(&found.from), ["ada@example.org", "list@example.net"]);
        assert_eq!(addresses(&found.to), ["bo@example.org", "cy@example.org", "di@example.org"]);
        assert_eq!(found.subject, "Grüße");
        assert_eq!(found.text, "plain text\r\n> quoted");
        assert_eq!(found.attachments, ["invoice 7.pdf"]);
        assert_eq!(summarise_searchable(raw.as_bytes()), (summarise(raw.as_bytes()), found));
    }

    #[test]
    fn html_gives_its_text_in_the_charset_it_names() {
        let raw =
            b"Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n\
            <meta charset=windows-1251><style>p{}</style><p>\xcf\xf0\xe8 <b>b</b>old\n--b--\n";
        assert_eq!(searchable(raw).text, "При bold");
        assert_eq!(searchable(raw).text, read(raw, RemoteImages::Blocked).text);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let raw = format!("Content-Type: text/plain; charset=utf-8\n\nx{}", "é".repeat(LONGEST_SEARCHABLE));
        let text = searchable(raw.as_bytes()).text;
        assert_eq!(text.len(), LONGEST_SEARCHABLE - 1);
        assert!(text.ends_with('é'));
    }

    #[test]
    fn nothing_is_made_of_nothing() {
        assert_eq!(searchable(b""), super::Searchable::default());
    }
}
