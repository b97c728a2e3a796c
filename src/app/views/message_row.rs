//! One row of the message list.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::{
    AttrValue, Callback, Html, Properties, classes, function_component, html, use_effect_with, use_node_ref,
};

use super::{dates, icons::Icon, on};
use crate::{
    app::{state::Msg, words},
    engine::api::Row,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageRowProps {
    /// Its number in the folder, from 0.
    pub(super) index: u32,
    /// The message; `None` while it has not arrived.
    pub(super) row: Option<Rc<Row>>,
    /// The keyboard stops here.
    pub(super) reachable: bool,
    /// It is the message being read.
    pub(super) open: bool,
    /// The account's address and colour, where rows of several stand together.
    pub(super) account: Option<(AttrValue, &'static str)>,
    /// Changes when the words for dates may have changed: at midnight.
    pub(super) day: i32,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// A row, placed by its number.
#[function_component]
pub(super) fn MessageRow(props: &MessageRowProps) -> Html {
    let MessageRowProps { index, row, reachable, open, account, dispatch, .. } = props;
    let node = use_node_ref();
    let placed = node.clone();
    use_effect_with(*index, move |index| {
        // A `style` attribute would be stopped by the page's own policy.
        if let Some(element) = placed.cast::<HtmlElement>() {
            let _ = element.style().set_property("--index", &index.to_string());
        }
    });
    let tabindex = if *reachable { "0" } else { "-1" };
    let place = (u64::from(*index) + 1).to_string();
    let Some(row) = row else {
        return html! {
            <div ref={node} class="row row-loading" role="row" aria-rowindex={place} aria-label={words::ROW_LOADING}
                {tabindex}>
                <span role="gridcell"><span class="line-of-nothing" /><span class="line-of-nothing" /></span>
            </div>
        };
    };
    let date = dates::short(row.date);
    let address = account.as_ref().map(|(address, _)| address.as_str());
    let colour = account.as_ref().map(|(_, colour)| *colour);
    html! {
        <div
            ref={node}
            class={classes!("row", (!row.read).then_some("unread"), colour)}
            role="row"
            aria-rowindex={place}
            aria-selected={if *open { "true" } else { "false" }}
            aria-label={words::row_label(row, &date, address)}
            {tabindex}
            onclick={on(dispatch, Msg::OpenRow(*index))}
        >
            <span class="row-from" role="gridcell" dir="auto">{ words::or(&row.from, words::NO_SENDER) }</span>
            <span class="row-date" role="gridcell">
                <time datetime={dates::machine(row.date)} title={dates::full(row.date)}>{ date }</time>
            </span>
            <span class="row-subject" role="gridcell" dir="auto">{ words::or(&row.subject, words::NO_SUBJECT) }</span>
            if let Some(held) = words::held(row.held) {
                <span class="row-held" role="gridcell">{ held }</span>
            }
            if row.attachments > 0 {
                <span class="row-clip" role="gridcell" title={words::attachments(row.attachments)}>
                    { Icon::Paperclip.draw() }
                </span>
            }
            <span class="row-snippet" role="gridcell" dir="auto">{ &row.snippet }</span>
        </div>
    }
}
