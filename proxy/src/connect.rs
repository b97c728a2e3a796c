//! From a listed pair to a TCP connection.

use std::io;
use std::net::SocketAddr;

use restante::protocol::frame::Refusal;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, timeout, timeout_at};

use crate::address::is_public;
use crate::allow::{Pair, Route};
use crate::config::Limits;

/// Connects a pair that the operator listed.
///
/// # Errors
/// `PrivateAddress` when its name leads to an address that is not public, even to one among others;
/// `CannotResolve`, `Refused` or `TimedOut` when it cannot be reached.
pub(crate) async fn connect(pair: &Pair, route: Route, limits: &Limits) -> Result<TcpStream, Refusal> {
    let addresses = match route {
        Route::Address(address) => vec![address],
        Route::Localhost => resolve(pair, limits, |address| address.ip().is_loopback()).await?,
        Route::Name => resolve(pair, limits, |address| is_public(address.ip())).await?,
    };
    let stream = connect_first(&addresses, limits).await.map_err(|error| match error.kind() {
        io::ErrorKind::TimedOut => Refusal::TimedOut,
        _ => Refusal::Refused,
    })?;
    // Mail protocols talk in short lines and wait for the answer to each.
    stream.set_nodelay(true).map_err(|_| Refusal::Reset)?;
    Ok(stream)
}

/// Looks a name up once. The addresses that were checked are the ones to connect to: asking again could
/// bring others.
async fn resolve(
    pair: &Pair,
    limits: &Limits,
    may_be_reached: impl Fn(&SocketAddr) -> bool,
) -> Result<Vec<SocketAddr>, Refusal> {
    let addresses: Vec<SocketAddr> = timeout(limits.resolve, lookup_host((pair.host(), pair.port())))
        .await
        .map_err(|_| Refusal::CannotResolve)?
        .map_err(|_| Refusal::CannotResolve)?
        .collect();
    match addresses.is_empty() {
        true => Err(Refusal::CannotResolve),
        false if addresses.iter().all(may_be_reached) => Ok(addresses),
        false => Err(Refusal::PrivateAddress),
    }
}

/// Tries one address after the other. Each gets an equal share of the time that is left, so that one that
/// swallows packets leaves some for the others.
async fn connect_first(addresses: &[SocketAddr], limits: &Limits) -> io::Result<TcpStream> {
    let end = Instant::now() + limits.connect;
    let mut outcome = Err(io::ErrorKind::AddrNotAvailable.into());
    for (address, left) in addresses.iter().zip((1..=addresses.len() as u32).rev()) {
        let now = Instant::now();
        let share = now + end.saturating_duration_since(now) / left;
        outcome = match timeout_at(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        };
    }
    outcome
}
