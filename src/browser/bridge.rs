//! The page's side of the worker: starts it, and carries requests and notices.

use gloo::events::EventListener;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::engine::api::{Notice, Request};

/// The script that starts both roles of the wasm; the page build writes it.
const SCRIPT: &str = "/boot.js";

/// The dedicated worker that holds engine and store. Dropping it ends the worker.
#[derive(Debug)]
pub struct WorkerBridge {
    worker: Worker,
    _listener: EventListener,
}

impl WorkerBridge {
    /// Starts the worker; `on_notice` hears everything it says. Requests sent before it is ready
    /// wait in its port.
    ///
    /// # Errors
    /// When the browser does not let a worker start.
    pub fn start(on_notice: impl Fn(Notice) + 'static) -> Result<Self, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        options.set_name("restante");
        let worker = Worker::new_with_options(SCRIPT, &options)?;
        let listener = EventListener::new(&worker, "message", move |event| {
            let Some(data) = event.dyn_ref::<MessageEvent>().map(MessageEvent::data) else { return };
            let bytes = Uint8Array::new(&data).to_vec();
            match postcard::from_bytes(&bytes) {
                Ok(notice) => on_notice(notice),
                Err(error) => gloo::console::error!("a notice that cannot be read:", error.to_string()),
            }
        });
        Ok(Self { worker, _listener: listener })
    }

    /// Sends a request.
    pub fn send(&self, request: &Request) {
        let Ok(packed) = postcard::to_stdvec(request) else { return };
        if let Err(error) = self.worker.post_message(&Uint8Array::from(packed.as_slice())) {
            gloo::console::error!("the worker cannot be reached:", error);
        }
    }
}

impl Drop for WorkerBridge {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
