//! SMTP commands.

use crate::line;

/// A command line, read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Command<'a> {
    Ehlo(&'a str),
    Helo(&'a str),
    StartTls,
    /// A mechanism and perhaps its initial response.
    Auth(&'a str, Option<&'a str>),
    Mail {
        /// The reverse-path without its brackets; empty for the null path.
        sender: &'a str,
        /// What SIZE declares, in octets.
        size: Option<u64>,
        /// Whether SMTPUTF8 was asked for.
        utf8: bool,
    },
    /// The forward-path without its brackets.
    Rcpt(&'a str),
    Data,
    Rset,
    Noop,
    Vrfy,
    Quit,
}

/// Why a line is no command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadCommand {
    /// 500: no such command.
    Unknown,
    /// 501: its arguments cannot be read.
    Arguments,
    /// 555: a parameter of MAIL or RCPT that this server does not know.
    Parameter,
}

impl<'a> Command<'a> {
    /// Reads a line without its line end.
    pub(super) fn parse(line: &'a [u8]) -> Result<Self, BadCommand> {
        let line = std::str::from_utf8(line).map_err(|_| BadCommand::Arguments)?.trim_end();
        let (verb, rest) = line::split(line);
        let rest = rest.trim_start();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => named(rest).map(Self::Ehlo),
            "HELO" => named(rest).map(Self::Helo),
            "STARTTLS" => bare(rest, Self::StartTls),
            "AUTH" => match rest.split_ascii_whitespace().collect::<Vec<_>>()[..] {
                [mechanism] => Ok(Self::Auth(mechanism, None)),
                [mechanism, initial] => Ok(Self::Auth(mechanism, Some(initial))),
                _ => Err(BadCommand::Arguments),
            },
            "MAIL" => mail(rest),
            "RCPT" => {
                let (recipient, parameters) = path(rest, "TO:")?;
                match (recipient, parameters) {
                    ("", _) => Err(BadCommand::Arguments),
                    (_, "") => Ok(Self::Rcpt(recipient)),
                    _ => Err(BadCommand::Parameter),
                }
            }
            "DATA" => bare(rest, Self::Data),
            "RSET" => bare(rest, Self::Rset),
            "NOOP" => Ok(Self::Noop),
            "VRFY" => named(rest).map(|_| Self::Vrfy),
            "QUIT" => bare(rest, Self::Quit),
            _ => Err(BadCommand::Unknown),
        }
    }
}

fn named(rest: &str) -> Result<&str, BadCommand> {
    if rest.is_empty() { Err(BadCommand::Arguments) } else { Ok(rest) }
}

fn bare<'a>(rest: &str, command: Command<'a>) -> Result<Command<'a>, BadCommand> {
    if rest.is_empty() { Ok(command) } else { Err(BadCommand::Arguments) }
}

fn mail(rest: &str) -> Result<Command<'_>, BadCommand> {
    let (sender, parameters) = path(rest, "FROM:")?;
    let (mut size, mut utf8) = (None, false);
    for parameter in parameters.split_ascii_whitespace() {
        let (keyword, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        match (keyword.to_ascii_uppercase().as_str(), value.to_ascii_uppercase().as_str()) {
            ("SIZE", digits) => size = Some(digits.parse().map_err(|_| BadCommand::Arguments)?),
            ("BODY", "7BIT" | "8BITMIME") => {}
            ("BODY", _) => return Err(BadCommand::Arguments),
            ("SMTPUTF8", "") => utf8 = true,
            // Who wrote it first (RFC 4954, section 5) makes no difference here.
            ("AUTH", value) if !value.is_empty() => {}
            _ => return Err(BadCommand::Parameter),
        }
    }
    Ok(Command::Mail { sender, size, utf8 })
}

/// Reads `FROM:<path> parameters`: the path without brackets, and the parameters.
fn path<'a>(rest: &'a str, keyword: &str) -> Result<(&'a str, &'a str), BadCommand> {
    let (found, rest) = rest.split_at_checked(keyword.len()).ok_or(BadCommand::Arguments)?;
    if !found.eq_ignore_ascii_case(keyword) {
        return Err(BadCommand::Arguments);
    }
    // RFC 5321 has no space after the colon; many a client sends one.
    let inside = rest.trim_start().strip_prefix('<').ok_or(BadCommand::Arguments)?;
    let mut quoted = false;
    let end = inside.bytes().position(|byte| {
        quoted ^= byte == b'"';
        byte == b'>' && !quoted
    });
    let (path, rest) =
        inside.split_at_checked(end.ok_or(BadCommand::Arguments)?).ok_or(BadCommand::Arguments)?;
    let parameters = rest.strip_prefix('>').unwrap_or(rest);
    let plausible = path.is_empty() || (path.contains('@') && !path.contains(char::is_control));
    if !plausible || !(parameters.is_empty() || parameters.starts_with(' ')) {
        return Err(BadCommand::Arguments);
    }
    Ok((path, parameters.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_parameters() {
        let mail = |sender, size, utf8| Ok(Command::Mail { sender, size, utf8 });
        assert_eq!(Command::parse(b"MAIL FROM:<a@b>"), mail("a@b", None, false));
        assert_eq!(Command::parse(b"mail from: <> size=12 BODY=8BITMIME SMTPUTF8"), mail("", Some(12), true));
        assert_eq!(Command::parse(b"RCPT TO:<\"a> b\"@c>"), Ok(Command::Rcpt("\"a> b\"@c")));
        assert_eq!(Command::parse(b"RCPT TO:<a@b> NOTIFY=NEVER"), Err(BadCommand::Parameter));
        assert_eq!(Command::parse(b"MAIL FROM:<a@b> SIZE=x"), Err(BadCommand::Arguments));
        for line in
            ["MAIL FROM:a@b", "MAIL FROM:<a@b", "RCPT TO:<>", "RCPT TO:<a>", "MAIL", "MAIL FROM:<a@b>x"]
        {
            assert_eq!(Command::parse(line.as_bytes()), Err(BadCommand::Arguments), "{line}");
        }
    }
}
