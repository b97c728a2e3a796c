//! Connections with servers that keep to a script.

use super::*;
use crate::protocol::{
    pop3::{Argument, Auth, LanguageTag, Uidl},
    sasl::Mechanism,
};

fn done(text: &str) -> Result<Response, Negative> {
    Ok(Response::Done(text.to_owned()))
}

#[test]
fn a_session_with_pipelined_commands() {
    let mut connection = Connection::default();
    connection.receive(b"+OK ready\r\n").unwrap();
    for command in [Command::Stat, Command::Uidl, Command::List, Command::Retr(1, 5), Command::Dele(2)] {
        connection.send(command);
    }
    assert_eq!(connection.take_outgoing(), b"STAT\r\nUIDL\r\nLIST\r\nRETR 1\r\nDELE 2\r\n");
    connection
        .receive(b"+OK 1 5\r\n+OK\r\n1 abc\r\n.\r\n+OK\r\n1 5\r\n.\r\n+OK\r\nHi.\r\n.\r\n-ERR [SYS/TEMP] later\r\n")
        .unwrap();
    let results: Vec<_> = std::iter::from_fn(|| connection.next_reply()).map(|reply| reply.result).collect();
    assert_eq!(
        results[..5],
        [
            done("ready"),
            Ok(Response::Totals(Totals { messages: 1, octets: 5 })),
            Ok(Response::Uidls(vec![(1, Some(Uidl(b"abc".to_vec())))])),
            Ok(Response::Sizes(vec![(1, 5)])),
            Ok(Response::Message(b"Hi.\r\n".to_vec())),
        ]
    );
    assert!(results[5].is_err());
    assert_eq!(connection.awaited(), 0);
}

#[test]
fn an_exchange_with_challenges() {
    let mut connection = Connection::default();
    connection.receive(b"+OK\r\n").unwrap();
    assert_eq!(connection.next_reply().map(|reply| reply.result), Some(done("")));
    let response = || Command::AuthResponse(Secret::new(b"x".to_vec()));
    let mut ask = |command, answer: &[u8]| -> Result<_, ViolatedProtocol> {
        connection.send(command);
        connection.receive(answer)?;
        Ok(connection.next_reply().map(|reply| reply.result))
    };
    let data = |bytes: &[u8]| Ok(Some(Ok(Response::Continue(Challenge::Data(bytes.to_vec())))));
    assert_eq!(ask(Command::Auth(Auth::new(Mechanism::Login, None)), b"+ dGlt\r\n"), data(b"tim"));
    assert_eq!(ask(response(), b"+\r\n"), data(b""));
    assert_eq!(ask(response(), b"+\r\r\n"), data(b""));
    assert_eq!(ask(response(), b"+OK welcome\r\n"), Ok(Some(done("welcome"))));
    // Outside of an exchange a `+` means nothing.
    let error = ask(Command::Noop, b"+ dGlt\r\n").unwrap_err();
    assert_eq!(error, ViolatedProtocol::NoStatus("+ dGlt".to_owned()));
}

#[test]
fn a_password_on_its_way_is_not_printed() {
    let mut connection = Connection::default();
    connection.send(Command::Pass(Argument::parse("Postlagernd").unwrap()));
    let printed = format!("{connection:?}");
    let bytes = format!("{:?}", b"Postlagernd");
    assert!(!printed.contains("Postlagernd") && !printed.contains(bytes.trim_matches(['[', ']'])));
    assert_eq!(connection.take_outgoing(), b"PASS Postlagernd\r\n");
}

#[test]
fn a_list_of_languages() {
    let mut connection = Connection::default();
    connection.receive(b"+OK\r\n").unwrap();
    connection.next_reply();
    connection.send(Command::Lang(None));
    connection.send(Command::Lang(LanguageTag::parse("de")));
    connection.receive(b"+OK\r\nde Deutsch\r\n.\r\n+OK de Sprache\r\n").unwrap();
    let tag = LanguageTag::parse("de").unwrap();
    let languages = vec![Language { tag, name: "Deutsch".to_owned() }];
    let results: Vec<_> = std::iter::from_fn(|| connection.next_reply()).map(|reply| reply.result).collect();
    assert_eq!(results, [Ok(Response::Languages(languages)), done("de Sprache")]);
}

#[test]
fn a_status_line_without_end_is_refused_early() {
    let mut connection = Connection::default();
    let piece = vec![b'x'; 64 << 10];
    assert_eq!(connection.receive(&piece), Err(ViolatedProtocol::StatusTooLong));
}

#[test]
fn what_is_no_pop3_is_named() {
    let mut connection = Connection::default();
    let error = connection.receive(b"SSH-2.0-OpenSSH_9.2\r\n").unwrap_err();
    assert_eq!(error, ViolatedProtocol::NoStatus("SSH-2.0-OpenSSH_9.2".to_owned()));
}

#[test]
fn bytes_after_the_agreement_to_tls_are_refused() {
    for (first, second) in [("+OK\r\n+OK hi\r\n", ""), ("+OK\r\n", "+OK hi\r\n")] {
        let mut connection = Connection::default();
        connection.receive(b"+OK\r\n").unwrap();
        connection.send(Command::Stls);
        let got = connection.receive(first.as_bytes()).and_then(|()| connection.receive(second.as_bytes()));
        assert_eq!(got, Err(ViolatedProtocol::BytesBeforeTls));
    }
}

#[test]
fn a_reply_nobody_asked_for_is_refused() {
    let mut connection = Connection::default();
    let error = connection.receive(b"+OK\r\n-ERR idle too long\r\n").unwrap_err();
    assert_eq!(error, ViolatedProtocol::Unasked("-ERR idle too long".to_owned()));
}

/// A connection that has been greeted and asked.
fn asked(command: Command) -> Connection {
    let mut connection = Connection::default();
    connection.receive(b"+OK\r\n").unwrap();
    connection.next_reply();
    connection.send(command);
    connection
}

#[test]
fn a_glued_dot_is_believed_when_asked_to() {
    let mut connection = asked(Command::Retr(1, 4));
    connection.receive(b"+OK\r\na\r\n").unwrap();
    connection.believe_glued_dot();
    assert!(!connection.is_dot_glued() && !connection.has_reply());
    connection.receive(b"b.\r\n").unwrap();
    assert!(connection.is_dot_glued());
    connection.believe_glued_dot();
    let reply = connection.next_reply().unwrap();
    assert_eq!(reply.result, Ok(Response::Unended(b"a\r\nb".to_vec())));
    assert_eq!(connection.awaited(), 0);
    connection.send(Command::Noop);
    connection.receive(b"+OK\r\n").unwrap();
    assert_eq!(connection.next_reply().unwrap().result, done(""));
}

#[test]
fn a_second_ok_is_no_header() {
    let mut connection = asked(Command::Top(1, 0));
    connection.receive(b"+OK\r\n+OK once more\r\nSubject: a\r\n\r\n.\r\n").unwrap();
    let header = Ok(Response::Message(b"Subject: a\r\n\r\n".to_vec()));
    assert_eq!(connection.next_reply().unwrap().result, header);
}

#[test]
fn line_ends_are_noted() {
    for (greeting, end) in
        [(&b"+OK\n"[..], LineEnd::Lf), (b"+OK\r\n", LineEnd::CrLf), (b"+OK\r\r\n", LineEnd::CrCrLf)]
    {
        let mut connection = Connection::default();
        assert_eq!(connection.line_end(), None);
        connection.receive(greeting).unwrap();
        assert_eq!(connection.line_end(), Some(end));
    }
}

#[test]
fn what_is_left_of_a_response_without_end_is_no_message() {
    let limits = Limits { message: 8, ..Limits::default() };
    let mut connection = Connection::new(limits);
    connection.receive(b"+OK\r\n").unwrap();
    connection.next_reply();
    connection.send(Command::Retr(1, 3));
    assert_eq!(connection.receive(b"+OK\r\nlonger than that.\r\n"), Err(ViolatedProtocol::ResponseTooLong));
    connection.believe_glued_dot();
    assert!(!connection.has_reply());
}
