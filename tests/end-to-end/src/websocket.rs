//! Reads recorded connections of page and relay: the WebSocket without its frames and masks.

use std::io::{self, Cursor, Read, Write};

use restante::protocol::frame::{FromPage, FromRelay};
use tungstenite::{
    Error, Message, WebSocket,
    error::ProtocolError,
    protocol::{Role, WebSocketConfig},
};

use crate::Connection;

/// What page and relay said to each other over one WebSocket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Talk {
    /// Host and port that the page asked for.
    pub open: Option<(String, u16)>,
    /// The bytes of the mail connection from the page, joined.
    pub up: Vec<u8>,
    /// The bytes of the mail connection to the page, joined.
    pub down: Vec<u8>,
    /// All messages whole, as they were before masking, joined.
    pub messages: Vec<u8>,
}

/// The talk in a connection, `None` where it is no WebSocket.
///
/// # Panics
/// When it is one and cannot be read to its end.
#[must_use]
pub fn talk(connection: &Connection) -> Option<Talk> {
    let (request, up) = after_head(&connection.up)?;
    let (response, down) = after_head(&connection.down)?;
    if !response.starts_with(b"HTTP/1.1 101") {
        return None;
    }
    assert!(request.starts_with(b"GET "), "only a request becomes a WebSocket");
    let response = String::from_utf8_lossy(response).to_lowercase();
    assert!(!response.contains("sec-websocket-extensions"), "compressed messages would hide what is in them");
    let mut talk = Talk::default();
    for message in messages(up, Role::Server) {
        match FromPage::parse(&message).expect("a frame of the page") {
            FromPage::Open { host, port } => talk.open = Some((host.to_owned(), port)),
            FromPage::Data(bytes) => talk.up.extend_from_slice(bytes),
            FromPage::Ack(_) => {}
        }
        talk.messages.extend_from_slice(&message);
    }
    for message in messages(down, Role::Client) {
        if let FromRelay::Data(bytes) = FromRelay::parse(&message).expect("a frame of the relay") {
            talk.down.extend_from_slice(bytes);
        }
        talk.messages.extend_from_slice(&message);
    }
    Some(talk)
}

/// Head and rest of an HTTP message.
fn after_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    bytes.split_at_checked(end + 4)
}

/// The binary messages that somebody in this role hears.
fn messages(bytes: &[u8], role: Role) -> Vec<Vec<u8>> {
    let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
    let mut socket = WebSocket::from_raw_socket(Tape(Cursor::new(bytes)), role, Some(config));
    let mut messages = Vec::new();
    loop {
        match socket.read() {
            Ok(Message::Binary(message)) => messages.push(message.to_vec()),
            Ok(Message::Text(text)) => panic!("only binary messages are spoken here: {text}"),
            Ok(_) => {}
            Err(
                Error::ConnectionClosed
                | Error::AlreadyClosed
                | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake),
            ) => return messages,
            Err(error) => panic!("a WebSocket as {role:?} hears it: {error}"),
        }
    }
}

/// Recorded bytes to be read; what is answered goes nowhere.
struct Tape<'a>(Cursor<&'a [u8]>);

impl Read for Tape<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Tape<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes messages as somebody in this role.
    fn spoken(role: Role, messages: &[Vec<u8>]) -> Vec<u8> {
        let mut socket = WebSocket::from_raw_socket(Cursor::new(Vec::new()), role, None);
        for message in messages {
            socket.send(Message::binary(message.clone())).unwrap();
        }
        socket.get_ref().get_ref().clone()
    }

    #[test]
    fn masked_and_split_data_is_read_as_one_stream() {
        let page = [
            FromPage::Open { host: "pop.test", port: 995 },
            FromPage::Data(b"PASS sec"),
            FromPage::Data(b"ret\r\n"),
        ];
        let relay = [FromRelay::Opened { window: 9 }, FromRelay::Data(b"+O"), FromRelay::Data(b"K\r\n")];
        let up = spoken(Role::Client, &page.map(FromPage::to_bytes));
        let down = spoken(Role::Server, &relay.map(FromRelay::to_bytes));
        assert!(!up.windows(8).any(|window| window == b"PASS sec"), "masked");
        let connection = Connection {
            up: [&b"GET /relay HTTP/1.1\r\n\r\n"[..], &up].concat(),
            down: [&b"HTTP/1.1 101 Switching Protocols\r\n\r\n"[..], &down].concat(),
        };
        let talk = talk(&connection).unwrap();
        assert_eq!(talk.open, Some(("pop.test".to_owned(), 995)));
        assert_eq!(talk.up, b"PASS secret\r\n");
        assert_eq!(talk.down, b"+OK\r\n");
        assert!(talk.messages.starts_with(b"\x01\x03\xe3pop.test\x02PASS sec\x02"));
    }

    #[test]
    fn an_ordinary_request_is_no_talk() {
        let connection =
            Connection { up: b"GET / HTTP/1.1\r\n\r\n".into(), down: b"HTTP/1.1 200 OK\r\n\r\nhello".into() };
        assert_eq!(talk(&connection), None);
    }
}
