//! What a message would do beyond itself: images that were not fetched, links that do not lead where they
//! seem to.

use yew::{Callback, Html, html};

use super::{icons::Icon, on};
use crate::{
    app::{
        state::{Msg, OnSender},
        words,
    },
    engine::api::{Message, SenderImages},
    mail::{Body, Link, RemoteImages, SanitisedHtml},
};

/// The bars above the bodies.
pub(super) fn remote_content(message: &Message, dispatch: &Callback<Msg>) -> Html {
    let documents: Vec<&SanitisedHtml> = message
        .reading
        .bodies
        .iter()
        .filter_map(|body| if let Body::Html(html) = body { Some(html) } else { None })
        .collect();
    html! { <>{ images(message, &documents, dispatch) }{ links(&documents, dispatch) }</> }
}

fn images(message: &Message, documents: &[&SanitisedHtml], dispatch: &Callback<Msg>) -> Html {
    let blocked: u32 = documents.iter().map(|html| html.blocked_remote).sum();
    let trackers: u32 = documents.iter().map(|html| html.blocked_trackers).sum();
    let shown = message.remote == RemoteImages::Shown;
    if blocked == 0 && !shown {
        return Html::default();
    }
    let mut hosts: Vec<&str> =
        documents.iter().flat_map(|html| &html.trackers).map(|tracker| tracker.host.as_str()).collect();
    hosts.retain(|host| !host.is_empty());
    hosts.sort_unstable();
    hosts.dedup();
    let button = |label: &'static str, act: OnSender| {
        html! {
            <button type="button" class="button small" onclick={on(dispatch, Msg::Sender(act))}>{ label }</button>
        }
    };
    html! {
        <div class="blocked">
            { if shown { Icon::Image } else { Icon::ImageOff }.draw() }
            <p>
                if shown {
                    { words::IMAGES_SHOWN }{ " " }
                } else if blocked > trackers {
                    { format!("{}. ", words::images_blocked(blocked - trackers)) }
                }
                if trackers > 0 {
                    { words::trackers_blocked(trackers, &hosts) }
                }
            </p>
            if !shown && blocked > trackers {
                { button(words::SHOW_IMAGES.text(), OnSender::ShowImages) }
                if message.sender_images == SenderImages::Offered {
                    { button(words::ALWAYS_SHOW.text(), OnSender::AlwaysShowImages(true)) }
                }
            }
            if message.sender_images == SenderImages::Always {
                { button(words::NO_LONGER_SHOW.text(), OnSender::AlwaysShowImages(false)) }
            }
        </div>
    }
}

fn links(documents: &[&SanitisedHtml], dispatch: &Callback<Msg>) -> Html {
    let doubtful: Vec<&Link> = documents.iter().flat_map(|html| &html.links).collect();
    if doubtful.is_empty() {
        return Html::default();
    }
    let lines = doubtful.iter().map(|link| {
        let link = (*link).clone();
        let words = words::link_leads(&link);
        html! {
            <li>
                <button
                    type="button"
                    class="link-button"
                    onclick={on(dispatch, Msg::Sender(OnSender::DoubtfulLink(link)))}
                >
                    { words }
                </button>
            </li>
        }
    });
    html! {
        <details class="doubtful-links">
            <summary>{ Icon::TriangleAlert.draw() }{ words::doubtful_links(doubtful.len()) }</summary>
            <ul>{ for lines }</ul>
        </details>
    }
}
