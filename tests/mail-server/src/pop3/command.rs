//! POP3 commands.

use crate::line;

/// A command line, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'a> {
    Capa,
    Stls,
    User(&'a str),
    Pass(&'a str),
    /// AUTH without a mechanism asks for the list of them; the second part is the initial response.
    Auth(Option<&'a str>, Option<&'a str>),
    Stat,
    List(Option<usize>),
    Uidl(Option<usize>),
    Retr(usize),
    Top(usize, usize),
    Dele(usize),
    Noop,
    Rset,
    Quit,
}

/// Why a line is no command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadCommand {
    Unknown,
    Arguments,
}

impl<'a> Command<'a> {
    /// Reads a line without its line end.
    pub(super) fn parse(line: &'a [u8]) -> Result<Self, BadCommand> {
        let line = std::str::from_utf8(line).map_err(|_| BadCommand::Arguments)?;
        let (verb, rest) = line::split(line);
        let verb = verb.to_ascii_uppercase();
        // A password may hold spaces, also at its end: it is all that follows.
        if verb == "PASS" {
            return if rest.is_empty() { Err(BadCommand::Arguments) } else { Ok(Self::Pass(rest)) };
        }
        let arguments: Vec<&str> = rest.split_ascii_whitespace().collect();
        let none = |command| if arguments.is_empty() { Ok(command) } else { Err(BadCommand::Arguments) };
        match verb.as_str() {
            "CAPA" => none(Self::Capa),
            "STLS" => none(Self::Stls),
            "USER" if !rest.is_empty() => Ok(Self::User(rest.trim_end())),
            "AUTH" => match arguments[..] {
                [] => Ok(Self::Auth(None, None)),
                [mechanism] => Ok(Self::Auth(Some(mechanism), None)),
                [mechanism, initial] => Ok(Self::Auth(Some(mechanism), Some(initial))),
                _ => Err(BadCommand::Arguments),
            },
            "STAT" => none(Self::Stat),
            "LIST" => maybe_one(&arguments).map(Self::List),
            "UIDL" => maybe_one(&arguments).map(Self::Uidl),
            "RETR" => one(&arguments).map(Self::Retr),
            "DELE" => one(&arguments).map(Self::Dele),
            "TOP" => match arguments[..] {
                [mail, lines] => Ok(Self::Top(number(mail)?, number(lines)?)),
                _ => Err(BadCommand::Arguments),
            },
            "NOOP" => none(Self::Noop),
            "RSET" => none(Self::Rset),
            "QUIT" => none(Self::Quit),
            "USER" => Err(BadCommand::Arguments),
            _ => Err(BadCommand::Unknown),
        }
    }
}

fn number(argument: &str) -> Result<usize, BadCommand> {
    // `parse` alone would take "+1".
    if argument.bytes().all(|byte| byte.is_ascii_digit()) {
        argument.parse().map_err(|_| BadCommand::Arguments)
    } else {
        Err(BadCommand::Arguments)
    }
}

fn one(arguments: &[&str]) -> Result<usize, BadCommand> {
    match arguments {
        [argument] => number(argument),
        _ => Err(BadCommand::Arguments),
    }
}

fn maybe_one(arguments: &[&str]) -> Result<Option<usize>, BadCommand> {
    if arguments.is_empty() { Ok(None) } else { one(arguments).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_case_insensitive_and_passwords_keep_their_spaces() {
        assert_eq!(Command::parse(b"retr 3"), Ok(Command::Retr(3)));
        assert_eq!(Command::parse(b"PASS  two words "), Ok(Command::Pass(" two words ")));
        assert_eq!(Command::parse(b"Top 1 0"), Ok(Command::Top(1, 0)));
    }

    #[test]
    fn wrong_arguments_are_told_from_unknown_commands() {
        for line in ["RETR", "RETR x", "RETR +1", "RETR 1 2", "TOP 1", "STAT 1", "USER", "PASS"] {
            assert_eq!(Command::parse(line.as_bytes()), Err(BadCommand::Arguments), "{line}");
        }
        assert_eq!(Command::parse(b"XYZZY"), Err(BadCommand::Unknown));
        assert_eq!(Command::parse(b""), Err(BadCommand::Unknown));
        assert_eq!(Command::parse(b"USER \xff"), Err(BadCommand::Arguments));
    }
}
