//! The relay's own binary, as an operator runs it.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// How long it may take to answer, and to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the relay is told.
#[derive(Debug, Clone, Default)]
pub struct RelayOptions {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The pairs of host and port that it may reach.
    pub allow: Vec<(String, u16)>,
    /// The page's origins; none are `http://localhost` and `http://127.0.0.1` with its port.
    pub origins: Vec<String>,
    /// With a demo mailbox of its own.
    pub demo: bool,
}

/// A running relay. Dropping it kills it.
#[derive(Debug)]
pub struct Relay {
    child: Child,
    address: SocketAddr,
}

impl Relay {
    /// Starts a relay that may reach this port of `localhost`.
    ///
    /// # Panics
    /// As [`start`](Self::start) does.
    pub async fn to(port: u16) -> Self {
        let allow = vec![("localhost".to_owned(), port)];
        Self::start(&RelayOptions { allow, ..RelayOptions::default() }).await
    }

    /// Starts the relay and returns when it answers.
    ///
    /// # Panics
    /// When the binary is not built, or does not name its address in time.
    pub async fn start(options: &RelayOptions) -> Self {
        let allow: Vec<String> = options.allow.iter().map(|(host, port)| format!("{host}:{port}")).collect();
        let mut command = Command::new(binary());
        command
            .env("RESTANTE_LISTEN", SocketAddr::from((Ipv4Addr::LOCALHOST, options.port)).to_string())
            .env("RESTANTE_ALLOW", allow.join(","))
            .env("RESTANTE_ORIGIN", options.origins.join(","))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true);
        if options.demo {
            command.arg("--demo");
        }
        let mut child = command.spawn().expect("the relay starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let address = timeout(PATIENCE, async {
            loop {
                let line = lines.next_line().await.expect("its output").expect("an address before it ends");
                if let Some(address) = address_in(&line) {
                    return address;
                }
            }
        });
        let address = address.await.expect("the relay names its address in time");
        // It may write on; with nobody to read, that would end it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, address }
    }

    /// Where it answers.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The page's address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// The page's origin.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Kills it (SIGKILL), and every connection with it.
    ///
    /// # Panics
    /// When it has ended already.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it runs");
    }

    /// Asks it to end (SIGTERM) and waits.
    ///
    /// # Panics
    /// When it does not end in time.
    pub async fn stop(mut self) -> ExitStatus {
        let pid = self.child.id().and_then(|pid| Pid::from_raw(pid.cast_signed())).expect("it runs");
        kill_process(pid, Signal::TERM).expect("a signal");
        timeout(PATIENCE, self.child.wait()).await.expect("the relay ends on SIGTERM").expect("a status")
    }
}

/// A port of 127.0.0.1 that was free just now.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// The folder of everything that is built.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"), PathBuf::from)
}

fn binary() -> PathBuf {
    if let Some(binary) = std::env::var_os("RESTANTE_RELAY_BIN") {
        return binary.into();
    }
    let built = ["release", "debug"].map(|profile| target().join(profile).join("restante-relay"));
    built.into_iter().find(|binary| binary.is_file()).expect(
        "the relay is built, with the page in it: `make relay` does that; or RESTANTE_RELAY_BIN names it",
    )
}

fn address_in(line: &str) -> Option<SocketAddr> {
    line.split_whitespace()
        .find_map(|word| word.trim_start_matches("http://").trim_end_matches(['/', '.', ',']).parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_its_line() {
        let address = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 8025)));
        for line in ["127.0.0.1:8025", "http://127.0.0.1:8025", "Restante: http://127.0.0.1:8025/"] {
            assert_eq!(address_in(line), address, "{line}");
        }
        assert_eq!(address_in("no address"), None);
    }
}
