//! How far collecting is, and a way to stop it.

use web_sys::HtmlElement;
use yew::{AttrValue, Callback, Html, Properties, function_component, html, use_effect_with, use_node_ref};

use super::{icons::Icon, on};
use crate::{
    app::{
        state::{Activity, Msg},
        words,
    },
    engine::api::Progress,
    store::AccountId,
};

/// Whose collecting it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct CollectingProps {
    /// The account.
    pub(super) id: AccountId,
    /// Its address.
    pub(super) address: AttrValue,
    /// How far it is.
    pub(super) activity: Activity,
    /// The address is written beside it; elsewhere it stands above already.
    #[prop_or_default]
    pub(super) named: bool,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// A progress bar with its figures in words.
#[function_component]
pub(super) fn Collecting(props: &CollectingProps) -> Html {
    let CollectingProps { id, address, activity, named, dispatch } = props;
    let (now, most) = match activity.progress {
        Progress::Fetching { done, total, .. } => (Some(done), Some(total)),
        _ => (None, None),
    };
    let bar = use_node_ref();
    let drawn = bar.clone();
    use_effect_with(part(activity.progress), move |part| {
        // A `style` attribute would be stopped by the page's own policy.
        if let Some(bar) = drawn.cast::<HtmlElement>() {
            let _ = bar.style().set_property("--part", &part.to_string());
        }
    });
    let text = words::progress(activity);
    let (line, more) = words::progress_lines(activity);
    html! {
        <div class="collecting">
            <div class="collecting-line">
                if *named {
                    <span class="collecting-address">{ address }</span>
                }
                <span class="collecting-figures">{ line }</span>
                <button
                    type="button"
                    class="stop"
                    aria-label={words::stop_for(address)}
                    onclick={on(dispatch, Msg::Stop(*id))}
                >
                    { Icon::Square.draw() }{ words::STOP }
                </button>
            </div>
            <div
                ref={bar}
                class={if now.is_some() { "bar" } else { "bar bar-open" }}
                role="progressbar"
                aria-label={address}
                aria-valuemin="0"
                aria-valuenow={now.map(|now| now.to_string())}
                aria-valuemax={most.map(|most| most.to_string())}
                aria-valuetext={text}
            />
            if let Some(more) = more {
                <p class="collecting-more">{ more }</p>
            }
        </div>
    }
}

/// The part of the work that is done, from 0 to 1: by bytes, since one message may be a thousand
/// times another.
fn part(progress: Progress) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "only a bar's length")]
    match progress {
        Progress::Fetching { bytes, total_bytes, .. } if total_bytes > 0 => {
            (bytes as f64 / total_bytes as f64).min(1.0)
        }
        Progress::Fetching { .. } | Progress::Finishing => 1.0,
        Progress::Waiting { .. }
        | Progress::Connecting
        | Progress::LoggingIn
        | Progress::Listing
        | Progress::Comparing => 0.0,
    }
}
