//! What was said in a session, fit to be shown: bounded, and without what makes it long. Whoever
//! writes into it has taken the secrets out.

use std::collections::VecDeque;

use crate::protocol::pop3::{Command, Negative, Response, ResponseCode};

/// So many lines of the beginning are kept, and so many of the end: the login is as telling as the
/// fault.
const FIRST: usize = 60;
const LAST: usize = 140;

/// So many lines of a listing are shown.
const LISTED: usize = 3;

/// Lines, in their order.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    first: Vec<Line>,
    last: VecDeque<Line>,
    /// Lines between the two.
    passed_over: usize,
}

/// A line; the commonest are put into words only when somebody wants to see them.
#[derive(Debug)]
enum Line {
    Text(String),
    Retrieve(u32),
    Delete(u32),
    Octets(usize),
}

impl Transcript {
    /// Something that neither side said.
    pub(super) fn remark(&mut self, text: &str) {
        self.push(Line::Text(format!("({text})")));
    }

    /// The client says this.
    pub(super) fn command(&mut self, command: &Command) {
        self.push(match command {
            Command::Retr(number, _) => Line::Retrieve(*number),
            Command::Dele(number) => Line::Delete(*number),
            command => Line::Text(format!("C: {command}")),
        });
    }

    /// The server says this. `show` takes secrets out.
    pub(super) fn reply(&mut self, result: &Result<Response, Negative>, show: impl Fn(&str) -> String) {
        match result {
            Ok(Response::Message(raw)) => self.push(Line::Octets(raw.len())),
            Ok(Response::Unended(raw)) => {
                self.push(Line::Octets(raw.len()));
                self.remark("its final dot was glued to the last line");
            }
            Ok(Response::Done(text)) => self.server(&show(&format!("+OK {text}"))),
            Ok(Response::Totals(totals)) => {
                self.server(&format!("+OK {} {}", totals.messages, totals.octets));
            }
            Ok(Response::Continue(_)) => self.server("+ …"),
            Ok(Response::Capabilities(capabilities)) => {
                self.server("+OK");
                capabilities.lines().iter().for_each(|line| self.server(&show(line)));
                self.server(".");
            }
            Ok(Response::Languages(languages)) => {
                self.listed(
                    languages.len(),
                    languages.iter().map(|language| language.tag.as_str().to_owned()),
                );
            }
            Ok(Response::Sizes(sizes)) => {
                self.listed(sizes.len(), sizes.iter().map(|(number, octets)| format!("{number} {octets}")));
            }
            Ok(Response::Uidls(uidls)) => {
                let line = |(number, uidl): &(u32, Option<crate::protocol::pop3::Uidl>)| match uidl {
                    Some(uidl) => show(&format!("{number} {}", uidl.0.escape_ascii())),
                    None => format!("{number} (no name)"),
                };
                self.listed(uidls.len(), uidls.iter().map(line));
            }
            Err(negative) => {
                let code = negative.code.map(code).unwrap_or_default();
                self.server(&show(&format!("-ERR {code}{}", negative.text)));
            }
        }
    }

    fn listed(&mut self, count: usize, lines: impl Iterator<Item = String>) {
        self.server("+OK");
        lines.take(LISTED).for_each(|line| self.server(&line));
        if count > LISTED {
            self.remark(&format!("{} more lines", grouped(count - LISTED)));
        }
        self.server(".");
    }

    fn server(&mut self, text: &str) {
        self.push(Line::Text(format!("S: {}", text.trim_end())));
    }

    fn push(&mut self, line: Line) {
        if self.first.len() < FIRST {
            self.first.push(line);
            return;
        }
        if self.last.len() == LAST {
            self.last.pop_front();
            self.passed_over += 1;
        }
        self.last.push_back(line);
    }

    /// The lines as they are shown.
    pub(super) fn lines(&self) -> Vec<String> {
        let gap = (self.passed_over > 0).then(|| format!("({} lines)", grouped(self.passed_over)));
        self.first.iter().map(Line::show).chain(gap).chain(self.last.iter().map(Line::show)).collect()
    }
}

impl Line {
    fn show(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Retrieve(number) => format!("C: RETR {number}"),
            Self::Delete(number) => format!("C: DELE {number}"),
            Self::Octets(octets) => format!("S: ({} octets)", grouped(*octets)),
        }
    }
}

const fn code(code: ResponseCode) -> &'static str {
    match code {
        ResponseCode::InUse => "[IN-USE] ",
        ResponseCode::LoginDelay => "[LOGIN-DELAY] ",
        ResponseCode::Auth => "[AUTH] ",
        ResponseCode::SysTemp => "[SYS/TEMP] ",
        ResponseCode::SysPerm => "[SYS/PERM] ",
        ResponseCode::Other => "[…] ",
    }
}

/// As 12,345.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let comma = |(at, digit): (usize, char)| {
        let comma = (at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(comma).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_are_kept() {
        let mut transcript = Transcript::default();
        for number in 1..=2_000 {
            transcript.command(&Command::Retr(number, 5));
            transcript.reply(&Ok(Response::Message(vec![0; 12_345])), str::to_owned);
        }
        let lines = transcript.lines();
        assert_eq!(lines.len(), FIRST + 1 + LAST);
        assert_eq!(lines[..2], ["C: RETR 1", "S: (12,345 octets)"]);
        assert_eq!(lines[FIRST], "(3,800 lines)");
        assert_eq!(lines[lines.len() - 2..], ["C: RETR 2000", "S: (12,345 octets)"]);
    }

    #[test]
    fn a_listing_is_cut() {
        let mut transcript = Transcript::default();
        transcript.reply(&Ok(Response::Sizes((1..=1_003).map(|n| (n, 5)).collect())), str::to_owned);
        transcript.reply(&Ok(Response::Sizes(vec![])), str::to_owned);
        let shown = ["S: +OK", "S: 1 5", "S: 2 5", "S: 3 5", "(1,000 more lines)", "S: .", "S: +OK", "S: ."];
        assert_eq!(transcript.lines(), shown);
    }
}
