//! Collecting by itself: each account as often as its reader wants.

use std::{pin::pin, time::Duration};

use futures::{
    StreamExt,
    channel::oneshot,
    future::{FutureExt, select},
    stream::FuturesUnordered,
};

use super::{Engine, platform::Platform};
use crate::store::AccountId;

/// The clock is looked at so often: a device that slept has missed what timers were set for.
const MOST_SECONDS: i64 = 60;

/// A page that is loading has asked its browser by then.
const PAGES_TAKE: Duration = Duration::from_secs(10);

impl<P: Platform> Engine<P> {
    /// Collects from each account when its time has come, and the first time at once. It never ends;
    /// whoever drives the engine runs it beside all else.
    pub async fn keep_time(&self) {
        if self.persistent.get().is_none() {
            // Until a page has said whether the browser keeps what is stored, nothing would be deleted
            // on a server that should be.
            let heard = self.wait_for_settings();
            select(pin!(self.platform.sleep(PAGES_TAKE)), heard).await;
        }
        let mut collecting = FuturesUnordered::new();
        loop {
            // Asked for before the settings are read: a change in between is not missed.
            let settings_changed = self.wait_for_settings();
            let now = self.platform.now();
            let mut wait = MOST_SECONDS;
            for (id, due) in self.due() {
                if due > now {
                    wait = wait.min(due - now);
                } else {
                    self.began_collecting(id);
                    collecting.push(self.collect(id));
                    wait = 0;
                }
            }
            if wait == 0 {
                // What has begun counts from now; look again what comes next.
                collecting.next().now_or_never();
                continue;
            }
            let wait = Duration::from_secs(u64::try_from(wait).unwrap_or(1));
            let sleep = pin!(self.platform.sleep(wait));
            let mut waiting = select(sleep, settings_changed).fuse();
            loop {
                futures::select_biased! {
                    _ = waiting => break,
                    () = collecting.select_next_some() => {}
                }
            }
        }
    }

    fn wait_for_settings(&self) -> oneshot::Receiver<()> {
        let (changed, settings_changed) = oneshot::channel();
        self.settings_changed.replace(Some(changed));
        settings_changed
    }

    /// When each account that is collected by itself is due, in Unix seconds.
    fn due(&self) -> Vec<(AccountId, i64)> {
        let (contents, begun, now) = (self.contents.borrow(), self.begun.borrow(), self.platform.now());
        let due = |(id, every): (AccountId, std::num::NonZeroU16)| {
            // A clock that was set back does not put it off.
            let last = begun.get(&id).map(|&last| last.min(now));
            (id, last.map_or(i64::MIN, |last| last.saturating_add(i64::from(every.get()) * 60)))
        };
        contents.accounts().iter().filter_map(|(&id, account)| Some((id, account.every?))).map(due).collect()
    }

    /// An account is collected from now on: its time counts from here.
    pub(super) fn began_collecting(&self, id: AccountId) {
        self.begun.borrow_mut().insert(id, self.platform.now());
    }

    /// Accounts were changed: what is due has to be worked out anew.
    pub(super) fn settings_changed(&self) {
        if let Some(changed) = self.settings_changed.take() {
            let _ = changed.send(());
        }
    }
}
