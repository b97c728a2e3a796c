//! Asks where messages are to be put: a field, and under it the folders whose names have what was typed. The
//! keyboard stays in the field; it says which folder is meant (`aria-activedescendant`).

use gloo::utils::document;
use web_sys::{HtmlInputElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::{
    Callback, Html, InputEvent, KeyboardEvent, MouseEvent, Properties, TargetCast, classes,
    function_component, html, use_effect_with,
};

use super::{dialog::Dialog, folders::folder_icon, icons::Icon, key_listener::composes, on};
use crate::{
    app::{
        state::{Destination, Filing, Msg, OnActing, OnFiling},
        words,
    },
    engine::api::Folder,
};

const FIELD_ID: &str = "filing-field";
const PLACES_ID: &str = "filing-places";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct FilingDialogProps {
    /// What was typed, and what can be chosen.
    pub(super) filing: Filing,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog.
#[function_component]
pub(super) fn FilingDialog(props: &FilingDialogProps) -> Html {
    let FilingDialogProps { filing, dispatch } = props;
    use_effect_with((filing.chosen, filing.text.clone()), |(chosen, _)| {
        if let Some(place) = document().get_element_by_id(&place_id(*chosen)) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            place.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let did = |act: OnFiling| Msg::Act(OnActing::Filing(act));
    let oninput = dispatch.reform(move |event: InputEvent| {
        did(OnFiling::Typed(event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let onkeydown = {
        let dispatch = dispatch.clone();
        move |event: KeyboardEvent| {
            if composes(&event) {
                return;
            }
            let act = match event.key().as_str() {
                "ArrowDown" => OnFiling::Walk(true),
                "ArrowUp" => OnFiling::Walk(false),
                "Enter" => OnFiling::Enter,
                _ => return,
            };
            event.prevent_default();
            dispatch.emit(did(act));
        }
    };
    let some = !filing.places.is_empty();
    let places = filing.places.iter().enumerate().map(|(at, place)| {
        let (icon, name) = match place {
            Destination::Folder(id, name) => (folder_icon(Folder::Of(*id)), name.clone()),
            Destination::New(name) => (Icon::Plus, words::new_folder(name)),
        };
        html! {
            <div
                key={name.clone()}
                id={place_id(at)}
                class={classes!("palette-entry", (at == filing.chosen).then_some("here"))}
                role="option"
                aria-selected={if at == filing.chosen { "true" } else { "false" }}
                onclick={on(dispatch, did(OnFiling::Choose(at)))}
            >
                <span class="filing-name">{ icon.draw() }<bdi>{ name }</bdi></span>
            </div>
        }
    });
    // A press would take the keyboard from the field.
    let onmousedown = |event: MouseEvent| event.prevent_default();
    let label = words::where_to(filing.copies, filing.count());
    html! {
        <Dialog label={label.clone()} class="dialog palette filing" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <h2 class="filing-head">{ label }</h2>
            <div class="palette-line">
                { Icon::FolderInput.draw() }
                <input
                    id={FIELD_ID}
                    class="palette-field"
                    type="text"
                    role="combobox"
                    value={filing.text.clone()}
                    placeholder={words::FOLDER_FIELD}
                    aria-label={words::FOLDER_FIELD}
                    aria-autocomplete="list"
                    aria-expanded={if some { "true" } else { "false" }}
                    aria-controls={PLACES_ID}
                    aria-activedescendant={some.then(|| place_id(filing.chosen))}
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
                id={PLACES_ID}
                class="palette-entries"
                role="listbox"
                aria-label={words::FOLDER_CHOICES}
                hidden={!some}
                {onmousedown}
            >
                { for places }
            </div>
            if !some {
                <p class="palette-none" role="status">{ words::NO_FOLDER_FOUND }</p>
            }
        </Dialog>
    }
}

fn place_id(at: usize) -> String {
    format!("filing-place-{at}")
}
