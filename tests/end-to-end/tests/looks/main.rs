//! Proves how mail looks: that nothing in a mail covers or imitates what Restante says about it, and
//! that newsletters look the same after they were made safe.

mod chrome;
mod fidelity;
mod mailbox;
mod ordinary;
mod picture;
mod sections;
