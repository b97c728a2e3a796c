//! The search field and the list it makes.

use super::*;
use crate::engine::api::{Found, Order};

fn view(query: &str) -> View {
    View { query: Some(query.to_owned()), ..View::of(Folder::Inbox(ADA)) }
}

fn type_in(state: &mut State, text: &str) -> Vec<Effect> {
    let cursor = u32::try_from(text.encode_utf16().count()).unwrap();
    state.update(Msg::Search(OnSearch::Typed { text: text.to_owned(), cursor, at: 5.0 }))
}

fn answer(query: &str, newest: u64, total: u32) -> Msg {
    let found = Some(Found { forgiven: false, reaches: None });
    Msg::Notice(Notice::Rows(Rows { view: view(query), found, ..rows(newest, total, 0, total) }))
}

fn asked(effects: &[Effect]) -> Vec<Option<&str>> {
    let views = sent(effects).into_iter().filter_map(|request| match request {
        Request::Rows { view, .. } => Some(view.query.as_deref()),
        _ => None,
    });
    views.collect()
}

fn texts(state: &State) -> Vec<String> {
    state.search.completions()
}

#[test]
fn a_keystroke_asks_at_once_and_the_old_rows_stay_until_the_new_ones_come() {
    let mut state = with_mail();
    let effects = type_in(&mut state, "p");
    assert_eq!(asked(&effects), [Some("p")]);
    assert!(effects.contains(&Effect::BeginAt(Span::Search(1), 5.0)), "{effects:?}");
    assert_eq!(
        (state.list.total(), state.list.loaded(), state.list.view()),
        (9, true, Some(&View::of(Folder::Inbox(ADA))))
    );
    let effects = state.update(answer("p", 498, 3));
    assert_eq!((state.list.total(), state.list.view()), (3, Some(&view("p"))));
    assert_eq!(state.list.row(0).unwrap().id, MessageId(498));
    assert!(effects.contains(&Effect::Rewind), "{effects:?}");
    let figures = vec![("messages", Figure::Count(3)), ("characters", Figure::Count(1))];
    assert!(effects.contains(&Effect::End(Span::Search(1), figures)), "{effects:?}");
    assert_eq!(state.folder(), Some(Folder::Inbox(ADA)));
}

#[test]
fn of_what_is_typed_while_a_question_is_out_only_the_newest_is_asked() {
    let mut state = with_mail();
    type_in(&mut state, "p");
    assert_eq!(asked(&type_in(&mut state, "pr")), []);
    let effects = type_in(&mut state, "pro");
    assert_eq!(asked(&effects), []);
    assert!(effects.contains(&Effect::BeginAt(Span::Search(3), 5.0)), "{effects:?}");
    assert!(effects.contains(&Effect::Drop(Span::Search(2))), "nobody waits for it: {effects:?}");
    let effects = state.update(answer("p", 498, 3));
    assert_eq!(asked(&effects), [Some("pro")]);
    assert_eq!(state.list.total(), 3, "what came is shown, although there is more to come");
    assert!(effects.iter().any(|effect| matches!(effect, Effect::End(Span::Search(1), _))), "{effects:?}");
    let effects = state.update(answer("pro", 497, 1));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::End(Span::Search(3), _))), "{effects:?}");
    assert_eq!(asked(&effects), []);
    assert_eq!(state.list.total(), 1);
}

#[test]
fn who_clears_the_field_sees_the_folder_and_no_flash_of_something_else() {
    let mut state = with_mail();
    type_in(&mut state, "p");
    state.update(Msg::Search(OnSearch::Escape));
    let effects = state.update(answer("p", 498, 3));
    assert_eq!((state.list.total(), asked(&effects)), (9, vec![None]));
    let effects = state.update(Msg::Notice(Notice::Rows(rows(501, 10, 0, 10))));
    assert_eq!((state.list.total(), asked(&effects)), (10, vec![]));
    assert!(!effects.contains(&Effect::Rewind), "it is the list that was there: {effects:?}");
    assert!(!state.search.waiting());
}

#[test]
fn escape_clears_the_field_and_then_goes_back_to_the_list() {
    let mut state = with_mail();
    type_in(&mut state, "p");
    state.update(answer("p", 498, 3));
    let effects = state.update(Msg::Search(OnSearch::Escape));
    assert_eq!((state.search.text(), asked(&effects)), ("", vec![None]));
    assert!(effects.contains(&Effect::Focus(Focus::Search)));
    assert_eq!(state.update(Msg::Search(OnSearch::Escape)), [Effect::Focus(Focus::List)]);
}

#[test]
fn a_problem_of_the_worker_does_not_keep_the_next_question_waiting() {
    let mut state = with_mail();
    type_in(&mut state, "p");
    state.update(Msg::Notice(Notice::Problem(Problem::NoSuchMessage)));
    assert_eq!(asked(&type_in(&mut state, "pr")), [Some("pr")]);
    type_in(&mut state, "pro");
    let effects = state.update(Msg::Notice(Notice::Problem(Problem::NoSuchMessage)));
    assert_eq!(asked(&effects), [Some("pro")]);
    state.update(answer("pro", 497, 2));
    assert_eq!(state.list.total(), 2);
}

#[test]
fn all_mail_is_searched_when_the_reader_says_so_and_the_folder_stays_open() {
    let mut state = with_mail();
    assert!(!state.can_search_everywhere(), "there is one inbox");
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    assert!(state.can_search_everywhere());
    type_in(&mut state, "p");
    state.update(answer("p", 498, 3));
    let effects = state.update(Msg::Search(OnSearch::Everywhere(true)));
    let [Request::Rows { view: wide, .. }] = &sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((wide.folder, wide.query.as_deref()), (Folder::AllInboxes, Some("p")));
    let rows = Rows { view: wide.clone(), found: None, ..rows(498, 5, 0, 5) };
    state.update(Msg::Notice(Notice::Rows(rows)));
    assert_eq!((state.list.total(), state.folder()), (5, Some(Folder::Inbox(ADA))));
    let effects = state.update(Msg::OpenFolder(Folder::Inbox(ADA)));
    assert_eq!((state.search.text(), asked(&effects)), ("", vec![None]), "the folder, without a search");
}

#[test]
fn results_and_folders_have_each_their_order() {
    let mut state = with_mail();
    let effects = state.update(Msg::Search(OnSearch::Sort(Order::Largest)));
    let [Request::Rows { view: largest, .. }] = &sent(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(*largest, View { order: Order::Largest, ..View::of(Folder::Inbox(ADA)) });
    let rows = Rows { view: largest.clone(), ..rows(500, 9, 0, 9) };
    state.update(Msg::Notice(Notice::Rows(rows)));
    let effects = type_in(&mut state, "p");
    assert!(
        matches!(sent(&effects)[..], [Request::Rows { view: View { order: Order::Newest, .. }, .. }]),
        "{effects:?}"
    );
    state.update(answer("p", 498, 3));
    state.update(Msg::Search(OnSearch::Sort(Order::Relevance)));
    assert_eq!(state.search.order(), Order::Relevance);
    state.update(Msg::Search(OnSearch::Clear));
    assert_eq!(state.search.order(), Order::Largest);
}

#[test]
fn operators_are_completed_by_the_keyboard() {
    let mut state = with_mail();
    type_in(&mut state, "map f");
    assert_eq!(texts(&state), ["from:", "filename:"]);
    assert_eq!(state.search.chosen(), None);
    state.update(Msg::Search(OnSearch::Down));
    assert_eq!(state.search.chosen(), Some(0));
    for (down, chosen) in [(true, Some(1)), (true, None), (false, Some(1)), (false, Some(0)), (false, None)] {
        state.update(Msg::Search(OnSearch::Walk(down)));
        assert_eq!(state.search.chosen(), chosen);
    }
    state.update(Msg::Search(OnSearch::Walk(true)));
    let effects = state.update(Msg::Search(OnSearch::Enter));
    assert_eq!(state.search.text(), "map from:");
    assert!(effects.contains(&Effect::Caret(9)), "{effects:?}");
    assert_eq!(texts(&state), [""; 0]);
    assert_eq!(state.update(Msg::Search(OnSearch::Enter)), [Effect::Focus(Focus::List)]);
}

#[test]
fn values_that_the_page_knows_are_completed_where_the_cursor_is() {
    let mut state = with_mail();
    let typed = |text: &str, cursor| OnSearch::Typed { text: text.to_owned(), cursor, at: 0.0 };
    state.update(Msg::Search(typed("é account: map", 10)));
    assert_eq!(texts(&state), ["account:ada@example.org"]);
    let effects = state.update(Msg::Search(OnSearch::Complete(0)));
    assert_eq!(state.search.text(), "é account:ada@example.org map");
    assert!(effects.contains(&Effect::Caret(26)), "{effects:?}");
    type_in(&mut state, "in:i");
    assert_eq!(texts(&state), ["in:Inbox"]);
    type_in(&mut state, "in:Inbox");
    assert_eq!(texts(&state), [""; 0], "it stands there");
    for (typed, offered) in
        [("is:", &["is:unread", "is:read", "is:starred"][..]), ("-is:s", &["-is:starred"])]
    {
        type_in(&mut state, typed);
        assert_eq!(texts(&state), offered);
    }
}

#[test]
fn escape_leaves_a_completion_before_it_clears_and_so_does_the_keyboard_that_goes_elsewhere() {
    let mut state = with_mail();
    type_in(&mut state, "is:");
    state.update(Msg::Search(OnSearch::Down));
    state.update(Msg::Search(OnSearch::Escape));
    assert_eq!((state.search.text(), texts(&state).len()), ("is:", 0));
    type_in(&mut state, "is:u");
    assert_eq!(texts(&state), ["is:unread"]);
    state.update(Msg::Search(OnSearch::Left));
    assert_eq!(texts(&state), [""; 0]);
}

#[test]
fn the_worker_is_asked_for_no_rows_of_a_view_that_is_about_to_go() {
    let mut state = with_mail();
    state.update(Msg::Notice(Notice::Rows(rows(5_000, 900, 0, 80))));
    type_in(&mut state, "p");
    assert_eq!(state.update(Msg::Look(Visible { first: 400, count: 10 })), []);
    state.update(answer("p", 498, 3));
    assert_eq!(state.list.visible().first, 0);
}
