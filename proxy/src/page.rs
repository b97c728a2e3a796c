//! The files of the page, embedded when the relay was built.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::encoding::{Encoding, choose};
use crate::headers::{MESSAGE_POLICY, MESSAGE_WITH_IMAGES_POLICY};

include!(concat!(env!("OUT_DIR"), "/page_files.rs"));

const INDEX: &str = "/index.html";
const MESSAGE: &str = "/message.html";
/// The same document, in which images from elsewhere may be shown.
const MESSAGE_WITH_IMAGES: &str = "/with-images/message.html";
const NOT_BUILT: &str = "This relay was built without its page. Run `make`, then start it again.\n";

/// One file of the page.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Where it is served, `/index.html` for example.
    pub path: &'static str,
    /// A hash of its bytes in hex.
    pub hash: &'static str,
    /// The bytes as they are.
    pub bytes: &'static [u8],
    /// The bytes in brotli, when they were compressed.
    pub brotli: Option<&'static [u8]>,
    /// The bytes in gzip, when they were compressed.
    pub gzip: Option<&'static [u8]>,
}

/// All files of the page.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    files: &'static [File],
    build: &'static str,
}

impl Page {
    /// The page that was built before this relay; without files if none was.
    #[must_use]
    pub fn embedded() -> Self {
        Self::new(FILES, BUILD)
    }

    /// A page of these files; `build` is a hash over them.
    #[must_use]
    pub const fn new(files: &'static [File], build: &'static str) -> Self {
        Self { files, build }
    }

    pub(crate) fn build(&self) -> &'static str {
        self.build
    }

    /// The file to answer a path with. A path that names no file (`/inbox/42`) is one of the page's own, which
    /// it finds its way to by itself.
    fn find(&self, path: &str) -> Option<&'static File> {
        let exactly = |path: &str| self.files.iter().find(|file| file.path == path);
        let names_a_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
        exactly(path).or_else(|| if names_a_file { None } else { exactly(INDEX) })
    }
}

impl File {
    fn encodings(&self) -> Vec<Encoding> {
        let compressed = [(Encoding::Brotli, self.brotli), (Encoding::Gzip, self.gzip)];
        let at_hand =
            compressed.into_iter().filter(|(_, bytes)| bytes.is_some()).map(|(encoding, _)| encoding);
        at_hand.chain([Encoding::Identity]).collect()
    }

    fn encoded(&self, encoding: Encoding) -> &'static [u8] {
        match encoding {
            Encoding::Brotli => self.brotli,
            Encoding::Gzip => self.gzip,
            Encoding::Identity => None,
        }
        .unwrap_or(self.bytes)
    }

    /// A strong entity tag: other bytes, or the same in another encoding, have another one.
    fn tag(&self, encoding: Encoding) -> String {
        match encoding {
            Encoding::Identity => format!("\"{}\"", self.hash),
            other => format!("\"{}-{}\"", self.hash, other.name()),
        }
    }

    /// A file whose name carries the hash of what is in it never changes.
    fn cache_control(&self) -> &'static str {
        let is_hash = |part: &str| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        let name = self.path.rsplit('/').next().unwrap_or_default();
        match name.split(|letter: char| !letter.is_ascii_alphanumeric()).any(is_hash) {
            true => "public, max-age=31536000, immutable",
            false => "no-cache",
        }
    }

    fn content_type(&self) -> &'static str {
        match self.path.rsplit_once('.').map_or("", |(_, extension)| extension) {
            "css" => "text/css; charset=utf-8",
            "html" => "text/html; charset=utf-8",
            "ico" => "image/x-icon",
            "jpg" | "jpeg" => "image/jpeg",
            "js" | "mjs" => "text/javascript; charset=utf-8",
            "json" => "application/json",
            "png" => "image/png",
            "svg" => "image/svg+xml",
            "txt" | "ftl" => "text/plain; charset=utf-8",
            "wasm" => "application/wasm",
            "webmanifest" => "application/manifest+json",
            "webp" => "image/webp",
            "woff2" => "font/woff2",
            _ => "application/octet-stream",
        }
    }
}

/// Answers a request for a file of the page.
pub(crate) async fn serve(State(page): State<Page>, uri: Uri, headers: HeaderMap) -> Response {
    let plain = [(header::CACHE_CONTROL, "no-cache"), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    let Some(file) = page.find(uri.path()) else {
        return if page.files.is_empty() {
            (StatusCode::SERVICE_UNAVAILABLE, plain, NOT_BUILT).into_response()
        } else {
            (StatusCode::NOT_FOUND, plain, "There is nothing at this address.\n").into_response()
        };
    };
    let at_hand = file.encodings();
    let encoding = choose(&headers, &at_hand);
    let tag = file.tag(encoding);
    let mut response = if has(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, file.content_type())], file.encoded(encoding)).into_response()
    };
    let is_whole = response.status() == StatusCode::OK;
    let answer = response.headers_mut();
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(file.cache_control()));
    if let Ok(tag) = HeaderValue::try_from(tag) {
        answer.insert(header::ETAG, tag);
    }
    if at_hand.len() > 1 {
        answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if is_whole && encoding != Encoding::Identity {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    let policy = match file.path {
        MESSAGE => Some(MESSAGE_POLICY),
        MESSAGE_WITH_IMAGES => Some(MESSAGE_WITH_IMAGES_POLICY),
        _ => None,
    };
    if let Some(policy) = policy {
        answer.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Whether the browser says that it has the bytes of this tag (RFC 9110, section 13.1.2).
fn has(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}
