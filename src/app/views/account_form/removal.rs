//! What is asked before an account is removed.

use yew::{Callback, Html, html};

use crate::app::{
    state::{AccountForm, Msg},
    views::{dialog::Dialog, on},
    words,
};

/// The question.
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
