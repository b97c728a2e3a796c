//! What stands between two panes: it is drawn with the pointer, or moved by keys (the pattern "window
//! splitter" of the ARIA Authoring Practices). While it moves, only a custom property of the style sheets
//! changes; what came of it is a message, once it rests.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::{
    Callback, Html, KeyboardEvent, MouseEvent, NodeRef, PointerEvent, Properties, function_component, html,
    use_effect_with, use_mut_ref, use_node_ref,
};

use crate::app::{
    state::{Msg, OnPreferences, Pane},
    words,
};

/// By how much a key moves it, in CSS pixels.
const STEP: f64 = 16.0;

/// What it stands between.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct SeparatorProps {
    /// The pane whose size it is.
    pub(super) pane: Pane,
    /// Hears what the size has become.
    pub(super) dispatch: Callback<Msg>,
}

/// A pane and the room it has, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Room {
    size: f64,
    least: f64,
    most: f64,
}

/// While it is drawn with the pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Grip {
    /// The pane's size less the pointer's place.
    held: f64,
    /// Where the pointer was at first.
    from: f64,
}

/// The separator.
#[function_component]
pub(super) fn Separator(props: &SeparatorProps) -> Html {
    let SeparatorProps { pane, dispatch } = props;
    let pane = *pane;
    let node = use_node_ref();
    let grip = use_mut_ref(|| None::<Grip>);
    let watched = node.clone();
    use_effect_with(pane, move |pane| watch(watched, *pane));

    let onkeydown = {
        let (node, dispatch) = (node.clone(), dispatch.clone());
        move |event: KeyboardEvent| {
            let Some(room) = room(&node, pane) else { return };
            if event.alt_key() || event.ctrl_key() || event.meta_key() {
                return;
            }
            let (less, more) = match pane {
                Pane::ListHeight => ("ArrowUp", "ArrowDown"),
                Pane::Sidebar | Pane::ListWidth if is_mirrored() => ("ArrowRight", "ArrowLeft"),
                Pane::Sidebar | Pane::ListWidth => ("ArrowLeft", "ArrowRight"),
            };
            let size = match event.key() {
                key if key == less => room.size - STEP,
                key if key == more => room.size + STEP,
                key if key == "Home" => room.least,
                key if key == "End" => room.most,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            rest(pane, size, room, &dispatch);
        }
    };
    let onpointerdown = {
        let (node, grip) = (node.clone(), Rc::clone(&grip));
        move |event: PointerEvent| {
            let Some((room, element)) = room(&node, pane).zip(node.cast::<Element>()) else { return };
            if event.button() == 0 {
                // Without it, the pointer is followed as long as it is above the separator.
                let _ = element.set_pointer_capture(event.pointer_id());
                let from = place(&event, pane);
                *grip.borrow_mut() = Some(Grip { held: room.size - from, from });
            }
        }
    };
    let onpointermove = {
        let (node, grip) = (node.clone(), Rc::clone(&grip));
        move |event: PointerEvent| {
            if let Some((room, Grip { held, .. })) = room(&node, pane).zip(*grip.borrow()) {
                set(pane, (held + place(&event, pane)).clamp(room.least, room.most));
            }
        }
    };
    let onlostpointercapture = {
        let (node, grip, dispatch) = (node.clone(), Rc::clone(&grip), dispatch.clone());
        move |event: PointerEvent| {
            // A press alone leaves the pane as it is.
            let grip = grip.borrow_mut().take().filter(|grip| grip.from != place(&event, pane));
            if let Some((room, grip)) = room(&node, pane).zip(grip) {
                rest(pane, grip.held + place(&event, pane), room, &dispatch);
            }
        }
    };
    let ondblclick = dispatch.reform(move |_: MouseEvent| Msg::Preferences(OnPreferences::Size(pane, None)));
    html! {
        <div
            ref={node}
            class={format!("separator separator-{}", pane.name())}
            role="separator"
            tabindex="0"
            aria-label={words::separator(pane)}
            aria-orientation={if pane == Pane::ListHeight { "horizontal" } else { "vertical" }}
            {onkeydown}
            {onpointerdown}
            // The browser would begin to drag the row beside it.
            onmousedown={|event: MouseEvent| event.prevent_default()}
            {onpointermove}
            {onlostpointercapture}
            {ondblclick}
        />
    }
}

/// Tells those who do not see it how large the pane is and can be, now and whenever that changes.
fn watch(node: NodeRef, pane: Pane) -> impl FnOnce() {
    let observed = node.clone();
    let changed = Closure::<dyn Fn()>::new(move || {
        let Some((room, element)) = room(&node, pane).zip(node.cast::<Element>()) else { return };
        for (name, value) in
            [("aria-valuenow", room.size), ("aria-valuemin", room.least), ("aria-valuemax", room.most)]
        {
            // A name that is known is not refused.
            let _ = element.set_attribute(name, &value.round().to_string());
        }
    });
    let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok();
    let separator = observed.cast::<Element>();
    let panes = separator
        .into_iter()
        .flat_map(|separator| around(&separator, pane).into_iter().flat_map(|(before, all)| [before, all]));
    if let Some(observer) = &observer {
        panes.for_each(|pane| observer.observe(&pane));
    }
    move || {
        if let Some(observer) = observer {
            observer.disconnect();
        }
        drop(changed);
    }
}

/// The pane before the separator, and what both stand in. The folders' separator stands within what it
/// is beside: nothing may be outside of the page's landmarks.
fn around(separator: &Element, pane: Pane) -> Option<(Element, Element)> {
    let after = match pane {
        Pane::Sidebar => separator.parent_element()?,
        Pane::ListWidth | Pane::ListHeight => separator.clone(),
    };
    Some((after.previous_element_sibling()?, after.parent_element()?))
}

/// The pane before the separator, and how large it may be so that what comes after it keeps its own.
fn room(node: &NodeRef, pane: Pane) -> Option<Room> {
    let separator = node.cast::<Element>()?;
    let (before, all) = around(&separator, pane)?;
    let before = before.get_bounding_client_rect();
    // Without its border, as the style sheets count.
    let (size, whole) = match pane {
        Pane::Sidebar | Pane::ListWidth => (before.width(), f64::from(all.client_width())),
        Pane::ListHeight => (before.height(), f64::from(all.client_height())),
    };
    // The style sheets hold to the same limits, for when the window becomes smaller.
    let (least, most) = match pane {
        Pane::Sidebar => (176.0, 360.0),
        Pane::ListWidth => (240.0, whole - 280.0),
        Pane::ListHeight => (160.0, whole - 200.0),
    };
    Some(Room { size, least, most: most.max(least) })
}

/// Where the pointer is, along the pane's size.
fn place(event: &PointerEvent, pane: Pane) -> f64 {
    match pane {
        Pane::ListHeight => f64::from(event.client_y()),
        Pane::Sidebar | Pane::ListWidth if is_mirrored() => -f64::from(event.client_x()),
        Pane::Sidebar | Pane::ListWidth => f64::from(event.client_x()),
    }
}

/// The page is written from right to left.
fn is_mirrored() -> bool {
    gloo::utils::document_element().get_attribute("dir").as_deref() == Some("rtl")
}

/// The pane has this size now, for as long as the separator moves.
fn set(pane: Pane, size: f64) {
    if let Some(root) = gloo::utils::document_element().dyn_ref::<HtmlElement>() {
        // Setting known properties is refused by no policy.
        let _ = root.style().set_property(&format!("--chosen-{}", pane.name()), &format!("{size}px"));
    }
}

/// The pane keeps this size.
fn rest(pane: Pane, size: f64, room: Room, dispatch: &Callback<Msg>) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two small limits")]
    let size = size.clamp(room.least, room.most).round() as u16;
    dispatch.emit(Msg::Preferences(OnPreferences::Size(pane, Some(size))));
}
