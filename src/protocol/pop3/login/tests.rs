//! Logins against servers that keep to a script.

use proptest::prelude::*;

use super::*;
use crate::protocol::{
    pop3::{Connection, Limits},
    sasl::{Mechanism, Secret, base64},
};

const USER: &str = "ada";
const SECRET: &str = "Postlagernd";
const TLS: Terms = Terms { tls: true, consent: Consent { plaintext: false, apop: false } };
const OPEN: Terms = Terms { tls: false, consent: Consent { plaintext: false, apop: false } };
const OPEN_AGREED: Terms = Terms { tls: false, consent: Consent { plaintext: true, apop: false } };

#[derive(Clone, Copy)]
struct Terms {
    tls: bool,
    consent: Consent,
}

fn password() -> Credentials {
    Credentials::Password { user: USER.to_owned(), password: Secret::new(SECRET.to_owned()) }
}

fn token() -> Credentials {
    Credentials::Token { user: USER.to_owned(), token: Secret::new(SECRET.to_owned()) }
}

fn login(credentials: Credentials, capabilities: &str, terms: Terms) -> Login {
    let greeting = if terms.consent.apop { "ready <1896.697170952@dbc.mtview.ca.us>" } else { "ready" };
    let capabilities = Capabilities::parse(capabilities.as_bytes());
    let server = Server {
        greeting,
        capabilities: &capabilities,
        peer: Peer { host: "pop.example.org", port: 995 },
        tls: terms.tls,
        pipelining: capabilities.pipelining(),
    };
    Login::new(credentials, server, terms.consent)
}

/// How a login ended, and with which method.
#[derive(Debug, PartialEq, Eq)]
enum End {
    In(Method),
    Failed(LoginError),
    /// The server's script was over before the login was.
    Waits,
}

/// Plays the login over a real connection against a server that expects each of these lines, or
/// bursts of lines, and answers each with what stands beside it.
fn play(mut login: Login, script: &[(&str, &str)]) -> End {
    let mut connection = Connection::after_tls(Limits::default());
    let mut script = script.iter();
    let mut step = login.next(None);
    loop {
        match step {
            Step::Send(commands) => {
                commands.into_iter().for_each(|command| connection.send(command));
                let sent = String::from_utf8(connection.take_outgoing()).unwrap();
                let Some((expected, answer)) = script.next() else {
                    panic!("nothing more was expected, and it sent {sent}");
                };
                assert_eq!(sent.trim_end_matches("\r\n").replace("\r\n", " | "), *expected);
                for line in answer.split_terminator(" | ") {
                    connection.receive(format!("{line}\r\n").as_bytes()).unwrap();
                }
            }
            Step::Wait => {}
            Step::Done => {
                assert_eq!(script.next(), None, "the rest of the script");
                return End::In(login.method().unwrap());
            }
            Step::Failed(error) => {
                assert_eq!(script.next(), None, "the rest of the script");
                return End::Failed(error);
            }
        }
        let Some(reply) = connection.next_reply() else { return End::Waits };
        step = login.next(Some(&reply));
    }
}

fn plain() -> String {
    base64::encode(format!("\0{USER}\0{SECRET}"))
}

fn xoauth2() -> String {
    base64::encode(format!("user={USER}\x01auth=Bearer {SECRET}\x01\x01"))
}

fn oauthbearer() -> String {
    base64::encode(format!("n,a={USER},\x01host=pop.example.org\x01port=995\x01auth=Bearer {SECRET}\x01\x01"))
}

fn in_with(mechanism: Mechanism) -> End {
    End::In(Method::Sasl(mechanism))
}

fn refused(text: &str) -> End {
    End::Failed(LoginError::CredentialsRefused(text.to_owned()))
}

#[test]
fn user_and_pass_one_after_the_other() {
    let script = [("USER ada", "+OK"), ("PASS Postlagernd", "+OK 3 messages")];
    assert_eq!(play(login(password(), "", TLS), &script), End::In(Method::UserPass));
}

#[test]
fn user_and_pass_at_once_where_pipelining_is_announced() {
    let both = "USER ada | PASS Postlagernd";
    let begin = || login(password(), "USER\r\nPIPELINING\r\n", TLS);
    assert_eq!(play(begin(), &[(both, "+OK | +OK")]), End::In(Method::UserPass));
    assert_eq!(play(begin(), &[(both, "+OK | -ERR wrong")]), refused("wrong"));
    // A server that does not say it takes them hears one after the other.
    let script = [("USER ada", "-ERR no such user")];
    assert_eq!(play(login(password(), "PIPELINING\r\n", TLS), &script), refused("no such user"));
    // What is said to PASS then is only that there was no USER.
    assert_eq!(play(begin(), &[(both, "-ERR no such user | -ERR USER first")]), refused("no such user"));
}

#[test]
fn plain_takes_one_round_trip() {
    let script = [(&*format!("AUTH PLAIN {}", plain()), "+OK logged in")];
    let begin = || login(password(), "USER\r\nSASL PLAIN LOGIN\r\n", TLS);
    assert_eq!(play(begin(), &script), in_with(Mechanism::Plain));
    let script = [(script[0].0, "-ERR [AUTH] Authentication failed.")];
    assert_eq!(play(begin(), &script), refused("Authentication failed."));
}

#[test]
fn a_server_that_takes_no_initial_response_is_asked_in_two_steps() {
    let begin = || login(password(), "SASL PLAIN\r\n", TLS);
    let along = format!("AUTH PLAIN {}", plain());
    // It passes over the initial response.
    let script = [(&*along, "+"), (&*plain(), "+OK")];
    assert_eq!(play(begin(), &script), in_with(Mechanism::Plain));
    // It does not know the argument.
    for prompt in ["+ ", "+", "+OK", "+OK go ahead", "+ go ahead"] {
        let script = [(&*along, "-ERR Syntax error"), ("AUTH PLAIN", prompt), (&*plain(), "+OK")];
        assert_eq!(play(begin(), &script), in_with(Mechanism::Plain), "{prompt}");
    }
}

#[test]
fn a_long_token_is_no_initial_response() {
    let long = "t".repeat(5_000);
    let credentials = Credentials::Token { user: USER.to_owned(), token: Secret::new(long.clone()) };
    let message = base64::encode(format!("user={USER}\x01auth=Bearer {long}\x01\x01"));
    assert!(message.len() > 4_096);
    let script = [("AUTH XOAUTH2", "+ "), (&*message, "+OK")];
    assert_eq!(play(login(credentials, "SASL XOAUTH2\r\n", TLS), &script), in_with(Mechanism::XOAuth2));
}

#[test]
fn login_in_three_steps_whatever_the_prompts() {
    let (user, secret) = (base64::encode(USER), base64::encode(SECRET));
    for (first, second) in [
        ("+ VXNlcm5hbWU6", "+ UGFzc3dvcmQ6"),
        ("+", "+"),
        ("+OK", "+OK"),
        ("+ Username:", "+ Password:"),
        ("+OK VXNlcm5hbWU6", "+OK send it"),
    ] {
        let begin = login(password(), "SASL LOGIN\r\n", TLS);
        let script = [("AUTH LOGIN", first), (&*user, second), (&*secret, "+OK")];
        assert_eq!(play(begin, &script), in_with(Mechanism::Login), "{first}");
    }
}

#[test]
fn cram_md5_over_plus_and_over_plus_ok() {
    let challenge = base64::encode("<1896.697170952@postoffice.reston.mci.net>");
    let credentials = Credentials::Password {
        user: "tim".to_owned(),
        password: Secret::new("tanstaaftanstaaf".to_owned()),
    };
    let response = base64::encode("tim b913a602c7eda7a495b4e6e7334d3890");
    for plus in ["+", "+OK"] {
        let script = [("AUTH CRAM-MD5", &*format!("{plus} {challenge}")), (&*response, "+OK")];
        let begin = login(credentials.clone(), "SASL CRAM-MD5\r\n", OPEN);
        assert_eq!(play(begin, &script), in_with(Mechanism::CramMd5));
    }
}

#[test]
fn a_challenge_that_is_none_is_cancelled() {
    let begin = || login(password(), "SASL CRAM-MD5\r\n", OPEN);
    for challenge in ["+ what is your name?", "+"] {
        let script = [("AUTH CRAM-MD5", challenge), ("*", "-ERR cancelled")];
        let end = play(begin(), &script);
        assert!(matches!(end, End::Failed(LoginError::Malformed(_))), "{challenge}: {end:?}");
    }
}

#[test]
fn apop_as_in_the_rfc() {
    let credentials =
        Credentials::Password { user: "mrose".to_owned(), password: Secret::new("tanstaaf".to_owned()) };
    let terms = Terms { consent: Consent { plaintext: false, apop: true }, ..OPEN };
    let line = "APOP mrose c4c9334bac560ecc979e58001b3e22fb";
    let begin = || login(credentials.clone(), "", terms);
    assert_eq!(play(begin(), &[(line, "+OK maildrop has 1 message")]), End::In(Method::Apop));
    assert_eq!(play(begin(), &[(line, "-ERR permission denied")]), refused("permission denied"));
}

#[test]
fn a_refused_token_is_refused_after_the_answer_to_the_reason() {
    let reason = format!("+ {}", base64::encode(r#"{"status":"invalid_token"}"#));
    let script = [(&*format!("AUTH XOAUTH2 {}", xoauth2()), &*reason), ("", "-ERR [AUTH] token expired")];
    assert_eq!(play(login(token(), "SASL XOAUTH2\r\n", TLS), &script), refused("token expired"));
    let script =
        [(&*format!("AUTH OAUTHBEARER {}", oauthbearer()), &*reason), ("AQ==", "-ERR [AUTH] token expired")];
    assert_eq!(play(login(token(), "SASL OAUTHBEARER\r\n", TLS), &script), refused("token expired"));
}

#[test]
fn a_refused_mechanism_is_followed_by_the_next() {
    let capabilities = "USER\r\nSASL PLAIN SCRAM-SHA-256 OAUTHBEARER XOAUTH2\r\n";
    let script = [
        (&*format!("AUTH OAUTHBEARER {}", oauthbearer()), "-ERR Unsupported authentication mechanism."),
        (&*format!("AUTH XOAUTH2 {}", xoauth2()), "+OK"),
    ];
    assert_eq!(play(login(token(), capabilities, TLS), &script), in_with(Mechanism::XOAuth2));
    let script = [
        (&*format!("AUTH PLAIN {}", plain()), "-ERR unknown mechanism"),
        ("USER ada", "+OK"),
        ("PASS Postlagernd", "+OK"),
    ];
    assert_eq!(play(login(password(), "USER\r\nSASL PLAIN\r\n", TLS), &script), End::In(Method::UserPass));
}

#[test]
fn a_no_before_any_proof_is_not_about_the_password() {
    // Dovecot says so when it keeps this user's password hashed in another way.
    let no = "-ERR [AUTH] Authentication failed.";
    let mut login = login(password(), "USER\r\nSASL LOGIN CRAM-MD5\r\n", TLS);
    login.left =
        [Method::Sasl(Mechanism::CramMd5), Method::Sasl(Mechanism::Login)].map(|m| (m, false)).into();
    assert_eq!(
        play(login, &[("AUTH CRAM-MD5", no), ("AUTH LOGIN", no)]),
        refused("Authentication failed."),
        "the most telling of all that was said"
    );
}

#[test]
fn a_refused_password_is_not_tried_in_another_way() {
    let script = [(&*format!("AUTH PLAIN {}", plain()), "-ERR [AUTH] no")];
    assert_eq!(play(login(password(), "USER\r\nSASL PLAIN LOGIN\r\n", TLS), &script), refused("no"));
}

#[test]
fn without_tls_nothing_refused_leads_to_a_plaintext_password() {
    let capabilities = "USER\r\nSASL PLAIN LOGIN CRAM-MD5\r\n";
    for terms in [OPEN, OPEN_AGREED] {
        let script = [("AUTH CRAM-MD5", "-ERR unsupported mechanism")];
        let end = play(login(password(), capabilities, terms), &script);
        assert_eq!(end, End::Failed(LoginError::NoMethod("unsupported mechanism".to_owned())));
    }
    assert_eq!(play(login(password(), "USER\r\n", OPEN), &[]), End::Failed(LoginError::NoSafeMethod));
    let script = [("USER ada", "-ERR [AUTH] Plaintext authentication disallowed on non-secure connections.")];
    let end = play(login(password(), "", OPEN_AGREED), &script);
    assert!(matches!(end, End::Failed(LoginError::TlsRequired(_))), "{end:?}");
}

#[test]
fn a_server_that_is_busy_is_not_about_the_password() {
    let pass = |answer| {
        let script = [("USER ada", "+OK"), ("PASS Postlagernd", answer)];
        match play(login(password(), "AUTH-RESP-CODE\r\n", TLS), &script) {
            End::Failed(error) => error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(pass("-ERR [IN-USE] later"), LoginError::InUse("later".to_owned()));
    assert_eq!(pass("-ERR maildrop is locked"), LoginError::InUse("maildrop is locked".to_owned()));
    assert_eq!(pass("-ERR [LOGIN-DELAY] later"), LoginError::LoginDelay("later".to_owned()));
    assert_eq!(pass("-ERR [SYS/TEMP] later"), LoginError::Temporary("later".to_owned()));
    assert_eq!(pass("-ERR [SYS/PERM] never"), LoginError::Permanent("never".to_owned()));
    assert_eq!(pass("-ERR [AUTH] no"), LoginError::CredentialsRefused("no".to_owned()));
    // It would have said [AUTH], as it announced.
    assert_eq!(pass("-ERR no"), LoginError::Temporary("no".to_owned()));
}

#[test]
fn utf8_goes_ahead_where_it_is_announced() {
    let script = [("UTF8", "-ERR not now"), ("USER ada", "+OK"), ("PASS Postlagernd", "+OK")];
    assert_eq!(play(login(password(), "USER\r\nUTF8\r\n", TLS), &script), End::In(Method::UserPass));
    let script = [("UTF8 | USER ada | PASS Postlagernd", "+OK | +OK | +OK")];
    let begin = login(password(), "USER\r\nUTF8 USER\r\nPIPELINING\r\n", TLS);
    assert_eq!(play(begin, &script), End::In(Method::UserPass));
}

#[test]
fn credentials_that_nothing_can_carry() {
    let odd = |user: &str, password: &str| Credentials::Password {
        user: user.to_owned(),
        password: Secret::new(password.to_owned()),
    };
    for credentials in [odd("", "p"), odd("ada", ""), odd("ada", "p\0"), odd("a\0da", "p")] {
        let end = play(login(credentials, "USER\r\nSASL PLAIN\r\n", TLS), &[]);
        assert_eq!(end, End::Failed(LoginError::Unsendable));
    }
    // A line break is one that PASS cannot carry, and base64 can.
    let script = [(&*format!("AUTH PLAIN {}", base64::encode("\0ada\0p\r\nQUIT")), "+OK")];
    let end = play(login(odd("ada", "p\r\nQUIT"), "USER\r\nSASL PLAIN\r\n", TLS), &script);
    assert_eq!(end, in_with(Mechanism::Plain));
    assert_eq!(
        play(login(odd("ada", "p\r\nQUIT"), "USER\r\n", TLS), &[]),
        End::Failed(LoginError::Unsendable)
    );
}

#[test]
fn a_verdict_is_due_once_the_proof_is_given() {
    let mut login = login(password(), "", TLS);
    let reply = |command| Reply {
        command: Some(command),
        result: Ok(crate::protocol::pop3::Response::Done(String::new())),
    };
    let Step::Send(user) = login.next(None) else { panic!() };
    assert!(!login.verdict_is_due());
    let Step::Send(pass) = login.next(Some(&reply(user[0].clone()))) else { panic!() };
    assert!(login.verdict_is_due());
    assert_eq!(login.next(Some(&reply(pass[0].clone()))), Step::Done);
    assert!(!login.verdict_is_due());
    assert_eq!(login.next(None), Step::Done, "it stays so");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever a server answers, a login comes to an end soon, never panics, never prints a secret,
    /// and without TLS and consent never shows one.
    #[test]
    fn hostile_servers(
        offered in "(USER\r\n)?(PIPELINING\r\n)?(UTF8\r\n)?(SASL( (PLAIN|LOGIN|CRAM-MD5|SCRAM-SHA-1|SCRAM-SHA-256|XOAUTH2|OAUTHBEARER)){0,7}\r\n)?",
        with_token: bool,
        tls: bool,
        apop: bool,
        answers in proptest::collection::vec(
            prop_oneof![
                2 => Just("+OK".to_owned()),
                2 => Just("-ERR unknown command".to_owned()),
                1 => Just("-ERR [AUTH] no".to_owned()),
                1 => Just("-ERR no".to_owned()),
                2 => Just("+".to_owned()),
                2 => "[+] [a-zA-Z0-9+/=]{0,40}",
                1 => "[+] [ -~]{0,20}",
                1 => "[rsiv]=[ -~]{0,30}".prop_map(|text| format!("+ {}", base64::encode(text))),
            ],
            100,
        ),
    ) {
        let credentials = if with_token { token() } else { password() };
        let mut login = login(credentials, &offered, Terms { tls, consent: Consent { plaintext: false, apop } });
        let mut connection = Connection::after_tls(Limits::default());
        let mut answers = answers.iter();
        let mut step = login.next(None);
        let mut steps = 0;
        loop {
            let printed = format!("{login:?} {step:?}");
            prop_assert!(!printed.contains(SECRET), "{}", printed);
            match step {
                Step::Send(commands) => commands.into_iter().for_each(|command| connection.send(command)),
                Step::Wait => {}
                Step::Done | Step::Failed(_) => break,
            }
            let sent = String::from_utf8(connection.take_outgoing()).unwrap();
            if !tls {
                let words = sent.split_ascii_whitespace();
                let decoded = words.clone().filter_map(base64::decode);
                let shown = words.map(|word| word.as_bytes().to_vec()).chain(decoded);
                prop_assert!(
                    shown.into_iter().all(|word| !String::from_utf8_lossy(&word).contains(SECRET)),
                    "{}", sent
                );
            }
            let line = answers.next().map(|answer| format!("{answer}\r\n")).unwrap();
            if connection.receive(line.as_bytes()).is_err() {
                break;
            }
            let reply = connection.next_reply().unwrap();
            step = login.next(Some(&reply));
            steps += 1;
            prop_assert!(steps < 40, "{:?}", login);
        }
    }
}
