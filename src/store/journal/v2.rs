//! Version 2 of the journal, as it was: what it holds is still read. What has not changed since is
//! named, not repeated.

use serde::Deserialize;

use crate::{
    mail::{HeaderDigest, Summary},
    store::{
        self, Account, AccountId, Filed, Held, Learnt, Maildrop, MaildropId, MessageId, Name, Pin, Sealed,
        Uidl, Wish,
    },
};

#[derive(Deserialize)]
enum Change {
    AccountSaved { id: AccountId, account: Account },
    PasswordSaved { id: AccountId, password: Sealed },
    PinSaved { id: AccountId, pin: Pin },
    AccountRemoved(AccountId),
    MaildropNamed { id: MaildropId, maildrop: Maildrop },
    Added(Box<Envelope>),
    Replaced(Box<Envelope>),
    Removed(Vec<MessageId>),
    Named { maildrop: MaildropId, uidl: Uidl, name: Name },
    Renamed { maildrop: MaildropId, from: Uidl, to: Uidl },
    Wished { maildrop: MaildropId, uidls: Vec<Uidl>, wish: Wish },
    Learnt { maildrop: MaildropId, learnt: Learnt },
    MarkedRead { messages: Vec<MessageId>, read: bool },
    IdsGiven { account: AccountId, maildrop: MaildropId, message: MessageId },
}

#[derive(Deserialize)]
struct Envelope {
    id: MessageId,
    account: AccountId,
    maildrop: MaildropId,
    uidl: Uidl,
    size: u64,
    held: Held,
    header: Option<HeaderDigest>,
    listed: u64,
    collected_at: i64,
    read: bool,
    summary: Summary,
}

/// What a record of version 2 says, without the byte that names the version.
pub(super) fn changes(packed: &[u8]) -> postcard::Result<Vec<store::Change>> {
    let changes: Vec<Change> = postcard::from_bytes(packed)?;
    Ok(changes.into_iter().map(store::Change::from).collect())
}

impl From<Change> for store::Change {
    fn from(change: Change) -> Self {
        match change {
            Change::AccountSaved { id, account } => Self::AccountSaved { id, account },
            Change::PasswordSaved { id, password } => Self::PasswordSaved { id, password },
            Change::PinSaved { id, pin } => Self::PinSaved { id, pin },
            Change::AccountRemoved(id) => Self::AccountRemoved(id),
            Change::MaildropNamed { id, maildrop } => Self::MaildropNamed { id, maildrop },
            Change::Added(envelope) => Self::Added(Box::new((*envelope).into())),
            Change::Replaced(envelope) => Self::Replaced(Box::new((*envelope).into())),
            Change::Removed(messages) => Self::Removed(messages),
            Change::Named { maildrop, uidl, name } => Self::Named { maildrop, uidl, name },
            Change::Renamed { maildrop, from, to } => Self::Renamed { maildrop, from, to },
            Change::Wished { maildrop, uidls, wish } => Self::Wished { maildrop, uidls, wish },
            Change::Learnt { maildrop, learnt } => Self::Learnt { maildrop, learnt },
            Change::MarkedRead { messages, read } => Self::MarkedRead { messages, read },
            Change::IdsGiven { account, maildrop, message } => Self::IdsGiven { account, maildrop, message },
        }
    }
}

impl From<Envelope> for store::Envelope {
    fn from(old: Envelope) -> Self {
        Self {
            id: old.id,
            account: old.account,
            maildrop: old.maildrop,
            uidl: old.uidl,
            size: old.size,
            held: old.held,
            header: old.header,
            listed: old.listed,
            collected_at: old.collected_at,
            read: old.read,
            starred: false,
            filed: Filed::default(),
            summary: old.summary,
        }
    }
}
