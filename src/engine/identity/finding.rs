//! What a session finds out about names, and what of it is written.
//!
//! A session knows names as they were when it looked, and writes when nobody else does. In between the
//! reader may have said what is to become of a message. So a finding says only what was found out: what
//! else is known of a name is as it is by then, and so is the reader's wish.

use super::{Known, is_wish_for, was_met};
use crate::{
    mail::HeaderDigest,
    protocol::pop3::Uidl,
    store::{Change, Name, Wish},
};

/// Something that was found out about a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::engine) enum Finding {
    /// The server calls a message by another name now.
    Renamed { from: Uidl, to: Uidl },
    /// The server counts the octets of its message otherwise than it did.
    Resized { uidl: Uidl, listed: u64 },
    /// It means another message than the one of so many octets and this header that was chosen, or may:
    /// nothing that was wished of that one holds for it.
    Unwished { uidl: Uidl, listed: u64, header: Option<HeaderDigest> },
    /// Its message is known from now on, as this, and is not collected.
    PassedOver { uidl: Uidl, name: Name, is_numbered: bool },
    /// Its message was to be collected once more, and came for no good.
    CameInVain { uidl: Uidl },
}

impl Finding {
    /// What is to be written of it.
    pub(in crate::engine) fn change(self, known: Known<'_>) -> Option<Change> {
        let maildrop = known.maildrop;
        match self {
            Self::Renamed { from, to } => Some(Change::Renamed { maildrop, from, to }),
            Self::Resized { uidl, listed } => {
                let name = Name { listed, ..known.name(&uidl)?.clone() };
                Some(Change::Named { maildrop, uidl, name })
            }
            Self::Unwished { uidl, listed, header } => {
                let is_it = |name: &&Name| !was_met(name) && (name.listed, name.header) == (listed, header);
                let name = known.name(&uidl).filter(is_it)?;
                let name = Name { listed: 0, header: None, wish: Wish::Policy, ..name.clone() };
                Some(Change::Named { maildrop, uidl, name })
            }
            Self::PassedOver { uidl, name, is_numbered } => {
                let is_of_it = |wished: &&Name| {
                    let same = wished.header.is_some() && wished.header == name.header;
                    wished.wish != Wish::Policy && (same || is_wish_for(wished, name.listed, is_numbered))
                };
                let wish = known.name(&uidl).filter(is_of_it).map_or(name.wish, |wished| wished.wish);
                Some(Change::Named { maildrop, uidl, name: Name { wish, ..name } })
            }
            Self::CameInVain { uidl } => {
                let waits = known.name(&uidl)?.wish == Wish::CollectAgain;
                waits.then(|| Change::Wished { maildrop, uidls: vec![uidl], wish: Wish::Policy })
            }
        }
    }
}
