//! Which URLs may stand in a shown mail, and how they are written.

/// Bytes of a link's address.
const LONGEST_LINK: usize = 8 << 10;
/// Bytes of an image's `data:` URL.
const LONGEST_IMAGE: usize = 12 << 20;

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum LinkTarget {
    /// Out of the app: in a window of its own.
    Away(String),
    /// To another place of the same mail.
    Within(String),
}

/// A link that may be followed: http, https, mailto, tel, or a place within the mail.
///
/// An address without a scheme is refused: it would lead into the app itself.
pub(crate) fn link_target(url: &str) -> Option<LinkTarget> {
    let url = cleaned(url, LONGEST_LINK)?;
    if let Some(fragment) = url.strip_prefix('#') {
        return (!fragment.is_empty()).then_some(LinkTarget::Within(url));
    }
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let known = match scheme.as_str() {
        // Without the slashes it is relative to the page that holds it.
        "http" | "https" => rest.starts_with("//"),
        "mailto" | "tel" => true,
        _ => false,
    };
    known.then(|| LinkTarget::Away(format!("{scheme}:{rest}")))
}

/// What an image is named by.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Image {
    /// It is in the URL: `data:`, of a type that holds pixels only.
    Data(String),
    /// It came with the mail, under this Content-ID.
    Inline(String),
    /// It would be fetched from there.
    Remote(String),
}

/// An image that may be shown. Relative addresses lead into the app and are refused.
pub(super) fn image(url: &str) -> Option<Image> {
    if let Some(data) = data_url(url) {
        return Some(Image::Data(data));
    }
    let url = cleaned(url, LONGEST_LINK)?;
    let (scheme, rest) = match url.strip_prefix("//") {
        Some(_) => ("https", url.as_str()),
        None => url.split_once(':')?,
    };
    match scheme.to_ascii_lowercase().as_str() {
        "cid" => Some(Image::Inline(content_id(&String::from_utf8_lossy(&percent_decoded(rest))))),
        // The frame's CSP allows https only, and browsers upgrade images by themselves.
        "http" | "https" if rest.starts_with("//") => Some(Image::Remote(format!("https:{rest}"))),
        _ => None,
    }
}

/// A Content-ID as it is compared: without its angle brackets.
pub(crate) fn content_id(id: &str) -> String {
    let id = id.trim();
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).unwrap_or(id).to_owned()
}

/// What the URL parser of a browser sees (WHATWG URL, section 4.4): ends trimmed, no line ends or
/// tabs within. A backslash would count as a slash there; no honest address has one.
fn cleaned(url: &str, longest: usize) -> Option<String> {
    let url: String =
        url.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let odd = url.chars().any(|c| c.is_control() || c == '\\');
    (!url.is_empty() && url.len() <= longest && !odd).then_some(url)
}

/// A `data:` URL of an image type that cannot hold markup, written anew.
fn data_url(url: &str) -> Option<String> {
    let url = url.trim_matches(|c: char| c <= ' ');
    let (scheme, rest) = url.split_at_checked(5)?;
    if !scheme.eq_ignore_ascii_case("data:") || url.len() > LONGEST_IMAGE {
        return None;
    }
    let (head, data) = rest.split_once(',')?;
    let (media_type, base64) = head.rsplit_once(';')?;
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let media_type = raster(&media_type)?;
    let data: String = data.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    (base64.trim().eq_ignore_ascii_case("base64") && data.chars().all(letters))
        .then(|| format!("data:{media_type};base64,{data}"))
}

/// The name of an image type that holds pixels and nothing else, as browsers know it.
pub(crate) fn raster(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "image/png" | "image/x-png" => "image/png",
        "image/jpeg" | "image/jpg" | "image/pjpeg" => "image/jpeg",
        "image/gif" => "image/gif",
        "image/webp" => "image/webp",
        "image/avif" => "image/avif",
        "image/bmp" | "image/x-ms-bmp" | "image/x-bmp" => "image/bmp",
        _ => return None,
    })
}

/// The bytes that a percent-encoded text stands for.
pub(crate) fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        rest = after;
        match (byte, after) {
            (b'%', [high, low, after @ ..]) => match (digit(high), digit(low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(byte),
            },
            _ => bytes.push(byte),
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Image, LinkTarget, image, link_target};

    #[test]
    fn links_lead_out_or_within_and_nowhere_else() {
        assert_eq!(
            link_target(" HTTPS://a.example/x y\n"),
            Some(LinkTarget::Away("https://a.example/x y".into()))
        );
        assert_eq!(link_target("mailto:a@b.c"), Some(LinkTarget::Away("mailto:a@b.c".into())));
        assert_eq!(link_target("#top"), Some(LinkTarget::Within("#top".into())));
        for bad in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:x",
            "data:text/html,x",
            "x",
            "/x",
            "//a.example",
            "http:x",
            "https:/a",
            "http:\\\\a",
            "vbscript:x",
            "blob:x",
            "file:///x",
            "#",
            "",
            "&#106;avascript:x",
            "restante:x",
            "about:blank",
            "filesystem:x",
            "intent:x",
            "ws://x",
        ] {
            assert_eq!(link_target(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn images_are_data_inline_or_remote() {
        assert_eq!(
            image("DATA:image/JPG;charset=x;base64,aGk\n="),
            Some(Image::Data("data:image/jpeg;base64,aGk=".into()))
        );
        assert_eq!(image("cid:a%40b"), Some(Image::Inline("a@b".into())));
        for remote in ["http://a/x", "https://a/x", "//a/x", " hTTp://a/x"] {
            assert_eq!(image(remote), Some(Image::Remote("https://a/x".into())), "{remote}");
        }
        for bad in [
            "data:image/svg+xml;base64,aGk=",
            "data:image/png,x",
            "data:image/png;base64,\"<",
            "x.png",
            "javascript:x",
        ] {
            assert_eq!(image(bad), None, "{bad}");
        }
    }
}
