//! What was just done, at the bottom, for as long as it can be undone.

use std::rc::Rc;

use yew::{Callback, Html, Properties, function_component, html};

use super::on;
use crate::{
    app::{
        state::{Done, Msg, Postponed},
        words,
    },
    engine::api::Overview,
};

/// So many are shown at most: the latest.
const SHOWN: usize = 3;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct DeletionsProps {
    /// The deletions, oldest first.
    pub(super) deletions: Vec<Postponed>,
    /// What else can be undone, oldest first.
    pub(super) done: Vec<Done>,
    /// The folders, by whose names it is told.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The latest of them, each with "Undo". The place is always there, so that what comes into it is
/// read out.
#[function_component]
pub(super) fn Deletions(props: &DeletionsProps) -> Html {
    let DeletionsProps { deletions, done, overview, dispatch } = props;
    let deleted = deletions.iter().map(|postponed| (postponed.number, words::deletion(&postponed.deletion)));
    let done = done.iter().filter_map(|done| Some((done.number, words::done(&done.act, overview)?)));
    let mut all: Vec<(u32, String)> = deleted.chain(done).collect();
    all.sort_by_key(|(number, _)| *number);
    let latest = all.split_off(all.len().saturating_sub(SHOWN)).into_iter().map(|(number, words)| {
        html! {
            <div key={number} class="toast">
                <p>{ words }</p>
                <button type="button" class="toast-button" onclick={on(dispatch, Msg::Undo(number))}>
                    { words::UNDO }
                </button>
            </div>
        }
    });
    html! { <div class="toasts" role="status" aria-label={words::DELETIONS}>{ for latest }</div> }
}
