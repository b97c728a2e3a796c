//! The sheet of rules: which there are, one that is being written, what they would do, and the junk filter.

use std::rc::Rc;

use super::{ConditionLine, Dialog, Effect, Relation, RuleForm, State, What};
use crate::{
    engine::api::{Folder, JunkFilter, Order, Request, Tried, View},
    junk::{Class, Verdict},
    rules::{Action, Rule, Rules},
    store::MessageId,
};

/// The sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RulesSheet {
    /// The rules; `None` until the worker has said.
    pub rules: Option<Rc<Rules>>,
    /// The junk filter, likewise.
    pub filter: Option<JunkFilter>,
    /// A rule that is being written, in the place of the list.
    pub form: Option<RuleForm>,
    /// What rules would do.
    pub trial: Option<Trial>,
    /// The rule that was removed last, and where it stood.
    pub removed: Option<(usize, Rule)>,
    /// The filter is to forget what it learnt: it was asked whether that is meant.
    pub forgetting: bool,
}

/// What rules would do with the open folder.
#[derive(Debug, Clone, PartialEq)]
pub enum Trial {
    /// So many of so many messages were looked at.
    Trying(u32, u32),
    /// All were.
    Tried(Rc<Tried>),
}

/// What the junk filter makes of a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Which message.
    pub message: MessageId,
    /// What it makes of it, and what it was taught that it is; `None` until the worker has said.
    pub verdict: Option<(Rc<Verdict>, Option<Class>)>,
}

/// What is done on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnRules {
    /// "Rules".
    Show,
    /// "Make a rule from this mail".
    From(MessageId),
    /// "Why is this junk?"
    Explain(MessageId),
    /// "New rule".
    New,
    /// "Edit".
    Edit(usize),
    /// It is asked, or no longer.
    Enable(usize, bool),
    /// It is asked before the one that was asked before it.
    Up(usize),
    /// "Remove".
    Remove(usize),
    /// "Undo".
    Restore,
    /// Something in the form.
    Form(OnRuleForm),
    /// "Save".
    Save,
    /// "Back to the rules".
    Leave,
    /// "Try": what would the rule that is being written do, or all of them?
    Try,
    /// "Stop".
    StopTrying,
    /// "Sort these now".
    Apply,
    /// The filter sorts what comes in, or no longer.
    SortJunk(bool),
    /// "Forget what it has learnt": asks; and then does.
    Forget,
}

/// What is done in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnRuleForm {
    /// What it is called.
    Name(String),
    /// All conditions, or one of them.
    All(bool),
    /// One more condition.
    AddCondition,
    /// One less.
    RemoveCondition(usize),
    /// What a condition looks at.
    What(usize, What),
    /// How.
    Relation(usize, Relation),
    /// In which field.
    Field(usize, String),
    /// What it is compared with.
    Text(usize, String),
    /// One more action.
    AddAction,
    /// One less.
    RemoveAction(usize),
    /// What is done.
    Action(usize, Action),
}

impl State {
    pub(super) fn on_rules(&mut self, act: OnRules) -> Vec<Effect> {
        let view = self.tried_view();
        match act {
            OnRules::Show => {
                self.dialog = Some(Dialog::Rules(Box::default()));
                return vec![Effect::Send(Request::Rules)];
            }
            OnRules::From(message) => {
                self.dialog = Some(Dialog::Rules(Box::default()));
                return vec![Effect::Send(Request::Rules), Effect::Send(Request::SuggestRule(message))];
            }
            OnRules::Explain(message) => {
                self.dialog = Some(Dialog::Explanation(Explanation { message, verdict: None }));
                return vec![Effect::Send(Request::ExplainJunk(message))];
            }
            _ => {}
        }
        let Some(Dialog::Rules(sheet)) = &mut self.dialog else { return Vec::new() };
        let requests = match act {
            OnRules::Apply => {
                let saved = sheet.form.is_some().then(|| sheet.save()).flatten();
                if sheet.form.is_some() {
                    return Vec::new();
                }
                self.dialog = None;
                saved.into_iter().chain([Request::ApplyTried]).collect()
            }
            act => sheet.on(act, view),
        };
        requests.into_iter().map(Effect::Send).collect()
    }

    /// The mail that rules are tried on: that of the open folder.
    #[must_use]
    pub fn tried_view(&self) -> View {
        let folder = self.folder().unwrap_or(Folder::AllInboxes);
        View { query: None, order: Order::Newest, gathered: false, ..View::of(folder) }
    }

    pub(super) fn take_rules(&mut self, rules: Rules, filter: JunkFilter) {
        if let Some(Dialog::Rules(sheet)) = &mut self.dialog {
            (sheet.rules, sheet.filter) = (Some(Rc::new(rules)), Some(filter));
        }
    }

    pub(super) fn take_suggested(&mut self, rule: Option<&Rule>) {
        if let Some(Dialog::Rules(sheet)) = &mut self.dialog {
            let form = rule.and_then(|rule| RuleForm::of(None, rule));
            sheet.form = Some(form.unwrap_or_default());
        }
    }

    pub(super) fn take_trial(&mut self, trial: Trial) {
        if let Some(Dialog::Rules(sheet)) = &mut self.dialog
            && sheet.trial.is_some()
        {
            sheet.trial = Some(trial);
        }
    }

    pub(super) fn take_verdict(&mut self, message: MessageId, verdict: Verdict, taught: Option<Class>) {
        if let Some(Dialog::Explanation(explanation)) = &mut self.dialog
            && explanation.message == message
        {
            explanation.verdict = Some((Rc::new(verdict), taught));
        }
    }
}

impl RulesSheet {
    fn on(&mut self, act: OnRules, view: View) -> Vec<Request> {
        match act {
            OnRules::Show | OnRules::From(_) | OnRules::Explain(_) | OnRules::Apply => Vec::new(),
            OnRules::New => {
                self.form = Some(RuleForm::default());
                self.end_trial()
            }
            OnRules::Edit(at) => {
                let rule = self.rules.as_ref().and_then(|rules| rules.0.get(at));
                self.form = rule.and_then(|rule| RuleForm::of(Some(at), rule));
                self.end_trial()
            }
            OnRules::Enable(at, enabled) => self.change(|rules| {
                let rule = rules.get_mut(at)?;
                *rule = rule.clone().enabled(enabled);
                Some(())
            }),
            OnRules::Up(at) => self.change(|rules| {
                let above = at.checked_sub(1)?;
                (at < rules.len()).then(|| rules.swap(above, at))
            }),
            OnRules::Remove(at) => {
                let mut removed = None;
                let requests = self.change(|rules| {
                    removed = (at < rules.len()).then(|| (at, rules.remove(at)));
                    Some(())
                });
                self.removed = removed;
                requests
            }
            OnRules::Restore => {
                let removed = self.removed.take();
                self.change(|rules| {
                    let (at, rule) = removed?;
                    rules.insert(at.min(rules.len()), rule);
                    Some(())
                })
            }
            OnRules::Form(act) => {
                if let Some(form) = &mut self.form {
                    form.on(act);
                    form.fault = None;
                    return self.end_trial();
                }
                Vec::new()
            }
            OnRules::Save => self.save().into_iter().collect(),
            OnRules::Leave => {
                self.form = None;
                self.end_trial()
            }
            OnRules::Try => self.try_on(view).into_iter().collect(),
            OnRules::StopTrying => self.end_trial(),
            OnRules::SortJunk(sorts) => vec![Request::SortJunk(sorts)],
            OnRules::Forget => {
                let is_meant = self.forgetting;
                self.forgetting = !is_meant;
                is_meant.then_some(Request::ForgetJunk).into_iter().collect()
            }
        }
    }

    /// Changes the rules; what they would have done is not known any more.
    fn change(&mut self, change: impl FnOnce(&mut Vec<Rule>) -> Option<()>) -> Vec<Request> {
        let Some(rules) = &mut self.rules else { return Vec::new() };
        let mut changed = Rules::clone(rules);
        if change(&mut changed.0).is_none() {
            return Vec::new();
        }
        *rules = Rc::new(changed.clone());
        self.removed = None;
        let mut requests = self.end_trial();
        requests.push(Request::SaveRules(changed));
        requests
    }

    /// The rule that was written takes its place, or says why it cannot.
    fn save(&mut self) -> Option<Request> {
        let (form, rules) = (self.form.as_mut()?, self.rules.as_mut()?);
        let rule = match form.rule() {
            Ok(rule) => rule,
            Err(fault) => {
                form.fault = Some(fault);
                return None;
            }
        };
        let mut changed = Rules::clone(rules);
        match form.at.and_then(|at| changed.0.get_mut(at)) {
            Some(before) => *before = rule,
            None => changed.0.push(rule),
        }
        *rules = Rc::new(changed.clone());
        self.form = None;
        self.trial = None;
        self.removed = None;
        Some(Request::SaveRules(changed))
    }

    fn try_on(&mut self, view: View) -> Option<Request> {
        let rules = match &mut self.form {
            None => Rules::clone(self.rules.as_ref()?),
            Some(form) => match form.rule() {
                Ok(rule) => Rules(vec![rule.enabled(true)]),
                Err(fault) => {
                    form.fault = Some(fault);
                    return None;
                }
            },
        };
        self.trial = Some(Trial::Trying(0, 0));
        Some(Request::TryRules { rules, view })
    }

    fn end_trial(&mut self) -> Vec<Request> {
        self.trial.take().map(|_| Request::StopTrying).into_iter().collect()
    }
}

impl RuleForm {
    fn on(&mut self, act: OnRuleForm) {
        let line = |lines: &mut Vec<ConditionLine>, at: usize, change: &dyn Fn(&mut ConditionLine)| {
            lines.get_mut(at).into_iter().for_each(change);
        };
        match act {
            OnRuleForm::Name(name) => self.name = name,
            OnRuleForm::All(all) => self.all = all,
            OnRuleForm::AddCondition => self.conditions.push(ConditionLine::default()),
            OnRuleForm::RemoveCondition(at) if at < self.conditions.len() && self.conditions.len() > 1 => {
                drop(self.conditions.remove(at));
            }
            OnRuleForm::What(at, what) => line(&mut self.conditions, at, &|line| {
                if line.what.is_text() != what.is_text() || !what.is_text() {
                    line.text.clear();
                }
                line.what = what;
                if !what.relations().contains(&line.relation) {
                    line.relation = Relation::Is;
                }
            }),
            OnRuleForm::Relation(at, relation) => {
                line(&mut self.conditions, at, &|line| line.relation = relation);
            }
            OnRuleForm::Field(at, field) => {
                line(&mut self.conditions, at, &|line| line.field.clone_from(&field));
            }
            OnRuleForm::Text(at, text) => {
                line(&mut self.conditions, at, &|line| line.text.clone_from(&text));
            }
            OnRuleForm::AddAction => self.actions.push(Action::MarkRead),
            OnRuleForm::RemoveAction(at) if at < self.actions.len() && self.actions.len() > 1 => {
                self.actions.remove(at);
            }
            OnRuleForm::RemoveCondition(_) | OnRuleForm::RemoveAction(_) => {}
            OnRuleForm::Action(at, action) => {
                self.actions.get_mut(at).into_iter().for_each(|before| *before = action);
            }
        }
    }
}
