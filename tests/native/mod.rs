//! The engine's world on the host: TCP without a relay, the store in memory, the host's clock,
//! which may run faster than other clocks do.
#![allow(dead_code, reason = "shared by several test crates, each of which uses a part")]

pub(crate) mod odd_server;
pub(crate) mod reader;
pub(crate) mod store;
pub(crate) mod trial;

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    net::IpAddr,
    rc::Rc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use restante::{
    engine::{
        api::Notice,
        platform::{Link, LinkError, Network, Platform, To},
        problem::{Peer, Problem},
    },
    store::{Sealed, Store},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
};

use store::WatchedStore;

/// The host, over the store of tests or another. Notices pile up until the test takes them.
#[derive(Debug)]
pub(crate) struct Host<S = WatchedStore> {
    store: Rc<S>,
    network: Tcp,
    began: Instant,
    haste: u32,
    ahead: Ahead,
    notices: Notices,
}

/// By how many seconds the clock that tells the time of day goes ahead.
pub(crate) type Ahead = Rc<Cell<i64>>;

/// Where notices pile up.
pub(crate) type Notices = Rc<RefCell<VecDeque<Notice>>>;

impl<S: Store> Host<S> {
    /// A host over this store, whose clock runs `haste` times as fast: what waits a minute there
    /// has waited a second here with 60.
    pub(crate) fn new(store: Rc<S>, haste: u32) -> Self {
        Self {
            store,
            network: Tcp,
            began: Instant::now(),
            haste,
            ahead: Rc::default(),
            notices: Rc::default(),
        }
    }

    /// By how much its clock goes ahead.
    pub(crate) fn ahead(&self) -> Ahead {
        Rc::clone(&self.ahead)
    }

    /// Where its notices go.
    pub(crate) fn notices(&self) -> Notices {
        Rc::clone(&self.notices)
    }
}

impl<S: Store> Platform for Host<S> {
    type Store = S;
    type Network = Tcp;

    fn store(&self) -> &S {
        &self.store
    }

    fn network(&self) -> &Tcp {
        &self.network
    }

    fn notify(&self, _to: To, notice: Notice) {
        self.notices.borrow_mut().push_back(notice);
    }

    fn now(&self) -> i64 {
        let now = SystemTime::now() + self.began.elapsed() * (self.haste - 1);
        let now: i64 = now.duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap();
        now + self.ahead.get()
    }

    fn milliseconds(&self) -> u64 {
        (self.began.elapsed() * self.haste).as_millis().try_into().unwrap()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time / self.haste).await;
    }

    async fn seal(&self, secret: &str) -> Result<Sealed, Problem> {
        Ok(Sealed(secret.as_bytes().to_vec()))
    }

    async fn unseal(&self, sealed: &Sealed) -> Result<String, Problem> {
        Ok(String::from_utf8(sealed.0.clone()).unwrap())
    }
}

/// TCP, straight to the server.
#[derive(Debug)]
pub(crate) struct Tcp;

impl Network for Tcp {
    type Link = TcpLink;

    async fn connect(&self, peer: &Peer) -> Result<TcpLink, LinkError> {
        // Whatever a server is called here, it is on this machine.
        let is_named = peer.host.parse::<IpAddr>().is_err() && peer.host.contains('.');
        let host = if is_named { "127.0.0.1" } else { &peer.host };
        let stream = TcpStream::connect((host, peer.port)).await;
        let stream = stream.map_err(|error| match error.kind() {
            std::io::ErrorKind::ConnectionRefused => LinkError::Refused,
            _ => LinkError::UnknownHost,
        })?;
        stream.set_nodelay(true).unwrap();
        let (reader, writer) = stream.into_split();
        let (outgoing, waiting) = mpsc::unbounded_channel();
        tokio::task::spawn_local(write(writer, waiting));
        Ok(TcpLink { reader, outgoing })
    }
}

async fn write(mut writer: OwnedWriteHalf, mut waiting: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(bytes) = waiting.recv().await {
        if writer.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// A TCP stream whose bytes are written by a task of their own.
#[derive(Debug)]
pub(crate) struct TcpLink {
    reader: OwnedReadHalf,
    outgoing: mpsc::UnboundedSender<Vec<u8>>,
}

impl Link for TcpLink {
    fn send(&mut self, bytes: Vec<u8>) {
        let _ = self.outgoing.send(bytes);
    }

    async fn receive(&mut self) -> Result<Option<Vec<u8>>, LinkError> {
        let mut bytes = Vec::with_capacity(128 << 10);
        match self.reader.read_buf(&mut bytes).await {
            Ok(0) => Ok(None),
            Ok(_) => Ok(Some(bytes)),
            Err(_) => Err(LinkError::Reset),
        }
    }
}
