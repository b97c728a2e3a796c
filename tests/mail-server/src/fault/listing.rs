//! Bending the answers to STAT, LIST and UIDL.

use super::mails::{GLUED_END, HUGE_HEAD, huge_octets};
use super::shared::{Quirks, Shared};
use super::{Octets, Quirk};
use crate::maildrop::Mail;

/// What a listing of one session hangs on.
pub(super) struct Listing<'a> {
    pub(super) quirks: &'a Quirks,
    pub(super) shared: &'a Shared,
    /// The number of the login, from 1.
    pub(super) login: u32,
}

impl Listing<'_> {
    /// The octets of this mail as LIST has them; `None` when LIST leaves it out.
    pub(super) fn octets(&self, mail: &Mail) -> Option<u64> {
        if self.quirks.has(Quirk::ListLacksOne) && self.shared.order(&mail.uidl) == 1 {
            return None;
        }
        Some(self.counted(mail))
    }

    fn counted(&self, mail: &Mail) -> u64 {
        let octets = self.sent(mail);
        match self.quirks.wrong_octets() {
            None => octets,
            Some(Octets::Zero) => 0,
            Some(Octets::TooFew) => octets / 2,
            Some(Octets::TooMany) => octets * 2 + 1000,
            Some(Octets::Over32Bits) => octets + (1 << 32),
            Some(Octets::Largest) => u64::MAX,
        }
    }

    /// The octets that go out for it.
    fn sent(&self, mail: &Mail) -> u64 {
        let huge = self.quirks.find(|quirk| match quirk {
            Quirk::Huge(octets) => Some(*octets),
            _ => None,
        });
        match huge {
            Some(octets) if is_huge(mail) => huge_octets(octets),
            _ if self.quirks.has(Quirk::GluedDot) && is_glued(mail) => mail.raw.len() as u64 - 2,
            _ => mail.raw.len() as u64,
        }
    }

    /// The name of this mail as UIDL has it; `None` when UIDL leaves it out.
    pub(super) fn name(&self, number: usize, mail: &Mail) -> Option<Vec<u8>> {
        let order = || self.shared.order(&mail.uidl);
        let uidl = &mail.uidl;
        Some(if self.quirks.has(Quirk::UidlLacksOne) && order() == 1 {
            return None;
        } else if self.quirks.has(Quirk::ReusedUidls) {
            number.to_string().into_bytes()
        } else if self.quirks.has(Quirk::DuplicateUidls) {
            format!("twin-{}", order() / 2).into_bytes()
        } else if self.quirks.has(Quirk::MalformedUidls) {
            malformed(order(), uidl)
        } else if self.quirks.has(Quirk::UidlsChange) {
            format!("{uidl}-{}", self.login).into_bytes()
        } else {
            uidl.clone().into_bytes()
        })
    }

    /// The answer to STAT over these mails.
    pub(super) fn totals<'a>(&self, mails: impl Iterator<Item = &'a Mail>) -> String {
        let (mut count, mut octets) = (0, 0_u128);
        for mail in mails {
            count += 1;
            octets += u128::from(self.counted(mail));
        }
        if self.quirks.has(Quirk::StatDisagrees) {
            (count, octets) = (count + 7, octets * 2 + 1);
        }
        format!("+OK {count} {octets}")
    }
}

pub(super) fn is_huge(mail: &Mail) -> bool {
    mail.raw == HUGE_HEAD
}

pub(super) fn is_glued(mail: &Mail) -> bool {
    mail.raw.strip_suffix(b"\r\n").is_some_and(|raw| raw.ends_with(GLUED_END))
}

fn malformed(order: usize, uidl: &str) -> Vec<u8> {
    match order % 6 {
        0 => Vec::new(),
        1 => format!("has spaces {uidl}").into_bytes(),
        2 => format!("has spaces too {uidl}").into_bytes(),
        3 => uidl.repeat(200 / uidl.len().max(1) + 1).into_bytes(),
        4 => [b"\xff\xfe", uidl.as_bytes()].concat(),
        _ => [uidl.as_bytes(), b"\x01\x7f"].concat(),
    }
}
