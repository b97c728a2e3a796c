//! What is left on the server: as the account says, as the reader says of single messages, and never
//! at the price of a message that is not here.

mod native;

use std::time::Duration;

use futures::future::join;
use native::{
    odd_server::{self, OddServer},
    reader::{Collected, Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{Notice, Request},
        problem::Problem,
    },
    store::{AccountId, FolderId, Leave, MessageId, Retention, Wish},
};
use restante_mail_server::Quirk;

/// How many messages are left on the server.
fn left(trial: &Trial) -> usize {
    trial.server.maildrop().len()
}

/// The message here with this subject.
async fn message(trial: &Trial, subject: &str) -> MessageId {
    let rows = trial.reader.rows().await;
    rows.into_iter().find(|row| row.subject == subject).expect("a row").id
}

fn mail(subject: &str) -> Vec<u8> {
    format!("Subject: {subject}\r\n\r\nHello.\r\n").into_bytes()
}

async fn with_letters(setup: Setup) -> Trial {
    let mut trial = Setup { around: 0, ..setup }.begin().await;
    for subject in ["A", "B", "C"] {
        trial.deliver(mail(subject));
    }
    trial
}

/// Days count from when a message was collected, and its header is looked at again before it goes.
#[test]
fn after_some_days() {
    run(async {
        let account = |account: &mut restante::store::Account| account.retention.leave = Leave::Days(3);
        let mut trial = with_letters(Setup { account, ..Setup::default() }).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        trial.reader.days_pass(2);
        trial.deliver(mail("D"));
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!((left(&trial), trial.said("TOP").len()), (4, 0));
        trial.reader.days_pass(1);
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.server.maildrop(), [mail("D")]);
        assert_eq!(trial.said("TOP"), ["TOP 1 0", "TOP 2 0", "TOP 3 0"]);
        trial.everything_is_here_once().await;
    });
}

/// Where the server shows no headers, messages are fetched once more where name and octets fit.
#[test]
fn after_some_days_without_top() {
    run(async {
        let account = |account: &mut restante::store::Account| account.retention.leave = Leave::Days(3);
        let mut trial = with_letters(Setup { account, ..Setup::of([Quirk::TopRefused]) }).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        trial.reader.days_pass(3);
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(left(&trial), 0);

        // Where they are of other messages, these are collected.
        let mut trial =
            with_letters(Setup { account, ..Setup::of([Quirk::TopRefused, Quirk::ReusedUidls]) }).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        trial.reader.days_pass(3);
        trial.collect().await;
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
    });
}

#[test]
fn the_newest() {
    run(async {
        let account = |account: &mut restante::store::Account| account.retention.leave = Leave::Newest(2);
        let mut trial = with_letters(Setup { account, ..Setup::default() }).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        assert_eq!(trial.server.maildrop(), [mail("B"), mail("C")]);
        let octets = |account: &mut restante::store::Account| {
            account.retention.leave = Leave::NewestOctets(mail("C").len() as u64 + 5);
        };
        assert_eq!(trial.change(octets).await, Trial::well(0));
        assert_eq!(trial.server.maildrop(), [mail("C")]);
        let fewer = |account: &mut restante::store::Account| account.retention.leave = Leave::NewestOctets(5);
        assert_eq!(trial.change(fewer).await, Trial::well(0));
        assert_eq!(trial.server.maildrop(), [mail("C")], "the newest stays, however large");
        trial.everything_is_here_once().await;
    });
}

/// A message that is deleted here goes there with the next session, if the account says so; and is
/// never collected again.
#[test]
fn deleted_here() {
    run(async {
        for follow in [true, false] {
            let account: fn(&mut restante::store::Account) =
                if follow { |account| account.retention.follow = true } else { |_| () };
            let mut trial = with_letters(Setup { account, ..Setup::default() }).await;
            assert_eq!(trial.collect().await, Trial::well(3));
            let id = message(&trial, "B").await;
            trial.reader.ask(Request::Delete(vec![id])).await;
            assert_eq!(trial.subjects().await, ["A", "C"]);
            let gone = trial.reader.refusal(Request::Source(id)).await;
            assert_eq!(gone, Some(Problem::NoSuchMessage));
            // What was said when it was deleted holds, whatever the account says now.
            assert_eq!(trial.change(|_| ()).await, Trial::well(0));
            assert_eq!(left(&trial), if follow { 2 } else { 3 });
            assert_eq!(trial.collect().await, Trial::well(0));
            assert_eq!(trial.subjects().await, ["A", "C"]);
        }
    });
}

/// What is deleted for good goes where the reader said, and not where the account's settings would have it:
/// here and there at once, or here alone, also if the account deletes there all that it has collected.
#[test]
fn deleted_for_good() {
    run(async {
        let account: fn(&mut restante::store::Account) = |account| account.retention.follow = true;
        let mut trial = with_letters(Setup { account, ..Setup::default() }).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        let (a, b) = (message(&trial, "A").await, message(&trial, "B").await);
        let asked = Request::AskToErase(Some(vec![a, b]));
        let there = trial.reader.answer(asked, |notice| match notice {
            Notice::AsksToErase { messages, there, follows } => Some((messages, there, follows)),
            _ => None,
        });
        assert_eq!(there.await, (vec![a, b], 2, true));
        trial.reader.ask(Request::Erase { messages: vec![a], there: true }).await;
        assert_eq!(trial.server.maildrop(), [mail("B"), mail("C")], "at once");
        trial.reader.ask(Request::Erase { messages: vec![b], there: false }).await;
        assert_eq!(trial.subjects().await, ["C"]);
        let nothing = |account: &mut restante::store::Account| account.retention.leave = Leave::Nothing;
        assert_eq!(trial.change(nothing).await, Trial::well(0));
        assert_eq!(trial.server.maildrop(), [mail("B")], "it stays, as the reader said");
        assert_eq!(trial.subjects().await, ["C"], "and is not collected again");

        // All that is in the Trash is asked for without naming it.
        let c = message(&trial, "C").await;
        trial.reader.ask(Request::Move { messages: vec![c], to: FolderId::TRASH }).await;
        let in_trash = trial.reader.answer(Request::AskToErase(None), |notice| match notice {
            Notice::AsksToErase { messages, there, .. } => Some((messages, there)),
            _ => None,
        });
        assert_eq!(in_trash.await, (vec![c], 0), "the server has deleted it");
    });
}

/// The reader's own order needs no promise of the browser's; the account's retention does.
#[test]
fn single_messages() {
    run(async {
        let mut trial = with_letters(Setup::deleting([])).await;
        trial.reader.ask(Request::Persisted(false)).await;
        let refused = Some(Problem::DeletionRefused(trial.peer()));
        assert_eq!(trial.collect().await.problem, refused);
        assert_eq!(left(&trial), 3);

        let wish = |id, wish| Request::Wish { messages: vec![id], wish };
        let (a, b) = (message(&trial, "A").await, message(&trial, "B").await);
        assert_eq!(trial.reader.refusal(wish(a, Wish::Delete)).await, None);
        assert_eq!(trial.server.maildrop(), [mail("B"), mail("C")]);

        trial.reader.ask(Request::Persisted(true)).await;
        trial.reader.ask(wish(b, Wish::Keep)).await;
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.server.maildrop(), [mail("B")]);
        trial.reader.ask(wish(b, Wish::Policy)).await;
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(left(&trial), 0);
        trial.everything_is_here_once().await;
    });
}

/// A name that means another message of the very same size: nobody can tell before the header is seen,
/// and it is seen before anything goes.
#[test]
fn another_message_under_a_known_name_is_collected_before_it_goes() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::of([Quirk::DuplicateUidls]) }.begin().await;
        trial.deliver(mail("A"));
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.server.remove(&trial.server.uidls()[0]);
        trial.deliver(mail("B"));
        assert_eq!(trial.collect().await, Trial::well(0));
        let nothing = |account: &mut restante::store::Account| {
            account.retention = Retention { leave: Leave::Nothing, follow: false };
        };
        assert_eq!(trial.change(nothing).await, Trial::well(1));
        assert_eq!(trial.subjects().await, ["A", "B"]);
        trial.nothing_was_deleted_too_early();
        assert_eq!(left(&trial), 0);
    });
}

/// What was deleted there and comes back under its name was never gone.
#[test]
fn a_message_that_comes_back_is_not_collected_again() {
    run(async {
        let mut trial = with_letters(Setup::deleting([Quirk::ReusedUidls])).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        assert_eq!(left(&trial), 0);
        trial.server.receive(mail("A")).unwrap();
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!((left(&trial), trial.subjects().await.len()), (0, 3));
    });
}

/// What it says now holds: where all mail stays by now, that stays too.
#[test]
fn a_message_that_comes_back_stays_where_mail_stays_by_now() {
    run(async {
        let mut trial = with_letters(Setup::deleting([Quirk::ReusedUidls])).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        assert_eq!(left(&trial), 0);
        trial.server.receive(mail("A")).unwrap();
        assert_eq!(trial.change(|account| account.retention.leave = Leave::All).await, Trial::well(0));
        assert_eq!((trial.server.maildrop(), trial.subjects().await.len()), (vec![mail("A")], 3));
    });
}

/// "Stop" holds until QUIT is sent, also while headers are looked at again and while DELE is waited for.
#[test]
fn stopped_while_the_server_is_silent() {
    run(async {
        let server = OddServer::start(&[("x", "a"), ("y", "b")]).await;
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        let nothing = Collected { messages: 0, problem: None };
        reader.save(&odd_server::account(&server, true), "x").await;
        for line in ["TOP 1 0", "DELE 2"] {
            server.heard.borrow_mut().clear();
            server.silent_at.set(line);
            let account = odd_server::account(&server, false);
            let request = Request::SaveAccount { id: Some(AccountId(1)), account, password: None };
            let stop = async {
                while server.heard(line) == 0 {
                    tokio::task::yield_now().await;
                }
                reader.ask(Request::Stop(AccountId(1))).await;
            };
            join(stop, reader.ask(request)).await;
            assert_eq!(reader.collected(), nothing, "{line}");
            assert_eq!(server.maildrop.borrow().len(), 2);
        }
        server.silent_at.set("");
        assert_eq!(reader.collect().await, nothing);
        assert!(server.maildrop.borrow().is_empty());
    });
}

/// QUIT does not travel with DELE, where both could.
#[test]
fn stopped_before_quit() {
    run(async {
        let mut trial = with_letters(Setup::default()).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        let request = trial.account_with(|account| account.retention.leave = Leave::Nothing);
        let stop = async {
            while trial.said("DELE").is_empty() {
                tokio::task::yield_now().await;
            }
            trial.reader.ask(Request::Stop(AccountId(1))).await;
        };
        join(stop, trial.reader.ask(request)).await;
        assert_eq!(trial.reader.collected(), Trial::well(0));
        assert_eq!((left(&trial), trial.said("DELE").len()), (3, 3));
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(left(&trial), 0);
    });
}

/// What was planned is looked at again before it is done.
#[test]
fn the_account_changes_while_a_session_goes_on() {
    run(async {
        let mut trial = with_letters(Setup::of([Quirk::Delay(Duration::from_millis(100))])).await;
        assert_eq!(trial.collect().await, Trial::well(3));
        let nothing = trial.account_with(|account| account.retention.leave = Leave::Nothing);
        let all = trial.account_with(|account| account.retention.leave = Leave::All);
        let change = async {
            while trial.said("TOP").is_empty() {
                tokio::task::yield_now().await;
            }
            trial.reader.ask(all).await;
        };
        join(change, trial.reader.ask(nothing)).await;
        assert_eq!((left(&trial), trial.said("DELE").len()), (3, 0));
    });
}

/// Where the server shows neither headers nor octets, a name alone makes nothing go.
#[test]
fn without_top_and_octets() {
    run(async {
        let server = OddServer::start(&[("u", "a")]).await;
        server.no_sizes.set(true);
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        reader.save(&odd_server::account(&server, true), "x").await;
        server.set(&[("u", "another")]);
        let account = odd_server::account(&server, false);
        reader.ask(Request::SaveAccount { id: Some(AccountId(1)), account, password: None }).await;
        assert_eq!((server.heard("DELE"), server.maildrop.borrow().len()), (0, 1));
    });
}
