//! What servers do to messages: each mail is here once and whole, whatever it holds and however it
//! is sent, and what cannot be known to be whole is never deleted on the server.

mod native;

use std::{rc::Rc, time::Duration};

use native::{
    odd_server::{OddServer, account},
    reader::{Collected, Reader, run, sorted},
    store::Mark,
    trial::{Setup, Trial, problem},
};
use restante::{
    engine::{api::Request, problem::Problem},
    store::{Account, Bodies, Wish},
};
use restante_mail_server::Quirk;

/// All mails come, byte by byte as they are, and the list shows this subject.
async fn comes_as_it_is(quirk: Quirk, subject: &str) {
    let mut trial = Setup::of([quirk]).begin().await;
    assert_eq!(trial.collect().await, trial.all());
    trial.everything_is_here_once().await;
    assert_eq!(trial.collect().await, Trial::well(0));
    assert!(trial.subjects().await.iter().any(|shown| shown == subject));
}

/// RFC 1939 ends lines with CRLF: a message that holds `LF.LF` has not ended there, and what follows
/// is no answer of the server's.
#[test]
fn unstuffed_lf_dot_lf() {
    run(async {
        let mut trial = Setup::of([Quirk::UnstuffedLfDotLf]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        assert!(!trial.subjects().await.contains(&"Forged".to_owned()), "the mail has smuggled one in");
    });
}

/// A dot glued to the last byte is believed once LIST's octets are here and nothing more has come for
/// ten seconds. Such a mail is kept here without the dot, and never deleted on the server; the
/// others are not touched by it, although their answers follow without a seam.
#[test]
fn final_dot_glued_to_the_last_byte() {
    run(async {
        let setup = Setup::deleting([Quirk::GluedDot]);
        let mut trial = Setup { haste: 20, ..setup }.begin().await;
        assert_eq!(trial.collect_until_well(3).await, trial.all());
        trial.everything_is_here_once_as(|raw| raw.trim_ascii_end().to_vec()).await;
        let left = trial.server.maildrop();
        assert_eq!(left, Quirk::GluedDot.mails(), "only the mail that may be incomplete stays there");
        assert_eq!(trial.collect().await, Trial::well(0));
    });
}

/// Less than ten seconds of silence do not make it the final one, by the engine's clock.
#[test]
fn a_glued_dot_is_not_believed_at_once() {
    run(async {
        const HASTE: u32 = 20;
        let mut trial = Setup { haste: HASTE, around: 0, ..Setup::of([Quirk::GluedDot]) }.begin().await;
        assert_eq!(trial.collect().await, Trial::well(1));
        let asked: Vec<_> = trial.events_of("RETR").into_iter().map(|(event, _)| event.at).collect();
        let kept = trial.reader.store().durable_since(Mark::of(&trial.reader.sources().await[0])).unwrap();
        // The engine's clock tells whole milliseconds.
        let waited = (kept - asked[0]) * HASTE;
        assert!(asked.len() == 1 && waited >= Duration::from_millis(9_999), "{asked:?}, {waited:?}");
    });
}

/// Nor does a longer silence, before LIST's octets are here or where LIST does not say how many there
/// are.
#[test]
fn a_dot_before_the_last_octet_is_no_glued_one() {
    run(async {
        let answer = "+OK\r\nSubject: a\r\n\r\nIt may end here.\r\nIt does not.\r\n.\r\n";
        let mail = answer.strip_prefix("+OK\r\n").unwrap().strip_suffix(".\r\n").unwrap();
        let until_the_dot = answer.find("It does not").unwrap();
        for listed in ["+OK\r\n1 46\r\n.\r\n", "+OK\r\n1 0\r\n.\r\n"] {
            let server = OddServer::start(&[("1", "a")]).await;
            server.instead("LIST", listed);
            server.instead("RETR 1", answer);
            // Fifteen seconds by the reader's clock.
            server.pauses_in.set(("RETR 1", until_the_dot, Duration::from_millis(1_500)));
            let reader: Reader = Reader::open(Rc::default(), 10).await;
            assert_eq!(reader.save(&account(&server, true), "x").await, Trial::well(1));
            assert_eq!(reader.sources().await, [mail.as_bytes()]);
        }
    });
}

/// Nor where the answers to other commands are to come: what follows may belong to the message, whatever
/// LIST said of its octets.
#[test]
fn a_dot_before_other_answers_is_no_glued_one() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b")]).await;
        server.instead("CAPA", "+OK\r\nUSER\r\nPIPELINING\r\n.\r\n");
        server.instead("LIST", "+OK\r\n1 10\r\n2 10\r\n.\r\n");
        server.instead("RETR 2", "+OK\r\nSubject: b\r\n\r\nIt may end here.\r\n");
        server.instead("RETR 1", "It does not.\r\n.\r\n+OK\r\nSubject: a\r\n\r\na\r\n.\r\n");
        // Fifteen seconds by the reader's clock.
        server.slow_at.set(("RETR 1", Duration::from_millis(1_500)));
        let reader: Reader = Reader::open(Rc::default(), 10).await;
        assert_eq!(reader.save(&account(&server, true), "x").await, Trial::well(2));
        let sources = sorted(reader.sources().await);
        let expected = ["Subject: a\r\n\r\na\r\n", "Subject: b\r\n\r\nIt may end here.\r\nIt does not.\r\n"];
        assert_eq!(sources, expected.map(|mail| mail.as_bytes().to_vec()));
    });
}

/// What is here whole is not given up for what may be incomplete, when the reader has it collected again.
#[test]
fn a_glued_dot_takes_nothing_away() {
    run(async {
        let mut trial = Setup { haste: 20, around: 0, ..Setup::default() }.begin().await;
        trial.deliver(Quirk::GluedDot.mails().remove(0));
        assert_eq!(trial.collect().await, Trial::well(1));
        let before = trial.reader.rows().await;
        trial.server.misbehave([Quirk::GluedDot]);
        let messages = vec![before[0].id];
        trial.reader.ask(Request::Wish { messages, wish: Wish::CollectAgain }).await;
        assert_eq!(trial.said("RETR").len(), 2);
        trial.everything_is_here_once().await;
        assert_eq!(trial.reader.rows().await, before);
    });
}

/// A connection that ends at any byte of a message, its final dot included, leaves neither a mail
/// that is half here nor one that is lost.
#[test]
fn early_close_at_any_byte_of_a_message() {
    run(async {
        let mail = Quirk::ManyMails(1).mails().remove(0);
        let answer = format!("+OK {} octets\r\n", mail.len()).len() + mail.len() + ".\r\n".len();
        for bytes in 0..answer {
            let cut = Quirk::CutInRetrieval { nth: 1, bytes };
            let setup = Setup::deleting([cut, Quirk::ManyMails(1)]);
            let mut trial = Setup { around: 0, ..setup }.begin().await;
            let lost = Some(Problem::ConnectionLost(trial.peer()));
            assert_eq!(trial.collect().await, Collected { messages: 0, problem: lost }, "cut at {bytes}");
            assert_eq!(trial.reader.rows().await, [], "cut at {bytes}");
            trial.nothing_was_deleted();

            trial.server.misbehave([]);
            assert_eq!(trial.collect().await, trial.all(), "cut at {bytes}");
            trial.everything_is_here_once().await;
            trial.nothing_was_deleted_too_early();
        }
    });
}

#[test]
fn nuls() {
    run(comes_as_it_is(Quirk::Nuls, "Hollow"));
}

#[test]
fn lines_of_100_kb() {
    run(comes_as_it_is(Quirk::LongLine(100_000), "One long line"));
}

#[test]
fn lines_of_20_mb() {
    run(comes_as_it_is(Quirk::LongLine(20 << 20), "One long line"));
}

/// Kept as it came; header and body are told apart all the same.
#[test]
fn cr_cr_lf_in_a_mail() {
    run(comes_as_it_is(Quirk::CrCrLfMail, "Twice returned"));
}

/// A message is not another one because its raw bytes are: when a session breaks and goes on, none
/// is here twice.
#[test]
fn x_uidl_added_on_each_retrieval() {
    run(async {
        let mut trial = Setup::of([Quirk::AddsXUidl, cut_in_the_third()]).begin().await;
        problem(trial.collect().await);
        trial.server.misbehave([Quirk::AddsXUidl]);
        assert_eq!(trial.collect().await.problem, None);
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once_as(|raw| without_x_uidl(raw).to_vec()).await;
    });
}

#[test]
fn blank_lines_added_on_each_retrieval() {
    run(async {
        let mut trial = Setup::of([Quirk::AddsBlankLines, cut_in_the_third()]).begin().await;
        problem(trial.collect().await);
        trial.server.misbehave([Quirk::AddsBlankLines]);
        assert_eq!(trial.collect().await.problem, None);
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once_as(|raw| raw.trim_ascii_end().to_vec()).await;
    });
}

fn cut_in_the_third() -> Quirk {
    Quirk::CutInRetrieval { nth: 3, bytes: 100 }
}

fn without_x_uidl(raw: &[u8]) -> &[u8] {
    let end = raw.iter().position(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    if raw.starts_with(b"X-UIDL: ") { &raw[end..] } else { raw }
}

fn headers_only(account: &mut Account) {
    account.extent.bodies = Bodies::HeadersOnly;
}

/// Without TOP whole messages are fetched; nothing is deleted for it that is not here, nor what came
/// whole for want of its header only.
#[test]
fn top_refused() {
    run(async {
        let setup = Setup { account: headers_only, ..Setup::deleting([Quirk::TopRefused]) };
        let mut trial = setup.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
    run(async {
        let mut trial = Setup::deleting([Quirk::TopRefused]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
    });
}

/// What TOP has shown of a mail is not taken for the mail.
#[test]
fn top_cut_at_64_kb() {
    run(comes_as_it_is(Quirk::TopCut, "After all the stamps"));
    run(async {
        let setup = Setup::of([Quirk::TopCut]);
        let mut trial = Setup { around: 0, account: headers_only, ..setup }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        assert_eq!(trial.said("TOP").len(), 1);
        trial.everything_is_here_once().await;
    });
}

/// The second `+OK` is neither an answer to the next command nor a line of the header.
#[test]
fn two_oks_for_one_top() {
    run(async {
        let setup = Setup::of([Quirk::TwoOks, Quirk::ManyMails(20)]);
        let mut trial = Setup { account: headers_only, ..setup }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        assert_eq!(trial.said("TOP").len(), trial.sent().len());
        let subjects = trial.subjects().await;
        assert!((1..=20).all(|number| subjects.contains(&format!("Crumb {number}"))), "{subjects:?}");
        trial.change(|account| account.extent.bodies = Bodies::Whole).await;
        trial.everything_is_here_once().await;
    });
}
