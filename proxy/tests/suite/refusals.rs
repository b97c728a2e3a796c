//! Each refusal, with the close code that tells it from the others.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use restante::protocol::frame::{FromPage, LONGEST_FRAME, Refusal};
use restante_relay::{Config, Limits};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::running::{Running, config, listener, soon};
use crate::websocket::{carried, closed, connect, refused, send};

async fn limited(allow: &str, limits: Limits) -> Running {
    Running::start(Config { limits, ..config(allow) }).await
}

/// A listener whose queue is full, so that whoever connects gets no answer, and what fills it.
async fn silent_listener() -> (TcpListener, SocketAddr, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a free port");
    let listener = socket.listen(1).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut queue = Vec::new();
    while let Ok(stream) = timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queue.push(stream.expect("a connection"));
        assert!(queue.len() < 64, "the queue never fills");
    }
    (listener, address, queue)
}

#[tokio::test]
async fn a_first_message_that_is_no_open() {
    let relay = Running::allowing("").await;
    let messages = [
        Message::text("\u{1}\u{3}\u{e3}pop.example.org"),
        Message::binary(&b""[..]),
        Message::binary(&b"\x09"[..]),
        Message::binary(&b"\x01\x03"[..]),
        Message::binary(&b"\x01\x03\xe3"[..]),
        Message::binary(&b"\x01\x00\x00pop.example.org"[..]),
        Message::binary(&b"\x01\x03\xe3pop.example\xff"[..]),
        Message::binary([&b"\x01\x03\xe3"[..], &[b'a'; 254]].concat()),
        Message::binary(&b"\x04"[..]),
        Message::binary(FromPage::Data(b"USER").to_bytes()),
        Message::binary(FromPage::Ack(1).to_bytes()),
    ];
    for message in messages {
        let mut socket = connect(&relay).await;
        soon(socket.send(message)).await.expect("an open WebSocket");
        refused(&mut socket, Refusal::Protocol).await;
    }
}

#[tokio::test]
async fn no_message_in_time() {
    let limits = Limits { handshake: Duration::from_millis(100), ..Limits::default() };
    let relay = limited("", limits).await;
    refused(&mut connect(&relay).await, Refusal::Protocol).await;
}

#[tokio::test]
async fn a_frame_at_the_wrong_time() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let open = FromPage::Open { host: "127.0.0.1", port: server.local_addr().expect("an address").port() };
    for frame in [open, FromPage::Ack(1)] {
        let (mut socket, _stream) = carried(&relay, &server).await;
        send(&mut socket, frame).await;
        refused(&mut socket, Refusal::Protocol).await;
    }
    let (mut socket, _stream) = carried(&relay, &server).await;
    soon(socket.send(Message::text("QUIT"))).await.expect("an open WebSocket");
    refused(&mut socket, Refusal::Protocol).await;
}

#[tokio::test]
async fn data_before_opened() {
    let (_listener, address, _queue) = silent_listener().await;
    let relay = Running::allowing(&address.to_string()).await;
    let mut socket = connect(&relay).await;
    send(&mut socket, FromPage::Open { host: &address.ip().to_string(), port: address.port() }).await;
    send(&mut socket, FromPage::Data(b"too early")).await;
    refused(&mut socket, Refusal::Protocol).await;
}

#[tokio::test]
async fn a_frame_that_is_too_long() {
    let (server, pair) = listener().await;
    let limits = Limits { farewell: Duration::from_millis(500), ..Limits::default() };
    let relay = limited(&pair, limits).await;
    for (length, lawful) in [(LONGEST_FRAME, true), (LONGEST_FRAME + 1, false), (16 * LONGEST_FRAME, false)] {
        let (socket, mut stream) = carried(&relay, &server).await;
        let (mut to_relay, mut of_relay) = socket.split();
        let message = Message::binary(FromPage::Data(&vec![7; length - 1]).to_bytes());
        let sending = tokio::spawn(async move {
            // The relay may hang up while the rest of a frame is on its way.
            let _ = to_relay.send(message).await;
        });
        if lawful {
            let mut received = vec![0; length - 1];
            soon(stream.read_exact(&mut received)).await.expect("all bytes");
            assert!(received.iter().all(|byte| *byte == 7));
        } else {
            let message = soon(of_relay.next()).await;
            let Some(Ok(Message::Close(Some(frame)))) = message else { panic!("{message:?}") };
            assert_eq!(u16::from(frame.code), Refusal::Protocol.code(), "{length}");
            assert_eq!(soon(stream.read(&mut [0])).await.expect("an end in good order"), 0);
        }
        soon(sending).await.expect("the sender ends");
    }
}

#[tokio::test]
async fn a_message_that_is_too_long_in_pieces() {
    use tokio_tungstenite::tungstenite::protocol::frame::Frame;
    use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
    let relay = Running::allowing("").await;
    let mut socket = connect(&relay).await;
    let piece = vec![2; LONGEST_FRAME / 2 + 1];
    for code in [Data::Binary, Data::Continue] {
        let frame = Frame::message(piece.clone(), OpCode::Data(code), false);
        soon(socket.send(Message::Frame(frame))).await.expect("an open WebSocket");
    }
    refused(&mut socket, Refusal::Protocol).await;
}

#[tokio::test]
async fn a_name_without_an_address() {
    let limits = Limits { resolve: Duration::from_secs(2), ..Limits::default() };
    let relay = limited("pop.restante.invalid:995", limits).await;
    let mut socket = connect(&relay).await;
    send(&mut socket, FromPage::Open { host: "pop.restante.invalid", port: 995 }).await;
    assert!(refused(&mut socket, Refusal::CannotResolve).await.contains("pop.restante.invalid"));
}

#[tokio::test]
async fn a_port_that_is_closed() {
    let (server, pair) = listener().await;
    let address = server.local_addr().expect("an address");
    drop(server);
    let relay = Running::allowing(&pair).await;
    let mut socket = connect(&relay).await;
    send(&mut socket, FromPage::Open { host: "127.0.0.1", port: address.port() }).await;
    assert!(refused(&mut socket, Refusal::Refused).await.contains(&pair));
}

#[tokio::test]
async fn a_host_that_does_not_answer() {
    let (_listener, address, _queue) = silent_listener().await;
    let limits = Limits { connect: Duration::from_millis(200), ..Limits::default() };
    let relay = limited(&address.to_string(), limits).await;
    let mut socket = connect(&relay).await;
    send(&mut socket, FromPage::Open { host: &address.ip().to_string(), port: address.port() }).await;
    assert!(refused(&mut socket, Refusal::TimedOut).await.contains(&address.to_string()));
}

#[tokio::test]
async fn a_connection_on_which_nothing_is_said() {
    let (server, pair) = listener().await;
    let limits = Limits { idle: Duration::from_millis(200), ..Limits::default() };
    let relay = limited(&pair, limits).await;
    let (mut socket, mut stream) = carried(&relay, &server).await;
    refused(&mut socket, Refusal::Idle).await;
    assert_eq!(soon(stream.read(&mut [0])).await.expect("an end in good order"), 0);
}

#[tokio::test]
async fn one_connection_too_many() {
    let (server, pair) = listener().await;
    let one = Limits { connections_per_client: 1, ..Limits::default() };
    let in_total = Limits { connections: 1, ..Limits::default() };
    for limits in [one, in_total] {
        let relay = limited(&pair, limits).await;
        let (mut first, _stream) = carried(&relay, &server).await;
        refused(&mut connect(&relay).await, Refusal::TooMany).await;
        // A seat is free again as soon as the one who sat there has closed.
        soon(first.close(None)).await.expect("a close frame");
        while let Some(Ok(_)) = soon(first.next()).await {}
        carried(&relay, &server).await;
    }
}

#[tokio::test]
async fn what_is_refused_does_not_end_the_relay() {
    let relay = Running::allowing("").await;
    for _ in 0..50 {
        let mut socket = connect(&relay).await;
        send(&mut socket, FromPage::Data(b"")).await;
        assert_eq!(closed(&mut socket).await.0, Refusal::Protocol.code());
    }
}
