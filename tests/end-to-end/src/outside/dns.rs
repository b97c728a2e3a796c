//! DNS messages (RFC 1035): one question in, one answer out.

use std::net::Ipv4Addr;

/// The length of a message's head.
const HEAD: usize = 12;
/// The type of an IPv4 address.
const A: [u8; 2] = [0, 1];

/// A question.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question<'m> {
    /// The name, in lower case, without the dot at its end.
    pub(super) name: String,
    id: &'m [u8],
    /// Name, type and class as they were written.
    written: &'m [u8],
    kind: &'m [u8],
}

impl<'m> Question<'m> {
    /// The question of a message; nothing where it has none.
    pub(super) fn read(message: &'m [u8]) -> Option<Self> {
        let (id, after_head) = (message.get(..2)?, message.get(HEAD..)?);
        let mut labels = Vec::new();
        let mut rest = after_head;
        loop {
            let (&length, after) = rest.split_first()?;
            if length == 0 {
                rest = after;
                break;
            }
            let (label, after) = after.split_at_checked(length.into())?;
            labels.push(String::from_utf8_lossy(label).to_lowercase());
            rest = after;
        }
        let kind = rest.get(..2)?;
        let written = after_head.get(..after_head.len() - rest.len() + 4)?;
        Some(Self { name: labels.join("."), id, written, kind })
    }

    /// The answer: this address, or that there is no such name. Of a name that exists nothing but the
    /// address is known.
    pub(super) fn answer(&self, address: Option<Ipv4Addr>) -> Vec<u8> {
        // A response, recursion asked for and given; 3 is NXDOMAIN.
        let flags = [0x81, if address.is_some() { 0x80 } else { 0x83 }];
        let address = address.filter(|_| self.kind == A);
        let counts = [0, 1, 0, u8::from(address.is_some()), 0, 0, 0, 0];
        let mut answer = [self.id, &flags, &counts, self.written].concat();
        if let Some(address) = address {
            // The name of the question; an address of the internet; for no time; four bytes.
            answer.extend([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4]);
            answer.extend(address.octets());
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKED: &[u8] = b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x01a\x04Leak\x04test\0\0\x01\0\x01";

    #[test]
    fn a_question_is_read_and_answered() {
        let question = Question::read(ASKED).unwrap();
        assert_eq!(question.name, "a.leak.test");
        let answer = question.answer(Some(Ipv4Addr::LOCALHOST));
        assert!(answer.starts_with(b"\x12\x34\x81\x80\0\x01\0\x01\0\0\0\0\x01a\x04Leak\x04test\0"));
        assert!(answer.ends_with(&[0, 4, 127, 0, 0, 1]));
        assert!(question.answer(None).starts_with(b"\x12\x34\x81\x83\0\x01\0\0"));
    }

    #[test]
    fn a_message_cut_anywhere_is_no_question() {
        for end in 0..ASKED.len() {
            assert_eq!(Question::read(&ASKED[..end]), None, "{end}");
        }
    }
}
