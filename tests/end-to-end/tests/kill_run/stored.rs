//! What is found in the store, by asking the worker and by looking into the database, and whether it
//! is as it must be.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use restante::{
    engine::api::{Folder, Notice, Request, Rows, View},
    search::Segment,
    store::{AccountId, Held, Left, MessageId, Pack},
};
use restante_end_to_end::{Browser, Trace, until};
use serde::Deserialize;

use super::letters::{ALL, Letter, mark_in};

/// How long the index may take to be made anew.
const INDEXING: Duration = Duration::from_secs(60);

/// A word that no mail has, and that no typing error leads to one.
const NONE: &str = "zzyzxqqwvvkk";

/// All there is in an inbox.
#[derive(Debug, Clone, Default)]
pub(super) struct Stored {
    /// The rows of its list.
    rows: Vec<MessageId>,
    /// Of these, those of which only the header is here, as far as anybody is told.
    headers: BTreeSet<MessageId>,
    /// The raw mails of these, where there are any.
    sources: BTreeMap<MessageId, Vec<u8>>,
    /// What queries find, by their words.
    found: BTreeMap<String, Vec<MessageId>>,
    kept: Kept,
}

/// What the database holds, besides what only the engine reads.
#[derive(Debug, Clone, Default)]
struct Kept {
    /// Raw mails that are in no pack.
    raw: BTreeSet<MessageId>,
    packs: BTreeMap<MessageId, Pack>,
    /// The messages of each segment.
    segments: Vec<Indexed>,
}

/// The messages of a segment.
#[derive(Debug, Clone, Default)]
struct Indexed {
    /// Those that are in it with all they say. The header of a mail may have come, and been indexed, first.
    whole: Vec<MessageId>,
    all: Vec<MessageId>,
}

/// What must not be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrong {
    /// The server was told to delete this mail, and it is not here.
    Lost(u32),
    /// This mail is here more than once.
    Doubled(u32),
    /// This message is none that was sent.
    Altered(MessageId),
    /// A row whose raw mail cannot be read.
    NoSource(MessageId),
    /// This raw mail lies in two places.
    KeptTwice(MessageId),
    /// A pack, by its key, with mail that has no row.
    Orphans(MessageId),
    /// A raw mail that has no row.
    Orphan(MessageId),
    /// A row that is in no segment, or with its header only.
    NotIndexed(MessageId),
    /// A row that is in more than one segment.
    IndexedTwice(MessageId),
    /// Something in a segment that has no row.
    NotListed(MessageId),
    /// A query finds something else than the mails that have the word.
    Found {
        /// The word.
        word: String,
        /// What the query finds of these, and what besides.
        found: Vec<MessageId>,
        /// Those that have the word.
        have: Vec<MessageId>,
    },
}

impl Stored {
    /// Waits until the index has all, and reads everything. The page hears nothing more from its worker.
    pub(super) async fn read(browser: &Browser, trace: &Trace, words: &[String]) -> Self {
        let mut stored = Self::default();
        for word in words.iter().map(String::as_str).chain([ALL, NONE]) {
            stored.found.insert(word.to_owned(), search(trace, word).await);
        }
        let all = View::of(Folder::Inbox(AccountId(1)));
        let rows = rows(trace, all.clone(), u32::MAX).await;
        assert_eq!(rows.total as usize, rows.rows.len(), "all rows");
        stored.rows = rows.rows.iter().map(|row| row.id).collect();
        let headers = rows.rows.iter().filter(|row| row.held == Held::Header);
        stored.headers = headers.map(|row| row.id).collect();
        let requests: Vec<Request> = stored.rows.iter().map(|&id| Request::Source(id)).collect();
        let sources = trace.ask(&requests, |notice| match notice {
            Notice::Source { message, bytes } => Some(Some((message, bytes))),
            Notice::Problem(_) => Some(None),
            _ => None,
        });
        stored.sources = sources.await.into_iter().flatten().collect();
        trace.tell(&[Request::Rows { view: all, start: 0, count: 0 }]).await;
        stored.kept = Kept::read(browser).await;
        stored
    }

    /// The marks of the mails that are here.
    pub(super) fn marks(&self) -> Vec<u32> {
        self.sources.values().filter_map(|source| mark_in(source)).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Everything about it that must not be, where these mails were sent, and of some the server was told
    /// that they are to be deleted.
    pub(super) fn wrongs(&self, sent: &[Letter], told: &BTreeSet<u32>) -> Vec<Wrong> {
        let mut wrongs = self.wrong_mails(sent, told);
        let rows: BTreeSet<MessageId> = self.rows.iter().copied().collect();
        wrongs.extend(self.kept.wrongs(&rows, &self.headers));
        for (word, found) in &self.found {
            let has = |source: &Vec<u8>| {
                let letter = mark_in(source).and_then(|mark| sent.get(mark as usize));
                letter.is_some_and(|letter| word == ALL || letter.word.starts_with(word))
            };
            let with = self.sources.iter().filter(|(_, source)| has(source));
            let have: Vec<MessageId> = with.map(|(id, _)| *id).collect();
            let mut found = found.clone();
            found.sort();
            if found != have {
                wrongs.push(Wrong::Found { word: word.clone(), found, have });
            }
        }
        wrongs
    }

    fn wrong_mails(&self, sent: &[Letter], told: &BTreeSet<u32>) -> Vec<Wrong> {
        let mut wrongs = Vec::new();
        let mut here: BTreeMap<u32, usize> = BTreeMap::new();
        let mut whole = BTreeSet::new();
        for id in &self.rows {
            let Some(source) = self.sources.get(id) else {
                wrongs.push(Wrong::NoSource(*id));
                continue;
            };
            let letter = mark_in(source).and_then(|mark| Some((mark, sent.get(mark as usize)?)));
            match letter {
                Some((mark, letter)) if letter.raw == *source => {
                    *here.entry(mark).or_default() += 1;
                    whole.insert(mark);
                }
                // The newest come with their headers first.
                Some((mark, letter)) if self.headers.contains(id) && letter.begins_with(source) => {
                    *here.entry(mark).or_default() += 1;
                }
                _ => wrongs.push(Wrong::Altered(*id)),
            }
        }
        wrongs.extend(here.iter().filter(|(_, count)| **count > 1).map(|(mark, _)| Wrong::Doubled(*mark)));
        wrongs.extend(told.difference(&whole).map(|mark| Wrong::Lost(*mark)));
        wrongs
    }
}

impl Kept {
    async fn read(browser: &Browser) -> Self {
        #[derive(Deserialize)]
        struct Dump {
            raw: Vec<u64>,
            packs: Vec<(u64, String)>,
            segments: Vec<(u64, String)>,
        }
        let dump = browser.script(DUMP, Vec::new()).await;
        let dump: Dump = serde_json::from_value(dump).expect("what the script gives");
        let bytes = |text: &str| BASE64_STANDARD.decode(text).expect("Base64");
        let segment = |text: &str| {
            let segment = Segment::open(bytes(text)).expect("a segment is whole");
            let all = segment.ids().iter().copied().map(MessageId).collect();
            Indexed { whole: segment.whole().into_iter().map(MessageId).collect(), all }
        };
        let packs = dump.packs.iter().map(|(last, pack)| (MessageId(*last), Pack(bytes(pack))));
        Self {
            raw: dump.raw.into_iter().map(MessageId).collect(),
            packs: packs.collect(),
            segments: dump.segments.iter().map(|(_, text)| segment(text)).collect(),
        }
    }

    fn wrongs(&self, rows: &BTreeSet<MessageId>, headers: &BTreeSet<MessageId>) -> Vec<Wrong> {
        let mut wrongs: Vec<Wrong> = self.raw.difference(rows).map(|id| Wrong::Orphan(*id)).collect();
        for (last, pack) in &self.packs {
            if pack.without(rows) != Ok(Left::Nothing) {
                wrongs.push(Wrong::Orphans(*last));
            }
        }
        for id in rows {
            let mut packs = self.packs.values().filter(|pack| !matches!(pack.message(*id), Ok(None)));
            if packs.by_ref().count() + usize::from(self.raw.contains(id)) > 1 {
                wrongs.push(Wrong::KeptTwice(*id));
            }
        }
        let mut indexed: BTreeMap<MessageId, usize> = rows.iter().map(|id| (*id, 0)).collect();
        for segment in &self.segments {
            let unlisted = segment.all.iter().filter(|id| !rows.contains(id));
            wrongs.extend(unlisted.map(|id| Wrong::NotListed(*id)));
            let header = segment.all.iter().filter(|id| headers.contains(id));
            let whole = segment.whole.iter().filter(|id| !headers.contains(id));
            header.chain(whole).for_each(|id| *indexed.entry(*id).or_default() += 1);
        }
        wrongs.extend(indexed.into_iter().filter(|(id, _)| rows.contains(id)).filter_map(|(id, count)| {
            match count {
                0 => Some(Wrong::NotIndexed(id)),
                1 => None,
                _ => Some(Wrong::IndexedTwice(id)),
            }
        }));
        wrongs
    }
}

/// What the database holds, to be looked at without the engine.
const DUMP: &str = "
    return new Promise((done, failed) => {
        const opening = indexedDB.open('restante');
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
            const database = opening.result;
            const transaction = database.transaction(['raw', 'packs', 'segments']);
            const dump = { raw: [], packs: [], segments: [] };
            transaction.objectStore('raw').getAllKeys().onsuccess = ({ target }) => dump.raw = target.result;
            for (const name of ['packs', 'segments']) {
                transaction.objectStore(name).openCursor().onsuccess = ({ target: { result: cursor } }) => {
                    if (!cursor) return;
                    dump[name].push([cursor.key, cursor.value.toBase64()]);
                    cursor.continue();
                };
            }
            transaction.oncomplete = () => { database.close(); done(dump) };
            transaction.onabort = () => failed(transaction.error);
        };
    });
";

/// The first rows of a view.
pub(super) async fn rows(trace: &Trace, view: View, count: u32) -> Rows {
    let request = [Request::Rows { view: view.clone(), start: 0, count }];
    let rows = trace.ask(&request, |notice| match notice {
        Notice::Rows(rows) if rows.view == view => Some(rows),
        _ => None,
    });
    rows.await.pop().expect("an answer")
}

/// What a query finds, when the index has all.
async fn search(trace: &Trace, word: &str) -> Vec<MessageId> {
    let view = View { query: Some(word.to_owned()), ..View::of(Folder::Inbox(AccountId(1))) };
    until("the index has all", INDEXING, async || {
        let found = rows(trace, view.clone(), 1).await.found.expect("it is a query's answer");
        found.reaches.is_none().then_some(())
    })
    .await;
    let range = [Request::Range { view: view.clone(), from: None, to: None }];
    let range = trace.ask(&range, |notice| match notice {
        Notice::Range { view: of, messages, .. } if of == view => Some(messages),
        _ => None,
    });
    range.await.pop().expect("an answer")
}

/// The wrongs, for people.
pub(super) fn told(wrongs: &[Wrong]) -> String {
    let lines = wrongs.iter().take(20).map(|wrong| format!("\n  {wrong:?}"));
    format!("{} times what must not be:{}", wrongs.len(), lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(mark: u32, word: &str) -> Letter {
        Letter { raw: Trace::mark(mark).into_bytes(), word: word.to_owned() }
    }

    /// Mail 0 as message 5 in a pack, mail 1 as message 7 beside it, both indexed.
    fn stored() -> (Stored, Vec<Letter>) {
        let sent = vec![letter(0, "apple"), letter(1, "pear")];
        let [five, seven] = [MessageId(5), MessageId(7)];
        let packs = Pack::several([(five, sent[0].raw.clone())]).unwrap().into_iter().collect();
        let kept = Kept { raw: [seven].into(), packs, segments: vec![indexed(five), indexed(seven)] };
        let sources = [(five, sent[0].raw.clone()), (seven, sent[1].raw.clone())].into();
        let found = [(ALL, vec![seven, five]), ("pear", vec![seven]), (NONE, vec![])];
        let found = found.map(|(word, found)| (word.to_owned(), found)).into();
        (Stored { rows: vec![seven, five], headers: BTreeSet::new(), sources, found, kept }, sent)
    }

    fn indexed(id: MessageId) -> Indexed {
        Indexed { whole: vec![id], all: vec![id] }
    }

    /// What is wrong after something was done to it.
    fn after(what: impl FnOnce(&mut Stored)) -> Vec<Wrong> {
        let (mut stored, sent) = stored();
        what(&mut stored);
        let mut wrongs = stored.wrongs(&sent, &[0, 1].into());
        wrongs.sort();
        wrongs
    }

    #[test]
    fn each_wrong_is_seen() {
        let [five, seven, other] = [MessageId(5), MessageId(7), MessageId(9)];
        assert_eq!(after(|_| ()), []);

        let lost = after(|stored| _ = stored.rows.remove(0));
        assert!(
            [Wrong::Lost(1), Wrong::Orphan(seven), Wrong::NotListed(seven)]
                .iter()
                .all(|it| lost.contains(it))
        );
        let no_source = after(|stored| drop(stored.sources.remove(&five)));
        assert!(no_source.contains(&Wrong::NoSource(five)) && no_source.contains(&Wrong::Lost(0)));
        let altered = after(|stored| stored.sources.get_mut(&five).unwrap().push(b' '));
        assert!(altered.contains(&Wrong::Altered(five)) && altered.contains(&Wrong::Lost(0)));
        let only_header = after(|stored| _ = stored.headers.insert(five));
        assert_eq!(only_header, [], "what is whole may be called a header");
        let header = |stored: &mut Stored| {
            stored.headers.insert(five);
            stored.sources.insert(five, b"X-Trial: restante-mail-0.\r\n".to_vec());
        };
        let (mut with_header, mut sent) = stored();
        sent[0].raw.extend(b"\r\nHello\r\n");
        header(&mut with_header);
        assert_eq!(with_header.wrongs(&sent, &[1].into()), [], "it was not to be deleted yet");
        assert_eq!(with_header.wrongs(&sent, &[0, 1].into()), [Wrong::Lost(0)]);
        let doubled = after(|stored| {
            stored.rows.push(other);
            stored.sources.insert(other, stored.sources[&five].clone());
        });
        assert!(doubled.contains(&Wrong::Doubled(0)) && doubled.contains(&Wrong::NotIndexed(other)));

        assert_eq!(after(|stored| _ = stored.kept.raw.insert(five)), [Wrong::KeptTwice(five)]);
        assert_eq!(after(|stored| _ = stored.kept.raw.insert(other)), [Wrong::Orphan(other)]);
        let orphans = Pack::several([(five, vec![1]), (other, vec![2])]).unwrap().pop().unwrap();
        assert_eq!(after(|stored| stored.kept.packs = [orphans].into()), [Wrong::Orphans(other)]);
        assert_eq!(after(|stored| stored.kept.segments[0].whole.clear()), [Wrong::NotIndexed(five)]);
        assert_eq!(after(|stored| stored.kept.segments[1].whole.push(five)), [Wrong::IndexedTwice(five)]);
        assert_eq!(after(|stored| stored.kept.segments[1].all.push(other)), [Wrong::NotListed(other)]);
        let found = after(|stored| drop(stored.found.insert("pear".to_owned(), vec![five, seven])));
        assert_eq!(
            found,
            [Wrong::Found { word: "pear".to_owned(), found: vec![five, seven], have: vec![seven] }]
        );
    }
}
