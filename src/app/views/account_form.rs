//! The account form: what it needs, what it proposes, and what it warns of.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{
    Callback, Event, FocusEvent, Html, InputEvent, MouseEvent, Properties, SubmitEvent, TargetCast,
    function_component, html,
};

use super::{
    alerts::{relay_setting, telling},
    dialog::Dialog,
    icons::Icon,
    on,
};
use crate::{
    app::{
        effects::field_id,
        state::{AccountForm, Change, Config, Field, Msg},
        words,
    },
    engine::problem::Peer,
    store::Security,
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
    let title = if form.id.is_some() { words::FORM_EDIT } else { words::FORM_NEW };
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
                    if let Some(problem) = &form.problem {
                        <div class="form-problem" role="alert">{ telling(&words::problem(problem, 0, listed)) }</div>
                    }
                    { person(form, dispatch) }
                    { server(form, config.as_deref(), dispatch) }
                    { certificate(form, dispatch) }
                    { leave_on_server(form, *storage_kept, dispatch) }
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
            if form.removing {
                { confirm_removal(form, dispatch) }
            }
        </Dialog>
    }
}

/// An input and how the browser shall treat it.
struct Input {
    field: Field,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    hint: Option<&'static str>,
}

fn person(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let known = form.id.is_some();
    let inputs = [
        Input { field: Field::Name, label: words::YOUR_NAME, kind: "text", autocomplete: "name", hint: None },
        Input {
            field: Field::Address,
            label: words::EMAIL_ADDRESS,
            kind: "email",
            autocomplete: "email",
            hint: None,
        },
        Input {
            field: Field::Password,
            label: words::PASSWORD,
            kind: "password",
            autocomplete: if known { "off" } else { "current-password" },
            hint: Some(if known { words::PASSWORD_KEPT } else { words::PASSWORD_STAYS }),
        },
    ];
    html! { <div class="fields">{ for inputs.iter().map(|input| draw(form, input, dispatch)) }</div> }
}

fn server(form: &AccountForm, config: Option<&Config>, dispatch: &Callback<Msg>) -> Html {
    let host = Input {
        field: Field::Host,
        label: words::POP3_SERVER,
        kind: "text",
        autocomplete: "off",
        hint: None,
    };
    let port =
        Input { field: Field::Port, label: words::POP3_PORT, kind: "text", autocomplete: "off", hint: None };
    let user = Input {
        field: Field::User,
        label: words::USER_NAME,
        kind: "text",
        autocomplete: "username",
        hint: None,
    };
    html! {
        <div class="fields server">
            { draw(form, &host, dispatch) }
            { security(form, dispatch) }
            { draw(form, &port, dispatch) }
            if form.security == Security::None {
                <p class="note warn" role="status">{ Icon::LockOpen.draw() }{ words::NO_TLS_WARNING }</p>
            }
            { reachable(form, config) }
            { draw(form, &user, dispatch) }
        </div>
    }
}

fn draw(form: &AccountForm, input: &Input, dispatch: &Callback<Msg>) -> Html {
    let Input { field, label, kind, autocomplete, hint } = *input;
    let id = field_id(field);
    let (value, fault) = (value(form, field).to_owned(), form.fault(field));
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
                inputmode={(field == Field::Port).then_some("numeric")}
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

fn value(form: &AccountForm, field: Field) -> &str {
    match field {
        Field::Name => &form.name,
        Field::Address => &form.address,
        Field::Password => &form.password.0,
        Field::Host => &form.host,
        Field::Port => &form.port,
        Field::User => &form.user,
    }
}

fn security(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    const CHOICES: [(&str, Security, &str); 3] = [
        ("tls", Security::Tls, words::TLS),
        ("starttls", Security::StartTls, words::STARTTLS),
        ("none", Security::None, words::NO_TLS),
    ];
    let onchange = dispatch.reform(|event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        let security =
            CHOICES.iter().find(|(value, ..)| *value == chosen).map_or(Security::Tls, |choice| choice.1);
        Msg::Form(Change::Security(security))
    });
    let options = CHOICES.iter().map(|(value, security, label)| {
        html! { <option value={*value} selected={*security == form.security}>{ *label }</option> }
    });
    html! {
        <div class="field">
            <label for="account-pop3-security">{ words::POP3_SECURITY }</label>
            <select id="account-pop3-security" {onchange}>{ for options }</select>
        </div>
    }
}

/// Says before anything is tried that the relay may not reach the server.
fn reachable(form: &AccountForm, config: Option<&Config>) -> Html {
    let (Some(config), Some((host, port))) = (config, form.peer()) else { return Html::default() };
    if config.reaches(host, port) {
        return Html::default();
    }
    let peer = Peer { host: host.to_owned(), port };
    let listed = config.allow.as_deref();
    html! {
        <div class="note" role="status">
            { Icon::Info.draw() }
            <div>
                <p>{ words::not_reachable(&peer, listed) }</p>
                { relay_setting(&words::allow(&peer, listed)) }
            </div>
        </div>
    }
}

/// A trusted key can be forgotten; the next connection asks again.
fn certificate(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    if form.pin.is_none() {
        return Html::default();
    }
    html! {
        <div class="note">
            { Icon::ShieldAlert.draw() }
            <div>
                <p>{ words::PIN_HELD }</p>
                <button type="button" class="button small" onclick={on(dispatch, Msg::Form(Change::ForgetPin))}>
                    { words::FORGET_PIN }
                </button>
            </div>
        </div>
    }
}

fn leave_on_server(form: &AccountForm, kept: bool, dispatch: &Callback<Msg>) -> Html {
    let leave = form.leave_on_server;
    let clicked = dispatch.clone();
    let onclick = move |event: MouseEvent| {
        // The box shows what holds, not what was clicked: the browser may have to be asked first.
        event.prevent_default();
        // A click that is prevented sets the box back when its dispatch ends, after yew has drawn
        // what the message changed: so the message waits until then.
        let clicked = clicked.clone();
        Timeout::new(0, move || clicked.emit(Msg::LeaveOnServer(!leave))).forget();
    };
    let hint = match (leave, kept) {
        (false, _) => Some(words::LEAVE_CLEARED),
        (true, true) => None,
        (true, false) if form.keeping_asked => Some(words::LEAVE_REFUSED),
        (true, false) => Some(words::LEAVE_REASON),
    };
    html! {
        <div class="field check">
            <input
                id="account-leave"
                type="checkbox"
                checked={leave}
                aria-describedby={hint.map(|_| "account-leave-hint")}
                {onclick}
            />
            <label for="account-leave">{ words::LEAVE_ON_SERVER }</label>
            if let Some(hint) = hint {
                <p class="hint" id="account-leave-hint" role="status">{ hint }</p>
            }
        </div>
    }
}

fn confirm_removal(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    html! {
        <Dialog
            label={words::REMOVE_TITLE}
            role="alertdialog"
            described_by="removal-text"
            class="dialog"
            on_cancel={on(dispatch, Msg::Remove(false))}
        >
            <div class="dialog-body">
                <h2>{ words::REMOVE_TITLE }</h2>
                <p id="removal-text">{ words::remove_text(&form.address) }</p>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button danger" onclick={on(dispatch, Msg::Remove(true))}>
                    { words::REMOVE_ACCOUNT }
                </button>
                <button type="button" class="button primary" autofocus=true onclick={on(dispatch, Msg::Remove(false))}>
                    { words::CANCEL }
                </button>
            </div>
        </Dialog>
    }
}
