//! Status lines: `+OK` and `-ERR` (RFC 1939, section 3) with response codes (RFC 2449, section 8; RFC 3206).

/// The longest text of a status line that is kept, in characters; the rest of it is prose.
const LONGEST_TEXT: usize = 500;

/// A status line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status<'a> {
    /// `+OK`, with what followed, as it came.
    Positive(&'a [u8]),
    /// `-ERR`.
    Negative(Negative),
}

/// The server said no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Negative {
    /// The reason in the server's code, where it gave one.
    pub code: Option<ResponseCode>,
    /// The server's own words, without the code; control characters removed.
    pub text: String,
}

/// A response code in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseCode {
    /// `[IN-USE]`: another session holds the maildrop.
    InUse,
    /// `[LOGIN-DELAY]`: asked again too soon.
    LoginDelay,
    /// `[AUTH]`: the credentials are wrong.
    Auth,
    /// `[SYS/TEMP]`: the server has a trouble that passes.
    SysTemp,
    /// `[SYS/PERM]`: the server has a trouble that someone must mend.
    SysPerm,
    /// A code of another kind.
    Other,
}

impl<'a> Status<'a> {
    /// Reads a status line without its line end; `None` when it is none.
    ///
    /// Servers are known to write `+ERR` and to use lower case.
    pub(super) fn parse(line: &'a [u8]) -> Option<Self> {
        let after = |indicator: &[u8]| {
            let (start, rest) = line.split_at_checked(indicator.len())?;
            start.eq_ignore_ascii_case(indicator).then_some(rest)
        };
        if let Some(rest) = after(b"+OK") {
            return Some(Self::Positive(rest));
        }
        let rest = after(b"-ERR").or_else(|| after(b"+ERR"))?;
        Some(Self::Negative(Negative::parse(&readable(rest))))
    }
}

impl Negative {
    fn parse(text: &str) -> Self {
        let Some((code, rest)) = text.strip_prefix('[').and_then(|inner| inner.split_once(']')) else {
            return Self { code: None, text: text.to_owned() };
        };
        let code = match code.to_ascii_uppercase().as_str() {
            "IN-USE" => ResponseCode::InUse,
            "LOGIN-DELAY" => ResponseCode::LoginDelay,
            "AUTH" => ResponseCode::Auth,
            "SYS/TEMP" => ResponseCode::SysTemp,
            "SYS/PERM" => ResponseCode::SysPerm,
            _ => ResponseCode::Other,
        };
        Self { code: Some(code), text: rest.trim().to_owned() }
    }
}

/// The server's words as text that can be shown.
pub(super) fn readable(bytes: &[u8]) -> String {
    let text: String = whole(bytes).chars().take(LONGEST_TEXT).collect();
    text.trim().to_owned()
}

/// The same, however long.
pub(super) fn whole(bytes: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(bytes).chars().filter(|c| !c.is_control()).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_as_servers_write_them() {
        let ok = |text: &'static str| Some(Status::Positive(text.as_bytes()));
        let err = |code, text: &str| Some(Status::Negative(Negative { code, text: text.to_owned() }));
        let cases: [(&[u8], Option<Status>); 9] = [
            (b"+OK", ok("")),
            (b"+OK ready <1.2@host>", ok(" ready <1.2@host>")),
            (b"+ok fine", ok(" fine")),
            (b"-ERR", err(None, "")),
            (b"-ERR [IN-USE] locked", err(Some(ResponseCode::InUse), "locked")),
            (b"-ERR [auth] no", err(Some(ResponseCode::Auth), "no")),
            (b"-ERR [X-NEW] odd", err(Some(ResponseCode::Other), "odd")),
            (b"+ERR no", err(None, "no")),
            (b"HTTP/1.1 400 Bad Request", None),
        ];
        for (line, status) in cases {
            assert_eq!(Status::parse(line), status, "{}", line.escape_ascii());
        }
    }
}
