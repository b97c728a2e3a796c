//! What waits in a maildrop: the screen that shows it, and what the reader does there.

use std::{collections::BTreeSet, ops::Range, rc::Rc};

use super::{AccountForm, Deletion, Dialog, Doubt, Effect, Focus, State, Visible};
use crate::{
    engine::{
        api::{Look, Request, Survey, Surveyed},
        problem::Problem,
    },
    store::{AccountId, Retention, Uidl, Wish},
};

/// So many headers are asked for at first.
const HEADERS: u32 = 200;
/// And so many times as many when the reader wants more.
const MORE: u32 = 5;
/// Rows drawn before and after the ones in view.
const OVERSCAN: u32 = 8;

/// The screen "Messages on the server".
#[derive(Debug, Clone, PartialEq)]
pub struct Maildrop {
    /// Whose.
    pub account: AccountId,
    /// What is tried out; `None`: it shows what the account's own settings do.
    pub trial: Option<Retention>,
    /// The worker was asked and has not answered.
    pub asking: bool,
    /// What it found.
    pub survey: Option<Rc<Survey>>,
    /// Why there is nothing (new) to show.
    pub problem: Option<Problem>,
    /// The rows that are chosen, by their place.
    chosen: BTreeSet<u32>,
    visible: Visible,
    cursor: u32,
    headers: u32,
    /// Something was sent that changes the maildrop: what is shown is old once that is done.
    stale: bool,
    /// The form it was opened from, to go back to.
    form: Option<Box<AccountForm>>,
}

/// What the reader does on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnMaildrop {
    /// "Messages on the server".
    Open(AccountId),
    /// "Show what would be deleted", in the account form.
    Try,
    /// Back to the mail, or to the form.
    Close,
    /// "Look again".
    Again,
    /// "Show more headers".
    MoreHeaders,
    /// These rows are in view.
    Look(Visible),
    /// The keyboard is at this row.
    Point(u32),
    /// A key moves the keyboard to this row.
    Step(u32),
    /// A row's box.
    Choose(u32, bool),
    /// The box above all rows.
    ChooseAll(bool),
    /// "Collect", "Keep on the server" or "Delete from the server", for those that are chosen.
    Do(Wish),
}

impl Maildrop {
    fn of(account: AccountId, trial: Option<Retention>, form: Option<Box<AccountForm>>) -> Self {
        Self {
            account,
            trial,
            asking: true,
            survey: None,
            problem: None,
            chosen: BTreeSet::new(),
            visible: Visible::default(),
            cursor: 0,
            headers: HEADERS,
            stale: false,
            form,
        }
    }

    /// The messages, newest first.
    #[must_use]
    pub fn messages(&self) -> &[Surveyed] {
        self.survey.as_ref().map_or(&[], |survey| &survey.messages)
    }

    /// How many messages there are.
    #[must_use]
    pub fn total(&self) -> u32 {
        u32::try_from(self.messages().len()).unwrap_or(u32::MAX)
    }

    /// A message by its place.
    #[must_use]
    pub fn message(&self, index: u32) -> Option<&Surveyed> {
        self.messages().get(usize::try_from(index).ok()?)
    }

    /// The places of the rows to draw: those in view and some around them.
    #[must_use]
    pub fn drawn(&self) -> Range<u32> {
        let end = self.visible.first.saturating_add(self.visible.count).saturating_add(OVERSCAN);
        let end = end.min(self.total());
        self.visible.first.saturating_sub(OVERSCAN).min(end)..end
    }

    /// The rows in view, as last reported.
    #[must_use]
    pub fn visible(&self) -> Visible {
        self.visible
    }

    /// The place of the row that has the keyboard.
    #[must_use]
    pub fn cursor(&self) -> u32 {
        self.cursor.min(self.total().saturating_sub(1))
    }

    /// A row is chosen.
    #[must_use]
    pub fn is_chosen(&self, index: u32) -> bool {
        self.chosen.contains(&index)
    }

    /// How many rows are chosen.
    #[must_use]
    pub fn chosen(&self) -> u32 {
        u32::try_from(self.chosen.len()).unwrap_or(u32::MAX)
    }

    /// Some messages are listed without their headers.
    #[must_use]
    pub fn lacks_headers(&self) -> bool {
        self.messages().iter().any(|message| message.heading.is_none())
    }

    /// How many messages would go, and their octets.
    #[must_use]
    pub fn going(&self) -> (u32, u64) {
        let going = self.messages().iter().filter(|message| message.goes);
        going.fold((0, 0), |(count, octets), message| (count + 1, octets.saturating_add(message.octets)))
    }

    /// It was opened from the account form.
    #[must_use]
    pub fn from_form(&self) -> bool {
        self.form.is_some()
    }

    fn request(&mut self) -> Effect {
        let Look { retention, headers } = self.look();
        Effect::Send(Request::Survey { account: self.account, retention, headers })
    }

    /// How the worker is to look; it is being asked.
    fn look(&mut self) -> Look {
        self.asking = true;
        self.stale = false;
        Look { retention: self.trial, headers: self.headers }
    }

    fn take(&mut self, result: Result<Survey, Problem>) {
        self.asking = false;
        match result {
            Ok(survey) => {
                let names: BTreeSet<Uidl> = self.chosen_names(|_| true).into_iter().collect();
                self.problem = None;
                self.chosen = (0..)
                    .zip(&survey.messages)
                    .filter(|(_, message)| names.contains(&message.name))
                    .map(|(at, _)| at)
                    .collect();
                self.survey = Some(Rc::new(survey));
                self.cursor = self.cursor();
            }
            Err(problem) => self.problem = Some(problem),
        }
    }

    /// Shows at once what was wished; the worker's own word follows with the next survey.
    fn mark(&mut self, names: &[Uidl], wish: Wish) {
        let Some(survey) = &mut self.survey else { return };
        let wanted: BTreeSet<&Uidl> = names.iter().collect();
        for message in &mut Rc::make_mut(survey).messages {
            if wanted.contains(&message.name) {
                message.wish = wish;
                message.goes = wish == Wish::Delete;
            }
        }
    }

    fn chosen_names(&self, fits: impl Fn(&Surveyed) -> bool) -> Vec<Uidl> {
        let chosen = self.chosen.iter().filter_map(|index| self.message(*index));
        chosen.filter(|message| fits(message)).map(|message| message.name.clone()).collect()
    }
}

impl State {
    pub(super) fn on_maildrop(&mut self, act: OnMaildrop) -> Vec<Effect> {
        match act {
            OnMaildrop::Open(account) => return self.open_maildrop(Maildrop::of(account, None, None)),
            OnMaildrop::Try => return self.try_retention(),
            OnMaildrop::Close => return self.close_maildrop(),
            OnMaildrop::Do(wish) => return self.wish_chosen(wish),
            _ => {}
        }
        let Some(maildrop) = &mut self.maildrop else { return Vec::new() };
        let maildrop = Rc::make_mut(maildrop);
        match act {
            OnMaildrop::Again if !maildrop.asking => return vec![maildrop.request()],
            OnMaildrop::MoreHeaders if !maildrop.asking => {
                maildrop.headers = maildrop.headers.saturating_mul(MORE);
                return vec![maildrop.request()];
            }
            OnMaildrop::Look(visible) => maildrop.visible = visible,
            OnMaildrop::Point(index) => maildrop.cursor = index,
            OnMaildrop::Step(index) => {
                maildrop.cursor = index.min(maildrop.total().saturating_sub(1));
                return vec![Effect::RevealOnServer(maildrop.cursor)];
            }
            OnMaildrop::Choose(index, true) => drop(maildrop.chosen.insert(index)),
            OnMaildrop::Choose(index, false) => drop(maildrop.chosen.remove(&index)),
            OnMaildrop::ChooseAll(true) => maildrop.chosen = (0..maildrop.total()).collect(),
            OnMaildrop::ChooseAll(false) => maildrop.chosen.clear(),
            _ => {}
        }
        Vec::new()
    }

    /// What was found, or why not.
    pub(super) fn take_survey(&mut self, account: AccountId, result: Result<Survey, Problem>) -> Vec<Effect> {
        if self.maildrop.as_ref().is_none_or(|maildrop| maildrop.account != account) {
            return Vec::new();
        }
        if let Err(Problem::UntrustedCertificate(peer, certificate)) = &result {
            let doubt = Doubt { account, peer: peer.clone(), certificate: certificate.clone() };
            self.doubts.retain(|doubt| doubt.account != account);
            self.doubts.push_back(doubt);
        }
        if let Err(Problem::TlsRequired(_, said)) = &result
            && said.is_empty()
            && self.lacks_consent(account)
        {
            self.ask_for_consent(account);
        }
        if let Some(maildrop) = &mut self.maildrop {
            Rc::make_mut(maildrop).take(result);
        }
        Vec::new()
    }

    /// A session with the account's server is over: what it changed is shown.
    pub(super) fn refresh_maildrop(&mut self, account: AccountId) -> Option<Effect> {
        let maildrop = self.maildrop.as_mut().filter(|maildrop| maildrop.account == account)?;
        let wanted = maildrop.stale || maildrop.problem.is_some();
        if wanted && !maildrop.asking { Some(Rc::make_mut(maildrop).request()) } else { None }
    }

    /// A deletion that can no longer be undone is on its way: how to look when it is done, where that
    /// is on the screen.
    pub(super) fn deleting_from(&mut self, account: AccountId, names: &[Uidl]) -> Option<Look> {
        let maildrop = self.maildrop.as_mut().filter(|maildrop| maildrop.account == account)?;
        let maildrop = Rc::make_mut(maildrop);
        maildrop.mark(names, Wish::Delete);
        Some(maildrop.look())
    }

    /// A message of the maildrop on the screen waits to be deleted.
    #[must_use]
    pub fn going_from(&self, account: AccountId) -> BTreeSet<Uidl> {
        let deletions = self.deletions.iter().filter_map(|postponed| match &*postponed.deletion {
            Deletion::Maildrop { account: whose, names } if *whose == account => Some(names),
            _ => None,
        });
        deletions.flatten().cloned().collect()
    }

    fn open_maildrop(&mut self, mut maildrop: Maildrop) -> Vec<Effect> {
        let asked = maildrop.request();
        self.drawer = false;
        self.dialog = None;
        self.storage = None;
        self.maildrop = Some(Rc::new(maildrop));
        vec![asked, Effect::Focus(Focus::Maildrop)]
    }

    fn try_retention(&mut self) -> Vec<Effect> {
        let Some(Dialog::Account(form)) = &mut self.dialog else { return Vec::new() };
        let Some(account) = form.id else { return Vec::new() };
        let Some(retention) = form.retention() else {
            form.tried = true;
            return form.first_fault().map(|field| Effect::Focus(Focus::Field(field))).into_iter().collect();
        };
        let form = form.clone();
        self.open_maildrop(Maildrop::of(account, Some(retention), Some(form)))
    }

    pub(super) fn close_maildrop(&mut self) -> Vec<Effect> {
        let Some(maildrop) = self.maildrop.take() else { return Vec::new() };
        match maildrop.form.clone() {
            Some(form) => {
                self.dialog = Some(Dialog::Account(form));
                Vec::new()
            }
            None => vec![Effect::Focus(Focus::List)],
        }
    }

    fn wish_chosen(&mut self, wish: Wish) -> Vec<Effect> {
        let Some(maildrop) = &mut self.maildrop else { return Vec::new() };
        let maildrop = Rc::make_mut(maildrop);
        let account = maildrop.account;
        // What cannot be told from others there is left alone.
        let names = maildrop.chosen_names(|message| wish != Wish::Delete || message.deletable);
        maildrop.chosen.clear();
        if names.is_empty() {
            return Vec::new();
        }
        if wish == Wish::Delete {
            return self.postpone(Deletion::Maildrop { account, names });
        }
        maildrop.mark(&names, wish);
        maildrop.stale |= wish == Wish::CollectAgain;
        // What is collected says so itself, and what is kept is shown already.
        vec![Effect::Send(Request::OnServer { account, names, wish, look: None })]
    }
}
