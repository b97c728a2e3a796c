//! The mail after DATA (RFC 5321, sections 4.1.1.4 and 4.5.2).

/// The largest mail taken, in octets; what EHLO says after SIZE.
pub(super) const LARGEST: usize = 25_000_000;

/// Collects the mail, in whatever pieces it arrives, until CRLF "." CRLF.
#[derive(Debug, Default)]
pub(super) struct Data {
    raw: Vec<u8>,
    /// What the piece before ended with.
    seen: Seen,
    /// The mail grew beyond [`LARGEST`]; the rest is read and thrown away.
    too_large: bool,
}

/// Where in the end mark the mail may be. Only CRLF ends a line: a server that takes a bare LF
/// for one can be talked into taking the rest of a mail for commands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Text,
    Cr,
    #[default]
    LineStart,
    Dot,
    DotCr,
}

/// The mail is too large.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLarge;

impl Data {
    /// Takes a piece: how many bytes of it belong to the mail, and whether the mail ended there.
    pub(super) fn take(&mut self, piece: &[u8]) -> (usize, bool) {
        for (&byte, used) in piece.iter().zip(1..) {
            self.seen = match (self.seen, byte) {
                (Seen::LineStart, b'.') => Seen::Dot,
                (Seen::Dot, b'\r') => Seen::DotCr,
                (Seen::DotCr, b'\n') => return (used, true),
                (before, _) => {
                    if before == Seen::DotCr {
                        // The dot was stuffing after all; the CR after it is part of the mail.
                        self.push(b'\r');
                    }
                    self.push(byte);
                    match (before, byte) {
                        (Seen::Cr | Seen::DotCr, b'\n') => Seen::LineStart,
                        (_, b'\r') => Seen::Cr,
                        _ => Seen::Text,
                    }
                }
            };
        }
        (piece.len(), false)
    }

    /// The mail, once it has ended.
    pub(super) fn finish(self) -> Result<Vec<u8>, TooLarge> {
        if self.too_large { Err(TooLarge) } else { Ok(self.raw) }
    }

    fn push(&mut self, byte: u8) {
        if self.raw.len() < LARGEST {
            self.raw.push(byte);
        } else {
            self.too_large = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stuffed(raw: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = raw;
        while !rest.is_empty() {
            let end = rest.windows(2).position(|pair| pair == b"\r\n").map_or(rest.len(), |at| at + 2);
            let (line, after) = rest.split_at(end);
            out.extend_from_slice(if line.starts_with(b".") { b"." } else { b"" });
            out.extend_from_slice(line);
            rest = after;
        }
        out
    }

    proptest! {
        #[test]
        fn any_mail_in_any_pieces_comes_out_whole(
            text in "[.ax\r\n]{0,40}",
            cuts in prop::collection::vec(1usize..7, 1..60),
        ) {
            let raw = [text.as_bytes(), b"\r\n"].concat();
            let wire = [&stuffed(&raw)[..], b".\r\nQUIT"].concat();
            let (mut data, mut rest, mut cuts, mut done) = (Data::default(), &wire[..], cuts.iter().cycle(), false);
            while !done {
                let piece = &rest[..rest.len().min(*cuts.next().unwrap())];
                let (used, ended) = data.take(piece);
                rest = &rest[used..];
                done = ended;
            }
            prop_assert_eq!(rest, b"QUIT");
            prop_assert_eq!(data.finish(), Ok(raw));
        }
    }

    #[test]
    fn a_bare_lf_does_not_end_the_mail() {
        let mut data = Data::default();
        assert_eq!(data.take(b"a\n.\n.\r\nb"), (8, false));
        assert_eq!(data.take(b"\r\n.\r\n"), (5, true));
        assert_eq!(data.finish().unwrap(), b"a\n.\n.\r\nb\r\n");
    }

    #[test]
    fn a_mail_beyond_the_limit_is_read_to_its_end_and_refused() {
        let mut data = Data::default();
        let piece = vec![b'a'; 1 << 20];
        for _ in 0..25 {
            assert_eq!(data.take(&piece), (piece.len(), false));
        }
        assert_eq!(data.take(b"\r\n.\r\n"), (5, true));
        assert_eq!(data.finish(), Err(TooLarge));
    }
}
