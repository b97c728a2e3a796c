//! What the relay says of itself in `/config.json`.

use serde::Deserialize;

use crate::store::{Account, Pin, Security, Server};

/// The relay's own description.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Config {
    /// What the operator has listed for the relay to reach, as its setting is written; `None` where it
    /// is not told.
    #[serde(default)]
    pub allow: Option<String>,
    /// The host and port pairs that the relay may reach, as `host:port`; `None` where it did not say.
    #[serde(default)]
    pub reachable: Option<Vec<String>>,
    /// The demo mailbox, where there is one.
    #[serde(default)]
    pub demo: Option<Demo>,
}

/// A mailbox that everybody may try.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Demo {
    /// Its address, which is its user name too.
    pub address: String,
    /// Its password, no secret.
    pub password: String,
    /// Where its mail is collected.
    pub pop3: DemoServer,
    /// SHA-256 over its key (SubjectPublicKeyInfo), hexadecimal.
    pub spki_sha256: String,
}

/// Where the demo's server answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DemoServer {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How it is secured.
    pub security: Security,
}

impl Config {
    /// Whether the relay may reach this server, as far as it told.
    #[must_use]
    pub fn reaches(&self, host: &str, port: u16) -> bool {
        let Some(reachable) = &self.reachable else { return true };
        let wanted = format!("{}:{port}", host.trim());
        let listed = reachable.iter().any(|peer| peer.eq_ignore_ascii_case(&wanted));
        let demo = self.demo.as_ref().map(|demo| &demo.pop3);
        listed
            || demo.is_some_and(|server| server.port == port && server.host.eq_ignore_ascii_case(host.trim()))
    }
}

impl Demo {
    /// The account that collects it. A key that cannot be read is not pinned: the reader is asked then.
    #[must_use]
    pub fn account(&self, name: &str) -> Account {
        let DemoServer { host, port, security } = self.pop3.clone();
        let account = Account::new(&self.address, &self.address, Server { host, port, security });
        Account { name: name.to_owned(), pin: pin(&self.spki_sha256), ..account }
    }
}

/// Reads 64 hexadecimal digits.
fn pin(digits: &str) -> Option<Pin> {
    let nibbles: Vec<u8> =
        digits.chars().map(|digit| digit.to_digit(16).map(|value| value as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = nibbles.as_chunks::<2>().0.iter().map(|[high, low]| high << 4 | low).collect();
    if nibbles.len() == 64 { bytes.try_into().ok().map(Pin) } else { None }
}
