//! The allow-list: the hosts and ports that the operator lets this relay reach.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use restante::protocol::frame::LONGEST_HOST;

/// A host and a TCP port, in the one spelling under which they are compared: ASCII letters lower-case, no dot
/// at the end, no brackets around an IPv6 address.
///
/// Hosts are compared as text. A number spelt another way (`0x7f.1`) is another host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    host: String,
    port: u16,
}

impl Pair {
    /// What a page asks for. Any text will do: what is not listed is not reached.
    pub(crate) fn asked(host: &str, port: u16) -> Self {
        let host = without_brackets(host).unwrap_or(host);
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        Self { host, port }
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    fn is_well_formed(&self) -> bool {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        self.host.len() <= LONGEST_HOST
            && (self.host.parse::<Ipv6Addr>().is_ok()
                || self.host.split('.').all(|label| !label.is_empty() && label.bytes().all(letter)))
    }
}

fn without_brackets(host: &str) -> Option<&str> {
    let inner = host.strip_prefix('[')?.strip_suffix(']')?;
    inner.parse::<Ipv6Addr>().is_ok().then_some(inner)
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.parse::<Ipv6Addr>() {
            Ok(_) => write!(f, "[{}]:{}", self.host, self.port),
            Err(_) => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

impl FromStr for Pair {
    type Err = PairError;

    fn from_str(text: &str) -> Result<Self, PairError> {
        let error = |reason| PairError { text: text.to_owned(), reason };
        let (host, port) = text.rsplit_once(':').ok_or_else(|| error(Reason::NoPort))?;
        if host.parse::<Ipv6Addr>().is_ok() || text.parse::<Ipv6Addr>().is_ok() {
            return Err(error(Reason::NoBrackets));
        }
        let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        let port =
            port.parse().ok().filter(|port| digits && *port != 0).ok_or_else(|| error(Reason::Port))?;
        let pair = Self::asked(host, port);
        if pair.is_well_formed() { Ok(pair) } else { Err(error(Reason::Host)) }
    }
}

/// A text that is no host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairError {
    text: String,
    reason: Reason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reason {
    NoPort,
    NoBrackets,
    Port,
    Host,
}

impl fmt::Display for PairError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.reason {
            Reason::NoPort => "has no port; write it like pop.example.org:995",
            Reason::NoBrackets => "needs brackets around its IPv6 address; write it like [2001:db8::1]:995",
            Reason::Port => "has no port from 1 to 65535 after its colon",
            Reason::Host => "has no host name in ASCII letters, digits, dots and hyphens, and no address",
        };
        write!(f, "{:?} {what}", self.text)
    }
}

impl std::error::Error for PairError {}

/// How a listed pair is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// At this very address: the operator wrote it, or the demo mail server listens there.
    Address(SocketAddr),
    /// On this machine: the operator wrote `localhost`.
    Localhost,
    /// Through DNS, and then only at public addresses.
    Name,
}

/// The pairs that may be reached. An empty list reaches nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowList(BTreeMap<Pair, Route>);

impl AllowList {
    /// The way to a pair; `None` when it is not listed.
    pub(crate) fn route(&self, pair: &Pair) -> Option<Route> {
        self.0.get(pair).copied()
    }

    /// Lists a pair that stands for one address, without DNS.
    pub(crate) fn insert_address(&mut self, pair: Pair, address: SocketAddr) {
        self.0.insert(pair, Route::Address(address));
    }

    /// The listed pairs in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.0.keys()
    }
}

impl FromIterator<Pair> for AllowList {
    fn from_iter<T: IntoIterator<Item = Pair>>(pairs: T) -> Self {
        let with_route = |pair: Pair| {
            let route = match pair.host.parse::<IpAddr>() {
                Ok(address) => Route::Address(SocketAddr::new(address, pair.port)),
                Err(_) if pair.host == "localhost" => Route::Localhost,
                Err(_) => Route::Name,
            };
            (pair, route)
        };
        Self(pairs.into_iter().map(with_route).collect())
    }
}

impl FromStr for AllowList {
    type Err = PairError;

    /// Reads pairs with commas between them; an empty text is an empty list.
    fn from_str(text: &str) -> Result<Self, PairError> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_host_has_one_spelling() {
        let pair: Pair = "Pop.Example.ORG.:995".parse().expect("a pair");
        assert_eq!(pair.to_string(), "pop.example.org:995");
        assert_eq!(pair, Pair::asked("POP.example.org", 995));
        assert_ne!(pair, Pair::asked("pop.example.org..", 995));
        assert_ne!(pair, Pair::asked("pop.example.org", 110));
        let pair: Pair = "[::1]:995".parse().expect("a pair");
        assert_eq!(pair.to_string(), "[::1]:995");
        assert_eq!(pair, Pair::asked("::1", 995));
        assert_eq!(pair, Pair::asked("[::1]", 995));
    }

    #[test]
    fn only_lower_case_of_ascii_is_the_same() {
        let list: AllowList = "mikro.example:995".parse().expect("a list");
        // The Kelvin sign becomes a plain k where case is folded by Unicode.
        assert_eq!(list.route(&Pair::asked("mi\u{212a}ro.example", 995)), None);
    }

    #[test]
    fn what_the_operator_wrote_decides_the_way() {
        let list: AllowList =
            "127.0.0.1:1, [::ffff:10.0.0.1]:2,localhost:3,127.1:4,,sub.localhost:5".parse().expect("a list");
        let route = |host, port| list.route(&Pair::asked(host, port));
        assert_eq!(route("127.0.0.1", 1), Some(Route::Address(([127, 0, 0, 1], 1).into())));
        assert!(matches!(route("::ffff:10.0.0.1", 2), Some(Route::Address(_))));
        assert_eq!(route("LOCALHOST.", 3), Some(Route::Localhost));
        assert_eq!(route("127.1", 4), Some(Route::Name));
        assert_eq!(route("sub.localhost", 5), Some(Route::Name));
        assert_eq!(route("127.0.0.1", 4), None);
        assert_eq!("".parse(), Ok(AllowList::default()));
    }

    #[test]
    fn a_wrong_pair_is_named() {
        let cases = [
            ("pop.example.org", Reason::NoPort),
            ("pop.example.org:", Reason::Port),
            ("pop.example.org:0", Reason::Port),
            ("pop.example.org:+995", Reason::Port),
            ("pop.example.org:65536", Reason::Port),
            ("pop.example.org:pop3s", Reason::Port),
            (":995", Reason::Host),
            ("*.example.org:995", Reason::Host),
            ("pop..example.org:995", Reason::Host),
            ("pop example.org:995", Reason::Host),
            ("tls://pop.example.org:995", Reason::Host),
            ("p\u{f6}st.example:995", Reason::Host),
            ("::1:995", Reason::NoBrackets),
            ("2001:db8::1", Reason::NoBrackets),
        ];
        for (text, reason) in cases {
            let error = format!("pop.example.com:995,{text}").parse::<AllowList>().expect_err(text);
            assert_eq!(error, PairError { text: text.to_owned(), reason });
            assert!(error.to_string().contains(text), "{error}");
        }
    }

    proptest! {
        #[test]
        fn a_pair_that_parses_comes_back_as_it_is_shown(text in "[a-zA-Z0-9.:\\[\\]*-]{0,12}(:[0-9]{0,6})?") {
            if let Ok(pair) = text.parse::<Pair>() {
                prop_assert_eq!(pair.to_string().parse::<Pair>(), Ok(pair));
            }
        }

        #[test]
        fn nothing_but_the_listed_host_is_reached(host in "\\PC{0,20}", port in 1..u16::MAX) {
            let list: AllowList = "pop.example.org:995".parse().expect("a list");
            let name = host.strip_suffix('.').unwrap_or(&host);
            let listed = name.eq_ignore_ascii_case("pop.example.org") && port == 995;
            prop_assert_eq!(list.route(&Pair::asked(&host, port)).is_some(), listed);
        }
    }
}
