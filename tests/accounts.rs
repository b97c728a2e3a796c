//! Accounts: their order and colours; and those that go, of which nothing stays.

mod native;

use std::{rc::Rc, time::Duration};

use native::{
    odd_server::{OddServer, account},
    reader::{Reader, run},
};
use restante::{
    engine::api::{Folder, Notice, Overview, Request},
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

/// Order and colours are kept, also where the journal was begun anew.
#[test]
fn accounts_stand_in_the_readers_order_and_colours() {
    run(async {
        let servers = [OddServer::start(&[]).await, OddServer::start(&[]).await, OddServer::start(&[]).await];
        let reader = Reader::new().await;
        for server in &servers {
            reader.save(&account(server, true), "x").await;
        }
        let [one, two, three] = [1, 2, 3].map(AccountId);
        reader.ask(Request::OrderAccounts(vec![three, one])).await;
        reader.ask(Request::ColourAccount { account: two, colour: 5 }).await;
        let told = overview(&reader);
        assert_eq!(ids(&told), [three, one, two]);
        let inboxes: Vec<Folder> = told.folders.iter().map(|count| count.folder).take(4).collect();
        assert_eq!(
            inboxes,
            [Folder::AllInboxes, Folder::Inbox(three), Folder::Inbox(one), Folder::Inbox(two)]
        );
        assert_eq!([one, two, three].map(|id| told.colour(id, 6)), [0, 5, 2]);

        // Removing one begins the journal anew.
        reader.ask(Request::RemoveAccount(one)).await;
        let later = Reader::open(Rc::clone(reader.store()), 1).await;
        later.greet();
        let told = overview(&later);
        assert_eq!((ids(&told), told.colour(two, 6)), (vec![three, two], 5));
    });
}

fn ids(overview: &Overview) -> Vec<AccountId> {
    overview.accounts.iter().map(|(id, _)| *id).collect()
}

/// What the pages were told last.
fn overview(reader: &Reader) -> Overview {
    let told = reader.notices.take().into_iter().rev().find_map(|notice| match notice {
        Notice::Overview(overview) => Some(overview),
        _ => None,
    });
    told.expect("an overview")
}
