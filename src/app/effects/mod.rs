//! Carries out what the state asks of the browser.

mod address;
mod chosen;
mod clipboard;
mod config;
mod erase;
mod files;
mod focus;
mod focus_keeper;
mod kept;
mod language;
mod measures;
mod media;
mod notices;
mod preferences;
mod service_worker;
mod sink;
mod storage;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

pub(super) use address::{AddressWatch, read as read_address};
pub(super) use chosen::hold_files;
pub(super) use focus::field_id;
pub(super) use language::speak;
pub(super) use media::{LayoutWatch, layout};
pub(super) use notices::count as count_unread;
pub(super) use preferences::{PreferencesWatch, read as read_preferences};
pub(super) use service_worker::register as register_service_worker;

use self::{
    address::AddressBar, chosen::DropWatch, focus_keeper::FocusKeeper, measures::Measures, sink::Sinks,
};
use super::state::{Effect, Msg, OnFiles, OnFolders, OnKeys, OnPreferences, OnStorage};
use crate::{
    browser::WorkerBridge,
    engine::{api::Notice, problem::Problem},
};

/// The browser, as far as the state may ask something of it.
#[derive(Debug)]
pub(super) struct Outside {
    worker: Option<WorkerBridge>,
    /// The worker has ended because everything is being erased.
    is_erasing: bool,
    measures: Measures,
    address: AddressBar,
    once_drawn: Vec<Effect>,
    focus: FocusKeeper,
    _erased: Option<(web_sys::BroadcastChannel, gloo::events::EventListener)>,
    sinks: Sinks,
    _dropped: DropWatch,
    dispatch: Callback<Msg>,
}

impl Outside {
    /// Starts the worker, and asks what the page has to know of relay and browser.
    pub(super) fn start(dispatch: Callback<Msg>) -> Self {
        let heard = dispatch.clone();
        let worker = WorkerBridge::start(move |notice| heard.emit(Msg::Notice(notice)));
        if let Err(error) = &worker {
            gloo::console::error!("the worker does not start:", error);
        }
        let asked = dispatch.clone();
        spawn_local(async move { asked.emit(Msg::Config(config::fetch().await)) });
        let asked = dispatch.clone();
        spawn_local(async move { asked.emit(Msg::StorageKept(storage::kept().await)) });
        if let Some(kept) = kept::kept(kept::KEYS) {
            dispatch.emit(Msg::Keys(OnKeys::Stored(kept)));
        }
        if let Some(kept) = kept::kept(kept::FOLDED) {
            dispatch.emit(Msg::Folders(OnFolders::Folded(kept)));
        }
        Self {
            worker: worker.ok(),
            measures: Measures::new(),
            address: AddressBar::default(),
            once_drawn: Vec::new(),
            is_erasing: false,
            focus: FocusKeeper::default(),
            _erased: erase::watch(),
            sinks: Sinks::default(),
            _dropped: DropWatch::start(dispatch.clone()),
            dispatch,
        }
    }

    /// The worker runs.
    pub(super) fn works(&self) -> bool {
        self.worker.is_some() || self.is_erasing
    }

    /// Carries out what can be done at once; the rest waits for [`Outside::drawn`].
    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
        self.focus.remember();
        for effect in effects {
            match effect {
                Effect::Send(request) => {
                    if let Some(worker) = &self.worker {
                        worker.send(request);
                    }
                }
                Effect::KeepStorage => {
                    let answer = self.dispatch.clone();
                    spawn_local(async move { answer.emit(Msg::StorageKept(storage::keep().await)) });
                }
                Effect::EstimateStorage => {
                    let answer = self.dispatch.clone();
                    spawn_local(async move {
                        answer.emit(Msg::Storage(OnStorage::Estimated(storage::estimate().await)));
                    });
                }
                Effect::Save { name, bytes } => files::save(&name, &bytes),
                Effect::OpenFile { number, name } => {
                    let opened = self.sinks.clone().open(number, name);
                    self.answer(opened, move |is_open| OnFiles::Opened(number, is_open));
                }
                Effect::WriteFile { number, bytes } => {
                    let written = self.sinks.clone().write(number, bytes);
                    self.answer(written, move |is_written| OnFiles::Written(number, is_written));
                }
                Effect::CloseFile(number) => {
                    let closed = self.sinks.clone().close(number);
                    self.answer(closed, move |is_there| OnFiles::Closed(number, is_there));
                }
                Effect::DropFile(number) => spawn_local(self.sinks.clone().discard(number)),
                Effect::UseFiles(in_use) => chosen::use_files(in_use),
                Effect::ReadFile { number, file, from, to } => {
                    let file = chosen::file(file);
                    let read = async move { sink::read(file?.into(), from, to).await };
                    self.answer(read, move |bytes| OnFiles::Read(number, bytes));
                }
                Effect::Tick(milliseconds) => {
                    let clock = self.dispatch.clone();
                    Timeout::new(milliseconds, move || clock.emit(Msg::Clock(now()))).forget();
                }
                Effect::Later(milliseconds, number) => {
                    let over = self.dispatch.clone();
                    Timeout::new(milliseconds, move || over.emit(Msg::CarryOut(number))).forget();
                }
                Effect::Copy(text) => {
                    let answer = self.dispatch.clone();
                    spawn_local(async move { answer.emit(Msg::Copied(clipboard::copy(&text).await)) });
                }
                Effect::Begin(span) => self.measures.begin(span),
                Effect::BeginAt(span, at) => self.measures.begin_at(span, at),
                Effect::Rename(from, to) => self.measures.rename(from, to),
                Effect::Drop(span) => self.measures.forget(span),
                Effect::Address { address, note, entry } => self.address.write(address, note, entry),
                Effect::GoBack => self.address.back(),
                Effect::KeepPreferences(chosen) => preferences::keep(chosen),
                Effect::Speak => {
                    let spoken = self.dispatch.clone();
                    spawn_local(async move {
                        language::speak().await;
                        spoken.emit(Msg::Preferences(OnPreferences::Spoken));
                    });
                }
                Effect::Reload => {
                    // Refused only while the page is being left, and then it is not needed.
                    let _ = gloo::utils::window().location().reload();
                }
                Effect::EraseEverything => {
                    // The worker lets go of what is erased.
                    self.worker = None;
                    self.is_erasing = true;
                    let answer = self.dispatch.clone();
                    spawn_local(async move {
                        match erase::everything().await {
                            Ok(()) => erase::begin_anew(),
                            Err(said) => answer.emit(Msg::Notice(Notice::Problem(Problem::Storage(said)))),
                        }
                    });
                }
                Effect::KeepKeys(text) => kept::keep(kept::KEYS, &text),
                Effect::KeepFolded(text) => kept::keep(kept::FOLDED, &text),
                Effect::AskToNotify => {
                    let answer = self.dispatch.clone();
                    spawn_local(async move {
                        let allowed = notices::ask().await;
                        answer.emit(Msg::Preferences(OnPreferences::NoticesAllowed(allowed)));
                    });
                }
                Effect::Notify(told) => match told.quiet.and_then(notices::quiet_for) {
                    None => notices::notify(&told),
                    Some(left) => {
                        let held = self.dispatch.clone();
                        Timeout::new(0, move || held.emit(Msg::HeldBack(told.messages, left))).forget();
                    }
                },
                Effect::WaitOutQuiet(left) => {
                    let over = self.dispatch.clone();
                    Timeout::new(left, move || over.emit(Msg::QuietOver)).forget();
                }
                Effect::Print => {
                    // A browser without printing does nothing.
                    let _ = gloo::utils::window().print();
                }
                Effect::Focus(_)
                | Effect::Caret(_)
                | Effect::Reveal(_)
                | Effect::Bring(_)
                | Effect::RevealOnServer(_)
                | Effect::Follow(_)
                | Effect::Rewind
                | Effect::End(..) => self.once_drawn.push(effect),
            }
        }
    }

    /// Tells the state what something about files came to.
    fn answer<T>(&self, work: impl Future<Output = T> + 'static, say: impl Fn(T) -> OnFiles + 'static) {
        let answer = self.dispatch.clone();
        spawn_local(async move { answer.emit(Msg::Files(say(work.await))) });
    }

    /// The page is drawn: carries out what needs its elements.
    pub(super) fn drawn(&mut self) {
        for effect in std::mem::take(&mut self.once_drawn) {
            match effect {
                Effect::Focus(place) => focus::take(place),
                Effect::Caret(at) => focus::caret(at),
                Effect::Reveal(row) => focus::reveal(row),
                Effect::Bring(row) => focus::bring(row),
                Effect::RevealOnServer(row) => focus::reveal_on_server(row),
                Effect::Follow(rows) => focus::follow(rows),
                Effect::Rewind => focus::rewind(),
                Effect::End(span, figures) => self.measures.end(span, &figures),
                _ => {}
            }
        }
        self.focus.restore();
    }
}

/// The time, in Unix milliseconds.
fn now() -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds, far below 2^53")]
    let now = js_sys::Date::now() as i64;
    now
}
