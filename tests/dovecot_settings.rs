//! The engine collects from Dovecots that are set up as operators like to: whatever that makes of
//! UIDLs and sizes, every mail comes once and whole.

mod native;

use native::reader::{Collected, Reader, run, sorted};
use restante::{
    engine::api::Request,
    store::{Account, Leave, Security, Server},
};
use restante_dovecot::{Dovecot, Options, Session, mails};

fn account(dovecot: &Dovecot) -> Account {
    let pop3 = Server { host: "localhost".to_owned(), port: dovecot.pop3(), security: Security::None };
    Account::new("ada@example.org", Dovecot::USER, pop3).in_plaintext()
}

const fn well(messages: u32) -> Collected {
    Collected { messages, problem: None }
}

/// A whole answer of several lines.
fn listing(session: &mut Session, command: &str) -> Vec<String> {
    let mut lines = vec![session.command(command).unwrap()];
    while lines.last().is_some_and(|line| line != ".\r\n") {
        lines.push(session.line().unwrap());
    }
    lines.iter().skip(1).take(lines.len() - 2).map(|line| line.trim_end().to_owned()).collect()
}

/// A Dovecot that gives out X-UIDL lines as UIDLs, and a mail under each of these header lines.
fn reusing(lines: &[&[u8]]) -> (Dovecot, Vec<Vec<u8>>) {
    let raw: Vec<Vec<u8>> = lines
        .iter()
        .zip(mails::generate(41, lines.len()))
        .map(|(line, mail)| [line, &b"\r\n"[..], &mail.raw].concat())
        .collect();
    let mut dovecot = Dovecot::start(Options { reuse_xuidl: true, ..Options::default() }).unwrap();
    dovecot.deliver(&raw).unwrap();
    (dovecot, raw)
}

/// The lines are what senders and other servers have left in mails.
#[test]
fn reused_xuidls_lose_no_mail_however_odd_or_equal_they_are() {
    let long = "x".repeat(200);
    let (dovecot, raw) = reusing(&[
        b"X-UIDL: 4f2a9c1e00000001",
        b"X-UIDL: twice",
        b"X-UIDL: twice",
        b"X-UIDL: with spaces in it",
        &[b"X-UIDL: ", long.as_bytes()].concat(),
        b"X-UIDL: \xfcber\xff",
        b"X-UIDL: 3",
        b"X-UIDL: tab\there",
        b"X-Other: none, so it is Dovecot's own",
    ]);
    let uidls = listing(&mut Session::log_in(&dovecot).unwrap(), "UIDL");
    let long = format!("5 {long}");
    assert_eq!(uidls[..5], ["1 4f2a9c1e00000001", "2 twice", "3 twice", "4 with spaces in it", &long]);
    run(async {
        let reader = Reader::new().await;
        assert_eq!(reader.save(&account(&dovecot), Dovecot::PASSWORD).await, well(9));
        assert!(sorted(reader.sources().await) == sorted(raw.clone()), "every mail is here, byte-equal");
        assert_eq!(reader.collect().await, well(0), "none comes twice");
        assert_eq!(dovecot.left().unwrap(), 9);

        // Two of one name stay, as nobody knows which is which; so do three whose names are none.
        reader.ask(Request::Persisted(true)).await;
        reader.save(&account(&dovecot).leaving(Leave::Nothing), Dovecot::PASSWORD).await;
        assert_eq!(dovecot.left().unwrap(), 5, "what has a name of its own is gone");
        assert!(sorted(reader.sources().await) == sorted(raw), "and all of it is still here");
    });
}

#[test]
fn a_reused_xuidl_that_is_empty_loses_no_mail() {
    let (dovecot, raw) = reusing(&[b"X-UIDL: first", b"X-UIDL:", b"X-UIDL: third"]);
    assert_eq!(listing(&mut Session::log_in(&dovecot).unwrap(), "UIDL"), ["1 first", "2", "3 third"]);
    run(async {
        let reader = Reader::new().await;
        assert_eq!(reader.save(&account(&dovecot), Dovecot::PASSWORD).await, well(3));
        assert!(sorted(reader.sources().await) == sorted(raw), "every mail is here, byte-equal");
        assert_eq!(reader.collect().await, well(0), "none comes twice");
    });
}

#[test]
fn sizes_that_are_too_small_cut_no_mail() {
    let sent: Vec<Vec<u8>> = mails::generate(42, 40).into_iter().map(|mail| mail.raw).collect();
    // As most servers write them: with LF, which Dovecot sends as CRLF and does not count so.
    let filed = sent.iter().map(|raw| String::from_utf8(raw.clone()).unwrap().replace("\r\n", "\n"));
    let mut dovecot = Dovecot::start(Options { fast_size_lookups: true, ..Options::default() }).unwrap();
    dovecot.deliver(filed).unwrap();
    let listed = listing(&mut Session::log_in(&dovecot).unwrap(), "LIST");
    let octets = |line: &String| line.split(' ').nth(1).unwrap().parse::<usize>().unwrap();
    assert!(listed.iter().zip(&sent).all(|(line, raw)| octets(line) < raw.len()), "{listed:?}");
    run(async {
        let reader = Reader::new().await;
        assert_eq!(reader.save(&account(&dovecot), Dovecot::PASSWORD).await, well(40));
        assert!(sorted(reader.sources().await) == sorted(sent), "every mail is byte-equal");
        assert_eq!(reader.collect().await, well(0));

        reader.ask(Request::Persisted(true)).await;
        reader.save(&account(&dovecot).leaving(Leave::Nothing), Dovecot::PASSWORD).await;
        assert_eq!(dovecot.left().unwrap(), 0, "wrong sizes keep nothing from being deleted");
    });
}

#[test]
fn a_maildrop_that_is_locked_for_each_session_is_free_again_after_it() {
    let mails: Vec<Vec<u8>> = mails::generate(43, 30).into_iter().map(|mail| mail.raw).collect();
    let mut dovecot = Dovecot::start(Options { lock_session: true, ..Options::default() }).unwrap();
    dovecot.deliver(&mails).unwrap();
    run(async {
        let reader = Reader::new().await;
        assert_eq!(reader.save(&account(&dovecot), Dovecot::PASSWORD).await, well(30));
        assert_eq!(reader.collect().await, well(0), "the first session has given the lock back");
        reader.ask(Request::Persisted(true)).await;
        reader.save(&account(&dovecot).leaving(Leave::Nothing), Dovecot::PASSWORD).await;
        assert_eq!(dovecot.left().unwrap(), 0);
        assert!(sorted(reader.sources().await) == sorted(mails), "every mail is here once");
        drop(Session::log_in(&dovecot).expect("nobody holds the maildrop"));
    });
}
