//! The page's end of the WebSocket.

use futures_util::{SinkExt, StreamExt};
use restante::protocol::frame::{FromPage, FromRelay, PATH, Refusal, SUBPROTOCOL};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::{Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::running::{Running, soon};

pub(crate) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A WebSocket request with these headers and no others of its own will.
pub(crate) fn request(relay: &Running, headers: &[(&str, &str)]) -> Request {
    let mut request =
        format!("ws://{}{PATH}", relay.address).into_client_request().expect("a WebSocket request");
    for (name, value) in headers {
        let name = HeaderName::try_from(*name).expect("a header name");
        request.headers_mut().append(name, HeaderValue::try_from(*value).expect("a header value"));
    }
    request
}

/// Asks for a WebSocket; a refusal is its HTTP status.
pub(crate) async fn ask(request: Request) -> Result<(Socket, Response), u16> {
    match soon(connect_async(request)).await {
        Ok(answer) => Ok(answer),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

/// A WebSocket as the page opens it.
pub(crate) async fn connect(relay: &Running) -> Socket {
    let request = request(relay, &[("Origin", &relay.origin()), ("Sec-WebSocket-Protocol", SUBPROTOCOL)]);
    let (socket, response) = ask(request).await.expect("a WebSocket");
    let protocol = response.headers().get("Sec-WebSocket-Protocol");
    assert_eq!(protocol.map(HeaderValue::as_bytes), Some(SUBPROTOCOL.as_bytes()));
    socket
}

/// A WebSocket that carries a connection, and the mail server's end of that.
pub(crate) async fn carried(relay: &Running, server: &TcpListener) -> (Socket, TcpStream) {
    let mut socket = connect(relay).await;
    let address = server.local_addr().expect("an address");
    send(&mut socket, FromPage::Open { host: &address.ip().to_string(), port: address.port() }).await;
    let message = next(&mut socket).await;
    let opened = FromRelay::parse(&message);
    assert!(matches!(opened, Ok(FromRelay::Opened { .. })), "{opened:?}");
    let (stream, _) = soon(server.accept()).await.expect("a connection");
    (socket, stream)
}

pub(crate) async fn send(socket: &mut Socket, frame: FromPage<'_>) {
    soon(socket.send(Message::binary(frame.to_bytes()))).await.expect("an open WebSocket");
}

/// The next binary message.
pub(crate) async fn next(socket: &mut Socket) -> Vec<u8> {
    match soon(socket.next()).await {
        Some(Ok(Message::Binary(message))) => message.into(),
        other => panic!("{other:?} instead of a frame"),
    }
}

/// The bytes of the next frame, which must be `Data`. They are not acknowledged.
pub(crate) async fn data(socket: &mut Socket) -> Vec<u8> {
    let message = next(socket).await;
    match FromRelay::parse(&message) {
        Ok(FromRelay::Data(bytes)) => bytes.to_owned(),
        other => panic!("{other:?} instead of data"),
    }
}

/// The code and the reason with which the relay closes, without a frame before.
pub(crate) async fn closed(socket: &mut Socket) -> (u16, String) {
    match soon(socket.next()).await {
        Some(Ok(Message::Close(Some(frame)))) => (frame.code.into(), frame.reason.to_string()),
        other => panic!("{other:?} instead of a close frame"),
    }
}

/// Expects this refusal without a frame before; answers with its reason.
pub(crate) async fn refused(socket: &mut Socket, refusal: Refusal) -> String {
    let (code, reason) = closed(socket).await;
    assert_eq!(Refusal::from_code(code), Some(refusal), "{code} {reason}");
    assert!(!reason.is_empty(), "a refusal says why");
    reason
}

/// Proves that the relay has sent nothing more: its answer to a ping comes next.
pub(crate) async fn assert_quiet(socket: &mut Socket) {
    soon(socket.send(Message::Ping("quiet?".into()))).await.expect("an open WebSocket");
    let next = soon(socket.next()).await;
    assert!(matches!(next, Some(Ok(Message::Pong(_)))), "{next:?} instead of the answer to a ping");
}
