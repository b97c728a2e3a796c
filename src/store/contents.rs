//! What the journal says: accounts and envelopes, in memory while the app runs.

use std::collections::{BTreeMap, HashMap};

use super::{Account, AccountId, Change, Envelope, MessageId, Sealed, Uidl};

/// Accounts and envelopes as all changes so far have left them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    accounts: BTreeMap<AccountId, Account>,
    passwords: HashMap<AccountId, Sealed>,
    messages: HashMap<MessageId, Envelope>,
    known: HashMap<AccountId, HashMap<Uidl, MessageId>>,
    last_account: u32,
    last_message: u64,
}

impl Contents {
    /// Carries out a change.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::AccountSaved { id, account } => {
                self.last_account = self.last_account.max(id.0);
                self.accounts.insert(id, account);
            }
            Change::PasswordSaved { id, password } => {
                self.passwords.insert(id, password);
            }
            Change::PinSaved { id, pin } => {
                if let Some(account) = self.accounts.get_mut(&id) {
                    account.pin = Some(pin);
                }
            }
            Change::AccountRemoved(id) => {
                self.accounts.remove(&id);
                self.passwords.remove(&id);
                self.known.remove(&id);
                self.messages.retain(|_, envelope| envelope.account != id);
            }
            Change::Added(envelope) => {
                self.last_message = self.last_message.max(envelope.id.0);
                self.known.entry(envelope.account).or_default().insert(envelope.uidl.clone(), envelope.id);
                self.messages.insert(envelope.id, *envelope);
            }
            Change::MarkedRead { messages, read } => {
                for id in messages {
                    if let Some(envelope) = self.messages.get_mut(&id) {
                        envelope.read = read;
                    }
                }
            }
        }
    }

    /// The accounts, in the order they were made.
    #[must_use]
    pub const fn accounts(&self) -> &BTreeMap<AccountId, Account> {
        &self.accounts
    }

    /// An account's password, sealed.
    #[must_use]
    pub fn password(&self, id: AccountId) -> Option<&Sealed> {
        self.passwords.get(&id)
    }

    /// The envelopes, in no order.
    pub fn messages(&self) -> impl Iterator<Item = &Envelope> {
        self.messages.values()
    }

    /// One envelope.
    #[must_use]
    pub fn message(&self, id: MessageId) -> Option<&Envelope> {
        self.messages.get(&id)
    }

    /// The message that this account collected under this name.
    #[must_use]
    pub fn known(&self, account: AccountId, uidl: &Uidl) -> Option<MessageId> {
        self.known.get(&account)?.get(uidl).copied()
    }

    /// The id for the next account.
    #[must_use]
    pub const fn next_account(&self) -> AccountId {
        AccountId(self.last_account + 1)
    }

    /// The id for the next message.
    #[must_use]
    pub const fn next_message(&self) -> MessageId {
        MessageId(self.last_message + 1)
    }
}
