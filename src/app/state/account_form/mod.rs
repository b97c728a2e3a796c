//! The account form: what was typed, what is proposed, and what is wrong with it.

mod check;
mod consent;
mod retention;

use std::num::NonZeroU16;

pub use check::{Fault, Field};
pub use retention::{Limit, Part};

use super::{Preset, Probe, presets::preset};
use crate::{
    engine::problem::Problem,
    store::{Account, AccountId, Extent, Password, Pin, Security, Server, SignIn},
};

/// Put before the user name, it makes Gmail give out the mail of the last 30 days again.
const RECENT: &str = "recent:";

/// What the form holds, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountForm {
    /// The account that is changed; `None` for a new one.
    pub id: Option<AccountId>,
    /// The reader's own name.
    pub name: String,
    /// The email address.
    pub address: String,
    /// What the reader proves themselves with.
    pub sign_in: SignIn,
    /// The password, or the token; empty keeps the one there is.
    pub password: Password,
    /// The POP3 server.
    pub host: String,
    /// The POP3 port.
    pub port: String,
    /// How the connection is secured.
    pub security: Security,
    /// APOP may be used outside of TLS.
    pub apop: bool,
    /// The user name.
    pub user: String,
    /// Leave messages on the server.
    pub leave_on_server: bool,
    /// Which of those that are left are deleted there in time.
    pub limit: Limit,
    /// For [`Limit::Days`].
    pub days: String,
    /// For [`Limit::Newest`].
    pub newest: String,
    /// For [`Limit::Megabytes`].
    pub megabytes: String,
    /// Delete there what is deleted here.
    pub follow: bool,
    /// How much of each message is collected.
    pub part: Part,
    /// For [`Part::UpTo`], in kilobytes.
    pub larger: String,
    /// The first day whose messages are collected, as a date field writes it.
    pub since: String,
    /// The same day's beginning in the reader's own time, in Unix seconds.
    pub since_seconds: Option<i64>,
    /// Collected by itself so often, in minutes.
    pub every: Option<NonZeroU16>,
    /// The key trusted so far.
    pub pin: Option<Pin>,
    /// Which of the page's colours it has.
    pub colour: u8,
    /// A choice that deletes mail on the server, which waits for the browser's promise to keep this
    /// site's storage.
    pub waiting: Option<Change>,
    /// "Save account" was tried: now every fault is shown, not only those of fields that were left.
    pub tried: bool,
    /// The worker is saving it.
    pub saving: bool,
    /// It is retired: saving it sets it up again, and takes a password.
    pub retired: bool,
    /// "Remove account" waits to be confirmed.
    pub removing: bool,
    /// What works with these settings, while that is looked at.
    pub probe: Option<Probe>,
    /// Why the last try to save it failed.
    pub problem: Option<Problem>,
    /// The host to which the password may go unencrypted.
    consented: Option<String>,
    own_host: bool,
    own_port: bool,
    own_security: bool,
    own_user: bool,
    own_sign_in: bool,
    left: Vec<Field>,
}

/// What the reader did to the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Typed into a field.
    Typed(Field, String),
    /// Left a field.
    Left(Field),
    /// Chose what to sign in with.
    SignIn(SignIn),
    /// Chose how the connection is secured.
    Security(Security),
    /// The box that allows APOP outside of TLS.
    Apop(bool),
    /// The box that puts `recent:` before the user name.
    Recent(bool),
    /// The box "Leave messages on server".
    Leave(bool),
    /// Chose which of those that are left go in time.
    Limit(Limit),
    /// The box "Delete on the server what I delete here".
    Follow(bool),
    /// Chose how much of each message is collected.
    Part(Part),
    /// Chose the first day, as the date field writes it and in Unix seconds.
    Since(String, Option<i64>),
    /// Chose how often mail is collected by itself.
    Every(Option<NonZeroU16>),
    /// Forgot the key that was trusted.
    ForgetPin,
    /// Chose a colour.
    Colour(u8),
}

impl AccountForm {
    /// A form for a new account.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: None,
            name: String::new(),
            address: String::new(),
            sign_in: SignIn::Password,
            password: Password::default(),
            host: String::new(),
            port: default_port(Security::Tls).to_string(),
            security: Security::Tls,
            apop: false,
            user: String::new(),
            leave_on_server: true,
            limit: Limit::Never,
            days: "30".to_owned(),
            newest: "1000".to_owned(),
            megabytes: "500".to_owned(),
            follow: false,
            part: Part::Whole,
            larger: "500".to_owned(),
            since: String::new(),
            since_seconds: None,
            every: None,
            pin: None,
            colour: 0,
            waiting: None,
            tried: false,
            saving: false,
            retired: false,
            removing: false,
            probe: None,
            problem: None,
            consented: None,
            own_host: false,
            own_port: false,
            own_security: false,
            own_user: false,
            own_sign_in: false,
            left: Vec::new(),
        }
    }

    /// A form to change an account.
    #[must_use]
    pub fn of(id: AccountId, account: &Account) -> Self {
        let host = account.pop3.host.clone();
        let mut form = Self {
            id: Some(id),
            name: account.name.clone(),
            address: account.address.clone(),
            sign_in: account.sign_in,
            consented: account.consent.plaintext.then(|| host.clone()),
            host,
            port: account.pop3.port.to_string(),
            security: account.pop3.security,
            apop: account.consent.apop,
            user: account.user.clone(),
            since_seconds: account.extent.since,
            every: account.every,
            pin: account.pin,
            own_host: true,
            own_port: account.pop3.port != default_port(account.pop3.security),
            own_security: true,
            own_user: true,
            own_sign_in: true,
            ..Self::new()
        };
        form.show_retention(account.retention);
        form.show_extent(account.extent);
        form
    }

    /// The same, in this colour.
    #[must_use]
    pub const fn coloured(mut self, colour: u8) -> Self {
        self.colour = colour;
        self
    }

    /// Applies a change. What the reader has not filled in themselves follows the address and the
    /// security.
    pub fn change(&mut self, change: Change) {
        match change {
            Change::Typed(field, value) => self.type_in(field, value),
            Change::Left(field) => {
                if !self.left.contains(&field) {
                    self.left.push(field);
                }
            }
            Change::SignIn(sign_in) => {
                self.sign_in = sign_in;
                self.own_sign_in = true;
            }
            Change::Security(security) => {
                self.own_security = true;
                self.secure(security);
            }
            Change::Apop(apop) => self.apop = apop,
            Change::Recent(recent) => {
                let plain = self.user.strip_prefix(RECENT).unwrap_or(&self.user);
                self.user = if recent { format!("{RECENT}{plain}") } else { plain.to_owned() };
                self.own_user = true;
            }
            Change::Leave(leave) => self.leave_on_server = leave,
            Change::Limit(limit) => self.limit = limit,
            Change::Follow(follow) => self.follow = follow,
            Change::Part(part) => self.part = part,
            Change::Since(day, seconds) => {
                self.since = day;
                self.since_seconds = seconds;
            }
            Change::Every(every) => self.every = every,
            Change::ForgetPin => self.pin = None,
            Change::Colour(colour) => self.colour = colour,
        }
    }

    /// The provider that the address belongs to, where it is known.
    #[must_use]
    pub fn preset(&self) -> Option<&'static Preset> {
        preset(&self.address)
    }

    /// The user name begins with `recent:`.
    #[must_use]
    pub fn recent(&self) -> bool {
        self.user.starts_with(RECENT)
    }

    /// The server as far as it is filled in right: host and port.
    #[must_use]
    pub fn peer(&self) -> Option<(&str, u16)> {
        if self.check(Field::Host).is_some() {
            return None;
        }
        Some((self.host.trim(), self.port_number()?))
    }

    /// The account, if nothing is wrong.
    #[must_use]
    pub fn account(&self) -> Option<Account> {
        if self.first_fault().is_some() {
            return None;
        }
        let pop3 =
            Server { host: self.host.trim().to_owned(), port: self.port_number()?, security: self.security };
        Some(Account {
            name: self.name.trim().to_owned(),
            sign_in: self.sign_in,
            consent: self.consent(),
            retention: self.retention()?,
            extent: Extent { bodies: self.bodies()?, since: self.since_seconds },
            every: self.every,
            pin: self.pin,
            ..Account::new(self.address.trim(), self.user.trim(), pop3)
        })
    }

    fn secure(&mut self, security: Security) {
        self.security = security;
        if !self.own_port {
            self.port = default_port(security).to_string();
        }
    }

    fn type_in(&mut self, field: Field, value: String) {
        match field {
            Field::Name => self.name = value,
            Field::Password => self.password = Password(value),
            Field::Host => {
                self.own_host = !value.is_empty();
                self.host = value;
            }
            Field::Port => {
                self.own_port = !value.is_empty();
                self.port = value;
            }
            Field::User => {
                self.own_user = !value.is_empty();
                self.user = value;
            }
            Field::Address => {
                self.address = value;
                self.propose();
            }
            Field::Days => self.days = value,
            Field::Newest => self.newest = value,
            Field::Megabytes => self.megabytes = value,
            Field::Larger => self.larger = value,
        }
    }

    /// Fills in what follows from the address.
    fn propose(&mut self) {
        let address = self.address.trim().to_owned();
        let known = self.preset();
        if !self.own_user {
            self.user = known.map_or(address.as_str(), |known| known.user(&address)).to_owned();
        }
        if !self.own_host {
            let domain = address.rsplit_once('@').map(|(_, domain)| domain);
            self.host = match (known, domain) {
                // Nothing to propose where the provider has no POP3.
                (Some(known), _) => known.host.unwrap_or_default().to_owned(),
                (None, Some(domain)) if !domain.is_empty() => format!("pop.{domain}"),
                _ => String::new(),
            };
        }
        if known.is_some() && !self.own_security && !self.own_host {
            self.secure(Security::Tls);
        }
        if !self.own_sign_in {
            let token = known.is_some_and(Preset::wants_token);
            self.sign_in = if token { SignIn::Token } else { SignIn::Password };
        }
    }
}

impl Default for AccountForm {
    fn default() -> Self {
        Self::new()
    }
}

/// The port that goes with a security (RFC 8314, RFC 1939).
fn default_port(security: Security) -> u16 {
    match security {
        Security::Tls => 995,
        Security::StartTls | Security::None => 110,
    }
}
