//! Bytes that are cut off or trickle.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A slow connection sends something so often.
const BEAT: Duration = Duration::from_millis(20);

/// What a connection does to the bytes that go out on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Bounds {
    /// After so many the connection is at its end.
    pub(crate) cut_after: Option<u64>,
    /// So many go out in a second.
    pub(crate) bytes_per_second: Option<u64>,
}

/// A stream within [`Bounds`].
#[derive(Debug)]
pub(crate) struct Wire<S> {
    stream: S,
    /// Bytes that may still go out.
    left: Option<u64>,
    bytes_per_second: Option<u64>,
    /// When the next may.
    next: Pin<Box<Sleep>>,
}

impl<S> Wire<S> {
    pub(crate) fn new(stream: S, bounds: Bounds) -> Self {
        let Bounds { cut_after, bytes_per_second } = bounds;
        Self { stream, left: cut_after, bytes_per_second, next: Box::pin(sleep(Duration::ZERO)) }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.left == Some(0) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        let mut most = bytes.len();
        if let Some(left) = self.left {
            most = most.min(usize::try_from(left).unwrap_or(usize::MAX));
        }
        if let Some(rate) = self.bytes_per_second {
            ready!(self.next.as_mut().poll(cx));
            let a_beat = (rate / (1000 / BEAT.as_millis() as u64)).max(1);
            most = most.min(usize::try_from(a_beat).unwrap_or(usize::MAX));
        }
        let piece = bytes.get(..most).unwrap_or(bytes);
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, piece))?;
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(written as u64);
        }
        if let Some(rate) = self.bytes_per_second {
            let takes = Duration::from_secs_f64(written as f64 / rate.max(1) as f64);
            self.next.as_mut().reset(Instant::now() + takes);
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == Some(0) {
            // As if the client had gone: the session ends here and now.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}
