//! How far something is that takes a while, and a way to stop it.

use web_sys::HtmlElement;
use yew::{
    AttrValue, Callback, Html, MouseEvent, Properties, function_component, html, use_effect_with,
    use_node_ref,
};

use super::icons::Icon;
use crate::app::words;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct LongWorkProps {
    /// How far it is, in words.
    pub(super) text: AttrValue,
    /// What it is called.
    pub(super) name: &'static str,
    /// So much is done ...
    pub(super) done: u64,
    /// ... of so much; `None` where that is not known yet.
    pub(super) total: Option<u64>,
    /// What the button is called that stops it.
    pub(super) stop_name: &'static str,
    /// Stops it.
    pub(super) on_stop: Option<Callback<MouseEvent>>,
}

/// The bar.
#[function_component]
pub(super) fn LongWork(props: &LongWorkProps) -> Html {
    let LongWorkProps { text, name, done, total, stop_name, on_stop } = props;
    let bar = use_node_ref();
    let drawn = bar.clone();
    #[expect(clippy::cast_precision_loss, reason = "only a bar's length")]
    let part = total.map_or(0.0, |total| (*done as f64 / total.max(1) as f64).min(1.0));
    use_effect_with(part, move |part| {
        // A `style` attribute would be stopped by the page's own policy.
        if let Some(bar) = drawn.cast::<HtmlElement>() {
            let _ = bar.style().set_property("--part", &part.to_string());
        }
    });
    html! {
        <div class="alert done">
            <div class="alert-body checking">
                <div class="collecting-line">
                    <span class="collecting-figures">{ text }</span>
                    if let Some(on_stop) = on_stop {
                        <button type="button" class="stop" aria-label={*stop_name} onclick={on_stop.clone()}>
                            { Icon::Square.draw() }{ words::STOP }
                        </button>
                    }
                </div>
                <div
                    ref={bar}
                    class={if total.is_some() { "bar" } else { "bar bar-open" }}
                    role="progressbar"
                    aria-label={*name}
                    aria-valuemin="0"
                    aria-valuenow={total.map(|total| done.min(&total).to_string())}
                    aria-valuemax={total.map(|total| total.to_string())}
                    aria-valuetext={text}
                />
            </div>
        </div>
    }
}
