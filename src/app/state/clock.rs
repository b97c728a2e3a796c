//! How far each collecting is, as it is said: how long it still waits, and how fast mail comes in.
//! The clock runs only as long as one of both is shown.

use std::collections::BTreeMap;

use super::{Effect, State};
use crate::{engine::api::Progress, store::AccountId};

/// From one look at the clock to the next, in milliseconds.
const TICK_MS: u32 = 1_000;

/// A collecting that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// How far it is.
    pub progress: Progress,
    /// The time, in Unix seconds; `None` until the clock was read.
    pub now: Option<i64>,
    /// Bytes a second; `None` until that is known.
    pub speed: Option<u64>,
}

/// Bytes at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pace {
    milliseconds: i64,
    bytes: u64,
    speed: Option<u64>,
}

impl Pace {
    /// The pace after some more bytes: the new speed counts half, so that the figure does not jump.
    fn after(self, milliseconds: i64, bytes: u64) -> Self {
        let passed = u64::try_from(milliseconds.saturating_sub(self.milliseconds)).unwrap_or(0);
        let come = bytes.saturating_sub(self.bytes).saturating_mul(1_000);
        let Some(speed) = come.checked_div(passed) else { return self };
        let speed = self.speed.map_or(speed, |before| before / 2 + speed / 2);
        Self { milliseconds, bytes, speed: Some(speed) }
    }
}

impl State {
    /// Every collecting that is under way.
    #[must_use]
    pub fn activities(&self) -> BTreeMap<AccountId, Activity> {
        self.collecting.keys().filter_map(|id| Some((*id, self.activity(*id)?))).collect()
    }

    /// An account's collecting.
    #[must_use]
    pub fn activity(&self, id: AccountId) -> Option<Activity> {
        let progress = *self.collecting.get(&id)?;
        let speed = self.paces.get(&id).and_then(|pace| pace.speed);
        Some(Activity { progress, now: self.clock.map(|clock| clock.div_euclid(1_000)), speed })
    }

    /// Starts the clock, where something is shown that needs it and it does not run.
    pub(super) fn wind(&mut self) -> Option<Effect> {
        if self.ticking || !self.needs_clock() {
            return None;
        }
        self.ticking = true;
        Some(Effect::Tick(0))
    }

    /// The clock was read.
    pub(super) fn tick(&mut self, milliseconds: i64) -> Vec<Effect> {
        self.clock = Some(milliseconds);
        let fetching = self.collecting.iter().filter_map(|(id, progress)| match *progress {
            Progress::Fetching { bytes, .. } => Some((*id, bytes)),
            _ => None,
        });
        let paces = fetching.map(|(id, bytes)| {
            let pace = match self.paces.get(&id) {
                // Fewer bytes than before are those of another session.
                Some(pace) if pace.bytes <= bytes => pace.after(milliseconds, bytes),
                _ => Pace { milliseconds, bytes, speed: None },
            };
            (id, pace)
        });
        self.paces = paces.collect();
        self.ticking = self.needs_clock();
        if self.ticking { vec![Effect::Tick(TICK_MS)] } else { Vec::new() }
    }

    fn needs_clock(&self) -> bool {
        let changes =
            |progress: &Progress| matches!(progress, Progress::Waiting { .. } | Progress::Fetching { .. });
        self.collecting.values().any(changes)
    }
}
