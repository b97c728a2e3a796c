//! The way into a maildrop, one step after another, to see which of them works. What is learnt is told and not
//! remembered, but for when the server let us in: it may want a pause after that.

use super::{
    Listing, Log, Session,
    entry::{Visit, in_words},
    refusal::Shut,
};
use crate::{
    engine::{
        api::{ProbeStep, Probed},
        platform::Platform,
        problem::Problem,
    },
    protocol::pop3::{Capabilities, Command, MessageNumber},
    store::{Account, Security},
};

/// A step that failed, and why.
type Failed = (ProbeStep, Problem);

impl<P: Platform> Session<'_, P> {
    /// Opens the maildrop with these settings, looks at what is there, and leaves it as it was. `known` is what
    /// is known of its server, if it is one of the reader's; `found` hears of each step.
    ///
    /// # Errors
    /// The step that failed. Those behind it were not taken.
    pub(in crate::engine) async fn probe(
        platform: &P,
        account: &Account,
        secret: &str,
        known: &Log,
        found: &dyn Fn(Probed),
    ) -> Result<(), Failed> {
        let log = Log::default();
        let visit = Visit { platform, account, secret, log: &log, tell: &|_| () };
        let pause = Visit { log: known, ..visit }.pause_left();
        loop {
            let kept = if pause.is_zero() { Ok(()) } else { Err(visit.delayed(pause)) };
            match visit.step_by_step(kept, known, found).await {
                // As in a collecting: what fails for want of care is done with more.
                Err(_) if log.take_again() => {}
                outcome => return outcome,
            }
        }
    }
}

impl<P: Platform> Visit<'_, '_, P> {
    /// `kept`: the server lets us in again, as far as is known.
    async fn step_by_step(
        &self,
        kept: Result<(), Problem>,
        known: &Log,
        found: &dyn Fn(Probed),
    ) -> Result<(), Failed> {
        let mut session = match self.connect().await {
            Ok(session) => session,
            Err(problem) => {
                let is_the_relays =
                    matches!(problem, Problem::RelayUnreachable | Problem::RelayLost | Problem::RelayBusy);
                if is_the_relays {
                    return Err((ProbeStep::Relay, problem));
                }
                found(Probed::Relay);
                // A name that no certificate can have is found out before anything is sent.
                let is_of_tls = matches!(problem, Problem::Tls(..));
                return Err((if is_of_tls { ProbeStep::Tls } else { ProbeStep::Connection }, problem));
            }
        };
        found(Probed::Relay);
        found(Probed::Connection);
        if self.account.pop3.security == Security::None {
            found(Probed::Unencrypted);
        }
        let greeting = self.hear_greeting(&mut session).await;
        let greeted = self.log.report().greeting;
        let tls = session.wire.tls_report();
        let is_first = self.account.pop3.security == Security::Tls;
        if is_first && let Some(tls) = tls.clone() {
            found(Probed::Tls(tls));
        }
        if greeting.is_ok() || !greeted.is_empty() {
            found(Probed::Greeting(greeted.clone()));
        }
        let greeting = greeting.map_err(|shut| {
            let in_tls = if is_first { tls.is_none() } else { !greeted.is_empty() };
            (if in_tls { ProbeStep::Tls } else { ProbeStep::Greeting }, problem(shut))
        })?;

        let before = self.capabilities(&mut session).await;
        let starts_tls = self.account.pop3.security == Security::StartTls;
        let tls = session.wire.tls_report();
        if starts_tls && let Some(tls) = tls.clone() {
            found(Probed::Tls(tls));
        }
        let in_tls = starts_tls && tls.is_none();
        let step = if in_tls { ProbeStep::Tls } else { ProbeStep::Capabilities };
        let before = before.map_err(|problem| (step, problem))?;
        found(Probed::Capabilities(self.lines(&session, &before)));

        kept.map_err(|problem| (ProbeStep::Login, problem))?;
        let mut login = self.login(&session, &greeting, &before);
        let logged_in = self.log_in(&mut session, &mut login, None, true).await;
        logged_in.map_err(|shut| (ProbeStep::Login, problem(shut)))?;
        let delay = before.login_delay().map(|delay| delay.seconds);
        if delay.is_some() {
            known.logged_in(self.platform.now(), delay);
        }
        found(Probed::Login(login.method().map(in_words).unwrap_or_default()));
        self.look_around(&mut session, &before, found).await?;
        session.leave();
        Ok(())
    }

    async fn capabilities(&self, session: &mut Session<'_, P>) -> Result<Capabilities, Problem> {
        if self.log.manner().without_capa {
            Ok(Capabilities::default())
        } else {
            session.ask_capabilities().await
        }
    }

    fn lines(&self, session: &Session<'_, P>, capabilities: &Capabilities) -> Vec<String> {
        capabilities.lines().iter().map(|line| session.wire.redact(line)).collect()
    }

    /// What waits there, and whether it has names and headers. Nothing of it is fetched whole.
    async fn look_around(
        &self,
        session: &mut Session<'_, P>,
        capabilities: &Capabilities,
        found: &dyn Fn(Probed),
    ) -> Result<(), Failed> {
        let mut listing = Listing::default();
        let at = |step: ProbeStep| move |problem: Problem| (step, problem);
        session.send(Command::Stat);
        let stat = session.reply().await.map_err(at(ProbeStep::Waiting))?;
        if let Err(negative) = &stat.result {
            let refused = Problem::ServerRefused(session.peer().clone(), negative.text.clone());
            return Err((ProbeStep::Waiting, refused));
        }
        listing.take(stat.result);
        let Some(totals) = listing.totals else {
            let said = "STAT was not answered with two numbers.".to_owned();
            return Err((ProbeStep::Waiting, Problem::NotPop3(session.peer().clone(), said)));
        };
        found(Probed::Waiting { messages: totals.messages, octets: totals.octets });

        session.send(Command::Uidl);
        let uidl = session.reply().await.map_err(at(ProbeStep::Uidl))?;
        found(Probed::Uidl(uidl.result.is_ok()));

        let deletes = capabilities.expire().is_some_and(|expire| expire.days == Some(0));
        let newest = MessageNumber::try_from(totals.messages).ok().filter(|newest| *newest > 0 && !deletes);
        let Some(newest) = newest else {
            found(Probed::Top(None));
            return Ok(());
        };
        session.send(Command::Top(newest, 0));
        let top = session.reply().await.map_err(at(ProbeStep::Top))?;
        found(Probed::Top(Some(top.result.is_ok())));
        Ok(())
    }
}

fn problem(shut: Shut) -> Problem {
    let (Shut::Busy(_, problem) | Shut::HalfListed(_, problem) | Shut::For(problem)) = shut;
    problem
}
