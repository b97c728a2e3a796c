//! A small server whose every answer can be changed.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use restante::store::{Account, Leave, Security, Server};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// UIDL and raw message.
pub(crate) type Maildrop = Vec<(String, Vec<u8>)>;

/// A server without CAPA and so without pipelining, whose every answer can be changed.
#[derive(Clone, Default)]
pub(crate) struct OddServer {
    pub(crate) port: u16,
    pub(crate) maildrop: Rc<RefCell<Maildrop>>,
    /// Answered instead of the usual, for a command line.
    pub(crate) instead: Rc<RefCell<Vec<(&'static str, &'static str)>>>,
    /// Sizes in LIST are all 0.
    pub(crate) no_sizes: Rc<Cell<bool>>,
    /// Shows headers (TOP).
    pub(crate) shows_headers: Rc<Cell<bool>>,
    /// A line that is in what TOP shows and not in what RETR shows.
    pub(crate) top_adds: Rc<Cell<&'static str>>,
    /// Answers this command line when it is told to go on, and not before.
    pub(crate) held_at: Rc<Cell<&'static str>>,
    pub(crate) go_on: Rc<Notify>,
    /// Answers nothing any more to this command line.
    pub(crate) silent_at: Rc<Cell<&'static str>>,
    /// Closes the connection at this command line.
    pub(crate) closes_at: Rc<Cell<&'static str>>,
    /// Takes so long over this command line.
    pub(crate) slow_at: Rc<Cell<(&'static str, Duration)>>,
    /// Pauses for so long in its answer to this command line, after so many bytes of it.
    pub(crate) pauses_in: Rc<Cell<(&'static str, usize, Duration)>>,
    /// Answers what is no command it knows with this, and with what it was told.
    pub(crate) echoes: Rc<Cell<Option<&'static str>>>,
    /// Every command line, in order.
    pub(crate) heard: Rc<RefCell<Vec<String>>>,
    /// A command came before the last one was answered.
    pub(crate) overtaken: Rc<Cell<bool>>,
}

impl OddServer {
    pub(crate) async fn start(mails: &[(&str, &str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { port: listener.local_addr().unwrap().port(), ..Self::default() };
        server.set(mails);
        let serving = server.clone();
        tokio::task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = serving.clone();
                tokio::task::spawn_local(async move {
                    let _: std::io::Result<()> = server.serve(stream).await;
                });
            }
        });
        server
    }

    pub(crate) fn set(&self, mails: &[(&str, &str)]) {
        let mails = mails.iter().map(|(uidl, text)| ((*uidl).to_owned(), mail(text)));
        *self.maildrop.borrow_mut() = mails.collect();
    }

    pub(crate) fn instead(&self, command: &'static str, answer: &'static str) {
        self.instead.borrow_mut().push((command, answer));
    }

    pub(crate) fn heard(&self, verb: &str) -> usize {
        self.heard.borrow().iter().filter(|line| line.starts_with(verb)).count()
    }

    /// Waits until a command line was heard so often.
    pub(crate) async fn hears(&self, command: &str, times: usize) {
        while self.heard(command) < times {
            tokio::task::yield_now().await;
        }
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (reader, mut writer) = stream.into_split();
        let mut reader = BufReader::new(reader);
        writer.write_all(b"+OK ready\r\n").await?;
        let mut deleted = Vec::new();
        let mut line = String::new();
        while reader.read_line(&mut line).await? > 0 {
            let command = std::mem::take(&mut line).trim_end().to_owned();
            self.heard.borrow_mut().push(command.clone());
            if !reader.buffer().is_empty() {
                self.overtaken.set(true);
            }
            if command == self.held_at.get() {
                self.go_on.notified().await;
            }
            if command == self.silent_at.get() {
                std::future::pending::<()>().await;
            }
            if command == self.closes_at.get() {
                return Ok(());
            }
            let (slow_at, takes) = self.slow_at.get();
            if command == slow_at {
                tokio::time::sleep(takes).await;
            }
            let instead =
                self.instead.borrow().iter().find(|(line, _)| *line == command).map(|(_, answer)| *answer);
            let echo = self.echoes.get().filter(|_| !["CAPA", "QUIT"].contains(&command.as_str()));
            let instead = instead.map(str::to_owned).or_else(|| {
                let told = command.rsplit(' ').next().unwrap_or_default();
                let opened = STANDARD.decode(told).unwrap_or_default();
                let opened = String::from_utf8_lossy(&opened).into_owned();
                echo.map(|beginning| format!("{beginning} {command} {told} {opened}\r\n"))
            });
            let answer = match instead {
                Some(answer) => answer.into_bytes(),
                None => self.answer(&command, &mut deleted),
            };
            let (pauses_in, bytes, pause) = self.pauses_in.get();
            let now = if command == pauses_in { bytes } else { answer.len() };
            writer.write_all(&answer[..now]).await?;
            if now < answer.len() {
                tokio::time::sleep(pause).await;
                writer.write_all(&answer[now..]).await?;
            }
            if command == "QUIT" {
                return Ok(());
            }
        }
        Ok(())
    }

    fn answer(&self, command: &str, deleted: &mut Vec<usize>) -> Vec<u8> {
        let maildrop = self.maildrop.borrow().clone();
        let (verb, argument) = command.split_once(' ').unwrap_or((command, ""));
        let number = argument.split(' ').next().unwrap_or_default();
        let number = number.parse::<usize>().unwrap_or_default().wrapping_sub(1);
        let listed = |entry: &dyn Fn(usize) -> String| {
            let lines: String = (0..maildrop.len()).map(|n| format!("{} {}\r\n", n + 1, entry(n))).collect();
            format!("+OK\r\n{lines}.\r\n").into_bytes()
        };
        match verb {
            "USER" | "PASS" => b"+OK\r\n".to_vec(),
            "UIDL" => listed(&|n| maildrop[n].0.clone()),
            "LIST" => listed(&|n| if self.no_sizes.get() { 0 } else { maildrop[n].1.len() }.to_string()),
            "RETR" if number < maildrop.len() => [b"+OK\r\n", &maildrop[number].1[..], b".\r\n"].concat(),
            "TOP" if self.shows_headers.get() && number < maildrop.len() => {
                let raw = &maildrop[number].1;
                let end = raw.windows(4).position(|end| end == b"\r\n\r\n").map_or(raw.len(), |at| at + 4);
                [b"+OK\r\n", self.top_adds.get().as_bytes(), &raw[..end], b".\r\n"].concat()
            }
            "DELE" if number < maildrop.len() => {
                deleted.push(number);
                b"+OK\r\n".to_vec()
            }
            "QUIT" => {
                let left = maildrop.into_iter().enumerate().filter(|(n, _)| !deleted.contains(n));
                let left = left.map(|(_, mail)| mail).collect();
                *self.maildrop.borrow_mut() = left;
                b"+OK\r\n".to_vec()
            }
            _ => b"-ERR what?\r\n".to_vec(),
        }
    }
}

/// A mail that says this.
pub(crate) fn mail(text: &str) -> Vec<u8> {
    format!("Subject: {text}\r\nFrom: bo@example.org\r\n\r\n{text}\r\n").into_bytes()
}

/// An account with this server.
pub(crate) fn account(server: &OddServer, leave_on_server: bool) -> Account {
    let host = "127.0.0.1".to_owned();
    let leave = if leave_on_server { Leave::All } else { Leave::Nothing };
    let pop3 = Server { host, port: server.port, security: Security::None };
    Account::new("ada@example.org", "ada", pop3).leaving(leave).in_plaintext()
}
