//! Deleting for good: here, or here and on the server. Which of both is the reader's to say, and is never
//! guessed from an account's settings.

use std::collections::BTreeSet;

use futures::future::join_all;

use super::{
    Engine,
    api::{Notice, There},
    filing::count,
    platform::{Client, Platform, To},
    problem::Problem,
    wishes::{name_of, there, wished},
};
use crate::store::{Brief, Change, Commit, Contents, FolderId, MessageId, Wish};

impl<P: Platform> Engine<P> {
    /// Says what would go: these messages, or all that is in the Trash.
    pub(super) fn ask_to_erase(&self, client: Client, messages: Option<Vec<MessageId>>) {
        let contents = self.contents.borrow();
        let here: Vec<Brief> = match messages {
            Some(messages) => messages.into_iter().filter_map(|id| contents.brief(id)).collect(),
            None => contents.briefs().filter(|brief| brief.filed.folder == FolderId::TRASH).collect(),
        };
        let there = here.iter().filter(|brief| can_go_there(&contents, brief)).count();
        let follows = here.iter().any(|brief| {
            !contents.is_retired(brief.account)
                && contents.accounts().get(&brief.account).is_some_and(|account| account.retention.follow)
        });
        let messages = here.into_iter().map(|brief| brief.id).collect();
        self.platform.notify(To::One(client), Notice::AsksToErase { messages, there: count(there), follows });
    }

    /// Deletes messages here and, where that is asked for, on the server as soon as it can be reached.
    pub(super) async fn erase(
        &self,
        client: Client,
        messages: Vec<MessageId>,
        there: bool,
    ) -> Result<(), Problem> {
        let mut accounts = BTreeSet::new();
        let gone = self.commit(|contents| {
            let here: Vec<Brief> = messages.iter().filter_map(|&id| contents.brief(id)).collect();
            if here.is_empty() {
                return Commit::default();
            }
            let (goes, stays): (Vec<&Brief>, Vec<&Brief>) = here
                .iter()
                .filter(|brief| is_there(contents, brief))
                .partition(|brief| there && can_go_there(contents, brief));
            accounts.extend(goes.iter().map(|brief| brief.account));
            let named = |briefs: Vec<&Brief>| {
                let names = briefs.into_iter().map(|brief| (brief.maildrop, name_of(contents, brief)));
                names.filter_map(|(maildrop, name)| Some((maildrop, name?.0))).collect::<Vec<_>>().into_iter()
            };
            // What stays there stays, whatever the account says of what is deleted here.
            let wished = [wished(named(goes), Wish::Delete), wished(named(stays), Wish::Keep)].concat();
            let forget: Vec<MessageId> = here.iter().map(|brief| brief.id).collect();
            let changes = [vec![Change::Removed(forget.clone())], wished].concat();
            Commit { changes, forget, ..Commit::default() }
        });
        if let Err(problem) = gone.await {
            self.platform.notify(To::One(client), Notice::NotDeleted(messages));
            return Err(problem);
        }
        if !there {
            return Ok(());
        }
        let done = join_all(accounts.into_iter().map(|id| self.delete_on_server(id))).await;
        done.into_iter().collect()
    }
}

/// Whether it can be deleted there: nobody knocks for an account that is retired.
fn can_go_there(contents: &Contents, brief: &Brief) -> bool {
    is_there(contents, brief) && !contents.is_retired(brief.account)
}

/// Whether a server has the message still, as far as is known.
pub(super) fn is_there(contents: &Contents, brief: &Brief) -> bool {
    there(contents, brief) == There::OnServer
}
