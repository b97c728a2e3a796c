//! The sheet of rules: which there are, what they would do, and the junk filter. One that is being written
//! stands in the place of the list.

use std::rc::Rc;

use yew::{Callback, Event, Html, Properties, classes, function_component, html};

use super::{
    dialog::Dialog,
    icons::Icon,
    on,
    rule_form::{FAULT_ID, RuleFields},
};
use crate::{
    app::{
        state::{Msg, OnRules, RulesSheet, Trial},
        words,
    },
    engine::api::{JunkFilter, Overview, Tried},
    rules::{Rule, Rules},
};

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct RulesDialogProps {
    /// Rules, form and trial.
    pub(super) sheet: RulesSheet,
    /// Folders, tags and accounts.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The sheet.
#[function_component]
pub(super) fn RulesDialog(props: &RulesDialogProps) -> Html {
    let RulesDialogProps { sheet, overview, dispatch } = props;
    let title = match &sheet.form {
        None => words::RULES,
        Some(form) if form.at.is_none() => words::NEW_RULE,
        Some(_) => words::EDIT_RULE,
    }
    .text();
    html! {
        <Dialog label={title} class="dialog rules" on_cancel={on(dispatch, Msg::CloseDialog)}>
            <div class="dialog-body">
                <h2>{ Icon::FolderInput.draw() }{ title }</h2>
                if let Some(form) = &sheet.form {
                    <RuleFields form={form.clone()} overview={overview.clone()} dispatch={dispatch.clone()} />
                } else {
                    { list(sheet, dispatch) }
                }
                { trial(sheet, dispatch) }
                if let Some(filter) = sheet.filter.filter(|_| sheet.form.is_none()) {
                    { junk(filter, sheet.forgetting, dispatch) }
                }
            </div>
            { end(sheet, dispatch) }
        </Dialog>
    }
}

fn did(dispatch: &Callback<Msg>, act: OnRules) -> Callback<yew::MouseEvent> {
    on(dispatch, Msg::Rules(act))
}

fn list(sheet: &RulesSheet, dispatch: &Callback<Msg>) -> Html {
    let Some(rules) = &sheet.rules else {
        return html! { <p class="muted" role="status">{ words::RULES_LOADING }</p> };
    };
    html! {
        <>
            <p class="muted">{ words::RULES_MEANING }</p>
            if rules.0.is_empty() {
                <p>{ words::NO_RULES }</p>
            } else {
                <ol class="rule-lines">
                    { for rules.0.iter().enumerate().map(|(at, rule)| line(at, rule, dispatch)) }
                </ol>
            }
            if let Some((_, removed)) = &sheet.removed {
                <p class="rule-removed" role="status">
                    { words::rule_removed(removed.name()) }
                    <button type="button" class="quiet-button" onclick={did(dispatch, OnRules::Restore)}>
                        { words::UNDO }
                    </button>
                </p>
            }
            <div class="rule-tools">
                <button
                    type="button"
                    class="button"
                    autofocus=true
                    onclick={did(dispatch, OnRules::New)}
                >
                    { Icon::Plus.draw() }{ words::NEW_RULE }
                </button>
                if has_some(rules) {
                    <button type="button" class="quiet-button" onclick={did(dispatch, OnRules::Try)}>
                        { words::TRY_RULES }
                    </button>
                }
            </div>
        </>
    }
}

fn has_some(rules: &Rules) -> bool {
    rules.0.iter().any(Rule::is_enabled)
}

fn line(at: usize, rule: &Rule, dispatch: &Callback<Msg>) -> Html {
    let enabled = rule.is_enabled();
    let tool = |icon: Icon, label: String, act: OnRules| {
        html! {
            <button
                type="button"
                class="icon-button"
                aria-label={label.clone()}
                title={label}
                onclick={did(dispatch, act)}
            >
                { icon.draw() }
            </button>
        }
    };
    html! {
        <li key={format!("{at} {}", rule.name())} class="rule-line">
            <input
                type="checkbox"
                checked={enabled}
                aria-label={words::rule_is_on(rule.name())}
                onchange={on::<Event>(dispatch, Msg::Rules(OnRules::Enable(at, !enabled)))}
            />
            <span class={classes!("rule-name", (!enabled).then_some("muted"))} dir="auto">{ rule.name() }</span>
            if at > 0 {
                { tool(Icon::ArrowUp, words::rule_up(rule.name()), OnRules::Up(at)) }
            }
            { tool(Icon::Pencil, words::edit_rule(rule.name()), OnRules::Edit(at)) }
            { tool(Icon::Trash, words::remove_rule(rule.name()), OnRules::Remove(at)) }
        </li>
    }
}

fn trial(sheet: &RulesSheet, dispatch: &Callback<Msg>) -> Html {
    match &sheet.trial {
        None => Html::default(),
        Some(Trial::Trying(done, total)) => html! {
            <p class="trial" role="status">
                { words::trying(*done, *total) }
                <button type="button" class="quiet-button" onclick={did(dispatch, OnRules::StopTrying)}>
                    { words::STOP_TRYING }
                </button>
            </p>
        },
        Some(Trial::Tried(tried)) => came_to(tried, sheet.form.is_some(), dispatch),
    }
}

/// What was found, and doing it.
fn came_to(tried: &Tried, saves: bool, dispatch: &Callback<Msg>) -> Html {
    if tried.matched == 0 {
        return html! { <p class="trial" role="status">{ words::NOTHING_MATCHES }</p> };
    }
    let rows = tried.rows.iter().map(|row| {
        html! {
            <li key={row.id.0}>
                <span class="trial-sender" dir="auto">{ or_else(&row.from, words::NO_SENDER.text()) }</span>
                <span class="trial-subject" dir="auto">{ or_else(&row.subject, words::NO_SUBJECT.text()) }</span>
            </li>
        }
    });
    html! {
        <div class="trial">
            <p role="status">{ words::tried(tried.matched, tried.looked_at) }</p>
            <ul class="trial-rows" tabindex="0" aria-label={words::TRIED_MAIL}>{ for rows }</ul>
            <button type="button" class="button" onclick={did(dispatch, OnRules::Apply)}>
                { words::sort_now(tried.matched, saves) }
            </button>
        </div>
    }
}

fn or_else(text: &str, nothing: &'static str) -> String {
    if text.is_empty() { nothing } else { text }.to_owned()
}

fn junk(filter: JunkFilter, forgetting: bool, dispatch: &Callback<Msg>) -> Html {
    let JunkFilter { sorts, good, junk } = filter;
    let forget = if forgetting { words::JUNK_FORGET_SURE } else { words::JUNK_FORGET };
    html! {
        <section class="form-part">
            <h3>{ words::JUNK_FILTER }</h3>
            <p class="hint">{ words::JUNK_MEANING }</p>
            <div class="check">
                <input
                    id="junk-sorts"
                    type="checkbox"
                    checked={sorts}
                    onchange={on::<Event>(dispatch, Msg::Rules(OnRules::SortJunk(!sorts)))}
                />
                <label for="junk-sorts">{ words::JUNK_SORTS }</label>
            </div>
            <p class="junk-learnt">{ words::junk_learnt(good, junk) }</p>
            if good > 0 || junk > 0 {
                <button
                    type="button"
                    class={classes!("quiet-button", forgetting.then_some("danger"))}
                    onclick={did(dispatch, OnRules::Forget)}
                >
                    { forget }
                </button>
            }
        </section>
    }
}

fn end(sheet: &RulesSheet, dispatch: &Callback<Msg>) -> Html {
    html! {
        <div class="dialog-actions">
            if let Some(fault) = sheet.form.as_ref().and_then(|form| form.fault) {
                <p id={FAULT_ID} class="fault rule-fault" role="alert">{ words::rule_fault(fault) }</p>
            }
            if sheet.form.is_some() {
                <button type="button" class="quiet-button" onclick={did(dispatch, OnRules::Leave)}>
                    { words::BACK_TO_RULES }
                </button>
                <button type="button" class="button" onclick={did(dispatch, OnRules::Try)}>
                    { words::TRY_RULE }
                </button>
                <button type="button" class="button primary" onclick={did(dispatch, OnRules::Save)}>
                    { words::SAVE_RULE }
                </button>
            } else {
                <button type="button" class="button primary" onclick={on(dispatch, Msg::CloseDialog)}>
                    { words::CLOSE }
                </button>
            }
        </div>
    }
}
