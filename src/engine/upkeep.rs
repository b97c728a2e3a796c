//! Upkeep of the store, when nobody wants anything of the engine.

use std::time::Duration;

use super::{Engine, platform::Platform, problem::Problem};
use crate::store::Store;

/// Nobody wants anything when nothing was asked for so long, in milliseconds, and nothing goes on.
const IDLE_MILLISECONDS: u64 = 3_000;

/// How often that is looked at.
const LOOKED: Duration = Duration::from_secs(1);

/// A journal with so many changes, or of so many bytes, is put into blocks: to read less takes less
/// time than a reader notices.
const CHANGES: usize = 500;
const BYTES: usize = 256 << 10;

/// After a compaction that could not be kept, the next is tried when so much time has passed.
const AFTER_A_FAILURE: Duration = Duration::from_mins(10);

impl<P: Platform> Engine<P> {
    /// Compacts the store when that is worth it and nobody is kept waiting, and keeps the search index
    /// complete and in few segments, and the counts of saved searches. It never ends; whoever drives the engine runs it beside all else.
    pub async fn keep_order(&self) {
        futures::join!(self.keep_compact(), self.keep_index(), self.keep_counts());
    }

    async fn keep_compact(&self) {
        loop {
            self.platform.sleep(LOOKED).await;
            let weight = self.contents.borrow().weight();
            let is_worth_it = weight.changes >= CHANGES || weight.bytes >= BYTES;
            // Nothing is lost by what cannot be kept now: the journal still tells it.
            if is_worth_it && self.is_idle() && self.compact().await.is_err() {
                self.platform.sleep(AFTER_A_FAILURE).await;
            }
        }
    }

    /// Puts all that the journal says into blocks, and begins it anew.
    ///
    /// # Errors
    /// When that could not be kept: the journal is as it was.
    pub(super) async fn compact(&self) -> Result<(), Problem> {
        let _writing = self.writing.lock().await;
        let compaction = self.contents.borrow_mut().compaction()?;
        self.platform.store().compact(&compaction).await?;
        self.contents.borrow_mut().compacted(&compaction);
        Ok(())
    }

    pub(super) fn is_idle(&self) -> bool {
        let since = self.platform.milliseconds().saturating_sub(self.asked_at.get());
        since >= IDLE_MILLISECONDS && self.running.borrow().is_empty()
    }
}
