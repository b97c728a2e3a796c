//! A POP3 session in the clear, for looking into the maildrop and for keeping it locked.

use std::{
    io,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::Duration,
};

use crate::Dovecot;

/// How long an answer may take; Dovecot says `[IN-USE]` after ten seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// A POP3 client of a few lines. Dropping it closes the connection without `QUIT`.
#[derive(Debug)]
pub struct Session(BufReader<TcpStream>);

impl Session {
    /// Connects and hears the greeting.
    ///
    /// # Errors
    /// When Dovecot does not answer.
    pub fn open(dovecot: &Dovecot) -> io::Result<Self> {
        let stream = TcpStream::connect((dovecot.address(), dovecot.pop3()))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let mut session = Self(BufReader::new(stream));
        let greeting = session.line()?;
        if greeting.starts_with("+OK") { Ok(session) } else { Err(io::Error::other(greeting)) }
    }

    /// Connects and logs in; from then on the maildrop is locked if Dovecot locks sessions.
    ///
    /// # Errors
    /// When Dovecot says no, with its words.
    pub fn log_in(dovecot: &Dovecot) -> io::Result<Self> {
        let mut session = Self::open(dovecot)?;
        for command in [format!("USER {}", Dovecot::USER), format!("PASS {}", Dovecot::PASSWORD)] {
            let answer = session.command(&command)?;
            if !answer.starts_with("+OK") {
                return Err(io::Error::other(answer));
            }
        }
        Ok(session)
    }

    /// Sends a command and gives the first line of the answer.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn command(&mut self, command: &str) -> io::Result<String> {
        write!(self.0.get_mut(), "{command}\r\n")?;
        self.line()
    }

    /// `RETR`: a whole mail without dot-stuffing.
    ///
    /// # Errors
    /// When there is no such mail.
    pub fn retrieve(&mut self, number: usize) -> io::Result<Vec<u8>> {
        let answer = self.command(&format!("RETR {number}"))?;
        if !answer.starts_with("+OK") {
            return Err(io::Error::other(answer));
        }
        let mut mail = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.0.read_until(b'\n', &mut line)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                return Ok(mail);
            }
            mail.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }

    /// The next line of an answer that has several, with its end; empty when the connection is closed.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line)?;
        Ok(String::from_utf8_lossy(&line).into_owned())
    }
}
