//! The engine's world on the host: TCP without a relay, the store in memory, the host's clock.

pub(crate) mod reader;

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::Rc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use restante::{
    engine::{
        api::Notice,
        platform::{Link, LinkError, Network, Platform, To},
        problem::{Peer, Problem},
    },
    store::{MemoryStore, Sealed},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
};

/// The host. Notices pile up until the test takes them.
#[derive(Debug)]
pub(crate) struct Host {
    store: MemoryStore,
    network: Tcp,
    began: Instant,
    notices: Rc<RefCell<VecDeque<Notice>>>,
}

impl Host {
    /// A host with an empty store, and where its notices go.
    pub(crate) fn new() -> (Self, Rc<RefCell<VecDeque<Notice>>>) {
        let notices = Rc::default();
        let host = Self {
            store: MemoryStore::default(),
            network: Tcp,
            began: Instant::now(),
            notices: Rc::clone(&notices),
        };
        (host, notices)
    }
}

impl Platform for Host {
    type Store = MemoryStore;
    type Network = Tcp;

    fn store(&self) -> &MemoryStore {
        &self.store
    }

    fn network(&self) -> &Tcp {
        &self.network
    }

    fn notify(&self, _to: To, notice: Notice) {
        self.notices.borrow_mut().push_back(notice);
    }

    fn now(&self) -> i64 {
        SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
    }

    fn milliseconds(&self) -> u64 {
        self.began.elapsed().as_millis().try_into().unwrap()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
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
        let stream = TcpStream::connect((peer.host.as_str(), peer.port)).await;
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
        let mut bytes = vec![0; 64 << 10];
        match self.reader.read(&mut bytes).await {
            Ok(0) => Ok(None),
            Ok(count) => {
                bytes.truncate(count);
                Ok(Some(bytes))
            }
            Err(_) => Err(LinkError::Reset),
        }
    }
}
