//! What holds for any mails in any order, and what hostile ones cannot do.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::{Changes, Placed, ThreadId, Threaded, Threads};
use crate::mail::Summary;

const DAY: i64 = 24 * 60 * 60;

/// A mail by its id, what it refers to, its subject and its date.
fn mail(id: &str, references: &[&str], subject: &str, date: i64) -> Threaded {
    let some = |id: &str| Some(id.to_owned()).filter(|id| !id.is_empty());
    let summary = Summary {
        message_id: some(id),
        references: references.iter().map(|&id| id.to_owned()).collect(),
        subject: subject.to_owned(),
        date: Some(date),
        ..Summary::default()
    };
    Threaded::of(&summary, 0)
}

/// Threads of mails whose keys are 1, 2 and so on.
fn threads(mails: impl IntoIterator<Item = Threaded>) -> Threads {
    let mut threads = Threads::default();
    threads.add_all((1..).zip(mails));
    threads
}

type Trees = BTreeMap<ThreadId, Vec<(u64, u32)>>;

/// All threads, each of which knows how large it is.
fn trees(threads: &Threads) -> Trees {
    for mails in threads.threads().map(|thread| threads.messages(thread)) {
        assert!(mails.iter().all(|mail| threads.size_of(mail.key) as usize == mails.len()));
    }
    let pairs = |mails: Vec<Placed>| mails.into_iter().map(|Placed { key, depth }| (key, depth)).collect();
    threads.threads().map(|thread| (thread, pairs(threads.messages(thread)))).collect()
}

/// All threads as text: `1 .2 ..3 | 4` is a thread of three, each answering the one before, and
/// another one.
fn drawn(threads: &Threads) -> String {
    let row = |&(key, depth): &(u64, u32)| format!("{}{key}", ".".repeat(depth as usize));
    let line = |rows: &Vec<_>| rows.iter().map(row).collect::<Vec<_>>().join(" ");
    trees(threads).values().map(line).collect::<Vec<_>>().join(" | ")
}

#[test]
fn answers_stand_below_what_they_answer_by_date() {
    let threads = threads([
        mail("c", &["a"], "", 3),
        mail("b", &["a"], "", 2),
        mail("a", &[], "", 9),
        mail("d", &["a", "b"], "", 1),
        mail("x", &[], "", 0),
    ]);
    assert_eq!(drawn(&threads), "3 .2 ..4 .1 | 5");
    assert_eq!(threads.thread_of(4), Some(ThreadId(1)));
    assert_eq!(threads.thread_of(6), None);
    assert_eq!(threads.messages(ThreadId(2)), []);
}

#[test]
fn missing_mails_are_seen_through() {
    let below = |references: &[&str], date| mail("", references, "", date);
    // Both answer a mail that is missing: they stand beside each other.
    assert_eq!(drawn(&threads([below(&["a"], 1), below(&["a", "b"], 0)])), "2 1");
    // And the one alone stands for it.
    assert_eq!(drawn(&threads([below(&["a", "b"], 1)])), "1");
    // Below a mail that is here there is no gap.
    assert_eq!(drawn(&threads([mail("a", &[], "", 5), below(&["a", "b", "c"], 1)])), "1 .2");
}

#[test]
fn a_smaller_key_names_the_thread_and_changes_say_so() {
    let mut threads = Threads::default();
    let ids = |keys: &[u64]| keys.iter().map(|&key| ThreadId(key)).collect::<Vec<_>>();
    assert_eq!(threads.add(5, &mail("a", &[], "", 0)), Changes { gone: vec![], changed: ids(&[5]) });
    assert_eq!(threads.add(7, &mail("c", &["b"], "", 0)), Changes { gone: vec![], changed: ids(&[7]) });
    // The one that was missing between them.
    let changes = threads.add(3, &mail("b", &["a"], "", 0));
    assert_eq!(changes, Changes { gone: ids(&[5, 7]), changed: ids(&[3]) });
    assert_eq!(drawn(&threads), "5 .3 ..7");
    assert_eq!(threads.remove(3), Changes { gone: ids(&[3]), changed: ids(&[5, 7]) });
    assert_eq!(threads.remove(3), Changes::default());
    assert_eq!(threads.remove(5), Changes { gone: ids(&[5]), changed: vec![] });
    // Another mail under the same key.
    assert_eq!(threads.add(7, &mail("x", &[], "", 0)), Changes { gone: vec![], changed: ids(&[7]) });
    assert_eq!(threads.len(), 1);
}

#[test]
fn a_mail_that_came_twice_is_seen_twice() {
    // An answer: beside the first. Whoever answers it answers the first.
    let answers = [mail("b", &["a"], "", 0), mail("c", &["b"], "", 0), mail("b", &["a"], "", 0)];
    let mut answered = threads([mail("a", &[], "", 0)].into_iter().chain(answers));
    assert_eq!(drawn(&answered), "1 .2 ..3 .4");
    answered.remove(2);
    assert_eq!(drawn(&answered), "1 .4 ..3");
    // The first of a thread: beside it, for the subject's sake.
    let mails = [mail("a", &[], "Lunch", 0), mail("b", &["a"], "Re: Lunch", 0), mail("a", &[], "Lunch", 0)];
    assert_eq!(drawn(&threads(mails)), "1 .2 3");
}

#[test]
fn an_id_that_many_mails_have_joins_none_of_them() {
    let mails = [mail("a", &[], "One", 0), mail("a", &[], "Two", 0), mail("a", &[], "Three", 0)];
    assert_eq!(drawn(&threads(mails)), "1 | 2 | 3");
}

#[test]
fn the_same_subject_joins_a_reply_to_the_mail_that_is_none() {
    let lunch = |subject, date| mail("", &[], subject, date);
    let draw = |mails: &[Threaded]| drawn(&threads(mails.iter().cloned()));
    assert_eq!(draw(&[lunch("Lunch", 0), lunch("AW: lunch", 9), lunch("[list] Re: LUNCH", 5)]), "1 .3 .2");
    // The clock of the reply is slow.
    assert_eq!(draw(&[lunch("Lunch", 9), lunch("Re: Lunch", 0)]), "1 .2");
    assert_eq!(draw(&[lunch("Re: Lunch", 0), lunch("Re: Lunch", 1)]), "1 2");
    assert_eq!(
        draw(&[lunch("Lunch", 0), lunch("Re: Lunch", 1), lunch("Lunch", 2), lunch("Re: Lunch", 3)]),
        "1 .2 3 4"
    );
    assert_eq!(draw(&[lunch("Re: ", 0), lunch("", 1)]), "1 | 2");
    // The mail that both answer is missing.
    let missing = [mail("", &["x"], "Re: Lunch", 1), mail("", &["x"], "Re: Lunch", 2), lunch("Lunch", 3)];
    assert_eq!(draw(&missing), "1 2 3");
    // Only what is not below another mail is joined.
    let below = [mail("a", &[], "Dinner", 0), mail("b", &["a"], "Lunch", 1), lunch("Re: Lunch", 2)];
    assert_eq!(draw(&below), "1 .2 | 3");
}

#[test]
fn the_same_subject_joins_only_what_was_sent_soon_after() {
    let lunch = |subject, date| mail("", &[], subject, date);
    let draw = |mails: &[Threaded]| drawn(&threads(mails.iter().cloned()));
    assert_eq!(draw(&[lunch("Lunch", 0), lunch("Re: Lunch", 30 * DAY)]), "1 .2");
    assert_eq!(draw(&[lunch("Lunch", 0), lunch("Re: Lunch", 30 * DAY + 1)]), "1 | 2");
    assert_eq!(draw(&[lunch("Lunch", 0), lunch("Lunch", DAY / 4)]), "1 2");
    assert_eq!(draw(&[lunch("Lunch", 0), lunch("Lunch", DAY), lunch("Re: Lunch", 2 * DAY)]), "1 | 2 .3");
    assert_eq!(draw(&[lunch("Lunch", i64::MIN), lunch("Re: Lunch", i64::MAX)]), "1 | 2");
}

#[test]
fn mails_that_name_themselves_or_each_other_are_cut_apart_once() {
    assert_eq!(drawn(&threads([mail("a", &["a"], "", 0), mail("b", &["a", "b"], "", 0)])), "1 .2");
    // The last of a circle is on top.
    assert_eq!(drawn(&threads([mail("a", &["b"], "", 0), mail("b", &["a"], "", 0)])), "2 .1");
    let circle = [mail("a", &["b"], "", 0), mail("b", &["c"], "", 0), mail("c", &["a"], "", 0)];
    assert_eq!(drawn(&threads(circle)), "3 .2 ..1");
    // Where a missing mail is in the circle nobody knows better than the one that is here.
    assert_eq!(drawn(&threads([mail("a", &["b"], "", 0), mail("", &["a", "b"], "", 1)])), "1 2");
    // References that contradict each other: of missing mails the first to speak is believed.
    let contrary = [mail("", &["a", "b"], "", 0), mail("", &["b", "a"], "", 0), mail("", &["a"], "", 0)];
    assert_eq!(drawn(&threads(contrary)).matches('|').count(), 0);
}

#[test]
fn forged_references_join_no_mails_that_are_here() {
    let ids: Vec<String> = (0..1_000).map(|id| id.to_string()).collect();
    let every: Vec<&str> = ids.iter().map(String::as_str).collect();
    let honest = every.iter().map(|id| mail(id, &[], "", 0));
    let forged = every.windows(20).map(|ids| mail("", ids, "", 0));
    let all = threads(honest.chain(forged));
    assert_eq!(all.threads().count(), 1_000);
    assert_eq!(all.thread_of(1_001), all.thread_of(20), "it is a reply to the last that it names");
}

/// Adds mails in one go, and those in `again` one by one after that; bounded in time, even on a
/// busy machine and without optimisation.
fn bear(mails: Vec<Threaded>, again: &[u64]) -> Threads {
    let start = Instant::now();
    let number = mails.len();
    let mut threads = threads(mails.clone());
    for &key in again {
        threads.remove(key);
        threads.add(key, &mails[usize::try_from(key).unwrap() - 1]);
    }
    let listed: usize = threads.threads().map(|thread| threads.messages(thread).len()).sum();
    assert_eq!(listed, number);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    threads
}

#[test]
fn no_thread_is_too_deep_or_too_broad() {
    let number = 10_000;
    let again = [1, 2, number / 2, number];
    let id = |number: u64| number.to_string();
    let deep = (1..=number).map(|at| mail(&id(at), &[&id(at - 1)], "", 0)).collect();
    let deepest = bear(deep, &again).messages(ThreadId(1)).last().copied();
    assert_eq!(deepest.map(|last| u64::from(last.depth)), Some(number - 1));
    let circle = (1..=number).map(|at| mail(&id(at), &[&id(at % number + 1)], "", 0)).collect();
    assert_eq!(bear(circle, &again).threads().count(), 1);
    let broad = (1..=number).map(|at| mail(&id(at), &["x", "missing"], "", 0)).collect();
    assert_eq!(bear(broad, &again).threads().count(), 1);
    let same_id = (1..=number).map(|_| mail("x", &["y"], "", 0)).collect();
    assert_eq!(bear(same_id, &again).threads().count(), 1);
    let same_subject =
        (1..=number).map(|at| mail("", &[], "Backup done", i64::try_from(at).unwrap())).collect();
    assert_eq!(bear(same_subject, &again).threads().count(), 1);
    let missing = (1..=number).map(|at| {
        let chain: Vec<String> = (at * 19..at * 19 + 20).map(id).collect();
        mail("", &chain.iter().map(String::as_str).collect::<Vec<_>>(), "", 0)
    });
    assert_eq!(bear(missing.collect(), &again).threads().count(), 1);
}

#[test]
fn nothing_is_left_of_what_is_removed() {
    let mut threads = Threads::default();
    let id = |number: u64| (number % 7).to_string();
    let mails = || (0..200).map(|key| (key, mail(&id(key * 5), &[&id(key), &id(key * 3)], "Re: x", 0)));
    for _ in 0..3 {
        threads.add_all(mails());
        threads.remove_all(0..200);
        assert!(threads.is_empty());
        assert_eq!(threads.threads().count(), 0);
        assert!(threads.forest.is_bare(), "{:?}", threads.forest);
    }
}

/// Any mail of a few ids, subjects and dates, so that there are circles, doubles and contradictions.
fn any_mail() -> impl Strategy<Value = Threaded> {
    let id = || (0..9_u8).prop_map(|id| format!("{id}@x"));
    let subject = prop::sample::select(vec!["", "", "", "a", "Re: a", "b", "AW: b", "Re:"]);
    let date =
        prop::sample::select(vec![0, 1, 2, DAY / 5, DAY, 3 * DAY, 40 * DAY, 60 * DAY, i64::MIN, i64::MAX]);
    (prop::option::of(id()), vec(id(), 0..5), subject, date).prop_map(|(id, references, subject, date)| {
        let references: Vec<&str> = references.iter().map(String::as_str).collect();
        mail(&id.unwrap_or_default(), &references, subject, date)
    })
}

/// What does not depend on the order of events: every mail once, in its thread, which has the name
/// of its smallest.
fn assert_whole(threads: &Threads, mails: &BTreeMap<u64, Threaded>) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for (thread, rows) in trees(threads) {
        prop_assert_eq!(rows.iter().map(|row| row.0).min(), Some(thread.0));
        let mut deepest = 0;
        for (key, depth) in rows {
            prop_assert_eq!(threads.thread_of(key), Some(thread));
            prop_assert!(seen.insert(key), "{} twice", key);
            prop_assert!(depth <= deepest, "{} is below nothing", key);
            deepest = depth + 1;
        }
    }
    prop_assert!(seen.iter().eq(mails.keys()));
    prop_assert_eq!(threads.len(), mails.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_mails_in_any_order_are_the_same_threads(
        (mails, order) in vec(any_mail(), 1..14).prop_flat_map(|mails| {
            let order: Vec<usize> = (0..mails.len()).collect();
            (Just(mails), Just(order).prop_shuffle())
        }),
    ) {
        let mut shuffled = Threads::default();
        for &at in &order {
            shuffled.add(at as u64 + 1, &mails[at]);
        }
        prop_assert_eq!(trees(&shuffled), trees(&threads(mails)));
    }

    #[test]
    fn whatever_came_and_went_what_is_here_decides(
        events in vec((0..12_u64, prop::option::weighted(0.7, any_mail())), 1..40),
    ) {
        let (mut threads, mut mails) = (Threads::default(), BTreeMap::new());
        for (key, event) in events {
            let before = trees(&threads);
            let changes = match event {
                Some(mail) => {
                    let changes = threads.add(key, &mail);
                    mails.insert(key, mail);
                    changes
                }
                None => {
                    mails.remove(&key);
                    threads.remove(key)
                }
            };
            assert_whole(&threads, &mails)?;
            let now = trees(&threads);
            // Nothing has changed that was not said.
            let gone: Vec<_> = before.keys().copied().filter(|thread| !now.contains_key(thread)).collect();
            prop_assert_eq!(changes.gone, gone);
            for (thread, rows) in &now {
                let is_said = changes.changed.contains(thread);
                prop_assert!(is_said || before.get(thread) == Some(rows), "{:?} changed", thread);
            }
            prop_assert!(changes.changed.iter().all(|thread| now.contains_key(thread)));
            let mut anew = Threads::default();
            anew.add_all(mails.clone());
            prop_assert_eq!(now, trees(&anew));
        }
        threads.remove_all(mails.into_keys());
        prop_assert!(threads.forest.is_bare());
    }

    /// Of mails that tell the truth, and of which some are missing, the tree is what it was.
    #[test]
    fn true_references_give_the_true_tree(
        (answered, here, order, known) in (2..20_usize).prop_flat_map(|number| (
            vec(any::<Index>(), number),
            subsequence((0..number).collect::<Vec<_>>(), 1..=number),
            Just((0..number).collect::<Vec<_>>()).prop_shuffle(),
            vec(1..4_usize, number),
        )),
    ) {
        // The first begins the thread, every other one answers one before it.
        let parents: Vec<Option<usize>> =
            answered.iter().enumerate().map(|(at, index)| (at > 0).then(|| index.index(at.max(1)))).collect();
        let ancestors = |of: usize| std::iter::successors(parents[of], |&at| parents[at]);
        let written = |at: usize| {
            // Some mailers shorten the list, but the root and the parent stay. What is left out is known
            // from the other mails only: here, where none of them is missing.
            let mut path: Vec<String> = ancestors(at).map(|at| at.to_string()).collect();
            let root = path.pop();
            if here.len() == parents.len() {
                path.truncate(known[at] * 5);
            }
            path.extend(root);
            let path: Vec<&str> = path.iter().rev().map(String::as_str).collect();
            mail(&at.to_string(), &path, "", at as i64)
        };
        let mut threads = Threads::default();
        for &at in order.iter().filter(|at| here.contains(at)) {
            threads.add(at as u64, &written(at));
        }
        let mut placed = BTreeMap::new();
        let mut way: Vec<u64> = Vec::new();
        prop_assert_eq!(threads.threads().count(), 1);
        for Placed { key, depth } in threads.messages(ThreadId(here[0] as u64)) {
            way.truncate(depth as usize);
            placed.insert(key, way.last().copied());
            way.push(key);
        }
        // A mail that is alone below a missing first one stands for it.
        let below_none = |at: &usize| !ancestors(*at).any(|at| here.contains(&at));
        prop_assert_eq!(
            placed.values().filter(|parent| parent.is_none()).count(),
            here.iter().filter(|at| below_none(at)).count()
        );
        for &at in &here {
            let parent = ancestors(at).find(|at| here.contains(at));
            prop_assert_eq!(placed[&(at as u64)], parent.map(|at| at as u64));
        }
    }
}
