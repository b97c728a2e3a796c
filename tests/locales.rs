//! The words of other languages: every text of the page is in every catalogue, and nothing else is.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    str::FromStr,
};

use proc_macro2::{TokenStream, TokenTree};
use restante::app::{state::Language, words::Catalogue};
use serde_json::Value;

/// The plural categories of a language (Unicode CLDR), but for those of millions and fractions, which
/// fall back on "other".
fn categories(language: Language) -> &'static [&'static str] {
    match language {
        Language::Japanese | Language::Chinese => &["other"],
        Language::Arabic => &["zero", "one", "two", "few", "many", "other"],
        _ => &["one", "other"],
    }
}

/// The texts of the page: those that hang on a count, and those that do not.
#[derive(Default)]
struct Texts {
    plain: BTreeSet<String>,
    counted: BTreeSet<String>,
}

impl Texts {
    /// Finds `Word("…")`, `say!("…", …)` and `count!(n, "…", "…", …)`, and looks into all else.
    fn find(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            let TokenTree::Group(group) = token else { continue };
            let before =
                |back: usize| at.checked_sub(back).and_then(|at| tokens.get(at)).map(ToString::to_string);
            let name = if before(1).as_deref() == Some("!") { before(2) } else { before(1) };
            let literals: Vec<String> = group.stream().into_iter().filter_map(literal).collect();
            match (name.as_deref(), &literals[..]) {
                (Some("Word" | "say"), [key, ..]) => {
                    self.plain.insert(key.clone());
                }
                (Some("count"), [_, key, ..]) => {
                    self.counted.insert(key.clone());
                }
                _ => {}
            }
            self.find(group.stream());
        }
    }

    fn of_the_page() -> Self {
        let mut texts = Self::default();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/app/words");
        for file in fs::read_dir(folder).expect("the words are there") {
            let file = file.expect("an entry").path();
            if file.ends_with("catalogue.rs") || file.ends_with("tests.rs") {
                continue;
            }
            let source = fs::read_to_string(&file).expect("a file of text");
            let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            texts.find(TokenStream::from_str(source).expect("it compiles, so it can be read"));
        }
        assert!(texts.plain.len() > 500 && texts.counted.len() > 40, "the search has gone blind");
        texts
    }
}

fn literal(token: TokenTree) -> Option<String> {
    syn::parse2::<syn::LitStr>(token.into()).ok().map(|literal| literal.value())
}

fn catalogue(language: Language) -> Option<BTreeMap<String, Value>> {
    let path = format!("{}/www/locales/{}.json", env!("CARGO_MANIFEST_DIR"), language.tag());
    let text = fs::read_to_string(path).ok()?;
    serde_json::from_str::<Catalogue>(&text).expect("the page can read it");
    Some(serde_json::from_str(&text).expect("texts by their English ones"))
}

/// The names in braces.
fn names(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_text_is_in_every_catalogue_and_nothing_else_is() {
    let texts = Texts::of_the_page();
    for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
        let catalogue = catalogue(language).unwrap_or_else(|| panic!("{language:?} has no catalogue"));
        let wanted: BTreeSet<&String> = texts.plain.union(&texts.counted).collect();
        let there: BTreeSet<&String> = catalogue.keys().collect();
        let missing: Vec<_> = wanted.difference(&there).collect();
        let unused: Vec<_> = there.difference(&wanted).collect();
        assert!(missing.is_empty(), "{language:?} lacks {missing:#?}");
        assert!(unused.is_empty(), "{language:?} has what nobody says: {unused:#?}");
    }
}

#[test]
fn what_hangs_on_a_count_has_every_form_that_the_language_has() {
    let texts = Texts::of_the_page();
    for language in Language::ALL {
        for (key, value) in catalogue(language).unwrap_or_default() {
            let forms: Vec<&str> = match &value {
                Value::Object(forms) => forms.keys().map(String::as_str).collect(),
                _ => vec!["other"],
            };
            if texts.counted.contains(&key) {
                let wanted: BTreeSet<_> = categories(language).iter().copied().collect();
                assert_eq!(forms.into_iter().collect::<BTreeSet<_>>(), wanted, "{language:?}: {key}");
            } else {
                assert!(value.is_string(), "{language:?}: {key} hangs on no count");
            }
        }
    }
}

#[test]
fn figures_and_names_are_in_every_translation() {
    for language in Language::ALL {
        for (key, value) in catalogue(language).unwrap_or_default() {
            let texts: Vec<&str> = match &value {
                Value::Object(forms) => forms.values().filter_map(Value::as_str).collect(),
                value => value.as_str().into_iter().collect(),
            };
            let wanted = names(&key);
            for text in texts {
                let mut there = names(text);
                // "One message" needs no figure.
                if value.is_object() && wanted.contains("count") {
                    there.insert("count");
                }
                assert_eq!(there, wanted, "{language:?}: {key}");
                assert!(!text.trim().is_empty(), "{language:?}: {key} is empty");
            }
        }
    }
}

#[test]
fn the_page_offers_the_languages_that_there_are() {
    let script = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/appearance.js"));
    let offered = Language::ALL.map(|language| format!("\"{}\"", language.tag())).join(", ");
    assert!(script.expect("it is there").contains(&format!("const LANGUAGES = [{offered}];")), "{offered}");
}
