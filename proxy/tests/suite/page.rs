//! The page's files, and what stands on every answer.

use restante_relay::{Config, File, Page};

use crate::http::{get, request};
use crate::running::{Running, config};

/// A page in small. The compressed bytes are only told apart here, never unpacked.
pub(crate) const PAGE: Page = Page::new(FILES, "00c0ffee");

const FILES: &[File] = &[
    file("/index.html", b"<!doctype html>", Some(b"index in brotli"), Some(b"index in gzip")),
    file("/message.html", b"<!doctype html><p>", None, None),
    file("/with-images/message.html", b"<!doctype html><p>", None, None),
    file("/restante-0123456789abcdef.js", b"export {};", Some(b"script in brotli"), None),
    file("/restante-0123456789abcdef_bg.wasm", b"\0asm", Some(b"wasm in brotli"), Some(b"wasm in gzip")),
    file("/worker.js", b"import 'x';", None, None),
    file("/style-0123456789abcde.css", b"p {}", None, None),
    file("/icons/mark.svg", b"<svg/>", None, Some(b"mark in gzip")),
    file("/icons/mark.png", b"\x89PNG", None, None),
    file("/restante.webmanifest", b"{}", None, None),
];

const fn file(
    path: &'static str,
    bytes: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
) -> File {
    File { path, hash: "feedfacefeedface", bytes, brotli, gzip }
}

#[tokio::test]
async fn every_file_comes_with_its_type_and_its_keeping() {
    let relay = Running::allowing("").await;
    let forever = "public, max-age=31536000, immutable";
    let cases = [
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/message.html", "text/html; charset=utf-8", "no-cache"),
        ("/with-images/message.html", "text/html; charset=utf-8", "no-cache"),
        ("/restante-0123456789abcdef.js", "text/javascript; charset=utf-8", forever),
        ("/restante-0123456789abcdef_bg.wasm", "application/wasm", forever),
        ("/worker.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/style-0123456789abcde.css", "text/css; charset=utf-8", "no-cache"),
        ("/icons/mark.svg", "image/svg+xml", "no-cache"),
        ("/icons/mark.png", "image/png", "no-cache"),
        ("/restante.webmanifest", "application/manifest+json", "no-cache"),
    ];
    for ((path, kind, keeping), file) in cases.into_iter().zip(FILES) {
        let answer = get(&relay, path, &[]).await;
        assert_eq!((answer.status, answer.body.as_slice()), (200, file.bytes), "{path}");
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("cache-control"), Some(keeping), "{path}");
        assert_eq!(answer.header("content-encoding"), None, "{path}");
    }
}

#[tokio::test]
async fn the_encoding_is_the_smallest_that_is_wanted() {
    let relay = Running::allowing("").await;
    let cases = [
        ("/", "gzip, deflate, br, zstd", Some("br"), "index in brotli"),
        ("/", "gzip;q=1, br;q=0.5", Some("gzip"), "index in gzip"),
        ("/", "br;q=0, gzip;q=0", None, "<!doctype html>"),
        ("/restante-0123456789abcdef.js", "gzip", None, "export {};"),
        ("/icons/mark.svg", "br, gzip;q=0.1", Some("gzip"), "mark in gzip"),
    ];
    for (path, wish, encoding, body) in cases {
        let answer = get(&relay, path, &[("Accept-Encoding", wish)]).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{path} {wish}");
        assert_eq!(answer.body, body.as_bytes(), "{path} {wish}");
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"), "{path} {wish}");
    }
    assert_eq!(get(&relay, "/worker.js", &[("Accept-Encoding", "br")]).await.header("vary"), None);
    assert_eq!(get(&relay, "/index.html.br", &[]).await.status, 404, "an encoding is no file of its own");
}

#[tokio::test]
async fn a_tag_saves_the_bytes_of_its_own_encoding_only() {
    let relay = Running::allowing("").await;
    let plain = get(&relay, "/", &[]).await;
    let brotli = get(&relay, "/", &[("Accept-Encoding", "br")]).await;
    let (plain_tag, brotli_tag) =
        (plain.header("etag").expect("a tag"), brotli.header("etag").expect("a tag"));
    assert_ne!(plain_tag, brotli_tag);
    assert!(plain_tag.starts_with('"') && plain_tag.ends_with('"'), "a strong tag: {plain_tag}");
    let several = format!("\"other\", W/{plain_tag}");
    let cases = [(plain_tag, 304), (&several, 304), ("*", 304), (brotli_tag, 200), ("\"other\"", 200)];
    for (known, status) in cases {
        let answer = get(&relay, "/", &[("If-None-Match", known)]).await;
        assert_eq!(answer.status, status, "{known}");
        assert_eq!(answer.header("etag"), Some(plain_tag));
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        assert_eq!(answer.body.is_empty(), status == 304);
    }
}

#[tokio::test]
async fn paths_of_the_page_itself_lead_to_the_index() {
    let relay = Running::allowing("").await;
    for path in
        ["/", "/inbox", "/inbox/42", "/v1.2/inbox", "/?q=a.b", "/inbox?x=/y.z", "/icons/", "/..", "/a%2eb"]
    {
        let answer = get(&relay, path, &[]).await;
        let expected = if path == "/.." { 404 } else { 200 };
        assert_eq!(answer.status, expected, "{path}");
    }
    for path in
        ["/missing.js", "/inbox/missing.html", "/../Cargo.toml", "//etc/passwd.txt", "/index.html/x.y"]
    {
        assert_eq!(get(&relay, path, &[]).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    let relay = Running::allowing("").await;
    let host = relay.address.to_string();
    let wish = [("Accept-Encoding", "br")];
    let (head, get) = (request(&host, "HEAD", "/", &wish).await, request(&host, "GET", "/", &wish).await);
    assert_eq!((head.status, head.body.len()), (200, 0));
    let but_for_the_date = |mut headers: std::collections::BTreeMap<String, String>| {
        headers.remove("date");
        headers
    };
    assert_eq!(but_for_the_date(head.headers), but_for_the_date(get.headers));
    assert_eq!(request(&host, "POST", "/", &[("Content-Length", "0")]).await.status, 405);
}

#[tokio::test]
async fn a_relay_without_a_page_says_what_to_do() {
    let relay = Running::start(Config { page: Page::new(&[], ""), ..config("") }).await;
    for path in ["/", "/inbox"] {
        let answer = get(&relay, path, &[]).await;
        assert_eq!(answer.status, 503);
        assert!(String::from_utf8_lossy(&answer.body).contains("`make`"));
    }
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_bind_the_browser() {
    let relay = Running::allowing("").await;
    let paths =
        [("/", 200), ("/worker.js", 200), ("/missing.js", 404), ("/relay", 403), ("/config.json", 200)];
    let port = relay.address.port();
    for (path, status) in paths {
        let answer = get(&relay, path, &[]).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("x-dns-prefetch-control"), Some("off"), "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
        let permissions = answer.header("permissions-policy");
        assert_eq!(permissions, Some("camera=(), microphone=(), geolocation=()"), "{path}");
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
             img-src 'self' data: blob:; media-src blob:; font-src 'self'; \
             connect-src 'self' ws://localhost:{port} ws://127.0.0.1:{port}; worker-src 'self'; \
             manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        assert_eq!(answer.header("content-security-policy"), Some(policy.as_str()), "{path}");
    }
}

#[tokio::test]
async fn mail_is_drawn_under_a_policy_of_its_own() {
    let relay = Running::allowing("").await;
    for (path, images) in
        [("/message.html", "data: blob:"), ("/with-images/message.html", "data: blob: https:")]
    {
        let answer = get(&relay, path, &[]).await;
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; img-src {images}; font-src data:; \
             form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
        );
        assert_eq!(answer.header("content-security-policy"), Some(policy.as_str()));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn the_page_is_told_about_its_relay() {
    let relay = Running::allowing("smtp.example.org:465,Pop.example.org.:995,[::1]:110").await;
    let answer = get(&relay, "/config.json", &[]).await;
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let document: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    let expected = serde_json::json!({
        "version": env!("CARGO_PKG_VERSION"),
        "build": "00c0ffee",
        "allow": "[::1]:110,pop.example.org:995,smtp.example.org:465",
        "reachable": ["[::1]:110", "pop.example.org:995", "smtp.example.org:465"],
        "demo": null,
    });
    assert_eq!(document, expected);
}
