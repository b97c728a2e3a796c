//! What the reader is shown of a server: what was seen of it, and nothing secret.

mod native;

use std::rc::Rc;

use base64::{Engine, engine::general_purpose::STANDARD};
use native::{
    odd_server::{OddServer, account, mail},
    reader::{Reader, run},
};
use restante::{
    engine::api::{Expiry, Notice, Quirk, Report, Request},
    store::{Account, AccountId, SignIn},
};

/// The last report on the account's server.
async fn report(reader: &Reader) -> Report {
    reader.ask(Request::Report(AccountId(1))).await;
    let report = reader.notices.take().into_iter().find_map(|notice| match notice {
        Notice::Report(report) => Some(*report),
        _ => None,
    });
    report.expect("a report")
}

/// A server may repeat whatever it was told: nothing secret is in what the reader is shown.
#[test]
fn secrets_are_in_no_report_and_no_problem() {
    const SECRET: &str = "Kranich-41/Postlagernd";
    let message = |text: &str| STANDARD.encode(text);
    let plain = message(&format!("\0ada\0{SECRET}"));
    let bearer = message(&format!("user=ada\u{1}auth=Bearer {SECRET}\u{1}\u{1}"));
    run(async move {
        for (sign_in, mechanisms) in [
            (SignIn::Password, ""),
            (SignIn::Password, "SASL PLAIN\r\n"),
            (SignIn::Password, "SASL LOGIN\r\n"),
            (SignIn::Token, "SASL XOAUTH2\r\n"),
        ] {
            for beginning in ["-ERR [AUTH]", "-ERR [SYS/PERM]", "-ERR", "+OK", "what about", "+"] {
                let server = OddServer::start(&[]).await;
                server.echoes.set(Some(beginning));
                server.instead("CAPA", format!("+OK\r\n{mechanisms}X-LAST {SECRET}\r\n.\r\n").leak());
                let reader = Reader::open(Rc::default(), 1_000).await;
                let collected = reader.save(&Account { sign_in, ..account(&server, true) }, SECRET).await;
                let report = report(&reader).await;
                let shown = format!("{collected:?} {report:?}");
                assert!(report.transcript.len() >= 4, "{report:?}");
                for secret in [SECRET, &message(SECRET), &plain, &bearer, SECRET.trim_start_matches('K')] {
                    assert!(!shown.contains(secret.trim_end_matches('=')), "{secret}: {shown}");
                }
                assert!(sign_in == SignIn::Password || server.heard("PASS") + server.heard("USER") == 0);
            }
        }
    });
}

/// Nor is a part of one, where a long line ends in it, or the same without what cannot be read.
#[test]
fn no_part_of_a_secret_is_shown() {
    for answer in ["-ERR", "it is no answer:"] {
        for before in 480..500 {
            run(async move {
                let server = OddServer::start(&[]).await;
                let answer = format!("{answer:x<before$} Kranich\r\n");
                server.instead("PASS Kranich", answer.leak());
                let reader = Reader::open(Rc::default(), 1_000).await;
                let shown = reader.save(&account(&server, true), "Kranich").await;
                let shown = format!("{shown:?} {:?}", report(&reader).await);
                assert!(server.heard("PASS Kranich") > 0, "{shown}");
                assert!(!shown.contains("Kran"), "{before}: {shown}");
            });
        }
    }
    run(async {
        let server = OddServer::start(&[]).await;
        server.instead("CAPA", "+OK\r\nSASL PLAIN\r\n.\r\n");
        server.echoes.set(Some("what about"));
        let reader = Reader::open(Rc::default(), 1_000).await;
        let shown = reader.save(&account(&server, true), "Kra\tnich").await;
        let shown = format!("{shown:?} {:?}", report(&reader).await);
        assert!(server.heard("AUTH PLAIN") > 0, "{shown}");
        assert!(!shown.contains("Kranich"), "{shown}");
    });
}

#[test]
fn a_report_says_what_was_seen() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d"), ("5", "e")]).await;
        server.instead("CAPA", "+OK\r\nUSER\r\nEXPIRE 0\r\nLOGIN-DELAY 2\r\nX-ODD\r\n.\r\n");
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "tanstaaf").await;
        let report = report(&reader).await;
        let lines = Some(["USER", "EXPIRE 0", "LOGIN-DELAY 2", "X-ODD"].map(str::to_owned).to_vec());
        assert_eq!(report.greeting, "ready");
        assert_eq!((report.before_login, report.after_login), (lines.clone(), lines));
        assert_eq!(report.login.as_deref(), Some("USER and PASS"));
        assert_eq!((report.expire, report.login_delay), (Some(Expiry::Days(0)), Some(2)));
        assert_eq!((report.tls, report.quirks), (None, vec![Quirk::ExpireZero]));
        let said: Vec<&str> = report.transcript.iter().map(String::as_str).collect();
        let of = |beginning: &str| said.iter().position(|line| line.starts_with(beginning));
        assert_eq!(said[1], "S: +OK ready");
        let order = [
            "C: CAPA",
            "S: X-ODD",
            "C: USER …",
            "C: PASS …",
            "C: UIDL",
            "S: 3 3",
            "(2 more lines)",
            "C: RETR 5",
            "C: QUIT",
        ];
        let places: Vec<_> =
            order.iter().map(|line| of(line).unwrap_or_else(|| panic!("{line}: {said:?}"))).collect();
        assert!(places.is_sorted(), "{said:?}");
        let octets = format!("S: ({} octets)", mail("e").len());
        assert!(said.contains(&octets.as_str()), "{said:?}");
    });
}
