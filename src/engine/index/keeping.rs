//! Opening the index, catching up, merging, and making it anew.

use std::{collections::HashMap, time::Duration};

use super::{Index, ids::Ids};
use crate::{
    engine::{Engine, breath::Breath, platform::Platform, problem::Problem},
    mail,
    search::{Builder, Document, Segment, merge_in_steps},
    store::{Brief, Contents, Held, MessageId, Raws, Reindexing, SegmentId, Store, StoreError},
};

/// How often it is looked whether there is something to do.
const LOOKED: Duration = Duration::from_secs(1);

/// After what could not be kept, it is tried again when so much time has passed.
const AFTER_A_FAILURE: Duration = Duration::from_mins(1);

/// A segment that is made in the background has so many mails at most, or is made of so many bytes of
/// text: what is found grows by it, and what a crash undoes.
const MAILS: usize = 256;
const TEXT: usize = 1 << 20;

/// Raw messages that are read at a time, and about how many bytes of them.
pub(super) const READ_AT_ONCE: usize = 16;
pub(super) const BYTES_AT_ONCE: u64 = 4 << 20;

/// Others have the processor first for so long, when mail is coming in and when something was asked for.
const WHILE_COLLECTING: Duration = Duration::from_secs(1);
const AFTER_A_REQUEST: Duration = Duration::from_millis(100);

impl<P: Platform> Engine<P> {
    /// Opens the index, unless it is open.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::engine) async fn open_index(&self) -> Result<(), Problem> {
        let _opening = self.opening.lock().await;
        if self.index.borrow().is_some() {
            return Ok(());
        }
        let store = self.platform.store();
        let breath = Breath::new(&self.platform);
        let (mut segments, mut damaged, mut last) = (Vec::new(), Vec::new(), SegmentId(0));
        for id in store.segments().await? {
            last = last.max(id);
            match store.segment(id).await {
                Ok(Some(bytes)) => match Segment::open(bytes) {
                    Ok(segment) => segments.push((id, segment)),
                    Err(_) => damaged.push(id),
                },
                Ok(None) => {}
                Err(StoreError::Refused(_) | StoreError::Damaged(_)) => damaged.push(id),
                Err(error) => return Err(error.into()),
            }
            breath.take().await;
        }
        let index = Index::new(segments, damaged, last, &self.contents.borrow());
        self.index.replace(Some(index));
        Ok(())
    }

    /// Drops all of the index, so that it is made anew from the raw messages: in the background, the newest
    /// first. Until that is done, queries say how far back they reach.
    ///
    /// # Errors
    /// When the store cannot be read or written: all is as it was.
    pub async fn index_anew(&self) -> Result<(), Problem> {
        self.open_index().await?;
        let _writing = self.writing.lock().await;
        let drop = self.ask_index(Index::all_ids).unwrap_or_default();
        self.platform.store().reindex(&Reindexing { keep: Vec::new(), drop: drop.clone() }).await?;
        self.change_index(|index, contents| {
            index.purges += 1;
            index.drop(&drop, contents);
            index.find_missing(contents);
        });
        Ok(())
    }

    /// Keeps the index complete and in few segments. It never ends.
    pub(in crate::engine) async fn keep_index(&self) {
        loop {
            // The first rows of a reload come before the index.
            self.platform.sleep(LOOKED).await;
            if self.tend_index().await.is_err() {
                self.platform.sleep(AFTER_A_FAILURE).await;
            }
        }
    }

    async fn tend_index(&self) -> Result<(), Problem> {
        self.open_index().await?;
        let damaged = self.ask_index(|index| index.damaged.clone()).unwrap_or_default();
        if !damaged.is_empty() {
            let reindexing = Reindexing { keep: Vec::new(), drop: damaged };
            self.platform.store().reindex(&reindexing).await?;
            self.change_index(|index, _| index.damaged.retain(|id| !reindexing.drop.contains(id)));
        }
        let mut has_grown = false;
        while self.catch_up().await? {
            has_grown = true;
            self.tell_windows_of_queries();
        }
        if has_grown {
            self.send_windows_of_queries();
        }
        while self.is_idle() && self.merge_some().await? {}
        self.complete_windows().await
    }

    /// Indexes some of what is missing, the newest first; `false` when nothing is.
    async fn catch_up(&self) -> Result<bool, Problem> {
        let round = |index: &Index| -> (Vec<MessageId>, u32) {
            (index.missing.iter().rev().take(MAILS).map(|(_, id)| *id).collect(), index.purges)
        };
        let (round, purges) = self.ask_index(round).unwrap_or_default();
        if round.is_empty() {
            return Ok(false);
        }
        let breath = Breath::new(&self.platform);
        let (mut builder, mut text) = (Builder::new(), 0);
        let mut rest = round.as_slice();
        while let Some(some) = self.some_to_read(rest)
            && text < TEXT
        {
            self.give_way().await;
            rest = rest.get(some.len()..).unwrap_or_default();
            let held = |id| self.contents.borrow().brief(id).map(|brief| brief.held);
            let before: HashMap<MessageId, Option<Held>> = some.iter().map(|&id| (id, held(id))).collect();
            for (id, raw) in self.readable(some).await? {
                breath.take().await;
                // It came whole while its header was read: it is still missing.
                if before.get(&id) != Some(&held(id)) {
                    continue;
                }
                let document = self.document(id, raw.as_deref());
                if let Some(document) = document {
                    text += document.size();
                    builder.add(id.0, &document);
                }
            }
        }
        breath.take_now().await;
        let bytes = (!builder.is_empty()).then(|| builder.finish());
        breath.take_now().await;
        self.put_in_order(purges, &[], bytes).await?;
        Ok(true)
    }

    /// What is indexed of a message; none where it is gone.
    fn document(&self, id: MessageId, raw: Option<&[u8]>) -> Option<Document> {
        let contents = self.contents.borrow();
        let brief = contents.brief(id)?;
        let document = match raw {
            Some(raw) => Document { is_whole: brief.held != Held::Header, ..Document::of(raw) },
            // Its bytes are lost. What the list shows of it can be found.
            None => {
                let summary = contents.message(id).map(|message| message.summary).unwrap_or_default();
                let searchable = mail::Searchable {
                    from: summary.from,
                    to: [summary.to, summary.cc].concat(),
                    subject: summary.subject,
                    ..mail::Searchable::default()
                };
                Document { is_whole: brief.held != Held::Header, ..searchable.into() }
            }
        };
        Some(document)
    }

    /// Merges some segments, if that is worth it; whether it was.
    async fn merge_some(&self) -> Result<bool, Problem> {
        let plan = |index: &Index| index.due().map(|ids| (index.of_ids(&ids), ids, index.purges));
        let Some((segments, ids, purges)) = self.ask_index(plan).flatten() else { return Ok(false) };
        let here = Ids::of(&self.contents.borrow());
        let is_anything_left = |one: &Segment| one.ids().iter().any(|&id| here.contains(MessageId(id)));
        let bytes = match segments.iter().any(is_anything_left) {
            true => Some(self.merged(&segments.iter().collect::<Vec<_>>(), &here).await),
            false => None,
        };
        self.put_in_order(purges, &ids, bytes).await?;
        Ok(true)
    }

    async fn merged(&self, segments: &[&Segment], here: &Ids) -> Vec<u8> {
        let breath = Breath::new(&self.platform);
        merge_in_steps(segments, &|id| !here.contains(MessageId(id)), async || breath.take().await).await
    }

    /// Keeps a segment in the place of others, unless something had to leave the index since it was begun.
    async fn put_in_order(
        &self,
        purges: u32,
        drop: &[SegmentId],
        bytes: Option<Vec<u8>>,
    ) -> Result<(), Problem> {
        let _writing = self.writing.lock().await;
        let begin = |index: &mut Index, _: &Contents| (index.purges == purges).then(|| index.next_id());
        let Some(id) = self.change_index(begin).flatten() else { return Ok(()) };
        let keep = bytes.into_iter().map(|bytes| (id, bytes)).collect();
        let reindexing = Reindexing { keep, drop: drop.to_vec() };
        self.platform.store().reindex(&reindexing).await?;
        self.change_index(|index, contents| index.put_in_order(reindexing, contents));
        Ok(())
    }

    /// What is to be done to the index, so that nothing is left in it of what is not in these contents. To
    /// be asked while nothing else is written.
    pub(in crate::engine) async fn purge(&self, left: &Contents) -> Reindexing {
        let here = Ids::of(left);
        let holds_more = |index: &Index| -> Vec<(SegmentId, Segment)> {
            let gone = |segment: &&Segment| segment.ids().iter().any(|&id| !here.contains(MessageId(id)));
            let both = index.kept.iter().zip(&index.segments);
            both.filter(|(_, segment)| gone(segment)).map(|(kept, one)| (kept.id, one.clone())).collect()
        };
        let mut reindexing = Reindexing::default();
        for (old, segment) in self.ask_index(holds_more).unwrap_or_default() {
            reindexing.drop.push(old);
            if segment.ids().iter().any(|&id| here.contains(MessageId(id))) {
                let bytes = self.merged(&[&segment], &here).await;
                let id = self.change_index(|index, _| index.next_id());
                reindexing.keep.extend(id.map(|id| (id, bytes)));
            }
        }
        // What cannot be read cannot be cleansed.
        reindexing.drop.extend(self.ask_index(|index| index.damaged.clone()).unwrap_or_default());
        self.change_index(|index, _| index.purges += 1);
        reindexing
    }

    /// What [`Self::purge`] asked for was done.
    pub(in crate::engine) fn purged(&self, reindexing: Reindexing) {
        self.change_index(|index, contents| index.put_in_order(reindexing, contents));
    }

    /// The id for the segment of a commit; `None` until the index is open.
    pub(in crate::engine) fn next_segment(&self) -> Option<SegmentId> {
        self.index.borrow_mut().as_mut().map(Index::next_id)
    }

    fn ask_index<T>(&self, ask: impl FnOnce(&Index) -> T) -> Option<T> {
        self.index.borrow().as_ref().map(ask)
    }

    fn change_index<T>(&self, change: impl FnOnce(&mut Index, &Contents) -> T) -> Option<T> {
        self.answers.borrow_mut().are_stale();
        self.index.borrow_mut().as_mut().map(|index| change(index, &self.contents.borrow()))
    }

    /// Raw messages, as far as they can be read: one that cannot be is not to keep others from being found.
    pub(in crate::engine) async fn readable(&self, ids: &[MessageId]) -> Result<Raws, Problem> {
        match self.platform.store().raws(ids).await {
            Err(error) if error.is_about_one() => {}
            raws => return Ok(raws?),
        }
        let mut raws = Vec::with_capacity(ids.len());
        for &id in ids {
            raws.push((id, self.raw_or_not(id).await?.and_then(Result::ok)));
        }
        Ok(raws)
    }

    /// As many of these as are read at a time; `None` where there are none.
    pub(super) fn some_to_read<'i>(&self, ids: &'i [MessageId]) -> Option<&'i [MessageId]> {
        let contents = self.contents.borrow();
        let mut bytes = 0;
        let fits = |id: &&MessageId| {
            bytes += contents.brief(**id).map_or(0, |brief: Brief| brief.size);
            bytes <= BYTES_AT_ONCE
        };
        let count = ids.iter().take(READ_AT_ONCE).take_while(fits).count().max(1);
        ids.get(..count)
    }

    async fn give_way(&self) {
        let asked = self.platform.milliseconds().saturating_sub(self.asked_at.get());
        if !self.running.borrow().is_empty() {
            self.platform.sleep(WHILE_COLLECTING).await;
        } else if u128::from(asked) < AFTER_A_REQUEST.as_millis() {
            self.platform.sleep(AFTER_A_REQUEST).await;
        }
    }
}

impl Index {
    fn put_in_order(&mut self, Reindexing { keep, drop }: Reindexing, contents: &Contents) {
        if !drop.is_empty() {
            self.drop(&drop, contents);
        }
        for (id, bytes) in keep {
            self.take(id, bytes, contents);
            let Some(segment) = self.segments.last() else { continue };
            let briefs = segment.ids().iter().filter_map(|&id| contents.brief(MessageId(id)));
            let found: Vec<_> = briefs.filter(|brief| self.has(brief)).map(|it| (it.date, it.id)).collect();
            for one in &found {
                self.missing.remove(one);
            }
        }
    }
}
