//! The account form: what was typed, what is proposed, and what is wrong with it.

use crate::{
    engine::problem::Problem,
    store::{Account, AccountId, Leave, Password, Pin, Security, Server},
};

/// What the form holds, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountForm {
    /// The account that is changed; `None` for a new one.
    pub id: Option<AccountId>,
    /// The reader's own name.
    pub name: String,
    /// The email address.
    pub address: String,
    /// The password; empty keeps the one there is.
    pub password: Password,
    /// The POP3 server.
    pub host: String,
    /// The POP3 port.
    pub port: String,
    /// How the connection is secured.
    pub security: Security,
    /// The user name.
    pub user: String,
    /// Leave messages on the server.
    pub leave_on_server: bool,
    /// The key trusted so far.
    pub pin: Option<Pin>,
    /// The browser was asked to keep this site's storage so that the box above can be cleared.
    pub keeping_asked: bool,
    /// "Save account" was tried: now every fault is shown, not only those of fields that were left.
    pub tried: bool,
    /// The worker is saving it.
    pub saving: bool,
    /// "Remove account" waits to be confirmed.
    pub removing: bool,
    /// Why the last try to save it failed.
    pub problem: Option<Problem>,
    own_host: bool,
    own_port: bool,
    own_user: bool,
    left: Vec<Field>,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The reader's own name.
    Name,
    /// The email address.
    Address,
    /// The password.
    Password,
    /// The POP3 server.
    Host,
    /// The POP3 port.
    Port,
    /// The user name.
    User,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It has to be filled in.
    Empty,
    /// Not of the form `name@domain`.
    NoAddress,
    /// A host name holds no blanks, slashes or `@`.
    NoHost,
    /// Not a number from 1 to 65535.
    NoPort,
}

/// What the reader did to the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Typed into a field.
    Typed(Field, String),
    /// Left a field.
    Left(Field),
    /// Chose how the connection is secured.
    Security(Security),
    /// Forgot the key that was trusted.
    ForgetPin,
}

impl AccountForm {
    /// A form for a new account.
    #[must_use]
    pub fn new() -> Self {
        Self {
            id: None,
            name: String::new(),
            address: String::new(),
            password: Password::default(),
            host: String::new(),
            port: default_port(Security::Tls).to_string(),
            security: Security::Tls,
            user: String::new(),
            leave_on_server: true,
            pin: None,
            keeping_asked: false,
            tried: false,
            saving: false,
            removing: false,
            problem: None,
            own_host: false,
            own_port: false,
            own_user: false,
            left: Vec::new(),
        }
    }

    /// A form to change an account.
    #[must_use]
    pub fn of(id: AccountId, account: &Account) -> Self {
        Self {
            id: Some(id),
            name: account.name.clone(),
            address: account.address.clone(),
            host: account.pop3.host.clone(),
            port: account.pop3.port.to_string(),
            security: account.pop3.security,
            user: account.user.clone(),
            leave_on_server: account.retention.leave != Leave::Nothing,
            pin: account.pin,
            own_host: true,
            own_port: account.pop3.port != default_port(account.pop3.security),
            own_user: true,
            ..Self::new()
        }
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
            Change::Security(security) => {
                self.security = security;
                if !self.own_port {
                    self.port = default_port(security).to_string();
                }
            }
            Change::ForgetPin => self.pin = None,
        }
    }

    /// What to say about a field now: nothing while it has not been left, so that nobody is
    /// corrected in the middle of a word.
    #[must_use]
    pub fn fault(&self, field: Field) -> Option<Fault> {
        let left = self.left.contains(&field) && !self.value(field).is_empty();
        if self.tried || left { self.check(field) } else { None }
    }

    /// The first field with a fault.
    #[must_use]
    pub fn first_fault(&self) -> Option<Field> {
        use Field::{Address, Host, Name, Password, Port, User};
        [Name, Address, Password, Host, Port, User].into_iter().find(|field| self.check(*field).is_some())
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
        let leave = if self.leave_on_server { Leave::All } else { Leave::Nothing };
        let account = Account::new(self.address.trim(), self.user.trim(), pop3).leaving(leave).in_plaintext();
        Some(Account { name: self.name.trim().to_owned(), pin: self.pin, ..account })
    }

    fn value(&self, field: Field) -> &str {
        match field {
            Field::Name => &self.name,
            Field::Address => &self.address,
            Field::Password => &self.password.0,
            Field::Host => &self.host,
            Field::Port => &self.port,
            Field::User => &self.user,
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
                let address = self.address.trim();
                if !self.own_user {
                    self.user = address.to_owned();
                }
                if !self.own_host {
                    let domain = address.rsplit_once('@').map(|(_, domain)| domain);
                    self.host = match domain {
                        Some(domain) if !domain.is_empty() => format!("pop.{domain}"),
                        _ => String::new(),
                    };
                }
            }
        }
    }

    fn check(&self, field: Field) -> Option<Fault> {
        let value = self.value(field).trim();
        match field {
            // A reader may be nobody to their mail.
            Field::Name => None,
            Field::Password if self.id.is_some() => None,
            Field::Password => self.password.0.is_empty().then_some(Fault::Empty),
            _ if value.is_empty() => Some(Fault::Empty),
            Field::Address => (!is_address(value)).then_some(Fault::NoAddress),
            Field::Host => (!is_host(value)).then_some(Fault::NoHost),
            Field::Port => self.port_number().is_none().then_some(Fault::NoPort),
            Field::User => None,
        }
    }

    fn port_number(&self) -> Option<u16> {
        self.port.trim().parse().ok().filter(|port| *port != 0)
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

/// Good enough to be written to: the server has the last word.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty() && !domain.is_empty() && !text.contains(char::is_whitespace)
}

/// A host name, an IPv4 or a bare IPv6 address: the relay has the last word.
fn is_host(text: &str) -> bool {
    text.len() <= 253 && !text.contains(|c: char| c.is_whitespace() || c == '/' || c == '@')
}
