//! User Timing measures: they stand in the browser's profiler, and tests read them.

use std::collections::BTreeMap;

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::app::state::{Figure, Span};

#[wasm_bindgen]
extern "C" {
    /// `Performance` with `measure` of User Timing Level 3, whose options web-sys counts as unstable.
    #[wasm_bindgen(js_name = Performance)]
    type Timing;

    #[wasm_bindgen(method, catch)]
    fn measure(this: &Timing, name: &str, options: &Object) -> Result<JsValue, JsValue>;
}

/// When what is being measured began, in milliseconds since the navigation.
#[derive(Debug)]
pub(super) struct Measures(BTreeMap<Span, f64>);

impl Measures {
    /// The startup is under way since the navigation.
    pub(super) fn new() -> Self {
        Self(BTreeMap::from([(Span::Startup, 0.0)]))
    }

    pub(super) fn begin(&mut self, span: Span) {
        self.0.entry(span).or_insert_with(now);
    }

    /// It has begun at this time: when the reader's key was pressed, not when the page came to it.
    pub(super) fn begin_at(&mut self, span: Span, at: f64) {
        self.0.entry(span).or_insert(at);
    }

    pub(super) fn rename(&mut self, from: Span, to: Span) {
        let began = self.0.remove(&from).unwrap_or_else(now);
        self.0.entry(to).or_insert(began);
    }

    pub(super) fn forget(&mut self, span: Span) {
        self.0.remove(&span);
    }

    pub(super) fn end(&mut self, span: Span, figures: &[(&'static str, Figure)]) {
        let (Some(began), Some(name)) = (self.0.remove(&span), span.measure()) else { return };
        if let Err(error) = record(name, began, figures) {
            gloo::console::warn!("no measure was taken:", error);
        }
    }
}

fn record(name: &str, began: f64, figures: &[(&'static str, Figure)]) -> Result<(), JsValue> {
    let detail = Object::new();
    for (figure, value) in figures {
        let value = match value {
            #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
            Figure::Count(count) => JsValue::from_f64(*count as f64),
            Figure::Name(name) => JsValue::from_str(name),
        };
        Reflect::set(&detail, &JsValue::from_str(figure), &value)?;
    }
    let options = Object::new();
    Reflect::set(&options, &"start".into(), &began.into())?;
    Reflect::set(&options, &"end".into(), &now().into())?;
    Reflect::set(&options, &"detail".into(), &detail)?;
    if let Some(timing) = gloo::utils::window().performance() {
        timing.unchecked_into::<Timing>().measure(name, &options)?;
    }
    Ok(())
}

fn now() -> f64 {
    gloo::utils::window().performance().map_or(0.0, |performance| performance.now())
}
