//! The account form: what it needs, what it proposes, and what it warns of.

mod collecting;
mod colour;
mod inputs;
mod server;

use std::rc::Rc;

use yew::{Callback, Html, Properties, SubmitEvent, function_component, html};

use self::inputs::{Input, draw};
use super::{
    alerts::telling, dialog::Dialog, icons::Icon, on, probe_dialog::ProbeDialog,
    removal_dialog::RemovalDialog, select::Select,
};
use crate::{
    app::{
        state::{AccountForm, Change, Config, Field, Msg},
        words::{self, Word},
    },
    store::SignIn,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct AccountDialogProps {
    /// What was typed so far.
    pub(super) form: AccountForm,
    /// What the relay may reach, as far as it told.
    pub(super) config: Option<Rc<Config>>,
    /// The browser keeps this site's storage.
    pub(super) storage_kept: bool,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The form as a dialog.
#[function_component]
pub(super) fn AccountDialog(props: &AccountDialogProps) -> Html {
    let AccountDialogProps { form, config, storage_kept, dispatch } = props;
    let title = match form.id {
        None => words::FORM_NEW,
        Some(_) if form.retired => words::SET_UP_AGAIN,
        Some(_) => words::FORM_EDIT,
    }
    .text();
    let save = dispatch.clone();
    let onsubmit = move |event: SubmitEvent| {
        event.prevent_default();
        save.emit(Msg::SaveAccount);
    };
    let listed = config.as_ref().and_then(|config| config.allow.as_deref());
    html! {
        <Dialog label={title} class="dialog account-form" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <form novalidate=true {onsubmit}>
                <div class="dialog-body">
                    <h2>{ title }</h2>
                    if form.retired {
                        <p class="hint">{ words::SET_UP_AGAIN_HINT }</p>
                    }
                    if let Some(problem) = &form.problem {
                        <div class="form-problem" role="alert">{ telling(&words::problem(problem, 0, listed)) }</div>
                    }
                    { person(form, dispatch) }
                    { server::server(form, config.as_deref(), dispatch) }
                    { server::certificate(form, dispatch) }
                    { collecting::copies(form, *storage_kept, dispatch) }
                    { collecting::extent(form, dispatch) }
                    { colour::colours(form, dispatch) }
                </div>
                <div class="dialog-actions">
                    if form.id.is_some() {
                        <button type="button" class="quiet-button danger" onclick={on(dispatch, Msg::AskRemoval)}>
                            { Icon::Trash.draw() }{ words::REMOVE_ACCOUNT }
                        </button>
                        <span class="spring" />
                    }
                    <button type="button" class="button" onclick={on(dispatch, Msg::CloseDialog)}>
                        { words::CANCEL }
                    </button>
                    <button type="submit" class="button primary" aria-disabled={form.saving.then_some("true")}>
                        { if form.saving { words::SAVING } else { words::SAVE_ACCOUNT } }
                    </button>
                </div>
            </form>
            if let Some(probe) = &form.probe {
                <ProbeDialog probe={probe.clone()} config={config.clone()} dispatch={dispatch.clone()} />
            }
            if form.removing {
                <RemovalDialog address={form.address.clone()} retired={form.retired} dispatch={dispatch.clone()} />
            }
        </Dialog>
    }
}

const SIGN_INS: [(&str, SignIn, Word); 2] =
    [("password", SignIn::Password, words::SIGN_IN_PASSWORD), ("token", SignIn::Token, words::SIGN_IN_TOKEN)];

fn person(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let known = form.id.is_some() && !form.retired;
    let name = Input { autocomplete: "name", ..Input::text(Field::Name, words::YOUR_NAME.text()) };
    let address = Input {
        kind: "email",
        autocomplete: "email",
        ..Input::text(Field::Address, words::EMAIL_ADDRESS.text())
    };
    let (label, stays) = match form.sign_in {
        SignIn::Password => (words::PASSWORD, words::PASSWORD_STAYS),
        SignIn::Token => (words::TOKEN, words::TOKEN_STAYS),
    };
    let secret = Input {
        kind: "password",
        autocomplete: if known || form.sign_in == SignIn::Token { "off" } else { "current-password" },
        hint: Some(if known { words::PASSWORD_KEPT.text() } else { stays.text() }),
        ..Input::text(Field::Password, label.text())
    };
    html! {
        <div class="fields person">
            { draw(form, &name, dispatch) }
            { draw(form, &address, dispatch) }
            { sign_in(form, dispatch) }
            { draw(form, &secret, dispatch) }
        </div>
    }
}

fn sign_in(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let on_choose = dispatch.reform(|chosen: String| {
        let found = SIGN_INS.iter().find(|(value, ..)| *value == chosen);
        Msg::Form(Change::SignIn(found.map_or(SignIn::Password, |choice| choice.1)))
    });
    let value = SIGN_INS.iter().find(|choice| choice.1 == form.sign_in).map_or("password", |choice| choice.0);
    let options = SIGN_INS.iter().map(|(value, _, label)| ((*value).into(), label.text().into()));
    html! {
        <Select
            id="account-sign-in"
            label={words::SIGN_IN}
            options={options.collect::<Vec<_>>()}
            {value}
            {on_choose}
        />
    }
}
