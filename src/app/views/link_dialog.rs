//! Asks before a link is followed that does not lead where it seems to.

use yew::{Callback, Html, Properties, function_component, html};

use super::{dialog::Dialog, icons::Icon, on};
use crate::{
    app::{state::Msg, words},
    mail::Link,
};

/// What it asks about.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct LinkDialogProps {
    /// The link.
    pub(super) link: Link,
    /// Hears the answer.
    pub(super) dispatch: Callback<Msg>,
}

/// The question. The keyboard begins at "Cancel". The target is a link itself: whoever asks for it in a
/// private window, say, can.
#[function_component]
pub(super) fn LinkDialog(props: &LinkDialogProps) -> Html {
    let LinkDialogProps { link, dispatch } = props;
    html! {
        <Dialog
            label={words::DOUBTFUL_LINK}
            role="alertdialog"
            described_by="link-why"
            class="dialog link"
            on_cancel={on(dispatch, Msg::CloseDialog)}
        >
            <div class="dialog-body">
                <h2>{ Icon::ShieldAlert.draw() }{ words::DOUBTFUL_LINK }</h2>
                <ul id="link-why">{ for link.doubts.iter().map(|doubt| html! { <li>{ words::doubt(doubt, link) }</li> }) }</ul>
                if !link.text.is_empty() {
                    <h3>{ words::LINK_SAYS }</h3>
                    <p class="link-text" dir="auto">{ &link.text }</p>
                }
                <h3>{ words::LINK_LEADS }</h3>
                <p class="link-target"><bdi>{ &link.target }</bdi></p>
            </div>
            <div class="dialog-actions">
                <a
                    class="button"
                    href={link.target.clone()}
                    target="_blank"
                    rel="noopener noreferrer"
                    onclick={on(dispatch, Msg::CloseDialog)}
                >
                    { words::OPEN_ANYWAY }{ Icon::ExternalLink.draw() }
                </a>
                <button type="button" class="button primary" autofocus=true onclick={on(dispatch, Msg::CloseDialog)}>
                    { words::CANCEL }
                </button>
            </div>
        </Dialog>
    }
}
