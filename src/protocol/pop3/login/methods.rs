//! Which ways into the maildrop are tried, and in which order.
//!
//! With TLS: SCRAM first, since even the server learns nothing that it could lose. Then those that
//! take one round trip: PLAIN, USER with PASS. Then LOGIN with its three. CRAM-MD5 and APOP come last:
//! TLS hides the password already, and many servers that announce them cannot serve most of their
//! users, whose passwords they keep hashed in another way. Servers that do not announce USER may
//! still take it, above all those that know no CAPA.
//!
//! Without TLS: what does not show the password to the network, and nothing else where there is such.
//! Only if there is none, and the reader agreed, the others.

use super::{Consent, LoginError, Server};
use crate::protocol::{
    pop3::Timestamp,
    sasl::{Credentials, Mechanism},
};

/// A way into the maildrop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// AUTH with this mechanism (RFC 5034).
    Sasl(Mechanism),
    /// APOP (RFC 1939, section 7).
    Apop,
    /// USER and PASS (RFC 1939, section 7).
    UserPass,
}

impl std::fmt::Display for Method {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Sasl(mechanism) => mechanism.name(),
            Self::Apop => "APOP",
            Self::UserPass => "USER/PASS",
        })
    }
}

/// The ways to try, strongest first; at least one.
pub(super) fn choose(
    credentials: &Credentials,
    server: Server<'_>,
    consent: Consent,
) -> Result<Vec<Method>, LoginError> {
    let offered = |mechanisms: &[Mechanism]| -> Vec<Method> {
        let offered = mechanisms.iter().filter(|&&mechanism| server.capabilities.sasl(mechanism));
        offered.map(|&mechanism| Method::Sasl(mechanism)).collect()
    };
    let may_reveal = server.tls || consent.plaintext;
    if let Credentials::Token { .. } = credentials {
        let methods = offered(&[Mechanism::OAuthBearer, Mechanism::XOAuth2]);
        return match methods.is_empty() {
            true => Err(LoginError::NoMethod(server.capabilities.sasl_names().collect::<Vec<_>>().join(" "))),
            false if may_reveal => Ok(methods),
            false => Err(LoginError::NoSafeMethod),
        };
    }

    let user = server.capabilities.user();
    let sasl = |mechanism| offered(&[mechanism]);
    let user_pass = |when: bool| if when { vec![Method::UserPass] } else { Vec::new() };
    let apop = Timestamp::find(server.greeting).filter(|_| server.tls || consent.apop);
    let apop = if apop.is_some() { vec![Method::Apop] } else { Vec::new() };
    let scram = offered(&[Mechanism::ScramSha256, Mechanism::ScramSha1]);
    let (cram_md5, plain, login) = (sasl(Mechanism::CramMd5), sasl(Mechanism::Plain), sasl(Mechanism::Login));
    if server.tls {
        return Ok([scram, plain, user_pass(user), login, cram_md5, user_pass(!user), apop].concat());
    }
    let hiding = [scram, cram_md5, apop].concat();
    if !hiding.is_empty() {
        Ok(hiding)
    } else if consent.plaintext {
        Ok([plain, user_pass(user), login, user_pass(!user)].concat())
    } else {
        Err(LoginError::NoSafeMethod)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{
        pop3::Capabilities,
        sasl::{Peer, Secret},
    };

    const ALL: &str = "USER\r\nSASL PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 XOAUTH2 OAUTHBEARER\r\n";
    const STAMPED: &str = "ready <1@host>";

    struct Case {
        tls: bool,
        consent: Consent,
        greeting: &'static str,
        capabilities: &'static str,
    }

    impl Default for Case {
        fn default() -> Self {
            Self { tls: true, consent: Consent::default(), greeting: "ready", capabilities: ALL }
        }
    }

    fn choose_for(credentials: &Credentials, case: &Case) -> Result<String, LoginError> {
        let server = Server {
            greeting: case.greeting,
            capabilities: &Capabilities::parse(case.capabilities.as_bytes()),
            peer: Peer { host: "pop.example.org", port: 995 },
            tls: case.tls,
            pipelining: false,
        };
        let methods = choose(credentials, server, case.consent)?;
        Ok(methods.iter().map(Method::to_string).collect::<Vec<_>>().join(" "))
    }

    fn with_password(case: &Case) -> Result<String, LoginError> {
        let password = Secret::new("p".to_owned());
        choose_for(&Credentials::Password { user: "ada".to_owned(), password }, case)
    }

    fn with_token(case: &Case) -> Result<String, LoginError> {
        let token = Secret::new("t".to_owned());
        choose_for(&Credentials::Token { user: "ada".to_owned(), token }, case)
    }

    fn ok(methods: &str) -> Result<String, LoginError> {
        Ok(methods.to_owned())
    }

    const PLAINTEXT: Consent = Consent { plaintext: true, apop: false };
    const APOP: Consent = Consent { plaintext: false, apop: true };

    #[test]
    fn with_tls_strength_then_round_trips() {
        let case = Case { greeting: STAMPED, ..Case::default() };
        assert_eq!(with_password(&case), ok("SCRAM-SHA-256 SCRAM-SHA-1 PLAIN USER/PASS LOGIN CRAM-MD5 APOP"));
        assert_eq!(with_password(&Case { capabilities: "", ..case }), ok("USER/PASS APOP"));
        let case = Case { capabilities: "SASL GSSAPI LOGIN CRAM-MD5\r\n", ..Case::default() };
        assert_eq!(with_password(&case), ok("LOGIN CRAM-MD5 USER/PASS"));
    }

    #[test]
    fn without_tls_nothing_that_shows_the_password_if_there_is_better() {
        for consent in [Consent::default(), PLAINTEXT] {
            let case = Case { tls: false, consent, greeting: STAMPED, ..Case::default() };
            assert_eq!(with_password(&case), ok("SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5"));
        }
    }

    #[test]
    fn without_tls_plaintext_wants_consent() {
        for capabilities in ["", "USER\r\nSASL PLAIN LOGIN\r\n"] {
            let case = Case { tls: false, capabilities, ..Case::default() };
            assert_eq!(with_password(&case), Err(LoginError::NoSafeMethod));
        }
        let case = Case {
            tls: false,
            consent: PLAINTEXT,
            capabilities: "USER\r\nSASL PLAIN LOGIN\r\n",
            ..Case::default()
        };
        assert_eq!(with_password(&case), ok("PLAIN USER/PASS LOGIN"));
        assert_eq!(with_password(&Case { capabilities: "", ..case }), ok("USER/PASS"));
    }

    #[test]
    fn without_tls_apop_wants_to_be_asked_for() {
        let case = Case { tls: false, greeting: STAMPED, capabilities: "USER\r\n", ..Case::default() };
        assert_eq!(with_password(&case), Err(LoginError::NoSafeMethod));
        let case = Case { consent: APOP, ..case };
        assert_eq!(with_password(&case), ok("APOP"));
        // Without a timestamp there is no APOP.
        assert_eq!(with_password(&Case { greeting: "ready", ..case }), Err(LoginError::NoSafeMethod));
    }

    #[test]
    fn a_token_goes_where_tokens_are_taken() {
        assert_eq!(with_token(&Case::default()), ok("OAUTHBEARER XOAUTH2"));
        let case = Case { capabilities: "USER\r\nSASL PLAIN GSSAPI\r\n", ..Case::default() };
        assert_eq!(with_token(&case), Err(LoginError::NoMethod("PLAIN GSSAPI".to_owned())));
        assert_eq!(with_token(&Case { tls: false, ..Case::default() }), Err(LoginError::NoSafeMethod));
        let case = Case { tls: false, consent: PLAINTEXT, ..Case::default() };
        assert_eq!(with_token(&case), ok("OAUTHBEARER XOAUTH2"));
    }
}
