//! What may be meant by what is being typed.

use std::ops::Range;

use super::parse::{Item, OPERATORS, STATES};
use crate::search::tokens::parts;

/// Completions that are offered at once.
const MOST: usize = 20;
/// Times that are offered for `before:` and `after:`.
const TIMES: [&str; 5] = ["today", "yesterday", "7d", "30d", "1y"];
/// Sizes that are offered for `larger:` and `smaller:`.
const SIZES: [&str; 3] = ["100k", "1M", "10M"];

/// Names that an operator takes and the caller knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Values<'v> {
    /// For `in:`.
    pub folders: &'v [&'v str],
    /// For `account:`.
    pub accounts: &'v [&'v str],
    /// For `tag:`.
    pub tags: &'v [&'v str],
}

/// What may be put into the place of what is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is replaced, in bytes of the text.
    pub range: Range<usize>,
    /// What is put there: an operator with its colon, or an operator with a value and a space.
    pub text: String,
}

/// Operators and values that begin as the word before `cursor` (a place in bytes), in the order in
/// which they are offered.
#[must_use]
pub fn completions(typed: &str, cursor: usize, values: &Values<'_>) -> Vec<Completion> {
    let cursor = typed.floor_char_boundary(cursor);
    let before = typed.get(..cursor).unwrap_or(typed);
    let Some(start) = last_item(before) else { return Vec::new() };
    let item = before.get(start..).unwrap_or_default();
    let (read, _) = Item::read(item);
    let minus = if read.negated { "-" } else { "" };
    let texts: Vec<String> = match read.operator {
        None => {
            let word = read.value.to_ascii_lowercase();
            let begins = |operator: &&&str| !word.is_empty() && !read.quoted && operator.starts_with(&word);
            OPERATORS.iter().filter(begins).map(|operator| format!("{minus}{operator}:")).collect()
        }
        Some(operator) => {
            let offered: &[&str] = match operator {
                "has" => &["attachment"],
                "is" => &STATES,
                "in" => values.folders,
                "account" => values.accounts,
                "tag" => values.tags,
                "before" | "after" => &TIMES,
                "larger" | "smaller" => &SIZES,
                _ => &[],
            };
            let wanted = folded(read.value);
            let begins = |value: &&&str| folded(value).starts_with(&wanted);
            let written = |value: &&str| format!("{minus}{operator}:{} ", quoted(value));
            offered.iter().filter(begins).map(written).collect()
        }
    };
    let range = start..cursor;
    texts.into_iter().take(MOST).map(|text| Completion { range: range.clone(), text }).collect()
}

/// Where the item that ends with the text begins; none when it ends with a space or a closed quote.
fn last_item(text: &str) -> Option<usize> {
    let mut rest = text.trim_start();
    loop {
        let start = text.len() - rest.len();
        let (item, after) = Item::read(rest);
        if after.is_empty() {
            return (!rest.is_empty() && !item.closed).then_some(start);
        }
        rest = after.trim_start();
    }
}

/// Folded words, one after another.
fn folded(value: &str) -> String {
    let mut text = String::new();
    parts(value, |part| {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part.text);
        true
    });
    text
}

fn quoted(value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Values, completions};

    const VALUES: Values<'_> =
        Values {
            folders: &["Inbox", "Éléments envoyés"], accounts: &["ada@example.org"], tags: &["To do"]
        };

    fn texts(typed: &str) -> Vec<String> {
        completions(typed, typed.len(), &VALUES).into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn operators_and_values_are_offered() {
        assert_eq!(texts("fo bar fr"), ["from:"]);
        assert_eq!(texts("-i"), ["-is:", "-in:"]);
        assert_eq!(texts("is:"), ["is:unread ", "is:read ", "is:starred "]);
        assert_eq!(texts("x -is:UN"), ["-is:unread "]);
        assert_eq!(texts("in:el"), ["in:\"Éléments envoyés\" "]);
        assert_eq!(texts("in:\"Éléments en"), ["in:\"Éléments envoyés\" "]);
        assert_eq!(texts("account:ada@e"), ["account:ada@example.org "]);
        assert_eq!(texts("tag:t"), ["tag:\"To do\" "]);
        for nothing in ["", "from ", "from:a", "\"fr", "x in:\"Inbox\"", "zz"] {
            assert!(texts(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn the_word_before_the_cursor_is_replaced() {
        let typed = "é ha after";
        let found = completions(typed, 5, &VALUES);
        assert_eq!((found[0].range.clone(), found[0].text.as_str()), (3..5, "has:"));
    }

    proptest! {
        #[test]
        fn anything_is_completed(typed in "(\\PC|[a-z:\"* -]|in:|is:){0,30}", cursor in 0usize..80) {
            for completion in completions(&typed, cursor, &VALUES) {
                prop_assert!(typed.get(completion.range).is_some());
            }
        }
    }
}
