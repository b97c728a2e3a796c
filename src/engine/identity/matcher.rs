//! Known messages that were not found under their names, and who turns out to be one of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Bearing, Finding, Is, Known, NUL, Told, is_wish_for, was_met};
use crate::{engine::api::Quirk, mail::HeaderDigest, protocol::pop3::Uidl, store::Wish};

/// How well a known message has to fit. Headers must be equal in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closeness {
    /// It has that very name.
    Name,
    /// It has exactly those octets.
    Octets,
    /// It has about those octets.
    About,
}

/// The closest first.
pub(super) const CLOSENESSES: [Closeness; 3] = [Closeness::Name, Closeness::Octets, Closeness::About];

/// Messages that are known and were not accounted for.
#[derive(Debug, Default)]
pub(in crate::engine) struct Matcher {
    /// By header: names, with the octets once listed.
    pool: HashMap<HeaderDigest, Vec<(Uidl, u64)>>,
    /// The names that the server lists.
    listed: HashSet<Uidl>,
    /// Names whose message was found.
    found: HashSet<Uidl>,
    /// Names of ours that were given in this session.
    given: HashSet<Uidl>,
    /// Names that messages are to have from now on which may be another's still.
    claimed: Vec<Uidl>,
    /// From the name that was claimed to the one that its message was put aside under.
    aside: HashMap<Uidl, Uidl>,
    /// From the name known to the name the server has now.
    renamed: BTreeMap<Uidl, Uidl>,
}

impl Matcher {
    pub(super) fn new(known: Known<'_>, accounted: &HashSet<&Uidl>, listed: HashSet<Uidl>) -> Self {
        let mut pool: HashMap<HeaderDigest, Vec<(Uidl, u64)>> = HashMap::new();
        for (uidl, name) in known.all() {
            if let Some(header) = name.header
                && was_met(name)
                && name.wish != Wish::Gone
                && !accounted.contains(uidl)
            {
                pool.entry(header).or_default().push((uidl.clone(), name.listed));
            }
        }
        // The store keeps no order; who is who must not hang on chance.
        pool.values_mut().for_each(|names| names.sort_unstable());
        let found = accounted.iter().map(|&uidl| uidl.clone()).collect();
        Self { pool, listed, found, ..Self::default() }
    }

    /// The known message that has this header, if there is one so close.
    pub(super) fn find(
        &mut self,
        known: Known<'_>,
        bearing: &Bearing,
        digest: HeaderDigest,
        closeness: Closeness,
    ) -> Option<Told> {
        let from = if closeness == Closeness::Name {
            // What was taken for another, and put aside for it, may turn out to be itself.
            let first = bearing.first.as_ref()?;
            let uidl = self.aside.get(first).unwrap_or(first);
            let uidl = Some(uidl.clone()).filter(|uidl| !self.found.contains(uidl))?;
            let name = known.name(&uidl)?;
            let fits = match name.header {
                Some(header) => header == digest,
                None => is_wish_for(name, bearing.octets, bearing.is_numbered),
            };
            // A name that others have, or that is a number, says little by itself.
            let says_little = bearing.is_numbered || bearing.plain.is_none();
            (fits && (!says_little || is_about(name.listed, bearing.octets))).then_some(uidl)?
        } else {
            let fits = |(uidl, listed): &&(Uidl, u64)| {
                !self.found.contains(uidl)
                    && match closeness {
                        Closeness::Octets => *listed == bearing.octets,
                        _ => is_about(*listed, bearing.octets),
                    }
            };
            let mut fitting = self.pool.get(&digest)?.iter().filter(fits);
            let own = |(uidl, _): &&(Uidl, u64)| is_ours(uidl, bearing);
            fitting.clone().find(own).or_else(|| fitting.next()).map(|(uidl, _)| uidl.clone())?
        };
        self.found.insert(from.clone());
        let is_plain = bearing.plain.as_ref() == Some(&from);
        let keeps = is_plain || is_ours(&from, bearing) || bearing.first.as_ref() == Some(&from);
        let to = match &bearing.plain {
            _ if keeps => from.clone(),
            Some(plain) => plain.clone(),
            None => self.name(known, bearing, digest),
        };
        if from != to {
            self.claim(to.clone());
            self.renamed.insert(from.clone(), to.clone());
        }
        let is = match known.name(&from) {
            Some(name) if !was_met(name) => Is::New,
            _ => Is::Known,
        };
        let deletable = bearing.plain.as_ref() == Some(&to);
        let seen = known.name(&from).is_some_and(|name| name.header == Some(digest));
        Some(Told { name: Some(to), seen, deletable, ..bearing.told(is) })
    }

    /// What a message turns out to be whose header could be seen only by fetching it. A known one may
    /// have another name from now on: see [`Self::renamed`]. `tells`: its header tells it from others.
    pub(in crate::engine) fn recognise(
        &mut self,
        known: Known<'_>,
        bearing: &Bearing,
        digest: HeaderDigest,
        tells: bool,
    ) -> Told {
        // A message without a header is told by its beginning: reports that begin alike are many, and only
        // one of the very name may be taken for the known one.
        let serves =
            |closeness: &Closeness| *closeness == Closeness::Name || tells || bearing.plain.is_none();
        let mut closenesses = CLOSENESSES.into_iter().filter(serves);
        let found = closenesses.find_map(|closeness| self.find(known, bearing, digest, closeness));
        found.unwrap_or_else(|| {
            let name = bearing.plain.clone().unwrap_or_else(|| self.name(known, bearing, digest));
            self.claim(name.clone());
            Told { name: Some(name), seen: true, ..bearing.told(Is::New) }
        })
    }

    /// A name of ours for a message that cannot be told by the server's.
    pub(in crate::engine) fn name(
        &mut self,
        known: Known<'_>,
        bearing: &Bearing,
        digest: HeaderDigest,
    ) -> Uidl {
        let first = bearing.first.as_ref().map(|uidl| &uidl.0[..]).unwrap_or_default();
        self.fresh(known, first, digest)
    }

    fn fresh(&mut self, known: Known<'_>, first: &[u8], digest: HeaderDigest) -> Uidl {
        let mut candidate = own_name(first, digest, 1);
        let mut count = 2;
        while self.given.contains(&candidate) || known.name(&candidate).is_some() {
            candidate = own_name(first, digest, count);
            count += 1;
        }
        self.given.insert(candidate.clone());
        candidate
    }

    /// A new message will have this name, and not the one that is known by it.
    pub(super) fn claim(&mut self, uidl: Uidl) {
        self.claimed.push(uidl);
    }

    /// What was taken for the message of this name is another, and new.
    pub(in crate::engine) fn release(&mut self, uidl: &Uidl) {
        self.found.remove(uidl);
        self.claim(uidl.clone());
    }

    /// Messages whose names others have now, and that were not found: they stay known by their headers,
    /// for they may come again.
    fn displace(&mut self, known: Known<'_>) {
        for uidl in std::mem::take(&mut self.claimed) {
            if let Some(name) = known.name(&uidl)
                && let Some(header) = name.header
                && was_met(name)
                && (name.message.is_some() || name.wish != Wish::Gone)
                && !self.found.contains(&uidl)
                && !self.renamed.contains_key(&uidl)
            {
                let aside = self.fresh(known, &[], header);
                let waiting = self.pool.get_mut(&header).into_iter().flatten();
                waiting.filter(|(waits, _)| *waits == uidl).for_each(|(waits, _)| *waits = aside.clone());
                self.aside.insert(uidl.clone(), aside.clone());
                self.renamed.insert(uidl, aside);
            }
        }
    }

    /// The names that messages have got since this was last asked, in an order in which none is
    /// overwritten that is still to be moved; and what that says of the server.
    pub(in crate::engine) fn renamed(&mut self, known: Known<'_>) -> (Vec<Finding>, BTreeSet<Quirk>) {
        self.displace(known);
        let mut pending = std::mem::take(&mut self.renamed);
        let quirk =
            |from: &Uidl| if self.listed.contains(from) { Quirk::UidlReused } else { Quirk::UidlChanged };
        let by_server = |(from, to): &(&Uidl, &Uidl)| !from.0.contains(&NUL) && !to.0.contains(&NUL);
        let quirks = pending.iter().filter(by_server).map(|(from, _)| quirk(from)).collect();
        let mut renamed = Vec::new();
        let mut rename = |from: Uidl, to: Uidl| renamed.push(Finding::Renamed { from, to });
        while let Some((first, to)) = pending.pop_first() {
            let mut chain = vec![(first.clone(), to)];
            while let Some((next, to)) = chain.last().and_then(|(_, to)| pending.remove_entry(to)) {
                chain.push((next, to));
            }
            // Where it closes to a ring, one steps aside.
            let closes = chain.last().is_some_and(|(_, to)| *to == first);
            let aside = Uidl([&b"\0aside\0"[..], &first.0[..]].concat());
            if closes {
                rename(first.clone(), aside.clone());
            }
            for (from, to) in chain.into_iter().rev() {
                rename(if closes && from == first { aside.clone() } else { from }, to);
            }
        }
        (renamed, quirks)
    }
}

/// A name of ours for the first, second, ... message of this header that the server calls so.
pub(in crate::engine) fn own_name(first: &[u8], digest: HeaderDigest, count: u32) -> Uidl {
    let hex: String = digest.0.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut name = [first, &[NUL], hex.as_bytes()].concat();
    if count > 1 {
        name.push(NUL);
        name.extend_from_slice(count.to_string().as_bytes());
    }
    Uidl(name)
}

/// Whether a name is one of ours for a message that is called so by the server.
fn is_ours(uidl: &Uidl, bearing: &Bearing) -> bool {
    let first = bearing.first.as_ref().map(|uidl| &uidl.0[..]).unwrap_or_default();
    uidl.0.strip_prefix(first).is_some_and(|rest| rest.first() == Some(&NUL))
}

/// Whether two counts can be of one message: servers come to count otherwise when they keep it
/// otherwise (LF or CRLF, with fields of their own or without). Two messages of one header and so
/// much the same size are taken for one; what says nothing of its size can be any.
pub(super) fn is_about(a: u64, b: u64) -> bool {
    const FIELDS: u64 = 512;
    a == 0 || b == 0 || a.abs_diff(b) <= FIELDS.saturating_add(a.max(b) / 16)
}
