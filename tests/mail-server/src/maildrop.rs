//! The maildrop of the one account, its lock, and the mail that was handed in.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ring::digest;

use crate::certificate::hex;

/// How many bytes of mail the server keeps in all. Beyond it SMTP answers 452.
pub(crate) const CAPACITY: usize = 256 << 20;

/// A mail in the maildrop.
#[derive(Debug)]
pub(crate) struct Mail {
    /// Unique in this maildrop, 1 to 70 printable ASCII characters (RFC 1939, section 7).
    pub(crate) uidl: String,
    /// The mail as it goes out, before byte-stuffing. It ends in CRLF.
    pub(crate) raw: Vec<u8>,
}

/// A mail that was handed in by SMTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The reverse-path of MAIL FROM, without angle brackets; empty for bounces.
    pub sender: String,
    /// The forward-paths of RCPT TO, without angle brackets, in the order given.
    pub recipients: Vec<String>,
    /// The mail as it was sent after DATA, dots unstuffed.
    pub raw: Vec<u8>,
}

/// The maildrop and the mail handed in, shared by all sessions.
#[derive(Debug, Default)]
pub(crate) struct Maildrop {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    mails: Vec<Arc<Mail>>,
    deliveries: Vec<Delivery>,
    bytes: usize,
    locked: bool,
    /// How often each UIDL was asked for, so that equal mails get different ones, and a UIDL
    /// is not given out again after its mail was deleted.
    uidls: HashMap<String, usize>,
}

/// There is no room for this mail.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Maildrop {
    /// Puts a mail in, under a UIDL that is a hash of it.
    pub(crate) fn put(&self, raw: Vec<u8>) -> Result<(), Full> {
        let uidl = uidl_of(&raw);
        self.put_as(uidl, raw)
    }

    /// Puts a mail in under a given UIDL.
    pub(crate) fn put_as(&self, uidl: String, mut raw: Vec<u8>) -> Result<(), Full> {
        if !raw.ends_with(b"\r\n") {
            raw.extend_from_slice(b"\r\n");
        }
        let mut state = self.state();
        state.grow(raw.len())?;
        let seen = state.uidls.entry(uidl.clone()).or_default();
        *seen += 1;
        let uidl = if *seen == 1 { uidl } else { format!("{uidl}-{seen}") };
        state.mails.push(Arc::new(Mail { uidl, raw }));
        Ok(())
    }

    /// Takes a mail out, as another program with access to the mailbox may do; whether it was there.
    pub(crate) fn remove(&self, uidl: &str) -> bool {
        let mut state = self.state();
        let before = state.mails.len();
        state.remove(&HashSet::from([uidl]));
        state.mails.len() < before
    }

    /// Notes a mail that was handed in.
    pub(crate) fn note(&self, delivery: Delivery) -> Result<(), Full> {
        let mut state = self.state();
        state.grow(delivery.raw.len())?;
        state.deliveries.push(delivery);
        Ok(())
    }

    /// What was handed in so far, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.state().deliveries.clone()
    }

    /// The mails as they stand, oldest first.
    pub(crate) fn mails(&self) -> Vec<Arc<Mail>> {
        self.state().mails.clone()
    }

    /// Takes the exclusive lock of a POP3 session; `None` while another session has it.
    pub(crate) fn lock(self: &Arc<Self>) -> Option<Lock> {
        let mut state = self.state();
        if state.locked {
            return None;
        }
        state.locked = true;
        Some(Lock { maildrop: Arc::clone(self) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No panic can happen between two changes that belong together.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn grow(&mut self, by: usize) -> Result<(), Full> {
        if self.bytes.saturating_add(by) > CAPACITY {
            return Err(Full);
        }
        self.bytes += by;
        Ok(())
    }

    fn remove(&mut self, uidls: &HashSet<&str>) {
        let mut freed = 0;
        self.mails.retain(|mail| {
            let stays = !uidls.contains(mail.uidl.as_str());
            freed += if stays { 0 } else { mail.raw.len() };
            stays
        });
        self.bytes = self.bytes.saturating_sub(freed);
    }
}

/// The exclusive access of one POP3 session; ends when dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    maildrop: Arc<Maildrop>,
}

impl Lock {
    /// Removes the mails with these UIDLs: the UPDATE state.
    pub(crate) fn remove(&self, uidls: &HashSet<&str>) {
        self.maildrop.state().remove(uidls);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.maildrop.state().locked = false;
    }
}

/// A UIDL for these bytes: 32 hexadecimal digits of their SHA-256.
pub(crate) fn uidl_of(bytes: &[u8]) -> String {
    let mut uidl = hex(digest::digest(&digest::SHA256, bytes).as_ref());
    uidl.truncate(32);
    uidl
}
