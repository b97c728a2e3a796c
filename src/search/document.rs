//! What of a mail is indexed.

use crate::mail::{Mailbox, Searchable, searchable};

/// The texts of a mail that a search looks through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    /// Names and addresses of who sent it.
    pub from: String,
    /// Names and addresses of who it was sent to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text, quoted text included.
    pub body: String,
    /// The names of its attachments.
    pub attachments: String,
    /// That is all of the mail; otherwise only its header is here.
    pub is_whole: bool,
}

impl Document {
    /// Reads a whole raw mail. Never fails: what is missing or broken is empty.
    #[must_use]
    pub fn of(raw: &[u8]) -> Self {
        searchable(raw).into()
    }

    /// Bytes of text.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.from.len() + self.to.len() + self.subject.len() + self.body.len() + self.attachments.len()
    }
}

impl From<Searchable> for Document {
    fn from(mail: Searchable) -> Self {
        Self {
            from: people(&mail.from),
            to: people(&mail.to),
            subject: mail.subject,
            body: mail.text,
            attachments: mail.attachments.join("\n"),
            is_whole: true,
        }
    }
}

/// One a line.
fn people(mailboxes: &[Mailbox]) -> String {
    let mut text = String::new();
    for mailbox in mailboxes {
        if let Some(name) = &mailbox.name {
            text.push_str(name);
            text.push(' ');
        }
        text.push_str(&mailbox.address);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Document;

    #[test]
    fn a_mail_is_taken_apart() {
        let raw = b"From: Ada <ada@x.org>\nTo: b@x.org, c@x.org\nSubject: Hi\n\nText\n";
        let document = Document::of(raw);
        assert_eq!(document.from, "Ada ada@x.org\n");
        assert_eq!(document.to, "b@x.org\nc@x.org\n");
        assert_eq!((document.subject.as_str(), document.body.as_str()), ("Hi", "Text"));
        assert_eq!(document.size(), 14 + 16 + 2 + 4);
    }
}
