//! What the journal says: accounts and envelopes, in memory while the app runs.

use std::collections::{BTreeMap, HashMap};

use super::{
    Account, AccountId, Change, Envelope, Learnt, Maildrop, MaildropId, MessageId, Name, Sealed, Uidl, Wish,
};

/// Accounts and envelopes as all changes so far have left them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    accounts: BTreeMap<AccountId, Account>,
    passwords: BTreeMap<AccountId, Sealed>,
    maildrops: BTreeMap<MaildropId, Maildrop>,
    messages: HashMap<MessageId, Envelope>,
    names: HashMap<MaildropId, HashMap<Uidl, Name>>,
    learnt: HashMap<MaildropId, Learnt>,
    last_account: AccountId,
    last_maildrop: MaildropId,
    last_message: MessageId,
}

impl Default for Contents {
    fn default() -> Self {
        Self {
            accounts: BTreeMap::new(),
            passwords: BTreeMap::new(),
            maildrops: BTreeMap::new(),
            messages: HashMap::new(),
            names: HashMap::new(),
            learnt: HashMap::new(),
            last_account: AccountId(0),
            last_maildrop: MaildropId(0),
            last_message: MessageId(0),
        }
    }
}

impl Contents {
    /// Carries out a change.
    pub fn apply(&mut self, change: Change) {
        match change {
            Change::AccountSaved { id, account } => {
                self.last_account = self.last_account.max(id);
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
                self.maildrops.retain(|_, maildrop| maildrop.account != id);
                self.names.retain(|maildrop, _| self.maildrops.contains_key(maildrop));
                self.learnt.retain(|maildrop, _| self.maildrops.contains_key(maildrop));
                self.messages.retain(|_, envelope| envelope.account != id);
            }
            Change::MaildropNamed { id, maildrop } => {
                self.last_maildrop = self.last_maildrop.max(id);
                self.maildrops.insert(id, maildrop);
            }
            Change::Added(envelope) => {
                self.last_message = self.last_message.max(envelope.id);
                self.names(envelope.maildrop).insert(envelope.uidl.clone(), name_of(&envelope));
                self.messages.insert(envelope.id, *envelope);
            }
            Change::Replaced(mut envelope) => {
                if let Some(before) = self.messages.get_mut(&envelope.id) {
                    envelope.read = before.read;
                    *before = (*envelope).clone();
                    self.names(envelope.maildrop).insert(envelope.uidl.clone(), name_of(&envelope));
                }
            }
            Change::Removed(messages) => {
                for id in messages {
                    let Some(envelope) = self.messages.remove(&id) else { continue };
                    if let Some(name) = self.names(envelope.maildrop).get_mut(&envelope.uidl) {
                        name.message = name.message.filter(|named| *named != id);
                    }
                }
            }
            Change::Named { maildrop, uidl, name } => {
                self.names(maildrop).insert(uidl, name);
            }
            Change::Renamed { maildrop, from, to } => {
                let Some(names) = self.names.get_mut(&maildrop) else { return };
                let Some(name) = names.remove(&from) else { return };
                if let Some(envelope) = name.message.and_then(|id| self.messages.get_mut(&id)) {
                    envelope.uidl = to.clone();
                }
                names.insert(to, name);
            }
            Change::Wished { maildrop, uidls, wish } => {
                let Some(names) = self.names.get_mut(&maildrop) else { return };
                for uidl in uidls {
                    if let Some(name) = names.get_mut(&uidl) {
                        name.wish = wish;
                    }
                }
            }
            Change::Learnt { maildrop, learnt } => {
                self.learnt.insert(maildrop, learnt);
            }
            Change::MarkedRead { messages, read } => {
                for id in messages {
                    if let Some(envelope) = self.messages.get_mut(&id) {
                        envelope.read = read;
                    }
                }
            }
            Change::IdsGiven { account, maildrop, message } => {
                self.last_account = self.last_account.max(account);
                self.last_maildrop = self.last_maildrop.max(maildrop);
                self.last_message = self.last_message.max(message);
            }
        }
    }

    fn names(&mut self, maildrop: MaildropId) -> &mut HashMap<Uidl, Name> {
        self.names.entry(maildrop).or_default()
    }

    /// The shortest list of changes that leads here, from nothing.
    #[must_use]
    pub fn retold(&self) -> Vec<Change> {
        let accounts =
            self.accounts.iter().map(|(&id, account)| Change::AccountSaved { id, account: account.clone() });
        let passwords = self
            .passwords
            .iter()
            .map(|(&id, password)| Change::PasswordSaved { id, password: password.clone() });
        let maildrops = self
            .maildrops
            .iter()
            .map(|(&id, maildrop)| Change::MaildropNamed { id, maildrop: maildrop.clone() });
        let mut messages: Vec<&Envelope> = self.messages.values().collect();
        messages.sort_unstable_by_key(|envelope| envelope.id);
        let messages = messages.into_iter().map(|envelope| Change::Added(Box::new(envelope.clone())));
        // What the envelopes tell of their own names need not be said twice.
        let told = |uidl: &Uidl, name: &Name| {
            let envelope = name.message.and_then(|id| self.messages.get(&id));
            envelope.is_some_and(|envelope| envelope.uidl == *uidl && name_of(envelope) == *name)
        };
        let names = self.names.iter().flat_map(|(&maildrop, names)| {
            names.iter().filter(|(uidl, name)| !told(uidl, name)).map(move |(uidl, name)| Change::Named {
                maildrop,
                uidl: uidl.clone(),
                name: name.clone(),
            })
        });
        let learnt =
            self.learnt.iter().map(|(&maildrop, learnt)| Change::Learnt { maildrop, learnt: learnt.clone() });
        let given = Change::IdsGiven {
            account: self.last_account,
            maildrop: self.last_maildrop,
            message: self.last_message,
        };
        accounts
            .chain(passwords)
            .chain(maildrops)
            .chain(messages)
            .chain(names)
            .chain(learnt)
            .chain([given])
            .collect()
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

    /// The name of a maildrop, once it has one.
    #[must_use]
    pub fn maildrop(&self, maildrop: &Maildrop) -> Option<MaildropId> {
        self.maildrops.iter().find(|(_, known)| *known == maildrop).map(|(&id, _)| id)
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

    /// What is known of a name in this maildrop.
    #[must_use]
    pub fn name(&self, maildrop: MaildropId, uidl: &Uidl) -> Option<&Name> {
        self.names.get(&maildrop)?.get(uidl)
    }

    /// All names known of this maildrop, in no order.
    pub fn names_of(&self, maildrop: MaildropId) -> impl Iterator<Item = (&Uidl, &Name)> {
        self.names.get(&maildrop).into_iter().flatten()
    }

    /// What was learnt of this maildrop's server.
    #[must_use]
    pub fn learnt(&self, maildrop: MaildropId) -> Option<&Learnt> {
        self.learnt.get(&maildrop)
    }

    /// The id for the next account.
    #[must_use]
    pub const fn next_account(&self) -> AccountId {
        AccountId(self.last_account.0 + 1)
    }

    /// The id for the next maildrop.
    #[must_use]
    pub const fn next_maildrop(&self) -> MaildropId {
        MaildropId(self.last_maildrop.0 + 1)
    }

    /// The id for the next message.
    #[must_use]
    pub const fn next_message(&self) -> MessageId {
        MessageId(self.last_message.0 + 1)
    }
}

/// What an envelope tells of its own name on the server.
fn name_of(envelope: &Envelope) -> Name {
    Name {
        message: Some(envelope.id),
        listed: envelope.listed,
        header: envelope.header,
        since: envelope.collected_at,
        wish: Wish::Policy,
    }
}
