//! A TCP proxy on loopback that keeps everything it carries.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinSet,
};

/// What went through one connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connection {
    /// From the one who connected.
    pub up: Vec<u8>,
    /// From the one connected to.
    pub down: Vec<u8>,
}

/// A proxy that records. Dropping it ends it and its connections.
#[derive(Debug)]
pub struct Recorder {
    address: SocketAddr,
    target: watch::Sender<Option<SocketAddr>>,
    heard: Heard,
    _tasks: JoinSet<()>,
}

type Heard = Arc<Mutex<Vec<Connection>>>;

impl Recorder {
    /// Listens on a free port. Connections wait until [`Self::forward_to`] says where they go.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn listen() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let (target, where_to) = watch::channel(None);
        let heard = Heard::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, where_to, Arc::clone(&heard)));
        Self { address, target, heard, _tasks: tasks }
    }

    /// Connections go there from now on.
    pub fn forward_to(&self, target: SocketAddr) {
        self.target.send_replace(Some(target));
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What was heard so far, a connection each.
    #[must_use]
    pub fn connections(&self) -> Vec<Connection> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn accept(listener: TcpListener, mut target: watch::Receiver<Option<SocketAddr>>, heard: Heard) {
    // Dropped together with this future, and its connections with it.
    let mut carriers = JoinSet::new();
    while let Ok((caller, _)) = listener.accept().await {
        let Ok(target) = target.wait_for(Option::is_some).await.map(|target| *target) else { return };
        let Some(Ok(called)) = connect(target).await else { continue };
        let number = {
            let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            heard.push(Connection::default());
            heard.len() - 1
        };
        let ((caller_read, caller_write), (called_read, called_write)) =
            (caller.into_split(), called.into_split());
        carriers.spawn(carry(caller_read, called_write, record(&heard, number, |c| &mut c.up)));
        carriers.spawn(carry(called_read, caller_write, record(&heard, number, |c| &mut c.down)));
    }
}

async fn connect(target: Option<SocketAddr>) -> Option<std::io::Result<TcpStream>> {
    Some(TcpStream::connect(target?).await)
}

fn record(
    heard: &Heard,
    number: usize,
    side: fn(&mut Connection) -> &mut Vec<u8>,
) -> impl FnMut(&[u8]) + Send + 'static {
    let heard = Arc::clone(heard);
    move |bytes| {
        let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = heard.get_mut(number) {
            side(connection).extend_from_slice(bytes);
        }
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut record: impl FnMut(&[u8])) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let bytes = buffer.get(..count).unwrap_or_default();
        record(bytes);
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
    // The other side may still be speaking.
    _ = to.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn both_directions_are_carried_and_kept() {
        let echo = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let recorder = Recorder::listen().await;
        recorder.forward_to(echo.local_addr().unwrap());
        let mut caller = TcpStream::connect(recorder.address()).await.unwrap();
        caller.write_all(b"ping").await.unwrap();
        caller.shutdown().await.unwrap();
        let (mut called, _) = echo.accept().await.unwrap();
        let mut heard = Vec::new();
        called.read_to_end(&mut heard).await.unwrap();
        assert_eq!(heard, b"ping");
        called.write_all(b"pong").await.unwrap();
        drop(called);
        heard.clear();
        caller.read_to_end(&mut heard).await.unwrap();
        assert_eq!(heard, b"pong");
        let connection = Connection { up: b"ping".into(), down: b"pong".into() };
        assert_eq!(recorder.connections(), [connection]);
    }
}
