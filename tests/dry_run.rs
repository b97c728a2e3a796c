//! The dry run: what a survey says would go is what the next collecting deletes.

mod native;

use native::{
    odd_server::{self, OddServer},
    reader::{Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Notice, Request},
    store::{Account, AccountId, Bodies, Leave, Retention},
};
use restante_mail_server::Quirk;

const NOBODY: [u32; 0] = [];

/// The numbers of what would go under this retention, oldest first.
async fn goes(reader: &Reader, retention: Retention, headers: u32) -> Vec<u32> {
    let request = Request::Survey { account: AccountId(1), retention: Some(retention), headers };
    let survey = reader.answer(request, |notice| match notice {
        Notice::Survey { result, .. } => Some(result.unwrap()),
        _ => None,
    });
    let messages = survey.await.messages;
    messages.iter().rev().filter(|waits| waits.goes).map(|waits| waits.number).collect()
}

const fn leaving(leave: Leave) -> Retention {
    Retention { leave, follow: false }
}

fn nothing(account: &mut Account) {
    account.retention.leave = Leave::Nothing;
}

fn mail(subject: &str, year: u32) -> Vec<u8> {
    format!("Subject: {subject}\r\nDate: Mon, 6 Jan {year} 10:00:00 +0000\r\n\r\nHello.\r\n").into_bytes()
}

async fn with_letters(setup: Setup) -> Trial {
    let mut trial = Setup { around: 0, ..setup }.begin().await;
    trial.deliver(mail("A", 2025));
    trial.deliver(mail("B", 2025));
    trial
}

/// Without the browser's promise to keep what is here the retention deletes nothing; what was deleted here
/// goes all the same.
#[test]
fn without_the_browsers_promise() {
    run(async {
        let mut trial = with_letters(Setup::default()).await;
        assert_eq!(trial.collect().await, Trial::well(2));
        let rows = trial.reader.rows().await;
        let a = rows.into_iter().find(|row| row.subject == "A").expect("a row").id;
        trial.reader.ask(Request::Delete(vec![a])).await;
        trial.deliver(mail("C", 2025));
        let both = Retention { leave: Leave::Nothing, follow: true };
        assert_eq!(goes(&trial.reader, both, 0).await, [1, 2, 3]);
        trial.reader.ask(Request::Persisted(false)).await;
        assert_eq!(goes(&trial.reader, both, 0).await, [1]);
        let both = |account: &mut Account| {
            account.retention = Retention { leave: Leave::Nothing, follow: true };
        };
        trial.change(both).await;
        assert_eq!(trial.server.maildrop(), [mail("B", 2025), mail("C", 2025)]);
    });
}

/// What the first collecting passes over stays, that time and later.
#[test]
fn what_is_passed_over_stays() {
    for headers in [0, 2, 9] {
        run(async move {
            let account = |account: &mut Account| {
                account.extent.since = Some(1_704_067_200);
                nothing(account);
            };
            let mut trial = Setup { around: 0, account, ..Setup::default() }.begin().await;
            assert_eq!(trial.collect().await, Trial::well(0));
            for (subject, year) in [("Old", 2020), ("New", 2025), ("Late", 2021), ("Newest", 2026)] {
                trial.deliver(mail(subject, year));
            }
            assert_eq!(goes(&trial.reader, leaving(Leave::Nothing), headers).await, [2, 4]);
            assert_eq!(trial.said("TOP").len(), 4, "each header is looked at once");
            assert_eq!(goes(&trial.reader, leaving(Leave::Newest(1)), headers).await, [2]);
            assert_eq!(trial.collect().await, Trial::well(2));
            assert_eq!(trial.server.maildrop(), [mail("Old", 2020), mail("Late", 2021)]);
            assert_eq!(goes(&trial.reader, leaving(Leave::Nothing), headers).await, NOBODY);
        });
    }
}

/// Where the server shows no headers, what came whole for want of its header only stays.
#[test]
fn what_came_whole_for_want_of_its_header_stays() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.bodies = Bodies::HeadersOnly;
            nothing(account);
        };
        let mut trial = with_letters(Setup { account, ..Setup::of([Quirk::TopRefused]) }).await;
        assert_eq!(trial.collect().await, Trial::well(2));
        assert_eq!(goes(&trial.reader, leaving(Leave::Nothing), 0).await, NOBODY);
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.nothing_was_deleted();
    });
}

/// There name and octets have to speak for a message: what nobody can tell stays.
#[test]
fn without_headers_names_and_octets_must_do() {
    run(async {
        let mut trial = with_letters(Setup::of([Quirk::TopRefused])).await;
        assert_eq!(trial.collect().await, Trial::well(2));
        trial.deliver(mail("C", 2025));
        assert_eq!(goes(&trial.reader, leaving(Leave::Nothing), 0).await, [1, 2, 3]);
        trial.change(nothing).await;
        assert_eq!(trial.server.maildrop().len(), 0);
    });
    run(async {
        let server = OddServer::start(&[("u", "a"), ("v", "b")]).await;
        server.no_sizes.set(true);
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        reader.save(&odd_server::account(&server, true), "x").await;
        assert_eq!(goes(&reader, leaving(Leave::Nothing), 0).await, NOBODY);
        assert_eq!(server.heard("TOP"), 1, "one refusal is enough");
        let account = odd_server::account(&server, false);
        reader.ask(Request::SaveAccount { id: Some(AccountId(1)), account, password: None }).await;
        assert_eq!((server.heard("DELE"), server.maildrop.borrow().len()), (0, 2));
    });
}

/// Where it shows them, a few are enough to know that.
#[test]
fn a_large_maildrop_is_not_looked_at_header_by_header() {
    run(async {
        let mut trial = Setup { around: 50, ..Setup::default() }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        let before = trial.said("TOP").len();
        assert_eq!(goes(&trial.reader, leaving(Leave::Nothing), 0).await.len(), 100);
        let asked = trial.said("TOP").len() - before;
        assert!((1..=20).contains(&asked), "{asked}");
    });
}
