//! Waiting for a condition.

use std::time::{Duration, Instant};

/// How long what happens on a page at once may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How often a condition is looked at.
const GLANCE: Duration = Duration::from_millis(50);

/// Looks until there is something to see, and gives it.
///
/// # Panics
/// When nothing is seen within `patience`: then with `what` was looked for.
pub async fn until<T>(what: &str, patience: Duration, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "after {} s still not: {what}", patience.as_secs());
        tokio::time::sleep(GLANCE).await;
    }
}
