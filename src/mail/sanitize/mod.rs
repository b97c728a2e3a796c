//! HTML of a stranger made safe to show: wall one of two (the frame with its own CSP is the other).
//!
//! One parse, one walk along allow-lists, one serialisation; nothing edits the HTML afterwards.
//! What is not known is left out: elements, attributes, URL schemes, CSS properties and functions.
//! The result never holds a script, an event handler, a form, a frame, SVG, MathML, a comment,
//! nor anything that loads from elsewhere, unless the reader asked for [`RemoteImages::Shown`].
//!
//! The choice of parser. What each adds to an empty module, after wasm-opt and brotli:
//!
//! | library                  | kB  | what it gives                                  |
//! |--------------------------|-----|------------------------------------------------|
//! | html5gum                 |  37 | tokens                                         |
//! | html5ever, with a tree   | 155 | the tree that browsers build                   |
//! | lol_html                 | 186 | tokens, rewritten as they pass                 |
//! | ammonia (html5ever, too) | 253 | an allow-list of elements and attributes       |
//!
//! Only a tree says what the browser will make of the markup: what is text to a tokenizer can be an
//! element to the parser behind it, the way most holes in sanitisers come about. html5ever is the one
//! kept by the authors of a browser. Ammonia stands on it, and would be less of our own code; but it
//! drops what is in `style` elements, without which newsletters fall apart, has no say about the nesting
//! of what it writes, and leaves html5ever's costs, which the sender chooses, uncapped.

mod anchors;
mod attributes;
mod css;
mod css_properties;
mod elements;
mod layout;
mod nesting;
mod readings;
mod remote;
mod stylesheet;
mod url;
mod write;

use serde::{Deserialize, Serialize};

use super::html;
use super::links::Link;
use super::trackers::Tracker;
pub(crate) use url::{LinkTarget, content_id, link_target, percent_decoded, raster};

/// Whether images are fetched from where the mail names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum RemoteImages {
    /// They are left out and counted: fetching one tells its owner who reads what, when and where.
    #[default]
    Blocked,
    /// They keep their address, as https, but for [`Tracker`]s: who asks for the images of a mail asks
    /// for what can be seen of it. The frame's CSP has to allow `img-src https:`.
    Shown,
}

/// HTML that is safe to show in a frame without scripts.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SanitisedHtml {
    /// The inner HTML of a `body`: at most one `style` element, then the content.
    ///
    /// A sound link out of the mail is `<a href target="_blank" rel="noopener noreferrer">`. A
    /// doubtful one has no address in here and goes nowhere by itself: it is
    /// `<a role="link" tabindex="0" data-link="N">`, and N its place in [`Self::links`]. No mail can
    /// write these three attributes itself.
    pub document: String,
    /// Images that were left out because they are remote, trackers included: each once where it
    /// stands, in `img`, `background` or CSS.
    pub blocked_remote: u32,
    /// How many of them were trackers, which are left out in any case.
    pub blocked_trackers: u32,
    /// These trackers by host and kind, the first 16 of them.
    pub trackers: Vec<Tracker>,
    /// The doubtful links, the first 200 of them; others have lost their address.
    pub links: Vec<Link>,
    /// Whether a style sheet of its own says how it looks in the dark.
    pub has_dark_style: bool,
    /// Whether there is nothing to see: no words, and no images, not even blocked
    /// ones; trackers are no images.
    pub blank: bool,
    /// Whether all of the HTML was read; very large or contrived HTML is cut short.
    pub complete: bool,
}

/// Makes HTML safe to show.
///
/// `inline_image` gives the `data:` URL of the image that came with the mail under a
/// Content-ID, or none; whatever it gives is checked like a URL of the mail.
///
/// Sanitising the result again gives the same result, but that doubtful links lose their marks.
pub fn sanitise(
    html: &str,
    remote: RemoteImages,
    inline_image: &mut dyn FnMut(&str) -> Option<String>,
) -> SanitisedHtml {
    written(html, remote, inline_image, None)
}

/// What of a document is set apart, in elements whose classes no sender's element has. None of it is
/// ever all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// Each signature in an element of the class `restante-signature`: the style of the frame mutes it.
    Signatures,
    /// And the quoted mail at the end in `<details class="restante-quote">`, whose `summary` is empty:
    /// the style of the frame gives it its words.
    SignaturesAndQuote,
}

/// As [`sanitise`], with these parts set apart.
pub fn sanitise_and_mark(
    html: &str,
    remote: RemoteImages,
    marked: Marked,
    inline_image: &mut dyn FnMut(&str) -> Option<String>,
) -> SanitisedHtml {
    written(html, remote, inline_image, Some(marked))
}

fn written(
    html: &str,
    remote: RemoteImages,
    inline_image: &mut dyn FnMut(&str) -> Option<String>,
    marked: Option<Marked>,
) -> SanitisedHtml {
    let (dom, whole) = html::parse(html);
    let mut writer = write::Writer::new(remote, inline_image);
    writer.document(&dom, marked);
    let written = writer.finish();
    SanitisedHtml { complete: written.complete && whole, ..written }
}
