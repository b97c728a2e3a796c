//! What waits in a maildrop, as the server lists it.

use crate::protocol::pop3::{Reply, Response, Sizes, Totals, Uidls};

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
    pub(super) fn take(&mut self, reply: Reply) {
        match reply.result {
            Ok(Response::Uidls(uidls)) => self.uidls = Some(uidls),
            Ok(Response::Sizes(sizes)) => self.sizes = Some(sizes),
            Ok(Response::Totals(totals)) => self.totals = Some(totals),
            Ok(_) | Err(_) => {}
        }
    }
}
