//! The words of another language.
//!
//! The English text is the key: it stands where it is used, needs no file, and is what is shown where a
//! catalogue has nothing better. Where one English word means two things, the key begins with what
//! tells them apart: `folder|Archive`.

use std::{cell::Cell, collections::HashMap, fmt::Display, ops::Deref};

use serde::Deserialize;

/// A text without figures or names. It is read in the language that is spoken: not copied, so that
/// `to_owned` gives the text.
#[derive(Debug, PartialEq, Eq)]
pub struct Word(pub(super) &'static str);

/// All texts of one language, as `www/locales/<language>.json` has them.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Catalogue(HashMap<String, Entry>);

/// What stands for an English text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Entry {
    /// One text.
    Text(String),
    /// One for each kind of number that the language tells apart.
    Counted(Forms),
}

/// Texts by plural category (Unicode CLDR).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forms {
    zero: Option<String>,
    one: Option<String>,
    two: Option<String>,
    few: Option<String>,
    many: Option<String>,
    other: String,
}

/// A plural category (Unicode CLDR).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// As in Arabic, of none.
    Zero,
    /// As in English, of one.
    One,
    /// As in Arabic, of two.
    Two,
    /// As in Arabic, of three to ten.
    Few,
    /// As in Arabic, of eleven to ninety-nine.
    Many,
    /// All else.
    Other,
}

/// How a language writes figures: what a browser knows of it.
pub trait Figures {
    /// A number with so many digits after the point, at most.
    fn number(&self, number: f64, digits: u8) -> String;
    /// The category of a count.
    fn category(&self, count: u32) -> Category;
}

/// A language to speak.
struct Spoken {
    catalogue: Catalogue,
    figures: Box<dyn Figures>,
}

thread_local! {
    static SPOKEN: Cell<Option<&'static Spoken>> = const { Cell::new(None) };
}

/// Speaks a language from now on; English without. Texts are handed out for as long as the page lives, so those of a
/// language are kept for ever: there are few, and readers change them seldom.
pub fn speak(language: Option<(Catalogue, Box<dyn Figures>)>) {
    SPOKEN.set(language.map(|(catalogue, figures)| &*Box::leak(Box::new(Spoken { catalogue, figures }))));
}

impl Catalogue {
    fn entry(&self, key: &str) -> Option<&Entry> {
        self.0.get(key)
    }
}

impl Forms {
    fn of(&self, category: Category) -> &str {
        let form = match category {
            Category::Zero => &self.zero,
            Category::One => &self.one,
            Category::Two => &self.two,
            Category::Few => &self.few,
            Category::Many => &self.many,
            Category::Other => &None,
        };
        form.as_deref().unwrap_or(&self.other)
    }
}

/// The English text of a key.
fn english(key: &str) -> &str {
    key.split_once('|').map_or(key, |(_, text)| text)
}

/// A text in the language that is spoken.
pub(super) fn text(key: &'static str) -> &'static str {
    match SPOKEN.get().and_then(|spoken| spoken.catalogue.entry(key)) {
        Some(Entry::Text(text)) => text,
        Some(Entry::Counted(forms)) => &forms.other,
        None => english(key),
    }
}

/// The text for a count. English has one for 1, and the key for all else.
pub(super) fn counted(count: u32, one: &'static str, key: &'static str) -> &'static str {
    let spoken = SPOKEN.get();
    match spoken.and_then(|spoken| Some((spoken, spoken.catalogue.entry(key)?))) {
        Some((spoken, Entry::Counted(forms))) => forms.of(spoken.figures.category(count)),
        Some((_, Entry::Text(text))) => text,
        None if count == 1 => one,
        None => english(key),
    }
}

/// A number as the language that is spoken writes it; `None` where only English is known.
pub(super) fn number(number: f64, digits: u8) -> Option<String> {
    SPOKEN.get().map(|spoken| spoken.figures.number(number, digits))
}

/// Puts values where a text has their names in braces.
pub(super) fn filled(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}');
        let value = named.and_then(|(name, _)| values.iter().find(|(one, _)| *one == name));
        match (named, value) {
            (Some((_, after)), Some((_, value))) => {
                filled.push_str(&value.to_string());
                rest = after;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// `say!("Text")` is the text in the language that is spoken; `say!("{a} and {b}", a, b = value)` is a
/// string with the values in it.
macro_rules! say {
    ($key:literal) => { $crate::app::words::catalogue::text($key) };
    ($key:literal, $($values:tt)+) => {
        $crate::app::words::catalogue::fill!($crate::app::words::catalogue::text($key), $($values)+)
    };
}

/// `count!(n, "1 thing", "{count} things")`: the text for so many, with the count and what else is
/// named in it.
macro_rules! count {
    ($count:expr, $one:literal, $key:literal $(, $($values:tt)+)?) => {{
        let how_many: u32 = $count;
        let text = $crate::app::words::catalogue::counted(how_many, $one, $key);
        $crate::app::words::catalogue::fill!(text, count = $crate::app::words::number(how_many) $(, $($values)+)?)
    }};
}

/// Puts values into a text: `name`, or `name = value`.
macro_rules! fill {
    ($text:expr, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::app::words::catalogue::filled(
            $text,
            &[$((stringify!($name), $crate::app::words::catalogue::value!($name $(= $value)?))),+],
        )
    };
}

/// One value of a text.
macro_rules! value {
    ($name:ident) => {
        &$name as &dyn std::fmt::Display
    };
    ($name:ident = $value:expr) => {
        &$value as &dyn std::fmt::Display
    };
}

pub(super) use {count, fill, say, value};

impl Word {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        text(self.0)
    }
}

impl Deref for Word {
    type Target = str;

    fn deref(&self) -> &str {
        self.text()
    }
}

impl Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

impl PartialEq<str> for Word {
    fn eq(&self, other: &str) -> bool {
        self.text() == other
    }
}

impl PartialEq<Word> for String {
    fn eq(&self, other: &Word) -> bool {
        self == other.text()
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.text().to_owned()
    }
}

impl From<Word> for &'static str {
    fn from(word: Word) -> Self {
        word.text()
    }
}
