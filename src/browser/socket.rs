//! A byte stream to a mail server: a WebSocket to the relay that served this page.

use std::{cell::RefCell, mem, rc::Rc};

use futures::{StreamExt, channel::mpsc};
use gloo::events::EventListener;
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use crate::{
    engine::{
        platform::{Link, LinkError, Network},
        problem::Peer,
    },
    protocol::frame::{FromPage, FromRelay, PATH, Refusal, SUBPROTOCOL},
};

/// Bytes are acknowledged when they are this many: a fraction of the relay's window, so that it
/// never waits for us while we keep up.
const ACKNOWLEDGE_FROM: u32 = 128 << 10;

/// Reaches mail servers through the relay of this origin.
#[derive(Debug, Default)]
pub(super) struct Relay;

impl Network for Relay {
    type Link = Socket;

    async fn connect(&self, peer: &Peer) -> Result<Socket, LinkError> {
        let address = address().ok_or(LinkError::RelayUnreachable)?;
        let socket =
            WebSocket::new_with_str(&address, SUBPROTOCOL).map_err(|_| LinkError::RelayUnreachable)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let (heard, events) = mpsc::unbounded();
        let listeners = ["open", "message", "close"].map(|kind| {
            let heard = heard.clone();
            EventListener::new(&socket, kind, move |event| {
                // Nobody listens when the link is being dropped.
                let _ = heard.unbounded_send(Event::of(event));
            })
        });
        let outgoing = Rc::new(Outgoing { socket, unsent: RefCell::default() });
        let mut link = Socket { outgoing, events, unacknowledged: 0, ended: None, _listeners: listeners };

        match link.events.next().await {
            Some(Event::Open) => {}
            _ => return Err(LinkError::RelayUnreachable),
        }
        link.outgoing.say(FromPage::Open { host: &peer.host, port: peer.port });
        match link.events.next().await {
            Some(Event::Opened) => Ok(link),
            Some(Event::Close(code)) => Err(why(code)),
            _ => Err(LinkError::RelayLost),
        }
    }
}

/// A WebSocket whose relay has opened the TCP stream.
#[derive(Debug)]
pub(super) struct Socket {
    outgoing: Rc<Outgoing>,
    events: mpsc::UnboundedReceiver<Event>,
    unacknowledged: u32,
    ended: Option<Result<(), LinkError>>,
    _listeners: [EventListener; 3],
}

#[derive(Debug)]
enum Event {
    Open,
    Opened,
    Data(Vec<u8>),
    End,
    /// What came is no frame.
    Broken,
    Close(u16),
}

impl Event {
    fn of(event: &web_sys::Event) -> Self {
        if let Some(close) = event.dyn_ref::<CloseEvent>() {
            return Self::Close(close.code());
        }
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
        match data.map(JsValue::dyn_into::<ArrayBuffer>) {
            Some(Ok(message)) => Self::of_message(&Uint8Array::new(&message)),
            // A text message.
            Some(Err(_)) => Self::Broken,
            None => Self::Open,
        }
    }

    fn of_message(message: &Uint8Array) -> Self {
        // The beginning tells the frame; what follows it is copied once, to where it stays.
        match FromRelay::parse(&message.subarray(0, FromRelay::HEAD as u32).to_vec()) {
            Ok(FromRelay::Data(_)) => Self::Data(message.subarray(1, message.length()).to_vec()),
            Ok(FromRelay::Opened { .. }) => Self::Opened,
            Ok(FromRelay::End) => Self::End,
            Err(_) => Self::Broken,
        }
    }
}

/// The way to the relay.
#[derive(Debug)]
struct Outgoing {
    socket: WebSocket,
    /// What goes out as soon as the engine has nothing more to do. A message of its own for each
    /// command of a pipeline would cost the browser more than all else about that command.
    unsent: RefCell<Vec<u8>>,
}

impl Outgoing {
    fn say(&self, frame: FromPage<'_>) {
        // A socket that is closing says so by its close event.
        let _ = self.socket.send_with_u8_array(&frame.to_bytes());
    }

    fn flush(&self) {
        for piece in mem::take(&mut *self.unsent.borrow_mut()).chunks(64 << 10) {
            self.say(FromPage::Data(piece));
        }
    }
}

impl Link for Socket {
    fn send(&mut self, bytes: Vec<u8>) {
        let first = {
            let mut unsent = self.outgoing.unsent.borrow_mut();
            let first = unsent.is_empty();
            unsent.extend(bytes);
            first
        };
        if first {
            let outgoing = self.outgoing.clone();
            // It runs when whoever sends now waits for something.
            spawn_local(async move { outgoing.flush() });
        }
    }

    async fn receive(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        if let Some(ended) = self.ended {
            return ended.map(|()| None);
        }
        // What was handed out before has been dealt with, or nobody would ask for more.
        if self.unacknowledged >= ACKNOWLEDGE_FROM {
            self.outgoing.say(FromPage::Ack(self.unacknowledged));
            self.unacknowledged = 0;
        }
        let ended = match self.events.next().await {
            Some(Event::Data(bytes)) => {
                let count = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                self.unacknowledged = self.unacknowledged.saturating_add(count);
                return Ok(Some(bytes));
            }
            Some(Event::End) => Ok(()),
            Some(Event::Close(code)) => Err(why(code)),
            Some(Event::Open | Event::Opened | Event::Broken) | None => Err(LinkError::RelayLost),
        };
        self.ended = Some(ended);
        ended.map(|()| None)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.outgoing.flush();
        let _ = self.outgoing.socket.close();
    }
}

fn why(code: u16) -> LinkError {
    match Refusal::from_code(code) {
        Some(Refusal::NotAllowed) => LinkError::NotAllowed,
        Some(Refusal::PrivateAddress) => LinkError::PrivateAddress,
        Some(Refusal::CannotResolve) => LinkError::UnknownHost,
        Some(Refusal::Refused) => LinkError::Refused,
        Some(Refusal::TimedOut | Refusal::Idle) => LinkError::TimedOut,
        Some(Refusal::Reset) => LinkError::Reset,
        Some(Refusal::TooMany) => LinkError::RelayBusy,
        Some(Refusal::Protocol) | None => LinkError::RelayLost,
    }
}

/// The relay is whoever served this page.
fn address() -> Option<String> {
    let location = Reflect::get(&js_sys::global(), &"location".into()).ok()?;
    let part = |name: &str| Reflect::get(&location, &name.into()).ok()?.as_string();
    let scheme = if part("protocol")? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}{PATH}", part("host")?))
}
