//! The bodies of a message: plain text on the page itself, HTML in a frame.

use std::{collections::BTreeMap, mem, rc::Rc};

use yew::{AttrValue, Callback, Html, Properties, classes, function_component, html, use_effect_with};

use super::{
    icons::Icon,
    message_frame::{Framed, MessageFrame, Paper},
    message_image::MessageImage,
};
use crate::{
    app::{
        state::{Appearance, Msg, Picture, Zoom},
        text::{Kind, Piece, blocks, pieces},
        words,
    },
    engine::api::Message,
    mail::{Body, SanitisedHtml},
    store::Held,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageBodyProps {
    /// The message; `None` while none is open.
    pub(super) message: Option<Rc<Message>>,
    /// How it is shown.
    pub(super) appearance: Appearance,
    /// How large.
    pub(super) zoom: Zoom,
    /// The images that have come, by the number of the attachment.
    pub(super) images: BTreeMap<u32, Picture>,
    /// Hears when it is on the screen.
    pub(super) dispatch: Callback<Msg>,
}

/// All bodies, in the order of the message. The first frame stays from message to message, and waits
/// out of sight where a message has no need of it.
#[function_component]
pub(super) fn MessageBody(props: &MessageBodyProps) -> Html {
    let message = props.message.as_ref();
    let id = message.map(|message| message.id);
    let bodies = message.map_or(&[][..], |message| &message.reading.bodies);
    let plain_text = message.filter(|_| props.appearance.plain).map(|message| &message.reading.text);
    let only_text = plain_text.map(|text| [Body::Text(text.clone())]);
    let bodies = only_text.as_ref().map_or(bodies, |text| &text[..]);
    let framed = bodies.iter().any(|body| matches!(body, Body::Html(_)));
    let shown = props.dispatch.reform(Msg::MessageShown);
    let at_once = shown.clone();
    use_effect_with((id, props.appearance.plain), move |(id, _)| {
        // A frame says itself when it is filled.
        if let Some(id) = id.filter(|_| !framed) {
            at_once.emit(id);
        }
    });
    let mut first = true;
    let mut drawn = Vec::new();
    if let Some(message) = message {
        for (place, body) in bodies.iter().enumerate() {
            let place = format!("{} {place}", message.id.0);
            let node = match body {
                Body::Text(text) => html! { <div key={place} class="plain" dir="auto">{ plain(text) }</div> },
                Body::Html(html) => {
                    if html.blocked_remote > 0 {
                        drawn.push(html! {
                            <p key={format!("{place} blocked")} class="blocked">
                                { Icon::ImageOff.draw() }{ words::images_blocked(html.blocked_remote) }
                            </p>
                        });
                    }
                    let key = if mem::take(&mut first) { WAITING.to_owned() } else { place };
                    let framed = Framed {
                        of: message.id,
                        document: html.document.clone().into(),
                        zoom: props.zoom,
                        paper: paper(html, props.appearance),
                    };
                    html! { <MessageFrame {key} {framed} on_shown={shown.clone()} /> }
                }
                Body::Image { attachment } => {
                    let files = &message.reading.attachments;
                    let name =
                        files.iter().find(|file| file.index == *attachment).map(|file| file.name.clone());
                    let name = AttrValue::from(name.unwrap_or_else(|| words::IMAGE_LOADING.to_owned()));
                    let picture = props.images.get(attachment).cloned();
                    html! { <MessageImage key={place} {name} {picture} /> }
                }
                Body::Calendar(_) | Body::Bounce(_) | Body::Card(_) => continue,
            };
            drawn.push(node);
        }
        if bodies.is_empty() && message.held != Held::Header {
            drawn.push(html! { <p key="none" class="no-text">{ words::EMPTY_BODY }</p> });
        }
    }
    if first {
        drawn.push(html! { <MessageFrame key={WAITING} framed={None} on_shown={shown} /> });
    }
    html! { <div class="bodies">{ for drawn }</div> }
}

fn paper(html: &SanitisedHtml, appearance: Appearance) -> Paper {
    match appearance.dark_paper {
        _ if html.document.contains("prefers-color-scheme") => Paper::Own,
        true => Paper::Dark,
        false => Paper::Light,
    }
}

/// The key of the frame that stays.
const WAITING: &str = "frame";

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
    html! { <>{ for blocks }</> }
}
