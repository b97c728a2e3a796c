//! Whether anything of a designed mail can be read, or seen, where a style may hide all of it: not draw
//! it, draw it too small or too faint, in the colour of its paper, cut off, or where nobody can scroll to.
//!
//! Nearly always the first words can be read, and nothing more is looked at. What covers words that are
//! drawn is not told apart.

mod area;

use wasm_bindgen::JsCast;
use web_sys::{CssStyleDeclaration, Element, HtmlIFrameElement, HtmlImageElement, Node, Range};

use self::area::Area;
use crate::app::ink::{Colour, leaves_ink};

/// So many nodes and styles are looked at. Where nothing was seen by then, little is meant to be.
const MOST_LOOKS: u32 = 8_000;

/// What is less opaque is not seen.
const FAINTEST: f64 = 0.1;

/// Whether there is a word to read or a picture to see in the frame's document.
pub(super) fn shows_something(frame: &HtmlIFrameElement) -> bool {
    // What has no place on the screen yet cannot be judged.
    frame.client_width() == 0 || Reader::of(frame).is_none_or(|mut reader| reader.sees_something())
}

/// How a text or a picture fares.
enum Sight {
    Seen,
    Hidden,
    /// With all that is in this element.
    HiddenWith(Element),
}

/// What letters are drawn with.
struct Ink {
    /// `None` where it cannot be told.
    letters: Option<Colour>,
    shadow: Option<Colour>,
}

impl Ink {
    fn of(style: &CssStyleDeclaration) -> Self {
        Self { letters: colour(style, "color"), shadow: colour(style, "text-shadow") }
    }

    fn stands_out_from(&self, paper: Colour) -> bool {
        [self.letters, self.shadow].into_iter().flatten().any(|ink| ink.stands_out_from(paper))
            || self.letters.is_none()
    }
}

/// Goes through a document as somebody who reads it.
struct Reader {
    range: Range,
    root: Element,
    body: Element,
    /// What can be scrolled to.
    reach: Area,
    /// The colour behind the document; `None` where it cannot be told.
    paper: Option<Colour>,
    looks_left: u32,
}

impl Reader {
    fn of(frame: &HtmlIFrameElement) -> Option<Self> {
        let document = frame.content_document()?;
        let (root, body) = (document.document_element()?, Element::from(document.body()?));
        let turned = [&root, &body].into_iter().filter_map(style).any(|style| runs_leftward(&style));
        Some(Self {
            range: document.create_range().ok()?,
            reach: Area::within_reach(frame, &root, turned),
            paper: style(frame).and_then(|style| colour(&style, "background-color")),
            root,
            body,
            looks_left: MOST_LOOKS,
        })
    }

    fn sees_something(&mut self) -> bool {
        let mut next = self.body.first_child();
        while let Some(node) = next.filter(|_| self.looks_left > 0) {
            self.looks_left = self.looks_left.saturating_sub(1);
            let name = node.node_name();
            let sight = match (node.node_type(), name.as_str()) {
                (Node::TEXT_NODE, _) => self.text(&node),
                (Node::ELEMENT_NODE, "IMG") => self.picture(node.unchecked_ref()),
                (Node::ELEMENT_NODE, "STYLE") => Sight::Hidden,
                _ => {
                    next = node.first_child().or_else(|| self.after(&node));
                    continue;
                }
            };
            next = match sight {
                Sight::Seen => return true,
                Sight::Hidden => self.after(&node),
                Sight::HiddenWith(element) => self.after(&element),
            };
        }
        false
    }

    /// The next node that is not in this one.
    fn after(&self, node: &Node) -> Option<Node> {
        let mut node = node.clone();
        while !self.is_ground(&node) {
            if let Some(next) = node.next_sibling() {
                return Some(next);
            }
            node = node.parent_node()?;
        }
        None
    }

    /// Styles of these are the whole document's.
    fn is_ground(&self, node: &Node) -> bool {
        node.is_same_node(Some(&self.body)) || node.is_same_node(Some(&self.root))
    }

    fn text(&mut self, text: &Node) -> Sight {
        if !text.node_value().is_some_and(|text| leaves_ink(&text)) {
            return Sight::Hidden;
        }
        let Some((element, style)) =
            text.parent_element().and_then(|element| Some((element.clone(), style(&element)?)))
        else {
            return Sight::Hidden;
        };
        // It has just been found in the document of the range.
        let _ = self.range.select_node_contents(text);
        let area = Area::of(&self.range.get_bounding_client_rect());
        self.look(element, Some(area), Some(&Ink::of(&style)))
    }

    fn picture(&mut self, picture: &HtmlImageElement) -> Sight {
        // One that was left out is drawn by its words, or as an empty box. How large one is may not be
        // known before it is decoded.
        let area = picture.complete().then(|| Area::of(&picture.get_bounding_client_rect()));
        self.look(Element::from(picture.clone()), area, None)
    }

    /// Whether what an element shows in an area can be seen through all that is around it.
    fn look(&mut self, element: Element, mut area: Option<Area>, ink: Option<&Ink>) -> Sight {
        if style(&element).is_none_or(|style| value(&style, "visibility") != "visible") {
            return Sight::Hidden;
        }
        let mut opacity = 1.0;
        let mut background = Background::default();
        let mut next = Some(element);
        while let Some(around) = next {
            self.looks_left = self.looks_left.saturating_sub(1);
            let Some(style) = style(&around) else { return Sight::Hidden };
            let display = value(&style, "display");
            let own_opacity = value(&style, "opacity").parse().unwrap_or(1.0);
            if display == "none" || own_opacity < FAINTEST {
                return Sight::HiddenWith(around);
            }
            opacity *= own_opacity;
            let is_ground = self.is_ground(&around);
            if let Some(area) = area.as_mut().filter(|_| !is_ground && display != "contents") {
                area.cut(&around, &value(&style, "overflow-x"), &value(&style, "overflow-y"));
            }
            if ink.is_some() && background.goes_on() {
                let lies_behind = is_ground || area.is_none_or(|area| area.begins_in(&around));
                background.lay(&style, lies_behind);
            }
            next = around.parent_element();
        }
        let is_there = area.is_none_or(|area| area.within(self.reach).is_something());
        let paper = background.colour(self.paper);
        let stands_out = ink.zip(paper).is_none_or(|(ink, paper)| ink.stands_out_from(paper));
        if opacity >= FAINTEST && is_there && stands_out { Sight::Seen } else { Sight::Hidden }
    }
}

/// What lies behind a text, from the nearest to the farthest.
#[derive(Default)]
struct Background {
    layers: Vec<Colour>,
    /// The next one is a picture, or a colour that cannot be told.
    is_unclear: bool,
}

impl Background {
    /// Whether what lies farther behind is to be seen.
    fn goes_on(&self) -> bool {
        !self.is_unclear && !self.layers.last().is_some_and(|layer| layer.is_opaque())
    }

    fn lay(&mut self, style: &CssStyleDeclaration, lies_behind: bool) {
        let layer = colour(style, "background-color");
        // A shadow may be drawn within its box.
        self.is_unclear = layer.is_none()
            || value(style, "background-image") != "none"
            || value(style, "box-shadow").contains("inset");
        self.layers.extend(layer.filter(|_| lies_behind));
    }

    /// `None` where it cannot be told.
    fn colour(&self, paper: Option<Colour>) -> Option<Colour> {
        if self.is_unclear {
            return None;
        }
        let (farthest, nearer) = match self.layers.split_last() {
            Some((last, nearer)) if last.is_opaque() => (*last, nearer),
            _ => (paper?, &self.layers[..]),
        };
        Some(nearer.iter().rev().fold(farthest, |below, layer| layer.over(below)))
    }
}

fn style(element: &Element) -> Option<CssStyleDeclaration> {
    gloo::utils::window().get_computed_style(element).ok().flatten()
}

fn value(style: &CssStyleDeclaration, property: &str) -> String {
    style.get_property_value(property).unwrap_or_default()
}

fn colour(style: &CssStyleDeclaration, property: &str) -> Option<Colour> {
    Colour::parse(&value(style, property))
}

/// Whether what is too wide is scrolled to by going left.
fn runs_leftward(style: &CssStyleDeclaration) -> bool {
    value(style, "direction") == "rtl" || value(style, "writing-mode").ends_with("-rl")
}
