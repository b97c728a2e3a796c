//! What waits in a maildrop, as the server lists it.

use crate::{
    engine::api::Quirk,
    protocol::pop3::{Negative, Response, Sizes, Totals, Uidls},
};

/// The answers to UIDL, LIST and STAT, which need not agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::engine) struct Listing {
    /// Number and name of each message, in the server's order; `None`: it has no UIDL. A message
    /// whose name is none is there without.
    pub(in crate::engine) uidls: Option<Uidls>,
    /// Number and octets of each message, in the server's order; `None`: it refused LIST.
    pub(in crate::engine) sizes: Option<Sizes>,
    /// How many messages and octets STAT says there are; `None` where it was not asked, or
    /// refused.
    pub(in crate::engine) totals: Option<Totals>,
}

impl Listing {
    /// Takes the answer to one of the three commands.
    pub(super) fn take(&mut self, result: Result<Response, Negative>) {
        match result {
            Ok(Response::Uidls(uidls)) => self.uidls = Some(uidls),
            Ok(Response::Sizes(sizes)) => self.sizes = Some(sizes),
            Ok(Response::Totals(totals)) => self.totals = Some(totals),
            Ok(_) | Err(_) => {}
        }
    }

    /// Whether neither UIDL nor LIST was answered.
    pub(super) const fn is_nothing(&self) -> bool {
        self.uidls.is_none() && self.sizes.is_none()
    }

    /// What is odd about it.
    pub(super) fn quirks(&self) -> Vec<Quirk> {
        let mut quirks = Vec::new();
        match &self.uidls {
            None => quirks.push(Quirk::NoUidl),
            Some(uidls) if uidls.iter().any(|(_, uidl)| uidl.is_none()) => quirks.push(Quirk::UidlMissing),
            Some(_) => {}
        }
        let counts = [
            self.uidls.as_ref().map(|uidls| uidls.len() as u64),
            self.sizes.as_ref().map(|sizes| sizes.len() as u64),
            self.totals.map(|totals| totals.messages),
        ];
        let mut counts = counts.into_iter().flatten();
        if let Some(first) = counts.next()
            && counts.any(|count| count != first)
        {
            quirks.push(Quirk::ListingsDisagree);
        }
        quirks
    }
}
