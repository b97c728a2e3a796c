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

/// Gives the frame the height of its content, and of a scroll bar where the mail is too wide.
fn fit_height(frame: &HtmlIFrameElement, body: &HtmlElement) {
    let content = body.get_bounding_client_rect().height().ceil();
    let too_wide = body.scroll_width() > frame.client_width();
    let bar = if too_wide { 16.0 } else { 0.0 };
    let _ = frame.style().set_property("height", &format!("{}px", content + bar));
}
