//! What can be wrong in the files of `mails/`.

use std::fmt;

/// A sample mail cannot be made; the text says which one and what to change in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleError {
    mail: String,
    fault: String,
}

impl SampleError {
    /// A fault in a mail that the caller will name with [`Self::in_mail`].
    pub(super) fn new(fault: impl Into<String>) -> Self {
        Self { mail: String::new(), fault: fault.into() }
    }

    /// Says which mail it is about, unless that has been said.
    pub(super) fn in_mail(mut self, mail: &str) -> Self {
        if self.mail.is_empty() {
            mail.clone_into(&mut self.mail);
        }
        self
    }
}

impl fmt::Display for SampleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sample mail {}: {}", self.mail, self.fault)
    }
}

impl std::error::Error for SampleError {}
