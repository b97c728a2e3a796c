//! "Appearance": theme, density, arrangement. What is chosen holds at once.

use web_sys::HtmlInputElement;
use yew::{AttrValue, Callback, Event, Html, Properties, TargetCast, function_component, html};

use super::{
    dialog::{Dialog, DialogEnd},
    on,
    select::Select,
};
use crate::app::{
    state::{Arrangement, Density, Language, Msg, OnPreferences, Preferences, Quiet, Theme, minute, time},
    words,
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct PreferencesDialogProps {
    /// What holds.
    pub(super) preferences: Preferences,
    /// There is room for list and message.
    pub(super) arranged: bool,
    /// The browser does not let the page notify.
    pub(super) refused: bool,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// One of several.
struct Choice {
    label: &'static str,
    holds: bool,
    act: OnPreferences,
}

/// The choices.
#[function_component]
pub(super) fn PreferencesDialog(props: &PreferencesDialogProps) -> Html {
    let PreferencesDialogProps { preferences, arranged, refused, dispatch } = props;
    let themes = Theme::ALL.map(|theme| Choice {
        label: words::theme(theme),
        holds: preferences.theme == theme,
        act: OnPreferences::Theme(theme),
    });
    let densities = Density::ALL.map(|density| Choice {
        label: words::density(density),
        holds: preferences.density == density,
        act: OnPreferences::Density(density),
    });
    let arrangements = Arrangement::ALL.map(|arrangement| Choice {
        label: words::arrangement(arrangement),
        holds: preferences.arrangement == arrangement,
        act: OnPreferences::Arrangement(arrangement),
    });
    let notices = [(words::NOTICES_OFF, false), (words::NOTICES_ON, true)].map(|(label, on)| Choice {
        label: label.text(),
        holds: preferences.notices == on,
        act: OnPreferences::Notices(on),
    });
    html! {
        <Dialog label={words::APPEARANCE} class="dialog preferences" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ words::APPEARANCE }</h2>
                { language(preferences.language, dispatch) }
                { group("theme", words::THEME.text(), &themes, dispatch) }
                { group("density", words::DENSITY.text(), &densities, dispatch) }
                if *arranged {
                    { group("arrangement", words::ARRANGEMENT.text(), &arrangements, dispatch) }
                }
                { group("notices", words::NEW_MAIL_NOTICES.text(), &notices, dispatch) }
                if preferences.notices {
                    { quiet_hours(preferences.quiet, dispatch) }
                }
                <p class="hint" role="status">{ if *refused { words::NOTICES_REFUSED.text() } else { "" } }</p>
                <p class="hint">{ words::APPEARANCE_HINT }</p>
            </div>
            <DialogEnd dispatch={dispatch.clone()} />
        </Dialog>
    }
}

/// What the page speaks. Each language stands there by its own name, so that whoever took a wrong one
/// finds theirs.
fn language(chosen: Option<Language>, dispatch: &Callback<Msg>) -> Html {
    let all = Language::ALL.iter().map(|one| (one.tag().into(), words::language(*one).into()));
    let options = std::iter::once((AttrValue::default(), words::LANGUAGE_OF_BROWSER.into())).chain(all);
    let on_choose =
        dispatch.reform(|tag: String| Msg::Preferences(OnPreferences::Language(Language::of(&tag))));
    html! {
        <Select
            id="language"
            label={words::LANGUAGE}
            options={options.collect::<Vec<_>>()}
            value={chosen.map_or("", Language::tag)}
            {on_choose}
        />
    }
}

/// Hours in which nobody is told.
fn quiet_hours(quiet: Option<Quiet>, dispatch: &Callback<Msg>) -> Html {
    let toggled = quiet.is_none().then_some(Quiet::NIGHT);
    let field = |id: &'static str, label: &'static str, holds: u16, with: fn(Quiet, u16) -> Quiet| {
        let before = quiet.unwrap_or(Quiet::NIGHT);
        let onchange = dispatch.reform(move |event: Event| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            let chosen = minute(&typed).map_or(before, |minute| with(before, minute));
            Msg::Preferences(OnPreferences::Quiet(Some(chosen)))
        });
        html! {
            <div class="field">
                <label for={id}>{ label }</label>
                <input {id} type="time" value={time(holds)} {onchange} />
            </div>
        }
    };
    html! {
        <>
            <div class="check">
                <input
                    id="quiet-hours"
                    type="checkbox"
                    checked={quiet.is_some()}
                    onchange={on::<Event>(dispatch, Msg::Preferences(OnPreferences::Quiet(toggled)))}
                />
                <label for="quiet-hours">{ words::QUIET_HOURS }</label>
            </div>
            if let Some(Quiet { from, to }) = quiet {
                <div class="fields halves quiet-hours">
                    { field("quiet-from", words::QUIET_FROM.text(), from, |quiet, from| Quiet { from, ..quiet }) }
                    { field("quiet-to", words::QUIET_TO.text(), to, |quiet, to| Quiet { to, ..quiet }) }
                </div>
            }
        </>
    }
}

fn group(name: &'static str, label: &'static str, choices: &[Choice], dispatch: &Callback<Msg>) -> Html {
    let drawn = choices.iter().map(|Choice { label, holds, act }| {
        html! {
            <label class="segment">
                <input
                    type="radio"
                    name={name}
                    checked={*holds}
                    onchange={on::<Event>(dispatch, Msg::Preferences(*act))}
                />
                <span>{ *label }</span>
            </label>
        }
    });
    html! {
        <fieldset class="segments">
            <legend>{ AttrValue::from(label) }</legend>
            <div class="segments-line">{ for drawn }</div>
        </fieldset>
    }
}
