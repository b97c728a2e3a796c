//! Telling of new mail outside of the page, where the reader has switched that on.

use std::fmt;

use super::{Effect, Place, Preferences, Route, State};
use crate::{
    app::words,
    engine::api::{Folder, Row},
    store::AccountId,
};

/// Hours in which nobody is told, by the clock of the device: minutes of the day, over midnight where the first
/// is the later one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// From this minute on.
    pub from: u16,
    /// Until this one.
    pub to: u16,
}

/// Minutes of a day.
const DAY: u16 = 24 * 60;

impl Quiet {
    /// From ten in the evening until seven.
    pub const NIGHT: Self = Self { from: 22 * 60, to: 7 * 60 };

    /// For how many minutes of the clock it is still quiet, if it is; with the same hour twice it never is.
    #[must_use]
    pub fn left(self, minute: u16) -> Option<u16> {
        let since = (minute % DAY + DAY - self.from % DAY) % DAY;
        let length = (self.to % DAY + DAY - self.from % DAY) % DAY;
        (since < length).then(|| length - since)
    }

    /// Reads `22:00-07:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once('-')?;
        Some(Self { from: minute(from)?, to: minute(to)? })
    }
}

impl fmt::Display for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", time(self.from), time(self.to))
    }
}

/// A minute of the day as a clock shows it, and as fields for a time hold it.
#[must_use]
pub fn time(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The way back; `None` for what no clock shows.
#[must_use]
pub fn minute(time: &str) -> Option<u16> {
    let (hours, minutes) = time.split_once(':')?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

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
    /// Of so many messages.
    pub messages: u32,
    /// It has to wait while this is so.
    pub quiet: Option<Quiet>,
}

/// The address of the tab's icon: the postmark, with how much is unread stamped on it.
#[must_use]
pub fn icon(unread: u32) -> String {
    if unread == 0 {
        return "/icons/favicon.svg".to_owned();
    }
    let (count, size) = match unread {
        0..=9 => (unread.to_string(), 36),
        10..=99 => (unread.to_string(), 30),
        _ => ("99+".to_owned(), 22),
    };
    let drawn = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'>\
         <circle cx='25' cy='25' r='25' fill='#1f57a4'/>\
         <path d='M18 38V12.5h10a7.5 7.5 0 0 1 0 15H18m10.5 0 8 10.5' fill='none' stroke='#fff' stroke-width='6' \
         stroke-linecap='round' stroke-linejoin='round'/>\
         <rect x='20' y='26' width='44' height='38' rx='12' fill='#c8321f' stroke='#fff' stroke-width='3'/>\
         <text x='42' y='46' fill='#fff' font-family='sans-serif' font-weight='700' font-size='{size}' \
         text-anchor='middle' dominant-baseline='central'>{count}</text></svg>"
    );
    format!("data:image/svg+xml,{}", drawn.replace('#', "%23").replace('<', "%3C").replace('>', "%3E"))
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
                words::or(&first.from, words::NO_SENDER.text()).to_owned(),
                words::or(&first.subject, words::NO_SUBJECT.text()).to_owned(),
            )
        } else {
            let mut names: Vec<&str> = Vec::new();
            for row in newest {
                let name = words::or(&row.from, words::NO_SENDER.text());
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            (words::new_messages(messages), words::from_these(&names))
        };
        let tag = format!("restante-{}-{}", account.0, first.id.0);
        let address = Route::Mail(place).address();
        let quiet = self.preferences.quiet;
        vec![Effect::Notify(Notification { title, text, tag, address, messages, quiet })]
    }

    /// So many messages came while it is quiet, which it is for so many milliseconds from now.
    pub(super) const fn hold_back(&mut self, messages: u32, left: u32) -> Option<Effect> {
        let is_first = self.held_back == 0;
        self.held_back = self.held_back.saturating_add(messages);
        if is_first { Some(Effect::WaitOutQuiet(left)) } else { None }
    }

    /// It is quiet no more: what came meanwhile is told at once.
    pub(super) fn end_quiet(&mut self) -> Vec<Effect> {
        let messages = std::mem::take(&mut self.held_back);
        let inboxes = self.overview.as_ref().and_then(|overview| overview.folders.first());
        let Some(inboxes) = inboxes.filter(|_| messages > 0 && self.preferences.notices) else {
            return Vec::new();
        };
        let address = Route::Mail(Place::of(inboxes.folder)).address();
        let (title, text) = (words::new_messages(messages), words::WHILE_QUIET.to_owned());
        let tag = "restante-quiet".to_owned();
        vec![Effect::Notify(Notification { title, text, tag, address, messages, quiet: None })]
    }
}
