//! Rows that are dragged onto folders. Whatever is done so is done in a dialog, too ("Move to").

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::{Callback, DragEvent};

use crate::{
    app::state::{Msg, OnActing},
    engine::api::Folder,
    store::{FolderId, MessageId},
};

/// What is dragged: no other page's.
const KIND: &str = "application/x-restante-message";
/// The class of a folder while something is over it.
const OVER: &str = "drop-here";

/// Takes the message of a row along.
pub(super) fn begin(event: &DragEvent, id: MessageId) {
    if let Some(data) = event.data_transfer() {
        // Where that is refused, nothing is dragged.
        let _ = data.set_data(KIND, &id.0.to_string());
        data.set_effect_allowed("move");
    }
}

/// The folder that mail can be dropped into.
pub(super) const fn place(folder: Folder, is_search: bool) -> Option<FolderId> {
    match folder {
        Folder::AllInboxes | Folder::Inbox(_) => Some(FolderId::INBOX),
        Folder::Of(FolderId::DRAFTS | FolderId::OUTBOX | FolderId::SENT) | Folder::Snoozed => None,
        Folder::Of(id) => {
            if is_search {
                None
            } else {
                Some(id)
            }
        }
    }
}

/// Something is over a folder: it may be dropped there if it is a message.
pub(super) fn over(event: DragEvent) {
    if event.data_transfer().is_some_and(|data| data.types().includes(&KIND.into(), 0)) {
        event.prevent_default();
        mark(&event, true);
    }
}

/// It is over the folder no more.
pub(super) fn leave(event: DragEvent) {
    mark(&event, false);
}

/// It was dropped there.
pub(super) fn drop_into(dispatch: &Callback<Msg>, to: FolderId) -> Callback<DragEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: DragEvent| {
        mark(&event, false);
        let dropped = event.data_transfer().and_then(|data| data.get_data(KIND).ok()?.parse().ok());
        if let Some(id) = dropped {
            event.prevent_default();
            dispatch.emit(Msg::Act(OnActing::Dropped(MessageId(id), to)));
        }
    })
}

fn mark(event: &DragEvent, over: bool) {
    let folder = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let folder = folder.and_then(|target| target.closest("[role=treeitem]").ok().flatten());
    if let Some(folder) = folder {
        // A known class is refused by nobody.
        let _ = folder.class_list().toggle_with_force(OVER, over);
    }
}
