//! An SMTP submission session.

use std::io::Write;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use super::command::{BadCommand, Command};
use super::data::{Data, LARGEST, TooLarge};
use crate::certificate::HOST;
use crate::connection::{Next, Session};
use crate::line::{self, Line};
use crate::maildrop::{Delivery, Full, Maildrop};
use crate::sasl::{self, Credentials};

/// So many recipients may a mail have (RFC 5321, section 4.5.3.1.8, asks for 100 at least).
const MOST_RECIPIENTS: usize = 100;

/// So many errors end the connection.
const MOST_ERRORS: u32 = 20;

/// An SMTP session.
pub(crate) struct Smtp {
    credentials: Arc<Credentials>,
    maildrop: Arc<Maildrop>,
    secure: bool,
    errors: u32,
    hello: Option<Hello>,
    authenticated: bool,
    envelope: Option<Envelope>,
    expecting: Expecting,
}

/// How the client greeted.
struct Hello {
    name: String,
    extended: bool,
}

struct Envelope {
    sender: String,
    recipients: Vec<String>,
    utf8: bool,
}

/// What the next bytes are.
enum Expecting {
    Command,
    /// The message of AUTH PLAIN.
    Plain,
    /// The user name of AUTH LOGIN.
    LoginUser,
    /// The password of AUTH LOGIN.
    LoginPassword(String),
    Data(Data),
}

impl Session for Smtp {
    fn greet(&mut self, out: &mut Vec<u8>) -> Next {
        say(out, &format!("220 {HOST} ESMTP Restante demo mail server ready"));
        Next::Wait
    }

    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        if let Expecting::Data(data) = &mut self.expecting {
            let (used, ended) = data.take(input);
            if ended && let Expecting::Data(data) = std::mem::replace(&mut self.expecting, Expecting::Command)
            {
                return (used, self.deliver(data, out));
            }
            return (used, Next::Again);
        }
        match line::first(input) {
            Line::Whole(line, used) => (used, self.line(line, out)),
            Line::Partial => (0, Next::Wait),
            Line::TooLong => {
                say(out, "500 5.5.2 Line too long");
                (input.len(), Next::Close)
            }
        }
    }

    fn secured(&mut self) {
        self.secure = true;
        // What was said in the clear counts no more (RFC 3207, section 4.2).
        self.hello = None;
        self.authenticated = false;
        self.envelope = None;
    }
}

impl Smtp {
    /// A session that nobody has greeted in.
    pub(crate) fn new(credentials: Arc<Credentials>, maildrop: Arc<Maildrop>) -> Self {
        Self {
            credentials,
            maildrop,
            secure: false,
            errors: 0,
            hello: None,
            authenticated: false,
            envelope: None,
            expecting: Expecting::Command,
        }
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Next {
        match std::mem::replace(&mut self.expecting, Expecting::Command) {
            Expecting::Command => match Command::parse(line) {
                Ok(command) => self.command(&command, out),
                Err(BadCommand::Unknown) => self.error(out, "500 5.5.2 Unknown command"),
                Err(BadCommand::Arguments) => self.error(out, "501 5.5.4 Wrong arguments"),
                Err(BadCommand::Parameter) => self.error(out, "555 5.5.4 Unknown parameter"),
            },
            answer => {
                let line = String::from_utf8_lossy(line);
                if line == "*" {
                    return self.error(out, "501 5.7.0 Authentication cancelled");
                }
                self.challenge(answer, &line, out)
            }
        }
    }

    fn command(&mut self, command: &Command<'_>, out: &mut Vec<u8>) -> Next {
        match *command {
            Command::Ehlo(name) => {
                self.greeted(name, true);
                self.extensions(name, out)
            }
            Command::Helo(name) => {
                self.greeted(name, false);
                say(out, &format!("250 {HOST}"))
            }
            Command::StartTls if self.secure => self.error(out, "503 5.5.1 TLS is on already"),
            Command::StartTls => {
                say(out, "220 2.0.0 Begin TLS");
                Next::StartTls
            }
            Command::Auth(mechanism, initial) => self.auth(mechanism, initial, out),
            Command::Mail { sender, size, utf8 } => self.mail(sender, size, utf8, out),
            Command::Rcpt(recipient) => self.recipient(recipient, out),
            Command::Data => match &self.envelope {
                None => self.error(out, "503 5.5.1 MAIL first"),
                Some(envelope) if envelope.recipients.is_empty() => {
                    self.error(out, "554 5.5.1 No valid recipients")
                }
                Some(_) => {
                    self.expecting = Expecting::Data(Data::default());
                    say(out, "354 End with a dot on a line of its own")
                }
            },
            Command::Rset => {
                self.envelope = None;
                say(out, "250 2.0.0 Forgotten")
            }
            Command::Noop => say(out, "250 2.0.0 Still here"),
            Command::Vrfy => say(out, "252 2.5.0 Send it, and we shall see"),
            Command::Quit => {
                say(out, "221 2.0.0 Good-bye");
                Next::Close
            }
        }
    }

    fn greeted(&mut self, name: &str, extended: bool) {
        self.hello = Some(Hello { name: name.to_owned(), extended });
        self.envelope = None;
    }

    fn extensions(&self, name: &str, out: &mut Vec<u8>) -> Next {
        let size = format!("SIZE {LARGEST}");
        let mut lines = vec!["PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", &size];
        if !self.secure {
            lines.push("STARTTLS");
        }
        say(out, &format!("250-{HOST} greets {name}"));
        for line in lines {
            say(out, &format!("250-{line}"));
        }
        say(out, "250 AUTH PLAIN LOGIN")
    }

    fn auth(&mut self, mechanism: &str, initial: Option<&str>, out: &mut Vec<u8>) -> Next {
        if self.authenticated || self.envelope.is_some() || self.hello.is_none() {
            return self.error(out, "503 5.5.1 Not now");
        }
        let (expecting, challenge) = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => (Expecting::Plain, ""),
            "LOGIN" => (Expecting::LoginUser, "Username:"),
            _ => return self.error(out, "504 5.5.4 Unknown mechanism"),
        };
        match initial {
            Some(initial) => self.challenge(expecting, initial, out),
            None => self.ask(expecting, challenge, out),
        }
    }

    fn ask(&mut self, expecting: Expecting, challenge: &str, out: &mut Vec<u8>) -> Next {
        self.expecting = expecting;
        say(out, &format!("334 {}", STANDARD.encode(challenge)))
    }

    fn challenge(&mut self, expecting: Expecting, answer: &str, out: &mut Vec<u8>) -> Next {
        let offered = match expecting {
            Expecting::Plain => sasl::plain(answer),
            Expecting::LoginUser => match sasl::text(answer) {
                Some(user) => return self.ask(Expecting::LoginPassword(user), "Password:", out),
                None => None,
            },
            Expecting::LoginPassword(user) => {
                sasl::text(answer).map(|password| Credentials { user, password })
            }
            Expecting::Command | Expecting::Data(_) => None,
        };
        match offered {
            None => self.error(out, "501 5.5.2 Cannot read that"),
            Some(offered) if offered == *self.credentials => {
                self.authenticated = true;
                say(out, "235 2.7.0 Welcome")
            }
            Some(_) => self.error(out, "535 5.7.8 Wrong user name or password"),
        }
    }

    fn mail(&mut self, sender: &str, size: Option<u64>, utf8: bool, out: &mut Vec<u8>) -> Next {
        if self.hello.is_none() {
            return self.error(out, "503 5.5.1 EHLO first");
        }
        if !self.authenticated {
            return self.error(out, "530 5.7.0 Authentication required");
        }
        if self.envelope.is_some() {
            return self.error(out, "503 5.5.1 MAIL was said already");
        }
        if size.is_some_and(|size| size > LARGEST as u64) {
            return self.error(out, "552 5.3.4 The mail is too large");
        }
        if !sender.is_ascii() && !utf8 {
            return self.error(out, "553 5.6.7 SMTPUTF8 is needed for this address");
        }
        self.envelope = Some(Envelope { sender: sender.to_owned(), recipients: Vec::new(), utf8 });
        say(out, "250 2.1.0 Sender accepted")
    }

    fn recipient(&mut self, recipient: &str, out: &mut Vec<u8>) -> Next {
        match &mut self.envelope {
            None => self.error(out, "503 5.5.1 MAIL first"),
            Some(envelope) if envelope.recipients.len() >= MOST_RECIPIENTS => {
                self.error(out, "452 4.5.3 Too many recipients")
            }
            Some(envelope) if !recipient.is_ascii() && !envelope.utf8 => {
                self.error(out, "553 5.6.7 SMTPUTF8 is needed for this address")
            }
            Some(envelope) => {
                envelope.recipients.push(recipient.to_owned());
                say(out, "250 2.1.5 Recipient accepted")
            }
        }
    }

    fn deliver(&mut self, data: Data, out: &mut Vec<u8>) -> Next {
        let Some(envelope) = self.envelope.take() else { return self.error(out, "503 5.5.1 MAIL first") };
        let raw = match data.finish() {
            Ok(raw) => raw,
            Err(TooLarge) => return self.error(out, "552 5.3.4 The mail is too large"),
        };
        let local = envelope.recipients.iter().any(|to| to.eq_ignore_ascii_case(&self.credentials.user));
        let received = local.then(|| [self.trace(&envelope).as_bytes(), &raw].concat());
        let Envelope { sender, recipients, .. } = envelope;
        let stored = match received {
            Some(received) => self.maildrop.put(received),
            None => Ok(()),
        };
        match stored.and_then(|()| self.maildrop.note(Delivery { sender, recipients, raw })) {
            Ok(()) => say(out, "250 2.0.0 Mail accepted"),
            Err(Full) => self.error(out, "452 4.3.1 No room left"),
        }
    }

    /// The lines that a final delivery puts on top (RFC 5321, section 4.4).
    fn trace(&self, envelope: &Envelope) -> String {
        let (name, extended) = self.hello.as_ref().map_or(("", true), |hello| (&*hello.name, hello.extended));
        // The name is the client's word: nothing of it may look like a header of its own.
        let name: String =
            name.chars().filter(|c| c.is_ascii_graphic() && !"();<>".contains(*c)).take(200).collect();
        let protocol = match (extended, envelope.utf8, self.secure) {
            (false, ..) => "SMTP",
            (true, false, false) => "ESMTPA",
            (true, false, true) => "ESMTPSA",
            (true, true, false) => "UTF8SMTPA",
            (true, true, true) => "UTF8SMTPSA",
        };
        // Years of more than four digits are the only way this fails.
        let date = OffsetDateTime::now_utc().format(&Rfc2822).unwrap_or_default();
        format!(
            "Return-Path: <{}>\r\nReceived: from {name} ([127.0.0.1])\r\n\tby {HOST} with {protocol};\r\n\t{date}\r\n",
            envelope.sender
        )
    }

    fn error(&mut self, out: &mut Vec<u8>, line: &str) -> Next {
        say(out, line);
        self.errors += 1;
        if self.errors < MOST_ERRORS {
            return Next::Again;
        }
        say(out, "421 4.7.0 Too many errors");
        Next::Close
    }
}

fn say(out: &mut Vec<u8>, line: &str) -> Next {
    // Writing to a Vec does not fail.
    let _ = write!(out, "{line}\r\n");
    Next::Again
}
