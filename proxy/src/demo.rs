//! The demo mailbox: a mail server within the relay, reached under names that exist nowhere else.

use std::io;
use std::net::SocketAddr;

use restante_mail_server::MailServer;

use crate::allow::Pair;
use crate::config_json::{DemoAccount, Server};

/// `.invalid` never resolves (RFC 6761, section 6.4), so an account of the demo cannot reach a stranger.
const HOST: &str = "demo.restante.invalid";
const POP3: Server = Server { host: HOST, port: 995 };
const SMTP: Server = Server { host: HOST, port: 465 };

/// The running demo mail server; it stops when this is dropped.
pub(crate) struct Demo(MailServer);

impl Demo {
    /// Starts the server on free ports of the loopback address.
    pub(crate) async fn start() -> io::Result<Self> {
        MailServer::demo().await.map(Self)
    }

    /// The names of its two servers and where they listen.
    pub(crate) fn pairs(&self) -> [(Pair, SocketAddr); 2] {
        [(Pair::asked(HOST, POP3.port), self.0.pop3s()), (Pair::asked(HOST, SMTP.port), self.0.smtps())]
    }

    /// What the page needs to set the account up.
    pub(crate) fn account(&self) -> DemoAccount {
        DemoAccount {
            address: self.0.address().to_owned(),
            password: self.0.password().to_owned(),
            pop3: POP3,
            smtp: SMTP,
            spki_sha256: self.0.spki_sha256(),
        }
    }
}
