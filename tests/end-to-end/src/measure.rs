//! What the page measured of itself, as User Timing.

use std::time::Duration;

use serde_json::Value;

use crate::Browser;

/// A `restante:collect` measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Collected {
    /// New messages.
    pub messages: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How long it took.
    pub milliseconds: f64,
}

const MEASURES: &str = "
    return performance.getEntriesByName('restante:collect')
        .map(({ detail, duration }) => ({ detail, duration }));
";

impl Browser {
    /// Waits until the page has measured its collecting so many times, and gives the last.
    ///
    /// # Panics
    /// When it has not in time; then with the alerts that are there.
    pub async fn collected(&self, times: usize, patience: Duration) -> Collected {
        let measured = tokio::time::timeout(patience, async {
            loop {
                let measures = self.try_script(MEASURES, Vec::new()).await.unwrap_or_default();
                let measures = measures.as_array().map(Vec::as_slice).unwrap_or_default();
                if let Some(measure) = times.checked_sub(1).and_then(|last| measures.get(last)) {
                    return collected(measure);
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        });
        match measured.await {
            Ok(collected) => collected.expect("a measure with `messages` and `bytes` in its detail"),
            Err(_) => panic!("mail was not collected {times} times; alerts: {:?}", self.alerts().await),
        }
    }
}

fn collected(measure: &Value) -> Option<Collected> {
    Some(Collected {
        messages: measure["detail"]["messages"].as_u64()?,
        bytes: measure["detail"]["bytes"].as_u64()?,
        milliseconds: measure["duration"].as_f64()?,
    })
}
