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

#[test]
fn quiet_hours_go_over_midnight() {
    let at = |hours: u16, minutes: u16| hours * 60 + minutes;
    for (minute, left) in [
        (at(21, 59), None),
        (at(22, 0), Some(540)),
        (at(23, 59), Some(421)),
        (at(0, 0), Some(420)),
        (at(6, 59), Some(1)),
        (at(7, 0), None),
    ] {
        assert_eq!(Quiet::NIGHT.left(minute), left, "{minute}");
    }
    let noon = Quiet { from: at(12, 0), to: at(13, 30) };
    assert_eq!((noon.left(at(13, 0)), noon.left(at(11, 0)), noon.left(at(23, 0))), (Some(30), None, None));
    assert_eq!(Quiet { from: 5, to: 5 }.left(5), None);
    assert_eq!(Quiet::parse(&Quiet::NIGHT.to_string()), Some(Quiet::NIGHT));
    for text in ["", "22:00", "24:00-07:00", "a-b", "22:60-07:00"] {
        assert_eq!(Quiet::parse(text), None, "{text}");
    }
}

#[test]
fn what_comes_in_quiet_hours_is_told_at_once_when_they_are_over() {
    let mut state = with_notices();
    state.update(Msg::Preferences(OnPreferences::Quiet(Some(Quiet::NIGHT))));
    let effects = state.update(arrived(1, vec![row(7)]));
    assert!(matches!(&effects[..], [Effect::Notify(told)] if told.quiet == Some(Quiet::NIGHT)));
    assert_eq!(state.update(Msg::HeldBack(1, 60_000)), [Effect::WaitOutQuiet(60_000)]);
    assert_eq!(state.update(Msg::HeldBack(3, 30_000)), [], "one wait is enough");
    let effects = state.update(Msg::QuietOver);
    let [Effect::Notify(told)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((told.title.as_str(), told.address.as_str()), ("4 new messages", "#/inbox/1"));
    assert_eq!(told.quiet, None);
    assert_eq!(state.update(Msg::QuietOver), []);
}

#[test]
fn the_icon_of_the_tab_has_the_count() {
    use crate::app::state::icon;
    assert_eq!(icon(0), "/icons/favicon.svg");
    for (unread, count) in [(1, "1"), (42, "42"), (100, "99+"), (u32::MAX, "99+")] {
        let address = icon(unread);
        assert!(address.starts_with("data:image/svg+xml,%3Csvg "), "{address}");
        assert!(address.contains(&format!("central'%3E{count}%3C/text%3E")), "{address}");
        assert!(!address.contains(['#', '<', '>']), "a hash would end it: {address}");
    }
}
