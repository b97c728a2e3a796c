//! Waiting until a server lets us in: because it is busy, or wants a pause between two logins.

use std::time::Duration;

use super::entry::Visit;
use crate::engine::{
    api::{Pause, Progress},
    platform::Platform,
    problem::Problem,
};

/// A pause between two logins, as the server wants it, is waited for if it is no longer.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

impl<P: Platform> Visit<'_, '_, P> {
    pub(super) async fn wait(&self, reason: Pause, pause: Duration) {
        let until = self.platform.now().saturating_add_unsigned(pause.as_secs());
        (self.tell)(Progress::Waiting { reason, until });
        self.platform.sleep(pause).await;
    }

    /// The pause that the server is known to want at least before the next try. It let us in before it was
    /// busy, where that was with the listing.
    ///
    /// # Errors
    /// When it is too long to wait for.
    pub(super) fn least_pause(&self, reason: Pause) -> Result<Duration, Problem> {
        let asked = if reason == Pause::LoginDelay { self.delay() } else { 0 };
        let least = Duration::from_secs(asked.into()).max(self.pause_left());
        if least > LONGEST_PAUSE { Err(self.delayed(least)) } else { Ok(least) }
    }

    /// Seconds that the server wants between two logins.
    fn delay(&self) -> u32 {
        self.log.login_delay().unwrap_or_default()
    }

    pub(super) fn delayed(&self, pause: Duration) -> Problem {
        let minutes = u32::try_from(pause.as_secs().div_ceil(60)).unwrap_or(u32::MAX);
        Problem::LoginDelayed { peer: self.peer(), minutes }
    }

    /// How long the server is known not to let us in, because it did a moment ago.
    pub(super) fn pause_left(&self) -> Duration {
        let now = self.platform.now();
        // A clock that was set back says nothing.
        let Some(since) = self.log.learnt().logged_in.filter(|&since| since <= now) else {
            return Duration::ZERO;
        };
        let passed = u64::try_from(now.saturating_sub(since)).unwrap_or_default();
        Duration::from_secs(u64::from(self.delay()).saturating_sub(passed))
    }

    /// Waits until the server lets us in again, if it is known to want a pause and that is not long.
    pub(super) async fn keep_the_pause(&self) -> Result<(), Problem> {
        let pause = self.pause_left();
        if pause > LONGEST_PAUSE {
            return Err(self.delayed(pause));
        }
        if !pause.is_zero() {
            self.wait(Pause::LoginDelay, pause).await;
        }
        Ok(())
    }
}
