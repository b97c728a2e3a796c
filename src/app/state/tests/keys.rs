//! Keys: how they are written, which commands they ask for, and how they are changed.

use proptest::{prelude::*, sample::select};

use super::*;

fn keys(text: &str) -> Chord {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn stroke(text: &str) -> Stroke {
    keys(text).first()
}

fn pressed(key: &str, code: &str) -> Stroke {
    Stroke::of(Press { key, code, ..Press::default() }).unwrap()
}

fn heard(keys: &Keys, strokes: &[&str]) -> Vec<Heard> {
    let mut matcher = Matcher::default();
    strokes.iter().map(|text| matcher.press(keys, stroke(text), 0.0)).collect()
}

/// No command has keys that another has, or that begin as another's do.
fn contradictions(keys: &Keys) -> Vec<(Command, Chord, Conflict)> {
    let all = Command::ALL
        .into_iter()
        .flat_map(|command| keys.changeable(command).into_iter().map(move |chord| (command, chord)));
    all.filter_map(|(command, chord)| Some((command, chord, keys.conflict(command, chord)?))).collect()
}

#[test]
fn no_set_contradicts_itself_and_all_its_keys_can_be_pressed() {
    for set in Set::ALL {
        let mut keys = Keys::default();
        keys.choose(set);
        assert_eq!(contradictions(&keys), [], "{set:?}");
        for command in Command::ALL {
            for chord in keys.chords(command) {
                let strokes: Vec<String> = chord.strokes().map(|stroke| stroke.to_string()).collect();
                let strokes: Vec<&str> = strokes.iter().map(String::as_str).collect();
                assert_eq!(heard(&keys, &strokes).last(), Some(&Heard::Command(command)), "{set:?} {chord}");
            }
        }
    }
}

#[test]
fn with_the_keys_off_no_single_sign_asks_for_anything() {
    let mut set = Keys::default();
    set.choose(Set::Off);
    let all = Command::ALL.into_iter().flat_map(|command| set.chords(command)).collect::<Vec<_>>();
    assert!(!all.is_empty() && all.iter().all(|chord| !chord.first().is_bare()), "{all:?}");
    assert!(set.give(Command::Next, keys("y")).is_err());
    assert_eq!(heard(&set, &["j", "/", "Ctrl+k"])[2], Heard::Command(Command::Palette));
}

#[test]
fn two_strokes_ask_for_one_command_if_they_come_soon_after_each_other() {
    let set = Keys::default();
    assert_eq!(heard(&set, &["g", "i"]), [Heard::Begun, Heard::Command(Command::Inboxes)]);
    // What does not go on the first begins anew.
    assert_eq!(heard(&set, &["g", "j"])[1], Heard::Command(Command::List));
    assert_eq!(heard(&set, &["g", "k"])[1], Heard::Command(Command::Previous));
    assert_eq!(heard(&set, &["g", "g", "i"])[2], Heard::Command(Command::Inboxes));
    assert_eq!(heard(&set, &["i"]), [Heard::Nothing]);
    let mut matcher = Matcher::default();
    matcher.press(&set, stroke("g"), 1_000.0);
    assert_eq!(matcher.press(&set, stroke("i"), 3_000.0), Heard::Nothing);
}

#[test]
fn what_keyboards_tell_of_a_press_becomes_the_same_stroke_everywhere() {
    assert_eq!(pressed("j", "KeyJ"), stroke("j"));
    assert_eq!(pressed("о", "KeyJ"), stroke("j"), "where the letters are others");
    assert_eq!(pressed("a", "KeyQ"), stroke("a"), "the letter counts, not its place");
    assert_eq!(pressed("ö", "Semicolon"), stroke("ö"));
    let shift = |key| Stroke::of(Press { key, shift: true, ..Press::default() });
    assert_eq!(shift("I"), Some(stroke("Shift+i")));
    assert_eq!(shift("?"), Some(stroke("?")), "Shift is how it is written");
    let cmd = Press { key: "k", meta: true, ..Press::default() };
    assert_eq!(Stroke::of(cmd), Some(stroke("Ctrl+k")));
    let alt_gr = Press { key: "#", ctrl: true, alt: true, ..Press::default() };
    assert_eq!(Stroke::of(alt_gr), Some(stroke("#")));
    // A big letter without Shift: the lock is on.
    assert_eq!(pressed("J", "KeyJ"), stroke("j"));
    for held in ["Shift", "Control", "Alt", "Meta", "Dead", "Process", "Unidentified", "F13", ""] {
        assert_eq!(Stroke::of(Press { key: held, ..Press::default() }), None, "{held}");
    }
    assert_eq!(pressed(" ", "Space"), stroke("Space"));
    assert_eq!(pressed("F9", "F9").to_string(), "F9");
}

#[test]
fn keys_that_are_none_are_told_apart() {
    use super::super::NotKeys;
    let error = |text: &str| text.parse::<Chord>().unwrap_err();
    assert_eq!(error(""), NotKeys::Empty);
    assert_eq!(error("Hyper+x"), NotKeys::Unknown);
    assert_eq!(error("F0"), NotKeys::Unknown);
    assert_eq!(error("a b c"), NotKeys::TooMany);
    assert_eq!(keys("Ctrl++").to_string(), "Ctrl++");
    assert_eq!(keys("Cmd+k"), keys("Ctrl+k"));
}

#[test]
fn what_stands_against_new_keys_is_told() {
    let set = Keys::default();
    let conflict = |text| set.conflict(Command::Print, keys(text));
    assert_eq!(conflict("p"), None);
    assert_eq!(conflict("j"), Some(Conflict::Same(Command::Next)));
    assert!(matches!(conflict("g"), Some(Conflict::Begins(_, _))));
    assert_eq!(conflict("j x"), Some(Conflict::Hidden(Command::Next, keys("j"))));
    assert_eq!(conflict("Ctrl+z"), Some(Conflict::Always(Command::Undo)));
    for taken in ["Enter", "Space", "Tab", "Up", "Shift+Down", "Ctrl+a", "Ctrl+w", "F5", "g Enter"] {
        assert_eq!(conflict(taken), Some(Conflict::Taken), "{taken}");
    }
    assert_eq!(set.conflict(Command::Next, keys("j")), None, "they are its own");
}

#[test]
fn whoever_stands_in_the_way_gives_way_and_gets_it_back() {
    let mut set = Keys::default();
    set.give(Command::Print, keys("j")).unwrap();
    assert_eq!(set.chords(Command::Print), [keys("j")]);
    assert_eq!(set.chords(Command::Next), []);
    set.give(Command::Larger, keys("g")).unwrap();
    assert_eq!(set.chords(Command::Inboxes), []);
    assert_eq!(contradictions(&set), []);
    set.reset(Command::Next);
    assert_eq!((set.chords(Command::Next), set.chords(Command::Print)), (vec![keys("j")], vec![]));
    assert_eq!(set.give(Command::Print, keys("Escape")), Err(Conflict::Always(Command::Back)));
    set.reset_all();
    assert_eq!(set, Keys::default());
}

#[test]
fn each_set_has_changes_of_its_own_and_they_are_kept() {
    let mut set = Keys::default();
    set.give(Command::Print, keys("p p")).unwrap();
    set.choose(Set::Thunderbird);
    assert_eq!(set.chords(Command::Print), []);
    assert!(!set.has_own());
    let again = Keys::read(&set.write());
    assert_eq!(again, set);
    assert_eq!(again.set(), Set::Thunderbird);
}

#[test]
fn what_is_kept_and_not_understood_is_left_out() {
    let set = Keys::read(
        "set emacs\ngmail next y\ngmail fly q\ngmail print Hyper+q\nvi next l\ngmail smaller Ctrl+w\noff next n\ngmail larger y",
    );
    assert_eq!(set.set(), Set::Gmail);
    assert_eq!(contradictions(&set), []);
    let owners = Command::ALL.into_iter().filter(|command| set.chords(*command) == [keys("y")]);
    assert_eq!(owners.count(), 1, "of two that contradict each other one stays");
    assert_eq!(set.chords(Command::Smaller), []);
    assert_eq!(Keys::read(""), Keys::default());
}

#[test]
fn the_sheet_records_tells_conflicts_saves_and_keeps() {
    let mut state = with_mail();
    let mut act = |act| state.update(Msg::Keys(act));
    act(OnKeys::Show);
    act(OnKeys::Change(Command::Print));
    act(OnKeys::Pressed(stroke("Enter")));
    assert_eq!(act(OnKeys::Save), [], "the browser needs it");
    // Two that belong to another, and then one that does so alone.
    act(OnKeys::Pressed(stroke("g")));
    act(OnKeys::Pressed(stroke("i")));
    act(OnKeys::Pressed(stroke("j")));
    act(OnKeys::Pressed(stroke("k")));
    let effects = act(OnKeys::Save);
    assert_eq!(effects[1], Effect::Focus(Focus::KeysOf(Command::Print)));
    let Effect::KeepKeys(kept) = &effects[0] else { panic!("{effects:?}") };
    assert_eq!(Keys::read(kept).chords(Command::Print), [keys("k")]);
    assert_eq!(state.keys.chords(Command::Previous), [], "that was taken from it");
    let mut other = with_mail();
    other.update(Msg::Keys(OnKeys::Stored(kept.clone())));
    assert_eq!(other.keys, state.keys);
}

fn signs() -> impl Strategy<Value = String> {
    let keys = select(vec![
        "j", "g", "i", "z", "#", "?", "+", "ö", "Enter", "Escape", "Delete", "Space", "F9", "F12", "Up", "1",
    ]);
    let held = select(vec!["", "Ctrl+", "Alt+", "Shift+", "Ctrl+Alt+", "Ctrl+Shift+"]);
    let one = (held, keys).prop_map(|(held, key)| format!("{held}{key}"));
    proptest::collection::vec(one, 1..3).prop_map(|strokes| strokes.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_keys_that_are_written_as_they_are_read_or_none(text in "\\PC{0,12}") {
        if let Ok(chord) = text.parse::<Chord>() {
            prop_assert_eq!(chord.to_string().parse::<Chord>(), Ok(chord));
        }
    }

    #[test]
    fn any_press_is_a_stroke_that_is_written_as_it_is_read_or_none(
        key in "\\PC{0,3}", code in "(Key)?[A-Z]{0,2}",
        ctrl: bool, meta: bool, alt: bool, shift: bool,
    ) {
        if let Some(stroke) = Stroke::of(Press { key: &key, code: &code, ctrl, meta, alt, shift }) {
            prop_assert_eq!(stroke.to_string().parse::<Stroke>(), Ok(stroke));
            prop_assert!(!stroke.caps().is_empty());
        }
    }

    #[test]
    fn whatever_is_given_and_reset_the_keys_never_contradict_each_other(
        acts in proptest::collection::vec((0..Command::ALL.len(), signs(), any::<bool>(), 0_usize..3), 0..12),
    ) {
        let mut set = Keys::default();
        for (command, text, give, of) in acts {
            set.choose(Set::ALL[of]);
            let command = Command::ALL[command];
            if give {
                // What is refused changes nothing.
                let before = set.clone();
                if set.give(command, keys(&text)).is_err() {
                    prop_assert_eq!(&set, &before);
                }
            } else {
                set.reset(command);
            }
            prop_assert_eq!(contradictions(&set), []);
        }
        prop_assert_eq!(Keys::read(&set.write()), set);
    }

    #[test]
    fn any_text_that_was_kept_makes_keys_without_contradictions(
        lines in proptest::collection::vec((select(vec!["gmail", "thunderbird", "off", "x"]), 0..Command::ALL.len(), signs(), signs()), 0..12),
        rest in "\\PC{0,30}",
    ) {
        let lines: Vec<String> = lines
            .into_iter()
            .map(|(set, command, one, other)| format!("{set} {} {one}  {other}", Command::ALL[command].name()))
            .collect();
        let mut set = Keys::read(&format!("{}\n{rest}", lines.join("\n")));
        for one in Set::ALL {
            set.choose(one);
            prop_assert_eq!(contradictions(&set), []);
        }
    }
}
