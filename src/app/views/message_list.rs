//! The message list: only the rows in view are drawn, however many there are.

use std::rc::Rc;

use gloo::utils::document;
use js_sys::Date;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::{
    AttrValue, Callback, FocusEvent, Html, KeyboardEvent, NodeRef, Properties, classes, function_component,
    hook, html, use_callback, use_effect, use_effect_with, use_node_ref,
};

use super::{folders::colour_of, mark::mark, message_row::MessageRow, on};
use crate::{
    app::{
        state::{Command, KeyboardAt, List, Msg, OnSearch, OnSelection, Visible},
        words,
    },
    engine::api::{Folder, Overview, Row},
    store::{MessageId, Tag, TagId},
};

/// The id of the element that scrolls.
pub(in crate::app) const LIST_ID: &str = "messages";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageListProps {
    /// The window of the folder.
    pub(super) list: Rc<List>,
    /// Accounts, to tell whose a row is.
    pub(super) overview: Rc<Overview>,
    /// The message being read.
    pub(super) open: Option<MessageId>,
    /// The rows that are chosen, of those that are drawn.
    pub(super) chosen: Vec<u32>,
    /// Some are chosen, drawn or not.
    pub(super) choosing: bool,
    /// What was searched for.
    pub(super) searched: Option<AttrValue>,
    /// There is somewhere else to search for it.
    pub(super) elsewhere: bool,
    /// Mail is being collected.
    pub(super) collecting: bool,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The grid of messages.
#[function_component]
pub(super) fn MessageList(props: &MessageListProps) -> Html {
    let MessageListProps {
        list,
        overview,
        open,
        chosen,
        choosing,
        searched,
        elsewhere,
        collecting,
        dispatch,
    } = props;
    let grid = use_node_ref();
    let canvas = use_node_ref();
    let look = use_callback((grid.clone(), dispatch.clone()), |(), (grid, dispatch)| {
        if let Some(visible) = in_view(grid) {
            dispatch.emit(Msg::Look(visible));
        }
    });
    use_keyboard(grid.clone());
    use_size(grid.clone(), look.clone());
    let length = canvas.clone();
    use_effect_with(list.total(), move |total| {
        if let Some(canvas) = length.cast::<HtmlElement>() {
            let _ = canvas.style().set_property("--rows", &total.to_string());
        }
    });

    let onscroll = look.reform(|_| ());
    let onkeydown = {
        let (list, dispatch) = (Rc::clone(list), dispatch.clone());
        move |event: KeyboardEvent| {
            if let Some(msg) = key(&event, &list) {
                event.prevent_default();
                dispatch.emit(msg);
            }
        }
    };
    let onfocusin = {
        let (list, dispatch) = (Rc::clone(list), dispatch.clone());
        move |event: FocusEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let index = target.and_then(|row| row.get_attribute("aria-rowindex")?.parse::<u32>().ok());
            if let Some(index) =
                index.and_then(|index| index.checked_sub(1)).filter(|index| *index != list.cursor())
            {
                dispatch.emit(Msg::Point(index));
            }
        }
    };

    let of_one = |folder: Folder| matches!(folder, Folder::Inbox(_)) || overview.accounts.len() < 2;
    let shared = list.view().is_some_and(|view| !of_one(view.folder));
    let sized = list.view().is_some_and(|view| view.order.is_of_sizes());
    let tags: Rc<[(TagId, Tag)]> = overview.tags.clone().into();
    let rows = indexes(list).into_iter().map(|index| {
        let row = list.row(index).cloned();
        let key = row.as_ref().map_or_else(|| format!("at {index}"), |row| format!("{}", row.id.0));
        let account = row.as_ref().filter(|_| shared).and_then(|row| whose(overview, row));
        html! {
            <MessageRow
                {key}
                {index}
                reachable={index == list.cursor()}
                chosen={chosen.contains(&index)}
                {sized}
                open={row.as_ref().is_some_and(|row| Some(row.id) == *open)}
                {row}
                {account}
                tags={Rc::clone(&tags)}
                day={today()}
                dispatch={dispatch.clone()}
            />
        }
    });
    let empty = list.loaded() && list.total() == 0;
    html! {
        <>
            <div
                ref={grid}
                id={LIST_ID}
                class={classes!("messages", choosing.then_some("choosing"))}
                role="grid"
                aria-label={words::MESSAGES}
                aria-multiselectable="true"
                aria-rowcount={list.total().to_string()}
                tabindex={empty.then_some("-1")}
                aria-busy={if list.loaded() { "false" } else { "true" }}
                {onscroll}
                {onkeydown}
                {onfocusin}
            >
                <div ref={canvas} class="canvas" role="rowgroup">{ for rows }</div>
                <div class="row-measure" aria-hidden="true" />
            </div>
            if let Some(query) = searched.as_ref().filter(|_| empty) {
                { nothing_found(list, query, *elsewhere, overview, dispatch) }
            } else if empty {
                <div class="empty" role="status">
                    { mark("mark-faint") }
                    <p>{ if *collecting { words::EMPTY_COLLECTING } else { words::EMPTY_FOLDER } }</p>
                </div>
            }
        </>
    }
}

/// Says that nothing was found, and offers what may help.
fn nothing_found(
    list: &List,
    query: &str,
    elsewhere: bool,
    overview: &Overview,
    dispatch: &Callback<Msg>,
) -> Html {
    let folder = list.view().map_or(Folder::AllInboxes, |view| view.folder);
    let (label, act) = if elsewhere {
        (words::SEARCH_ALL_MAIL, OnSearch::Everywhere(true))
    } else {
        (words::CLEAR_SEARCH, OnSearch::Clear)
    };
    html! {
        <div class="empty nothing-found">
            { mark("mark-faint") }
            <p>{ words::nothing_found(query, folder, words::folder_name(folder, overview)) }</p>
            <button type="button" class="button" onclick={on(dispatch, Msg::Search(act))}>{ label }</button>
        </div>
    }
}

/// The height of a row, as the style sheet has it now.
pub(in crate::app) fn row_height(grid: &Element) -> f64 {
    let probe = grid.query_selector(".row-measure").ok().flatten();
    probe.map_or(0.0, |probe| probe.get_bounding_client_rect().height()).max(16.0)
}

/// The rows to draw, in order; the one with the keyboard besides, wherever it is.
pub(super) fn indexes(list: &List) -> Vec<u32> {
    let drawn = list.drawn();
    let cursor = list.cursor();
    let above = (cursor < drawn.start && list.total() > 0).then_some(cursor);
    let below = (cursor >= drawn.end && list.total() > 0).then_some(cursor);
    above.into_iter().chain(drawn).chain(below).collect()
}

/// Whose a row is: the address, and the colour that stands for it.
fn whose(overview: &Overview, row: &Row) -> Option<(AttrValue, &'static str)> {
    let (id, account) = overview.accounts.iter().find(|(id, _)| *id == row.account)?;
    Some((AttrValue::from(account.address.clone()), colour_of(overview, *id)))
}

/// The rows in view.
pub(super) fn in_view(grid: &NodeRef) -> Option<Visible> {
    let grid = grid.cast::<Element>()?;
    let height = row_height(&grid);
    let (top, view) = (f64::from(grid.scroll_top()).max(0.0), f64::from(grid.client_height()));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, and not below 0")]
    let whole = |value: f64| value as u32;
    let first = (top / height).floor();
    let end = ((top + view) / height).ceil();
    Some(Visible { first: whole(first), count: whole(end - first) })
}

/// The message that a key asks for.
fn key(event: &KeyboardEvent, list: &List) -> Option<Msg> {
    let cursor = list.cursor();
    let key = event.key();
    if event.alt_key() {
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        return match key.as_str() {
            "a" if !event.shift_key() => Some(Msg::Select(OnSelection::All)),
            " " => Some(Msg::Select(OnSelection::ToggleCursor)),
            _ => None,
        };
    }
    let page = list.visible().count.saturating_sub(2).max(1);
    let to = match key.as_str() {
        "ArrowDown" => cursor.saturating_add(1),
        "ArrowUp" => cursor.saturating_sub(1),
        "PageDown" => cursor.saturating_add(page),
        "PageUp" => cursor.saturating_sub(page),
        "Home" => 0,
        "End" => list.total().saturating_sub(1),
        "Enter" | " " => return Some(Msg::OpenRow(cursor)),
        "Delete" if !event.shift_key() => return Some(Msg::Run(Command::Delete, KeyboardAt::List)),
        _ => return None,
    };
    Some(if event.shift_key() { Msg::Select(OnSelection::Step(to)) } else { Msg::Step(to) })
}

/// A number that changes at midnight.
fn today() -> i32 {
    let now = Date::new_0();
    #[expect(clippy::cast_possible_wrap, reason = "a month and a day of the month")]
    let (month, day) = (now.get_month() as i32, now.get_date() as i32);
    month * 32 + day
}

/// A row that had the keyboard may be drawn as another element (a row that has arrived, or that has
/// moved): the keyboard follows it.
#[hook]
fn use_keyboard(grid: NodeRef) {
    let active = document().active_element();
    let had = grid.cast::<Element>().is_some_and(|grid| {
        active.as_ref().is_some_and(|active| &grid != active && grid.contains(Some(active)))
    });
    use_effect(move || {
        let Some(grid) = grid.cast::<Element>().filter(|_| had) else { return };
        let Ok(Some(row)) = grid.query_selector("[role=row][tabindex='0']") else { return };
        if document().active_element().as_ref() != Some(&row)
            && let Some(row) = row.dyn_ref::<HtmlElement>()
        {
            let options = web_sys::FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = row.focus_with_options(&options);
        }
    });
}

/// The rows in view are counted anew when the list grows or shrinks.
#[hook]
pub(super) fn use_size(grid: NodeRef, look: Callback<()>) {
    use_effect_with((), move |()| {
        let changed = Closure::<dyn Fn()>::new(move || look.emit(()));
        let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(grid)) = (&observer, grid.cast::<Element>()) {
            observer.observe(&grid);
            // Rows may become higher or lower.
            if let Ok(Some(measure)) = grid.query_selector(".row-measure") {
                observer.observe(&measure);
            }
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(changed);
        }
    });
}
