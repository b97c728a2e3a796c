//! Which addresses a listed host name may lead to.
//!
//! A name belongs to whoever runs its DNS zone, so it must not lead into the network that the relay stands
//! in. The registries are those of IANA for special-purpose addresses (RFC 6890).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is an ordinary one of the public internet.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    !matches!(
        address.octets(),
        [0 | 10 | 127, ..]                  // this network, private, loopback
            | [100, 64..=127, ..]           // carrier-grade NAT
            | [169, 254, ..]                // link-local, and the metadata services of clouds
            | [172, 16..=31, ..]            // private
            | [192, 0, 0 | 2, _]            // protocol assignments, documentation
            | [192, 88, 99, _]              // relays of 6to4
            | [192, 168, ..]                // private
            | [198, 18 | 19, ..]            // benchmarks
            | [198, 51, 100, _]             // documentation
            | [203, 0, 113, _]              // documentation
            | [224..=255, ..] // multicast, reserved, broadcast
    )
}

/// Only 2000::/3 is handed out as global unicast. That alone leaves out the unspecified address, loopback,
/// mapped and compatible IPv4, NAT64 (64:ff9b::/96), unique-local, link-local, site-local and multicast.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..=0x01ff, ..] => false, // protocol assignments: Teredo, ORCHID, benchmarks
        [0x2001, 0x0db8, ..] => false,     // documentation
        [0x2002, ..] => false,             // 6to4 carries any IPv4 address within
        [0x3ffe, ..] => false,             // the 6bone, given back
        [0x3fff, 0..=0x0fff, ..] => false, // documentation
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().expect("an address"))
    }

    #[test]
    fn ordinary_addresses_are_public() {
        let addresses = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2003::1",
            "2a00:1450::1",
            "3ffd::1",
        ];
        for address in addresses {
            assert!(public(address), "{address}");
        }
    }

    #[test]
    fn addresses_that_lead_inside_are_not() {
        let addresses = [
            // unspecified, this network
            "0.0.0.0",
            "0.1.2.3",
            "::",
            // loopback
            "127.0.0.1",
            "127.255.255.255",
            "::1",
            // private, unique-local
            "10.0.0.0",
            "10.255.255.255",
            "172.16.0.0",
            "172.31.255.255",
            "192.168.0.0",
            "192.168.255.255",
            "fc00::1",
            "fd12:3456::1",
            // link-local, site-local
            "169.254.0.1",
            "169.254.169.254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            // carrier-grade NAT
            "100.64.0.0",
            "100.127.255.255",
            // multicast, reserved, broadcast
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "ff02::1",
            "ff0e::1",
            // documentation, benchmarks, assignments
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "2001:db8::1",
            "2001:2::1",
            "3fff::1",
            "100::1",
            "5f00::1",
            // IPv4 within IPv6: mapped, compatible, translated, NAT64, 6to4, Teredo
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:1.1.1.1",
            "::127.0.0.1",
            "::ffff:0:127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::101:101",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2002:101:101::1",
            "2001::1",
        ];
        for address in addresses {
            assert!(!public(address), "{address}");
        }
    }
}
