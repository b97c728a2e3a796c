//! Waiting for a server that lets nobody in just now.

mod native;

use std::{
    cell::Cell,
    rc::Rc,
    time::{Duration, Instant},
};

use native::{
    odd_server::{OddServer, account},
    reader::{Collected, Reader, run},
    trial::Trial,
};
use restante::{
    engine::{
        api::{Notice, Pause, Progress, Request},
        problem::Problem,
    },
    store::{AccountId, Bodies, MessageId, Wish},
};
use tokio::{
    io::{AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

fn waits(reader: &Reader) -> Vec<Pause> {
    let notices = reader.notices.borrow();
    let waits = notices.iter().filter_map(|notice| match notice {
        Notice::Progress { progress: Progress::Waiting { reason, .. }, .. } => Some(*reason),
        _ => None,
    });
    waits.collect()
}

/// The same server behind a door that turns the first caller away with this greeting.
async fn behind_a_door(server: OddServer, greeting: &'static str) -> OddServer {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (port, behind) = (listener.local_addr().unwrap().port(), server.port);
    tokio::task::spawn_local(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        first.write_all(greeting.as_bytes()).await.unwrap();
        drop(first);
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(("127.0.0.1", behind)).await.unwrap();
            tokio::task::spawn_local(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    });
    OddServer { port, ..server }
}

/// Between two logins a pause is kept that is short, and named if it is long.
#[test]
fn login_delay_is_obeyed() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        server.instead("CAPA", "+OK\r\nUSER\r\nLOGIN-DELAY 100\r\n.\r\n");
        let reader = Reader::open(Rc::default(), 100).await;
        reader.save(&account(&server, true), "x").await;
        let began = Instant::now();
        reader.ask(Request::Collect(None)).await;
        assert_eq!(waits(&reader), [Pause::LoginDelay]);
        assert_eq!(reader.collected(), Collected { messages: 0, problem: None });
        assert!(began.elapsed() >= Duration::from_millis(800), "{:?}", began.elapsed());
        assert_eq!(server.heard("PASS"), 2);
    });
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        server.instead("CAPA", "+OK\r\nUSER\r\nLOGIN-DELAY 900 USER\r\n.\r\n");
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        match reader.collect().await.problem {
            Some(Problem::LoginDelayed { minutes, .. }) => assert_eq!(minutes, 15),
            other => panic!("{other:?}"),
        }
        assert_eq!(server.heard("PASS"), 1, "nobody knocks before the time");
    });
}

/// The pause counts from the login, whatever came of the session; what the server says in its answer to
/// CAPA is enough, before the login or behind it.
#[test]
fn login_delay_is_obeyed_while_the_listing_is_waited_for() {
    const PLAIN: &str = "+OK\r\nUSER\r\n.\r\n";
    const DELAY: &str = "+OK\r\nUSER\r\nLOGIN-DELAY 120\r\n.\r\n";
    for before in [PLAIN, DELAY] {
        run(async move {
            let server = OddServer::start(&[("1", "a")]).await;
            server.instead("CAPA", before);
            server.instead("UIDL", "-ERR [SYS/TEMP] not now\r\n");
            server.instead("LIST", "-ERR [SYS/TEMP] not now\r\n");
            let reader: Reader = Reader::open(Rc::default(), 200).await;
            let account = account(&server, true);
            let logged_in = async {
                server.hears("PASS", 1).await;
                server.instead.borrow_mut().retain(|(line, _)| *line != "CAPA");
                server.instead("CAPA", DELAY);
            };
            let (refused, ()) = tokio::join!(reader.save(&account, "x"), logged_in);
            assert!(matches!(refused.problem, Some(Problem::ServerRefused(..))), "{refused:?}");
            // All that is waited is five minutes.
            assert_eq!(server.heard("PASS"), 3);
        });
    }
}

/// A server that never says its names lists its mail all the same: when it was waited for long enough,
/// that has to do, and nothing is deleted. Once it says them, all is well.
#[test]
fn names_that_are_refused_for_ever_keep_no_mail_out() {
    run(async {
        let server = OddServer::start(&[("p", "a"), ("q", "b")]).await;
        server.shows_headers.set(true);
        server.instead("UIDL", "-ERR [SYS/TEMP] not now\r\n");
        let reader: Reader = Reader::open(Rc::default(), 1_000).await;
        reader.ask(Request::Persisted(true)).await;
        assert_eq!(reader.save(&account(&server, false), "x").await, Trial::well(2));
        assert_eq!(server.heard("PASS"), 11, "ten times it was waited for");
        server.set(&[("p", "a"), ("q", "b"), ("r", "c")]);
        reader.ask(Request::Collect(None)).await;
        assert_eq!(waits(&reader), [], "it is not waited for twice");
        assert_eq!(reader.collected(), Trial::well(1));
        assert_eq!(server.maildrop.borrow().len(), 3);
        server.instead.borrow_mut().clear();
        assert_eq!(reader.collect().await, Trial::well(0));
        assert_eq!(server.maildrop.borrow().len(), 0);
        assert_eq!(reader.rows().await.len(), 3);
    });
}

/// Also what is no collecting says that it waits, and when that is over.
#[test]
fn whatever_waits_says_so() {
    run(async {
        let server = OddServer::start(&[("p", "a"), ("q", "b")]).await;
        server.shows_headers.set(true);
        let reader: Reader = Reader::open(Rc::default(), 100).await;
        let mut account = account(&server, true);
        account.extent.bodies = Bodies::HeadersOnly;
        assert_eq!(reader.save(&account, "x").await, Trial::well(2));
        let id = AccountId(1);
        let messages: Vec<MessageId> = reader.rows().await.into_iter().map(|row| row.id).collect();
        for request in [
            Request::Survey { account: id, retention: None, headers: 1 },
            Request::DownloadFull(messages[0]),
            Request::Wish { messages, wish: Wish::Delete },
        ] {
            server.instead("PASS x", "-ERR [IN-USE] try later\r\n");
            let is_over = Cell::new(false);
            let let_in = async {
                while waits(&reader).is_empty() && !is_over.get() {
                    tokio::task::yield_now().await;
                }
                server.instead.borrow_mut().clear();
                waits(&reader)
            };
            let asked = async {
                reader.ask(request.clone()).await;
                is_over.set(true);
            };
            reader.notices.take();
            let ((), waited) = tokio::join!(asked, let_in);
            assert_eq!(waited, [Pause::InUse], "{request:?}");
            let notices = reader.notices.take();
            let is_progress = |notice: &Notice| matches!(notice, Notice::Progress { .. });
            let last = notices.iter().rposition(is_progress).expect("it was seen above");
            let is_end =
                |notice: &Notice| matches!(notice, Notice::Overview(all) if all.collecting.is_empty());
            assert!(notices.iter().skip(last).any(is_end), "{request:?}");
        }
    });
}

/// Who waits for a server can stop that at once.
#[test]
fn a_wait_can_be_stopped() {
    run(async {
        let server = OddServer::start(&[]).await;
        server.instead("PASS x", "-ERR [IN-USE] try later\r\n");
        let reader = Reader::new().await;
        let account = account(&server, true);
        let stops = async {
            while waits(&reader).is_empty() {
                tokio::task::yield_now().await;
            }
            let began = Instant::now();
            reader.ask(Request::Stop(AccountId(1))).await;
            began.elapsed()
        };
        let (collected, took) = tokio::join!(reader.save(&account, "x"), stops);
        assert_eq!(collected, Collected { messages: 0, problem: None });
        assert!(took < Duration::from_secs(1), "{took:?}");
        assert_eq!(server.heard("PASS"), 1);
    });
}

/// A greeting that says why, and that it passes, is no reason to give up.
#[test]
fn a_greeting_that_is_busy_is_waited_for() {
    for (greeting, reason) in [
        ("-ERR [SYS/TEMP] too many connections\r\n", Pause::Trouble),
        ("-ERR [IN-USE] locked\r\n", Pause::InUse),
    ] {
        run(async move {
            let server = behind_a_door(OddServer::start(&[("1", "a")]).await, greeting).await;
            let reader = Reader::open(Rc::default(), 1_000).await;
            let (account, is_over) = (account(&server, true), Cell::new(false));
            let waited = async {
                while waits(&reader).is_empty() && !is_over.get() {
                    tokio::task::yield_now().await;
                }
                waits(&reader)
            };
            let saved = async {
                let collected = reader.save(&account, "x").await;
                is_over.set(true);
                collected
            };
            let (collected, waited) = tokio::join!(saved, waited);
            assert_eq!(waited, [reason]);
            assert_eq!(collected, Collected { messages: 1, problem: None });
        });
    }
}

/// So are listings that are refused for now: a server that keeps its names to itself today is not one
/// that has none.
#[test]
fn listings_that_are_refused_for_now_are_waited_for() {
    let no = "-ERR no\r\n";
    for (uidl, list, reason) in [
        (Some("-ERR [SYS/TEMP] disk\r\n"), Some(no), Pause::Trouble),
        (Some(no), Some("-ERR [IN-USE] locked\r\n"), Pause::InUse),
        (Some("-ERR [LOGIN-DELAY] too soon\r\n"), None, Pause::LoginDelay),
        (None, Some("-ERR [SYS/TEMP] disk\r\n"), Pause::Trouble),
    ] {
        run(async move {
            let server = OddServer::start(&[("1", "a")]).await;
            uidl.into_iter().for_each(|answer| server.instead("UIDL", answer));
            list.into_iter().for_each(|answer| server.instead("LIST", answer));
            let reader: Reader = Reader::open(Rc::default(), 100).await;
            let (account, is_over) = (account(&server, true), Cell::new(false));
            let mended = async {
                while waits(&reader).is_empty() && !is_over.get() {
                    tokio::task::yield_now().await;
                }
                server.instead.borrow_mut().clear();
                waits(&reader)
            };
            let saved = async {
                let collected = reader.save(&account, "x").await;
                is_over.set(true);
                collected
            };
            let (collected, waited) = tokio::join!(saved, mended);
            assert_eq!(waited, [reason], "{uidl:?} {list:?}");
            assert_eq!(collected, Collected { messages: 1, problem: None });
            assert_eq!((server.heard("PASS"), server.heard("TOP")), (2, 0));
        });
    }
}
