//! The messages that a server lists, from what its answers to UIDL and LIST say.

use std::collections::{BTreeMap, HashSet};

use crate::{
    engine::session::Listing,
    protocol::pop3::{MessageNumber, Uidl},
};

/// A message as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) struct Listed {
    pub(in crate::engine) number: MessageNumber,
    /// By LIST; 0 where it did not say.
    pub(in crate::engine) octets: u64,
    /// The server's name for it, where it gave one.
    pub(in crate::engine) uidl: Option<Uidl>,
}

/// The union of what UIDL and LIST say, by number.
pub(in crate::engine) fn listed(listing: Listing) -> Vec<Listed> {
    let mut maildrop = BTreeMap::new();
    for (number, uidl) in listing.uidls.unwrap_or_default() {
        maildrop.entry(number).or_insert(Listed { number, octets: 0, uidl });
    }
    let mut sized = HashSet::new();
    for (number, octets) in listing.sizes.unwrap_or_default() {
        if sized.insert(number) {
            maildrop.entry(number).or_insert(Listed { number, octets, uidl: None }).octets = octets;
        }
    }
    maildrop.into_values().collect()
}
