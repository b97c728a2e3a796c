//! A reader with one account, as tests see them.

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use restante::{
    engine::{
        Engine,
        api::{Folder, Notice, Request},
        platform::Client,
        problem::Problem,
    },
    store::{Account, AccountId, Password},
};

use super::Host;

const PAGE: Client = Client(1);

pub(crate) struct Reader {
    engine: Engine<Host>,
    pub(crate) notices: Rc<RefCell<VecDeque<Notice>>>,
}

/// What a collecting came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Collected {
    pub(crate) messages: u32,
    pub(crate) problem: Option<Problem>,
}

impl Reader {
    pub(crate) async fn new() -> Self {
        let (host, notices) = Host::new();
        Self { engine: Engine::open(host).await.unwrap(), notices }
    }

    pub(crate) async fn ask(&self, request: Request) {
        self.engine.handle(PAGE, request).await;
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

    /// Every raw message of the inbox, in the list's order.
    pub(crate) async fn sources(&self) -> Vec<Vec<u8>> {
        self.ask(Request::Rows { folder: Folder::Inbox(AccountId(1)), start: 0, count: 10_000 }).await;
        let rows = self.notices.take().into_iter().find_map(|notice| match notice {
            Notice::Rows(rows) => Some(rows),
            _ => None,
        });
        let rows = rows.expect("rows came");
        assert_eq!(rows.total as usize, rows.rows.len());
        for row in rows.rows {
            self.ask(Request::Source(row.id)).await;
        }
        let sources = self.notices.take().into_iter().map(|notice| match notice {
            Notice::Source { bytes, .. } => bytes,
            other => panic!("{other:?}"),
        });
        sources.collect()
    }
}

pub(crate) fn sorted(mut mails: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    mails.sort();
    mails
}

pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, test);
}
