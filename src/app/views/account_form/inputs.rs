//! Fields and boxes of the form.

use gloo::timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, FocusEvent, Html, InputEvent, MouseEvent, TargetCast, html};

use crate::app::{
    effects::field_id,
    state::{AccountForm, Change, Field, Msg},
    words,
};

/// An input and how the browser shall treat it.
pub(super) struct Input {
    pub(super) field: Field,
    pub(super) label: &'static str,
    pub(super) kind: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) hint: Option<&'static str>,
}

impl Input {
    /// A field for text.
    pub(super) const fn text(field: Field, label: &'static str) -> Self {
        Self { field, label, kind: "text", autocomplete: "off", hint: None }
    }
}

/// A field with its name and what there is to say of it.
pub(super) fn draw(form: &AccountForm, input: &Input, dispatch: &Callback<Msg>) -> Html {
    let Input { field, label, kind, autocomplete, hint } = *input;
    let id = field_id(field);
    let (value, fault) = (form.value(field).to_owned(), form.fault(field));
    let (hint_id, fault_id) = (format!("{id}-hint"), format!("{id}-fault"));
    let described = match (fault, hint) {
        (Some(_), _) => Some(fault_id.clone()),
        (None, Some(_)) => Some(hint_id.clone()),
        (None, None) => None,
    };
    let oninput = dispatch.reform(move |event: InputEvent| {
        Msg::Form(Change::Typed(field, event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let onfocusout = dispatch.reform(move |_: FocusEvent| Msg::Form(Change::Left(field)));
    html! {
        <div class={format!("field {id}")}>
            <label for={id}>{ label }</label>
            <input
                {id}
                type={kind}
                {value}
                {autocomplete}
                autocapitalize="none"
                spellcheck="false"
                inputmode={is_number(field).then_some("numeric")}
                aria-invalid={fault.map(|_| "true")}
                aria-describedby={described}
                {oninput}
                {onfocusout}
            />
            if let Some(fault) = fault {
                <p class="fault" id={fault_id}>{ words::fault(field, fault) }</p>
            } else if let Some(hint) = hint {
                <p class="hint" id={hint_id}>{ hint }</p>
            }
        </div>
    }
}

/// A box, and what there is to say of it.
pub(super) struct Check {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) checked: bool,
    pub(super) hint: Option<&'static str>,
}

/// A box that shows what holds, not what was clicked: the browser may have to be asked first.
pub(super) fn check(box_: &Check, change: fn(bool) -> Change, dispatch: &Callback<Msg>) -> Html {
    let Check { id, label, checked, hint } = *box_;
    let clicked = dispatch.clone();
    let onclick = move |event: MouseEvent| {
        event.prevent_default();
        // A click that is prevented sets the box back when its dispatch ends, after yew has drawn
        // what the message changed: so the message waits until then.
        let clicked = clicked.clone();
        Timeout::new(0, move || clicked.emit(Msg::Form(change(!checked)))).forget();
    };
    let hint_id = AttrValue::from(format!("{id}-hint"));
    html! {
        <div class="field check">
            <input {id} type="checkbox" {checked} aria-describedby={hint.map(|_| hint_id.clone())} {onclick} />
            <label for={id}>{ label }</label>
            if let Some(hint) = hint {
                <p class="hint" id={hint_id} role="status">{ hint }</p>
            }
        </div>
    }
}

fn is_number(field: Field) -> bool {
    use Field::{Days, Larger, Megabytes, Newest, Port};
    matches!(field, Port | Days | Newest | Megabytes | Larger)
}
