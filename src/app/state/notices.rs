//! Telling of new mail outside of the page, where the reader has switched that on.

use super::{Effect, Place, Preferences, Route, State};
use crate::{
    app::words,
    engine::api::{Folder, Row},
    store::AccountId,
};

/// A notification, as the browser shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What stands above it.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Of all tabs' notifications with the same tag only one is shown.
    pub tag: String,
    /// The address of what it is about.
    pub address: String,
}

impl State {
    /// The reader switches it on, which the browser may have to ask about, or off.
    pub(super) fn switch_notices(&mut self, on: bool) -> Vec<Effect> {
        self.notices_refused = false;
        if on {
            return vec![Effect::AskToNotify];
        }
        self.preferences.notices = false;
        Vec::new()
    }

    /// The browser, or its user, has said whether it may be.
    pub(super) fn notices_allowed(&mut self, allowed: bool) {
        self.preferences = Preferences { notices: allowed, ..self.preferences };
        self.notices_refused = !allowed;
    }

    /// Mail has come: one is named, of several it is said who wrote.
    pub(super) fn take_arrived(&self, account: AccountId, messages: u32, newest: &[Row]) -> Vec<Effect> {
        let Some(first) = newest.first().filter(|_| self.preferences.notices) else { return Vec::new() };
        let folder = Folder::Inbox(account);
        let place = Place::of(folder);
        let place = if messages == 1 { Place { message: Some(first.id), ..place } } else { place };
        let (title, text) = if messages == 1 {
            (
                words::or(&first.from, words::NO_SENDER).to_owned(),
                words::or(&first.subject, words::NO_SUBJECT).to_owned(),
            )
        } else {
            let mut names: Vec<&str> = Vec::new();
            for row in newest {
                let name = words::or(&row.from, words::NO_SENDER);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            (words::new_messages(messages), words::from_these(&names))
        };
        let tag = format!("restante-{}-{}", account.0, first.id.0);
        let address = Route::Mail(place).address();
        vec![Effect::Notify(Notification { title, text, tag, address })]
    }
}
