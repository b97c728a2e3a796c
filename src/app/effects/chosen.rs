//! Files that the reader has chosen, or dropped on the page: the state knows their names, and their bytes stay where
//! they are until they are asked for.

use std::cell::{Cell, RefCell};

use gloo::{
    events::{EventListener, EventListenerOptions},
    utils::document,
};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, DragEvent, Event, File, FileList};
use yew::Callback;

use crate::{
    app::state::{Msg, OnFiles},
    engine::api::Offered,
};

thread_local! {
    static CHOSEN: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) };
    /// They are being read: no others may take their place.
    static IN_USE: Cell<bool> = const { Cell::new(false) };
}

/// They are being read from now on, or no longer.
pub(super) fn use_files(in_use: bool) {
    IN_USE.set(in_use);
}

/// Keeps these in the place of those before.
pub(in crate::app) fn hold_files(chosen: Option<FileList>) -> Vec<Offered> {
    let files: Vec<File> =
        chosen.map(|list| (0..list.length()).filter_map(|at| list.get(at)).collect()).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number of bytes")]
    let offered = |file: &File| Offered { name: file.name(), size: file.size() as u64 };
    let offered = files.iter().map(offered).collect();
    CHOSEN.replace(files);
    offered
}

/// One of them.
pub(super) fn file(at: u32) -> Option<File> {
    CHOSEN.with_borrow(|files| files.get(at as usize).cloned())
}

/// Hears of files that are dropped on the page, as long as it is kept. Else the browser would open them in its place.
#[derive(Debug)]
pub(super) struct DropWatch {
    _listeners: [EventListener; 2],
}

impl DropWatch {
    pub(super) fn start(dispatch: Callback<Msg>) -> Self {
        let options = EventListenerOptions::enable_prevent_default();
        let over = EventListener::new_with_options(&document(), "dragover", options, |event| {
            if with_files(event).is_some() {
                event.prevent_default();
            }
        });
        let dropped = EventListener::new_with_options(&document(), "drop", options, move |event| {
            let Some(data) = with_files(event).filter(|_| !event.default_prevented()) else { return };
            event.prevent_default();
            // A dialog that is open has its own say, and files that are being read are not to be forgotten.
            let is_open = document().query_selector("dialog[open]").ok().flatten().is_some();
            if !is_open && !IN_USE.get() {
                dispatch.emit(Msg::Files(OnFiles::AskImport(hold_files(data.files()))));
            }
        });
        Self { _listeners: [over, dropped] }
    }
}

fn with_files(event: &Event) -> Option<DataTransfer> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    data.types().includes(&"Files".into(), 0).then_some(data)
}
