//! What waits on the server: a screen in place of list and message.

use std::{collections::BTreeSet, rc::Rc};

use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement, HtmlInputElement};
use yew::{
    AttrValue, Callback, Event, Html, KeyboardEvent, Properties, TargetCast, function_component, html,
    use_callback, use_effect_with, use_node_ref,
};

use super::{
    alerts::telling,
    icons::Icon,
    maildrop_row::MaildropRow,
    mark::mark,
    message_list::{in_view, use_size},
    on,
};
use crate::{
    app::{
        state::{Maildrop, Msg, OnMaildrop},
        words,
    },
    store::{Uidl, Wish},
};

/// The id of the element that scrolls.
pub(in crate::app) const MAILDROP_ID: &str = "maildrop";
/// The id of the title.
pub(in crate::app) const MAILDROP_TITLE_ID: &str = "maildrop-title";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MaildropScreenProps {
    /// The maildrop.
    pub(super) maildrop: Rc<Maildrop>,
    /// Messages of it whose deletion can still be undone.
    pub(super) going: BTreeSet<Uidl>,
    /// The account's address.
    pub(super) address: AttrValue,
    /// What the relay's operator has listed.
    pub(super) listed: Option<AttrValue>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The screen.
#[function_component]
pub(super) fn MaildropScreen(props: &MaildropScreenProps) -> Html {
    let MaildropScreenProps { maildrop, going, address, listed, dispatch } = props;
    let found = maildrop.survey.is_some();
    html! {
        <section class="maildrop" aria-labelledby={MAILDROP_TITLE_ID}>
            { header(maildrop, address, dispatch) }
            if maildrop.trial.is_some() {
                <p class="note trial" role="status">{ Icon::Info.draw() }{ words::TRIAL }</p>
            }
            if let Some(problem) = &maildrop.problem {
                <div class="note bad" role="alert">
                    { Icon::TriangleAlert.draw() }
                    <div>{ telling(&words::problem(problem, 0, listed.as_deref())) }</div>
                </div>
            }
            if maildrop.total() > 0 {
                { actions(maildrop, dispatch) }
                <Table maildrop={Rc::clone(maildrop)} going={going.clone()} dispatch={dispatch.clone()} />
                if maildrop.lacks_headers() {
                    <div class="maildrop-foot">
                        { button(Icon::Download, words::MORE_HEADERS.text(), OnMaildrop::MoreHeaders, maildrop.asking, dispatch) }
                    </div>
                }
            } else if found && !maildrop.asking {
                <div class="empty" role="status">{ mark("mark-faint") }<p>{ words::MAILDROP_EMPTY }</p></div>
            } else if maildrop.asking {
                <div class="empty">{ mark("mark-waiting") }<p>{ words::MAILDROP_ASKING }</p></div>
            }
        </section>
    }
}

fn header(maildrop: &Maildrop, address: &AttrValue, dispatch: &Callback<Msg>) -> Html {
    let back = if maildrop.from_form() { words::BACK_TO_FORM } else { words::BACK_TO_MAIL }.text();
    html! {
        <header class="maildrop-header">
            <button
                type="button"
                class="icon-button"
                aria-label={back}
                title={back}
                onclick={on(dispatch, Msg::Maildrop(OnMaildrop::Close))}
            >
                { Icon::ArrowLeft.draw() }
            </button>
            <div class="maildrop-title">
                <h1 id={MAILDROP_TITLE_ID} tabindex="-1">{ words::MAILDROP }</h1>
                <p>{ address }</p>
            </div>
            <p class="maildrop-figures" role="status">
                if maildrop.asking {
                    { words::MAILDROP_ASKING }
                } else if let Some(survey) = &maildrop.survey {
                    { figures(maildrop, survey.octets) }
                }
            </p>
            { button(Icon::RefreshCw, words::LOOK_AGAIN.text(), OnMaildrop::Again, maildrop.asking, dispatch) }
        </header>
    }
}

fn figures(maildrop: &Maildrop, octets: u64) -> Html {
    let (count, going) = maildrop.going();
    html! {
        <>
            <span>{ words::maildrop_figures(maildrop.total(), octets) }</span>
            <span>{ words::going(count, going, maildrop.trial.is_some()) }</span>
        </>
    }
}

fn actions(maildrop: &Maildrop, dispatch: &Callback<Msg>) -> Html {
    let none = maildrop.chosen() == 0;
    html! {
        <div class="maildrop-actions" role="toolbar" aria-label={words::CHOSEN_ACTIONS}>
            { button(Icon::Download, words::WISH_COLLECT.text(), OnMaildrop::Do(Wish::CollectAgain), none, dispatch) }
            { button(Icon::Server, words::WISH_KEEP.text(), OnMaildrop::Do(Wish::Keep), none, dispatch) }
            { button(Icon::Trash, words::WISH_DELETE.text(), OnMaildrop::Do(Wish::Delete), none, dispatch) }
            <span class="spring" />
            <span class="maildrop-chosen" role="status">{ words::chosen(maildrop.chosen()) }</span>
        </div>
    }
}

fn button(icon: Icon, label: &'static str, act: OnMaildrop, idle: bool, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button
            type="button"
            class="quiet-button"
            title={label}
            aria-disabled={idle.then_some("true")}
            onclick={on(dispatch, Msg::Maildrop(act))}
        >
            { icon.draw() }<span class="button-label">{ label }</span>
        </button>
    }
}

/// What the table shows.
#[derive(Debug, PartialEq, Properties)]
struct TableProps {
    maildrop: Rc<Maildrop>,
    going: BTreeSet<Uidl>,
    dispatch: Callback<Msg>,
}

/// The messages: only the rows in view are drawn, however many there are.
#[function_component]
fn Table(props: &TableProps) -> Html {
    let TableProps { maildrop, going, dispatch } = props;
    let (grid, canvas) = (use_node_ref(), use_node_ref());
    let look = use_callback((grid.clone(), dispatch.clone()), |(), (grid, dispatch)| {
        if let Some(visible) = in_view(grid) {
            dispatch.emit(Msg::Maildrop(OnMaildrop::Look(visible)));
        }
    });
    use_size(grid.clone(), look.clone());
    let length = canvas.clone();
    use_effect_with(maildrop.total(), move |total| {
        if let Some(canvas) = length.cast::<HtmlElement>() {
            let _ = canvas.style().set_property("--rows", &total.to_string());
        }
    });
    let onkeydown = {
        let (maildrop, dispatch) = (Rc::clone(maildrop), dispatch.clone());
        move |event: KeyboardEvent| {
            if let Some(index) = key(&event, &maildrop) {
                event.prevent_default();
                dispatch.emit(Msg::Maildrop(OnMaildrop::Step(index)));
            }
        }
    };
    let pointed = dispatch.clone();
    let onfocusin = move |event: FocusEvent| {
        if let Some(index) = row_of(&event) {
            pointed.emit(Msg::Maildrop(OnMaildrop::Point(index)));
        }
    };
    let all = maildrop.total() > 0 && maildrop.chosen() == maildrop.total();
    let onchange = dispatch.reform(|event: Event| {
        Msg::Maildrop(OnMaildrop::ChooseAll(event.target_unchecked_into::<HtmlInputElement>().checked()))
    });
    let rows = indexes(maildrop).into_iter().filter_map(|index| {
        let message = maildrop.message(index)?;
        Some(html! {
            <MaildropRow
                key={message.name.0.clone().escape_ascii().to_string()}
                {index}
                message={message.clone()}
                chosen={maildrop.is_chosen(index)}
                reachable={index == maildrop.cursor()}
                trial={maildrop.trial.is_some()}
                waiting={going.contains(&message.name)}
                dispatch={dispatch.clone()}
            />
        })
    });
    html! {
        <div
            ref={grid}
            id={MAILDROP_ID}
            class="maildrop-table"
            role="grid"
            aria-label={words::MAILDROP}
            aria-multiselectable="true"
            aria-rowcount={(u64::from(maildrop.total()) + 1).to_string()}
            aria-busy={if maildrop.asking { "true" } else { "false" }}
            onscroll={look.reform(|_| ())}
            {onkeydown}
            {onfocusin}
        >
            <div class="maildrop-head" role="row" aria-rowindex="1">
                <span class="cell-box" role="columnheader">
                    <input type="checkbox" checked={all} aria-label={words::CHOOSE_ALL} title={words::CHOOSE_ALL} {onchange} />
                </span>
                <span class="cell-number" role="columnheader">{ words::COLUMN_NUMBER }</span>
                <span class="cell-from" role="columnheader">{ words::COLUMN_FROM }</span>
                <span class="cell-subject" role="columnheader">{ words::COLUMN_SUBJECT }</span>
                <span class="cell-date" role="columnheader">{ words::COLUMN_DATE }</span>
                <span class="cell-size" role="columnheader">{ words::COLUMN_SIZE }</span>
                <span class="cell-here" role="columnheader">{ words::COLUMN_HERE }</span>
                <span class="cell-fate" role="columnheader">{ words::COLUMN_FATE }</span>
            </div>
            <div ref={canvas} class="canvas" role="rowgroup">{ for rows }</div>
            <div class="row-measure" aria-hidden="true" />
        </div>
    }
}

/// The rows to draw, in order; the one with the keyboard besides, wherever it is.
fn indexes(maildrop: &Maildrop) -> Vec<u32> {
    let (drawn, cursor) = (maildrop.drawn(), maildrop.cursor());
    let above = (cursor < drawn.start).then_some(cursor);
    let below = (cursor >= drawn.end).then_some(cursor);
    above.into_iter().chain(drawn).chain(below).collect()
}

/// The row of the box that got the keyboard.
fn row_of(event: &FocusEvent) -> Option<u32> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let row = target.closest("[role=row]").ok()??;
    let number = row.get_attribute("aria-rowindex")?.parse::<u32>().ok()?;
    // The headings are the first row.
    number.checked_sub(2)
}

/// The row that a key leads to.
fn key(event: &KeyboardEvent, maildrop: &Maildrop) -> Option<u32> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let cursor = maildrop.cursor();
    let page = maildrop.visible().count.saturating_sub(2).max(1);
    match event.key().as_str() {
        "ArrowDown" => Some(cursor.saturating_add(1)),
        "ArrowUp" => Some(cursor.saturating_sub(1)),
        "PageDown" => Some(cursor.saturating_add(page)),
        "PageUp" => Some(cursor.saturating_sub(page)),
        "Home" => Some(0),
        "End" => Some(maildrop.total().saturating_sub(1)),
        _ => None,
    }
}
