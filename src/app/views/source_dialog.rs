//! The raw message, as it came from the server.

use std::{borrow::Cow, rc::Rc};

use yew::{Callback, Html, Properties, function_component, html, use_memo};

use super::{
    dialog::{Dialog, DialogEnd},
    icons::Icon,
    on,
};
use crate::app::{state::Msg, words};

/// More than this is only saved, not shown: a browser takes seconds to lay out megabytes of lines.
const SHOWN: usize = 512 * 1024;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct SourceDialogProps {
    /// The message; `None` until it has come.
    pub(super) bytes: Option<Rc<[u8]>>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The raw message and a button to save it.
#[function_component]
pub(super) fn SourceDialog(props: &SourceDialogProps) -> Html {
    let SourceDialogProps { bytes, dispatch } = props;
    let whole = bytes.as_ref().map_or(0, |bytes| bytes.len());
    let text = use_memo(bytes.clone(), |bytes| {
        bytes.as_ref().map(|bytes| readable(bytes.get(..SHOWN).unwrap_or(bytes)))
    });
    html! {
        <Dialog label={words::SOURCE} class="dialog source" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ words::SOURCE }</h2>
                if let Some(text) = text.as_ref() {
                    if whole > SHOWN {
                        <p class="muted">{ words::source_cut(count(SHOWN), count(whole)) }</p>
                    }
                    <pre tabindex="0">{ text }</pre>
                } else {
                    <p class="muted" role="status">{ words::SOURCE_LOADING }</p>
                }
            </div>
            <DialogEnd dispatch={dispatch.clone()}>
                if bytes.is_some() {
                    <button type="button" class="button" onclick={on(dispatch, Msg::SaveSource)}>
                        { Icon::Download.draw() }{ words::SAVE_SOURCE }
                    </button>
                }
            </DialogEnd>
        </Dialog>
    }
}

/// As UTF-8 where it is, else byte for byte as Latin-1: then nothing is hidden.
fn readable(bytes: &[u8]) -> String {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // Cut within a character.
        Err(error) if error.error_len().is_none() => {
            String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default())
        }
        Err(_) => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
    };
    text.replace("\r\n", "\n")
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
