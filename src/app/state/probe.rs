//! "Check now": what works with an account's server, step by step.

use super::{AccountForm, Dialog, Effect, Focus, State};
use crate::{
    engine::{
        api::{ProbeStep, Probed, Probing, Request},
        problem::Problem,
    },
    store::{Account, AccountId, Password, Security},
};

/// The check on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Names it to the worker.
    number: u32,
    /// The account, where it is no form's.
    account: Option<AccountId>,
    /// The server.
    pub host: String,
    /// How the connection is to be secured.
    pub security: Security,
    /// What was found, in the order in which it was.
    pub found: Vec<Probed>,
    /// The step that failed, and why.
    pub failed: Option<(ProbeStep, Problem)>,
    /// Somebody else has the maildrop open.
    pub waits: bool,
    /// It has come to its end, or was stopped.
    pub ended: bool,
}

/// What the reader does with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnProbe {
    /// "Check now" in the form that is open.
    Form,
    /// "Check now" in an account's menu.
    Account(AccountId),
    /// "Check again".
    Again,
    /// "Stop".
    Stop,
    /// "Close".
    Close,
}

impl Probe {
    /// The step that is being taken; `None` once none is.
    #[must_use]
    pub fn under_way(&self) -> Option<ProbeStep> {
        let is_open = |step: &ProbeStep| self.of(*step).is_none();
        ProbeStep::order(self.security)
            .into_iter()
            .find(is_open)
            .filter(|_| !self.ended && self.failed.is_none())
    }

    /// What a step found.
    #[must_use]
    pub fn of(&self, step: ProbeStep) -> Option<&Probed> {
        self.found.iter().find(|found| found.step() == step)
    }

    /// Every step was taken, and none failed.
    #[must_use]
    pub fn all_works(&self) -> bool {
        self.failed.is_none()
            && ProbeStep::order(self.security).into_iter().all(|step| self.of(step).is_some())
    }
}

impl State {
    pub(super) fn on_probe(&mut self, act: OnProbe) -> Vec<Effect> {
        match act {
            OnProbe::Form => self.probe_form(),
            OnProbe::Account(id) => self.probe_account(id),
            OnProbe::Again => match self.probe_shown().map(|probe| probe.account) {
                Some(Some(id)) => self.probe_account(id),
                Some(None) => self.probe_form(),
                None => Vec::new(),
            },
            OnProbe::Stop => {
                self.probe_shown().filter(|probe| !probe.ended).map(|_| stop()).into_iter().collect()
            }
            OnProbe::Close => {
                let stops = self.on_probe(OnProbe::Stop);
                self.with_form(|form| form.probe = None);
                self.dialog = self.dialog.take().filter(|dialog| !matches!(dialog, Dialog::Probe(_)));
                stops
            }
        }
    }

    /// With what stands in the form, kept or not.
    fn probe_form(&mut self) -> Vec<Effect> {
        let number = self.last_probe.wrapping_add(1);
        let Some(Dialog::Account(form)) = &mut self.dialog else { return Vec::new() };
        form.tried = true;
        if let Some(field) = form.first_fault() {
            return vec![Effect::Focus(Focus::Field(field))];
        }
        let Some(account) = form.account() else { return Vec::new() };
        let AccountForm { id, password, .. } = &**form;
        let (id, password) = (*id, (!password.0.is_empty()).then(|| password.clone()));
        form.probe = Some(Probe::new(number, None, &account));
        self.last_probe = number;
        vec![ask(number, id, account, password)]
    }

    fn probe_account(&mut self, id: AccountId) -> Vec<Effect> {
        let Some(account) = self.account(id).cloned() else { return Vec::new() };
        self.last_probe = self.last_probe.wrapping_add(1);
        self.drawer = false;
        self.dialog = Some(Dialog::Probe(Box::new(Probe::new(self.last_probe, Some(id), &account))));
        vec![ask(self.last_probe, Some(id), account, None)]
    }

    pub(super) fn take_probing(&mut self, number: u32, said: Probing) {
        let probe = match &mut self.dialog {
            Some(Dialog::Probe(probe)) => Some(&mut **probe),
            Some(Dialog::Account(form)) => form.probe.as_mut(),
            _ => None,
        };
        let Some(probe) = probe.filter(|probe| probe.number == number) else { return };
        probe.waits = said == Probing::Waits;
        match said {
            Probing::Waits => {}
            Probing::Found(found) => {
                // What is tried once more says so anew.
                probe.found.retain(|before| before.step() != found.step());
                probe.found.push(found);
            }
            Probing::Failed(step, problem) => {
                probe.found.retain(|before| before.step() != step);
                probe.failed = Some((step, problem));
            }
            Probing::Ended => probe.ended = true,
        }
    }

    fn probe_shown(&self) -> Option<&Probe> {
        match &self.dialog {
            Some(Dialog::Probe(probe)) => Some(probe),
            Some(Dialog::Account(form)) => form.probe.as_ref(),
            _ => None,
        }
    }
}

impl Probe {
    fn new(number: u32, id: Option<AccountId>, account: &Account) -> Self {
        Self {
            number,
            account: id,
            host: account.pop3.host.clone(),
            security: account.pop3.security,
            found: Vec::new(),
            failed: None,
            waits: false,
            ended: false,
        }
    }
}

fn ask(number: u32, id: Option<AccountId>, account: Account, password: Option<Password>) -> Effect {
    Effect::Send(Request::Probe { number, id, account: Box::new(account), password })
}

const fn stop() -> Effect {
    Effect::Send(Request::StopProbe)
}
