//! Mail brought in from files: single mails, mbox files, and archives of either. The page gives out the bytes
//! that are asked for, piece by piece; what came in is durable batch by batch. It is no server's: nothing of
//! it is ever deleted on one.

mod placing;

use std::ops::Range;

use futures::channel::oneshot;
use placing::Placing;

use super::{
    Engine,
    api::{Act, FileToRead, Imported, Notice, Step, Undo},
    filing::count,
    platform::{Client, Platform, To},
    problem::Problem,
};
use crate::{
    mail::{
        mbox::{self, Flags, LARGEST_MAIL},
        zip::{Directory, Entry, TAIL},
    },
    store::{AccountId, FolderId},
};

/// Bytes that are asked for at once.
const PIECE: u64 = 1 << 20;
/// A batch is kept when it has so many messages or bytes.
const MESSAGES: usize = 250;
const BYTES: usize = 4 << 20;
/// Files of which nothing could be read that are named.
const MOST_NAMED: usize = 5;

/// A mail that is to be brought in.
#[derive(Debug)]
struct Incoming {
    raw: Vec<u8>,
    flags: Flags,
    /// The folders that it was in, the outermost first; none where the file does not say.
    path: Vec<String>,
}

/// What waits for bytes of a file.
pub(super) type Waiting = ((u32, u64), oneshot::Sender<Option<Vec<u8>>>);

/// Why it ends before all was read.
enum End {
    /// The reader has said so, or the file is not there any more.
    Stopped,
    Problem(Problem),
}

/// Bringing in, as far as it is.
struct Importing<'e, P> {
    engine: &'e Engine<P>,
    client: Client,
    placing: Placing,
    batch: Vec<Incoming>,
    bytes: usize,
    report: Imported,
    /// Of all files, in bytes.
    done: u64,
    total: u64,
}

impl<P: Platform> Engine<P> {
    /// Brings in what is in these files. `to`: the folder that it goes into; `None` puts back into its folder
    /// what an archive names one for. Another import ends it.
    pub(super) async fn import(
        &self,
        client: Client,
        files: Vec<FileToRead>,
        account: AccountId,
        to: Option<FolderId>,
    ) -> Result<(), Problem> {
        if !self.contents.borrow().accounts().contains_key(&account) {
            return Err(Problem::NothingThere);
        }
        let total = files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.size));
        let placing = Placing::new(&self.contents.borrow(), account, to);
        let (batch, report) = (Vec::new(), Imported::default());
        let mut importing =
            Importing { engine: self, client, placing, batch, bytes: 0, report, done: 0, total };
        let mut problem = None;
        for (number, file) in (0..).zip(&files) {
            match importing.file(number, file).await {
                Ok(()) => importing.done = importing.done.saturating_add(file.size),
                Err(End::Stopped) => break,
                Err(End::Problem(said)) => {
                    problem = Some(said);
                    break;
                }
            }
        }
        // What was read before it ended is kept.
        let kept = importing.keep().await;
        let Importing { placing, report, .. } = importing;
        self.tell_changes();
        if !placing.made.is_empty() {
            let act = Act::Imported { messages: count(placing.made.len()) };
            let undo = Undo(vec![Step::DeleteCopies(placing.made)]);
            self.platform.notify(To::One(client), Notice::Done { act, undo });
        }
        let result = problem.map_or(kept, Err).map(|()| report);
        self.platform.notify(To::One(client), Notice::Imported(result));
        Ok(())
    }

    /// The page gives out bytes of a file; `None`: it is not there any more, or nobody wants it.
    pub(super) fn take_bytes(&self, file: u32, start: u64, bytes: Option<Vec<u8>>) {
        let waiting = self.reading.borrow_mut().take_if(|(what, _)| *what == (file, start));
        if let Some((_, waiting)) = waiting {
            // An import that another one has ended hears nothing.
            let _ = waiting.send(bytes);
        }
    }

    /// Ends an import; what came in stays.
    pub(super) fn stop_importing(&self) {
        self.reading.take();
    }
}

impl<P: Platform> Importing<'_, P> {
    async fn file(&mut self, number: u32, file: &FileToRead) -> Result<(), End> {
        let before = (self.report.messages, self.report.known);
        let head = self.read(number, 0..file.size.min(PIECE)).await?;
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            self.archive(number, file.size).await?;
        } else if head.starts_with(b"From ") {
            self.mbox(number, file.size, head).await?;
        } else if looks_like_mail(&head) && file.size <= LARGEST_MAIL as u64 {
            let mut raw = head;
            while (raw.len() as u64) < file.size {
                let start = raw.len() as u64;
                raw.extend(self.read(number, start..file.size.min(start + PIECE)).await?);
            }
            self.take(Incoming { raw, flags: Flags::default(), path: Vec::new() }).await?;
        } else {
            self.report.unreadable += 1;
        }
        self.keep().await.map_err(End::Problem)?;
        let is_in_vain = before == (self.report.messages, self.report.known);
        if is_in_vain && self.report.files.len() < MOST_NAMED {
            self.report.files.push(file.name.clone());
        }
        Ok(())
    }

    async fn mbox(&mut self, number: u32, size: u64, head: Vec<u8>) -> Result<(), End> {
        let mut reader = mbox::Reader::default();
        let (mut piece, mut at) = (head, 0_u64);
        loop {
            at = at.saturating_add(piece.len() as u64);
            for found in reader.push(&piece) {
                self.take_found(found).await?;
            }
            self.tell(at);
            if at >= size || piece.is_empty() {
                break;
            }
            piece = self.read(number, at..size.min(at + PIECE)).await?;
        }
        match reader.finish() {
            Some(last) => self.take_found(last).await,
            None => Ok(()),
        }
    }

    async fn take_found(&mut self, found: Result<mbox::Imported, mbox::Unreadable>) -> Result<(), End> {
        match found {
            Ok(mbox::Imported { raw, flags }) => self.take(Incoming { raw, flags, path: Vec::new() }).await,
            Err(_) => {
                self.report.unreadable += 1;
                Ok(())
            }
        }
    }

    /// An archive of mails, or of mbox files.
    async fn archive(&mut self, number: u32, size: u64) -> Result<(), End> {
        let tail = self.read(number, size.saturating_sub(TAIL as u64)..size).await?;
        let Ok(directory) = Directory::find(&tail, size) else {
            self.report.unreadable += 1;
            return Ok(());
        };
        let bytes = self.read(number, directory.range.clone()).await?;
        let Ok(entries) = directory.entries(&bytes) else {
            self.report.unreadable += 1;
            return Ok(());
        };
        for entry in entries {
            self.tell(entry.header().start);
            let Some(raw) = self.unpacked(number, &entry).await? else {
                self.report.unreadable += 1;
                continue;
            };
            let mut path: Vec<String> = entry.name.split('/').map(str::to_owned).collect();
            path.pop();
            if raw.starts_with(b"From ") {
                let mut reader = mbox::Reader::default();
                let found = reader.push(&raw).into_iter().chain(reader.finish());
                for found in found.collect::<Vec<_>>() {
                    self.take_found(found).await?;
                }
            } else if looks_like_mail(&raw) {
                self.take(Incoming { raw, flags: entry.flags, path }).await?;
            } else {
                self.report.unreadable += 1;
            }
        }
        Ok(())
    }

    async fn unpacked(&self, number: u32, entry: &Entry) -> Result<Option<Vec<u8>>, End> {
        let header = self.read(number, entry.header()).await?;
        let Ok(content) = entry.content(&header) else { return Ok(None) };
        if content.range.end.saturating_sub(content.range.start) > LARGEST_MAIL as u64 {
            return Ok(None);
        }
        let bytes = self.read(number, content.range.clone()).await?;
        Ok(content.unpack(&bytes, LARGEST_MAIL).ok())
    }

    async fn take(&mut self, mail: Incoming) -> Result<(), End> {
        self.bytes += mail.raw.len();
        self.batch.push(mail);
        if self.batch.len() >= MESSAGES || self.bytes >= BYTES {
            self.keep().await.map_err(End::Problem)?;
        }
        Ok(())
    }

    /// Makes durable what was read since.
    async fn keep(&mut self) -> Result<(), Problem> {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        let (messages, known) = self.placing.keep(self.engine, batch).await?;
        self.report.messages += messages;
        self.report.known += known;
        self.tell(0);
        Ok(())
    }

    fn tell(&self, of_file: u64) {
        let (done, total) = (self.done.saturating_add(of_file), self.total);
        let messages = self.report.messages + self.report.known;
        self.engine
            .platform
            .notify(To::One(self.client), Notice::Importing { done: done.min(total), total, messages });
    }

    /// Bytes of a file, from the page.
    async fn read(&self, file: u32, range: Range<u64>) -> Result<Vec<u8>, End> {
        let Range { start, end } = range;
        if start >= end {
            return Ok(Vec::new());
        }
        let (given, bytes) = oneshot::channel();
        self.engine.reading.replace(Some(((file, start), given)));
        self.engine.platform.notify(To::One(self.client), Notice::ReadFile { file, start, end });
        bytes.await.ok().flatten().ok_or(End::Stopped)
    }
}

/// Whether a file begins as a mail does: with a header field (RFC 5322, section 2.2).
fn looks_like_mail(raw: &[u8]) -> bool {
    let line = raw.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.len() < line.len() && !name.is_empty() && name.len() < 80 && name.iter().all(u8::is_ascii_graphic)
}
