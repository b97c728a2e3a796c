//! Messages put into folders, and had back.

use super::*;
use crate::{
    engine::api::{Act, Step, Undo},
    store::OwnFolder,
};

fn done(number_of_messages: u32) -> (Act, Undo) {
    let act = Act::Moved { messages: number_of_messages, to: FolderId::ARCHIVE };
    (act, Undo(vec![Step::Move { messages: vec![MessageId(500)], to: FolderId::INBOX }]))
}

#[test]
fn the_open_message_is_moved_and_closed() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(2));
    let id = state.reader.as_ref().unwrap().id;
    let effects = state.update(Msg::MoveTo(FolderId::ARCHIVE));
    assert_eq!(sent(&effects), [&Request::Move { messages: vec![id], to: FolderId::ARCHIVE }]);
    assert!(state.reader.is_none());
    assert_eq!(state.update(Msg::MoveTo(FolderId::ARCHIVE)), [], "nothing is left to move");
}

#[test]
fn the_keys_move_the_row_that_the_keyboard_is_at() {
    let mut state = with_mail();
    let row = state.list.row(state.list.cursor()).unwrap().id;
    let archive = Command::Archive.msg(&state, KeyboardAt::List).unwrap();
    assert_eq!(sent(&state.update(archive)), [&Request::Move { messages: vec![row], to: FolderId::ARCHIVE }]);
    assert_eq!(Command::Archive.msg(&state, KeyboardAt::Elsewhere), None, "nothing is open");
}

#[test]
fn what_was_moved_can_be_had_back_until_its_time_is_over() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(2));
    let (act, undo) = done(1);
    let effects = state.update(Msg::Notice(Notice::Done { act: act.clone(), undo: undo.clone() }));
    let [Effect::Later(10_000, number)] = effects[..] else { panic!("{effects:?}") };
    assert_eq!(state.done.iter().map(|done| &done.act).collect::<Vec<_>>(), [&act]);
    assert_eq!(sent(&state.update(Msg::UndoLast)), [&Request::Undo(undo.clone())]);
    assert!(state.done.is_empty());
    assert_eq!(state.update(Msg::Undo(number)), []);

    let effects = state.update(Msg::Notice(Notice::Done { act, undo }));
    let [Effect::Later(_, number)] = effects[..] else { panic!("{effects:?}") };
    assert_eq!(state.update(Msg::CarryOut(number)), []);
    assert!(state.done.is_empty());
}

#[test]
fn a_message_that_is_read_is_nothing_to_tell_of() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(2));
    let act = Act::MarkedRead { messages: 1, read: true };
    assert_eq!(state.update(Msg::Notice(Notice::Done { act, undo: Undo::default() })), []);
    assert!(state.done.is_empty());
}

#[test]
fn a_folder_is_found_by_its_name_and_the_last_one_comes_first() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(2));
    let ask = Msg::Act(OnActing::AskFolder { whom: Whom::Chosen, copies: false });
    let filing = |act| Msg::Act(OnActing::Filing(act));
    state.update(ask.clone());
    state.update(filing(OnFiling::Typed("tr".to_owned())));
    let Some(Dialog::Filing(dialog)) = &state.dialog else { panic!("{:?}", state.dialog) };
    let trash = Destination::Folder(FolderId::TRASH, "Trash".to_owned());
    assert_eq!(dialog.places, [trash.clone(), Destination::New("tr".to_owned())]);
    let effects = state.update(filing(OnFiling::Enter));
    assert_eq!(sent(&effects), [&Request::Move { messages: vec![MessageId(498)], to: FolderId::TRASH }]);
    assert_eq!(state.dialog, None);

    state.update(Msg::OpenRow(1));
    state.update(ask);
    let Some(Dialog::Filing(dialog)) = &state.dialog else { panic!("{:?}", state.dialog) };
    assert_eq!(dialog.places[0], trash);
}

#[test]
fn what_goes_into_a_new_folder_waits_until_that_is_there() {
    let mut state = with_mail();
    state.update(Msg::Act(OnActing::AskFolder { whom: Whom::Row(0), copies: false }));
    state.update(Msg::Act(OnActing::Filing(OnFiling::Typed(" Boats ".to_owned()))));
    let effects = state.update(Msg::Act(OnActing::Filing(OnFiling::Enter)));
    let folder = OwnFolder { name: "Boats".to_owned(), parent: None, account: None, query: None };
    assert_eq!(sent(&effects), [&Request::SaveFolder { id: None, folder }]);
    let saved = Notice::Done { act: Act::FolderSaved(FolderId(16)), undo: Undo::default() };
    let effects = state.update(Msg::Notice(saved.clone()));
    assert_eq!(sent(&effects), [&Request::Move { messages: vec![MessageId(500)], to: FolderId(16) }]);
    assert_eq!(sent(&state.update(Msg::Notice(saved))), [] as [&Request; 0], "once");
}
