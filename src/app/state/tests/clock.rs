//! The clock, which runs only while something on the screen counts.

use super::*;

fn progress(state: &mut State, progress: Progress) -> Vec<Effect> {
    state.update(Msg::Notice(Notice::Progress { account: ADA, progress }))
}

fn fetching(bytes: u64) -> Progress {
    Progress::Fetching { done: 1, total: 9, bytes, total_bytes: 9_000_000 }
}

#[test]
fn a_pause_is_counted_down_and_the_clock_stops_with_it() {
    let mut state = with_mail();
    assert!(!progress(&mut state, Progress::Connecting).contains(&Effect::Tick(0)));
    let waiting = Progress::Waiting { reason: Pause::InUse, until: 112 };
    assert!(progress(&mut state, waiting).contains(&Effect::Tick(0)));
    assert!(!progress(&mut state, waiting).contains(&Effect::Tick(0)), "it runs already");
    assert_eq!(state.update(Msg::Clock(100_900)), [Effect::Tick(1_000)]);
    assert_eq!(state.activity(ADA).unwrap().now, Some(100));
    progress(&mut state, Progress::LoggingIn);
    assert_eq!(state.update(Msg::Clock(101_900)), []);
    assert!(progress(&mut state, waiting).contains(&Effect::Tick(0)));
}

#[test]
fn the_speed_is_that_of_the_last_seconds() {
    let mut state = with_mail();
    progress(&mut state, fetching(1_000));
    state.update(Msg::Clock(10_000));
    assert_eq!(state.activity(ADA).unwrap().speed, None, "one look at the clock tells nothing");
    progress(&mut state, fetching(2_001_000));
    state.update(Msg::Clock(12_000));
    assert_eq!(state.activity(ADA).unwrap().speed, Some(1_000_000));
    state.update(Msg::Clock(13_000));
    assert_eq!(state.activity(ADA).unwrap().speed, Some(500_000), "nothing more came");
    progress(&mut state, fetching(10));
    state.update(Msg::Clock(14_000));
    assert_eq!(state.activity(ADA).unwrap().speed, None, "another session begins anew");
    state.update(Msg::Clock(14_000));
    assert_eq!(state.activity(ADA).unwrap().speed, None, "no time has passed");
}
