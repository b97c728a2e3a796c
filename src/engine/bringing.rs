//! Mail from files: `.eml`, mbox, and both of them in ZIP archives. The page gives the bytes as they are asked for,
//! so that a file may be larger than memory; what is brought in is no server's, and nothing of it is ever deleted on
//! one.

mod keeping;

use futures::channel::oneshot;

use self::keeping::{Arriving, Keeping};
use super::{
    Engine,
    api::{Act, Brought, BroughtTo, FileFault, Notice, Offered, Step, Undo},
    filing::count,
    folders,
    platform::{Client, Platform, To},
    problem::{FilingFault, Problem},
};
use crate::mail::{
    self,
    mbox::{self, Flags, LARGEST_MAIL, Unreadable},
    zip::{Content, Directory, Entry, Refused, TAIL},
};

/// Where the page's answer goes.
pub(super) type Given = oneshot::Sender<Option<Vec<u8>>>;

/// Bytes that are asked for at a time.
const PIECE: u64 = 1 << 20;
/// Bytes of an archive's directory: some millions of files.
const LARGEST_DIRECTORY: u64 = 512 << 20;
/// Pages do not say goodbye: so many questions are remembered.
const MOST: usize = 16;
/// Files that are named in what it came to.
const MOST_NAMED: usize = 20;

/// Why a file is not read on.
enum Left {
    Fault(FileFault),
    Stopped,
    Problem(Problem),
}

/// Mail that is being brought in.
struct Bringing<'e, P> {
    engine: &'e Engine<P>,
    client: Client,
    number: u32,
    to: BroughtTo,
    keeping: Keeping,
    brought: Brought,
    /// Bytes of the files before this one, and of this one.
    before: u64,
    size: u64,
    /// The piece of this file that was read last, and where it begins.
    piece: (u64, Vec<u8>),
}

impl<P: Platform> Engine<P> {
    pub(super) async fn bring_in(&self, client: Client, number: u32, files: Vec<Offered>, to: BroughtTo) {
        let is_there = {
            let contents = self.contents.borrow();
            contents.accounts().contains_key(&to.account)
                && folders::takes_mail(contents.folders(), to.folder)
        };
        if !is_there {
            let problem = Some(Problem::Filing(FilingFault::NoSuchFolder));
            let brought = Brought::default();
            self.platform.notify(To::One(client), Notice::BroughtIn { number, brought, problem });
            return;
        }
        let keeping = Keeping::of(&self.contents.borrow(), to);
        let brought = Brought::default();
        let piece = (0, Vec::new());
        let mut bringing =
            Bringing { engine: self, client, number, to, keeping, brought, before: 0, size: 0, piece };
        let problem = bringing.all(&files).await;
        self.tell_changes();
        let Bringing { brought, keeping, .. } = bringing;
        let made = keeping.made();
        if !made.is_empty() {
            let act = Act::BroughtIn { messages: count(made.len()), to: to.folder };
            let undo = Undo(vec![Step::DeleteCopies(made)]);
            self.platform.notify(To::One(client), Notice::Done { act, undo });
        }
        self.platform.notify(To::One(client), Notice::BroughtIn { number, brought, problem });
    }

    /// A page has read bytes of a file.
    pub(super) fn given(&self, client: Client, number: u32, bytes: Option<Vec<u8>>) {
        if let Some(given) = self.take_wanted(client, number) {
            // It may have been given up.
            let _ = given.send(bytes);
        }
    }

    /// Whoever waits for bytes hears that none will come.
    pub(super) fn stop_bringing_in(&self, client: Client, number: u32) {
        self.take_wanted(client, number);
    }

    fn take_wanted(&self, client: Client, number: u32) -> Option<Given> {
        let mut wants = self.wants.borrow_mut();
        let at = wants.iter().position(|(of, its, _)| *of == client && *its == number)?;
        wants.remove(at).map(|(.., given)| given)
    }
}

impl<P: Platform> Bringing<'_, P> {
    async fn all(&mut self, files: &[Offered]) -> Option<Problem> {
        for (at, file) in (0..).zip(files) {
            self.size = file.size;
            self.piece = (0, Vec::new());
            let mut ended = self.file(at, file).await;
            // What came in before it ended is kept.
            if let Err(problem) = self.keep().await {
                ended = Err(Left::Problem(problem));
            }
            match ended {
                Ok(()) => {}
                Err(Left::Fault(fault)) => self.fault(&file.name, fault),
                Err(Left::Stopped) => return Some(Problem::Stopped),
                Err(Left::Problem(problem)) => return Some(problem),
            }
            self.before = self.before.saturating_add(file.size);
            self.brought.read = self.before;
        }
        None
    }

    async fn file(&mut self, at: u32, file: &Offered) -> Result<(), Left> {
        let start = self.read(at, 0, file.size.min(PIECE)).await?;
        if start.starts_with(b"From ") {
            self.mbox(at, file, start).await
        } else if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
            self.archive(at, file).await
        } else {
            if file.size > LARGEST_MAIL as u64 {
                return Err(Left::Fault(FileFault::TooLarge));
            }
            if !mail::is_mail(&start) {
                self.brought.no_mail += 1;
                return Ok(());
            }
            let mut raw = start;
            while (raw.len() as u64) < file.size {
                let from = raw.len() as u64;
                raw.extend(self.read(at, from, file.size.min(from + PIECE)).await?);
            }
            let flags = Flags::of(&raw);
            self.take(raw, flags).await
        }
    }

    async fn mbox(&mut self, at: u32, file: &Offered, start: Vec<u8>) -> Result<(), Left> {
        let mut reader = mbox::Reader::default();
        let mut from = start.len() as u64;
        let mut piece = start;
        loop {
            for found in reader.push(&piece) {
                self.found(&file.name, found).await?;
            }
            if from >= file.size {
                break;
            }
            piece = self.read(at, from, file.size.min(from + PIECE)).await?;
            from += piece.len() as u64;
        }
        match reader.finish() {
            Some(found) => self.found(&file.name, found).await,
            None => Ok(()),
        }
    }

    /// A mail of an mbox file: it is one whatever it looks like.
    async fn found(&mut self, name: &str, found: Result<mbox::Imported, Unreadable>) -> Result<(), Left> {
        match found {
            Ok(mail) if mail.raw.is_empty() => self.brought.no_mail += 1,
            Ok(mail) => self.take(mail.raw, mail.flags).await?,
            Err(Unreadable::TooLarge) => self.fault(name, FileFault::TooLarge),
            Err(Unreadable::NotMbox) => self.brought.no_mail += 1,
        }
        Ok(())
    }

    async fn archive(&mut self, at: u32, file: &Offered) -> Result<(), Left> {
        let tail = self.read(at, file.size.saturating_sub(TAIL as u64), file.size).await?;
        let directory = Directory::find(&tail, file.size)?;
        let range = directory.range.clone();
        if range.end - range.start > LARGEST_DIRECTORY {
            return Err(Left::Fault(FileFault::TooLarge));
        }
        let bytes = self.read(at, range.start, range.end).await?;
        let entries = directory.entries(&bytes)?;
        drop(bytes);
        for entry in entries {
            match self.entry(at, &entry).await {
                Err(Left::Fault(fault)) => self.fault(&format!("{}/{}", file.name, entry.name), fault),
                ended => ended?,
            }
        }
        Ok(())
    }

    async fn entry(&mut self, at: u32, entry: &Entry) -> Result<(), Left> {
        let header = entry.header();
        let content: Content = entry.content(&self.read(at, header.start, header.end).await?)?;
        if content.range.end - content.range.start > LARGEST_MAIL as u64 {
            return Err(Left::Fault(FileFault::TooLarge));
        }
        let packed = self.read(at, content.range.start, content.range.end).await?;
        let raw = content.unpack(&packed, LARGEST_MAIL)?;
        drop(packed);
        if raw.starts_with(b"From ") {
            let mut reader = mbox::Reader::default();
            for found in reader.push(&raw) {
                self.found(&entry.name, found).await?;
            }
            return match reader.finish() {
                Some(found) => self.found(&entry.name, found).await,
                None => Ok(()),
            };
        }
        // What was saved here comes back, however little of a mail it is.
        let is_mail = !raw.is_empty() && (entry.flags.is_some() || mail::is_mail(&raw));
        if !is_mail {
            self.brought.no_mail += 1;
            return Ok(());
        }
        let flags = entry.flags.clone().unwrap_or_else(|| Flags::of(&raw));
        self.take(raw, flags).await
    }

    /// A mail: it is kept with the next batch.
    async fn take(&mut self, raw: Vec<u8>, flags: Flags) -> Result<(), Left> {
        if self.keeping.add(Arriving { raw, flags }) {
            self.keep().await.map_err(Left::Problem)?;
        }
        Ok(())
    }

    async fn keep(&mut self) -> Result<(), Problem> {
        self.engine.keep_brought(&mut self.keeping, self.to, &mut self.brought).await
    }

    /// Bytes of a file. A piece of it is asked for at a time: what is in an archive is small, and in a row.
    async fn read(&mut self, file: u32, from: u64, to: u64) -> Result<Vec<u8>, Left> {
        if let Some(bytes) = self.within_piece(from, to) {
            return Ok(bytes);
        }
        let end = to.max(from.saturating_add(PIECE)).min(self.size);
        if from >= to || end < to {
            return if from == to { Ok(Vec::new()) } else { Err(Left::Fault(FileFault::Damaged)) };
        }
        let bytes = self.ask(file, from, end).await?;
        self.brought.read = self.before.saturating_add(end);
        self.tell();
        if end == to {
            return Ok(bytes);
        }
        self.piece = (from, bytes);
        self.within_piece(from, to).ok_or(Left::Fault(FileFault::Damaged))
    }

    fn within_piece(&self, from: u64, to: u64) -> Option<Vec<u8>> {
        let (start, bytes) = &self.piece;
        let place = |at: u64| usize::try_from(at.checked_sub(*start)?).ok();
        bytes.get(place(from)?..place(to)?).map(<[u8]>::to_vec)
    }

    /// Asks the page.
    async fn ask(&self, file: u32, from: u64, to: u64) -> Result<Vec<u8>, Left> {
        let (given, answer) = oneshot::channel();
        {
            let mut wants = self.engine.wants.borrow_mut();
            wants.push_back((self.client, self.number, given));
            while wants.len() > MOST {
                wants.pop_front();
            }
        }
        let wants = Notice::Wants { number: self.number, file, from, to };
        self.engine.platform.notify(To::One(self.client), wants);
        match answer.await {
            Ok(Some(bytes)) if bytes.len() as u64 == to - from => Ok(bytes),
            Ok(_) => Err(Left::Fault(FileFault::Refused)),
            Err(_) => Err(Left::Stopped),
        }
    }

    fn fault(&mut self, name: &str, fault: FileFault) {
        self.brought.faults += 1;
        if self.brought.unread.len() < MOST_NAMED {
            self.brought.unread.push((name.to_owned(), fault));
        }
    }

    fn tell(&self) {
        let notice = Notice::BringingIn(self.number, self.brought.clone());
        self.engine.platform.notify(To::One(self.client), notice);
    }
}

impl From<Refused> for Left {
    fn from(refused: Refused) -> Self {
        Self::Fault(match refused {
            Refused::NotZip | Refused::Damaged | Refused::Checksum => FileFault::Damaged,
            Refused::Encrypted => FileFault::Encrypted,
            Refused::Method => FileFault::Method,
            Refused::TooLarge => FileFault::TooLarge,
        })
    }
}
