//! A POP3 connection over TCP, from the greeting to the open maildrop.

use std::time::Duration;

use restante::protocol::{
    pop3::{
        Capabilities, Command, Connection, Consent, Limits, Login, LoginError, Method, Reply, Response,
        Server, Step,
    },
    sasl::{Credentials, Peer},
};
use restante_dovecot::Dovecot;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How long one test may take: Dovecot says `[IN-USE]` after ten seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs a test, for so long as it may take.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(PATIENCE, test).await.expect("it takes too long") });
}

/// The way to a maildrop: a connection before login.
#[derive(Debug)]
pub(crate) struct Door {
    stream: TcpStream,
    port: u16,
    pop3: Connection,
    greeting: String,
    capabilities: Capabilities,
    sent: Vec<String>,
    bursts: usize,
}

impl Door {
    /// Connects, hears the greeting and what the server can do.
    pub(crate) async fn open(dovecot: &Dovecot) -> Self {
        let mut door = Self {
            stream: TcpStream::connect((dovecot.address(), dovecot.pop3())).await.unwrap(),
            port: dovecot.pop3(),
            pop3: Connection::default(),
            greeting: String::new(),
            capabilities: Capabilities::default(),
            sent: Vec::new(),
            bursts: 0,
        };
        match door.reply().await.result {
            Ok(Response::Done(greeting)) => door.greeting = greeting,
            other => panic!("{other:?}"),
        }
        match door.ask(Command::Capa).await {
            Response::Capabilities(capabilities) => door.capabilities = capabilities,
            other => panic!("{other:?}"),
        }
        door
    }

    /// Lets the login believe that the server had announced these lines instead.
    pub(crate) fn pretend(&mut self, lines: &str) {
        let mut pop3 = Connection::after_tls(Limits::default());
        pop3.send(Command::Capa);
        pop3.receive(format!("+OK\r\n{lines}\r\n.\r\n").as_bytes()).unwrap();
        match pop3.next_reply().unwrap().result {
            Ok(Response::Capabilities(capabilities)) => self.capabilities = capabilities,
            other => panic!("{other:?}"),
        }
    }

    /// Logs in by the rules for a connection with TLS or without. There is none here: how strong a
    /// way is chosen depends on it, the bytes of each way do not.
    pub(crate) async fn log_in(
        &mut self,
        credentials: Credentials,
        tls: bool,
        consent: Consent,
    ) -> Result<Method, LoginError> {
        let server = Server {
            greeting: &self.greeting,
            capabilities: &self.capabilities,
            peer: Peer { host: "localhost", port: self.port },
            tls,
            pipelining: self.capabilities.pipelining(),
        };
        let mut login = Login::new(credentials, server, consent);
        let mut step = login.next(None);
        loop {
            match step {
                Step::Send(commands) => {
                    self.bursts += 1;
                    for command in commands {
                        self.sent.push(command.to_string());
                        self.pop3.send(command);
                    }
                }
                Step::Wait => {}
                Step::Done => return Ok(login.method().unwrap()),
                Step::Failed(error) => return Err(error),
            }
            let reply = self.reply().await;
            step = login.next(Some(&reply));
        }
    }

    /// What the login sent, without its secrets.
    pub(crate) fn sent(&self) -> &[String] {
        &self.sent
    }

    /// How often the login waited for the server.
    pub(crate) const fn bursts(&self) -> usize {
        self.bursts
    }

    /// How many messages are in the maildrop, which must be open.
    pub(crate) async fn messages(&mut self) -> u64 {
        match self.ask(Command::Stat).await {
            Response::Totals(totals) => totals.messages,
            other => panic!("{other:?}"),
        }
    }

    async fn ask(&mut self, command: Command) -> Response {
        self.pop3.send(command);
        self.reply().await.result.unwrap()
    }

    async fn reply(&mut self) -> Reply {
        loop {
            self.stream.write_all(&self.pop3.take_outgoing()).await.unwrap();
            if let Some(reply) = self.pop3.next_reply() {
                return reply;
            }
            let mut bytes = [0; 4096];
            let count = self.stream.read(&mut bytes).await.unwrap();
            assert_ne!(count, 0, "the server closed the connection");
            self.pop3.receive(&bytes[..count]).unwrap();
        }
    }
}
