//! From which files mail is to be brought in, and where to.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Event, Html, Properties, SubmitEvent, TargetCast, function_component, html};

use super::{dialog::Dialog, icons::Icon, on, select::Select};
use crate::{
    app::{
        effects,
        state::{ImportForm, Msg, OnFiles},
        words,
    },
    engine::api::{Folder, Overview},
    store::{AccountId, FolderId},
};

const FILES_ID: &str = "import-files";
const CHOSEN_ID: &str = "import-chosen";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct ImportDialogProps {
    /// What is chosen.
    pub(super) form: ImportForm,
    /// The folders that mail can be brought into.
    pub(super) folders: Vec<FolderId>,
    /// What they are called, and whose they are.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog.
#[function_component]
pub(super) fn ImportDialog(props: &ImportDialogProps) -> Html {
    let ImportDialogProps { form, folders, overview, dispatch } = props;
    let onsubmit = {
        let dispatch = dispatch.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            dispatch.emit(Msg::Files(OnFiles::Import));
        }
    };
    let onchange = dispatch.reform(|event: Event| {
        let chosen = event.target_unchecked_into::<HtmlInputElement>().files();
        Msg::Files(OnFiles::Chose(effects::hold_files(chosen)))
    });
    let accounts: Vec<(AttrValue, AttrValue)> = overview
        .accounts
        .iter()
        .map(|(id, account)| (id.0.to_string().into(), account.address.clone().into()))
        .collect();
    let options: Vec<(AttrValue, AttrValue)> = folders
        .iter()
        .map(|id| {
            let name = words::folder_name(Folder::Of(*id), overview).to_owned();
            (id.0.to_string().into(), name.into())
        })
        .collect();
    let on_account =
        dispatch.reform(|id: String| Msg::Files(OnFiles::Account(AccountId(id.parse().unwrap_or_default()))));
    let on_folder = dispatch.reform(|id: String| {
        Msg::Files(OnFiles::Folder(FolderId(id.parse().unwrap_or(FolderId::ARCHIVE.0))))
    });
    // Of one that has an owner the owner is known.
    let is_owned = overview.own_folder(form.to.folder).is_some_and(|folder| folder.account.is_some());
    let size = form.files.iter().map(|file| file.size).sum();
    html! {
        <Dialog label={words::IMPORT} class="dialog" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <form {onsubmit} novalidate=true>
                <div class="dialog-body">
                    <h2>{ Icon::Inbox.draw() }{ words::IMPORT }</h2>
                    <p class="muted">{ words::IMPORT_WHAT }</p>
                    <div class="fields">
                        <div class="field">
                            <label for={FILES_ID}>{ words::IMPORT_FILES }</label>
                            <input
                                id={FILES_ID}
                                type="file"
                                multiple=true
                                autofocus=true
                                aria-invalid={form.is_refused.then_some("true")}
                                aria-describedby={CHOSEN_ID}
                                {onchange}
                            />
                            <div id={CHOSEN_ID}>
                                if form.is_refused {
                                    <p class="fault" role="alert">{ words::IMPORT_NEEDS_FILES }</p>
                                } else if !form.files.is_empty() {
                                    <p class="hint">{ words::files_chosen(form.files.len(), size) }</p>
                                }
                            </div>
                        </div>
                        <Select
                            id="import-folder"
                            label={words::IMPORT_FOLDER}
                            {options}
                            value={form.to.folder.0.to_string()}
                            on_choose={on_folder}
                        />
                        if accounts.len() > 1 && !is_owned {
                            <Select
                                id="import-account"
                                label={words::IMPORT_ACCOUNT}
                                options={accounts}
                                value={form.to.account.0.to_string()}
                                on_choose={on_account}
                            />
                        }
                    </div>
                </div>
                <div class="dialog-actions">
                    <button type="button" class="button" onclick={on(dispatch, Msg::CloseDialog)}>
                        { words::CANCEL }
                    </button>
                    <button type="submit" class="button primary">{ words::IMPORT_NOW }</button>
                </div>
            </form>
        </Dialog>
    }
}
