//! What the server saw.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Something that a client did, or that came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// In which session, counted from 1 over all connections to POP3.
    pub session: u32,
    /// What.
    pub seen: Seen,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// A client connected.
    Connected,
    /// A command came; its line without the end. Passwords are not left out.
    Command(String),
    /// A line came that answers a challenge of AUTH.
    Response(String),
    /// The client was logged in.
    LoggedIn,
    /// The mails with these UIDLs, as [`MailServer::uidls`](crate::MailServer::uidls) has them, were
    /// deleted for good. The time is from before the deletion.
    Deleted(Vec<String>),
    /// The session is over.
    Closed,
}

/// Keeps events, in the order they happened.
#[derive(Debug, Default)]
pub(super) struct Log {
    events: Mutex<Vec<Event>>,
}

impl Log {
    pub(super) fn note(&self, session: u32, seen: Seen) {
        self.note_at(Instant::now(), session, seen);
    }

    pub(super) fn note_at(&self, at: Instant, session: u32, seen: Seen) {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).push(Event { at, session, seen });
    }

    pub(super) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
