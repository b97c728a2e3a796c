//! Messages on their way to the store.

use super::visit::Visit;
use crate::{
    engine::{
        Engine,
        filing::Copies,
        identity::{self, Finding, Known},
        muting,
        platform::Platform,
        problem::Problem,
        rules,
    },
    mail::{self, HeaderDigest, Searchable, Summary},
    protocol::pop3::MessageNumber,
    search::{Builder, Document},
    store::{AccountId, Change, Commit, Envelope, Held, MaildropId, MessageId, Name, Uidl, Wish},
};

/// A batch goes to the store when it has so many messages or bytes, or is so old, whichever comes
/// first. One transaction of some hundred mails costs little more than one of a single mail.
const MESSAGES: usize = 250;
const BYTES: usize = 2 << 20;
pub(super) const MILLISECONDS: u64 = 250;

/// A message as it came, and as it is to be kept.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) number: MessageNumber,
    pub(super) uidl: Uidl,
    /// The message here that it takes the place of.
    pub(super) replaces: Option<MessageId>,
    pub(super) held: Held,
    /// The whole message follows.
    pub(super) is_foretaste: bool,
    /// The header that came before it, as TOP has shown it.
    pub(super) tasted: Option<HeaderDigest>,
    /// By the server's count.
    pub(super) octets: u64,
    pub(super) header: HeaderDigest,
    pub(super) summary: Summary,
    /// What a search finds it by; `None` where it is indexed later.
    pub(super) searchable: Option<Searchable>,
    pub(super) raw: Vec<u8>,
}

impl Fetched {
    pub(super) fn new(
        number: MessageNumber,
        uidl: Uidl,
        octets: u64,
        header: HeaderDigest,
        raw: Vec<u8>,
        is_indexed: bool,
    ) -> Self {
        let (summary, searchable) = if is_indexed {
            let (summary, searchable) = mail::summarise_searchable(&raw);
            (summary, Some(searchable))
        } else {
            (mail::summarise(&raw), None)
        };
        Self {
            number,
            uidl,
            replaces: None,
            held: Held::Whole,
            is_foretaste: false,
            tasted: None,
            octets,
            header,
            summary,
            searchable,
            raw,
        }
    }
}

/// What has become durable.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// Messages that were not here before.
    pub(super) messages: u32,
    /// Of these, without headers that come once more with their bodies.
    pub(super) bytes: u64,
    /// All of them, by their numbers in the session.
    pub(super) numbers: Vec<MessageNumber>,
    /// A rule wanted some deleted on the server, and the device has not promised to keep them.
    pub(super) spared: bool,
}

/// Messages that will be stored together.
#[derive(Debug)]
pub(super) struct Batch {
    messages: Vec<Fetched>,
    /// What was found out about names besides.
    found_out: Vec<Finding>,
    bytes: usize,
    since: u64,
    hurries: bool,
}

impl Batch {
    pub(super) const fn new(now: u64) -> Self {
        Self { messages: Vec::new(), found_out: Vec::new(), bytes: 0, since: now, hurries: false }
    }

    pub(super) fn add(&mut self, message: Fetched) {
        self.bytes += message.raw.len();
        // Its header may wait here already.
        match self.messages.iter_mut().find(|waits| waits.number == message.number) {
            Some(header) => *header = message,
            None => self.messages.push(message),
        }
    }

    /// What is in it is not to wait for more.
    pub(super) const fn hurry(&mut self) {
        self.hurries = true;
    }

    pub(super) fn found_out(&mut self, findings: Vec<Finding>) {
        self.found_out.extend(findings);
    }

    pub(super) const fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.found_out.is_empty()
    }

    pub(super) const fn is_due(&self, now: u64) -> bool {
        let old = now.saturating_sub(self.since) >= MILLISECONDS;
        let full = self.messages.len() >= MESSAGES || self.bytes >= BYTES;
        full || ((old || self.hurries) && !self.is_empty())
    }

    /// Makes it durable: raw bytes, envelopes, names and a piece of the search index in one transaction.
    /// Of a large delivery the index is made later.
    pub(super) async fn store<P: Platform>(
        self,
        engine: &Engine<P>,
        account: AccountId,
        maildrop: MaildropId,
    ) -> Result<Stored, Problem> {
        let collected_at = engine.platform.now();
        let mut stored = Stored::default();
        let told = &mut stored;
        // Without an open index, all is indexed later.
        let segment = engine.next_segment();
        let is_persistent = engine.is_persistent();
        engine
            .commit_quietly(move |contents| {
                if !contents.accounts().contains_key(&account) {
                    return Commit::default();
                }
                let known = Known::new(contents, maildrop);
                let changes = self.found_out.into_iter().filter_map(|finding| finding.change(known));
                let mut commit = Commit { changes: changes.collect(), ..Commit::default() };
                let mut next = contents.next_message();
                let mut builder = Builder::new();
                let mut copies = Copies::new(contents);
                for message in self.messages {
                    let name = contents.name(maildrop, &message.uidl);
                    let before = match message.replaces {
                        Some(id) => contents.brief(id),
                        // Its header came first.
                        None => name.and_then(|name| contents.brief(name.message?)).filter(|before| {
                            let header = contents.label(before.id).and_then(|label| label.header);
                            let is_it = header == Some(message.header)
                                || (message.tasted.is_some() && header == message.tasted);
                            before.held == Held::Header && is_it
                        }),
                    };
                    if message.replaces.is_some() && before.is_none() {
                        // It was deleted here while it was on its way.
                        continue;
                    }
                    let octets = message.raw.len() as u64;
                    let id = before.map_or(next, |before| before.id);
                    let is_muted = before.is_none() && muting::is_muted(contents, &message.summary);
                    let envelope = Box::new(Envelope {
                        id,
                        account,
                        maildrop,
                        uidl: message.uidl,
                        size: if message.held == Held::Header { message.octets.max(octets) } else { octets },
                        held: message.held,
                        header: Some(message.header),
                        listed: message.octets,
                        collected_at: before
                            .and_then(|before| contents.label(before.id))
                            .map_or(collected_at, |before| before.collected_at),
                        read: before.map_or(is_muted, |before| before.read),
                        starred: before.is_some_and(|before| before.starred),
                        filed: before.map(|before| before.filed).unwrap_or_default(),
                        summary: message.summary,
                    });
                    let sorted = rules::on_arrival(
                        contents,
                        &envelope,
                        before,
                        message.is_foretaste,
                        &message.raw,
                        collected_at,
                    );
                    // The reader's wish outlives the collecting, also if it came in the middle of it.
                    let stays = name
                        .filter(|name| {
                            let is_it = name.header == Some(message.header);
                            before.is_some() || is_it || !identity::was_met(name)
                        })
                        .filter(|name| match name.wish {
                            Wish::Keep => true,
                            Wish::Delete => is_meant(name, &envelope),
                            _ => false,
                        })
                        .map(|name| name.wish);
                    // What was in the index whole already is not noticed to be missing there.
                    let is_again = before.is_some_and(|before| before.held != Held::Header);
                    let searchable =
                        message.searchable.or_else(|| is_again.then(|| mail::searchable(&message.raw)));
                    if let Some(searchable) = searchable.filter(|_| segment.is_some()) {
                        let is_whole = message.held != Held::Header;
                        builder.add(id.0, &Document { is_whole, ..searchable.into() });
                    }
                    // What a rule says holds for what the reader has said nothing of.
                    let is_spared = sorted.wish == Some(Wish::Delete) && !is_persistent;
                    told.spared |= is_spared;
                    let stays = stays.or(sorted.wish.filter(|_| !is_spared));
                    let uidls = vec![envelope.uidl.clone()];
                    told.numbers.push(message.number);
                    told.bytes += if message.is_foretaste { 0 } else { octets };
                    if before.is_some() {
                        commit.changes.push(Change::Replaced(envelope.clone()));
                        commit.changes.extend(sorted.changes(id));
                    } else {
                        told.messages += 1;
                        next = MessageId(next.0 + 1);
                        // So are the answers to it.
                        let id = envelope.summary.message_id.clone().filter(|_| is_muted);
                        commit.changes.push(Change::Added(Box::new(sorted.applied((*envelope).clone()))));
                        if let Some(id) = id {
                            commit.changes.push(Change::Muted { account, ids: vec![id], muted: true });
                        }
                    }
                    if let Some(wish) = stays {
                        commit.changes.push(Change::Wished { maildrop, uidls, wish });
                    }
                    for &to in &sorted.copies {
                        let copy = next;
                        next = MessageId(next.0 + 1);
                        commit.changes.extend(copies.copy(sorted.applied((*envelope).clone()), copy, to));
                        commit.raw.push((copy, message.raw.clone()));
                    }
                    commit.raw.push((id, message.raw));
                }
                commit.segment = segment.filter(|_| !builder.is_empty()).map(|id| (id, builder.finish()));
                commit
            })
            .await?;
        Ok(stored)
    }
}

/// Whether what came under a name is what the reader knows by it: nothing else may go.
fn is_meant(name: &Name, envelope: &Envelope) -> bool {
    match name.header {
        Some(header) => envelope.header == Some(header),
        None => name.listed == envelope.listed,
    }
}

impl<P: Platform> Visit<'_, P> {
    /// These are durable here from now on.
    pub(super) fn stored(&mut self, stored: &Stored) {
        for &number in &stored.numbers {
            if let Some(told) = self.place(number).and_then(|at| self.told.get_mut(at)) {
                told.is = identity::Is::Known;
            }
        }
    }
}
