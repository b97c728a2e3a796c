//! Which content encoding a browser is sent (RFC 9110, section 12.5.3).

use axum::http::{HeaderMap, header};

/// A content encoding that files are embedded in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The name in `Accept-Encoding` and `Content-Encoding`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "identity",
        }
    }
}

/// The encoding among those at hand, smallest first, that the request wants most. Of equals the first wins,
/// and the bytes as they are do when nothing else is wanted.
pub(crate) fn choose(headers: &HeaderMap, at_hand: &[Encoding]) -> Encoding {
    let wishes: Vec<(&str, u16)> = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(wish)
        .collect();
    let weight = |encoding: &Encoding| {
        let said = |name: &str| wishes.iter().find(|(wish, _)| wish.eq_ignore_ascii_case(name));
        said(encoding.name()).or_else(|| said("*")).map_or(0, |(_, weight)| *weight)
    };
    let wanted =
        at_hand.iter().filter(|encoding| weight(encoding) > 0).rev().max_by_key(|encoding| weight(encoding));
    wanted.copied().unwrap_or(Encoding::Identity)
}

/// Reads `gzip;q=0.5` as the name and its weight in thousandths. A weight that cannot be read counts as none,
/// so that nothing is sent that was perhaps declined.
fn wish(part: &str) -> (&str, u16) {
    let mut parts = part.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let weight = parts.find_map(|parameter| parameter.strip_prefix("q=").or(parameter.strip_prefix("Q=")));
    let weight = weight.map_or(Ok(1.0), str::parse::<f32>).unwrap_or(0.0);
    (name, (weight.clamp(0.0, 1.0) * 1000.0) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn the_wish_decides_and_then_the_size() {
        use Encoding::{Brotli, Gzip, Identity};
        let cases = [
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip", Gzip),
            ("GZIP", Gzip),
            ("br;q=0.5, gzip;q=0.8", Gzip),
            ("br; q=0, gzip", Gzip),
            ("br;q=0, gzip;q=0.000", Identity),
            ("*", Brotli),
            ("br;q=0, *", Gzip),
            ("*;q=0", Identity),
            ("identity", Identity),
            ("identity, br;q=0.9", Identity),
            ("br;q=NaN", Identity),
            ("br;q=-1", Identity),
            ("deflate", Identity),
            ("", Identity),
            (";,;q=", Identity),
        ];
        for (value, encoding) in cases {
            let headers = [(header::ACCEPT_ENCODING, HeaderValue::from_static(value))].into_iter().collect();
            assert_eq!(choose(&headers, &[Brotli, Gzip, Identity]), encoding, "{value:?}");
        }
        assert_eq!(choose(&HeaderMap::new(), &[Brotli, Gzip, Identity]), Identity);
        let headers = [(header::ACCEPT_ENCODING, HeaderValue::from_static("br"))].into_iter().collect();
        assert_eq!(choose(&headers, &[Identity]), Identity);
    }
}
