//! What a status code means.

use serde::{Deserialize, Serialize};

/// An enhanced status code (RFC 3463): class, subject and detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// 2 arrived, 4 for now, 5 for good.
    pub class: u8,
    /// What it is about.
    pub subject: u16,
    /// What of that.
    pub detail: u16,
}

/// Why a mail did not arrive, or not yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The server does not say, or says nothing that is known.
    Unknown,
    /// There is no such mailbox.
    NoSuchMailbox,
    /// There is no such domain, or it takes no mail.
    NoSuchDomain,
    /// The address is written wrongly.
    BadAddress,
    /// The recipient has moved.
    Moved,
    /// The sender's address was refused.
    SenderRefused,
    /// The mailbox is switched off.
    MailboxDisabled,
    /// The mailbox is full.
    MailboxFull,
    /// The mail is too large.
    TooLarge,
    /// The mailing list could not be resolved.
    ListTrouble,
    /// The recipient's server has trouble: it is full, down, or set up wrongly.
    ServerTrouble,
    /// The recipient's server could not be reached.
    Unreachable,
    /// It went in circles.
    Loop,
    /// It took too long.
    TooLate,
    /// The servers do not understand each other.
    ProtocolTrouble,
    /// What is in the mail cannot be delivered there, as it is.
    ContentRefused,
    /// The server refuses it by its rules: it is taken for spam, or the sender may not write there.
    Refused,
    /// The sender could not be proved to be who they say.
    NotAuthenticated,
}

impl Status {
    /// "5.1.1".
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.split([' ', '\t']).next()?.split('.');
        let mut next = || {
            let digits = numbers.next().filter(|digits| (1..=3).contains(&digits.len()))?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u16>().ok())?
        };
        let (class, subject, detail) = (next()?, next()?, next()?);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        numbers.next().is_none().then_some(Self { class, subject, detail })
    }

    /// The first code in what a server said.
    pub(super) fn within(said: &str) -> Option<Self> {
        let words = said.split(|c: char| !(c.is_ascii_digit() || c == '.'));
        words.map(|word| word.trim_end_matches('.')).find_map(Self::parse)
    }
}

impl Reason {
    /// By the code, and where that says nothing by the words that servers like to use.
    pub(super) fn of(status: Option<Status>, said: &str) -> Self {
        let by_code = match status {
            Some(Status { subject, detail, .. }) => Self::of_code(subject, detail),
            None => Self::Unknown,
        };
        if by_code == Self::Unknown { Self::of_words(said) } else { by_code }
    }

    fn of_code(subject: u16, detail: u16) -> Self {
        match (subject, detail) {
            (1, 1) => Self::NoSuchMailbox,
            (1, 2 | 10) => Self::NoSuchDomain,
            (1, 3..=5) => Self::BadAddress,
            (1, 6) => Self::Moved,
            (1, 7..=9) => Self::SenderRefused,
            (2, 1) => Self::MailboxDisabled,
            (2, 2) => Self::MailboxFull,
            (2, 3) | (3, 4) => Self::TooLarge,
            (2, 4) => Self::ListTrouble,
            (3, _) => Self::ServerTrouble,
            (4, 1 | 2) => Self::Unreachable,
            (4, 3 | 5) => Self::ServerTrouble,
            (4, 4) => Self::NoSuchDomain,
            (4, 6) => Self::Loop,
            (4, 7) => Self::TooLate,
            (5, 3) => Self::ServerTrouble,
            (5, _) => Self::ProtocolTrouble,
            (6, _) => Self::ContentRefused,
            (7, 8..=15 | 20..=30) => Self::NotAuthenticated,
            (7, _) => Self::Refused,
            _ => Self::Unknown,
        }
    }

    fn of_words(said: &str) -> Self {
        let said = said.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|one| said.contains(one));
        if has(&[
            "user unknown",
            "unknown user",
            "no such user",
            "no such mailbox",
            "no mailbox here",
            "does not exist",
            "user not found",
            "recipient not found",
            "invalid recipient",
            "unknown recipient",
            "no such recipient",
            "mailbox not found",
            "mailbox unavailable",
            "address rejected: undeliverable",
            "unknown local-part",
            "unrouteable address",
        ]) {
            Self::NoSuchMailbox
        } else if has(&["quota", "mailbox full", "mailbox is full", "over limit"]) {
            Self::MailboxFull
        } else if has(&["too large", "too big", "exceeds", "size limit"]) {
            Self::TooLarge
        } else if has(&[
            "host not found",
            "host or domain name not found",
            "domain not found",
            "nxdomain",
            "couldn't find any host",
            "no mx",
        ]) {
            Self::NoSuchDomain
        } else if has(&[
            "timed out",
            "timeout",
            "connection refused",
            "no route to host",
            "network is unreachable",
            "unable to establish an smtp connection",
        ]) {
            Self::Unreachable
        } else if has(&[
            "spam",
            "blocked",
            "blacklist",
            "block list",
            "policy",
            "relaying denied",
            "relay access denied",
            "not permitted",
            "access denied",
            "reputation",
        ]) {
            Self::Refused
        } else if has(&["too many hops", "loop"]) {
            Self::Loop
        } else if has(&["disabled", "inactive", "suspended"]) {
            Self::MailboxDisabled
        } else {
            Self::Unknown
        }
    }
}
