//! What the operator sets: flags, or environment variables of the same meaning.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Parser;

use crate::allow::AllowList;
use crate::origin::Origins;
use crate::page::Page;

/// Serves Restante and carries its mail connections on to TCP.
#[derive(Debug, Clone, Parser)]
#[command(version)]
pub struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, env = "RESTANTE_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8025")]
    listen: SocketAddr,

    /// The mail servers that may be reached, with commas between them
    ///
    /// A name leads to public addresses only. For a server in your own network also say which one it has, as
    /// `mail.example.org=192.168.1.5:995`, or list the address itself, or `localhost`.
    #[arg(
        long,
        env = "RESTANTE_ALLOW",
        value_name = "HOST:PORT,...",
        default_value = "",
        hide_default_value = true
    )]
    allow: AllowList,

    /// The origins under which the page is opened, with commas between them
    ///
    /// Without any they are http://localhost and http://127.0.0.1 with the port that is listened on.
    #[arg(
        long,
        env = "RESTANTE_ORIGIN",
        value_name = "ORIGIN,...",
        default_value = "",
        hide_default_value = true
    )]
    origin: Origins,

    /// Bring a mail server with a demo mailbox along
    #[arg(long)]
    demo: bool,
}

/// Everything a relay needs to know.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The pairs that may be reached.
    pub allow: AllowList,
    /// The origins that are let in; when empty, those of this machine with the port that is listened on.
    pub origins: Origins,
    /// Whether to bring the demo mail server along.
    pub demo: bool,
    /// Deadlines and caps.
    pub limits: Limits,
    /// The files to serve.
    pub page: Page,
}

impl From<Arguments> for Config {
    fn from(arguments: Arguments) -> Self {
        let Arguments { listen, allow, origin, demo } = arguments;
        Self { listen, allow, origins: origin, demo, limits: Limits::default(), page: Page::embedded() }
    }
}

/// Deadlines and caps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Sockets of clients at a time, whatever they are used for; more wait to be accepted.
    pub sockets: usize,
    /// Mail connections at a time.
    pub connections: usize,
    /// Mail connections at a time of one client: an IPv4 address or an IPv6 /64. Behind a proxy all readers
    /// are one client.
    pub connections_per_client: usize,
    /// Bytes towards the page that may be without an acknowledgement before the mail server has to wait.
    pub window: u32,
    /// From the last answer to the next complete request head.
    pub request_head: Duration,
    /// The life of a connection that becomes no WebSocket. It bounds a client that never reads its answer.
    pub http: Duration,
    /// From the WebSocket to its `Open`.
    pub handshake: Duration,
    /// Looking up a host name.
    pub resolve: Duration,
    /// Connecting, over all addresses of a host.
    pub connect: Duration,
    /// Without a byte in either direction.
    pub idle: Duration,
    /// Waiting for each next message of a page that has been told to close.
    pub farewell: Duration,
    /// From the wish to stop to the end.
    pub shutdown: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sockets: 512,
            connections: 256,
            connections_per_client: 32,
            // Fills a way of 50 ms at 80 MB/s; the page has to hold it at most.
            window: 4 << 20,
            request_head: Duration::from_secs(20),
            http: Duration::from_secs(5 * 60),
            handshake: Duration::from_secs(10),
            resolve: Duration::from_secs(10),
            connect: Duration::from_secs(15),
            // A minute more than mail servers are asked to wait (RFC 1939, section 3; RFC 5321, section
            // 4.5.3.2.6): their own word about it reaches the page first.
            idle: Duration::from_secs(11 * 60),
            farewell: Duration::from_secs(10),
            shutdown: Duration::from_secs(3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::error::ErrorKind;

    fn parse(arguments: &[&str]) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from([&["restante-relay"], arguments].concat())
    }

    #[test]
    fn without_flags_nothing_but_this_machine_is_served_and_nothing_reached() {
        let arguments = parse(&[]).expect("no flags");
        assert_eq!(arguments.listen, ([127, 0, 0, 1], 8025).into());
        assert_eq!(arguments.allow, AllowList::default());
        assert!(arguments.origin.is_empty() && !arguments.demo);
    }

    #[test]
    fn a_wrong_value_is_named() {
        for (flag, list, wrong) in [
            ("--allow", "pop.example.org:995,smtp.example.org", "smtp.example.org"),
            ("--origin", "http://localhost:8025,localhost", "localhost"),
            ("--listen", "127.0.0.1", "127.0.0.1"),
        ] {
            let error = parse(&[flag, list]).expect_err(list);
            assert_eq!(error.kind(), ErrorKind::ValueValidation);
            assert!(error.to_string().contains(wrong) && error.to_string().contains(flag), "{error}");
        }
    }
}
