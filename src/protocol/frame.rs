//! What the page and the relay say to each other, as WebSocket messages.
//!
//! The page opens a WebSocket at [`PATH`] with the subprotocol [`SUBPROTOCOL`]; every
//! message is binary, and its first byte says what it is:
//!
//! | byte | from | meaning | the rest |
//! | --- | --- | --- | --- |
//! | 1 | page | `Open`: connect to this host | port (2 bytes, big-endian), host name in UTF-8 |
//! | 1 | relay | `Opened`: connected | window in bytes (4, big-endian) |
//! | 2 | both | `Data` | the bytes of the TCP stream, as they are |
//! | 3 | page | `Ack`: the page has taken this many more bytes of `Data` | count (4, big-endian) |
//! | 4 | relay | `End`: the mail server closed its side in good order | nothing |
//!
//! `Open` is the page's first message and comes once; `Data` from the page comes only after
//! `Opened`. The relay stops reading the TCP stream while a whole window of bytes is not
//! acknowledged: a WebSocket in a browser cannot slow its sender down by itself.
//! After `End` the relay closes with 1000. Every other ending has a code of its own, [`Refusal`].

/// Where the relay answers WebSocket requests.
pub const PATH: &str = "/relay";

/// The WebSocket subprotocol, with the version of these wire types.
pub const SUBPROTOCOL: &str = "restante.1";

/// The longest host name that `Open` may carry, in bytes (RFC 1035, section 2.3.4).
pub const LONGEST_HOST: usize = 253;

/// A frame longer than this is refused by both sides, in bytes.
pub const LONGEST_FRAME: usize = 1 << 20;

const OPEN: u8 = 1;
const DATA: u8 = 2;
const ACK: u8 = 3;
const END: u8 = 4;

/// A message from the page to the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromPage<'a> {
    /// Connect to this host; the relay answers with `Opened` or closes with a [`Refusal`].
    Open {
        /// A host name or an address, as the reader wrote it.
        host: &'a str,
        /// The TCP port, never 0.
        port: u16,
    },
    /// Bytes for the mail server.
    Data(&'a [u8]),
    /// So many more bytes of `Data` have been taken by the page.
    Ack(u32),
}

/// A message from the relay to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromRelay<'a> {
    /// The TCP connection stands.
    Opened {
        /// How many unacknowledged bytes the relay sends before it stops reading.
        window: u32,
    },
    /// Bytes of the mail server.
    Data(&'a [u8]),
    /// The mail server closed its side in good order; nothing more will come.
    End,
}

/// Why a frame could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameError {
    /// The first byte names no frame of this version.
    Unknown(Option<u8>),
    /// The frame is shorter or longer than its kind allows.
    Length,
    /// The host of an `Open` is empty, too long or not UTF-8.
    Host,
    /// The port of an `Open` is 0.
    Port,
}

impl std::fmt::Display for FrameError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown(Some(tag)) => write!(f, "unknown frame {tag}"),
            Self::Unknown(None) => f.write_str("empty frame"),
            Self::Length => f.write_str("frame of a wrong length"),
            Self::Host => f.write_str("no usable host name"),
            Self::Port => f.write_str("port 0"),
        }
    }
}

impl std::error::Error for FrameError {}

impl<'a> FromPage<'a> {
    /// Reads one WebSocket message.
    ///
    /// # Errors
    /// When the message is not a whole frame of this version.
    pub fn parse(message: &'a [u8]) -> Result<Self, FrameError> {
        match message.split_first() {
            Some((&OPEN, rest)) => {
                let (port, host) = rest.split_first_chunk().ok_or(FrameError::Length)?;
                let port = u16::from_be_bytes(*port);
                if port == 0 {
                    return Err(FrameError::Port);
                }
                let host = std::str::from_utf8(host).map_err(|_| FrameError::Host)?;
                if host.is_empty() || host.len() > LONGEST_HOST {
                    return Err(FrameError::Host);
                }
                Ok(Self::Open { host, port })
            }
            Some((&DATA, rest)) => Ok(Self::Data(rest)),
            Some((&ACK, rest)) => Ok(Self::Ack(count(rest)?)),
            other => Err(FrameError::Unknown(other.map(|(tag, _)| *tag))),
        }
    }

    /// The WebSocket message for this frame.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Open { host, port } => {
                let [high, low] = port.to_be_bytes();
                [&[OPEN, high, low], host.as_bytes()].concat()
            }
            Self::Data(bytes) => [&[DATA], bytes].concat(),
            Self::Ack(taken) => [&[ACK][..], &taken.to_be_bytes()].concat(),
        }
    }
}

impl<'a> FromRelay<'a> {
    /// All frames but `Data` are shorter than this, in bytes: a message that is cut off here is read as
    /// the whole would be, except that of `Data` only the beginning is there.
    pub const HEAD: usize = 8;

    /// Reads one WebSocket message.
    ///
    /// # Errors
    /// When the message is not a whole frame of this version.
    pub fn parse(message: &'a [u8]) -> Result<Self, FrameError> {
        match message.split_first() {
            Some((&OPEN, rest)) => Ok(Self::Opened { window: count(rest)? }),
            Some((&DATA, rest)) => Ok(Self::Data(rest)),
            Some((&END, [])) => Ok(Self::End),
            Some((&END, _)) => Err(FrameError::Length),
            other => Err(FrameError::Unknown(other.map(|(tag, _)| *tag))),
        }
    }

    /// The WebSocket message for this frame.
    #[must_use]
    pub fn to_bytes(self) -> Vec<u8> {
        match self {
            Self::Opened { window } => [&[OPEN][..], &window.to_be_bytes()].concat(),
            Self::Data(bytes) => [&[DATA], bytes].concat(),
            Self::End => vec![END],
        }
    }
}

fn count(rest: &[u8]) -> Result<u32, FrameError> {
    let bytes: [u8; 4] = rest.try_into().map_err(|_| FrameError::Length)?;
    Ok(u32::from_be_bytes(bytes))
}

/// Why the relay closed the WebSocket: a close code in the private range, with a reason in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// 4000: the page sent something that is no frame, or at the wrong time.
    Protocol,
    /// 4001: the operator has not listed this host and port.
    NotAllowed,
    /// 4002: the host name has no address.
    CannotResolve,
    /// 4003: the host refused the connection, or no route leads to it.
    Refused,
    /// 4004: the host did not answer in time.
    TimedOut,
    /// 4005: the connection stood and then broke.
    Reset,
    /// 4006: nothing was said for too long.
    Idle,
    /// 4007: the relay has as many connections as it may have.
    TooMany,
    /// 4008: the listed name leads into a private network, where the operator has not sent it. The reason is
    /// what to list instead, `host=ADDRESS:port`.
    PrivateAddress,
}

impl Refusal {
    const ALL: [Self; 9] = [
        Self::Protocol,
        Self::NotAllowed,
        Self::CannotResolve,
        Self::Refused,
        Self::TimedOut,
        Self::Reset,
        Self::Idle,
        Self::TooMany,
        Self::PrivateAddress,
    ];

    /// The WebSocket close code.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Protocol => 4000,
            Self::NotAllowed => 4001,
            Self::CannotResolve => 4002,
            Self::Refused => 4003,
            Self::TimedOut => 4004,
            Self::Reset => 4005,
            Self::Idle => 4006,
            Self::TooMany => 4007,
            Self::PrivateAddress => 4008,
        }
    }

    /// The refusal that a close code stands for; `None` for the codes of the WebSocket protocol itself.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_as_they_went() {
        let page = [
            FromPage::Open { host: "pop.example.org", port: 995 },
            FromPage::Data(b"CAPA\r\n"),
            FromPage::Data(b""),
            FromPage::Ack(1 << 20),
        ];
        for frame in page {
            assert_eq!(FromPage::parse(&frame.to_bytes()), Ok(frame));
        }
        let relay = [FromRelay::Opened { window: 7 }, FromRelay::Data(b"+OK\r\n"), FromRelay::End];
        for frame in relay {
            assert_eq!(FromRelay::parse(&frame.to_bytes()), Ok(frame));
        }
    }

    #[test]
    fn broken_frames_are_refused() {
        let long = [&[1, 3, 227][..], &[b'a'; LONGEST_HOST + 1]].concat();
        let cases: [(&[u8], FrameError); 8] = [
            (b"", FrameError::Unknown(None)),
            (b"\x09", FrameError::Unknown(Some(9))),
            (b"\x01\x03", FrameError::Length),
            (b"\x01\x03\xe3", FrameError::Host),
            (b"\x01\x03\xe3\xff", FrameError::Host),
            (b"\x01\x00\x00a", FrameError::Port),
            (b"\x03\x00\x00", FrameError::Length),
            (&long, FrameError::Host),
        ];
        for (bytes, error) in cases {
            assert_eq!(FromPage::parse(bytes), Err(error), "{bytes:?}");
        }
        assert_eq!(FromRelay::parse(b"\x04x"), Err(FrameError::Length));
    }

    #[test]
    fn the_head_of_a_message_tells_what_the_whole_is() {
        let messages: [&[u8]; 6] =
            [b"\x01\0\0\0\x07", b"\x01\0\0\0\x07 and more", b"\x04", b"\x04 and more", b"", b"\x09 and more"];
        for message in messages {
            let head = message.get(..FromRelay::HEAD).unwrap_or(message);
            assert_eq!(FromRelay::parse(head), FromRelay::parse(message), "{message:?}");
        }
        assert_eq!(FromRelay::parse(b"\x02+OK rea"), Ok(FromRelay::Data(b"+OK rea")));
    }

    #[test]
    fn every_refusal_has_its_own_code() {
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_code(refusal.code()), Some(refusal));
        }
        assert_eq!(Refusal::from_code(1000), None);
    }
}
