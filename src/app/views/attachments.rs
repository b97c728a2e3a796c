//! The files that come with a message.

use yew::{AttrValue, Callback, Html, classes, html};

use super::{icons::Icon, on};
use crate::{
    app::{
        state::{Msg, OnAttachments},
        words,
    },
    engine::api::Message,
    mail::{Attachment, Preview},
};

/// All of them but those that the text shows.
pub(super) fn attachments(message: &Message, dispatch: &Callback<Msg>) -> Html {
    let attached: Vec<&Attachment> =
        message.reading.attachments.iter().filter(|attachment| !attachment.inline).collect();
    if attached.is_empty() {
        return Html::default();
    }
    html! {
        <section class="attachments" aria-label={words::ATTACHMENTS}>
            if attached.len() > 1 {
                <p class="attachments-head">
                    <span>{ words::attached(attached.len()) }</span>
                    <button
                        type="button"
                        class="button small"
                        onclick={on(dispatch, Msg::Attachments(OnAttachments::SaveAll))}
                    >
                        { Icon::Download.draw() }{ words::SAVE_ALL }
                    </button>
                </p>
            }
            <ul>{ for attached.into_iter().map(|attachment| draw(attachment, dispatch)) }</ul>
        </section>
    }
}

fn draw(attachment: &Attachment, dispatch: &Callback<Msg>) -> Html {
    let name = AttrValue::from(attachment.name.clone());
    // Its ending is never cut off, nor moved by the direction of the name's letters.
    let (stem, ending) = attachment.stem_and_ending();
    let shows = attachment.preview != Preview::None && attachment.danger.is_none();
    html! {
        <li class={classes!("attachment", attachment.danger.map(|_| "dangerous"))}>
            <span class="attachment-icon">
                { if attachment.danger.is_some() { Icon::TriangleAlert } else { Icon::Paperclip }.draw() }
            </span>
            <span class="attachment-name" title={&name}>
                <bdi class="attachment-stem">{ stem.to_owned() }</bdi>
                <bdi>{ ending.to_owned() }</bdi>
            </span>
            <span class="attachment-kind">
                { format!("{} · {}", words::bytes(attachment.size), attachment.media_type) }
            </span>
            <span class="attachment-actions">
                if shows {
                    <button
                        type="button"
                        class="icon-button"
                        aria-label={words::show_attachment(&name)}
                        title={words::show_attachment(&name)}
                        onclick={on(dispatch, Msg::Attachments(OnAttachments::Show(attachment.index)))}
                    >
                        { Icon::Eye.draw() }
                    </button>
                }
                <button
                    type="button"
                    class="icon-button"
                    aria-label={words::save_attachment(&name)}
                    title={words::save_attachment(&name)}
                    onclick={on(dispatch, Msg::Attachments(OnAttachments::Save(attachment.index)))}
                >
                    { Icon::Download.draw() }
                </button>
            </span>
            if let Some(danger) = attachment.danger {
                <p class="attachment-danger">{ words::danger(danger) }</p>
            }
        </li>
    }
}
