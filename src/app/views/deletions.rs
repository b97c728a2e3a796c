//! What was just deleted, at the bottom, for as long as it can be had back.

use yew::{Callback, Html, Properties, function_component, html};

use super::on;
use crate::app::{
    state::{Msg, Postponed},
    words,
};

/// So many are shown at most: the latest.
const SHOWN: usize = 3;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct DeletionsProps {
    /// The deletions, oldest first.
    pub(super) deletions: Vec<Postponed>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The latest deletions, each with "Undo". The place is always there, so that what comes into it is
/// read out.
#[function_component]
pub(super) fn Deletions(props: &DeletionsProps) -> Html {
    let DeletionsProps { deletions, dispatch } = props;
    let latest = deletions.iter().skip(deletions.len().saturating_sub(SHOWN)).map(|postponed| {
        html! {
            <div key={postponed.number} class="toast">
                <p>{ words::deletion(&postponed.deletion) }</p>
                <button type="button" class="toast-button" onclick={on(dispatch, Msg::Undo(postponed.number))}>
                    { words::UNDO }
                </button>
            </div>
        }
    });
    html! { <div class="toasts" role="status" aria-label={words::DELETIONS}>{ for latest }</div> }
}
