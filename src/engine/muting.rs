//! Muted conversations: what comes to them is read already, and told to nobody. It stays where it is.
//!
//! They are kept by the ids of their messages, as the senders gave them: so an answer is known at once when it
//! comes, also before conversations are gathered, and also when what it answers was deleted.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Engine,
    api::{Act, Row, Step},
    platform::{Client, Platform},
    problem::Problem,
};
use crate::{
    mail::Summary,
    store::{AccountId, Contents, MessageId},
};

impl<P: Platform> Engine<P> {
    /// Mutes the conversations of these messages, or no longer.
    pub(super) async fn mute(
        &self,
        client: Client,
        messages: &[MessageId],
        muted: bool,
    ) -> Result<(), Problem> {
        let mut ids: BTreeMap<AccountId, BTreeSet<String>> = BTreeMap::new();
        {
            let (contents, conversations) = (self.contents.borrow(), self.conversations.borrow());
            let together = messages.iter().flat_map(|id| conversations.together(*id));
            for envelope in together.filter_map(|id| contents.message(id)) {
                ids.entry(envelope.account).or_default().extend(named(&envelope.summary).map(str::to_owned));
            }
        }
        let steps = ids.into_iter().map(|(account, ids)| Step::Mute {
            account,
            ids: ids.into_iter().collect(),
            muted,
        });
        self.act(client, |_| Act::Muted(muted), steps.collect()).await
    }

    /// Rows with the sign of what is muted.
    pub(super) fn with_muted(&self, rows: &mut [Row]) {
        let contents = self.contents.borrow();
        if contents.mutes_any() {
            for row in rows {
                row.muted = contents.message(row.id).is_some_and(|it| is_muted(&contents, &it.summary));
            }
        }
    }
}

/// Whether a mail belongs to what is muted.
pub(super) fn is_muted(contents: &Contents, summary: &Summary) -> bool {
    contents.mutes_any() && named(summary).any(|id| contents.mutes(id))
}

/// The ids by which a mail, and what answers the same, is known.
fn named(summary: &Summary) -> impl Iterator<Item = &str> {
    let Summary { message_id, in_reply_to, references, .. } = summary;
    message_id.iter().chain(in_reply_to).chain(references).map(String::as_str)
}
