//! Mails that are known again wherever they turn up.

use restante_dovecot::mails::{self, Mail};
use restante_end_to_end::Trace;

/// A word that all of them have.
pub(super) const ALL: &str = "reader";

/// A mail as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) raw: Vec<u8>,
    /// A word that no other has.
    pub(super) word: String,
}

impl Letter {
    /// A mail with its mark.
    pub(super) fn marked(mark: usize, mail: &Mail) -> Self {
        let mark = u32::try_from(mark).expect("they are few");
        Self { raw: [Trace::mark(mark).as_bytes(), &mail.raw].concat(), word: mail.word.clone() }
    }
}

impl Letter {
    /// Whether this is the header of it, with the empty line or without.
    pub(super) fn begins_with(&self, header: &[u8]) -> bool {
        let rest = self.raw.strip_prefix(header);
        rest.is_some_and(|rest| header.ends_with(b"\r\n\r\n") || rest.starts_with(b"\r\n"))
    }
}

/// Mails for these marks, from 0.
pub(super) fn letters(seed: u64, count: usize) -> Vec<Letter> {
    let mails = mails::generate(seed, count);
    mails.iter().enumerate().map(|(mark, mail)| Letter::marked(mark, mail)).collect()
}

/// The mark of a mail.
pub(super) fn mark_in(raw: &[u8]) -> Option<u32> {
    let header = raw.split(|&byte| byte == b'\r').next()?;
    let number = str::from_utf8(header).ok()?.strip_prefix("X-Trial: restante-mail-")?;
    number.strip_suffix('.')?.parse().ok()
}
