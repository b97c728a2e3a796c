//! The form of a rule: its name, lines of conditions, lines of actions.

use std::rc::Rc;

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{AttrValue, Callback, Event, Html, InputEvent, Properties, TargetCast, function_component, html};

use super::{icons::Icon, on};
use crate::{
    app::{
        state::{ConditionLine, Msg, OnRuleForm, OnRules, Relation, RuleForm, What},
        words,
    },
    engine::api::{Folder, Overview},
    rules::Action,
    store::FolderId,
};

const NAME_ID: &str = "rule-name";
/// The id of what says why it cannot be kept.
pub(super) const FAULT_ID: &str = "rule-fault";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct RuleFieldsProps {
    /// What was written.
    pub(super) form: RuleForm,
    /// Folders, tags and accounts.
    pub(super) overview: Rc<Overview>,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The form.
#[function_component]
pub(super) fn RuleFields(props: &RuleFieldsProps) -> Html {
    let RuleFieldsProps { form, overview, dispatch } = props;
    let (all, several) = (form.all, form.conditions.len() > 1);
    let conditions = form.conditions.iter().enumerate();
    let actions = form.actions.iter().enumerate();
    html! {
        <div class="fields">
            <div class="field">
                <label for={NAME_ID}>{ words::RULE_NAME }</label>
                <input
                    id={NAME_ID}
                    type="text"
                    maxlength="200"
                    autocomplete="off"
                    dir="auto"
                    autofocus=true
                    value={form.name.clone()}
                    aria-describedby={form.fault.is_some().then_some(FAULT_ID)}
                    oninput={typed(dispatch, OnRuleForm::Name)}
                />
            </div>
            <fieldset class="rule-part">
                <legend>{ words::RULE_WHEN }</legend>
                if several {
                    <div class="segments-line">
                        { segment(words::RULE_ALL.text(), all, OnRuleForm::All(true), dispatch) }
                        { segment(words::RULE_ANY.text(), !all, OnRuleForm::All(false), dispatch) }
                    </div>
                }
                { for conditions.map(|(at, line)| condition(at, line, several, overview, dispatch)) }
                { add(words::ADD_CONDITION.text(), OnRuleForm::AddCondition, dispatch) }
            </fieldset>
            <fieldset class="rule-part">
                <legend>{ words::RULE_THEN }</legend>
                { for actions.map(|(at, does)| action(at, *does, form.actions.len() > 1, overview, dispatch)) }
                { add(words::ADD_ACTION.text(), OnRuleForm::AddAction, dispatch) }
            </fieldset>
        </div>
    }
}

fn did(act: OnRuleForm) -> Msg {
    Msg::Rules(OnRules::Form(act))
}

fn typed(dispatch: &Callback<Msg>, act: impl Fn(String) -> OnRuleForm + 'static) -> Callback<InputEvent> {
    dispatch
        .reform(move |event: InputEvent| did(act(event.target_unchecked_into::<HtmlInputElement>().value())))
}

fn segment(label: &'static str, holds: bool, act: OnRuleForm, dispatch: &Callback<Msg>) -> Html {
    html! {
        <label class="segment">
            <input type="radio" name="rule-all" checked={holds} onchange={on::<Event>(dispatch, did(act))} />
            <span>{ label }</span>
        </label>
    }
}

fn add(label: &'static str, act: OnRuleForm, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button type="button" class="quiet-button" onclick={on(dispatch, did(act))}>
            { Icon::Plus.draw() }{ label }
        </button>
    }
}

fn remove(label: String, act: OnRuleForm, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button
            type="button"
            class="icon-button"
            aria-label={label.clone()}
            title={label}
            onclick={on(dispatch, did(act))}
        >
            { Icon::X.draw() }
        </button>
    }
}

/// A list to choose from, by places in it.
fn choice(
    label: String,
    options: &[AttrValue],
    holds: Option<usize>,
    act: impl Fn(usize) -> Option<OnRuleForm> + 'static,
    dispatch: &Callback<Msg>,
) -> Html {
    let dispatch = dispatch.clone();
    let onchange = move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().value();
        if let Some(act) = chosen.parse().ok().and_then(&act) {
            dispatch.emit(did(act));
        }
    };
    let drawn = options.iter().enumerate().map(|(at, words)| {
        html! { <option value={at.to_string()} selected={holds == Some(at)}>{ words }</option> }
    });
    html! {
        <select aria-label={label} {onchange}>
            if holds.is_none() {
                <option value="" selected=true>{ words::RULE_TARGET_GONE }</option>
            }
            { for drawn }
        </select>
    }
}

fn condition(
    at: usize,
    line: &ConditionLine,
    removable: bool,
    overview: &Overview,
    dispatch: &Callback<Msg>,
) -> Html {
    let ConditionLine { what, relation, field, text } = line;
    let whats: Vec<AttrValue> = What::ALL.iter().map(|what| words::what(*what).into()).collect();
    let relations = what.relations();
    let said: Vec<AttrValue> = relations.iter().map(|it| words::relation(*what, *it).into()).collect();
    let label = |label: &str| format!("{}: {label}", words::condition_number(at));
    let holds = What::ALL.iter().position(|one| one == what);
    let compared = relations.iter().position(|one| one == relation);
    let value = match what {
        What::Attachment => Html::default(),
        What::Account => {
            let ids: Vec<u32> = overview.accounts.iter().map(|(id, _)| id.0).collect();
            let addresses = overview.accounts.iter().map(|(_, account)| account.address.clone().into());
            let addresses: Vec<AttrValue> = addresses.collect();
            let holds = ids.iter().position(|id| id.to_string() == *text);
            let act = move |chosen: usize| Some(OnRuleForm::Text(at, ids.get(chosen)?.to_string()));
            choice(label(words::RULE_VALUE.text()), &addresses, holds, act, dispatch)
        }
        _ => html! {
            <input
                type="text"
                inputmode={(!what.is_text()).then_some("numeric")}
                autocomplete="off"
                dir="auto"
                aria-label={label(words::RULE_VALUE.text())}
                value={text.clone()}
                oninput={typed(dispatch, move |text| OnRuleForm::Text(at, text))}
            />
        },
    };
    html! {
        <div key={at} class="rule-condition" role="group" aria-label={words::condition_number(at)}>
            { choice(label(words::RULE_LOOKS_AT.text()), &whats, holds, move |chosen| Some(OnRuleForm::What(at, *What::ALL.get(chosen)?)), dispatch) }
            if *what == What::Header {
                <input
                    type="text"
                    class="rule-field"
                    autocomplete="off"
                    placeholder="X-Mailer"
                    aria-label={label(words::RULE_FIELD.text())}
                    value={field.clone()}
                    oninput={typed(dispatch, move |field| OnRuleForm::Field(at, field))}
                />
            }
            { choice(label(words::RULE_COMPARES.text()), &said, compared, relation_chosen(at, relations), dispatch) }
            { value }
            if removable {
                { remove(words::remove_condition(at), OnRuleForm::RemoveCondition(at), dispatch) }
            }
        </div>
    }
}

fn relation_chosen(
    at: usize,
    relations: &'static [Relation],
) -> impl Fn(usize) -> Option<OnRuleForm> + 'static {
    move |chosen| Some(OnRuleForm::Relation(at, *relations.get(chosen)?))
}

/// What can be done, with the folder or the tag that stands there.
fn doings(folder: u32, tag: Option<u8>) -> Vec<(&'static str, Action)> {
    let tag = tag.map(|tag| (words::DO_TAG, Action::Tag(tag)));
    [(words::DO_MOVE, Action::Move(folder)), (words::DO_COPY, Action::Copy(folder))]
        .into_iter()
        .chain(tag)
        .chain([
            (words::DO_STAR, Action::Star),
            (words::DO_READ, Action::MarkRead),
            (words::DO_JUNK, Action::Junk),
            (words::DO_LEAVE, Action::LeaveOnServer),
            (words::DO_DELETE, Action::DeleteOnServer),
            (words::DO_STOP, Action::Stop),
        ])
        .map(|(word, action)| (word.text(), action))
        .collect()
}

fn action(at: usize, does: Action, removable: bool, overview: &Overview, dispatch: &Callback<Msg>) -> Html {
    let (folder, tag) = match does {
        Action::Move(id) | Action::Copy(id) => (id, None),
        Action::Tag(tag) => (FolderId::ARCHIVE.0, Some(tag)),
        _ => (FolderId::ARCHIVE.0, None),
    };
    let doings = doings(folder, tag.or(overview.tags.first().map(|(id, _)| id.0)));
    let said: Vec<AttrValue> = doings.iter().map(|(words, _)| (*words).into()).collect();
    let holds = doings.iter().position(|(_, one)| *one == does);
    let label = |label: &str| format!("{}: {label}", words::action_number(at));
    let target = match does {
        Action::Move(id) | Action::Copy(id) => {
            let folders = folders(overview);
            let names: Vec<AttrValue> = folders
                .iter()
                .map(|id| words::folder_name(Folder::Of(*id), overview).to_owned().into())
                .collect();
            let holds = folders.iter().position(|folder| folder.0 == id);
            let is_copy = matches!(does, Action::Copy(_));
            let act = move |chosen: usize| {
                let id = folders.get(chosen)?.0;
                Some(OnRuleForm::Action(at, if is_copy { Action::Copy(id) } else { Action::Move(id) }))
            };
            choice(label(words::RULE_TARGET.text()), &names, holds, act, dispatch)
        }
        Action::Tag(tag) => {
            let tags: Vec<u8> = overview.tags.iter().map(|(id, _)| id.0).collect();
            let names: Vec<AttrValue> =
                overview.tags.iter().map(|(_, tag)| tag.name.clone().into()).collect();
            let holds = tags.iter().position(|one| *one == tag);
            let act = move |chosen: usize| Some(OnRuleForm::Action(at, Action::Tag(*tags.get(chosen)?)));
            choice(label(words::RULE_TARGET.text()), &names, holds, act, dispatch)
        }
        _ => Html::default(),
    };
    let act = move |chosen: usize| Some(OnRuleForm::Action(at, doings.get(chosen)?.1));
    html! {
        <div key={at} class="rule-action" role="group" aria-label={words::action_number(at)}>
            { choice(label(words::RULE_DOES.text()), &said, holds, act, dispatch) }
            { target }
            if removable {
                { remove(words::remove_action(at), OnRuleForm::RemoveAction(at), dispatch) }
            }
        </div>
    }
}

/// The folders that mail can be put into by a rule.
fn folders(overview: &Overview) -> Vec<FolderId> {
    let well_known = [FolderId::INBOX, FolderId::ARCHIVE, FolderId::JUNK, FolderId::TRASH];
    let own = overview.own.iter().filter(|(_, folder)| folder.query.is_none()).map(|(id, _)| *id);
    well_known.into_iter().chain(own).collect()
}
