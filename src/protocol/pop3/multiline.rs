//! Multi-line responses (RFC 1939, section 3): lines until one that is a single dot, with a dot
//! taken off every line that begins with one.

use memchr::memmem;

/// What a line ends in. The status line's end says what may end the lines after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// LF alone.
    Lf,
    /// CR LF, as RFC 1939 has it.
    CrLf,
    /// CR CR LF, where somebody has translated line ends twice.
    CrCrLf,
}

impl LineEnd {
    /// What this line, with its LF, ends in.
    pub(super) fn of(line: &[u8]) -> Self {
        match line {
            [.., b'\r', b'\r', b'\n'] => Self::CrCrLf,
            [.., b'\r', b'\n'] => Self::CrLf,
            _ => Self::Lf,
        }
    }
}

/// Takes the body of one multi-line response, in pieces of any size.
#[derive(Debug)]
pub(super) struct Multiline {
    body: Vec<u8>,
    place: Place,
    /// If the status line ended in CRLF, only CRLF ends a line here too: a bare LF inside a
    /// message must not let the message end itself and forge the next response.
    end: LineEnd,
    /// Octets that the listing announced.
    announced: u64,
    limit: usize,
}

/// Where in a line the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the first byte.
    Start,
    /// After a first dot, which is either taken off or ends the response.
    Dot,
    /// After a first dot and so many CRs, one or two.
    DotCr(u8),
    /// Anywhere else; the flag says that the byte before was a CR.
    Inside { cr: bool },
}

/// What became of the bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    /// All were taken; the response goes on.
    More,
    /// The response ended; so many bytes belong to it.
    End(usize),
    /// The body grows beyond the limit.
    TooLong,
}

/// Room is made for as many announced octets as this at once, because it costs nothing.
const BELIEVED: usize = 4 << 20;

impl Multiline {
    /// A body of at most `limit` bytes, of which `announced` says how many there are.
    pub(super) fn new(end: LineEnd, announced: u64, limit: usize) -> Self {
        let room = usize::try_from(announced).unwrap_or(BELIEVED).min(BELIEVED).min(limit);
        Self { body: Vec::with_capacity(room), place: Place::Start, end, announced, limit }
    }

    /// Takes bytes from the wire.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Taken {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            match self.place {
                Place::Start if byte == b'.' => {
                    self.place = Place::Dot;
                    rest = after;
                }
                Place::Dot if byte == b'\r' => {
                    self.place = Place::DotCr(1);
                    rest = after;
                }
                Place::DotCr(1) if byte == b'\r' && self.end == LineEnd::CrCrLf => {
                    self.place = Place::DotCr(2);
                    rest = after;
                }
                Place::Dot if byte == b'\n' && self.end == LineEnd::Lf => {
                    return Taken::End(bytes.len() - after.len());
                }
                Place::DotCr(_) if byte == b'\n' => return Taken::End(bytes.len() - after.len()),
                Place::DotCr(crs) => {
                    self.body.extend((0..crs).map(|_| b'\r'));
                    self.place = Place::Inside { cr: true };
                }
                Place::Start | Place::Dot | Place::Inside { .. } => {
                    rest = self.take_lines(rest);
                    if self.body.len() > self.limit {
                        return Taken::TooLong;
                    }
                }
            }
        }
        Taken::More
    }

    /// Takes all lines up to the next that begins with a dot; the rest comes back.
    fn take_lines<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let dot = memmem::find(bytes, b"\n.").map_or(bytes.len(), |at| at + 1);
        let (lines, rest) = bytes.split_at_checked(dot).unwrap_or((bytes, &[]));
        self.make_room(lines.len());
        self.body.extend_from_slice(lines);
        let before = match lines {
            [.., before, _] => Some(*before),
            _ => None,
        };
        let cr_before_last = before.map_or(self.place == Place::Inside { cr: true }, |byte| byte == b'\r');
        self.place = match lines.last() {
            Some(b'\n') if self.end == LineEnd::Lf || cr_before_last => Place::Start,
            last => Place::Inside { cr: last == Some(&b'\r') },
        };
        rest
    }

    /// Believes an announced size the more, the more has come: a vector that doubles holds a large
    /// message up to three times over while it grows, and one that is as large as announced holds
    /// nothing at all if the server was wrong.
    fn make_room(&mut self, more: usize) {
        const SLACK: usize = 64 << 10;
        let needed = self.body.len() + more;
        if needed <= self.body.capacity() {
            return;
        }
        let announced = usize::try_from(self.announced).unwrap_or(usize::MAX).saturating_add(SLACK);
        let wanted = announced.min(self.limit).min(needed.saturating_mul(8));
        if needed >= BELIEVED && wanted > needed {
            self.body.reserve_exact(wanted - self.body.len());
        }
    }

    /// Where the body would end if the dot at its end were the final one, glued to the last line:
    /// all announced octets are here, and the last line ends in a dot.
    pub(super) fn glued_at(&self) -> Option<usize> {
        if self.place != Place::Start || self.announced == 0 {
            return None;
        }
        let line = self.body.strip_suffix(b"\n")?;
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b".")?;
        let is_inside = line.last().is_some_and(|&byte| byte != b'\n');
        (is_inside && line.len() as u64 >= self.announced).then_some(line.len())
    }

    /// Bytes of the body taken so far.
    pub(super) fn len(&self) -> usize {
        self.body.len()
    }

    /// The body, without stuffing and without the final dot.
    pub(super) fn into_body(self) -> Vec<u8> {
        self.body
    }
}

#[cfg(test)]
mod tests {
    use super::{LineEnd::*, *};

    fn read(end: LineEnd, wire: &[u8]) -> (Vec<u8>, Taken) {
        let mut multiline = Multiline::new(end, 0, 1 << 20);
        let taken = multiline.take(wire);
        (multiline.into_body(), taken)
    }

    #[test]
    fn a_dot_is_taken_off_and_a_lone_dot_ends() {
        assert_eq!(read(CrLf, b"a\r\n..b\r\n.c\r\n.\r\n+OK"), (b"a\r\n.b\r\nc\r\n".to_vec(), Taken::End(15)));
        assert_eq!(read(CrLf, b".\r\n"), (vec![], Taken::End(3)));
        assert_eq!(read(CrLf, b"a\r\n...\r\n.\r\n"), (b"a\r\n..\r\n".to_vec(), Taken::End(11)));
    }

    #[test]
    fn a_bare_lf_cannot_end_a_response_that_began_with_crlf() {
        assert_eq!(
            read(CrLf, b"a\n.\n+OK forged\r\n.\r\n"),
            (b"a\n.\n+OK forged\r\n".to_vec(), Taken::End(19))
        );
        assert_eq!(read(CrLf, b"a\r\n.\n\r\n.\r\n").1, Taken::End(10));
    }

    #[test]
    fn a_server_that_ends_lines_with_lf_is_understood() {
        assert_eq!(read(Lf, b"a\n..b\n.\n+OK"), (b"a\n.b\n".to_vec(), Taken::End(8)));
    }

    #[test]
    fn a_dot_and_cr_without_lf_are_text() {
        assert_eq!(read(CrLf, b".\rx\r\n.\r\n"), (b"\rx\r\n".to_vec(), Taken::End(8)));
        assert_eq!(read(CrLf, b".\r\r\n.\r\n"), (b"\r\r\n".to_vec(), Taken::End(7)));
    }

    #[test]
    fn a_body_without_end_is_bounded() {
        let mut multiline = Multiline::new(CrLf, u64::MAX, 10);
        assert_eq!(multiline.take(b"0123456789"), Taken::More);
        assert_eq!(multiline.take(b"0"), Taken::TooLong);
    }

    #[test]
    fn a_server_that_doubles_carriage_returns_ends_its_responses_so() {
        assert_eq!(
            read(CrCrLf, b"a\r\r\n..b\r\r\n.\r\r\n+OK"),
            (b"a\r\r\n.b\r\r\n".to_vec(), Taken::End(14))
        );
        assert_eq!(read(CrCrLf, b"a\r\n.\r\n").1, Taken::End(6));
        assert_eq!(read(CrCrLf, b".\r\rx\r\r\n.\r\r\n"), (b"\r\rx\r\r\n".to_vec(), Taken::End(11)));
        // Where they are not doubled in the status line, two of them end nothing.
        assert_eq!(read(CrLf, b"a\r\n.\r\r\n").1, Taken::More);
    }

    #[test]
    fn a_large_message_is_held_once() {
        let (announced, piece) = (40_usize << 20, [&[b'x'; 1_022][..], b"\r\n"].concat());
        let mut multiline = Multiline::new(CrLf, announced as u64, 512 << 20);
        for _ in 0..announced / piece.len() {
            assert_eq!(multiline.take(&piece), Taken::More);
        }
        assert_eq!(multiline.len(), announced);
        assert!(multiline.body.capacity() <= announced + (128 << 10), "{}", multiline.body.capacity());

        // Announced by a server that cannot count.
        let mut liar = Multiline::new(CrLf, 1 << 33, 512 << 20);
        for _ in 0..(5 << 20) / piece.len() {
            liar.take(&piece);
        }
        assert!(liar.body.capacity() <= 40 << 20, "{}", liar.body.capacity());
    }

    #[test]
    fn a_dot_glued_to_the_last_line() {
        let glued = |announced, wire: &[u8]| {
            let mut multiline = Multiline::new(CrLf, announced, 1 << 20);
            assert_eq!(multiline.take(wire), Taken::More);
            multiline.glued_at()
        };
        assert_eq!(glued(4, b"a\r\nb.\r\n"), Some(4));
        assert_eq!(glued(5, b"a\r\nb.\r\n"), None, "not all is here");
        assert_eq!(glued(0, b"a\r\nb.\r\n"), None, "who knows what all is");
        assert_eq!(glued(1, b"a\r\nb.\r\n+OK"), None, "more is coming");
        assert_eq!(glued(1, b"a\r\nb.\n"), None, "no line ends so here");
        assert_eq!(glued(1, b"a\r\n..\r\n"), None, "a line that is a dot");
        assert_eq!(glued(1, b"a\r\nb\r\n"), None);
    }
}
