//! Mails that carry what they are told in the place that they are told.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::vectors::{Place, Vector};

/// The border between the parts.
const BORDER: &str = "=_border_=";

/// A mail to be.
#[derive(Debug, Clone)]
pub(crate) struct Mail<'a> {
    /// Header field.
    pub(crate) subject: &'a str,
    /// The name of the sender.
    pub(crate) from: &'a str,
    /// The body, and its subtype of `text`.
    pub(crate) body: (&'a str, &'a str),
    /// Name, type and content of a file; its Content-ID is `file@leak.test`.
    pub(crate) file: Option<(&'a str, &'a str, &'a str)>,
}

impl Default for Mail<'_> {
    fn default() -> Self {
        Self { subject: "A mail", from: "Somebody", body: ("Read me.", "plain"), file: None }
    }
}

impl Mail<'_> {
    /// A mail of many HTML parts, each of which is a body.
    pub(crate) fn of_parts<'c>(subject: &str, parts: impl Iterator<Item = &'c str>) -> Vec<u8> {
        let mut mail = head("Somebody", subject);
        _ = write!(mail, "Content-Type: multipart/mixed; boundary=\"{BORDER}\"\r\n\r\n");
        for part in parts {
            _ = write!(mail, "--{BORDER}\r\n{}", text("html", part));
        }
        _ = write!(mail, "--{BORDER}--\r\n");
        mail.into_bytes()
    }

    /// The mail as a mail server has it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut mail = head(self.from, self.subject);
        let (body, subtype) = self.body;
        let body = text(subtype, body);
        match self.file {
            None => mail.push_str(&body),
            Some((name, media_type, content)) => {
                let name = percent_encoded(name);
                let content = base64(content.as_bytes());
                _ = write!(
                    mail,
                    "Content-Type: multipart/related; boundary=\"{BORDER}\"\r\n\r\n--{BORDER}\r\n{body}\
                     --{BORDER}\r\nContent-Type: {media_type}; name*=utf-8''{name}\r\n\
                     Content-Disposition: inline; filename*=utf-8''{name}\r\nContent-ID: <file@leak.test>\r\n\
                     Content-Transfer-Encoding: base64\r\n\r\n{content}--{BORDER}--\r\n",
                );
            }
        }
        mail.into_bytes()
    }

    /// The mail that carries a vector in this run; the web server it names is on this port.
    pub(crate) fn with(vector: &Vector, run: &str, port: u16) -> Vec<u8> {
        let content = vector.content(run, port);
        let mail = Mail { subject: &vector.name, ..Mail::default() };
        match &vector.place {
            Place::Html => Mail { body: (&content, "html"), ..mail }.bytes(),
            Place::Text => Mail { body: (&content, "plain"), ..mail }.bytes(),
            Place::Subject => Mail { subject: &content, ..mail }.bytes(),
            Place::From => Mail { from: &content, ..mail }.bytes(),
            Place::FileName => {
                Mail { file: Some((&content, "application/octet-stream", "x")), ..mail }.bytes()
            }
            Place::Attached(media_type) => {
                let body = ("<p>See: <img src=\"cid:file@leak.test\">", "html");
                Mail { body, file: Some(("file", media_type, &content)), ..mail }.bytes()
            }
        }
    }
}

fn head(from: &str, subject: &str) -> String {
    format!(
        "From: {} <somebody@example.org>\r\nTo: reader@example.org\r\nSubject: {}\r\n\
         Date: Mon, 1 Jan 2024 12:00:00 +0000\r\nMIME-Version: 1.0\r\n",
        encoded_words(from),
        encoded_words(subject),
    )
}

fn text(subtype: &str, content: &str) -> String {
    format!(
        "Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        base64(content.as_bytes())
    )
}

/// RFC 2047.
fn encoded_words(text: &str) -> String {
    // A word has 75 characters at most.
    const LONGEST: usize = 45;
    let mut words = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (word, after) = rest.split_at(rest.floor_char_boundary(LONGEST));
        words.push(format!("=?utf-8?B?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join("\r\n ")
}

/// As RFC 2231 wants it.
fn percent_encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() {
            encoded.push(byte.into());
        } else {
            _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

fn base64(bytes: &[u8]) -> String {
    let encoded = STANDARD.encode(bytes);
    let mut lines = String::new();
    let mut rest = encoded.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(76));
        lines.push_str(line);
        lines.push_str("\r\n");
        rest = after;
    }
    lines
}
