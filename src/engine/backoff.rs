//! How long to wait for a server that is busy before the next try.

use std::time::Duration;

/// The first pause. Each one after it is twice as long as the one before.
const FIRST: Duration = Duration::from_secs(2);

/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(60);

/// All pauses together: so long do servers keep the lock of a session whose client is gone.
const IN_ALL: Duration = Duration::from_secs(5 * 60);

/// Pauses that grow, until the patience for one collecting is used up.
#[derive(Debug, Clone)]
pub(super) struct Backoff {
    next: Duration,
    left: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { next: FIRST, left: IN_ALL }
    }
}

impl Backoff {
    /// The next pause, of at least so long; `None` when that would be too long.
    pub(super) fn next(&mut self, least: Duration) -> Option<Duration> {
        let pause = self.next.min(self.left).max(least);
        if pause.is_zero() || pause > self.left {
            return None;
        }
        self.left -= pause;
        self.next = (self.next * 2).min(LONGEST);
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_come_to_an_end() {
        let mut backoff = Backoff::default();
        let pauses: Vec<Duration> = std::iter::from_fn(|| backoff.next(Duration::ZERO)).collect();
        let seconds: Vec<u64> = pauses.iter().map(Duration::as_secs).collect();
        assert_eq!(seconds, [2, 4, 8, 16, 32, 60, 60, 60, 58]);
        assert_eq!(pauses.iter().sum::<Duration>(), IN_ALL);
    }

    #[test]
    fn a_pause_that_the_server_asks_for_is_kept_if_it_is_not_too_long() {
        let mut backoff = Backoff::default();
        assert_eq!(backoff.next(Duration::from_secs(200)), Some(Duration::from_secs(200)));
        assert_eq!(backoff.next(Duration::from_secs(101)), None);
    }
}
