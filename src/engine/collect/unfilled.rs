//! Taking back headers whose bodies found no room.
//!
//! The newest messages are listed by their headers before their bodies come. Where the storage runs
//! out in between, rows would be left that look like mail and cannot be read, for as long as there is
//! no room. They go again, and the next collecting takes their messages for new. After any other end
//! they stay: the next session fills them.

use super::{Collecting, Visit};
use crate::{
    engine::{identity::Told, platform::Platform, problem::Problem, retention::wants_whole},
    store::{Change, Commit, Contents, Held, MaildropId, MessageId, Name, Uidl, Wish},
};

impl<'e, P: Platform> Collecting<'e, P> {
    /// Forgets the messages of which this collecting brought the header only, and wanted all.
    pub(super) async fn take_back_unfilled(&mut self, visit: &mut Visit<'e, P>) -> Result<(), Problem> {
        let mut taken_back = 0;
        let (maildrop, told) = (visit.maildrop, &visit.told);
        let forgetting = self.engine.commit(|contents| {
            let unfilled = told.iter().filter_map(|told| self.unfilled(contents, maildrop, told));
            let (forget, names): (Vec<MessageId>, Vec<(Uidl, Name)>) =
                unfilled.map(|(id, uidl, name)| (id, (uidl, name))).unzip();
            if forget.is_empty() {
                return Commit::default();
            }
            taken_back = u32::try_from(forget.len()).unwrap_or(u32::MAX);
            let named = names.into_iter().map(|(uidl, name)| Change::Named { maildrop, uidl, name });
            let changes = std::iter::once(Change::Removed(forget.clone())).chain(named).collect();
            Commit { changes, forget, ..Commit::default() }
        });
        visit.session.idle(forgetting).await?;
        self.outcome.messages = self.outcome.messages.saturating_sub(taken_back);
        Ok(())
    }

    /// A message of which more was to come, with its name as that of a message never collected.
    fn unfilled(
        &self,
        contents: &Contents,
        maildrop: MaildropId,
        told: &Told,
    ) -> Option<(MessageId, Uidl, Name)> {
        let uidl = told.name.as_ref()?;
        let name = contents.name(maildrop, uidl)?;
        let brief = contents.brief(name.message?)?;
        let came_now = brief.id >= self.first;
        let lacks_body = brief.held == Held::Header && wants_whole(self.account.extent, told.octets);
        // What the reader wants deleted there is not to go unseen because it is not here.
        let may_go = matches!(name.wish, Wish::Policy | Wish::Keep);
        let unmet = Name { message: None, since: 0, ..name.clone() };
        (came_now && lacks_body && may_go).then_some((brief.id, uidl.clone(), unmet))
    }
}
