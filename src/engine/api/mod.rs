//! What the page and the worker say to each other. Both are the same wasm, so the messages are
//! these types, packed by postcard.

mod acts;
mod files;
mod list;
mod message;
mod overview;
mod probe;
mod progress;
mod report;
mod rules;
mod storage;
mod survey;

use serde::{Deserialize, Serialize};

pub use acts::{Act, Step, Undo};
pub use files::{Brought, BroughtTo, Copied, FileFault, FileKind, Offered, Saving};
pub use list::{Conversation, Folder, Found, Marks, Order, Row, Rows, There, View};
pub use message::{Message, SenderImages};
pub use overview::{FolderCount, Overview};
pub use probe::{ProbeStep, Probed, Probing};
pub use progress::{Pause, Progress};
pub use report::{Expiry, Quirk, Report, TlsReport};
pub use rules::{JunkFilter, Tried};
pub use storage::{Checking, Damaged, Repaired, Taken, Usage};
pub use survey::{Heading, Look, Survey, Surveyed};

use super::problem::Problem;
use crate::{
    junk::{Class, Verdict},
    mail::{HeaderFields, RemoteImages},
    rules::{Rule, Rules},
    store::{
        Account, AccountId, FolderId, MessageId, OwnFolder, Password, Pin, Retention, Tag, TagId, Uidl,
        Until, Wish,
    },
};

/// From the page to the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Keep this account, new (`None`) or changed, and collect its mail.
    SaveAccount {
        /// The account to change; `None` makes a new one.
        id: Option<AccountId>,
        /// Its settings. The worker keeps a pin only while host and port stay the same.
        account: Account,
        /// A new password; `None` keeps the one there is.
        password: Option<Password>,
    },
    /// Forget this account and the mail collected from it; the server keeps what it has.
    RemoveAccount(AccountId),
    /// Collect mail from this account, or from all.
    Collect(Option<AccountId>),
    /// Stop collecting; what was collected stays.
    Stop(AccountId),
    /// The reader trusts this key for the account's server: remember it and collect.
    Trust {
        /// The account that was refused.
        account: AccountId,
        /// The key to trust.
        pin: Pin,
    },
    /// Send this window of a view, and go on sending it when it changes (one window at a time: the
    /// next request replaces it).
    Rows {
        /// The view.
        view: View,
        /// The first row wanted.
        start: u32,
        /// How many rows.
        count: u32,
    },
    /// Name the messages of a view from one to another, in its order, both included.
    Range {
        /// The view.
        view: View,
        /// One end; `None`: the first of the view.
        from: Option<MessageId>,
        /// The other; `None`: the last.
        to: Option<MessageId>,
    },
    /// Send the conversation that this message is in.
    Conversation(MessageId),
    /// Send this message to be read.
    Open {
        /// Which.
        id: MessageId,
        /// `Shown` where the reader asked for its remote images; otherwise they are shown where the
        /// reader said so for its sender.
        remote: RemoteImages,
    },
    /// Whether a server that writes Authentication-Results is the reader's own.
    TrustServer {
        /// Whose mail it checks.
        account: AccountId,
        /// What it calls itself ([`Message::asks_about`]).
        authserv_id: String,
        /// The reader confirmed it, or says that it is not. Either can be said anew.
        is_own: bool,
    },
    /// Show the remote images of this message's sender, always or no longer. Answered by the message;
    /// nothing is kept where it is not proven to be from its sender.
    AlwaysShowImages {
        /// A message of that sender.
        message: MessageId,
        /// Always, or no longer.
        always: bool,
    },
    /// Send an attachment's bytes.
    Attachment {
        /// The message.
        message: MessageId,
        /// Which of its attachments.
        index: u32,
    },
    /// Send the text of an attachment that may be shown as such.
    AttachedText {
        /// The message.
        message: MessageId,
        /// Which of its attachments.
        index: u32,
    },
    /// Send all attachments, packed into one file.
    AllAttachments(MessageId),
    /// Send the raw message.
    Source(MessageId),
    /// Send all its header fields.
    Headers(MessageId),
    /// Mark as read (or unread). This and what follows up to `Undo` is answered by `Done`, where anything
    /// changes by it.
    MarkRead {
        /// Which messages.
        messages: Vec<MessageId>,
        /// Read, or unread.
        read: bool,
    },
    /// Move messages into a folder.
    Move {
        /// Which messages.
        messages: Vec<MessageId>,
        /// Where to.
        to: FolderId,
    },
    /// Copy messages into a folder. The copies are no server's: what becomes of the message there is nothing
    /// to them.
    Copy {
        /// Which messages.
        messages: Vec<MessageId>,
        /// Where to.
        to: FolderId,
    },
    /// Give messages a star, or take it from them.
    Star {
        /// Which messages.
        messages: Vec<MessageId>,
        /// With a star, or without.
        starred: bool,
    },
    /// Give messages a tag, or take it from them.
    Tag {
        /// Which messages.
        messages: Vec<MessageId>,
        /// The tag.
        tag: TagId,
        /// With it, or without.
        set: bool,
    },
    /// Put messages before all others of their folders, or no longer.
    Pin {
        /// Which messages.
        messages: Vec<MessageId>,
        /// Before all others, or among them.
        pinned: bool,
    },
    /// Take messages out of their folders until some time; then they are back, unread.
    Snooze {
        /// Which messages.
        messages: Vec<MessageId>,
        /// Until then; `None`: they are back at once.
        until: Option<Until>,
    },
    /// Keep this folder, new (`None`) or changed; moved to another place, too. A folder in another is whose
    /// that one is.
    SaveFolder {
        /// The folder to change; `None` makes a new one.
        id: Option<FolderId>,
        /// What it is from now on.
        folder: OwnFolder,
    },
    /// Remove a folder with those in it; the mail there goes into the Trash.
    RemoveFolder(FolderId),
    /// Keep this tag, new (`None`) or changed.
    SaveTag {
        /// The tag to change; `None` makes a new one.
        id: Option<TagId>,
        /// What it is from now on.
        tag: Tag,
    },
    /// Remove a tag, from all messages that have it, too.
    RemoveTag(TagId),
    /// Have it as it was before (`Notice::Done`), as far as it still is as it was then.
    Undo(Undo),
    /// Delete these messages here; on the server too where the account's retention says so. The
    /// reader has let "Undo" pass.
    Delete(Vec<MessageId>),
    /// Collect the rest of a message of which only the header is here.
    DownloadFull(MessageId),
    /// What is to become of these messages on the server, carried out with the next session (at
    /// once where `Wish::CollectAgain`, or `Wish::Delete`, is asked for).
    Wish {
        /// Which messages.
        messages: Vec<MessageId>,
        /// What.
        wish: Wish,
    },
    /// Open the maildrop, and say what waits there and what would become of it.
    Survey {
        /// Whose.
        account: AccountId,
        /// Under this retention; `None`: the account's own. Nothing is deleted.
        retention: Option<Retention>,
        /// Headers are asked for these newest messages that are not here; the others are listed
        /// without.
        headers: u32,
    },
    /// Something for messages of a maildrop that was surveyed, by their names there.
    OnServer {
        /// Whose.
        account: AccountId,
        /// Which messages.
        names: Vec<Uidl>,
        /// What. `Wish::CollectAgain` collects what is not here, too. The reader has let "Undo" pass
        /// where it is `Wish::Delete`: the message goes whether it is here or not.
        wish: Wish,
        /// What waits there is to be said (`Notice::Survey`) when it is done, or has failed.
        look: Option<Look>,
    },
    /// Say what is known of an account's server.
    Report(AccountId),
    /// What the browser says of this site's storage: kept until the reader removes it, or not.
    /// Only the page can ask.
    Persisted(bool),
    /// Say what the mail here takes.
    Usage,
    /// Make what is damaged anew from the raw messages, as far as they tell.
    Repair {
        /// Look at all mail first; otherwise what was found damaged at the start is all that is mended.
        deep: bool,
    },
    /// Stop looking at all mail.
    StopRepair,
    /// Say what would go if these messages were deleted for good; all that is in the Trash, where none are
    /// named.
    AskToErase(Option<Vec<MessageId>>),
    /// Delete these messages for good. The reader was told what goes, and has let "Undo" pass.
    Erase {
        /// Which.
        messages: Vec<MessageId>,
        /// On the server too; otherwise what is there stays there.
        there: bool,
    },
    /// Mute the conversations of these messages, or no longer: what comes to them is read already, and told
    /// to nobody.
    Mute {
        /// Which messages.
        messages: Vec<MessageId>,
        /// Muted, or not.
        muted: bool,
    },
    /// Say which rules there are, and how it is with the junk filter.
    Rules,
    /// Keep these rules in the place of those there are; what comes in from now on is sorted by them.
    SaveRules(Rules),
    /// Say what these rules would do with the mail of a view; nothing is done.
    TryRules {
        /// The rules.
        rules: Rules,
        /// A view without a query.
        view: View,
    },
    /// End what `TryRules` began, and forget what it came to.
    StopTrying,
    /// Do what the last `TryRules` of this page came to (answered by `Done`).
    ApplyTried,
    /// Say which rule mail like this suggests.
    SuggestRule(MessageId),
    /// Say what the junk filter makes of a message, and why.
    ExplainJunk(MessageId),
    /// Whether the junk filter sorts what comes in.
    SortJunk(bool),
    /// Forget what the junk filter has learnt.
    ForgetJunk,
    /// Save a copy of mail as one file, piece by piece (`Notice::Saving`). A page saves one at a time.
    SaveCopy {
        /// The page's number for it.
        number: u32,
        /// Of what.
        what: Copied,
        /// As what.
        kind: FileKind,
        /// What the well-known folders are called, in their order.
        folders: Vec<String>,
    },
    /// Send the next piece: the last one is where it belongs.
    SaveMore(u32),
    /// No more of it is wanted.
    StopSaving(u32),
    /// Bring in mail from files. The engine asks for their bytes (`Notice::Wants`), says how far it is
    /// (`Notice::BringingIn`) and what it came to (`Notice::BroughtIn`).
    BringIn {
        /// The page's number for it.
        number: u32,
        /// The files.
        files: Vec<Offered>,
        /// Where to.
        to: BroughtTo,
    },
    /// Bytes of a file (answers `Notice::Wants`); `None` where the browser does not give them out.
    Gives {
        /// The page's number.
        number: u32,
        /// The bytes.
        bytes: Option<Vec<u8>>,
    },
    /// Bring in no more. What is here stays.
    StopBringingIn(u32),
    /// The reader wants the accounts in this order.
    OrderAccounts(Vec<AccountId>),
    /// The reader wants this of the page's colours for an account.
    ColourAccount {
        /// Which.
        account: AccountId,
        /// The colour's number.
        colour: u8,
    },
    /// Collect nothing more from this account, and forget its password; its mail stays here. The server keeps
    /// what it has. `SaveAccount` has it collect again.
    RetireAccount(AccountId),
    /// Find out, step by step, what works with a server (`Notice::Probing`). Nothing is collected, kept or
    /// deleted. A page does one at a time: the next ends the one before.
    Probe {
        /// The page's number for it.
        number: u32,
        /// The account whose password is used where none is given.
        id: Option<AccountId>,
        /// Its settings, kept or not.
        account: Box<Account>,
        /// Its password, where it is another than the one that is kept.
        password: Option<Password>,
    },
    /// End what `Probe` began.
    StopProbe,
}

impl Request {
    /// Opens a message as a reader who asked for nothing else.
    #[must_use]
    pub const fn open(id: MessageId) -> Self {
        Self::Open { id, remote: RemoteImages::Blocked }
    }
}

/// From the worker to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Notice {
    /// Accounts and folders as they are now; the first one says that the store is open.
    Overview(Overview),
    /// The account was kept under this id (answers `SaveAccount`).
    AccountSaved(AccountId),
    /// A window of a view.
    Rows(Rows),
    /// The messages of a view from one to another (answers `Range`).
    Range {
        /// The view.
        view: View,
        /// The ends that were asked for.
        from: Option<MessageId>,
        /// The other.
        to: Option<MessageId>,
        /// All of them, in the view's order; none where one of the ends is not in the view.
        messages: Vec<MessageId>,
        /// Of a view that is gathered: what else is in the conversations that have more.
        others: Vec<(MessageId, Vec<MessageId>)>,
    },
    /// The conversation that a message is in (answers `Conversation`).
    Conversation(Conversation),
    /// A message to be read.
    Message(Box<Message>),
    /// An attachment's bytes.
    Attachment {
        /// The message.
        message: MessageId,
        /// Which of its attachments.
        index: u32,
        /// Its file name, safe to save under.
        name: String,
        /// The media type that it may be shown as, by its first bytes.
        media_type: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The text of an attachment.
    AttachedText {
        /// The message.
        message: MessageId,
        /// Which of its attachments.
        index: u32,
        /// Its text, or the beginning of it.
        text: String,
        /// Whether that is all.
        whole: bool,
    },
    /// All attachments in one file, a ZIP archive.
    AllAttachments {
        /// The message.
        message: MessageId,
        /// Its file name, safe to save under.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// The raw message.
    Source {
        /// The message.
        message: MessageId,
        /// As it came from the server.
        bytes: Vec<u8>,
    },
    /// All header fields of a message.
    Headers {
        /// The message.
        message: MessageId,
        /// As they can be read.
        headers: HeaderFields,
    },
    /// How far an account's collecting is; of what else goes on with its maildrop, that it has to wait, until
    /// an overview says that it does so no more.
    Progress {
        /// The account.
        account: AccountId,
        /// The figures.
        progress: Progress,
    },
    /// An account's collecting came to its end.
    Collected {
        /// The account.
        account: AccountId,
        /// New messages stored this time.
        messages: u32,
        /// Their bytes.
        bytes: u64,
        /// How long it took, in milliseconds.
        milliseconds: u64,
        /// Why it ended early, if it did.
        problem: Option<Problem>,
    },
    /// What waits in a maildrop (answers `Survey`).
    Survey {
        /// Whose.
        account: AccountId,
        /// What was found, or why not.
        result: Result<Survey, Problem>,
    },
    /// What is known of an account's server (answers `Report`).
    Report(Box<Report>),
    /// What the mail here takes (answers `Usage`).
    Usage(Box<Usage>),
    /// How far a check of all mail is.
    Repairing(Checking),
    /// What a repair came to (answers `Repair`), or why it ended early.
    Repaired(Result<Repaired, Problem>),
    /// It is done, and durable (answers what can be undone at once).
    Done {
        /// What was done.
        act: Act,
        /// What undoes it.
        undo: Undo,
    },
    /// These could not be deleted (answers `Delete`), and are here as before; the problem follows.
    NotDeleted(Vec<MessageId>),
    /// Something else went wrong, outside of collecting.
    Problem(Problem),
    /// What would go (answers `AskToErase`).
    AsksToErase {
        /// The messages that are here.
        messages: Vec<MessageId>,
        /// How many of them a server has still.
        there: u32,
        /// An account of theirs deletes on the server what is deleted here.
        follows: bool,
    },
    /// Mail has come that is unread and in the inbox, since an account was collected from the last time.
    Arrived {
        /// Whose.
        account: AccountId,
        /// How many messages.
        messages: u32,
        /// The newest of them.
        newest: Vec<Row>,
    },
    /// The rules, and how it is with the junk filter (answers `Rules`, and goes to all when it has changed).
    Rules {
        /// In the order in which they are asked.
        rules: Rules,
        /// The filter.
        filter: JunkFilter,
    },
    /// How far `TryRules` is.
    Trying {
        /// Messages that were looked at.
        done: u32,
        /// Of so many.
        total: u32,
    },
    /// What rules would do (answers `TryRules`).
    Tried(Tried),
    /// The rule that mail like this suggests; `None` where it says neither a list nor a sender (answers
    /// `SuggestRule`).
    SuggestedRule {
        /// The message.
        message: MessageId,
        /// The rule.
        rule: Option<Rule>,
    },
    /// What the junk filter makes of a message (answers `ExplainJunk`).
    JunkVerdict {
        /// The message.
        message: MessageId,
        /// What it makes of it.
        verdict: Verdict,
        /// What it was taught that the message is.
        taught: Option<Class>,
    },
    /// How saving a copy goes (answers `SaveCopy` and `SaveMore`).
    Saving(u32, Saving),
    /// Bytes of a file are wanted, for `Request::Gives`.
    Wants {
        /// The page's number.
        number: u32,
        /// Which of the files.
        file: u32,
        /// From here ...
        from: u64,
        /// ... up to here.
        to: u64,
    },
    /// How far bringing in mail is.
    BringingIn(u32, Brought),
    /// It has come to its end, or was stopped, or failed.
    BroughtIn {
        /// The page's number.
        number: u32,
        /// What it came to.
        brought: Brought,
        /// Why it ended early, if it did.
        problem: Option<Problem>,
    },
    /// How finding out what works goes (answers `Probe`).
    Probing(u32, Probing),
}
