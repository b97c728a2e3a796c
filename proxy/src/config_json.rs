//! `/config.json`: what the page should know about the relay that served it.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::allow::AllowList;

/// What an account form needs to know about the demo mailbox.
pub(crate) struct DemoAccount {
    /// Its email address, which is the user name too.
    pub(crate) address: String,
    pub(crate) password: String,
    pub(crate) pop3: Server,
    pub(crate) smtp: Server,
    /// The SHA-256 of the subject public key info of both servers' certificate, in lower-case hex.
    pub(crate) spki_sha256: String,
}

/// One server of an account, spoken to over TLS from the first byte.
pub(crate) struct Server {
    pub(crate) host: &'static str,
    pub(crate) port: u16,
}

/// The document, written once: nothing in it changes while the relay runs. `build` is the hash over the page;
/// `allow` is the operator's own list, `reachable` has the demo's servers too.
pub(crate) fn write(
    build: &str,
    allow: Option<&str>,
    reachable: &AllowList,
    demo: Option<&DemoAccount>,
) -> String {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "build": build,
        "allow": allow,
        "reachable": reachable.pairs().map(ToString::to_string).collect::<Vec<_>>(),
        "demo": demo.map(account),
    })
    .to_string()
}

fn account(demo: &DemoAccount) -> Value {
    let server = |server: &Server| json!({ "host": server.host, "port": server.port, "security": "tls" });
    json!({
        "address": demo.address,
        "password": demo.password,
        "pop3": server(&demo.pop3),
        "smtp": server(&demo.smtp),
        "spki_sha256": demo.spki_sha256,
    })
}

/// Answers with the document.
pub(crate) fn answer(document: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (headers, document).into_response()
}
