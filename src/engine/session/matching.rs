//! Whether a message is the one that was asked for. Where several are in flight and a server loses a
//! command, or ends a message so that it runs on into the next, each later answer would be taken for
//! that to another command: one message would be stored under the name of another.

use super::Log;
use crate::engine::api::Quirk;

/// Compares messages with what LIST said of them.
#[derive(Debug, Default)]
pub(super) struct Matching {
    right: u32,
    wrong: u32,
}

/// What a comparison says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing speaks against it.
    Likely,
    /// It may be another one, or more than one.
    Doubtful,
}

impl Matching {
    /// Compares a message of which LIST said that it has so many octets (0: it did not say).
    /// `others`: what it said of those that are to come after it; `None` if nothing else was in
    /// flight, so that it can be no other.
    pub(super) fn compare(&mut self, raw: &[u8], listed: u64, others: Option<&[u64]>, log: &Log) -> Verdict {
        let octets = raw.len() as u64;
        if listed == 0 {
            return Verdict::Likely;
        }
        if octets == listed {
            self.right += 1;
            return Verdict::Likely;
        }
        if let Some(others) = others {
            let counts_well = self.right > 0 && self.wrong == 0;
            let is_other = !log.learnt().octets_vary && (counts_well || others.contains(&octets));
            if is_other || runs_on(raw, listed) {
                return Verdict::Doubtful;
            }
        }
        self.wrong += 1;
        log.note(Quirk::WrongOctets);
        if self.right > 0 || log.manner().careful {
            log.learn(|learnt| learnt.octets_vary = true);
        }
        Verdict::Likely
    }
}

/// Where the message had to end stand a dot, a line end and a status line.
fn runs_on(raw: &[u8], listed: u64) -> bool {
    let rest = usize::try_from(listed).ok().and_then(|listed| raw.get(listed..));
    let Some(rest) = rest.and_then(|rest| rest.strip_prefix(b".")) else { return false };
    let rest = rest.trim_ascii_start();
    rest.starts_with(b"+OK") || rest.starts_with(b"-ERR")
}

#[cfg(test)]
mod tests {
    use super::{Verdict::*, *};

    /// Another message is to come.
    const BEHIND: Option<&[u64]> = Some(&[9]);

    #[test]
    fn a_server_that_counts_well_is_held_to_it() {
        let (log, mut matching) = (Log::default(), Matching::default());
        assert_eq!(matching.compare(b"abc", 3, BEHIND, &log), Likely);
        assert_eq!(matching.compare(b"abc", 0, BEHIND, &log), Likely);
        assert_eq!(matching.compare(b"abcd", 3, BEHIND, &log), Doubtful);
        assert!(!log.learnt().octets_vary);
        // Alone it can be no other: the count is wrong, and not to be relied on any more.
        assert_eq!(matching.compare(b"abcd", 3, None, &log), Likely);
        assert!(log.learnt().octets_vary);
        assert_eq!(matching.compare(b"abcd", 3, BEHIND, &log), Likely);
        let mut next = Matching::default();
        assert_eq!(next.compare(b"abc", 3, BEHIND, &log), Likely);
        assert_eq!(next.compare(b"abcd", 3, BEHIND, &log), Likely);
    }

    #[test]
    fn a_server_that_cannot_count_is_not() {
        let (log, mut matching) = (Log::default(), Matching::default());
        assert_eq!(matching.compare(b"abcd", 3, BEHIND, &log), Likely);
        assert_eq!(matching.compare(b"abc", 3, BEHIND, &log), Likely);
        assert_eq!(matching.compare(b"abcd", 3, BEHIND, &log), Likely);
    }

    #[test]
    fn a_message_that_runs_on_into_the_next_is_seen_at_once() {
        let (log, mut matching) = (Log::default(), Matching::default());
        assert_eq!(matching.compare(b"abc.\r\n+OK 5\r\nhallo\r\n", 3, BEHIND, &log), Doubtful);
        assert_eq!(matching.compare(b"abc.\r\nand so on\r\n", 3, BEHIND, &log), Likely);
    }

    #[test]
    fn a_message_that_is_as_long_as_the_next_has_to_be_is_the_next() {
        let (log, mut matching) = (Log::default(), Matching::default());
        assert_eq!(matching.compare(b"ninebytes", 3, BEHIND, &log), Doubtful);
        // Alone it is not: this server cannot count.
        log.again(|manner| manner.careful = true);
        assert_eq!(matching.compare(b"ninebytes", 3, None, &log), Likely);
        assert_eq!(matching.compare(b"ninebytes", 3, BEHIND, &log), Likely);
    }
}
