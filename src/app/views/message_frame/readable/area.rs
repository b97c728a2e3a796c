//! Areas of a document, and what cuts them.

use web_sys::{DomRect, Element, HtmlIFrameElement};

/// What is less wide or high, in pixels, is not seen.
const SMALLEST: f64 = 3.0;

/// So many widths of its frame a mail may reach to the side; nobody scrolls further.
const WIDEST: f64 = 5.0;

/// An area in pixels of the frame, as it is scrolled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    across: Span,
    down: Span,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    from: f64,
    to: f64,
}

impl Area {
    pub(super) fn of(bounds: &DomRect) -> Self {
        Self {
            across: Span { from: bounds.left(), to: bounds.right() },
            down: Span { from: bounds.top(), to: bounds.bottom() },
        }
    }

    /// All of a document that the reader can scroll to; to the left where it is written `leftward`.
    pub(super) fn within_reach(frame: &HtmlIFrameElement, root: &Element, leftward: bool) -> Self {
        let width = f64::from(frame.client_width());
        let farther = f64::from(root.scroll_width() - root.client_width()).min(width * (WIDEST - 1.0));
        let across = if leftward {
            Span { from: -farther, to: width }
        } else {
            Span { from: 0.0, to: width + farther }
        };
        let height = f64::from(frame.client_height());
        let down =
            Span { from: 0.0, to: if height < SMALLEST { 0.0 } else { f64::from(root.scroll_height()) } };
        Self {
            across: across.moved_by(-f64::from(root.scroll_left())),
            down: down.moved_by(-f64::from(root.scroll_top())),
        }
    }

    /// What is in both.
    pub(super) const fn within(self, other: Self) -> Self {
        Self { across: self.across.within(other.across), down: self.down.within(other.down) }
    }

    /// Whether it is large enough to be seen.
    pub(super) fn is_something(self) -> bool {
        [self.across, self.down].iter().all(|span| span.to - span.from >= SMALLEST)
    }

    /// Whether its first corner is in an element, whose background then lies behind it.
    pub(super) fn begins_in(self, element: &Element) -> bool {
        let bounds = Self::of(&element.get_bounding_client_rect());
        bounds.across.holds(self.across.from) && bounds.down.holds(self.down.from)
    }

    /// Cuts it as an element with such an `overflow` does.
    pub(super) fn cut(&mut self, element: &Element, across: &str, down: &str) {
        if across == "visible" && down == "visible" {
            return;
        }
        let bounds = Self::of(&element.get_bounding_client_rect());
        self.across.cut(bounds.across, across);
        self.down.cut(bounds.down, down);
    }
}

impl Span {
    const fn within(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }

    fn moved_by(self, way: f64) -> Self {
        Self { from: self.from + way, to: self.to + way }
    }

    fn holds(self, place: f64) -> bool {
        self.from <= place && place <= self.to
    }

    fn cut(&mut self, bounds: Self, overflow: &str) {
        match overflow {
            "visible" => {}
            // What follows can be scrolled to, and is seen as much as there is room.
            "auto" | "scroll" if self.to > bounds.from => *self = bounds,
            _ => *self = self.within(bounds),
        }
    }
}
