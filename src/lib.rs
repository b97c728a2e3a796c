//! Restante: a POP3 mail client that lives in the browser.

pub mod protocol;
