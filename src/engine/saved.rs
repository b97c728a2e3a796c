//! Saved searches: folders that show what is found. What each finds is counted a moment after something has
//! changed, beside all else.

use std::{collections::BTreeMap, time::Duration};

use super::{
    Engine,
    api::{Folder, Overview, View},
    filing::count,
    platform::{Platform, To},
    problem::Problem,
};
use crate::store::{Contents, FolderId};

/// How often it is looked whether something has changed.
const LOOKED: Duration = Duration::from_millis(500);

/// What saved searches find: how many messages, and how many of them are not read.
#[derive(Debug, Default)]
pub(super) struct Saved {
    pub(super) counts: BTreeMap<FolderId, (u32, u32)>,
    /// Nothing has changed since they were counted.
    is_fresh: bool,
}

impl Saved {
    pub(super) const fn are_stale(&mut self) {
        self.is_fresh = false;
    }

    /// Puts the counts into an overview.
    pub(super) fn tell(&self, overview: &mut Overview) {
        for counted in &mut overview.folders {
            if let Folder::Of(id) = counted.folder
                && let Some((total, unread)) = self.counts.get(&id)
            {
                (counted.total, counted.unread) = (*total, *unread);
            }
        }
    }
}

/// What a view searches for, and where: a saved search searches all mail.
pub(super) fn query_of(view: &View, contents: &Contents) -> Option<(Folder, String)> {
    let saved = match view.folder {
        Folder::Of(id) => contents.folders().get(&id).and_then(|folder| folder.query.as_deref()),
        _ => None,
    };
    match (saved, &view.query) {
        (None, None) => None,
        (None, Some(query)) => Some((view.folder, query.clone())),
        (Some(saved), None) => Some((Folder::AllInboxes, saved.to_owned())),
        (Some(saved), Some(query)) => Some((Folder::AllInboxes, format!("{saved} {query}"))),
    }
}

impl<P: Platform> Engine<P> {
    /// Whether a view shows what is found.
    pub(super) fn is_found(&self, view: &View) -> bool {
        query_of(view, &self.contents.borrow()).is_some()
    }

    /// Counts what saved searches find, whenever something has changed. It never ends.
    pub(super) async fn keep_counts(&self) {
        loop {
            self.platform.sleep(LOOKED).await;
            if !self.saved.borrow().is_fresh {
                // What cannot be counted now is counted with the next change.
                let _ = self.count_saved().await;
            }
        }
    }

    async fn count_saved(&self) -> Result<(), Problem> {
        self.saved.borrow_mut().is_fresh = true;
        let searches: Vec<FolderId> = {
            let contents = self.contents.borrow();
            let searches = contents.folders().iter().filter(|(_, folder)| folder.query.is_some());
            searches.map(|(id, _)| *id).collect()
        };
        let mut counts = BTreeMap::new();
        for id in searches {
            let found = self.all_found(&View::of(Folder::Of(id))).await?;
            let contents = self.contents.borrow();
            let unread = found.iter().filter(|id| contents.brief(**id).is_some_and(|brief| !brief.read));
            counts.insert(id, (count(found.len()), count(unread.count())));
        }
        if std::mem::replace(&mut self.saved.borrow_mut().counts, counts.clone()) != counts {
            self.greet(To::All);
        }
        Ok(())
    }
}
