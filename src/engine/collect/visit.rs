//! An open maildrop of which it is known which message is which.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::look::Top;
use crate::{
    engine::{
        Engine,
        api::{Progress, Quirk},
        identity::{self, Bearing, Finding, Headers, Known, Listed, Maildrop, Matcher, Settled, Told},
        platform::Platform,
        problem::Problem,
        retention::{Lot, Place},
        session::{Entered, Log, Session},
    },
    mail::{self, HeaderDigest},
    protocol::pop3::MessageNumber,
    store::{Account, Commit, Held, MaildropId, MessageId, Name, Uidl, Wish},
};

/// Whose maildrop is visited, and how.
pub(in crate::engine) struct Way<'a> {
    pub(in crate::engine) account: &'a Account,
    pub(in crate::engine) maildrop: MaildropId,
    pub(in crate::engine) secret: &'a str,
    pub(in crate::engine) log: &'a Log,
    pub(in crate::engine) tell: &'a dyn Fn(Progress),
}

/// An open maildrop.
pub(in crate::engine) struct Visit<'e, P: Platform> {
    engine: &'e Engine<P>,
    pub(in crate::engine) session: Session<'e, P>,
    pub(in crate::engine) maildrop: MaildropId,
    /// What the server lists, by number.
    pub(super) listed: Vec<Listed>,
    /// What each of these is, in the same order.
    pub(in crate::engine) told: Vec<Told>,
    /// How each of these is called.
    bearings: Vec<Bearing>,
    matcher: Matcher,
    pub(super) top: Top,
    /// The names are as good as the message numbers.
    numbered: bool,
    /// They could be, by their looks.
    counts: bool,
    /// All that was known and should be there is gone, and all that is there is new and not what was
    /// known under another name.
    pub(in crate::engine) is_another_batch: bool,
    pub(super) log: Log,
    /// Messages that are not looked at in this session, because one broke when they were.
    pub(super) sitting_out: HashSet<MessageNumber>,
    /// What TOP has shown of messages in this session, where that tells them; `None` where it has not.
    shown: HashMap<MessageNumber, Option<HeaderDigest>>,
    /// What it has shown of those whose bodies follow.
    tasted: HashMap<MessageNumber, HeaderDigest>,
    /// What was found out about names, to be kept before anything else is done.
    found_out: Vec<Finding>,
}

impl<'e, P: Platform> Visit<'e, P> {
    /// Opens the maildrop, lists it, and tells its messages apart, by their headers where names do not
    /// say enough. [`Self::keep_names`] comes next.
    pub(in crate::engine) async fn begin(engine: &'e Engine<P>, way: Way<'_>) -> Result<Self, Problem> {
        let Way { account, maildrop, secret, log, tell } = way;
        let Entered { session, listing } =
            Session::enter(&engine.platform, account, secret, log, tell).await?;
        let listed = identity::listed(listing);
        let sitting_out = log.sitting_out(&listed);
        let top = if session.capabilities().top() { Top::Announced } else { Top::Untried };
        let mut visit = Self {
            engine,
            session,
            maildrop,
            listed,
            told: Vec::new(),
            bearings: Vec::new(),
            matcher: Matcher::default(),
            top,
            numbered: false,
            counts: false,
            is_another_batch: false,
            log: log.clone(),
            sitting_out,
            shown: HashMap::new(),
            tasted: HashMap::new(),
            found_out: Vec::new(),
        };
        let mut seen = Headers::new();
        loop {
            let to_look_at = visit.maildrop(&seen, |maildrop| maildrop.to_look_at());
            if to_look_at.is_empty() {
                break;
            }
            tell(Progress::Comparing);
            engine.learn_headers(maildrop).await?;
            seen.extend(visit.identify(&to_look_at).await?);
        }
        let (settled, is_all_new) =
            visit.maildrop(&seen, |maildrop| (maildrop.settle(), maildrop.is_all_new()));
        (visit.numbered, visit.counts) =
            visit.maildrop(&seen, |maildrop| (maildrop.is_numbered(), maildrop.counts()));
        let Settled { told, bearings, found_out, quirks, matcher } = settled;
        visit.is_another_batch = is_all_new && !quirks.contains(&Quirk::UidlChanged);
        visit.note(quirks);
        (visit.told, visit.bearings) = (told, bearings);
        visit.matcher = matcher;
        visit.found_out = found_out;
        Ok(visit)
    }

    /// Keeps what was found out about names. It must not be broken off: memory would not know what the
    /// store does.
    pub(in crate::engine) async fn keep_names(&mut self) -> Result<(), Problem> {
        let (found_out, maildrop) = (std::mem::take(&mut self.found_out), self.maildrop);
        let keeping = self.engine.commit(|contents| {
            let known = Known::new(contents, maildrop);
            let changes = found_out.into_iter().filter_map(|finding| finding.change(known)).collect();
            Commit { changes, ..Commit::default() }
        });
        self.session.idle(keeping).await
    }

    /// Looks at the headers of these messages to tell them by. Where TOP has shown other headers than RETR,
    /// one that nobody knows says nothing: it can still be that of a known message.
    pub(super) async fn identify(&mut self, numbers: &[MessageNumber]) -> Result<Headers, Problem> {
        let mut seen = Headers::new();
        self.look(numbers, |number, header| {
            seen.insert(number, header.map(mail::header_digest));
        })
        .await?;
        self.shown.extend(&seen);
        if self.log.mistrusts_top() {
            let contents = self.engine.contents.borrow();
            let known: HashSet<HeaderDigest> =
                contents.names_of(self.maildrop).filter_map(|(_, name)| name.header).collect();
            for digest in seen.values_mut() {
                *digest = digest.filter(|digest| known.contains(digest));
            }
        }
        Ok(seen)
    }

    /// TOP has shown this header of a message.
    pub(super) fn show(&mut self, number: MessageNumber, digest: Option<HeaderDigest>) {
        self.shown.insert(number, digest);
    }

    /// Whether it was asked for one in this session, to tell the message by it.
    pub(super) fn was_asked_for(&self, number: MessageNumber) -> bool {
        self.shown.contains_key(&number)
    }

    /// Whether TOP has shown this header of a message.
    pub(super) fn was_shown_as(&self, number: MessageNumber, digest: HeaderDigest) -> bool {
        self.shown.get(&number) == Some(&Some(digest))
    }

    /// The message came with this header: whether TOP has shown another of it, so that nothing holds that
    /// was concluded from it.
    pub(super) fn was_shown_otherwise(&self, number: MessageNumber, digest: HeaderDigest) -> bool {
        let differs = self.shown.get(&number).copied().flatten().is_some_and(|shown| shown != digest);
        if differs {
            self.log.top_differs();
        }
        differs
    }

    /// The header of this message came, and its body follows.
    pub(super) fn taste(&mut self, number: MessageNumber, digest: HeaderDigest) {
        self.tasted.insert(number, digest);
    }

    /// The header of this message that came before its body.
    pub(super) fn tasted(&self, number: MessageNumber) -> Option<HeaderDigest> {
        self.tasted.get(&number).copied()
    }

    pub(super) const fn engine(&self) -> &'e Engine<P> {
        self.engine
    }

    fn maildrop<T>(&self, seen: &Headers, ask: impl FnOnce(&Maildrop<'_, '_>) -> T) -> T {
        let contents = self.engine.contents.borrow();
        let known = Known::new(&contents, self.maildrop);
        ask(&Maildrop::new(&self.listed, known, seen).without_touching(&self.sitting_out))
    }

    fn note(&self, quirks: BTreeSet<Quirk>) {
        quirks.into_iter().for_each(|quirk| self.log.note(quirk));
    }

    /// Where in the listing a message is.
    pub(super) fn place(&self, number: MessageNumber) -> Option<usize> {
        self.listed.binary_search_by_key(&number, |listed| listed.number).ok()
    }

    /// A message was fetched that no name tells: what it is, and under which name it is kept.
    pub(super) fn recognise(
        &mut self,
        at: usize,
        digest: HeaderDigest,
        tells: bool,
    ) -> Option<(Told, Vec<Finding>)> {
        let contents = self.engine.contents.borrow();
        let known = Known::new(&contents, self.maildrop);
        let told = self.matcher.recognise(known, self.bearings.get(at)?, digest, tells);
        let (renamed, quirks) = self.matcher.renamed(known);
        self.note(quirks);
        Some((told, renamed))
    }

    /// What was taken for the message of this name is another, and new: the name is free for it.
    pub(super) fn release(&mut self, uidl: &Uidl) -> Vec<Finding> {
        let contents = self.engine.contents.borrow();
        self.matcher.release(uidl);
        let (renamed, _) = self.matcher.renamed(Known::new(&contents, self.maildrop));
        self.log.note(Quirk::UidlReused);
        renamed
    }

    /// The name under which a new message is kept whose server's name does not tell it from others.
    pub(super) fn name(&mut self, at: usize, digest: HeaderDigest) -> Option<Uidl> {
        let contents = self.engine.contents.borrow();
        let known = Known::new(&contents, self.maildrop);
        Some(self.matcher.name(known, self.bearings.get(at)?, digest))
    }

    /// The message whose header came before, if one did; `Some(None)` if the reader has deleted it
    /// since.
    pub(super) fn header_of(&self, at: usize, uidl: &Uidl) -> Option<Option<MessageId>> {
        let contents = self.engine.contents.borrow();
        let name = contents.name(self.maildrop, uidl)?;
        let came = self.told.get(at)?.is == identity::Is::Known && name.wish != Wish::CollectAgain;
        came.then_some(name.message)
    }

    /// The message of this name, if only its header is here.
    pub(super) fn lacks_body(&self, uidl: &Uidl) -> Option<MessageId> {
        let contents = self.engine.contents.borrow();
        let id = contents.name(self.maildrop, uidl)?.message?;
        contents.brief(id).filter(|brief| brief.held == Held::Header).map(|brief| brief.id)
    }

    /// A message is known under this name from now on, and not collected. What the reader wished of it
    /// holds.
    pub(super) fn pass_over(&mut self, at: usize, uidl: Uidl, name: Name) {
        if let Some(told) = self.told.get_mut(at) {
            told.is = identity::Is::Known;
            told.name = Some(uidl.clone());
            told.seen = true;
        }
        self.found_out.push(Finding::PassedOver { uidl, name, is_numbered: self.numbered });
    }

    /// Whether this is the header of the message that a name stands for. A reader's order for a message
    /// whose header nobody had seen holds for what has the name and the octets, if the name is no mere
    /// number.
    pub(super) fn is_header_of(&self, told: &Told, digest: HeaderDigest) -> bool {
        let contents = self.engine.contents.borrow();
        let name = told.name.as_ref().and_then(|uidl| contents.name(self.maildrop, uidl));
        name.is_some_and(|name| match name.header {
            Some(header) => header == digest,
            None => identity::is_wish_for(name, told.octets, self.numbered),
        })
    }

    /// A name that was only wished for means another message: the wish is forgotten.
    pub(super) fn without_wish(&self, uidl: Uidl) -> Option<Finding> {
        let contents = self.engine.contents.borrow();
        let &Name { listed, header, .. } = contents.name(self.maildrop, &uidl)?;
        Some(Finding::Unwished { uidl, listed, header })
    }

    /// What was found out about names besides, to be kept with [`Self::keep_names`].
    pub(super) fn found_out(&mut self, findings: impl IntoIterator<Item = Finding>) {
        self.found_out.extend(findings);
    }

    /// The messages as far as their fate hangs on it.
    pub(in crate::engine) fn lots(&self) -> Vec<Lot> {
        let contents = self.engine.contents.borrow();
        let lot = |told: &Told| {
            let name = told.name.as_ref().and_then(|uidl| contents.name(self.maildrop, uidl));
            // The name of a new message may still be that of another.
            let name = match told.is {
                identity::Is::Known => name,
                identity::Is::New => name.filter(|name| !identity::was_met(name)),
                identity::Is::Unsure => None,
            };
            let place = match name {
                Some(Name { message: Some(id), since, .. }) => {
                    contents.brief(*id).map_or(Place::Removed, |brief| Place::Here(brief.held, *since))
                }
                Some(name) if identity::was_met(name) && name.wish != Wish::PassOver => Place::Removed,
                _ => Place::Nowhere,
            };
            let wish = name.map(|name| name.wish).unwrap_or_default();
            let deletable = told.deletable && told.is != identity::Is::Unsure;
            Lot { number: told.number, octets: told.octets, place, wish, deletable }
        };
        self.told.iter().map(lot).collect()
    }

    /// Whether the header is known of the message that a name stands for.
    pub(super) fn knows_header(&self, told: &Told) -> bool {
        let contents = self.engine.contents.borrow();
        let name = told.name.as_ref().and_then(|uidl| contents.name(self.maildrop, uidl));
        name.is_some_and(|name| name.header.is_some())
    }

    /// Whether a message has the name and the octets of what it is taken for, and nothing speaks against
    /// it.
    pub(super) fn is_told_by_name(&self, told: &Told) -> bool {
        let contents = self.engine.contents.borrow();
        let name = told.name.as_ref().and_then(|uidl| contents.name(self.maildrop, uidl));
        !self.counts && told.octets > 0 && name.is_some_and(|name| name.listed == told.octets)
    }
}
