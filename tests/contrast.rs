//! Proves that what is to be read can be read: in both themes, every colour of text stands out from
//! every ground it is written on as WCAG 2.2 asks for (1.4.3, level AA), and so does what shows where
//! a field is or that a message is new (1.4.11).

use std::{collections::BTreeMap, fs, path::PathBuf};

/// Of text, whatever its size.
const TEXT: f64 = 4.5;
/// Of what is no text but means something.
const SIGN: f64 = 3.0;

/// The colours of text, and what they are written on.
const TEXTS: [(&str, &[&str]); 6] = [
    ("ink", &["paper", "surface", "raised", "selected", "hover", "warn-wash", "bad-wash", "mark"]),
    ("muted", &["paper", "surface", "raised", "selected", "hover", "warn-wash", "bad-wash"]),
    ("accent", &["paper", "surface", "raised", "selected", "hover", "bad-wash"]),
    ("bad", &["paper", "surface", "raised", "hover", "selected", "bad-wash"]),
    ("paper", &["ink"]),
    ("on-accent", &["accent", "accent-strong"]),
];

/// What is no text, and what it lies on.
const SIGNS: [(&str, &[&str]); 12] = [
    ("star", &["surface", "hover", "selected"]),
    ("tag-red", &["surface", "hover", "selected", "raised"]),
    ("tag-orange", &["surface", "hover", "selected", "raised"]),
    ("tag-green", &["surface", "hover", "selected", "raised"]),
    ("tag-teal", &["surface", "hover", "selected", "raised"]),
    ("tag-blue", &["surface", "hover", "selected", "raised"]),
    ("tag-violet", &["surface", "hover", "selected", "raised"]),
    ("edge", &["surface", "raised"]),
    ("accent", &["paper", "surface", "line"]),
    ("stamp", &["surface", "raised", "selected", "hover"]),
    ("good", &["surface"]),
    ("warn", &["raised", "warn-wash"]),
];

/// Given to `color` for a drawing that means nothing: the post horn of an empty pane.
const DRAWINGS: [&str; 2] = ["line", "line-strong"];

#[test]
fn text_and_signs_stand_out_in_both_themes() {
    let tokens = style("tokens.css");
    let (light, dark) = tokens.split_once(":root[data-theme=\"dark\"]").expect("a dark theme");
    let light = declarations(light);
    let mut both = light.clone();
    both.extend(declarations(dark));
    let mut faint = Vec::new();
    for (theme, tokens) in [("light", &light), ("dark", &both)] {
        for (wanted, pairs) in [(TEXT, &TEXTS[..]), (SIGN, &SIGNS[..])] {
            for (colour, grounds) in pairs {
                for ground in *grounds {
                    let contrast = contrast(luminance(tokens, colour), luminance(tokens, ground));
                    if contrast < wanted {
                        faint.push(format!("{theme}: {colour} on {ground}: {contrast:.2}, not {wanted}"));
                    }
                }
            }
        }
    }
    assert!(faint.is_empty(), "{faint:#?}");
}

#[test]
fn no_other_token_is_given_to_text() {
    for file in [
        "accounts.css",
        "acting.css",
        "rules.css",
        "arrangement.css",
        "base.css",
        "dialogs.css",
        "floating.css",
        "folders.css",
        "layout.css",
        "list.css",
        "maildrop.css",
        "message.css",
        "search.css",
        "storage.css",
    ] {
        let css = style(file);
        let values = css.split(['{', ';']).filter_map(|part| part.trim().strip_prefix("color:"));
        for token in values.filter_map(|value| value.trim().strip_prefix("var(--")?.strip_suffix(')')) {
            let known = TEXTS.iter().chain(&SIGNS).any(|(colour, _)| *colour == token);
            assert!(known || DRAWINGS.contains(&token), "{file}: {token} is checked on no ground");
        }
    }
}

#[test]
fn the_contrast_is_that_of_the_standard() {
    let tokens = declarations(
        "--white: #fff; --black: oklch(0% 0 0); --grey: #767676; --red: oklch(62.7955% 0.257683 29.2339);",
    );
    let to_white = |colour| contrast(luminance(&tokens, colour), luminance(&tokens, "white"));
    assert!((to_white("black") - 21.0).abs() < 1e-3);
    // The lightest grey that passes on white, and pure red.
    assert!((to_white("grey") - 4.54).abs() < 0.01, "{}", to_white("grey"));
    assert!((to_white("red") - 4.0).abs() < 0.01, "{}", to_white("red"));
}

fn style(file: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("www/styles").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every custom property by its name without dashes.
fn declarations(css: &str) -> BTreeMap<String, String> {
    let parts = css.split(['{', '}', ';']).filter_map(|part| part.trim().strip_prefix("--")?.split_once(':'));
    parts.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}

/// The relative luminance of a token's colour, from 0 to 1.
fn luminance(tokens: &BTreeMap<String, String>, name: &str) -> f64 {
    let value = tokens.get(name).unwrap_or_else(|| panic!("no token {name}"));
    let linear = if let Some(digits) = value.strip_prefix('#') {
        from_hex(digits)
    } else {
        let inner = value.strip_prefix("oklch(").and_then(|rest| rest.strip_suffix(')'));
        from_oklch(inner.unwrap_or_else(|| panic!("{name}: {value} is no opaque colour")))
    };
    let [red, green, blue] = linear.unwrap_or_else(|| panic!("{name}: {value} cannot be read"));
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast ratio of WCAG, from 1 to 21.
fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// `fff` or `ffffff` as linear red, green and blue.
fn from_hex(digits: &str) -> Option<[f64; 3]> {
    let digits: Vec<u32> = digits.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    let bytes = match digits[..] {
        [red, green, blue] => [red, green, blue].map(|digit| digit * 17),
        [r, red, g, green, b, blue] => [r * 16 + red, g * 16 + green, b * 16 + blue],
        _ => return None,
    };
    Some(bytes.map(|byte| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    }))
}

/// Lightness, chroma and hue as linear red, green and blue, clipped to what a screen can show (CSS Color
/// 4, section 9.2). A colour with an alpha has no luminance of its own.
fn from_oklch(values: &str) -> Option<[f64; 3]> {
    let values: Vec<&str> = values.split_whitespace().collect();
    let [lightness, chroma, hue] = values[..] else { return None };
    let lightness = lightness.strip_suffix('%')?.parse::<f64>().ok()? / 100.0;
    let (chroma, hue): (f64, f64) = (chroma.parse().ok()?, hue.parse().ok()?);
    let (a, b) = (chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin());
    let [l, m, s] = [
        lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b,
        lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b,
        lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b,
    ]
    .map(|root| root.powi(3));
    let linear = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    Some(linear.map(|part| part.clamp(0.0, 1.0)))
}
