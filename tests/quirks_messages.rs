//! What servers do to messages: each mail is here once and whole, whatever it holds and however it
//! is sent, and what cannot be known to be whole is never deleted on the server.

mod native;

use std::time::Duration;

use native::{
    reader::{Collected, run},
    store::Mark,
    trial::{Setup, Trial, problem},
};
use restante::engine::problem::Problem;
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

/// Without TOP whole messages are fetched; nothing is deleted for it that is not here.
#[test]
fn top_refused() {
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
}

/// The second `+OK` is neither an answer to the next command nor a line of the header.
#[test]
fn two_oks_for_one_top() {
    run(async {
        let mut trial = Setup::of([Quirk::TwoOks, Quirk::ManyMails(20)]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        let subjects = trial.subjects().await;
        assert!((1..=20).all(|number| subjects.contains(&format!("Crumb {number}"))), "{subjects:?}");
    });
}
