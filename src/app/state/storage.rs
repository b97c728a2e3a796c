//! What is stored here: the screen that shows it, how room is made, and what is damaged and mended.

use std::rc::Rc;

use super::{Dialog, Effect, Focus, Reader, State};
use crate::{
    engine::{
        api::{Checking, Damaged, Folder, Order, Repaired, Request, Usage},
        problem::Problem,
    },
    store::MessageId,
};

/// The screen "Storage".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Storage {
    /// What the mail takes; `None` until the worker has said so.
    pub usage: Option<Rc<Usage>>,
    /// What the browser says of all that this site stores; `None` until it has, and where it does not.
    pub estimate: Option<Estimate>,
    /// Whether the browser was asked here to keep the storage, and what it said.
    pub promise: Promise,
    /// The worker was asked and has not answered.
    asking: bool,
    /// What it is answering is old already.
    stale: bool,
}

/// Whether the browser was asked on the screen to keep the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Promise {
    /// No.
    #[default]
    NotAsked,
    /// It has not answered.
    Asked,
    /// It said no.
    Refused,
}

/// What the browser says of all that this site stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    /// Octets that are stored, the page itself included.
    pub used: u64,
    /// Octets that may be.
    pub quota: u64,
}

/// What is being put in order, and what that came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repairs {
    /// How far it is, while something is.
    pub under: Option<Checking>,
    /// What the last one came to, until the reader has put that away.
    pub result: Option<Result<Repaired, Problem>>,
}

/// Where the bytes of the message are that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Bytes {
    /// Here, or on their way from the worker.
    #[default]
    Here,
    /// Lost: the message is listed and nothing else of it is here.
    Missing,
    /// The same, and it is being collected again.
    Asked,
    /// That was tried, and they did not come.
    NotThere,
}

/// What the reader does about what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnStorage {
    /// "Erase everything here": asks.
    AskToErase,
    /// The answer.
    EraseEverything,
    /// "Storage", or an alert's "Free space".
    Open,
    /// Back to the mail.
    Close,
    /// What the browser says of all that is stored.
    Estimated(Option<Estimate>),
    /// "Ask the browser to keep it".
    AskToKeep,
    /// "Largest messages".
    Largest,
    /// "Larger than 1 MB".
    Large,
    /// "Older than so many years".
    Older(u16),
    /// "Repair".
    Repair,
    /// "Check and repair".
    Check,
    /// "Stop" while that goes on.
    Stop,
    /// What it came to was put away.
    Dismiss,
    /// "Collect again": an alert's message.
    CollectAgain(MessageId),
}

impl State {
    pub(super) fn on_storage(&mut self, act: OnStorage) -> Vec<Effect> {
        match act {
            OnStorage::AskToErase => {
                self.dialog = Some(Dialog::EraseEverything);
                Vec::new()
            }
            OnStorage::EraseEverything => {
                self.dialog = None;
                vec![Effect::EraseEverything]
            }
            OnStorage::Open => self.open_storage(),
            OnStorage::Close => self.close_storage(),
            OnStorage::Estimated(estimate) => {
                self.with_storage(|storage| storage.estimate = estimate);
                Vec::new()
            }
            OnStorage::AskToKeep => {
                self.with_storage(|storage| storage.promise = Promise::Asked);
                vec![Effect::KeepStorage]
            }
            OnStorage::Largest => self.show_view(None, Order::Largest),
            OnStorage::Large => self.show_view(Some("larger:1M".to_owned()), Order::Largest),
            OnStorage::Older(years) => self.show_view(Some(format!("before:{years}y")), Order::Largest),
            OnStorage::Repair => self.repair(false),
            OnStorage::Check => self.repair(true),
            OnStorage::Stop => vec![Effect::Send(Request::StopRepair)],
            OnStorage::Dismiss => {
                self.repairs.result = None;
                Vec::new()
            }
            OnStorage::CollectAgain(id) => {
                self.alerts.retain(|alert| alert.problem != Problem::BytesMissing(id));
                let wish = crate::store::Wish::CollectAgain;
                vec![Effect::Send(Request::Wish { messages: vec![id], wish })]
            }
        }
    }

    /// What is kept here and cannot be read.
    #[must_use]
    pub fn damaged(&self) -> Damaged {
        self.overview.as_ref().map_or_else(Damaged::default, |overview| overview.damaged)
    }

    pub(super) fn take_usage(&mut self, usage: Usage) -> Vec<Effect> {
        let mut stale = false;
        self.with_storage(|storage| {
            storage.asking = false;
            stale = std::mem::take(&mut storage.stale);
            storage.usage = Some(Rc::new(usage));
        });
        if stale { self.refresh_usage() } else { Vec::new() }
    }

    /// There may be more mail, or less.
    pub(super) fn refresh_usage(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.with_storage(|storage| {
            if storage.asking {
                storage.stale = true;
            } else {
                storage.asking = true;
                effects = vec![Effect::Send(Request::Usage), Effect::EstimateStorage];
            }
        });
        effects
    }

    pub(super) fn take_repaired(&mut self, result: Result<Repaired, Problem>) -> Vec<Effect> {
        self.repairs = Repairs { under: None, result: Some(result) };
        self.refresh_usage()
    }

    /// The browser has said whether it keeps the storage.
    pub(super) fn storage_answered(&mut self, kept: bool) {
        self.with_storage(|storage| {
            storage.promise = match storage.promise {
                Promise::Asked if !kept => Promise::Refused,
                _ if kept => Promise::NotAsked,
                before => before,
            };
        });
    }

    /// A message is listed, and its bytes are not here.
    pub(super) fn bytes_missing(&mut self, id: MessageId) {
        let opening = |reader: &&mut Reader| reader.id == id && reader.message.is_none();
        match self.reader.as_mut().filter(opening) {
            Some(reader) => {
                reader.bytes = if reader.bytes == Bytes::Asked { Bytes::NotThere } else { Bytes::Missing };
            }
            None => self.take_problem(Problem::BytesMissing(id)),
        }
    }

    /// A collecting is over that may have brought what is to be read.
    pub(super) fn open_again(&self) -> Option<Effect> {
        let reader = self.reader.as_ref().filter(|reader| reader.bytes == Bytes::Asked)?;
        Some(Effect::Send(Request::open(reader.id)))
    }

    pub(super) fn close_storage(&mut self) -> Vec<Effect> {
        if self.storage.take().is_some() { vec![Effect::Focus(Focus::List)] } else { Vec::new() }
    }

    fn open_storage(&mut self) -> Vec<Effect> {
        self.drawer = false;
        self.dialog = None;
        self.maildrop = None;
        if self.storage.is_none() {
            self.storage = Some(Rc::default());
        }
        let mut effects = self.refresh_usage();
        effects.push(Effect::Focus(Focus::Storage));
        effects
    }

    fn repair(&mut self, deep: bool) -> Vec<Effect> {
        if self.repairs.under.is_some() {
            return Vec::new();
        }
        self.alerts.retain(|alert| !matches!(alert.problem, Problem::DeletionDoubted(_)));
        self.repairs = Repairs { under: Some(Checking::default()), result: None };
        vec![Effect::Send(Request::Repair { deep })]
    }

    /// All mail that this fits, in place of what was looked at.
    fn show_view(&mut self, query: Option<String>, order: Order) -> Vec<Effect> {
        let together = self.overview.as_ref().and_then(|overview| overview.folders.first());
        let folder = together.map_or(Folder::AllInboxes, |count| count.folder);
        self.show(folder, query, false, order)
    }

    fn with_storage(&mut self, act: impl FnOnce(&mut Storage)) {
        if let Some(storage) = &mut self.storage {
            act(Rc::make_mut(storage));
        }
    }
}
