//! All header fields of a message.

use yew::{Callback, Html, Properties, function_component, html};

use super::{
    dialog::{Dialog, DialogEnd},
    icons::Icon,
    on,
};
use crate::{
    app::{
        state::{HeaderSheet, Msg},
        words,
    },
    mail::HeaderFields,
};

/// The id of the element that holds them all.
pub(in crate::app) const HEADERS_ID: &str = "headers";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct HeadersDialogProps {
    /// The fields.
    pub(super) sheet: HeaderSheet,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The fields, one a row in the order of the message, and a button to copy them.
#[function_component]
pub(super) fn HeadersDialog(props: &HeadersDialogProps) -> Html {
    let HeadersDialogProps { sheet, dispatch } = props;
    html! {
        <Dialog label={words::ALL_HEADERS} class="dialog headers" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body" tabindex="0">
                <h2>{ words::ALL_HEADERS }</h2>
                if let Some(headers) = &sheet.headers {
                    { draw(headers) }
                } else {
                    <p class="muted" role="status">{ words::HEADERS_LOADING }</p>
                }
            </div>
            <DialogEnd dispatch={dispatch.clone()}>
                <p class="copied" role="status">
                    { sheet.copied.map(|copied| if copied { words::COPIED } else { words::NOT_COPIED }) }
                </p>
                if sheet.headers.is_some() {
                    <button type="button" class="button" onclick={on(dispatch, Msg::CopyHeaders)}>
                        { Icon::Copy.draw() }{ words::COPY_HEADERS }
                    </button>
                }
            </DialogEnd>
        </Dialog>
    }
}

fn draw(headers: &HeaderFields) -> Html {
    let rows = headers.fields.iter().map(|field| {
        html! {
            <div>
                <dt><bdi>{ field.name.clone() }</bdi></dt>
                <dd dir="auto">{ field.value.clone() }</dd>
            </div>
        }
    });
    html! {
        <>
            if !headers.whole {
                <p class="muted">{ words::HEADERS_CUT }</p>
            }
            if headers.fields.is_empty() {
                <p class="muted">{ words::HEADERS_NONE }</p>
            }
            <dl id={HEADERS_ID} class="report-lines">{ for rows }</dl>
        </>
    }
}
