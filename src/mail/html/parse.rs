//! Feeding html5ever, with a gate between its tokenizer and its tree builder.
//!
//! By the rules of HTML a few bytes may cost a lot: a start tag walks the stack of open
//! elements, a paragraph reopens every formatting element, an attribute is compared with all
//! before it. Browsers cap the depth; html5ever leaves that to its callers.

use std::cell::Cell;

use html5ever::TokenizerResult;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{Tracer, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};

use super::dom::{Builder, Dom, Handle};

/// Bytes of HTML that are looked at.
const LONGEST: usize = 8 << 20;
/// Bytes given to the tokenizer at a time, between two looks at the attributes.
const PIECE: usize = 4 << 10;
/// Nodes made and moved.
const MOST_WORK: usize = 200_000;
/// Tags, start and end.
const MOST_TAGS: usize = 250_000;
/// Open elements and formatting elements; start tags beyond are ignored, their content is kept.
const DEEPEST: usize = 400;
/// Tags between two looks at the depth, which costs as much as the depth is.
const TAGS_PER_LOOK: usize = 32;
/// Places where an attribute may begin within one tag: its attributes are compared each with each.
const MOST_ATTRIBUTES: usize = 16 << 10;
/// Comparisons of attributes in all.
const MOST_COMPARISONS: usize = 500_000_000;

/// Parses a document as a browser would in standards mode, whatever its DOCTYPE: the frame that
/// shows it is in standards mode.
///
/// The second value says whether all of it was read; what a cap cut off is left out.
pub(crate) fn parse(html: &str) -> (Dom, bool) {
    let (gate, whole) = feed(html);
    (gate.builder.sink.finish(), whole)
}

/// The gate after all of it that may pass has passed, and whether that was all.
fn feed(html: &str) -> (Gate, bool) {
    let options = TreeBuilderOpts {
        // The content of noscript is dropped: as one text it needs no parsing.
        scripting_enabled: true,
        // No DOCTYPE means standards mode.
        iframe_srcdoc: true,
        drop_doctype: true,
        ..TreeBuilderOpts::default()
    };
    let gate = Gate {
        builder: TreeBuilder::new(Builder::new(), options),
        tags: Cell::new(0),
        tokens: Cell::new(0),
        separators: Cell::new(0),
        comparisons: Cell::new(0),
        depth: Cell::new(0),
        deepest: Cell::new(0),
        closed: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(gate, Default::default());
    let queue = BufferQueue::default();
    let mut rest = html.get(..html.floor_char_boundary(LONGEST)).unwrap_or(html);
    let mut whole = rest.len() == html.len();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at_checked(rest.floor_char_boundary(PIECE)).unwrap_or((rest, ""));
        rest = after;
        let before = tokenizer.sink.tokens.get();
        queue.push_back(StrTendril::from_slice(piece));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        if !tokenizer.sink.goes_on(piece, before) {
            whole = false;
            break;
        }
    }
    tokenizer.end();
    (tokenizer.sink, whole)
}

struct Gate {
    builder: TreeBuilder<Handle, Builder>,
    tags: Cell<usize>,
    tokens: Cell<usize>,
    /// Places where an attribute may have begun, in the pieces since the last token.
    separators: Cell<usize>,
    comparisons: Cell<usize>,
    /// At the last look.
    depth: Cell<usize>,
    /// At any look.
    deepest: Cell<usize>,
    closed: Cell<bool>,
}

impl Gate {
    /// After a piece: whether another may follow.
    fn goes_on(&self, piece: &str, tokens_before: usize) -> bool {
        if self.tokens.get() != tokens_before {
            self.separators.set(0);
        } else {
            let may_begin = |byte: &u8| byte.is_ascii_whitespace() || b"/\"'".contains(byte);
            self.separators.set(self.separators.get() + piece.bytes().filter(may_begin).count());
        }
        let over = self.separators.get() > MOST_ATTRIBUTES
            || self.comparisons.get() > MOST_COMPARISONS
            || self.tags.get() > MOST_TAGS
            || self.builder.sink.work() > MOST_WORK;
        if over {
            self.closed.set(true);
        }
        !self.closed.get()
    }

    /// Counts a tag; whether the tree builder may have it.
    fn admits(&self, tag: &Tag) -> bool {
        let tags = self.tags.get() + 1;
        self.tags.set(tags);
        let attributes = tag.attrs.len();
        self.comparisons.set(self.comparisons.get() + attributes * (attributes + self.separators.get()));
        if self.builder.sink.work() > MOST_WORK || tags > MOST_TAGS {
            self.closed.set(true);
            return false;
        }
        if tags.is_multiple_of(TAGS_PER_LOOK) {
            let depth = Depth(Cell::new(0));
            self.builder.trace_handles(&depth);
            let depth = depth.0.get();
            self.depth.set(depth);
            self.deepest.set(self.deepest.get().max(depth));
        }
        !(self.depth.get() > DEEPEST && tag.kind == TagKind::StartTag)
    }
}

/// Counts what the tree builder holds open.
struct Depth(Cell<usize>);

impl Tracer for Depth {
    type Handle = Handle;

    fn trace_handle(&self, _: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

impl TokenSink for Gate {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        self.tokens.set(self.tokens.get() + 1);
        let admitted = match &token {
            Token::EOFToken => true,
            // A DOCTYPE could only choose quirks mode.
            Token::DoctypeToken(_) | Token::ParseError(_) => false,
            Token::TagToken(tag) => !self.closed.get() && self.admits(tag),
            _ => !self.closed.get(),
        };
        if admitted { self.builder.process_token(token, line) } else { TokenSinkResult::Continue }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The quadratic cases of HTML parsing: what is counted of each stays within the caps, but for what
    /// one more piece, tag or look may add. What is not counted costs the same for each that is.
    #[test]
    fn hostile_markup_costs_no_more_than_its_caps() {
        // Enough of each to meet a cap.
        let several = |piece: &str| piece.repeat((2 << 20) / piece.len());
        let numbered =
            |count: usize, piece: &dyn Fn(usize) -> String| -> String { (0..count).map(piece).collect() };
        for (name, html) in [
            ("deep", several("<div>")),
            ("formatting", numbered(20_000, &|n| format!("<b id={n}>")) + &several("<p>x")),
            ("end tags", "<span>".repeat(10_000) + &several("</x>")),
            ("one tag", format!("<a {}>", numbered(500_000, &|n| format!("a{n} ")))),
            ("many tags", several(&format!("<a {}>", numbered(5_000, &|n| format!("a{n}/"))))),
            ("foster", format!("<table>{}", several("x<b>"))),
            ("open tag", format!("<a title=\"{}", several("x "))),
            ("comments", several("<!---->")),
            ("nested tables", several("<table><tr><td>")),
            ("adoption", several("<b><p></b>")),
            ("anchors", several("<a><div>")),
            ("svg", several("<svg><desc>")),
        ] {
            let (gate, whole) = feed(&html);
            assert!(!whole, "{name} is cut off");
            let within = |what, counted: usize, most: usize| {
                assert!(counted <= most, "{name}: {counted} {what}, {most} at most");
            };
            within("tags", gate.tags.get(), MOST_TAGS + 1);
            within("nodes made and moved", gate.builder.sink.work(), MOST_WORK + PIECE);
            within("elements held open", gate.deepest.get(), DEEPEST + 2 * TAGS_PER_LOOK);
            within("attributes begun", gate.separators.get(), MOST_ATTRIBUTES + PIECE);
            let of_one_tag = (MOST_ATTRIBUTES + PIECE).pow(2);
            within("comparisons of attributes", gate.comparisons.get(), MOST_COMPARISONS + of_one_tag);
        }
    }

    /// Text is read once, however often it could be something else.
    #[test]
    fn entities_are_text_of_which_nothing_is_cut_off() {
        let (gate, whole) = feed(&"&amp".repeat(10_000));
        assert!(whole);
        // A token for each, and the one before it.
        assert!(gate.tokens.get() <= 2 * 10_000 + PIECE, "{}", gate.tokens.get());
    }
}
