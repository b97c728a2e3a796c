//! The search field, and under it what completes what is being typed. The keyboard stays in the field; it
//! says which completion is meant (`aria-activedescendant`).

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::{
    AttrValue, Callback, Html, InputEvent, KeyboardEvent, MouseEvent, Properties, TargetCast, classes,
    function_component, html,
};

use super::{icons::Icon, on};
use crate::app::{
    state::{Msg, OnSearch},
    words,
};

/// The id of the field.
pub(in crate::app) const SEARCH_ID: &str = "search";
const COMPLETIONS_ID: &str = "search-completions";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct SearchFieldProps {
    /// What stands in it.
    pub(super) text: AttrValue,
    /// What may be meant.
    pub(super) completions: Vec<String>,
    /// The completion that the keyboard is at.
    pub(super) chosen: Option<usize>,
    /// The key that leads to it is shown.
    pub(super) keys: bool,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The field and its completions.
#[function_component]
pub(super) fn SearchField(props: &SearchFieldProps) -> Html {
    let SearchFieldProps { text, completions, chosen, keys, dispatch } = props;
    let open = !completions.is_empty();
    let oninput = dispatch.reform(|event: InputEvent| {
        let field: HtmlInputElement = event.target_unchecked_into();
        let cursor = field.selection_start().ok().flatten().unwrap_or(u32::MAX);
        Msg::Search(OnSearch::Typed { text: field.value(), cursor, at: event.time_stamp() })
    });
    let onkeydown = {
        let dispatch = dispatch.clone();
        move |event: KeyboardEvent| {
            if let Some(act) = key(&event, open) {
                event.prevent_default();
                dispatch.emit(Msg::Search(act));
            }
        }
    };
    html! {
        <div class="search" role="search">
            <span class="search-icon">{ Icon::Search.draw() }</span>
            <input
                id={SEARCH_ID}
                class="search-field"
                type="search"
                value={text.clone()}
                placeholder={words::SEARCH_MAIL}
                aria-label={words::SEARCH_MAIL}
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls={open.then_some(COMPLETIONS_ID)}
                aria-activedescendant={chosen.map(option_id)}
                aria-keyshortcuts={keys.then_some("/")}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="search"
                {oninput}
                {onkeydown}
                onblur={on(dispatch, Msg::Search(OnSearch::Left))}
            />
            if !text.is_empty() {
                <button
                    type="button"
                    class="icon-button search-clear"
                    aria-label={words::CLEAR_SEARCH}
                    title={words::CLEAR_SEARCH}
                    onclick={on(dispatch, Msg::Search(OnSearch::Clear))}
                >
                    { Icon::X.draw() }
                </button>
            } else if *keys {
                <kbd class="search-key" aria-hidden="true">{ "/" }</kbd>
            }
            if open {
                { list(completions, *chosen, dispatch) }
            }
            <span class="aloud" role="status">{ words::completions_offered(completions.len()) }</span>
        </div>
    }
}

fn list(completions: &[String], chosen: Option<usize>, dispatch: &Callback<Msg>) -> Html {
    let options = completions.iter().enumerate().map(|(at, text)| {
        let (operator, value) = match text.split_once(':') {
            Some((operator, value)) => (format!("{operator}:"), value),
            None => (text.clone(), ""),
        };
        html! {
            <div
                key={text.clone()}
                id={option_id(at)}
                class={classes!("completion", (chosen == Some(at)).then_some("here"))}
                role="option"
                aria-selected={if chosen == Some(at) { "true" } else { "false" }}
                onclick={on(dispatch, Msg::Search(OnSearch::Complete(at)))}
            >
                <span><span class="completion-operator">{ operator }</span>{ value }</span>
                if let Some(hint) = words::completion(text) {
                    <span class="completion-hint">{ hint }</span>
                }
            </div>
        }
    });
    // A press would take the keyboard from the field.
    let onmousedown = |event: MouseEvent| event.prevent_default();
    html! {
        <div id={COMPLETIONS_ID} class="completions" role="listbox" aria-label={words::COMPLETIONS} {onmousedown}>
            { for options }
        </div>
    }
}

fn option_id(at: usize) -> String {
    format!("search-completion-{at}")
}

/// What a key does. While a word is being composed, its keys are the input method's.
fn key(event: &KeyboardEvent, open: bool) -> Option<OnSearch> {
    let event: &web_sys::KeyboardEvent = event.dyn_ref()?;
    if event.is_composing() || event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key() {
        return None;
    }
    match event.key().as_str() {
        "ArrowDown" if open => Some(OnSearch::Walk(true)),
        "ArrowUp" if open => Some(OnSearch::Walk(false)),
        "ArrowDown" => Some(OnSearch::Down),
        "Enter" => Some(OnSearch::Enter),
        "Escape" => Some(OnSearch::Escape),
        _ => None,
    }
}
