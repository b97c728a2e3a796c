//! Deletions and having them back.

use super::*;

fn only(effects: &[Effect]) -> u32 {
    let later = effects.iter().find_map(|effect| match effect {
        Effect::Later(10_000, number) => Some(*number),
        _ => None,
    });
    later.unwrap_or_else(|| panic!("nothing is to happen later: {effects:?}"))
}

#[test]
fn a_deleted_row_is_gone_at_once_and_from_the_store_when_undo_has_passed() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(2));
    let effects = erased(&mut state, Whom::Chosen);
    assert!(sent(&effects).is_empty(), "{effects:?}");
    assert_eq!((state.reader.as_ref(), state.list.total()), (None, 8));
    assert_eq!(state.list.row(2).unwrap().id, MessageId(497), "the rows below have moved up");
    let number = only(&effects);
    assert_eq!(
        sent(&state.update(Msg::CarryOut(number))),
        [&Request::Erase { messages: vec![MessageId(498)], there: false }]
    );
    assert_eq!(state.update(Msg::CarryOut(number)), []);
    assert_eq!(state.update(Msg::Undo(number)), [], "too late");
    let without: Vec<Row> =
        rows(500, 9, 0, 9).rows.into_iter().filter(|row| row.id != MessageId(498)).collect();
    let window = Rows { view: View::of(Folder::Inbox(ADA)), found: None, total: 8, start: 0, rows: without };
    state.update(Msg::Notice(Notice::Rows(window)));
    assert_eq!((state.list.total(), state.list.row(7).unwrap().id), (8, MessageId(492)));
}

#[test]
fn undo_brings_the_row_back_with_the_keyboard_and_nothing_is_sent() {
    let mut state = with_mail();
    let number = only(&erased(&mut state, Whom::Row(4)));
    assert_eq!(state.update(Msg::Undo(number)), [Effect::Focus(Focus::List)]);
    assert_eq!((state.list.total(), state.list.cursor()), (9, 4));
    assert_eq!(state.list.row(4).unwrap().id, MessageId(496));
    assert_eq!(state.update(Msg::CarryOut(number)), []);
}

#[test]
fn several_are_undone_one_by_one_the_last_one_first_by_keyboard() {
    let mut state = with_mail();
    let first = only(&erased(&mut state, Whom::Row(0)));
    let second = only(&erased(&mut state, Whom::Row(0)));
    assert_eq!((state.list.total(), state.list.row(0).unwrap().id), (7, MessageId(498)));
    state.update(Msg::UndoLast);
    assert_eq!(state.list.row(0).unwrap().id, MessageId(499));
    assert_eq!(state.update(Msg::CarryOut(second)), []);
    assert_eq!(
        sent(&state.update(Msg::CarryOut(first))),
        [&Request::Erase { messages: vec![MessageId(500)], there: false }]
    );
    assert_eq!(state.update(Msg::UndoLast), []);
}

#[test]
fn what_is_hidden_stays_so_in_other_windows_and_when_mail_comes_in() {
    let mut state = with_mail();
    erased(&mut state, Whom::Row(1));
    state.update(Msg::Notice(Notice::Rows(rows(502, 11, 0, 11))));
    assert_eq!(state.list.total(), 10);
    let shown: Vec<u64> = (0..10).map(|index| state.list.row(index).unwrap().id.0).collect();
    assert_eq!(shown, [502, 501, 500, 498, 497, 496, 495, 494, 493, 492]);
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    state.update(Msg::OpenFolder(Folder::Inbox(BO)));
    state.update(Msg::OpenFolder(Folder::Inbox(ADA)));
    state.update(Msg::Notice(Notice::Rows(rows(502, 11, 0, 11))));
    assert_eq!(state.list.find(MessageId(499)), None);
}

#[test]
fn a_deletion_on_the_server_can_be_undone_too_and_a_later_wish_takes_its_place() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state.update(Msg::Notice(reading::held(500, Held::Whole)));
    let number = only(&state.update(Msg::Wish(Wish::Delete)));
    assert!(state.goes_there(MessageId(500)));
    assert_eq!(state.update(Msg::Wish(Wish::Delete)), [], "once is enough");
    let kept = state.update(Msg::Wish(Wish::Keep));
    assert_eq!(sent(&kept).len(), 1);
    assert_eq!(state.update(Msg::CarryOut(number)), []);
    let number = only(&state.update(Msg::Wish(Wish::Delete)));
    let request = Request::Wish { messages: vec![MessageId(500)], wish: Wish::Delete };
    assert_eq!(sent(&state.update(Msg::CarryOut(number))), [&request]);
    assert_eq!(state.reader.unwrap().message.unwrap().wish, Wish::Delete);
}

#[test]
fn the_deletion_names_what_it_takes() {
    let mut state = with_mail();
    erased(&mut state, Whom::Row(0));
    assert_eq!(*state.deletions[0].deletion, Deletion::Here(vec![MessageId(500)]));
}

/// There is no room for the note that they are deleted: they are, so to say, not.
#[test]
fn what_could_not_be_deleted_is_shown_again_and_the_reason_is_told() {
    let mut state = with_mail();
    let first = only(&erased(&mut state, Whom::Row(2)));
    let second = only(&erased(&mut state, Whom::Row(4)));
    state.update(Msg::CarryOut(first));
    state.update(Msg::CarryOut(second));
    state.update(Msg::Step(1));
    assert_eq!(state.list.total(), 7);
    state.update(Msg::Notice(Notice::NotDeleted(vec![MessageId(498)])));
    state.update(Msg::Notice(Notice::Problem(Problem::StorageFull)));
    assert_eq!((state.list.total(), state.list.cursor()), (8, 1));
    assert_eq!(state.list.row(2).unwrap().id, MessageId(498));
    assert_eq!(state.alerts.last().unwrap().problem, Problem::StorageFull);
    // It can be deleted again, and the other is gone.
    let again = only(&erased(&mut state, Whom::Row(2)));
    assert_eq!(
        sent(&state.update(Msg::CarryOut(again))),
        [&Request::Erase { messages: vec![MessageId(498)], there: false }]
    );
    let without: Vec<Row> =
        rows(500, 9, 0, 9).rows.into_iter().filter(|row| ![498, 495].contains(&row.id.0)).collect();
    let window = Rows { view: View::of(Folder::Inbox(ADA)), found: None, total: 7, start: 0, rows: without };
    state.update(Msg::Notice(Notice::Rows(window)));
    assert_eq!(state.list.total(), 7);
}

/// Two deletions stand, far apart, and only the upper one is in the window that comes when it is carried
/// out: the other is left out all the same, so the list is as long as it is.
#[test]
fn the_upper_of_two_deletions_is_carried_out_and_the_list_keeps_its_length() {
    let mut state = with_mail();
    state.update(Msg::Notice(Notice::Rows(rows(1_000, 500, 0, 80))));
    let upper = only(&erased(&mut state, Whom::Row(3)));
    state.update(Msg::Look(Visible { first: 300, count: 20 }));
    state.update(Msg::Notice(Notice::Rows(rows(1_000, 500, 240, 140))));
    let lower = only(&erased(&mut state, Whom::Row(310)));
    assert_eq!((state.list.total(), state.list.row(310).unwrap().id), (498, MessageId(688)));
    state.update(Msg::Look(Visible { first: 0, count: 20 }));
    state.update(Msg::Notice(Notice::Rows(rows(1_000, 500, 0, 80))));

    state.update(Msg::CarryOut(upper));
    let without = |start: u32| {
        let mut window = rows(1_000, 500, 0, 500);
        window.rows.retain(|row| row.id != MessageId(997));
        window.rows = window.rows.into_iter().skip(start as usize).take(80).collect();
        Rows { total: 499, start, ..window }
    };
    state.update(Msg::Notice(Notice::Rows(without(0))));
    assert_eq!(state.list.total(), 498, "not one more, nor one fewer");
    assert_eq!((state.list.stands_at(309), state.list.stands_at(310)), (309, 311));
    state.update(Msg::Look(Visible { first: 300, count: 20 }));
    state.update(Msg::Notice(Notice::Rows(without(270))));
    assert_eq!((state.list.total(), state.list.row(310).unwrap().id), (498, MessageId(688)));

    state.update(Msg::Undo(lower));
    assert_eq!((state.list.total(), state.list.row(310).unwrap().id), (499, MessageId(689)));
}
