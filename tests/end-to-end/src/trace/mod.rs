//! What the engine's worker asked of IndexedDB and of the relay, in the order it did so.

mod order;

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD};
use restante::{
    engine::api::{Folder, Notice, Request, Row, View},
    store::AccountId,
};
use serde::Deserialize;

pub use order::{Order, Served, Violation};

use crate::{Browser, PATIENCE, Said, Workers, until};

/// Something that the worker did, or that was done for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Entry {
    /// A transaction began.
    Begin {
        /// Its number, from 1 in each worker.
        transaction: u32,
        /// It may write.
        writes: bool,
        /// Its durability is `strict`.
        strict: bool,
        /// The object stores it may touch.
        stores: Vec<String>,
    },
    /// A transaction was asked to store a value that holds these mails.
    Put {
        /// Which transaction.
        transaction: u32,
        /// The mails' marks.
        mails: Vec<u32>,
    },
    /// Everything that was asked of a transaction is done.
    Complete {
        /// Which transaction.
        transaction: u32,
    },
    /// Nothing that was asked of a transaction is done.
    Abort {
        /// Which transaction.
        transaction: u32,
    },
    /// The relay has connected to the mail server.
    Opened {
        /// The number of the WebSocket, from 1 in each worker.
        socket: u32,
    },
    /// The database is being brought up to date.
    Upgrade {
        /// The version it had; 0: there was none.
        from: u32,
    },
    /// Bytes for the mail server left the page.
    Send {
        /// On which WebSocket.
        socket: u32,
        /// The bytes as Latin-1.
        text: String,
    },
    /// The test has read these mails: the store holds them.
    Found {
        /// The mails' marks.
        mails: Vec<u32>,
    },
}

impl Entry {
    /// Whether a transaction began that can write to this object store.
    #[must_use]
    pub fn begins_to_write(&self, store: &str) -> bool {
        matches!(self, Self::Begin { writes: true, stores, .. } if stores.iter().any(|one| one == store))
    }
}

/// What one worker did, from its beginning.
pub type Life = Vec<Entry>;

/// Where a worker is to crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashPoint {
    /// A transaction was asked to store mail, and has more to be asked.
    Storing,
    /// A transaction that stores mail is complete, and the engine has not heard of it.
    Stored,
}

/// The trace of all the workers that a page has had.
#[derive(Debug)]
pub struct Trace {
    workers: Workers,
    /// Which worker's the lives are.
    whose: Vec<String>,
    lives: Vec<Life>,
}

impl Trace {
    /// Traces the workers that begin from now on.
    ///
    /// # Panics
    /// When Chromium does not let them be traced.
    pub async fn begin(browser: &Browser) -> Self {
        let workers = Workers::begin_with(browser, include_str!("worker.js")).await;
        Self { workers, whose: Vec::new(), lives: Vec::new() }
    }

    /// The header line that marks a mail, so that it is found wherever it is stored.
    #[must_use]
    pub fn mark(mail: u32) -> String {
        format!("X-Trial: restante-mail-{mail}.\r\n")
    }

    /// Ends the worker at once, as if the browser had crashed. What it did is kept; the page must
    /// be loaded again to have another.
    ///
    /// # Panics
    /// When there is no worker.
    pub async fn crash(&mut self) {
        self.workers.evaluate("restanteTrace.end()").await;
    }

    /// Has the worker crash, from now on, where it comes to this point.
    ///
    /// # Panics
    /// When there is no worker.
    pub async fn crash_at(&self, point: CrashPoint) {
        let point = match point {
            CrashPoint::Storing => "storing",
            CrashPoint::Stored => "stored",
        };
        self.workers.evaluate(&format!("restanteTrace.crashAt('{point}')")).await;
    }

    /// Waits until the worker has crashed where it was to. What it did is kept; the page must be
    /// loaded again to have another.
    ///
    /// # Panics
    /// When it does not come there in time.
    pub async fn crashed(&mut self) {
        until("the worker has crashed", PATIENCE, async || {
            (self.workers.evaluate("restanteTrace.isCutOff()").await == true).then_some(())
        })
        .await;
    }

    /// What the workers did, one after the other, up to now.
    ///
    /// # Panics
    /// When there is no worker.
    pub async fn lives(&mut self) -> &[Life] {
        // What it said before it answers is here with the answer.
        self.workers.evaluate("restanteTrace.isCutOff()").await;
        self.hear();
        &self.lives
    }

    /// What the workers of a browser did that was killed. The last thing they did may be missing, but
    /// nothing that came before a DELE which the server heard.
    ///
    /// # Panics
    /// When the browser is still there.
    pub async fn of_the_killed(mut self) -> Vec<Life> {
        let rest = async {
            while let Some(said) = self.workers.said().await {
                self.keep(&said);
            }
        };
        tokio::time::timeout(PATIENCE, rest).await.expect("the browser was killed");
        self.lives
    }

    /// What was done up to now is not what is waited for next.
    pub fn from_now(&mut self) {
        self.hear();
    }

    /// Waits until a worker does something that is like this, or has done it since [`Self::from_now`].
    ///
    /// # Panics
    /// When none does in time.
    pub async fn until(&mut self, what: &str, patience: Duration, mut is_it: impl FnMut(&Entry) -> bool) {
        let seen = async {
            while let Some(said) = self.workers.said().await {
                if is_it(self.keep(&said)) {
                    return;
                }
            }
            panic!("the browser ended before {what}");
        };
        if tokio::time::timeout(patience, seen).await.is_err() {
            let life = self.lives.last().map(Vec::as_slice).unwrap_or_default();
            let last: Vec<&Entry> = life.iter().rev().take(10).collect();
            panic!("after {} s still not: {what}; the last first: {last:#?}", patience.as_secs());
        }
    }

    /// The test has found these mails in the store.
    ///
    /// # Panics
    /// When no worker has done anything.
    pub fn found(&mut self, mails: Vec<u32>) {
        self.hear();
        self.lives.last_mut().expect("it was a worker that found them").push(Entry::Found { mails });
    }

    /// Every raw message of the first account's inbox, newest first, asked of the worker as its page
    /// would ask. The page hears nothing more from the worker afterwards.
    ///
    /// # Panics
    /// When an answer does not come.
    pub async fn sources(&self) -> Vec<Vec<u8>> {
        let all = [Request::Rows { view: View::of(Folder::Inbox(AccountId(1))), start: 0, count: u32::MAX }];
        let rows = self.ask(&all, |notice| match notice {
            Notice::Rows(rows) => {
                assert_eq!(rows.total as usize, rows.rows.len(), "all rows");
                Some(rows.rows)
            }
            _ => None,
        });
        let [rows]: [Vec<Row>; 1] = rows.await.try_into().expect("one answer");
        let requests: Vec<Request> = rows.iter().map(|row| Request::Source(row.id)).collect();
        let sources = self.ask(&requests, |notice| match notice {
            Notice::Source { bytes, .. } => Some(bytes),
            _ => None,
        });
        sources.await
    }

    /// Asks the worker as its page would, and waits for so many answers as there are requests. The page
    /// hears nothing more from the worker afterwards.
    ///
    /// # Panics
    /// When there are fewer.
    pub async fn ask<T>(&self, requests: &[Request], answer: impl Fn(Notice) -> Option<T>) -> Vec<T> {
        self.tell(requests).await;
        let mut answers = Vec::new();
        until(&format!("{} answers of the worker", requests.len()), PATIENCE, async || {
            let heard = self.workers.evaluate("restanteTrace.answers()").await;
            for notices in heard.as_array().expect("a list") {
                let bytes = BASE64_STANDARD.decode(notices.as_str().expect("Base64")).expect("Base64");
                let notices: Vec<Notice> = postcard::from_bytes(&bytes).expect("notices of this build");
                answers.extend(notices.into_iter().filter_map(&answer));
            }
            (answers.len() >= requests.len()).then_some(())
        })
        .await;
        answers
    }

    /// As [`Self::ask`], without waiting for answers.
    ///
    /// # Panics
    /// When there is no worker.
    pub async fn tell(&self, requests: &[Request]) {
        let packed: Vec<String> = requests
            .iter()
            .map(|request| BASE64_STANDARD.encode(postcard::to_stdvec(request).expect("it can be packed")))
            .collect();
        let packed = serde_json::to_string(&packed).expect("a list of texts");
        self.workers.evaluate(&format!("restanteTrace.ask({packed})")).await;
    }

    fn hear(&mut self) {
        while let Some(said) = self.workers.said_already() {
            self.keep(&said);
        }
    }

    fn keep(&mut self, said: &Said) -> &Entry {
        let entry = serde_json::from_str(&said.text).expect("an entry as the script writes them");
        let life = self.whose.iter().position(|worker| *worker == said.worker).unwrap_or_else(|| {
            self.whose.push(said.worker.clone());
            self.lives.push(Life::new());
            self.lives.len() - 1
        });
        let life = &mut self.lives[life];
        life.push(entry);
        &life[life.len() - 1]
    }
}
