//! Answering what is known of an account's server.

use super::{Engine, api::Report, platform::Platform, problem::Peer};
use crate::store::{AccountId, Maildrop};

impl<P: Platform> Engine<P> {
    /// The report card of this account's server; `None` when there is no such account.
    pub(super) fn report(&self, id: AccountId) -> Option<Report> {
        let account = self.contents.borrow().accounts().get(&id).cloned()?;
        let maildrop = self.contents.borrow().maildrop(&Maildrop::of(id, &account));
        let known = maildrop.map(|maildrop| self.log(maildrop)).unwrap_or_default().report();
        Some(Report {
            account: id,
            server: Peer { host: account.pop3.host, port: account.pop3.port },
            security: account.pop3.security,
            greeting: known.greeting,
            before_login: known.before_login,
            after_login: known.after_login,
            tls: known.tls,
            login: known.login,
            expire: known.expire,
            login_delay: known.login_delay,
            quirks: known.quirks.into_iter().collect(),
            transcript: known.transcript,
        })
    }
}
