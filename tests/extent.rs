//! How much is collected: whole messages, headers, headers of the large ones; and since when.

mod native;

use native::{
    odd_server::{self, OddServer},
    reader::{Reader, run},
    trial::{PASSWORD, Setup, Trial},
};
use restante::{
    engine::{
        api::{Message, Notice, Request, Row},
        problem::Problem,
    },
    store::{Account, AccountId, Bodies, Held, Leave, MessageId, Security, Server, Wish},
};
use restante_mail_server::{Quirk, fault::huge_mail};

fn mail(subject: &str, year: u32, lines: usize) -> Vec<u8> {
    let body = "A line of a letter, neither short nor long.\r\n".repeat(lines);
    format!("Subject: {subject}\r\nDate: Mon, 6 Jan {year} 10:00:00 +0000\r\n\r\n{body}").into_bytes()
}

async fn row(trial: &Trial, subject: &str) -> Row {
    let rows = trial.reader.rows().await;
    rows.into_iter().find(|row| row.subject == subject).expect("a row")
}

async fn open(trial: &Trial, request: Request) -> Message {
    let message = |notice| match notice {
        Notice::Message(message) => Some(*message),
        _ => None,
    };
    trial.reader.answer(request, message).await
}

fn headers_only(account: &mut Account) {
    account.extent.bodies = Bodies::HeadersOnly;
    account.retention.leave = Leave::Nothing;
}

async fn two_letters(setup: Setup) -> Trial {
    let mut trial = Setup { around: 0, ..setup }.begin().await;
    trial.deliver(mail("Small", 2025, 1));
    trial.deliver(mail("Large", 2025, 100));
    trial
}

/// Headers are listed, nothing is fetched or deleted, and the rest comes when it is asked for.
#[test]
fn headers_only_and_the_rest_later() {
    run(async {
        let mut trial = two_letters(Setup { account: headers_only, ..Setup::default() }).await;
        assert_eq!(trial.collect().await, Trial::well(2));
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!((trial.said("RETR").len(), trial.server.maildrop().len()), (0, 2));
        let large = row(&trial, "Large").await;
        assert_eq!(large.held, Held::Header);
        let shown = open(&trial, Request::open(large.id)).await;
        assert_eq!(shown.size, mail("Large", 2025, 100).len() as u64);
        trial.reader.ask(Request::MarkRead { messages: vec![large.id], read: true }).await;

        let shown = open(&trial, Request::DownloadFull(large.id)).await;
        assert_eq!((shown.id, shown.held), (large.id, Held::Whole));
        let here = row(&trial, "Large").await;
        assert_eq!((here.id, here.held, here.read), (large.id, Held::Whole, true));
        let source = trial.reader.answer(Request::Source(large.id), |notice| match notice {
            Notice::Source { bytes, .. } => Some(bytes),
            _ => None,
        });
        assert!(source.await == mail("Large", 2025, 100));
        assert_eq!(trial.said("RETR"), ["RETR 2"]);
    });
}

#[test]
fn what_is_gone_from_the_server_cannot_be_completed() {
    run(async {
        let mut trial = two_letters(Setup { account: headers_only, ..Setup::default() }).await;
        trial.collect().await;
        trial.server.remove(&trial.server.uidls()[0]);
        let small = row(&trial, "Small").await;
        let gone = Some(Problem::GoneFromServer(trial.peer()));
        assert_eq!(trial.reader.refusal(Request::DownloadFull(small.id)).await, gone);
        assert_eq!(row(&trial, "Small").await, small);
    });
}

/// The reader hears it when the server keeps the rest to itself.
#[test]
fn what_the_server_refuses_is_not_completed() {
    run(async {
        let server = OddServer::start(&[("x", "a")]).await;
        server.instead("TOP 1 0", "+OK\r\nSubject: a\r\nFrom: bo@example.org\r\n\r\n.\r\n");
        server.instead("RETR 1", "-ERR not today\r\n");
        let reader = Reader::new().await;
        let mut account = odd_server::account(&server, true);
        headers_only(&mut account);
        assert_eq!(reader.save(&account, PASSWORD).await, Trial::well(1));
        let rows = reader.rows().await;
        assert_eq!(rows[0].held, Held::Header);
        match reader.refusal(Request::DownloadFull(rows[0].id)).await {
            Some(Problem::MessagesRefused { messages: 1, text, .. }) => assert_eq!(text, "not today"),
            other => panic!("{other:?}"),
        }
        assert_eq!(reader.rows().await, rows);
    });
}

/// What has the name now may be another message: it is collected, and does not replace anything.
#[test]
fn what_is_not_the_same_message_does_not_complete_it() {
    run(async {
        let setup = Setup { account: headers_only, ..Setup::of([Quirk::DuplicateUidls]) };
        let mut trial = Setup { around: 0, ..setup }.begin().await;
        trial.deliver(mail("A", 2025, 2));
        trial.collect().await;
        trial.server.remove(&trial.server.uidls()[0]);
        trial.deliver(mail("B", 2025, 2));
        let a = row(&trial, "A").await;
        trial.reader.ask(Request::DownloadFull(a.id)).await;
        assert_eq!(row(&trial, "A").await, a);
        assert_eq!(row(&trial, "B").await.held, Held::Whole);
    });
}

/// Headers of what is larger; what the account wants whole later is completed.
#[test]
fn headers_of_the_large_ones() {
    run(async {
        let account = |account: &mut Account| account.extent.bodies = Bodies::UpTo(1_000);
        let mut trial = two_letters(Setup { account, ..Setup::default() }).await;
        assert_eq!(trial.collect().await, Trial::well(2));
        assert_eq!(row(&trial, "Small").await.held, Held::Whole);
        assert_eq!(row(&trial, "Large").await.held, Held::Header);
        assert_eq!(trial.said("RETR"), ["RETR 1"]);
        assert_eq!(trial.change(|_| ()).await, Trial::well(0));
        assert_eq!(trial.said("RETR"), ["RETR 1", "RETR 2"]);
        trial.everything_is_here_once().await;
    });
}

/// Where the server shows no header, or not all of it, the whole message comes, and stays there.
#[test]
fn headers_that_the_server_does_not_show() {
    run(async {
        let mut trial = two_letters(Setup { account: headers_only, ..Setup::of([Quirk::TopRefused]) }).await;
        for _ in 0..2 {
            assert_eq!(trial.collect().await.problem, None);
            trial.everything_is_here_once().await;
            trial.nothing_was_deleted();
        }

        let setup = Setup { account: headers_only, ..Setup::of([Quirk::TopCut]) };
        let mut trial = two_letters(setup).await;
        for _ in 0..2 {
            assert_eq!(trial.collect().await.problem, None);
            assert_eq!(row(&trial, "After all the stamps").await.held, Held::Whole);
            assert_eq!(row(&trial, "Large").await.held, Held::Header);
        }
        assert_eq!(trial.said("RETR").len(), 1);
    });
}

/// The first time, what arrived before is passed over, and stays so; what the reader asks for comes.
#[test]
fn since_a_date() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.since = Some(1_704_067_200);
            account.retention.leave = Leave::Nothing;
        };
        let mut trial = Setup { around: 0, account, ..Setup::default() }.begin().await;
        trial.deliver(mail("Old", 2023, 1));
        trial.deliver(mail("New", 2025, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.deliver(mail("From long ago, and late", 2020, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.server.maildrop(), [mail("Old", 2023, 1)]);
        assert_eq!(trial.said("RETR").len(), 2);
        assert_eq!(trial.subjects().await, ["From long ago, and late", "New"]);

        let names = trial.reader.survey(0).await.messages.into_iter().map(|waits| waits.name).collect();
        let wish = Wish::CollectAgain;
        trial.reader.ask(Request::OnServer { account: AccountId(1), names, wish, look: None }).await;
        trial.everything_is_here_once().await;
        assert_eq!(trial.server.maildrop().len(), 0);
    });
}

/// What was passed over is not what was deleted here, whatever was wished of it in between: it does not
/// go unseen.
#[test]
fn what_was_passed_over_is_left_to_the_account() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.since = Some(1_704_067_200);
            account.retention.follow = true;
        };
        let mut trial = Setup { around: 0, account, ..Setup::default() }.begin().await;
        trial.deliver(mail("Old", 2023, 1));
        trial.deliver(mail("New", 2025, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        let names: Vec<_> =
            trial.reader.survey(0).await.messages.into_iter().map(|waits| waits.name).collect();
        for before in [Wish::Policy, Wish::Keep] {
            for wish in [before, Wish::Policy] {
                let names = names.clone();
                trial.reader.ask(Request::OnServer { account: AccountId(1), names, wish, look: None }).await;
            }
            assert_eq!(trial.collect().await, Trial::well(0));
            trial.nothing_was_deleted();
        }
        assert_eq!(trial.subjects().await, ["New"]);
    });
}

/// A server that lists by batches goes on only when what it listed was fetched, and some of those delete
/// what was: of them, nothing is passed over.
#[test]
fn since_a_date_from_a_server_that_is_known_for_batches() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.since = Some(1_704_067_200);
            account.pop3.host = "pop.gmail.com".to_owned();
        };
        let mut trial = Setup { around: 0, account, ..Setup::of([Quirk::Batches(3)]) }.begin().await;
        for (subject, year) in [("New", 2025), ("Old", 2020), ("Older", 2019)] {
            trial.deliver(mail(subject, year, 1));
        }
        for (subject, year) in [("Newer", 2026), ("Very old", 2015), ("Oldest", 2010)] {
            trial.deliver(mail(subject, year, 1));
        }
        assert_eq!(trial.collect().await, Trial::well(6));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
}

#[test]
fn since_a_date_without_top_is_since_ever() {
    run(async {
        let account = |account: &mut Account| account.extent.since = Some(1_704_067_200);
        let mut trial = Setup { around: 0, account, ..Setup::of([Quirk::TopRefused]) }.begin().await;
        trial.deliver(mail("Old", 2023, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
    });
}

/// Collected again, a message takes its own place.
#[test]
fn collected_again() {
    run(async {
        let mut trial = two_letters(Setup::default()).await;
        trial.collect().await;
        let before = row(&trial, "Small").await;
        let messages = vec![before.id];
        trial.reader.ask(Request::Wish { messages, wish: Wish::CollectAgain }).await;
        assert_eq!(trial.said("RETR"), ["RETR 2", "RETR 1", "RETR 1"]);
        assert_eq!(row(&trial, "Small").await, before);
        trial.everything_is_here_once().await;
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.said("RETR").len(), 3, "once is enough");
    });
}

/// Where bodies take their time, the list fills with headers first; in the end all is whole.
#[test]
fn the_first_screens_are_listed_before_the_bodies() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::deleting([]) }.begin().await;
        for number in 0..60 {
            trial.deliver(mail(&format!("Letter {number}"), 2025, 200));
        }
        assert_eq!(trial.collect().await, trial.all());
        let said: Vec<String> = trial
            .said("")
            .into_iter()
            .filter(|line| line.starts_with("TOP") || line.starts_with("RETR"))
            .collect();
        let (tops, rest) = said.split_at(50);
        // All are asked for at once: the bodies do not wait for the headers.
        assert!(tops.iter().all(|line| line.starts_with("TOP")) && tops[0] == "TOP 60 0", "{tops:?}");
        assert!(rest.iter().all(|line| line.starts_with("RETR")) && rest.len() == 60, "{rest:?}");
        assert!(trial.reader.rows().await.iter().all(|row| row.held == Held::Whole));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
        assert_eq!(trial.server.maildrop().len(), 0);
    });
}

/// A header that came before its message is no byte more of it.
#[test]
fn what_came_is_counted_once() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.collect().await;
        for number in 0..60 {
            trial.deliver(mail(&format!("Letter {number}"), 2025, 200));
        }
        let came = trial.reader.answer(Request::Collect(None), |notice| match notice {
            Notice::Collected { messages, bytes, .. } => Some((messages, bytes)),
            _ => None,
        });
        let octets: usize = trial.sent().iter().map(Vec::len).sum();
        assert_eq!(came.await, (60, octets as u64));
        assert_eq!(trial.said("TOP").len(), 50, "headers came first");
    });
}

/// What the reader deletes while only its header is here does not come back with its body.
#[test]
fn a_header_that_is_deleted_before_its_body_comes() {
    run(async {
        let slow = Quirk::Throttle(1_000_000);
        let mut trial = Setup { around: 0, ..Setup::of([slow]) }.begin().await;
        for number in 0..60 {
            trial.deliver(mail(&format!("Letter {number}"), 2025, 200));
        }
        let store = std::rc::Rc::clone(trial.reader.store());
        let reader = Reader::open(store, 1).await;
        let host = trial.peer();
        let pop3 = Server { host: host.host, port: host.port, security: Security::None };
        let account = Account::new("ada@example.org", "ada@example.org", pop3).in_plaintext();
        let delete = async {
            loop {
                let listed = reader.notices.borrow().iter().any(
                    |notice| matches!(notice, Notice::Overview(overview) if overview.folders.iter().any(|folder| folder.total > 0)),
                );
                if listed {
                    break;
                }
                tokio::task::yield_now().await;
            }
            // Its body is the fiftieth to come.
            reader.ask(Request::Delete(vec![MessageId(50)])).await;
        };
        let (_, ()) = tokio::join!(reader.save(&account, PASSWORD), delete);
        let rows = reader.rows().await;
        assert_eq!(rows.len(), 59);
        assert!(rows.iter().all(|row| row.subject != "Letter 10" && row.held == Held::Whole));
    });
}

/// A session that ends behind the headers has not collected anything whole, and deletes nothing.
#[test]
fn a_session_that_ends_after_the_headers() {
    run(async {
        let cut = Quirk::CutInRetrieval { nth: 1, bytes: 100 };
        let mut trial = Setup { around: 1, ..Setup::deleting([Quirk::Huge(400_000), cut]) }.begin().await;
        trial.collect().await;
        trial.nothing_was_deleted();
        let rows = trial.reader.rows().await;
        assert!(rows.len() == 3 && rows.iter().all(|row| row.held == Held::Header), "{rows:?}");
        trial.server.misbehave([Quirk::Huge(400_000)]);
        assert_eq!(trial.collect().await, Trial::well(0));
        let huge = huge_mail(400_000).flatten().collect::<Vec<u8>>();
        assert!(trial.reader.sources().await.contains(&huge));
        assert_eq!(trial.server.maildrop().len(), 0);
    });
}
