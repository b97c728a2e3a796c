//! A POP3 server in the clear that misbehaves as it is told.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::{AccountForm, Security};

/// What one session does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Everything right.
    Behave,
    /// After so many whole messages, the next is cut in its middle and the connection closed.
    CloseInMessageAfter(usize),
    /// After so many whole messages, the next stops in its middle, and nothing more comes.
    FallSilentInMessageAfter(usize),
    /// The greeting is one line of so many bytes.
    LongGreeting(usize),
}

/// The server. Dropping it ends it.
#[derive(Debug)]
pub struct Scripted {
    address: SocketAddr,
    retrieved: Retrieved,
    _tasks: JoinSet<()>,
}

/// Numbers of messages that were sent whole, session by session.
type Retrieved = Arc<Mutex<Vec<Vec<usize>>>>;

impl Scripted {
    /// Serves these mails under UIDLs `uidl-1`, `uidl-2` and so on to any user; each session does the
    /// next step, those after the last behave.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(mails: Vec<Vec<u8>>, steps: &[Step]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let retrieved = Retrieved::default();
        let mut tasks = JoinSet::new();
        tasks.spawn(serve(listener, Arc::new(mails), steps.to_vec(), Arc::clone(&retrieved)));
        Self { address, retrieved, _tasks: tasks }
    }

    /// The port on 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.address.port()
    }

    /// An account there, without encryption.
    #[must_use]
    pub const fn form(&self) -> AccountForm<'static> {
        AccountForm {
            host: "localhost",
            port: self.port(),
            security: Security::None,
            user: "reader",
            password: "password",
        }
    }

    /// The numbers of the messages that were sent whole, session by session.
    #[must_use]
    pub fn retrieved(&self) -> Vec<Vec<usize>> {
        self.retrieved.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn serve(listener: TcpListener, mails: Arc<Vec<Vec<u8>>>, steps: Vec<Step>, retrieved: Retrieved) {
    let mut sessions = JoinSet::new();
    let mut steps = steps.into_iter();
    while let Ok((stream, _)) = listener.accept().await {
        let step = steps.next().unwrap_or(Step::Behave);
        let number = {
            let mut retrieved = retrieved.lock().unwrap_or_else(PoisonError::into_inner);
            retrieved.push(Vec::new());
            retrieved.len() - 1
        };
        let session = Session { mails: Arc::clone(&mails), step, number, retrieved: Arc::clone(&retrieved) };
        sessions.spawn(async move {
            // A client that goes away is no concern of the test's.
            _ = session.run(stream).await;
        });
    }
}

struct Session {
    mails: Arc<Vec<Vec<u8>>>,
    step: Step,
    number: usize,
    retrieved: Retrieved,
}

impl Session {
    async fn run(self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        match self.step {
            Step::LongGreeting(length) => {
                stream.write_all(b"+OK ").await?;
                stream.write_all(&vec![b'a'; length]).await?;
                stream.write_all(b"\r\n").await?;
            }
            _ => stream.write_all(b"+OK ready\r\n").await?,
        }
        let mut whole = 0;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let mut words = line.split_whitespace();
            let command = words.next().unwrap_or_default().to_uppercase();
            let number: Option<usize> = words.next().and_then(|word| word.parse().ok());
            if command == "RETR" {
                let Some(mail) = number.and_then(|number| self.mails.get(number.checked_sub(1)?)) else {
                    stream.write_all(b"-ERR no such message\r\n").await?;
                    continue;
                };
                let ends = [Step::CloseInMessageAfter(whole), Step::FallSilentInMessageAfter(whole)];
                if ends.contains(&self.step) {
                    let (half, _) = mail.split_at(mail.len() / 2);
                    stream.write_all(b"+OK\r\n").await?;
                    stream.write_all(&stuffed(half)).await?;
                    if self.step == Step::FallSilentInMessageAfter(whole) {
                        // Until the client has had enough.
                        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
                    }
                    return Ok(());
                }
                whole += 1;
                stream.write_all(&[b"+OK\r\n", &stuffed(mail)[..], b".\r\n"].concat()).await?;
                let mut retrieved = self.retrieved.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(session) = retrieved.get_mut(self.number) {
                    session.extend(number);
                }
                continue;
            }
            stream.write_all(self.answer(&command, number).as_bytes()).await?;
            if command == "QUIT" {
                return Ok(());
            }
        }
    }

    fn answer(&self, command: &str, number: Option<usize>) -> String {
        let listing = |entry: &dyn Fn(usize, &[u8]) -> String| match number {
            Some(number) => match number.checked_sub(1).and_then(|at| self.mails.get(at)) {
                Some(mail) => format!("+OK {}\r\n", entry(number, mail)),
                None => "-ERR no such message\r\n".to_owned(),
            },
            None => {
                let entries = (1..).zip(self.mails.iter()).map(|(n, mail)| entry(n, mail) + "\r\n");
                format!("+OK\r\n{}.\r\n", entries.collect::<String>())
            }
        };
        match command {
            "CAPA" => "+OK\r\nUSER\r\nUIDL\r\nTOP\r\nPIPELINING\r\nRESP-CODES\r\n.\r\n".to_owned(),
            "STAT" => {
                format!("+OK {} {}\r\n", self.mails.len(), self.mails.iter().map(Vec::len).sum::<usize>())
            }
            "LIST" => listing(&|number, mail| format!("{number} {}", mail.len())),
            "UIDL" => listing(&|number, _| format!("{number} uidl-{number}")),
            "USER" | "PASS" | "NOOP" | "RSET" | "DELE" | "QUIT" => "+OK\r\n".to_owned(),
            _ => "-ERR not here\r\n".to_owned(),
        }
    }
}

/// With a dot before every dot at the beginning of a line.
fn stuffed(mail: &[u8]) -> Vec<u8> {
    let lines = mail.split_inclusive(|&byte| byte == b'\n');
    lines
        .flat_map(|line| [if line.starts_with(b".") { &b"."[..] } else { b"" }, line])
        .flatten()
        .copied()
        .collect()
}
