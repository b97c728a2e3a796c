//! What all sessions of a server share.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::log::{Event, Log, Seen};
use super::{Octets, Quirk};

/// The quirks of the hour, counters, the log.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    quirks: Mutex<Vec<Quirk>>,
    log: Option<Log>,
    sessions: AtomicU32,
    logins: AtomicU32,
    refusals: AtomicU32,
    retrievals: AtomicU32,
    /// The order in which mails were listed first, by their UIDLs: what a mail's quirk hangs on must
    /// not change when others are deleted.
    orders: Mutex<HashMap<String, usize>>,
    /// The UIDLs of mails that were retrieved.
    retrieved: Mutex<HashSet<String>>,
}

impl Shared {
    /// Begins with these quirks; the log is kept if it `is_watched`.
    pub(crate) fn new(quirks: Vec<Quirk>, is_watched: bool) -> Self {
        Self { quirks: Mutex::new(quirks), log: is_watched.then(Log::default), ..Self::default() }
    }

    /// From the next connection on the server has these quirks and no others.
    pub(crate) fn misbehave(&self, quirks: Vec<Quirk>) {
        *lock(&self.quirks) = quirks;
        self.refusals.store(0, Ordering::Relaxed);
    }

    /// What was seen so far, oldest first.
    pub(crate) fn events(&self) -> Vec<Event> {
        self.log.as_ref().map(Log::events).unwrap_or_default()
    }

    /// The same, which the log then forgets.
    pub(crate) fn take_events(&self) -> Vec<Event> {
        self.log.as_ref().map(Log::take).unwrap_or_default()
    }

    pub(super) fn log(&self) -> Option<&Log> {
        self.log.as_ref()
    }

    pub(super) fn note(&self, session: u32, seen: Seen) {
        if let Some(log) = &self.log {
            log.note(session, seen);
        }
    }

    /// The number of a session that begins, and the quirks it will have to its end.
    pub(super) fn begin(&self) -> (u32, Quirks) {
        (self.sessions.fetch_add(1, Ordering::Relaxed) + 1, Quirks(lock(&self.quirks).clone()))
    }

    /// The number of a right login, from 1.
    pub(super) fn next_login(&self) -> u32 {
        self.logins.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Whether the next right login is among the first so many since the quirks were set.
    pub(super) fn refuses(&self, first: u32) -> bool {
        self.refusals.fetch_add(1, Ordering::Relaxed) < first
    }

    /// The number of a retrieval, from 1, over all sessions.
    pub(super) fn next_retrieval(&self) -> u32 {
        self.retrievals.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Notes that a mail was retrieved.
    pub(super) fn note_retrieved(&self, uidl: &str) {
        lock(&self.retrieved).insert(uidl.to_owned());
    }

    /// The first so many of these that were not retrieved yet.
    pub(super) fn next_batch<'a>(
        &self,
        uidls: impl Iterator<Item = &'a str>,
        most: usize,
    ) -> HashSet<String> {
        let retrieved = lock(&self.retrieved);
        uidls.filter(|uidl| !retrieved.contains(*uidl)).take(most).map(str::to_owned).collect()
    }

    /// The place of this mail among all that were ever listed, from 0.
    pub(super) fn order(&self, uidl: &str) -> usize {
        let mut orders = lock(&self.orders);
        if let Some(&order) = orders.get(uidl) {
            return order;
        }
        let order = orders.len();
        orders.insert(uidl.to_owned(), order);
        order
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The quirks of one session.
#[derive(Debug, Clone)]
pub(super) struct Quirks(Vec<Quirk>);

impl Quirks {
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this very quirk is there.
    pub(super) fn has(&self, quirk: Quirk) -> bool {
        self.0.contains(&quirk)
    }

    /// What the first quirk holds that `pick` takes.
    pub(super) fn find<T>(&self, pick: impl FnMut(&Quirk) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(pick)
    }

    /// How octets are counted wrong, if they are.
    pub(super) fn wrong_octets(&self) -> Option<Octets> {
        self.find(|quirk| match quirk {
            Quirk::WrongOctets(octets) => Some(*octets),
            _ => None,
        })
    }
}
