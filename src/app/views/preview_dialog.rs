//! An attachment, looked at without saving it.

use yew::{AttrValue, Callback, Html, Properties, function_component, html};

use super::{
    blob_address::use_blob_address,
    dialog::{Dialog, DialogEnd},
    icons::Icon,
    on,
};
use crate::{
    app::{
        state::{Msg, OnAttachments, Previewed},
        words,
    },
    mail::{Attachment, Preview},
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct PreviewDialogProps {
    /// Which file.
    pub(super) file: Attachment,
    /// What there is to see of it.
    pub(super) shown: Previewed,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The file, as far as a browser shows it without running anything: a document that could opens in a tab
/// of its own.
#[function_component]
pub(super) fn PreviewDialog(props: &PreviewDialogProps) -> Html {
    let PreviewDialogProps { file, shown, dispatch } = props;
    let picture = match shown {
        Previewed::File(picture) => Some(picture.clone()),
        Previewed::Coming | Previewed::Text(..) => None,
    };
    let address = use_blob_address(picture);
    let name = AttrValue::from(file.name.clone());
    html! {
        <Dialog label={words::PREVIEW} class="dialog preview" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ name.clone() }</h2>
                { content(file, shown, address, &name) }
            </div>
            <DialogEnd dispatch={dispatch.clone()}>
                <button
                    type="button"
                    class="button"
                    onclick={on(dispatch, Msg::Attachments(OnAttachments::Save(file.index)))}
                >
                    { Icon::Download.draw() }{ words::SAVE }
                </button>
            </DialogEnd>
        </Dialog>
    }
}

fn content(file: &Attachment, shown: &Previewed, address: Option<AttrValue>, name: &AttrValue) -> Html {
    match (shown, address) {
        (Previewed::Text(text, whole), _) => html! {
            <>
                if !whole {
                    <p class="muted">{ words::PREVIEW_CUT }</p>
                }
                <pre tabindex="0" dir="auto">{ text.to_string() }</pre>
            </>
        },
        (Previewed::File(_), Some(address)) => match file.preview {
            Preview::Image => html! { <img src={address} alt={name} /> },
            Preview::Audio => html! { <audio controls=true src={address} /> },
            Preview::Video => html! { <video controls=true src={address} /> },
            Preview::Pdf => html! {
                <p>
                    <a href={address} target="_blank" rel="noopener noreferrer">
                        { words::OPEN_IN_TAB }{ Icon::ExternalLink.draw() }
                    </a>
                </p>
            },
            Preview::Text | Preview::None => Html::default(),
        },
        (Previewed::File(_) | Previewed::Coming, _) => {
            html! { <p class="muted" role="status">{ words::PREVIEW_LOADING }</p> }
        }
    }
}
