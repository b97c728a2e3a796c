//! What the reader wants of single messages: gone here, or something of them on the server.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::join_all;

use super::{
    Engine,
    api::{Row, There},
    identity::was_met,
    platform::Platform,
    problem::Problem,
};
use crate::store::{
    AccountId, Brief, Change, Commit, Contents, Maildrop, MaildropId, MessageId, Name, Uidl, Wish,
};

impl<P: Platform> Engine<P> {
    /// Deletes messages here, and lets the next session delete them there where the account says so.
    pub(super) async fn delete(&self, messages: &[MessageId]) -> Result<(), Problem> {
        self.commit(|contents| {
            let here: Vec<Brief> = messages.iter().filter_map(|&id| contents.brief(id)).collect();
            if here.is_empty() {
                return Commit::default();
            }
            let follows = |brief: &&&Brief| {
                contents.accounts().get(&brief.account).is_some_and(|account| account.retention.follow)
            };
            let named = |briefs: Vec<&Brief>| {
                let names = briefs.into_iter().filter_map(|brief| {
                    let (uidl, name) = name_of(contents, brief)?;
                    (name.wish != Wish::Gone).then_some((brief.maildrop, uidl))
                });
                names.collect::<Vec<_>>().into_iter()
            };
            // What is deleted here while an account is retired stays on its server, also when the account is
            // set up again.
            let (stays, goes): (Vec<&Brief>, Vec<&Brief>) =
                here.iter().partition(|brief| contents.is_retired(brief.account));
            let goes = goes.iter().filter(follows).copied().collect();
            let wished = [wished(named(goes), Wish::Delete), wished(named(stays), Wish::Keep)].concat();
            let forget: Vec<MessageId> = here.iter().map(|brief| brief.id).collect();
            let changes = [vec![Change::Removed(forget.clone())], wished].concat();
            Commit { changes, forget, ..Commit::default() }
        })
        .await
    }

    /// Notes what is to become of messages on the server, and does it at once where that is asked for.
    pub(super) async fn wish(&self, messages: Vec<MessageId>, wish: Wish) -> Result<(), Problem> {
        let whose = |id: &MessageId| self.contents.borrow().brief(*id).map(|brief| brief.account);
        let whose: BTreeSet<AccountId> = messages.iter().filter_map(whose).collect();
        whose.into_iter().try_for_each(|id| self.is_not_retired(id))?;
        let mut accounts = BTreeSet::new();
        if is_for_readers(wish) {
            self.commit(|contents| {
                let here = messages.iter().filter_map(|&id| contents.brief(id));
                let named = here.filter_map(|brief| {
                    let (uidl, _) = name_of(contents, &brief)?;
                    accounts.insert(brief.account);
                    Some((brief.maildrop, uidl))
                });
                Commit { changes: wished(named, wish), ..Commit::default() }
            })
            .await?;
        }
        let done = join_all(accounts.into_iter().map(|id| self.carry_out_wishes(id, wish))).await;
        done.into_iter().collect()
    }

    /// The same for names in a maildrop that was surveyed.
    pub(super) async fn wish_on_server(
        &self,
        id: AccountId,
        names: Vec<Uidl>,
        wish: Wish,
    ) -> Result<(), Problem> {
        if !is_for_readers(wish) {
            return Ok(());
        }
        self.is_not_retired(id)?;
        self.commit(|contents| {
            let maildrop = contents
                .accounts()
                .get(&id)
                .and_then(|account| contents.maildrop(&Maildrop::of(id, account)));
            let Some(maildrop) = maildrop else { return Commit::default() };
            // A wish for what was never here is for the message that was surveyed, also where an earlier
            // wish was for another of its name. What is only to be collected is collected anyway.
            let is_bound = |uidl: &Uidl| {
                matches!(wish, Wish::Keep | Wish::Delete)
                    && !contents.name(maildrop, uidl).is_some_and(was_met)
            };
            let (bound, known): (Vec<Uidl>, Vec<Uidl>) = names.into_iter().partition(is_bound);
            let is_left_out = |uidl: &Uidl| {
                wish == Wish::Policy && contents.name(maildrop, uidl).is_some_and(may_have_been_passed_over)
            };
            let (left_out, known): (Vec<Uidl>, Vec<Uidl>) = known.into_iter().partition(is_left_out);
            let in_it = |uidls: Vec<Uidl>| uidls.into_iter().map(|uidl| (maildrop, uidl));
            let mut changes = wished(in_it(known), wish);
            changes.extend(wished(in_it(left_out), Wish::PassOver));
            changes.extend(bound.into_iter().filter_map(|uidl| {
                // Without a survey what was chosen before is all that can be meant.
                let before = contents.name(maildrop, &uidl).filter(|name| name.wish != Wish::Policy);
                let chosen = || before.map(|name| (name.listed, name.header));
                let (listed, header) = self.surveyed(maildrop, &uidl).or_else(chosen)?;
                let name = Name { message: None, listed, header, since: 0, wish };
                Some(Change::Named { maildrop, uidl, name })
            }));
            Commit { changes, ..Commit::default() }
        })
        .await?;
        self.carry_out_wishes(id, wish).await
    }

    async fn carry_out_wishes(&self, id: AccountId, wish: Wish) -> Result<(), Problem> {
        match wish {
            Wish::Delete => self.delete_on_server(id).await,
            Wish::CollectAgain => {
                self.collect_anew(id).await;
                Ok(())
            }
            Wish::Policy | Wish::Keep | Wish::PassOver | Wish::Gone => Ok(()),
        }
    }

    /// Rows with where their messages are besides.
    pub(super) fn with_there(&self, rows: &mut [Row]) {
        let contents = self.contents.borrow();
        for row in rows {
            row.there = contents.brief(row.id).map(|brief| there(&contents, &brief)).unwrap_or_default();
        }
    }

    /// What is to become of a message on the server.
    pub(super) fn wish_for(&self, brief: &Brief) -> Wish {
        name_of(&self.contents.borrow(), brief).map(|(_, name)| name.wish).unwrap_or_default()
    }
}

/// Whether a wish is one of a reader's, and not a note of what happened.
const fn is_for_readers(wish: Wish) -> bool {
    matches!(wish, Wish::Policy | Wish::Keep | Wish::Delete | Wish::CollectAgain)
}

/// Whether a message may have been passed over, and not been here and deleted: then nothing that the
/// account says of what was deleted here goes for it.
fn may_have_been_passed_over(name: &Name) -> bool {
    was_met(name) && name.message.is_none() && !matches!(name.wish, Wish::Policy | Wish::Gone)
}

/// The name of a message on the server, unless the server has given it to another, or there is none.
/// Where a message is besides this device, as far as is known.
pub(super) fn there(contents: &Contents, brief: &Brief) -> There {
    match name_of(contents, brief) {
        Some((_, name)) if name.wish == Wish::Gone => There::Removed,
        Some(_) if contents.accounts().get(&brief.account).is_some_and(|account| !account.is_lost()) => {
            There::OnServer
        }
        _ => There::Nowhere,
    }
}

pub(super) fn name_of<'c>(contents: &'c Contents, brief: &Brief) -> Option<(Uidl, &'c Name)> {
    if contents.is_local(brief.maildrop) {
        return None;
    }
    let uidl = contents.label(brief.id)?.uidl;
    let name = contents.name(brief.maildrop, &uidl).filter(|name| name.message == Some(brief.id))?;
    Some((uidl, name))
}

pub(super) fn wished(names: impl Iterator<Item = (MaildropId, Uidl)>, wish: Wish) -> Vec<Change> {
    let mut by_maildrop: BTreeMap<MaildropId, Vec<Uidl>> = BTreeMap::new();
    for (maildrop, uidl) in names {
        by_maildrop.entry(maildrop).or_default().push(uidl);
    }
    by_maildrop.into_iter().map(|(maildrop, uidls)| Change::Wished { maildrop, uidls, wish }).collect()
}
