//! The fields of the account form that are typed into, and what can be wrong with them.

use super::{AccountForm, Limit, Part};

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The reader's own name.
    Name,
    /// The email address.
    Address,
    /// The password, or the token.
    Password,
    /// The POP3 server.
    Host,
    /// The POP3 port.
    Port,
    /// The user name.
    User,
    /// After how many days messages are deleted on the server.
    Days,
    /// How many messages are kept there.
    Newest,
    /// How many megabytes are kept there.
    Megabytes,
    /// From how many kilobytes on only headers are collected.
    Larger,
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
    /// Not a whole number, or not one in reason.
    NoNumber,
}

impl AccountForm {
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
        use Field::{Address, Days, Host, Larger, Megabytes, Name, Newest, Password, Port, User};
        let fields = [Name, Address, Password, Host, Port, User, Days, Newest, Megabytes, Larger];
        fields.into_iter().find(|field| self.check(*field).is_some())
    }

    /// What a field holds, as it was typed.
    #[must_use]
    pub fn value(&self, field: Field) -> &str {
        match field {
            Field::Name => &self.name,
            Field::Address => &self.address,
            Field::Password => &self.password.0,
            Field::Host => &self.host,
            Field::Port => &self.port,
            Field::User => &self.user,
            Field::Days => &self.days,
            Field::Newest => &self.newest,
            Field::Megabytes => &self.megabytes,
            Field::Larger => &self.larger,
        }
    }

    pub(super) fn check(&self, field: Field) -> Option<Fault> {
        let value = self.value(field).trim();
        match field {
            // A reader may be nobody to their mail.
            Field::Name => None,
            Field::Password if self.id.is_some() && !self.retired => None,
            Field::Password => self.password.0.is_empty().then_some(Fault::Empty),
            _ if !self.asked(field) => None,
            _ if value.is_empty() => Some(Fault::Empty),
            Field::Address => (!is_address(value)).then_some(Fault::NoAddress),
            Field::Host => (!is_host(value)).then_some(Fault::NoHost),
            Field::Port => self.port_number().is_none().then_some(Fault::NoPort),
            Field::User => None,
            Field::Days => number::<u16>(value).is_none().then_some(Fault::NoNumber),
            Field::Newest | Field::Megabytes | Field::Larger => {
                number::<u32>(value).is_none().then_some(Fault::NoNumber)
            }
        }
    }

    pub(super) fn port_number(&self) -> Option<u16> {
        number(&self.port)
    }

    /// The field is on the form now.
    fn asked(&self, field: Field) -> bool {
        let limit = |limit| self.leave_on_server && self.limit == limit;
        match field {
            Field::Days => limit(Limit::Days),
            Field::Newest => limit(Limit::Newest),
            Field::Megabytes => limit(Limit::Megabytes),
            Field::Larger => self.part == Part::UpTo,
            _ => true,
        }
    }
}

/// A whole number above 0.
pub(super) fn number<N: std::str::FromStr + Default + PartialEq>(text: &str) -> Option<N> {
    text.trim().parse().ok().filter(|number| *number != N::default())
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
