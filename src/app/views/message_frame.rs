//! An HTML body in a frame of its own, in which no script runs: the page fills it and measures it
//! from outside. What it may load is said by the policy that `/message.html` is served with.

use std::rc::Rc;

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, HtmlElement, HtmlIFrameElement, ResizeObserver};
use yew::{
    AttrValue, Callback, Html, Properties, classes, function_component, html, use_effect_with, use_mut_ref,
    use_node_ref,
};

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

    let show = {
        let (frame, watch) = (frame.clone(), Rc::clone(&watch));
        let (framed, on_shown) = (props.framed.clone(), props.on_shown.clone());
        move || {
            watch.take();
            let Some(frame) = frame.cast::<HtmlIFrameElement>() else { return };
            watch.replace(fill(&frame, framed.as_ref()));
            if let Some(framed) = &framed {
                on_shown.emit(framed.of);
            }
        }
    };
    let (is_loaded, again) = (Rc::clone(&loaded), show.clone());
    use_effect_with(props.framed.clone(), move |_| {
        if *is_loaded.borrow() {
            again();
        }
    });
    let onload = move |_| {
        *loaded.borrow_mut() = true;
        show();
    };
    html! {
        <iframe
            ref={frame}
            class={classes!("message-frame", props.framed.as_ref().and_then(|framed| framed.paper.class()))}
            hidden={props.framed.is_none()}
            title={props.framed.is_some().then_some(words::MESSAGE_BODY)}
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

/// Puts the body in place of the one before it, of which nothing stays.
fn fill(frame: &HtmlIFrameElement, framed: Option<&Framed>) -> Option<Watch> {
    let document = frame.content_document()?;
    let (root, body) = (document.document_element()?, document.body()?);
    // Removing known properties and classes is refused by no policy.
    let _ = frame.style().remove_property("height");
    let _ = frame.class_list().remove_1("wide");
    root.set_class_name(framed.and_then(|framed| framed.paper.class()).unwrap_or_default());
    body.set_inner_html(framed.map_or("", |framed| &framed.document));
    let zoom = f64::from(framed?.zoom.percent()) / 100.0;
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
    let observer = ResizeObserver::new(changed.as_ref().unchecked_ref()).ok()?;
    observer.observe(&body);
    Some(Watch { observer, _changed: changed })
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
