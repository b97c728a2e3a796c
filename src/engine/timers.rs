//! What happens by itself: each account is collected from as often as its reader wants, and what was put off
//! comes back.

use std::{num::NonZeroU16, time::Duration};

use futures::{StreamExt, future::FutureExt, stream::FuturesUnordered};

use super::{Engine, platform::Platform};
use crate::store::AccountId;

/// What is due is looked up so often at least: settings change, and a device that slept has missed what
/// its timers were set for. No account is due sooner than a minute after it was changed.
const LOOKED_UP: i64 = 60;

/// A page that is loading has asked its browser within so many seconds.
const PAGES_TAKE: u32 = 10;

impl<P: Platform> Engine<P> {
    /// Collects from each account when its time has come, and the first time at once; and brings back what was
    /// put off. It never ends;
    /// whoever drives the engine runs it beside all else.
    pub async fn keep_time(&self) {
        // Until a page has said whether the browser keeps what is stored, nothing would be deleted on a
        // server that should be.
        for _ in 0..PAGES_TAKE {
            if self.persistent.get().is_some() {
                break;
            }
            self.platform.sleep(Duration::from_secs(1)).await;
        }
        let mut collecting = FuturesUnordered::new();
        loop {
            // What could not be kept is tried again with the next look.
            let wakes = self.wake().await.ok().flatten();
            let now = self.platform.now();
            let mut wait = wakes.map_or(LOOKED_UP, |wakes| LOOKED_UP.min(wakes.saturating_sub(now)));
            for (id, every) in self.by_themselves() {
                if self.due(id, every, now) <= now {
                    self.began_collecting(id);
                    collecting.push(self.collect(id));
                }
                wait = wait.min(self.due(id, every, now) - now);
            }
            let wait = Duration::from_secs(u64::try_from(wait).unwrap_or_default().max(1));
            let mut waited = Box::pin(self.platform.sleep(wait).fuse());
            loop {
                futures::select_biased! {
                    () = waited => break,
                    () = collecting.select_next_some() => {}
                }
            }
        }
    }

    /// The accounts that are collected by themselves, every so many minutes.
    fn by_themselves(&self) -> Vec<(AccountId, NonZeroU16)> {
        let contents = self.contents.borrow();
        let collected = contents.accounts().iter().filter(|(id, _)| !contents.is_retired(**id));
        collected.filter_map(|(&id, account)| Some((id, account.every?))).collect()
    }

    /// When an account is due, in Unix seconds.
    fn due(&self, id: AccountId, every: NonZeroU16, now: i64) -> i64 {
        match self.begun.borrow().get(&id) {
            // A clock that was set back does not put it off.
            Some(&last) => last.min(now).saturating_add(i64::from(every.get()) * 60),
            None => now,
        }
    }

    /// An account is collected from now on: its time counts from here.
    pub(super) fn began_collecting(&self, id: AccountId) {
        self.begun.borrow_mut().insert(id, self.platform.now());
    }
}
