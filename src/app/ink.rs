//! What of a text leaves a trace on its paper: letters that are drawn, in a colour that stands out.

/// Channels that differ by less than this part of their range look the same.
const ALIKE: f64 = 0.09;

/// Ink that is thinner than this leaves no trace.
const FAINTEST: f64 = 0.1;

/// Whether a text has a letter that is drawn: not only white space and what takes no room.
pub fn leaves_ink(text: &str) -> bool {
    text.chars().any(|letter| !(letter.is_whitespace() || letter.is_control() || is_invisible(letter)))
}

/// Joiners, marks of direction, fillers: letters in which newsletters like to hide their preview.
const fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A colour in sRGB; all channels from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    channels: [f64; 3],
    alpha: f64,
}

impl Colour {
    /// The colour that a computed value of CSS begins with. `None` for spaces other than sRGB and
    /// Oklab, which hardly a mail uses.
    pub fn parse(value: &str) -> Option<Self> {
        let (function, rest) = value.trim_start().split_once('(')?;
        let (arguments, _) = rest.split_once(')')?;
        let (space, arguments) = match function {
            "color" => arguments.split_once(' ')?,
            _ => (function, arguments),
        };
        let numbers = arguments.split([',', ' ', '/']).filter(|number| !number.is_empty()).map(number);
        let numbers: Vec<f64> = numbers.collect::<Option<_>>()?;
        let (channels, alpha) = match numbers[..] {
            [one, two, three] => ([one, two, three], 1.0),
            [one, two, three, alpha] => ([one, two, three], alpha),
            _ => return None,
        };
        let channels = match (space, channels) {
            ("rgb" | "rgba", channels) => channels.map(|channel| channel / 255.0),
            ("srgb", channels) => channels,
            ("oklab", [lightness, a, b]) => from_oklab(lightness, a, b),
            ("oklch", [lightness, chroma, hue]) => {
                let hue = hue.to_radians();
                from_oklab(lightness, chroma * hue.cos(), chroma * hue.sin())
            }
            _ => return None,
        };
        Some(Self { channels: channels.map(|channel| channel.clamp(0.0, 1.0)), alpha: alpha.clamp(0.0, 1.0) })
    }

    /// Nothing behind it shines through.
    pub fn is_opaque(self) -> bool {
        self.alpha >= 1.0
    }

    /// What is seen where this lies on something opaque.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        let [one, two, three] = self.channels;
        let [under_one, under_two, under_three] = below.channels;
        let mix = |above: f64, under: f64| self.alpha.mul_add(above - under, under);
        Self { channels: [mix(one, under_one), mix(two, under_two), mix(three, under_three)], alpha: 1.0 }
    }

    /// Whether letters of this colour can be told from an opaque paper.
    pub fn stands_out_from(self, paper: Self) -> bool {
        let drawn = self.over(paper);
        let differs =
            drawn.channels.iter().zip(paper.channels).any(|(ink, paper)| (ink - paper).abs() >= ALIKE);
        self.alpha >= FAINTEST && differs
    }
}

/// A number as browsers write it.
fn number(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok().map(|percent| percent / 100.0),
        None if text == "none" => Some(0.0),
        None => text.strip_suffix("deg").unwrap_or(text).parse().ok(),
    }
}

/// By the matrices of CSS Color 4.
fn from_oklab(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let long = (0.396_337_777_4 * a + 0.215_803_757_3 * b + lightness).powi(3);
    let medium = (-0.105_561_345_8 * a - 0.063_854_172_8 * b + lightness).powi(3);
    let short = (-0.089_484_177_5 * a - 1.291_485_548 * b + lightness).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
    ]
    .map(|linear| if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 })
}

#[cfg(test)]
mod tests {
    use super::{Colour, leaves_ink};

    fn colour(value: &str) -> Colour {
        Colour::parse(value).unwrap_or_else(|| panic!("{value}"))
    }

    #[test]
    fn colours_are_read_as_browsers_write_them() {
        let red = colour("rgb(255, 0, 0)");
        for alike in [
            "rgba(255, 0, 0, 1)",
            "color(srgb 1 0 0)",
            "color(srgb 1 none 0 / 100%)",
            "rgb(255, 0, 0) 0px 1px 2px",
        ] {
            assert_eq!(colour(alike), red, "{alike}");
        }
        let near = |one: Colour, other: Colour| {
            one.channels.iter().zip(other.channels).all(|(one, other)| (one - other).abs() < 0.005)
        };
        for (value, rgb) in [
            ("oklch(1 0 0)", "rgb(255, 255, 255)"),
            ("oklch(0.627955 0.257683 29.2339)", "rgb(255, 0, 0)"),
            ("oklch(62.7955% 0.257683 29.2339deg)", "rgb(255, 0, 0)"),
            ("oklab(0.519752 -0.140302 0.107676)", "rgb(0, 128, 0)"),
            ("oklch(0.995 0.003 85)", "rgb(254, 253, 251)"),
        ] {
            assert!(near(colour(value), colour(rgb)), "{value} is {:?}", colour(value));
        }
        for unknown in [
            "",
            "red",
            "rgb(",
            "rgb(1, 2)",
            "rgb(1, 2, x)",
            "lab(50 1 2)",
            "color(display-p3 1 0 0)",
            "color(srgb)",
        ] {
            assert_eq!(Colour::parse(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn what_lies_upon_another_colour_is_mixed_with_it() {
        let white = colour("rgb(255, 255, 255)");
        assert_eq!(colour("rgba(0, 0, 0, 0)").over(white), white);
        assert_eq!(colour("rgba(255, 0, 0, 0.5)").over(white), colour("color(srgb 1 0.5 0.5)"));
        assert!(white.is_opaque() && !colour("rgba(255, 255, 255, 0.99)").is_opaque());
    }

    #[test]
    fn ink_stands_out_from_paper_of_another_colour() {
        let white = colour("rgb(255, 255, 255)");
        for ink in ["rgb(0, 0, 0)", "rgb(255, 255, 0)", "rgb(221, 221, 221)", "rgba(0, 0, 0, 0.2)"] {
            assert!(colour(ink).stands_out_from(white), "{ink}");
        }
        for ink in
            ["rgb(255, 255, 255)", "rgb(250, 250, 245)", "rgba(0, 0, 0, 0.05)", "oklch(0.995 0.003 85)"]
        {
            assert!(!colour(ink).stands_out_from(white), "{ink}");
        }
        assert!(white.stands_out_from(colour("rgb(23, 64, 109)")));
        // As many as could be seen, were they not so thin.
        assert!(!colour("rgba(255, 255, 255, 0.095)").stands_out_from(colour("rgb(0, 0, 0)")));
    }

    #[test]
    fn letters_that_take_no_room_leave_no_ink() {
        for text in
            ["", " \r\n\t", "\u{a0}\u{200c}\u{a0}\u{200c}", "\u{34f}\u{ad}\u{feff}", "\u{2800}", "\u{2003}"]
        {
            assert!(!leaves_ink(text), "{text:?}");
        }
        for text in ["a", " .", "\u{200b}ж\u{200b}", "—", "漢"] {
            assert!(leaves_ink(text), "{text:?}");
        }
    }
}
