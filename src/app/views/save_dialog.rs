//! As what a copy is to be saved.

use yew::{Callback, Event, Html, Properties, SubmitEvent, function_component, html};

use super::{dialog::Dialog, icons::Icon, on};
use crate::{
    app::{
        state::{Msg, OnFiles, SaveForm},
        words,
    },
    engine::api::FileKind,
};

const HINT_ID: &str = "save-hint";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct SaveDialogProps {
    /// What is chosen.
    pub(super) form: SaveForm,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog.
#[function_component]
pub(super) fn SaveDialog(props: &SaveDialogProps) -> Html {
    let SaveDialogProps { form, dispatch } = props;
    let onsubmit = {
        let dispatch = dispatch.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            dispatch.emit(Msg::Files(OnFiles::Save));
        }
    };
    let kinds = [FileKind::Mbox, FileKind::Zip].map(|kind| {
        html! {
            <label class="segment">
                <input
                    type="radio"
                    name="file-kind"
                    checked={form.kind == kind}
                    autofocus={form.kind == kind}
                    aria-describedby={HINT_ID}
                    onchange={on::<Event>(dispatch, Msg::Files(OnFiles::Kind(kind)))}
                />
                <span>{ words::file_kind(kind) }</span>
            </label>
        }
    });
    html! {
        <Dialog label={words::SAVE_COPY} class="dialog" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <form {onsubmit}>
                <div class="dialog-body">
                    <h2 dir="auto">{ Icon::Download.draw() }{ words::save_copy_of(&form.title) }</h2>
                    <fieldset class="segments">
                        <legend>{ words::SAVE_AS }</legend>
                        <div class="segments-line">{ for kinds }</div>
                    </fieldset>
                    <p id={HINT_ID} class="hint">{ words::file_kind_hint(form.kind) }</p>
                </div>
                <div class="dialog-actions">
                    <button type="button" class="button" onclick={on(dispatch, Msg::CloseDialog)}>
                        { words::CANCEL }
                    </button>
                    <button type="submit" class="button primary">{ words::SAVE }</button>
                </div>
            </form>
        </Dialog>
    }
}
