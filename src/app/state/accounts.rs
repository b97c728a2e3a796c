//! Accounts: the form, the demo, their order and their colours, and what is kept of them.

use std::rc::Rc;

use super::{AccountForm, Change, Deletion, Dialog, Effect, Focus, Span, State};
use crate::{
    app::words,
    engine::{
        api::{Folder, Overview, Progress, Request},
        problem::{Peer, Problem},
    },
    store::{Account, AccountId, Password},
};

/// Colours that an account can have.
pub const ACCOUNT_COLOURS: u8 = 6;

/// What is done with an account in its menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnAccount {
    /// "Move up", or "Move down".
    Move {
        /// Which.
        id: AccountId,
        /// Up, or down.
        up: bool,
    },
    /// "Remove account", asked for.
    AskRemoval(AccountId),
}

/// The answer to whether an account is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It is not.
    Cancel,
    /// Its mail stays here.
    KeepMail,
    /// Its mail goes from here too.
    WithMail,
}

impl Overview {
    /// The account that this one changes places with when it is moved; `None` at the end.
    #[must_use]
    pub fn neighbour(&self, id: AccountId, up: bool) -> Option<AccountId> {
        let at = self.accounts.iter().position(|(known, _)| *known == id)?;
        let other = if up { at.checked_sub(1)? } else { at + 1 };
        let (other, _) = self.accounts.get(other)?;
        (self.is_retired(*other) == self.is_retired(id)).then_some(*other)
    }

    /// Puts the accounts into another order, and their inboxes with them.
    fn order(&mut self, ids: &[AccountId]) {
        let place = |id: AccountId| ids.iter().position(|known| *known == id);
        self.accounts.sort_by_key(|(id, _)| place(*id));
        let is_inbox = |folder: Folder| matches!(folder, Folder::Inbox(_));
        let mut inboxes: Vec<_> =
            self.folders.iter().filter(|count| is_inbox(count.folder)).copied().collect();
        inboxes.sort_by_key(|count| match count.folder {
            Folder::Inbox(id) => place(id),
            _ => None,
        });
        let places = self.folders.iter_mut().filter(|count| is_inbox(count.folder));
        places.zip(inboxes).for_each(|(place, inbox)| *place = inbox);
    }
}

impl State {
    pub(super) fn on_account(&mut self, act: OnAccount) -> Vec<Effect> {
        match act {
            OnAccount::Move { id, up } => self.move_account(id, up),
            OnAccount::AskRemoval(id) => {
                self.drawer = false;
                self.dialog = self.account(id).map(|_| Dialog::RemoveAccount(id));
                Vec::new()
            }
        }
    }

    /// It shows at once; the keyboard stays with the account that was moved.
    fn move_account(&mut self, id: AccountId, up: bool) -> Vec<Effect> {
        let Some(overview) = &mut self.overview else { return Vec::new() };
        let Some(other) = overview.neighbour(id, up) else { return Vec::new() };
        let swapped = |at: AccountId| match at {
            at if at == id => other,
            at if at == other => id,
            at => at,
        };
        let ids: Vec<AccountId> = overview.accounts.iter().map(|(at, _)| swapped(*at)).collect();
        Rc::make_mut(overview).order(&ids);
        vec![Effect::Send(Request::OrderAccounts(ids)), Effect::Focus(Focus::AccountMenu(id))]
    }

    /// The colour of an account.
    #[must_use]
    pub fn colour(&self, id: AccountId) -> u8 {
        self.overview.as_ref().map_or(0, |overview| overview.colour(id, ACCOUNT_COLOURS))
    }

    /// The first of the colours that the fewest accounts have.
    pub(super) fn free_colour(&self) -> u8 {
        let taken: Vec<u8> = self.accounts().iter().map(|(id, _)| self.colour(*id)).collect();
        let times = |colour: &u8| taken.iter().filter(|taken| *taken == colour).count();
        (0..ACCOUNT_COLOURS).min_by_key(times).unwrap_or_default()
    }

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
        let (mut added, mut colour) = (false, None);
        if let Some(Dialog::Account(form)) = &self.dialog
            && form.saving
        {
            added = form.id.is_none();
            colour = Some(form.colour).filter(|colour| *colour != self.colour(id));
            self.dialog = None;
        }
        self.collecting.insert(id, Progress::Connecting);
        self.forget_alerts(id);
        let mut effects = vec![Effect::Rename(Span::SaveAccount, Span::Collect(id))];
        effects.extend(colour.map(|colour| Effect::Send(Request::ColourAccount { account: id, colour })));
        let known = self
            .overview
            .as_ref()
            .is_some_and(|overview| overview.folders.iter().any(|count| count.folder == Folder::Inbox(id)));
        if added && known {
            effects.extend(self.open_folder(Folder::Inbox(id)));
        }
        effects
    }

    /// Whether nothing is collected from an account any more.
    #[must_use]
    pub fn is_retired(&self, id: AccountId) -> bool {
        self.overview.as_ref().is_some_and(|overview| overview.is_retired(id))
    }

    pub(super) fn remove(&mut self, answer: Removal) -> Vec<Effect> {
        let mut id = match &self.dialog {
            Some(Dialog::RemoveAccount(id)) => Some(*id),
            _ => None,
        };
        if id.is_some() {
            self.dialog = None;
        }
        self.with_form(|form| {
            form.removing = false;
            id = form.id;
        });
        let request = match (id, answer) {
            (None, _) | (_, Removal::Cancel) => return Vec::new(),
            (Some(id), Removal::KeepMail) => (id, Request::RetireAccount(id)),
            (Some(id), Removal::WithMail) => (id, Request::RemoveAccount(id)),
        };
        let (id, request) = request;
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
        vec![Effect::Drop(Span::Collect(id)), Effect::Send(request)]
    }
}
