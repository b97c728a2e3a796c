//! The report card.

use super::*;
use crate::engine::api::Report;

fn report(account: AccountId) -> Notice {
    Notice::Report(Box::new(Report {
        account,
        server: Peer { host: "pop.example.org".to_owned(), port: 995 },
        security: Security::Tls,
        greeting: "+OK ready".to_owned(),
        before_login: None,
        after_login: None,
        tls: None,
        login: None,
        expire: None,
        login_delay: None,
        quirks: Vec::new(),
        transcript: vec!["S: +OK ready".to_owned()],
    }))
}

#[test]
fn the_card_is_filled_copied_and_brought_up_to_date() {
    let mut state = with_mail();
    assert_eq!(sent(&state.update(Msg::ShowReport(ADA))), [&Request::Report(ADA)]);
    assert_eq!(state.update(Msg::CopyReport), [], "there is nothing yet");
    state.update(Msg::Notice(report(BO)));
    assert_eq!(state.update(Msg::CopyReport), [], "that was another account's");
    state.update(Msg::Notice(report(ADA)));
    let effects = state.update(Msg::CopyReport);
    let [Effect::Copy(text)] = &effects[..] else { panic!("{effects:?}") };
    assert!(text.contains("pop.example.org:995") && text.contains("S: +OK ready"), "{text}");
    state.update(Msg::Copied(false));
    assert!(matches!(&state.dialog, Some(Dialog::Report(card)) if card.copied == Some(false)));
    let ended = Notice::Collected { account: ADA, messages: 0, bytes: 0, milliseconds: 1, problem: None };
    assert_eq!(sent(&state.update(Msg::Notice(ended))), [&Request::Report(ADA)]);
}
