//! Pictures for the mails, painted pixel by pixel: a picture is a function of where one looks.

use std::sync::OnceLock;

use super::error::SampleError;

/// Red, green, blue, from 0 to 1.
type Colour = [f32; 3];

/// A picture: the colour at x and y, both from 0 to 1, y downwards.
type Picture = fn(f32, f32) -> Colour;

/// A picture with its name and its size in pixels.
struct Drawing {
    name: &'static str,
    size: (u32, u32),
    picture: Picture,
    /// The PNG file, once it was asked for: several mails have the same.
    file: OnceLock<Vec<u8>>,
}

static DRAWINGS: [Drawing; 7] = [
    Drawing::new("harbour", (480, 320), harbour),
    Drawing::new("map", (400, 400), map),
    Drawing::new("kettle", (96, 96), kettle),
    Drawing::new("hills", (480, 300), hills),
    Drawing::new("stars", (420, 280), stars),
    Drawing::new("chart", (440, 240), chart),
    Drawing::new("woodblock", (300, 420), woodblock),
];

impl Drawing {
    const fn new(name: &'static str, size: (u32, u32), picture: Picture) -> Self {
        Self { name, size, picture, file: OnceLock::new() }
    }
}

/// The picture of this name as a PNG file.
pub(super) fn png(name: &str) -> Result<Vec<u8>, SampleError> {
    let drawing = DRAWINGS
        .iter()
        .find(|drawing| drawing.name == name)
        .ok_or_else(|| SampleError::new(format!("no drawing is called {name}")))?;
    if let Some(made) = drawing.file.get() {
        return Ok(made.clone());
    }
    let made = paint(drawing.size, drawing.picture).map_err(|error| SampleError::new(error.to_string()))?;
    Ok(drawing.file.get_or_init(|| made).clone())
}

fn paint((width, height): (u32, u32), picture: Picture) -> Result<Vec<u8>, png::EncodingError> {
    let mut pixels = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        for x in 0..width {
            let colour = picture((x as f32 + 0.5) / width as f32, (y as f32 + 0.5) / height as f32);
            pixels.extend(colour.map(|part| (part.clamp(0.0, 1.0) * 255.0) as u8));
        }
    }
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // The demo should start at once; a few kilobytes more are no matter.
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(out)
}

fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    let ([r, g, b_], [r2, g2, b2]) = (a, b);
    [r + (r2 - r) * share, g + (g2 - g) * share, b_ + (b2 - b_) * share]
}

fn distance(x: f32, y: f32, to: (f32, f32)) -> f32 {
    (x - to.0).hypot(y - to.1)
}

/// Evening over the harbour: a low sun, its path on the water, one boat.
fn harbour(x: f32, y: f32) -> Colour {
    let horizon = 0.56;
    let sun = distance(x * 1.5, y, (1.05, 0.47));
    let boat = (0.30..0.44).contains(&x) && (0.63..0.67 - (x - 0.37).abs() * 0.25).contains(&y);
    let mast = (x - 0.37).abs() < 0.003 && (0.44..0.63).contains(&y);
    let sail = (0.375..0.375 + (y - 0.45) * 0.4).contains(&x) && (0.45..0.61).contains(&y);
    if boat || mast {
        [0.16, 0.13, 0.16]
    } else if sail {
        [0.97, 0.93, 0.84]
    } else if y > horizon {
        let ripple = ((y - horizon) * 90.0 / (0.3 + y)).sin() * 0.5 + 0.5;
        let path = (1.0 - (x - 0.7).abs() * 7.0 / (0.4 + (y - horizon) * 3.0)).max(0.0);
        mix(
            mix([0.20, 0.34, 0.46], [0.10, 0.20, 0.32], (y - horizon) * 2.0),
            [1.0, 0.76, 0.45],
            path * ripple,
        )
    } else if sun < 0.075 {
        [1.0, 0.86, 0.55]
    } else {
        let sky = mix([0.33, 0.46, 0.66], [0.98, 0.72, 0.52], y / horizon);
        mix([1.0, 0.84, 0.6], sky, sun * 2.2)
    }
}

/// A map: coast, river, two roads, contour lines, and a cross where to meet.
fn map(x: f32, y: f32) -> Colour {
    let coast = 0.82 + 0.05 * (y * 9.0).sin() + 0.02 * (y * 23.0).cos();
    let river = y - 0.45 - 0.12 * (x * 6.0).sin() - 0.1 * x;
    let road = y - 0.9 + 0.7 * x + 0.05 * (x * 11.0).sin();
    let lane = x - 0.35 - 0.06 * (y * 8.0).sin();
    let height = (1.0 - distance(x, y, (0.22, 0.2)) * 1.8).max(0.0);
    let here = (x - 0.62, y - 0.30);
    if here.0.hypot(here.1) < 0.035 && ((here.0 - here.1).abs() < 0.009 || (here.0 + here.1).abs() < 0.009) {
        [0.80, 0.16, 0.12]
    } else if x > coast {
        mix([0.72, 0.85, 0.90], [0.55, 0.74, 0.84], (x - coast) * 5.0)
    } else if x > coast - 0.008 {
        [0.35, 0.45, 0.50]
    } else if river.abs() < 0.012 {
        [0.60, 0.78, 0.88]
    } else if road.abs() < 0.011 {
        [0.95, 0.75, 0.38]
    } else if lane.abs() < 0.006 {
        [1.0, 1.0, 1.0]
    } else if height > 0.05 && (height * 8.0).fract() < 0.09 {
        [0.72, 0.62, 0.45]
    } else {
        mix([0.93, 0.92, 0.84], [0.82, 0.86, 0.70], height)
    }
}

/// The round mark of a tea newsletter.
fn kettle(x: f32, y: f32) -> Colour {
    let body = ((x - 0.47) / 0.24).powi(2) + ((y - 0.60) / 0.19).powi(2) < 1.0;
    let lid = ((x - 0.47) / 0.10).powi(2) + ((y - 0.41) / 0.05).powi(2) < 1.0;
    let spout = (0.66..0.82).contains(&x) && (y - (1.06 - 0.72 * x)).abs() < 0.05;
    let ring = distance(x, y, (0.47, 0.44));
    let handle = (0.20..0.24).contains(&ring) && y < 0.42;
    let steam = (x - 0.80 - 0.02 * (y * 40.0).sin()).abs() < 0.012 && (0.16..0.38).contains(&y);
    if distance(x, y, (0.5, 0.5)) > 0.49 {
        [1.0, 1.0, 1.0]
    } else if body || lid || spout || handle {
        [0.98, 0.96, 0.90]
    } else if steam {
        [0.75, 0.85, 0.80]
    } else {
        [0.16, 0.38, 0.34]
    }
}

/// Five ridges in the morning, each paler than the one before it.
fn hills(x: f32, y: f32) -> Colour {
    let mut colour = mix([0.78, 0.86, 0.94], [0.99, 0.93, 0.82], y * 1.6);
    for ridge in 0..5u8 {
        let depth = f32::from(ridge);
        let top = 0.38
            + depth * 0.12
            + 0.05 * (x * (5.0 + depth * 1.7) + depth * 2.1).sin()
            + 0.02 * (x * (17.0 - depth) + depth).sin();
        if y > top {
            colour = mix([0.66, 0.76, 0.80], [0.14, 0.30, 0.24], depth / 4.0);
        }
    }
    colour
}

/// A night sky with a few hundred stars.
fn stars(x: f32, y: f32) -> Colour {
    let sky = mix([0.03, 0.05, 0.13], [0.12, 0.14, 0.28], y);
    let (column, row) = ((x * 42.0).floor(), (y * 28.0).floor());
    // A star in every third field or so, at a place that looks like chance.
    let chance = ((column * 12.9898 + row * 78.233).sin() * 43_758.547).fract().abs();
    let place = (0.2 + 0.6 * (chance * 97.0).fract(), 0.2 + 0.6 * (chance * 31.0).fract());
    let reach = distance((x * 42.0).fract(), (y * 28.0).fract(), place);
    if y > 0.86 + 0.03 * (x * 14.0).sin() {
        [0.02, 0.03, 0.05]
    } else if chance < 0.35 {
        mix([1.0, 0.97, 0.88], sky, reach * (3.0 + chance * 12.0))
    } else {
        sky
    }
}

/// Twelve bars: jars of honey, month by month.
fn chart(x: f32, y: f32) -> Colour {
    const JARS: [f32; 12] = [0.0, 0.0, 0.04, 0.15, 0.42, 0.66, 0.80, 0.71, 0.38, 0.12, 0.0, 0.0];
    let (left, bottom) = (0.06, 0.90);
    if (y - bottom).abs() < 0.006 && x > left || (x - left).abs() < 0.003 && y < bottom {
        return [0.25, 0.25, 0.30];
    }
    let month = (x - left) / (0.98 - left) * 12.0;
    let jars = if month < 0.0 { 0.0 } else { JARS.get(month as usize).copied().unwrap_or(0.0) };
    if (0.18..0.82).contains(&month.fract()) && y < bottom && y > bottom - jars {
        mix([0.95, 0.70, 0.20], [0.80, 0.45, 0.08], (bottom - y) / 0.8)
    } else if y < bottom && x > left && ((bottom - y) * 5.0).fract() < 0.025 {
        [0.88, 0.88, 0.86]
    } else {
        [0.995, 0.99, 0.97]
    }
}

/// A print in three blocks: moon, wave and a hill, on paper.
fn woodblock(x: f32, y: f32) -> Colour {
    let grain = ((x * 160.0 + (y * 13.0).sin() * 2.0).sin() * 0.5 + 0.5) * 0.03;
    let paper = [0.95 - grain, 0.91 - grain, 0.82 - grain];
    let frame = x.min(1.0 - x) < 0.05 || y.min(1.0 - y) < 0.036;
    let wave = y - 0.74 - 0.06 * (x * 7.0).sin() - 0.02 * (x * 25.0).sin();
    let hill = y - 0.66 + 0.22 * (-((x - 0.62) * 5.0).powi(2)).exp();
    if frame {
        paper
    } else if wave > 0.0 {
        if (wave * 22.0).fract() < 0.22 { paper } else { [0.13 + grain, 0.24 + grain, 0.42 + grain] }
    } else if hill > 0.0 {
        mix([0.42, 0.50, 0.42], [0.24, 0.32, 0.28], hill * 3.0)
    } else if distance(x, y * 1.4, (0.32, 0.36)) < 0.13 {
        [0.86, 0.34, 0.22]
    } else {
        mix([0.70, 0.76, 0.76], paper, y * 1.6)
    }
}
