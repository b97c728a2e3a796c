//! Repair: envelopes of damaged blocks are made anew from the raw messages.
//!
//! What only a block knew and cannot be read any more is gone: whether a message was read, what its
//! server calls it. A message without its name gets one of ours, made of its header, by which the next
//! session knows it again; and nothing is deleted on a server for it, for nobody knows whether all of
//! it is here. Where records of the journal are lost, a check makes of it what can be made, and gives them
//! up ([`given_up`]).

use std::collections::BTreeSet;

use super::{Engine, api::Repaired, identity::own_name, platform::Platform, problem::Problem};
use crate::{
    mail::{self, Summary},
    store::{
        Account, AccountId, Brief, Change, Commit, Contents, Damage, Envelope, Fault, Filed, FolderId, Held,
        Label, MaildropId, Mark, MessageId, Retention, Saved, Store, Uidl, Wish,
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
            let (found, unreadable) = self.found(&mark, &whose).await?;
            let here = u32::try_from(found.len()).unwrap_or(u32::MAX);
            repaired.unreadable += unreadable;
            // Those in a block that was saved are listed all the same.
            let not_listed = if let Whose::Saved(_) = whose { 0 } else { unreadable };
            repaired.lost += mark.count.saturating_sub(here).saturating_sub(not_listed);
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

    /// The messages of a block, as their raw bytes tell them, and how many have bytes that cannot be read.
    async fn found(&self, mark: &Mark, whose: &Whose) -> Result<(Vec<Found>, u32), Problem> {
        let (mut found, mut unreadable) = (Vec::new(), 0);
        match whose {
            Whose::Saved(known) => {
                for (brief, label) in known {
                    let summary = match self.raw_or_not(brief.id).await? {
                        None => continue,
                        Some(Ok(raw)) => mail::summarise(&raw),
                        Some(Err(Unreadable)) => {
                            unreadable += 1;
                            Summary::default()
                        }
                    };
                    let envelope = Envelope::of(brief, label.clone(), summary);
                    found.push(Found { envelope, has_own_name: false });
                }
            }
            Whose::From(account, maildrop) => {
                let now = self.platform.now();
                for id in (mark.first.0..=mark.last.0).map(MessageId) {
                    if found.len() >= mark.count as usize {
                        break;
                    }
                    match self.raw_or_not(id).await? {
                        None => {}
                        Some(Ok(raw)) => found.push(unknown(id, (*account, *maildrop), &raw, now)),
                        Some(Err(Unreadable)) => unreadable += 1,
                    }
                }
            }
        }
        Ok((found, unreadable))
    }

    /// A raw message; whether it can be read or not, others can.
    pub(super) async fn raw_or_not(
        &self,
        id: MessageId,
    ) -> Result<Option<Result<Vec<u8>, Unreadable>>, Problem> {
        match self.platform.store().raw(id).await {
            Err(error) if error.is_about_one() => Ok(Some(Err(Unreadable))),
            raw => Ok(raw?.map(Ok)),
        }
    }
}

/// Bytes are kept, and cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unreadable;

/// What is kept when lost records of the journal are given up. They may have told of another retention than
/// the one that is known, and of wishes to keep something: all stays on the servers, until the reader says
/// otherwise.
pub(super) fn given_up(contents: &Contents) -> Commit {
    if contents.lost_records() == 0 {
        return Commit::default();
    }
    let leaving_all = |account: &Account| Account { retention: Retention::default(), ..account.clone() };
    let accounts = contents.accounts().iter();
    let accounts = accounts.map(|(&id, account)| Change::AccountSaved { id, account: leaving_all(account) });
    let spared = contents.maildrops().filter_map(|(_, maildrop)| {
        let doomed = contents.names_of(maildrop).filter(|(_, name)| name.wish == Wish::Delete);
        let uidls: Vec<Uidl> = doomed.map(|(uidl, _)| uidl.clone()).collect();
        (!uidls.is_empty()).then_some(Change::Wished { maildrop, uidls, wish: Wish::Keep })
    });
    Commit { changes: accounts.chain(spared).chain([Change::RecordsGivenUp]).collect(), ..Commit::default() }
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
        filed: Filed::default(),
        summary,
    };
    Found { envelope, has_own_name: true }
}

/// The messages that this may be once more, whosever they are: all of such a message, with this header, is
/// said to be here.
pub(super) fn perhaps_doubled(contents: &Contents, raw: &[u8]) -> Vec<MessageId> {
    let (octets, header) = (raw.len() as u64, mail::header_digest(raw));
    let is_like_it = |brief: &Brief| {
        brief.size == octets
            && brief.held == Held::Whole
            && contents.label(brief.id).is_some_and(|label| label.header == Some(header))
    };
    contents.briefs().filter(is_like_it).map(|brief| brief.id).collect()
}

/// Raw messages of which nothing is known are listed again, as mail of whoever has the mail that came
/// with them.
pub(super) fn listed_again(contents: &Contents, nobodys: Vec<(MessageId, &[u8])>, now: i64) -> Commit {
    if nobodys.is_empty() {
        return Commit::default();
    }
    // What came from no server is no sign of where its neighbours came from.
    let mut briefs: Vec<Brief> =
        contents.briefs().filter(|brief| !contents.is_local(brief.maildrop)).collect();
    briefs.sort_unstable_by_key(|brief| brief.id);
    // Messages are collected by the hundred: the one before came from the same maildrop, most likely.
    let neighbour = |id: MessageId| {
        let behind = briefs.partition_point(|brief| brief.id < id);
        let before = behind.checked_sub(1).and_then(|at| briefs.get(at));
        before.or_else(|| briefs.get(behind)).map(|brief| (brief.account, brief.maildrop))
    };
    // Better anywhere than nowhere.
    let any = || contents.maildrops().find(|(_, maildrop)| !contents.is_local(*maildrop));
    let found = nobodys
        .into_iter()
        .filter_map(|(id, raw)| Some(unknown(id, neighbour(id).or_else(any)?, raw, now)))
        .collect();
    retold(contents, found)
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
            if !contents.has_folder(envelope.filed.folder) {
                envelope.filed.folder = FolderId::INBOX;
            }
            given.insert(envelope.uidl.clone());
            commit.changes.push(Change::Added(Box::new(envelope)));
        }
    }
    commit
}
