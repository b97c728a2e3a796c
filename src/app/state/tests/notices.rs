//! Telling of new mail.

use super::*;

fn arrived(messages: u32, newest: Vec<Row>) -> Msg {
    Msg::Notice(Notice::Arrived { account: ADA, messages, newest })
}

fn with_notices() -> State {
    let mut state = with_mail();
    state.update(Msg::Preferences(OnPreferences::NoticesAllowed(true)));
    state
}

#[test]
fn nobody_is_asked_or_told_before_the_reader_wants_it() {
    let mut state = with_mail();
    assert_eq!(state.update(arrived(1, vec![row(7)])), []);
    assert_eq!(state.update(Msg::Preferences(OnPreferences::Notices(true))), [Effect::AskToNotify]);
    assert!(!state.preferences.notices, "not before the browser allows it");
    assert_eq!(state.update(Msg::Preferences(OnPreferences::NoticesAllowed(false))), []);
    assert!(state.notices_refused && !state.preferences.notices);
    let effects = state.update(Msg::Preferences(OnPreferences::NoticesAllowed(true)));
    assert!(matches!(effects[..], [Effect::KeepPreferences(chosen)] if chosen.notices));
    assert!(!state.notices_refused);
    state.update(Msg::Preferences(OnPreferences::Notices(false)));
    assert_eq!(state.update(arrived(1, vec![row(7)])), []);
}

#[test]
fn one_mail_is_named_and_leads_to_itself() {
    let effects = with_notices().update(arrived(1, vec![row(7)]));
    let [Effect::Notify(told)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((told.title.as_str(), told.text.as_str()), ("Bo", "No. 7"));
    assert_eq!(told.address, "#/inbox/1/message/7");
}

#[test]
fn several_are_one_notice_with_each_writer_once() {
    let cy = Row { from: "Cy".to_owned(), ..row(8) };
    let effects = with_notices().update(arrived(12, vec![cy, row(7), row(6)]));
    let [Effect::Notify(told)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((told.title.as_str(), told.text.as_str()), ("12 new messages", "From Cy, Bo"));
    assert_eq!(told.address, "#/inbox/1");
}
