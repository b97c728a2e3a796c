//! What styles may do to the words of a link: hide some, join lines, turn the order. Whether a rule holds
//! for an element is not worked out, only whether it may: the last names of its selector are the element's.

use std::collections::HashSet;

use super::RemoteImages;
use super::css;
use super::remote::Remote;
use crate::mail::html::Element;

/// Names that rules are kept by; beyond these any rule may hold for any element.
const MOST_NAMES: usize = 1_000;

/// What may happen to the words of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Effects {
    /// They may be out of sight.
    pub(super) hides: bool,
    /// They may stand in one line with what is around.
    pub(super) joins: bool,
    /// They may stand elsewhere than in their place, or those within may.
    pub(super) turns: bool,
    /// Their letters may become small or large ones.
    pub(super) changes_case: bool,
}

/// What the rules of a document's style sheets may do.
#[derive(Debug, Default)]
pub(super) struct Layout {
    hides: Names,
    joins: Names,
    turns: Names,
    pub(super) changes_case: bool,
}

/// Names of elements, classes (`.x`) and ids (`#x`), in lower case.
#[derive(Debug, Default)]
struct Names {
    any: bool,
    names: HashSet<String>,
}

impl Layout {
    /// Takes a rule, as it was written.
    pub(super) fn rule(&mut self, selector: &str, declarations: &str) {
        let effects = effects(declarations);
        self.changes_case |= effects.changes_case;
        for (holds, names) in [
            (effects.hides, &mut self.hides),
            (effects.joins, &mut self.joins),
            (effects.turns, &mut self.turns),
        ] {
            if holds {
                names.of(selector);
            }
        }
    }

    /// What may happen to an element, by these rules and by its own style.
    pub(super) fn of(&self, name: &str, element: &Element) -> Effects {
        let own = own(element);
        let dir = element.attribute("dir").is_some_and(|dir| !dir.trim().eq_ignore_ascii_case("ltr"));
        // A table or an image that is aligned floats.
        let floats = matches!(name, "table" | "img") && element.attribute("align").is_some();
        Effects {
            hides: own.hides || self.hides.may_name(name, element),
            joins: own.joins || self.joins.may_name(name, element) || matches!(name, "td" | "th"),
            turns: own.turns || dir || floats || self.turns.may_name(name, element),
            changes_case: own.changes_case,
        }
    }
}

impl Names {
    fn of(&mut self, selector: &str) {
        let before = |c: char| matches!(c, '.' | '#');
        for one in selector.split(',') {
            let last = one.split([' ', '>', '+', '~']).rfind(|part| !part.is_empty()).unwrap_or_default();
            let plain = last.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '#'));
            if !plain || last.is_empty() || self.names.len() >= MOST_NAMES {
                self.any = true;
                return;
            }
            let mut rest = last.to_lowercase();
            while let Some((name, after)) = rest.split_at_checked(
                rest.char_indices().skip(1).find(|&(_, c)| before(c)).map_or(rest.len(), |(at, _)| at),
            ) {
                if name.is_empty() {
                    break;
                }
                let after = after.to_owned();
                self.names.insert(name.to_owned());
                rest = after;
            }
        }
    }

    fn may_name(&self, name: &str, element: &Element) -> bool {
        let has = |sign: char, one: &str| self.names.contains(&format!("{sign}{}", one.to_lowercase()));
        self.any
            || (!self.names.is_empty()
                && (self.names.contains(name)
                    || element.attribute("id").is_some_and(|id| has('#', id))
                    || element.attribute("class").is_some_and(|classes| {
                        classes.split_ascii_whitespace().any(|class| has('.', class))
                    })))
    }
}

fn own(element: &Element) -> Effects {
    let Some(style) = element.attribute("style") else { return Effects::default() };
    effects(&css::declarations(style, &mut Remote::new(RemoteImages::Blocked)))
}

/// What declarations may do, as they are written.
fn effects(declarations: &str) -> Effects {
    let mut effects = Effects::default();
    for (name, value) in declarations.split("; ").filter_map(|one| one.split_once(": ")) {
        let value = value.to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim_end();
        effects.hides |= match name {
            "display" => value == "none",
            "visibility" => value != "visible",
            "opacity" | "font-size" | "width" | "max-width" | "height" | "max-height" => is_small(value),
            "font" => value.split(' ').any(|one| one == "0" || (!ends_plain(one) && is_small(one))),
            "color" => value == "transparent" || value.starts_with("rgba") || value.contains('/'),
            _ => false,
        };
        effects.joins |= match name {
            "display" => !matches!(value, "none" | "block" | "table" | "list-item" | "table-row"),
            "float" => value != "none",
            _ => false,
        };
        effects.turns |= match name {
            "float" => value != "none",
            "direction" => value != "ltr",
            "flex-direction" | "flex-flow" => value.contains("reverse"),
            "order" | "writing-mode" | "grid-column" | "grid-row" => true,
            _ => false,
        };
        effects.changes_case |= matches!(name, "text-transform" | "font-variant" | "font");
    }
    effects
}

/// Whether a length or a share is too small to be seen; one that has to be worked out may be.
fn is_small(value: &str) -> bool {
    if value.contains('(') {
        return true;
    }
    let unit = value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    let Some(number) = value.strip_suffix(unit).and_then(|number| number.parse::<f32>().ok()) else {
        return false;
    };
    number
        <= match unit {
            "px" | "pt" => 3.0,
            "%" => 20.0,
            _ => 0.2,
        }
}

fn ends_plain(value: &str) -> bool {
    value.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Effects, effects};

    #[test]
    fn declarations_that_play_with_words_are_told() {
        let hides = Effects { hides: true, ..Effects::default() };
        for css in [
            "color: red; display: none !important",
            "font-size: 0",
            "font-size: 1px",
            "opacity: 0.1",
            "max-height: 0px",
            "width: calc(1px - 1px)",
            "color: rgba(0, 0, 0, 0)",
        ] {
            assert_eq!(effects(css), hides, "{css}");
        }
        assert!(effects("font: 0 / 0 serif").hides && effects("font: 400 1px serif").hides);
        assert!(!effects("font: 400 12px / 1.5 serif").hides);
        assert!(effects("display: inline-block").joins && !effects("display: block").joins);
        assert!(effects("float: left").turns && effects("flex-flow: row-reverse").turns);
        for css in ["color: red; margin: 0; font-size: 12px; width: 100%", "display: block", "line-height: 0"]
        {
            assert_eq!(effects(css), Effects::default(), "{css}");
        }
    }
}
