//! A file of the reader's that is written piece by piece: where the browser lets the page write into one, there; else
//! the pieces become a download, and the browser keeps them meanwhile outside of the page's memory.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DomException};

use super::files;

/// The file that is being written.
#[derive(Debug, Clone, Default)]
pub(super) struct Sinks(Rc<RefCell<Option<(u32, Sink)>>>);

#[derive(Debug, Clone)]
enum Sink {
    /// A `FileSystemWritableFileStream`.
    Stream(JsValue),
    /// A download of this name.
    Download(String, Array),
}

impl Sinks {
    /// Asks the reader for a file; whether there is one to write into.
    pub(super) async fn open(self, number: u32, name: String) -> bool {
        let sink = match picked(&name).await {
            Ok(stream) => Sink::Stream(stream),
            Err(error) if is_abort(&error) => return false,
            // The browser has no such thing, or does not like it here.
            Err(_) => Sink::Download(name, Array::new()),
        };
        let before = self.0.replace(Some((number, sink)));
        if let Some((_, before)) = before {
            before.abandon().await;
        }
        true
    }

    /// Writes at the end; whether that went well.
    pub(super) async fn write(self, number: u32, bytes: Rc<[u8]>) -> bool {
        match self.of(number) {
            Some(Sink::Stream(stream)) => {
                called(&stream, "write", &Uint8Array::from(&*bytes).into()).await.is_ok()
            }
            Some(Sink::Download(_, pieces)) => match files::blob(&Array::of1(&Uint8Array::from(&*bytes))) {
                Ok(piece) => {
                    pieces.push(&piece);
                    true
                }
                Err(_) => false,
            },
            None => false,
        }
    }

    /// All is written; whether it is where it belongs.
    pub(super) async fn close(self, number: u32) -> bool {
        let sink = self.of(number);
        self.0.take();
        match sink {
            Some(Sink::Stream(stream)) => called(&stream, "close", &JsValue::UNDEFINED).await.is_ok(),
            Some(Sink::Download(name, pieces)) => {
                files::blob(&pieces).and_then(|blob| files::offer(&name, &blob)).is_ok()
            }
            None => false,
        }
    }

    /// Nothing of it is wanted.
    pub(super) async fn discard(self, number: u32) {
        if let Some(sink) = self.of(number) {
            self.0.take();
            sink.abandon().await;
        }
    }

    fn of(&self, number: u32) -> Option<Sink> {
        self.0.borrow().as_ref().filter(|(of, _)| *of == number).map(|(_, sink)| sink.clone())
    }
}

impl Sink {
    /// A stream that is not closed leaves its file as it was.
    async fn abandon(self) {
        if let Self::Stream(stream) = self {
            // Whether it can be told or not, nothing is written any more.
            let _ = called(&stream, "abort", &JsValue::UNDEFINED).await;
        }
    }
}

/// What writes into the file that the reader picks.
async fn picked(name: &str) -> Result<JsValue, JsValue> {
    let window = gloo::utils::window();
    let options = Object::new();
    Reflect::set(&options, &"suggestedName".into(), &name.into())?;
    let handle = called(&window, "showSaveFilePicker", &options).await?;
    called(&handle, "createWritable", &JsValue::UNDEFINED).await
}

/// Calls a method that gives a promise, and waits for it.
async fn called(of: &JsValue, method: &str, with: &JsValue) -> Result<JsValue, JsValue> {
    let method: Function = Reflect::get(of, &method.into())?.dyn_into()?;
    let promise: Promise = method.call1(of, with)?.dyn_into()?;
    JsFuture::from(promise).await
}

/// The reader has closed the browser's own dialog.
fn is_abort(error: &JsValue) -> bool {
    error.dyn_ref::<DomException>().is_some_and(|error| error.name() == "AbortError")
}

/// Bytes of a file that the reader has chosen.
pub(super) async fn read(file: Blob, from: u64, to: u64) -> Option<Rc<[u8]>> {
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let part = file.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let buffer = called(&part, "arrayBuffer", &JsValue::UNDEFINED).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec().into())
}
