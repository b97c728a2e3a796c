//! The command palette.

use super::*;

fn act(state: &mut State, act: OnPalette) -> Vec<Effect> {
    state.update(Msg::Palette(act))
}

fn names(state: &State) -> Vec<String> {
    match &state.dialog {
        Some(Dialog::Palette(palette)) => palette.entries.iter().map(|entry| entry.name.clone()).collect(),
        other => panic!("no palette but {other:?}"),
    }
}

fn chosen(state: &State) -> Does {
    match &state.dialog {
        Some(Dialog::Palette(palette)) => palette.entries[palette.chosen].does,
        other => panic!("no palette but {other:?}"),
    }
}

#[test]
fn it_has_what_can_be_done_now_and_folders_and_accounts() {
    let mut state = with_mail();
    act(&mut state, OnPalette::Open(KeyboardAt::List));
    let all = names(&state);
    for name in ["Delete", "Get mail", "Inbox ada@example.org", "Account settings for ada@example.org"] {
        assert!(all.iter().any(|entry| entry == name), "{name}: {all:?}");
    }
    for name in ["Undo", "Print", "Command palette"] {
        assert!(!all.iter().any(|entry| entry == name), "{name}: {all:?}");
    }
}

#[test]
fn what_begins_like_it_comes_first_and_words_are_found_in_any_order() {
    let mut state = with_mail();
    act(&mut state, OnPalette::Open(KeyboardAt::List));
    act(&mut state, OnPalette::Typed("SE".to_owned()));
    let found = names(&state);
    assert!(found[0].starts_with("Se"), "{found:?}");
    act(&mut state, OnPalette::Typed("all sel".to_owned()));
    assert_eq!(names(&state), ["Select all messages"]);
    act(&mut state, OnPalette::Typed("qqq".to_owned()));
    assert_eq!(names(&state), [""; 0]);
    assert_eq!(act(&mut state, OnPalette::Enter), []);
    act(&mut state, OnPalette::Walk(true));
    act(&mut state, OnPalette::Walk(false));
    assert!(state.dialog.is_some());
}

#[test]
fn the_keyboard_goes_round_and_enter_does_it_where_the_keyboard_was() {
    let mut state = with_mail();
    state.update(Msg::Step(2));
    act(&mut state, OnPalette::Open(KeyboardAt::List));
    let first = chosen(&state);
    act(&mut state, OnPalette::Walk(false));
    let last = chosen(&state);
    assert_ne!(first, last);
    act(&mut state, OnPalette::Walk(true));
    assert_eq!(chosen(&state), first);
    act(&mut state, OnPalette::End(true));
    assert_eq!(chosen(&state), last);
    act(&mut state, OnPalette::Typed("delete".to_owned()));
    let effects = act(&mut state, OnPalette::Enter);
    assert_eq!(state.dialog, None);
    assert_eq!(sent(&effects), [&Request::Move { messages: vec![MessageId(498)], to: FolderId::TRASH }]);
    assert!(effects.contains(&Effect::Focus(Focus::List)));
}

#[test]
fn a_folder_is_opened_and_an_account_shows_its_settings() {
    let mut state = State::new(Layout::Desk);
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    act(&mut state, OnPalette::Open(KeyboardAt::Elsewhere));
    act(&mut state, OnPalette::Typed("inbox bo".to_owned()));
    act(&mut state, OnPalette::Enter);
    assert_eq!(state.folder(), Some(Folder::Inbox(BO)));
    act(&mut state, OnPalette::Open(KeyboardAt::Elsewhere));
    act(&mut state, OnPalette::Typed("settings ada".to_owned()));
    act(&mut state, OnPalette::Choose(0));
    assert!(matches!(state.dialog, Some(Dialog::Account(_))));
}
