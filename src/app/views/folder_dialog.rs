//! A folder of the reader's own: what it is called, and where it is.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::{
    AttrValue, Callback, Html, InputEvent, Properties, SubmitEvent, TargetCast, function_component, html,
};

use super::{dialog::Dialog, icons::Icon, on, select::Select};
use crate::{
    app::{
        state::{FolderForm, FolderPlace, Msg, OnFolders},
        words,
    },
    engine::api::{Folder, Overview},
};

const QUERY_ID: &str = "folder-query";
const FIELD_ID: &str = "folder-name";
const REFUSED_ID: &str = "folder-refused";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct FolderDialogProps {
    /// What was typed.
    pub(super) form: FolderForm,
    /// The folders and accounts that there are.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog.
#[function_component]
pub(super) fn FolderDialog(props: &FolderDialogProps) -> Html {
    let FolderDialogProps { form, overview, dispatch } = props;
    let title = match (form.query.is_some(), form.id.is_some()) {
        (false, false) => words::NEW_FOLDER,
        (false, true) => words::EDIT_FOLDER,
        (true, false) => words::SAVE_SEARCH,
        (true, true) => words::EDIT_SEARCH,
    }
    .text();
    let refusal = if form.query.is_some() { words::SEARCH_NEEDS_ALL } else { words::FOLDER_NEEDS_NAME };
    let searched = dispatch.reform(|event: InputEvent| {
        Msg::Folders(OnFolders::Searched(event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let oninput = dispatch.reform(|event: InputEvent| {
        Msg::Folders(OnFolders::Named(event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    let onsubmit = {
        let dispatch = dispatch.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            dispatch.emit(Msg::Folders(OnFolders::Save));
        }
    };
    let places = form.places(overview);
    let options = places
        .iter()
        .enumerate()
        .map(|(at, place)| (AttrValue::from(at.to_string()), AttrValue::from(called(*place, overview))));
    let options: Vec<(AttrValue, AttrValue)> = options.collect();
    let holds = places.iter().position(|place| *place == form.place).unwrap_or_default();
    let on_choose = dispatch.reform(move |chosen: String| {
        let place = chosen.parse().ok().and_then(|at: usize| places.get(at)).copied();
        Msg::Folders(OnFolders::Place(place.unwrap_or(FolderPlace::Shared)))
    });
    html! {
        <Dialog label={title} class="dialog" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <form {onsubmit} novalidate=true>
                <div class="dialog-body">
                    <h2>{ Icon::Folder.draw() }{ title }</h2>
                    <div class="fields">
                        <div class="field">
                            <label for={FIELD_ID}>{ words::FOLDER_NAME }</label>
                            <input
                                id={FIELD_ID}
                                type="text"
                                maxlength="100"
                                autocomplete="off"
                                dir="auto"
                                value={form.name.clone()}
                                aria-invalid={form.is_refused.then_some("true")}
                                aria-describedby={form.is_refused.then_some(REFUSED_ID)}
                                autofocus=true
                                {oninput}
                            />
                            if form.is_refused {
                                <p id={REFUSED_ID} class="fault" role="alert">{ refusal }</p>
                            }
                        </div>
                        if let Some(query) = &form.query {
                            <div class="field">
                                <label for={QUERY_ID}>{ words::SEARCHES_FOR }</label>
                                <input
                                    id={QUERY_ID}
                                    type="text"
                                    autocomplete="off"
                                    dir="auto"
                                    value={query.clone()}
                                    oninput={searched}
                                />
                            </div>
                        }
                        <Select
                            id="folder-place"
                            label={words::FOLDER_PLACE}
                            {options}
                            value={holds.to_string()}
                            {on_choose}
                        />
                    </div>
                </div>
                <div class="dialog-actions">
                    <button type="button" class="button" onclick={on(dispatch, Msg::CloseDialog)}>
                        { words::CANCEL }
                    </button>
                    <button type="submit" class="button primary">{ words::SAVE_FOLDER }</button>
                </div>
            </form>
        </Dialog>
    }
}

fn called(place: FolderPlace, overview: &Overview) -> String {
    match place {
        FolderPlace::Shared => words::FOLDER_SHARED.to_owned(),
        FolderPlace::Of(id) => {
            let account = overview.accounts.iter().find(|(known, _)| *known == id);
            words::folder_of(account.map(|(_, account)| account.address.as_str()).unwrap_or_default())
        }
        FolderPlace::In(id) => words::folder_in(words::folder_name(Folder::Of(id), overview)),
    }
}
