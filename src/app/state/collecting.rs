//! Collecting mail, and what can go wrong with it.

use super::{Alert, Dialog, Doubt, Effect, Figure, Span, State};
use crate::{
    engine::{
        api::{Progress, Request},
        problem::Problem,
    },
    store::{AccountId, Security},
};

impl State {
    /// "Get mail": from all accounts that are not being collected; those that wait try again at once.
    pub(super) fn get_mail(&mut self) -> Vec<Effect> {
        let waiting: Vec<AccountId> = self.pauses.keys().copied().collect();
        let mut effects: Vec<Effect> = waiting.into_iter().flat_map(|id| self.try_now(id)).collect();
        effects.extend(self.get_rest());
        effects
    }

    /// Does not wait any longer: stops, and begins anew once it has stopped.
    pub(super) fn try_now(&mut self, id: AccountId) -> Vec<Effect> {
        let first = self.collecting.contains_key(&id) && self.again.insert(id);
        if first { vec![Effect::Send(Request::Stop(id))] } else { Vec::new() }
    }

    /// How far it is.
    pub(super) fn take_progress(&mut self, id: AccountId, progress: Progress) -> Vec<Effect> {
        match progress {
            Progress::Waiting { reason, .. } => {
                self.pauses.insert(id, reason);
            }
            Progress::Fetching { .. } | Progress::Comparing | Progress::Finishing => {
                self.pauses.remove(&id);
            }
            // The next try may end as the last one did.
            Progress::Connecting | Progress::LoggingIn | Progress::Listing => {}
        }
        self.collecting.insert(id, progress);
        std::iter::once(Effect::Begin(Span::Collect(id))).chain(self.wind()).collect()
    }

    /// Only these are still under way. What waited for a server and was no collecting ends without a word of
    /// its own, as does what was done by a tab that was closed; who did not want to wait collects now.
    pub(super) fn under_way(&mut self, under_way: &[AccountId]) -> Vec<Effect> {
        self.collecting.retain(|id, _| under_way.contains(id));
        let over: Vec<AccountId> = self.pauses.keys().copied().filter(|id| !under_way.contains(id)).collect();
        let mut effects = Vec::new();
        for id in over {
            self.pauses.remove(&id);
            effects.push(Effect::Drop(Span::Collect(id)));
            if self.again.remove(&id) {
                effects.extend(self.collect(id, Request::Collect(Some(id))));
            }
        }
        effects
    }

    fn get_rest(&mut self) -> Vec<Effect> {
        let collects = |id: &AccountId| !self.is_retired(*id) && !self.collecting.contains_key(id);
        let idle = self.accounts().iter().map(|(id, _)| *id).filter(collects);
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
        self.pauses.remove(&id);
        self.forget_alerts(id);
        let again = self.again.remove(&id);
        match problem {
            _ if again => {}
            Some(Problem::TlsRequired(_, said)) if said.is_empty() && self.lacks_consent(id) => {
                self.ask_for_consent(id);
            }
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
        if again {
            effects.extend(self.collect(id, Request::Collect(Some(id))));
            return effects;
        }
        effects.extend(self.refresh_maildrop(id));
        effects.extend(self.refresh_report(id));
        effects.extend(self.open_again());
        effects
    }

    /// The account says "None", and its reader has not yet been asked what that means.
    pub(super) fn lacks_consent(&self, id: AccountId) -> bool {
        self.account(id)
            .is_some_and(|account| account.pop3.security == Security::None && !account.consent.plaintext)
    }

    pub(super) fn ask_for_consent(&mut self, id: AccountId) {
        if !self.unencrypted.contains(&id) {
            self.unencrypted.push_back(id);
        }
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
        if let Some(reader) = &mut self.reader {
            reader.downloading = false;
        }
        match &mut self.dialog {
            // The form is still there to be mended, and the page behind it cannot be reached.
            Some(Dialog::Account(form)) if form.saving => {
                form.saving = false;
                form.problem = Some(problem);
            }
            Some(Dialog::Source(..) | Dialog::Headers(_))
                if matches!(problem, Problem::NoSuchMessage | Problem::BytesMissing(_)) =>
            {
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
