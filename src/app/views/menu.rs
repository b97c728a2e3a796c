//! A button that opens a menu. The menu is a popover: the browser closes it when the reader presses
//! elsewhere, and lays it over everything.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::{
    AttrValue, Callback, Event, Html, KeyboardEvent, MouseEvent, NodeRef, Properties, TargetCast,
    function_component, html, use_node_ref, use_state_eq,
};

use super::icons::Icon;
use crate::app::state::Msg;

/// Between button and menu, and at the least between menu and window, in pixels.
const GAP: f64 = 4.0;
/// Above this part of the window's height a menu opens downwards, below it upwards.
const MIDDLE: f64 = 0.6;

/// Something to choose from a menu.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// What it is called.
    pub(super) label: AttrValue,
    /// Its icon.
    pub(super) icon: Option<Icon>,
    /// One of several that exclude each other: it is the one that holds, or not.
    pub(super) holds: Option<bool>,
    /// What it does.
    pub(super) msg: Msg,
}

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MenuProps {
    /// The menu's id on the page.
    pub(super) id: AttrValue,
    /// The button's name.
    pub(super) label: AttrValue,
    /// What the button shows when the pointer rests on it.
    pub(super) title: AttrValue,
    /// The button's icon.
    pub(super) icon: Icon,
    /// How the button looks.
    pub(super) class: AttrValue,
    /// What can be chosen.
    pub(super) items: Vec<Item>,
    /// Hears what was chosen.
    pub(super) dispatch: Callback<Msg>,
}

/// The button and its menu.
#[function_component]
pub(super) fn Menu(props: &MenuProps) -> Html {
    let MenuProps { id, label, title, icon, class, items, dispatch } = props;
    let (button, menu) = (use_node_ref(), use_node_ref());
    let open = use_state_eq(|| false);
    let (from, placed) = (button.clone(), menu.clone());
    // The click's handlers run before the browser opens the popover.
    let onclick = move |_: MouseEvent| {
        // Where that fails, the menu opens in the middle.
        let _ = place(&from, &placed);
    };
    let (shown, is_open) = (menu.clone(), open.clone());
    let ontoggle = move |_: Event| {
        let now = shown.cast::<Element>().is_some_and(|menu| menu.matches(":popover-open").unwrap_or(false));
        is_open.set(now);
        if now {
            step(&shown, |_, _| Some(0));
        }
    };
    let walked = menu.clone();
    let onkeydown = move |event: KeyboardEvent| walk(&walked, &event);
    let drawn = items.iter().map(|item| {
        let Item { label, icon, holds, msg } = item.clone();
        let (menu, dispatch) = (menu.clone(), dispatch.clone());
        let onclick = move |_: MouseEvent| {
            hide(&menu);
            dispatch.emit(msg.clone());
        };
        html! {
            <button
                type="button"
                class="menu-item"
                role={if holds.is_some() { "menuitemradio" } else { "menuitem" }}
                aria-checked={holds.map(|holds| if holds { "true" } else { "false" })}
                tabindex="-1"
                {onclick}
            >
                if holds.is_some() {
                    <span class="menu-check">if holds == Some(true) { { Icon::Check.draw() } }</span>
                }
                if let Some(icon) = icon {
                    { icon.draw() }
                }
                { label }
            </button>
        }
    });
    html! {
        <>
            <button
                ref={button}
                type="button"
                class={class.clone()}
                aria-label={label.clone()}
                title={title.clone()}
                aria-haspopup="menu"
                aria-expanded={if *open { "true" } else { "false" }}
                popovertarget={id.clone()}
                {onclick}
            >
                { icon.draw() }
            </button>
            <div ref={menu.clone()} id={id.clone()} popover="auto" class="menu" role="menu" aria-label={label.clone()} {ontoggle}
                {onkeydown}>
                { for drawn }
            </div>
        </>
    }
}

/// Puts the menu beside its button, on the side where there is more room.
fn place(button: &NodeRef, menu: &NodeRef) -> Option<()> {
    let (button, menu) = (button.cast::<Element>()?, menu.cast::<HtmlElement>()?);
    let window = gloo::utils::window();
    let width = window.inner_width().ok()?.as_f64()?;
    let height = window.inner_height().ok()?.as_f64()?;
    let bounds = button.get_bounding_client_rect();
    let style = menu.style();
    let put = |side: &str, other: &str, distance: f64| {
        // Setting known properties is refused by no policy.
        let _ = style.set_property(side, &format!("{}px", distance.max(GAP)));
        let _ = style.set_property(other, "auto");
    };
    if bounds.left() + bounds.right() < width {
        put("left", "right", bounds.left());
    } else {
        put("right", "left", width - bounds.right());
    }
    if bounds.bottom() < height * MIDDLE {
        put("top", "bottom", bounds.bottom() + GAP);
    } else {
        put("bottom", "top", height - bounds.top() + GAP);
    }
    Some(())
}

fn hide(menu: &NodeRef) {
    if let Some(menu) = menu.cast::<HtmlElement>() {
        // One that is closed already stays so.
        let _ = menu.hide_popover();
    }
}

fn walk(menu: &NodeRef, event: &KeyboardEvent) {
    match event.key().as_str() {
        "ArrowDown" => step(menu, |here, count| Some(here.map_or(0, |at| (at + 1) % count))),
        "ArrowUp" => step(menu, |here, count| Some(here.map_or(count - 1, |at| (at + count - 1) % count))),
        "Home" => step(menu, |_, _| Some(0)),
        "End" => step(menu, |_, count| count.checked_sub(1)),
        // What lies behind the menu must not hear of it.
        "Escape" | "Tab" => hide(menu),
        "Enter" | " " => {
            event.prevent_default();
            event.stop_propagation();
            if let Some(item) = event.target_dyn_into::<HtmlElement>() {
                item.click();
            }
            return;
        }
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Moves the keyboard to another item.
fn step(menu: &NodeRef, next: impl Fn(Option<usize>, usize) -> Option<usize>) {
    let Some(items) = menu.cast::<Element>().and_then(|menu| menu.query_selector_all(".menu-item").ok())
    else {
        return;
    };
    let items: Vec<HtmlElement> =
        (0..items.length()).filter_map(|at| items.item(at)?.dyn_into().ok()).collect();
    let active = gloo::utils::document().active_element();
    let here = items.iter().position(|item| active.as_ref() == Some(item));
    if let Some(item) =
        (!items.is_empty()).then(|| next(here, items.len())).flatten().and_then(|at| items.get(at))
    {
        // What cannot take the keyboard leaves it where it is.
        let _ = item.focus();
    }
}
