//! Repair: envelopes of damaged blocks are made anew from the raw messages.
//!
//! What only a block knew and cannot be read any more is gone: whether a message was read, what its
//! server calls it. A message without its name gets one of ours, made of its header, by which the next
//! session knows it again; and nothing is deleted on a server for it, for nobody knows whether all of
//! it is here.

use std::collections::BTreeSet;

use super::{Engine, api::Repaired, identity::own_name, platform::Platform, problem::Problem};
use crate::{
    mail::{self, HeaderDigest},
    store::{
        AccountId, Brief, Change, Commit, Contents, Damage, Envelope, Fault, Held, Label, MaildropId, Mark,
        MessageId, Saved, Store, StoreError, Uidl,
    },
};

impl<P: Platform> Engine<P> {
    /// Makes anew what can be made anew of all that is damaged.
    ///
    /// # Errors
    /// When the store cannot be read, or not be written. What was made until then stays.
    pub async fn repair(&self) -> Result<Repaired, Problem> {
        let mut repaired = Repaired::default();
        let damages = self.contents.borrow().damages().to_vec();
        for damage in damages {
            let Damage::Block { mark, fault, saved } = damage else { continue };
            let whose = whose(&self.contents.borrow(), &mark, fault, &saved);
            let Some(whose) = whose else {
                repaired.left += 1;
                continue;
            };
            let found = found(self.platform.store(), &mark, &whose, self.platform.now()).await?;
            let here = u32::try_from(found.len()).unwrap_or(u32::MAX);
            repaired.lost += mark.count.saturating_sub(here);
            let told = &mut repaired.messages;
            self.commit(|contents| {
                let mut commit = retold(contents, found);
                *told += u32::try_from(commit.changes.len()).unwrap_or(u32::MAX);
                commit.changes.push(Change::GivenUp(mark.first));
                commit
            })
            .await?;
        }
        self.compact().await?;
        Ok(repaired)
    }
}

/// What is known of the messages in a damaged block.
enum Whose {
    /// All but what the raw messages say.
    Saved(Vec<(Brief, Label)>),
    /// Where all of them came from.
    From(AccountId, MaildropId),
}

/// `None` where nothing can be made of it.
fn whose(contents: &Contents, mark: &Mark, fault: Fault, saved: &Saved) -> Option<Whose> {
    let known: Vec<(Brief, Label)> = saved.messages().collect();
    match (fault, &mark.maildrops[..]) {
        (Fault::Newer(_), _) => None,
        _ if known.len() == mark.count as usize => Some(Whose::Saved(known)),
        (_, [maildrop]) => Some(Whose::From(contents.account_of(*maildrop)?, *maildrop)),
        _ => None,
    }
}

/// A message that was found, and may be told anew.
struct Found {
    envelope: Envelope,
    /// Its name is one of ours, and may be that of another of the same header.
    has_own_name: bool,
}

/// The messages of a block, as their raw bytes tell them.
async fn found(store: &impl Store, mark: &Mark, whose: &Whose, now: i64) -> Result<Vec<Found>, StoreError> {
    let mut found = Vec::new();
    match whose {
        Whose::Saved(known) => {
            for (brief, label) in known {
                let Some(raw) = store.raw(brief.id).await? else { continue };
                let envelope = Envelope::of(brief, label.clone(), mail::summarise(&raw));
                found.push(Found { envelope, has_own_name: false });
            }
        }
        Whose::From(account, maildrop) => {
            for id in (mark.first.0..=mark.last.0).map(MessageId) {
                if found.len() >= mark.count as usize {
                    break;
                }
                let Some(raw) = store.raw(id).await? else { continue };
                found.push(unknown(id, (*account, *maildrop), &raw, now));
            }
        }
    }
    Ok(found)
}

/// A message of which there is nothing but its bytes.
fn unknown(id: MessageId, whose: (AccountId, MaildropId), raw: &[u8], now: i64) -> Found {
    let header = mail::header_digest(raw);
    let summary = mail::summarise(raw);
    let envelope = Envelope {
        id,
        account: whose.0,
        maildrop: whose.1,
        uidl: own_name(&[], header, 1),
        size: raw.len() as u64,
        held: Held::PossiblyIncomplete,
        header: Some(header),
        listed: 0,
        collected_at: now,
        // Better than that a thousand old mails are new.
        read: true,
        starred: false,
        summary,
    };
    Found { envelope, has_own_name: true }
}

/// Raw messages of which nothing is known are listed again, as mail of whoever has the mail that came
/// with them; those that are here once more, go.
pub(super) fn listed_again(contents: &Contents, nobodys: Vec<(MessageId, &[u8])>, now: i64) -> Commit {
    if nobodys.is_empty() {
        return Commit::default();
    }
    let mut briefs: Vec<Brief> = contents.briefs().collect();
    briefs.sort_unstable_by_key(|brief| brief.id);
    // Messages are collected by the hundred: the one before came from the same maildrop, most likely.
    let neighbour = |id: MessageId| {
        let behind = briefs.partition_point(|brief| brief.id < id);
        let before = behind.checked_sub(1).and_then(|at| briefs.get(at));
        before.or_else(|| briefs.get(behind)).map(|brief| (brief.account, brief.maildrop))
    };
    let only = || contents.maildrops().next().filter(|_| contents.maildrops().count() == 1);
    let is_here = |maildrop: MaildropId, header: HeaderDigest, octets: u64| {
        briefs.iter().any(|brief| {
            brief.maildrop == maildrop
                && brief.size == octets
                && brief.held == Held::Whole
                && contents.label(brief.id).is_some_and(|label| label.header == Some(header))
        })
    };
    let mut doubles = Vec::new();
    let mut found = Vec::new();
    for (id, raw) in nobodys {
        let Some(whose) = neighbour(id).or_else(only) else { continue };
        if is_here(whose.1, mail::header_digest(raw), raw.len() as u64) {
            doubles.push(id);
        } else {
            found.push(unknown(id, whose, raw, now));
        }
    }
    let mut commit = retold(contents, found);
    commit.forget.extend(doubles);
    commit
}

/// The messages that are not here yet are added; of those that came once more, these raw bytes go.
fn retold(contents: &Contents, found: Vec<Found>) -> Commit {
    let mut given = BTreeSet::new();
    let mut commit = Commit::default();
    for Found { mut envelope, has_own_name } in found {
        let is_taken = |uidl: &Uidl| {
            let name = contents.name(envelope.maildrop, uidl);
            given.contains(uidl) || name.is_some_and(|name| name.message.is_some())
        };
        if has_own_name {
            let names = envelope
                .header
                .into_iter()
                .flat_map(|header| (1..).map(move |count| own_name(&[], header, count)));
            envelope.uidl = names.into_iter().find(|name| !is_taken(name)).unwrap_or(envelope.uidl);
        }
        if contents.brief(envelope.id).is_some() {
            continue;
        }
        // What has its name was collected once more since; or its account is gone.
        if is_taken(&envelope.uidl) || !contents.accounts().contains_key(&envelope.account) {
            commit.forget.push(envelope.id);
        } else {
            given.insert(envelope.uidl.clone());
            commit.changes.push(Change::Added(Box::new(envelope)));
        }
    }
    commit
}
