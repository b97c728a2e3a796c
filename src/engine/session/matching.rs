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
    /// `alone`: nothing else was in flight, so it can be no other.
    pub(super) fn compare(&mut self, raw: &[u8], listed: u64, alone: bool, log: &Log) -> Verdict {
        if listed == 0 {
            return Verdict::Likely;
        }
        if raw.len() as u64 == listed {
            self.right += 1;
            return Verdict::Likely;
        }
        let counts_well = self.right > 0 && self.wrong == 0 && !log.learnt().octets_vary;
        if !alone && (counts_well || runs_on(raw, listed)) {
            return Verdict::Doubtful;
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

    #[test]
    fn a_server_that_counts_well_is_held_to_it() {
        let (log, mut matching) = (Log::default(), Matching::default());
        assert_eq!(matching.compare(b"abc", 3, false, &log), Likely);
        assert_eq!(matching.compare(b"abc", 0, false, &log), Likely);
        assert_eq!(matching.compare(b"abcd", 3, false, &log), Doubtful);
        assert!(!log.learnt().octets_vary);
        // Alone it can be no other: the count is wrong, and not to be relied on any more.
        assert_eq!(matching.compare(b"abcd", 3, true, &log), Likely);
        assert!(log.learnt().octets_vary);
        assert_eq!(matching.compare(b"abcd", 3, false, &log), Likely);
        let mut next = Matching::default();
        assert_eq!(next.compare(b"abc", 3, false, &log), Likely);
        assert_eq!(next.compare(b"abcd", 3, false, &log), Likely);
    }

    #[test]
    fn a_server_that_cannot_count_is_not() {
        let (log, mut matching) = (Log::default(), Matching::default());
        assert_eq!(matching.compare(b"abcd", 3, false, &log), Likely);
        assert_eq!(matching.compare(b"abc", 3, false, &log), Likely);
        assert_eq!(matching.compare(b"abcd", 3, false, &log), Likely);
    }

    #[test]
    fn a_message_that_runs_on_into_the_next_is_seen_at_once() {
        let (log, mut matching) = (Log::default(), Matching::default());
        assert_eq!(matching.compare(b"abc.\r\n+OK 5\r\nhallo\r\n", 3, false, &log), Doubtful);
        assert_eq!(matching.compare(b"abc.\r\nand so on\r\n", 3, false, &log), Likely);
    }
}
