//! How a message is shown.

use super::*;

/// The first row is open.
fn reading() -> State {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state
}

#[test]
fn the_size_goes_up_and_down_by_steps_and_has_two_ends() {
    let mut state = reading();
    let mut sizes = vec![state.zoom.percent()];
    for act in [OnAppearance::Larger; 9].into_iter().chain([OnAppearance::Smaller; 12]) {
        assert_eq!(state.update(Msg::Appearance(act)), []);
        sizes.push(state.zoom.percent());
    }
    assert_eq!(sizes[..6], [100, 125, 150, 200, 300, 300]);
    assert_eq!(sizes.last(), Some(&50));
    state.update(Msg::Appearance(OnAppearance::NormalSize));
    assert_eq!(state.zoom.percent(), 100);
}

#[test]
fn the_size_holds_for_the_next_message_and_the_rest_is_each_messages_own() {
    let mut state = reading();
    for act in [OnAppearance::Larger, OnAppearance::Plain(true), OnAppearance::DarkPaper(true)] {
        state.update(Msg::Appearance(act));
    }
    let appearance = state.reader.as_ref().map(|reader| reader.appearance);
    assert_eq!(appearance, Some(Appearance { plain: true, dark_paper: true }));
    state.update(Msg::OpenRow(1));
    let appearance = state.reader.as_ref().map(|reader| reader.appearance);
    assert_eq!((appearance, state.zoom.percent()), (Some(Appearance::default()), 125));
}

#[test]
fn only_an_open_message_is_printed() {
    let mut state = reading();
    assert_eq!(state.update(Msg::Appearance(OnAppearance::Print)), [Effect::Print]);
    state.update(Msg::GoBack);
    assert_eq!(state.update(Msg::Appearance(OnAppearance::Print)), []);
}
