//! Collecting mail, and what can go wrong with it.

use super::{Alert, Dialog, Doubt, Effect, Figure, Span, State};
use crate::{
    engine::{
        api::{Progress, Request},
        problem::Problem,
    },
    store::AccountId,
};

impl State {
    pub(super) fn get_mail(&mut self) -> Vec<Effect> {
        let idle = self.accounts().iter().map(|(id, _)| *id).filter(|id| !self.collecting.contains_key(id));
        let idle: Vec<AccountId> = idle.collect();
        if idle.is_empty() {
            return Vec::new();
        }
        let mut effects = vec![Effect::Send(Request::Collect(None))];
        for id in idle {
            self.collecting.insert(id, Progress::Connecting);
            self.forget_alerts(id);
            effects.push(Effect::Begin(Span::Collect(id)));
        }
        effects
    }

    pub(super) fn collect(&mut self, id: AccountId, request: Request) -> Vec<Effect> {
        self.collecting.insert(id, Progress::Connecting);
        self.forget_alerts(id);
        vec![Effect::Begin(Span::Collect(id)), Effect::Send(request)]
    }

    pub(super) fn collected(
        &mut self,
        id: AccountId,
        messages: u32,
        bytes: u64,
        problem: Option<Problem>,
    ) -> Vec<Effect> {
        self.collecting.remove(&id);
        self.forget_alerts(id);
        match problem {
            Some(Problem::UntrustedCertificate(peer, certificate)) => {
                self.doubts.retain(|doubt| doubt.account != id);
                self.doubts.push_back(Doubt { account: id, peer, certificate });
            }
            Some(problem) => self.alert(Some(id), messages, problem),
            None => {}
        }
        let account = self.account(id).map(|account| account.address.clone()).unwrap_or_default();
        let figures = vec![
            ("account", Figure::Name(account)),
            ("messages", Figure::Count(u64::from(messages))),
            ("bytes", Figure::Count(bytes)),
        ];
        if let Some(reader) = &mut self.reader {
            // Its message would have come before; "Download full message" can be tried again.
            reader.downloading &= reader.message.as_ref().is_some_and(|message| message.account != id);
        }
        let mut effects = vec![Effect::End(Span::Collect(id), figures)];
        effects.extend(self.refresh_maildrop(id));
        effects.extend(self.refresh_report(id));
        effects
    }

    pub(super) fn answer_doubt(&mut self, trusted: bool) -> Vec<Effect> {
        let Some(Doubt { account, peer, certificate }) = self.doubts.pop_front() else { return Vec::new() };
        if trusted {
            return self.collect(account, Request::Trust { account, pin: certificate.pin });
        }
        self.alert(Some(account), 0, Problem::UntrustedCertificate(peer, certificate));
        Vec::new()
    }

    pub(super) fn take_problem(&mut self, problem: Problem) {
        self.demo_asked = false;
        match &mut self.dialog {
            // The form is still there to be mended, and the page behind it cannot be reached.
            Some(Dialog::Account(form)) if form.saving => {
                form.saving = false;
                form.problem = Some(problem);
            }
            Some(Dialog::Source(..)) if problem == Problem::NoSuchMessage => {
                self.dialog = None;
                self.alert(None, 0, problem);
            }
            _ => self.alert(None, 0, problem),
        }
    }

    pub(super) fn alert(&mut self, account: Option<AccountId>, stored: u32, problem: Problem) {
        self.alerts.retain(|alert| alert.account != account || alert.problem != problem);
        self.last_alert = self.last_alert.wrapping_add(1);
        self.alerts.push(Alert { number: self.last_alert, account, stored, problem });
    }

    pub(super) fn forget_alerts(&mut self, id: AccountId) {
        self.alerts.retain(|alert| alert.account != Some(id));
    }

    pub(super) fn dismiss(&mut self, number: u32) -> Option<Alert> {
        let at = self.alerts.iter().position(|alert| alert.number == number)?;
        Some(self.alerts.remove(at))
    }
}
