//! Asks whether all that is stored here is to be erased.

use yew::{Callback, Html, Properties, function_component, html};

use super::{dialog::Dialog, icons::Icon, on};
use crate::app::{
    state::{Msg, OnStorage},
    words,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct EraseEverythingDialogProps {
    /// Hears the answer.
    pub(super) dispatch: Callback<Msg>,
}

/// The question. The keyboard begins at "Cancel".
#[function_component]
pub(super) fn EraseEverythingDialog(props: &EraseEverythingDialogProps) -> Html {
    let EraseEverythingDialogProps { dispatch } = props;
    html! {
        <Dialog
            label={words::ERASE_EVERYTHING}
            role="alertdialog"
            described_by="erase-everything-what"
            class="dialog erase"
            on_cancel={on(dispatch, Msg::CloseDialog)}
        >
            <div class="dialog-body">
                <h2>{ Icon::Trash.draw() }{ words::ERASE_EVERYTHING }</h2>
                <p id="erase-everything-what">{ words::ERASE_EVERYTHING_MEANS }</p>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button" autofocus=true onclick={on(dispatch, Msg::CloseDialog)}>
                    { words::CANCEL }
                </button>
                <button
                    type="button"
                    class="button danger"
                    onclick={on(dispatch, Msg::Storage(OnStorage::EraseEverything))}
                >
                    { words::ERASE_EVERYTHING_NOW }
                </button>
            </div>
        </Dialog>
    }
}
