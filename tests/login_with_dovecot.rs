//! Each way of logging in, against a real Dovecot.

mod login;

use login::{Door, run};
use restante::protocol::{
    pop3::{Consent, LoginError, Method},
    sasl::{Credentials, Mechanism, Secret},
};
use restante_dovecot::{Dovecot, Options, mails};

const OPEN: Consent = Consent { plaintext: true, apop: true };
const CLOSED: Consent = Consent { plaintext: false, apop: false };

fn dovecot(mechanisms: &'static str) -> Dovecot {
    Dovecot::start(Options { mechanisms: Some(mechanisms), ..Options::default() }).unwrap()
}

fn password(password: &str) -> Credentials {
    Credentials::Password { user: Dovecot::USER.to_owned(), password: Secret::new(password.to_owned()) }
}

fn token(token: String) -> Credentials {
    Credentials::Token { user: Dovecot::USER.to_owned(), token: Secret::new(token) }
}

fn refused<T: std::fmt::Debug>(end: &Result<T, LoginError>) -> bool {
    matches!(end, Err(LoginError::CredentialsRefused(text)) if !text.is_empty())
}

#[test]
fn every_mechanism_opens_the_maildrop_and_a_wrong_password_does_not() {
    run(async {
        let cases = [
            ("plain", true, Method::Sasl(Mechanism::Plain)),
            ("login", true, Method::Sasl(Mechanism::Login)),
            ("cram-md5", false, Method::Sasl(Mechanism::CramMd5)),
            ("scram-sha-1", false, Method::Sasl(Mechanism::ScramSha1)),
            ("scram-sha-256", false, Method::Sasl(Mechanism::ScramSha256)),
        ];
        for (name, tls, method) in cases {
            let mut dovecot = dovecot(name);
            dovecot.deliver([b"Subject: here\r\n\r\nhere\r\n"]).unwrap();
            // The rules of TLS are those of a connection that nobody listens on: loopback is one.
            let mut door = Door::open(&dovecot).await;
            let end = door.log_in(password(Dovecot::PASSWORD), tls, CLOSED).await;
            assert_eq!(end, Ok(method), "{name}");
            assert_eq!(door.messages().await, 1, "{name}");

            let mut door = Door::open(&dovecot).await;
            let end = door.log_in(password("wrong"), tls, CLOSED).await;
            assert!(refused(&end), "{name}: {end:?}");
        }
    });
}

#[test]
fn user_and_pass_at_once_and_apop() {
    run(async {
        let mut dovecot = dovecot("apop plain");
        dovecot.deliver(mails::generate(1, 2).iter().map(|mail| &mail.raw)).unwrap();
        for (consent, method) in [
            (Consent { plaintext: false, apop: true }, Method::Apop),
            (Consent { plaintext: true, apop: false }, Method::Sasl(Mechanism::Plain)),
        ] {
            let mut door = Door::open(&dovecot).await;
            assert_eq!(door.log_in(password(Dovecot::PASSWORD), false, consent).await, Ok(method));
            assert_eq!(door.messages().await, 2);
            let mut door = Door::open(&dovecot).await;
            let end = door.log_in(password("wrong"), false, consent).await;
            assert!(refused(&end), "{method}: {end:?}");
        }
        let mut door = Door::open(&dovecot).await;
        door.pretend("USER\r\nPIPELINING");
        assert_eq!(door.log_in(password(Dovecot::PASSWORD), true, CLOSED).await, Ok(Method::UserPass));
        assert_eq!(door.sent(), ["USER …", "PASS …"]);
        assert_eq!(door.bursts(), 1);
    });
}

#[test]
fn tokens_that_are_good_and_tokens_that_are_not() {
    run(async {
        for (name, mechanism) in [("xoauth2", Mechanism::XOAuth2), ("oauthbearer", Mechanism::OAuthBearer)] {
            let dovecot = dovecot(name);
            let mut door = Door::open(&dovecot).await;
            let end = door.log_in(token(dovecot.token()), true, CLOSED).await;
            assert_eq!(end, Ok(Method::Sasl(mechanism)), "{}", dovecot.logged());
            assert_eq!(door.messages().await, 0);

            let mut door = Door::open(&dovecot).await;
            let long = dovecot.long_token();
            assert!(long.len() > 4_096);
            assert_eq!(door.log_in(token(long), true, CLOSED).await, Ok(Method::Sasl(mechanism)));
            assert_eq!(door.sent(), [format!("AUTH {}", mechanism.name()), "…".to_owned()]);

            let mut door = Door::open(&dovecot).await;
            let end = door.log_in(token(dovecot.expired_token()), true, CLOSED).await;
            assert!(refused(&end), "{name}: {end:?}");
            // The reason came as a challenge, and had its answer.
            assert_eq!(door.sent().last().map(String::as_str), Some("…"), "{name}");
        }
    });
}

#[test]
fn the_strongest_on_offer_is_taken() {
    run(async {
        let dovecot = dovecot("plain login cram-md5 scram-sha-1 scram-sha-256");
        for tls in [true, false] {
            let mut door = Door::open(&dovecot).await;
            let end = door.log_in(password(Dovecot::PASSWORD), tls, OPEN).await;
            assert_eq!(end, Ok(Method::Sasl(Mechanism::ScramSha256)));
        }
    });
}

#[test]
fn a_mechanism_that_dovecot_does_not_have_is_followed_by_the_next() {
    run(async {
        let dovecot = dovecot("plain login");
        let mut door = Door::open(&dovecot).await;
        door.pretend("SASL SCRAM-SHA-256 LOGIN PLAIN");
        let end = door.log_in(password(Dovecot::PASSWORD), true, CLOSED).await;
        assert_eq!(end, Ok(Method::Sasl(Mechanism::Plain)));
        assert_eq!(door.sent(), ["AUTH SCRAM-SHA-256 …", "AUTH PLAIN …"]);
    });
}

#[test]
fn a_password_that_scram_cannot_use_still_opens_the_maildrop() {
    run(async {
        let options = Options { mechanisms: Some("plain scram-sha-256"), hashed: true, ..Options::default() };
        let dovecot = Dovecot::start(options).unwrap();
        let mut door = Door::open(&dovecot).await;
        let end = door.log_in(password(Dovecot::PASSWORD), true, CLOSED).await;
        assert_eq!(end, Ok(Method::Sasl(Mechanism::Plain)));
        assert_eq!(door.sent(), ["AUTH SCRAM-SHA-256 …", "AUTH PLAIN …"]);
        // Without TLS it stays shut: the password is not shown to the network for that.
        let mut door = Door::open(&dovecot).await;
        let end = door.log_in(password(Dovecot::PASSWORD), false, OPEN).await;
        assert!(refused(&end), "{end:?}");
        assert_eq!(door.sent(), ["AUTH SCRAM-SHA-256 …"]);
    });
}

#[test]
fn without_tls_nothing_is_sent_before_the_reader_agrees() {
    run(async {
        let dovecot = dovecot("plain login");
        let mut door = Door::open(&dovecot).await;
        let end = door.log_in(password(Dovecot::PASSWORD), false, CLOSED).await;
        assert_eq!(end, Err(LoginError::NoSafeMethod));
        assert!(door.sent().is_empty());
    });
}

#[test]
fn a_server_that_wants_tls_first_says_so() {
    run(async {
        let options = Options { refuse_plaintext: true, ..Options::default() };
        let dovecot = Dovecot::start(options).unwrap();
        let mut door = Door::open(&dovecot).await;
        let end = door.log_in(password(Dovecot::PASSWORD), false, OPEN).await;
        assert!(matches!(end, Err(LoginError::TlsRequired(_))), "{end:?}");
        assert!(!door.sent().iter().any(|line| line.starts_with("PASS")), "{:?}", door.sent());
    });
}

#[test]
fn a_maildrop_in_use_is_not_about_the_password() {
    run(async {
        let options =
            Options { lock_session: true, mechanisms: Some("scram-sha-256 plain"), ..Options::default() };
        let dovecot = Dovecot::start(options).unwrap();
        let holder = restante_dovecot::Session::log_in(&dovecot).unwrap();
        let mut door = Door::open(&dovecot).await;
        let end = door.log_in(password(Dovecot::PASSWORD), true, CLOSED).await;
        assert!(matches!(end, Err(LoginError::InUse(_))), "{end:?}");
        drop(holder);
    });
}
