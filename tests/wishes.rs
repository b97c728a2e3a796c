//! What the reader wishes of a message while a session is busy with it: the session writes what it found
//! out, and the wish holds.

mod native;

use std::{rc::Rc, time::Duration};

use futures::future::{FutureExt, join};
use native::{
    odd_server::{OddServer, account, mail},
    reader::{Collected, Reader, run},
};
use restante::{
    engine::api::Request,
    store::{Account, AccountId, MessageId, Uidl, Wish},
};

/// Collects; when the server is asked this and has not answered yet, the reader asks something that is
/// on its way to the store until the session has gone on.
async fn collect_meanwhile(reader: &Reader, server: &OddServer, held_at: &'static str, request: Request) {
    server.held_at.set(held_at);
    let times = server.heard(held_at) + 1;
    let asking = async {
        server.hears(held_at, times).await;
        server.held_at.set("");
        reader.store().takes(Duration::from_millis(300));
        let mut asking = std::pin::pin!(reader.ask(request));
        assert!((&mut asking).now_or_never().is_none(), "it is being stored");
        reader.store().takes(Duration::ZERO);
        server.go_on.notify_one();
        asking.await;
    };
    join(reader.ask(Request::Collect(None)), asking).await;
}

async fn begin(server: &OddServer, account: &Account) -> Reader {
    server.shows_headers.set(true);
    let reader = Reader::open(Rc::default(), 20).await;
    reader.ask(Request::Persisted(true)).await;
    reader.save(account, "x").await;
    reader
}

fn on_server(names: Vec<Uidl>, wish: Wish) -> Request {
    Request::OnServer { account: AccountId(1), names, wish, look: None }
}

async fn message(reader: &Reader) -> MessageId {
    reader.rows().await[0].id
}

async fn wished(reader: &Reader) -> Wish {
    reader.survey(0).await.messages[0].wish
}

/// The server counts otherwise than it did, which is noted.
#[test]
fn while_names_are_settled() {
    run(async {
        let server = OddServer::start(&[("a", "x")]).await;
        let reader = begin(&server, &account(&server, true)).await;
        server.maildrop.borrow_mut()[0].1.extend(b"More.\r\n");
        let wish = Request::Wish { messages: vec![message(&reader).await], wish: Wish::Keep };
        collect_meanwhile(&reader, &server, "TOP 1 0", wish).await;
        assert_eq!(wished(&reader).await, Wish::Keep);
        assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
        assert_eq!(server.heard("TOP"), 1, "what it counts now was noted, too");
    });
}

fn with_an_old_mail(server: &OddServer) {
    let old = [b"Date: Wed, 1 Jan 2020 10:00:00 +0000\r\n", &mail("x")[..]].concat();
    server.maildrop.borrow_mut().push(("a".to_owned(), old));
}

/// What is too old to be collected is passed over, and the wish of the reader holds for it.
#[test]
fn while_old_mail_is_passed_over() {
    run(async {
        for wish in [Wish::Keep, Wish::Delete] {
            let server = OddServer::start(&[]).await;
            let mut account = account(&server, true);
            account.extent.since = Some(1_700_000_000);
            let reader = begin(&server, &account).await;
            with_an_old_mail(&server);
            let names = vec![reader.survey(9).await.messages[0].name.clone()];
            collect_meanwhile(&reader, &server, "TOP 1 0", on_server(names, wish)).await;
            assert_eq!(server.heard("RETR"), 0);
            match wish {
                Wish::Delete => assert!(server.maildrop.borrow().is_empty()),
                _ => assert_eq!(wished(&reader).await, wish),
            }
        }
    });
}

/// The same where the wish is older than the session.
#[test]
fn before_old_mail_is_passed_over() {
    run(async {
        let server = OddServer::start(&[]).await;
        let mut account = account(&server, true);
        account.extent.since = Some(1_700_000_000);
        let reader = begin(&server, &account).await;
        with_an_old_mail(&server);
        let names = vec![reader.survey(9).await.messages[0].name.clone()];
        reader.ask(on_server(names, Wish::Keep)).await;
        assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
        assert_eq!(wished(&reader).await, Wish::Keep);
    });
}

/// An order that could not be carried out yet is carried out, and the dry run knows.
#[test]
fn an_order_for_old_mail_is_carried_out() {
    run(async {
        let server = OddServer::start(&[]).await;
        let mut account = account(&server, true);
        account.extent.since = Some(1_700_000_000);
        let reader = begin(&server, &account).await;
        with_an_old_mail(&server);
        let names = vec![reader.survey(9).await.messages[0].name.clone()];
        server.instead("DELE 1", "-ERR not now\r\n");
        reader.ask(on_server(names, Wish::Delete)).await;
        assert!(reader.survey(9).await.messages[0].goes);
        server.instead.borrow_mut().clear();
        assert_eq!(reader.collect().await, Collected { messages: 0, problem: None });
        assert_eq!((server.maildrop.borrow().len(), server.heard("RETR")), (0, 0));
    });
}

/// What was deleted here is collected again, and the reader wants it deleted there before it is durable.
#[test]
fn while_a_message_comes_again() {
    run(async {
        let server = OddServer::start(&[("a", "x")]).await;
        let reader = begin(&server, &account(&server, true)).await;
        reader.ask(Request::Delete(vec![message(&reader).await])).await;
        let names = || vec![Uidl(b"a".to_vec())];
        server.silent_at.set("PASS x");
        let again = reader.ask(on_server(names(), Wish::CollectAgain));
        tokio::select! {
            () = again => panic!("the server is silent"),
            () = server.hears("PASS x", 2) => server.silent_at.set(""),
        }
        collect_meanwhile(&reader, &server, "RETR 1", on_server(names(), Wish::Delete)).await;
        assert_eq!(reader.rows().await.len(), 1);
        assert!(server.maildrop.borrow().is_empty());
    });
}

/// What came again is worse than what is here, which stays; so does what was wished since.
#[test]
fn while_a_message_comes_again_in_vain() {
    run(async {
        let server = OddServer::start(&[("a", "x")]).await;
        let reader = begin(&server, &account(&server, true)).await;
        let id = message(&reader).await;
        // From now on its final dot is glued to its last byte.
        server.maildrop.borrow_mut()[0].1.truncate(mail("x").len() - 2);
        server.silent_at.set("PASS x");
        tokio::select! {
            () = reader.ask(Request::Wish { messages: vec![id], wish: Wish::CollectAgain }) => panic!("silent"),
            () = server.hears("PASS x", 2) => server.silent_at.set(""),
        }
        let keep = Request::Wish { messages: vec![id], wish: Wish::Keep };
        collect_meanwhile(&reader, &server, "RETR 1", keep).await;
        assert_eq!(reader.sources().await, [mail("x")]);
        assert_eq!(wished(&reader).await, Wish::Keep);
    });
}
