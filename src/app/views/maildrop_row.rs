//! One message that waits on the server.

use web_sys::{HtmlElement, HtmlInputElement};
use yew::{
    Callback, Event, Html, Properties, TargetCast, classes, function_component, html, use_effect_with,
    use_node_ref,
};

use super::dates;
use crate::{
    app::{
        state::{Msg, OnMaildrop},
        words,
    },
    engine::api::Surveyed,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MaildropRowProps {
    /// Its place, from 0.
    pub(super) index: u32,
    /// The message.
    pub(super) message: Surveyed,
    /// It is chosen.
    pub(super) chosen: bool,
    /// The keyboard stops here.
    pub(super) reachable: bool,
    /// Settings are tried out.
    pub(super) trial: bool,
    /// Its deletion can still be undone.
    pub(super) waiting: bool,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// A row, placed by its number.
#[function_component]
pub(super) fn MaildropRow(props: &MaildropRowProps) -> Html {
    let MaildropRowProps { index, message, chosen, reachable, trial, waiting, dispatch } = props;
    let node = use_node_ref();
    let placed = node.clone();
    use_effect_with(*index, move |index| {
        // A `style` attribute would be stopped by the page's own policy.
        if let Some(element) = placed.cast::<HtmlElement>() {
            let _ = element.style().set_property("--index", &index.to_string());
        }
    });
    let at = *index;
    let onchange = dispatch.reform(move |event: Event| {
        Msg::Maildrop(OnMaildrop::Choose(at, event.target_unchecked_into::<HtmlInputElement>().checked()))
    });
    let heading = message.heading.as_ref();
    let date = heading.and_then(|heading| heading.date);
    let goes = *waiting || message.goes;
    html! {
        <div
            ref={node}
            class={classes!("maildrop-row", goes.then_some("goes"))}
            role="row"
            aria-rowindex={(u64::from(*index) + 2).to_string()}
            aria-selected={if *chosen { "true" } else { "false" }}
        >
            <label class="cell-box" role="gridcell">
                <input
                    type="checkbox"
                    checked={*chosen}
                    tabindex={if *reachable { "0" } else { "-1" }}
                    aria-label={words::choose(message)}
                    {onchange}
                />
            </label>
            <span class="cell-number" role="gridcell">{ words::number(message.number) }</span>
            <span class="cell-from" role="gridcell" dir="auto">
                { heading.map(|heading| words::or(&heading.from, words::NO_SENDER.text()).to_owned()) }
            </span>
            <span class={classes!("cell-subject", heading.is_none().then_some("muted"))} role="gridcell" dir="auto">
                { heading.map_or(words::NO_HEADING.text(), |heading| words::or(&heading.subject, words::NO_SUBJECT.text())) }
            </span>
            <span class="cell-date" role="gridcell">
                if let Some(date) = date {
                    <time datetime={dates::machine(date)} title={dates::full(date)}>{ dates::short(date) }</time>
                }
            </span>
            <span class="cell-size" role="gridcell">{ words::bytes(message.octets) }</span>
            <span class="cell-here" role="gridcell">{ words::here(message) }</span>
            <span class="cell-fate" role="gridcell">{ words::fate(message, *trial, *waiting) }</span>
        </div>
    }
}
