//! The answers to STAT, LIST and UIDL (RFC 1939, sections 5 and 7).

use serde::{Deserialize, Serialize};

/// A message's number in this session, from 1.
pub type MessageNumber = u32;

/// The server's name for a message in a maildrop (RFC 1939, section 7): any bytes, kept as they came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Uidl(pub Vec<u8>);

/// The answer to STAT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// Messages in the maildrop.
    pub messages: u64,
    /// Their octets.
    pub octets: u64,
}

/// The answer to LIST: number and octets of each message.
pub type Sizes = Vec<(MessageNumber, u64)>;

/// The answer to UIDL: number and unique name of each message.
pub type Uidls = Vec<(MessageNumber, Uidl)>;

/// Reads what follows `+OK` in the answer to STAT; `None` when there are no two numbers.
pub(super) fn totals(text: &str) -> Option<Totals> {
    let mut words = text.split_ascii_whitespace();
    let messages = words.next()?.parse().ok()?;
    let octets = words.next()?.parse().ok()?;
    Some(Totals { messages, octets })
}

/// Reads the body of LIST. A line that is no entry is passed over: what has no size is fetched
/// all the same.
pub(super) fn sizes(body: &[u8]) -> Sizes {
    entries(body).filter_map(|(number, rest)| Some((number, decimal(first_word(rest)?)?))).collect()
}

/// Reads the body of UIDL. A line that is no entry is passed over: a message without a name is
/// not collected, and stays on the server.
pub(super) fn uidls(body: &[u8]) -> Uidls {
    entries(body).filter_map(|(number, rest)| Some((number, Uidl(first_word(rest)?.to_vec())))).collect()
}

fn entries(body: &[u8]) -> impl Iterator<Item = (MessageNumber, &[u8])> {
    body.split(|&byte| byte == b'\n').filter_map(|line| {
        let line = line.trim_ascii();
        let number = first_word(line)?;
        let rest = line.get(number.len()..)?.trim_ascii_start();
        let number = MessageNumber::try_from(decimal(number)?).ok().filter(|&number| number > 0)?;
        Some((number, rest))
    })
}

fn first_word(line: &[u8]) -> Option<&[u8]> {
    line.split(u8::is_ascii_whitespace).next().filter(|word| !word.is_empty())
}

fn decimal(word: &[u8]) -> Option<u64> {
    if !word.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(word).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_as_servers_write_them() {
        assert_eq!(sizes(b"1 120\r\n2 200 extra\r\n\r\nx 3\r\n0 9\r\n3\r\n"), [(1, 120), (2, 200)]);
        assert_eq!(sizes(b"1 99999999999\n"), [(1, 99_999_999_999)]);
        assert_eq!(sizes(b"1 99999999999999999999999\n"), []);
        assert_eq!(
            uidls(b"1 a!\xff\r\n2  QhdPYR:00WBw1Ph7x7\r\n3\r\n"),
            [(1, Uidl(b"a!\xff".to_vec())), (2, Uidl(b"QhdPYR:00WBw1Ph7x7".to_vec()))]
        );
    }

    #[test]
    fn totals_need_two_numbers() {
        assert_eq!(totals("2 320 octets"), Some(Totals { messages: 2, octets: 320 }));
        assert_eq!(totals("2"), None);
        assert_eq!(totals("maildrop has 2 messages"), None);
    }
}
