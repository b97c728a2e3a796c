//! What is asked before the form does something that cannot be taken back.

use yew::{Callback, Html, html};

use crate::app::{
    state::{AccountForm, Msg},
    views::{dialog::Dialog, icons::Icon, on},
    words,
};

/// Before an account is removed.
pub(super) fn removal(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    html! {
        <Dialog
            label={words::REMOVE_TITLE}
            role="alertdialog"
            described_by="removal-text"
            class="dialog"
            on_cancel={on(dispatch, Msg::Remove(false))}
        >
            <div class="dialog-body">
                <h2>{ words::REMOVE_TITLE }</h2>
                <p id="removal-text">{ words::remove_text(&form.address) }</p>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button danger" onclick={on(dispatch, Msg::Remove(true))}>
                    { words::REMOVE_ACCOUNT }
                </button>
                <button type="button" class="button primary" autofocus=true onclick={on(dispatch, Msg::Remove(false))}>
                    { words::CANCEL }
                </button>
            </div>
        </Dialog>
    }
}

/// Before a password crosses a network in the clear.
pub(super) fn unencrypted(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
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
                <p id="unencrypted-text">{ words::unencrypted_text(form.host.trim()) }</p>
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
