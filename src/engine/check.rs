//! A check of all mail: every raw message is read and compared with its envelope; what is missing or
//! altered is told and collected again where that can be, what nobody lists is listed again, and all
//! blocks are written anew.
//!
//! It goes stretch by stretch, and writes what it found before it reads on. While a stretch is looked at
//! nobody else writes, so that no message that is just coming or going is taken for damage; readers are
//! served meanwhile.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use super::{
    Engine,
    api::{Checking, Notice, Repaired},
    platform::{Platform, To},
    problem::Problem,
    repair,
};
use crate::{
    mail::{self, Summary},
    store::{Change, Commit, Contents, Envelope, Held, MaildropId, MessageId, Store, Stretch, Uidl, Wish},
};

/// After so many octets others are let in, a page that scrolls for one.
const AT_A_TIME: usize = 256 << 10;

/// What goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Repairs {
    #[default]
    None,
    /// So far.
    Under(Checking),
    /// The reader has said stop.
    Stopping(Checking),
}

impl<P: Platform> Engine<P> {
    /// Repairs what is known to be damaged; with `deep`, looks for more. The pages hear how far it is and what it
    /// came to. While one goes on, no other begins.
    pub(super) async fn repair_and_tell(&self, deep: bool) {
        if self.repairs.get() != Repairs::None {
            return;
        }
        self.repairs.set(Repairs::Under(Checking::default()));
        let result = if deep { self.check().await } else { self.repair().await };
        self.repairs.set(Repairs::None);
        self.platform.notify(To::All, Notice::Repaired(result));
        self.greet(To::All);
    }

    /// Ends a check before its time; what it has put in order stays so.
    pub(super) fn stop_repair(&self) {
        if let Repairs::Under(checking) = self.repairs.get() {
            self.repairs.set(Repairs::Stopping(checking));
        }
    }

    /// Looks at all mail.
    ///
    /// # Errors
    /// When the store cannot be read, or not be written. What was put in order until then stays so.
    pub async fn check(&self) -> Result<Repaired, Problem> {
        let mut repaired = self.repair().await?;
        let mut ids: Vec<MessageId> = self.contents.borrow().briefs().map(|brief| brief.id).collect();
        ids.sort_unstable();
        let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        let mut at = Some(MessageId(0));
        while let Some(after) = at {
            self.tell_checking(Checking { done: repaired.checked, total });
            if matches!(self.repairs.get(), Repairs::Stopping(_)) {
                repaired.stopped = true;
                break;
            }
            at = self.check_from(after, &ids, &mut repaired).await?;
            // Whoever waits to write comes first.
            self.platform.sleep(Duration::ZERO).await;
        }
        if !repaired.stopped {
            self.commit(|contents| {
                repaired.records = contents.lost_records();
                repair::given_up(contents)
            })
            .await?;
            self.contents.borrow_mut().doubt_what_is_kept();
        }
        self.compact().await?;
        if !repaired.stopped {
            self.index_anew().await?;
        }
        self.tell_changes();
        Ok(repaired)
    }

    fn tell_checking(&self, checking: Checking) {
        if let Repairs::Under(_) = self.repairs.get() {
            self.repairs.set(Repairs::Under(checking));
            self.platform.notify(To::All, Notice::Repairing(checking));
        }
    }

    /// Looks at what lies together behind this message, and returns how far that goes; `None` at the end.
    async fn check_from(
        &self,
        after: MessageId,
        ids: &[MessageId],
        repaired: &mut Repaired,
    ) -> Result<Option<MessageId>, Problem> {
        let writing = self.writing.lock().await;
        let stretch = self.platform.store().stretch(after).await?;
        let (raw, unreadable, to) = match stretch {
            Some(Stretch { raw, unreadable, to }) => (raw, unreadable, Some(to)),
            None => (Vec::new(), Vec::new(), None),
        };
        let mut findings = Findings::default();
        let (mut here, mut unrested) = (BTreeSet::new(), 0);
        for (id, raw) in &raw {
            here.insert(*id);
            // It is unpacked, compared and dropped, one at a time.
            let listed = envelope(&self.contents.borrow(), *id);
            // A newer version may have written of it, and can read that.
            let is_newers = || self.contents.borrow().damages().iter().any(|it| it.is_newer_about(*id));
            match listed {
                Some(envelope) => findings.compare(envelope, raw),
                None if is_newers() => {}
                None if self.is_doubled(raw).await? => findings.doubles.push(*id),
                None => findings.nobodys.push((*id, raw)),
            }
            unrested += raw.len();
            if unrested >= AT_A_TIME {
                unrested = 0;
                self.platform.sleep(Duration::ZERO).await;
            }
        }
        let from = ids.partition_point(|id| *id <= after);
        let until = ids.partition_point(|id| to.is_none_or(|to| *id <= to));
        let listed = ids.get(from..until).unwrap_or_default();
        repaired.checked = repaired.checked.saturating_add(u32::try_from(listed.len()).unwrap_or(u32::MAX));
        let is_listed = |id: &MessageId| self.contents.borrow().brief(*id).is_some();
        let lacking = listed.iter().copied().filter(|id| !here.contains(id)).filter(is_listed);
        let is_unreadable =
            |id: &MessageId| unreadable.iter().any(|(first, last)| (first..=last).contains(&id));
        (findings.unreadable, findings.missing) = lacking.partition(is_unreadable);
        let now = self.platform.now();
        self.write_under(&writing, |contents| findings.commit(contents, now, repaired)).await?;
        drop(writing);
        self.tell_changes_in_time();
        Ok(to)
    }

    /// Whether the very same message is here, and can be read.
    async fn is_doubled(&self, raw: &[u8]) -> Result<bool, Problem> {
        let perhaps = repair::perhaps_doubled(&self.contents.borrow(), raw);
        for id in perhaps {
            if self.raw_or_not(id).await?.is_some_and(|other| other.as_deref() == Ok(raw)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// An envelope, be it that of one it is only known whose it is.
fn envelope(contents: &Contents, id: MessageId) -> Option<Envelope> {
    let bare = || Some(Envelope::of(&contents.brief(id)?, contents.label(id)?, Summary::default()));
    contents.message(id).or_else(bare)
}

/// What was found in a stretch.
#[derive(Debug, Default)]
struct Findings<'r> {
    /// Envelopes that say now what the bytes say.
    corrected: Vec<Envelope>,
    /// The same of messages whose bytes are not those that came.
    altered: Vec<Envelope>,
    missing: Vec<MessageId>,
    unreadable: Vec<MessageId>,
    /// Bytes that no envelope tells of, of messages that are listed by others.
    doubles: Vec<MessageId>,
    /// Bytes that no envelope tells of.
    nobodys: Vec<(MessageId, &'r [u8])>,
}

impl Findings<'_> {
    fn compare(&mut self, mut envelope: Envelope, raw: &[u8]) {
        let octets = raw.len() as u64;
        let is_its_header = envelope.header.is_none_or(|header| header == mail::header_digest(raw));
        let is_its_size = match envelope.held {
            Held::Whole => envelope.size == octets,
            Held::Header | Held::PossiblyIncomplete => true,
        };
        let summary = mail::summarise(raw);
        if is_its_header && is_its_size {
            if summary != envelope.summary {
                envelope.summary = summary;
                self.corrected.push(envelope);
            }
            return;
        }
        // The name on the server, and the header by which it is known there, are as they were.
        envelope.summary = summary;
        if envelope.held == Held::Whole {
            envelope.held = Held::PossiblyIncomplete;
        }
        if envelope.held == Held::PossiblyIncomplete {
            envelope.size = octets;
        }
        self.altered.push(envelope);
    }

    fn commit(self, contents: &Contents, now: i64, repaired: &mut Repaired) -> Commit {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        repaired.corrected += count(self.corrected.len());
        repaired.altered += count(self.altered.len());
        repaired.missing += count(self.missing.len());
        repaired.unreadable += count(self.unreadable.len());

        let lacking = self.missing.iter().chain(&self.unreadable).copied();
        let lacking = self.altered.iter().map(|envelope| envelope.id).chain(lacking);
        let mut again: BTreeMap<MaildropId, Vec<Uidl>> = BTreeMap::new();
        for id in lacking {
            let Some((maildrop, uidl)) = named(contents, id) else { continue };
            repaired.again += 1;
            again.entry(maildrop).or_default().push(uidl);
        }
        let mut commit = repair::listed_again(contents, self.nobodys, now);
        repaired.messages += count(commit.changes.len());
        commit.forget.extend(self.doubles);
        let told = self.corrected.into_iter().chain(self.altered);
        commit.changes.extend(told.map(|envelope| Change::Replaced(Box::new(envelope))));
        let wish = Wish::CollectAgain;
        let wished = again.into_iter().map(|(maildrop, uidls)| Change::Wished { maildrop, uidls, wish });
        commit.changes.extend(wished);
        commit
    }
}

/// What the server calls a message, unless it is known to be gone there, or is to go. What the reader wants
/// kept there stays so: to collect it again is another wish, and theirs to make.
fn named(contents: &Contents, id: MessageId) -> Option<(MaildropId, Uidl)> {
    let brief = contents.brief(id)?;
    let uidl = contents.label(id)?.uidl;
    let name = contents.name(brief.maildrop, &uidl).filter(|name| name.message == Some(id))?;
    let can_be_had = matches!(name.wish, Wish::Policy | Wish::CollectAgain);
    can_be_had.then_some((brief.maildrop, uidl))
}
