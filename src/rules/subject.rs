//! A mail, as far as rules look at it: what is not asked for is not read.

use std::cell::OnceCell;

use super::condition::Of;
use super::pattern::folded;
use crate::mail::{Mailbox, Searchable, Summary, mailing_list, named_fields, searchable};

/// What is known of a mail besides what its sender wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The store's number of the account that it came in for.
    pub account: u32,
    /// All of it is here, or was when it was summed up.
    pub is_whole: bool,
    /// Bytes of all of it, on the server or here.
    pub size: u64,
    /// What the time is, in Unix seconds.
    pub now: i64,
}

/// How much of a raw mail is at hand.
#[derive(Debug, Clone, Copy)]
enum Raw<'m> {
    None,
    Header(&'m [u8]),
    Whole(&'m [u8]),
}

/// A mail that rules are held against.
#[derive(Debug)]
pub struct Subject<'m> {
    pub(super) about: About,
    pub(super) summary: &'m Summary,
    raw: Raw<'m>,
    senders: OnceCell<Vec<String>>,
    recipients: OnceCell<Vec<String>>,
    subject: OnceCell<Vec<String>>,
    fields: OnceCell<Vec<(String, String)>>,
    list: OnceCell<Vec<String>>,
    searchable: OnceCell<Searchable>,
    body: OnceCell<Vec<String>>,
    files: OnceCell<Vec<String>>,
}

impl<'m> Subject<'m> {
    /// A mail of which only this is known.
    #[must_use]
    pub const fn new(about: About, summary: &'m Summary) -> Self {
        Self {
            about,
            summary,
            raw: Raw::None,
            senders: OnceCell::new(),
            recipients: OnceCell::new(),
            subject: OnceCell::new(),
            fields: OnceCell::new(),
            list: OnceCell::new(),
            searchable: OnceCell::new(),
            body: OnceCell::new(),
            files: OnceCell::new(),
        }
    }

    /// The same with its raw header.
    #[must_use]
    pub const fn with_header(about: About, summary: &'m Summary, header: &'m [u8]) -> Self {
        let mut subject = Self::new(about, summary);
        subject.raw = Raw::Header(header);
        subject
    }

    /// The same with all of it.
    #[must_use]
    pub const fn whole(about: About, summary: &'m Summary, raw: &'m [u8]) -> Self {
        let mut subject = Self::new(about, summary);
        subject.raw = Raw::Whole(raw);
        subject
    }

    /// When it arrived, else when its sender says it was written.
    pub(super) fn arrived(&self) -> Option<i64> {
        self.summary.received.or(self.summary.date)
    }

    /// These texts of it, folded; none where they are not at hand.
    pub(super) fn texts(&self, of: &Of) -> Option<Vec<&str>> {
        let texts = match of {
            Of::Sender => self.senders.get_or_init(|| people(&[&self.summary.from])),
            Of::Recipient => self.recipients.get_or_init(|| people(&[&self.summary.to, &self.summary.cc])),
            Of::Subject => self.subject.get_or_init(|| vec![folded(&self.summary.subject)]),
            Of::ListId => {
                let header = self.header()?;
                self.list.get_or_init(|| {
                    let id = mailing_list(header).and_then(|list| list.id);
                    id.iter().map(|id| folded(id)).collect()
                })
            }
            Of::Body => {
                let mail = self.searchable()?;
                self.body.get_or_init(|| vec![folded(&mail.text)])
            }
            Of::AttachmentName => {
                let mail = self.searchable()?;
                self.files.get_or_init(|| mail.attachments.iter().map(|name| folded(name)).collect())
            }
            Of::Header(name) => {
                let header = self.header()?;
                let read = || named_fields(header).into_iter().map(|(name, value)| (name, folded(&value)));
                let fields = self.fields.get_or_init(|| read().collect());
                let named = fields.iter().filter(|(field, _)| field == name.as_str());
                return Some(named.map(|(_, value)| value.as_str()).collect());
            }
        };
        Some(texts.iter().map(String::as_str).collect())
    }

    const fn header(&self) -> Option<&'m [u8]> {
        match self.raw {
            Raw::None => None,
            Raw::Header(raw) | Raw::Whole(raw) => Some(raw),
        }
    }

    fn searchable(&self) -> Option<&Searchable> {
        match self.raw {
            Raw::None | Raw::Header(_) => None,
            Raw::Whole(raw) => Some(self.searchable.get_or_init(|| searchable(raw))),
        }
    }
}

/// Names and addresses, each a text of its own.
fn people(lists: &[&[Mailbox]]) -> Vec<String> {
    let mailboxes = lists.iter().copied().flatten();
    let texts =
        mailboxes.flat_map(|mailbox| mailbox.name.as_deref().into_iter().chain([mailbox.address.as_str()]));
    texts.map(folded).collect()
}
