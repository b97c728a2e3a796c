//! What a server means when it says no: by its response code (RFC 2449, section 8.1; RFC 3206,
//! section 4), or by its words where it gives none.

use crate::protocol::pop3::{Negative, ResponseCode};

/// What a no is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Name, password or token are wrong.
    Credentials,
    /// Another session has the maildrop.
    InUse,
    /// Asked again too soon.
    LoginDelay,
    /// A trouble of the server's that passes.
    Temporary,
    /// A trouble, or a state of the account, that somebody must mend.
    Permanent,
    /// Not on a connection without TLS.
    TlsRequired,
    /// The server does not have this SASL mechanism.
    Mechanism,
    /// The server does not understand this command, or not so.
    Command,
    /// It does not say.
    Unclear,
}

impl Negative {
    /// What the no is about.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let words = Words(self.text.to_lowercase());
        match self.code {
            Some(ResponseCode::InUse) => Refusal::InUse,
            Some(ResponseCode::LoginDelay) => Refusal::LoginDelay,
            Some(ResponseCode::SysTemp) => Refusal::Temporary,
            Some(ResponseCode::SysPerm) => Refusal::Permanent,
            // Some say [AUTH] whenever AUTH fails.
            Some(ResponseCode::Auth) => words.about_the_way_in().unwrap_or(Refusal::Credentials),
            Some(ResponseCode::Other) | None => words.about_anything(),
        }
    }
}

/// What a server wrote, in lower case.
struct Words(String);

impl Words {
    fn any(&self, of: &[&str]) -> bool {
        of.iter().any(|words| self.0.contains(words))
    }

    /// The words stand at the beginning of a word: “blocked” is not “locked”.
    fn begins(&self, start: &str) -> bool {
        self.0.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(start))
    }

    fn about_the_way_in(&self) -> Option<Refusal> {
        let plaintext = self.any(&["plaintext", "plain text", "cleartext", "clear text"]);
        let forbidden = self.any(&["disallow", "not allowed", "not permitted", "disabled", "secure"]);
        let tls = self.begins("tls") || self.begins("ssl") || self.begins("stls") || self.begins("encrypt");
        let wanted = self.any(&["require", "must", "first", "only", "need"]);
        if plaintext && forbidden || tls && wanted {
            return Some(Refusal::TlsRequired);
        }
        if self.any(&["mechanism", "authentication type", "authentication method", "auth type"]) {
            return Some(Refusal::Mechanism);
        }
        let not_known = ["unknown", "unrecogni", "invalid", "bad", "illegal", "unexpected", "not "];
        if self.any(&["command", "verb"]) && self.any(&not_known)
            || self.any(&["syntax", "not implemented", "unimplemented", "not supported", "unsupported"])
            || self.any(&["argument", "parameter", "protocol error", "too long"])
        {
            return Some(Refusal::Command);
        }
        None
    }

    fn about_anything(&self) -> Refusal {
        let account = self.any(&["account", "user is"]);
        let maildrop = self.any(&["mailbox", "maildrop", "mail drop", "spool"]);
        if self.begins("lock") && !account
            || self.any(&["in use", "another session", "other session", "concurrent", "already open"])
            || self.any(&["already logged", "already connected", "another pop3", "another connection"])
            || maildrop && self.begins("busy")
        {
            return Refusal::InUse;
        }
        if self.any(&["temporar", "unavailable", "maintenance", "overload"]) {
            return Refusal::Temporary;
        }
        if let Some(refusal) = self.about_the_way_in() {
            return refusal;
        }
        if account && (self.begins("lock") || self.any(&["disabled", "not enabled", "suspend", "expired"])) {
            return Refusal::Permanent;
        }
        // Some say in one breath all that may be wrong. Trying again and again with a wrong password
        // locks people out: so if the password is among it, it is that.
        let about_credentials = [
            "password",
            "passphrase",
            "credential",
            "username",
            "user name",
            "userid",
            "user id",
            "unknown user",
            "no such user",
            "authentication fail",
            "authorization fail",
            "auth fail",
            "login fail",
            "logon fail",
            "log in fail",
            "invalid login",
            "login incorrect",
            "incorrect",
            "denied",
            "token",
        ];
        if self.any(&about_credentials) {
            return Refusal::Credentials;
        }
        if self.any(&["login limit", "too often", "too soon", "too frequent", "frequency", "minimum time"])
            || self.any(&["login delay", "login interval", "only every", "logins per", "login rate"])
        {
            return Refusal::LoginDelay;
        }
        if self.any(&["try again", "try later", "retry", "too many", "internal", "timeout", "timed out"])
            || self.any(&["server error", "system error", "busy", "backend", "cannot connect"])
        {
            return Refusal::Temporary;
        }
        Refusal::Unclear
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: Option<ResponseCode>, text: &str) -> Refusal {
        Negative { code, text: text.to_owned() }.refusal()
    }

    #[test]
    fn a_code_says_it() {
        assert_eq!(refusal(Some(ResponseCode::InUse), "wrong password"), Refusal::InUse);
        assert_eq!(refusal(Some(ResponseCode::LoginDelay), ""), Refusal::LoginDelay);
        assert_eq!(refusal(Some(ResponseCode::SysTemp), "authentication failed"), Refusal::Temporary);
        assert_eq!(refusal(Some(ResponseCode::SysPerm), "try again later"), Refusal::Permanent);
        assert_eq!(refusal(Some(ResponseCode::Auth), "try again later"), Refusal::Credentials);
        assert_eq!(refusal(Some(ResponseCode::Other), "mailbox is locked"), Refusal::InUse);
        let dovecot = "Plaintext authentication disallowed on non-secure (SSL/TLS) connections.";
        assert_eq!(refusal(Some(ResponseCode::Auth), dovecot), Refusal::TlsRequired);
    }

    #[test]
    fn without_a_code_the_words_say_it() {
        let cases = [
            (Refusal::InUse, "unable to lock maildrop"),
            (Refusal::InUse, "Mailbox is locked by another process"),
            (Refusal::InUse, "maildrop already locked"),
            (Refusal::InUse, "POP3 mailbox is busy"),
            (Refusal::InUse, "Your mailbox is in use by another session, try again later"),
            (Refusal::Temporary, "Temporary authentication failure."),
            (Refusal::Temporary, "Your account is temporarily locked, too many failures"),
            (Refusal::Temporary, "Service unavailable"),
            (Refusal::Temporary, "internal error"),
            (Refusal::Temporary, "too many connections from your address"),
            (Refusal::Permanent, "Your account is not enabled for POP access"),
            (Refusal::Permanent, "account locked"),
            (Refusal::TlsRequired, "Must issue STLS first"),
            (Refusal::TlsRequired, "SSL required"),
            (Refusal::TlsRequired, "Cleartext passwords are not allowed here"),
            (Refusal::Mechanism, "Unsupported authentication mechanism."),
            (Refusal::Mechanism, "Unrecognized authentication type"),
            (Refusal::Command, "Unknown command: \"auth\"."),
            (Refusal::Command, "Unknown AUTHORIZATION state command"),
            (Refusal::Command, "command not recognized"),
            (Refusal::Command, "Syntax error"),
            (Refusal::Command, "AUTH takes one argument"),
            (Refusal::Command, "Protocol error. Connection is closed. 10"),
            (Refusal::Credentials, "Invalid user name or password"),
            (Refusal::Credentials, "unknown user"),
            (Refusal::Credentials, "Authentication failed, try again later"),
            (Refusal::Credentials, "Logon failure"),
            (
                Refusal::Credentials,
                "Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or system is busy.",
            ),
            (
                Refusal::LoginDelay,
                "Exceeded the login limit for a 15 minute period. Reduce the frequency of requests",
            ),
            (Refusal::LoginDelay, "minimum time between mail checks violation"),
            (Refusal::Unclear, ""),
            (Refusal::Unclear, "Your address is blocked"),
            (Refusal::Unclear, "no"),
        ];
        for (meant, text) in cases {
            assert_eq!(refusal(None, text), meant, "{text}");
        }
    }
}
