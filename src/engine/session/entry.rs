//! The way into a maildrop: connecting, TLS, CAPA, the login, and the listing.
//!
//! A server that is not known is asked CAPA when its greeting is in; of one that is known the answer
//! is remembered. If it takes several commands at once and the login is one turn, the login goes out
//! together with CAPA, UIDL, LIST and STAT. If not, they follow it, together or one by one.
//! Where that went well a moment ago, under TLS and with a server that says it takes commands at any
//! time (PIPELINING, RFC 2449), the greeting, which told nothing then, is not waited for either.
//! Whatever goes wrong with that leads to another session in which it is done with more care.

use std::collections::VecDeque;

use super::{
    Break, Entered, Listing, Log, Session, Wire,
    flight::Flight,
    matching::Matching,
    refusal::{Shut, turned_away},
    wire::SILENCE,
};
use crate::{
    engine::{
        api::{Pause, Progress, Quirk},
        backoff::Backoff,
        platform::Platform,
        problem::{Peer, Problem},
    },
    protocol::{
        pop3::{Capabilities, Command, Consent, Login, Method, Negative, Response, Server, Step},
        sasl::{self, Credentials, Secret},
    },
    store::{Account, Security, SignIn},
};

/// Servers that take commands while they are busy with others, though the one who runs them may
/// have kept them from saying so.
const COPING: [&str; 3] = ["dovecot", "cyrus", "courier"];

/// What a session is opened with.
#[derive(Clone, Copy)]
pub(super) struct Visit<'p, 'a, P> {
    pub(super) platform: &'p P,
    pub(super) account: &'a Account,
    pub(super) secret: &'a str,
    pub(super) log: &'a Log,
    pub(super) tell: &'a dyn Fn(Progress),
}

impl<'p, P: Platform> Session<'p, P> {
    /// Opens the maildrop and lists what is there, in as few turns as the server is known to take.
    /// Waits where it says that it is busy, or that it wants a pause between two logins; dropping the
    /// future ends the wait.
    ///
    /// What is learnt of the server goes into `log`, which is of use whatever came of it; `tell`
    /// hears how far it is.
    ///
    /// # Errors
    /// Why the maildrop is not open.
    pub(in crate::engine) async fn enter(
        platform: &'p P,
        account: &Account,
        secret: &str,
        log: &Log,
        tell: &dyn Fn(Progress),
    ) -> Result<Entered<'p, P>, Problem> {
        let visit = Visit { platform, account, secret, log, tell };
        let mut backoff = Backoff::default();
        loop {
            visit.keep_the_pause().await?;
            let (reason, problem, is_half_listed) = match visit.attempt().await {
                Ok(entered) => return Ok(entered),
                Err(Shut::For(_)) if log.take_again() => continue,
                Err(Shut::For(problem)) => return Err(problem),
                Err(Shut::Busy(reason, problem)) => (reason, problem, false),
                Err(Shut::HalfListed(reason, problem)) => (reason, problem, true),
            };
            match visit.least_pause(reason).map(|least| backoff.next(least)) {
                Ok(Some(pause)) => visit.wait(reason, pause).await,
                // It would be so the next time, too, and no mail would ever come.
                Ok(None) if is_half_listed => log.make_do_with_half(true),
                Ok(None) => return Err(problem),
                Err(delayed) => {
                    log.make_do_with_half(is_half_listed);
                    return Err(if reason == Pause::LoginDelay { delayed } else { problem });
                }
            }
        }
    }
}

impl<'p, P: Platform> Visit<'p, '_, P> {
    pub(super) fn peer(&self) -> Peer {
        Peer { host: self.account.pop3.host.clone(), port: self.account.pop3.port }
    }

    async fn attempt(&self) -> Result<Entered<'p, P>, Shut> {
        let (learnt, manner) = (self.log.learnt(), self.log.manner());
        let without_capa = learnt.capa_hangs || manner.without_capa;
        let remembered = learnt.before_login.filter(|_| !manner.careful && !without_capa);
        let remembered = remembered.map(Capabilities::remembered);
        let is_known = remembered.is_some();
        let may_pipeline = !learnt.no_pipelining && !manner.careful;
        let is_login_alone = learnt.login_apart || manner.login_apart || manner.hung_up;
        let all_at_once = |before: &Capabilities| may_pipeline && before.pipelining() && !is_login_alone;
        let speaks_first = remembered.as_ref().is_some_and(all_at_once)
            && self.account.pop3.security == Security::Tls
            && self.log.knows_the_greeting();

        (self.tell)(Progress::Connecting);
        let mut session = self.connect().await?;
        session.hasty = speaks_first;
        let greeting = if speaks_first { String::new() } else { self.hear_greeting(&mut session).await? };

        (self.tell)(Progress::LoggingIn);
        let before = match remembered {
            Some(before) => before,
            None if without_capa => Capabilities::default(),
            None => session.ask_capabilities().await?,
        };
        session.announced = before.pipelining();
        session.pipelining = may_pipeline && session.announced;

        // A server from before RFC 2449 does not learn it with the login.
        let mut flight = Flight::new(!without_capa && !before.is_empty());
        let mut login = self.login(&session, &greeting, &before);
        let early = all_at_once(&before).then_some(&mut flight);
        let logged_in = self.log_in(&mut session, &mut login, early, !speaks_first).await;
        if let Err(Shut::For(problem)) = &logged_in
            && speaks_first
            && may_come_of_haste(problem)
        {
            self.log.wait_for_the_greeting();
        }
        logged_in?;
        // Also where nothing else is learnt in this session.
        let logged_in_at = self.platform.now();
        let delay = |capabilities: &Capabilities| capabilities.login_delay().map(|delay| delay.seconds);
        self.log.logged_in(logged_in_at, delay(&before).or_else(|| self.log.login_delay()));
        let method = login.method();
        self.log.show(|report| report.login = method.map(in_words));

        (self.tell)(Progress::Listing);
        let flight_was_early = flight.is_off;
        if !flight.is_off {
            let copes = learnt.pipelining_works || copes(&greeting, &before);
            session.pipelining = may_pipeline && (session.announced || copes);
            if flight.with_capa && !session.pipelining {
                // Some servers tell more to those they know, and some less (RFC 2449, section 5).
                let after = session.ask_capabilities().await?;
                session.announced |= after.pipelining();
                session.pipelining = may_pipeline && after.pipelining();
                flight = Flight { after, ..Flight::new(false) };
            }
            flight.take_off(&mut session);
        }
        flight.land(&mut session).await?;
        let is_proven = session.pipelining;
        let is_for_now = flight.is_refused_for_now();
        let Flight { listing, after, refusal, .. } = flight;
        if delay(&after).is_some() {
            self.log.logged_in(logged_in_at, delay(&after));
        }
        if listing.is_nothing() || (is_for_now && !self.log.makes_do_with_half()) {
            if flight_was_early && !is_for_now {
                // What was said behind the login was heard before it was over.
                self.log.again(|manner| manner.login_apart = true);
            }
            let unsaid = Negative { code: None, text: String::new() };
            return Err(match turned_away(&session, refusal.unwrap_or(unsaid)) {
                Shut::Busy(reason, problem) if !listing.is_nothing() => Shut::HalfListed(reason, problem),
                shut => shut,
            });
        }
        self.log.make_do_with_half(is_for_now);

        session.announced |= after.pipelining();
        let copes = is_proven || learnt.pipelining_works || copes(&greeting, &after);
        session.pipelining = may_pipeline && (after.pipelining() || copes);
        self.note_quirks(&session, &listing, [&before, &after], is_proven);
        self.log.logged_in(logged_in_at, delay(&after).or_else(|| delay(&before)));
        self.log.learn(|learnt| {
            learnt.pipelining_works |= is_proven;
            learnt.login_apart |= manner.login_apart;
            learnt.capa_hangs = without_capa;
            let lines = |capabilities: &Capabilities| -> Vec<String> {
                capabilities.lines().iter().map(|line| session.wire.redact(line)).collect()
            };
            let told = Some(lines(&after));
            // Whoever tells something else after the login may do so before it, too.
            let is_as_ever = !is_known || learnt.after_login == told;
            learnt.before_login = Some(lines(&before)).filter(|_| is_as_ever && !without_capa);
            learnt.after_login = told.filter(|_| !without_capa);
        });
        session.capabilities = after;
        if flight_was_early && method != Some(Method::Apop) {
            self.log.greeting_said_nothing();
        }
        Ok(Entered { session, listing })
    }

    /// Connects, and begins TLS unless the greeting comes before it.
    pub(super) async fn connect(&self) -> Result<Session<'p, P>, Problem> {
        let mut wire = Wire::open(self.platform, self.peer(), self.log.clone()).await?;
        wire.redactor().learn(self.secret);
        let mut session = Session {
            platform: self.platform,
            wire,
            log: self.log.clone(),
            capabilities: Capabilities::default(),
            announced: false,
            pipelining: false,
            overlapped: false,
            entangled: false,
            hasty: false,
            trust: 0,
            queue: VecDeque::new(),
            matching: Matching::default(),
        };
        if self.account.pop3.security == Security::Tls {
            session.wire.begin_tls(self.account.pin)?;
        }
        Ok(session)
    }

    /// Hears the greeting, and begins TLS if it comes after it.
    pub(super) async fn hear_greeting(&self, session: &mut Session<'p, P>) -> Result<String, Shut> {
        let greeting = match session.reply().await?.result {
            Ok(Response::Done(greeting)) => greeting,
            Ok(_) => String::new(),
            Err(negative) => return Err(turned_away(session, negative)),
        };
        if self.account.pop3.security == Security::StartTls {
            // Whether it offers it need not be asked: without STLS there is no session (RFC 2595).
            session.send(Command::Stls);
            if session.reply().await?.result.is_err() {
                return Err(Problem::NoStartTls(session.peer().clone()).into());
            }
            if let Err(broken) = session.wire.upgrade(self.account.pin) {
                return Err(session.blame(broken).into());
            }
        }
        Ok(greeting)
    }

    /// The strongest way in that the server offers.
    pub(super) fn login(&self, session: &Session<'p, P>, greeting: &str, before: &Capabilities) -> Login {
        let Account { user, sign_in, consent, pop3, .. } = self.account;
        let (user, secret) = (user.clone(), Secret::new(self.secret.to_owned()));
        let credentials = match sign_in {
            SignIn::Password => Credentials::Password { user, password: secret },
            SignIn::Token => Credentials::Token { user, token: secret },
        };
        let server = Server {
            greeting,
            capabilities: before,
            peer: sasl::Peer { host: &pop3.host, port: pop3.port },
            tls: session.wire.is_encrypted(),
            pipelining: session.pipelining,
        };
        // Whoever chose "None" was told that the password can be read on the way.
        let plaintext = consent.plaintext && pop3.security == Security::None;
        Login::new(credentials, server, Consent { plaintext, apop: consent.apop })
    }

    /// Logs in, and lets the flight take off right behind it if the login is one turn.
    pub(super) async fn log_in(
        &self,
        session: &mut Session<'p, P>,
        login: &mut Login,
        mut flight: Option<&mut Flight>,
        mut is_greeted: bool,
    ) -> Result<(), Shut> {
        let mut step = login.next(None);
        loop {
            match step {
                Step::Send(commands) => {
                    if flight.as_ref().is_some_and(|flight| flight.is_off) {
                        // It asks on, or wants another way, and has taken the rest for an answer.
                        self.log.learn(|learnt| learnt.before_login = None);
                        self.log.again(|manner| manner.login_apart = true);
                        let said = "It asked on where the login was over.".to_owned();
                        return Err(Problem::NotPop3(session.peer().clone(), said).into());
                    }
                    commands.into_iter().for_each(|command| session.send(command));
                    // Behind an exchange of several messages it could be taken for the next of them.
                    if !login.verdict_is_due() {
                        flight = None;
                    }
                    if let Some(flight) = &mut flight {
                        flight.take_off(session);
                    }
                }
                Step::Wait => {}
                Step::Done => return Ok(()),
                Step::Failed(error) => return Err(self.refused(session, error)),
            }
            let reply = match session.reply_within(SILENCE).await {
                Ok(reply) => reply,
                Err(Break::Lost(lost)) if login.verdict_is_due() && is_greeted => {
                    return Err(self.hung_up(session, lost));
                }
                Err(broken) => return Err(session.blame(broken).into()),
            };
            step = match (reply.command.is_none(), &reply.result) {
                (false, _) => login.next(Some(&reply)),
                (true, Err(negative)) => return Err(turned_away(session, negative.clone())),
                (true, Ok(_)) => {
                    is_greeted = true;
                    Step::Wait
                }
            };
        }
    }

    fn note_quirks(
        &self,
        session: &Session<'p, P>,
        listing: &Listing,
        [before, after]: [&Capabilities; 2],
        is_proven: bool,
    ) {
        listing.quirks().into_iter().for_each(|quirk| self.log.note(quirk));
        if is_proven && !session.announced {
            self.log.note(Quirk::PipeliningUnannounced);
        }
        if self.log.learnt().capa_hangs || self.log.manner().without_capa {
            self.log.note(Quirk::CapaHangs);
        } else if before.is_empty() {
            self.log.note(Quirk::NoCapa);
        }
        let expire = after.expire().or_else(|| before.expire());
        if expire.is_some_and(|expire| expire.days == Some(0)) {
            self.log.note(Quirk::ExpireZero);
        }
    }
}

/// Whether it may have come of it that the server was not let speak first.
const fn may_come_of_haste(problem: &Problem) -> bool {
    use Problem::{ConnectionLost, NotPop3, ServerRefused, TimedOut};
    matches!(problem, ConnectionLost(_) | TimedOut(_) | NotPop3(..) | ServerRefused(..))
}

fn copes(greeting: &str, capabilities: &Capabilities) -> bool {
    let names = [greeting, capabilities.implementation().unwrap_or_default()].map(str::to_lowercase);
    names.iter().any(|name| COPING.iter().any(|coping| name.contains(coping)))
}

pub(super) fn in_words(method: Method) -> String {
    match method {
        Method::Sasl(mechanism) => format!("AUTH {}", mechanism.name()),
        Method::Apop => "APOP".to_owned(),
        Method::UserPass => "USER and PASS".to_owned(),
    }
}
