//! A relay that runs within the test.

use std::net::SocketAddr;
use std::time::Duration;

use restante_relay::{Config, Limits, Relay};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::page::PAGE;

/// How long a test waits for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for what must happen.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("this should have happened by now")
}

/// A relay that serves until it is dropped or stopped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl Running {
    pub(crate) async fn start(config: Config) -> Self {
        let relay = Relay::bind(config).await.expect("a relay");
        let address = relay.local_addr();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(relay.serve(async {
            let _ = stopped.await;
        }));
        Self { address, stop, served }
    }

    /// A relay that may reach these pairs, with ordinary limits.
    pub(crate) async fn allowing(allow: &str) -> Self {
        Self::start(config(allow)).await
    }

    /// The origin of the page that it serves.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Tells it to stop; done when it has.
    pub(crate) fn stop(self) -> JoinHandle<()> {
        let _ = self.stop.send(());
        self.served
    }
}

/// The configuration of a relay that may reach these pairs.
pub(crate) fn config(allow: &str) -> Config {
    Config {
        listen: ([127, 0, 0, 1], 0).into(),
        allow: allow.parse().expect("an allow-list"),
        origins: "".parse().expect("no origins"),
        demo: false,
        limits: Limits::default(),
        page: PAGE,
    }
}

/// A mail server to be: a listener, and how the allow-list writes it.
pub(crate) async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let pair = listener.local_addr().expect("an address").to_string();
    (listener, pair)
}
