//! Version 1 of the journal, as it was: what it holds is still read. What has not changed since is
//! named, not repeated.

use serde::Deserialize;

use crate::{
    mail::Summary,
    store::{
        self, AccountId, Consent, Filed, Held, Leave, Maildrop, MaildropId, MessageId, Pin, Retention,
        Sealed, Security, Server, Uidl,
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
    MarkedRead { messages: Vec<MessageId>, read: bool },
    IdsGiven { account: AccountId, maildrop: MaildropId, message: MessageId },
}

#[derive(Deserialize)]
struct Account {
    name: String,
    address: String,
    user: String,
    pop3: Server,
    leave_on_server: bool,
    pin: Option<Pin>,
}

#[derive(Deserialize)]
struct Envelope {
    id: MessageId,
    account: AccountId,
    maildrop: MaildropId,
    uidl: Uidl,
    size: u64,
    collected_at: i64,
    read: bool,
    summary: Summary,
}

/// What a record of version 1 says, without the byte that names the version.
pub(super) fn changes(packed: &[u8]) -> postcard::Result<Vec<store::Change>> {
    let changes: Vec<Change> = postcard::from_bytes(packed)?;
    Ok(changes.into_iter().map(store::Change::from).collect())
}

impl From<Change> for store::Change {
    fn from(change: Change) -> Self {
        match change {
            Change::AccountSaved { id, account } => Self::AccountSaved { id, account: account.into() },
            Change::PasswordSaved { id, password } => Self::PasswordSaved { id, password },
            Change::PinSaved { id, pin } => Self::PinSaved { id, pin },
            Change::AccountRemoved(id) => Self::AccountRemoved(id),
            Change::MaildropNamed { id, maildrop } => Self::MaildropNamed { id, maildrop },
            Change::Added(envelope) => Self::Added(Box::new((*envelope).into())),
            Change::MarkedRead { messages, read } => Self::MarkedRead { messages, read },
            Change::IdsGiven { account, maildrop, message } => Self::IdsGiven { account, maildrop, message },
        }
    }
}

impl From<Account> for store::Account {
    fn from(old: Account) -> Self {
        let leave = if old.leave_on_server { Leave::All } else { Leave::Nothing };
        // Whoever had set an account up without TLS has been sending the password unencrypted.
        let consent = Consent { plaintext: old.pop3.security == Security::None, ..Consent::default() };
        Self {
            name: old.name,
            pin: old.pin,
            retention: Retention { leave, ..Retention::default() },
            consent,
            ..Self::new(&old.address, &old.user, old.pop3)
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
            held: Held::Whole,
            // Version 1 did not look.
            header: None,
            listed: 0,
            collected_at: old.collected_at,
            read: old.read,
            starred: false,
            filed: Filed::default(),
            summary: old.summary,
        }
    }
}
