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

/// The answer to UIDL: number and unique name of each message; `None` where the server gave none
/// that can be one (RFC 1939, section 7: characters from 0x21 to 0x7E, and nothing behind it).
pub type Uidls = Vec<(MessageNumber, Option<Uidl>)>;

/// The longest name that is taken for one, in octets. RFC 1939 allows 70; servers give more.
const LONGEST_NAME: usize = 1_000;

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

/// Reads the body of UIDL. A line that is no entry is passed over; an entry without a name, or with
/// one that is none, says at least that the message is there.
pub(super) fn uidls(body: &[u8]) -> Uidls {
    entries(body).map(|(number, rest)| (number, name(rest))).collect()
}

/// A name cut at its first space would be that of other messages, too.
fn name(rest: &[u8]) -> Option<Uidl> {
    let is_name = (1..=LONGEST_NAME).contains(&rest.len()) && rest.iter().all(u8::is_ascii_graphic);
    is_name.then(|| Uidl(rest.to_vec()))
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
        assert_eq!(sizes(b"4294967297 5\n"), [], "not the first");
        assert_eq!(sizes(b"1 99999999999999999999999\n"), []);
    }

    #[test]
    fn names_and_what_is_none() {
        let name = |text: &str| Some(Uidl(text.as_bytes().to_vec()));
        let long = "x".repeat(200);
        let body =
            format!("1 a!~\r\n2  QhdPYR:00WBw1Ph7x7 \r\n3\r\n4 two words\r\n5 {long}\r\n6 \x01a\r\nx\r\n");
        let named = [
            (1, name("a!~")),
            (2, name("QhdPYR:00WBw1Ph7x7")),
            (3, None),
            (4, None),
            (5, name(&long)),
            (6, None),
        ];
        assert_eq!(uidls(body.as_bytes()), named);
        assert_eq!(uidls(b"1 a\xff\r\n"), [(1, None)]);
    }

    #[test]
    fn totals_need_two_numbers() {
        assert_eq!(totals("2 320 octets"), Some(Totals { messages: 2, octets: 320 }));
        assert_eq!(totals("2"), None);
        assert_eq!(totals("maildrop has 2 messages"), None);
    }
}
