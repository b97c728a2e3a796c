//! The allow-list: the hosts and ports that the operator lets this relay reach, and at which addresses.

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

    /// Where a host that is written as an address is.
    fn address(&self) -> Option<SocketAddr> {
        self.host.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, self.port))
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
    Address,
}

impl fmt::Display for PairError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.reason {
            Reason::NoPort => "has no port; write it like pop.example.org:995",
            Reason::NoBrackets => "needs brackets around its IPv6 address; write it like [2001:db8::1]:995",
            Reason::Port => "has no port from 1 to 65535 after its colon",
            Reason::Host => "has no host name in ASCII letters, digits, dots and hyphens, and no address",
            Reason::Address => {
                "has no IP address after its equals sign; write it like mail.example.org=192.168.1.5:995"
            }
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

    /// What the operator would write to get this list. `None` when there is an address in it that is for the
    /// operator to know: pages are told names.
    pub(crate) fn setting(&self) -> Option<String> {
        let told = |(pair, route): (&Pair, &Route)| match route {
            Route::Address(address) if pair.address() != Some(*address) => None,
            _ => Some(pair.to_string()),
        };
        Some(self.0.iter().map(told).collect::<Option<Vec<_>>>()?.join(","))
    }

    /// The listed pairs in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.0.keys()
    }
}

impl FromStr for AllowList {
    type Err = PairError;

    /// Reads entries with commas between them; an empty text is an empty list. Where a pair stands there with
    /// an address and without, the address holds.
    fn from_str(text: &str) -> Result<Self, PairError> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let mut entries = parts.map(entry).collect::<Result<Vec<_>, _>>()?;
        // The last of two equal pairs is kept.
        entries.sort_by_key(|(_, route)| matches!(route, Route::Address(_)));
        Ok(Self(entries.into_iter().collect()))
    }
}

/// Reads `host:port`, or `host=ADDRESS:port` for a host that is at this very address.
fn entry(text: &str) -> Result<(Pair, Route), PairError> {
    let error = |reason| PairError { text: text.to_owned(), reason };
    let Some((host, place)) = text.split_once('=') else {
        let pair: Pair = text.parse()?;
        let route = match pair.address() {
            Some(address) => Route::Address(address),
            None if pair.host == "localhost" => Route::Localhost,
            None => Route::Name,
        };
        return Ok((pair, route));
    };
    let place: Pair = place.trim().parse().map_err(|PairError { reason, .. }| error(reason))?;
    let address = place.address().ok_or_else(|| error(Reason::Address))?;
    let pair = Pair::asked(host.trim(), place.port);
    if pair.is_well_formed() { Ok((pair, Route::Address(address))) } else { Err(error(Reason::Host)) }
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
    fn a_name_with_an_address_is_that_address() {
        let list: AllowList =
            "Mail.Example.ORG=192.168.1.5:995, six.example = [fd00::5]:110".parse().expect("a list");
        let route = |host, port| list.route(&Pair::asked(host, port));
        assert_eq!(route("mail.example.org", 995), Some(Route::Address(([192, 168, 1, 5], 995).into())));
        let six = "[fd00::5]:110".parse().expect("an address");
        assert_eq!(route("six.example", 110), Some(Route::Address(six)));
        assert_eq!(route("192.168.1.5", 995), None, "the address by itself is not listed");
        assert_eq!(route("mail.example.org", 110), None);
        let pairs: Vec<_> = list.pairs().map(ToString::to_string).collect();
        assert_eq!(pairs, ["mail.example.org:995", "six.example:110"], "pages are told names");
        for twice in ["vm:110,vm=10.0.0.5:110", "vm=10.0.0.5:110,vm:110"] {
            let list: AllowList = twice.parse().expect("a list");
            let route = list.route(&Pair::asked("vm", 110));
            assert_eq!(route, Some(Route::Address(([10, 0, 0, 5], 110).into())), "{twice}");
        }
    }

    #[test]
    fn the_setting_makes_the_same_list_or_is_not_told() {
        for text in ["", "pop.example.org:995", "Pop.example.org:995, [::1]:110,localhost:25,10.0.0.5:110"] {
            let list: AllowList = text.parse().expect("a list");
            let setting = list.setting().expect("nothing to keep to oneself");
            assert_eq!(setting.parse(), Ok(list), "{setting}");
        }
        let list: AllowList = "pop.example.org:995,vm=10.0.0.5:110".parse().expect("a list");
        assert_eq!(list.setting(), None);
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
            ("vm=192.168.1.5", Reason::NoPort),
            ("vm=192.168.1.5:0", Reason::Port),
            ("vm=fd00::5:110", Reason::NoBrackets),
            ("vm=mail.example.org:110", Reason::Address),
            ("vm=127.1:110", Reason::Address),
            ("vm=:110", Reason::Host),
            ("=192.168.1.5:110", Reason::Host),
            ("vm:110=192.168.1.5:110", Reason::Host),
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
