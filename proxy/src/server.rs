//! The relay as a server: it listens, hands connections to the router and ends them when told.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use axum::extract::Extension;
use axum::routing::{any, get};
use axum::{Router, middleware};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use restante::protocol::frame::PATH;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::config::{Config, Limits};
use crate::demo::Demo;
use crate::origin::Origins;
use crate::relay::{Peer, Rules};
use crate::seats::Seats;
use crate::{config_json, headers, page, relay};

/// How long to wait when no socket can be accepted, for want of file descriptors most likely.
const ACCEPT_AGAIN: Duration = Duration::from_millis(500);

/// A relay that listens.
pub struct Relay {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    rules: Arc<Rules>,
    _demo: Option<Demo>,
}

impl Relay {
    /// Starts to listen, and the demo mail server with it if the configuration asks for it.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the demo mail server does not start.
    pub async fn bind(config: Config) -> Result<Self, StartError> {
        let Config { listen, mut allow, mut origins, demo, limits, page } = config;
        let cannot_listen = |error| StartError::Listen(listen, error);
        let listener = TcpListener::bind(listen).await.map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
        let demo = match demo {
            true => Some(Demo::start().await.map_err(StartError::Demo)?),
            false => None,
        };
        let listed = allow.setting();
        for (pair, address) in demo.iter().flat_map(Demo::pairs) {
            allow.insert_address(pair, address);
        }
        if origins.is_empty() {
            origins = Origins::of_listener(address);
        }
        let account = demo.as_ref().map(Demo::account);
        let config_json = config_json::write(page.build(), listed.as_deref(), &allow, account.as_ref());
        let policy = headers::page_policy(&origins);
        let stopping = watch::Sender::new(false);
        let rules = Arc::new(Rules { origins, allow, limits, seats: Seats::new(&limits), stopping });
        let router = Router::new()
            .route(PATH, any(relay::upgrade).with_state(Arc::clone(&rules)))
            .route("/config.json", get(async || config_json::answer(config_json)))
            .fallback_service(get(page::serve).with_state(page))
            .layer(middleware::map_response_with_state(policy, headers::add));
        Ok(Self { listener, address, router, rules, _demo: demo })
    }

    /// Where it listens, with the port that was found for port 0.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// The address to open in a browser on this machine.
    #[must_use]
    pub fn url(&self) -> String {
        let ip = match self.address.ip() {
            ip if !ip.is_unspecified() => ip,
            IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        };
        format!("http://{}/", SocketAddr::new(ip, self.address.port()))
    }

    /// Serves until `shutdown` is done, then closes what is open and ends within `Limits::shutdown`.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) {
        let limits = self.rules.limits;
        let sockets = Arc::new(Semaphore::new(limits.sockets));
        let mut shutdown = pin!(shutdown);
        loop {
            let (socket, permit, address) = tokio::select! {
                () = &mut shutdown => break,
                accepted = accept(&self.listener, &sockets) => accepted,
            };
            let peer = Peer { ip: address.ip(), _socket: Arc::new(permit) };
            let router = self.router.clone().layer(Extension(peer));
            tokio::spawn(answer(socket, router, self.rules.stopping.subscribe(), limits));
        }
        drop(self.listener);
        self.rules.stopping.send_replace(true);
        // Whoever has not gone by then is cut off.
        let _ = timeout(limits.shutdown, self.rules.stopping.closed()).await;
    }
}

/// Answers the requests of one client until it leaves, one of them becomes a WebSocket or the relay stops.
/// A client that breaks off or is too slow is its own affair.
async fn answer(socket: TcpStream, router: Router, mut stopping: watch::Receiver<bool>, limits: Limits) {
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.request_head)
        .serve_connection(TokioIo::new(socket), TowerToHyperService::new(router))
        .with_upgrades();
    let mut connection = pin!(connection);
    let end = Instant::now() + limits.http;
    tokio::select! {
        _ = timeout_at(end, connection.as_mut()) => return,
        _ = stopping.wait_for(|stopping| *stopping) => connection.as_mut().graceful_shutdown(),
    }
    let _ = timeout_at(end, connection).await;
}

/// The next client, once there is room for it.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, OwnedSemaphorePermit, SocketAddr) {
    loop {
        let Ok(permit) = Arc::clone(room).acquire_owned().await else {
            // Nobody closes this semaphore; if somebody did, nobody more would be let in.
            return std::future::pending().await;
        };
        match listener.accept().await {
            // Without it single lines would wait for the acknowledgement of earlier ones.
            Ok((socket, address)) if socket.set_nodelay(true).is_ok() => return (socket, permit, address),
            Ok(_) => {}
            Err(_) => sleep(ACCEPT_AGAIN).await,
        }
    }
}

/// Why a relay does not start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be listened on.
    Listen(SocketAddr, io::Error),
    /// The demo mail server did not start.
    Demo(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => {
                write!(f, "cannot listen on {address}: {error}; choose another address with --listen")
            }
            Self::Demo(error) => write!(f, "the demo mail server does not start: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen(_, error) | Self::Demo(error) => Some(error),
        }
    }
}
