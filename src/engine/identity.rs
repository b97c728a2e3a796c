//! Which message is which: what a server lists against what is known of its names.
//!
//! A UIDL ought to be all that is needed (RFC 1939, section 7). Servers give one name to several
//! messages, a known name to another message, other names to known messages, or none. A message is
//! then known again by the digest of its header, which `TOP n 0` shows. Two questions are asked, and
//! nothing here talks to anybody:
//!
//! 1. [`Maildrop::to_look_at`]: whose header has to be seen before anything is fetched?
//! 2. [`Maildrop::settle`]: with these headers, which message is which?
//!
//! What cannot be told is fetched, and settled with its own header by [`Matcher::recognise`]: a
//! message that is here twice is a nuisance, one that is not here is lost.
//!
//! | the server lists | the message is kept under |
//! | --- | --- |
//! | a name of its own | that name |
//! | a name that others have too | the name, NUL, the digest in hexadecimal |
//! | no name | NUL, the digest in hexadecimal |
//!
//! A second message with that very header gets NUL and a count on top. No server's name holds a NUL.
//!
//! | file | subject |
//! | --- | --- |
//! | `listed` | the messages that a server lists |
//! | `counting` | names that are no more than numbers |
//! | `matcher` | known messages that were not found under their names |
//! | `finding` | what was found out about names, to be written |

mod counting;
mod finding;
mod listed;
mod matcher;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap, HashSet};

use counting::{Naming, naming};
pub(super) use finding::Finding;
pub(super) use listed::{Listed, listed};
pub(super) use matcher::{Matcher, own_name};

use super::api::Quirk;
use crate::{
    mail::HeaderDigest,
    protocol::pop3::{MessageNumber, Uidl},
    store::{Contents, MaildropId, Name, Wish},
};

/// Stands between the parts of a name of ours.
const NUL: u8 = 0;

/// What a listed message was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) number: MessageNumber,
    pub(super) octets: u64,
    /// The name it is kept under; `None` when it is to be named by its header ([`Matcher::name`]).
    pub(super) name: Option<Uidl>,
    pub(super) is: Is,
    /// Its name is the server's, and no other message's.
    pub(super) deletable: bool,
    /// Its header was seen in this session: it is the message of its name for certain.
    pub(super) seen: bool,
}

/// Whether it was heard of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    /// No.
    New,
    /// Yes: it is the message of its name.
    Known,
    /// Its header was not to be had: it has to be fetched to find out.
    Unsure,
}

/// What is known of the names in one maildrop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'c> {
    contents: &'c Contents,
    maildrop: MaildropId,
}

impl<'c> Known<'c> {
    pub(super) const fn new(contents: &'c Contents, maildrop: MaildropId) -> Self {
        Self { contents, maildrop }
    }

    fn name(&self, uidl: &Uidl) -> Option<&'c Name> {
        self.contents.name(self.maildrop, uidl)
    }

    fn all(&self) -> impl Iterator<Item = (&'c Uidl, &'c Name)> {
        self.contents.names_of(self.maildrop)
    }
}

/// Whether a message of this name was collected or passed over, and not only wished for.
pub(super) const fn was_met(name: &Name) -> bool {
    name.since > 0
}

/// Whether this is a wish for a message whose header nobody had seen, and a message of so many octets
/// that has the name can be the one that was chosen: nothing may speak against it.
pub(super) fn is_wish_for(name: &Name, octets: u64, is_numbered: bool) -> bool {
    !was_met(name) && name.header.is_none() && !is_numbered && name.listed != 0 && name.listed == octets
}

/// The headers that were seen; `None` for one that the server would not show, or not in whole, or that
/// tells nothing.
pub(super) type Headers = HashMap<MessageNumber, Option<HeaderDigest>>;

/// A maildrop as listed, looked at in the light of what is known.
#[derive(Debug)]
pub(super) struct Maildrop<'l, 'c> {
    listed: &'l [Listed],
    known: Known<'c>,
    seen: &'l Headers,
    /// How many messages have a name.
    bearers: HashMap<&'l Uidl, u32>,
    /// Names that several messages had, once or now, and that ours begin with.
    shared: HashSet<&'c [u8]>,
    naming: Naming,
    /// The names are as good as the message numbers: they mean another message whenever one goes.
    numbered: bool,
    /// Messages that are no touchstones.
    untouched: Option<&'l HashSet<MessageNumber>>,
}

impl<'l, 'c> Maildrop<'l, 'c> {
    pub(super) fn new(listed: &'l [Listed], known: Known<'c>, seen: &'l Headers) -> Self {
        let mut bearers: HashMap<&Uidl, u32> = HashMap::with_capacity(listed.len());
        for uidl in listed.iter().filter_map(|listed| listed.uidl.as_ref()) {
            *bearers.entry(uidl).or_default() += 1;
        }
        let shared = known.all().filter_map(|(uidl, _)| shared_part(uidl)).collect();
        let named = || listed.iter().filter_map(|listed| Some((listed.number, listed.uidl.as_ref()?)));
        let naming = naming(named());
        let is_another = |(number, uidl): (MessageNumber, &Uidl)| {
            let header = known.name(uidl).filter(|name| was_met(name)).and_then(|name| name.header);
            header.zip(seen.get(&number).copied().flatten()).is_some_and(|(known, seen)| known != seen)
        };
        let numbered = match naming {
            Naming::Numbers => true,
            Naming::Counting => named().any(is_another),
            Naming::Names => false,
        };
        Self { listed, known, seen, bearers, shared, naming, numbered, untouched: None }
    }

    /// Names are not put to the test by these messages, whose headers cannot be seen.
    pub(super) fn without_touching(self, untouched: &'l HashSet<MessageNumber>) -> Self {
        Self { untouched: Some(untouched), ..self }
    }

    /// Whether the server seems to give message numbers as names.
    pub(super) const fn is_numbered(&self) -> bool {
        self.numbered
    }

    /// Whether the names alone could be names of other messages by now.
    pub(super) fn counts(&self) -> bool {
        self.naming != Naming::Names
    }

    /// Whose header has to be seen yet, by number, the newest first. What is seen then may lead to others.
    pub(super) fn to_look_at(&self) -> Vec<MessageNumber> {
        let touchstone = self.touchstone();
        let lost = self.lost();
        let nothing_is_known = !self
            .listed
            .iter()
            .any(|listed| listed.uidl.as_ref().is_some_and(|uidl| self.known.name(uidl).is_some()));
        let lost_octets: HashSet<u64> = lost.iter().map(|(_, name)| name.listed).collect();
        let anything_is_known = self.known.all().any(|(_, name)| was_met(name));
        let mut numbers: Vec<MessageNumber> = self
            .listed
            .iter()
            .filter(|listed| !self.seen.contains_key(&listed.number))
            .filter(|listed| match self.place(listed) {
                Place::Settled => touchstone == Some(listed.number),
                Place::Doubtful => true,
                // There is nothing that it could be.
                Place::Nameless => anything_is_known,
                Place::Unknown => {
                    !lost.is_empty()
                        && (nothing_is_known
                            || lost_octets.contains(&listed.octets)
                            || lost_octets.contains(&0)
                            || listed.octets == 0)
                }
            })
            .map(|listed| listed.number)
            .collect();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers
    }

    /// Whether names that were known are gone although nobody here deleted them, and every listed one is
    /// new: the server has renamed all, or lists by batches what was not collected yet. What has no name
    /// says nothing of that.
    pub(super) fn is_all_new(&self) -> bool {
        let is_servers = |(uidl, _): &(&Uidl, &Name)| uidl.0.first() != Some(&NUL);
        let is_known = |uidl: &&Uidl| self.known.name(uidl).is_some();
        !self.bearers.is_empty() && !self.bearers.keys().any(is_known) && self.lost().iter().any(is_servers)
    }

    /// The message by which names that count are tested: the last that is known.
    fn touchstone(&self) -> Option<MessageNumber> {
        let is_known = |listed: &&Listed| {
            let name = listed.uidl.as_ref().and_then(|uidl| self.known.name(uidl));
            self.place(listed) == Place::Settled
                && name.is_some_and(was_met)
                && !self.untouched.is_some_and(|untouched| untouched.contains(&listed.number))
        };
        let known = self.listed.iter().filter(|_| self.naming == Naming::Counting).filter(is_known);
        known.map(|listed| listed.number).max()
    }

    /// Which message is which, as far as the headers tell that were seen.
    pub(super) fn settle(&self) -> Settled {
        let seen = self.seen;
        let mut settled: Vec<Option<Told>> = self.listed.iter().map(|listed| self.settled(listed)).collect();
        let accounted: HashSet<&Uidl> =
            settled.iter().flatten().filter_map(|told| told.name.as_ref()).collect();
        let listed = self.bearers.keys().map(|&uidl| uidl.clone()).collect();
        let mut matcher = Matcher::new(self.known, &accounted, listed);
        let bearings: Vec<Bearing> = self.listed.iter().map(|listed| self.bearing(listed)).collect();
        let mut quirks = BTreeSet::new();
        let mut unwished = Vec::new();
        if self.bearers.values().any(|&count| count > 1) {
            quirks.insert(Quirk::UidlDuplicate);
        }

        // A name is believed before it is given to another; a size that is exact, before one that is near.
        for closeness in matcher::CLOSENESSES {
            for (bearing, told) in bearings.iter().zip(&mut settled) {
                if told.is_none()
                    && let Some(&Some(digest)) = seen.get(&bearing.number)
                {
                    *told = matcher.find(self.known, bearing, digest, closeness);
                }
            }
        }
        let told: Vec<Told> = self
            .listed
            .iter()
            .zip(&bearings)
            .zip(settled)
            .map(|((listed, bearing), told)| match (told, seen.get(&listed.number)) {
                (Some(told), _) => told,
                (None, Some(Some(digest))) => {
                    match bearing.plain.as_ref().and_then(|uidl| Some((uidl, self.known.name(uidl)?))) {
                        Some((uidl, name)) if was_met(name) => {
                            quirks.insert(Quirk::UidlReused);
                            matcher.claim(uidl.clone());
                        }
                        Some((uidl, &Name { listed, header, .. })) => {
                            unwished.push(Finding::Unwished { uidl: uidl.clone(), listed, header });
                        }
                        None => {}
                    }
                    let name =
                        bearing.plain.clone().unwrap_or_else(|| matcher.name(self.known, bearing, *digest));
                    Told { name: Some(name), seen: true, ..bearing.told(Is::New) }
                }
                (None, Some(None)) => Told { name: None, ..bearing.told(Is::Unsure) },
                (None, None) if self.place(listed) == Place::Doubtful => {
                    Told { name: None, ..bearing.told(Is::Unsure) }
                }
                (None, None) => bearing.told(Is::New),
            })
            .collect();
        let (renamed, renaming) = matcher.renamed(self.known);
        quirks.extend(renaming);
        Settled { told, bearings, found_out: [unwished, renamed, self.resized()].concat(), quirks, matcher }
    }

    /// The message that a name alone tells, if it does.
    fn settled(&self, listed: &Listed) -> Option<Told> {
        let settled = self.place(listed) == Place::Settled;
        let is = match listed.uidl.as_ref().and_then(|uidl| self.known.name(uidl)) {
            Some(name) if was_met(name) => Is::Known,
            _ => Is::New,
        };
        settled.then(|| self.bearing(listed).told(is))
    }

    fn place(&self, listed: &Listed) -> Place {
        let Some(uidl) = &listed.uidl else { return Place::Nameless };
        if self.is_shared(uidl) {
            return Place::Doubtful;
        }
        match self.known.name(uidl) {
            None => Place::Unknown,
            Some(name) if self.numbered || name.wish == Wish::Gone => Place::Doubtful,
            Some(name) if name.listed != 0 && name.listed != listed.octets => Place::Doubtful,
            Some(_) => Place::Settled,
        }
    }

    /// Whether other messages have this name, or had it and are known by it with their header.
    fn is_shared(&self, uidl: &Uidl) -> bool {
        self.bearers.get(uidl).is_some_and(|&count| count > 1) || self.shared.contains(&uidl.0[..])
    }

    /// Names of messages that should be there and that no listed name stands for beyond doubt.
    fn lost(&self) -> Vec<(&'c Uidl, &'c Name)> {
        let settled: HashSet<&Uidl> = self
            .listed
            .iter()
            .filter(|listed| self.place(listed) == Place::Settled)
            .filter_map(|listed| listed.uidl.as_ref())
            .collect();
        let is_lost = |(uidl, name): &(&Uidl, &Name)| {
            was_met(name) && name.wish != Wish::Gone && !settled.contains(uidl)
        };
        self.known.all().filter(is_lost).collect()
    }

    /// What is known of the name that a message bears.
    fn bearing(&self, listed: &Listed) -> Bearing {
        let shared = listed.uidl.as_ref().is_some_and(|uidl| self.is_shared(uidl));
        Bearing {
            number: listed.number,
            octets: listed.octets,
            // It may have been alone when it was collected.
            first: listed.uidl.clone(),
            plain: listed.uidl.clone().filter(|_| !shared),
            is_numbered: self.numbered,
        }
    }

    /// What the server counts otherwise than it did, of messages that their header has told.
    fn resized(&self) -> Vec<Finding> {
        let resized = |listed: &Listed| {
            let uidl = listed.uidl.as_ref().filter(|uidl| !self.is_shared(uidl))?;
            let name = self.known.name(uidl)?;
            let seen = self.seen.get(&listed.number).copied().flatten();
            let same = seen.is_some_and(|digest| name.header == Some(digest));
            (same && listed.octets != 0 && name.listed != listed.octets)
                .then(|| Finding::Resized { uidl: uidl.clone(), listed: listed.octets })
        };
        if self.numbered { Vec::new() } else { self.listed.iter().filter_map(resized).collect() }
    }
}

/// Where a listed message stands before its header is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Its name is enough.
    Settled,
    /// Its name is known, and may mean another message.
    Doubtful,
    /// Its name was never heard.
    Unknown,
    /// It has none.
    Nameless,
}

/// How a listed message is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bearing {
    number: MessageNumber,
    octets: u64,
    /// The server's name for it.
    first: Option<Uidl>,
    /// The same, where it is nobody else's.
    plain: Option<Uidl>,
    is_numbered: bool,
}

impl Bearing {
    fn told(&self, is: Is) -> Told {
        Told {
            number: self.number,
            octets: self.octets,
            name: self.plain.clone(),
            is,
            deletable: self.plain.is_some(),
            seen: false,
        }
    }
}

/// Which message is which.
#[derive(Debug)]
pub(super) struct Settled {
    /// In the order of the listing.
    pub(super) told: Vec<Told>,
    /// How each is called, likewise.
    pub(super) bearings: Vec<Bearing>,
    /// To be kept before anything is fetched.
    pub(super) found_out: Vec<Finding>,
    pub(super) quirks: BTreeSet<Quirk>,
    /// For what could not be told yet.
    pub(super) matcher: Matcher,
}

/// The server's part of a name of ours for a message whose name others have too.
fn shared_part(uidl: &Uidl) -> Option<&[u8]> {
    let (at, _) = uidl.0.iter().enumerate().find(|(_, byte)| **byte == NUL)?;
    uidl.0.get(..at).filter(|part| !part.is_empty())
}
