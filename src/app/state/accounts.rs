//! Accounts: the form, the demo, and what is kept of them.

use super::{AccountForm, Change, Deletion, Dialog, Effect, Focus, Span, State};
use crate::{
    app::words,
    engine::{
        api::{Folder, Progress, Request},
        problem::{Peer, Problem},
    },
    store::{Account, AccountId, Password},
};

impl State {
    pub(super) fn show_form(&mut self, form: AccountForm) -> Vec<Effect> {
        self.drawer = false;
        self.dialog = Some(Dialog::Account(Box::new(form)));
        Vec::new()
    }

    pub(super) fn with_form(&mut self, act: impl FnOnce(&mut AccountForm)) {
        if let Some(Dialog::Account(form)) = &mut self.dialog {
            act(form);
        }
    }

    pub(super) fn try_demo(&mut self) -> Vec<Effect> {
        let demo = self.config.as_ref().and_then(|config| config.demo.clone());
        let Some(demo) = demo.filter(|_| !self.demo_asked) else { return Vec::new() };
        self.demo_asked = true;
        self.save(None, demo.account(words::DEMO_READER.text()), Some(Password(demo.password)))
    }

    /// A choice that deletes mail on the server is taken only with the browser's promise to keep what is
    /// stored here.
    pub(super) fn change_form(&mut self, change: Change) -> Vec<Effect> {
        let kept = self.storage_kept;
        let mut effects = Vec::new();
        self.with_form(|form| {
            if change.deletes() && !kept {
                form.waiting = Some(change);
                effects.push(Effect::KeepStorage);
            } else {
                form.change(change);
            }
        });
        effects
    }

    pub(super) fn storage_kept(&mut self, kept: bool) -> Vec<Effect> {
        self.storage_kept = kept;
        self.storage_answered(kept);
        self.with_form(|form| {
            // What was chosen is taken now that it may be.
            if kept && let Some(change) = form.waiting.take() {
                form.change(change);
            }
        });
        vec![Effect::Send(Request::Persisted(kept))]
    }

    pub(super) fn save_account(&mut self) -> Vec<Effect> {
        let Some(Dialog::Account(form)) = &mut self.dialog else { return Vec::new() };
        form.tried = true;
        if form.saving {
            return Vec::new();
        }
        if let Some(field) = form.first_fault() {
            return vec![Effect::Focus(Focus::Field(field))];
        }
        let Some(account) = form.account() else { return Vec::new() };
        form.saving = true;
        form.problem = None;
        let password = (!form.password.0.is_empty()).then(|| form.password.clone());
        let id = form.id;
        self.save(id, account, password)
    }

    /// The reader says whether the password may go out unencrypted.
    pub(super) fn send_unencrypted(&mut self, sure: bool) -> Vec<Effect> {
        let Some(id) = self.unencrypted.pop_front() else { return Vec::new() };
        let Some(mut account) = self.account(id).cloned() else { return Vec::new() };
        if sure {
            account.consent.plaintext = true;
            return self.save(Some(id), account, None);
        }
        let peer = Peer { host: account.pop3.host, port: account.pop3.port };
        self.alert(Some(id), 0, Problem::TlsRequired(peer, String::new()));
        Vec::new()
    }

    pub(super) fn save(
        &self,
        id: Option<AccountId>,
        account: Account,
        password: Option<Password>,
    ) -> Vec<Effect> {
        let first = self.accounts().is_empty();
        let mut effects = vec![
            Effect::Begin(Span::SaveAccount),
            Effect::Send(Request::SaveAccount { id, account, password }),
        ];
        if first && !self.storage_kept {
            effects.push(Effect::KeepStorage);
        }
        effects
    }

    pub(super) fn account_saved(&mut self, id: AccountId) -> Vec<Effect> {
        let mut added = false;
        if let Some(Dialog::Account(form)) = &self.dialog
            && form.saving
        {
            added = form.id.is_none();
            self.dialog = None;
        }
        self.collecting.insert(id, Progress::Connecting);
        self.forget_alerts(id);
        let mut effects = vec![Effect::Rename(Span::SaveAccount, Span::Collect(id))];
        let known = self
            .overview
            .as_ref()
            .is_some_and(|overview| overview.folders.iter().any(|count| count.folder == Folder::Inbox(id)));
        if added && known {
            effects.extend(self.open_folder(Folder::Inbox(id)));
        }
        effects
    }

    pub(super) fn remove(&mut self, sure: bool) -> Vec<Effect> {
        let mut id = None;
        self.with_form(|form| {
            form.removing = false;
            id = form.id;
        });
        let Some(id) = id.filter(|_| sure) else { return Vec::new() };
        self.dialog = None;
        self.collecting.remove(&id);
        self.forget_alerts(id);
        self.doubts.retain(|doubt| doubt.account != id);
        self.unencrypted.retain(|asked| *asked != id);
        self.pauses.remove(&id);
        self.again.remove(&id);
        self.deletions.retain(
            |postponed| !matches!(&*postponed.deletion, Deletion::Maildrop { account, .. } if *account == id),
        );
        vec![Effect::Drop(Span::Collect(id)), Effect::Send(Request::RemoveAccount(id))]
    }
}
