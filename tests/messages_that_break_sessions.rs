//! Messages at which every session breaks: the server hangs up, stays silent or speaks nonsense
//! whenever it is asked for one of them. They keep nothing else out.

mod native;

use std::rc::Rc;

use native::{
    odd_server::{OddServer, account, mail},
    reader::{Collected, Reader, run},
    trial::Trial,
};
use restante::{
    engine::{api::Request, problem::Problem},
    store::Leave,
};

const NONSENSE: &str = "There is no such thing as a message.\r\n";

/// What comes of a collecting that breaks; how many messages came before that.
async fn breaks(reader: &Reader) -> u32 {
    broke(reader.collect().await)
}

fn broke(collected: Collected) -> u32 {
    match collected {
        Collected {
            messages,
            problem: Some(Problem::ConnectionLost(_) | Problem::TimedOut(_) | Problem::NotPop3(..)),
        } => messages,
        other => panic!("{other:?}"),
    }
}

/// The others come before it is tried a third time, and it comes once it can be had.
#[test]
fn the_others_come_all_the_same() {
    let faults: [fn(&OddServer); 3] = [
        |server| server.closes_at.set("RETR 3"),
        |server| server.silent_at.set("RETR 3"),
        |server| server.instead("RETR 3", NONSENSE),
    ];
    for fault in faults {
        run(async move {
            let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c")]).await;
            fault(&server);
            let reader: Reader = Reader::open(Rc::default(), 100).await;
            assert_eq!(broke(reader.save(&account(&server, true), "x").await), 0, "it is the newest");
            assert_eq!(breaks(&reader).await, 0, "it may have been the network");
            assert_eq!(breaks(&reader).await, 2);
            assert_eq!(breaks(&reader).await, 0);
            server.closes_at.set("");
            server.silent_at.set("");
            server.instead.borrow_mut().clear();
            assert_eq!(reader.collect().await, Trial::well(1));
        });
    }
}

/// A network that drops a session once says nothing of the message whose turn it was: the newest still
/// comes first.
#[test]
fn a_network_that_drops_does_not_send_the_newest_to_the_end() {
    run(async {
        let server = OddServer::start(&[("x1", "a"), ("x2", "b"), ("x3", "c")]).await;
        server.closes_at.set("RETR 3");
        let reader = Reader::new().await;
        assert_eq!(broke(reader.save(&account(&server, true), "x").await), 0);
        server.closes_at.set("");
        server.heard.borrow_mut().clear();
        assert_eq!(reader.collect().await, Trial::well(3));
        let heard = server.heard.borrow();
        let asked: Vec<&String> = heard.iter().filter(|line| line.starts_with("RETR")).collect();
        assert_eq!(asked, ["RETR 3", "RETR 2", "RETR 1"]);
    });
}

/// What is here is deleted there all the same, before the message that breaks sessions is tried.
#[test]
fn the_others_are_deleted_all_the_same() {
    run(async {
        let server = OddServer::start(&[("p", "a"), ("q", "b"), ("r", "c")]).await;
        server.closes_at.set("RETR 1");
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        assert_eq!(broke(reader.save(&account(&server, false), "x").await), 2);
        assert_eq!(breaks(&reader).await, 0);
        assert_eq!(breaks(&reader).await, 0);
        let left: Vec<String> = server.maildrop.borrow().iter().map(|(uidl, _)| uidl.clone()).collect();
        assert_eq!(left, ["p"]);
        server.closes_at.set("");
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!(server.maildrop.borrow().len(), 0);
    });
}

/// Where nothing is to be deleted it takes no session of its own.
#[test]
fn one_session_is_enough_where_nothing_goes() {
    run(async {
        let server = OddServer::start(&[("x1", "a"), ("x2", "b")]).await;
        server.closes_at.set("RETR 2");
        let reader = Reader::new().await;
        assert_eq!(broke(reader.save(&account(&server, true), "x").await), 0);
        assert_eq!(breaks(&reader).await, 0);
        assert_eq!((breaks(&reader).await, server.heard("PASS")), (1, 3));
        server.closes_at.set("");
        assert_eq!((reader.collect().await, server.heard("PASS")), (Trial::well(1), 4));
    });
}

/// Of several, the one that broke a session last comes last: each has its turn.
#[test]
fn each_of_several_has_its_turn() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]).await;
        server.instead("RETR 4", NONSENSE);
        server.instead("RETR 2", NONSENSE);
        let reader = Reader::new().await;
        assert_eq!(broke(reader.save(&account(&server, true), "x").await), 0);
        assert_eq!(breaks(&reader).await, 0);
        assert_eq!(breaks(&reader).await, 1);
        assert_eq!(breaks(&reader).await, 0);
        assert_eq!(breaks(&reader).await, 1);
        server.instead.borrow_mut().retain(|(line, _)| *line != "RETR 2");
        assert_eq!(breaks(&reader).await, 1, "the fourth message broke the session after it");
        server.instead.borrow_mut().clear();
        assert_eq!(reader.collect().await, Trial::well(1));
    });
}

/// Nor is its header asked for before the others.
#[test]
fn a_header_that_breaks_sessions() {
    run(async {
        let server = OddServer::start(&[]).await;
        let large =
            |text: &str| format!("Subject: {text}\r\n\r\n{}", "All work and no play.\r\n".repeat(20_000));
        *server.maildrop.borrow_mut() =
            ["1", "2"].map(|name| (name.to_owned(), large(name).into_bytes())).into();
        server.instead("CAPA", "+OK\r\nUSER\r\nTOP\r\nUIDL\r\nPIPELINING\r\n.\r\n");
        server.closes_at.set("TOP 2 0");
        let reader = Reader::new().await;
        assert_eq!(broke(reader.save(&account(&server, true), "x").await), 0);
        assert_eq!(breaks(&reader).await, 0);
        assert_eq!(reader.collect().await, Trial::well(2));
    });
}

/// Where the server gives no names, they are known all the same.
#[test]
fn a_message_without_a_name_has_its_turn() {
    run(async {
        let server = OddServer::start(&[("p", "a"), ("q", "b"), ("r", "c")]).await;
        server.instead("UIDL", "-ERR what?\r\n");
        server.closes_at.set("RETR 3");
        let reader = Reader::new().await;
        assert_eq!(broke(reader.save(&account(&server, true), "x").await), 0);
        assert_eq!(breaks(&reader).await, 0);
        assert_eq!(breaks(&reader).await, 2);
        server.closes_at.set("");
        assert_eq!(reader.collect().await, Trial::well(1));
    });
}

/// Names that count are tested by another message than the one whose header breaks sessions.
#[test]
fn a_header_that_breaks_sessions_is_no_touchstone() {
    run(async {
        let server = OddServer::start(&[("u1", "a"), ("u2", "b"), ("u3", "c")]).await;
        server.shows_headers.set(true);
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        server.set(&[("u1", "a"), ("u2", "b"), ("u3", "c"), ("u4", "d")]);
        server.closes_at.set("TOP 3 0");
        assert_eq!(breaks(&reader).await, 0);
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!((server.heard("TOP 3"), server.heard("TOP 2")), (1, 1));
        // It still shows that they have come to mean others.
        server.closes_at.set("");
        server.set(&[("u1", "b"), ("u2", "c"), ("u3", "d"), ("u4", "e")]);
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!(reader.rows().await.len(), 5);
    });
}

/// What cannot be looked at without harm stays on the server, and the others go.
#[test]
fn a_header_that_breaks_sessions_lets_the_others_go() {
    for (shows_headers, breaks_at) in [(true, "TOP 2 0"), (false, "RETR 2")] {
        run(async move {
            let server = OddServer::start(&[("p", "a"), ("q", "b"), ("r", "c")]).await;
            server.shows_headers.set(shows_headers);
            let reader = Reader::new().await;
            reader.ask(Request::Persisted(true)).await;
            let mut account = account(&server, true);
            account.retention.leave = Leave::Days(1);
            assert_eq!(reader.save(&account, "x").await, Trial::well(3));
            reader.days_pass(1);
            server.closes_at.set(breaks_at);
            assert_eq!(breaks(&reader).await, 0);
            assert_eq!(server.maildrop.borrow().len(), 3);
            assert_eq!(reader.collect().await, Trial::well(0));
            assert_eq!(*server.maildrop.borrow(), [("q".to_owned(), mail("b"))], "{breaks_at}");
        });
    }
}

/// A header that breaks sessions keeps no mail out of the first collecting since a date, nor a reader who
/// looks into the maildrop.
#[test]
fn a_header_that_breaks_sessions_is_not_looked_at_again() {
    run(async {
        let server = OddServer::start(&[("p", "a"), ("q", "b"), ("r", "c")]).await;
        server.shows_headers.set(true);
        server.closes_at.set("TOP 2 0");
        let reader = Reader::new().await;
        let mut account = account(&server, true);
        account.extent.since = Some(1_704_067_200);
        assert_eq!(broke(reader.save(&account, "x").await), 0);
        assert_eq!(reader.survey(9).await.messages.len(), 3);
        assert_eq!(reader.collect().await, Trial::well(3));
    });
}
