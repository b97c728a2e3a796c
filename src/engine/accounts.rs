//! Accounts: kept, forgotten, and what a session with their servers needs.

use super::{Engine, platform::Platform, problem::Problem, session::Log};
use crate::store::{Account, AccountId, Change, Commit, Maildrop, MaildropId, MessageId, Password};

impl<P: Platform> Engine<P> {
    pub(super) async fn save_account(
        &self,
        id: Option<AccountId>,
        account: Account,
        password: Option<Password>,
    ) -> Result<AccountId, Problem> {
        let password = match password {
            Some(password) => Some(self.platform.seal(&password.0).await?),
            None => None,
        };
        let mut saved = AccountId(0);
        self.commit(|contents| {
            // Twice the same account would be twice the same mail.
            let same = |(_, there): &(&AccountId, &Account)| {
                (&there.address, &there.user, &there.pop3) == (&account.address, &account.user, &account.pop3)
            };
            let there = contents.accounts().iter().find(same).map(|(&id, _)| id);
            // One whose settings were lost is set up again by changing it: a new account may be any other,
            // and must not take its mail for its own.
            saved = id.or(there).unwrap_or_else(|| contents.next_account());
            let mut account = account;
            let moved = contents.accounts().get(&saved).is_some_and(|before| {
                (&before.pop3.host, before.pop3.port) != (&account.pop3.host, account.pop3.port)
                    && before.pin == account.pin
            });
            // A key is trusted for one server only.
            account.pin = account.pin.filter(|_| !moved);
            let mut changes = vec![Change::AccountSaved { id: saved, account }];
            changes.extend(password.map(|password| Change::PasswordSaved { id: saved, password }));
            Commit { changes, ..Commit::default() }
        })
        .await?;
        Ok(saved)
    }

    pub(super) async fn remove_account(&self, id: AccountId) -> Result<(), Problem> {
        self.change_for_good(Change::AccountRemoved(id), |contents| {
            if contents.accounts().keys().eq([&id]) {
                // Nothing is to stay of the last one, listed or not.
                return (1..contents.next_message().0).map(MessageId).collect();
            }
            contents.briefs().filter(|brief| brief.account == id).map(|brief| brief.id).collect()
        })
        .await
    }

    /// Makes one change durable.
    pub(super) async fn note(&self, change: Change) -> Result<(), Problem> {
        self.commit(|_| Commit { changes: vec![change], ..Commit::default() }).await
    }

    /// The name of the maildrop that this account collects from, given now if it has none.
    pub(super) async fn maildrop(&self, id: AccountId, account: &Account) -> Result<MaildropId, Problem> {
        let maildrop = Maildrop::of(id, account);
        let mut named = None;
        self.commit(|contents| {
            // It may have been removed meanwhile: nothing of it is to be kept then.
            if !contents.accounts().contains_key(&id) {
                return Commit::default();
            }
            let known = contents.maildrop(&maildrop);
            let new = || contents.nameless_maildrop(id).unwrap_or_else(|| contents.next_maildrop());
            let id = known.unwrap_or_else(new);
            named = Some(id);
            let changes = match known {
                Some(_) => vec![],
                None => vec![Change::MaildropNamed { id, maildrop }],
            };
            Commit { changes, ..Commit::default() }
        })
        .await?;
        named.ok_or(Problem::NoSuchMessage)
    }

    pub(super) async fn password(&self, id: AccountId) -> Result<String, Problem> {
        let sealed = self.contents.borrow().password(id).cloned();
        match sealed {
            Some(sealed) => self.platform.unseal(&sealed).await,
            None => Ok(String::new()),
        }
    }

    /// What is known of a maildrop's server.
    pub(super) fn log(&self, maildrop: MaildropId) -> Log {
        let fresh = || {
            let log = Log::default();
            log.begin(self.contents.borrow().learnt(maildrop).cloned().unwrap_or_default());
            log
        };
        self.logs.borrow_mut().entry(maildrop).or_insert_with(fresh).clone()
    }

    /// Keeps what was learnt of an account's server, if it is anything new.
    pub(super) async fn remember(
        &self,
        id: AccountId,
        maildrop: MaildropId,
        log: &Log,
    ) -> Result<(), Problem> {
        let learnt = log.learnt();
        self.commit(|contents| {
            if !contents.accounts().contains_key(&id) {
                return Commit::default();
            }
            let known = contents.learnt(maildrop).cloned().unwrap_or_default();
            let changes = if known == learnt { vec![] } else { vec![Change::Learnt { maildrop, learnt }] };
            Commit { changes, ..Commit::default() }
        })
        .await
    }
}
