//! The server does not let us in: whether that passes, and what the reader is told.

use super::{Session, entry::Visit};
use crate::{
    engine::{
        api::{Pause, Quirk},
        platform::Platform,
        problem::Problem,
    },
    protocol::pop3::{LoginError, Negative, ResponseCode},
};

/// Why a maildrop is not open.
pub(super) enum Shut {
    /// The server lets nobody in just now.
    Busy(Pause, Problem),
    /// It is open, but the server does not list it just now, or lists it by half: one of UIDL and LIST.
    HalfListed(Pause, Problem),
    /// Anything else.
    For(Problem),
}

impl From<Problem> for Shut {
    fn from(problem: Problem) -> Self {
        Self::For(problem)
    }
}

impl<'p, P: Platform> Visit<'p, '_, P> {
    /// Some servers hang up instead of saying no; so does a network. Twice in a row it is the server.
    pub(super) fn hung_up(&self, session: &Session<'p, P>, lost: Problem) -> Shut {
        if !self.log.manner().hung_up {
            self.log.again(|manner| manner.hung_up = true);
            return lost.into();
        }
        self.log.note(Quirk::HangsUpOnRefusal);
        self.log.learn(|learnt| learnt.before_login = None);
        let said = "It closed the connection instead of an answer.".to_owned();
        Problem::PasswordRefused(session.peer().clone(), said).into()
    }

    pub(super) fn refused(&self, session: &Session<'p, P>, error: LoginError) -> Shut {
        let peer = session.peer().clone();
        let shown = |text: String| session.wire.redact(&text);
        let problem = match error {
            LoginError::InUse(text) => {
                return Shut::Busy(Pause::InUse, Problem::MailboxInUse(peer, shown(text)));
            }
            LoginError::LoginDelay(text) => {
                return Shut::Busy(Pause::LoginDelay, Problem::ServerRefused(peer, shown(text)));
            }
            LoginError::Temporary(text) => {
                return Shut::Busy(Pause::Trouble, Problem::ServerRefused(peer, shown(text)));
            }
            LoginError::CredentialsRefused(text) => Problem::PasswordRefused(peer, shown(text)),
            LoginError::Permanent(text) | LoginError::NoMethod(text) => {
                Problem::ServerRefused(peer, shown(text))
            }
            LoginError::TlsRequired(text) => Problem::TlsRequired(peer, shown(text)),
            LoginError::NoSafeMethod => Problem::TlsRequired(peer, String::new()),
            LoginError::Unsendable => {
                let why = "The user name or the password is empty, or holds a character that cannot be sent.";
                Problem::PasswordRefused(peer, why.to_owned())
            }
            LoginError::Malformed(what) => Problem::NotPop3(peer, shown(what)),
            LoginError::ServerNotProven => Problem::ServerNotProven(peer),
        };
        // It may offer other ways by now.
        self.log.learn(|learnt| learnt.before_login = None);
        problem.into()
    }
}

/// The server said no outside of the login: where a code says that this passes, it is waited for.
pub(super) fn turned_away<P: Platform>(session: &Session<'_, P>, negative: Negative) -> Shut {
    let (peer, pause) = (session.peer().clone(), passes(&negative));
    let problem = match pause {
        Some(Pause::InUse) => Problem::MailboxInUse(peer, negative.text),
        _ => Problem::ServerRefused(peer, negative.text),
    };
    match pause {
        Some(reason) => Shut::Busy(reason, problem),
        None => Shut::For(problem),
    }
}

/// What is waited for, where a code says that it passes.
pub(super) fn passes(negative: &Negative) -> Option<Pause> {
    match negative.code? {
        ResponseCode::InUse => Some(Pause::InUse),
        ResponseCode::LoginDelay => Some(Pause::LoginDelay),
        ResponseCode::SysTemp => Some(Pause::Trouble),
        _ => None,
    }
}
