//! The three states of a POP3 session (RFC 1939, section 3).

use std::collections::HashSet;
use std::io::Write;
use std::sync::Arc;

use super::command::{BadCommand, Command};
use super::multiline;
use crate::connection::{Next, Session};
use crate::line::{self, Line};
use crate::maildrop::{Lock, Mail, Maildrop};
use crate::sasl::{self, Credentials};

/// So many wrong passwords end the connection.
const MOST_FAILURES: u32 = 10;

/// A POP3 session.
pub(crate) struct Pop3 {
    credentials: Arc<Credentials>,
    maildrop: Arc<Maildrop>,
    secure: bool,
    failures: u32,
    state: State,
}

enum State {
    /// AUTHORIZATION, with the name that USER gave.
    Authorization(Option<String>),
    /// AUTHORIZATION, and the next line answers AUTH PLAIN.
    Sasl,
    Transaction(Transaction),
}

/// The maildrop as it stood at the login.
struct Transaction {
    lock: Lock,
    mails: Vec<Slot>,
}

struct Slot {
    mail: Arc<Mail>,
    deleted: bool,
}

impl Session for Pop3 {
    fn greet(&mut self, out: &mut Vec<u8>) -> Next {
        line_out(out, "+OK Restante demo mail server ready");
        Next::Wait
    }

    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        match self.first_line(input) {
            Line::Whole(line, used) => (used, self.line(line, out)),
            Line::Partial => (0, Next::Wait),
            Line::TooLong => {
                line_out(out, "-ERR line too long");
                (input.len(), Next::Close)
            }
        }
    }

    fn secured(&mut self) {
        self.secure = true;
    }
}

impl Pop3 {
    /// A session that nobody has logged in to.
    pub(crate) fn new(credentials: Arc<Credentials>, maildrop: Arc<Maildrop>) -> Self {
        Self { credentials, maildrop, secure: false, failures: 0, state: State::Authorization(None) }
    }

    /// The next line to be taken.
    pub(crate) fn first_line<'a>(&self, input: &'a [u8]) -> Line<'a> {
        line::first_within(input, if self.in_sasl() { line::LONGEST_TOKEN } else { line::LONGEST })
    }

    /// Whether the next line answers a challenge, and is no command.
    pub(crate) const fn in_sasl(&self) -> bool {
        matches!(self.state, State::Sasl)
    }

    /// Whether somebody is logged in.
    pub(crate) const fn is_logged_in(&self) -> bool {
        matches!(self.state, State::Transaction(_))
    }

    /// Takes the login back, as if it had not been.
    pub(crate) fn log_out(&mut self) {
        self.state = State::Authorization(None);
    }

    /// The mail of this number, counted from 1, in a session that is logged in.
    pub(crate) fn mail(&self, number: usize) -> Option<&Mail> {
        match &self.state {
            State::Transaction(transaction) => transaction.mail(number),
            State::Authorization(_) | State::Sasl => None,
        }
    }

    /// The mails that are not deleted, in their order, in a session that is logged in.
    pub(crate) fn mails(&self) -> impl Iterator<Item = &Mail> {
        let slots = match &self.state {
            State::Transaction(transaction) => &transaction.mails[..],
            State::Authorization(_) | State::Sasl => &[],
        };
        slots.iter().filter(|slot| !slot.deleted).map(|slot| &*slot.mail)
    }

    /// Lets this session see the maildrop without its oldest mail.
    pub(crate) fn hide_oldest(&mut self) {
        if let State::Transaction(transaction) = &mut self.state
            && !transaction.mails.is_empty()
        {
            transaction.mails.remove(0);
        }
    }

    /// Lets this session see of the maildrop only the mails with these UIDLs.
    pub(crate) fn show_only(&mut self, uidls: &HashSet<String>) {
        if let State::Transaction(transaction) = &mut self.state {
            transaction.mails.retain(|slot| uidls.contains(&slot.mail.uidl));
        }
    }

    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) -> Next {
        if self.in_sasl() {
            self.state = State::Authorization(None);
            return match line {
                b"*" => say(out, "-ERR authentication cancelled"),
                _ => self.plain(&String::from_utf8_lossy(line), out),
            };
        }
        match Command::parse(line) {
            Err(BadCommand::Unknown) => say(out, "-ERR unknown command"),
            Err(BadCommand::Arguments) => say(out, "-ERR wrong arguments"),
            Ok(Command::Capa) => self.capabilities(out),
            Ok(command) => match &mut self.state {
                State::Transaction(transaction) => transaction.command(&command, out),
                State::Authorization(_) | State::Sasl => self.authorization(&command, out),
            },
        }
    }

    fn capabilities(&self, out: &mut Vec<u8>) -> Next {
        line_out(out, "+OK capability list follows");
        for capability in ["TOP", "UIDL", "USER", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE", "SASL PLAIN"]
        {
            line_out(out, capability);
        }
        if !self.secure && matches!(self.state, State::Authorization(_)) {
            line_out(out, "STLS");
        }
        line_out(out, "IMPLEMENTATION Restante-Demo");
        say(out, ".")
    }

    fn authorization(&mut self, command: &Command<'_>, out: &mut Vec<u8>) -> Next {
        let named = match &mut self.state {
            State::Authorization(named) => named.take(),
            State::Sasl | State::Transaction(_) => None,
        };
        match *command {
            Command::User(name) => {
                self.state = State::Authorization(Some(name.to_owned()));
                // Whether the name exists is nobody's business before the password is there.
                say(out, "+OK send PASS")
            }
            Command::Pass(password) => match named {
                Some(user) => self.log_in(&Credentials { user, password: password.to_owned() }, out),
                None => say(out, "-ERR USER first"),
            },
            Command::Auth(None, _) => {
                line_out(out, "+OK mechanisms follow");
                line_out(out, "PLAIN");
                say(out, ".")
            }
            Command::Auth(Some(mechanism), initial) if mechanism.eq_ignore_ascii_case("PLAIN") => {
                match initial {
                    Some(initial) => self.plain(initial, out),
                    None => {
                        self.state = State::Sasl;
                        say(out, "+ ")
                    }
                }
            }
            Command::Auth(..) => say(out, "-ERR unknown mechanism"),
            Command::Stls if self.secure => say(out, "-ERR TLS is on already"),
            Command::Stls => {
                line_out(out, "+OK begin TLS");
                Next::StartTls
            }
            Command::Quit => bye(out),
            _ => say(out, "-ERR log in first"),
        }
    }

    fn plain(&mut self, encoded: &str, out: &mut Vec<u8>) -> Next {
        match sasl::plain(encoded) {
            Some(credentials) => self.log_in(&credentials, out),
            None => say(out, "-ERR not a PLAIN message"),
        }
    }

    fn log_in(&mut self, offered: &Credentials, out: &mut Vec<u8>) -> Next {
        if *offered != *self.credentials {
            self.failures += 1;
            say(out, "-ERR [AUTH] wrong user name or password");
            return if self.failures < MOST_FAILURES { Next::Again } else { Next::Close };
        }
        let Some(lock) = self.maildrop.lock() else {
            return say(out, "-ERR [IN-USE] another session has this maildrop open");
        };
        let mails: Vec<Slot> =
            self.maildrop.mails().into_iter().map(|mail| Slot { mail, deleted: false }).collect();
        let transaction = Transaction { lock, mails };
        let (count, octets) = transaction.totals();
        self.state = State::Transaction(transaction);
        answer(out, format_args!("+OK maildrop has {count} messages ({octets} octets)"))
    }
}

impl Transaction {
    fn command(&mut self, command: &Command<'_>, out: &mut Vec<u8>) -> Next {
        match *command {
            Command::Stat => {
                let (count, octets) = self.totals();
                answer(out, format_args!("+OK {count} {octets}"))
            }
            Command::List(None) => {
                let (count, octets) = self.totals();
                answer(out, format_args!("+OK {count} messages ({octets} octets)"));
                self.each(|number, mail| {
                    answer(out, format_args!("{number} {}", mail.raw.len()));
                });
                say(out, ".")
            }
            Command::Uidl(None) => {
                line_out(out, "+OK");
                self.each(|number, mail| {
                    answer(out, format_args!("{number} {}", mail.uidl));
                });
                say(out, ".")
            }
            Command::List(Some(number)) => match self.mail(number) {
                Some(mail) => answer(out, format_args!("+OK {number} {}", mail.raw.len())),
                None => no_such_mail(out),
            },
            Command::Uidl(Some(number)) => match self.mail(number) {
                Some(mail) => answer(out, format_args!("+OK {number} {}", mail.uidl)),
                None => no_such_mail(out),
            },
            Command::Retr(number) => match self.mail(number) {
                Some(mail) => {
                    answer(out, format_args!("+OK {} octets", mail.raw.len()));
                    multiline::mail(&mail.raw, out);
                    Next::Again
                }
                None => no_such_mail(out),
            },
            Command::Top(number, lines) => match self.mail(number) {
                Some(mail) => {
                    line_out(out, "+OK top of message follows");
                    multiline::mail(multiline::top(&mail.raw, lines), out);
                    Next::Again
                }
                None => no_such_mail(out),
            },
            Command::Dele(number) => match self.slot(number) {
                Some(slot) => {
                    slot.deleted = true;
                    answer(out, format_args!("+OK message {number} deleted"))
                }
                None => no_such_mail(out),
            },
            Command::Rset => {
                for slot in &mut self.mails {
                    slot.deleted = false;
                }
                let (count, octets) = self.totals();
                answer(out, format_args!("+OK maildrop has {count} messages ({octets} octets)"))
            }
            Command::Noop => say(out, "+OK"),
            Command::Quit => {
                let deleted: HashSet<&str> = self
                    .mails
                    .iter()
                    .filter(|slot| slot.deleted)
                    .map(|slot| slot.mail.uidl.as_str())
                    .collect();
                self.lock.remove(&deleted);
                bye(out)
            }
            Command::Capa | Command::Stls | Command::User(_) | Command::Pass(_) | Command::Auth(..) => {
                say(out, "-ERR already logged in")
            }
        }
    }

    /// How many mails are not deleted, and their octets.
    fn totals(&self) -> (usize, usize) {
        let mails = self.mails.iter().filter(|slot| !slot.deleted);
        mails.fold((0, 0), |(count, octets), slot| (count + 1, octets + slot.mail.raw.len()))
    }

    fn each(&self, mut show: impl FnMut(usize, &Mail)) {
        for (slot, number) in self.mails.iter().zip(1..) {
            if !slot.deleted {
                show(number, &slot.mail);
            }
        }
    }

    /// The mail of this number, counted from 1, unless it is deleted.
    fn mail(&self, number: usize) -> Option<&Mail> {
        let slot = self.mails.get(number.checked_sub(1)?)?;
        (!slot.deleted).then_some(&*slot.mail)
    }

    fn slot(&mut self, number: usize) -> Option<&mut Slot> {
        self.mails.get_mut(number.checked_sub(1)?).filter(|slot| !slot.deleted)
    }
}

fn bye(out: &mut Vec<u8>) -> Next {
    line_out(out, "+OK good-bye");
    Next::Close
}

fn no_such_mail(out: &mut Vec<u8>) -> Next {
    say(out, "-ERR no such message")
}

fn say(out: &mut Vec<u8>, line: &str) -> Next {
    line_out(out, line);
    Next::Again
}

fn line_out(out: &mut Vec<u8>, line: &str) {
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(b"\r\n");
}

fn answer(out: &mut Vec<u8>, line: std::fmt::Arguments<'_>) -> Next {
    // Writing to a Vec does not fail.
    let _ = write!(out, "{line}\r\n");
    Next::Again
}
