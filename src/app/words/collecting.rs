//! How far collecting is.

use super::catalogue::say;
use super::{bytes, number};
use crate::{
    app::state::Activity,
    engine::api::{Pause, Progress},
};

/// How far it is.
#[must_use]
pub fn progress(activity: &Activity) -> String {
    let (first, more) = progress_lines(activity);
    more.map_or_else(|| first.clone(), |more| format!("{first} · {more}"))
}

/// The same on two lines: how far it is, and how much and how fast.
#[must_use]
pub fn progress_lines(activity: &Activity) -> (String, Option<String>) {
    let line = match activity.progress {
        Progress::Waiting { reason, until } => {
            let why = match reason {
                Pause::InUse => say!("The mailbox is in use"),
                Pause::Trouble => say!("The server has a problem"),
                Pause::LoginDelay => say!("The server wants a pause"),
            };
            match activity.now.map(|now| until.saturating_sub(now)) {
                Some(left) if left > 0 => say!("{why}. Next try in {time}", why, time = seconds(left)),
                Some(_) => say!("{why}. Trying again", why),
                None => say!("{why}. Waiting", why),
            }
        }
        Progress::Connecting => say!("Connecting").to_owned(),
        Progress::LoggingIn => say!("Logging in").to_owned(),
        Progress::Listing => say!("Asking what is new").to_owned(),
        Progress::Comparing => say!("Comparing headers").to_owned(),
        Progress::Fetching { done, total, bytes: received, .. } => {
            let speed =
                activity.speed.map(|speed| say!(" · {size}/s", size = bytes(speed))).unwrap_or_default();
            let more = format!("{}{speed}", bytes(received));
            return (say!("{done} of {total}", done = number(done), total = number(total)), Some(more));
        }
        Progress::Finishing => say!("Finishing").to_owned(),
    };
    (line, None)
}

/// A stretch of time, in the unit that is looked at.
fn seconds(count: i64) -> String {
    match count {
        ..120 => say!("{seconds} s", seconds = count),
        _ => say!("{minutes} min", minutes = count.saturating_add(59) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(progress: Progress, now: Option<i64>, speed: Option<u64>) -> String {
        super::progress(&Activity { progress, now, speed })
    }

    #[test]
    fn progress_counts_messages_bytes_and_speed() {
        let fetching =
            Progress::Fetching { done: 120, total: 1_340, bytes: 1_200_000, total_bytes: 9_000_000 };
        assert_eq!(said(fetching, None, None), "120 of 1,340 · 1.2 MB");
        assert_eq!(said(fetching, None, Some(1_250_000)), "120 of 1,340 · 1.2 MB · 1.3 MB/s");
    }

    #[test]
    fn a_pause_says_why_and_how_long() {
        let waiting = |reason| Progress::Waiting { reason, until: 1_000 };
        assert_eq!(said(waiting(Pause::InUse), Some(988), None), "The mailbox is in use. Next try in 12 s");
        assert_eq!(
            said(waiting(Pause::LoginDelay), Some(400), None),
            "The server wants a pause. Next try in 10 min"
        );
        assert_eq!(
            said(waiting(Pause::Trouble), Some(1_001), None),
            "The server has a problem. Trying again"
        );
        assert_eq!(said(waiting(Pause::InUse), None, None), "The mailbox is in use. Waiting");
    }
}
