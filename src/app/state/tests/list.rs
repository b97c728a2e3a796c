//! The message list's window.

use super::*;

fn long_list() -> List {
    let mut list = List::of(Some(View::of(Folder::Inbox(ADA))), Visible { first: 0, count: 10 });
    list.look(Visible { first: 0, count: 10 });
    list.take(rows(10_000, 5_000, 0, 70));
    list
}

#[test]
fn a_new_window_is_asked_for_before_the_rows_run_out_and_not_twice() {
    let mut list = long_list();
    assert_eq!(list.look(Visible { first: 20, count: 10 }), None);
    assert_eq!(list.look(Visible { first: 45, count: 10 }), Some(0..115));
    assert_eq!(list.look(Visible { first: 46, count: 10 }), None);
    assert_eq!(list.look(Visible { first: 4_000, count: 10 }), Some(3_940..4_070));
    list.take(rows(10_000, 5_000, 3_940, 130));
    assert_eq!(list.row(4_000).unwrap().id, MessageId(6_000));
    assert_eq!(list.look(Visible { first: 4_990, count: 10 }), Some(4_930..5_060));
    list.take(rows(10_000, 5_000, 4_930, 130));
    assert_eq!(list.look(Visible { first: 4_989, count: 11 }), None, "the end is there");
}

#[test]
fn an_empty_folder_is_asked_for_once() {
    let mut list = List::of(Some(View::of(Folder::Inbox(ADA))), Visible::default());
    assert!(list.look(Visible::default()).is_some());
    list.take(rows(0, 0, 0, 0));
    assert_eq!(list.look(Visible::default()), None);
}

#[test]
fn few_rows_are_drawn_however_many_there_are() {
    let mut list = long_list();
    list.look(Visible { first: 2_000, count: 12 });
    assert_eq!(list.drawn(), 1_992..2_020);
    list.look(Visible { first: 4_995, count: 12 });
    assert_eq!(list.drawn(), 4_987..5_000);
}

#[test]
fn the_keyboard_stays_with_its_message_when_mail_comes_in_above() {
    let mut list = long_list();
    list.look(Visible { first: 3, count: 10 });
    list.point(5);
    assert_eq!(list.take(rows(10_002, 5_002, 0, 70)), 2, "so far to scroll along");
    assert_eq!(list.cursor(), 7);
    assert_eq!(list.row(7).unwrap().id, MessageId(9_995));
}

#[test]
fn a_row_asked_for_by_number_gets_the_keyboard_once_it_has_arrived() {
    let mut list = long_list();
    list.point(4_999);
    assert_eq!(list.cursor(), 4_999);
    assert_eq!(list.row(4_999), None);
    list.take(rows(10_000, 5_000, 4_930, 130));
    list.take(rows(10_001, 5_001, 4_930, 130));
    assert_eq!(list.cursor(), 5_000, "it has become a message, and moves with it");
    list.point(u32::MAX);
    assert_eq!(list.cursor(), 5_000, "there are no more rows");
}

#[test]
fn rows_that_stay_as_they_were_are_not_drawn_again() {
    let mut list = long_list();
    let before = Rc::clone(list.row(1).unwrap());
    list.take(rows(10_001, 5_001, 0, 70));
    assert!(Rc::ptr_eq(&before, list.row(2).unwrap()));
    list.mark(|id| id == before.id, true);
    assert!(list.row(2).unwrap().read);
    assert!(!before.read);
}

#[test]
fn the_row_with_the_keyboard_is_there_wherever_the_window_goes() {
    let mut list = long_list();
    list.point(2);
    list.look(Visible { first: 4_000, count: 10 });
    list.take(rows(10_000, 5_000, 3_940, 130));
    assert_eq!(list.row(2).unwrap().id, MessageId(9_998));
    assert_eq!(list.row(3), None);
}

#[test]
fn rows_that_take_the_place_of_many_hidden_ones_are_asked_for() {
    let mut state = with_mail();
    state.update(Msg::Notice(Notice::Rows(rows(10_000, 5_000, 0, 80))));
    state.update(Msg::Select(OnSelection::All));
    let view = View::of(Folder::Inbox(ADA));
    let messages = (5_101..=10_000).rev().map(MessageId).collect();
    state.update(Msg::Notice(Notice::Range {
        view: view.clone(),
        from: None,
        to: None,
        messages,
        others: Vec::new(),
    }));
    let effects = erased(&mut state, Whom::Chosen);
    assert_eq!(state.list.total(), 100);
    let [Request::Rows { start, count, .. }] = sent(&effects)[..] else { panic!("{effects:?}") };
    assert!((4_800..=4_900).contains(start) && start + count >= 4_940, "{start}, {count}");
    state.update(Msg::Notice(Notice::Rows(rows(10_000, 5_000, *start, *count))));
    assert_eq!(state.list.row(0).unwrap().id, MessageId(5_100));
    assert_eq!(state.update(Msg::Look(state.list.visible())), [], "nothing is missing");
}

/// What is done with a row is done with the whole conversation that it stands for.
#[test]
fn a_row_may_stand_for_a_conversation() {
    let mut state = with_mail();
    let effects = state.update(Msg::Preferences(OnPreferences::Gathered(true)));
    let [Request::Rows { view, .. }] = &sent(&effects)[..] else { panic!("{effects:?}") };
    assert!(view.gathered);
    let mut window = Rows { view: view.clone(), ..rows(500, 3, 0, 3) };
    window.rows[1].others = vec![MessageId(70), MessageId(60)];
    state.update(Msg::Notice(Notice::Rows(window)));
    assert_eq!(state.list.total(), 3);

    let whole = || vec![MessageId(499), MessageId(70), MessageId(60)];
    let effects = state.update(Msg::OpenRow(1));
    assert!(sent(&effects).contains(&&Request::MarkRead { messages: whole(), read: true }), "{effects:?}");
    let effects = state.update(Msg::MarkRow(1, false));
    assert_eq!(sent(&effects), [&Request::MarkRead { messages: whole(), read: false }]);
    let effects = state.update(Msg::MoveRow(1, FolderId::ARCHIVE));
    assert_eq!(sent(&effects), [&Request::Move { messages: whole(), to: FolderId::ARCHIVE }]);

    erased(&mut state, Whom::Row(1));
    assert_eq!(state.list.total(), 2, "it is one row");
    let postponed = state.deletions.last().expect("it waits").clone();
    assert_eq!(*postponed.deletion, Deletion::Here(whole()));
    state.update(Msg::Undo(postponed.number));
    assert_eq!(state.list.total(), 3);

    state.update(Msg::Select(OnSelection::All));
    assert_eq!(state.selection.count(), 5);
    state.update(Msg::Select(OnSelection::Toggle(0)));
    assert_eq!(state.selection.count(), 4);
    let effects = erased(&mut state, Whom::Chosen);
    assert_eq!(state.list.total(), 1);
    let number = state.deletions.last().expect("it waits").number;
    assert!(!sent(&effects).iter().any(|request| matches!(request, Request::Erase { .. })));
    let effects = state.update(Msg::CarryOut(number));
    let Some(Request::Erase { messages: mut deleted, there: false }) =
        sent(&effects).into_iter().next().cloned()
    else {
        panic!("{effects:?}")
    };
    deleted.sort_unstable();
    assert_eq!(deleted, [60, 70, 498, 499].map(MessageId));

    // What is found is no conversation.
    let effects = state.update(Msg::Search(OnSearch::Typed { text: "p".to_owned(), cursor: 1, at: 0.0 }));
    let requests = sent(&effects);
    assert!(matches!(&requests[..], [Request::Rows { view, .. }] if !view.gathered), "{requests:?}");
}
