//! Copies saved as files: as mbox or ZIP, piece by piece. A piece goes out when the page has taken the one
//! before it, so that nothing is ever in memory whole.

use futures::channel::oneshot;

use super::{
    Engine,
    api::{Notice, Packing, Saved},
    filing::count,
    platform::{Client, Platform, To},
    problem::Problem,
};
use crate::{
    mail::{
        self,
        mbox::{self, Flags},
        zip::Archive,
    },
    store::{Contents, Envelope, FolderId, Held, MessageId},
};

/// A piece goes out when it has so many bytes.
const PIECE: usize = 1 << 20;

/// What is written so far, and how it goes on.
enum Writing {
    Mbox,
    Zip(Box<Archive>),
}

impl<P: Platform> Engine<P> {
    /// Saves a copy. Another one ends it.
    pub(super) async fn save_copy(
        &self,
        client: Client,
        saved: Saved,
        packing: Packing,
    ) -> Result<(), Problem> {
        let ids = match saved {
            Saved::Messages(ids) => ids,
            Saved::View(view) if self.is_found(&view) => self.all_found(&view).await?,
            Saved::View(view) => self.inboxes.borrow_mut().range(&self.contents.borrow(), &view, None, None),
            Saved::Everything => {
                let mut all: Vec<MessageId> = self.contents.borrow().briefs().map(|brief| brief.id).collect();
                all.sort_unstable();
                all
            }
        };
        let mut writing = match packing {
            Packing::Mbox => Writing::Mbox,
            Packing::Zip => Writing::Zip(Box::default()),
        };
        let total = count(ids.len());
        let (mut piece, mut saved, mut left_out, mut left) = (Vec::new(), 0, 0, ids.as_slice());
        while !left.is_empty() {
            let (some, rest) = left.split_at_checked(self.together(left)).unwrap_or((left, &[]));
            left = rest;
            for (id, raw) in self.readable(some).await? {
                let Some(envelope) = self.contents.borrow().message(id) else { continue };
                let Some(raw) = raw.filter(|_| envelope.held != Held::Header) else {
                    left_out += 1;
                    continue;
                };
                // No archive is as large as what would not fit.
                match writing.entry(&self.contents.borrow(), &envelope, &raw) {
                    Some(entry) => piece.extend(entry),
                    None => left_out += 1,
                }
                saved += 1;
                if piece.len() >= PIECE {
                    let bytes = std::mem::take(&mut piece);
                    if !self.give_piece(client, saved, total, bytes).await {
                        return Ok(());
                    }
                }
            }
        }
        if let Writing::Zip(archive) = writing {
            piece.extend(archive.finish());
        }
        if self.give_piece(client, saved, total, piece).await {
            self.platform.notify(To::One(client), Notice::CopySaved { messages: saved, left_out });
        }
        Ok(())
    }

    /// Whether the page has taken it and wants more.
    async fn give_piece(&self, client: Client, done: u32, total: u32, bytes: Vec<u8>) -> bool {
        let (more, wants_more) = oneshot::channel();
        self.copying.replace(Some(more));
        self.platform.notify(To::One(client), Notice::CopyPiece { done, total, bytes });
        wants_more.await.unwrap_or(false)
    }

    /// The page has taken a piece; or nobody wants the copy any more.
    pub(super) fn more_copy(&self, more: bool) {
        if let Some(waiting) = self.copying.take() {
            // A copy that another one has ended hears nothing.
            let _ = waiting.send(more);
        }
    }
}

impl Writing {
    fn entry(&mut self, contents: &Contents, envelope: &Envelope, raw: &[u8]) -> Option<Vec<u8>> {
        let has = |id| envelope.filed.tags.has(id);
        let tags = contents.tags().iter().filter(|(id, _)| has(**id)).map(|(_, tag)| tag.name.clone());
        let flags = Flags {
            read: envelope.read,
            starred: envelope.starred,
            tags: tags.collect(),
            ..Flags::default()
        };
        let arrived = envelope.date();
        match self {
            Self::Mbox => {
                let sender = envelope.summary.from.first().map(|from| from.address.as_str());
                let kept = mbox::Kept { raw, flags: &flags, sender: sender.unwrap_or_default(), arrived };
                Some(mbox::entry(&kept))
            }
            Self::Zip(archive) => {
                let folders = path(contents, envelope);
                let folders: Vec<&str> = folders.iter().map(String::as_str).collect();
                let name = mail::message_file_name(&envelope.summary.subject);
                archive.mail(&folders, &name, raw, &flags, arrived).ok()
            }
        }
    }
}

/// The names of the folders around a message, the outermost first: its account where there are several, then
/// the folder with those it is in.
fn path(contents: &Contents, envelope: &Envelope) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = Some(envelope.filed.folder);
    // Folders are in few others; what goes round in a circle ends too.
    for _ in 0..=contents.folders().len() {
        let Some(id) = at else { break };
        let own = contents.folders().get(&id);
        names.push(own.map_or_else(|| well_known(id), |own| own.name.clone()));
        at = own.and_then(|own| own.parent);
    }
    if contents.accounts().len() > 1 {
        names.extend(contents.accounts().get(&envelope.account).map(|account| account.address.clone()));
    }
    names.reverse();
    names
}

/// What a well-known folder is called in an archive.
pub(super) fn well_known(id: FolderId) -> String {
    let name = id.search_name().unwrap_or("other");
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
