//! Scripts of a test's own in the page's workers, run before the workers' own code.
//!
//! WebDriver does not reach workers, so this speaks the DevTools protocol to Chromium itself: it
//! attaches to the page, has each new worker wait, evaluates the script in it and lets it go on.
//!
//! The script can call `restanteSay(text)`, which [`Workers::said`] gives, and `restanteAwait('')`: then
//! `restanteSaid()` is called in the same worker when all that was said before has come here.

use std::{collections::HashMap, fs, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{
    net::TcpStream,
    sync::{mpsc, oneshot, watch},
    task::JoinSet,
    time::timeout,
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::{Browser, PATIENCE, until};

type Chromium = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What scripts call.
const SAY: &str = "restanteSay";
const AWAIT: &str = "restanteAwait";

/// How long Chromium may take for a command.
const ANSWER: Duration = Duration::from_secs(20);

/// The workers of a page. Dropping it lets new ones start as they are.
#[derive(Debug)]
pub struct Workers {
    commands: mpsc::UnboundedSender<Command>,
    /// The session of the newest worker, once the script has run in it; nothing after its end.
    newest: watch::Receiver<Option<String>>,
    said: mpsc::UnboundedReceiver<Said>,
    _task: JoinSet<()>,
}

/// What the script in a worker said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which worker: its session in the DevTools protocol.
    pub worker: String,
    /// What.
    pub text: String,
}

#[derive(Debug)]
struct Command {
    session: Option<String>,
    method: &'static str,
    params: Value,
    answer: oneshot::Sender<Value>,
}

impl Workers {
    /// From now on every worker of the browser's page begins with this script.
    ///
    /// # Panics
    /// When Chromium does not answer, or has more than one page.
    pub async fn begin_with(browser: &Browser, script: &'static str) -> Self {
        let (stream, _) = connect_async(address(browser).await).await.expect("Chromium takes the connection");
        let (commands, asked) = mpsc::unbounded_channel();
        let (newest, published) = watch::channel(None);
        let (saying, said) = mpsc::unbounded_channel();
        let mut task = JoinSet::new();
        let (callers, starting) = (HashMap::new(), HashMap::new());
        let broker = Broker { stream, script, newest, saying, last: 0, callers, starting };
        task.spawn(broker.run(asked));
        let workers = Self { commands, newest: published, said, _task: task };

        let targets = workers.command(None, "Target.getTargets", json!({})).await;
        let targets = targets["targetInfos"].as_array().expect("a list of targets");
        let pages: Vec<_> = targets.iter().filter(|target| target["type"] == "page").collect();
        let [page] = pages[..] else { panic!("one page: {pages:?}") };
        let attach = json!({ "targetId": page["targetId"], "flatten": true });
        let attached = workers.command(None, "Target.attachToTarget", attach).await;
        let session = attached["sessionId"].as_str().map(str::to_owned);
        let each = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
        workers.command(session, "Target.setAutoAttach", each).await;
        workers
    }

    /// Evaluates an expression in the newest worker, which is waited for.
    ///
    /// # Panics
    /// When it throws, or there is no worker.
    pub async fn evaluate(&self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true });
        let answer = self.command(self.newest().await, "Runtime.evaluate", params).await;
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// What a script says next; `None` when Chromium is gone, and has said no more.
    pub async fn said(&mut self) -> Option<Said> {
        self.said.recv().await
    }

    /// What a script has said already.
    pub fn said_already(&mut self) -> Option<Said> {
        self.said.try_recv().ok()
    }

    /// Bytes that the newest worker's JavaScript uses, buffers included; of wasm nothing is counted.
    ///
    /// # Panics
    /// When there is no worker.
    pub async fn heap(&self) -> u64 {
        let session = self.newest().await;
        self.command(session.clone(), "HeapProfiler.collectGarbage", json!({})).await;
        let heap = self.command(session, "Runtime.getHeapUsage", json!({})).await;
        let bytes = |name: &str| heap[name].as_f64().unwrap_or_default();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of bytes")]
        let bytes = (bytes("usedSize") + bytes("backingStorageSize")) as u64;
        bytes
    }

    async fn newest(&self) -> Option<String> {
        let mut newest = self.newest.clone();
        let session = timeout(PATIENCE, newest.wait_for(Option::is_some)).await;
        session.expect("a worker begins").expect("Chromium is there").clone()
    }

    async fn command(&self, session: Option<String>, method: &'static str, params: Value) -> Value {
        let (answer, answered) = oneshot::channel();
        self.commands.send(Command { session, method, params, answer }).expect("Chromium is there");
        let answer = timeout(ANSWER, answered).await;
        answer.unwrap_or_else(|_| panic!("{method}: no answer")).expect("Chromium answers")
    }
}

/// Where Chromium speaks the DevTools protocol: it leaves a note of that in its profile.
async fn address(browser: &Browser) -> String {
    let note = browser.profile().devtools_note();
    until("Chromium says where it speaks the DevTools protocol", PATIENCE, async || {
        let note = fs::read_to_string(&note).ok()?;
        let (port, path) = note.trim().split_once('\n')?;
        Some(format!("ws://127.0.0.1:{port}{path}"))
    })
    .await
}

/// Carries commands and answers, and starts the workers.
struct Broker {
    stream: Chromium,
    script: &'static str,
    newest: watch::Sender<Option<String>>,
    saying: mpsc::UnboundedSender<Said>,
    last: u64,
    callers: HashMap<u64, oneshot::Sender<Value>>,
    /// Sessions of workers in which the script is being run, by the command that does it.
    starting: HashMap<u64, String>,
}

impl Broker {
    async fn run(mut self, mut asked: mpsc::UnboundedReceiver<Command>) {
        loop {
            tokio::select! {
                command = asked.recv() => {
                    let Some(Command { session, method, params, answer }) = command else { return };
                    let Some(id) = self.send(session.as_deref(), method, params).await else { return };
                    self.callers.insert(id, answer);
                }
                message = self.stream.next() => {
                    let Some(Ok(message)) = message else { return };
                    let Ok(text) = message.to_text() else { continue };
                    let Ok(said) = serde_json::from_str(text) else { continue };
                    if self.hear(said).await.is_none() {
                        return;
                    }
                }
            }
        }
    }

    /// Sends a command; its number, or nothing when Chromium is gone.
    async fn send(&mut self, session: Option<&str>, method: &str, params: Value) -> Option<u64> {
        self.last += 1;
        let mut command = json!({ "id": self.last, "method": method, "params": params });
        if let Some(session) = session {
            command["sessionId"] = session.into();
        }
        self.stream.send(Message::text(command.to_string())).await.ok()?;
        Some(self.last)
    }

    /// Takes an answer or an event; nothing when Chromium is gone.
    async fn hear(&mut self, mut said: Value) -> Option<()> {
        if let Some(id) = said["id"].as_u64() {
            if let Some(session) = self.starting.remove(&id) {
                let failed = &said["result"]["exceptionDetails"];
                assert!(failed.is_null() && said["error"].is_null(), "the script in the worker: {said}");
                self.send(Some(&session), "Runtime.runIfWaitingForDebugger", json!({})).await?;
                self.newest.send_replace(Some(session));
            } else if let Some(caller) = self.callers.remove(&id) {
                assert!(said["error"].is_null(), "DevTools: {}", said["error"]);
                // A caller that has gone wants no answer.
                _ = caller.send(said["result"].take());
            }
            return Some(());
        }
        let session = said["params"]["sessionId"].as_str().unwrap_or_default().to_owned();
        match said["method"].as_str() {
            Some("Runtime.bindingCalled") => {
                let worker = said["sessionId"].as_str().unwrap_or_default().to_owned();
                if said["params"]["name"] == AWAIT {
                    let answer = json!({ "expression": "restanteSaid()" });
                    self.send(Some(&worker), "Runtime.evaluate", answer).await?;
                } else {
                    let text = said["params"]["payload"].as_str().unwrap_or_default().to_owned();
                    // A test that is over wants to hear no more.
                    _ = self.saying.send(Said { worker, text });
                }
            }
            Some("Target.attachedToTarget") if said["params"]["targetInfo"]["type"] == "worker" => {
                for name in [SAY, AWAIT] {
                    self.send(Some(&session), "Runtime.addBinding", json!({ "name": name })).await?;
                }
                let script = json!({ "expression": self.script });
                let id = self.send(Some(&session), "Runtime.evaluate", script).await?;
                self.starting.insert(id, session);
            }
            // What else belongs to the page, its service worker for one, starts as it is.
            Some("Target.attachedToTarget") if said["params"]["waitingForDebugger"] == true => {
                self.send(Some(&session), "Runtime.runIfWaitingForDebugger", json!({})).await?;
            }
            Some("Target.detachedFromTarget") => {
                self.newest.send_if_modified(|newest| {
                    newest.as_deref() == Some(session.as_str()) && newest.take().is_some()
                });
            }
            _ => {}
        }
        Some(())
    }
}
