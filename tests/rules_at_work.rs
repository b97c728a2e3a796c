//! Rules and the junk filter at work: what comes in is where they put it, what is here is sorted on demand and
//! can be had back, and nothing goes on the server but what a rule names.

mod native;

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{Act, Folder, JunkFilter, Notice, Request, Row, Step, Tried, Undo, View},
        problem::Problem,
    },
    junk::{Class, Opinion, Verdict},
    rules::{Action, Condition, How, Of, Pattern, Rule, Rules},
    store::{FolderId, MessageId, OwnFolder, Tag, TagId},
};

fn mail(from: &str, subject: &str, text: &str) -> Vec<u8> {
    format!(
        "From: {from}@example.org\r\nDate: 1 Nov 2026 08:00:00 +0000\r\nMessage-ID: <{from}.{}@example.org>\r\n\
         Subject: {subject}\r\n\r\n{text}\r\n",
        subject.replace(' ', ".")
    )
    .into_bytes()
}

fn text(of: Of, pattern: &str) -> Condition {
    Condition::Text(of, How::Contains, Pattern::new(pattern).expect("a pattern"))
}

fn rule(condition: Condition, actions: &[Action]) -> Rule {
    Rule::new("rule", condition, actions.to_vec()).expect("well-formed")
}

async fn rows(trial: &Trial, folder: FolderId) -> Vec<Row> {
    let view = View::of(Folder::Of(folder));
    trial.reader.windows(view, 0, 100).await.pop().expect("rows came").rows
}

async fn subjects(trial: &Trial, folder: FolderId) -> Vec<String> {
    let mut subjects: Vec<String> = rows(trial, folder).await.into_iter().map(|row| row.subject).collect();
    subjects.sort_unstable();
    subjects
}

/// The subjects of what the server has.
fn on_the_server(trial: &Trial) -> Vec<String> {
    let mails = trial.server.maildrop();
    mails.iter().map(|raw| restante::mail::summarise(raw).subject).collect()
}

async fn done(trial: &Trial, request: Request) -> (Act, Undo) {
    let pick = |notice| match notice {
        Notice::Done { act, undo } => Some((act, undo)),
        _ => None,
    };
    trial.reader.answer(request, pick).await
}

async fn folder(trial: &Trial, name: &str) -> FolderId {
    let folder = OwnFolder { name: name.to_owned(), parent: None, account: None, query: None };
    match done(trial, Request::SaveFolder { id: None, folder }).await.0 {
        Act::FolderSaved(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn tag(trial: &Trial, name: &str) -> TagId {
    let tag = Tag { name: name.to_owned(), colour: 0 };
    match done(trial, Request::SaveTag { id: None, tag }).await.0 {
        Act::TagSaved(id) => id,
        other => panic!("{other:?}"),
    }
}

async fn tried(trial: &Trial, rules: &[Rule]) -> Tried {
    let view = View::of(Folder::AllInboxes);
    let pick = |notice| match notice {
        Notice::Tried(tried) => Some(tried),
        _ => None,
    };
    trial.reader.answer(Request::TryRules { rules: Rules(rules.to_vec()), view }, pick).await
}

#[test]
fn what_comes_in_is_where_the_rules_put_it() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        let (lists, copies) = (folder(&trial, "Lists").await, folder(&trial, "Copies").await);
        let urgent = tag(&trial, "Urgent").await;
        let rules = vec![
            rule(text(Of::Subject, "digest"), &[Action::Move(lists.0), Action::MarkRead, Action::Stop]),
            rule(text(Of::Body, "by noon"), &[Action::Tag(urgent.0), Action::Star, Action::Copy(copies.0)]),
            rule(text(Of::Sender, "ada@"), &[Action::Move(FolderId::ARCHIVE.0)]),
        ];
        trial.reader.ask(Request::SaveRules(Rules(rules))).await;
        // They are there after a restart.
        trial.restart().await;
        trial.deliver(mail("ada", "Weekly digest", "Nothing by noon."));
        trial.deliver(mail("ada", "Proofs", "I need them by noon."));
        trial.deliver(mail("bo", "Picnic", "Bring figs."));
        trial.collect().await;
        trial.restart().await;

        assert_eq!(trial.subjects().await, ["Picnic"]);
        let digest = rows(&trial, lists).await.pop().expect("the rule moved it");
        assert!(digest.read && !digest.starred, "the rule after the one that stops was not asked");
        let proofs = rows(&trial, FolderId::ARCHIVE).await.pop().expect("the rule moved it");
        assert!(proofs.starred && !proofs.read && proofs.filed.tags.has(urgent));
        assert_eq!(subjects(&trial, copies).await, ["Proofs"]);
        trial.nothing_was_deleted();
    });
}

/// Of a large delivery the newest headers come first: what takes a whole mail to say waits for it.
#[test]
fn what_a_header_does_not_tell_is_not_judged_by_it() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        let files = rule(Condition::HasAttachment, &[Action::Move(FolderId::ARCHIVE.0), Action::Stop]);
        let proofs = rule(text(Of::Subject, "proofs"), &[Action::Star, Action::Copy(FolderId::JUNK.0)]);
        trial.reader.ask(Request::SaveRules(Rules(vec![files, proofs]))).await;
        for number in 0..20 {
            let padding = "x".repeat(70) + "\r\n";
            trial.deliver(
                format!(
                    "From: ada@example.org\r\nMessage-ID: <{number}@example.org>\r\nSubject: Proofs {number}\r\n\
                     Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText.\r\n--b\r\n\
                     Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=proofs.pdf\r\n\r\n{}\r\n--b--\r\n",
                    padding.repeat(1_000)
                )
                .into_bytes(),
            );
        }
        trial.collect().await;
        assert!(!trial.said("TOP").is_empty(), "headers came first");
        let archived = rows(&trial, FolderId::ARCHIVE).await;
        assert_eq!((archived.len(), archived.iter().filter(|row| row.starred).count()), (20, 0));
        assert_eq!(subjects(&trial, FolderId::JUNK).await, [""; 0]);
    });
}

#[test]
fn what_a_rule_deletes_on_the_server_is_here() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        let delete = rule(text(Of::Sender, "shop@"), &[Action::DeleteOnServer]);
        trial.reader.ask(Request::SaveRules(Rules(vec![delete]))).await;
        trial.reader.ask(Request::Persisted(false)).await;
        trial.deliver(mail("shop", "Offer", "Buy."));
        trial.deliver(mail("bo", "Picnic", "Bring figs."));
        // A device that may lose what it has deletes nothing on its own, and says so.
        let collected = trial.collect().await;
        assert!(matches!(collected.problem, Some(Problem::DeletionRefused(_))), "{collected:?}");
        trial.nothing_was_deleted();

        trial.reader.ask(Request::Persisted(true)).await;
        trial.deliver(mail("shop", "Another offer", "Buy more."));
        trial.collect().await;
        trial.collect().await;
        assert_eq!(on_the_server(&trial), ["Offer", "Picnic"]);
        assert_eq!(trial.subjects().await.len(), 3);
    });
}

#[test]
fn what_is_here_is_sorted_on_demand_and_had_back_at_once() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        let lists = folder(&trial, "Lists").await;
        let urgent = tag(&trial, "Urgent").await;
        for number in 0..30 {
            let text = if number % 3 == 0 { "needle in it" } else { "hay" };
            trial.deliver(mail("ada", &format!("Mail {number:02}"), text));
        }
        trial.collect().await;
        let rules = [
            rule(text(Of::Body, "needle"), &[Action::Move(lists.0), Action::Tag(urgent.0), Action::MarkRead]),
            rule(text(Of::Subject, "mail 00"), &[Action::Copy(FolderId::ARCHIVE.0), Action::LeaveOnServer]),
            rule(text(Of::Subject, "mail 01"), &[Action::DeleteOnServer]),
        ];
        let before = trial.reader.rows().await;
        let Tried { looked_at, matched, rows: shown } = tried(&trial, &rules).await;
        assert_eq!((looked_at, matched, shown.len()), (30, 11, 11));
        assert_eq!(trial.reader.rows().await, before, "nothing was done");

        let (act, undo) = done(&trial, Request::ApplyTried).await;
        let Act::Sorted { messages: 11, goes, stays } = act else { panic!("{act:?}") };
        assert_eq!((goes.len(), stays.len()), (1, 1));
        assert_eq!(rows(&trial, lists).await.iter().filter(|row| row.read).count(), 10);
        assert_eq!(subjects(&trial, FolderId::ARCHIVE).await, ["Mail 00"]);
        assert_eq!(trial.reader.rows().await.len(), 20);
        // It is done once: the same rules find nothing more to do but what the server is told.
        let again = tried(&trial, &rules[..1]).await;
        assert_eq!((again.looked_at, again.matched), (20, 0));

        done(&trial, Request::Undo(undo)).await;
        assert_eq!(trial.reader.rows().await, before);
        assert_eq!((rows(&trial, lists).await.len(), rows(&trial, FolderId::ARCHIVE).await.len()), (0, 0));
        trial.nothing_was_deleted();
    });
}

#[test]
fn a_rule_is_suggested_by_the_mail() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.deliver(mail("ada", "Proofs", "Text."));
        trial.collect().await;
        let message = trial.reader.rows().await[0].id;
        let pick = |notice| match notice {
            Notice::SuggestedRule { rule, .. } => Some(rule),
            _ => None,
        };
        let rule = trial.reader.answer(Request::SuggestRule(message), pick).await.expect("it has a sender");
        let wanted =
            Condition::Text(Of::Sender, How::Is, Pattern::new("ada@example.org").expect("a pattern"));
        assert_eq!((rule.condition(), rule.actions()), (&wanted, &[Action::Move(FolderId::ARCHIVE.0)][..]));
    });
}

async fn filter(trial: &Trial) -> JunkFilter {
    let pick = |notice| match notice {
        Notice::Rules { filter, .. } => Some(filter),
        _ => None,
    };
    trial.reader.answer(Request::Rules, pick).await
}

async fn verdict(trial: &Trial, message: MessageId) -> (Verdict, Option<Class>) {
    let pick = |notice| match notice {
        Notice::JunkVerdict { verdict, taught, .. } => Some((verdict, taught)),
        _ => None,
    };
    trial.reader.answer(Request::ExplainJunk(message), pick).await
}

fn wanted(number: u32) -> Vec<u8> {
    mail(
        "ada",
        &format!("Chapter {number}"),
        "The proofs of the next chapter are in the attachment, dear Bo.",
    )
}

fn unwanted(number: u32) -> Vec<u8> {
    mail("deals", &format!("Cheap pills {number}"), "Buy cheap pills now, click here for a limited offer!")
}

#[test]
fn the_filter_learns_from_what_is_put_into_junk_and_takes_it_back() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        (0..12).for_each(|number| trial.deliver(wanted(number)));
        (0..12).for_each(|number| trial.deliver(unwanted(number)));
        trial.collect().await;
        let all = trial.reader.rows().await;
        let of = |beginning: &str| -> Vec<MessageId> {
            all.iter().filter(|row| row.subject.starts_with(beginning)).map(|row| row.id).collect()
        };
        let (wanted_mail, junk) = (of("Chapter"), of("Cheap"));
        trial.reader.ask(Request::MarkRead { messages: wanted_mail.clone(), read: true }).await;
        let into_junk = Request::Move { messages: junk.clone(), to: FolderId::JUNK };
        let (_, undo) = done(&trial, into_junk.clone()).await;
        // As much wanted mail, read and kept, as junk.
        assert_eq!(filter(&trial).await, JunkFilter { sorts: true, good: 12, junk: 12 });
        done(&trial, Request::Undo(undo)).await;
        assert_eq!(filter(&trial).await.junk, 0, "what was undone was not learnt");
        done(&trial, into_junk).await;

        // What it knows is there after a restart, and sorts what comes.
        trial.restart().await;
        assert_eq!(filter(&trial).await, JunkFilter { sorts: true, good: 12, junk: 12 });
        trial.deliver(wanted(90));
        trial.deliver(unwanted(90));
        trial.collect().await;
        assert!(trial.subjects().await.contains(&"Chapter 90".to_owned()));
        let caught = rows(&trial, FolderId::JUNK).await;
        let caught = caught.iter().find(|row| row.subject == "Cheap pills 90").expect("it is taken for junk");
        let (explained, taught) = verdict(&trial, caught.id).await;
        assert_eq!((explained.opinion, taught), (Opinion::Junk, None));
        assert!(explained.words.iter().any(|telling| telling.word == "pills"), "{explained:?}");

        // "Not junk" teaches it otherwise.
        done(&trial, Request::Move { messages: vec![caught.id], to: FolderId::INBOX }).await;
        assert_eq!(verdict(&trial, caught.id).await.1, Some(Class::Good));
        assert_eq!(filter(&trial).await, JunkFilter { sorts: true, good: 13, junk: 12 });

        // Off, it sorts nothing; and it forgets.
        trial.reader.ask(Request::SortJunk(false)).await;
        trial.deliver(unwanted(91));
        trial.collect().await;
        assert!(trial.subjects().await.contains(&"Cheap pills 91".to_owned()));
        trial.reader.ask(Request::ForgetJunk).await;
        trial.restart().await;
        assert_eq!(filter(&trial).await, JunkFilter { sorts: false, good: 0, junk: 0 });
    });
}

/// A mail for the Trash is not wanted, and no junk either.
#[test]
fn only_junk_and_what_comes_back_from_it_are_lessons() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.deliver(wanted(1));
        trial.collect().await;
        let message = trial.reader.rows().await[0].id;
        let step = |to| Request::Move { messages: vec![message], to };
        for (to, lessons) in [
            (FolderId::TRASH, (0, 0)),
            (FolderId::JUNK, (0, 1)),
            (FolderId::TRASH, (0, 1)),
            (FolderId::JUNK, (0, 1)),
            (FolderId::ARCHIVE, (1, 0)),
        ] {
            let (_, undo) = done(&trial, step(to)).await;
            assert!(matches!(undo.0.as_slice(), [Step::Move { .. }]));
            let JunkFilter { good, junk, .. } = filter(&trial).await;
            assert_eq!((good, junk), lessons, "{to:?}");
        }
    });
}

/// Learning ends, also where mail that was kept cannot be read.
#[test]
fn what_cannot_be_read_is_no_lesson() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        (0..3).for_each(|number| trial.deliver(wanted(number)));
        trial.deliver(unwanted(1));
        trial.collect().await;
        let all = trial.reader.rows().await;
        let (junk, kept): (Vec<Row>, Vec<Row>) =
            all.into_iter().partition(|row| row.subject.starts_with("Cheap"));
        let ids = |rows: &[Row]| rows.iter().map(|row| row.id).collect::<Vec<MessageId>>();
        trial.reader.ask(Request::MarkRead { messages: ids(&kept), read: true }).await;
        for id in ids(&kept) {
            trial.reader.store().memory().raw_messages().borrow_mut().remove(&id);
        }
        done(&trial, Request::Move { messages: ids(&junk), to: FolderId::JUNK }).await;
        assert_eq!(filter(&trial).await, JunkFilter { sorts: true, good: 0, junk: 1 });
    });
}
