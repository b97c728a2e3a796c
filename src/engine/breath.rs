//! Long work in short steps, so that requests are answered in between.

use std::{cell::Cell, time::Duration};

use super::platform::Platform;

/// A step of work in the background, in milliseconds.
const STEP: u64 = 10;

/// Work that goes on for longer than a request should wait.
pub(super) struct Breath<'p, P> {
    platform: &'p P,
    since: Cell<u64>,
}

impl<'p, P: Platform> Breath<'p, P> {
    pub(super) fn new(platform: &'p P) -> Self {
        Self { platform, since: Cell::new(platform.milliseconds()) }
    }

    /// Lets others work, if this has worked for long.
    pub(super) async fn take(&self) {
        if self.platform.milliseconds().saturating_sub(self.since.get()) >= STEP {
            self.take_now().await;
        }
    }

    /// Lets others work.
    pub(super) async fn take_now(&self) {
        self.platform.sleep(Duration::ZERO).await;
        self.since.set(self.platform.milliseconds());
    }
}
