//! The sheet of rules, and what becomes of mail on the server after rules were carried out.

use super::*;
use crate::app::state::{
    ConditionLine, OnRuleForm, OnRules, Relation, RuleFault, RuleForm, RulesSheet, Trial, What,
};
use crate::{
    engine::api::{Act, JunkFilter, Tried, Undo},
    rules::{Action, Condition, FieldName, How, IllFormed, Of, Pattern, Rule, Rules},
};

fn did(state: &mut State, act: OnRules) -> Vec<Effect> {
    state.update(Msg::Rules(act))
}

fn wrote(state: &mut State, act: OnRuleForm) {
    did(state, OnRules::Form(act));
}

fn sheet(state: &State) -> &RulesSheet {
    match &state.dialog {
        Some(Dialog::Rules(sheet)) => sheet,
        other => panic!("no sheet but {other:?}"),
    }
}

fn rule(name: &str) -> Rule {
    let condition = Condition::Text(Of::Sender, How::Contains, Pattern::new("ada").unwrap());
    Rule::new(name, condition, vec![Action::Star]).unwrap()
}

fn with_rules(names: &[&str]) -> State {
    let mut state = with_mail();
    assert_eq!(sent(&did(&mut state, OnRules::Show)), [&Request::Rules]);
    let filter = JunkFilter { sorts: true, good: 0, junk: 0 };
    let rules = Rules(names.iter().map(|name| rule(name)).collect());
    state.update(Msg::Notice(Notice::Rules { rules, filter }));
    state
}

fn saved(effects: &[Effect]) -> Vec<String> {
    match sent(effects).as_slice() {
        [Request::SaveRules(rules)] => rules.0.iter().map(|rule| rule.name().to_owned()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_form_says_what_the_rule_said_that_it_was_made_of() {
    let text = |of, how| Condition::Text(of, how, Pattern::new("Figs").unwrap());
    let not = |condition| Condition::Not(Box::new(condition));
    let all = Condition::All(vec![
        text(Of::Sender, How::Contains),
        not(text(Of::Recipient, How::Is)),
        text(Of::Subject, How::BeginsWith),
        text(Of::Header(FieldName::new("x-mailer").unwrap()), How::EndsWith),
        not(text(Of::Body, How::Contains)),
        text(Of::ListId, How::Is),
        text(Of::AttachmentName, How::Contains),
        not(Condition::HasAttachment),
        Condition::LargerThan(3 << 20),
        not(Condition::OlderThan(30)),
        Condition::Account(2),
    ]);
    let rule = Rule::new("all kinds", all, vec![Action::Tag(1), Action::Stop]).unwrap().enabled(false);
    let form = RuleForm::of(Some(4), &rule).unwrap();
    assert_eq!(form.rule(), Ok(rule));
    assert_eq!((form.at, form.conditions.len()), (Some(4), 11));
    // What is in groups cannot be shown in lines.
    let nested = Condition::Any(vec![Condition::All(vec![Condition::HasAttachment])]);
    assert_eq!(RuleForm::of(None, &Rule::new("nested", nested, vec![Action::Star]).unwrap()), None);
}

#[test]
fn a_rule_is_kept_once_it_is_one() {
    let mut state = with_rules(&["first"]);
    did(&mut state, OnRules::New);
    assert!(did(&mut state, OnRules::Save).is_empty());
    let fault = |state: &State| sheet(state).form.as_ref().unwrap().fault;
    assert_eq!(fault(&state), Some(RuleFault::IllFormed(IllFormed::PatternEmpty)));
    wrote(&mut state, OnRuleForm::Text(0, "ada@example.org".to_owned()));
    assert_eq!(fault(&state), None, "who mends it is not told any more");
    assert!(did(&mut state, OnRules::Save).is_empty());
    assert_eq!(fault(&state), Some(RuleFault::IllFormed(IllFormed::NameEmpty)));
    wrote(&mut state, OnRuleForm::Name("Ada".to_owned()));
    wrote(&mut state, OnRuleForm::AddCondition);
    wrote(&mut state, OnRuleForm::What(1, What::Age));
    assert_eq!(sheet(&state).form.as_ref().unwrap().conditions[1].relation, Relation::Is);
    wrote(&mut state, OnRuleForm::Text(1, "a week".to_owned()));
    assert!(did(&mut state, OnRules::Save).is_empty());
    assert_eq!(fault(&state), Some(RuleFault::NoNumber));
    wrote(&mut state, OnRuleForm::Text(1, "7".to_owned()));
    assert_eq!(saved(&did(&mut state, OnRules::Save)), ["first", "Ada"]);
    assert_eq!(sheet(&state).form, None);

    did(&mut state, OnRules::Edit(1));
    wrote(&mut state, OnRuleForm::RemoveCondition(0));
    let line =
        ConditionLine { what: What::Age, relation: Relation::Is, text: "7".to_owned(), ..Default::default() };
    assert_eq!(sheet(&state).form.as_ref().unwrap().conditions, [line]);
    wrote(&mut state, OnRuleForm::RemoveCondition(0));
    assert_eq!(sheet(&state).form.as_ref().unwrap().conditions.len(), 1, "the last one stays");
}

#[test]
fn rules_are_put_in_order_removed_and_had_back() {
    let mut state = with_rules(&["a", "b", "c"]);
    assert_eq!(saved(&did(&mut state, OnRules::Up(2))), ["a", "c", "b"]);
    assert!(did(&mut state, OnRules::Up(0)).is_empty());
    assert_eq!(saved(&did(&mut state, OnRules::Remove(1))), ["a", "b"]);
    assert_eq!(saved(&did(&mut state, OnRules::Restore)), ["a", "c", "b"]);
    did(&mut state, OnRules::Enable(0, false));
    assert!(!sheet(&state).rules.as_ref().unwrap().0[0].is_enabled());
}

#[test]
fn a_trial_holds_until_something_changes() {
    let mut state = with_rules(&["a"]);
    let effects = did(&mut state, OnRules::Try);
    let [Request::TryRules { view, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*view, View::of(Folder::Inbox(ADA)));
    state.update(Msg::Notice(Notice::Trying { done: 3, total: 9 }));
    assert_eq!(sheet(&state).trial, Some(Trial::Trying(3, 9)));
    let tried = Tried { looked_at: 9, matched: 1, rows: vec![row(9)] };
    state.update(Msg::Notice(Notice::Tried(tried.clone())));
    let effects = did(&mut state, OnRules::Enable(0, false));
    assert!(sent(&effects).contains(&&Request::StopTrying), "{effects:?}");
    // What comes late is for what holds no more.
    state.update(Msg::Notice(Notice::Tried(tried.clone())));
    assert_eq!(sheet(&state).trial, None);

    did(&mut state, OnRules::Edit(0));
    did(&mut state, OnRules::Try);
    state.update(Msg::Notice(Notice::Tried(tried)));
    let effects = did(&mut state, OnRules::Apply);
    assert!(matches!(sent(&effects)[..], [Request::SaveRules(_), Request::ApplyTried]), "{effects:?}");
    assert_eq!(state.dialog, None);
}

#[test]
fn the_server_is_told_when_it_can_be_undone_no_more() {
    let act = || Act::Sorted { messages: 3, goes: vec![MessageId(1)], stays: vec![MessageId(2)] };
    let done = |state: &mut State| {
        let effects = state.update(Msg::Notice(Notice::Done { act: act(), undo: Undo::default() }));
        let [Effect::Later(_, number)] = effects[..] else { panic!("{effects:?}") };
        assert!(sent(&effects).is_empty());
        number
    };
    let mut state = with_mail();
    let number = done(&mut state);
    let effects = state.update(Msg::CarryOut(number));
    let wish = |id, wish| Request::Wish { messages: vec![MessageId(id)], wish };
    assert_eq!(sent(&effects), [&wish(2, Wish::Keep), &wish(1, Wish::Delete)]);

    let number = done(&mut state);
    state.update(Msg::Undo(number));
    assert!(sent(&state.update(Msg::CarryOut(number))).is_empty(), "it was undone");
}
