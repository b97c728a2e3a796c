//! What a browser may do with what the relay serves: the headers that stand on every answer.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;

use crate::origin::{Origin, Origins};

/// The policy of the document in which a mail is drawn: styles and pictures that came with the mail, nothing
/// else, and only within the page.
pub(crate) const MESSAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; font-src data:; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
);

const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    // Over HTTP, browsers look up where a link leads as soon as the pointer is over it. No policy of
    // what may be loaded has a say in that.
    (header::X_DNS_PREFETCH_CONTROL, HeaderValue::from_static("off")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
    ),
];

/// The same where the reader wants to see a mail's images from elsewhere. They come encrypted or not at all.
pub(crate) const MESSAGE_WITH_IMAGES_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob: https:; font-src data:; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
);

/// The Content Security Policy of the page and its workers (a worker takes its own from the answer that
/// brought its script, hence it stands on every answer).
///
/// By today's standard `'self'` covers WebSockets of the same origin; Safari before 15.4 did not think so, so
/// they are listed as well.
pub(crate) fn page_policy(origins: &Origins) -> HeaderValue {
    let websockets: String =
        origins.iter().filter_map(Origin::websocket_source).map(|source| format!(" {source}")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data: blob:; media-src blob:; font-src 'self'; connect-src 'self'{websockets}; worker-src 'self'; \
         manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    // Origins hold only what a host name may, so this is always a header value; if not, nothing may run.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Puts the headers on an answer; a policy that is there stays.
pub(crate) async fn add(State(policy): State<HeaderValue>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.extend(ALWAYS);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    response
}
