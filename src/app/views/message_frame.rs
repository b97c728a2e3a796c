//! An HTML body in a frame of its own, in which no script runs: the page fills it and measures it
//! from outside. What it may load is said by the policy that `/message.html` is served with.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, HtmlIFrameElement, ResizeObserver};
use yew::{
    AttrValue, Callback, Html, Properties, function_component, html, use_effect_with, use_mut_ref,
    use_node_ref,
};

use crate::{app::words, store::MessageId};

/// A mail whose height follows the frame's own height would grow for ever.
const MOST_RESIZES: u32 = 200;

/// The smallest part of its size that a wide mail is drawn at: below that nobody can read it.
const SMALLEST: f64 = 0.5;

/// Room for a scroll bar, in pixels.
const SCROLL_BAR: f64 = 16.0;

/// The document that bodies are put into.
const ADDRESS: &str = "/message.html";

/// Another document than ours is in the frame.
struct NotOurs;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageFrameProps {
    /// The body; `None` while the frame waits, out of sight, for the first one.
    pub(super) framed: Option<Framed>,
    /// Hears when it is on the screen.
    pub(super) on_shown: Callback<MessageId>,
}

/// The sanitised body of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Framed {
    /// Whose it is: two messages can be alike to the letter.
    pub(super) of: MessageId,
    /// The body.
    pub(super) document: AttrValue,
}

/// The frame. It can stay from message to message: to load a frame takes longer than all the rest of
/// opening a message, and a document without scripts keeps nothing of what was in it before.
#[function_component]
pub(super) fn MessageFrame(props: &MessageFrameProps) -> Html {
    let frame = use_node_ref();
    let loaded = use_mut_ref(|| false);
    let watch = use_mut_ref(|| None::<Watch>);

    let ended = Rc::clone(&watch);
    use_effect_with((), move |()| move || drop(ended.take()));

    let show = {
        let (frame, watch) = (frame.clone(), Rc::clone(&watch));
        let (framed, on_shown) = (props.framed.clone(), props.on_shown.clone());
        move || {
            watch.take();
            let Some(frame) = frame.cast::<HtmlIFrameElement>() else { return false };
            let document = framed.as_ref().map(|framed| framed.document.as_str());
            let filled = fill(&frame, document);
            let is_filled = filled.is_ok();
            watch.replace(filled.ok().flatten());
            if let Some(framed) = framed.as_ref().filter(|_| is_filled) {
                on_shown.emit(framed.of);
            }
            is_filled
        }
    };
    let (is_loaded, again, reloaded) = (Rc::clone(&loaded), show.clone(), frame.clone());
    use_effect_with(props.framed.clone(), move |_| {
        // What is in the frame now may be the browser's own page that says it could not be loaded.
        if *is_loaded.borrow()
            && !again()
            && let Some(frame) = reloaded.cast::<HtmlIFrameElement>()
        {
            *is_loaded.borrow_mut() = false;
            frame.set_src(ADDRESS);
        }
    });
    let onload = move |_| {
        *loaded.borrow_mut() = true;
        // Where that fails, the next message tries it anew.
        let _ = show();
    };
    html! {
        <iframe
            ref={frame}
            class="message-frame"
            hidden={props.framed.is_none()}
            title={props.framed.is_some().then_some(words::MESSAGE_BODY)}
            src={ADDRESS}
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

/// Puts the body in place of the one before it, of which nothing stays.
///
/// # Errors
/// When another document than ours is in the frame.
fn fill(frame: &HtmlIFrameElement, html: Option<&str>) -> Result<Option<Watch>, NotOurs> {
    let document = frame.content_document().ok_or(NotOurs)?;
    let body = document.body().ok_or(NotOurs)?;
    // Removing known properties and classes is refused by no policy.
    let _ = frame.style().remove_property("height");
    let _ = frame.class_list().remove_1("wide");
    body.set_inner_html(html.unwrap_or_default());
    if html.is_none() {
        return Ok(None);
    }
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
    // Without it the height is that of the first moment.
    Ok(ResizeObserver::new(changed.as_ref().unchecked_ref()).ok().map(|observer| {
        observer.observe(&body);
        Watch { observer, _changed: changed }
    }))
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
        let needed = f64::from(body.scroll_width()) + padding(body);
        factor = (room / needed).max(SMALLEST);
        let _ = style.set_property("zoom", &factor.to_string());
    }
    let bounds = body.get_bounding_client_rect();
    // Older browsers give the size as it was before `zoom`; the body is as wide as the frame.
    let zoomed = if bounds.width() > room + 1.0 { bounds.height() * factor } else { bounds.height() };
    let bar = if too_wide() { SCROLL_BAR } else { 0.0 };
    let _ = frame.style().set_property("height", &format!("{}px", zoomed.ceil() + bar));
}

/// The space at the right of the body, which the width of what overflows does not count.
fn padding(body: &HtmlElement) -> f64 {
    let style = gloo::utils::window().get_computed_style(body).ok().flatten();
    let padding = style.and_then(|style| style.get_property_value("padding-right").ok());
    padding.and_then(|padding| padding.strip_suffix("px")?.parse().ok()).unwrap_or(0.0)
}
