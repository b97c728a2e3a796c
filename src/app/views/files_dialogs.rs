//! Saving a copy, and bringing mail in: what is asked, how far it is, what it came to.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Event, Html, Properties, TargetCast, function_component, html};

use super::{dialog::Dialog, icons::Icon, on, select::Select};
use crate::{
    app::{
        effects::hold_files,
        state::{Importing, ImportingStage, Msg, OnFiles, Saving, SavingStage},
        words,
    },
    engine::api::{Folder, Overview, Packing},
    store::{AccountId, FolderId},
};

/// What the dialog of a copy shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct SavingDialogProps {
    /// Which mail, how, and how far it is.
    pub(super) saving: Saving,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog of a copy.
#[function_component]
pub(super) fn SavingDialog(props: &SavingDialogProps) -> Html {
    let SavingDialogProps { saving, dispatch } = props;
    let asking = saving.stage == SavingStage::Asking;
    let choice = |packing: Packing| {
        html! {
            <label class="segment">
                <input
                    type="radio"
                    name="packing"
                    checked={saving.packing == packing}
                    onchange={on::<Event>(dispatch, Msg::Files(OnFiles::Packing(packing)))}
                />
                <span>{ words::packing(packing) }</span>
            </label>
        }
    };
    html! {
        <Dialog label={words::SAVE_COPY} class="dialog" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ Icon::Download.draw() }{ words::SAVE_COPY }</h2>
                <p>{ words::saved(&saving.saved) }</p>
                if asking {
                    <fieldset class="segments">
                        <legend>{ words::PACKING }</legend>
                        <div class="segments-line">{ choice(Packing::Mbox) }{ choice(Packing::Zip) }</div>
                    </fieldset>
                    <p class="hint">{ words::SAVE_HINT }</p>
                }
                <p role="status">{ words::saving(saving.stage) }</p>
            </div>
            <div class="dialog-actions">
                if asking {
                    <button type="button" class="button" onclick={on(dispatch, Msg::CloseDialog)}>
                        { words::CANCEL }
                    </button>
                    <button
                        type="button"
                        class="button primary"
                        autofocus=true
                        onclick={on(dispatch, Msg::Files(OnFiles::Save))}
                    >
                        { words::SAVE }
                    </button>
                } else {
                    { last_button(matches!(saving.stage, SavingStage::UnderWay(..)), dispatch) }
                }
            </div>
        </Dialog>
    }
}

/// What ends it, or closes the dialog when it is over.
fn last_button(under_way: bool, dispatch: &Callback<Msg>) -> Html {
    let (label, msg) = if under_way {
        (words::STOP_FILES, Msg::Files(OnFiles::Stop))
    } else {
        (words::CLOSE, Msg::CloseDialog)
    };
    html! {
        <button type="button" class="button primary" onclick={on(dispatch, msg)}>{ label }</button>
    }
}

/// What the dialog of an import shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct ImportingDialogProps {
    /// Which files, where to, and how far it is.
    pub(super) import: Importing,
    /// Accounts and folders.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The dialog of an import.
#[function_component]
pub(super) fn ImportingDialog(props: &ImportingDialogProps) -> Html {
    let ImportingDialogProps { import, overview, dispatch } = props;
    let (said, under_way) = match &import.stage {
        ImportingStage::Asking => (Html::default(), false),
        ImportingStage::UnderWay(done, total, found) => {
            (html! { { words::importing(*done, *total, *found) } }, true)
        }
        ImportingStage::Over(Ok(report)) => (html! { { words::imported(report) } }, false),
        ImportingStage::Over(Err(problem)) => (html! { { words::problem(problem, 0, None).what } }, false),
    };
    let nothing_in = match &import.stage {
        ImportingStage::Over(Ok(report)) if !report.files.is_empty() => words::nothing_in(&report.files),
        _ => String::new(),
    };
    let asking = import.stage == ImportingStage::Asking;
    html! {
        <Dialog label={words::IMPORT} class="dialog" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ Icon::FolderInput.draw() }{ words::IMPORT }</h2>
                if asking {
                    { form(import, overview, dispatch) }
                }
                <p role="status">{ said }</p>
                <p>{ nothing_in }</p>
            </div>
            <div class="dialog-actions">
                if asking {
                    <button type="button" class="button" onclick={on(dispatch, Msg::CloseDialog)}>
                        { words::CANCEL }
                    </button>
                    <button
                        type="button"
                        class="button primary"
                        aria-disabled={import.files.is_empty().then_some("true")}
                        onclick={on(dispatch, Msg::Files(OnFiles::Begin))}
                    >
                        { words::IMPORT_NOW }
                    </button>
                } else {
                    { last_button(under_way, dispatch) }
                }
            </div>
        </Dialog>
    }
}

fn form(import: &Importing, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let onchange = dispatch.reform(|event: Event| {
        let files = event.target_unchecked_into::<HtmlInputElement>().files();
        Msg::Files(OnFiles::Chosen(files.map(|files| hold_files(&files)).unwrap_or_default()))
    });
    let accounts = overview.accounts.iter();
    let accounts =
        accounts.map(|(id, account)| (AttrValue::from(id.0.to_string()), account.address.clone().into()));
    let accounts: Vec<(AttrValue, AttrValue)> = accounts.collect();
    let well_known = [FolderId::INBOX, FolderId::ARCHIVE, FolderId::JUNK, FolderId::TRASH];
    let own = overview.own.iter().filter(|(_, folder)| folder.query.is_none()).map(|(id, _)| *id);
    let folders = well_known.into_iter().chain(own).map(|id| {
        let name = words::folder_name(Folder::Of(id), overview).to_owned();
        (AttrValue::from(id.0.to_string()), AttrValue::from(name))
    });
    let as_saved = (AttrValue::from("saved"), AttrValue::from(words::IMPORT_AS_SAVED));
    let folders: Vec<(AttrValue, AttrValue)> = [as_saved].into_iter().chain(folders).collect();
    let to = import.to.map_or_else(|| AttrValue::from("saved"), |to| AttrValue::from(to.0.to_string()));
    let on_account = dispatch
        .reform(|chosen: String| Msg::Files(OnFiles::Account(AccountId(chosen.parse().unwrap_or_default()))));
    let on_folder =
        dispatch.reform(|chosen: String| Msg::Files(OnFiles::To(chosen.parse().ok().map(FolderId))));
    html! {
        <>
            <p class="muted">{ words::IMPORT_HINT }</p>
            <div class="fields">
                <div class="field">
                    <label for="import-files">{ words::IMPORT_FILES }</label>
                    <input
                        id="import-files"
                        class="file-field"
                        type="file"
                        multiple=true
                        accept=".eml,.mbox,.mbx,.zip,message/rfc822,application/mbox,application/zip"
                        {onchange}
                    />
                </div>
                if accounts.len() > 1 {
                    <Select
                        id="import-account"
                        label={words::IMPORT_ACCOUNT}
                        options={accounts}
                        value={import.account.0.to_string()}
                        on_choose={on_account}
                    />
                }
                <Select id="import-to" label={words::IMPORT_TO} options={folders} value={to} on_choose={on_folder} />
            </div>
        </>
    }
}
