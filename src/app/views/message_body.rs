//! The bodies of a message: plain text on the page itself, HTML in a frame.

use std::{collections::BTreeMap, rc::Rc};

use yew::{AttrValue, Callback, Html, Properties, classes, function_component, html, use_effect_with};

use super::{icons::Icon, message_frame::MessageFrame, message_image::MessageImage};
use crate::{
    app::{
        state::{Msg, Picture},
        text::{Kind, Piece, blocks, pieces},
        words,
    },
    engine::api::Message,
    mail::Body,
    store::Held,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageBodyProps {
    /// The message.
    pub(super) message: Rc<Message>,
    /// The images that have come, by the number of the attachment.
    pub(super) images: BTreeMap<u32, Picture>,
    /// Hears when it is on the screen.
    pub(super) dispatch: Callback<Msg>,
}

/// All bodies, in the order of the message.
#[function_component]
pub(super) fn MessageBody(props: &MessageBodyProps) -> Html {
    let bodies = &props.message.reading.bodies;
    let id = props.message.id;
    let framed = bodies.iter().any(|body| matches!(body, Body::Html(_)));
    let shown = props.dispatch.reform(move |()| Msg::MessageShown(id));
    let at_once = shown.clone();
    use_effect_with(id, move |_| {
        // A frame says itself when it is filled.
        if !framed {
            at_once.emit(());
        }
    });
    if bodies.is_empty() && props.message.held == Held::Header {
        return Html::default();
    }
    if bodies.is_empty() {
        return html! { <p class="no-text">{ words::EMPTY_BODY }</p> };
    }
    let drawn = bodies.iter().enumerate().map(|(place, body)| match body {
        Body::Text(text) => plain(text),
        Body::Html(html) => html! {
            <>
                if html.blocked_remote > 0 {
                    <p class="blocked">{ Icon::ImageOff.draw() }{ words::images_blocked(html.blocked_remote) }</p>
                }
                <MessageFrame
                    key={place}
                    document={AttrValue::from(html.document.clone())}
                    on_shown={shown.clone()}
                />
            </>
        },
        Body::Image { attachment } => {
            let files = &props.message.reading.attachments;
            let name = files.iter().find(|file| file.index == *attachment).map(|file| file.name.clone());
            let name = AttrValue::from(name.unwrap_or_else(|| words::IMAGE_LOADING.to_owned()));
            let picture = props.images.get(attachment).cloned();
            html! { <MessageImage key={place} {name} {picture} /> }
        }
    });
    html! { <div class="bodies">{ for drawn }</div> }
}

fn plain(text: &str) -> Html {
    let blocks = blocks(text).into_iter().map(|block| {
        let class = match block.kind {
            Kind::Own => classes!("own"),
            Kind::Quote(depth) => classes!("quote", format!("quote-{depth}")),
            Kind::Signature => classes!("signature"),
        };
        let pieces = pieces(&block.text).into_iter().map(|piece| match piece {
            Piece::Words(words) => html! { { words.to_owned() } },
            Piece::Link(address) => html! {
                <a href={address.to_owned()} target="_blank" rel="noopener noreferrer">{ address.to_owned() }</a>
            },
        });
        html! { <div {class}>{ for pieces }</div> }
    });
    html! { <div class="plain" dir="auto">{ for blocks }</div> }
}
