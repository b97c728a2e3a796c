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

pub mod api;
mod backoff;
mod collect;
mod inbox;
pub mod platform;
pub mod problem;
mod report;
mod session;

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
};

use futures::{
    channel::oneshot,
    future::{FutureExt, Shared, join_all},
    lock::Mutex,
};

use api::{Folder, Message, Notice, Request};
use collect::{Collecting, Fetched, Outcome};
use inbox::Inboxes;
use platform::{Client, Platform, To};
use problem::Problem;
use session::Log;

use crate::{
    mail,
    store::{
        Account, AccountId, Change, Commit, Contents, Envelope, Held, Maildrop, MaildropId, MessageId,
        Password, Store, StoreError, Uidl, Wish,
    },
};

/// Resolves when the reader says stop (or the engine forgets the collecting).
type StopSignal = Shared<oneshot::Receiver<()>>;

/// What a page looks at: a folder, the first row, how many rows.
type Window = (Folder, u32, u32);

/// Serves the pages of one browser.
#[derive(Debug)]
pub struct Engine<P> {
    platform: P,
    contents: RefCell<Contents>,
    inboxes: RefCell<Inboxes>,
    windows: RefCell<VecDeque<(Client, Window)>>,
    collecting: RefCell<HashMap<AccountId, Running>>,
    /// What is known of the maildrops' servers.
    logs: RefCell<HashMap<MaildropId, Log>>,
    /// One commit at a time, so that memory changes in the journal's order.
    writing: Mutex<()>,
    persistent: Cell<bool>,
}

#[derive(Debug)]
struct Running {
    stop: Option<oneshot::Sender<()>>,
    ended: Shared<oneshot::Receiver<()>>,
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
            contents: RefCell::new(contents),
            inboxes: RefCell::default(),
            windows: RefCell::default(),
            collecting: RefCell::default(),
            logs: RefCell::default(),
            writing: Mutex::new(()),
            persistent: Cell::new(false),
        })
    }

    /// Does what a page asks. Collecting takes as long as it takes; requests may overlap.
    pub async fn handle(&self, client: Client, request: Request) {
        if let Err(problem) = self.carry_out(client, request).await {
            self.platform.notify(To::One(client), Notice::Problem(problem));
        }
    }

    /// Tells a page that is new what there is.
    pub fn greet(&self, to: To) {
        let mut overview = Inboxes::overview(&self.contents.borrow());
        overview.collecting = self.collecting.borrow().keys().copied().collect();
        self.platform.notify(to, Notice::Overview(overview));
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
                self.stop(id).await;
                self.remove_account(id).await?;
            }
            Request::Collect(Some(id)) => self.collect(id).await,
            Request::Collect(None) => {
                let accounts: Vec<AccountId> = self.contents.borrow().accounts().keys().copied().collect();
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
            Request::Rows { folder, start, count } => {
                self.remember_window(client, (folder, start, count));
                self.send_rows(client);
            }
            Request::Open(id) => {
                let (envelope, raw) = self.stored(id).await?;
                self.platform.notify(
                    To::One(client),
                    Notice::Message(Box::new(Message {
                        id,
                        account: envelope.account,
                        date: envelope.date(),
                        size: envelope.size,
                        held: envelope.held,
                        wish: self.wish(&envelope),
                        reading: mail::read(&raw, mail::RemoteImages::Blocked),
                    })),
                );
            }
            Request::Attachment { message, index } => {
                let (_, raw) = self.stored(message).await?;
                let attachment = mail::read(&raw, mail::RemoteImages::Blocked)
                    .attachments
                    .into_iter()
                    .find(|part| part.index == index);
                let bytes = mail::attachment(&raw, index);
                let (Some(attachment), Some(bytes)) = (attachment, bytes) else {
                    return Err(Problem::NoSuchMessage);
                };
                let (name, media_type) = (attachment.name, attachment.media_type);
                self.platform
                    .notify(To::One(client), Notice::Attachment { message, index, name, media_type, bytes });
            }
            Request::Source(message) => {
                let (_, bytes) = self.stored(message).await?;
                self.platform.notify(To::One(client), Notice::Source { message, bytes });
            }
            Request::MarkRead { messages, read } => {
                self.commit(|contents| {
                    let messages: Vec<MessageId> = messages
                        .into_iter()
                        .filter(|&id| contents.message(id).is_some_and(|envelope| envelope.read != read))
                        .collect();
                    let changes = if messages.is_empty() {
                        vec![]
                    } else {
                        vec![Change::MarkedRead { messages, read }]
                    };
                    Commit { changes, ..Commit::default() }
                })
                .await?;
            }
            Request::Delete(_)
            | Request::DownloadFull(_)
            | Request::Wish { .. }
            | Request::Survey { .. }
            | Request::OnServer { .. } => return Err(Problem::NoSuchMessage),
            Request::Report(id) => {
                let report = self.report(id).ok_or(Problem::NoSuchMessage)?;
                self.platform.notify(To::One(client), Notice::Report(Box::new(report)));
            }
            Request::Persisted(persisted) => self.persistent.set(persisted),
        }
        Ok(())
    }

    async fn save_account(
        &self,
        id: Option<AccountId>,
        account: Account,
        password: Option<Password>,
    ) -> Result<AccountId, Problem> {
        let password = match password {
            Some(password) => Some(self.platform.seal(&password.0).await?),
            None => None,
        };
        let mut saved = AccountId(0);
        self.commit(|contents| {
            // Twice the same account would be twice the same mail.
            let same = |(_, there): &(&AccountId, &Account)| {
                (&there.address, &there.user, &there.pop3) == (&account.address, &account.user, &account.pop3)
            };
            let there = contents.accounts().iter().find(same).map(|(&id, _)| id);
            saved = id.or(there).unwrap_or_else(|| contents.next_account());
            let mut account = account;
            let moved = contents.accounts().get(&saved).is_some_and(|before| {
                (&before.pop3.host, before.pop3.port) != (&account.pop3.host, account.pop3.port)
                    && before.pin == account.pin
            });
            // A key is trusted for one server only.
            account.pin = account.pin.filter(|_| !moved);
            let mut changes = vec![Change::AccountSaved { id: saved, account }];
            changes.extend(password.map(|password| Change::PasswordSaved { id: saved, password }));
            Commit { changes, ..Commit::default() }
        })
        .await?;
        Ok(saved)
    }

    async fn remove_account(&self, id: AccountId) -> Result<(), Problem> {
        self.commit(|contents| {
            let forget = contents
                .messages()
                .filter(|envelope| envelope.account == id)
                .map(|envelope| envelope.id)
                .collect();
            // The journal would still tell of the account, its password and its mail: it is told
            // anew without them.
            let mut left = contents.clone();
            left.apply(Change::AccountRemoved(id));
            Commit { changes: left.retold(), anew: true, forget, ..Commit::default() }
        })
        .await
    }

    /// Collects, unless that is already going on.
    async fn collect(&self, id: AccountId) {
        let (stop, stopped) = oneshot::channel();
        let (ending, ended) = oneshot::channel();
        let Some(account) = self.contents.borrow().accounts().get(&id).cloned() else { return };
        {
            let mut collecting = self.collecting.borrow_mut();
            if collecting.contains_key(&id) {
                return;
            }
            collecting.insert(id, Running { stop: Some(stop), ended: ended.shared() });
        }
        let began = self.platform.milliseconds();
        let prepared = async { Ok((self.maildrop(id, &account).await?, self.password(id).await?)) };
        let outcome = match prepared.await {
            Ok((maildrop, password)) => {
                let log = self.log(maildrop);
                log.begin(log.learnt());
                let collecting = Collecting::new(self, id, account, maildrop, stopped.shared(), log.clone());
                let mut outcome = collecting.run(&password).await;
                let remembered = self.remember(maildrop, &log).await;
                outcome.problem = outcome.problem.or(remembered.err());
                outcome
            }
            Err(problem) => Outcome { problem: Some(problem), ..Outcome::default() },
        };
        self.collecting.borrow_mut().remove(&id);
        drop(ending);
        self.platform.notify(
            To::All,
            Notice::Collected {
                account: id,
                messages: outcome.messages,
                bytes: outcome.bytes,
                milliseconds: self.platform.milliseconds().saturating_sub(began),
                problem: outcome.problem,
            },
        );
    }

    /// Stops collecting and waits until what came in is stored.
    async fn stop(&self, id: AccountId) {
        let ended = {
            let mut collecting = self.collecting.borrow_mut();
            let Some(running) = collecting.get_mut(&id) else { return };
            running.stop.take();
            running.ended.clone()
        };
        let _ = ended.await;
    }

    /// The name of the maildrop that this account collects from, given now if it has none.
    async fn maildrop(&self, id: AccountId, account: &Account) -> Result<MaildropId, Problem> {
        let maildrop = Maildrop::of(id, account);
        let mut named = MaildropId(0);
        self.commit(|contents| {
            let known = contents.maildrop(&maildrop);
            named = known.unwrap_or_else(|| contents.next_maildrop());
            let changes = match known {
                Some(_) => vec![],
                None => vec![Change::MaildropNamed { id: named, maildrop }],
            };
            Commit { changes, ..Commit::default() }
        })
        .await?;
        Ok(named)
    }

    /// What is known of a maildrop's server.
    fn log(&self, maildrop: MaildropId) -> Log {
        let fresh = || {
            let log = Log::default();
            log.begin(self.contents.borrow().learnt(maildrop).cloned().unwrap_or_default());
            log
        };
        self.logs.borrow_mut().entry(maildrop).or_insert_with(fresh).clone()
    }

    /// Keeps what was learnt of a server, if it is anything new.
    async fn remember(&self, maildrop: MaildropId, log: &Log) -> Result<(), Problem> {
        let learnt = log.learnt();
        self.commit(|contents| {
            let known = contents.learnt(maildrop).cloned().unwrap_or_default();
            let changes = if known == learnt { vec![] } else { vec![Change::Learnt { maildrop, learnt }] };
            Commit { changes, ..Commit::default() }
        })
        .await
    }

    async fn password(&self, id: AccountId) -> Result<String, Problem> {
        let sealed = self.contents.borrow().password(id).cloned();
        match sealed {
            Some(sealed) => self.platform.unseal(&sealed).await,
            None => Ok(String::new()),
        }
    }

    /// Whether a message of this name was collected and is durable.
    fn knows(&self, maildrop: MaildropId, uidl: &Uidl) -> bool {
        self.contents.borrow().name(maildrop, uidl).is_some_and(|name| name.message.is_some())
    }

    /// Whether a message of this name is durable, and whole beyond doubt.
    fn holds_whole(&self, maildrop: MaildropId, uidl: &Uidl) -> bool {
        let contents = self.contents.borrow();
        let id = contents.name(maildrop, uidl).and_then(|name| name.message);
        id.and_then(|id| contents.message(id)).is_some_and(|envelope| envelope.held == Held::Whole)
    }

    /// What is to become of a message on the server.
    fn wish(&self, envelope: &Envelope) -> Wish {
        let contents = self.contents.borrow();
        contents.name(envelope.maildrop, &envelope.uidl).map(|name| name.wish).unwrap_or_default()
    }

    /// Whether the browser has promised to keep what is stored.
    const fn is_persistent(&self) -> bool {
        self.persistent.get()
    }

    /// Makes collected messages durable: raw bytes, envelopes and UIDLs in one transaction.
    async fn keep(
        &self,
        account: AccountId,
        maildrop: MaildropId,
        messages: Vec<Fetched>,
    ) -> Result<(), Problem> {
        let collected_at = self.platform.now();
        let summaries: Vec<_> = messages.iter().map(|message| mail::summarise(&message.raw)).collect();
        self.commit(|contents| {
            let mut commit = Commit::default();
            if !contents.accounts().contains_key(&account) {
                return commit;
            }
            let mut id = contents.next_message();
            for (message, summary) in messages.into_iter().zip(summaries) {
                commit.changes.push(Change::Added(Box::new(Envelope {
                    id,
                    account,
                    maildrop,
                    uidl: message.uidl,
                    size: message.raw.len() as u64,
                    held: message.held,
                    header: mail::header_digest(&message.raw),
                    listed: message.listed,
                    collected_at,
                    read: false,
                    summary,
                })));
                commit.raw.push((id, message.raw));
                id = MessageId(id.0 + 1);
            }
            commit
        })
        .await
    }

    /// Builds a commit from what there is, makes it durable, and only then lets it be seen.
    async fn commit(&self, build: impl FnOnce(&Contents) -> Commit) -> Result<(), Problem> {
        let _writing = self.writing.lock().await;
        let commit = build(&self.contents.borrow());
        if commit.changes.is_empty() {
            return Ok(());
        }
        let changes = commit.changes.clone();
        let anew = commit.anew;
        self.platform.store().commit(commit).await?;
        {
            let mut contents = self.contents.borrow_mut();
            let mut inboxes = self.inboxes.borrow_mut();
            if anew {
                *contents = Contents::default();
                *inboxes = Inboxes::default();
            }
            for change in changes {
                inboxes.forget_if_changed_by(&change);
                contents.apply(change);
            }
        }
        self.greet(To::All);
        let clients: Vec<Client> = self.windows.borrow().iter().map(|(client, _)| *client).collect();
        clients.into_iter().for_each(|client| self.send_rows(client));
        Ok(())
    }

    /// Pages do not say goodbye: only the latest are remembered.
    fn remember_window(&self, client: Client, window: Window) {
        const PAGES: usize = 16;
        let mut windows = self.windows.borrow_mut();
        windows.retain(|(of, _)| *of != client);
        windows.push_back((client, window));
        while windows.len() > PAGES {
            windows.pop_front();
        }
    }

    async fn stored(&self, id: MessageId) -> Result<(Envelope, Vec<u8>), Problem> {
        let envelope = self.contents.borrow().message(id).cloned().ok_or(Problem::NoSuchMessage)?;
        let raw = self.platform.store().raw(id).await?.ok_or(Problem::NoSuchMessage)?;
        Ok((envelope, raw))
    }

    fn send_rows(&self, client: Client) {
        let window = self.windows.borrow().iter().find(|(of, _)| *of == client).map(|(_, window)| *window);
        let Some((folder, start, count)) = window else { return };
        let rows = self.inboxes.borrow_mut().rows(&self.contents.borrow(), folder, start, count);
        self.platform.notify(To::One(client), Notice::Rows(rows));
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::StorageFull,
            StoreError::Newer => Self::StoreIsNewer,
            StoreError::HandedOver => Self::StoreHandedOver,
            StoreError::Damaged(what) => Self::StoreDamaged(what),
            StoreError::Refused(words) => Self::Storage(words),
        }
    }
}
