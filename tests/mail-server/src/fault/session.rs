//! The session that sits between the connection and the real one.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::answer::Answer;
use super::heard::Heard;
use super::listing::{self, Listing};
use super::log::Seen;
use super::mails::huge_lines;
use super::message::{self, Retrieval};
use super::shared::{Quirks, Shared};
use super::wire::Bounds;
use super::{Moment, Quirk, capabilities};
use crate::connection::{Next, Session};
use crate::line::Line;
use crate::maildrop::Maildrop;
use crate::pop3::Pop3;

/// How long a server that breaks pipelines listens to nobody before it answers.
const DEAF: Duration = Duration::from_millis(5);

/// A session with quirks.
pub(crate) struct Faulty {
    inner: Pop3,
    maildrop: Arc<Maildrop>,
    shared: Arc<Shared>,
    quirks: Quirks,
    session: u32,
    /// The number of the login, from 1; 0 before it.
    login: u32,
    commands: u32,
    retrievals: u32,
    /// Messages that QUIT would delete.
    doomed: u32,
    /// What is to be said when a delay is over, and what comes after it.
    held: Option<(Vec<u8>, Next)>,
    /// What is left of a message that is made while it is sent.
    rest: Option<Rest>,
    is_mute: bool,
    /// Dropped last, when the maildrop's lock is free again.
    _ending: Ending,
}

/// Notes the end of a session.
struct Ending {
    shared: Arc<Shared>,
    session: u32,
}

type Rest = Box<dyn Iterator<Item = Vec<u8>> + Send>;

impl Faulty {
    pub(crate) fn new(inner: Pop3, maildrop: Arc<Maildrop>, shared: Arc<Shared>) -> Self {
        let (session, quirks) = shared.begin();
        shared.note(session, Seen::Connected);
        Self {
            inner,
            maildrop,
            _ending: Ending { shared: Arc::clone(&shared), session },
            shared,
            quirks,
            session,
            login: 0,
            commands: 0,
            retrievals: 0,
            doomed: 0,
            held: None,
            rest: None,
            is_mute: false,
        }
    }
}

impl Drop for Ending {
    fn drop(&mut self) {
        self.shared.note(self.session, Seen::Closed);
    }
}

impl Session for Faulty {
    fn greet(&mut self, out: &mut Vec<u8>) -> Next {
        if self.quirks.has(Quirk::GreetingSilent) {
            self.is_mute = true;
            return Next::Wait;
        }
        let mut answer = Answer::line("-ERR too many connections, try again later");
        let mut next = Next::Close;
        if !self.quirks.has(Quirk::GreetingRefuses) {
            let mut greeting = Vec::new();
            next = self.inner.greet(&mut greeting);
            answer = Answer::parse(&greeting);
        }
        answer.reword(&self.quirks, false);
        let bytes = self.on_the_wire(answer.into_bytes(true));
        if self.quirks.has(Quirk::GreetingDeaf) {
            self.held = Some((bytes, next));
            return Next::Deaf(DEAF);
        }
        self.say(bytes, next, out)
    }

    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next) {
        if let Some((bytes, next)) = self.held.take() {
            out.extend_from_slice(&bytes);
            return (0, next);
        }
        if let Some(rest) = &mut self.rest {
            let (piece, next) = match rest.next() {
                Some(piece) => (piece, Next::More),
                None => {
                    self.rest = None;
                    (b".\r\n".to_vec(), Next::Again)
                }
            };
            out.extend_from_slice(&self.on_the_wire(piece));
            return (0, next);
        }
        if self.is_mute {
            return (input.len(), Next::Wait);
        }
        if self.quirks.is_empty() && self.shared.log().is_none() {
            return self.inner.take(input, out);
        }
        let Line::Whole(line, used) = self.inner.first_line(input) else {
            return self.inner.take(input, out);
        };
        let line = line.to_vec();
        if input.len() > used && self.loses(&line) {
            return (used, Next::Again);
        }
        let (bytes, next) = self.hear(&line);
        let next = self.say(bytes, next, out);
        (if matches!(next, Next::Deaf(_)) { input.len() } else { used }, next)
    }

    fn secured(&mut self) {
        self.inner.secured();
    }

    fn patience(&self) -> Duration {
        let idle = self.quirks.find(|quirk| match quirk {
            Quirk::IdleDrop(time) => Some(*time),
            _ => None,
        });
        idle.unwrap_or_else(|| self.inner.patience())
    }

    fn bounds(&self) -> Bounds {
        Bounds {
            cut_after: self.quirks.find(|quirk| match quirk {
                Quirk::CutAfter(bytes) => Some(*bytes),
                _ => None,
            }),
            bytes_per_second: self.quirks.find(|quirk| match quirk {
                Quirk::Throttle(bytes) => Some(*bytes),
                _ => None,
            }),
        }
    }
}

impl Faulty {
    /// Takes a line; what is to be said, and what comes next.
    fn hear(&mut self, line: &[u8]) -> (Vec<u8>, Next) {
        let text = String::from_utf8_lossy(line).into_owned();
        let heard = if self.inner.in_sasl() {
            self.shared.note(self.session, Seen::Response(text));
            Heard::default()
        } else {
            self.commands += 1;
            self.shared.note(self.session, Seen::Command(text.clone()));
            Heard::parse(&text)
        };
        let closes = self.closes_here();
        if closes == Some(Moment::Unheard) {
            return (Vec::new(), Next::Close);
        }
        let (mut answer, next) = match self.instead(&heard) {
            Some(instead) => instead,
            None => self.carry_out(&heard, line),
        };
        answer.reword(&self.quirks, heard.is_asked_for_data());
        let mut bytes = self.on_the_wire(answer.into_bytes(self.rest.is_none()));
        if next == Next::StartTls && self.quirks.has(Quirk::BytesAfterStls) {
            bytes.extend_from_slice(b"+OK\r\nUSER\r\n.\r\n");
        }
        if closes == Some(Moment::Unanswered) {
            return (Vec::new(), Next::Close);
        }
        if heard.verb == "RETR"
            && self.cuts_retrieval().is_some_and(|keep| {
                bytes.truncate(keep);
                true
            })
        {
            return (bytes, Next::Close);
        }
        (bytes, if closes == Some(Moment::Answered) { Next::Close } else { next })
    }

    /// Whether this command, which came together with others, is never answered.
    fn loses(&mut self, line: &[u8]) -> bool {
        let nth = self.quirks.find(|quirk| match quirk {
            Quirk::LosesRetrieval { nth } => Some(*nth),
            _ => None,
        });
        let is_lost = line.starts_with(b"RETR ") && nth == Some(self.retrievals + 1);
        self.retrievals += u32::from(is_lost);
        is_lost
    }

    /// What is said without asking the real session.
    fn instead(&mut self, heard: &Heard) -> Option<(Answer, Next)> {
        let has = |quirk| self.quirks.has(quirk);
        let unknown = match heard.verb.as_str() {
            "CAPA" if has(Quirk::CapaHangs) => {
                self.is_mute = true;
                return Some((Answer::default(), Next::Wait));
            }
            "CAPA" => has(Quirk::CapaRefused),
            "TOP" => has(Quirk::TopRefused),
            "UIDL" => has(Quirk::NoUidl),
            "STLS" => has(Quirk::StlsVanishes),
            "USER" | "PASS" => has(Quirk::UserPassRefused),
            "AUTH" if heard.arguments > 1 => has(Quirk::NoInitialResponse),
            "QUIT" if self.doomed > 0 && has(Quirk::UpdateRollsBack) => {
                let sorry = "-ERR [SYS/TEMP] the mailbox could not be updated, no message was deleted";
                return Some((Answer::line(sorry), Next::Close));
            }
            _ => false,
        };
        unknown.then(|| (Answer::line("-ERR unknown command"), Next::Again))
    }

    /// Lets the real session do it, and bends what it says.
    fn carry_out(&mut self, heard: &Heard, line: &[u8]) -> (Answer, Next) {
        let was_logged_in = self.inner.is_logged_in();
        let before_quit = (heard.verb == "QUIT" && self.doomed > 0).then(|| (Instant::now(), self.uidls()));
        let (mut answer, next) = self.ask(line);
        if let Some((at, before)) = before_quit {
            self.note_deleted(at, before);
        }
        if !was_logged_in {
            if answer.is_wrong_password() && self.quirks.has(Quirk::DropsInsteadOfAuthError) {
                return (Answer::default(), Next::Close);
            }
            if self.inner.is_logged_in() {
                answer = self.welcome(answer);
            }
        }
        match heard.verb.as_str() {
            "CAPA" => {
                if let Some(lines) = &mut answer.body {
                    capabilities::bend(lines, &self.quirks, self.inner.is_logged_in());
                }
            }
            "AUTH" if answer.status == b"+ " && self.quirks.has(Quirk::OkForPlus) => {
                answer.status = b"+OK".to_vec();
            }
            "STAT" | "LIST" | "UIDL" if answer.is_positive() => self.list(heard, &mut answer),
            "RETR" | "TOP" if answer.is_positive() => self.retrieve(heard, &mut answer),
            "DELE" if answer.is_positive() => self.doomed += 1,
            "RSET" if answer.is_positive() => self.doomed = 0,
            _ => {}
        }
        let next = if self.rest.is_some() { Next::More } else { next };
        (answer, next)
    }

    fn ask(&mut self, line: &[u8]) -> (Answer, Next) {
        let mut bytes = Vec::new();
        let (_, next) = self.inner.take(&[line, b"\r\n"].concat(), &mut bytes);
        (Answer::parse(&bytes), next)
    }

    /// A right login: refused all the same by some quirks.
    fn welcome(&mut self, answer: Answer) -> Answer {
        let refusal = self.quirks.find(|quirk| match quirk {
            Quirk::InUse(first) => Some((*first, "-ERR [IN-USE] another session has this maildrop open")),
            Quirk::SysTemp(first) => Some((*first, "-ERR [SYS/TEMP] the disk is busy, try again later")),
            Quirk::LoginDelay(first) => Some((*first, "-ERR [LOGIN-DELAY] you were here a moment ago")),
            _ => None,
        });
        if let Some((first, words)) = refusal
            && self.shared.refuses(first)
        {
            self.inner.log_out();
            return Answer::line(words);
        }
        self.login = self.shared.next_login();
        if self.quirks.has(Quirk::OldestComesAndGoes) && self.login.is_multiple_of(2) {
            self.inner.hide_oldest();
        }
        let batch = self.quirks.find(|quirk| match quirk {
            Quirk::Batches(most) => Some(*most),
            _ => None,
        });
        if let Some(most) = batch {
            let shown = self.shared.next_batch(self.inner.mails().map(|mail| &*mail.uidl), most);
            self.inner.show_only(&shown);
        }
        self.shared.note(self.session, Seen::LoggedIn);
        answer
    }

    fn list(&mut self, heard: &Heard, answer: &mut Answer) {
        let listing = Listing { quirks: &self.quirks, shared: &self.shared, login: self.login };
        let entry = |number: usize| {
            let mail = self.inner.mail(number)?;
            match heard.verb.as_str() {
                "LIST" => Some(format!("{number} {}", listing.octets(mail)?).into_bytes()),
                _ => Some([format!("{number} ").as_bytes(), &listing.name(number, mail)?].concat()),
            }
        };
        if heard.verb == "STAT" {
            answer.status = listing.totals(self.inner.mails()).into_bytes();
        } else if let Some(number) = heard.number {
            let entry = entry(number).map(|entry| [b"+OK ", &entry[..]].concat());
            answer.status = entry.unwrap_or_else(|| b"-ERR no such message".to_vec());
        } else if let Some(lines) = &mut answer.body {
            let numbers = String::from_utf8_lossy(lines);
            let numbers = numbers.lines().filter_map(|line| line.split(' ').next()?.parse().ok());
            *lines = numbers.filter_map(entry).flat_map(|entry| [&entry, &b"\r\n"[..]].concat()).collect();
        }
    }

    fn retrieve(&mut self, heard: &Heard, answer: &mut Answer) {
        let Some(mail) = heard.number.and_then(|number| self.inner.mail(number)) else { return };
        let by = if heard.verb == "TOP" { Retrieval::Top } else { Retrieval::Retr };
        if let Some(body) = &mut answer.body {
            message::bend(body, mail, by, self.shared.next_retrieval(), &self.quirks);
        }
        if by == Retrieval::Top && self.quirks.has(Quirk::TwoOks) {
            answer.status = [&answer.status, &b"\r\n+OK once more"[..]].concat();
        }
        if by == Retrieval::Retr {
            self.retrievals += 1;
            self.shared.note_retrieved(&mail.uidl);
            let octets = self.quirks.find(|quirk| match quirk {
                Quirk::Huge(octets) => Some(*octets),
                _ => None,
            });
            if let Some(octets) = octets.filter(|_| listing::is_huge(mail)) {
                self.rest = Some(Box::new(huge_lines(octets)));
            }
        }
    }

    fn uidls(&self) -> HashSet<String> {
        self.maildrop.mails().iter().map(|mail| mail.uidl.clone()).collect()
    }

    fn note_deleted(&self, at: Instant, before: HashSet<String>) {
        let Some(log) = self.shared.log() else { return };
        let after = self.uidls();
        let deleted: Vec<String> = before.into_iter().filter(|uidl| !after.contains(uidl)).collect();
        log.note_at(at, self.session, Seen::Deleted(deleted));
    }

    /// Whether the connection ends at this command, and when.
    fn closes_here(&self) -> Option<Moment> {
        self.quirks.find(|quirk| match quirk {
            Quirk::CloseAtCommand { command, moment } if *command == self.commands => Some(*moment),
            _ => None,
        })
    }

    /// How many bytes of the answer to this RETR go out, if it is to be cut.
    fn cuts_retrieval(&self) -> Option<usize> {
        self.quirks.find(|quirk| match quirk {
            Quirk::CutInRetrieval { nth, bytes } if *nth == self.retrievals => Some(*bytes),
            _ => None,
        })
    }

    /// Line ends as the quirks have them. The bytes are whole lines.
    fn on_the_wire(&self, bytes: Vec<u8>) -> Vec<u8> {
        let end: &[u8] = if self.quirks.has(Quirk::LfOnly) {
            b"\n"
        } else if self.quirks.has(Quirk::CrCrLf) {
            b"\r\r\n"
        } else {
            return bytes;
        };
        let lines = bytes.split_inclusive(|&byte| byte == b'\n');
        lines
            .flat_map(|line| match line.strip_suffix(b"\r\n") {
                Some(line) => [line, end],
                None => [line, b""],
            })
            .flatten()
            .copied()
            .collect()
    }

    /// Says it now, or later if the quirks want that.
    fn say(&mut self, bytes: Vec<u8>, next: Next, out: &mut Vec<u8>) -> Next {
        let delay = self.quirks.find(|quirk| match quirk {
            Quirk::Delay(time) => Some(*time),
            _ => None,
        });
        let first = if self.quirks.has(Quirk::BreaksPipelines) {
            Next::Deaf(delay.unwrap_or(DEAF))
        } else if let Some(time) = delay {
            Next::Later(time)
        } else {
            out.extend_from_slice(&bytes);
            return next;
        };
        self.held = Some((bytes, next));
        first
    }
}
