//! What is asked before an account is removed: with its mail, or without. The two are two buttons.

use yew::{AttrValue, Callback, Html, MouseEvent, Properties, function_component, html};

use super::{dialog::Dialog, icons::Icon, on};
use crate::app::{
    state::{Msg, Removal},
    words,
};

/// What it asks about.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct RemovalDialogProps {
    /// The account's address.
    pub(super) address: AttrValue,
    /// It is retired: only its mail is left to remove.
    pub(super) retired: bool,
    /// Hears the answer.
    pub(super) dispatch: Callback<Msg>,
}

/// The question. The keyboard begins at "Cancel".
#[function_component]
pub(super) fn RemovalDialog(props: &RemovalDialogProps) -> Html {
    let RemovalDialogProps { address, retired, dispatch } = props;
    let answer = |answer| on::<MouseEvent>(dispatch, Msg::Remove(answer));
    html! {
        <Dialog
            label={words::REMOVE_TITLE}
            role="alertdialog"
            described_by="removal-text"
            class="dialog erase removal"
            on_cancel={on(dispatch, Msg::Remove(Removal::Cancel))}
        >
            <div class="dialog-body">
                <h2>{ Icon::Trash.draw() }{ words::REMOVE_TITLE }</h2>
                <div id="removal-text">
                    if !retired {
                        <p>
                            <strong>{ words::REMOVE_KEEP_MAIL }{ ":" }</strong>{ " " }{ words::REMOVE_KEEP_MAIL_MEANS }
                        </p>
                    }
                    <p>
                        <strong>{ words::REMOVE_WITH_MAIL }{ ":" }</strong>{ " " }
                        { words::remove_with_mail_means(address) }
                    </p>
                    <p>{ words::REMOVE_NOT_THERE }</p>
                </div>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button" autofocus=true onclick={answer(Removal::Cancel)}>
                    { words::CANCEL }
                </button>
                if !retired {
                    <button type="button" class="button" onclick={answer(Removal::KeepMail)}>
                        { words::REMOVE_KEEP_MAIL }
                    </button>
                }
                <button type="button" class="button danger" onclick={answer(Removal::WithMail)}>
                    { words::REMOVE_WITH_MAIL }
                </button>
            </div>
        </Dialog>
    }
}
