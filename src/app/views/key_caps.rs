//! Keys, as they are drawn wherever they are shown.

use yew::{Html, html};

use crate::app::{state::Chord, words};

/// A chord: each key a cap, two strokes with a word between them.
pub(super) fn chord(chord: Chord) -> Html {
    let strokes = chord.strokes().enumerate().map(|(at, stroke)| {
        let caps: Vec<String> = stroke.caps();
        html! {
            <>
                if at > 0 {
                    <span class="key-between">{ format!(" {} ", words::THEN) }</span>
                }
                { caps_of(caps.iter().map(String::as_str)) }
            </>
        }
    });
    html! { <span class="chord">{ for strokes }</span> }
}

/// All ways to press the same, with a word between them.
pub(super) fn chords(all: &[Chord]) -> Html {
    let drawn = all.iter().enumerate().map(|(at, one)| {
        html! {
            <>
                if at > 0 {
                    <span class="key-between">{ format!(" {} ", words::OR) }</span>
                }
                { chord(*one) }
            </>
        }
    });
    html! { <>{ for drawn }</> }
}

/// Keys that are pressed together.
pub(super) fn caps_of<'a>(caps: impl Iterator<Item = &'a str>) -> Html {
    let drawn = caps.map(|cap| html! { <kbd>{ as_printed(cap).to_owned() }</kbd> });
    html! { <>{ for drawn }</> }
}

/// What is printed on the key: Apple's keyboards have a Command key where others have Ctrl.
fn as_printed(cap: &str) -> &str {
    match cap {
        "Ctrl" if is_apple() => "⌘",
        "Alt" if is_apple() => "⌥",
        other => other,
    }
}

fn is_apple() -> bool {
    let platform = gloo::utils::window().navigator().platform().unwrap_or_default();
    ["Mac", "iPhone", "iPad"].iter().any(|name| platform.starts_with(name))
}
