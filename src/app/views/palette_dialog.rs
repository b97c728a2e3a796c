//! The command palette: a field, and under it what can be done. The keyboard stays in the field; it says
//! which entry is meant (`aria-activedescendant`).

use std::rc::Rc;

use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::{
    Callback, Html, InputEvent, KeyboardEvent, MouseEvent, Properties, TargetCast, classes,
    function_component, html, use_effect_with,
};

use super::{dialog::Dialog, icons::Icon, key_caps::chord, key_listener::composes, on};
use crate::app::{
    state::{Does, Entry, Keys, Msg, OnPalette, Palette},
    words,
};

const FIELD_ID: &str = "palette-field";
const ENTRIES_ID: &str = "palette-entries";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct PaletteDialogProps {
    /// What was typed, and what can be chosen.
    pub(super) palette: Palette,
    /// The keys that are shown beside the commands.
    pub(super) keys: Rc<Keys>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The palette.
#[function_component]
pub(super) fn PaletteDialog(props: &PaletteDialogProps) -> Html {
    let PaletteDialogProps { palette, keys, dispatch } = props;
    use_effect_with((palette.chosen, palette.text.clone()), |(chosen, _)| {
        if let Some(entry) = document().get_element_by_id(&entry_id(*chosen)) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            entry.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let oninput = dispatch.reform(|event: InputEvent| {
        Msg::Palette(OnPalette::Typed(event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let onkeydown = {
        let dispatch = dispatch.clone();
        move |event: KeyboardEvent| {
            if let Some(msg) = event.dyn_ref::<web_sys::KeyboardEvent>().and_then(key) {
                event.prevent_default();
                dispatch.emit(msg);
            }
        }
    };
    let some = !palette.entries.is_empty();
    let entries = palette
        .entries
        .iter()
        .enumerate()
        .map(|(at, entry)| draw(at, entry, at == palette.chosen, keys, dispatch));
    // A press would take the keyboard from the field.
    let onmousedown = |event: MouseEvent| event.prevent_default();
    html! {
        <Dialog label={words::PALETTE} class="dialog palette" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="palette-line">
                { Icon::Search.draw() }
                <input
                    id={FIELD_ID}
                    class="palette-field"
                    type="text"
                    role="combobox"
                    value={palette.text.clone()}
                    placeholder={words::PALETTE_FIELD}
                    aria-label={words::PALETTE_FIELD}
                    aria-autocomplete="list"
                    aria-expanded={if some { "true" } else { "false" }}
                    aria-controls={ENTRIES_ID}
                    aria-activedescendant={some.then(|| entry_id(palette.chosen))}
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus=true
                    {oninput}
                    {onkeydown}
                />
                <button
                    type="button"
                    class="icon-button"
                    aria-label={words::CLOSE}
                    title={words::CLOSE}
                    onclick={on(dispatch, Msg::CloseDialog)}
                >
                    { Icon::X.draw() }
                </button>
            </div>
            <div
                id={ENTRIES_ID}
                class="palette-entries"
                role="listbox"
                aria-label={words::PALETTE_ENTRIES}
                hidden={!some}
                {onmousedown}
            >
                { for entries }
            </div>
            <p class={if some { "aloud" } else { "palette-none" }} role="status">
                { words::palette_found(palette.entries.len()) }
            </p>
        </Dialog>
    }
}

fn draw(at: usize, entry: &Entry, chosen: bool, keys: &Keys, dispatch: &Callback<Msg>) -> Html {
    let its = match entry.does {
        Does::Command(command) => keys.chords(command).into_iter().next(),
        Does::Folder(_) | Does::Account(_) => None,
    };
    html! {
        <div
            key={entry.name.clone()}
            id={entry_id(at)}
            class={classes!("palette-entry", chosen.then_some("here"))}
            role="option"
            aria-selected={if chosen { "true" } else { "false" }}
            onclick={on(dispatch, Msg::Palette(OnPalette::Choose(at)))}
        >
            <span class="palette-name" dir="auto">{ entry.name.clone() }</span>
            if let Some(its) = its {
                { chord(its) }
            }
        </div>
    }
}

fn entry_id(at: usize) -> String {
    format!("palette-entry-{at}")
}

fn key(event: &web_sys::KeyboardEvent) -> Option<Msg> {
    if composes(event) || event.alt_key() || event.shift_key() {
        return None;
    }
    let command = event.ctrl_key() || event.meta_key();
    Some(match event.key().as_str() {
        // What opened it closes it.
        "k" if command => Msg::CloseDialog,
        _ if command => return None,
        "ArrowDown" => Msg::Palette(OnPalette::Walk(true)),
        "ArrowUp" => Msg::Palette(OnPalette::Walk(false)),
        "PageDown" => Msg::Palette(OnPalette::End(true)),
        "PageUp" => Msg::Palette(OnPalette::End(false)),
        "Enter" => Msg::Palette(OnPalette::Enter),
        _ => return None,
    })
}
