//! Accounts that go: nothing of them stays.

mod native;

use std::time::Duration;

use native::{
    odd_server::{OddServer, account},
    reader::{Reader, run},
};
use restante::{
    engine::api::Request,
    store::{AccountId, Maildrop, Store},
};

/// Who asks for mail while the account is being removed does not bring any of it back.
#[test]
fn no_session_begins_while_an_account_is_removed() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader = Reader::new().await;
        let (id, account) = (AccountId(1), account(&server, true));
        reader.save(&account, "x").await;
        assert_eq!(server.heard("PASS"), 1);
        reader.store().takes(Duration::from_millis(200));
        tokio::join!(reader.ask(Request::RemoveAccount(id)), reader.ask(Request::Collect(Some(id))));
        let kept = reader.store().load().await.unwrap();
        assert!(kept.accounts().is_empty());
        assert_eq!(kept.maildrop(&Maildrop::of(id, &account)), None, "its maildrop is known still");
        assert_eq!(server.heard("PASS"), 1, "nobody knocks for an account that goes");
    });
}

/// A session that goes on is ended first.
#[test]
fn a_session_ends_before_its_account_goes() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader = Reader::new().await;
        let (id, account) = (AccountId(1), account(&server, true));
        reader.save(&account, "x").await;
        server.silent_at.set("UIDL");
        let before = server.heard("UIDL");
        let removing = async {
            while server.heard("UIDL") == before {
                tokio::task::yield_now().await;
            }
            reader.ask(Request::RemoveAccount(id)).await;
        };
        tokio::join!(reader.ask(Request::Collect(Some(id))), removing);
        let kept = reader.store().load().await.unwrap();
        assert_eq!(kept.maildrop(&Maildrop::of(id, &account)), None);
        assert_eq!(server.heard("PASS"), 2);
    });
}
