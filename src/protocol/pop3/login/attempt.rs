//! One way into the maildrop, from its first command to the server's verdict.

use super::{LoginError, Method, Server};
use crate::protocol::{
    pop3::{Argument, Auth, Challenge, Command, Negative, Reply, Response, Timestamp},
    sasl::{Credentials, Exchange, Mechanism, Peer, Unfit},
};

/// With what and with whom.
#[derive(Debug)]
pub(super) struct Setting {
    credentials: Credentials,
    host: String,
    port: u16,
    timestamp: Option<Timestamp>,
    /// Commands may be sent before earlier ones are answered.
    pub(super) pipelining: bool,
    /// The server says that it takes USER and PASS. One that does not may refuse USER, and then
    /// PASS need not be said.
    takes_user: bool,
}

impl Setting {
    pub(super) fn new(credentials: Credentials, server: Server<'_>) -> Self {
        Self {
            credentials,
            host: server.peer.host.to_owned(),
            port: server.peer.port,
            timestamp: Timestamp::find(server.greeting),
            pipelining: server.pipelining,
            takes_user: server.capabilities.user(),
        }
    }
}

/// What became of an attempt, now that a reply came in.
#[derive(Debug)]
pub(super) enum Progress {
    Send(Vec<Command>),
    Wait,
    Done,
    Refused { negative: Negative, proof_given: bool },
    Failed(LoginError),
}

/// An attempt that has begun.
#[derive(Debug)]
pub(super) enum Attempt {
    /// The password is still here unless it is sent.
    UserPass {
        password: Option<Argument>,
        user_refused: Option<Negative>,
    },
    Apop,
    Sasl(Sasl),
}

/// An exchange by AUTH (RFC 5034, section 4).
#[derive(Debug)]
pub(super) struct Sasl {
    exchange: Exchange,
    sent_initial: bool,
    /// Why we gave it up; the server still has to take note.
    cancelled: Option<LoginError>,
}

impl Attempt {
    /// Begins; these are the first commands. `bare` keeps the initial response back.
    pub(super) fn begin(
        method: Method,
        bare: bool,
        setting: &Setting,
    ) -> Result<(Self, Vec<Command>), Unfit> {
        match (method, &setting.credentials) {
            (Method::Sasl(mechanism), credentials) => {
                let peer = Peer { host: &setting.host, port: setting.port };
                Sasl::begin(mechanism, bare, Exchange::begin(mechanism, credentials, peer)?)
            }
            (Method::Apop, Credentials::Password { user, password }) => {
                let timestamp = setting.timestamp.as_ref().ok_or(Unfit::Kind)?;
                // The name ends at the first space: the digest follows.
                let user = if user.contains(' ') { Err(Unfit::Text) } else { argument(user) }?;
                Ok((Self::Apop, vec![Command::Apop(user, timestamp.sign(password))]))
            }
            (Method::UserPass, Credentials::Password { user, password }) => {
                let (user, password) = (Command::User(argument(user)?), argument(password.expose())?);
                Ok(if setting.pipelining && setting.takes_user {
                    let sent = Self::UserPass { password: None, user_refused: None };
                    (sent, vec![user, Command::Pass(password)])
                } else {
                    (Self::UserPass { password: Some(password), user_refused: None }, vec![user])
                })
            }
            (Method::Apop | Method::UserPass, Credentials::Token { .. }) => Err(Unfit::Kind),
        }
    }

    /// Whether the server has what it needs to judge the credentials.
    pub(super) fn gave_proof(&self) -> bool {
        match self {
            Self::UserPass { password, .. } => password.is_none(),
            Self::Apop => true,
            Self::Sasl(sasl) => sasl.exchange.gave_proof(),
        }
    }

    /// Whether an initial response went along with AUTH.
    pub(super) const fn sent_initial(&self) -> bool {
        matches!(self, Self::Sasl(Sasl { sent_initial: true, .. }))
    }

    /// Takes the next reply.
    pub(super) fn take(&mut self, reply: &Reply) -> Progress {
        match self {
            Self::UserPass { password, user_refused } => take_user_pass(password, user_refused, reply),
            Self::Sasl(sasl) => sasl.take(reply),
            Self::Apop => match &reply.result {
                Ok(_) => Progress::Done,
                Err(negative) => Progress::Refused { negative: negative.clone(), proof_given: true },
            },
        }
    }
}

fn argument(text: &str) -> Result<Argument, Unfit> {
    Argument::parse(text).map_err(|_| Unfit::Text)
}

fn take_user_pass(
    password: &mut Option<Argument>,
    user_refused: &mut Option<Negative>,
    reply: &Reply,
) -> Progress {
    let to_user = matches!(reply.command, Some(Command::User(_)));
    match (&reply.result, password.take()) {
        (Ok(_), Some(password)) => Progress::Send(vec![Command::Pass(password)]),
        (Err(negative), Some(_)) => Progress::Refused { negative: negative.clone(), proof_given: false },
        (Ok(_), None) if to_user => Progress::Wait,
        (Ok(_), None) => Progress::Done,
        (Err(negative), None) if to_user => {
            *user_refused = Some(negative.clone());
            Progress::Wait
        }
        // What is wrong with PASS is then only that USER was refused.
        (Err(negative), None) => {
            let negative = user_refused.take().unwrap_or_else(|| negative.clone());
            Progress::Refused { negative, proof_given: true }
        }
    }
}

impl Sasl {
    fn begin(
        mechanism: Mechanism,
        bare: bool,
        mut exchange: Exchange,
    ) -> Result<(Attempt, Vec<Command>), Unfit> {
        let auth = Auth::new(mechanism, exchange.initial().filter(|_| !bare));
        let sent_initial = auth.has_initial();
        if sent_initial {
            exchange.sent_initial();
        }
        Ok((Attempt::Sasl(Self { exchange, sent_initial, cancelled: None }), vec![Command::Auth(auth)]))
    }

    fn take(&mut self, reply: &Reply) -> Progress {
        if let Some(error) = self.cancelled.take() {
            return Progress::Failed(error);
        }
        match &reply.result {
            Ok(Response::Continue(challenge)) => self.answer(challenge),
            Ok(Response::Done(text)) if self.exchange.gave_proof() => self.accept(text),
            // No yes can come yet: this server writes +OK where + is due.
            Ok(Response::Done(text)) => self.answer(&Challenge::read(text.as_bytes())),
            Ok(_) => {
                Progress::Failed(LoginError::Malformed("it answered AUTH with something else".to_owned()))
            }
            Err(negative) => {
                Progress::Refused { negative: negative.clone(), proof_given: self.exchange.gave_proof() }
            }
        }
    }

    fn answer(&mut self, challenge: &Challenge) -> Progress {
        let data = match challenge {
            Challenge::Data(data) => data.as_slice(),
            Challenge::Prose(_) if self.exchange.takes_any_challenge() => b"",
            Challenge::Prose(text) => {
                return self.cancel(LoginError::Malformed(format!("it said “{text}” where base64 was due")));
            }
        };
        match self.exchange.respond(data).map_err(LoginError::from) {
            Ok(message) => Progress::Send(vec![Command::AuthResponse(message)]),
            // An alarm does not wait for what an impostor says to it.
            Err(LoginError::ServerNotProven) => Progress::Failed(LoginError::ServerNotProven),
            Err(error) => self.cancel(error),
        }
    }

    fn accept(&mut self, text: &str) -> Progress {
        let data = match Challenge::read(text.as_bytes()) {
            Challenge::Data(data) => Some(data),
            Challenge::Prose(_) => None,
        };
        match self.exchange.accept(data.as_deref()) {
            Ok(()) => Progress::Done,
            Err(broken) => Progress::Failed(broken.into()),
        }
    }

    fn cancel(&mut self, error: LoginError) -> Progress {
        self.cancelled = Some(error);
        Progress::Send(vec![Command::AuthCancel])
    }
}
