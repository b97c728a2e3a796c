//! Since when mail is collected: what is older is passed over the first time.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::Request,
    store::{Account, AccountId, Leave, Wish},
};
use restante_mail_server::Quirk;

fn mail(subject: &str, year: u32, lines: usize) -> Vec<u8> {
    let body = "A line of a letter, neither short nor long.\r\n".repeat(lines);
    format!("Subject: {subject}\r\nDate: Mon, 6 Jan {year} 10:00:00 +0000\r\n\r\n{body}").into_bytes()
}

/// The first time, what arrived before is passed over, and stays so; what the reader asks for comes.
#[test]
fn since_a_date() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.since = Some(1_704_067_200);
            account.retention.leave = Leave::Nothing;
        };
        let mut trial = Setup { around: 0, account, ..Setup::default() }.begin().await;
        trial.deliver(mail("Old", 2023, 1));
        trial.deliver(mail("New", 2025, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.deliver(mail("From long ago, and late", 2020, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.server.maildrop(), [mail("Old", 2023, 1)]);
        assert_eq!(trial.said("RETR").len(), 2);
        assert_eq!(trial.subjects().await, ["From long ago, and late", "New"]);

        let names = trial.reader.survey(0).await.messages.into_iter().map(|waits| waits.name).collect();
        let wish = Wish::CollectAgain;
        trial.reader.ask(Request::OnServer { account: AccountId(1), names, wish, look: None }).await;
        trial.everything_is_here_once().await;
        assert_eq!(trial.server.maildrop().len(), 0);
    });
}

/// What was passed over is not what was deleted here, whatever was wished of it in between: it does not
/// go unseen.
#[test]
fn what_was_passed_over_is_left_to_the_account() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.since = Some(1_704_067_200);
            account.retention.follow = true;
        };
        let mut trial = Setup { around: 0, account, ..Setup::default() }.begin().await;
        trial.deliver(mail("Old", 2023, 1));
        trial.deliver(mail("New", 2025, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        let names: Vec<_> =
            trial.reader.survey(0).await.messages.into_iter().map(|waits| waits.name).collect();
        for before in [Wish::Policy, Wish::Keep] {
            for wish in [before, Wish::Policy] {
                let names = names.clone();
                trial.reader.ask(Request::OnServer { account: AccountId(1), names, wish, look: None }).await;
            }
            assert_eq!(trial.collect().await, Trial::well(0));
            trial.nothing_was_deleted();
        }
        assert_eq!(trial.subjects().await, ["New"]);
    });
}

/// Where the next messages are listed only when those before were fetched, what is passed over is fetched
/// and thrown away. When nothing more is listed the first time is over.
#[test]
fn since_a_date_from_a_server_that_lists_by_batches() {
    run(async {
        let account = |account: &mut Account| account.extent.since = Some(1_704_067_200);
        let mut trial = Setup { around: 0, account, ..Setup::of([Quirk::Batches(3)]) }.begin().await;
        for year in 2015..=2023 {
            trial.deliver(mail(&format!("Of {year}"), year, 1));
        }
        trial.deliver(mail("New", 2025, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.subjects().await, ["New"]);
        trial.deliver(mail("From long ago, and late", 2020, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.nothing_was_deleted();
    });
}

/// Of one that is known for it, batches that bring something lead on as well.
#[test]
fn since_a_date_from_a_server_that_is_known_for_batches() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.since = Some(1_704_067_200);
            account.pop3.host = "pop.gmail.com".to_owned();
        };
        let mut trial = Setup { around: 0, account, ..Setup::of([Quirk::Batches(3)]) }.begin().await;
        for (subject, year) in [("New", 2025), ("Old", 2020), ("Older", 2019)] {
            trial.deliver(mail(subject, year, 1));
        }
        for (subject, year) in [("Newer", 2026), ("Very old", 2015), ("Oldest", 2010)] {
            trial.deliver(mail(subject, year, 1));
        }
        assert_eq!(trial.collect().await, Trial::well(2));
        assert_eq!(trial.subjects().await, ["New", "Newer"]);
        trial.deliver(mail("From long ago, and late", 2020, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.nothing_was_deleted();
    });
}

/// Any other server is asked for one of those messages, and not for the same again.
#[test]
fn since_a_date_before_which_all_is() {
    run(async {
        let account = |account: &mut Account| account.extent.since = Some(1_704_067_200);
        let mut trial = Setup { around: 0, account, ..Setup::default() }.begin().await;
        trial.deliver(mail("Old", 2022, 9));
        trial.deliver(mail("Old and small", 2023, 1));
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!((trial.said("RETR"), trial.last_session()), (vec!["RETR 2".to_owned()], 2));
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!((trial.said("RETR").len(), trial.last_session()), (1, 3));
        trial.deliver(mail("From long ago, and late", 2020, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
        trial.nothing_was_deleted();
    });
}

#[test]
fn since_a_date_without_top_is_since_ever() {
    run(async {
        let account = |account: &mut Account| account.extent.since = Some(1_704_067_200);
        let mut trial = Setup { around: 0, account, ..Setup::of([Quirk::TopRefused]) }.begin().await;
        trial.deliver(mail("Old", 2023, 1));
        assert_eq!(trial.collect().await, Trial::well(1));
    });
}
