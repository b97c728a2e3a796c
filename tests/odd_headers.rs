//! Messages that cannot be told by the header that TOP shows: they have none, or TOP is refused, or it
//! shows another than RETR does.
//! Nothing is doubled, nothing deleted unseen, and what may go goes.

mod native;

use native::{
    odd_server::{OddServer, account},
    reader::{Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{self, Notice, Request},
        problem::Problem,
    },
    store::{Account, AccountId, Bodies, Leave},
};
use restante_mail_server::Quirk;

/// Mails whose first lines are no fields.
const HEADERLESS: [&[u8]; 3] = [
    b"\r\nHello there, no header.\r\n",
    b"This line is no field\r\nSubject: garbage\r\n\r\nHello there.\r\n",
    b"Status: RO\r\n\r\nA server wrote all of this header.\r\n",
];

fn after_three_days(account: &mut Account) {
    account.retention.leave = Leave::Days(3);
}

async fn with_headerless(setup: Setup) -> Trial {
    let mut trial = setup.begin().await;
    HEADERLESS.iter().for_each(|raw| trial.deliver(raw.to_vec()));
    trial
}

/// Without a name, such a mail is known by its content, which only RETR has.
#[test]
fn a_mail_without_header_and_name_is_collected_once() {
    run(async {
        let mut trial = with_headerless(Setup::of([Quirk::NoUidl])).await;
        trial.deliver(b"Subject: x\r\n\r\nHello\r\n".to_vec());
        assert_eq!(trial.collect().await, trial.all());
        for _ in 0..3 {
            assert_eq!(trial.collect().await, Trial::well(0));
        }
        trial.everything_is_here_once().await;
    });
}

/// New mail on a server without names is no sign of a server that lists by batches.
#[test]
fn without_names_one_session_is_enough() {
    run(async {
        let mut trial = Setup::of([Quirk::NoUidl]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.deliver(b"Subject: x\r\n\r\nHello\r\n".to_vec());
        let before = trial.last_session();
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.last_session(), before + 1);
    });
}

/// It is fetched once more before it goes, and is not taken for another.
#[test]
fn a_mail_without_header_goes_when_its_days_are_over() {
    run(async {
        let setup = Setup { around: 0, account: after_three_days, ..Setup::default() };
        let mut trial = with_headerless(setup).await;
        assert_eq!(trial.collect().await, trial.all());
        trial.reader.days_pass(3);
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.said("RETR").len(), 2 * HEADERLESS.len());
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
        trial.everything_is_here_once().await;
    });
}

/// What was deleted here goes there, and does not come back.
#[test]
fn a_mail_without_header_that_was_deleted_here_stays_deleted() {
    run(async {
        let follow = |account: &mut Account| account.retention.follow = true;
        let setup = Setup { around: 0, account: follow, ..Setup::default() };
        let mut trial = with_headerless(setup).await;
        assert_eq!(trial.collect().await, trial.all());
        let rows = trial.reader.rows().await;
        trial.reader.ask(Request::Delete(rows.iter().map(|row| row.id).collect())).await;
        for _ in 0..2 {
            assert_eq!(trial.collect().await, Trial::well(0));
            assert_eq!((trial.server.maildrop().len(), trial.reader.rows().await.len()), (0, 0));
        }
    });
}

/// A header of nothing is not kept in the place of a message.
#[test]
fn a_mail_without_header_comes_whole_where_headers_are_enough() {
    run(async {
        let headers = |account: &mut Account| account.extent.bodies = Bodies::HeadersOnly;
        let setup = Setup { around: 0, account: headers, ..Setup::default() };
        let mut trial = with_headerless(setup).await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        assert_eq!(trial.collect().await, Trial::well(0));
    });
}

/// Where TOP is refused, a new mail may have the very name and octets of an old one whose days are over.
#[test]
fn without_top_a_reused_name_lets_no_mail_go_unseen() {
    run(async {
        let server = OddServer::start(&[("xq", "a"), ("xr", "c")]).await;
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        let mut account = account(&server, true);
        account.retention.leave = Leave::Days(1);
        reader.save(&account, "x").await;
        server.set(&[("xq", "b"), ("xr", "c")]);
        reader.days_pass(1);
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!(reader.rows().await.len(), 3, "the old ones and the new one");
        assert_eq!(*server.maildrop.borrow(), [("xq".to_owned(), native::odd_server::mail("b"))]);
    });
}

/// What may not be deleted anyway is not fetched to find out whether it may.
#[test]
fn without_the_devices_promise_nothing_is_fetched_to_be_compared() {
    run(async {
        let server = OddServer::start(&[("xq", "a")]).await;
        let reader = Reader::new().await;
        let mut account = account(&server, true);
        account.retention.leave = Leave::Days(1);
        reader.save(&account, "x").await;
        reader.days_pass(1);
        let collected = reader.collect().await;
        assert!(matches!(collected.problem, Some(Problem::DeletionRefused(_))), "{collected:?}");
        assert_eq!((server.heard("RETR"), server.maildrop.borrow().len()), (1, 1));
    });
}

/// A server behind something that adds a field to what TOP shows.
async fn behind_a_scanner(mails: &[(&str, &str)]) -> OddServer {
    let server = OddServer::start(mails).await;
    server.shows_headers.set(true);
    server.top_adds.set("X-Scanned: yes\r\n");
    server
}

async fn quirks(reader: &Reader) -> Vec<api::Quirk> {
    let report = reader.answer(Request::Report(AccountId(1)), |notice| match notice {
        Notice::Report(report) => Some(report),
        _ => None,
    });
    report.await.quirks.into_iter().collect()
}

/// Whatever the names look like, what is here is known when it comes again, and names are believed from
/// then on as far as they can be.
#[test]
fn where_top_shows_other_headers_nothing_is_doubled() {
    for names in [["u1", "u2", "u3"], ["1", "2", "3"], ["a", "a", "b"]] {
        run(async move {
            let server = behind_a_scanner(&[(names[0], "a"), (names[1], "b"), (names[2], "c")]).await;
            let reader = Reader::new().await;
            assert_eq!(reader.save(&account(&server, true), "x").await, Trial::well(3));
            for _ in 0..3 {
                assert_eq!(reader.collect().await, Trial::well(0), "{names:?}");
                assert_eq!(reader.rows().await.len(), 3, "{names:?}");
            }
            assert!(quirks(&reader).await.contains(&api::Quirk::TopDiffers), "{names:?}");
        });
    }
}

/// Once that is known, names that count are believed as where there is no TOP.
#[test]
fn where_top_shows_other_headers_it_is_found_out_once() {
    run(async {
        let server = behind_a_scanner(&[("u1", "a"), ("u2", "b"), ("u3", "c")]).await;
        let reader = Reader::new().await;
        reader.save(&account(&server, true), "x").await;
        reader.collect().await;
        assert_eq!(server.heard("RETR"), 6);
        server.set(&[("u1", "a"), ("u2", "b"), ("u3", "c"), ("u4", "d")]);
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!(server.heard("RETR"), 7);
        assert_eq!(reader.rows().await.len(), 4);
    });
}

#[test]
fn where_top_shows_other_headers_and_there_are_no_names_nothing_is_doubled() {
    run(async {
        let server = behind_a_scanner(&[("", "a"), ("", "b"), ("", "c")]).await;
        server.instead("UIDL", "-ERR what?\r\n");
        let reader = Reader::new().await;
        assert_eq!(reader.save(&account(&server, true), "x").await, Trial::well(3));
        for _ in 0..3 {
            assert_eq!(reader.collect().await, Trial::well(0));
        }
        server.set(&[("", "a"), ("", "b"), ("", "c"), ("", "d")]);
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!(reader.rows().await.len(), 4);
    });
}

/// What is to go is fetched and goes; a new mail under its name does not.
#[test]
fn where_top_shows_other_headers_what_may_go_goes() {
    run(async {
        let server = behind_a_scanner(&[("x", "a"), ("y", "b"), ("z", "c")]).await;
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        let mut account = account(&server, true);
        account.retention.leave = Leave::Days(1);
        reader.save(&account, "x").await;
        server.set(&[("x", "a"), ("y", "d"), ("z", "c")]);
        reader.days_pass(1);
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!(*server.maildrop.borrow(), [("y".to_owned(), native::odd_server::mail("d"))]);
        reader.days_pass(1);
        assert_eq!(reader.collect().await, Trial::well(0));
        assert_eq!(server.maildrop.borrow().len(), 0);
        assert_eq!(reader.rows().await.len(), 4);
    });
}

/// The bodies of mails of which TOP has shown the headers find their mails.
#[test]
fn where_top_shows_other_headers_bodies_find_their_headers() {
    run(async {
        let server = behind_a_scanner(&[("x", "a"), ("y", "b"), ("z", "c")]).await;
        let reader = Reader::new().await;
        let mut account = account(&server, true);
        account.extent.bodies = Bodies::HeadersOnly;
        assert_eq!(reader.save(&account, "x").await, Trial::well(3));
        assert_eq!((server.heard("TOP"), server.heard("RETR")), (3, 0));
        account.extent.bodies = Bodies::Whole;
        reader.ask(Request::SaveAccount { id: Some(AccountId(1)), account, password: None }).await;
        assert_eq!(reader.collected(), Trial::well(0));
        let whole = reader.sources().await;
        assert_eq!(whole.len(), 3);
        assert!(whole.iter().all(|raw| !raw.starts_with(b"X-Scanned")), "{whole:?}");
        assert_eq!(reader.collect().await, Trial::well(0));
    });
}

/// So do those that follow at once, while their headers are still being stored.
#[test]
fn where_top_shows_other_headers_the_first_screen_is_not_doubled() {
    run(async {
        let server = behind_a_scanner(&[]).await;
        let large =
            |text: &str| format!("Subject: {text}\r\n\r\n{}", "All work and no play.\r\n".repeat(20_000));
        *server.maildrop.borrow_mut() =
            ["x", "y", "z"].map(|name| (name.to_owned(), large(name).into_bytes())).into();
        server.instead("CAPA", "+OK\r\nUSER\r\nTOP\r\nUIDL\r\nPIPELINING\r\n.\r\n");
        let reader = Reader::new().await;
        reader.store().takes(std::time::Duration::from_millis(100));
        assert_eq!(reader.save(&account(&server, true), "x").await, Trial::well(3));
        assert_eq!((server.heard("TOP"), server.heard("RETR")), (3, 3));
        assert_eq!(reader.rows().await.len(), 3);
    });
}
