//! The worker's role: it holds the engine, or passes its page's requests to the worker that does.

use std::{cell::RefCell, rc::Rc, time::Duration};

use gloo::{events::EventListener, timers::future::TimeoutFuture};
use js_sys::{Array, Date, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Crypto, DedicatedWorkerGlobalScope, MessageEvent, Performance};

use super::{
    socket::Relay,
    store::IndexedDbStore,
    tabs::{Channel, Talk, become_the_one},
    vault,
};
use crate::{
    engine::{
        Engine,
        api::{Notice, Request},
        platform::{Client, Platform, To},
        problem::Problem,
    },
    store::Sealed,
};

/// Runs the worker for as long as its page lives.
///
/// # Errors
/// When the browser lacks what a worker needs.
pub fn run() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let worker = Rc::new(Worker {
        pages: Pages { scope: scope.clone(), channel: Rc::new(Channel::open()?), own: Client(random()?) },
        role: RefCell::new(Role::Unsure(Vec::new())),
        window: RefCell::new(None),
        persisted: RefCell::new(None),
    });

    let own = worker.clone();
    listen(&scope, move |data| {
        if let Ok(request) = postcard::from_bytes(&Uint8Array::new(data).to_vec()) {
            own.clone().ask(request);
        }
    });
    let others = worker.clone();
    listen(worker.pages.channel.target(), move |data| {
        if let Some(talk) = Talk::of(data) {
            others.clone().hear(talk);
        }
    });
    // An empty message tells the page that its requests are heard from now on.
    scope.post_message(&Uint8Array::new_with_length(0))?;
    worker.pages.channel.say(&Talk::Hello(worker.pages.own));
    spawn_local(worker.lead());
    Ok(())
}

fn listen(target: &web_sys::EventTarget, hear: impl Fn(&JsValue) + 'static) {
    EventListener::new(target, "message", move |event| {
        if let Some(message) = event.dyn_ref::<MessageEvent>() {
            hear(&message.data());
        }
    })
    // The worker listens until it ends.
    .forget();
}

struct Worker {
    pages: Pages,
    role: RefCell<Role>,
    /// What this worker's page last looked at, for the next engine to know.
    window: RefCell<Option<Request>>,
    /// What this worker's page last said of its storage, likewise.
    persisted: RefCell<Option<Request>>,
}

enum Role {
    /// Nobody has answered yet; the page's requests wait.
    Unsure(Vec<Request>),
    /// Another worker has the engine.
    Passing,
    /// This one has it.
    Leading(Rc<Engine<Browser>>),
    /// This one should have it, and the store cannot be opened.
    Failed(Problem),
}

impl Worker {
    /// This worker's page asks something.
    fn ask(self: Rc<Self>, request: Request) {
        match &request {
            Request::Rows { .. } => drop(self.window.replace(Some(request.clone()))),
            Request::Persisted(_) => drop(self.persisted.replace(Some(request.clone()))),
            _ => {}
        }
        match &mut *self.role.borrow_mut() {
            Role::Unsure(waiting) => waiting.push(request),
            Role::Passing => self.pages.channel.say(&Talk::Request(self.pages.own, request)),
            Role::Leading(engine) => carry_out(engine.clone(), self.pages.own, request),
            Role::Failed(problem) => self.pages.tell_own(&Notice::Problem(problem.clone())),
        }
    }

    /// Another worker says something.
    fn hear(self: Rc<Self>, talk: Talk) {
        let own = self.pages.own;
        match talk {
            Talk::Hello(client) => {
                let engine = match &*self.role.borrow() {
                    Role::Leading(engine) => engine.clone(),
                    _ => return,
                };
                self.pages.channel.say(&Talk::Here(To::One(client)));
                engine.greet(To::One(client));
            }
            Talk::Here(to) if to == To::All || to == To::One(own) => self.follow(),
            Talk::Request(client, request) => {
                if let Role::Leading(engine) = &*self.role.borrow() {
                    carry_out(engine.clone(), client, request);
                }
            }
            Talk::Notice(to, notice) if to == To::All || to == To::One(own) => self.pages.tell_own(&notice),
            Talk::Here(_) | Talk::Notice(..) => {}
        }
    }

    /// Another worker has the engine: it hears what this page wants.
    fn follow(self: Rc<Self>) {
        let waiting = match self.role.replace(Role::Passing) {
            Role::Unsure(waiting) => waiting,
            // The engine moved: the new one does not know this page.
            _ => self.remembered(),
        };
        waiting.into_iter().for_each(|request| self.clone().ask(request));
    }

    /// Waits for the lock, however long another tab has it, and starts the engine.
    async fn lead(self: Rc<Self>) {
        if let Err(error) = become_the_one().await {
            gloo::console::error!("no lock can be had:", error);
        }
        let pages = self.pages.clone();
        let opened = async {
            let handed_over = self.pages.clone();
            let store = IndexedDbStore::open(move || {
                handed_over.tell(To::All, &Notice::Problem(Problem::StoreHandedOver));
            })
            .await?;
            Engine::open(Browser { store, relay: Relay, pages }).await
        };
        match opened.await {
            Ok(engine) => {
                let engine = Rc::new(engine);
                let waiting = match self.role.replace(Role::Leading(engine.clone())) {
                    Role::Unsure(waiting) => waiting,
                    _ => self.remembered(),
                };
                self.pages.channel.say(&Talk::Here(To::All));
                engine.greet(To::All);
                waiting.into_iter().for_each(|request| self.clone().ask(request));
            }
            Err(problem) => {
                self.pages.tell_own(&Notice::Problem(problem.clone()));
                self.role.replace(Role::Failed(problem));
            }
        }
    }

    fn remembered(&self) -> Vec<Request> {
        self.persisted.borrow().iter().chain(self.window.borrow().iter()).cloned().collect()
    }
}

fn carry_out(engine: Rc<Engine<Browser>>, client: Client, request: Request) {
    spawn_local(async move { engine.handle(client, request).await });
}

/// The pages that this worker can tell something: its own, and those of other workers.
#[derive(Debug, Clone)]
struct Pages {
    scope: DedicatedWorkerGlobalScope,
    channel: Rc<Channel>,
    own: Client,
}

impl Pages {
    fn tell(&self, to: To, notice: &Notice) {
        if to == To::All || to == To::One(self.own) {
            self.tell_own(notice);
        }
        if to != To::One(self.own) {
            self.channel.say(&Talk::Notice(to, notice.clone()));
        }
    }

    fn tell_own(&self, notice: &Notice) {
        let Ok(packed) = postcard::to_stdvec(notice) else { return };
        let bytes = Uint8Array::from(packed.as_slice());
        let moved = Array::of1(&bytes.buffer());
        if let Err(error) = self.scope.post_message_with_transfer(&bytes, &moved) {
            gloo::console::error!("the page cannot be reached:", error);
        }
    }
}

/// The browser, as the engine sees it.
struct Browser {
    store: IndexedDbStore,
    relay: Relay,
    pages: Pages,
}

impl Platform for Browser {
    type Store = IndexedDbStore;
    type Network = Relay;

    fn store(&self) -> &IndexedDbStore {
        &self.store
    }

    fn network(&self) -> &Relay {
        &self.relay
    }

    fn notify(&self, to: To, notice: Notice) {
        self.pages.tell(to, &notice);
    }

    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    fn now(&self) -> i64 {
        (Date::now() / 1000.0) as i64
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive, and fits")]
    fn milliseconds(&self) -> u64 {
        let performance = js_sys::Reflect::get(&js_sys::global(), &"performance".into());
        let performance = performance.ok().and_then(|value| value.dyn_into::<Performance>().ok());
        performance.map_or(0, |performance| performance.now() as u64)
    }

    async fn sleep(&self, time: Duration) {
        TimeoutFuture::new(u32::try_from(time.as_millis()).unwrap_or(u32::MAX)).await;
    }

    async fn seal(&self, secret: &str) -> Result<Sealed, Problem> {
        vault::seal(self.store.database(), secret).await
    }

    async fn unseal(&self, sealed: &Sealed) -> Result<String, Problem> {
        vault::unseal(self.store.database(), sealed).await
    }
}

fn random() -> Result<u64, JsValue> {
    let crypto: Crypto = js_sys::Reflect::get(&js_sys::global(), &"crypto".into())?.dyn_into()?;
    let mut bytes = [0; 8];
    crypto.get_random_values_with_u8_array(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
