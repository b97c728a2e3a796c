//! Ties protocol, mail and store together over traits.
//!
//! An [`Engine`] serves the pages of one browser: it takes their [`Request`]s, and what it has to
//! say goes out as [`Notice`]s through the [`Platform`]. It keeps the store's contents in memory,
//! and is the only one that writes them.
#![deny(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "an engine that panics collects no more mail"
)]

mod accounts;
pub mod api;
mod arrivals;
mod backoff;
mod breath;
mod bringing;
mod check;
mod collect;
mod conversations;
mod erasing;
mod files;
mod filing;
mod folders;
mod gathered;
mod identity;
mod inbox;
mod index;
mod junk;
mod muting;
mod opening;
pub mod platform;
mod probing;
pub mod problem;
mod repair;
mod report;
mod retention;
mod rules;
mod saved;
mod saving;
mod session;
mod sorting;
mod steps;
mod storage;
mod survey;
mod timers;
mod trying;
mod turns;
mod upkeep;
mod wishes;
mod writing;

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, HashMap, VecDeque},
};

use futures::{
    channel::oneshot,
    future::{Shared, join_all},
    lock::Mutex,
};

use api::{Act, Look, Notice, Request, Step};
use conversations::Conversations;
use gathered::Gathered;
use inbox::Inboxes;
use index::{Answers, Index};
use junk::ToLearn;
use platform::{Client, Platform, To};
use problem::Problem;
use session::Log;
use trying::Trial;
use turns::Running;
use writing::Window;

use crate::{
    mail,
    store::{
        Account, AccountId, Change, Commit, Contents, Envelope, MaildropId, MessageId, Store, StoreError,
    },
};

/// Resolves when the reader says stop (or the engine forgets the session).
type StopSignal = Shared<oneshot::Receiver<()>>;

/// Serves the pages of one browser.
///
/// | file | subject |
/// | --- | --- |
/// | `accounts` | accounts: kept, forgotten |
/// | `turns` | sessions, one at a time for each maildrop |
/// | `session` | a session with a server |
/// | `collect` | collecting |
/// | `arrivals` | what the reader is told of new mail |
/// | `conversations`, `gathered` | which messages belong together, and lists of them |
/// | `identity` | which message is which |
/// | `retention` | what goes on the server, and why |
/// | `survey` | what waits in a maildrop |
/// | `probing` | what works with a server, step by step |
/// | `filing`, `steps`, `folders` | what the reader does with mail, and where it can be put |
/// | `erasing` | deleting for good, here or on the server too |
/// | `rules`, `trying` | what rules make of mail: as it comes in, and on demand |
/// | `junk` | what the junk filter learns |
/// | `saved` | saved searches |
/// | `files`, `saving`, `bringing` | copies of mail as files, and mail from files |
/// | `muting` | conversations of which nobody wants to hear |
/// | `opening` | messages to be read, and whose images are shown |
/// | `wishes` | what the reader wants of single messages |
/// | `timers` | collecting by itself |
/// | `index` | the search index, kept and asked |
/// | `upkeep`, `repair`, `check` | putting the store in order |
/// | `storage` | what it takes, and what of it cannot be read |
/// | `writing`, `inbox`, `sorting` | making changes durable, and what the pages see of them |
#[derive(Debug)]
pub struct Engine<P> {
    platform: P,
    contents: RefCell<Contents>,
    inboxes: RefCell<Inboxes>,
    conversations: RefCell<Conversations>,
    /// Until something changes.
    gathered: RefCell<Gathered>,
    /// Open from when it is first needed.
    index: RefCell<Option<Index>>,
    /// It is opened once.
    opening: Mutex<()>,
    /// What saved searches find.
    saved: RefCell<saved::Saved>,
    /// What views with a query show.
    answers: RefCell<Answers>,
    windows: RefCell<VecDeque<(Client, Window)>>,
    /// How many windows were asked for.
    asked: Cell<u64>,
    running: RefCell<HashMap<AccountId, Running>>,
    /// What is known of the maildrops' servers.
    logs: RefCell<HashMap<MaildropId, Log>>,
    /// What was seen of maildrops that were surveyed.
    surveyed: RefCell<HashMap<MaildropId, survey::Seen>>,
    /// When each account was last collected from, in Unix seconds.
    begun: RefCell<HashMap<AccountId, i64>>,
    /// One commit at a time, so that memory changes in the journal's order.
    writing: Mutex<()>,
    /// The pages do not know of everything yet.
    untold: Cell<bool>,
    /// When they were told last, in the platform's milliseconds.
    told_at: Cell<u64>,
    /// When a page was told last of what was found besides.
    found_at: Cell<u64>,
    /// When something was asked for last, in the platform's milliseconds.
    asked_at: Cell<u64>,
    /// Whether the browser has promised to keep what is stored; `None` before a page has said so.
    persistent: Cell<Option<bool>>,
    /// What the junk filter is still to learn.
    to_learn: RefCell<ToLearn>,
    /// How often rules were tried.
    tries: Cell<u32>,
    tried: RefCell<Option<Trial>>,
    /// Whether something is being repaired.
    repairs: Cell<check::Repairs>,
    /// Copies that are being saved.
    savings: RefCell<VecDeque<(Client, saving::Under)>>,
    /// Pages that were asked for bytes of a file, with their numbers.
    wants: RefCell<VecDeque<(Client, u32, bringing::Given)>>,
    /// Checks of servers; dropping what is kept here stops them.
    probes: RefCell<BTreeMap<Client, (u32, oneshot::Sender<()>)>>,
}

impl<P: Platform> Engine<P> {
    /// Opens the store.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn open(platform: P) -> Result<Self, Problem> {
        let contents = platform.store().load().await?;
        Ok(Self {
            platform,
            inboxes: RefCell::new(Inboxes::of(&contents)),
            contents: RefCell::new(contents),
            conversations: RefCell::default(),
            gathered: RefCell::default(),
            index: RefCell::default(),
            opening: Mutex::new(()),
            saved: RefCell::default(),
            answers: RefCell::default(),
            windows: RefCell::default(),
            asked: Cell::new(0),
            running: RefCell::default(),
            logs: RefCell::default(),
            surveyed: RefCell::default(),
            begun: RefCell::default(),
            writing: Mutex::new(()),
            untold: Cell::new(false),
            told_at: Cell::new(0),
            found_at: Cell::new(0),
            asked_at: Cell::new(0),
            persistent: Cell::new(None),
            to_learn: RefCell::default(),
            tries: Cell::new(0),
            tried: RefCell::new(None),
            repairs: Cell::default(),
            savings: RefCell::default(),
            wants: RefCell::default(),
            probes: RefCell::default(),
        })
    }

    /// Does what a page asks. Collecting takes as long as it takes; requests may overlap.
    pub async fn handle(&self, client: Client, request: Request) {
        self.asked_at.set(self.platform.milliseconds());
        if let Err(problem) = self.carry_out(client, request).await {
            self.platform.notify(To::One(client), Notice::Problem(problem));
        }
        self.asked_at.set(self.platform.milliseconds());
    }

    async fn carry_out(&self, client: Client, request: Request) -> Result<(), Problem> {
        match request {
            Request::SaveAccount { id, account, password } => {
                let id = self.save_account(id, account, password).await?;
                self.platform.notify(To::One(client), Notice::AccountSaved(id));
                self.stop(id).await;
                self.collect(id).await;
            }
            Request::RemoveAccount(id) => {
                // No session may begin before it is gone.
                let _turn = self.last_turn(id).await;
                self.remove_account(id).await?;
            }
            Request::Collect(Some(id)) => self.collect(id).await,
            Request::Collect(None) => {
                let accounts: Vec<AccountId> = {
                    let contents = self.contents.borrow();
                    // Where an account collects whose settings were lost, nobody knows.
                    let can_be_reached =
                        |id: AccountId, account: &Account| !account.is_lost() && !contents.is_retired(id);
                    let accounts = contents.accounts().iter();
                    accounts
                        .filter(|(id, account)| can_be_reached(**id, account))
                        .map(|(&id, _)| id)
                        .collect()
                };
                join_all(accounts.into_iter().map(|id| self.collect(id))).await;
            }
            Request::Stop(id) => {
                self.stop(id).await;
                self.greet(To::One(client));
            }
            Request::Trust { account, pin } => {
                self.commit(|_| Commit {
                    changes: vec![Change::PinSaved { id: account, pin }],
                    ..Commit::default()
                })
                .await?;
                self.collect(account).await;
            }
            Request::Rows { view, start, count } => {
                let has_query = self.is_found(&view);
                let asked = self.remember_window(client, view, start, count);
                if has_query {
                    self.send_found(client, asked).await?;
                } else {
                    self.send_rows(client);
                }
            }
            Request::Range { view, from, to } if self.is_found(&view) => {
                self.send_range_found(client, view, from, to).await?;
            }
            Request::Range { view, from, to } => {
                let (messages, others) = if view.gathered {
                    self.gathered_range(&view, from, to)
                } else {
                    let messages = self.inboxes.borrow_mut().range(&self.contents.borrow(), &view, from, to);
                    (messages, Vec::new())
                };
                self.platform.notify(To::One(client), Notice::Range { view, from, to, messages, others });
            }
            Request::Conversation(id) => {
                let conversation = self.conversation(id).ok_or(Problem::NoSuchMessage)?;
                self.platform.notify(To::One(client), Notice::Conversation(conversation));
            }
            Request::Open { id, remote } => self.open_message(client, id, remote).await?,
            Request::TrustServer { account, authserv_id, is_own } => {
                self.trust_server(account, &authserv_id, is_own).await?;
            }
            Request::AlwaysShowImages { message, always } => {
                self.always_show_images(message, always).await?;
                self.open_message(client, message, mail::RemoteImages::Blocked).await?;
            }
            Request::Attachment { message, index } => {
                let (_, raw) = self.stored(message).await?;
                let (file, bytes) = mail::attachment(&raw, index).ok_or(Problem::NoSuchMessage)?;
                let (name, media_type) = (file.name, file.shown_as);
                self.platform
                    .notify(To::One(client), Notice::Attachment { message, index, name, media_type, bytes });
            }
            Request::AttachedText { message, index } => {
                let (_, raw) = self.stored(message).await?;
                let (text, whole) = mail::preview_text(&raw, index).ok_or(Problem::NoSuchMessage)?;
                let notice = Notice::AttachedText { message, index, text, whole };
                self.platform.notify(To::One(client), notice);
            }
            Request::AllAttachments(message) => {
                let (_, raw) = self.stored(message).await?;
                let bytes = mail::all_attachments(&raw).ok_or(Problem::NoSuchMessage)?;
                let name = mail::message_file_name(&mail::summarise(&raw).subject);
                let name = format!("{}.zip", name.trim_end_matches(".eml"));
                self.platform.notify(To::One(client), Notice::AllAttachments { message, name, bytes });
            }
            Request::Source(message) => {
                let (_, bytes) = self.stored(message).await?;
                self.platform.notify(To::One(client), Notice::Source { message, bytes });
            }
            Request::Headers(message) => {
                let (_, raw) = self.stored(message).await?;
                let headers = mail::header_fields(&raw);
                self.platform.notify(To::One(client), Notice::Headers { message, headers });
            }
            Request::MarkRead { messages, read } => {
                let act = |messages| Act::MarkedRead { messages, read };
                self.act(client, act, vec![Step::MarkRead { messages, read }]).await?;
            }
            Request::Move { messages, to } => {
                let act = |messages| Act::Moved { messages, to };
                self.act(client, act, vec![Step::Move { messages, to }]).await?;
            }
            Request::Copy { messages, to } => self.copy(client, messages, to).await?,
            Request::Star { messages, starred } => {
                let act = |messages| Act::Starred { messages, starred };
                self.act(client, act, vec![Step::Star { messages, starred }]).await?;
            }
            Request::Tag { messages, tag, set } => {
                let act = |messages| Act::Tagged { messages, tag, set };
                self.act(client, act, vec![Step::Tag { messages, tag, set }]).await?;
            }
            Request::Pin { messages, pinned } => {
                let act = |messages| Act::Pinned { messages, pinned };
                self.act(client, act, vec![Step::Pin { messages, pinned }]).await?;
            }
            Request::Snooze { messages, until } => {
                let act = |messages| Act::Snoozed { messages, until };
                self.act(client, act, vec![Step::Snooze { messages, until }]).await?;
            }
            Request::Mute { messages, muted } => self.mute(client, &messages, muted).await?,
            Request::SaveFolder { id, folder } => self.save_folder(client, id, folder).await?,
            Request::RemoveFolder(id) => {
                self.act(client, Act::FolderRemoved, vec![Step::RemoveFolder(id)]).await?;
            }
            Request::SaveTag { id, tag } => self.save_tag(client, id, tag).await?,
            Request::RemoveTag(id) => {
                self.act(client, |_| Act::TagRemoved, vec![Step::RemoveTag(id)]).await?
            }
            Request::Undo(undo) => self.undo(client, undo).await?,
            Request::Delete(messages) => {
                if let Err(problem) = self.delete(&messages).await {
                    self.platform.notify(To::One(client), Notice::NotDeleted(messages));
                    return Err(problem);
                }
            }
            Request::DownloadFull(id) => {
                self.download(id).await?;
                self.open_message(client, id, mail::RemoteImages::Blocked).await?;
            }
            Request::Wish { messages, wish } => self.wish(messages, wish).await?,
            Request::Survey { account, retention, headers } => {
                let result = self.survey(account, retention, headers).await;
                self.platform.notify(To::One(client), Notice::Survey { account, result });
            }
            Request::OnServer { account, names, wish, look } => {
                let done = self.wish_on_server(account, names, wish).await;
                if let Some(Look { retention, headers }) = look {
                    let result = self.survey(account, retention, headers).await;
                    self.platform.notify(To::One(client), Notice::Survey { account, result });
                }
                done?;
            }
            Request::Report(id) => {
                let report = self.report(id).ok_or(Problem::NoSuchMessage)?;
                self.platform.notify(To::One(client), Notice::Report(Box::new(report)));
            }
            Request::Persisted(persisted) => self.persistent.set(Some(persisted)),
            Request::Usage => {
                self.platform.notify(To::One(client), Notice::Usage(Box::new(self.usage())));
            }
            Request::Repair { deep } => self.repair_and_tell(deep).await,
            Request::StopRepair => self.stop_repair(),
            Request::AskToErase(messages) => self.ask_to_erase(client, messages),
            Request::Erase { messages, there } => self.erase(client, messages, there).await?,
            Request::Rules => self.tell_rules(To::One(client)),
            Request::SaveRules(rules) => {
                let changes = vec![Change::RulesSaved(rules)];
                self.commit(|_| Commit { changes, ..Commit::default() }).await?;
                self.tell_rules(To::All);
            }
            Request::TryRules { rules, view } => {
                Box::pin(self.try_rules(client, &rules, &view)).await?;
            }
            Request::StopTrying => self.stop_trying(),
            Request::ApplyTried => self.apply_tried(client).await?,
            Request::SuggestRule(message) => self.suggest_rule(client, message).await?,
            Request::ExplainJunk(message) => self.explain_junk(client, message).await?,
            Request::SortJunk(sorts) => self.sort_junk(sorts).await?,
            Request::ForgetJunk => self.forget_junk().await?,
            Request::RetireAccount(id) => {
                let _turn = self.last_turn(id).await;
                self.change_for_good(Change::AccountRetired(id), |_| Vec::new()).await?;
            }
            Request::Probe { number, id, account, password } => {
                self.probe(client, number, id, &account, password).await;
            }
            Request::StopProbe => drop(self.probes.borrow_mut().remove(&client)),
            Request::OrderAccounts(ids) => self.note(Change::AccountsOrdered(ids)).await?,
            Request::ColourAccount { account: id, colour } => {
                self.note(Change::AccountColoured { id, colour }).await?;
            }
            request @ (Request::SaveCopy { .. }
            | Request::SaveMore(_)
            | Request::StopSaving(_)
            | Request::BringIn { .. }
            | Request::Gives { .. }
            | Request::StopBringingIn(_)) => self.with_files(client, request).await?,
        }
        Ok(())
    }

    /// Whether the browser has promised to keep what is stored.
    fn is_persistent(&self) -> bool {
        self.persistent.get() == Some(true)
    }

    /// Whether what is known here is a reason to delete something elsewhere.
    fn may_delete_there(&self) -> bool {
        self.contents.borrow().lost_records() == 0
    }

    async fn stored(&self, id: MessageId) -> Result<(Envelope, Vec<u8>), Problem> {
        let envelope = self.contents.borrow().message(id).ok_or(Problem::NoSuchMessage)?;
        let raw = self.platform.store().raw(id).await?;
        // It may have been deleted meanwhile.
        let is_listed = || self.contents.borrow().brief(id).is_some();
        let raw =
            raw.ok_or_else(|| if is_listed() { Problem::BytesMissing(id) } else { Problem::NoSuchMessage })?;
        Ok((envelope, raw))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::StorageFull,
            StoreError::Newer => Self::StoreIsNewer,
            StoreError::HandedOver => Self::StoreHandedOver,
            StoreError::Gone => Self::StoreGone,
            StoreError::Damaged(what) => Self::StoreDamaged(what),
            StoreError::Refused(words) => Self::Storage(words),
        }
    }
}
