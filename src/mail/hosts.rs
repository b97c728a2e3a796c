//! Host names in addresses that strangers wrote: what a browser would make of them, how they look,
//! and whether one owns the other.
//!
//! Why not the crate `idna`: its tables add 48 KB to the download (brotli), a sixth of what a page
//! takes without it. The mapping here is NFKC and lower case, which is the mapping of UTS 46 but for
//! rare characters; what it gives is what is written into the link, so that the host that was judged
//! is the host that is asked for, whatever a browser would have made of the original.

use unicode_normalization::UnicodeNormalization;

mod letters;
mod punycode;

pub(crate) use letters::{Looks, looks, skeleton};

/// Bytes of a host name, and of one label (RFC 1035, section 2.3.4).
const LONGEST: usize = 253;
const LONGEST_LABEL: usize = 63;

/// The authority of a URL taken apart (WHATWG URL, section 4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Authority<'u> {
    /// What stands before the last `@`; a browser shows it and asks somebody else.
    pub(crate) user: Option<&'u str>,
    pub(crate) host: &'u str,
    /// With its colon; empty where there is none.
    pub(crate) port: &'u str,
    /// Path, query and fragment.
    pub(crate) rest: &'u str,
}

/// Takes apart what follows the `//` of an http or https URL; none where that is no such thing.
pub(crate) fn authority(after_slashes: &str) -> Option<Authority<'_>> {
    let end = after_slashes.find(['/', '?', '#', '\\']).unwrap_or(after_slashes.len());
    let (authority, rest) = after_slashes.split_at_checked(end)?;
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    // The colons of an IPv6 address stand within brackets.
    let colon = host.rfind(':').filter(|&colon| host.rfind(']').is_none_or(|bracket| bracket < colon));
    let (host, port) = host.split_at_checked(colon.unwrap_or(host.len()))?;
    let is_port = port.strip_prefix(':').unwrap_or(port).bytes().all(|byte| byte.is_ascii_digit());
    (!host.is_empty() && is_port).then_some(Authority { user, host, port, rest })
}

/// A host as it is asked for: in lower case and ASCII, without a dot at its end. None where it is no
/// host that a browser would ask for, or one that no honest address has.
pub(crate) fn ascii(host: &str) -> Option<String> {
    if host.len() > 4 * LONGEST {
        return None;
    }
    let host = percent_decoded(host)?;
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let is_address =
            address.contains(':') && address.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
        return is_address.then(|| host.to_ascii_lowercase());
    }
    let mapped = if host.is_ascii() { host.to_ascii_lowercase() } else { mapped(&host) };
    let name = mapped.strip_suffix('.').unwrap_or(&mapped);
    let labels: Option<Vec<String>> = name.split('.').map(label).collect();
    let name = labels?.join(".");
    (name.len() <= LONGEST).then_some(name)
}

/// The same host as its owner spells it.
pub(crate) fn unicode(ascii: &str) -> String {
    let spelt = |label: &str| {
        label.strip_prefix("xn--").and_then(punycode::decode).unwrap_or_else(|| label.to_owned())
    };
    ascii.split('.').map(spelt).collect::<Vec<_>>().join(".")
}

/// Whether a browser takes this for an address and not for a name (WHATWG URL, section 3.5): also
/// `0x7f.1` and `3232235777` are addresses.
pub(crate) fn is_numeric(ascii: &str) -> bool {
    let last = ascii.rsplit('.').next().unwrap_or_default();
    let hexadecimal =
        last.strip_prefix("0x").is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
    ascii.starts_with('[')
        || hexadecimal
        || (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether `name` is `domain` or a name below it. Both as [`ascii`] gives them.
pub(crate) fn is_within(name: &str, domain: &str) -> bool {
    let above = name.strip_suffix(domain).filter(|_| !domain.is_empty());
    above.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The mapping of UTS 46, as far as it goes here.
pub(crate) fn mapped(text: &str) -> String {
    let is_ignored = |c: &char| {
        matches!(c, '\u{ad}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{2060}' | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}')
    };
    let folded: String =
        text.chars().filter(|c| !is_ignored(c)).nfkc().flat_map(char::to_lowercase).collect();
    folded.nfkc().map(|c| if c == '\u{3002}' { '.' } else { c }).collect()
}

fn label(label: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    // What is neither letter nor mark is left to [`looks`]; this is what joins, turns or ends.
    let is_spelt = |label: &str| {
        !label.starts_with("xn--")
            && label
                .chars()
                .all(|c| if c.is_ascii() { plain(c) } else { !(c.is_whitespace() || is_format(c)) })
    };
    let ascii = match label.strip_prefix("xn--").filter(|coded| coded.is_ascii()) {
        // One that does not say in ASCII what it says is refused by browsers, too.
        Some(coded) => {
            let spelt = punycode::decode(coded)?;
            let says_so = !spelt.is_ascii() && mapped(&spelt) == spelt && punycode::encode(&spelt)? == coded;
            (says_so && is_spelt(&spelt)).then(|| label.to_owned())?
        }
        None if label.is_ascii() => label.to_owned(),
        None => format!("xn--{}", is_spelt(label).then(|| punycode::encode(label))??),
    };
    let fits = !ascii.is_empty() && ascii.len() <= LONGEST_LABEL && ascii.chars().all(plain);
    fits.then_some(ascii)
}

fn is_format(character: char) -> bool {
    super::display::is_invisible(character) || matches!(character, '\u{200c}' | '\u{200d}')
}

fn percent_decoded(host: &str) -> Option<String> {
    if !host.contains('%') {
        return Some(host.to_owned());
    }
    String::from_utf8(super::sanitize::percent_decoded(host)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{ascii, authority, is_numeric, is_within, unicode};

    #[test]
    fn an_authority_is_taken_apart_as_a_browser_does() {
        let parts = |url| authority(url).map(|one| (one.user, one.host, one.port, one.rest));
        assert_eq!(parts("a.example:80/x?y@z"), Some((None, "a.example", ":80", "/x?y@z")));
        assert_eq!(parts("bank.example@evil.example"), Some((Some("bank.example"), "evil.example", "", "")));
        assert_eq!(parts("a:b@c@d#e"), Some((Some("a:b@c"), "d", "", "#e")));
        assert_eq!(parts("[::1]:8/x"), Some((None, "[::1]", ":8", "/x")));
        assert_eq!(parts("[::1]"), Some((None, "[::1]", "", "")));
        assert_eq!(parts("a:b/"), None, "no port");
        assert_eq!(parts("/a"), None);
    }

    #[test]
    fn hosts_are_written_as_they_are_asked_for() {
        for (host, asked) in [
            ("WWW.Example.ORG.", "www.example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BU\u{308}CHER.example", "xn--bcher-kva.example"),
            ("b%C3%BCcher.example", "xn--bcher-kva.example"),
            ("ｅｘａｍｐｌｅ。org", "example.org"),
            ("exam\u{ad}ple.org", "example.org"),
            ("faß.example", "xn--fa-hia.example"),
            ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
            ("例え.jp", "xn--r8jz45g.jp"),
            ("xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("[::FFFF:1.2.3.4]", "[::ffff:1.2.3.4]"),
            ("a_b.example", "a_b.example"),
        ] {
            assert_eq!(ascii(host).as_deref(), Some(asked), "{host}");
        }
        for bad in [
            "",
            "a..b",
            "a b",
            "a%20b",
            "a%40b",
            "a^b",
            "℀.example",
            "a\u{200d}b.example",
            "a\u{202e}b.example",
            "xn--a",
            "xn--",
            "xn--bcher-kv\u{e0}.example.",
            "[x]",
            "%ff.example",
        ] {
            assert_eq!(ascii(bad), None, "{bad}");
        }
        assert_eq!(ascii(&"a".repeat(64)), None);
        assert_eq!(ascii(&"a.".repeat(200)), None);
        assert_eq!(unicode("xn--e1afmkfd.xn--p1ai"), "пример.рф");
    }

    #[test]
    fn numbers_are_told_from_names() {
        for numeric in ["127.0.0.1", "0x7f.1", "3232235777", "0x", "[::1]", "a.1"] {
            assert!(is_numeric(numeric), "{numeric}");
        }
        assert!(!is_numeric("1.example") && !is_numeric("0xg"));
    }

    #[test]
    fn a_name_is_within_its_domain_at_a_dot_only() {
        assert!(is_within("a.b.example", "b.example") && is_within("b.example", "b.example"));
        assert!(!is_within("ab.example", "b.example") && !is_within("b.example", "a.b.example"));
        assert!(!is_within("a", ""));
    }

    proptest! {
        /// What a host is asked for as stays what it is asked for as, and is ASCII.
        #[test]
        fn the_ascii_form_is_final(host in "\\PC{0,40}|(xn--)?[a-z0-9.ä日-]{0,30}|[%a-f0-9.]{0,30}") {
            if let Some(once) = ascii(&host) {
                prop_assert!(once.is_ascii());
                prop_assert_eq!(ascii(&once), Some(once.clone()));
                prop_assert_eq!(ascii(&unicode(&once)), Some(once));
            }
        }
    }
}
