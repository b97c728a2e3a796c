//! How many mail connections there may be at a time, in all and for each client.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Limits;

/// The seats of a relay.
#[derive(Debug, Default)]
pub(crate) struct Seats {
    taken: Mutex<HashMap<IpAddr, usize>>,
    in_total: usize,
    per_client: usize,
}

impl Seats {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self {
            taken: Mutex::default(),
            in_total: limits.connections,
            per_client: limits.connections_per_client,
        })
    }

    /// Takes a seat for a client until the answer is dropped; `None` when there is none left.
    pub(crate) fn take(self: &Arc<Self>, client: IpAddr) -> Option<Seat> {
        let client = network_of(client);
        let mut taken = self.lock();
        let in_total: usize = taken.values().sum();
        let of_client = taken.get(&client).copied().unwrap_or(0);
        if in_total >= self.in_total || of_client >= self.per_client {
            return None;
        }
        taken.insert(client, of_client + 1);
        Some(Seat { seats: Arc::clone(self), client })
    }

    /// Counts stay true when a holder of the lock panics: nothing is half done between two of them.
    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place that is held for one connection.
#[derive(Debug)]
pub(crate) struct Seat {
    seats: Arc<Seats>,
    client: IpAddr,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        match taken.get_mut(&self.client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                taken.remove(&self.client);
            }
        }
    }
}

/// What counts as one client: an IPv4 address, or the /64 in which an IPv6 host picks its addresses freely.
fn network_of(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn seats_are_counted_for_each_client_and_in_total() {
        let limits = Limits { connections: 3, connections_per_client: 2, ..Limits::default() };
        let seats = Seats::new(&limits);
        let first = seats.take(address("192.0.2.1")).expect("a free relay");
        let _second = seats.take(address("::ffff:192.0.2.1")).expect("a second seat");
        assert!(seats.take(address("192.0.2.1")).is_none(), "a third seat for one client");
        let third = seats.take(address("2001:db8::1")).expect("a seat for another client");
        assert!(seats.take(address("192.0.2.2")).is_none(), "a fourth seat in all");
        drop(first);
        assert!(seats.take(address("192.0.2.1")).is_some(), "a seat that was given back");
        drop(third);
        let _v6 = seats.take(address("2001:db8::2")).expect("a seat");
        assert_eq!(seats.lock().len(), 2, "clients without a seat are forgotten");
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        assert_eq!(network_of(address("2001:db8::1")), network_of(address("2001:db8::ffff:0:0:1")));
        assert_ne!(network_of(address("2001:db8::1")), network_of(address("2001:db8:0:1::1")));
    }
}
