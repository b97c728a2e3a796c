//! Multi-line responses (RFC 1939, section 3): lines until one that is a single dot, with a dot
//! taken off every line that begins with one.

/// Takes the body of one multi-line response, in pieces of any size.
#[derive(Debug)]
pub(super) struct Multiline {
    body: Vec<u8>,
    place: Place,
    /// The status line ended in CRLF, so only CRLF ends a line here too: a bare LF inside a
    /// message must not let the message end itself and forge the next response.
    strict: bool,
    limit: usize,
}

/// Where in a line the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the first byte.
    Start,
    /// After a first dot, which is either taken off or ends the response.
    Dot,
    /// After a first dot and a CR.
    DotCr,
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

impl Multiline {
    /// A body of at most `limit` bytes. `announced` makes room at once; it is only believed up to
    /// a size that costs nothing.
    pub(super) fn new(strict: bool, announced: u64, limit: usize) -> Self {
        const BELIEVED: usize = 4 << 20;
        let room = usize::try_from(announced).unwrap_or(BELIEVED).min(BELIEVED).min(limit);
        Self { body: Vec::with_capacity(room), place: Place::Start, strict, limit }
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
                    self.place = Place::DotCr;
                    rest = after;
                }
                Place::Dot if byte == b'\n' && !self.strict => return Taken::End(bytes.len() - after.len()),
                Place::DotCr if byte == b'\n' => return Taken::End(bytes.len() - after.len()),
                Place::DotCr => {
                    self.body.push(b'\r');
                    self.place = Place::Inside { cr: true };
                }
                Place::Start | Place::Dot | Place::Inside { .. } => {
                    rest = self.take_line(rest);
                    if self.body.len() > self.limit {
                        return Taken::TooLong;
                    }
                }
            }
        }
        Taken::More
    }

    /// Takes up to the next LF; the rest comes back.
    fn take_line<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let end = memchr::memchr(b'\n', bytes);
        let (line, rest) =
            bytes.split_at_checked(end.map_or(bytes.len(), |at| at + 1)).unwrap_or((bytes, &[]));
        self.body.extend_from_slice(line);
        let before = match line {
            [.., before, _] => Some(*before),
            _ => None,
        };
        let cr_before_last = before.map_or(self.place == Place::Inside { cr: true }, |byte| byte == b'\r');
        self.place = match end {
            Some(_) if !self.strict || cr_before_last => Place::Start,
            Some(_) => Place::Inside { cr: false },
            None => Place::Inside { cr: line.last() == Some(&b'\r') },
        };
        rest
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
    use super::*;

    fn read(strict: bool, wire: &[u8]) -> (Vec<u8>, Taken) {
        let mut multiline = Multiline::new(strict, 0, 1 << 20);
        let taken = multiline.take(wire);
        (multiline.into_body(), taken)
    }

    #[test]
    fn a_dot_is_taken_off_and_a_lone_dot_ends() {
        assert_eq!(read(true, b"a\r\n..b\r\n.c\r\n.\r\n+OK"), (b"a\r\n.b\r\nc\r\n".to_vec(), Taken::End(15)));
        assert_eq!(read(true, b".\r\n"), (vec![], Taken::End(3)));
        assert_eq!(read(true, b"a\r\n...\r\n.\r\n"), (b"a\r\n..\r\n".to_vec(), Taken::End(11)));
    }

    #[test]
    fn a_bare_lf_cannot_end_a_response_that_began_with_crlf() {
        assert_eq!(
            read(true, b"a\n.\n+OK forged\r\n.\r\n"),
            (b"a\n.\n+OK forged\r\n".to_vec(), Taken::End(19))
        );
        assert_eq!(read(true, b"a\r\n.\n\r\n.\r\n").1, Taken::End(10));
    }

    #[test]
    fn a_server_that_ends_lines_with_lf_is_understood() {
        assert_eq!(read(false, b"a\n..b\n.\n+OK"), (b"a\n.b\n".to_vec(), Taken::End(8)));
    }

    #[test]
    fn a_dot_and_cr_without_lf_are_text() {
        assert_eq!(read(true, b".\rx\r\n.\r\n"), (b"\rx\r\n".to_vec(), Taken::End(8)));
        assert_eq!(read(true, b".\r\r\n.\r\n"), (b"\r\r\n".to_vec(), Taken::End(7)));
    }

    #[test]
    fn a_body_without_end_is_bounded() {
        let mut multiline = Multiline::new(true, u64::MAX, 10);
        assert_eq!(multiline.take(b"0123456789"), Taken::More);
        assert_eq!(multiline.take(b"0"), Taken::TooLong);
    }
}
