//! How connections end: from the server's side, from the page's, and with the relay.

use std::time::Duration;

use futures_util::StreamExt;
use restante::protocol::frame::{FromPage, FromRelay, Refusal};
use restante_relay::{Config, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;

use crate::http::get;
use crate::running::{Running, config, listener, soon};
use crate::websocket::{assert_quiet, carried, closed, connect, data, next, refused, send};

#[tokio::test]
async fn a_server_that_closes_in_good_order() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let (mut socket, mut stream) = carried(&relay, &server).await;
    let last = vec![b'.'; 500_000];
    soon(stream.write_all(&last)).await.expect("an open connection");
    drop(stream);
    let mut received = Vec::new();
    let end = loop {
        let message = next(&mut socket).await;
        match FromRelay::parse(&message) {
            Ok(FromRelay::Data(bytes)) => received.extend_from_slice(bytes),
            other => break other == Ok(FromRelay::End),
        }
    };
    assert!(end && received == last, "{} of {} bytes", received.len(), last.len());
    assert_eq!(closed(&mut socket).await.0, 1000);
}

#[tokio::test]
async fn the_last_bytes_reach_a_page_that_is_still_acknowledging() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let (mut socket, mut stream) = carried(&relay, &server).await;
    soon(stream.write_all(b"+OK bye\r\n")).await.expect("an open connection");
    drop(stream);
    assert_eq!(data(&mut socket).await, b"+OK bye\r\n");
    // The relay has closed its side or is about to: what the page says now must not cost it the rest.
    for _ in 0..9 {
        send(&mut socket, FromPage::Ack(1)).await;
    }
    assert_eq!(FromRelay::parse(&next(&mut socket).await), Ok(FromRelay::End));
    assert_eq!(closed(&mut socket).await.0, 1000);
}

#[tokio::test]
async fn a_connection_that_breaks() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let (mut socket, stream) = carried(&relay, &server).await;
    stream.set_zero_linger().expect("a socket");
    drop(stream);
    refused(&mut socket, Refusal::Reset).await;
}

#[tokio::test]
async fn what_a_server_said_before_it_broke_off_still_arrives() {
    let (server, pair) = listener().await;
    let limits = Limits { window: 4, ..Limits::default() };
    let relay = Running::start(Config { limits, ..config(&pair) }).await;
    let (mut socket, mut stream) = carried(&relay, &server).await;
    soon(stream.write_all(b"421 too busy\r\n")).await.expect("an open connection");
    assert_eq!(data(&mut socket).await, b"421 ");
    stream.set_zero_linger().expect("a socket");
    drop(stream);
    // Writing is what tells the relay, while its window keeps it from reading.
    for _ in 0..3 {
        send(&mut socket, FromPage::Data(b"EHLO page.example\r\n")).await;
        assert_quiet(&mut socket).await;
    }
    for rest in [&b"too "[..], b"busy", b"\r\n"] {
        send(&mut socket, FromPage::Ack(4)).await;
        assert_eq!(data(&mut socket).await, rest);
    }
    refused(&mut socket, Refusal::Reset).await;
}

#[tokio::test]
async fn a_page_that_closes_or_vanishes_ends_the_tcp_connection() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let last_words = async |mut stream: TcpStream| {
        let mut words = Vec::new();
        soon(stream.read_to_end(&mut words)).await.expect("an end in good order");
        words
    };
    let (mut socket, stream) = carried(&relay, &server).await;
    send(&mut socket, FromPage::Data(b"QUIT\r\n")).await;
    soon(socket.close(None)).await.expect("a close frame");
    assert_eq!(last_words(stream).await, b"QUIT\r\n");
    assert!(matches!(soon(socket.next()).await, Some(Ok(Message::Close(_)))), "the relay answers a close");

    let (mut socket, stream) = carried(&relay, &server).await;
    send(&mut socket, FromPage::Data(b"RETR 1\r\n")).await;
    drop(socket);
    assert_eq!(last_words(stream).await, b"RETR 1\r\n");
}

#[tokio::test]
async fn a_relay_that_stops_says_so_and_ends() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let address = relay.address;
    let mut waiting = connect(&relay).await;
    let (mut carrying, mut stream) = carried(&relay, &server).await;
    let mut idle = soon(TcpStream::connect(address)).await.expect("a connection");
    assert_eq!(get(&relay, "/", &[]).await.status, 200);
    let stopped = relay.stop();
    assert_eq!(closed(&mut waiting).await.0, 1001);
    assert_eq!(closed(&mut carrying).await.0, 1001);
    // Reading on is what answers the close frames.
    while let Some(Ok(_)) = soon(waiting.next()).await {}
    while let Some(Ok(_)) = soon(carrying.next()).await {}
    assert_eq!(soon(stream.read(&mut [0])).await.expect("an end in good order"), 0);
    assert_eq!(soon(idle.read(&mut [0])).await.expect("an end in good order"), 0);
    soon(stopped).await.expect("the relay ends");
    assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn a_page_that_does_not_answer_cannot_keep_a_relay_from_stopping() {
    let limits = Limits { shutdown: Duration::from_millis(300), ..Limits::default() };
    let relay = Running::start(Config { limits, ..config("") }).await;
    let _socket = connect(&relay).await;
    let mut half = soon(TcpStream::connect(relay.address)).await.expect("a connection");
    soon(half.write_all(b"GET / HTTP/1.1\r\nHost:")).await.expect("an open connection");
    soon(relay.stop()).await.expect("the relay ends");
}

#[tokio::test]
async fn a_request_that_is_never_finished_is_cut_off() {
    let limits = Limits { request_head: Duration::from_millis(100), ..Limits::default() };
    let relay = Running::start(Config { limits, ..config("") }).await;
    let mut half = soon(TcpStream::connect(relay.address)).await.expect("a connection");
    soon(half.write_all(b"GET / HTTP/1.1\r\nHost:")).await.expect("an open connection");
    let mut answer = Vec::new();
    soon(half.read_to_end(&mut answer)).await.expect("an end in good order");
    assert!(!answer.starts_with(b"HTTP/1.1 200"));
}

#[tokio::test]
async fn a_socket_stays_counted_when_it_becomes_a_websocket() {
    let limits = Limits { sockets: 1, ..Limits::default() };
    let relay = Running::start(Config { limits, ..config("") }).await;
    let socket = connect(&relay).await;
    let mut second = Box::pin(get(&relay, "/", &[]));
    let answered = tokio::time::timeout(Duration::from_millis(300), &mut second).await;
    assert!(answered.is_err(), "there is room for one socket");
    drop(socket);
    assert_eq!(soon(second).await.status, 200);
}
