//! How much room there is.

use gloo::events::EventListener;
use yew::Callback;

use crate::app::state::{Layout, Msg};

const DESK: &str = "(min-width: 1024px)";
const PHONE: &str = "(max-width: 599.98px)";

/// The layout for the room there is now. The style sheets ask the same questions.
pub(in crate::app) fn layout() -> Layout {
    if matches(DESK) {
        Layout::Desk
    } else if matches(PHONE) {
        Layout::Phone
    } else {
        Layout::Tablet
    }
}

/// Tells the page when the layout changes, as long as it is kept.
#[derive(Debug)]
pub(in crate::app) struct LayoutWatch {
    _listeners: Vec<EventListener>,
}

impl LayoutWatch {
    /// Begins to watch.
    pub(in crate::app) fn start(dispatch: &Callback<Msg>) -> Self {
        let queries = [DESK, PHONE].into_iter();
        let lists = queries.filter_map(|query| gloo::utils::window().match_media(query).ok().flatten());
        let listeners = lists.map(|list| {
            let dispatch = dispatch.clone();
            EventListener::new(&list, "change", move |_| dispatch.emit(Msg::Layout(layout())))
        });
        Self { _listeners: listeners.collect() }
    }
}

fn matches(query: &str) -> bool {
    gloo::utils::window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}
