//! The report card of an account's server.

use std::rc::Rc;

use super::{Dialog, Effect, State};
use crate::{
    app::words,
    engine::api::{Report, Request},
    store::AccountId,
};

/// The report card on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportCard {
    /// Whose server.
    pub account: AccountId,
    /// What is known of it; `None` until the worker has sent it.
    pub report: Option<Rc<Report>>,
    /// It was copied, or the browser refused that.
    pub copied: Option<bool>,
}

impl State {
    /// "Server report".
    pub(super) fn show_report(&mut self, account: AccountId) -> Vec<Effect> {
        self.drawer = false;
        self.dialog = Some(Dialog::Report(ReportCard { account, report: None, copied: None }));
        vec![Effect::Send(Request::Report(account))]
    }

    pub(super) fn take_report(&mut self, report: Report) -> Vec<Effect> {
        if let Some(Dialog::Report(card)) = &mut self.dialog
            && card.account == report.account
        {
            card.report = Some(Rc::new(report));
        }
        Vec::new()
    }

    /// A session with the account's server is over: there is more to report.
    pub(super) fn refresh_report(&self, account: AccountId) -> Option<Effect> {
        let Some(Dialog::Report(card)) = &self.dialog else { return None };
        (card.account == account).then_some(Effect::Send(Request::Report(account)))
    }

    /// "Copy report".
    pub(super) fn copy_report(&self) -> Vec<Effect> {
        let Some(Dialog::Report(card)) = &self.dialog else { return Vec::new() };
        card.report.as_ref().map(|report| Effect::Copy(words::report_text(report))).into_iter().collect()
    }

    pub(super) fn report_copied(&mut self, copied: bool) {
        match &mut self.dialog {
            Some(Dialog::Report(card)) => card.copied = Some(copied),
            Some(Dialog::Headers(sheet)) => sheet.copied = Some(copied),
            _ => {}
        }
    }
}
