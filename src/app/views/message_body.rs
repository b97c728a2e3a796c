//! The bodies of a message: plain text on the page itself, HTML in a frame.

use std::{collections::BTreeMap, mem, rc::Rc};

use yew::{AttrValue, Callback, Html, Properties, classes, function_component, html, use_effect_with};

use super::{
    message_frame::{Framed, MessageFrame, Paper},
    message_image::MessageImage,
    on, special_bodies,
};
use crate::{
    app::{
        state::{Appearance, Msg, OnAppearance, OnSender, Picture, Zoom},
        text::{Block, Kind, Piece, blocks, pieces},
        words,
    },
    engine::api::Message,
    mail::{Body, RemoteImages, SanitisedHtml, judge_link},
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
    let reading = message.map(|message| &message.reading).filter(|_| props.appearance.plain);
    // Where the sender wrote no text besides, it is made of what they designed.
    let made = reading.map(|reading| [Body::Text(reading.text.clone())]);
    let plain = reading.and_then(|reading| reading.plain.as_deref());
    let bodies = plain.or(made.as_ref().map(|made| &made[..])).unwrap_or(bodies);
    let framed = bodies.iter().any(|body| matches!(body, Body::Html(_)));
    let shown = props.dispatch.reform(Msg::MessageShown);
    let at_once = shown.clone();
    use_effect_with((id, props.appearance.plain), move |(id, _)| {
        // A frame says itself when it is filled.
        if let Some(id) = id.filter(|_| !framed) {
            at_once.emit(id);
        }
    });
    let on_plain = props.dispatch.reform(|()| Msg::Appearance(OnAppearance::Plain(true)));
    let mut first = true;
    let mut drawn = Vec::new();
    if let Some(message) = message {
        for (place, body) in bodies.iter().enumerate() {
            let place = format!("{} {place}", message.id.0);
            let node = match body {
                Body::Text(text) if bodies.len() == 1 && text.trim().is_empty() => {
                    html! { <p key={place} class="no-text">{ words::EMPTY_BODY }</p> }
                }
                Body::Text(text) => html! {
                    <div key={place} class="plain" dir="auto">
                        { plain_text(text, message.reading.forward, &props.dispatch) }
                    </div>
                },
                Body::Html(html) => {
                    let remote = message.remote == RemoteImages::Shown;
                    // Another policy is another document.
                    let key = if !remote && mem::take(&mut first) { WAITING.to_owned() } else { place };
                    let framed = Framed {
                        of: message.id,
                        document: html.document.clone().into(),
                        zoom: props.zoom,
                        paper: paper(html, props.appearance),
                    };
                    let links = html.links.clone();
                    let dispatch = props.dispatch.clone();
                    let on_doubtful = move |number: usize| {
                        if let Some(link) = links.get(number) {
                            dispatch.emit(Msg::Sender(OnSender::DoubtfulLink(link.clone())));
                        }
                    };
                    html! {
                        <MessageFrame
                            {key}
                            {framed}
                            {remote}
                            {on_doubtful}
                            on_plain={on_plain.clone()}
                            on_shown={shown.clone()}
                        />
                    }
                }
                Body::Calendar(calendar) => html! {
                    <section key={place} class="special">{ special_bodies::calendar(calendar, &props.dispatch) }</section>
                },
                Body::Card(card) => html! {
                    <section key={place} class="special">{ special_bodies::card(card, &props.dispatch) }</section>
                },
                Body::Bounce(bounce) => html! {
                    <section key={place} class="special">{ special_bodies::bounce(bounce) }</section>
                },
                Body::Image { attachment } => {
                    let files = &message.reading.attachments;
                    let name =
                        files.iter().find(|file| file.index == *attachment).map(|file| file.name.clone());
                    let name = AttrValue::from(name.unwrap_or_else(|| words::IMAGE_LOADING.to_owned()));
                    let picture = props.images.get(attachment).cloned();
                    html! { <MessageImage key={place} {name} {picture} /> }
                }
            };
            drawn.push(node);
        }
        if bodies.is_empty() && message.held != Held::Header {
            drawn.push(html! { <p key="none" class="no-text">{ words::EMPTY_BODY }</p> });
        }
    }
    if first {
        drawn.push(html! {
            <MessageFrame
                key={WAITING}
                framed={None}
                remote=false
                on_doubtful={Callback::noop()}
                {on_plain}
                on_shown={shown}
            />
        });
    }
    html! { <div class="bodies">{ for drawn }</div> }
}

fn paper(html: &SanitisedHtml, appearance: Appearance) -> Paper {
    match appearance.dark_paper {
        _ if html.has_dark_style => Paper::Own,
        true => Paper::Dark,
        false => Paper::Light,
    }
}

/// The key of the frame that stays.
const WAITING: &str = "frame";

/// Text with its links; what it quotes at its end is folded away.
fn plain_text(text: &str, forward: bool, dispatch: &Callback<Msg>) -> Html {
    let blocks = blocks(text);
    let pieces = blocks.chunk_by(|one, next| one.folds == next.folds).map(|run| {
        let drawn = run.iter().map(|block| draw_block(block, dispatch));
        if !forward && run.first().is_some_and(|block| block.folds) {
            html! { <details class="fold"><summary>{ words::QUOTED }</summary>{ for drawn }</details> }
        } else {
            html! { <>{ for drawn }</> }
        }
    });
    html! { <>{ for pieces }</> }
}

fn draw_block(block: &Block, dispatch: &Callback<Msg>) -> Html {
    let class = match block.kind {
        Kind::Own => classes!("own"),
        Kind::Quote(depth) => classes!("quote", format!("quote-{depth}")),
        Kind::Signature => classes!("signature"),
    };
    let pieces = pieces(&block.text).into_iter().map(|piece| match piece {
        Piece::Words(words) => html! { { words.to_owned() } },
        Piece::Link(address) => link(address, dispatch),
    });
    html! { <div {class}>{ for pieces }</div> }
}

/// An address in a text, its letters in their order whatever is around; one that may deceive is asked about
/// first.
fn link(address: &str, dispatch: &Callback<Msg>) -> Html {
    match judge_link(address, address) {
        None => html! { { address.to_owned() } },
        Some(link) if link.doubts.is_empty() => html! {
            <a href={link.target} target="_blank" rel="noopener noreferrer"><bdi dir="ltr">{ address.to_owned() }</bdi></a>
        },
        Some(link) => html! {
            <button
                type="button"
                class="link-button"
                onclick={on(dispatch, Msg::Sender(OnSender::DoubtfulLink(link)))}
            >
                <bdi dir="ltr">{ address.to_owned() }</bdi>
            </button>
        },
    }
}
