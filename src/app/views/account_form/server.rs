//! Where the mail is collected: the server, how it is secured, and what its provider wants.

use yew::{Callback, Html, html};

use super::inputs::{Check, Input, check, draw};
use crate::{
    app::{
        state::{AccountForm, Change, Config, Field, Msg, OnProbe, Preset},
        views::{alerts::relay_setting, icons::Icon, on, select::Select},
        words::{self, Word},
    },
    engine::problem::Peer,
    store::Security,
};

const SECURITIES: [(&str, Security, Word); 3] = [
    ("tls", Security::Tls, words::TLS),
    ("starttls", Security::StartTls, words::STARTTLS),
    ("none", Security::None, words::NO_TLS),
];

/// The fields of the server.
pub(super) fn server(form: &AccountForm, config: Option<&Config>, dispatch: &Callback<Msg>) -> Html {
    let host = Input::text(Field::Host, words::POP3_SERVER.text());
    let port = Input::text(Field::Port, words::POP3_PORT.text());
    let user = Input { autocomplete: "username", ..Input::text(Field::User, words::USER_NAME.text()) };
    let apop = Check {
        id: "account-apop",
        label: words::APOP.text(),
        checked: form.apop,
        hint: Some(words::APOP_HINT.text()),
    };
    let recent = Check {
        id: "account-recent",
        label: words::RECENT.text(),
        checked: form.recent(),
        hint: Some(words::RECENT_HINT.text()),
    };
    html! {
        <div class="fields server">
            if let Some(preset) = form.preset() {
                { provider(preset) }
            }
            { draw(form, &host, dispatch) }
            { security(form, dispatch) }
            { draw(form, &port, dispatch) }
            if form.security == Security::None {
                <p class="note warn" role="status">{ Icon::LockOpen.draw() }{ words::NO_TLS_WARNING }</p>
                { check(&apop, Change::Apop, dispatch) }
            }
            { reachable(form, config) }
            { draw(form, &user, dispatch) }
            if form.preset().is_some_and(Preset::knows_recent) {
                { check(&recent, Change::Recent, dispatch) }
            }
            <div class="check-now">
                <button type="button" class="button small" onclick={on(dispatch, Msg::Probe(OnProbe::Form))}>
                    { Icon::ListChecks.draw() }{ words::CHECK_NOW }
                </button>
                <p class="hint">{ words::CHECK_HINT }</p>
            </div>
        </div>
    }
}

fn security(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let on_choose = dispatch.reform(|chosen: String| {
        let found = SECURITIES.iter().find(|(value, ..)| *value == chosen);
        Msg::Form(Change::Security(found.map_or(Security::Tls, |choice| choice.1)))
    });
    let value = SECURITIES.iter().find(|choice| choice.1 == form.security).map_or("tls", |choice| choice.0);
    let options = SECURITIES.iter().map(|(value, _, label)| ((*value).into(), label.text().into()));
    html! {
        <Select
            id="account-pop3-security"
            label={words::POP3_SECURITY}
            options={options.collect::<Vec<_>>()}
            {value}
            {on_choose}
        />
    }
}

/// What the provider wants before it hands out mail.
fn provider(preset: &'static Preset) -> Html {
    if preset.needs.is_empty() {
        return Html::default();
    }
    let needs = preset.needs.iter().map(|need| html! { <li>{ words::need(preset, *need) }</li> });
    html! {
        <div class="note" role="status">
            { Icon::Info.draw() }
            <div>
                <p class="note-title">{ words::needs_of(preset) }</p>
                <ul class="note-list">{ for needs }</ul>
            </div>
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
pub(super) fn certificate(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
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
