//! Messages that cannot be told by the header that TOP shows: they have none, or TOP is refused.
//! Nothing is doubled, nothing deleted unseen, and what may go goes.

mod native;

use native::{
    odd_server::{OddServer, account},
    reader::{Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::{api::Request, problem::Problem},
    store::{Account, Leave},
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
        let headers = |account: &mut Account| account.extent.bodies = restante::store::Bodies::HeadersOnly;
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
