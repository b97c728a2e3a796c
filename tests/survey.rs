//! The maildrop itself: what waits there, what would become of it, and what the reader does about it.

mod native;

use native::{
    odd_server::{self, OddServer},
    reader::{Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Look, Notice, Request, Surveyed},
    store::{Account, AccountId, Bodies, Held, Leave, Retention, Uidl, Wish},
};
use restante_mail_server::Quirk;

fn mail(subject: &str) -> Vec<u8> {
    format!("Subject: {subject}\r\nFrom: Bo <bo@example.org>\r\n\r\nHello.\r\n").into_bytes()
}

async fn with_one_collected(setup: Setup) -> Trial {
    let mut trial = Setup { around: 0, ..setup }.begin().await;
    trial.deliver(mail("A"));
    trial.collect().await;
    trial.deliver(mail("B"));
    trial.deliver(mail("C"));
    trial
}

fn subject(waiting: &Surveyed) -> Option<&str> {
    waiting.heading.as_ref().map(|heading| heading.subject.as_str())
}

async fn on_server(trial: &Trial, names: Vec<Uidl>, wish: Wish) {
    let look = None;
    let refused = trial.reader.refusal(Request::OnServer { account: AccountId(1), names, wish, look }).await;
    assert_eq!(refused, None);
}

/// Everything is said of each message, and nothing done to it.
#[test]
fn what_waits_is_shown_and_left_alone() {
    run(async {
        let trial = with_one_collected(Setup::default()).await;
        let survey = trial.reader.survey(1).await;
        assert_eq!(survey.octets, 3 * mail("A").len() as u64);
        let shown: Vec<_> = survey
            .messages
            .iter()
            .map(|waits| (waits.number, subject(waits), waits.here.map(|(_, held)| held), waits.goes))
            .collect();
        let whole = Some(Held::Whole);
        assert_eq!(
            shown,
            [(3, Some("C"), None, false), (2, None, None, false), (1, Some("A"), whole, false)]
        );
        assert_eq!(survey.messages[0].heading.as_ref().unwrap().from, "Bo");
        assert!(survey.messages.iter().all(|waits| waits.deletable && waits.wish == Wish::Policy));
        assert_eq!(trial.said("TOP"), ["TOP 3 0"]);
        assert_eq!((trial.said("RETR").len(), trial.said("DELE").len()), (1, 0));
    });
}

/// A retention is tried on paper.
#[test]
fn what_would_go() {
    run(async {
        let trial = with_one_collected(Setup::default()).await;
        let goes = async |leave| {
            let retention = Some(Retention { leave, follow: false });
            let request = Request::Survey { account: AccountId(1), retention, headers: 0 };
            let survey = trial.reader.answer(request, |notice| match notice {
                Notice::Survey { result, .. } => Some(result.unwrap()),
                _ => None,
            });
            let messages = survey.await.messages;
            messages.iter().filter(|waits| waits.goes).map(|waits| waits.number).collect::<Vec<_>>()
        };
        assert_eq!(goes(Leave::Nothing).await, [3, 2, 1]);
        assert_eq!(goes(Leave::Newest(2)).await, [1]);
        assert_eq!(goes(Leave::Days(1)).await, [0_u32; 0]);
        trial.reader.days_pass(1);
        assert_eq!(goes(Leave::Days(1)).await, [1], "what comes now has its day before it");
        trial.nothing_was_deleted();
    });
}

/// Of what is collected by its header only, nothing would go.
#[test]
fn headers_do_not_make_a_message_go() {
    run(async {
        let account = |account: &mut Account| {
            account.extent.bodies = Bodies::HeadersOnly;
            account.retention.leave = Leave::Nothing;
        };
        let trial = with_one_collected(Setup { account, ..Setup::default() }).await;
        assert!(trial.reader.survey(0).await.messages.iter().all(|waits| !waits.goes));
    });
}

/// What the reader gives up there goes at once, unseen; the others stay and are not fetched for it.
#[test]
fn deleting_there() {
    run(async {
        let mut trial = with_one_collected(Setup::default()).await;
        let survey = trial.reader.survey(9).await;
        let names = survey.messages.iter().filter(|waits| waits.number != 3).map(|waits| waits.name.clone());
        on_server(&trial, names.collect(), Wish::Delete).await;
        assert_eq!(trial.server.maildrop(), [mail("C")]);
        assert_eq!(trial.said("RETR").len(), 1);
        assert_eq!(trial.collect().await, Trial::well(1));
        assert_eq!(trial.subjects().await, ["A", "C"]);
    });
}

/// Whoever asks for it hears what is left, once it is done and not before.
#[test]
fn what_is_left_is_said_when_it_is_done() {
    run(async {
        let trial = with_one_collected(Setup::default()).await;
        let names = vec![trial.reader.survey(0).await.messages[1].name.clone()];
        let look = Some(Look { retention: None, headers: 1 });
        let request = Request::OnServer { account: AccountId(1), names, wish: Wish::Delete, look };
        let left = trial.reader.answer(request, |notice| match notice {
            Notice::Survey { result, .. } => Some(result.unwrap().messages),
            _ => None,
        });
        let left = left.await;
        assert_eq!(left.iter().map(subject).collect::<Vec<_>>(), [Some("C"), Some("A")]);
        assert_eq!(trial.server.maildrop(), [mail("A"), mail("C")]);
    });
}

/// What has the name by then may not be what the reader chose: its header says so, or its octets do
/// before that.
#[test]
fn what_was_not_chosen_does_not_go() {
    run(async {
        for another in ["B", "B, and longer"] {
            let mut trial = Setup { around: 0, ..Setup::of([Quirk::DuplicateUidls]) }.begin().await;
            trial.collect().await;
            trial.deliver(mail("A"));
            let name = trial.reader.survey(9).await.messages[0].name.clone();
            trial.server.remove(&trial.server.uidls()[0]);
            trial.deliver(mail(another));
            on_server(&trial, vec![name], Wish::Delete).await;
            assert_eq!(trial.server.maildrop(), [mail(another)]);
            assert_eq!(trial.collect().await, Trial::well(1));
            assert_eq!(trial.subjects().await, [another]);
        }
    });
}

/// An order that turned out to be for another message does not stand in the way of a fresh one: that holds
/// for what was surveyed since.
#[test]
fn a_fresh_order_is_for_what_was_surveyed() {
    run(async {
        for (first, then) in [(Wish::Delete, "B"), (Wish::Keep, "B"), (Wish::Delete, "C"), (Wish::Keep, "C")]
        {
            let mut trial = Setup { around: 0, ..Setup::of([Quirk::DuplicateUidls]) }.begin().await;
            trial.collect().await;
            trial.deliver(mail("A"));
            let name = trial.reader.survey(9).await.messages[0].name.clone();
            trial.server.remove(&trial.server.uidls()[0]);
            trial.deliver(mail("B"));
            on_server(&trial, vec![name], first).await;
            let survey = trial.reader.survey(9).await;
            assert_eq!(subject(&survey.messages[0]), Some("B"));
            if then != "B" {
                trial.server.remove(&trial.server.uidls()[0]);
                trial.deliver(mail(then));
            }
            on_server(&trial, vec![survey.messages[0].name.clone()], Wish::Delete).await;
            let left = if then == "B" { vec![] } else { vec![mail(then)] };
            assert_eq!(trial.server.maildrop(), left, "first {first:?}, then {then}");
        }
    });
}

/// The same where names are numbers, and somebody else has deleted a message before it.
#[test]
fn what_has_the_number_of_what_was_chosen_does_not_go() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::of([Quirk::ReusedUidls]) }.begin().await;
        trial.collect().await;
        for subject in ["A", "B", "C", "D"] {
            trial.deliver(mail(subject));
        }
        let survey = trial.reader.survey(9).await;
        let third = survey.messages.into_iter().find(|waits| waits.number == 3).unwrap();
        trial.server.remove(&trial.server.uidls()[0]);
        on_server(&trial, vec![third.name], Wish::Delete).await;
        assert_eq!(trial.server.maildrop(), [mail("B"), mail("C"), mail("D")]);
        assert_eq!(trial.collect().await, Trial::well(3));
        assert_eq!(trial.subjects().await, ["B", "C", "D"]);
    });
}

/// Of a row without a header name and octets are all that was chosen: where the name is a number, or the
/// octets are others, that is not enough.
#[test]
fn what_was_chosen_unseen_goes_only_by_name_and_octets() {
    run(async {
        for (quirk, subject) in [(Quirk::ReusedUidls, "B"), (Quirk::DuplicateUidls, "B, and longer")] {
            let mut trial = Setup { around: 0, ..Setup::of([quirk]) }.begin().await;
            trial.collect().await;
            trial.deliver(mail("A"));
            let name = trial.reader.survey(0).await.messages[0].name.clone();
            trial.server.remove(&trial.server.uidls()[0]);
            trial.deliver(mail(subject));
            on_server(&trial, vec![name], Wish::Delete).await;
            assert_eq!(trial.server.maildrop(), [mail(subject)], "{quirk:?}");
            assert_eq!(trial.collect().await, Trial::well(1));
            assert_eq!(trial.subjects().await, [subject]);
        }
        let trial = with_one_collected(Setup::default()).await;
        let name = trial.reader.survey(0).await.messages[0].name.clone();
        on_server(&trial, vec![name], Wish::Delete).await;
        assert_eq!(trial.server.maildrop(), [mail("A"), mail("B")]);
    });
}

/// Where the server shows neither headers nor octets nobody can tell whether it is what was chosen: it is
/// collected, and stays.
#[test]
fn what_nobody_can_tell_does_not_go_unseen() {
    run(async {
        let server = OddServer::start(&[]).await;
        server.no_sizes.set(true);
        let reader = Reader::new().await;
        reader.save(&odd_server::account(&server, true), "x").await;
        server.set(&[("u", "a")]);
        let names = vec![reader.survey(9).await.messages[0].name.clone()];
        server.set(&[("u", "b")]);
        let wish = Wish::Delete;
        reader.ask(Request::OnServer { account: AccountId(1), names, wish, look: None }).await;
        assert_eq!((server.heard("DELE"), server.maildrop.borrow().len()), (0, 1));
        assert_eq!(reader.collect().await, Trial::well(1));
        assert_eq!(reader.rows().await[0].subject, "b");
    });
}

/// What is to stay stays when it is collected, too.
#[test]
fn keeping_there() {
    run(async {
        let mut trial = with_one_collected(Setup::default()).await;
        let names = trial.reader.survey(0).await.messages.into_iter().map(|waits| waits.name);
        on_server(&trial, names.take(2).collect(), Wish::Keep).await;
        let wishes: Vec<Wish> =
            trial.reader.survey(0).await.messages.iter().map(|waits| waits.wish).collect();
        assert_eq!(wishes, [Wish::Keep, Wish::Keep, Wish::Policy]);
        let nothing = |account: &mut Account| account.retention.leave = Leave::Nothing;
        assert_eq!(trial.change(nothing).await, Trial::well(2));
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.server.maildrop(), [mail("B"), mail("C")]);
        trial.everything_is_here_once().await;
    });
}

/// What was deleted here can be had again.
#[test]
fn collecting_what_was_deleted_here() {
    run(async {
        let mut trial = with_one_collected(Setup::default()).await;
        trial.collect().await;
        let ids = trial.reader.rows().await.into_iter().map(|row| row.id).collect();
        trial.reader.ask(Request::Delete(ids)).await;
        let survey = trial.reader.survey(0).await;
        assert!(survey.messages.iter().all(|waits| waits.here.is_none()));
        let names = survey.messages.into_iter().filter(|waits| waits.number == 2).map(|waits| waits.name);
        on_server(&trial, names.collect(), Wish::CollectAgain).await;
        assert_eq!(trial.subjects().await, ["B"]);
    });
}

/// One session at a time: a survey waits for a collecting, and is not refused by the server.
#[test]
fn a_survey_waits_for_its_turn() {
    run(async {
        let mut trial = with_one_collected(Setup::default()).await;
        trial.deliver(mail("D"));
        let (reader, survey): (&Reader, _) =
            (&trial.reader, Request::Survey { account: AccountId(1), retention: None, headers: 0 });
        reader.notices.take();
        let logins = || trial.said("AUTH").len() + trial.said("PASS").len();
        let before = logins();
        tokio::join!(reader.ask(Request::Collect(None)), reader.ask(survey));
        let here = reader.notices.take().into_iter().find_map(|notice| match notice {
            Notice::Survey { result, .. } => {
                Some(result.unwrap().messages.iter().filter(|waits| waits.here.is_some()).count())
            }
            _ => None,
        });
        assert_eq!(here, Some(4));
        assert_eq!(logins() - before, 2, "nobody was turned away because the maildrop was in use");
    });
}
