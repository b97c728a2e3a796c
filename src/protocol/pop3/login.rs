//! Logging in (RFC 1939, section 4): with the strongest way that the server offers and that is safe
//! on this connection, and with what the server's no means.

mod attempt;
mod methods;
mod refusal;

use std::collections::VecDeque;

use super::{Capabilities, Command, Negative, Reply};
use crate::protocol::sasl::{Broken, Credentials, Peer};
use attempt::{Attempt, Progress, Setting};

pub use methods::Method;
pub use refusal::Refusal;

/// The server, as far as it is known before login.
#[derive(Debug, Clone, Copy)]
pub struct Server<'a> {
    /// The words of its greeting.
    pub greeting: &'a str,
    /// What it said last to CAPA; nothing if it refused that.
    pub capabilities: &'a Capabilities,
    /// As it was addressed.
    pub peer: Peer<'a>,
    /// Whether TLS protects the connection.
    pub tls: bool,
    /// Whether commands may be sent before earlier ones are answered: announced, or learnt.
    pub pipelining: bool,
}

/// What the reader has agreed to for this account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Consent {
    /// Without TLS, a password or token may go over the wire for all to read, if the server offers
    /// nothing better.
    pub plaintext: bool,
    /// Without TLS, APOP may be used. Whoever is in the middle can guess at the password after that,
    /// or learn some of it (CVE-2007-1558).
    pub apop: bool,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Send these, all at once, and come back with the next reply.
    Send(Vec<Command>),
    /// Come back with the next reply.
    Wait,
    /// The maildrop is open.
    Done,
    /// It cannot be opened. Close the connection.
    Failed(LoginError),
}

/// Why the maildrop cannot be opened. Texts are the server's own words, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginError {
    /// Name, password or token are wrong: ask for them.
    CredentialsRefused(String),
    /// Another session has the maildrop: wait.
    InUse(String),
    /// The last login was too short a time ago: wait as long as LOGIN-DELAY says.
    LoginDelay(String),
    /// The server has a trouble that passes: wait.
    Temporary(String),
    /// The server has a trouble, or the account a state, that somebody must mend.
    Permanent(String),
    /// The server wants TLS first: change the account's security.
    TlsRequired(String),
    /// Every way that is left would show password or token to the network, and the reader has not
    /// agreed to that. Nothing was sent.
    NoSafeMethod,
    /// No way is left that suits both: what the server said last, or what it offers.
    NoMethod(String),
    /// Name or password are empty, or hold a character that no way on offer can carry.
    Unsendable,
    /// The server broke the rules of the exchange; how, in our words.
    Malformed(String),
    /// The server does not know the password itself: somebody else may be answering. An alarm.
    ServerNotProven,
}

/// A login, step by step. It begins with `next(None)`; from then on each reply to the commands it
/// had sent goes back to it, in order.
#[derive(Debug)]
pub struct Login {
    setting: Setting,
    auth_resp_code: bool,
    /// UTF8 is still to be sent.
    utf8_due: bool,
    /// What is left to try, strongest first; the flag says that AUTH goes without initial response.
    left: VecDeque<(Method, bool)>,
    attempt: Option<(Method, Attempt)>,
    refused: Vec<Negative>,
    ended: Option<Step>,
}

impl Login {
    /// Chooses how to log in. Nothing is sent yet.
    #[must_use]
    pub fn new(credentials: Credentials, server: Server<'_>, consent: Consent) -> Self {
        let methods = if is_empty(&credentials) {
            Err(LoginError::Unsendable)
        } else {
            methods::choose(&credentials, server, consent)
        };
        let (methods, ended) = match methods {
            Ok(methods) => (methods, None),
            Err(error) => (Vec::new(), Some(Step::Failed(error))),
        };
        Self {
            setting: Setting::new(credentials, server),
            auth_resp_code: server.capabilities.auth_resp_code(),
            // Without it the server rewrites mail that has UTF-8 in its header (RFC 6856, section 2).
            utf8_due: server.capabilities.utf8().is_some(),
            left: methods.into_iter().map(|method| (method, false)).collect(),
            attempt: None,
            refused: Vec::new(),
            ended,
        }
    }

    /// The way in that is being tried, or that worked.
    #[must_use]
    pub fn method(&self) -> Option<Method> {
        self.attempt.as_ref().map(|(method, _)| *method)
    }

    /// Whether the server has what it needs to judge the credentials, and has not yet said what it
    /// thinks of them. Some close the connection then, instead of saying no.
    #[must_use]
    pub fn verdict_is_due(&self) -> bool {
        self.ended.is_none() && self.attempt.as_ref().is_some_and(|(_, attempt)| attempt.gave_proof())
    }

    /// What to do, now that this reply came in; `None` at the beginning.
    pub fn next(&mut self, reply: Option<&Reply>) -> Step {
        if let Some(end) = &self.ended {
            return end.clone();
        }
        let step = match (reply, self.attempt.as_mut()) {
            (None, None) => self.begin(),
            (None, Some(_)) => Step::Wait,
            // Whether it was taken does not matter: then it is as without it.
            (Some(Reply { command: Some(Command::Utf8), .. }), None) => self.try_next(),
            (Some(Reply { command: Some(Command::Utf8), .. }), Some(_)) => Step::Wait,
            (Some(_), None) => Step::Wait,
            (Some(reply), Some((_, attempt))) => {
                let progress = attempt.take(reply);
                self.weigh(progress)
            }
        };
        if matches!(step, Step::Done | Step::Failed(_)) {
            self.ended = Some(step.clone());
        }
        step
    }

    fn begin(&mut self) -> Step {
        if !std::mem::take(&mut self.utf8_due) {
            return self.try_next();
        }
        if !self.setting.pipelining {
            return Step::Send(vec![Command::Utf8]);
        }
        match self.try_next() {
            Step::Send(mut commands) => {
                commands.insert(0, Command::Utf8);
                Step::Send(commands)
            }
            step => step,
        }
    }

    fn try_next(&mut self) -> Step {
        let mut unfit = false;
        while let Some((method, bare)) = self.left.pop_front() {
            if let Ok((attempt, commands)) = Attempt::begin(method, bare, &self.setting) {
                self.attempt = Some((method, attempt));
                return Step::Send(commands);
            }
            unfit = true;
        }
        Step::Failed(self.nothing_left(unfit))
    }

    /// The most telling of what was said to all that was tried.
    fn nothing_left(&self, unfit: bool) -> LoginError {
        let about_credentials =
            self.refused.iter().find(|negative| negative.refusal() == Refusal::Credentials);
        if let Some(negative) = about_credentials {
            return LoginError::CredentialsRefused(negative.text.clone());
        }
        match self.refused.last() {
            Some(negative) => LoginError::NoMethod(negative.text.clone()),
            None if unfit => LoginError::Unsendable,
            None => LoginError::NoMethod(String::new()),
        }
    }

    fn weigh(&mut self, progress: Progress) -> Step {
        match progress {
            Progress::Send(commands) => Step::Send(commands),
            Progress::Wait => Step::Wait,
            Progress::Done => Step::Done,
            Progress::Failed(error) => Step::Failed(error),
            Progress::Refused { negative, proof_given } => self.weigh_refusal(negative, proof_given),
        }
    }

    /// Another way is tried when this one was refused, not the credentials: while the server has not
    /// got what proves them, its no cannot be about them. What is left to try shows no more to the
    /// network than the reader has agreed to.
    fn weigh_refusal(&mut self, negative: Negative, proof_given: bool) -> Step {
        let refusal = negative.refusal();
        let text = negative.text.clone();
        let error = match refusal {
            Refusal::InUse => LoginError::InUse(text),
            Refusal::LoginDelay => LoginError::LoginDelay(text),
            Refusal::Temporary => LoginError::Temporary(text),
            Refusal::Permanent => LoginError::Permanent(text),
            Refusal::TlsRequired => LoginError::TlsRequired(text),
            Refusal::Credentials if proof_given => LoginError::CredentialsRefused(text),
            Refusal::Unclear if proof_given => {
                // Such a server would have said [AUTH] (RFC 3206, section 6).
                let else_wrong = self.auth_resp_code && negative.code.is_none();
                if else_wrong { LoginError::Temporary(text) } else { LoginError::CredentialsRefused(text) }
            }
            Refusal::Command | Refusal::Mechanism | Refusal::Credentials | Refusal::Unclear => {
                if refusal == Refusal::Command
                    && let Some((method, attempt)) = &self.attempt
                    && attempt.sent_initial()
                {
                    // A server from before initial responses (RFC 1734) takes the command alone.
                    self.left.push_front((*method, true));
                }
                self.refused.push(negative);
                return self.try_next();
            }
        };
        Step::Failed(error)
    }
}

fn is_empty(credentials: &Credentials) -> bool {
    let (Credentials::Password { user, password: secret } | Credentials::Token { user, token: secret }) =
        credentials;
    user.is_empty() || secret.expose().is_empty()
}

impl From<Broken> for LoginError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Malformed(how) => Self::Malformed(how.to_owned()),
            Broken::ServerNotProven => Self::ServerNotProven,
        }
    }
}

#[cfg(test)]
mod tests;
