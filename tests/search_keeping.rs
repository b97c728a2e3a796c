//! The search index is kept with the mail: built in the step that stores a mail, unless much comes at
//! once, merged and completed while nobody wants anything, made anew where it is damaged, and rid of what
//! is gone.

mod native;

use std::time::{Duration, Instant};

use native::{
    reader::run,
    store::Room,
    trial::{Setup, Trial},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use restante::{
    engine::api::{Order, Request},
    search::Segment,
    store::{AccountId, Bodies, Commit, MessageId, SegmentId, Store},
};

const DEADLINE: Duration = Duration::from_secs(20);

fn mail(number: u32, subject: &str, body: &str) -> Vec<u8> {
    let (day, hour) = (1 + number / 24, number % 24);
    format!(
        "From: Bo <bo@example.net>\r\nTo: ada@example.org\r\nSubject: {subject}\r\n\
         Date: {day} Jan 2024 {hour}:00:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}

/// Mails with the subjects "m0", "m1" ... that each have the word "text" and one of their own, collected
/// one after another.
async fn collected(count: u32) -> Trial {
    let mut trial = Setup { around: 0, haste: 60, ..Setup::default() }.begin().await;
    for number in 0..count {
        trial.deliver(mail(number, &format!("m{number}"), &format!("text {}", own(number))));
        assert_eq!(trial.collect().await, Trial::well(1));
    }
    trial
}

/// A word that begins as no other does, so that a piece of the index has it written out but for that.
fn own(number: u32) -> String {
    let first = char::from_u32(u32::from('α') + number).unwrap();
    format!("{first}own{number}x")
}

fn subjects(numbers: impl Iterator<Item = u32>) -> Vec<String> {
    numbers.map(|number| format!("m{number}")).collect()
}

fn segments(trial: &Trial) -> Vec<SegmentId> {
    trial.reader.store().memory().kept_segments().borrow().keys().copied().collect()
}

fn bytes(trial: &Trial) -> Vec<u8> {
    trial.reader.store().memory().kept_segments().borrow().values().flatten().copied().collect()
}

fn hold(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

async fn reaches(trial: &Trial) -> Option<i64> {
    trial.reader.found("text", Order::Newest).await.found.unwrap().reaches
}

/// Runs what goes on in the background until something holds.
async fn until(trial: &Trial, holds: impl Fn(&Trial) -> bool) {
    let began = Instant::now();
    let held = async {
        while !holds(trial) {
            assert!(began.elapsed() < DEADLINE, "{:?}", segments(trial));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        () = trial.reader.keep_order() => unreachable!(),
        () = held => {}
    }
}

/// What is collected is found at once, and after the next start, without anything in between.
#[test]
fn what_is_stored_is_indexed() {
    run(async {
        let mut trial = collected(3).await;
        for _ in 0..2 {
            assert_eq!(trial.reader.subjects_found(&own(1)).await, ["m1"]);
            assert_eq!(trial.reader.subjects_found("text").await, ["m2", "m1", "m0"]);
            assert_eq!(reaches(&trial).await, None);
            trial.restart().await;
        }
    });
}

/// So much that indexing it would be felt is stored first, and found a moment later.
#[test]
fn what_comes_in_large_amounts_is_indexed_after_it_is_stored() {
    run(async {
        let mut trial = Setup { around: 0, haste: 60, ..Setup::default() }.begin().await;
        // Five megabytes; the filler is a word a line.
        let filler = "filler\r\n".repeat(21_000);
        for number in 0..30 {
            trial.deliver(mail(number, &format!("m{number}"), &format!("text {}\r\n{filler}", own(number))));
        }
        assert_eq!(trial.collect().await, Trial::well(30));
        assert!(reaches(&trial).await.is_some(), "the index is behind, and says so");
        trial.reader.index_all().await;
        assert_eq!(reaches(&trial).await, None);
        assert_eq!(trial.reader.found("text", Order::Newest).await.total, 30);
        assert_eq!(trial.reader.subjects_found(&own(7)).await, ["m7"]);
    });
}

/// Of a header only what it says is found; once all is here, the text too.
#[test]
fn headers_are_indexed_and_then_the_rest() {
    run(async {
        let account = |account: &mut restante::store::Account| account.extent.bodies = Bodies::HeadersOnly;
        let mut trial = Setup { around: 0, haste: 60, account, ..Setup::default() }.begin().await;
        trial.deliver(mail(0, "m0", "text"));
        trial.collect().await;
        assert_eq!(trial.reader.subjects_found("m0").await, ["m0"]);
        assert_eq!(trial.reader.subjects_found("text").await, Vec::<String>::new());
        assert_eq!(reaches(&trial).await, None);
        let id = trial.reader.rows().await[0].id;
        trial.reader.ask(Request::DownloadFull(id)).await;
        assert_eq!(trial.reader.subjects_found("text").await, ["m0"]);
        assert_eq!(reaches(&trial).await, None);

        // The header is in a sound piece still; that is not enough.
        let whole = *segments(&trial).last().unwrap();
        trial.reader.store().memory().kept_segments().borrow_mut().remove(&whole);
        trial.restart().await;
        assert!(reaches(&trial).await.is_some());
        trial.reader.index_all().await;
        assert_eq!(trial.reader.subjects_found("text").await, ["m0"]);
    });
}

/// Mail that no piece has is indexed by and by, the newest first; until then a query says how far it
/// reaches back.
#[test]
fn what_an_earlier_version_stored_is_indexed_by_and_by() {
    run(async {
        let mut trial = collected(40).await;
        trial.reader.store().memory().kept_segments().borrow_mut().clear();
        trial.restart().await;
        let newest = trial.reader.rows().await[0].date;
        assert_eq!(reaches(&trial).await, Some(newest));
        assert_eq!(trial.reader.subjects_found("text").await, Vec::<String>::new());
        assert_eq!(trial.reader.subjects_found("after:2024-01-02").await.len(), 16, "it needs no index");
        trial.reader.index_all().await;
        assert_eq!(trial.reader.subjects_found("text").await, subjects((0..40).rev()));
        assert_eq!(segments(&trial).len(), 1);
    });
}

/// An open window fills while the index grows.
#[test]
fn an_open_window_shows_what_was_indexed() {
    run(async {
        let mut trial = collected(10).await;
        trial.reader.store().memory().kept_segments().borrow_mut().clear();
        trial.restart().await;
        assert_eq!(trial.reader.found("text", Order::Newest).await.total, 0);
        let told = std::cell::RefCell::new(Vec::new());
        until(&trial, |trial| {
            told.borrow_mut().extend(trial.reader.windows_told());
            told.borrow().last().is_some_and(|rows| rows.total == 10)
        })
        .await;
    });
}

#[test]
fn damaged_pieces_are_noticed_and_made_anew() {
    run(async {
        for damage in [
            |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() / 2),
            |bytes: &mut Vec<u8>| *bytes.last_mut().unwrap() ^= 4,
            |bytes: &mut Vec<u8>| bytes[9] ^= 1,
            |bytes: &mut Vec<u8>| bytes.clear(),
        ] {
            let mut trial = collected(5).await;
            let damaged = segments(&trial)[2];
            damage(trial.reader.store().memory().kept_segments().borrow_mut().get_mut(&damaged).unwrap());
            trial.restart().await;
            assert_eq!(trial.reader.subjects_found("text").await, ["m4", "m3", "m1", "m0"]);
            assert!(reaches(&trial).await.is_some());
            trial.reader.index_all().await;
            assert_eq!(trial.reader.subjects_found("text").await, subjects((0..5).rev()));
            assert!(!segments(&trial).contains(&damaged));
            trial.restart().await;
            assert_eq!(reaches(&trial).await, None);
            assert_eq!(trial.reader.subjects_found("text").await, subjects((0..5).rev()));
        }
    });
}

/// Many small pieces become few, and what was deleted is in none of them.
#[test]
fn pieces_are_merged_without_what_is_gone() {
    run(async {
        let mut trial = collected(16).await;
        let rows = trial.reader.rows().await;
        let gone: Vec<MessageId> = rows[..10].iter().step_by(2).map(|row| row.id).collect();
        assert_eq!(segments(&trial).len(), 16);
        trial.reader.ask(Request::Delete(gone)).await;
        let left: Vec<String> = trial.subjects().await;
        until(&trial, |trial| segments(trial).len() == 4).await;
        for _ in 0..2 {
            let mut found = trial.reader.subjects_found("text").await;
            found.sort();
            assert_eq!(found, left);
            assert!(hold(&bytes(&trial), "own14x") && !hold(&bytes(&trial), "own15x"));
            assert_eq!(reaches(&trial).await, None);
            trial.restart().await;
        }
    });
}

/// Where there is no room for what is done in the background, nothing is different.
#[test]
fn without_room_all_stays_as_it_was() {
    run(async {
        let trial = collected(10).await;
        trial.reader.store().has(Room::None);
        tokio::select! {
            () = trial.reader.keep_order() => unreachable!(),
            () = tokio::time::sleep(Duration::from_millis(300)) => {}
        }
        assert_eq!(segments(&trial).len(), 10);
        assert_eq!(trial.reader.subjects_found("text").await, subjects((0..10).rev()));
        trial.reader.store().has(Room::Enough);
        // It is tried again after a minute, which is a second here.
        until(&trial, |trial| segments(trial).len() < 4).await;
        assert_eq!(trial.reader.subjects_found("text").await, subjects((0..10).rev()));
    });
}

/// An account that is removed leaves none of its words behind, be it those of mail deleted long ago.
#[test]
fn nothing_is_left_of_an_account_that_is_removed() {
    run(async {
        for opened in [true, false] {
            let mut trial = collected(6).await;
            let deleted = trial.reader.rows().await[0].id;
            trial.reader.ask(Request::Delete(vec![deleted])).await;
            if !opened {
                trial.restart().await;
            }
            assert!(hold(&bytes(&trial), "own3x"));
            trial.reader.ask(Request::RemoveAccount(AccountId(1))).await;
            assert!(!hold(&bytes(&trial), "own") && !hold(&bytes(&trial), "text"));
            assert_eq!(segments(&trial), []);
            assert_eq!(trial.reader.found("text", Order::Newest).await.total, 0);
            assert_eq!(reaches(&trial).await, None);
        }
    });
}

#[test]
fn the_index_is_made_anew() {
    run(async {
        let trial = collected(10).await;
        trial.reader.index_anew().await;
        assert_eq!(segments(&trial), []);
        assert!(reaches(&trial).await.is_some());
        assert_eq!(trial.reader.found("text", Order::Newest).await.total, 0);
        trial.reader.index_all().await;
        assert_eq!(trial.reader.subjects_found("text").await, subjects((0..10).rev()));
    });
}

/// A mail whose bytes are lost, or cannot be read, is found by what the list shows of it, and not sought
/// for ever.
#[test]
fn a_mail_whose_bytes_are_lost() {
    run(async {
        for is_there in [true, false] {
            let trial = collected(2).await;
            let lost = trial.reader.rows().await[0].id;
            let store = trial.reader.store();
            if is_there {
                store.cannot_read(lost);
            } else {
                let commit = Commit { forget: vec![lost], ..Commit::default() };
                store.memory().commit(commit).await.unwrap();
            }
            still_finds_the_other(&trial).await;
        }
    });
}

async fn still_finds_the_other(trial: &Trial) {
    trial.reader.index_anew().await;
    trial.reader.index_all().await;
    assert_eq!(trial.reader.subjects_found("m1").await, ["m1"]);
    assert_eq!(trial.reader.subjects_found("text").await, ["m0"]);
    assert_eq!(trial.reader.subjects_found(&format!("\"text {}\"", own(1))).await, Vec::<String>::new());
}

/// Something that happens to a store and its index.
#[derive(Debug, Clone)]
enum Step {
    /// A mail with words of these letters is collected.
    Collect(String),
    Delete(prop::sample::Index),
    Read(prop::sample::Index),
    Restart,
    /// The background has its time.
    Tend,
    /// A piece is gone, or damaged, when the page is opened again.
    Lose(prop::sample::Index),
    Flip(prop::sample::Index, prop::sample::Index),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let any = any::<prop::sample::Index>;
    let step = prop_oneof![
        6 => "[a-d]{1,2}( [a-d]{1,2}){0,5}".prop_map(Step::Collect),
        2 => any().prop_map(Step::Delete),
        1 => any().prop_map(Step::Read),
        1 => Just(Step::Restart),
        2 => Just(Step::Tend),
        1 => any().prop_map(Step::Lose),
        1 => (any(), any()).prop_map(|(segment, bit)| Step::Flip(segment, bit)),
    ];
    prop::collection::vec(step, 1..25)
}

async fn happens(trial: &mut Trial, step: Step, number: u32) {
    let rows = trial.reader.rows().await;
    match step {
        Step::Collect(text) => {
            trial.deliver(mail(number, &format!("m{number}"), &text));
            assert_eq!(trial.collect().await, Trial::well(1));
        }
        Step::Delete(at) if !rows.is_empty() => {
            trial.reader.ask(Request::Delete(vec![at.get(&rows).id])).await;
        }
        Step::Read(at) if !rows.is_empty() => {
            let messages = vec![at.get(&rows).id];
            trial.reader.ask(Request::MarkRead { messages, read: true }).await;
        }
        Step::Restart => trial.restart().await,
        Step::Tend => trial.reader.index_all().await,
        Step::Lose(at) if !segments(trial).is_empty() => {
            let lost = *at.get(&segments(trial));
            trial.reader.store().memory().kept_segments().borrow_mut().remove(&lost);
            trial.restart().await;
        }
        Step::Flip(at, bit) if !segments(trial).is_empty() => {
            let damaged = *at.get(&segments(trial));
            if let Some(bytes) = trial.reader.store().memory().kept_segments().borrow_mut().get_mut(&damaged)
            {
                let bit = bit.index(bytes.len() * 8);
                bytes[bit / 8] ^= 1 << (bit % 8);
            }
            trial.restart().await;
        }
        _ => {}
    }
}

async fn answers(trial: &Trial) -> Vec<(String, Vec<MessageId>)> {
    let mut answers = Vec::new();
    for query in
        ["a", "ab ", "ab c", "a -b", "\"a b\"", "is:unread a", "-is:unread", "m1", "from:bo d ", "abcd "]
    {
        for order in [Order::Newest, Order::Relevance, Order::Largest] {
            let rows = trial.reader.found(query, order).await;
            let found = rows.found.unwrap();
            assert_eq!(found.reaches, None);
            answers.push((
                format!("{query} {order:?} {}", found.forgiven),
                rows.rows.iter().map(|row| row.id).collect(),
            ));
        }
    }
    answers
}

/// However the index came about, it answers as one that is made anew.
#[test]
fn it_answers_as_one_made_anew() {
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    runner
        .run(&steps(), |steps| {
            run(async {
                let mut trial = Setup { around: 0, haste: 60, ..Setup::default() }.begin().await;
                trial.collect().await;
                for (number, step) in (0..).zip(steps.clone()) {
                    happens(&mut trial, step, number).await;
                }
                trial.reader.index_all().await;
                let kept = answers(&trial).await;
                until(&trial, |trial| {
                    let kept = trial.reader.store().memory().kept_segments().borrow();
                    kept.values().all(|bytes| Segment::open(bytes.clone()).is_ok())
                })
                .await;
                trial.reader.index_anew().await;
                trial.reader.index_all().await;
                assert_eq!(kept, answers(&trial).await, "{steps:?}");
            });
            Ok(())
        })
        .unwrap();
}
