//! The worker's role: it holds the engine, or passes its page's requests to the worker that does.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc, time::Duration};

use gloo::{events::EventListener, timers::future::TimeoutFuture};
use js_sys::{Array, Date, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Crypto, DedicatedWorkerGlobalScope, MessageEvent, Performance};

use super::{
    database::words_of,
    socket::Relay,
    store::IndexedDbStore,
    tabs::{Channel, Heard, Talk, become_the_one},
};
use crate::{
    engine::{
        Engine,
        api::{Notice, Request},
        platform::{Client, Platform, To},
        problem::Problem,
    },
    store::{Sealed, StoreError},
};

/// Runs the worker for as long as its page lives.
///
/// # Errors
/// When the browser lacks what a worker needs.
pub fn run() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let channel = match Channel::open() {
        Ok(channel) => Rc::new(channel),
        // Where the browser keeps nothing for this site, it may not let tabs speak to each other either.
        Err(error) => {
            scope.post_message(&Uint8Array::new_with_length(0))?;
            tell_page(&scope, &[Notice::Problem(Problem::Storage(words_of(&error)))]);
            return Ok(());
        }
    };
    let worker = Rc::new(Worker {
        pages: Pages { scope: scope.clone(), channel, own: Client(random()?), unsaid: Rc::default() },
        role: RefCell::new(Role::Unsure),
        unanswered: RefCell::default(),
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
    listen(worker.pages.channel.target(), move |data| match others.pages.channel.hear(data) {
        Heard::Talk(talk) => others.clone().hear(*talk),
        Heard::Stranger => others.make_way(),
        Heard::Nothing => {}
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
    /// Requests of this worker's page that no engine has finished with, by number. When the engine
    /// goes away with its tab, the next one gets them again; each bears being carried out twice.
    unanswered: RefCell<BTreeMap<u64, Request>>,
    /// What this worker's page last looked at, for the next engine to know.
    window: RefCell<Option<Request>>,
    /// What this worker's page last said of its storage, likewise.
    persisted: RefCell<Option<Request>>,
}

enum Role {
    /// Nobody has answered yet; the page's requests wait.
    Unsure,
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
        let number = {
            let mut unanswered = self.unanswered.borrow_mut();
            let number = unanswered.last_key_value().map_or(0, |(last, _)| last + 1);
            unanswered.insert(number, request.clone());
            number
        };
        self.pass_on(number, request);
    }

    fn pass_on(self: Rc<Self>, number: u64, request: Request) {
        let own = self.pages.own;
        match &*self.role.borrow() {
            Role::Unsure => {}
            Role::Passing => self.pages.channel.say(&Talk::Request(own, number, request)),
            Role::Leading(engine) => {
                let engine = engine.clone();
                let worker = self.clone();
                spawn_local(async move {
                    engine.handle(own, request).await;
                    worker.unanswered.borrow_mut().remove(&number);
                });
            }
            Role::Failed(problem) => self.pages.tell_own(Notice::Problem(problem.clone())),
        }
    }

    /// What this page still wants, for an engine that does not know it yet.
    fn pass_all_on(self: Rc<Self>) {
        let known = [&self.persisted, &self.window].map(|request| request.borrow().clone());
        let unanswered = self.unanswered.borrow().clone();
        let missing: Vec<Request> = known
            .into_iter()
            .flatten()
            .filter(|request| !unanswered.values().any(|waiting| waiting == request))
            .collect();
        missing.into_iter().for_each(|request| self.clone().ask(request));
        unanswered.into_iter().for_each(|(number, request)| self.clone().pass_on(number, request));
    }

    /// Another worker says something.
    fn hear(self: Rc<Self>, talk: Talk) {
        let own = self.pages.own;
        match talk {
            Talk::Hello(client) => match &*self.role.borrow() {
                Role::Leading(engine) => {
                    self.pages.channel.say(&Talk::Here(To::One(client)));
                    engine.greet(To::One(client));
                }
                Role::Failed(problem) => {
                    self.pages.tell(To::One(client), Notice::Problem(problem.clone()));
                }
                Role::Unsure | Role::Passing => {}
            },
            Talk::Here(to) if to == To::All || to == To::One(own) => {
                self.role.replace(Role::Passing);
                self.pass_all_on();
            }
            Talk::Request(client, number, request) => match &*self.role.borrow() {
                Role::Leading(engine) => {
                    let (engine, pages) = (engine.clone(), self.pages.clone());
                    spawn_local(async move {
                        engine.handle(client, request).await;
                        pages.channel.say(&Talk::Done(client, number));
                    });
                }
                Role::Failed(problem) => {
                    self.pages.tell(To::One(client), Notice::Problem(problem.clone()));
                }
                Role::Unsure | Role::Passing => {}
            },
            Talk::Done(client, number) if client == own => {
                self.unanswered.borrow_mut().remove(&number);
            }
            Talk::Notice(to, notice) if to == To::All || to == To::One(own) => self.pages.tell_own(notice),
            Talk::Here(_) | Talk::Done(..) | Talk::Notice(..) => {}
        }
    }

    /// A page of another build was opened: it is the newer one, for this one was here before. It
    /// cannot work while this one holds the store, nor understand it.
    fn make_way(&self) {
        self.pages.tell_own(Notice::Problem(Problem::StoreHandedOver));
        self.pages.say();
        // With it go the lock, or the place in its queue, and the database.
        self.pages.scope.close();
    }

    /// Waits for the lock, however long another tab has it, and starts the engine.
    async fn lead(self: Rc<Self>) {
        let pages = self.pages.clone();
        let opened = async {
            become_the_one().await.map_err(|error| {
                Problem::Storage(format!("the browser gives out no lock: {}", words_of(&error)))
            })?;
            let going = self.pages.clone();
            let store = IndexedDbStore::open(move |why| {
                let is_gone = why == StoreError::Gone;
                going.tell(To::All, Notice::Problem(why.into()));
                if is_gone {
                    // What is known here of the mail does not hold any longer: nothing may be done for it, on
                    // a server least of all.
                    going.say();
                    going.scope.close();
                }
            })
            .await?;
            Engine::open(Browser { store, relay: Relay, pages }).await
        };
        match opened.await {
            Ok(engine) => {
                let engine = Rc::new(engine);
                self.role.replace(Role::Leading(engine.clone()));
                self.pages.channel.say(&Talk::Here(To::All));
                engine.greet(To::All);
                self.pass_all_on();
                futures::join!(engine.keep_time(), engine.keep_order(), engine.gather_conversations());
            }
            Err(problem) => {
                self.role.replace(Role::Failed(problem.clone()));
                self.pages.tell(To::All, Notice::Problem(problem));
            }
        }
    }
}

/// The pages that this worker can tell something: its own, and those of other workers.
#[derive(Debug, Clone)]
struct Pages {
    scope: DedicatedWorkerGlobalScope,
    channel: Rc<Channel>,
    own: Client,
    /// What this worker's page does not know yet.
    unsaid: Rc<RefCell<Vec<Notice>>>,
}

impl Pages {
    fn tell(&self, to: To, notice: Notice) {
        if to == To::One(self.own) {
            return self.tell_own(notice);
        }
        let talk = Talk::Notice(to, notice);
        self.channel.say(&talk);
        if let (To::All, Talk::Notice(_, notice)) = (to, talk) {
            self.tell_own(notice);
        }
    }

    /// What is told in a row is said at once: the page draws it at once, too.
    fn tell_own(&self, notice: Notice) {
        let mut unsaid = self.unsaid.borrow_mut();
        unsaid.push(notice);
        if unsaid.len() == 1 {
            let pages = self.clone();
            spawn_local(async move { pages.say() });
        }
    }

    fn say(&self) {
        let notices = self.unsaid.take();
        if !notices.is_empty() {
            tell_page(&self.scope, &notices);
        }
    }
}

fn tell_page(scope: &DedicatedWorkerGlobalScope, notices: &[Notice]) {
    let Ok(packed) = postcard::to_stdvec(notices) else { return };
    let bytes = Uint8Array::from(packed.as_slice());
    let moved = Array::of1(&bytes.buffer());
    if let Err(error) = scope.post_message_with_transfer(&bytes, &moved) {
        gloo::console::error!("the page cannot be reached:", error);
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
        self.pages.tell(to, notice);
    }

    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
    fn now(&self) -> i64 {
        (Date::now() / 1000.0) as i64
    }

    #[expect(clippy::cast_possible_truncation, reason = "some hours")]
    fn offset(&self) -> i32 {
        (Date::new_0().get_timezone_offset() * -60.0) as i32
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
        self.store.seal(secret).await
    }

    async fn unseal(&self, sealed: &Sealed) -> Result<String, Problem> {
        self.store.unseal(sealed).await
    }
}

fn random() -> Result<u64, JsValue> {
    let crypto: Crypto = js_sys::Reflect::get(&js_sys::global(), &"crypto".into())?.dyn_into()?;
    let mut bytes = [0; 8];
    crypto.get_random_values_with_u8_array(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
