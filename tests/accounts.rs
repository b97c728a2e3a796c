//! Accounts: their order and colours; those that go, of which nothing stays; and those that are
//! retired, of which the mail does.

mod native;

use std::{rc::Rc, time::Duration};

use native::{
    odd_server::{OddServer, account},
    reader::{Reader, run},
    trial::{PASSWORD, Setup, Trial},
};
use restante::{
    engine::{
        api::{Folder, Notice, Overview, Request},
        problem::Problem,
    },
    store::{Account, AccountId, FolderId, Maildrop, Password, Store, Wish},
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

fn mail(subject: &str) -> Vec<u8> {
    format!("Subject: {subject}\r\nFrom: Bo <bo@example.org>\r\n\r\nAbout {subject}.\r\n").into_bytes()
}

fn set_up_again(trial: &mut Trial) -> Request {
    let Request::SaveAccount { id, account, .. } = trial.account_with(follows) else { unreachable!() };
    Request::SaveAccount { id, account, password: Some(Password(PASSWORD.to_owned())) }
}

const fn follows(account: &mut Account) {
    account.retention.follow = true;
}

/// A retired account knocks nowhere and has no password any more; its mail can be found, moved and deleted.
/// Once it is set up again, what is here is not doubled, what was deleted here meanwhile stays there, and new
/// mail comes.
#[test]
fn a_retired_account_keeps_its_mail_and_is_set_up_again() {
    run(async {
        let mut trial = Setup { around: 0, account: follows, ..Setup::default() }.begin().await;
        for subject in ["Apples", "Boats", "Cranes"] {
            trial.deliver(mail(subject));
        }
        assert_eq!(trial.collect().await, Trial::well(3));
        trial.reader.index_all().await;
        let id = AccountId(1);

        trial.reader.ask(Request::RetireAccount(id)).await;
        let kept = trial.reader.store().load().await.unwrap();
        assert!(kept.is_retired(id));
        assert_eq!((kept.password(id), kept.accounts().len()), (None, 1));
        let logins = trial.said("PASS").len();
        trial.deliver(mail("Dunes"));
        trial.reader.ask(Request::Collect(None)).await;
        trial.reader.notices.take();
        trial.reader.ask(Request::Collect(Some(id))).await;
        let refused = trial.reader.collected().problem;
        assert_eq!(refused, Some(Problem::AccountRetired("ada@example.org".to_owned())));

        // As it is after a restart, too.
        trial.restart().await;
        assert_eq!(trial.reader.subjects_found("apples").await, ["Apples"]);
        let rows = trial.reader.rows().await;
        let named = |subject: &str| rows.iter().find(|row| row.subject == subject).unwrap().id;
        let to = FolderId::ARCHIVE;
        trial.reader.ask(Request::Move { messages: vec![named("Apples")], to }).await;
        trial.reader.ask(Request::Delete(vec![named("Boats")])).await;
        assert_eq!(trial.subjects().await, ["Cranes"]);
        // Whoever asks for more is told why not, and nothing is noted for later.
        let wish = Request::Wish { messages: vec![named("Cranes")], wish: Wish::Delete };
        assert!(matches!(trial.reader.refusal(wish).await, Some(Problem::AccountRetired(_))));
        let erase = Request::Erase { messages: vec![named("Cranes")], there: true };
        assert_eq!(trial.reader.refusal(erase).await, None);
        assert_eq!(trial.said("PASS").len(), logins, "nobody knocks for an account that is retired");

        let again = set_up_again(&mut trial);
        trial.reader.notices.take();
        trial.reader.ask(again).await;
        assert_eq!(trial.reader.collected(), Trial::well(1));
        trial.deliver(mail("Elms"));
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.subjects().await, ["Dunes", "Elms"]);
        trial.reader.index_all().await;
        assert_eq!(trial.reader.subjects_found("apples").await, ["Apples"]);
        let kept = trial.reader.store().load().await.unwrap();
        assert!(!kept.is_retired(id));
        assert_eq!(kept.briefs().count(), 3, "nothing is doubled");
        trial.nothing_was_deleted();
    });
}

/// It stands behind the others, and is the same where it is added anew.
#[test]
fn a_retired_account_stands_last_and_is_known_again() {
    run(async {
        let servers = [OddServer::start(&[("1", "a")]).await, OddServer::start(&[]).await];
        let reader = Reader::new().await;
        for server in &servers {
            reader.save(&account(server, true), "x").await;
        }
        let [one, two] = [1, 2].map(AccountId);
        reader.ask(Request::RetireAccount(one)).await;
        let told = overview(&reader);
        assert_eq!((ids(&told), told.retired), (vec![two, one], vec![one]));
        let saved = reader.save(&account(&servers[0], true), "x").await;
        assert_eq!((saved.messages, saved.problem), (0, None));
        assert_eq!(reader.rows().await.len(), 1);
        reader.greet();
        let told = overview(&reader);
        assert_eq!((ids(&told), told.retired), (vec![one, two], vec![]));
    });
}
