//! A TCP proxy on loopback over which everything takes longer, as over a long way.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep, sleep_until},
};

/// How much is read at once, in bytes.
const PIECE: usize = 64 << 10;
/// So many pieces may be under way in one direction: more than any way of some ten milliseconds holds
/// at the speed of loopback, and an end to what is kept for somebody who does not read.
const UNDER_WAY: usize = 1024;

/// A way to a server. Every byte takes the delay, in both directions and in order; how many bytes a
/// second pass is not limited. Connecting takes a round trip, as it does over a real way. Dropping it
/// ends it and its connections.
#[derive(Debug)]
pub struct Delay {
    address: SocketAddr,
    turns: Arc<AtomicU64>,
    _tasks: JoinSet<()>,
}

impl Delay {
    /// Listens on a free port of loopback; what connects there reaches `target`, `each_way` away.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn listen(target: SocketAddr, each_way: Duration) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let turns = Arc::<AtomicU64>::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, target, each_way, Arc::clone(&turns)));
        Self { address, turns, _tasks: tasks }
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// How often a caller began to speak after it had heard something, or for the first time. For a
    /// caller that waits for answers these are its round trips, without the one for connecting.
    #[must_use]
    pub fn turns(&self) -> u64 {
        self.turns.load(Ordering::Relaxed)
    }
}

async fn accept(listener: TcpListener, target: SocketAddr, each_way: Duration, turns: Arc<AtomicU64>) {
    // Dropped together with this future, and its connections with it.
    let mut connections = JoinSet::new();
    while let Ok((caller, _)) = listener.accept().await {
        connections.spawn(connect(caller, target, each_way, Arc::clone(&turns)));
        while connections.try_join_next().is_some() {}
    }
}

async fn connect(caller: TcpStream, target: SocketAddr, each_way: Duration, turns: Arc<AtomicU64>) {
    sleep(2 * each_way).await;
    let Ok(called) = TcpStream::connect(target).await else { return };
    if caller.set_nodelay(true).is_err() || called.set_nodelay(true).is_err() {
        return;
    }
    let ((caller_read, caller_write), (called_read, called_write)) =
        (caller.into_split(), called.into_split());
    let speaking = AtomicBool::new(false);
    let spoken = || {
        if !speaking.swap(true, Ordering::Relaxed) {
            turns.fetch_add(1, Ordering::Relaxed);
        }
    };
    let heard = || speaking.store(false, Ordering::Relaxed);
    tokio::join!(
        carry(caller_read, called_write, each_way, spoken, || {}),
        carry(called_read, caller_write, each_way, || {}, heard)
    );
}

async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    each_way: Duration,
    enters: impl Fn(),
    leaves: impl Fn(),
) {
    let (entrance, mut exit) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let entering = async move {
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let Ok(1..) = from.read_buf(&mut piece).await else { return };
            enters();
            if entrance.send((Instant::now() + each_way, piece)).await.is_err() {
                return;
            }
        }
    };
    let leaving = async move {
        while let Some((due, piece)) = exit.recv().await {
            sleep_until(due).await;
            leaves();
            if to.write_all(&piece).await.is_err() {
                return;
            }
        }
        // The other side may still be speaking.
        sleep(each_way).await;
        _ = to.shutdown().await;
    };
    tokio::join!(entering, leaving);
}

#[cfg(test)]
mod tests {
    use super::*;

    const EACH_WAY: Duration = Duration::from_millis(25);

    #[tokio::test]
    async fn a_question_and_its_answer_take_a_round_trip_after_one_for_connecting() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let delay = Delay::listen(listener.local_addr().unwrap(), EACH_WAY).await;
        let began = Instant::now();
        let mut caller = TcpStream::connect(delay.address()).await.unwrap();
        let mut heard = [0; 4];
        for round in 0..3 {
            caller.write_all(b"ping").await.unwrap();
            if round == 0 {
                let (mut called, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    let mut heard = [0; 4];
                    while called.read_exact(&mut heard).await.is_ok() {
                        called.write_all(b"pong").await.unwrap();
                    }
                });
            }
            caller.read_exact(&mut heard).await.unwrap();
            assert_eq!(&heard, b"pong");
        }
        assert!(began.elapsed() >= 4 * 2 * EACH_WAY, "{:?}", began.elapsed());
        assert_eq!(delay.turns(), 3);
    }

    #[tokio::test]
    async fn many_bytes_arrive_in_order_in_little_more_than_the_delay() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let delay = Delay::listen(listener.local_addr().unwrap(), EACH_WAY).await;
        let sent: Vec<u8> = (0..20_000_000_u32).map(|number| (number % 251) as u8).collect();
        let caller = TcpStream::connect(delay.address()).await.unwrap();
        let (mut called, _) = listener.accept().await.unwrap();
        let began = Instant::now();
        let (_read, mut write) = caller.into_split();
        let copy = sent.clone();
        tokio::spawn(async move {
            write.write_all(&copy).await.unwrap();
        });
        let mut heard = Vec::new();
        called.read_to_end(&mut heard).await.unwrap();
        assert!(heard == sent, "byte for byte");
        // Waiting for every piece in turn would take 300 pieces 7.5 s.
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    }
}
