//! What the reader does with mail, by the ten thousand if need be: it is durable at once, in one commit, and
//! what undoes it goes out with the word that it is done.

use std::collections::BTreeMap;

use super::{
    Engine,
    api::{Act, Notice, Step, Undo},
    folders,
    platform::{Client, Platform, To},
    problem::{FilingFault, Problem},
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
    pub(super) async fn act(&self, client: Client, act: Act, steps: Vec<Step>) -> Result<(), Problem> {
        self.act_on_new(client, |_| Ok((act, steps))).await
    }

    /// The same, where what is to be done depends on what there is.
    async fn act_on_new(
        &self,
        client: Client,
        choose: impl FnOnce(&Contents) -> Result<(Act, Vec<Step>), FilingFault>,
    ) -> Result<(), Problem> {
        let mut done = Ok(None);
        self.commit(|contents| {
            let carried =
                choose(contents).and_then(|(act, steps)| Ok((act, Carrying::all(contents, steps)?)));
            match carried {
                Ok((act, Carrying { changes, forget, undo, messages, .. })) => {
                    if !changes.is_empty() {
                        done = Ok(Some(Notice::Done { act: act.of(messages), undo: Undo(undo) }));
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
        Ok(())
    }

    /// Keeps a folder, new (`None`) or changed.
    pub(super) async fn save_folder(
        &self,
        client: Client,
        id: Option<FolderId>,
        folder: OwnFolder,
    ) -> Result<(), Problem> {
        self.act_on_new(client, |contents| {
            if id.is_some_and(|id| !contents.folders().contains_key(&id)) {
                return Err(FilingFault::NoSuchFolder);
            }
            let id = id.unwrap_or_else(|| contents.next_folder());
            Ok((Act::FolderSaved(id), vec![Step::SaveFolder { id, folder }]))
        })
        .await
    }

    /// Keeps a tag, new (`None`) or changed.
    pub(super) async fn save_tag(&self, client: Client, id: Option<TagId>, tag: Tag) -> Result<(), Problem> {
        self.act_on_new(client, |contents| {
            let free = || (0..Tags::MOST).map(TagId).find(|id| !contents.tags().contains_key(id));
            let id = id.or_else(free).ok_or(FilingFault::TooMany)?;
            Ok((Act::TagSaved(id), vec![Step::SaveTag { id, tag }]))
        })
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

    async fn copy_all(
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
    fn together(&self, messages: &[MessageId]) -> usize {
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
    let mut named: BTreeMap<AccountId, MaildropId> = BTreeMap::new();
    let mut next = (contents.next_message(), contents.next_maildrop());
    for (original, raw) in raws {
        let Some(envelope) = contents.message(original) else { continue };
        let account = envelope.account;
        let maildrop = *named.entry(account).or_insert_with(|| {
            let maildrop = Maildrop::local(account);
            contents.maildrop(&maildrop).unwrap_or_else(|| {
                let id = next.1;
                next.1 = MaildropId(id.0 + 1);
                commit.changes.push(Change::MaildropNamed { id, maildrop });
                id
            })
        });
        let id = next.0;
        next.0 = MessageId(id.0 + 1);
        let filed = Filed { folder: to, tags: envelope.filed.tags, ..Filed::default() };
        let copy = Envelope { id, maildrop, uidl: Maildrop::local_name(id), filed, ..envelope };
        commit.changes.push(Change::Added(Box::new(copy)));
        commit.raw.push((id, raw));
        made.push(id);
    }
    commit
}

/// Steps on their way to a commit.
struct Carrying<'c> {
    contents: &'c Contents,
    /// As the steps so far leave them.
    folders: BTreeMap<FolderId, OwnFolder>,
    tags: BTreeMap<TagId, Tag>,
    changes: Vec<Change>,
    forget: Vec<MessageId>,
    undo: Vec<Step>,
    /// How many messages something happens to.
    messages: u32,
}

impl<'c> Carrying<'c> {
    fn all(contents: &'c Contents, steps: Vec<Step>) -> Result<Self, FilingFault> {
        let mut carrying = Self {
            contents,
            folders: contents.folders().clone(),
            tags: contents.tags().clone(),
            changes: Vec::new(),
            forget: Vec::new(),
            undo: Vec::new(),
            messages: 0,
        };
        steps.into_iter().try_for_each(|step| carrying.carry(step))?;
        // What was done last is undone first.
        carrying.undo.reverse();
        Ok(carrying)
    }

    fn carry(&mut self, step: Step) -> Result<(), FilingFault> {
        match step {
            Step::Move { messages, to } => self.move_to(&messages, to)?,
            Step::MarkRead { messages, read } => {
                let changed = self.those(&messages, |brief| brief.read != read);
                self.do_and_undo(
                    changed,
                    |messages| Change::MarkedRead { messages, read },
                    |messages| Step::MarkRead { messages, read: !read },
                );
            }
            Step::Star { messages, starred } => {
                let changed = self.those(&messages, |brief| brief.starred != starred);
                self.do_and_undo(
                    changed,
                    |messages| Change::Starred { messages, starred },
                    |messages| Step::Star { messages, starred: !starred },
                );
            }
            Step::Tag { messages, tag, set } => {
                if !self.tags.contains_key(&tag) {
                    return Err(FilingFault::NoSuchTag);
                }
                let changed = self.those(&messages, |brief| brief.filed.tags.has(tag) != set);
                self.do_and_undo(
                    changed,
                    |messages| Change::Tagged { messages, tag, set },
                    |messages| Step::Tag { messages, tag, set: !set },
                );
            }
            Step::Pin { messages, pinned } => {
                let changed = self.those(&messages, |brief| brief.filed.pinned != pinned);
                self.do_and_undo(
                    changed,
                    |messages| Change::Pinned { messages, pinned },
                    |messages| Step::Pin { messages, pinned: !pinned },
                );
            }
            Step::Snooze { messages, until } => {
                let changed = self.those(&messages, |brief| brief.filed.snoozed != until);
                self.snooze(&changed, until);
                self.messages += count(changed.len());
            }
            Step::SaveFolder { id, folder } => self.save_folder(id, folder)?,
            Step::RemoveFolder(id) => self.remove_folder(id)?,
            Step::SaveTag { id, tag } => {
                if id.0 >= Tags::MOST {
                    return Err(FilingFault::TooMany);
                }
                let tag = Tag { name: folders::named(&tag.name)?, ..tag };
                let is_alike = |(other, known): (&TagId, &Tag)| {
                    *other != id && known.name.to_lowercase() == tag.name.to_lowercase()
                };
                if self.tags.iter().any(is_alike) {
                    return Err(FilingFault::NameTaken);
                }
                let before = self.tags.insert(id, tag.clone());
                self.undo.push(before.map_or(Step::RemoveTag(id), |tag| Step::SaveTag { id, tag }));
                self.changes.push(Change::TagSaved { id, tag });
            }
            Step::RemoveTag(id) => {
                let tag = self.tags.remove(&id).ok_or(FilingFault::NoSuchTag)?;
                let with_it = self.contents.briefs().filter(|brief| brief.filed.tags.has(id));
                let messages: Vec<MessageId> = with_it.map(|brief| brief.id).collect();
                self.undo.push(Step::Tag { messages, tag: id, set: true });
                self.undo.push(Step::SaveTag { id, tag });
                self.changes.push(Change::TagRemoved(id));
            }
            Step::DeleteCopies(messages) => {
                let here = self.those(&messages, |brief| self.contents.is_local(brief.maildrop));
                let messages: Vec<MessageId> = here.into_iter().map(|brief| brief.id).collect();
                if !messages.is_empty() {
                    self.forget.extend_from_slice(&messages);
                    self.changes.push(Change::Removed(messages));
                }
            }
        }
        Ok(())
    }

    /// Of these the messages that are here and are so, each once.
    fn those(&self, messages: &[MessageId], are: impl Fn(&Brief) -> bool) -> Vec<Brief> {
        let mut messages = messages.to_vec();
        messages.sort_unstable();
        messages.dedup();
        messages.into_iter().filter_map(|id| self.contents.brief(id)).filter(are).collect()
    }

    fn do_and_undo(
        &mut self,
        changed: Vec<Brief>,
        change: impl FnOnce(Vec<MessageId>) -> Change,
        undo: impl FnOnce(Vec<MessageId>) -> Step,
    ) {
        if changed.is_empty() {
            return;
        }
        let messages: Vec<MessageId> = changed.into_iter().map(|brief| brief.id).collect();
        self.messages += count(messages.len());
        self.undo.push(undo(messages.clone()));
        self.changes.push(change(messages));
    }

    fn move_to(&mut self, messages: &[MessageId], to: FolderId) -> Result<(), FilingFault> {
        if !folders::takes_mail(&self.folders, to) {
            return Err(FilingFault::NoSuchFolder);
        }
        let moved = self.those(messages, |brief| brief.filed.folder != to);
        if moved.is_empty() {
            return Ok(());
        }
        // Whoever puts a message somewhere else wants to see it there.
        let snoozed: Vec<Brief> =
            moved.iter().filter(|brief| brief.filed.snoozed.is_some()).copied().collect();
        self.snooze(&snoozed, None);
        let mut from: BTreeMap<FolderId, Vec<MessageId>> = BTreeMap::new();
        moved.iter().for_each(|brief| from.entry(brief.filed.folder).or_default().push(brief.id));
        self.undo.extend(from.into_iter().map(|(to, messages)| Step::Move { messages, to }));
        self.messages += count(moved.len());
        let messages = moved.into_iter().map(|brief| brief.id).collect();
        self.changes.push(Change::Moved { messages, folder: to });
        Ok(())
    }

    fn snooze(&mut self, changed: &[Brief], until: Option<Until>) {
        if changed.is_empty() {
            return;
        }
        let mut before: BTreeMap<Option<Until>, Vec<MessageId>> = BTreeMap::new();
        changed.iter().for_each(|brief| before.entry(brief.filed.snoozed).or_default().push(brief.id));
        self.undo.extend(before.into_iter().map(|(until, messages)| Step::Snooze { messages, until }));
        let messages = changed.iter().map(|brief| brief.id).collect();
        self.changes.push(Change::Snoozed { messages, until });
    }

    fn save_folder(&mut self, id: FolderId, folder: OwnFolder) -> Result<(), FilingFault> {
        let folder = folders::placed(&self.folders, self.contents.accounts(), id, folder)?;
        let whose = folder.account;
        self.keep_folder(id, folder);
        // What is in it is whose it is.
        for inside in folders::inside(&self.folders, id) {
            let Some(folder) = self.folders.get(&inside).filter(|folder| folder.account != whose) else {
                continue;
            };
            let folder = OwnFolder { account: whose, ..folder.clone() };
            self.keep_folder(inside, folder);
        }
        Ok(())
    }

    fn keep_folder(&mut self, id: FolderId, folder: OwnFolder) {
        let before = self.folders.insert(id, folder.clone());
        self.undo.push(before.map_or(Step::RemoveFolder(id), |folder| Step::SaveFolder { id, folder }));
        self.changes.push(Change::FolderSaved { id, folder });
    }

    fn remove_folder(&mut self, id: FolderId) -> Result<(), FilingFault> {
        if !self.folders.contains_key(&id) {
            return Err(FilingFault::NoSuchFolder);
        }
        // Each after those it is in.
        let mut gone = folders::inside(&self.folders, id);
        gone.insert(0, id);
        let in_them = self.contents.briefs().filter(|brief| gone.contains(&brief.filed.folder));
        let messages: Vec<MessageId> = in_them.map(|brief| brief.id).collect();
        self.move_to(&messages, FolderId::TRASH)?;
        for id in gone.into_iter().rev() {
            if let Some(folder) = self.folders.remove(&id) {
                self.undo.push(Step::SaveFolder { id, folder });
                self.changes.push(Change::FolderRemoved(id));
            }
        }
        Ok(())
    }
}

impl Act {
    /// The same, with so many messages.
    fn of(self, messages: u32) -> Self {
        match self {
            Self::Moved { to, .. } => Self::Moved { messages, to },
            Self::Copied { to, .. } => Self::Copied { messages, to },
            Self::MarkedRead { read, .. } => Self::MarkedRead { messages, read },
            Self::Starred { starred, .. } => Self::Starred { messages, starred },
            Self::Tagged { tag, set, .. } => Self::Tagged { messages, tag, set },
            Self::Pinned { pinned, .. } => Self::Pinned { messages, pinned },
            Self::Snoozed { until, .. } => Self::Snoozed { messages, until },
            Self::FolderRemoved(_) => Self::FolderRemoved(messages),
            Self::FolderSaved(_) | Self::TagSaved(_) | Self::TagRemoved | Self::Undone => self,
        }
    }
}

fn count(messages: usize) -> u32 {
    u32::try_from(messages).unwrap_or(u32::MAX)
}
