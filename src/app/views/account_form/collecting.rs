//! How much is collected, how often, and what becomes of the server's copies.

use std::num::NonZeroU16;

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Event, Html, TargetCast, html};

use super::inputs::{Check, Input, check, draw};
use crate::app::{
    state::{AccountForm, Change, Field, Limit, Msg, OnMaildrop, Part},
    views::{dates, icons::Icon, on, select::Select},
    words::{self, Word},
};

const LIMITS: [(&str, Limit, Word); 4] = [
    ("never", Limit::Never, words::LIMIT_NEVER),
    ("days", Limit::Days, words::LIMIT_DAYS),
    ("newest", Limit::Newest, words::LIMIT_NEWEST),
    ("megabytes", Limit::Megabytes, words::LIMIT_MEGABYTES),
];

const PARTS: [(&str, Part, Word); 3] = [
    ("whole", Part::Whole, words::PART_WHOLE),
    ("header", Part::Header, words::PART_HEADER),
    ("up-to", Part::UpTo, words::PART_UP_TO),
];

/// So often, in minutes.
const TIMES: [u16; 4] = [5, 15, 30, 60];

/// What becomes of the server's copies. `kept`: the browser has promised to keep this site's storage.
pub(super) fn copies(form: &AccountForm, kept: bool, dispatch: &Callback<Msg>) -> Html {
    let waits = form.waiting.is_some();
    let leave = Check {
        id: "account-leave",
        label: words::LEAVE_ON_SERVER.text(),
        checked: form.leave_on_server,
        hint: match (form.leave_on_server, kept) {
            (false, _) => Some(words::LEAVE_CLEARED.text()),
            (true, true) => None,
            (true, false) if waits => Some(words::LEAVE_REFUSED.text()),
            (true, false) => Some(words::LEAVE_REASON.text()),
        },
    };
    let follow =
        Check { id: "account-follow", label: words::FOLLOW.text(), checked: form.follow, hint: None };
    html! {
        <section class="form-part" aria-labelledby="account-copies">
            <h3 id="account-copies">{ words::ON_SERVER }</h3>
            { check(&leave, Change::Leave, dispatch) }
            if form.leave_on_server {
                <div class="fields pair">
                    { limit(form, dispatch) }
                    { limit_number(form, dispatch) }
                </div>
            }
            { check(&follow, Change::Follow, dispatch) }
            if form.id.is_some() && !form.retired {
                <button type="button" class="button small" onclick={on(dispatch, Msg::Maildrop(OnMaildrop::Try))}>
                    { Icon::Server.draw() }{ words::TRY_RETENTION }
                </button>
            }
        </section>
    }
}

fn limit(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let on_choose = dispatch.reform(|chosen: String| {
        let found = LIMITS.iter().find(|(value, ..)| *value == chosen);
        Msg::Form(Change::Limit(found.map_or(Limit::Never, |choice| choice.1)))
    });
    let value = LIMITS.iter().find(|choice| choice.1 == form.limit).map_or("never", |choice| choice.0);
    let options = LIMITS.iter().map(|(value, _, label)| ((*value).into(), label.text().into()));
    let hint = (form.limit != Limit::Never).then_some(AttrValue::Static(words::LIMIT_HINT.text()));
    html! {
        <Select
            id="account-limit"
            label={words::DELETE_FROM_SERVER}
            options={options.collect::<Vec<_>>()}
            {value}
            {hint}
            {on_choose}
        />
    }
}

fn limit_number(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let (field, label) = match form.limit {
        Limit::Never => return Html::default(),
        Limit::Days => (Field::Days, words::DAYS),
        Limit::Newest => (Field::Newest, words::NEWEST),
        Limit::Megabytes => (Field::Megabytes, words::MEGABYTES),
    };
    draw(form, &Input::text(field, label.text()), dispatch)
}

/// How much is collected, and how often.
pub(super) fn extent(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let on_choose = dispatch.reform(|chosen: String| {
        let found = PARTS.iter().find(|(value, ..)| *value == chosen);
        Msg::Form(Change::Part(found.map_or(Part::Whole, |choice| choice.1)))
    });
    let value = PARTS.iter().find(|choice| choice.1 == form.part).map_or("whole", |choice| choice.0);
    let options = PARTS.iter().map(|(value, _, label)| ((*value).into(), label.text().into()));
    let hint = (form.part != Part::Whole).then_some(AttrValue::Static(words::PART_HINT.text()));
    let larger = Input::text(Field::Larger, words::LARGER.text());
    html! {
        <section class="form-part" aria-labelledby="account-extent">
            <h3 id="account-extent">{ words::COLLECT }</h3>
            <div class="fields pair">
                <Select
                    id="account-part"
                    label={words::HOW_MUCH}
                    options={options.collect::<Vec<_>>()}
                    {value}
                    {hint}
                    {on_choose}
                />
                if form.part == Part::UpTo {
                    { draw(form, &larger, dispatch) }
                }
            </div>
            <div class="fields halves">
                if form.id.is_none() {
                    { since(form, dispatch) }
                }
                { every(form, dispatch) }
            </div>
        </section>
    }
}

fn since(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let onchange = dispatch.reform(|event: Event| {
        let day = event.target_unchecked_into::<HtmlInputElement>().value();
        let seconds = dates::beginning(&day);
        Msg::Form(Change::Since(day, seconds))
    });
    html! {
        <div class="field">
            <label for="account-since">{ words::SINCE }</label>
            <input
                id="account-since"
                type="date"
                value={form.since.clone()}
                aria-describedby="account-since-hint"
                {onchange}
            />
            <p class="hint" id="account-since-hint">{ words::SINCE_HINT }</p>
        </div>
    }
}

fn every(form: &AccountForm, dispatch: &Callback<Msg>) -> Html {
    let on_choose = dispatch
        .reform(|chosen: String| Msg::Form(Change::Every(chosen.parse().ok().and_then(NonZeroU16::new))));
    let chosen = form.every.map(NonZeroU16::get);
    // What was set elsewhere can be kept.
    let other = chosen.filter(|minutes| !TIMES.contains(minutes));
    let times = TIMES.into_iter().chain(other).map(Some);
    let option = |minutes: Option<u16>| {
        (AttrValue::from(minutes.unwrap_or(0).to_string()), AttrValue::from(words::every(minutes)))
    };
    html! {
        <Select
            id="account-every"
            label={words::EVERY}
            options={std::iter::once(None).chain(times).map(option).collect::<Vec<_>>()}
            value={chosen.unwrap_or(0).to_string()}
            hint={words::EVERY_HINT}
            {on_choose}
        />
    }
}
