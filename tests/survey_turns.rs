//! Whose turn it is: one session at a time in a maildrop, and what is asked for while one goes on.

mod native;

use native::{
    odd_server::{OddServer, account},
    reader::{Reader, run},
    trial::{PASSWORD, Setup, Trial},
};
use restante::{
    engine::{
        api::{Notice, Progress, Request},
        problem::Problem,
    },
    store::{Account, AccountId, Security, Server, Wish},
};

/// Two accounts may lead to one maildrop: they collect from it one after the other.
#[test]
fn two_accounts_with_one_maildrop() {
    run(async {
        let mut trial = Setup { haste: 1_000, ..Setup::default() }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        let peer = trial.peer();
        let pop3 = Server { host: peer.host, port: peer.port, security: Security::None };
        let other = Account::new("sales@example.org", "ada@example.org", pop3).in_plaintext();
        assert_eq!(trial.reader.save(&other, PASSWORD).await, trial.all());
        let logins = || trial.said("AUTH").len() + trial.said("PASS").len();
        let before = logins();
        trial.reader.ask(Request::Collect(None)).await;
        let notices = trial.reader.notices.take();
        let ended = notices.iter().filter_map(|notice| match notice {
            Notice::Collected { problem, .. } => Some(problem.clone()),
            _ => None,
        });
        assert_eq!(ended.collect::<Vec<_>>(), [None, None]);
        let waits =
            |notice: &&Notice| matches!(notice, Notice::Progress { progress: Progress::Waiting { .. }, .. });
        assert_eq!(notices.iter().find(waits), None, "one was turned away because of the other");
        assert_eq!(logins() - before, 2);
        assert_eq!(trial.collect().await, Trial::well(0));
    });
}

/// Of a maildrop that was not looked into to the end nobody says that nothing waits there.
#[test]
fn a_survey_that_is_stopped_says_so() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        server.silent_at.set("UIDL");
        let before = server.heard("UIDL");
        let stopping = async {
            while server.heard("UIDL") == before {
                tokio::task::yield_now().await;
            }
            reader.ask(Request::Stop(AccountId(1))).await;
        };
        let request = Request::Survey { account: AccountId(1), retention: None, headers: 1 };
        let found = reader.answer(request, |notice| match notice {
            Notice::Survey { result, .. } => Some(result),
            _ => None,
        });
        assert_eq!(tokio::join!(found, stopping).0, Err(Problem::Stopped));
    });
}

/// What the reader gives up while it comes goes as well, and is kept where it is to stay.
#[test]
fn a_wish_for_what_is_on_its_way() {
    for (wish, goes) in [(Wish::Delete, true), (Wish::Keep, false)] {
        run(async move {
            let server = OddServer::start(&[]).await;
            let reader = Reader::new().await;
            reader.save(&account(&server, true), "x").await;
            // It takes many a packet: it is still coming when the wish is there.
            let large = format!("Subject: a\r\n\r\n{}", "All work and no play.\r\n".repeat(400_000));
            server.maildrop.borrow_mut().push(("1".to_owned(), large.into_bytes()));
            let names: Vec<_> = reader.survey(0).await.messages.into_iter().map(|waits| waits.name).collect();
            let wishing = async {
                while server.heard("RETR") == 0 {
                    tokio::task::yield_now().await;
                }
                let account = AccountId(1);
                reader.ask(Request::OnServer { account, names, wish, look: None }).await;
            };
            tokio::join!(wishing, reader.ask(Request::Collect(None)));
            assert_eq!(server.heard("RETR"), 1);
            assert_eq!(reader.rows().await.len(), 1, "it was on its way: it is here");
            assert_eq!(server.maildrop.borrow().is_empty(), goes, "{wish:?}");
        });
    }
}
