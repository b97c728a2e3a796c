//! An HTML body in a frame of its own, in which no script runs: the page fills it and measures it
//! from outside. What it may load is said by the policy that `/message.html` is served with.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, HtmlIFrameElement, ResizeObserver};
use yew::{
    AttrValue, Callback, Html, Properties, function_component, html, use_effect_with, use_mut_ref,
    use_node_ref,
};

use crate::app::words;

/// A mail whose height follows the frame's own height would grow for ever.
const MOST_RESIZES: u32 = 200;

/// The smallest part of its size that a wide mail is drawn at: below that nobody can read it.
const SMALLEST: f64 = 0.5;

/// Room for a scroll bar, in pixels.
const SCROLL_BAR: f64 = 16.0;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageFrameProps {
    /// The sanitised body.
    pub(super) document: AttrValue,
    /// Hears when it is on the screen.
    pub(super) on_shown: Callback<()>,
}

/// The frame.
#[function_component]
pub(super) fn MessageFrame(props: &MessageFrameProps) -> Html {
    let frame = use_node_ref();
    let watch = use_mut_ref(|| None::<Watch>);
    let ended = Rc::clone(&watch);
    use_effect_with((), move |()| move || drop(ended.take()));

    let onload = {
        let (frame, watch, document) = (frame.clone(), Rc::clone(&watch), props.document.clone());
        let on_shown = props.on_shown.clone();
        move |_| {
            let Some(frame) = frame.cast::<HtmlIFrameElement>() else { return };
            fill(&frame, &document, &watch);
            on_shown.emit(());
        }
    };
    html! {
        <iframe
            ref={frame}
            class="message-frame"
            title={words::MESSAGE_BODY}
            src="/message.html"
            sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-modals"
            referrerpolicy="no-referrer"
            {onload}
        />
    }
}

/// Follows the height of what the frame holds, as long as it is kept.
struct Watch {
    observer: ResizeObserver,
    _changed: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

fn fill(frame: &HtmlIFrameElement, document: &str, watch: &Rc<RefCell<Option<Watch>>>) {
    let Some(body) = frame.content_document().and_then(|document| document.body()) else { return };
    body.set_inner_html(document);
    let (outer, inner) = (frame.clone(), body.clone());
    let mut left = MOST_RESIZES;
    let mut fit = move || {
        if left > 0 {
            left -= 1;
            fit_height(&outer, &inner);
        }
    };
    fit();
    let changed = Closure::<dyn FnMut()>::new(fit);
    if let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) {
        observer.observe(&body);
        watch.replace(Some(Watch { observer, _changed: changed }));
    }
}

/// Gives the frame the height of its content. A mail that is wider than the column takes all the room
/// there is; one that is wider still is made smaller, down to half, and then gets a scroll bar.
fn fit_height(frame: &HtmlIFrameElement, body: &HtmlElement) {
    let style = body.style();
    // Setting and removing known properties is refused by no policy.
    let _ = style.remove_property("zoom");
    let too_wide = || body.scroll_width() > frame.client_width();
    if too_wide() {
        let _ = frame.class_list().add_1("wide");
    }
    let room = f64::from(frame.client_width());
    let mut factor = 1.0;
    if too_wide() {
        factor = (room / f64::from(body.scroll_width())).max(SMALLEST);
        let _ = style.set_property("zoom", &factor.to_string());
    }
    let bounds = body.get_bounding_client_rect();
    // Older browsers give the size as it was before `zoom`; the body is as wide as the frame.
    let zoomed = if bounds.width() > room + 1.0 { bounds.height() * factor } else { bounds.height() };
    let bar = if too_wide() { SCROLL_BAR } else { 0.0 };
    let _ = frame.style().set_property("height", &format!("{}px", zoomed.ceil() + bar));
}
