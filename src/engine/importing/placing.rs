//! Where a mail that is brought in belongs, and whether it is here already.

use std::collections::{BTreeMap, HashMap};

use super::{
    super::{Engine, filing::Copies, filing::count, folders, platform::Platform, problem::Problem, saving},
    Incoming,
};
use crate::{
    mail::{self, HeaderDigest},
    store::{
        AccountId, Change, Commit, Contents, Envelope, Filed, FolderId, Held, MaildropId, MessageId,
        OwnFolder, Tag, TagId, Tags, Uidl,
    },
};

/// Places mails of one import.
#[derive(Debug)]
pub(super) struct Placing {
    account: AccountId,
    to: Option<FolderId>,
    /// Whole messages of the account, by their headers.
    known: HashMap<HeaderDigest, Vec<MessageId>>,
    /// What was brought in.
    pub(super) made: Vec<MessageId>,
}

/// Folders and tags as the commit leaves them.
struct Names {
    folders: BTreeMap<FolderId, OwnFolder>,
    next: FolderId,
    tags: BTreeMap<TagId, Tag>,
    changes: Vec<Change>,
}

impl Placing {
    pub(super) fn new(contents: &Contents, account: AccountId, to: Option<FolderId>) -> Self {
        let mut known: HashMap<HeaderDigest, Vec<MessageId>> = HashMap::new();
        for brief in contents.briefs().filter(|brief| brief.account == account && brief.held == Held::Whole) {
            let header = contents.label(brief.id).and_then(|label| label.header);
            header.into_iter().for_each(|header| known.entry(header).or_default().push(brief.id));
        }
        Self { account, to, known, made: Vec::new() }
    }

    /// Keeps those that are not here yet; how many these are, and how many the others.
    pub(super) async fn keep<P: Platform>(
        &mut self,
        engine: &Engine<P>,
        batch: Vec<Incoming>,
    ) -> Result<(u32, u32), Problem> {
        let mut new: Vec<(HeaderDigest, Incoming)> = Vec::new();
        let mut known = 0;
        for mail in batch {
            let header = mail::header_digest(&mail.raw);
            let is_twice = new.iter().any(|(other, before)| *other == header && before.raw == mail.raw);
            if is_twice || self.is_here(engine, header, &mail.raw).await? {
                known += 1;
            } else {
                new.push((header, mail));
            }
        }
        let messages = count(new.len());
        let (account, to) = (self.account, self.to);
        let now = engine.platform.now();
        let mut made = Vec::new();
        engine
            .commit_quietly(|contents| {
                if !contents.accounts().contains_key(&account) {
                    return Commit::default();
                }
                let mut names = Names::of(contents);
                let (mut commit, mut copies) = (Commit::default(), Copies::new(contents));
                let mut next = contents.next_message();
                for (header, Incoming { raw, flags, path }) in new {
                    let id = next;
                    next = MessageId(next.0 + 1);
                    let folder = to.unwrap_or_else(|| names.folder(contents, account, &path));
                    let filed = Filed { folder, tags: names.tags(&flags.tags), ..Filed::default() };
                    let envelope = Envelope {
                        id,
                        account,
                        maildrop: MaildropId(0),
                        uidl: Uidl(Vec::new()),
                        size: raw.len() as u64,
                        held: Held::Whole,
                        header: Some(header),
                        listed: 0,
                        collected_at: now,
                        read: flags.read,
                        starred: flags.starred,
                        filed,
                        summary: mail::summarise(&raw),
                    };
                    commit.changes.extend(copies.copy(envelope, id, folder));
                    commit.raw.push((id, raw));
                    made.push((header, id));
                }
                commit.changes.splice(0..0, names.changes);
                commit
            })
            .await?;
        for (header, id) in made {
            self.known.entry(header).or_default().push(id);
            self.made.push(id);
        }
        Ok((messages, known))
    }

    /// Whether a message of the account is this one, byte for byte.
    async fn is_here<P: Platform>(
        &self,
        engine: &Engine<P>,
        header: HeaderDigest,
        raw: &[u8],
    ) -> Result<bool, Problem> {
        let alike: Vec<MessageId> = {
            let contents = engine.contents.borrow();
            let alike = self.known.get(&header).into_iter().flatten().copied();
            let has_size = |id| contents.brief(id).is_some_and(|brief| brief.size == raw.len() as u64);
            alike.filter(|id| has_size(*id)).collect()
        };
        if alike.is_empty() {
            return Ok(false);
        }
        let here = engine.readable(&alike).await?;
        Ok(here.iter().any(|(_, here)| here.as_deref() == Some(raw)))
    }
}

impl Names {
    fn of(contents: &Contents) -> Self {
        Self {
            folders: contents.folders().clone(),
            next: contents.next_folder(),
            tags: contents.tags().clone(),
            changes: Vec::new(),
        }
    }

    /// The folder of these names, made where there is none; the Archive where nothing can be made of them.
    fn folder(&mut self, contents: &Contents, account: AccountId, path: &[String]) -> FolderId {
        let addresses: Vec<&str> =
            contents.accounts().values().map(|account| account.address.as_str()).collect();
        let path = match path.split_first() {
            Some((first, rest)) if addresses.contains(&first.as_str()) => rest,
            _ => path,
        };
        if let [name] = path
            && let Some(id) = FolderId::WELL_KNOWN.into_iter().find(|id| saving::well_known(*id) == *name)
        {
            return id;
        }
        let mut at = None;
        for name in path {
            let is_it = |(_, folder): &(&FolderId, &OwnFolder)| {
                let of_it = folder.account.is_none_or(|of| of == account);
                folder.parent == at && of_it && folder.name.to_lowercase() == name.to_lowercase()
            };
            let known = self.folders.iter().find(is_it).map(|(id, _)| *id);
            let Some(id) = known.or_else(|| self.make(contents, name, at)) else {
                return FolderId::ARCHIVE;
            };
            at = Some(id);
        }
        // A search holds nothing.
        at.filter(|id| folders::takes_mail(&self.folders, *id)).unwrap_or(FolderId::ARCHIVE)
    }

    fn make(&mut self, contents: &Contents, name: &str, parent: Option<FolderId>) -> Option<FolderId> {
        let id = self.next;
        let folder = OwnFolder { name: name.to_owned(), parent, account: None, query: None };
        let folder = folders::placed(&self.folders, contents.accounts(), id, folder).ok()?;
        self.next = FolderId(id.0 + 1);
        self.folders.insert(id, folder.clone());
        self.changes.push(Change::FolderSaved { id, folder });
        Some(id)
    }

    /// Tags of these names, made as long as there is room.
    fn tags(&mut self, names: &[String]) -> Tags {
        names.iter().fold(Tags::default(), |tags, name| {
            let known = self.tags.iter().find(|(_, tag)| tag.name.to_lowercase() == name.to_lowercase());
            let known = known.map(|(id, _)| *id);
            let tag = known.or_else(|| {
                let id = (0..Tags::MOST).map(TagId).find(|id| !self.tags.contains_key(id))?;
                let tag = Tag { name: folders::named(name).ok()?, colour: id.0 % 6 };
                self.tags.insert(id, tag.clone());
                self.changes.push(Change::TagSaved { id, tag });
                Some(id)
            });
            tag.map_or(tags, |tag| tags.with(tag, true))
        })
    }
}
