//! Pictures of the screen, pixel by pixel.

use serde_json::Value;

/// A place on a picture, in pixels; the right and lower edges are outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The left edge.
    pub(crate) left: usize,
    /// The upper edge.
    pub(crate) top: usize,
    /// The right edge.
    pub(crate) right: usize,
    /// The lower edge.
    pub(crate) bottom: usize,
}

impl Place {
    /// From `[left, top, right, bottom]` as a script gives it: every pixel that is touched.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places on a screen")]
    pub(crate) fn new(edges: &Value) -> Self {
        let edge = |place: usize| edges[place].as_f64().expect("four edges").max(0.0);
        Self {
            left: edge(0).floor() as usize,
            top: edge(1).floor() as usize,
            right: edge(2).ceil() as usize,
            bottom: edge(3).ceil() as usize,
        }
    }

    /// Whether a pixel is in it.
    pub(crate) const fn holds(&self, x: usize, y: usize) -> bool {
        self.left <= x && x < self.right && self.top <= y && y < self.bottom
    }

    /// The smallest place that holds both.
    fn and(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// Pixels that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Differing {
    /// How many.
    pub(crate) pixels: usize,
    /// All of them are in it.
    pub(crate) within: Place,
}

/// Whether two colours are the same, but for how the rasteriser rounds at the edge of a border or a sign, which now
/// and then is some steps of 255 apart from one picture of a page to the next.
fn is_same(one: &[u8; 3], another: &[u8; 3]) -> bool {
    one.iter().zip(another).all(|(one, another)| one.abs_diff(*another) <= 8)
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Pixels in a line.
    pub(crate) width: usize,
    /// Lines.
    pub(crate) height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    /// Reads a PNG, as the browser writes it.
    pub(crate) fn read(png: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("a PNG");
        let mut bytes = vec![0; reader.output_buffer_size().expect("of a size that can be held")];
        let info = reader.next_frame(&mut bytes).expect("a whole PNG");
        let samples = info.color_type.samples();
        assert!(samples >= 3, "in colours");
        let pixels = bytes.chunks_exact(samples).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Self { width: info.width as usize, height: info.height as usize, pixels }
    }

    /// The colour of a pixel.
    pub(crate) fn at(&self, x: usize, y: usize) -> Option<[u8; 3]> {
        (x < self.width).then(|| self.pixels.get(y * self.width + x).copied()).flatten()
    }

    /// Where pixels are not the same on another picture, but for those that `ignored` says.
    pub(crate) fn differing(
        &self,
        other: &Self,
        ignored: impl Fn(usize, usize) -> bool,
    ) -> Option<Differing> {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let lines = self.pixels.chunks(self.width).zip(other.pixels.chunks(self.width)).enumerate();
        let mut found: Option<Differing> = None;
        for (y, (one, another)) in lines.filter(|(_, (one, another))| one != another) {
            let apart =
                one.iter().zip(another).enumerate().filter(|(_, (one, another))| !is_same(one, another));
            for (x, _) in apart {
                if ignored(x, y) {
                    continue;
                }
                let here = Place { left: x, top: y, right: x + 1, bottom: y + 1 };
                let found = found.get_or_insert(Differing { pixels: 0, within: here });
                found.pixels += 1;
                found.within = found.within.and(here);
            }
        }
        found
    }

    /// How many pixels of one place look different from those of another of the same size, and how many
    /// of the first have another colour than its first pixel.
    pub(crate) fn compare(&self, one: Place, other: Place, tolerance: u8) -> (usize, usize) {
        let (width, height) = (one.right - one.left, one.bottom - one.top);
        let background = self.at(one.left, one.top);
        let (mut differing, mut drawn) = (0, 0);
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let before = self.at(one.left + x, one.top + y);
            let after = self.at(other.left + x, other.top + y);
            drawn += usize::from(before != background);
            let alike = before.zip(after).is_some_and(|(before, after)| {
                before.iter().zip(after).all(|(before, after)| before.abs_diff(after) <= tolerance)
            });
            differing += usize::from(!alike);
        }
        (differing, drawn)
    }
}
