//! One connection: a socket, TLS where asked for, deadlines, and a session that does no I/O.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf, BytesMut};
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_rustls::TlsAcceptor;

use crate::fault::{Bounds, Wire};

/// So long is a client waited for. RFC 1939 (section 3)
/// asks for ten minutes at least, RFC 5321 (section 4.5.3.2) for five.
const IDLE: Duration = Duration::from_secs(600);

/// So long may a handshake or a good-bye take.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// Responses of pipelined commands are gathered up to so many bytes before they go out.
const GATHER: usize = 64 << 10;

/// So many bytes are read at once.
const READ: usize = 16 << 10;

/// What a session wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Call again with what is left of the input.
    Again,
    /// Send the response so far and call again, whether there is input or not.
    More,
    /// Send the response so far, let this time pass and call again, whether there is input or not.
    Later(Duration),
    /// As [`Next::Later`], and throw away whatever input is there or arrives meanwhile.
    Deaf(Duration),
    /// Nothing can be done before more bytes arrive.
    Wait,
    /// Send the response, throw away what is left of the input, then go over to TLS
    /// (RFC 2595, section 4; RFC 3207, section 4.2).
    StartTls,
    /// Send the response and close.
    Close,
}

/// One side of a conversation, as a state machine: bytes in, bytes out.
pub(crate) trait Session: Send {
    /// The first words of the server, and what comes next.
    fn greet(&mut self, out: &mut Vec<u8>) -> Next;

    /// Takes from the front of `input`, appends the response to `out`, and says how many
    /// bytes of `input` are done with.
    fn take(&mut self, input: &[u8], out: &mut Vec<u8>) -> (usize, Next);

    /// The client has gone over to TLS.
    fn secured(&mut self);

    /// A client that says nothing, or takes nothing, for so long is sent away.
    fn patience(&self) -> Duration {
        IDLE
    }

    /// What the connection beneath does to the bytes.
    fn bounds(&self) -> Bounds {
        Bounds::default()
    }
}

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// In the clear; STLS or STARTTLS may follow.
    Plain,
    /// TLS from the first byte.
    Tls,
}

/// Serves one client to its end.
pub(crate) async fn serve(
    stream: TcpStream,
    security: Security,
    tls: Arc<ServerConfig>,
    mut session: impl Session,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let stream = Wire::new(stream, session.bounds());
    let mut greeting = Vec::new();
    if security == Security::Plain {
        let next = session.greet(&mut greeting);
        let Some(stream) = converse(stream, greeting, next, &mut session).await? else { return Ok(()) };
        let stream = within(HANDSHAKE, TlsAcceptor::from(tls).accept(stream)).await?;
        session.secured();
        converse(stream, Vec::new(), Next::Wait, &mut session).await?;
    } else {
        let stream = within(HANDSHAKE, TlsAcceptor::from(tls).accept(stream)).await?;
        session.secured();
        let next = session.greet(&mut greeting);
        converse(stream, greeting, next, &mut session).await?;
    }
    Ok(())
}

/// Talks until the end (`None`), or until the session wants TLS (the stream to put it on).
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    mut out: Vec<u8>,
    mut next: Next,
    session: &mut impl Session,
) -> io::Result<Option<S>> {
    let mut input = BytesMut::new();
    loop {
        let idle = session.patience();
        if next != Next::Again || out.len() >= GATHER {
            within(idle, stream.write_all(&out)).await?;
            within(idle, stream.flush()).await?;
            out.clear();
            out.shrink_to(GATHER);
        }
        match next {
            Next::Again | Next::More => {}
            Next::Later(time) => sleep(time).await,
            Next::Deaf(time) => {
                let end = Instant::now() + time;
                input.clear();
                while let Ok(read) = timeout_at(end, stream.read_buf(&mut input)).await {
                    if read? == 0 {
                        return Ok(None);
                    }
                    input.clear();
                }
            }
            Next::Wait => {
                // Without it a nearly full buffer would be filled by a few bytes at a time.
                input.reserve(READ);
                if within(idle, stream.read_buf(&mut input)).await? == 0 {
                    return Ok(None);
                }
            }
            Next::StartTls => return Ok(Some(stream)),
            Next::Close => {
                within(HANDSHAKE, stream.shutdown()).await?;
                return Ok(None);
            }
        }
        if next == Next::Again && input.is_empty() {
            next = Next::Wait;
            continue;
        }
        let (used, then) = session.take(&input, &mut out);
        input.advance(used.min(input.len()));
        next = then;
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    timeout(limit, work).await?
}
