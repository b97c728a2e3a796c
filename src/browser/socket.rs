//! A byte stream to a mail server: a WebSocket to the relay that served this page.

use futures::{StreamExt, channel::mpsc};
use gloo::events::EventListener;
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
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
        let mut link = Socket { socket, events, unacknowledged: 0, ended: None, _listeners: listeners };

        match link.events.next().await {
            Some(Event::Open) => {}
            _ => return Err(LinkError::RelayUnreachable),
        }
        link.say(FromPage::Open { host: &peer.host, port: peer.port });
        match link.events.next().await {
            Some(Event::Message(bytes)) => match FromRelay::parse(&bytes) {
                Ok(FromRelay::Opened { .. }) => Ok(link),
                _ => Err(LinkError::RelayLost),
            },
            Some(Event::Close(code)) => Err(why(code)),
            _ => Err(LinkError::RelayLost),
        }
    }
}

/// A WebSocket whose relay has opened the TCP stream.
#[derive(Debug)]
pub(super) struct Socket {
    socket: WebSocket,
    events: mpsc::UnboundedReceiver<Event>,
    unacknowledged: u32,
    ended: Option<Result<(), LinkError>>,
    _listeners: [EventListener; 3],
}

#[derive(Debug)]
enum Event {
    Open,
    Message(Vec<u8>),
    Close(u16),
}

impl Event {
    fn of(event: &web_sys::Event) -> Self {
        if let Some(close) = event.dyn_ref::<CloseEvent>() {
            return Self::Close(close.code());
        }
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
        match data.map(JsValue::dyn_into::<ArrayBuffer>) {
            Some(Ok(bytes)) => Self::Message(Uint8Array::new(&bytes).to_vec()),
            // A text message is no frame; an empty one is refused just so.
            Some(Err(_)) => Self::Message(Vec::new()),
            None => Self::Open,
        }
    }
}

impl Socket {
    fn say(&self, frame: FromPage<'_>) {
        // A socket that is closing says so by its close event.
        let _ = self.socket.send_with_u8_array(&frame.to_bytes());
    }
}

impl Link for Socket {
    fn send(&mut self, bytes: Vec<u8>) {
        for piece in bytes.chunks(64 << 10) {
            self.say(FromPage::Data(piece));
        }
    }

    async fn receive(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        if let Some(ended) = self.ended {
            return ended.map(|()| None);
        }
        // What was handed out before has been dealt with, or nobody would ask for more.
        if self.unacknowledged >= ACKNOWLEDGE_FROM {
            self.say(FromPage::Ack(self.unacknowledged));
            self.unacknowledged = 0;
        }
        let ended = match self.events.next().await {
            Some(Event::Message(mut bytes)) => match FromRelay::parse(&bytes) {
                Ok(FromRelay::Data(_)) => {
                    bytes.remove(0);
                    let count = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                    self.unacknowledged = self.unacknowledged.saturating_add(count);
                    return Ok(Some(bytes));
                }
                Ok(FromRelay::End) => Ok(()),
                Ok(FromRelay::Opened { .. }) | Err(_) => Err(LinkError::RelayLost),
            },
            Some(Event::Close(code)) => Err(why(code)),
            Some(Event::Open) | None => Err(LinkError::RelayLost),
        };
        self.ended = Some(ended);
        ended.map(|()| None)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.socket.close();
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
