//! Steps, and what undoes each: which changes they come to, as things are.

use std::collections::BTreeMap;

use super::{api::Step, filing::count, folders, problem::FilingFault};
use crate::store::{Brief, Change, Contents, FolderId, MessageId, OwnFolder, Tag, TagId, Tags, Until};

/// Steps on their way to a commit.
pub(super) struct Carrying<'c> {
    contents: &'c Contents,
    /// As the steps so far leave them.
    folders: BTreeMap<FolderId, OwnFolder>,
    tags: BTreeMap<TagId, Tag>,
    pub(super) changes: Vec<Change>,
    pub(super) forget: Vec<MessageId>,
    pub(super) undo: Vec<Step>,
    /// How many messages something happens to.
    pub(super) messages: u32,
}

impl<'c> Carrying<'c> {
    /// Carries out all of them, or none.
    pub(super) fn all(contents: &'c Contents, steps: Vec<Step>) -> Result<Self, FilingFault> {
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
            Step::Mute { account, ids, muted } => {
                let is_other = |id: &String| self.contents.mutes_for(account, id) != muted;
                let ids: Vec<String> = ids.into_iter().filter(is_other).collect();
                if !ids.is_empty() {
                    self.undo.push(Step::Mute { account, ids: ids.clone(), muted: !muted });
                    self.changes.push(Change::Muted { account, ids, muted });
                }
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
