//! Asks before a password crosses a network in the clear.

use yew::{AttrValue, Callback, Html, Properties, function_component, html};

use super::{dialog::Dialog, icons::Icon, on};
use crate::app::{state::Msg, words};

/// What it asks about.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct UnencryptedDialogProps {
    /// The server that would hear it.
    pub(super) host: AttrValue,
    /// Hears the answer.
    pub(super) dispatch: Callback<Msg>,
}

/// The question. The keyboard begins at "Cancel".
#[function_component]
pub(super) fn UnencryptedDialog(props: &UnencryptedDialogProps) -> Html {
    let UnencryptedDialogProps { host, dispatch } = props;
    html! {
        <Dialog
            label={words::UNENCRYPTED_TITLE}
            role="alertdialog"
            described_by="unencrypted-text"
            class="dialog certificate"
            on_cancel={on(dispatch, Msg::SendUnencrypted(false))}
        >
            <div class="dialog-body">
                <h2>{ Icon::LockOpen.draw() }{ words::UNENCRYPTED_TITLE }</h2>
                <p id="unencrypted-text">{ words::unencrypted_text(host) }</p>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button danger" onclick={on(dispatch, Msg::SendUnencrypted(true))}>
                    { words::SEND_UNENCRYPTED }
                </button>
                <button
                    type="button"
                    class="button primary"
                    autofocus=true
                    onclick={on(dispatch, Msg::SendUnencrypted(false))}
                >
                    { words::CANCEL }
                </button>
            </div>
        </Dialog>
    }
}
