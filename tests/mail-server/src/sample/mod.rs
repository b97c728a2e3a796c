//! The demo mailbox: what people find in it who try Restante.
//!
//! The mails are written in `mails/*.txt`; `mails/README.md` tells how, and how to add one.
//! Here they become real mails: dated back from now, in their charsets, with their attachments.

mod attachment;
mod compose;
mod drawing;
mod encoded_word;
mod error;
mod flowed;
mod header;
mod html;
mod pdf;
mod placeholder;
mod script;
mod thread;
mod transfer;
mod tune;

use time::OffsetDateTime;

use crate::maildrop::uidl_of;
pub use error::SampleError;
use script::Script;
use thread::Letter;

/// Whose mailbox it is. Mails from this address are not in it: they are what the others answer.
const ROBIN: &str = "Robin Marsh <you@demo.restante.invalid>";

/// The address in [`ROBIN`].
const ROBINS_ADDRESS: &str = "you@demo.restante.invalid";

macro_rules! files {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../../mails/", $name)))),*] };
}

/// The files with mails. A new one is added here.
const FILES: &[(&str, &str)] = files! {
    "club-notices.txt"
    "letters-abroad.txt"
    "letters-aunt-margit.txt"
    "letters-friends.txt"
    "list-mend-it.txt"
    "list-small-maps.txt"
    "newsletter-almanac.txt"
    "newsletter-slow-kettle.txt"
    "odd-but-legal.txt"
    "shops-and-services.txt"
    "thread-boat.txt"
    "thread-bus.txt"
    "thread-clock.txt"
    "thread-house.txt"
    "thread-picnic.txt"
    "thread-proofs.txt"
    "welcome.txt"
};

/// A mail of the demo mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The name it has in its file, such as `proofs-3`.
    pub name: String,
    /// The same at every start, although the dates in the mail are not.
    pub uidl: String,
    /// When it was sent.
    pub sent: OffsetDateTime,
    /// The mail as it lies in the maildrop.
    pub raw: Vec<u8>,
}

/// All mails of the demo mailbox, oldest first, as if it were `now`.
///
/// # Errors
/// When a file cannot be read as `mails/README.md` has it. The error names the mail.
pub fn mails(now: OffsetDateTime) -> Result<Vec<Sample>, SampleError> {
    let mut scripts = Vec::new();
    for (file, text) in FILES {
        scripts.extend(Script::parse_all(file, text)?);
    }
    let mut samples = Vec::new();
    for letter in thread::letters(&scripts, now)? {
        if !letter.is_in_the_maildrop() {
            continue;
        }
        samples.push(sample(&letter).map_err(|error| error.in_mail(&letter.script.name))?);
    }
    samples.sort_by_key(|sample| sample.sent);
    Ok(samples)
}

fn sample(letter: &Letter<'_>) -> Result<Sample, SampleError> {
    Ok(Sample {
        name: letter.script.name.clone(),
        uidl: uidl_of(letter.script.source.as_bytes()),
        sent: letter.sent,
        raw: compose::raw(letter)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_listed() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/mails");
        let mut found: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".txt"))
            .collect();
        found.sort();
        assert_eq!(found, FILES.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
    }
}
