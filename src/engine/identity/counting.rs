//! Whether a server's names are more than its message numbers.
//!
//! A message number means another message as soon as one before it goes (RFC 1939, section 8), and so
//! does a name that is made of it. Nothing in a listing tells such names from those of a sane server
//! that counts its messages as they come: Cyrus and Courier write `UIDVALIDITY.UID` or the like, and
//! list `7.1`, `7.2`, `7.3` until something is deleted. To distrust them all would have the headers of a
//! whole maildrop fetched in each session, to believe them all would lose mail. So names that are
//! the bare numbers are distrusted, and names that count are put to the test: whichever message went, the
//! last known name stands for another message now, and its header shows it. One header a session is what
//! that costs a sane server. Where the number does not come last, as in Dovecot's `%08Xu%08Xv`, or does not
//! count in decimal, nothing is asked.

use crate::protocol::pop3::{MessageNumber, Uidl};

/// What the names of a listing look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// The message numbers, padded with zeros or not.
    Numbers,
    /// The message numbers, or all of them increased by as much, behind something that is always the
    /// same.
    Counting,
    /// Names.
    Names,
}

/// What these names look like.
pub(super) fn naming<'l>(named: impl Iterator<Item = (MessageNumber, &'l Uidl)>) -> Naming {
    let mut all = None;
    let mut count = 0;
    for (number, uidl) in named {
        let Some((before, value)) = split(&uidl.0) else { return Naming::Names };
        let this = (before, i128::from(value) - i128::from(number));
        if *all.get_or_insert(this) != this {
            return Naming::Names;
        }
        count += 1;
    }
    match all {
        Some((b"", 0)) => Naming::Numbers,
        // One name alone ends with some digits easily: it has to be the very number.
        Some((_, ahead)) if count > 1 || ahead == 0 => Naming::Counting,
        _ => Naming::Names,
    }
}

/// The digits at the end of a name as a number, and what stands before them.
fn split(name: &[u8]) -> Option<(&[u8], u64)> {
    let at = name.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
    let (before, digits) = name.split_at_checked(at)?;
    Some((before, std::str::from_utf8(digits).ok()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn looks(names: &[impl AsRef<str>]) -> Naming {
        let names: Vec<Uidl> = names.iter().map(|name| Uidl(name.as_ref().as_bytes().to_vec())).collect();
        naming((1..).zip(&names))
    }

    #[test]
    fn names_of_servers() {
        assert_eq!(looks(&["1", "2", "3"]), Naming::Numbers);
        assert_eq!(looks(&["0001", "0002"]), Naming::Numbers);
        assert_eq!(looks(&["1"]), Naming::Numbers);
        assert_eq!(looks(&["msg0009", "msg0010"]), Naming::Counting);
        assert_eq!(looks(&["UID5-1"]), Naming::Counting);
        assert_eq!(looks(&["0", "1"]), Naming::Counting);
        assert_eq!(looks(&["17", "18"]), Naming::Counting);
        assert_eq!(looks(&["UID5-7"]), Naming::Names);
        assert_eq!(looks(&["1", "3"]), Naming::Names);
        assert_eq!(looks(&["a1", "b2"]), Naming::Names);
        assert_eq!(looks(&["1", "two"]), Naming::Names);
        assert_eq!(looks(&["", "1"]), Naming::Names);
        assert_eq!(looks(&["99999999999999999999999999"]), Naming::Names);
        assert_eq!(looks(&[""; 0]), Naming::Names);
    }

    proptest! {
        #[test]
        fn whatever_stands_before_and_wherever_it_begins(
            before in "([!-~]*[!-/:-~])?",
            ahead in 0..1_000_000_u32,
            width in 0..12_usize,
            count in 2..30_u32,
        ) {
            let name = |number: u32| format!("{before}{:0width$}", number + ahead);
            let expected = if before.is_empty() && ahead == 0 { Naming::Numbers } else { Naming::Counting };
            prop_assert_eq!(looks(&(1..=count).map(name).collect::<Vec<_>>()), expected);
        }

        /// Dovecot's names: the UID, and behind it what is the same for all.
        #[test]
        fn a_number_that_does_not_come_last_does_not_count(
            validity in any::<u32>(),
            first in any::<u16>(),
            count in 2..30_u32,
        ) {
            let name = |number: u32| format!("{:08X}{validity:08X}", u32::from(first) + number);
            prop_assert_eq!(looks(&(1..=count).map(name).collect::<Vec<_>>()), Naming::Names);
        }
    }
}
