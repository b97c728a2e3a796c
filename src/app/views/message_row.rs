//! One row of the message list.

use std::{ops::Range, rc::Rc};

use web_sys::HtmlElement;
use yew::{
    AttrValue, Callback, DragEvent, Html, MouseEvent, Properties, classes, function_component, html,
    use_effect_with, use_node_ref,
};

use super::{dates, dragging, icons::Icon, reading_pane::tag_chip};
use crate::{
    app::{
        marks,
        state::{Msg, OnSelection},
        words,
    },
    engine::api::{Row, There},
    store::{Tag, TagId},
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
    /// It is one of those that are chosen.
    pub(super) chosen: bool,
    /// It is the message being read.
    pub(super) open: bool,
    /// The list is sorted by size: that stands in the place of the date.
    pub(super) sized: bool,
    /// The account's address and colour, where rows of several stand together.
    pub(super) account: Option<(AttrValue, &'static str)>,
    /// The tags that there are.
    pub(super) tags: Rc<[(TagId, Tag)]>,
    /// Changes when the words for dates may have changed: at midnight.
    pub(super) day: i32,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// A row, placed by its number.
#[function_component]
pub(super) fn MessageRow(props: &MessageRowProps) -> Html {
    let MessageRowProps { index, row, reachable, chosen, open, sized, account, tags, dispatch, .. } = props;
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
    let date = if *sized { words::bytes(row.size) } else { dates::short(row.date) };
    let address = account.as_ref().map(|(address, _)| address.as_str());
    let colour = account.as_ref().map(|(_, colour)| *colour);
    let at = *index;
    let tags: Vec<&Tag> = tags.iter().filter(|(id, _)| row.filed.tags.has(*id)).map(|(_, tag)| tag).collect();
    let names: Vec<&str> = tags.iter().map(|tag| tag.name.as_str()).collect();
    let id = row.id;
    let ondragstart = move |event: DragEvent| dragging::begin(&event, id);
    let onclick = dispatch.reform(move |event: MouseEvent| match event {
        event if event.shift_key() => Msg::Select(OnSelection::To(at)),
        event if event.ctrl_key() || event.meta_key() => Msg::Select(OnSelection::Toggle(at)),
        _ => Msg::OpenRow(at),
    });
    html! {
        <div
            ref={node}
            class={classes!("row", (!row.read).then_some("unread"), open.then_some("open"), colour)}
            role="row"
            aria-rowindex={place}
            aria-selected={if *chosen { "true" } else { "false" }}
            aria-current={open.then_some("true")}
            aria-label={words::row_label(row, &date, address, &names)}
            {tabindex}
            {onclick}
            onmousedown={keep_text_unmarked}
            draggable="true"
            {ondragstart}
        >
            { choice(row, at, *chosen, dispatch) }
            <span class="row-from" role="gridcell" dir="auto">{ text(&row.from, &row.marks.from, words::NO_SENDER.text()) }</span>
            <span class="row-date" role="gridcell">
                if row.muted {
                    <span class="row-muted" title={words::MUTED}>{ Icon::BellOff.draw() }</span>
                }
                if !row.others.is_empty() {
                    <span class="row-together">{ words::together(row.others.len()) }</span>
                }
                <time datetime={dates::machine(row.date)} title={dates::full(row.date)}>{ date }</time>
            </span>
            <span class="row-subject" role="gridcell">
                <span class="row-subject-text" dir="auto">
                    { text(&row.subject, &row.marks.subject, words::NO_SUBJECT.text()) }
                </span>
                { for tags.iter().map(|tag| tag_chip(tag)) }
            </span>
            <span class="row-signs" role="gridcell">
                if row.there != There::OnServer {
                    <span class="row-there" title={words::there(row.there)}>{ Icon::HardDrive.draw() }</span>
                }
                if row.filed.pinned {
                    <span class="row-pin" title={words::AT_THE_TOP}>{ Icon::Pin.draw() }</span>
                }
                if row.starred {
                    <span class="row-star" title={words::STARRED}>{ Icon::Star.draw() }</span>
                }
            </span>
            if let Some(held) = words::held(row.held) {
                <span class="row-held" role="gridcell">{ held }</span>
            }
            if row.attachments > 0 {
                <span class="row-clip" role="gridcell" title={words::attachments(row.attachments)}>
                    { Icon::Paperclip.draw() }
                </span>
            }
            <span class="row-snippet" role="gridcell" dir="auto">{ text(&row.snippet, &row.marks.snippet, "") }</span>
        </div>
    }
}

/// The box that chooses the row. A press on it is no press on the row.
fn choice(row: &Row, index: u32, chosen: bool, dispatch: &Callback<Msg>) -> Html {
    let toggled = dispatch.clone();
    let onclick = move |event: MouseEvent| {
        event.stop_propagation();
        let act = if event.shift_key() { OnSelection::To(index) } else { OnSelection::Toggle(index) };
        toggled.emit(Msg::Select(act));
    };
    html! {
        <span class="row-choice" role="gridcell">
            <label onclick={|event: MouseEvent| event.stop_propagation()}>
                <input type="checkbox" tabindex="-1" checked={chosen} aria-label={words::choose_row(row)} {onclick} />
            </label>
        </span>
    }
}

/// A text with what the search hit, or what stands for it where there is none.
fn text(text: &str, hits: &[Range<usize>], instead: &'static str) -> Html {
    if hits.is_empty() || text.trim().is_empty() {
        return html! { <>{ words::or(text, instead) }</> };
    }
    let parts = marks::split(text, hits).into_iter().map(|(hit, part)| {
        if hit {
            html! { <mark>{ part }</mark> }
        } else {
            html! { <>{ part }</> }
        }
    });
    html! { <>{ for parts }</> }
}

/// A click that chooses a range would mark all text on the way.
fn keep_text_unmarked(event: MouseEvent) {
    if event.shift_key() {
        event.prevent_default();
    }
}
