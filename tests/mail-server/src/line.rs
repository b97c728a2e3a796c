//! Command lines out of a stream of bytes.

/// The longest command line, its line end included, in bytes.
pub(crate) const LONGEST: usize = 4096;

/// The longest line that answers a SASL challenge: tokens of OAuth (RFC 7628) pass 4,096 bytes.
pub(crate) const LONGEST_TOKEN: usize = 64 << 10;

/// What stands at the beginning of the bytes that have arrived.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line<'a> {
    /// A line without its CRLF (or bare LF, as typed by hand), and the bytes it takes with it.
    Whole(&'a [u8], usize),
    /// No line end yet.
    Partial,
    /// As many bytes as a line may have, and no line end: whoever sends this is not speaking the
    /// protocol.
    TooLong,
}

/// Reads the first line, a command.
pub(crate) fn first(input: &[u8]) -> Line<'_> {
    first_within(input, LONGEST)
}

/// Reads the first line of so many bytes at most.
pub(crate) fn first_within(input: &[u8], longest: usize) -> Line<'_> {
    let window = input.get(..longest).unwrap_or(input);
    match window.iter().position(|&byte| byte == b'\n') {
        Some(end) => {
            let line = window.get(..end).unwrap_or_default();
            Line::Whole(line.strip_suffix(b"\r").unwrap_or(line), end + 1)
        }
        None if window.len() == longest => Line::TooLong,
        None => Line::Partial,
    }
}

/// A command and what follows its first space, which is empty when there is no space.
pub(crate) fn split(line: &str) -> (&str, &str) {
    line.split_once(' ').unwrap_or((line, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_at_crlf_or_lf_and_leaves_the_rest() {
        assert_eq!(first(b"NOOP\r\nQUIT\r\n"), Line::Whole(b"NOOP", 6));
        assert_eq!(first(b"NOOP\nQUIT"), Line::Whole(b"NOOP", 5));
        assert_eq!(first(b"\n"), Line::Whole(b"", 1));
        assert_eq!(first(b"NOOP"), Line::Partial);
    }

    #[test]
    fn a_line_is_bounded() {
        assert_eq!(first(&[b'a'; LONGEST]), Line::TooLong);
        assert_eq!(first(&[b'a'; LONGEST - 1]), Line::Partial);
        let mut longest = vec![b'a'; LONGEST - 1];
        longest.push(b'\n');
        assert!(matches!(first(&longest), Line::Whole(_, LONGEST)));
    }
}
