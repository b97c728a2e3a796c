//! Mail from files becomes durable, batch by batch, and nothing of it twice.

use std::collections::{BTreeSet, HashMap};

use crate::{
    engine::{
        Engine,
        api::{Brought, BroughtTo},
        folders,
        platform::Platform,
        problem::{FilingFault, Problem},
    },
    mail::{self, HeaderDigest, mbox::Flags},
    store::{
        Brief, Change, Commit, Contents, Envelope, Filed, Held, Maildrop, MaildropId, MessageId, Tag, TagId,
        Tags,
    },
};

/// Messages of a batch, and about how many bytes of them.
const MESSAGES: usize = 250;
const BYTES: usize = 4 << 20;
/// Colours that the page has for tags.
const COLOURS: u8 = 6;

/// A mail from a file.
#[derive(Debug)]
pub(super) struct Arriving {
    pub(super) raw: Vec<u8>,
    pub(super) flags: Flags,
}

/// What is to be kept, and what is here.
#[derive(Debug)]
pub(super) struct Keeping {
    batch: Vec<Arriving>,
    bytes: usize,
    /// By their sizes the messages that a mail may be the same as.
    here: HashMap<u64, Vec<MessageId>>,
    made: Vec<MessageId>,
}

impl Keeping {
    /// What is in the Trash or in Junk may come once more elsewhere: somebody who brings it back wants it.
    pub(super) fn of(contents: &Contents, to: BroughtTo) -> Self {
        let is_same_place = |brief: &Brief| {
            brief.account == to.account
                && (brief.filed.folder == to.folder || !brief.filed.folder.is_put_away())
        };
        let mut here: HashMap<u64, Vec<MessageId>> = HashMap::new();
        for brief in contents.briefs().filter(is_same_place) {
            here.entry(brief.size).or_default().push(brief.id);
        }
        Self { batch: Vec::new(), bytes: 0, here, made: Vec::new() }
    }

    /// Takes a mail; whether that is enough for a batch.
    pub(super) fn add(&mut self, mail: Arriving) -> bool {
        self.bytes += mail.raw.len();
        self.batch.push(mail);
        self.batch.len() >= MESSAGES || self.bytes >= BYTES
    }

    /// The messages that are new.
    pub(super) fn made(self) -> Vec<MessageId> {
        self.made
    }

    /// The messages that a mail of this size and header may be the same as.
    fn like(&self, contents: &Contents, size: u64, header: HeaderDigest) -> Vec<MessageId> {
        let of_size = self.here.get(&size).map_or(&[][..], Vec::as_slice);
        let is_like = |id: &&MessageId| {
            contents.label(**id).is_some_and(|label| label.header.is_none_or(|known| known == header))
        };
        of_size.iter().filter(is_like).copied().collect()
    }
}

/// A mail that is new.
struct New {
    raw: Vec<u8>,
    flags: Flags,
    header: HeaderDigest,
}

impl<P: Platform> Engine<P> {
    /// Makes a batch durable: raw bytes and envelopes in one transaction.
    pub(super) async fn keep_brought(
        &self,
        keeping: &mut Keeping,
        to: BroughtTo,
        brought: &mut Brought,
    ) -> Result<(), Problem> {
        let batch = std::mem::take(&mut keeping.batch);
        keeping.bytes = 0;
        if batch.is_empty() {
            return Ok(());
        }
        let news = self.news(keeping, batch, brought).await?;
        let mut kept = Vec::new();
        let mut lost = 0;
        let mut is_there = true;
        self.commit_quietly(|contents| {
            // Somebody may have removed account or folder meanwhile.
            is_there = contents.accounts().contains_key(&to.account)
                && folders::takes_mail(contents.folders(), to.folder);
            if is_there {
                commit(contents, news, to, self.platform.now(), &mut kept, &mut lost)
            } else {
                Commit::default()
            }
        })
        .await?;
        if !is_there {
            return Err(Problem::Filing(FilingFault::NoSuchFolder));
        }
        brought.tags_lost = brought.tags_lost.saturating_add(lost);
        for (id, size) in kept {
            brought.messages += 1;
            keeping.here.entry(size).or_default().push(id);
            keeping.made.push(id);
        }
        Ok(())
    }

    /// Of a batch what is not here yet, each once.
    async fn news(
        &self,
        keeping: &Keeping,
        batch: Vec<Arriving>,
        brought: &mut Brought,
    ) -> Result<Vec<New>, Problem> {
        let batch: Vec<(Arriving, HeaderDigest, Vec<MessageId>)> = {
            let contents = self.contents.borrow();
            let with_like = batch.into_iter().map(|mail| {
                let header = mail::header_digest(&mail.raw);
                let like = keeping.like(&contents, mail.raw.len() as u64, header);
                (mail, header, like)
            });
            with_like.collect()
        };
        // What lies together is read at once.
        let like: BTreeSet<MessageId> = batch.iter().flat_map(|(.., like)| like).copied().collect();
        let like: Vec<MessageId> = like.into_iter().collect();
        let known: HashMap<MessageId, Vec<u8>> =
            self.readable(&like).await?.into_iter().filter_map(|(id, raw)| Some((id, raw?))).collect();
        let mut news: Vec<New> = Vec::new();
        for (Arriving { raw, flags }, header, like) in batch {
            let is_here = like.iter().any(|id| known.get(id) == Some(&raw))
                || news.iter().any(|new| new.header == header && new.raw == raw);
            if is_here {
                brought.here += 1;
            } else {
                news.push(New { raw, flags, header });
            }
        }
        Ok(news)
    }
}

/// The commit that keeps these.
fn commit(
    contents: &Contents,
    news: Vec<New>,
    to: BroughtTo,
    now: i64,
    kept: &mut Vec<(MessageId, u64)>,
    lost: &mut u32,
) -> Commit {
    let mut commit = Commit::default();
    if news.is_empty() {
        return commit;
    }
    let local = Maildrop::local(to.account);
    let maildrop: MaildropId = contents.maildrop(&local).unwrap_or_else(|| {
        let id = contents.next_maildrop();
        commit.changes.push(Change::MaildropNamed { id, maildrop: local });
        id
    });
    let mut known = Known::of(contents);
    let mut next = contents.next_message();
    for New { raw, flags, header } in news {
        let id = next;
        next = MessageId(id.0 + 1);
        let mut tags = Tags::default();
        for name in &flags.tags {
            match known.tag(name, &mut commit.changes) {
                Some(tag) => tags = tags.with(tag, true),
                None => *lost += 1,
            }
        }
        let size = raw.len() as u64;
        commit.changes.push(Change::Added(Box::new(Envelope {
            id,
            account: to.account,
            maildrop,
            uidl: Maildrop::local_name(id),
            size,
            held: Held::Whole,
            header: Some(header),
            listed: 0,
            collected_at: now,
            read: flags.read,
            starred: flags.starred,
            filed: Filed { folder: to.folder, tags, ..Filed::default() },
            summary: mail::summarise(&raw),
        })));
        commit.raw.push((id, raw));
        kept.push((id, size));
    }
    commit
}

/// The tags that there are, and those that come with mail.
struct Known(HashMap<String, TagId>);

impl Known {
    fn of(contents: &Contents) -> Self {
        Self(contents.tags().iter().map(|(id, tag)| (tag.name.to_lowercase(), *id)).collect())
    }

    /// The tag of this name, made if need be; `None` where there is no room for one more, or no name.
    fn tag(&mut self, name: &str, changes: &mut Vec<Change>) -> Option<TagId> {
        let name = folders::named(name).ok()?;
        if let Some(known) = self.0.get(&name.to_lowercase()) {
            return Some(*known);
        }
        let id = (0..Tags::MOST).map(TagId).find(|id| !self.0.values().any(|known| known == id))?;
        self.0.insert(name.to_lowercase(), id);
        changes.push(Change::TagSaved { id, tag: Tag { name, colour: id.0 % COLOURS } });
        Some(id)
    }
}
