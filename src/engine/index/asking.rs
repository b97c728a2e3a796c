//! Windows and ranges of views with a query.
//!
//! Rows go out at once with what is in memory. What takes the raw messages – whether a phrase is in them,
//! and which part of their text has the words – follows, for as long as nothing else is asked for.

use super::{Index, answer::Answer, keeping::READ_AT_ONCE};
use crate::{
    engine::{
        Engine,
        api::{Notice, Rows, View},
        breath::Breath,
        inbox::row,
        platform::{Client, Platform, To},
        problem::Problem,
        writing::{TELL_MILLISECONDS, Window},
    },
    search::{Document, Excerpt, Now, excerpt},
    store::{Contents, Held, MessageId},
};

/// Characters of an excerpt: about as many as a snippet has.
const EXCERPT: usize = 160;

/// What is still to be looked for in raw messages.
enum Lacking {
    /// Whether the phrases are in these.
    Verdicts(Vec<MessageId>),
    /// The part of their text that has the words.
    Excerpts(Vec<MessageId>),
    Nothing,
}

impl<P: Platform> Engine<P> {
    /// Answers with a window of a view that has a query, and with what it lacks at first.
    pub(in crate::engine) async fn send_found(&self, client: Client, asked: u64) -> Result<(), Problem> {
        self.open_index().await?;
        if self.window(client, asked).is_some() {
            self.send_rows(client);
        }
        self.complete(client, asked).await
    }

    /// The rows of a view with a query; `None` until the index is open.
    pub(in crate::engine) fn rows_found(&self, window: &Window) -> Option<Rows> {
        let &Window { ref view, start, count, .. } = window;
        self.with_all(view, |answer, index, contents| {
            let ids = answer.ids.iter().skip(start as usize).take(count as usize);
            let rows = ids.filter_map(|id| contents.message(*id)).map(|envelope| {
                let mut row = row(&envelope);
                answer.mark(&mut row);
                row
            });
            let total = u32::try_from(answer.ids.len()).unwrap_or(u32::MAX);
            let found = Some(answer.found(index, contents));
            Rows { view: view.clone(), found, total, start, rows: rows.collect() }
        })
    }

    /// All messages of a view with a query, in its order.
    pub(in crate::engine) async fn all_found(&self, view: &View) -> Result<Vec<MessageId>, Problem> {
        self.open_index().await?;
        loop {
            match self.lacking(view, 0..0) {
                Lacking::Verdicts(ids) => self.look_up(view, &ids, true).await?,
                _ => return Ok(self.with_answer(view, |answer| answer.ids.clone()).unwrap_or_default()),
            }
        }
    }

    /// Looks into raw messages for what a window lacks, until the page asks for something else.
    async fn complete(&self, client: Client, asked: u64) -> Result<(), Problem> {
        let mut untold = false;
        while let Some(Window { view, start, count, .. }) = self.window(client, asked) {
            let places = start as usize..(start as usize).saturating_add(count as usize);
            let shown = self.with_answer(&view, |answer| answer.ids.len()).unwrap_or_default();
            match self.lacking(&view, places.clone()) {
                Lacking::Verdicts(ids) => {
                    self.look_up(&view, &ids, true).await?;
                    let now = self.with_answer(&view, |answer| answer.ids.len()).unwrap_or_default();
                    // The window fills at once; how many there are behind it may be said a moment later.
                    let is_full = shown < places.end && now >= places.end;
                    let since = self.platform.milliseconds().saturating_sub(self.found_at.get());
                    untold = true;
                    if !is_full && since < TELL_MILLISECONDS {
                        continue;
                    }
                }
                Lacking::Excerpts(ids) => self.look_up(&view, &ids, false).await?,
                Lacking::Nothing if untold => {}
                Lacking::Nothing => return Ok(()),
            }
            if self.window(client, asked).is_some() {
                untold = false;
                self.found_at.set(self.platform.milliseconds());
                self.send_rows(client);
            }
        }
        Ok(())
    }

    /// The same for all windows: rows may have come into them.
    pub(super) async fn complete_windows(&self) -> Result<(), Problem> {
        for (client, asked) in self.windows_of_queries() {
            self.complete(client, asked).await?;
        }
        Ok(())
    }

    /// The index has grown.
    pub(super) fn tell_windows_of_queries(&self) {
        let since = self.platform.milliseconds().saturating_sub(self.found_at.get());
        if since >= TELL_MILLISECONDS {
            self.send_windows_of_queries();
        }
    }

    /// The same, at once.
    pub(super) fn send_windows_of_queries(&self) {
        self.found_at.set(self.platform.milliseconds());
        self.windows_of_queries().into_iter().for_each(|(client, _)| self.send_rows(client));
    }

    fn windows_of_queries(&self) -> Vec<(Client, u64)> {
        let windows = self.windows.borrow();
        let with_query = windows.iter().filter(|(_, window)| self.is_found(&window.view));
        with_query.map(|(client, window)| (*client, window.asked)).collect()
    }

    /// What is still to be looked for, a few messages at a time: first what a window shows, then how many
    /// there are behind it.
    fn lacking(&self, view: &View, places: std::ops::Range<usize>) -> Lacking {
        let lacking = self.with_answer(view, |answer| {
            let verdicts =
                || Lacking::Verdicts(answer.candidates.iter().take(READ_AT_ONCE).copied().collect());
            if !answer.candidates.is_empty() && answer.ids.len() < places.end {
                return verdicts();
            }
            let ids = answer.ids.iter().skip(places.start).take(places.len()).copied();
            let unread: Vec<MessageId> = ids.filter(|id| !answer.excerpts.contains_key(id)).collect();
            if !unread.is_empty() && answer.query.is_about_texts() {
                return Lacking::Excerpts(unread);
            }
            if answer.candidates.is_empty() { Lacking::Nothing } else { verdicts() }
        });
        let some = |ids: Vec<MessageId>| self.some_to_read(&ids).unwrap_or_default().to_vec();
        match lacking {
            Some(Lacking::Verdicts(ids)) => Lacking::Verdicts(some(ids)),
            Some(Lacking::Excerpts(ids)) => Lacking::Excerpts(some(ids)),
            _ => Lacking::Nothing,
        }
    }

    /// Reads messages for a view's query: whether the phrases are in them, or where the words are.
    async fn look_up(&self, view: &View, ids: &[MessageId], phrases: bool) -> Result<(), Problem> {
        let Some((query, exact)) = self.with_answer(view, |answer| (answer.query.clone(), answer.exact))
        else {
            return Ok(());
        };
        let breath = Breath::new(&self.platform);
        let (mut verdicts, mut excerpts) = (Vec::new(), Vec::<(MessageId, Option<Excerpt>)>::new());
        let held = |id| self.contents.borrow().brief(id).map(|brief| brief.held);
        let before: Vec<Option<Held>> = ids.iter().map(|&id| held(id)).collect();
        for (id, raw) in self.readable(ids).await? {
            breath.take().await;
            // It came whole while its header was read: it is looked at once more.
            if ids.iter().zip(&before).any(|(of, before)| *of == id && *before != held(id)) {
                continue;
            }
            let document = raw.map_or_else(Document::default, |raw| Document::of(&raw));
            if phrases {
                verdicts.push((id, query.verifies(&document)));
            } else {
                excerpts.push((id, excerpt(&document.body, &query, exact, EXCERPT)));
            }
        }
        self.with_answer(view, |answer| {
            answer.verified(verdicts);
            answer.excerpts.extend(excerpts);
        });
        Ok(())
    }

    fn with_answer<T>(&self, view: &View, ask: impl FnOnce(&mut Answer) -> T) -> Option<T> {
        self.with_all(view, |answer, _, _| ask(answer))
    }

    fn with_all<T>(&self, view: &View, ask: impl FnOnce(&mut Answer, &Index, &Contents) -> T) -> Option<T> {
        let index = self.index.borrow();
        let index = index.as_ref()?;
        let (contents, mut inboxes) = (self.contents.borrow(), self.inboxes.borrow_mut());
        let now = Now { seconds: self.platform.now(), offset: self.platform.offset() };
        let mut answers = self.answers.borrow_mut();
        let answer = answers.of(view, index, &contents, &mut inboxes, now)?;
        Some(ask(answer, index, &contents))
    }

    /// Names the messages of a view with a query from one to another.
    pub(in crate::engine) async fn send_range_found(
        &self,
        client: Client,
        view: View,
        from: Option<MessageId>,
        to: Option<MessageId>,
    ) -> Result<(), Problem> {
        let messages = crate::engine::inbox::between(&self.all_found(&view).await?, from, to);
        let others = Vec::new();
        self.platform.notify(To::One(client), Notice::Range { view, from, to, messages, others });
        Ok(())
    }
}
