//! Addresses: what is written, and what one leads to.

use super::*;
use crate::app::state::{HistoryEntry, Note};

/// What the page does to the address after this; not what it notes of the entry behind.
fn after(state: &mut State, msg: Msg) -> Option<Effect> {
    state.update(msg);
    written(state)
}

fn written(state: &mut State) -> Option<Effect> {
    let mut effect = state.keep_address();
    if let Some(Effect::Address { note, .. }) = &mut effect {
        note.behind = None;
    }
    effect
}

fn address(address: &str, number: u32, entry: HistoryEntry) -> Option<Effect> {
    Some(Effect::Address { address: address.to_owned(), note: Note { number, behind: None }, entry })
}

fn go(address: &str, number: impl Into<Option<u32>>) -> Msg {
    let note = number.into().map(|number| Note { number, behind: None });
    Msg::Address { address: address.to_owned(), note }
}

fn open(state: &State) -> Option<u64> {
    state.reader.as_ref().map(|reader| reader.id.0)
}

fn begun() -> State {
    let mut state = with_mail();
    assert_eq!(written(&mut state), address("#/inbox/1", 0, HistoryEntry::Same));
    state
}

#[test]
fn the_first_message_is_a_step_and_the_next_ones_take_its_place() {
    let mut state = begun();
    assert_eq!(after(&mut state, Msg::OpenRow(1)), address("#/inbox/1/message/499", 1, HistoryEntry::Next));
    assert_eq!(after(&mut state, Msg::OpenRow(2)), address("#/inbox/1/message/498", 1, HistoryEntry::Same));
    assert_eq!(after(&mut state, Msg::Step(3)), None);
    assert_eq!(
        after(&mut state, Msg::Storage(super::super::OnStorage::Open)),
        address("#/storage", 2, HistoryEntry::Next)
    );
}

#[test]
fn back_on_the_page_is_the_browsers_own() {
    let mut state = begun();
    after(&mut state, Msg::OpenRow(1));
    assert_eq!(after(&mut state, Msg::GoBack), Some(Effect::GoBack));
    assert_eq!(open(&state), None);
    // Until the browser is there, nothing is written.
    assert_eq!(after(&mut state, Msg::OpenRow(3)), None);
    state.update(Msg::GoBack);
    assert_eq!(after(&mut state, go("#/inbox/1", 0)), None);
    // The way on begins here again.
    assert_eq!(after(&mut state, Msg::OpenRow(2)), address("#/inbox/1/message/498", 1, HistoryEntry::Next));
}

#[test]
fn what_was_opened_before_the_browser_had_gone_back_gets_its_address_then() {
    let mut state = begun();
    after(&mut state, Msg::OpenRow(1));
    after(&mut state, Msg::GoBack);
    assert_eq!(after(&mut state, Msg::OpenRow(3)), None);
    assert_eq!(
        after(&mut state, go("#/inbox/1", 0)),
        address("#/inbox/1/message/497", 1, HistoryEntry::Next)
    );
    assert_eq!(open(&state), Some(497));
}

#[test]
fn the_browsers_back_and_forward_show_what_was_there() {
    let mut state = begun();
    after(&mut state, Msg::OpenRow(1));
    let effects = state.update(go("#/inbox/1", 0));
    assert_eq!((open(&state), effects), (None, vec![Effect::Focus(Focus::List)]));
    assert_eq!(written(&mut state), address("#/inbox/1", 0, HistoryEntry::Same), "the same entry, as it was");
    let effects = state.update(go("#/inbox/1/message/499", 1));
    assert_eq!(sent(&effects), [&Request::open(MessageId(499))]);
    assert_eq!(open(&state), Some(499));
    assert_eq!(state.list.cursor(), 1);
}

#[test]
fn a_bookmark_is_opened_once_there_are_folders() {
    let mut state = State::new(Layout::Desk);
    assert_eq!(state.update(go("#/inbox/2/message/7?search=figs&in=all", None)), []);
    assert_eq!(state.keep_address(), None);
    let effects = state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    let view = View { query: Some("figs".to_owned()), ..View::of(Folder::AllInboxes) };
    assert_eq!(
        sent(&effects),
        [&Request::Rows { view, start: 0, count: 80 }, &Request::open(MessageId(7))],
        "and nothing of another folder is asked for"
    );
    assert_eq!(state.folder(), Some(Folder::Inbox(BO)));
    assert_eq!((state.search.text(), state.search.everywhere()), ("figs", true));
    assert_eq!(written(&mut state), address("#/inbox/2/message/7?search=figs&in=all", 0, HistoryEntry::Same));
}

#[test]
fn a_message_that_is_gone_leads_to_its_folder_with_a_word() {
    let mut state = State::new(Layout::Desk);
    state.update(go("#/inbox/1/message/7", None));
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 4)));
    state.update(Msg::Notice(Notice::Rows(rows(500, 9, 0, 9))));
    state.keep_address();
    let written = after(&mut state, Msg::Notice(Notice::Problem(Problem::NoSuchMessage)));
    assert_eq!(written, address("#/inbox/1", 0, HistoryEntry::Same));
    assert_eq!(open(&state), None);
    assert_eq!(
        state.alerts.iter().map(|alert| &alert.problem).collect::<Vec<_>>(),
        [&Problem::NoSuchMessage]
    );
}

#[test]
fn a_folder_that_is_gone_leads_to_the_first_with_a_word() {
    let mut state = State::new(Layout::Desk);
    state.update(go("#/inbox/9", None));
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 4)));
    assert_eq!(state.folder(), Some(Folder::Inbox(ADA)));
    assert_eq!(state.alerts.iter().map(|alert| &alert.problem).collect::<Vec<_>>(), [&Problem::NothingThere]);
    assert_eq!(written(&mut state), address("#/inbox/1", 0, HistoryEntry::Same));
}

#[test]
fn a_word_more_to_search_for_is_no_step_and_clearing_the_field_goes_back() {
    let mut state = begun();
    let typed = |state: &mut State, text: &str| {
        let cursor = u32::try_from(text.len()).expect("short");
        state.update(Msg::Search(OnSearch::Typed { text: text.to_owned(), cursor, at: 0.0 }));
        let view =
            View { query: (!text.is_empty()).then(|| text.to_owned()), ..View::of(Folder::Inbox(ADA)) };
        after(state, Msg::Notice(Notice::Rows(Rows { view, ..rows(500, 3, 0, 3) })))
    };
    assert_eq!(typed(&mut state, "f"), address("#/inbox/1?search=f", 1, HistoryEntry::Next));
    assert_eq!(typed(&mut state, "figs"), address("#/inbox/1?search=figs", 1, HistoryEntry::Same));
    assert_eq!(
        after(&mut state, Msg::OpenRow(0)),
        address("#/inbox/1/message/500?search=figs", 2, HistoryEntry::Next)
    );
    assert_eq!(after(&mut state, Msg::GoBack), Some(Effect::GoBack));
    assert_eq!(after(&mut state, go("#/inbox/1?search=figs", 1)), None);
    assert_eq!(typed(&mut state, ""), Some(Effect::GoBack));
}

#[test]
fn a_link_to_another_address_is_a_step() {
    let mut state = begun();
    assert_eq!(after(&mut state, go("#/storage", None)), address("#/storage", 1, HistoryEntry::Same));
    assert!(state.storage.is_some());
    assert_eq!(after(&mut state, go("#/nowhere", None)), address("#/storage", 2, HistoryEntry::Same));
    // What was typed over it stands behind.
    assert_eq!(after(&mut state, Msg::GoBack), address("#/inbox/1", 3, HistoryEntry::Next));
}

#[test]
fn the_way_back_is_known_after_a_reload() {
    let mut state = begun();
    state.update(Msg::OpenRow(1));
    let Some(Effect::Address { address, note, .. }) = state.keep_address() else { panic!("an address") };
    let mut state = State::new(Layout::Phone);
    state.update(Msg::Address { address, note: Some(note) });
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 4)));
    state.update(Msg::Notice(Notice::Rows(rows(500, 9, 0, 9))));
    assert_eq!(written(&mut state), self::address("#/inbox/1/message/499", 1, HistoryEntry::Same));
    assert_eq!(after(&mut state, Msg::GoBack), Some(Effect::GoBack));
}
