//! Bytes both ways, and how a slow side makes the other wait.

use std::time::Duration;

use futures_util::SinkExt;
use restante::protocol::frame::{FromPage, Refusal};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::running::{Running, listener, soon};
use crate::websocket::{assert_quiet, carried, data, refused, send};

const WINDOW: usize = 4 << 20;

/// Nobody takes longer than this to take bytes if there is room for them on loopback.
const STALLED: Duration = Duration::from_millis(700);

/// More than the buffers of the kernel hold on the way.
const FLOOD: usize = 64 << 20;

/// Bytes that repeat late, so that a lost, doubled or misplaced piece shows.
fn noise(length: usize) -> Vec<u8> {
    (0..length as u64).map(|at| (at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as u8).collect()
}

#[tokio::test]
async fn twenty_mebibytes_come_back_as_they_went() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let (mut socket, stream) = carried(&relay, &server).await;
    let echo = tokio::spawn(async move {
        let (mut read, mut write) = stream.into_split();
        tokio::io::copy(&mut read, &mut write).await
    });
    let bytes = noise(20 << 20);
    let (mut sent, mut received) = (0, Vec::new());
    while received.len() < bytes.len() {
        // Less than a window is on its way at a time: acknowledgements stand in line behind data, so a page
        // that floods a server that floods it back waits for itself.
        while sent < bytes.len() && sent - received.len() < WINDOW / 2 {
            let chunk = &bytes[sent..bytes.len().min(sent + 100_000)];
            send(&mut socket, FromPage::Data(chunk)).await;
            sent += chunk.len();
        }
        let chunk = data(&mut socket).await;
        assert!(chunk.len() <= 64 << 10, "a frame of {} bytes", chunk.len());
        send(&mut socket, FromPage::Ack(chunk.len() as u32)).await;
        received.extend(chunk);
    }
    assert!(received == bytes, "the bytes differ");
    soon(socket.close(None)).await.expect("a close frame");
    assert_eq!(soon(echo).await.expect("an echo").expect("an end in good order"), bytes.len() as u64);
}

#[tokio::test]
async fn a_page_that_never_acknowledges_gets_one_window_and_the_server_waits() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let (mut socket, mut stream) = carried(&relay, &server).await;
    let flood = noise(FLOOD);
    let bytes = flood.clone();
    let server = tokio::spawn(async move {
        let mut sent = 0;
        while let Ok(written) = timeout(STALLED, stream.write(&bytes[sent..])).await {
            sent += written.expect("an open connection");
            assert!(sent < FLOOD, "the server was never made to wait");
        }
        (sent, stream)
    });
    let mut received = Vec::new();
    while received.len() < WINDOW {
        received.extend(data(&mut socket).await);
    }
    let (sent, _stream) = soon(server).await.expect("a server that waits");
    assert!(sent >= WINDOW);
    assert_quiet(&mut socket).await;
    assert_eq!(received.len(), WINDOW);

    send(&mut socket, FromPage::Ack(1000)).await;
    while received.len() < WINDOW + 1000 {
        received.extend(data(&mut socket).await);
    }
    assert_quiet(&mut socket).await;
    assert!(received == flood[..WINDOW + 1000], "the bytes differ");
}

#[tokio::test]
async fn a_server_that_does_not_read_makes_the_page_wait() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let (mut socket, mut stream) = carried(&relay, &server).await;
    let chunk = noise(1 << 18);
    let mut sent = 0;
    let message = || Message::binary(FromPage::Data(&chunk).to_bytes());
    while timeout(STALLED, socket.send(message())).await.is_ok() {
        sent += chunk.len();
        assert!(sent < FLOOD, "the page was never made to wait");
    }
    // As soon as the server reads, the rest flows: what was sent, and the message that had to wait.
    sent += chunk.len();
    let reading = tokio::spawn(async move {
        let mut received = vec![0; sent];
        stream.read_exact(&mut received).await.expect("all bytes");
        received
    });
    soon(socket.flush()).await.expect("an open WebSocket");
    let received = soon(reading).await.expect("a server");
    assert!(received.chunks(chunk.len()).all(|part| part == chunk), "the bytes differ");
}

#[tokio::test]
async fn acknowledging_more_than_was_sent_is_a_fault() {
    let (server, pair) = listener().await;
    let relay = Running::allowing(&pair).await;
    let (mut socket, mut stream) = carried(&relay, &server).await;
    soon(stream.write_all(b"+OK\r\n")).await.expect("an open connection");
    assert_eq!(data(&mut socket).await, b"+OK\r\n");
    send(&mut socket, FromPage::Ack(0)).await;
    send(&mut socket, FromPage::Ack(2)).await;
    send(&mut socket, FromPage::Ack(3)).await;
    assert_quiet(&mut socket).await;
    send(&mut socket, FromPage::Ack(1)).await;
    refused(&mut socket, Refusal::Protocol).await;
}
