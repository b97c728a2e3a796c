//! Asks the relay what it is.

use gloo::net::http::Request;

use crate::app::state::Config;

/// Fetches `/config.json`. A relay that does not answer leaves a page that works: without a demo, and
/// without knowing beforehand what may be reached.
pub(super) async fn fetch() -> Config {
    match Request::get("/config.json").send().await {
        Ok(response) if response.ok() => response.json().await.unwrap_or_default(),
        _ => Config::default(),
    }
}
