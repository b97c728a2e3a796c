//! The screen "Storage", what is damaged, and mails whose bytes are missing.

use super::*;
use crate::{
    app::state::{Bytes, Estimate, OnStorage, Promise},
    engine::api::{Checking, Damaged, Order, Repaired, Taken, Usage},
};

fn act(state: &mut State, act: OnStorage) -> Vec<Effect> {
    state.update(Msg::Storage(act))
}

fn usage() -> Notice {
    let taken = Taken { messages: 9, bytes: 18_000 };
    Notice::Usage(Box::new(Usage { folders: vec![(Folder::Inbox(ADA), taken)], ..Usage::default() }))
}

fn problem(state: &mut State, problem: Problem) {
    state.update(Msg::Notice(Notice::Problem(problem)));
}

#[test]
fn the_screen_asks_what_the_mail_takes_and_what_the_browser_allows() {
    let mut state = with_mail();
    let effects = act(&mut state, OnStorage::Open);
    assert_eq!(sent(&effects), [&Request::Usage]);
    assert!(effects.contains(&Effect::EstimateStorage) && effects.contains(&Effect::Focus(Focus::Storage)));
    // More mail comes in meanwhile: what is being counted is old, and counted again.
    assert_eq!(state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 9))), []);
    assert_eq!(sent(&state.update(Msg::Notice(usage()))), [&Request::Usage]);
    assert_eq!(state.update(Msg::Notice(usage())), []);
    act(&mut state, OnStorage::Estimated(Some(Estimate { used: 1, quota: 2 })));
    let storage = state.storage.as_ref().unwrap();
    assert_eq!(storage.usage.as_ref().unwrap().folders.len(), 1);
    assert_eq!(storage.estimate, Some(Estimate { used: 1, quota: 2 }));
    assert_eq!(state.update(Msg::GoBack), [Effect::Focus(Focus::List)]);
    assert_eq!(state.storage, None);
    // Nobody counts what nobody looks at.
    assert_eq!(state.update(Msg::Notice(overview(&[(ADA, "ada@example.org")], 8))), []);
}

#[test]
fn only_one_thing_at_a_time_is_in_place_of_the_mail() {
    let mut state = with_mail();
    act(&mut state, OnStorage::Open);
    state.update(Msg::Maildrop(OnMaildrop::Open(ADA)));
    assert!(state.storage.is_none() && state.maildrop.is_some());
    act(&mut state, OnStorage::Open);
    assert!(state.storage.is_some() && state.maildrop.is_none());
    state.update(Msg::OpenFolder(Folder::Inbox(ADA)));
    assert!(state.storage.is_none());
}

#[test]
fn the_browsers_answer_is_told_as_it_is() {
    let mut state = with_mail();
    act(&mut state, OnStorage::Open);
    let promise = |state: &State| state.storage.as_ref().unwrap().promise;
    // What it says unasked is no refusal.
    state.update(Msg::StorageKept(false));
    assert_eq!(promise(&state), Promise::NotAsked);
    assert_eq!(act(&mut state, OnStorage::AskToKeep), [Effect::KeepStorage]);
    assert_eq!(promise(&state), Promise::Asked);
    state.update(Msg::StorageKept(false));
    assert_eq!((promise(&state), state.storage_kept), (Promise::Refused, false));
    act(&mut state, OnStorage::AskToKeep);
    let effects = state.update(Msg::StorageKept(true));
    assert_eq!((promise(&state), state.storage_kept), (Promise::NotAsked, true));
    assert_eq!(sent(&effects), [&Request::Persisted(true)]);
}

#[test]
fn what_can_go_is_listed() {
    let mut state = with_mail();
    act(&mut state, OnStorage::Open);
    let effects = act(&mut state, OnStorage::Largest);
    let largest = View { order: Order::Largest, ..View::of(Folder::Inbox(ADA)) };
    assert!(matches!(sent(&effects)[..], [Request::Rows { view, start: 0, .. }] if *view == largest));
    assert!(state.storage.is_none() && state.list.view() == Some(&largest));
    act(&mut state, OnStorage::Open);
    act(&mut state, OnStorage::Older(5));
    let old = View { query: Some("before:5y".to_owned()), ..largest.clone() };
    assert_eq!(state.list.view(), Some(&old));
    act(&mut state, OnStorage::Large);
    let large = View { query: Some("larger:1M".to_owned()), ..largest };
    assert_eq!(state.list.view(), Some(&large));
    // And back.
    let whole = View::of(Folder::Inbox(ADA));
    let effects = state.update(Msg::OpenFolder(Folder::Inbox(ADA)));
    assert!(matches!(sent(&effects)[..], [Request::Rows { view, start: 0, .. }] if *view == whole));
}

#[test]
fn damage_is_known_until_it_is_repaired() {
    let mut state = with_mail();
    let damaged = Damaged { messages: 7, ..Damaged::default() };
    state.update(Msg::Notice(Notice::Overview(Overview { damaged, ..Overview::default() })));
    assert_eq!(state.damaged(), damaged);
    let effects = act(&mut state, OnStorage::Repair);
    assert_eq!(sent(&effects), [&Request::Repair { deep: false }]);
    assert_eq!(act(&mut state, OnStorage::Check), [], "one at a time");
    let checking = Checking { done: 3, total: 7 };
    state.update(Msg::Notice(Notice::Repairing(checking)));
    assert_eq!(state.repairs.under, Some(checking));
    assert_eq!(sent(&act(&mut state, OnStorage::Stop)), [&Request::StopRepair]);
    let repaired = Repaired { messages: 7, ..Repaired::default() };
    state.update(Msg::Notice(Notice::Repaired(Ok(repaired))));
    assert_eq!((state.repairs.under, state.repairs.result.clone()), (None, Some(Ok(repaired))));
    act(&mut state, OnStorage::Dismiss);
    assert_eq!(state.repairs.result, None);
}

fn message(id: u64) -> Notice {
    Notice::Message(Box::new(Message {
        id: MessageId(id),
        account: ADA,
        date: 0,
        size: 1,
        held: Held::Whole,
        starred: false,
        filed: Filed::default(),
        there: There::OnServer,
        wish: Wish::Policy,
        remote: RemoteImages::Blocked,
        authenticity: Authenticity::Unknown,
        checks: Vec::new(),
        asks_about: None,
        sender_images: SenderImages::NotOffered,
        reading: crate::mail::read(b"Subject: x\r\n\r\nText.\r\n", RemoteImages::Blocked),
    }))
}

#[test]
fn a_message_whose_bytes_are_missing_says_so_in_its_place() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    let id = MessageId(500);
    problem(&mut state, Problem::BytesMissing(id));
    let bytes = |state: &State| state.reader.as_ref().unwrap().bytes;
    assert_eq!((bytes(&state), state.alerts.len()), (Bytes::Missing, 0));
    let effects = state.update(Msg::Wish(Wish::CollectAgain));
    assert_eq!(sent(&effects), [&Request::Wish { messages: vec![id], wish: Wish::CollectAgain }]);
    assert_eq!(bytes(&state), Bytes::Asked);

    let ended = || Notice::Collected { account: ADA, messages: 0, bytes: 0, milliseconds: 1, problem: None };
    assert!(sent(&state.update(Msg::Notice(ended()))).contains(&&Request::open(id)));
    problem(&mut state, Problem::BytesMissing(id));
    assert_eq!(bytes(&state), Bytes::NotThere, "it was tried");

    state.update(Msg::Wish(Wish::CollectAgain));
    assert!(sent(&state.update(Msg::Notice(ended()))).contains(&&Request::open(id)));
    state.update(Msg::Notice(message(500)));
    assert_eq!(bytes(&state), Bytes::Here);
    assert!(state.reader.as_ref().unwrap().message.is_some());
}

#[test]
fn bytes_missing_elsewhere_are_an_alert_with_the_way_to_have_them_again() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state.update(Msg::Notice(message(500)));
    state.update(Msg::ViewSource);
    let id = MessageId(500);
    problem(&mut state, Problem::BytesMissing(id));
    assert_eq!(state.dialog, None, "no source comes");
    assert_eq!(state.alerts.len(), 1);
    let effects = act(&mut state, OnStorage::CollectAgain(id));
    assert_eq!(sent(&effects), [&Request::Wish { messages: vec![id], wish: Wish::CollectAgain }]);
    assert_eq!(state.alerts, []);
}
