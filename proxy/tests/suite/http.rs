//! A browser's plain requests, written out.

use std::collections::BTreeMap;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::running::{Running, soon};

/// An answer: its headers by lower-case name, of which each may come once.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

pub(crate) async fn get(relay: &Running, path: &str, headers: &[(&str, &str)]) -> Answer {
    request(&relay.address.to_string(), "GET", path, headers).await
}

pub(crate) async fn request(host: &str, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
    let mut stream = soon(TcpStream::connect(host)).await.expect("a connection");
    soon(stream.write_all(request.as_bytes())).await.expect("an open connection");
    let mut answer = Vec::new();
    soon(stream.read_to_end(&mut answer)).await.expect("a whole answer");
    parse(&answer)
}

fn parse(answer: &[u8]) -> Answer {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("the end of the headers");
    let head = std::str::from_utf8(&answer[..end]).expect("headers in ASCII");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
    let mut headers = BTreeMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").expect("a header");
        let before = headers.insert(name.to_ascii_lowercase(), value.to_owned());
        assert_eq!(before, None, "{name} comes twice");
    }
    Answer { status: status.parse().expect("a status"), headers, body: answer[end + 4..].to_owned() }
}
