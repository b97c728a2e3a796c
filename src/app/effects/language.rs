//! The language of the page: which one is chosen, its words, and how it writes figures.

use gloo::{
    net::http::Request,
    utils::{document_element, window},
};
use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::app::{
    state::Language,
    views::dates::speak as speak_dates,
    words::{self, Catalogue, Category, Figures},
};

/// Speaks the language that www/appearance.js has chosen; English where its words cannot be had.
pub(in crate::app) async fn speak() {
    let root = document_element();
    let wanted = root.get_attribute("lang").and_then(|tag| Language::of(&tag)).unwrap_or_default();
    match fetched(wanted).await {
        Some(catalogue) => {
            let locale = locale(wanted);
            words::speak(Some((catalogue, Box::new(Browser::new(&locale)))));
            speak_dates(&locale);
        }
        None => {
            words::speak(None);
            speak_dates(&locale(Language::English));
            // What is read out and mirrored is what is shown; no attribute of the root is refused.
            let _ = root.set_attribute("lang", Language::English.tag());
            let _ = root.set_attribute("dir", "ltr");
        }
    }
}

async fn fetched(language: Language) -> Option<Catalogue> {
    if language == Language::English {
        return None;
    }
    let answer = Request::get(&format!("/locales/{}.json", language.tag())).send().await.ok()?;
    let text = answer.text().await.ok().filter(|_| answer.ok())?;
    serde_json::from_str(&text).ok()
}

/// The language as the reader's own region writes it, where the browser names one.
fn locale(language: Language) -> String {
    let languages = window().navigator().languages();
    let preferred = languages.iter().filter_map(|tag| tag.as_string());
    let mut of_it = preferred.filter(|tag| tag.split('-').next() == Some(language.tag()));
    of_it.next().unwrap_or_else(|| language.tag().to_owned())
}

/// Figures as the browser writes them.
struct Browser {
    whole: Function,
    tenths: Function,
    rules: Intl::PluralRules,
}

impl Browser {
    fn new(locale: &str) -> Self {
        let locales = Array::of1(&locale.into());
        let number = |digits: u8| {
            let options = Object::new();
            // Setting a property of a plain object of our own cannot fail.
            let _ = Reflect::set(&options, &"maximumFractionDigits".into(), &digits.into());
            Intl::NumberFormat::new(&locales, &options).format()
        };
        Self { whole: number(0), tenths: number(1), rules: Intl::PluralRules::new(&locales, &Object::new()) }
    }
}

impl Figures for Browser {
    fn number(&self, number: f64, digits: u8) -> String {
        let format = if digits == 0 { &self.whole } else { &self.tenths };
        let written = format.call1(&JsValue::UNDEFINED, &number.into());
        written.ok().and_then(|text| text.as_string()).unwrap_or_else(|| number.to_string())
    }

    fn category(&self, count: u32) -> Category {
        let name = self.rules.select(count.into());
        match name.unchecked_ref::<JsValue>().as_string().as_deref() {
            Some("zero") => Category::Zero,
            Some("one") => Category::One,
            Some("two") => Category::Two,
            Some("few") => Category::Few,
            Some("many") => Category::Many,
            _ => Category::Other,
        }
    }
}
