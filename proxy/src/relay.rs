//! One WebSocket of the page and the one TCP connection that it stands for.
//!
//! A page's acknowledgements stand in line behind its data. So a page that sends without end to a server that
//! answers without end waits for itself, until the idle deadline: it should keep less than a window of data
//! without an answer. Mail protocols never come near that: at any time one side does the talking.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Bytes;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use restante::protocol::frame::{FromPage, FromRelay, LONGEST_FRAME, Refusal, SUBPROTOCOL};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::sync::{Notify, OwnedSemaphorePermit, watch};
use tokio::time::{sleep, timeout};

use crate::allow::{AllowList, Pair};
use crate::config::Limits;
use crate::connect::connect;
use crate::origin::Origins;
use crate::seats::Seats;

/// How much of the TCP stream one `Data` carries at most, in bytes.
const LONGEST_READ: usize = 64 << 10;

/// A close frame has room for this much of a reason, in bytes (RFC 6455, section 5.5).
const LONGEST_REASON: usize = 123;

type ToPage = SplitSink<WebSocket, Message>;
type OfPage = SplitStream<WebSocket>;

/// What all connections of a relay share.
pub(crate) struct Rules {
    pub(crate) origins: Origins,
    pub(crate) allow: AllowList,
    pub(crate) limits: Limits,
    pub(crate) seats: Arc<Seats>,
    /// Becomes true when the relay stops. It is closed once no connection is left.
    pub(crate) stopping: watch::Sender<bool>,
}

/// The client at the other end of a socket.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) ip: IpAddr,
    /// Keeps the socket counted, as a WebSocket too.
    pub(crate) _socket: Arc<OwnedSemaphorePermit>,
}

/// Answers the request for a WebSocket.
pub(crate) async fn upgrade(
    State(rules): State<Arc<Rules>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if !rules.origins.admit(&headers) {
        return (StatusCode::FORBIDDEN, "This relay does not serve the page that asks.\n").into_response();
    }
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade.protocols([SUBPROTOCOL]),
        Err(rejection) => return rejection.into_response(),
    };
    if upgrade.selected_protocol().is_none() {
        let wanted = format!("The subprotocol must be {SUBPROTOCOL}; reload the page.\n");
        return (StatusCode::BAD_REQUEST, wanted).into_response();
    }
    let mut stopping = rules.stopping.subscribe();
    upgrade.max_message_size(LONGEST_FRAME).max_frame_size(LONGEST_FRAME).on_upgrade(async move |socket| {
        let (mut to_page, mut of_page) = socket.split();
        let ending = tokio::select! {
            ending = attend(&mut to_page, &mut of_page, &rules, &peer) => ending,
            _ = stopping.wait_for(|stopping| *stopping) => Ending::told(close_code::AWAY, "the relay stops"),
        };
        part(ending, to_page, of_page, &rules.limits).await;
    })
}

/// How a connection ends.
enum Ending {
    /// The page closed the WebSocket, or is gone.
    PageLeft,
    /// What the page sends cannot be read as WebSocket messages of a lawful length.
    Unreadable,
    /// The relay closes the WebSocket.
    Told(CloseFrame),
}

impl Ending {
    fn told(code: u16, reason: &str) -> Self {
        let fitting = reason.get(..reason.floor_char_boundary(LONGEST_REASON)).unwrap_or_default();
        Self::Told(CloseFrame { code, reason: fitting.into() })
    }

    fn refused(refusal: Refusal, reason: &str) -> Self {
        Self::told(refusal.code(), reason)
    }
}

/// Serves a page from its first message to the end.
async fn attend(to_page: &mut ToPage, of_page: &mut OfPage, rules: &Rules, peer: &Peer) -> Ending {
    let Some(_seat) = rules.seats.take(peer.ip) else {
        return Ending::refused(Refusal::TooMany, "the relay has as many connections as it may have");
    };
    let server = match open(of_page, rules).await {
        Ok(server) => server,
        Err(ending) => return ending,
    };
    let opened = FromRelay::Opened { window: rules.limits.window };
    match to_page.send(binary(opened)).await {
        Ok(()) => carry(to_page, of_page, server, &rules.limits).await,
        Err(_) => Ending::PageLeft,
    }
}

/// Hears where to and connects. The page has to wait meanwhile, but may leave.
async fn open(of_page: &mut OfPage, rules: &Rules) -> Result<TcpStream, Ending> {
    let protocol = |reason| Err(Ending::refused(Refusal::Protocol, reason));
    let Ok(message) = timeout(rules.limits.handshake, next_message(of_page)).await else {
        return protocol("no Open came in time");
    };
    let message = message?;
    let pair = match FromPage::parse(&message) {
        Ok(FromPage::Open { host, port }) => Pair::asked(host, port),
        Ok(FromPage::Data(_) | FromPage::Ack(_)) => return protocol("the first frame must be Open"),
        Err(error) => return protocol(&error.to_string()),
    };
    let refused = |refusal| Ending::refused(refusal, &in_words(refusal, &pair));
    let route = rules.allow.route(&pair).ok_or_else(|| refused(Refusal::NotAllowed))?;
    tokio::select! {
        biased;
        message = next_message(of_page) => message.and_then(|_| protocol("a frame came before Opened")),
        server = connect(&pair, route, &rules.limits) => server.map_err(refused),
    }
}

/// The reason that stands beside the code of a refusal to connect. For `NotAllowed` and `PrivateAddress` it is
/// what the operator would list, and nothing else.
fn in_words(refusal: Refusal, pair: &Pair) -> String {
    match refusal {
        Refusal::NotAllowed => pair.to_string(),
        Refusal::PrivateAddress => format!("{}=ADDRESS:{}", pair.host(), pair.port()),
        Refusal::CannotResolve => format!("{} has no address", pair.host()),
        Refusal::TimedOut => format!("{pair} did not answer in time"),
        _ => format!("{pair} refused the connection"),
    }
}

/// The next binary message of the page.
async fn next_message(of_page: &mut OfPage) -> Result<Bytes, Ending> {
    loop {
        match of_page.next().await {
            Some(Ok(Message::Binary(message))) => return Ok(message),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Text(_))) => {
                return Err(Ending::refused(Refusal::Protocol, "messages must be binary"));
            }
            Some(Ok(Message::Close(_))) | None => return Err(Ending::PageLeft),
            Some(Err(_)) => return Err(Ending::Unreadable),
        }
    }
}

/// Carries bytes both ways until one side ends it or nothing moves for too long.
async fn carry(to_page: &mut ToPage, of_page: &mut OfPage, mut server: TcpStream, limits: &Limits) -> Ending {
    let (of_server, to_server) = server.split();
    let line = Line::new(limits.window);
    let ending = tokio::select! {
        ending = line.carry_up(of_page, to_server) => ending,
        ending = line.carry_down(of_server, to_page) => ending,
        () = line.rest(limits) => Ending::refused(Refusal::Idle, "nothing was said for too long"),
    };
    // Tells the server before the socket is dropped, which may come as a reset if bytes of it are unread. It
    // may have hung up itself, which is as good.
    let _ = server.shutdown().await;
    ending
}

/// What the two directions of a connection know of each other.
struct Line {
    window: u32,
    /// Bytes that were sent to the page and not acknowledged yet; never more than the window.
    outstanding: watch::Sender<u32>,
    /// The server takes no more bytes.
    deaf: AtomicBool,
    moved: Notify,
}

impl Line {
    fn new(window: u32) -> Self {
        Self {
            window,
            outstanding: watch::Sender::new(0),
            deaf: AtomicBool::new(false),
            moved: Notify::new(),
        }
    }

    /// Page to server. While the server does not take bytes no message is read, so the page has to wait.
    async fn carry_up(&self, of_page: &mut OfPage, mut to_server: WriteHalf<'_>) -> Ending {
        loop {
            let message = match next_message(of_page).await {
                Ok(message) => message,
                Err(ending) => return ending,
            };
            self.moved.notify_one();
            match FromPage::parse(&message) {
                Ok(FromPage::Data(bytes)) => {
                    // A server often says why before it hangs up, so what it sent is still carried down.
                    if !self.deaf.load(Ordering::Relaxed) && to_server.write_all(bytes).await.is_err() {
                        self.deaf.store(true, Ordering::Relaxed);
                    }
                }
                Ok(FromPage::Ack(taken)) if self.acknowledge(taken) => {}
                Ok(FromPage::Ack(_)) => {
                    return Ending::refused(Refusal::Protocol, "more was acknowledged than was sent");
                }
                Ok(FromPage::Open { .. }) => return Ending::refused(Refusal::Protocol, "Open came twice"),
                Err(error) => return Ending::refused(Refusal::Protocol, &error.to_string()),
            }
        }
    }

    /// Server to page, no more than the window ahead of what the page acknowledges.
    async fn carry_down(&self, mut of_server: ReadHalf<'_>, to_page: &mut ToPage) -> Ending {
        let reset = || Ending::refused(Refusal::Reset, "the connection to the mail server broke");
        let mut chunk = Vec::with_capacity(LONGEST_READ);
        loop {
            let room = LONGEST_READ.min(self.room().await as usize);
            chunk.clear();
            let frame = match (&mut of_server).take(room as u64).read_buf(&mut chunk).await {
                Ok(0) if self.deaf.load(Ordering::Relaxed) => return reset(),
                Ok(0) => FromRelay::End,
                Ok(_) => FromRelay::Data(&chunk),
                Err(_) => return reset(),
            };
            self.moved.notify_one();
            self.outstanding.send_modify(|bytes| *bytes += chunk.len() as u32);
            if to_page.send(binary(frame)).await.is_err() {
                return Ending::PageLeft;
            }
            if frame == FromRelay::End {
                return Ending::told(close_code::NORMAL, "the mail server closed the connection");
            }
        }
    }

    /// Waits until the window is open and says how wide, in bytes.
    async fn room(&self) -> u32 {
        let mut outstanding = self.outstanding.subscribe();
        let open = outstanding.wait_for(|bytes| *bytes < self.window).await;
        open.map_or(self.window, |bytes| self.window - *bytes)
    }

    /// Whether the page had that many bytes to acknowledge.
    fn acknowledge(&self, taken: u32) -> bool {
        let mut lawful = false;
        self.outstanding.send_modify(|bytes| {
            if let Some(rest) = bytes.checked_sub(taken) {
                (*bytes, lawful) = (rest, true);
            }
        });
        lawful
    }

    /// Waits until nothing has moved for the idle deadline.
    async fn rest(&self, limits: &Limits) {
        while timeout(limits.idle, self.moved.notified()).await.is_ok() {}
    }
}

fn binary(frame: FromRelay<'_>) -> Message {
    Message::Binary(frame.to_bytes().into())
}

/// Closes the WebSocket and hears the page out until it closes too. Hanging up on bytes that were not read,
/// acknowledgements for example, would reset the connection, and the page could lose what is on its way.
async fn part(ending: Ending, mut to_page: ToPage, mut of_page: OfPage, limits: &Limits) {
    let unreadable = || CloseFrame {
        code: Refusal::Protocol.code(),
        reason: "no WebSocket message of a lawful length".into(),
    };
    let parting = async {
        match ending {
            Ending::PageLeft => {}
            Ending::Told(frame) => to_page.send(Message::Close(Some(frame))).await?,
            Ending::Unreadable => {
                // Nothing more can be read here; all that is left is to give the page time to read.
                to_page.send(Message::Close(Some(unreadable()))).await?;
                sleep(limits.farewell).await;
            }
        }
        while let Ok(Some(Ok(_))) = timeout(limits.farewell, of_page.next()).await {}
        Ok::<(), axum::Error>(())
    };
    // A page that is gone already, or will not end, has nothing more to be told.
    let _ = timeout(limits.idle, parting).await;
}
