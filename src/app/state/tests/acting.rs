//! Stars, tags, pins, putting off, and deleting for good.

use super::*;
use crate::store::{TagId, Tags, Until};

fn acts(state: &mut State, act: OnActing) -> Vec<Effect> {
    state.update(Msg::Act(act))
}

#[test]
fn a_star_is_seen_at_once_in_the_row_and_beside_the_message() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(2));
    let effects = acts(&mut state, OnActing::Star(Whom::Chosen, true));
    assert_eq!(sent(&effects), [&Request::Star { messages: vec![MessageId(498)], starred: true }]);
    assert!(state.list.row(2).unwrap().starred && state.reader.as_ref().unwrap().starred);
    assert!(!state.list.row(1).unwrap().starred);
    assert_eq!(
        Command::Star.msg(&state, KeyboardAt::Elsewhere),
        Some(Msg::Act(OnActing::Star(Whom::Chosen, false))),
        "the same key takes it"
    );
}

#[test]
fn a_tag_is_given_to_all_that_are_chosen() {
    let mut state = with_mail();
    state.update(Msg::Select(OnSelection::Toggle(1)));
    state.update(Msg::Select(OnSelection::Toggle(3)));
    acts(&mut state, OnActing::Tag(Whom::Row(1), TagId(2), true));
    assert_eq!(state.filed(Whom::Chosen).1.tags, Tags::default(), "not all of them have it");
    let effects = acts(&mut state, OnActing::Tag(Whom::Chosen, TagId(2), true));
    let messages = vec![MessageId(499), MessageId(497)];
    assert_eq!(sent(&effects), [&Request::Tag { messages, tag: TagId(2), set: true }]);
    assert_eq!(state.filed(Whom::Chosen), (false, Filed { tags: Tags(4), ..Filed::default() }));
}

#[test]
fn what_is_put_off_leaves_the_screen_and_a_time_that_is_over_is_none() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    acts(&mut state, OnActing::AskSnooze(Whom::Chosen));
    acts(&mut state, OnActing::SnoozeUntil(None));
    let Some(Dialog::Snooze(asked)) = &state.dialog else { panic!("{:?}", state.dialog) };
    assert!(asked.is_refused);
    let effects = acts(&mut state, OnActing::SnoozeUntil(Some(2_000_000_000)));
    let until = Until::at(2_000_000_000);
    assert_eq!(sent(&effects), [&Request::Snooze { messages: vec![MessageId(500)], until }]);
    assert_eq!((state.dialog.as_ref(), state.reader.as_ref()), (None, None));
}

#[test]
fn in_the_trash_delete_asks_and_the_server_is_told_only_after_undo() {
    let mut state = with_mail();
    let trash = Folder::Of(FolderId::TRASH);
    state.update(Msg::OpenFolder(trash));
    state.update(Msg::Notice(Notice::Rows(Rows { view: View::of(trash), ..rows(500, 9, 0, 9) })));
    let effects = acts(&mut state, OnActing::Delete(Whom::Row(1)));
    let messages = vec![MessageId(499)];
    assert_eq!(sent(&effects), [&Request::AskToErase(Some(messages.clone()))]);
    let answer = Notice::AsksToErase { messages: messages.clone(), there: 1, follows: true };
    state.update(Msg::Notice(answer));
    assert!(
        matches!(&state.dialog, Some(Dialog::Erase(erasing)) if erasing.count() == 1 && erasing.there == 1)
    );
    let effects = acts(&mut state, OnActing::Erase { there: true });
    assert_eq!(sent(&effects), [] as [&Request; 0], "it can still be undone");
    assert_eq!(state.list.total(), 8);
    let number = state.deletions[0].number;
    let effects = state.update(Msg::CarryOut(number));
    assert_eq!(sent(&effects), [&Request::Erase { messages, there: true }]);
}

#[test]
fn all_of_the_trash_goes_once_it_is_said_what_that_is() {
    let mut state = with_mail();
    let trash = Folder::Of(FolderId::TRASH);
    state.update(Msg::OpenFolder(trash));
    state.update(Msg::Notice(Notice::Rows(Rows { view: View::of(trash), ..rows(500, 9, 0, 9) })));
    assert_eq!(sent(&acts(&mut state, OnActing::AskEmptyTrash)), [&Request::AskToErase(None)]);
    let messages: Vec<MessageId> = (492..=500).map(MessageId).collect();
    state.update(Msg::Notice(Notice::AsksToErase { messages: messages.clone(), there: 0, follows: false }));
    acts(&mut state, OnActing::Erase { there: false });
    assert_eq!(state.list.total(), 0);
    state.update(Msg::UndoLast);
    assert_eq!(state.list.total(), 9);
}

#[test]
fn who_drags_one_that_is_chosen_drags_all_of_them() {
    let mut state = with_mail();
    let to = FolderId::ARCHIVE;
    let effects = acts(&mut state, OnActing::Dropped(MessageId(498), to));
    assert_eq!(sent(&effects), [&Request::Move { messages: vec![MessageId(498)], to }]);
    state.update(Msg::Select(OnSelection::Toggle(0)));
    state.update(Msg::Select(OnSelection::Toggle(3)));
    let effects = acts(&mut state, OnActing::Dropped(MessageId(497), to));
    assert_eq!(sent(&effects), [&Request::Move { messages: vec![MessageId(500), MessageId(497)], to }]);
}

#[test]
fn a_dialog_that_was_put_away_deletes_nothing() {
    let mut state = with_mail();
    acts(&mut state, OnActing::AskErase(Whom::Row(0)));
    state.update(Msg::Notice(Notice::AsksToErase {
        messages: vec![MessageId(500)],
        there: 0,
        follows: false,
    }));
    state.update(Msg::CloseDialog);
    assert_eq!(acts(&mut state, OnActing::Erase { there: true }), []);
    assert_eq!(state.list.total(), 9);
}
