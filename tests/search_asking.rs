//! Queries as a page asks them: what is found, in which order, where the hits are; and that it stays true
//! while mail comes and goes.

mod native;

use std::{ops::Range, time::Duration};

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Folder, Found, Notice, Order, Request, Row, Rows, View},
    store::{AccountId, MessageId},
};

/// A mail of a day of January 2024.
fn mail(day: u32, from: &str, subject: &str, body: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: ada@example.org\r\nSubject: {subject}\r\nDate: {day} Jan 2024 10:00:00 +0000\r\n\
         Message-ID: <{day}.{}@example.org>\r\n\r\n{body}\r\n",
        subject.replace(' ', ".")
    )
    .into_bytes()
}

const BO: &str = "Bo Karlsen <bo@example.net>";
const CY: &str = "Cy <cy@example.com>";

/// Four mails, the newest last.
async fn four() -> Trial {
    let mut trial = Setup { around: 0, haste: 60, ..Setup::default() }.begin().await;
    let far = "And so it goes on and on. ".repeat(40);
    trial.deliver(mail(1, BO, "Picnic", "Bring the blue blanket to the lake."));
    trial.deliver(mail(2, CY, "Re: Picnic", "The lake is cold."));
    trial.deliver(mail(
        3,
        BO,
        "Proofs",
        &format!("Figures first.\r\n\r\n{far}\r\nThe blanket is at the lake."),
    ));
    trial.deliver(mail(4, CY, "Blanket", "No lake, no water."));
    assert_eq!(trial.collect().await, trial.all());
    trial
}

/// The mails by the day of January they were sent on.
fn days(rows: &Rows) -> Vec<i64> {
    rows.rows.iter().map(day).collect()
}

fn day(row: &Row) -> i64 {
    (row.date - 1_703_980_800) / 86_400
}

fn view(query: &str) -> View {
    View { query: Some(query.to_owned()), ..View::of(Folder::AllInboxes) }
}

#[test]
fn words_prefixes_and_filters() {
    run(async {
        let trial = four().await;
        for (query, expected) in [
            ("lake", vec!["Blanket", "Proofs", "Re: Picnic", "Picnic"]),
            ("lake blan", vec!["Blanket", "Proofs", "Picnic"]),
            ("lake -cold", vec!["Blanket", "Proofs", "Picnic"]),
            ("from:cy lake", vec!["Blanket", "Re: Picnic"]),
            ("subject:picnic", vec!["Re: Picnic", "Picnic"]),
            ("\"the lake\"", vec!["Proofs", "Re: Picnic", "Picnic"]),
            ("\"the lake\" -\"lake is\"", vec!["Proofs", "Picnic"]),
            ("before:2024-01-02", vec!["Picnic"]),
            ("larger:1000 is:unread", vec!["Proofs"]),
            ("in:inbox cold", vec!["Re: Picnic"]),
            ("in:elsewhere cold", vec![]),
            ("account:ada@exam cold", vec!["Re: Picnic"]),
            ("account:bo cold", vec![]),
            ("nowhere", vec![]),
        ] {
            let rows = trial.reader.found(query, Order::Newest).await;
            assert_eq!(rows.found, Some(Found { forgiven: false, reaches: None }), "{query}");
            let subjects: Vec<&str> = rows.rows.iter().map(|row| row.subject.as_str()).collect();
            assert_eq!(subjects, expected, "{query}");
        }
    });
}

/// What asks for nothing, or makes no sense, shows what there is, or nothing; never a problem.
#[test]
fn queries_that_make_no_sense() {
    run(async {
        let trial = four().await;
        let long = "lake ".repeat(10_000);
        for (query, expected) in [
            ("", 4),
            ("   ", 4),
            ("from:", 4),
            ("\"", 4),
            ("*", 4),
            ("-", 4),
            ("...", 4),
            ("before:yestermorn", 0),
            (&long, 4),
        ] {
            let rows = trial.reader.found(query, Order::Newest).await;
            assert_eq!(rows.total, expected, "{query}");
            assert!(rows.found.is_some());
        }
    });
}

#[test]
fn orders() {
    run(async {
        let trial = four().await;
        for (order, found, all) in [
            (Order::Newest, [4, 3, 1], [4, 3, 2, 1]),
            (Order::Relevance, [4, 3, 1], [4, 3, 2, 1]),
            (Order::Largest, [3, 1, 4], [3, 1, 2, 4]),
        ] {
            assert_eq!(days(&trial.reader.found("blanket", order).await), found, "{order:?}");
            let folder = View { order, ..View::of(Folder::Inbox(AccountId(1))) };
            let rows = trial.reader.windows(folder, 0, 9).await.pop().unwrap();
            let sizes: Vec<u64> = rows.rows.iter().map(|row| row.size).collect();
            assert_eq!(days(&rows), all, "{order:?}, {sizes:?}");
            assert_eq!((rows.found, sizes.is_sorted_by(|a, b| a >= b)), (None, order == Order::Largest));
        }
        // Two hits in subject or sender come before one.
        assert_eq!(days(&trial.reader.found("picnic bo", Order::Relevance).await), [1]);
        assert_eq!(days(&trial.reader.found("lake picnic", Order::Relevance).await), [2, 1]);
        assert_eq!(days(&trial.reader.found("blanket", Order::Relevance).await)[0], 4);
    });
}

fn marked<'t>(text: &'t str, marks: &[Range<usize>]) -> Vec<&'t str> {
    marks.iter().map(|range| &text[range.clone()]).collect()
}

fn row(rows: &Rows, of: i64) -> &Row {
    rows.rows.iter().find(|row| day(row) == of).expect("a row")
}

/// Rows come at once; those whose text has the words come again with the part that has them.
#[test]
fn hits_are_marked() {
    run(async {
        let trial = four().await;
        let told = trial.reader.windows(view("blanket lake"), 0, 10).await;
        assert!(told.len() > 1);
        assert_eq!(days(&told[0]), [4, 3, 1]);
        assert!(row(&told[0], 3).snippet.starts_with("Figures first."));
        assert_eq!(marked(&row(&told[0], 4).subject, &row(&told[0], 4).marks.subject), ["Blanket"]);
        let last = told.last().unwrap();
        let far = row(last, 3);
        assert!(far.snippet.starts_with('…') && far.snippet.ends_with("lake."), "{}", far.snippet);
        assert_eq!(marked(&far.snippet, &far.marks.snippet), ["blanket", "lake"]);
        let near = row(last, 1);
        assert_eq!(near.snippet, "Bring the blue blanket to the lake.");
        assert_eq!(marked(&near.snippet, &near.marks.snippet), ["blanket", "lake"]);
        // Asked again, all is there at once.
        let again = trial.reader.windows(view("blanket lake"), 0, 10).await;
        assert_eq!(again, std::slice::from_ref(last));

        let rows = trial.reader.found("karlsen picnc ", Order::Newest).await;
        assert_eq!(rows.found, Some(Found { forgiven: true, reaches: None }));
        assert_eq!(marked(&rows.rows[0].from, &rows.rows[0].marks.from), ["Karlsen"]);
        assert_eq!(marked(&rows.rows[0].subject, &rows.rows[0].marks.subject), ["Picnic"]);
    });
}

fn ids(rows: &Rows) -> Vec<u64> {
    rows.rows.iter().map(|row| row.id.0).collect()
}

#[test]
fn windows_and_ranges() {
    run(async {
        let trial = four().await;
        for query in ["lake", "\"the lake\""] {
            let all = ids(&trial.reader.found(query, Order::Newest).await);
            assert_eq!(all.len(), if query == "lake" { 4 } else { 3 });
            let rows = trial.reader.windows(view(query), 1, 1).await.pop().unwrap();
            assert_eq!((rows.start, rows.total as usize, ids(&rows)), (1, all.len(), all[1..2].to_vec()));
            assert_eq!(trial.reader.windows(view(query), 7, 3).await.pop().unwrap().rows, []);
            for (from, to, expected) in [
                (None, None, all.clone()),
                (Some(all[1]), None, all[1..].to_vec()),
                (Some(all[2]), Some(all[1]), all[1..=2].to_vec()),
                (Some(77), None, vec![]),
            ] {
                let (from, to) = (from.map(MessageId), to.map(MessageId));
                let request = Request::Range { view: view(query), from, to };
                let messages = trial.reader.answer(request, |notice| match notice {
                    Notice::Range { messages, .. } => Some(messages),
                    _ => None,
                });
                let messages: Vec<u64> = messages.await.into_iter().map(|id| id.0).collect();
                assert_eq!(messages, expected, "{query}");
            }
        }
    });
}

/// A window that is open shows what comes and loses what goes, and what was read since.
#[test]
fn an_open_window_keeps_up() {
    run(async {
        let mut trial = four().await;
        for (query, unread) in [("blanket", "blanket is:unread"), ("\"the lake\"", "\"the lake\" is:unread")]
        {
            let before = trial.reader.subjects_found(query).await;
            let day = 5 + u32::try_from(before.len()).unwrap();
            trial.deliver(mail(day, BO, "New", "A blanket for the lake."));
            trial.collect().await;
            assert_eq!(
                trial.reader.subjects_found(query).await,
                [vec!["New".to_owned()], before.clone()].concat()
            );

            let newest = trial.reader.found(query, Order::Newest).await.rows[0].id;
            trial.reader.notices.take();
            trial.reader.ask(Request::Delete(vec![newest])).await;
            let rows = trial.reader.windows_told().pop().expect("the window was told");
            assert_eq!(rows.total as usize, before.len());
            assert!(rows.rows.iter().all(|row| row.id != newest));

            let first = trial.reader.found(unread, Order::Newest).await;
            assert_eq!(first.total as usize, before.len());
            trial.reader.notices.take();
            let messages = vec![first.rows[0].id];
            trial.reader.ask(Request::MarkRead { messages: messages.clone(), read: true }).await;
            let rows = trial.reader.windows_told().pop().expect("the window was told");
            assert_eq!(rows.total + 1, first.total);
            trial.reader.ask(Request::MarkRead { messages, read: false }).await;
        }
    });
}

/// What a page no longer asks for is no longer looked for.
#[test]
fn a_new_question_ends_the_old_one() {
    run(async {
        let trial = four().await;
        trial.reader.store().reads_take(Duration::from_millis(50));
        let slow = trial.reader.windows(view("\"the lake\""), 0, 10);
        let asking = async {
            tokio::time::sleep(Duration::from_millis(10)).await;
            trial.reader.notices.take();
            trial.reader.ask(Request::Rows { view: View::of(Folder::AllInboxes), start: 0, count: 10 }).await;
        };
        let (told, ()) = futures::future::join(slow, asking).await;
        assert_eq!(told.iter().map(|rows| rows.view.query.is_none()).collect::<Vec<_>>(), [true]);
    });
}
