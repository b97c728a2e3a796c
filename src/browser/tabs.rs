//! Several tabs, one store: of all the workers of this origin, the one that holds a Web Lock has
//! the engine. The others pass on what their pages ask, and what the engine answers.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::BroadcastChannel;

use crate::engine::{
    api::{Notice, Request},
    platform::{Client, To},
};

/// The lock's and the channel's name.
const NAME: &str = "restante";

/// What workers say to each other.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Talk {
    /// Somebody is new, and wants to know whether there is an engine.
    Hello(Client),
    /// The engine is here: an answer to `Hello`, and said to all when an engine starts.
    Here(To),
    /// A page of another worker asks something.
    Request(Client, Request),
    /// The engine says something to a page of another worker.
    Notice(To, Notice),
}

/// Speaks to all the other workers.
#[derive(Debug)]
pub(super) struct Channel {
    channel: BroadcastChannel,
}

impl Channel {
    pub(super) fn open() -> Result<Self, JsValue> {
        Ok(Self { channel: BroadcastChannel::new(NAME)? })
    }

    /// The channel as a target of `message` events, whose data [`Talk::of`] reads.
    pub(super) const fn target(&self) -> &BroadcastChannel {
        &self.channel
    }

    pub(super) fn say(&self, talk: &Talk) {
        let Ok(packed) = postcard::to_stdvec(talk) else { return };
        if let Err(error) = self.channel.post_message(&Uint8Array::from(packed.as_slice())) {
            gloo::console::error!("the other tabs cannot be reached:", error);
        }
    }
}

impl Talk {
    /// Reads what another worker said; one of another version may not be understood.
    pub(super) fn of(data: &JsValue) -> Option<Self> {
        postcard::from_bytes(&Uint8Array::new(data).to_vec()).ok()
    }
}

/// Waits until no other worker has the engine, and keeps it from then on: the browser gives the
/// lock to the next when this worker ends.
pub(super) async fn become_the_one() -> Result<(), JsValue> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into())?;
    let locks = Reflect::get(&navigator, &"locks".into())?;
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    let held = Promise::new(&mut |resolve, reject| {
        let on_lock = Closure::once_into_js(move || {
            let _ = resolve.call0(&JsValue::UNDEFINED);
            // Held until this worker ends.
            Promise::new(&mut |_, _| {})
        });
        let asked = request.apply(&locks, &Array::of2(&NAME.into(), &on_lock));
        if let Err(error) = asked {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    JsFuture::from(held).await.map(drop)
}
