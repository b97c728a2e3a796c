//! Commands: what they do, and when there is nothing to do.

use std::collections::BTreeSet;

use super::*;
use crate::engine::api::Order;

fn run(state: &mut State, command: Command, place: KeyboardAt) -> Vec<Effect> {
    state.update(Msg::Run(command, place))
}

#[test]
fn every_command_has_a_name_of_its_own_and_is_found_by_it() {
    let names: BTreeSet<&str> = Command::ALL.into_iter().map(Command::name).collect();
    assert_eq!(names.len(), Command::ALL.len());
    for command in Command::ALL {
        assert_eq!(Command::named(command.name()), Some(command));
    }
}

#[test]
fn without_mail_only_what_needs_none_can_be_done() {
    let state = State::new(Layout::Desk);
    for place in [KeyboardAt::List, KeyboardAt::Elsewhere] {
        let can = Command::ALL.into_iter().filter(|command| command.msg(&state, place).is_some());
        assert_eq!(can.collect::<Vec<_>>(), [Command::Palette, Command::Shortcuts]);
    }
}

#[test]
fn on_the_list_the_keyboard_goes_from_row_to_row_and_stops_at_the_ends() {
    let mut state = with_mail();
    assert_eq!(run(&mut state, Command::Next, KeyboardAt::List), [Effect::Reveal(1)]);
    assert_eq!(state.reader, None);
    assert_eq!(run(&mut state, Command::Previous, KeyboardAt::List), [Effect::Reveal(0)]);
    assert_eq!(run(&mut state, Command::Previous, KeyboardAt::List), []);
    state.update(Msg::Step(8));
    assert_eq!(run(&mut state, Command::Next, KeyboardAt::List), []);
}

#[test]
fn from_an_open_message_the_next_one_is_opened_and_the_list_shows_where_it_is() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(2));
    // Another row has the keyboard by now; what counts is the message.
    state.update(Msg::Point(7));
    let effects = run(&mut state, Command::Next, KeyboardAt::Elsewhere);
    assert_eq!(state.reader.as_ref().map(|reader| reader.id), Some(MessageId(497)));
    assert!(effects.contains(&Effect::Bring(3)), "{effects:?}");
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Focus(_) | Effect::Reveal(_))));
}

#[test]
fn from_elsewhere_the_keyboard_comes_to_the_row_that_had_it() {
    let mut state = with_mail();
    state.update(Msg::Point(4));
    assert_eq!(run(&mut state, Command::Next, KeyboardAt::Elsewhere), [Effect::Reveal(4)]);
}

#[test]
fn on_the_list_the_row_is_meant_and_elsewhere_the_open_message() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state.update(Msg::Step(5));
    let effects = run(&mut state, Command::MarkRead, KeyboardAt::List);
    let fifth = Request::MarkRead { messages: vec![MessageId(495)], read: true };
    assert_eq!(sent(&effects), [&fifth]);
    assert!(state.list.row(5).unwrap().read);
    assert_eq!(run(&mut state, Command::MarkRead, KeyboardAt::List), []);
    let effects = run(&mut state, Command::MarkUnread, KeyboardAt::Elsewhere);
    let first = Request::MarkRead { messages: vec![MessageId(500)], read: false };
    assert_eq!(sent(&effects), [&first]);
    let into_trash = |id| Request::Move { messages: vec![MessageId(id)], to: FolderId::TRASH };
    let effects = run(&mut state, Command::Delete, KeyboardAt::List);
    assert_eq!(sent(&effects), [&into_trash(495)]);
    assert!(state.reader.is_some());
    assert_eq!(state.list.cursor(), 6, "the keyboard goes on to what stays");
    let effects = run(&mut state, Command::Delete, KeyboardAt::Elsewhere);
    assert_eq!(sent(&effects), [&into_trash(500)]);
    assert_eq!(state.reader, None);
    assert_eq!(Command::Undo.msg(&state, KeyboardAt::List), None, "nothing is done yet");
}

#[test]
fn a_row_that_is_marked_and_open_is_marked_in_both_places() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(3));
    run(&mut state, Command::MarkUnread, KeyboardAt::List);
    assert_eq!(state.reader.as_ref().map(|reader| reader.read), Some(false));
}

#[test]
fn mail_out_of_sight_is_left_alone() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    run(&mut state, Command::Storage, KeyboardAt::List);
    assert!(state.storage.is_some());
    for command in [Command::Delete, Command::MarkUnread, Command::Next, Command::Print, Command::Search] {
        assert_eq!(command.msg(&state, KeyboardAt::Elsewhere), None, "{command:?}");
    }
    assert_eq!(Command::Back.msg(&state, KeyboardAt::Elsewhere), Some(Msg::GoBack));
}

#[test]
fn the_folders_are_gone_to_or_slide_in() {
    let mut state = with_mail();
    assert_eq!(run(&mut state, Command::Folders, KeyboardAt::List), [Effect::Focus(Focus::Folders)]);
    state.update(Msg::Layout(Layout::Phone));
    run(&mut state, Command::Folders, KeyboardAt::List);
    assert!(state.drawer);
}

#[test]
fn the_conversation_of_the_row_or_of_the_open_message_is_muted_or_no_longer() {
    let mut state = with_mail();
    state.update(Msg::Point(1));
    let effects = run(&mut state, Command::Mute, KeyboardAt::List);
    assert_eq!(sent(&effects), [&Request::Mute { messages: vec![MessageId(499)], muted: true }]);
    let mut window = rows(500, 9, 0, 9);
    window.rows[1].muted = true;
    state.update(Msg::Notice(Notice::Rows(window)));
    state.update(Msg::OpenRow(1));
    let effects = run(&mut state, Command::Mute, KeyboardAt::Elsewhere);
    assert_eq!(sent(&effects), [&Request::Mute { messages: vec![MessageId(499)], muted: false }]);
}

#[test]
fn sorting_by_a_name_once_more_turns_it_round() {
    let mut state = with_mail();
    for order in [Order::Sender, Order::SenderBackwards, Order::Sender] {
        run(&mut state, Command::SortSender, KeyboardAt::List);
        assert_eq!(state.search.order(), order);
    }
    for order in [Order::Subject, Order::SubjectBackwards] {
        run(&mut state, Command::SortSubject, KeyboardAt::List);
        assert_eq!(state.search.order(), order);
    }
}
