//! Links: where one really leads, and whether its looks say something else.

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

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

/// The words of a link, read in the ways in which they may be seen.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// As they are written.
    pub(super) plain: String,
    /// With [`PARTED`] in place of a space where that may not be seen.
    pub(super) joined: Vec<String>,
    /// The same from the last to the first, where their order may be another.
    pub(super) turned: Option<String>,
}

/// Stands where words may touch.
pub(super) const PARTED: char = '\0';

/// Judges a link by its address and by the words that a reader sees; for an address in plain text both
/// are the same. None where it leads nowhere that a mail may lead to.
///
/// A host in the words stands for its subdomains, and the other way round: `example.org` may lead to
/// `www.example.org`. Words beyond the first 1,000 characters are not looked at.
#[must_use]
pub fn judge_link(target: &str, words: &str) -> Option<Link> {
    match link_target(target)? {
        LinkTarget::Away(target) => {
            judge(&target, &Words { plain: words.to_owned(), ..Words::default() }, "")
        }
        LinkTarget::Within(_) => None,
    }
}

/// The same for an address whose scheme is known and in lower case; `title` is what appears beside the
/// pointer, where a reader looks for the address.
pub(super) fn judge(target: &str, words: &Words, title: &str) -> Option<Link> {
    let text = display::line(&words.plain, LONGEST_TEXT);
    let (scheme, rest) = target.split_once(':')?;
    let Some(after_slashes) = rest.strip_prefix("//").filter(|_| matches!(scheme, "http" | "https")) else {
        let shown = if scheme == "mailto" {
            other_address(rest, words.places(target).chain(places(title)))
        } else {
            None
        };
        let doubts = shown.map(|shown| Doubt::OtherHost { shown }).into_iter().collect();
        return Some(Link { text, target: target.to_owned(), host: String::new(), spelt: None, doubts });
    };
    let Authority { user, host: written, port, rest } = hosts::authority(after_slashes)?;
    let host = hosts::ascii(written)?;
    let spelt = hosts::unicode(&host);

    let mut doubts = Vec::new();
    doubts.extend(user.map(|user| Doubt::UserInfo { shown: display::line(user, LONGEST_SHOWN) }));
    let named = words.places(target).chain(places(title));
    doubts.extend(other_host(&host, named).map(|shown| Doubt::OtherHost { shown }));
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
fn other_host(host: &str, mut places: impl Iterator<Item = Place>) -> Option<String> {
    places.find_map(|place| {
        let named = match &place {
            Place::Host(shown) | Place::Address { host: shown, .. } => shown,
        };
        let own = named.as_deref().is_some_and(|named| are_related(named, host));
        (!own).then(|| place.shown())
    })
}

/// The first place that the words name and that is not where mail goes.
fn other_address(path: &str, mut places: impl Iterator<Item = Place>) -> Option<String> {
    // A query may name more of them (RFC 6068, section 2).
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let decoded = |text: &str| String::from_utf8_lossy(&percent_decoded(text)).to_lowercase();
    let fields = query.split(['&', ';']).filter_map(|field| field.split_once('='));
    let further = fields.filter(|(name, _)| matches!(decoded(name).trim(), "to" | "cc" | "bcc"));
    let all: Vec<String> = std::iter::once(path).chain(further.map(|(_, list)| list)).map(decoded).collect();
    let recipients: Vec<&str> =
        all.iter().flat_map(|list| list.split(',')).map(str::trim).filter(|one| !one.is_empty()).collect();
    let domains: Vec<String> = recipients
        .iter()
        .filter_map(|one| one.rsplit_once('@'))
        .filter_map(|(_, domain)| hosts::ascii(domain))
        .collect();
    let is_all = |named: &str| domains.iter().all(|domain| are_related(named, domain));
    places.find_map(|place| {
        let own = match &place {
            // Who writes to one whom the words name does not mean to write to somebody else, too.
            Place::Address { host, .. } if !host.as_deref().is_some_and(is_all) => false,
            // What stands before a sign that no name has is left out of the words.
            Place::Address { address, .. } => recipients.iter().any(|one| {
                one.strip_suffix(address.as_str()).is_some_and(|rest| !rest.ends_with(is_host_letter))
            }),
            Place::Host(named) => !domains.is_empty() && named.as_deref().is_some_and(is_all),
        };
        (!own).then(|| place.shown())
    })
}

/// Whether one of two hosts is below the other, and that is somebody's: not a top-level domain, nor one
/// under which strangers have their names.
fn are_related(one: &str, other: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    let (one, other) = (bare(one), bare(other));
    let owns = |domain: &str, name: &str| {
        domain == name
            || (hosts::is_within(name, domain) && domain.contains('.') && !domains::is_shared(domain))
    };
    owns(&one, &other) || owns(&other, &one)
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

impl Words {
    /// The hosts and addresses among them, however they may be read.
    fn places<'a>(&'a self, target: &'a str) -> impl Iterator<Item = Place> + 'a {
        // An address that is shown as it is names one place, whatever it has in its path.
        let plain = Some(self.plain.as_str()).filter(|words| words.trim() != target);
        let bare = move |joined: &&String| joined.split(PARTED).collect::<String>().trim() != target;
        let joined = self.joined.iter().filter(bare).flat_map(|joined| joined_places(joined, false));
        let turned = self.turned.iter().flat_map(|turned| joined_places(turned, true));
        plain.into_iter().flat_map(places).chain(joined).chain(turned)
    }
}

/// The places that words name which may touch. One of which a part already names a place is left out:
/// that part is judged by itself.
fn joined_places(joined: &str, only_parted: bool) -> impl Iterator<Item = Place> {
    joined
        .split(' ')
        .filter_map(move |word| {
            let parts: Vec<&str> = word.split(PARTED).filter(|part| !part.is_empty()).collect();
            let is_parted = parts.len() > 1;
            let is_judged = (is_parted && parts.iter().any(|part| places(part).next().is_some()))
                || (only_parted && !is_parted);
            (!is_judged).then(|| parts.concat())
        })
        .flat_map(|word| places(&word))
}

/// The hosts and addresses among some words.
fn places(words: &str) -> impl Iterator<Item = Place> + use<> {
    // Letters of other widths, and signs that look like those of an address, are shown as what they
    // stand for.
    let seen = |c: &char| !display::is_invisible(*c) && !matches!(c, '\u{200c}' | '\u{200d}');
    let words = words.chars().take(MOST_WORDS).filter(seen).nfkc();
    let words: String = words.flat_map(char::to_lowercase).map(sign).collect();
    let words: Vec<String> = words.split(parts_words).map(str::to_owned).collect();
    words.into_iter().flat_map(|word| places_of(&word))
}

/// Whether some words name a host or an address for mail.
pub(super) fn names_a_place(words: &str) -> bool {
    places(words).next().is_some()
}

/// What a sign looks like.
const fn sign(character: char) -> char {
    match character {
        '\u{3002}' | '\u{a4f8}' | '\u{6d4}' => '.',
        '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{2571}' => '/',
        '\u{2236}' | '\u{2d0}' | '\u{a789}' | '\u{589}' | '\u{5c3}' => ':',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        other => other,
    }
}

fn parts_words(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '<' | '>' | '(' | ')' | '{' | '}' | '"' | '“' | '”' | '„' | '«' | '»' | '|' | ',' | ';'
        )
}

/// What one word names: before its path, several places at most.
fn places_of(word: &str) -> Vec<Place> {
    let (scheme, after) = match word.split_once("://") {
        Some((before, after)) => (!before.is_empty(), after),
        None => (false, word.trim_start_matches('/')),
    };
    let end = after.find(['/', '?', '#', '\\']).unwrap_or(after.len());
    let Some(authority) = after.get(..end) else { return Vec::new() };
    if scheme {
        let host = hosts::authority(authority.trim_end_matches(ends_sentence)).and_then(|authority| {
            let host = authority.host;
            let end = host.find(|c| !is_host_letter(c)).filter(|_| !host.starts_with('['));
            hosts::ascii(host.get(..end.unwrap_or(host.len()))?)
        });
        return vec![Place::Host(host)];
    }
    let pieces = authority.split(|c| !(is_host_letter(c) || matches!(c, '@' | '+')));
    pieces.filter_map(|piece| place(piece.trim_matches(|c: char| c.is_ascii_punctuation()))).collect()
}

fn ends_sentence(character: char) -> bool {
    character.is_ascii_punctuation() && character != ']' || matches!(character, '’' | '”' | '›')
}

/// Whether a character may stand in the name of a host, in whatever script.
pub(super) fn is_host_letter(character: char) -> bool {
    character.is_alphanumeric() || is_combining_mark(character) || matches!(character, '.' | '-' | '_')
}

fn place(name: &str) -> Option<Place> {
    if let Some((local, domain)) = name.rsplit_once('@') {
        let is_address = !local.is_empty() && is_domain(domain);
        return is_address.then(|| Place::Address { address: name.to_owned(), host: hosts::ascii(domain) });
    }
    let name = name.trim_matches('+');
    let is_host = (name.starts_with("www.") && name.len() > 4) || is_domain(name);
    is_host.then(|| Place::Host(hosts::ascii(name)))
}

/// Whether a name looks like that of a host, or like one of other letters.
fn is_domain(name: &str) -> bool {
    domains::is_domain(name) || (!name.is_ascii() && domains::is_domain(&hosts::skeleton(name)))
}

#[cfg(test)]
mod tests {
    use super::{Place, judge_link, places};

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
            let named: Vec<Place> = places(word).collect();
            assert_eq!(named, [Place::Host(Some(host.to_owned()))], "{word}");
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
            assert_eq!(places(word).collect::<Vec<_>>(), [], "{word}");
        }
        assert!(matches!(places("ada@example.org").next(), Some(Place::Address { .. })));
        assert_eq!(places("@ada").next(), None);
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
