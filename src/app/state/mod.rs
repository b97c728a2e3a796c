//! What the page knows, and how it changes: [`State::update`] takes a [`Msg`] and returns the
//! [`Effect`]s that the browser shall carry out. Nothing here touches a browser.

mod account_form;
mod accounts;
mod acting;
mod appearance;
mod attachments;
mod clock;
mod collecting;
mod commands;
mod config;
mod conversation;
mod effect;
mod erasing;
mod files;
mod filing;
mod folder_form;
mod folder_tree;
mod headers;
mod hidden;
mod keys;
mod language;
mod list;
mod maildrop;
mod msg;
mod notices;
mod palette;
mod preferences;
mod presets;
mod probe;
mod reading;
mod report;
mod route;
mod rule_form;
mod rules_sheet;
mod search;
mod selection;
mod senders;
mod shortcuts;
mod storage;
mod tag_sheet;
mod trail;
mod undo;
mod update;

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    rc::Rc,
};

pub use account_form::{AccountForm, Change, Fault, Field, Limit, Part};
pub use accounts::{ACCOUNT_COLOURS, OnAccount, Removal};
pub use acting::{OnActing, Whom};
pub use appearance::{Appearance, OnAppearance, Zoom};
pub use attachments::OnAttachments;
pub use clock::Activity;
pub use commands::{Command, Group, KeyboardAt};
pub use config::{Config, Demo, DemoServer};
pub use effect::{Effect, Figure, Focus, Span};
pub use erasing::{Erasing, Snoozing};
pub use files::{Bringing, CameTo, Files, ImportForm, OnFiles, SaveForm, SavingCopy, Source};
pub use filing::{Destination, Done, Filing, OnFiling};
pub use folder_form::{FolderForm, FolderPlace, OnFolders};
pub use folder_tree::Branch;
pub use headers::HeaderSheet;
pub use keys::{Chord, Conflict, Heard, Keys, Matcher, NotKeys, Press, Set, Stroke};
pub use language::Language;
pub use list::{List, Visible};
pub use maildrop::{Maildrop, OnMaildrop};
pub use msg::Msg;
pub use notices::{Notification, Quiet, icon, minute, time};
pub use palette::{Does, Entry, OnPalette, Palette};
pub use preferences::{Arrangement, Density, OnPreferences, Pane, Preferences, Theme};
pub use presets::{Need, Preset};
pub use probe::{OnProbe, Probe};
pub use report::ReportCard;
pub use route::{Place, Route};
pub use rule_form::{ConditionLine, Relation, RuleFault, RuleForm, What};
pub use rules_sheet::{Explanation, OnRuleForm, OnRules, RulesSheet, Trial};
pub use search::{OnSearch, Search};
pub use selection::{Criterion, OnSelection, Selection};
pub use senders::OnSender;
pub use shortcuts::{OnKeys, Recording, Shortcuts};
pub use storage::{Bytes, Estimate, OnStorage, Promise, Repairs, Storage};
pub use tag_sheet::{OnTags, TAG_COLOURS, TagSheet};
pub use trail::{HistoryEntry, Note};
pub use undo::{Deletion, Postponed};

use crate::{
    engine::{
        api::{Conversation, Folder, Message, Overview, Pause, Progress},
        problem::{Certificate, Peer, Problem},
    },
    mail::{Attachment, Body, Link},
    store::{Account, AccountId, Filed, FolderId, MessageId},
};

/// Everything the page knows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// How much room there is.
    pub layout: Layout,
    /// How the page looks.
    pub preferences: Preferences,
    /// Changes when another language is spoken: all that is drawn is drawn anew.
    pub spoken: u32,
    /// The browser does not let the page tell of new mail.
    pub notices_refused: bool,
    /// What the relay says of itself; `None` until it has answered.
    pub config: Option<Rc<Config>>,
    /// The browser has promised to keep this site's storage.
    pub storage_kept: bool,
    /// Accounts and folders; `None` until the store is open.
    pub overview: Option<Rc<Overview>>,
    /// The demo account is being made.
    pub demo_asked: bool,
    /// The message list.
    pub list: Rc<List>,
    /// What is searched for in it, and what it is sorted by.
    pub search: Search,
    /// The messages that are chosen in it.
    pub selection: Selection,
    /// The message being read.
    pub reader: Option<Reader>,
    /// How large messages are.
    pub zoom: Zoom,
    /// Which keys ask for which commands.
    pub keys: Rc<Keys>,
    /// The maildrop that is looked at, in place of list and message.
    pub maildrop: Option<Rc<Maildrop>>,
    /// What is stored here is looked at, in place of list and message.
    pub storage: Option<Rc<Storage>>,
    /// What is being put in order, and what that came to.
    pub repairs: Repairs,
    /// Folders of which those in them are not shown.
    pub folded: BTreeSet<Folder>,
    /// Copies that are saved, and mail that is brought in.
    pub files: Files,
    /// The folders are slid in (narrow layouts).
    pub drawer: bool,
    /// What lies over the page and wants an answer.
    pub dialog: Option<Dialog>,
    /// How far each account's collecting is.
    pub collecting: BTreeMap<AccountId, Progress>,
    /// Problems the reader has not put away, oldest first.
    pub alerts: Vec<Alert>,
    /// Certificates to ask about, one at a time, once no dialog is open.
    pub doubts: VecDeque<Doubt>,
    /// Deletions that can still be undone, oldest first.
    pub deletions: Vec<Postponed>,
    /// What was done and can still be undone, oldest first.
    pub done: Vec<Done>,
    /// Accounts whose password would have to go out unencrypted, to ask about once no dialog is open.
    pub unencrypted: VecDeque<AccountId>,
    /// Why a collecting has to wait, until it goes on.
    pub pauses: BTreeMap<AccountId, Pause>,
    /// The folder that is open.
    opened: Option<Folder>,
    /// What the worker was asked about before it is deleted for good.
    erasing: Vec<(Option<u32>, MessageId)>,
    /// What goes into a folder that is being made.
    awaiting: Option<filing::Awaiting>,
    /// What comes back because it was undone: the keyboard goes to the first of it.
    returning: Option<BTreeSet<MessageId>>,
    /// The folders that mail was put into last.
    filed_last: Vec<FolderId>,
    /// Where the reader has been.
    trail: trail::Trail,
    /// To be collected again as soon as they have stopped.
    again: BTreeSet<AccountId>,
    /// The number of the last check of a server.
    last_probe: u32,
    /// The number of the last alert.
    last_alert: u32,
    /// The number of the last deletion, or of what else can be undone.
    last_deletion: u32,
    /// When the clock was read last, in Unix milliseconds.
    clock: Option<i64>,
    /// The clock will be read again.
    ticking: bool,
    /// Messages that came in quiet hours and were not told of.
    held_back: u32,
    /// How fast mail comes in.
    paces: BTreeMap<AccountId, clock::Pace>,
}

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// Three panes, from 1024 px.
    #[default]
    Desk,
    /// List and reader, the folders slide in.
    Tablet,
    /// One pane, below 600 px.
    Phone,
}

/// The message being read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    /// Which one.
    pub id: MessageId,
    /// Marked as read: what the button undoes.
    pub read: bool,
    /// It has a star.
    pub starred: bool,
    /// Where it is filed.
    pub filed: Filed,
    /// What it says; `None` until the worker has sent it.
    pub message: Option<Rc<Message>>,
    /// The messages it stands among; `None` until the worker has sent them.
    pub conversation: Option<Rc<Conversation>>,
    /// It was come to from another message among them.
    pub beside: bool,
    /// How it is shown.
    pub appearance: Appearance,
    /// Where its bytes are.
    pub bytes: Bytes,
    /// The images that stand between its texts, by the number of the attachment.
    pub images: BTreeMap<u32, Picture>,
    /// The rest of it is on its way.
    pub downloading: bool,
    /// Attachments to be saved once they come.
    pub(super) saving: BTreeSet<u32>,
    /// The attachment to be shown once it comes.
    pub(super) previewing: Option<u32>,
}

/// An image of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its media type, as the sender says.
    pub media_type: String,
    /// What it holds.
    pub bytes: Rc<[u8]>,
}

/// What there is to see of an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Previewed {
    /// It is on its way.
    Coming,
    /// A picture, sound, film or document.
    File(Picture),
    /// Text; and whether that is all of it.
    Text(Rc<str>, bool),
}

/// What lies over the page and wants an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialog {
    /// An account's settings.
    Account(Box<AccountForm>),
    /// Whether an account is to be removed, and its mail with it.
    RemoveAccount(AccountId),
    /// What works with an account's server.
    Probe(Box<Probe>),
    /// The raw message; the bytes are `None` until the worker has sent them.
    Source(MessageId, Option<Rc<[u8]>>),
    /// All header fields of a message.
    Headers(HeaderSheet),
    /// What is known of an account's server.
    Report(ReportCard),
    /// A link that does not lead where it seems to.
    Link(Link),
    /// How the page looks.
    Preferences,
    /// An attachment.
    Preview(Box<Attachment>, Previewed),
    /// What the keys are.
    Shortcuts(Shortcuts),
    /// The command palette.
    Palette(Palette),
    /// Where messages are to be put.
    Filing(Filing),
    /// Whether messages are to be deleted for good, and where.
    Erase(Erasing),
    /// Whether all that is stored here is to be erased.
    EraseEverything,
    /// Until when messages are put off.
    Snooze(Snoozing),
    /// The tags.
    Tags(TagSheet),
    /// A folder of the reader's own.
    Folder(FolderForm),
    /// The rules.
    Rules(Box<RulesSheet>),
    /// What the junk filter makes of a message.
    Explanation(Explanation),
    /// As what a copy is to be saved.
    SaveCopy(SaveForm),
    /// From which files mail is to be brought in, and where to.
    Import(ImportForm),
}

/// A problem the reader has not put away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Names it while it stands.
    pub number: u32,
    /// The account it happened to.
    pub account: Option<AccountId>,
    /// Messages stored in that session before it happened.
    pub stored: u32,
    /// What happened.
    pub problem: Problem,
}

/// A certificate to ask the reader about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The account that was refused.
    pub account: AccountId,
    /// Who showed the certificate.
    pub peer: Peer,
    /// What it showed.
    pub certificate: Certificate,
}

impl Reader {
    fn of(id: MessageId) -> Self {
        Self {
            id,
            read: true,
            starred: false,
            filed: Filed::default(),
            message: None,
            conversation: None,
            beside: false,
            appearance: Appearance::default(),
            bytes: Bytes::Here,
            images: BTreeMap::new(),
            downloading: false,
            saving: BTreeSet::new(),
            previewing: None,
        }
    }

    /// The sender designed it, and did not only write it.
    #[must_use]
    pub fn is_designed(&self) -> bool {
        let bodies = self.message.iter().flat_map(|message| &message.reading.bodies);
        bodies.into_iter().any(|body| matches!(body, Body::Html(_)))
    }
}

impl State {
    /// The page before anything has happened.
    #[must_use]
    pub fn new(layout: Layout) -> Self {
        Self { layout, ..Self::default() }
    }

    /// The accounts, in the reader's order.
    #[must_use]
    pub fn accounts(&self) -> &[(AccountId, Account)] {
        self.overview.as_ref().map_or(&[], |overview| &overview.accounts)
    }

    /// An account.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts().iter().find(|(known, _)| *known == id).map(|(_, account)| account)
    }

    /// The folder that is open.
    #[must_use]
    pub const fn folder(&self) -> Option<Folder> {
        self.opened
    }

    /// Messages not read, in all inboxes.
    #[must_use]
    pub fn unread(&self) -> u32 {
        let Some(overview) = &self.overview else { return 0 };
        let inboxes = overview.folders.iter().filter(|count| matches!(count.folder, Folder::Inbox(_)));
        inboxes.fold(0, |sum, count| sum.saturating_add(count.unread))
    }

    /// The account to ask about now, whether its password may go out unencrypted.
    #[must_use]
    pub fn unencrypted(&self) -> Option<&Account> {
        if self.dialog.is_some() || !self.doubts.is_empty() {
            None
        } else {
            self.account(*self.unencrypted.front()?)
        }
    }

    /// The certificate to ask about now.
    #[must_use]
    pub fn doubt(&self) -> Option<&Doubt> {
        if self.dialog.is_some() { None } else { self.doubts.front() }
    }
}
