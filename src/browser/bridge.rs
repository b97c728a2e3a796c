//! The page's side of the worker: starts it, and carries requests and notices.

use std::{cell::RefCell, rc::Rc};

use gloo::events::EventListener;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::engine::{
    api::{Notice, Request},
    problem::Problem,
};

/// The script that starts both roles of the wasm; the page build writes it.
const SCRIPT: &str = "/boot.js";

/// The dedicated worker that holds engine and store. Dropping it ends the worker.
#[derive(Debug)]
pub struct WorkerBridge {
    worker: Worker,
    /// Requests from before the worker listens; `None` from then on.
    early: Rc<RefCell<Option<Vec<Request>>>>,
    _listeners: [EventListener; 2],
}

impl WorkerBridge {
    /// Starts the worker; `on_notice` hears everything it says, and when it crashes. Requests sent
    /// before it is ready wait for it.
    ///
    /// # Errors
    /// When the browser does not let a worker start.
    pub fn start(on_notice: impl Fn(Notice) + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("restante");
        let on_notice = Rc::new(on_notice);
        let worker = Worker::new_with_options(SCRIPT, &options)?;
        let early = Rc::new(RefCell::new(Some(Vec::new())));
        let crashed = EventListener::new(&worker, "error", {
            let (worker, on_notice) = (worker.clone(), on_notice.clone());
            move |event| {
                // What is left of it must not keep the lock: the next tab goes on.
                worker.terminate();
                let said = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
                on_notice(Notice::Problem(Problem::EngineStopped(said.unwrap_or_default())));
            }
        });
        let heard = EventListener::new(&worker, "message", {
            let (worker, early) = (worker.clone(), early.clone());
            move |event| {
                let Some(data) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data) else { return };
                let bytes = Uint8Array::new(&data).to_vec();
                // The worker's first message is empty: it listens from now on.
                if bytes.is_empty() {
                    early.take().into_iter().flatten().for_each(|request| post(&worker, &request));
                    return;
                }
                match postcard::from_bytes::<Vec<Notice>>(&bytes) {
                    Ok(notices) => notices.into_iter().for_each(&*on_notice),
                    Err(error) => gloo::console::error!("notices that cannot be read:", error.to_string()),
                }
            }
        });
        Ok(Self { worker, early, _listeners: [heard, crashed] })
    }

    /// Sends a request.
    pub fn send(&self, request: Request) {
        match self.early.borrow_mut().as_mut() {
            Some(early) => early.push(request),
            None => post(&self.worker, &request),
        }
    }
}

impl Drop for WorkerBridge {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn post(worker: &Worker, request: &Request) {
    let Ok(packed) = postcard::to_stdvec(request) else { return };
    if let Err(error) = worker.post_message(&Uint8Array::from(packed.as_slice())) {
        gloo::console::error!("the worker cannot be reached:", error);
    }
}
