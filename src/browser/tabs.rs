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
    /// A page of another worker asks something, under a number of that worker's.
    Request(Client, u64, Request),
    /// The request of this number was carried out, however that went.
    Done(Client, u64),
    /// The engine says something to a page of another worker.
    Notice(To, Notice),
}

/// What came over the channel.
#[derive(Debug)]
pub(super) enum Heard {
    /// From a worker of this very build.
    Talk(Box<Talk>),
    /// A worker of another build has begun: it speaks in other types.
    Stranger,
    /// Anything else from a worker of another build.
    Nothing,
}

/// Speaks to all the other workers.
#[derive(Debug)]
pub(super) struct Channel {
    channel: BroadcastChannel,
    build: String,
}

impl Channel {
    pub(super) fn open() -> Result<Self, JsValue> {
        // `/boot.js` tells which build it starts.
        let build = Reflect::get(&js_sys::global(), &"restanteBuild".into())?.as_string();
        Ok(Self { channel: BroadcastChannel::new(NAME)?, build: build.unwrap_or_default() })
    }

    /// The channel as a target of `message` events, whose data [`Self::hear`] reads.
    pub(super) const fn target(&self) -> &BroadcastChannel {
        &self.channel
    }

    /// Every message begins with the build, so that no other build takes it for something else,
    /// and with whether it is a greeting, which every build must understand.
    pub(super) fn say(&self, talk: &Talk) {
        let Ok(packed) = postcard::to_stdvec(talk) else { return };
        let packed = Uint8Array::from(packed.as_slice());
        let greeting = matches!(talk, Talk::Hello(_));
        let message = Array::of3(&self.build.as_str().into(), &greeting.into(), &packed);
        if let Err(error) = self.channel.post_message(&message) {
            gloo::console::error!("the other tabs cannot be reached:", error);
        }
    }

    /// Reads what another worker said.
    pub(super) fn hear(&self, data: &JsValue) -> Heard {
        let message = Array::from(data);
        if message.get(0).as_string().as_ref() != Some(&self.build) {
            return if message.get(1).is_truthy() { Heard::Stranger } else { Heard::Nothing };
        }
        match postcard::from_bytes(&Uint8Array::new(&message.get(2)).to_vec()) {
            Ok(talk) => Heard::Talk(Box::new(talk)),
            Err(_) => Heard::Nothing,
        }
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
        // It may refuse at once, or a moment later.
        let asked = request.apply(&locks, &Array::of2(&NAME.into(), &on_lock)).and_then(|asked| {
            let catch: Function = Reflect::get(&asked, &"catch".into())?.dyn_into()?;
            catch.call1(&asked, &reject)
        });
        if let Err(error) = asked {
            let _ = reject.call1(&JsValue::UNDEFINED, &error);
        }
    });
    JsFuture::from(held).await.map(drop)
}
