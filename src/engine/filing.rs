//! What the reader does with mail, by the ten thousand if need be: it is durable at once, in one commit, and
//! what undoes it goes out with the word that it is done.

use std::collections::BTreeMap;

use super::{
    Engine,
    api::{Act, Notice, Step, Undo},
    folders,
    junk::lessons,
    platform::{Client, Platform, To},
    problem::{FilingFault, Problem},
    steps::Carrying,
};
use crate::store::{
    AccountId, Brief, Change, Commit, Contents, Envelope, Filed, FolderId, Maildrop, MaildropId, MessageId,
    OwnFolder, Tag, TagId, Tags, Until,
};

/// Copies that are made durable at a time, and about how many bytes of them.
const COPIED_AT_ONCE: usize = 250;
const BYTES_AT_ONCE: u64 = 8 << 20;

impl<P: Platform> Engine<P> {
    /// Carries out steps, all or none, and says that it is done; nothing where nothing changes by it.
    pub(super) async fn act(
        &self,
        client: Client,
        act: impl FnOnce(u32) -> Act,
        steps: Vec<Step>,
    ) -> Result<(), Problem> {
        self.act_on_new(client, |_| Ok((act, steps)), false).await
    }

    /// The same, where what is to be done depends on what there is.
    async fn act_on_new<A: FnOnce(u32) -> Act>(
        &self,
        client: Client,
        choose: impl FnOnce(&Contents) -> Result<(A, Vec<Step>), FilingFault>,
        is_undo: bool,
    ) -> Result<(), Problem> {
        let mut done = Ok(None);
        let mut learnt = Vec::new();
        self.commit(|contents| {
            let carried = choose(contents).and_then(|(act, steps)| {
                learnt = lessons(&steps, contents, is_undo);
                Ok((act, Carrying::all(contents, steps)?))
            });
            match carried {
                Ok((act, Carrying { changes, forget, undo, messages, .. })) => {
                    if !changes.is_empty() {
                        done = Ok(Some(Notice::Done { act: act(messages), undo: Undo(undo) }));
                    }
                    Commit { changes, forget, ..Commit::default() }
                }
                Err(fault) => {
                    done = Err(fault);
                    Commit::default()
                }
            }
        })
        .await?;
        if let Some(done) = done.map_err(Problem::Filing)? {
            self.platform.notify(To::One(client), done);
        }
        self.learn(learnt).await
    }

    /// Has it as it was before.
    pub(super) async fn undo(&self, client: Client, undo: Undo) -> Result<(), Problem> {
        self.act_on_new(client, |_| Ok((|_| Act::Undone, undo.0)), true).await
    }

    /// Keeps a folder, new (`None`) or changed.
    pub(super) async fn save_folder(
        &self,
        client: Client,
        id: Option<FolderId>,
        folder: OwnFolder,
    ) -> Result<(), Problem> {
        self.act_on_new(
            client,
            |contents| {
                if id.is_some_and(|id| !contents.folders().contains_key(&id)) {
                    return Err(FilingFault::NoSuchFolder);
                }
                let id = id.unwrap_or_else(|| contents.next_folder());
                Ok((move |_| Act::FolderSaved(id), vec![Step::SaveFolder { id, folder }]))
            },
            false,
        )
        .await
    }

    /// Keeps a tag, new (`None`) or changed.
    pub(super) async fn save_tag(&self, client: Client, id: Option<TagId>, tag: Tag) -> Result<(), Problem> {
        self.act_on_new(
            client,
            |contents| {
                let free = || (0..Tags::MOST).map(TagId).find(|id| !contents.tags().contains_key(id));
                let id = id.or_else(free).ok_or(FilingFault::TooMany)?;
                Ok((move |_| Act::TagSaved(id), vec![Step::SaveTag { id, tag }]))
            },
            false,
        )
        .await
    }

    /// Copies messages, raw bytes and all; the copies are no server's.
    pub(super) async fn copy(
        &self,
        client: Client,
        messages: Vec<MessageId>,
        to: FolderId,
    ) -> Result<(), Problem> {
        if !folders::takes_mail(self.contents.borrow().folders(), to) {
            return Err(Problem::Filing(FilingFault::NoSuchFolder));
        }
        let mut copies = Vec::new();
        let copied = self.copy_all(&messages, to, &mut copies).await;
        self.tell_changes();
        if !copies.is_empty() {
            let act = Act::Copied { messages: count(copies.len()), to };
            let undo = Undo(vec![Step::DeleteCopies(copies)]);
            self.platform.notify(To::One(client), Notice::Done { act, undo });
        }
        copied
    }

    pub(super) async fn copy_all(
        &self,
        messages: &[MessageId],
        to: FolderId,
        copies: &mut Vec<MessageId>,
    ) -> Result<(), Problem> {
        let mut left = messages;
        let mut missing = None;
        while !left.is_empty() {
            let (some, rest) = left.split_at_checked(self.together(left)).unwrap_or((left, &[]));
            left = rest;
            let mut raws = Vec::with_capacity(some.len());
            for (id, raw) in self.readable(some).await? {
                match raw {
                    Some(raw) => raws.push((id, raw)),
                    None => missing = Some(id),
                }
            }
            let mut made = Vec::new();
            self.commit_quietly(|contents| copied(contents, raws, to, &mut made)).await?;
            copies.extend(made);
        }
        // What was deleted meanwhile is not missed.
        let is_listed = |id: &MessageId| self.contents.borrow().brief(*id).is_some();
        missing.filter(is_listed).map_or(Ok(()), |id| Err(Problem::BytesMissing(id)))
    }

    /// How many of these are copied at a time.
    pub(super) fn together(&self, messages: &[MessageId]) -> usize {
        let contents = self.contents.borrow();
        let mut bytes = 0;
        let fits = |id: &&MessageId| {
            bytes += contents.brief(**id).map_or(0, |brief: Brief| brief.size);
            bytes <= BYTES_AT_ONCE
        };
        messages.iter().take(COPIED_AT_ONCE).take_while(fits).count().max(1)
    }

    /// What was out of its folder until now is back, and unread: so it is noticed. Gives when the next will
    /// be, in Unix seconds.
    pub(super) async fn wake(&self) -> Result<Option<i64>, Problem> {
        let now = self.platform.now();
        let due = self.inboxes.borrow().snoozed_until(now);
        if !due.is_empty() {
            self.commit(|contents| {
                let is_due = |until: Until| until.seconds() <= now;
                let messages = due.into_iter().filter_map(|id| contents.brief(id));
                let messages = messages.filter(|brief| brief.filed.snoozed.is_some_and(is_due));
                let messages: Vec<MessageId> = messages.map(|brief| brief.id).collect();
                let changes = vec![
                    Change::Snoozed { messages: messages.clone(), until: None },
                    Change::MarkedRead { messages, read: false },
                ];
                Commit { changes, ..Commit::default() }
            })
            .await?;
        }
        Ok(self.inboxes.borrow().wakes_next())
    }
}

/// The commit that keeps copies of messages with these raw bytes.
fn copied(
    contents: &Contents,
    raws: Vec<(MessageId, Vec<u8>)>,
    to: FolderId,
    made: &mut Vec<MessageId>,
) -> Commit {
    let mut commit = Commit::default();
    if !folders::takes_mail(contents.folders(), to) {
        return commit;
    }
    let mut copies = Copies::new(contents);
    let mut next = contents.next_message();
    for (original, raw) in raws {
        let Some(envelope) = contents.message(original) else { continue };
        let id = next;
        next = MessageId(next.0 + 1);
        commit.changes.extend(copies.copy(envelope, id, to));
        commit.raw.push((id, raw));
        made.push(id);
    }
    commit
}

/// Copies on their way into a commit: each is in a maildrop of its account that is no server's.
pub(super) struct Copies<'c> {
    contents: &'c Contents,
    maildrops: BTreeMap<AccountId, MaildropId>,
    next: MaildropId,
}

impl<'c> Copies<'c> {
    pub(super) fn new(contents: &'c Contents) -> Self {
        Self { contents, maildrops: BTreeMap::new(), next: contents.next_maildrop() }
    }

    /// What keeps a copy of a message, under an id that is free, in a folder.
    pub(super) fn copy(&mut self, of: Envelope, id: MessageId, to: FolderId) -> Vec<Change> {
        let mut changes = Vec::new();
        let local = Maildrop::local(of.account);
        let known = self.maildrops.get(&of.account).copied().or_else(|| self.contents.maildrop(&local));
        let maildrop = known.unwrap_or_else(|| {
            let id = self.next;
            self.next = MaildropId(id.0 + 1);
            changes.push(Change::MaildropNamed { id, maildrop: local });
            id
        });
        self.maildrops.insert(of.account, maildrop);
        let filed = Filed { folder: to, tags: of.filed.tags, ..Filed::default() };
        let copy = Envelope { id, maildrop, uidl: Maildrop::local_name(id), filed, ..of };
        changes.push(Change::Added(Box::new(copy)));
        changes
    }
}

pub(super) fn count(messages: usize) -> u32 {
    u32::try_from(messages).unwrap_or(u32::MAX)
}
