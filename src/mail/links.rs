//! Links: where one really leads, and whether its looks say something else.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::display;
use super::hosts::{self, Authority, Looks};
use super::sanitize::{LinkTarget, link_target, percent_decoded};

mod domains;

/// Characters of a link's words that are kept to name it by.
const LONGEST_TEXT: usize = 200;
/// Characters of what is said about an address beside its host.
const LONGEST_SHOWN: usize = 100;
/// Characters of a link's words that are looked at.
pub(super) const MOST_WORDS: usize = 1_000;

/// A link that may be followed, and what there is to say before it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it says in the mail, on one line, at most 200 characters; empty where that is an image.
    pub text: String,
    /// Where it leads: an address with scheme http, https, mailto or tel, its host in ASCII.
    pub target: String,
    /// The host that it asks, in ASCII as the network knows it (`xn--` where it is spelt in other
    /// letters); empty for mailto and tel.
    pub host: String,
    /// The same host in its own letters, where those are others.
    pub spelt: Option<String>,
    /// Why it should not be followed unasked; empty for a sound link.
    pub doubts: Vec<Doubt>,
}

/// What is doubtful about a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Doubt {
    /// Its words name another place than it leads to.
    OtherHost {
        /// The host, or the address for mail, that the words name.
        shown: String,
    },
    /// Its host is written in letters that look like those of another.
    LooksLike {
        /// That other host.
        host: String,
    },
    /// Its host mixes letters of several scripts.
    MixedScripts,
    /// Its host has characters that names do not have.
    OddLetters,
    /// It begins as if it led elsewhere: that part is a user name.
    UserInfo {
        /// The user name, on one line, at most 100 characters.
        shown: String,
    },
    /// It asks a bare number instead of a name.
    Numeric,
}

/// Judges a link by its address and by the words that a reader sees; for an address in plain text both
/// are the same. None where it leads nowhere that a mail may lead to.
///
/// A host in the words stands for its subdomains, and the other way round: `example.org` may lead to
/// `www.example.org`. Words beyond the first 1,000 characters are not looked at.
#[must_use]
pub fn judge_link(target: &str, words: &str) -> Option<Link> {
    match link_target(target)? {
        LinkTarget::Away(target) => judge(&target, words, ""),
        LinkTarget::Within(_) => None,
    }
}

/// The same for an address whose scheme is known and in lower case; `title` is what appears beside the
/// pointer, where a reader looks for the address.
pub(super) fn judge(target: &str, words: &str, title: &str) -> Option<Link> {
    let text = display::line(words, LONGEST_TEXT);
    let (scheme, rest) = target.split_once(':')?;
    let Some(after_slashes) = rest.strip_prefix("//").filter(|_| matches!(scheme, "http" | "https")) else {
        let shown = if scheme == "mailto" { other_address(rest, [words, title]) } else { None };
        let doubts = shown.map(|shown| Doubt::OtherHost { shown }).into_iter().collect();
        return Some(Link { text, target: target.to_owned(), host: String::new(), spelt: None, doubts });
    };
    let Authority { user, host: written, port, rest } = hosts::authority(after_slashes)?;
    let host = hosts::ascii(written)?;
    let spelt = hosts::unicode(&host);

    let mut doubts = Vec::new();
    doubts.extend(user.map(|user| Doubt::UserInfo { shown: display::line(user, LONGEST_SHOWN) }));
    // An address that is shown as it is names one place, whatever it has in its path.
    let words = if words.trim() == target { "" } else { words };
    doubts.extend(other_host(&host, [words, title]).map(|shown| Doubt::OtherHost { shown }));
    doubts.extend(match hosts::looks(&spelt) {
        Looks::Plain => None,
        Looks::Like(host) => Some(Doubt::LooksLike { host }),
        Looks::Mixed => Some(Doubt::MixedScripts),
        Looks::Odd => Some(Doubt::OddLetters),
    });
    doubts.extend(hosts::is_numeric(&host).then_some(Doubt::Numeric));

    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    let target = format!("{scheme}://{user}{host}{port}{rest}");
    let spelt = Some(spelt).filter(|spelt| *spelt != host);
    Some(Link { text, target, host, spelt, doubts })
}

/// The first place that the words name and that has nothing to do with the host.
fn other_host(host: &str, words: [&str; 2]) -> Option<String> {
    words.into_iter().flat_map(places).find_map(|place| {
        let named = match &place {
            Place::Host(shown) | Place::Address { host: shown, .. } => shown,
        };
        let own = named.as_deref().is_some_and(|named| are_related(named, host));
        (!own).then(|| place.shown())
    })
}

/// The first place that the words name and that is not where mail goes.
fn other_address(path: &str, words: [&str; 2]) -> Option<String> {
    let path = path.split('?').next().unwrap_or_default();
    let path = String::from_utf8_lossy(&percent_decoded(path)).to_lowercase();
    let recipients: Vec<&str> = path.split(',').map(str::trim).collect();
    let domains: Vec<String> = recipients
        .iter()
        .filter_map(|one| one.rsplit_once('@'))
        .filter_map(|(_, domain)| hosts::ascii(domain))
        .collect();
    words.into_iter().flat_map(places).find_map(|place| {
        let own = match &place {
            Place::Address { address, .. } => recipients.contains(&address.as_str()),
            Place::Host(named) => {
                named.as_deref().is_some_and(|named| domains.iter().any(|domain| are_related(named, domain)))
            }
        };
        (!own).then(|| place.shown())
    })
}

fn are_related(one: &str, other: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let (one, other) = (bare(one), bare(other));
    hosts::is_within(&one, &other) || hosts::is_within(&other, &one)
}

/// What a word names: a host in ASCII, none where it looks like one and is none.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    Host(Option<String>),
    Address { address: String, host: Option<String> },
}

impl Place {
    fn shown(&self) -> String {
        let shown = match self {
            Self::Host(host) => host.as_deref().unwrap_or_default(),
            Self::Address { address, .. } => address,
        };
        display::line(shown, LONGEST_SHOWN)
    }
}

/// The hosts and addresses among some words.
fn places(words: &str) -> impl Iterator<Item = Place> {
    // Dots and letters of other widths are shown as what they stand for.
    let words = words.chars().take(MOST_WORDS).filter(|&c| !display::is_invisible(c)).nfkc();
    let words: String =
        words.flat_map(char::to_lowercase).map(|c| if c == '\u{3002}' { '.' } else { c }).collect();
    let words: Vec<String> = words.split(parts_words).map(str::to_owned).collect();
    words.into_iter().filter_map(|word| place(&word))
}

fn parts_words(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '<' | '>' | '(' | ')' | '{' | '}' | '"' | '“' | '”' | '„' | '«' | '»' | '|' | ',' | ';'
        )
}

fn place(word: &str) -> Option<Place> {
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation() && !matches!(c, '/' | '[' | ']'));
    let after_scheme = word.split_once("://").filter(|(scheme, _)| matches!(*scheme, "http" | "https"));
    if let Some((_, after)) = after_scheme {
        return Some(Place::Host(hosts::authority(after).and_then(|authority| hosts::ascii(authority.host))));
    }
    let word = word.strip_prefix("mailto:").unwrap_or(word);
    let end = word.find(['/', '?', '#', ':', '\\']).unwrap_or(word.len());
    let name = word.get(..end)?;
    if let Some((local, domain)) = name.rsplit_once('@') {
        let is_address = !local.is_empty() && domains::is_domain(domain);
        return is_address.then(|| Place::Address { address: name.to_owned(), host: hosts::ascii(domain) });
    }
    let is_host = (name.starts_with("www.") && name.len() > 4) || domains::is_domain(name);
    is_host.then(|| Place::Host(hosts::ascii(name)))
}

#[cfg(test)]
mod tests {
    use super::{Place, judge_link, place};

    #[test]
    fn words_that_name_places_are_told_from_words() {
        for (word, host) in [
            ("www.bank.example", "www.bank.example"),
            ("(https://bank.example/login)", "bank.example"),
            ("bank.com", "bank.com"),
            ("Bank.co.uk:443/x", "bank.co.uk"),
            ("bücher.de", "xn--bcher-kva.de"),
            ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ] {
            let word = word.to_lowercase();
            assert_eq!(
                place(word.trim_matches(['(', ')'])),
                Some(Place::Host(Some(host.to_owned()))),
                "{word}"
            );
        }
        for word in [
            "here",
            "e.g.",
            "node.js",
            "3.14",
            "12.30",
            "u.s.",
            "v1.2.3",
            "report.pdf",
            "",
            "...",
            "т.е.",
            "a.b",
        ] {
            assert_eq!(place(word), None, "{word}");
        }
        assert!(matches!(place("ada@example.org"), Some(Place::Address { .. })));
        assert_eq!(place("@ada"), None);
    }

    #[test]
    fn an_address_is_written_with_the_host_that_was_judged() {
        let link = judge_link("https://BÜCHER.example:8080/Ä?q#f", "books").unwrap();
        assert_eq!(link.target, "https://xn--bcher-kva.example:8080/Ä?q#f");
        assert_eq!(link.spelt.as_deref(), Some("bücher.example"));
        assert_eq!(link.doubts, []);
        for nowhere in
            ["https://", "https://a b/", "https://a..b/", "http://a:b/", "javascript:x", "#x", "https://a\\b"]
        {
            assert_eq!(judge_link(nowhere, "x"), None, "{nowhere}");
        }
    }
}
