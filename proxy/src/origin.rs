//! The origins whose pages may use this relay (RFC 6454).
//!
//! A browser lets any page open a WebSocket to any host and says in `Origin` which page it was: checking it
//! is what keeps a stranger's page from using the reader's relay.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::{HeaderMap, header};

use crate::allow::Pair;

/// An origin as a browser writes it: scheme, host and port, the port left out where it is the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The WebSocket form of this origin as a Content Security Policy source; `None` for an IPv6 address,
    /// which the grammar of sources cannot say.
    pub(crate) fn websocket_source(&self) -> Option<String> {
        let source = match self.0.strip_prefix("https") {
            Some(rest) => format!("wss{rest}"),
            None => format!("ws{}", self.0.strip_prefix("http")?),
        };
        (!source.contains('[')).then_some(source)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let error = || OriginError(text.to_owned());
        let (scheme, authority) = text.split_once("://").ok_or_else(error)?;
        let (scheme, usual_port) = match scheme.to_ascii_lowercase().as_str() {
            "http" => ("http", ":80"),
            "https" => ("https", ":443"),
            _ => return Err(error()),
        };
        let names_no_port = authority.ends_with(']') || !authority.contains(':');
        let pair: Pair = match names_no_port {
            true => format!("{authority}{usual_port}").parse(),
            false => authority.parse(),
        }
        .map_err(|_| error())?;
        let pair = pair.to_string();
        Ok(Self(format!("{scheme}://{}", pair.strip_suffix(usual_port).unwrap_or(&pair))))
    }
}

/// A text that is no origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginError(String);

impl fmt::Display for OriginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is no origin; write it like https://mail.example.org, without a slash at its end",
            self.0
        )
    }
}

impl std::error::Error for OriginError {}

/// The origins that are let in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(Vec<Origin>);

impl Origins {
    /// The names under which a browser on this machine finds a relay that listens at `address`.
    pub(crate) fn of_listener(address: SocketAddr) -> Self {
        let port = if address.port() == 80 { String::new() } else { format!(":{}", address.port()) };
        let mut hosts = vec![String::from("localhost"), String::from("127.0.0.1")];
        match address.ip() {
            IpAddr::V6(ip) if ip.is_loopback() || ip.is_unspecified() => hosts.push(String::from("[::1]")),
            IpAddr::V6(ip) => hosts.push(format!("[{ip}]")),
            IpAddr::V4(ip) if ip.is_loopback() || ip.is_unspecified() => {}
            IpAddr::V4(ip) => hosts.push(ip.to_string()),
        }
        Self(hosts.into_iter().map(|host| Origin(format!("http://{host}{port}"))).collect())
    }

    /// Whether a request comes from a page of one of these origins: it says so once and to the letter.
    pub(crate) fn admit(&self, headers: &HeaderMap) -> bool {
        let mut said = headers.get_all(header::ORIGIN).iter();
        match (said.next(), said.next()) {
            (Some(origin), None) => self.0.iter().any(|listed| listed.0.as_bytes() == origin.as_bytes()),
            _ => false,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Origin> {
        self.0.iter()
    }
}

impl FromStr for Origins {
    type Err = OriginError;

    /// Reads origins with commas between them; an empty text is an empty list.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_kept_as_browsers_write_them() {
        let cases = [
            ("http://localhost:8025", "http://localhost:8025"),
            ("https://Mail.Example.org", "https://mail.example.org"),
            ("https://mail.example.org:443", "https://mail.example.org"),
            ("http://mail.example.org:80", "http://mail.example.org"),
            ("http://mail.example.org:443", "http://mail.example.org:443"),
            ("http://[::1]:8025", "http://[::1]:8025"),
        ];
        for (text, origin) in cases {
            assert_eq!(text.parse::<Origin>().map(|origin| origin.to_string()), Ok(origin.to_owned()));
        }
    }

    #[test]
    fn what_is_no_origin_is_named() {
        let cases = [
            "null",
            "*",
            "localhost:8025",
            "http://",
            "http://localhost/",
            "http://localhost/mail",
            "http://localhost?x",
            "http://user@localhost",
            "http://localhost:",
            "ftp://localhost",
            "http://local host",
            "http://localhost:99999",
            "http://localhost#x",
        ];
        for text in cases {
            let error = text.parse::<Origins>().expect_err(text);
            assert!(error.to_string().contains(text), "{error}");
        }
    }

    #[test]
    fn a_listener_has_the_origins_of_its_machine() {
        let origins = |address: &str| -> Vec<String> {
            let address = address.parse().expect("an address");
            Origins::of_listener(address).iter().map(Origin::to_string).collect()
        };
        assert_eq!(origins("127.0.0.1:8025"), ["http://localhost:8025", "http://127.0.0.1:8025"]);
        assert_eq!(origins("127.0.0.1:80"), ["http://localhost", "http://127.0.0.1"]);
        let with_v6 = ["http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"];
        assert_eq!(origins("[::1]:1"), with_v6);
        assert_eq!(origins("[::]:1"), with_v6);
    }

    #[test]
    fn sources_of_a_policy_speak_websocket() {
        let source = |text: &str| text.parse::<Origin>().expect("an origin").websocket_source();
        assert_eq!(source("http://localhost:8025").as_deref(), Some("ws://localhost:8025"));
        assert_eq!(source("https://mail.example.org").as_deref(), Some("wss://mail.example.org"));
        assert_eq!(source("http://[::1]:8025"), None);
    }
}
