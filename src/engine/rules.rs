//! What rules and the junk filter make of mail.

use crate::{
    junk::{Opinion, Tokens},
    rules::{About, Action, Outcome, Rule, Rules, Subject},
    store::{Brief, Change, Contents, Envelope, Filed, FolderId, Held, MessageId, Tags, Wish},
};

use super::{
    Engine,
    api::Notice,
    folders,
    platform::{Client, Platform, To},
    problem::Problem,
};

/// What is to be done with a message, of what can be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sorted {
    /// The folder that it goes into.
    pub(super) folder: Option<FolderId>,
    /// The folders that copies of it go into.
    pub(super) copies: Vec<FolderId>,
    /// Tags that it is given.
    pub(super) tags: Tags,
    /// It is given a star.
    pub(super) starred: bool,
    /// It counts as read.
    pub(super) read: bool,
    /// Whether it stays on the server or goes there; only what is here whole goes.
    pub(super) wish: Option<Wish>,
}

impl Sorted {
    /// What of an outcome can be done: folders and tags may be gone since the rule was made.
    pub(super) fn of(outcome: &Outcome, contents: &Contents, held: Held) -> Self {
        let mut sorted = Self::default();
        let folder = |id: u32| {
            let id = FolderId(id);
            folders::takes_mail(contents.folders(), id).then_some(id)
        };
        for action in &outcome.actions {
            match *action {
                Action::Move(id) => sorted.folder = sorted.folder.or(folder(id)),
                Action::Junk => sorted.folder = sorted.folder.or(Some(FolderId::JUNK)),
                Action::Copy(id) => sorted.copies.extend(folder(id)),
                Action::Tag(tag) => {
                    let known = contents.tags().keys().find(|known| known.0 == tag);
                    known.into_iter().for_each(|tag| sorted.tags = sorted.tags.with(*tag, true));
                }
                Action::Star => sorted.starred = true,
                Action::MarkRead => sorted.read = true,
                Action::LeaveOnServer => sorted.wish = Some(Wish::Keep),
                Action::DeleteOnServer if held == Held::Whole => sorted.wish = Some(Wish::Delete),
                Action::DeleteOnServer | Action::Stop => {}
            }
        }
        sorted
    }

    /// Whether anything changes by it.
    pub(super) fn does_anything(&self, envelope: &Envelope) -> bool {
        let is_moved = self.folder.is_some_and(|folder| folder != envelope.filed.folder);
        let is_tagged = self.tags.iter().any(|tag| !envelope.filed.tags.has(tag));
        let is_marked = (self.starred && !envelope.starred) || (self.read && !envelope.read);
        is_moved || is_tagged || is_marked || self.wish.is_some() || !self.copies.is_empty()
    }

    /// A message that is new, as it is kept.
    pub(super) fn applied(&self, envelope: Envelope) -> Envelope {
        let Filed { folder, tags, pinned, snoozed } = envelope.filed;
        let tags = self.tags.iter().fold(tags, |tags, tag| tags.with(tag, true));
        let filed = Filed { folder: self.folder.unwrap_or(folder), tags, pinned, snoozed };
        Envelope {
            filed,
            read: envelope.read || self.read,
            starred: envelope.starred || self.starred,
            ..envelope
        }
    }

    /// The changes of one that is here already, but for copies and what becomes of it on the server.
    pub(super) fn changes(&self, id: MessageId) -> Vec<Change> {
        let messages = || vec![id];
        let moved = self.folder.map(|folder| Change::Moved { messages: messages(), folder });
        let tagged = self.tags.iter().map(|tag| Change::Tagged { messages: messages(), tag, set: true });
        let starred = self.starred.then(|| Change::Starred { messages: messages(), starred: true });
        let read = self.read.then(|| Change::MarkedRead { messages: messages(), read: true });
        moved.into_iter().chain(tagged).chain(starred).chain(read).collect()
    }
}

/// What is to be done with a message as it comes in. What came before of it – its header, alone – was not
/// touched by anybody if it is to be sorted now; a header that its body follows at once is sorted by itself
/// only where no rule wants to see more.
pub(super) fn on_arrival(
    contents: &Contents,
    envelope: &Envelope,
    before: Option<Brief>,
    is_foretaste: bool,
    raw: &[u8],
    now: i64,
) -> Sorted {
    let is_untouched = |before: Brief| {
        let is_bare = !before.read && !before.starred && before.filed == Filed::default();
        before.held == Held::Header && is_bare
    };
    if !before.is_none_or(is_untouched) {
        return Sorted::default();
    }
    let rules = contents.rules();
    let is_turn = if rules.wants_whole() { !is_foretaste } else { before.is_none() };
    let sorted = if is_turn && rules.needs().is_some() {
        judge(rules, contents, envelope, Some(raw), now)
    } else {
        Sorted::default()
    };
    let is_decided = sorted.folder.is_some() || sorted.starred;
    if !is_decided && envelope.held != Held::Header && is_junk(contents, raw) {
        return Sorted { folder: Some(FolderId::JUNK), ..sorted };
    }
    sorted
}

/// What rules make of a message, of which this is here.
pub(super) fn judge(
    rules: &Rules,
    contents: &Contents,
    envelope: &Envelope,
    raw: Option<&[u8]>,
    now: i64,
) -> Sorted {
    let is_whole = envelope.held != Held::Header;
    let about = About { account: envelope.account.0, is_whole, size: envelope.size, now };
    let subject = match (raw, envelope.held) {
        (None, _) => Subject::new(about, &envelope.summary),
        (Some(raw), Held::Header) => Subject::with_header(about, &envelope.summary, raw),
        (Some(raw), Held::Whole | Held::PossiblyIncomplete) => Subject::whole(about, &envelope.summary, raw),
    };
    Sorted::of(&rules.judge(&subject), contents, envelope.held)
}

impl<P: Platform> Engine<P> {
    /// Says which rule mail like this message suggests: it puts it where this one is, if that is a folder of
    /// the reader's own, else into the Archive.
    pub(super) async fn suggest_rule(&self, client: Client, id: MessageId) -> Result<(), Problem> {
        let (envelope, raw) = self.stored(id).await?;
        let folder = Some(envelope.filed.folder).filter(|folder| folder.is_own());
        let to = Action::Move(folder.unwrap_or(FolderId::ARCHIVE).0);
        let rule = Rule::from_mail(&envelope.summary, &raw, to);
        self.platform.notify(To::One(client), Notice::SuggestedRule { message: id, rule });
        Ok(())
    }
}

/// Whether the filter takes a mail for junk.
fn is_junk(contents: &Contents, raw: &[u8]) -> bool {
    let filter = contents.junk();
    let asks = filter.sorts() && filter.model().is_trained();
    asks && filter.model().judge(&Tokens::of(raw)).opinion == Opinion::Junk
}
