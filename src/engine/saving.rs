//! Copies of mail as one file, of any size: a piece is made when the page is ready for it, and forgotten when
//! it has it.

use super::{
    Engine,
    api::{Copied, FileKind, Notice, Saving},
    filing::count,
    inbox::Scope,
    platform::{Client, Platform, To},
    problem::Problem,
};
use crate::{
    mail::{
        self,
        mbox::{self, Flags, Kept},
        zip::Archive,
    },
    store::{Brief, Contents, Envelope, FolderId, Held, MessageId},
};

/// Pages do not say goodbye: so many copies are remembered.
const MOST: usize = 16;
/// Messages of a piece, and about how many bytes of them.
const MESSAGES: usize = 250;
const BYTES: u64 = 1 << 20;

/// A copy that is being saved.
#[derive(Debug)]
pub(super) struct Under {
    number: u32,
    /// Those to come, the next one last.
    left: Vec<MessageId>,
    file: File,
    /// What the well-known folders are called.
    folders: Vec<String>,
    messages: u32,
    missing: u32,
}

#[derive(Debug)]
enum File {
    Mbox,
    Zip(Archive),
}

impl<P: Platform> Engine<P> {
    pub(super) async fn save_copy(
        &self,
        client: Client,
        number: u32,
        what: Copied,
        kind: FileKind,
        folders: Vec<String>,
    ) -> Result<(), Problem> {
        let listed = match what {
            Copied::Messages(messages) => messages,
            Copied::View(view) if self.is_found(&view) => self.all_found(&view).await?,
            Copied::View(view) => {
                let (contents, mut inboxes) = (self.contents.borrow(), self.inboxes.borrow_mut());
                inboxes.sorted(&contents, Scope::Folder(view.folder), view.order).collect()
            }
            Copied::Everything => self.contents.borrow().briefs().map(|brief| brief.id).collect(),
        };
        let (mut left, bytes, headers_only) = whole(&self.contents.borrow(), listed);
        // What came together lies together: it is read in this order, whatever the list's is.
        left.sort_unstable_by(|a, b| b.cmp(a));
        left.dedup();
        let messages = count(left.len());
        let file = match kind {
            FileKind::Mbox => File::Mbox,
            FileKind::Zip => File::Zip(Archive::default()),
        };
        let under = Under { number, left, file, folders, messages: 0, missing: 0 };
        let mut savings = self.savings.borrow_mut();
        savings.retain(|(of, _)| *of != client);
        savings.push_back((client, under));
        while savings.len() > MOST {
            savings.pop_front();
        }
        let begun = Saving::Begun { messages, bytes, headers_only };
        self.platform.notify(To::One(client), Notice::Saving(number, begun));
        Ok(())
    }

    /// Makes the next piece.
    pub(super) async fn save_more(&self, client: Client, number: u32) -> Result<(), Problem> {
        let tell = |saving| self.platform.notify(To::One(client), Notice::Saving(number, saving));
        // While it is away nobody else makes a piece of it.
        let Some(mut under) = self.take_saving(client, number) else {
            tell(Saving::Failed);
            return Ok(());
        };
        let mut bytes = Vec::new();
        let some = under.next(&self.contents.borrow());
        let raws = match self.readable(&some).await {
            Ok(raws) => raws,
            Err(problem) => {
                tell(Saving::Failed);
                return Err(problem);
            }
        };
        for (id, raw) in raws {
            let envelope = self.contents.borrow().message(id);
            match (envelope, raw) {
                (Some(envelope), Some(raw)) => {
                    let Some(piece) = under.write(&self.contents.borrow(), &envelope, &raw) else {
                        tell(Saving::Failed);
                        return Ok(());
                    };
                    bytes.extend(piece);
                    under.messages += 1;
                }
                (Some(_), None) => under.missing += 1,
                // It was deleted meanwhile.
                (None, _) => {}
            }
        }
        let Under { messages, missing, .. } = under;
        let is_last = under.left.is_empty();
        if is_last {
            if let File::Zip(archive) = under.file {
                bytes.extend(archive.finish());
            }
        } else {
            self.savings.borrow_mut().push_back((client, under));
        }
        tell(Saving::Piece { bytes, messages, missing, is_last });
        Ok(())
    }

    pub(super) fn stop_saving(&self, client: Client, number: u32) {
        self.take_saving(client, number);
    }

    fn take_saving(&self, client: Client, number: u32) -> Option<Under> {
        let mut savings = self.savings.borrow_mut();
        let at = savings.iter().position(|(of, under)| *of == client && under.number == number)?;
        savings.remove(at).map(|(_, under)| under)
    }
}

/// Of these the messages that are here whole, their octets, and how many of the others there are.
fn whole(contents: &Contents, listed: Vec<MessageId>) -> (Vec<MessageId>, u64, u32) {
    let (mut bytes, mut headers_only) = (0_u64, 0);
    let is_here = |id: &MessageId| match contents.brief(*id) {
        Some(Brief { held: Held::Header, .. }) => {
            headers_only += 1;
            false
        }
        Some(brief) => {
            bytes = bytes.saturating_add(brief.size);
            true
        }
        None => false,
    };
    let here = listed.into_iter().filter(is_here).collect();
    (here, bytes, headers_only)
}

impl Under {
    /// The messages of the next piece.
    fn next(&mut self, contents: &Contents) -> Vec<MessageId> {
        let mut bytes = 0;
        let mut some = Vec::new();
        while some.len() < MESSAGES
            && bytes < BYTES
            && let Some(id) = self.left.pop()
        {
            bytes += contents.brief(id).map_or(0, |brief| brief.size);
            some.push(id);
        }
        some
    }

    /// A message as it stands in the file; `None` where the file can hold no more.
    fn write(&mut self, contents: &Contents, envelope: &Envelope, raw: &[u8]) -> Option<Vec<u8>> {
        let tags = envelope.filed.tags.iter().filter_map(|id| contents.tags().get(&id));
        let tags = tags.map(|tag| tag.name.clone()).collect();
        let flags = Flags { read: envelope.read, starred: envelope.starred, answered: false, tags };
        let arrived = envelope.summary.received.unwrap_or_else(|| envelope.date());
        match &mut self.file {
            File::Mbox => {
                let sender = envelope.summary.from.first().map_or("", |from| from.address.as_str());
                Some(mbox::entry(&Kept { raw, flags: &flags, sender, arrived }))
            }
            File::Zip(archive) => {
                let path = path(contents, envelope, &self.folders);
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                let name = mail::message_file_name(&envelope.summary.subject);
                archive.mail(&path, &name, raw, &flags, arrived).ok()
            }
        }
    }
}

/// The folders around a message in an archive: its account, and the folder with those it is in.
fn path(contents: &Contents, envelope: &Envelope, well_known: &[String]) -> Vec<String> {
    let account = contents.accounts().get(&envelope.account);
    let mut names = Vec::new();
    let mut at = Some(envelope.filed.folder);
    while let Some(own) = at.and_then(|id| contents.folders().get(&id)) {
        // Whatever is kept: a circle ends.
        if names.len() > contents.folders().len() {
            break;
        }
        names.push(own.name.clone());
        at = own.parent;
    }
    if names.is_empty() {
        let place = FolderId::WELL_KNOWN.iter().position(|id| *id == envelope.filed.folder);
        names.extend(place.and_then(|place| well_known.get(place)).cloned());
    }
    names.extend(account.map(|account| account.address.clone()));
    names.reverse();
    names
}
