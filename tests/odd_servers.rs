//! What the engine makes of servers that are odd, or not the ones they were: nothing is lost,
//! doubled or deleted unseen, and the reader hears who did what.

mod native;

use std::{rc::Rc, time::Duration};

use native::{
    odd_server::{OddServer, account, mail},
    reader::{Collected, Reader, run, sorted},
};
use restante::{
    engine::{
        api::{Notice, Request},
        problem::Problem,
    },
    store::{Account, AccountId, Leave, Security, Server},
};

fn mails(texts: &[&str]) -> Vec<Vec<u8>> {
    sorted(texts.iter().map(|text| mail(text)).collect())
}

#[test]
fn an_account_that_moves_to_another_server_collects_anew_and_deletes_nothing_unseen() {
    run(async {
        // Both number their messages alike.
        let first = OddServer::start(&[("1", "a"), ("2", "b")]).await;
        let second = OddServer::start(&[("1", "c"), ("2", "d")]).await;
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        assert_eq!(reader.save(&account(&first, false), "x").await, Collected { messages: 2, problem: None });
        let request =
            Request::SaveAccount { id: Some(AccountId(1)), account: account(&second, false), password: None };
        reader.ask(request).await;
        assert_eq!(reader.collected(), Collected { messages: 2, problem: None });
        assert!(sorted(reader.sources().await) == mails(&["a", "b", "c", "d"]));
        assert!(second.maildrop.borrow().is_empty());
    });
}

#[test]
fn the_same_account_added_twice_is_one() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        assert_eq!(reader.save(&account(&server, true), "x").await, Collected { messages: 0, problem: None });
        assert_eq!(reader.sources().await.len(), 1);
    });
}

#[test]
fn a_uidl_that_becomes_ambiguous_and_stops_being_so_doubles_nothing() {
    run(async {
        let server = OddServer::start(&[("u", "a")]).await;
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        reader.save(&account(&server, true), "x").await;
        server.set(&[("u", "a"), ("u", "b")]);
        assert_eq!(reader.collect().await, Collected { messages: 1, problem: None });
        server.set(&[("u", "b")]);
        assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
        assert!(sorted(reader.sources().await) == mails(&["a", "b"]));

        let request =
            Request::SaveAccount { id: Some(AccountId(1)), account: account(&server, false), password: None };
        reader.ask(request).await;
        assert_eq!(server.heard("DELE"), 0, "which message the name means is not certain");
    });
}

/// Names that count as the message numbers do, whatever stands before: where one message has gone, all that
/// follow it may have the names of others, and the very octets.
#[test]
fn names_that_count_are_seen_through() {
    run(async {
        for name in [|n: u32| format!("{n:04}"), |n| format!("msg{n:04}"), |n| format!("UID5-{}", n + 40)] {
            let names = [name(1), name(2), name(3)];
            let server = OddServer::start(&[(&names[0], "a"), (&names[1], "b"), (&names[2], "c")]).await;
            server.shows_headers.set(true);
            let reader = Reader::new().await;
            reader.save(&account(&server, true), "x").await;
            server.set(&[(&names[0], "b"), (&names[1], "c"), (&names[2], "d")]);
            let collected = Collected { messages: 1, problem: None };
            assert_eq!(reader.collect().await, collected, "{names:?}");
            assert!(sorted(reader.sources().await) == mails(&["a", "b", "c", "d"]));
        }
    });
}

/// Sane servers count too. One header a session is what it costs them that others do not.
#[test]
fn names_that_count_and_hold_cost_one_header() {
    run(async {
        let server = OddServer::start(&[("7.1", "a"), ("7.2", "b"), ("7.3", "c")]).await;
        server.shows_headers.set(true);
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
        assert_eq!((server.heard("TOP"), server.heard("TOP 3 0")), (1, 1));
        // Counted on from there, and not from one.
        server.set(&[("7.2", "b"), ("7.3", "c"), ("7.4", "and d")]);
        assert_eq!(reader.collect().await, Collected { messages: 1, problem: None });
        assert_eq!((server.heard("TOP"), server.heard("RETR")), (2, 4));
    });
}

/// Where no header can be seen, a name that counts is not enough for its message to go.
#[test]
fn names_that_count_let_nothing_go_by_themselves() {
    run(async {
        let days = |server: &OddServer| {
            let mut account = account(server, true);
            account.retention.leave = Leave::Days(3);
            account
        };
        for (names, left) in [(["m1", "m2"], 2), (["one", "two"], 0)] {
            let server = OddServer::start(&[(names[0], "a"), (names[1], "b")]).await;
            let reader = Reader::new().await;
            reader.ask(Request::Persisted(true)).await;
            reader.save(&days(&server), "x").await;
            reader.days_pass(3);
            reader.collect().await;
            assert_eq!(server.maildrop.borrow().len(), left, "{names:?}");
        }
    });
}

/// A name that means another message than it did: one of other octets, or one of the very octets where the
/// first was deleted.
#[test]
fn names_that_are_used_again_are_seen_through() {
    run(async {
        for (leaves, second) in [(true, "b, and longer"), (false, "b")] {
            for shows_headers in [true, false] {
                let server = OddServer::start(&[("u", "a")]).await;
                server.shows_headers.set(shows_headers);
                let reader = Reader::new().await;
                reader.ask(Request::Persisted(true)).await;
                let collected = Collected { messages: 1, problem: None };
                assert_eq!(reader.save(&account(&server, leaves), "x").await, collected);
                server.set(&[("u", second)]);
                assert_eq!(reader.collect().await, collected);
                assert!(sorted(reader.sources().await) == mails(&["a", second]));
            }
        }
    });
}

#[test]
fn commands_wait_for_each_other_where_pipelining_was_not_announced() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c")]).await;
        server.no_sizes.set(true);
        let reader = Reader::new().await;
        let collected = reader.save(&account(&server, true), "x").await;
        assert_eq!(collected, Collected { messages: 3, problem: None });
        assert!(!server.overtaken.get());
    });
}

#[test]
fn a_message_the_server_keeps_to_itself_does_not_hold_up_the_others() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c")]).await;
        server.instead("RETR 2", "-ERR not today\r\n");
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        let collected = reader.save(&account(&server, false), "x").await;
        assert_eq!(collected.messages, 2);
        match collected.problem {
            Some(Problem::MessagesRefused { messages: 1, text, .. }) => assert_eq!(text, "not today"),
            other => panic!("{other:?}"),
        }
        assert_eq!(*server.maildrop.borrow(), [("2".to_owned(), mail("b"))], "the others are moved");
    });
}

#[test]
fn what_is_here_in_whole_is_kept_while_the_server_is_silent() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c")]).await;
        server.silent_at.set("RETR 1");
        let reader = Reader::new().await;
        let account = account(&server, true);
        let saving = reader.save(&account, "x");
        let kept = async {
            loop {
                let rows = reader.notices.borrow().iter().any(|notice| match notice {
                    Notice::Overview(overview) => overview.folders.iter().any(|folder| folder.total == 2),
                    _ => false,
                });
                if rows {
                    break;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = saving => panic!("the server is silent"),
            kept = tokio::time::timeout(Duration::from_secs(10), kept) => kept.expect("two messages are kept"),
        }
    });
}

#[test]
fn a_server_that_stops_offering_stls_hears_no_password() {
    run(async {
        let server = OddServer::start(&[]).await;
        let pop3 = Server { security: Security::StartTls, ..account(&server, true).pop3 };
        let reader = Reader::new().await;
        let refused = reader.save(&Account { pop3, ..account(&server, true) }, "x").await;
        assert!(matches!(refused.problem, Some(Problem::NoStartTls(_))), "{refused:?}");
        assert_eq!(server.heard("USER") + server.heard("PASS"), 0);
    });
}

#[test]
fn refusals_at_the_door_are_told_apart() {
    run(async {
        let cases = [
            ("-ERR Account blocked, contact support\r\n", "PasswordRefused"),
            ("-ERR maildrop already locked\r\n", "MailboxInUse"),
            ("-ERR [IN-USE] try later\r\n", "MailboxInUse"),
            ("-ERR [SYS/TEMP] disk\r\n", "ServerRefused"),
        ];
        for (answer, expected) in cases {
            let server = OddServer::start(&[]).await;
            server.instead("PASS x", answer);
            // A server that is busy is waited for, minutes by the engine's clock.
            let reader: Reader = Reader::open(Rc::default(), 1_000).await;
            let problem = reader.save(&account(&server, true), "x").await.problem;
            let name = format!("{:?}", problem.expect("a problem"));
            assert!(name.starts_with(expected), "{answer:?}: {name}");
        }
    });
}
