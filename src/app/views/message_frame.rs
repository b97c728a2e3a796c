//! An HTML body in a frame of its own, in which no script runs: the page fills it and measures it
//! from outside. What it may load is said by the policy that `/message.html` is served with.

mod readable;

use std::{cell::RefCell, rc::Rc};

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Document, Element, Event, HtmlElement, HtmlIFrameElement, KeyboardEvent, ResizeObserver};
use yew::{
    AttrValue, Callback, Html, Properties, classes, function_component, html, use_effect_with, use_mut_ref,
    use_node_ref, use_state_eq,
};

use self::readable::shows_something;
use super::{icons::Icon, key_listener::from_frame};
use crate::{
    app::{state::Zoom, words},
    store::MessageId,
};

/// A mail whose height follows the frame's own height would grow for ever.
const MOST_RESIZES: u32 = 200;

/// The smallest part of its size that a wide mail is drawn at: below that nobody can read it.
const SMALLEST: f64 = 0.5;

/// Room for a scroll bar, in pixels.
const SCROLL_BAR: f64 = 16.0;

/// The document that bodies are put into.
const ADDRESS: &str = "/message.html";

/// The same, in which images from elsewhere may be shown.
const ADDRESS_WITH_IMAGES: &str = "/with-images/message.html";

/// Another document than ours is in the frame.
struct NotOurs;

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct MessageFrameProps {
    /// The body; `None` while the frame waits, out of sight, for the first one.
    pub(super) framed: Option<Framed>,
    /// Images from elsewhere may be shown. It must not change: another policy is another document.
    pub(super) remote: bool,
    /// Hears that the doubtful link of this number was followed.
    pub(super) on_doubtful: Callback<usize>,
    /// Hears that the plain text is wanted instead.
    pub(super) on_plain: Callback<()>,
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
    /// How large.
    pub(super) zoom: Zoom,
    /// On what.
    pub(super) paper: Paper,
}

/// What a mail is drawn on in the dark theme. In the light theme all is light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paper {
    /// What it was written for.
    Light,
    /// Its colours are turned round, but for its images.
    Dark,
    /// It has a dark style of its own.
    Own,
}

impl Paper {
    const fn class(self) -> Option<&'static str> {
        match self {
            Self::Light => None,
            Self::Dark => Some("dark"),
            Self::Own => Some("own-dark"),
        }
    }
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

    let address = if props.remote { ADDRESS_WITH_IMAGES } else { ADDRESS };
    let nothing = use_state_eq(|| false);
    let is_empty = *nothing;
    // The listeners are the document's, for as long as that; whom they tell changes.
    let hears = use_mut_ref(Callback::noop);
    *hears.borrow_mut() = props.on_doubtful.clone();
    let gate = use_mut_ref(|| None::<LinkGate>);

    let show = {
        let nothing = nothing.setter();
        let (frame, watch) = (frame.clone(), Rc::clone(&watch));
        let (framed, on_shown) = (props.framed.clone(), props.on_shown.clone());
        move || {
            watch.take();
            let Some(frame) = frame.cast::<HtmlIFrameElement>() else { return false };
            let filled = fill(&frame, framed.as_ref());
            let is_filled = filled.is_ok();
            nothing.set(framed.is_some() && is_filled && !shows_something(&frame));
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
            frame.set_src(address);
        }
    });
    let loading = frame.clone();
    let onload = move |_| {
        *loaded.borrow_mut() = true;
        let document = loading.cast::<HtmlIFrameElement>().and_then(|frame| frame.content_document());
        gate.replace(document.map(|document| LinkGate::new(&document, &hears)));
        if show() {
            return;
        }
        // Such a frame is not the service worker's: without a connection it is empty. Then no image comes
        // either, and a frame with the worker shows the words. Where that fails, the next message tries it
        // anew.
        if let Some(frame) = loading.cast::<HtmlIFrameElement>()
            && frame.has_attribute("credentialless")
        {
            *loaded.borrow_mut() = false;
            let _ = frame.remove_attribute("credentialless");
            frame.set_src(address);
        }
    };
    html! {
        <>
        if is_empty {
            <div class="note held" role="status">
                { Icon::Info.draw() }
                <p>{ words::NOTHING_TO_SEE }</p>
                <button type="button" class="button small" onclick={props.on_plain.reform(|_| ())}>
                    { words::AS_TEXT }
                </button>
            </div>
        }
        <iframe
            ref={frame}
            class={classes!("message-frame", props.framed.as_ref().and_then(|framed| framed.paper.class()))}
            hidden={props.framed.is_none()}
            title={props.framed.is_some().then_some(words::MESSAGE_BODY.text())}
            src={address}
            sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-modals"
            referrerpolicy="no-referrer"
            credentialless={props.remote.then_some("")}
            {onload}
        />
        </>
    }
}

/// Stands before the links of a document. A sound one opens outside by itself; a doubtful one has no
/// address and is asked about; one that leads to a place in the mail scrolls there, for nothing may
/// navigate the frame.
///
/// WebKit runs no listener in a frame without scripts. There a doubtful link does nothing, and the list
/// above the message still leads to it.
struct LinkGate {
    _click: EventListener,
    _key: EventListener,
    _keys_of_the_page: EventListener,
}

impl LinkGate {
    fn new(document: &Document, hears: &Rc<RefCell<Callback<usize>>>) -> Self {
        let listen = |event: &'static str, takes: fn(&Event) -> bool| {
            let (document, hears) = (document.clone(), Rc::clone(hears));
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document.clone(), event, options, move |event| {
                if takes(event) {
                    follow(&document, event, &hears.borrow());
                }
            })
        };
        // A frame has classes of its own: its events are none of the page's `KeyboardEvent`.
        let is_enter = |event: &Event| event.unchecked_ref::<KeyboardEvent>().key() == "Enter";
        Self {
            _click: listen("click", |_| true),
            _key: listen("keydown", is_enter),
            _keys_of_the_page: from_frame(document),
        }
    }
}

fn follow(document: &Document, event: &Event, doubtful: &Callback<usize>) {
    let target = event.target().map(JsCast::unchecked_into::<Element>);
    let Some(link) = target.and_then(|target| target.closest("a").ok().flatten()) else { return };
    if let Some(number) = link.get_attribute("data-link") {
        event.prevent_default();
        if let Ok(number) = number.parse() {
            doubtful.emit(number);
        }
    } else if let Some(place) = link.get_attribute("href").as_deref().and_then(|href| href.strip_prefix('#'))
    {
        event.prevent_default();
        if let Some(place) = document.get_element_by_id(place) {
            place.scroll_into_view();
        }
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
fn fill(frame: &HtmlIFrameElement, framed: Option<&Framed>) -> Result<Option<Watch>, NotOurs> {
    let document = frame.content_document().ok_or(NotOurs)?;
    let (root, body) = document.document_element().zip(document.body()).ok_or(NotOurs)?;
    // Removing known properties and classes is refused by no policy.
    let _ = frame.style().remove_property("height");
    let _ = frame.class_list().remove_1("wide");
    root.set_class_name(framed.and_then(|framed| framed.paper.class()).unwrap_or_default());
    body.set_inner_html(framed.map_or("", |framed| &framed.document));
    let Some(framed) = framed else { return Ok(None) };
    let zoom = f64::from(framed.zoom.percent()) / 100.0;
    let (outer, top, inner) = (frame.clone(), root.clone(), body.clone());
    let mut left = MOST_RESIZES;
    let mut fit = move || {
        if left > 0 {
            left -= 1;
            fit_height(&outer, &top, &inner, zoom);
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
/// there is; one that is wider still is made smaller, down to half. What the reader's own choice makes
/// wider gets a scroll bar.
fn fit_height(frame: &HtmlIFrameElement, root: &Element, body: &HtmlElement, chosen: f64) {
    let style = body.style();
    // Setting and removing known properties is refused by no policy.
    let _ = style.remove_property("zoom");
    let too_wide = || body.scroll_width() > frame.client_width();
    if too_wide() {
        let _ = frame.class_list().add_1("wide");
    }
    let room = f64::from(frame.client_width());
    let mut factor = chosen;
    if too_wide() {
        let needed = f64::from(body.scroll_width()) + padding(body);
        factor *= (room / needed).max(SMALLEST);
    }
    #[expect(clippy::float_cmp, reason = "nobody has touched it")]
    if factor != 1.0 {
        let _ = style.set_property("zoom", &factor.to_string());
    }
    let bounds = body.get_bounding_client_rect();
    // Older browsers give the size as it was before `zoom`; the body is as wide as the frame.
    let as_before = (bounds.width() - room).abs() > 1.0 && (bounds.width() * factor - room).abs() <= 1.0;
    let height = if as_before { bounds.height() * factor } else { bounds.height() };
    let bar = if root.scroll_width() > root.client_width() { SCROLL_BAR } else { 0.0 };
    let _ = frame.style().set_property("height", &format!("{}px", height.ceil() + bar));
}

/// The space at the right of the body, which the width of what overflows does not count.
fn padding(body: &HtmlElement) -> f64 {
    let style = gloo::utils::window().get_computed_style(body).ok().flatten();
    let padding = style.and_then(|style| style.get_property_value("padding-right").ok());
    padding.and_then(|padding| padding.strip_suffix("px")?.parse().ok()).unwrap_or(0.0)
}
