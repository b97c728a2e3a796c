//! An answer in its parts, and what is done to its status line.

use super::Quirk;
use super::shared::Quirks;

/// So many words of prose pass the 512 bytes that a status line may have.
const PROSE: &str = "Welcome, dear customer, to the mail service of the Olde Post Office. Your mailbox \
    is locked and ready. Please note that 3 of 5 counters are closed on Sunday. Should you see the words \
    -ERR or +OK in this line, think nothing of it. We are not in use of any system that keeps more than 1 \
    2 or 3 copies of your letters. Opening hours are 9 to 17, [AUTH]orised staff only. For your safety \
    passwords are never asked for by telephone; whoever does so is an impostor. Thank you for choosing us, \
    and for reading this far. The management wishes you a pleasant day, and may all your letters arrive";

/// What the server says to one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Answer {
    /// The first line, without its end. Empty when nothing is said.
    pub(super) status: Vec<u8>,
    /// The lines after it, dots doubled, without the final dot.
    pub(super) body: Option<Vec<u8>>,
}

impl Answer {
    /// Takes apart what the server wrote.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| at + 1);
        let (status, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
        let body = (!rest.is_empty()).then(|| rest.strip_suffix(b".\r\n").unwrap_or(rest).to_vec());
        Self { status: status.strip_suffix(b"\r\n").unwrap_or(status).to_vec(), body }
    }

    pub(super) fn line(status: impl Into<Vec<u8>>) -> Self {
        Self { status: status.into(), body: None }
    }

    pub(super) fn is_positive(&self) -> bool {
        self.status.starts_with(b"+OK")
    }

    pub(super) fn is_wrong_password(&self) -> bool {
        self.status.starts_with(b"-ERR [AUTH]")
    }

    /// As it goes out, with the final dot unless more of the body follows.
    pub(super) fn into_bytes(self, is_whole: bool) -> Vec<u8> {
        if self.status.is_empty() {
            return Vec::new();
        }
        let mut bytes = [&self.status[..], b"\r\n"].concat();
        if let Some(body) = self.body {
            bytes.extend_from_slice(&body);
            if is_whole {
                bytes.extend_from_slice(b".\r\n");
            }
        }
        bytes
    }

    /// Words the status line as the quirks have it. What it says to `command` is left alone where it
    /// is data: STAT, and LIST and UIDL with a number.
    pub(super) fn reword(&mut self, quirks: &Quirks, is_data: bool) {
        if self.is_positive() && !is_data {
            if quirks.has(Quirk::BareOk) {
                self.status = b"+OK".to_vec();
            } else if quirks.has(Quirk::Prose) {
                self.status = format!("+OK {PROSE}").into_bytes();
            }
        }
        if let Some(text) = self.status.strip_prefix(b"-ERR") {
            let text = if quirks.has(Quirk::Prose) { apology(text) } else { text.to_vec() };
            let indicator = if quirks.has(Quirk::PlusErr) { b"+ERR" } else { b"-ERR" };
            self.status = [&indicator[..], &text].concat();
        }
    }
}

/// What a server without response codes says instead.
fn apology(text: &[u8]) -> Vec<u8> {
    let says = |code: &[u8]| text.windows(code.len()).any(|window| window == code);
    let reason = if says(b"[AUTH]") {
        "this password does not unlock the mailbox. After 5 attempts it is blocked for 24 hours"
    } else if says(b"[IN-USE]") {
        "the mailbox is locked by another of your programs"
    } else {
        "that cannot be done. Please see the help pages of the Olde Post Office, chapter 4"
    };
    format!(" We are sorry, but {reason}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_put_together_as_it_was() {
        for bytes in [
            &b"+OK\r\n"[..],
            b"-ERR [AUTH] no\r\n",
            b"+OK\r\n.\r\n",
            b"+OK 2\r\n1 a\r\n..b\r\n.\r\n",
            b"+ \r\n",
            b"",
        ] {
            assert_eq!(Answer::parse(bytes).into_bytes(true), bytes, "{}", bytes.escape_ascii());
        }
    }
}
