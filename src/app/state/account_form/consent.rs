//! What the reader has to say yes to before a password crosses a network in the clear. It is asked for
//! when a server is reached that takes no other; here is what is clear before that.

use std::net::IpAddr;

use super::AccountForm;
use crate::store::{Consent, Security};

impl AccountForm {
    /// What the reader agreed to, for the host that stands in the form.
    pub(super) fn consent(&self) -> Consent {
        let host = self.host.trim();
        let plain = self.security == Security::None;
        let given = self.consented.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(host));
        Consent { plaintext: plain && (given || is_loopback(host)), apop: plain && self.apop }
    }
}

/// A server on the relay's own machine: from the relay to it nothing crosses a network, and what goes
/// from here to the relay is encrypted, or stays on this machine too. There is nothing to consent to.
fn is_loopback(host: &str) -> bool {
    let name = host.trim_end_matches('.');
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    match name.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback(),
        Ok(IpAddr::V6(address)) => {
            let mapped = address.to_ipv4_mapped();
            address.is_loopback() || mapped.is_some_and(|mapped| mapped.is_loopback())
        }
        Err(_) => is_short_loopback(name),
    }
}

/// `127.1` and the like, which resolvers read as 127.0.0.1.
fn is_short_loopback(name: &str) -> bool {
    let mut parts = name.split('.');
    let first = parts.next() == Some("127");
    let rest: Vec<Option<u32>> = parts.map(|part| part.parse().ok()).collect();
    first && (1..4).contains(&rest.len()) && rest.iter().all(Option::is_some)
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for host in [
            "localhost",
            "LOCALHOST.",
            "127.0.0.1",
            "127.8.9.10",
            "127.1",
            "::1",
            "[::1]",
            "::ffff:127.0.0.1",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "pop.example.org",
            "localhost.example.org",
            "128.0.0.1",
            "127.example.org",
            "127.1.2.3.4",
            "127",
            "::2",
            "10.0.0.1",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
