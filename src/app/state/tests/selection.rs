//! Choosing messages.

use super::*;

fn chosen(state: &State) -> Vec<u64> {
    (1..=20_000).filter(|id| state.selection.contains(MessageId(*id))).collect()
}

fn act(state: &mut State, act: OnSelection) -> Vec<Effect> {
    state.update(Msg::Select(act))
}

fn range(from: Option<u64>, to: Option<u64>) -> Request {
    let view = View::of(Folder::Inbox(ADA));
    Request::Range { view, from: from.map(MessageId), to: to.map(MessageId) }
}

fn answer(from: Option<u64>, to: Option<u64>, ids: impl Iterator<Item = u64>) -> Msg {
    let (from, to) = (from.map(MessageId), to.map(MessageId));
    let messages = ids.map(MessageId).collect();
    Msg::Notice(Notice::Range { view: View::of(Folder::Inbox(ADA)), from, to, messages, others: Vec::new() })
}

/// Messages 10,000 down to 5,001, of which the first 80 are here.
fn with_much() -> State {
    let mut state = with_mail();
    state.update(Msg::Notice(Notice::Rows(rows(10_000, 5_000, 0, 80))));
    state
}

#[test]
fn boxes_choose_one_by_one_and_a_range_begins_at_the_last() {
    let mut state = with_mail();
    act(&mut state, OnSelection::Toggle(1));
    act(&mut state, OnSelection::Toggle(5));
    assert_eq!(chosen(&state), [495, 499]);
    act(&mut state, OnSelection::Toggle(1));
    assert_eq!((chosen(&state), state.list.cursor()), (vec![495], 1));
    act(&mut state, OnSelection::To(3));
    assert_eq!(chosen(&state), [497, 498, 499]);
    act(&mut state, OnSelection::To(0));
    assert_eq!(chosen(&state), [499, 500], "to the other side of where it began");
    assert_eq!(act(&mut state, OnSelection::Clear), [Effect::Focus(Focus::List)]);
    assert!(state.selection.is_empty());
}

#[test]
fn a_range_begins_where_the_keyboard_is_or_where_a_message_was_opened() {
    let mut state = with_mail();
    state.update(Msg::Step(2));
    assert_eq!(act(&mut state, OnSelection::Step(3)), [Effect::Reveal(3)]);
    assert_eq!(chosen(&state), [497, 498]);
    state.update(Msg::OpenRow(6));
    assert!(state.selection.is_empty(), "to open one is to choose none");
    act(&mut state, OnSelection::To(7));
    assert_eq!(chosen(&state), [493, 494]);
    state.update(Msg::GoBack);
    assert!(state.selection.is_empty());
    state.update(Msg::Step(0));
    act(&mut state, OnSelection::Step(1));
    assert_eq!(chosen(&state), [499, 500], "where the keyboard is, with nothing chosen");
}

#[test]
fn the_worker_names_a_range_that_is_not_here_and_steps_of_its_end_ask_nothing() {
    let mut state = with_much();
    state.update(Msg::Step(1));
    let effects = act(&mut state, OnSelection::Step(4_999));
    assert_eq!(sent(&effects), [&range(Some(9_999), None)]);
    assert!(state.selection.is_empty(), "it is not known yet");
    state.update(answer(Some(9_999), None, (5_001..=9_999).rev()));
    assert_eq!((state.selection.count(), state.list.cursor()), (4_999, 4_999));
    // The rows around the end come.
    state.update(Msg::Look(Visible { first: 4_990, count: 10 }));
    state.update(Msg::Notice(Notice::Rows(rows(10_000, 5_000, 4_930, 70))));
    for step in 1..=20 {
        assert_eq!(act(&mut state, OnSelection::Step(4_999 - step)), [Effect::Reveal(4_999 - step)]);
        assert_eq!(state.selection.count(), 4_999 - step);
    }
    assert!(!state.selection.contains(MessageId(5_020)) && state.selection.contains(MessageId(5_021)));
}

#[test]
fn all_of_the_view_is_chosen_as_the_worker_names_it() {
    let mut state = with_much();
    assert_eq!(sent(&act(&mut state, OnSelection::All)), [&range(None, None)]);
    state.update(answer(None, None, (5_001..=10_000).rev()));
    assert_eq!(state.selection.count(), 5_000);
    let mut few = with_mail();
    assert_eq!(act(&mut few, OnSelection::All), [], "all are here");
    assert_eq!(few.selection.count(), 9);
}

#[test]
fn one_question_is_out_at_a_time_and_the_last_wish_holds() {
    let mut state = with_much();
    state.update(Msg::Step(0));
    assert_eq!(sent(&act(&mut state, OnSelection::Step(4_999))), [&range(Some(10_000), None)]);
    assert_eq!(sent(&act(&mut state, OnSelection::Step(3_000))), [] as [&Request; 0]);
    let effects = state.update(answer(Some(10_000), None, (5_001..=10_000).rev()));
    assert_eq!(sent(&effects), [] as [&Request; 0], "the row is not here yet");
    state.update(Msg::Look(Visible { first: 2_995, count: 10 }));
    let effects = state.update(Msg::Notice(Notice::Rows(rows(10_000, 5_000, 2_935, 130))));
    assert_eq!(sent(&effects), [&range(Some(10_000), Some(7_000))]);
    state.update(answer(Some(10_000), Some(7_000), (7_000..=10_000).rev()));
    assert_eq!(state.selection.count(), 3_001);
}

#[test]
fn an_answer_for_what_is_no_longer_wanted_is_none() {
    let mut state = with_much();
    act(&mut state, OnSelection::All);
    act(&mut state, OnSelection::Toggle(3));
    state.update(answer(None, None, (5_001..=10_000).rev()));
    assert_eq!(chosen(&state), [9_997]);
    act(&mut state, OnSelection::All);
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    state.update(Msg::OpenFolder(Folder::Inbox(BO)));
    state.update(answer(None, None, (5_001..=10_000).rev()));
    assert!(state.selection.is_empty(), "the list shows something else");
}

#[test]
fn those_chosen_are_marked_as_read_at_once_and_stay_chosen() {
    let mut state = with_mail();
    act(&mut state, OnSelection::To(2));
    let effects = act(&mut state, OnSelection::MarkRead(true));
    let messages = [498, 499, 500].map(MessageId).to_vec();
    assert_eq!(sent(&effects), [&Request::MarkRead { messages, read: true }]);
    let read: Vec<bool> = (0..4).map(|index| state.list.row(index).unwrap().read).collect();
    assert_eq!((read, state.selection.count()), (vec![true, true, true, false], 3));
}

#[test]
fn five_thousand_are_deleted_and_had_back() {
    let mut state = with_much();
    state.update(Msg::Step(10));
    act(&mut state, OnSelection::Step(4_989));
    // Its row has to come first, to be named.
    state.update(Msg::Look(Visible { first: 4_985, count: 10 }));
    let effects = state.update(Msg::Notice(Notice::Rows(rows(10_000, 5_000, 4_925, 75))));
    assert_eq!(sent(&effects), [&range(Some(9_990), Some(5_011))]);
    state.update(answer(Some(9_990), Some(5_011), (5_011..=9_990).rev()));
    assert_eq!(state.selection.count(), 4_980);

    let effects = erased(&mut state, Whom::Chosen);
    assert_eq!((state.list.total(), state.list.cursor()), (20, 10));
    assert!(state.selection.is_empty());
    assert_eq!(state.list.row(10).unwrap().id, MessageId(5_010), "what came after them has moved up");
    let Some(number) = effects.iter().find_map(|effect| match effect {
        Effect::Later(_, number) => Some(*number),
        _ => None,
    }) else {
        panic!("{effects:?}")
    };
    state.update(Msg::Look(Visible { first: 0, count: 10 }));
    state.update(Msg::Notice(Notice::Rows(rows(10_000, 5_000, 0, 80))));
    assert_eq!((state.list.total(), state.list.row(9).unwrap().id), (20, MessageId(9_991)));
    assert_eq!(state.list.row(11), None, "the row with the keyboard is kept, and no other");

    state.update(Msg::Undo(number));
    assert_eq!((state.list.total(), state.list.row(10).unwrap().id), (5_000, MessageId(9_990)));
    assert_eq!(state.update(Msg::CarryOut(number)), []);
}

#[test]
fn the_key_deletes_those_chosen_and_the_open_message_only_without_any() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    act(&mut state, OnSelection::Toggle(4));
    act(&mut state, OnSelection::Toggle(5));
    let into_trash = |messages: &[u64]| Request::Move {
        messages: messages.iter().copied().map(MessageId).collect(),
        to: FolderId::TRASH,
    };
    let effects = state.update(Msg::Run(Command::Delete, KeyboardAt::Elsewhere));
    assert_eq!(sent(&effects), [&into_trash(&[496, 495])]);
    assert!(state.reader.is_some() && state.selection.is_empty());
    let effects = state.update(Msg::Run(Command::Delete, KeyboardAt::Elsewhere));
    assert_eq!(sent(&effects), [&into_trash(&[500])]);
    assert!(state.reader.is_none());
}

#[test]
fn some_of_the_view_are_chosen_by_what_they_are() {
    let mut state = with_much();
    let inbox = View::of(Folder::Inbox(ADA));
    let unread = View { query: Some("is:unread".to_owned()), ..inbox.clone() };
    let effects = act(&mut state, OnSelection::By(Criterion::Unread));
    assert_eq!(sent(&effects), [&Request::Range { view: unread.clone(), from: None, to: None }]);
    let found = vec![MessageId(5_002), MessageId(9_000), MessageId(7)];
    let found = Notice::Range { view: unread, from: None, to: None, messages: found, others: Vec::new() };
    assert_eq!(sent(&state.update(Msg::Notice(found))), [&range(None, None)], "and where they stand");
    state.update(answer(None, None, (5_001..=10_000).rev()));
    assert_eq!(state.selection.count(), 2, "what is not in the view is not chosen");
    assert!(state.selection.contains(MessageId(9_000)) && state.selection.contains(MessageId(5_002)));
}

#[test]
fn what_is_chosen_goes_with_the_list_it_was_chosen_in() {
    let mut state = with_mail();
    act(&mut state, OnSelection::All);
    let typed = OnSearch::Typed { text: "p".to_owned(), cursor: 1, at: 0.0 };
    state.update(Msg::Search(typed));
    assert_eq!(state.selection.count(), 9, "the old rows are still there");
    let view = View { query: Some("p".to_owned()), ..View::of(Folder::Inbox(ADA)) };
    state.update(Msg::Notice(Notice::Rows(Rows { view, ..rows(500, 9, 0, 9) })));
    assert!(state.selection.is_empty());
}

#[test]
fn a_problem_of_the_worker_does_not_keep_later_ranges_waiting() {
    let mut state = with_much();
    state.update(Msg::Step(0));
    act(&mut state, OnSelection::Step(4_999));
    assert_eq!(sent(&act(&mut state, OnSelection::Step(4_999))), [] as [&Request; 0], "it is being asked");
    state.update(Msg::Notice(Notice::Problem(Problem::NoSuchMessage)));
    assert_eq!(sent(&act(&mut state, OnSelection::Step(4_999))), [&range(Some(10_000), None)]);
}
