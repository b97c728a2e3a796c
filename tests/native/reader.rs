//! A reader with one account, as tests see them.

use std::{rc::Rc, time::Duration};

use restante::{
    engine::{
        Engine,
        api::{Folder, Notice, Order, Repaired, Request, Row, Rows, Survey, Usage, View},
        platform::{Client, To},
        problem::Problem,
    },
    store::{Account, AccountId, Password, Store},
};

use super::{Ahead, Host, Notices, store::WatchedStore};

const PAGE: Client = Client(1);

/// No test takes so long; one that hangs ends.
const DEADLINE: Duration = Duration::from_secs(300);

pub(crate) struct Reader<S = WatchedStore> {
    engine: Engine<Host<S>>,
    store: Rc<S>,
    pub(crate) notices: Notices,
    ahead: Ahead,
}

/// What a collecting came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Collected {
    pub(crate) messages: u32,
    pub(crate) problem: Option<Problem>,
}

impl Reader {
    pub(crate) async fn new() -> Self {
        Self::open(Rc::default(), 1).await
    }
}

impl<S: Store> Reader<S> {
    /// A reader whose store this is, and whose clock runs `haste` times as fast.
    pub(crate) async fn open(store: Rc<S>, haste: u32) -> Self {
        let host = Host::new(Rc::clone(&store), haste);
        let (notices, ahead) = (host.notices(), host.ahead());
        Self { engine: Engine::open(host).await.unwrap(), store, notices, ahead }
    }

    /// So many days pass.
    pub(crate) fn days_pass(&self, days: i64) {
        self.ahead.set(self.ahead.get() + days * 86_400);
    }

    /// Collects by itself whenever that is due; it never ends.
    pub(crate) async fn keep_time(&self) {
        self.engine.keep_time().await;
    }

    /// Puts the store in order whenever that is worth it; it never ends.
    pub(crate) async fn keep_order(&self) {
        self.engine.keep_order().await;
    }

    /// Finds out which messages belong together.
    pub(crate) async fn gather_conversations(&self) {
        self.engine.gather_conversations().await;
    }

    /// Tells the page what there is.
    pub(crate) fn greet(&self) {
        self.engine.greet(To::All);
    }

    pub(crate) async fn repair(&self) -> Repaired {
        self.engine.repair().await.unwrap()
    }

    pub(crate) async fn index_anew(&self) {
        self.engine.index_anew().await.unwrap();
    }

    /// What is found in all inboxes, as it is said in the end.
    pub(crate) async fn found(&self, query: &str, order: Order) -> Rows {
        let view = View { query: Some(query.to_owned()), order, ..View::of(Folder::AllInboxes) };
        self.windows(view, 0, 100).await.pop().expect("rows came")
    }

    /// The subjects of what is found, the newest first.
    pub(crate) async fn subjects_found(&self, query: &str) -> Vec<String> {
        let rows = self.found(query, Order::Newest).await;
        assert_eq!(rows.total as usize, rows.rows.len());
        rows.rows.into_iter().map(|row| row.subject).collect()
    }

    /// What is said of a window, one after another.
    pub(crate) async fn windows(&self, view: View, start: u32, count: u32) -> Vec<Rows> {
        self.notices.take();
        self.ask(Request::Rows { view, start, count }).await;
        self.windows_told()
    }

    /// What was said of windows since.
    pub(crate) fn windows_told(&self) -> Vec<Rows> {
        let notices = self.notices.take().into_iter();
        notices
            .filter_map(|notice| match notice {
                Notice::Rows(rows) => Some(rows),
                Notice::Problem(problem) => panic!("{problem:?}"),
                _ => None,
            })
            .collect()
    }

    /// Puts the store in order until the index has all mail.
    pub(crate) async fn index_all(&self) {
        let all = async {
            while self.found("", Order::Newest).await.found.expect("it is a query").reaches.is_some() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            () = self.keep_order() => unreachable!(),
            () = all => {}
        }
    }

    /// What a check of all mail comes to.
    pub(crate) async fn check(&self) -> Repaired {
        self.answer(Request::Repair { deep: true }, |notice| match notice {
            Notice::Repaired(result) => Some(result.unwrap()),
            _ => None,
        })
        .await
    }

    /// Waits until a check of all mail has looked at some of it.
    pub(crate) async fn begun(&self) {
        let has_begun = |notice: &Notice| matches!(notice, Notice::Repairing(checking) if checking.done > 0);
        while !self.notices.borrow().iter().any(has_begun) {
            tokio::task::yield_now().await;
        }
    }

    /// What the mail takes.
    pub(crate) async fn usage(&self) -> Usage {
        self.answer(Request::Usage, |notice| match notice {
            Notice::Usage(usage) => Some(*usage),
            _ => None,
        })
        .await
    }

    pub(crate) fn store(&self) -> &Rc<S> {
        &self.store
    }

    pub(crate) async fn ask(&self, request: Request) {
        Box::pin(self.engine.handle(PAGE, request)).await;
    }

    pub(crate) async fn save(&self, account: &Account, password: &str) -> Collected {
        let request = Request::SaveAccount {
            id: None,
            account: account.clone(),
            password: Some(Password(password.to_owned())),
        };
        self.ask(request).await;
        self.collected()
    }

    pub(crate) async fn collect(&self) -> Collected {
        self.ask(Request::Collect(None)).await;
        self.collected()
    }

    /// The last word on a collecting; earlier notices are passed over.
    pub(crate) fn collected(&self) -> Collected {
        self.notices
            .take()
            .into_iter()
            .find_map(|notice| match notice {
                Notice::Collected { messages, problem, .. } => Some(Collected { messages, problem }),
                _ => None,
            })
            .expect("the collecting ended")
    }

    /// The inbox as it is listed.
    pub(crate) async fn rows(&self) -> Vec<Row> {
        self.notices.take();
        self.ask(Request::Rows { view: View::of(Folder::Inbox(AccountId(1))), start: 0, count: u32::MAX })
            .await;
        let rows = self.notices.take().into_iter().find_map(|notice| match notice {
            Notice::Rows(rows) => Some(rows),
            _ => None,
        });
        // No window stays open: it would be sent again with each commit.
        self.ask(Request::Rows { view: View::of(Folder::Inbox(AccountId(1))), start: 0, count: 0 }).await;
        let rows = rows.expect("rows came");
        assert_eq!(rows.total as usize, rows.rows.len());
        rows.rows
    }

    /// What the engine says to a request, of one kind.
    pub(crate) async fn answer<T>(&self, request: Request, mut pick: impl FnMut(Notice) -> Option<T>) -> T {
        self.notices.take();
        self.ask(request).await;
        let notices = self.notices.take();
        notices
            .into_iter()
            .find_map(|notice| match notice {
                Notice::Problem(problem) => panic!("{problem:?}"),
                notice => pick(notice),
            })
            .expect("an answer")
    }

    /// The problem with a request, if there is one.
    pub(crate) async fn refusal(&self, request: Request) -> Option<Problem> {
        self.notices.take();
        self.ask(request).await;
        self.notices.take().into_iter().find_map(|notice| match notice {
            Notice::Problem(problem) => Some(problem),
            _ => None,
        })
    }

    /// What waits in the maildrop.
    pub(crate) async fn survey(&self, headers: u32) -> Survey {
        let request = Request::Survey { account: AccountId(1), retention: None, headers };
        self.answer(request, |notice| match notice {
            Notice::Survey { result, .. } => Some(result.unwrap()),
            _ => None,
        })
        .await
    }

    /// Every raw message of the inbox, in the list's order.
    pub(crate) async fn sources(&self) -> Vec<Vec<u8>> {
        let rows = self.rows().await;
        self.notices.take();
        let mut sources = Vec::new();
        for row in rows {
            self.ask(Request::Source(row.id)).await;
            sources.extend(self.notices.take().into_iter().map(|notice| match notice {
                Notice::Source { bytes, .. } => bytes,
                other => panic!("{other:?}"),
            }));
        }
        sources
    }
}

pub(crate) fn sorted(mut mails: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    mails.sort();
    mails
}

pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let test = async { tokio::time::timeout(DEADLINE, test).await.expect("the test ends in time") };
    tokio::task::LocalSet::new().block_on(&runtime, test);
}
