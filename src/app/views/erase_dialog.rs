//! Asks before messages are deleted for good: here, or on the server too. The two are two buttons, and which
//! of them is meant is never left to a setting.

use yew::{Callback, Html, Properties, function_component, html};

use super::{dialog::Dialog, icons::Icon, on};
use crate::app::{
    state::{Erasing, Msg, OnActing},
    words,
};

/// What it asks about.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct EraseDialogProps {
    /// The messages.
    pub(super) erasing: Erasing,
    /// Hears the answer.
    pub(super) dispatch: Callback<Msg>,
}

/// The question. The keyboard begins at "Cancel".
#[function_component]
pub(super) fn EraseDialog(props: &EraseDialogProps) -> Html {
    let EraseDialogProps { erasing, dispatch } = props;
    let count = erasing.count();
    let erase = |there| on(dispatch, Msg::Act(OnActing::Erase { there }));
    html! {
        <Dialog
            label={words::erase(count)}
            role="alertdialog"
            described_by="erase-what"
            class="dialog erase"
            on_cancel={on(dispatch, Msg::CloseDialog)}
        >
            <div class="dialog-body">
                <h2>{ Icon::Trash.draw() }{ words::erase(count) }</h2>
                <p id="erase-what">{ words::erase_what(count, erasing.there) }</p>
                if erasing.there > 0 && erasing.follows {
                    <p class="hint">{ words::FOLLOWS }</p>
                }
            </div>
            <div class="dialog-actions">
                <button type="button" class="button" autofocus=true onclick={on(dispatch, Msg::CloseDialog)}>
                    { words::CANCEL }
                </button>
                if erasing.there > 0 {
                    <button type="button" class="button danger" onclick={erase(true)}>
                        { words::DELETE_EVERYWHERE }
                    </button>
                }
                <button type="button" class="button danger" onclick={erase(false)}>{ words::DELETE_HERE }</button>
            </div>
        </Dialog>
    }
}
