//! Proves how mail looks: that nothing in a mail covers or imitates what Restante says about it, that
//! newsletters look the same after they were made safe, and that the plain text is offered where nothing
//! can be read, and only there.

mod chrome;
mod fidelity;
mod mailbox;
mod ordinary;
mod picture;
mod sections;
