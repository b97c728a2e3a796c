//! What the account form does with the server's copies, and how much it collects.

use std::num::NonZeroU16;

use super::*;
use crate::store::{Bodies, Extent, Leave, Retention};

fn saved(state: &mut State) -> Account {
    let effects = state.update(Msg::SaveAccount);
    let [Request::SaveAccount { account, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    account.clone()
}

fn kept() -> State {
    let mut state = filled();
    state.update(Msg::StorageKept(true));
    state
}

#[test]
fn mail_stays_on_the_server_until_the_browser_promises_to_keep_it() {
    let mut state = filled();
    assert_eq!(state.update(Msg::Form(Change::Leave(false))), [Effect::KeepStorage]);
    state.update(Msg::StorageKept(false));
    assert!(form(&state).leave_on_server);
    state.update(Msg::Form(Change::Leave(false)));
    state.update(Msg::StorageKept(true));
    assert!(!form(&state).leave_on_server, "the promise came, so the box that was clicked is cleared");
    assert_eq!(state.update(Msg::Form(Change::Leave(true))), []);
    assert!(form(&state).leave_on_server);
}

#[test]
fn every_choice_that_deletes_waits_for_the_promise() {
    let choices = [Limit::Days, Limit::Newest, Limit::Megabytes]
        .map(Change::Limit)
        .into_iter()
        .chain([Change::Follow(true)]);
    for choice in choices {
        let mut state = filled();
        assert_eq!(state.update(Msg::Form(choice.clone())), [Effect::KeepStorage], "{choice:?}");
        assert!(!form(&state).deletes(), "{choice:?}");
        state.update(Msg::StorageKept(true));
        assert!(form(&state).deletes(), "{choice:?}");
    }
    assert_eq!(filled().update(Msg::Form(Change::Limit(Limit::Never))), []);
}

#[test]
fn each_limit_becomes_the_accounts_own() {
    let limits = [
        (Limit::Never, Field::Days, "", Leave::All),
        (Limit::Days, Field::Days, "14", Leave::Days(14)),
        (Limit::Newest, Field::Newest, " 200 ", Leave::Newest(200)),
        (Limit::Megabytes, Field::Megabytes, "5000", Leave::NewestOctets(5_000_000_000)),
    ];
    for (limit, field, text, leave) in limits {
        let mut state = kept();
        state.update(Msg::Form(Change::Limit(limit)));
        typed(&mut state, field, text);
        let account = saved(&mut state);
        assert_eq!(account.retention, Retention { leave, follow: false });
        let again = AccountForm::of(ADA, &account);
        assert_eq!((again.limit, again.account().unwrap().retention), (limit, account.retention));
    }
    let mut state = kept();
    state.update(Msg::Form(Change::Limit(Limit::Newest)));
    state.update(Msg::Form(Change::Follow(true)));
    state.update(Msg::Form(Change::Leave(false)));
    assert_eq!(saved(&mut state).retention, Retention { leave: Leave::Nothing, follow: true });
}

#[test]
fn a_number_is_wanted_only_where_its_field_is_shown() {
    let mut state = kept();
    typed(&mut state, Field::Days, "0");
    state.update(Msg::Form(Change::Limit(Limit::Days)));
    assert_eq!(state.update(Msg::SaveAccount), [Effect::Focus(Focus::Field(Field::Days))]);
    assert_eq!(form(&state).fault(Field::Days), Some(Fault::NoNumber));
    state.update(Msg::Form(Change::Leave(false)));
    assert_eq!(saved(&mut state).retention.leave, Leave::Nothing);
}

#[test]
fn how_much_is_collected_and_since_when() {
    let mut state = filled();
    state.update(Msg::Form(Change::Part(Part::UpTo)));
    typed(&mut state, Field::Larger, "250");
    state.update(Msg::Form(Change::Since("2026-03-01".to_owned(), Some(1_772_323_200))));
    state.update(Msg::Form(Change::Every(NonZeroU16::new(15))));
    let account = saved(&mut state);
    let extent = Extent { bodies: Bodies::UpTo(250_000), since: Some(1_772_323_200) };
    assert_eq!((account.extent, account.every), (extent, NonZeroU16::new(15)));
    let again = AccountForm::of(ADA, &account).account().unwrap();
    assert_eq!((again.extent, again.every), (extent, account.every), "a change of something else keeps it");
}
