//! A server that does not know the password cannot make a SCRAM login believe that it does.

use base64::{Engine, engine::general_purpose::STANDARD};
use restante::protocol::{
    pop3::{Capabilities, Command, Connection, Consent, Limits, Login, LoginError, Response, Server, Step},
    sasl::{Credentials, Peer, Secret},
};

/// Begins a login with SCRAM over TLS, from a server that also has PLAIN.
fn login() -> Login {
    let credentials =
        Credentials::Password { user: "ada".to_owned(), password: Secret::new("Postlagernd".to_owned()) };
    let server = Server {
        greeting: "ready",
        capabilities: &announced("SASL PLAIN SCRAM-SHA-256"),
        peer: Peer { host: "pop.example.org", port: 995 },
        tls: true,
        pipelining: false,
    };
    Login::new(credentials, server, Consent::default())
}

fn announced(line: &str) -> Capabilities {
    let mut connection = Connection::after_tls(Limits::default());
    connection.send(Command::Capa);
    connection.receive(format!("+OK\r\n{line}\r\n.\r\n").as_bytes()).unwrap();
    match connection.next_reply().unwrap().result {
        Ok(Response::Capabilities(capabilities)) => capabilities,
        other => panic!("{other:?}"),
    }
}

/// The line that this step sends.
fn line(connection: &mut Connection, step: Step) -> String {
    match step {
        Step::Send(commands) => commands.into_iter().for_each(|command| connection.send(command)),
        other => panic!("{other:?}"),
    }
    String::from_utf8(connection.take_outgoing()).unwrap().trim_end().to_owned()
}

fn answer(connection: &mut Connection, login: &mut Login, line: &str) -> Step {
    connection.receive(format!("{line}\r\n").as_bytes()).unwrap();
    login.next(Some(&connection.next_reply().unwrap()))
}

/// Logs in to a server that answers the client's first message with its nonce continued, and this
/// after it; then, to the client's proof and to what follows, the given lines.
fn play(after_nonce: &str, verdicts: &[&str]) -> Step {
    let (mut connection, mut login) = (Connection::after_tls(Limits::default()), login());
    let step = login.next(None);
    let auth = line(&mut connection, step);
    let first = STANDARD.decode(auth.strip_prefix("AUTH SCRAM-SHA-256 ").unwrap()).unwrap();
    let nonce = String::from_utf8(first).unwrap().split_once(",r=").unwrap().1.to_owned();
    let challenge = STANDARD.encode(format!("r={nonce}{after_nonce}"));
    let mut step = answer(&mut connection, &mut login, &format!("+ {challenge}"));
    for verdict in verdicts {
        line(&mut connection, step);
        step = answer(&mut connection, &mut login, verdict);
    }
    step
}

#[test]
fn success_without_proof_is_an_alarm() {
    let first = "more,s=c2FsdA==,i=4096";
    let wrong = STANDARD.encode(format!("v={}", STANDARD.encode([7; 32])));
    let not_proven = Step::Failed(LoginError::ServerNotProven);
    assert_eq!(play(first, &["+OK logged in"]), not_proven);
    assert_eq!(play(first, &[&format!("+ {wrong}")]), not_proven);
    assert_eq!(play(first, &[&format!("+OK {wrong}")]), not_proven);
    let error = STANDARD.encode("e=other-error");
    assert_eq!(play(first, &[&format!("+ {error}"), "+OK logged in"]), not_proven);
}

#[test]
fn a_server_that_reports_a_wrong_proof_refuses_the_password() {
    let error = STANDARD.encode("e=invalid-proof");
    let end = play("more,s=c2FsdA==,i=4096", &[&format!("+ {error}"), "-ERR [AUTH] no"]);
    assert_eq!(end, Step::Failed(LoginError::CredentialsRefused("no".to_owned())));
}

#[test]
fn a_first_message_that_weakens_the_proof_is_cancelled() {
    for weak in
        [",s=c2FsdA==,i=4096", "more,s=c2FsdA==,i=1", "more,s=c2FsdA==,i=4000000000", "more,s=,i=4096"]
    {
        match play(weak, &["-ERR cancelled"]) {
            Step::Failed(LoginError::Malformed(_)) => {}
            other => panic!("{weak}: {other:?}"),
        }
    }
}
