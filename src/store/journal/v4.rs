//! Version 4 of the journal, as it was: nothing was filed, all was in the inbox. What has not changed since
//! is named, not repeated.

use serde::Deserialize;

use crate::{
    mail::{HeaderDigest, Summary},
    store::{
        self, Account, AccountId, Filed, Held, Learnt, Maildrop, MaildropId, Mark, MessageId, Name, Pin,
        Sealed, Uidl, Wish,
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
    Starred { messages: Vec<MessageId>, starred: bool },
    GivenUp(MessageId),
    Folded { blocks: Vec<Mark>, names: Vec<MaildropId> },
    RecordsLost(u32),
    RecordsGivenUp,
    ServerJudged { account: AccountId, authserv_id: String, is_own: bool },
    ImagesWanted { account: AccountId, address: String, always: bool },
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
    starred: bool,
    summary: Summary,
}

/// What a record of version 4 says, without what stands before the changes.
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
            Change::Starred { messages, starred } => Self::Starred { messages, starred },
            Change::GivenUp(first) => Self::GivenUp(first),
            Change::Folded { blocks, names } => Self::Folded { blocks, names },
            Change::RecordsLost(records) => Self::RecordsLost(records),
            Change::RecordsGivenUp => Self::RecordsGivenUp,
            Change::ServerJudged { account, authserv_id, is_own } => {
                Self::ServerJudged { account, authserv_id, is_own }
            }
            Change::ImagesWanted { account, address, always } => {
                Self::ImagesWanted { account, address, always }
            }
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
            starred: old.starred,
            filed: Filed::default(),
            summary: old.summary,
        }
    }
}
