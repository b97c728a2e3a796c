//! Folders with one row for each conversation: the mails of it that are in the folder, under the newest.

use std::{
    cmp::Reverse,
    collections::{HashMap, hash_map::Entry},
    rc::Rc,
};

use super::{
    Engine,
    api::{Folder, Order, Row, Rows, View},
    inbox::{self, Scope},
    platform::Platform,
    writing::Window,
};
use crate::{
    store::{Contents, MessageId},
    threads::ThreadId,
};

/// So many mails of a conversation are asked for who wrote them.
const MOST_ASKED: usize = 50;
/// So many names are given before some are left out.
const MOST_NAMES: usize = 3;

/// The conversations of the folders that were looked at, each with the newest mail first.
pub(super) type Gathered = HashMap<(Folder, Order), Rc<Vec<Vec<MessageId>>>>;

impl<P: Platform> Engine<P> {
    /// A window of a folder, one row for each conversation.
    pub(super) fn gathered_rows(&self, window: &Window) -> Rows {
        let &Window { ref view, start, count, .. } = window;
        let gathered = self.gathered(view);
        let contents = self.contents.borrow();
        let total = u32::try_from(gathered.len()).unwrap_or(u32::MAX);
        let rows = gathered.iter().skip(start as usize).take(count as usize);
        let rows = rows.filter_map(|together| row(&contents, together)).collect();
        Rows { view: view.clone(), found: None, total, start, rows }
    }

    /// The conversations from one to another, by their newest mails, as [`inbox::between`]; and what else
    /// is in those that have more.
    pub(super) fn gathered_range(
        &self,
        view: &View,
        from: Option<MessageId>,
        to: Option<MessageId>,
    ) -> (Vec<MessageId>, Vec<(MessageId, Vec<MessageId>)>) {
        let gathered = self.gathered(view);
        let newest: Vec<MessageId> =
            gathered.iter().filter_map(|together| together.first().copied()).collect();
        let range = inbox::between(&newest, from, to);
        let first =
            range.first().and_then(|first| newest.iter().position(|id| id == first)).unwrap_or_default();
        let within = gathered.iter().skip(first).take(range.len());
        let others = within.filter_map(|together| match together.split_first() {
            Some((newest, others)) if !others.is_empty() => Some((*newest, others.to_vec())),
            _ => None,
        });
        (range, others.collect())
    }

    /// A folder's conversations. One stands where the first of its mails would.
    fn gathered(&self, view: &View) -> Rc<Vec<Vec<MessageId>>> {
        let key = (view.folder, view.order);
        if let Some(kept) = self.gathered.borrow().get(&key) {
            return Rc::clone(kept);
        }
        let (contents, conversations) = (self.contents.borrow(), self.conversations.borrow());
        let mut inboxes = self.inboxes.borrow_mut();
        let mut places: HashMap<ThreadId, usize> = HashMap::new();
        let mut gathered: Vec<Vec<MessageId>> = Vec::new();
        for id in inboxes.sorted(&contents, Scope::Folder(view.folder), view.order) {
            let place = conversations.thread_of(id).map(|thread| places.entry(thread));
            match place {
                Some(Entry::Occupied(place)) => {
                    gathered.get_mut(*place.get()).into_iter().for_each(|together| together.push(id));
                }
                place => {
                    if let Some(Entry::Vacant(place)) = place {
                        place.insert(gathered.len());
                    }
                    gathered.push(vec![id]);
                }
            }
        }
        let date = |id: &MessageId| Reverse((contents.brief(*id).map(|brief| brief.date), *id));
        gathered.iter_mut().filter(|together| together.len() > 1).for_each(|it| it.sort_by_cached_key(date));
        let gathered = Rc::new(gathered);
        self.gathered.borrow_mut().insert(key, Rc::clone(&gathered));
        gathered
    }
}

/// The row of mails that belong together, of which the newest comes first.
fn row(contents: &Contents, together: &[MessageId]) -> Option<Row> {
    let (newest, others) = together.split_first()?;
    let mut row = inbox::row(&contents.message(*newest)?);
    if others.is_empty() {
        return Some(row);
    }
    let mut names: Vec<String> = Vec::new();
    for id in together.iter().take(MOST_ASKED).rev() {
        let name = contents.message(*id).map(|envelope| inbox::sender(&envelope.summary));
        names.extend(name.filter(|name| !name.is_empty() && !names.contains(name)));
    }
    if names.len() > MOST_NAMES {
        // Who began it, and who wrote last.
        let last = names.split_off(names.len() - (MOST_NAMES - 1));
        names.truncate(1);
        names.push("…".to_owned());
        names.extend(last);
    }
    row.from = names.join(", ");
    for brief in others.iter().filter_map(|id| contents.brief(*id)) {
        row.read &= brief.read;
        row.starred |= brief.starred;
        row.filed.pinned |= brief.filed.pinned;
        row.attachments = row.attachments.saturating_add(brief.attachments);
        row.size = row.size.saturating_add(brief.size);
    }
    row.others = others.to_vec();
    Some(row)
}
