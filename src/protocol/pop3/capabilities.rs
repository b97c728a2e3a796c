//! What a server says it can do (RFC 2449; SASL in RFC 5034, UTF8 and LANG in RFC 6856).

use crate::protocol::sasl::Mechanism;

/// The answer to CAPA. Names are compared without regard to case; unknown ones are kept for the
/// record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    lines: Vec<String>,
}

/// How long the server keeps a message (RFC 2449, section 6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expire {
    /// Days for which it promises to keep it; `None` says that it deletes nothing by itself. Servers
    /// are known to announce 0 and not to mean it.
    pub days: Option<u32>,
    /// It is different for some users: ask again after login.
    pub by_user: bool,
}

/// How long the server wants a client to wait between two logins (RFC 2449, section 6.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginDelay {
    /// Seconds from one login to the next.
    pub seconds: u32,
    /// It is different for some users: ask again after login.
    pub by_user: bool,
}

/// UTF-8 in headers, names and passwords (RFC 6856, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Utf8 {
    /// USER and PASS take it too.
    pub user: bool,
}

impl Capabilities {
    /// Reads the body of the response, a capability a line.
    pub(super) fn parse(body: &[u8]) -> Self {
        let lines = body
            .split(|&byte| byte == b'\n')
            .map(super::status::readable)
            .filter(|line| !line.is_empty())
            .collect();
        Self { lines }
    }

    /// What a server said an earlier time.
    #[must_use]
    pub const fn remembered(lines: Vec<String>) -> Self {
        Self { lines }
    }

    /// What the server said, line by line, cleared of control characters.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether the server said nothing: it is from before RFC 2449, or refused CAPA.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Whether the server names this capability, with or without arguments.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// What follows each mention of the name.
    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter_map(move |line| {
            let (first, arguments) = line.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((line, ""));
            first.eq_ignore_ascii_case(name).then_some(arguments.trim())
        })
    }

    /// Whether commands may be sent before the answers to earlier ones are in (section 6.6).
    #[must_use]
    pub fn pipelining(&self) -> bool {
        self.has("PIPELINING")
    }

    /// Whether TLS can begin on this connection (RFC 2595).
    #[must_use]
    pub fn stls(&self) -> bool {
        self.has("STLS")
    }

    /// Whether USER and PASS can log in (section 6.2). Before login, on a connection without TLS, a
    /// server that wants no passwords there does not say so.
    #[must_use]
    pub fn user(&self) -> bool {
        self.has("USER")
    }

    /// Whether TOP is there (section 6.1).
    #[must_use]
    pub fn top(&self) -> bool {
        self.has("TOP")
    }

    /// Whether UIDL is there (section 6.8).
    #[must_use]
    pub fn uidl(&self) -> bool {
        self.has("UIDL")
    }

    /// The names of all SASL mechanisms on offer (RFC 5034, section 3), as the server spells them.
    pub fn sasl_names(&self) -> impl Iterator<Item = &str> {
        self.all("SASL").flat_map(str::split_ascii_whitespace)
    }

    /// Whether this SASL mechanism is on offer.
    #[must_use]
    pub fn sasl(&self, mechanism: Mechanism) -> bool {
        self.sasl_names().any(|name| Mechanism::named(name) == Some(mechanism))
    }

    /// Whether a text in brackets after `-ERR` is a response code (section 6.4).
    #[must_use]
    pub fn resp_codes(&self) -> bool {
        self.has("RESP-CODES")
    }

    /// Whether `[AUTH]` stands in each refusal that is about the credentials (RFC 3206, section 6).
    #[must_use]
    pub fn auth_resp_code(&self) -> bool {
        self.has("AUTH-RESP-CODE")
    }

    /// How long the server keeps a message, if it says so.
    #[must_use]
    pub fn expire(&self) -> Option<Expire> {
        // Some servers leave the space out.
        if self.has("EXPIRENEVER") {
            return Some(Expire { days: None, by_user: false });
        }
        self.all("EXPIRE").find_map(|arguments| {
            let mut words = arguments.split_ascii_whitespace();
            let days = match words.next()? {
                never if never.eq_ignore_ascii_case("NEVER") => None,
                days => Some(days.parse().ok()?),
            };
            Some(Expire { days, by_user: is_user(words.next()) })
        })
    }

    /// How long to wait between two logins, if the server says so.
    #[must_use]
    pub fn login_delay(&self) -> Option<LoginDelay> {
        self.all("LOGIN-DELAY").find_map(|arguments| {
            let mut words = arguments.split_ascii_whitespace();
            let seconds = words.next()?.parse().ok()?;
            Some(LoginDelay { seconds, by_user: is_user(words.next()) })
        })
    }

    /// Whether the server takes the command UTF8, and USER and PASS in UTF-8.
    #[must_use]
    pub fn utf8(&self) -> Option<Utf8> {
        self.all("UTF8").next().map(|argument| Utf8 { user: is_user(Some(argument)) })
    }

    /// Whether the server can speak other languages in its status lines (RFC 6856, section 3).
    #[must_use]
    pub fn lang(&self) -> bool {
        self.has("LANG")
    }

    /// What the server calls itself (section 6.9).
    #[must_use]
    pub fn implementation(&self) -> Option<&str> {
        self.all("IMPLEMENTATION").find(|name| !name.is_empty())
    }
}

fn is_user(word: Option<&str>) -> bool {
    word.is_some_and(|word| word.eq_ignore_ascii_case("USER"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_case_with_arguments() {
        let capabilities = Capabilities::parse(
            b"TOP\r\npipelining\r\nSASL PLAIN LOGIN\r\nX-ODD\xff\r\n\r\nuser\r\nUidl\r\n",
        );
        assert!(
            capabilities.pipelining() && capabilities.top() && capabilities.user() && capabilities.uidl()
        );
        assert!(capabilities.has("SASL") && capabilities.has("sasl"));
        assert!(!capabilities.stls());
        assert!(!capabilities.has("PLAIN"));
        assert_eq!(capabilities.lines().len(), 6);
        assert_eq!(capabilities.lines()[3], "X-ODD\u{fffd}");
        assert!(Capabilities::parse(b"\r\n").is_empty());
    }

    #[test]
    fn sasl_mechanisms_known_and_unknown() {
        let capabilities =
            Capabilities::parse(b"SASL plain GSSAPI\r\nsasl SCRAM-SHA-256-PLUS scram-sha-256\r\n");
        let names: Vec<_> = capabilities.sasl_names().collect();
        assert_eq!(names, ["plain", "GSSAPI", "SCRAM-SHA-256-PLUS", "scram-sha-256"]);
        assert!(capabilities.sasl(Mechanism::Plain) && capabilities.sasl(Mechanism::ScramSha256));
        assert!(!capabilities.sasl(Mechanism::Login));
        assert_eq!(Capabilities::parse(b"SASL\r\n").sasl_names().count(), 0);
    }

    #[test]
    fn expire_as_servers_write_it() {
        let expire = |line: &str| Capabilities::parse(line.as_bytes()).expire();
        let kept = |days, by_user| Some(Expire { days, by_user });
        assert_eq!(expire("EXPIRE 60"), kept(Some(60), false));
        assert_eq!(expire("expire 0 user"), kept(Some(0), true));
        assert_eq!(expire("EXPIRE NEVER"), kept(None, false));
        assert_eq!(expire("EXPIRE never USER"), kept(None, true));
        assert_eq!(expire("EXPIRENEVER"), kept(None, false));
        for line in ["EXPIRE", "EXPIRE soon", "EXPIRE -1", "EXPIRE 99999999999", "TOP"] {
            assert_eq!(expire(line), None, "{line}");
        }
    }

    #[test]
    fn login_delay_and_utf8() {
        let capabilities = Capabilities::parse(b"LOGIN-DELAY 900 USER\r\nUTF8 USER\r\nLANG\r\n");
        assert_eq!(capabilities.login_delay(), Some(LoginDelay { seconds: 900, by_user: true }));
        assert_eq!(capabilities.utf8(), Some(Utf8 { user: true }));
        assert!(capabilities.lang());
        let capabilities = Capabilities::parse(b"LOGIN-DELAY x\r\nLOGIN-DELAY 5\r\nutf8\r\n");
        assert_eq!(capabilities.login_delay(), Some(LoginDelay { seconds: 5, by_user: false }));
        assert_eq!(capabilities.utf8(), Some(Utf8 { user: false }));
        assert_eq!(Capabilities::default().utf8(), None);
    }

    #[test]
    fn what_the_server_says_of_itself() {
        let capabilities =
            Capabilities::parse(b"RESP-CODES\r\nAUTH-RESP-CODE\r\nIMPLEMENTATION Shlemazle-Plotz v302\r\n");
        assert!(capabilities.resp_codes() && capabilities.auth_resp_code());
        assert_eq!(capabilities.implementation(), Some("Shlemazle-Plotz v302"));
        assert_eq!(Capabilities::parse(b"IMPLEMENTATION\r\n").implementation(), None);
    }
}
