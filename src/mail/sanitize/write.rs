//! The walk over the tree, and the one serialisation.

use super::anchors::Anchors;
use super::attributes::{self, Kind, escape, is_length, kind};
use super::css;
use super::elements::{Fate, fate, is_void};
use super::layout::Layout;
use super::nesting;
use super::remote::Remote;
use super::stylesheet;
use super::url::{Image, LinkTarget, image, link_target};
use super::{Marked, RemoteImages, SanitisedHtml};
use crate::mail::html::{Content, Dom, Element, Marks, NodeId, marks};
use crate::mail::links::{self, Link};
use crate::mail::trackers::{self, TrackerKind};

/// Bytes of all inline images of one document together, as `data:` URLs: every use counts.
const MOST_INLINE: usize = 12 << 20;
/// Bytes of a document without its images; what comes after is left out.
const LONGEST: usize = 16 << 20;
/// Doubtful links of a document that can be asked about.
const MOST_LINKS: usize = 200;

/// The class of the element that holds the quoted mail. Nothing that a sender writes has it.
const QUOTE: &str = "restante-quote";
/// The class of an element that holds a signature. Nothing that a sender writes has it.
const SIGNATURE: &str = "restante-signature";

pub(super) struct Writer<'a> {
    remote: Remote,
    inline_image: &'a mut dyn FnMut(&str) -> Option<String>,
    inlined: usize,
    styles: String,
    out: String,
    /// What the links say, and what the style sheets may do to that.
    anchors: Anchors,
    layout: Layout,
    /// The doubtful ones.
    links: Vec<Link>,
    /// The elements that were written and are not closed yet, the outermost first.
    open: Vec<&'a str>,
    /// Where the content of the last `pre` begins.
    pre: Option<usize>,
    /// Whether nothing that can be seen was written.
    blank: bool,
    fits: bool,
    /// The quoted mail, to be folded away, and the signatures, to be muted.
    marks: Marks,
    folding: bool,
    /// The parent and the last node of the signature that is being written.
    signing: Option<(NodeId, NodeId)>,
}

/// A step of the walk: the elements around the next node, and whether each was written.
struct Around {
    id: NodeId,
    written: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(remote: RemoteImages, inline_image: &'a mut dyn FnMut(&str) -> Option<String>) -> Self {
        Self {
            remote: Remote::new(remote),
            inline_image,
            inlined: 0,
            styles: String::new(),
            out: String::new(),
            anchors: Anchors::default(),
            layout: Layout::default(),
            links: Vec::new(),
            open: Vec::new(),
            pre: None,
            blank: true,
            fits: true,
            marks: Marks::default(),
            folding: false,
            signing: None,
        }
    }

    pub(super) fn finish(self) -> SanitisedHtml {
        let styles = match self.styles.as_str() {
            "" => String::new(),
            rules => format!("<style>{rules}</style>"),
        };
        let mut html = SanitisedHtml {
            document: styles + &self.out,
            links: self.links,
            // Each stands on a line of its own, and a string holds no line break.
            has_dark_style: self
                .styles
                .lines()
                .any(|line| line.starts_with("@media") && line.contains("prefers-color-scheme: dark")),
            blank: self.blank && !self.remote.hides_something(),
            complete: self.fits,
            ..SanitisedHtml::default()
        };
        self.remote.tell(&mut html);
        html
    }

    /// Writes a document, with what is to be marked set apart.
    pub(super) fn document(&mut self, dom: &'a Dom, marked: Option<Marked>) {
        let root = dom.children(Dom::DOCUMENT).find(|&id| dom.element(id).is_some());
        let Some(root) = root else { return };
        self.styles_of(dom, root);
        let named = |name: &'static str| {
            move |&id: &NodeId| dom.element(id).and_then(Element::html_name) == Some(name)
        };
        let Some(body) = dom.children(root).find(named("body")) else { return };
        self.marks = match marked {
            None => Marks::default(),
            Some(Marked::Signatures) => Marks { quote: None, ..marks(dom, body) },
            Some(Marked::SignaturesAndQuote) => marks(dom, body),
        };
        let wrapped = self.body(dom.element(root), dom.element(body));
        self.anchors = Anchors::of(dom, body, std::mem::take(&mut self.layout));
        self.content(dom, body);
        self.end_signature();
        self.end_fold();
        if wrapped {
            self.close();
        }
    }

    /// Collects the `style` elements, also those in the middle of the body: as one, at the
    /// beginning, they mean the same.
    fn styles_of(&mut self, dom: &Dom, root: NodeId) {
        let mut next = dom.first_child(root);
        let mut around: Vec<NodeId> = Vec::new();
        while let Some(id) = next {
            let element = dom.element(id);
            let name = element.and_then(Element::html_name);
            if let (Some("style"), Some(element)) = (name, element) {
                self.style(dom, id, element);
            }
            // The head goes, its styles stay.
            let inner = name.is_some_and(|name| name == "head" || fate(name) != Fate::Dropped);
            next = match dom.first_child(id).filter(|_| inner) {
                Some(child) => {
                    around.push(id);
                    Some(child)
                }
                None => dom.next_sibling(id),
            };
            while next.is_none() {
                let Some(id) = around.pop() else { break };
                next = dom.next_sibling(id);
            }
        }
    }

    fn style(&mut self, dom: &Dom, id: NodeId, element: &Element) {
        let kind = element.attribute("type").unwrap_or_default().trim();
        if !(kind.is_empty() || kind.eq_ignore_ascii_case("text/css")) || self.styles.len() > LONGEST {
            return;
        }
        let media = element.attribute("media").unwrap_or_default();
        for child in dom.children(id) {
            if let Content::Text(text) = dom.content(child) {
                stylesheet::write(text, media, &mut self.remote, &mut self.layout, &mut self.styles);
            }
        }
    }

    /// What the `html` and `body` elements say about the looks of a mail goes onto a `div` in
    /// their place.
    fn body(&mut self, root: Option<&Element>, body: Option<&Element>) -> bool {
        let mut attributes = String::new();
        for name in ["lang", "dir"] {
            let value =
                |element: Option<&Element>| element.and_then(|one| one.attribute(name)).map(str::to_owned);
            if let Some(value) = value(body).or_else(|| value(root)) {
                attributes::write(&mut attributes, name, &value);
            }
        }
        if let Some(body) = body {
            if let Some(class) = body.attribute("class").and_then(own_classes) {
                attributes::write(&mut attributes, "class", &class);
            }
            if let Some(id) = body.attribute("id") {
                attributes::write(&mut attributes, "id", id);
            }
            let mut style = String::new();
            for (name, property) in [("bgcolor", "background-color"), ("text", "color")] {
                if let Some(colour) = body.attribute(name).and_then(css::legacy_colour) {
                    style.push_str(&format!("{property}: {colour}; "));
                }
            }
            if let Some(url) = body.attribute("background")
                && let Some(Image::Remote(url) | Image::Data(url)) = self.image(url, None)
            {
                style.push_str(&format!("background-image: url({}); ", css::quoted(&url)));
            }
            style.push_str(body.attribute("style").unwrap_or_default());
            let style = css::declarations(&style, &mut self.remote);
            if !style.is_empty() {
                attributes::write(&mut attributes, "style", &style);
            }
        }
        if !attributes.is_empty() {
            self.out.push_str(&format!("<div{attributes}>"));
            self.open.push("div");
        }
        !attributes.is_empty()
    }

    fn content(&mut self, dom: &'a Dom, body: NodeId) {
        let mut next = dom.first_child(body);
        let mut around: Vec<Around> = Vec::new();
        while let Some(id) = next {
            if self.out.len() > LONGEST + self.inlined {
                self.fits = false;
                next = None;
            } else {
                self.begin_marks(id);
                let entered = match dom.content(id) {
                    Content::Text(text) => {
                        self.text(text);
                        None
                    }
                    Content::Element(element) => self.element(id, element),
                    Content::Root | Content::Ignored => None,
                };
                next = match entered {
                    Some(written) => {
                        around.push(Around { id, written });
                        dom.first_child(id)
                    }
                    None => {
                        self.end_marks_after(id);
                        dom.next_sibling(id)
                    }
                };
            }
            while next.is_none() {
                let Some(Around { id, written }) = around.pop() else { break };
                // Cut short.
                if self.signing.is_some_and(|(parent, _)| parent == id) {
                    self.end_signature();
                }
                if self.marks.quote.is_some_and(|quote| quote.parent == id) {
                    self.end_fold();
                }
                if written {
                    self.close();
                }
                self.end_marks_after(id);
                next = dom.next_sibling(id).filter(|_| self.fits);
            }
        }
    }

    /// Opens the elements that hold the quoted mail or a signature, if one begins here and something to
    /// read is left outside. The frame's own style gives the summary its words.
    fn begin_marks(&mut self, id: NodeId) {
        if self.blank {
            return;
        }
        if self.marks.quote.is_some_and(|quote| quote.first == id) && nesting::allowed("details", &self.open)
        {
            self.out.push_str("<details class=\"");
            self.out.push_str(QUOTE);
            self.out.push_str("\"><summary></summary>");
            self.open.push("details");
            self.folding = true;
        }
        if self.signing.is_some() {
            return;
        }
        // The longest of those that begin here: a mailer's own element may be its first line.
        let begun = self.marks.signatures.iter().rfind(|signature| signature.first == id);
        let name = ["div", "span"].into_iter().find(|name| nesting::allowed(name, &self.open));
        if let (Some(signature), Some(name)) = (begun, name) {
            self.signing = Some((signature.parent, signature.last));
            self.out.extend(["<", name, " class=\"", SIGNATURE, "\">"]);
            self.open.push(name);
        }
    }

    fn end_marks_after(&mut self, id: NodeId) {
        if self.signing.is_some_and(|(_, last)| last == id) {
            self.end_signature();
        }
        if self.marks.quote.is_some_and(|quote| quote.last == id) {
            self.end_fold();
        }
    }

    fn end_signature(&mut self) {
        if self.signing.take().is_some() {
            self.close();
        }
    }

    fn end_fold(&mut self) {
        if self.folding {
            self.folding = false;
            self.close();
        }
    }

    fn text(&mut self, text: &str) {
        let blank = text.trim_matches(|c: char| c.is_ascii_whitespace()).is_empty();
        let parent = self.open.last().copied().unwrap_or_default();
        // White space before the content belongs to no body, and text between the cells of a
        // table is moved out of it by the parser.
        if (blank && self.out.is_empty()) || (!blank && nesting::between_cells(parent)) {
            return;
        }
        let text = if self.out.is_empty() {
            text.trim_start_matches(|c: char| c.is_ascii_whitespace())
        } else {
            text
        };
        self.blank &= text.trim().is_empty();
        // The parser drops a line feed that comes first in a pre.
        if self.pre == Some(self.out.len()) && text.starts_with('\n') {
            self.out.push('\n');
        }
        escape(&mut self.out, text);
    }

    /// Writes a start tag. Gives whether it has to be closed, or none where its content goes too.
    fn element(&mut self, id: NodeId, element: &'a Element) -> Option<bool> {
        let name = element.html_name()?;
        match fate(name) {
            Fate::Dropped => return None,
            Fate::Unwrapped => return Some(false),
            Fate::Kept => {}
        }
        if !nesting::allowed(name, &self.open) {
            return if is_void(name) { None } else { Some(false) };
        }
        let looks = if name == "img" { looks(element) } else { None };
        self.blank &= name != "img" || looks.is_some();
        self.out.push('<');
        self.out.push_str(name);
        self.attributes(id, name, element, looks);
        self.out.push('>');
        if is_void(name) {
            return None;
        }
        self.open.push(name);
        self.pre = (name == "pre").then_some(self.out.len());
        Some(true)
    }

    fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    fn attributes(&mut self, id: NodeId, name: &str, element: &Element, looks: Option<TrackerKind>) {
        let (mut added, mut title, mut is_sound) = ("", None, false);
        for attribute in &element.attributes {
            let Some(kind) = kind(name, &attribute.name.local) else { continue };
            let value: &str = &attribute.value;
            let mut written: &str = &attribute.name.local;
            let value = match kind {
                Kind::Class => own_classes(value),
                Kind::Plain => Some(value.to_owned()),
                Kind::Title => {
                    title = Some(value);
                    None
                }
                Kind::Id => {
                    let doubled = written == "name" && element.attribute("id").is_some();
                    written = "id";
                    (!doubled && !value.is_empty()).then(|| value.to_owned())
                }
                Kind::Length => is_length(value.trim()).then(|| value.trim().to_owned()),
                Kind::Style => {
                    Some(css::declarations(value, &mut self.remote)).filter(|style| !style.is_empty())
                }
                Kind::Link => match link_target(value) {
                    Some(LinkTarget::Away(url)) => match self.link(id, element, &url) {
                        Some(Ok(url)) => {
                            is_sound = true;
                            added = " target=\"_blank\" rel=\"noopener noreferrer\"";
                            Some(url)
                        }
                        Some(Err(number)) => {
                            (written, added) = ("data-link", " role=\"link\" tabindex=\"0\"");
                            Some(number.to_string())
                        }
                        None => None,
                    },
                    Some(LinkTarget::Within(url)) => Some(url),
                    None => None,
                },
                Kind::Image | Kind::Background => match self.image(value, looks) {
                    Some(Image::Data(url)) => Some(url),
                    Some(Image::Remote(url)) => {
                        if kind == Kind::Image {
                            added = " referrerpolicy=\"no-referrer\"";
                        }
                        Some(url)
                    }
                    _ => None,
                },
            };
            if let Some(value) = value {
                attributes::write(&mut self.out, written, &value);
            }
        }
        // A place may be named beside the pointer only by a link that was judged to lead there.
        if let Some(title) = title.filter(|title| is_sound || !links::names_a_place(title)) {
            attributes::write(&mut self.out, "title", title);
        }
        self.out.push_str(added);
    }

    /// The address of a sound link, or the number of a doubtful one; none where there is no room for
    /// it. The address that is written is the one that was judged.
    fn link(&mut self, id: NodeId, element: &Element, url: &str) -> Option<Result<String, usize>> {
        let title = element.attribute("title").unwrap_or_default();
        let link = links::judge(url, &self.anchors.next(id)?, title)?;
        if link.doubts.is_empty() {
            return Some(Ok(link.target));
        }
        (self.links.len() < MOST_LINKS).then(|| {
            self.links.push(link);
            Err(self.links.len() - 1)
        })
    }

    /// The image that a URL names, with inline ones looked up and remote ones counted.
    fn image(&mut self, url: &str, looks: Option<TrackerKind>) -> Option<Image> {
        match image(url)? {
            Image::Inline(id) => {
                let found = (self.inline_image)(&id)?;
                let Some(Image::Data(url)) = image(&found) else { return None };
                self.inlined += url.len();
                if self.inlined > MOST_INLINE {
                    self.inlined -= url.len();
                    return None;
                }
                Some(Image::Data(url))
            }
            Image::Remote(url) if !self.remote.lets(&url, looks) => {
                self.remote.left_out(&url, looks);
                None
            }
            other => Some(other),
        }
    }
}

/// What an image that is fetched looks like.
fn looks(element: &Element) -> Option<TrackerKind> {
    let Some(Image::Remote(_)) = element.attribute("src").and_then(image) else { return None };
    // What the style fetches is counted where it is written.
    let mut uncounted = Remote::new(RemoteImages::Blocked);
    let style = css::declarations(element.attribute("style").unwrap_or_default(), &mut uncounted);
    trackers::looks(element.attribute("width"), element.attribute("height"), &style)
}

/// A sender's classes without ours.
fn own_classes(classes: &str) -> Option<String> {
    // Classes are compared without case in quirks mode.
    let ours = |class: &str| class.eq_ignore_ascii_case(QUOTE) || class.eq_ignore_ascii_case(SIGNATURE);
    if !classes.split_ascii_whitespace().any(ours) {
        return Some(classes.to_owned());
    }
    let classes: Vec<&str> = classes.split_ascii_whitespace().filter(|class| !ours(class)).collect();
    Some(classes.join(" ")).filter(|classes| !classes.is_empty())
}
