//! How long the other side has said nothing.

use std::time::Duration;

use futures::future::{FutureExt, LocalBoxFuture};

use crate::engine::platform::Platform;

/// Watches for a silence. A timer costs more than many a reply: one runs at a time, and only when it
/// goes off is it looked at how long the silence has really been.
pub(super) struct Silence<'p, P> {
    platform: &'p P,
    /// When something was heard, or said, last.
    since: u64,
    /// When the timer goes off, and the timer.
    timer: Option<(u64, LocalBoxFuture<'p, ()>)>,
}

impl<'p, P: Platform> Silence<'p, P> {
    pub(super) fn new(platform: &'p P) -> Self {
        Self { platform, since: platform.milliseconds(), timer: None }
    }

    /// Something was heard, or said.
    pub(super) fn broken(&mut self) {
        self.since = self.platform.milliseconds();
    }

    /// Returns when the silence has lasted so long. Dropping the future loses nothing.
    pub(super) async fn lasts(&mut self, limit: Duration) {
        let limit = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        loop {
            let (now, due) = (self.platform.milliseconds(), self.since.saturating_add(limit));
            if now >= due {
                return;
            }
            // None is there yet, or one that would go off too late.
            if self.timer.as_ref().is_none_or(|(at, _)| *at > due) {
                let timer = self.platform.sleep(Duration::from_millis(due - now)).boxed_local();
                self.timer = Some((due, timer));
            }
            if let Some((_, timer)) = &mut self.timer {
                timer.await;
            }
            self.timer = None;
        }
    }
}
