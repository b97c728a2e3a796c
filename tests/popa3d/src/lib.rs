//! popa3d for tests: a real POP3 server that has never heard of CAPA.
//!
//! Debian's popa3d and Dovecot's POP3 server cannot be installed side by side, so `tests/tools.sh` unpacks
//! the package into a folder of its own. popa3d knows only the system's users and their mailboxes:
//! here it runs in a folder that is all of a system to it (`chroot`), with a user of its own, so that
//! nothing of the machine is changed.
//!
//! - [`Popa3d`] takes the connections and starts a popa3d for each, as inetd would;
//! - `jail` makes the folder.

mod jail;
mod server;

pub use server::Popa3d;
