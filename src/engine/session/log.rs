//! What is known of an account's server: what was learnt of it before, and what the last session
//! with it showed. Engine and session share it, so that it outlasts a session that failed.

use std::{cell::RefCell, collections::BTreeSet, rc::Rc};

use crate::{
    engine::api::{Expiry, Quirk, TlsReport},
    store::Learnt,
};

/// A handle to it; clones share it.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Log(Rc<RefCell<Known>>);

#[derive(Debug, Default)]
struct Known {
    learnt: Learnt,
    report: SessionReport,
}

/// What the last session showed. No secret is in it.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct SessionReport {
    /// The server's greeting; empty where it did not come to that.
    pub(in crate::engine) greeting: String,
    /// Lines of its answer to CAPA before the login; `None` when it has none.
    pub(in crate::engine) before_login: Option<Vec<String>>,
    /// The same after the login.
    pub(in crate::engine) after_login: Option<Vec<String>>,
    /// TLS, where there was a handshake.
    pub(in crate::engine) tls: Option<TlsReport>,
    /// How the reader was logged in.
    pub(in crate::engine) login: Option<String>,
    /// When the server deletes messages by itself, where it says.
    pub(in crate::engine) expire: Option<Expiry>,
    /// Seconds that have to pass between two logins, where it says.
    pub(in crate::engine) login_delay: Option<u32>,
    /// What had to be worked around, in any session of this worker.
    pub(in crate::engine) quirks: BTreeSet<Quirk>,
    /// Who said what, a line each.
    pub(in crate::engine) transcript: Vec<String>,
}

impl Log {
    /// What was learnt of the server, now.
    pub(in crate::engine) fn learnt(&self) -> Learnt {
        self.0.borrow().learnt.clone()
    }

    /// This was learnt before.
    pub(in crate::engine) fn recall(&self, learnt: Learnt) {
        self.0.borrow_mut().learnt = learnt;
    }

    /// What the last session showed.
    pub(in crate::engine) fn report(&self) -> SessionReport {
        self.0.borrow().report.clone()
    }

    /// Notes something that had to be worked around.
    pub(in crate::engine) fn note(&self, quirk: Quirk) {
        self.0.borrow_mut().report.quirks.insert(quirk);
    }
}
