use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Fact, Facts, Found, Segment, find};
use crate::search::{Builder, Document, Now, Query};

const NOW: Now = Now { seconds: 0, offset: 0 };

/// Every third message is unread, its date is its id, its folder the rest of its id by two.
struct Mails(BTreeMap<u64, Document>);

impl Facts for Mails {
    fn of(&self, id: u64) -> Option<Fact> {
        self.0.contains_key(&id).then_some(Fact {
            unread: id.is_multiple_of(3),
            starred: false,
            date: i64::try_from(id).unwrap(),
            size: id * 1_024,
            folder: u32::try_from(id % 2).unwrap(),
            account: 7,
            attachments: u32::from(id == 1),
            tags: u16::from(id == 2) | (u16::from(id == 6) << 15),
        })
    }

    fn all(&self) -> Vec<u64> {
        self.0.keys().copied().collect()
    }

    fn folders(&self, name: &str) -> Vec<u32> {
        [("even", 0), ("odd", 1)].into_iter().filter(|one| one.0 == name).map(|one| one.1).collect()
    }

    fn accounts(&self, name: &str) -> Vec<u32> {
        Vec::from_iter((name == "ada").then_some(7))
    }

    fn tags(&self, name: &str) -> u16 {
        u16::from(name == "low") | (u16::from(name == "high") << 15)
    }
}

impl Mails {
    fn of_bodies<'b>(bodies: impl IntoIterator<Item = &'b str>) -> Self {
        let document = |body: &str| Document { body: body.to_owned(), ..Document::default() };
        Self((1..).zip(bodies.into_iter().map(document)).collect())
    }

    /// Indexed in so many segments, one after another.
    fn segments(&self, count: usize) -> Vec<Segment> {
        let all: Vec<_> = self.0.iter().collect();
        let segment = |mails: &[(&u64, &Document)]| {
            let mut builder = Builder::new();
            mails.iter().for_each(|(id, document)| builder.add(**id, document));
            Segment::open(builder.finish()).expect("a sound segment")
        };
        all.chunks(all.len().div_ceil(count).max(1)).map(segment).collect()
    }

    fn search(&self, typed: &str) -> (Vec<u64>, bool) {
        let query = Query::parse(typed, NOW);
        let Found { mut hits, exact } = find(&self.segments(3), &query, self);
        hits.retain(|hit| query.verifies(&self.0[&hit.id]));
        (hits.iter().map(|hit| hit.id).collect(), exact)
    }

    fn ids(&self, typed: &str) -> Vec<u64> {
        self.search(typed).0
    }
}

#[test]
fn words_are_anded_and_the_newest_comes_first() {
    let mails = Mails::of_bodies(["one two", "two three", "one three two", "four"]);
    for (typed, ids) in [
        ("two ", vec![3, 2, 1]),
        ("two one ", vec![3, 1]),
        ("t", vec![3, 2, 1]),
        ("two fo", vec![]),
        ("two -three ", vec![1]),
        ("-two ", vec![4]),
        ("\"one two\"", vec![1]),
        ("-\"one two\" two ", vec![3, 2]),
        ("", vec![4, 3, 2, 1]),
    ] {
        assert_eq!(mails.search(typed), (ids, true), "{typed}");
    }
}

#[test]
fn languages_are_found_as_their_readers_type_them() {
    let mails = Mails::of_bodies([
        "Die Straße nach Zürich",
        "İstanbul'da ılık bir gün",
        "المَدْرَسَةُ الجديدة في أبو ظبي",
        "שָׁלוֹם לכולם",
        "東京都の会議室で",
        "ยินดีต้อนรับสู่ประเทศไทย",
        "주간회의록을 보냅니다",
        "Żółta łódka",
        "Ёлки и ещё",
        "ΟΔΟΣ ΑΘΗΝΩΝ",
    ]);
    for (typed, id) in [
        ("strasse zurich ", 1),
        ("STRAẞE", 1),
        ("istanbul ilik ", 2),
        ("ISTANBUL", 2),
        ("المدرسه ابو ", 3),
        ("שלום ", 4),
        ("会議", 5),
        ("会議室", 5),
        ("室", 5),
        ("京", 5),
        ("ประเทศไทย", 6),
        ("ไทย", 6),
        ("회의", 7),
        ("회의록", 7),
        ("zolta lodka ", 8),
        ("елки еще ", 9),
        ("οδός αθηνών ", 10),
    ] {
        assert_eq!(mails.search(typed), (vec![id], true), "{typed}");
    }
    assert_eq!(mails.ids("議会"), [0u64; 0], "pairs have an order");
}

#[test]
fn addresses_and_hosts_are_found_by_any_run_of_their_parts() {
    let mails = Mails::of_bodies([
        "write to ada.lovell@mail.example.org",
        "see https://www.example.net/a/report-7.pdf",
    ]);
    for (typed, id) in [
        ("ada.lovell@mail.example.org ", 1),
        ("lovell@mail", 1),
        ("mail.example ", 1),
        ("example.org ", 1),
        ("lovell ", 1),
        ("www.example.net ", 2),
        ("https://www.example.net/a/report-7.pdf", 2),
        ("report-7.pdf ", 2),
        ("report ", 2),
    ] {
        assert_eq!(mails.ids(typed), [id], "{typed}");
    }
    assert_eq!(mails.ids("ada@mail.example.org "), [0u64; 0]);
}

#[test]
fn errors_are_forgiven_only_where_nothing_matches() {
    let mails = Mails::of_bodies(["we receive letters", "they recieved nothing", "a better letter"]);
    assert_eq!(mails.search("recieve "), (vec![2, 1], false), "nothing is written like this");
    assert_eq!(mails.search("recieve"), (vec![2], true), "something begins so");
    assert_eq!(mails.search("recieve letters "), (vec![1], false));
    assert_eq!(mails.search("bettre letters "), (vec![3], false), "one word is nowhere, the other not there");
    assert_eq!(mails.search("wee "), (vec![], true), "too short");
    assert_eq!(mails.search("nothing letters "), (vec![], true), "both are words, but nowhere together");
}

#[test]
fn filters_are_asked_of_what_matches() {
    let mails = Mails::of_bodies(["x a", "x", "x", "x", "x", "x a"]);
    for (typed, ids) in [
        ("x is:unread", vec![6, 3]),
        ("a -is:unread", vec![1]),
        ("is:unread", vec![6, 3]),
        ("has:attachment", vec![1]),
        ("in:even a", vec![6]),
        ("-in:even a", vec![1]),
        ("in:nowhere", vec![]),
        ("account:ada a", vec![6, 1]),
        ("tag:low", vec![2]),
        ("tag:high a", vec![6]),
        ("-tag:high a", vec![1]),
        ("tag:none", vec![]),
        ("larger:5k", vec![6]),
        ("smaller:2k", vec![1]),
        ("before:1970-01-01", vec![]),
        ("x after:1970 smaller:3k", vec![2, 1]),
        ("is:starred", vec![]),
        ("-x is:unread", vec![]),
    ] {
        assert_eq!(mails.ids(typed), ids, "{typed}");
    }
    // Deleted since: a filter does not admit it.
    let segments = mails.segments(2);
    let fewer = Mails::of_bodies(["x a", "x"]);
    let found = find(&segments, &Query::parse("x in:even", NOW), &fewer);
    assert_eq!(found.ids().collect::<Vec<_>>(), [2]);
}

#[test]
fn hits_in_subject_and_sender_rank_higher() {
    let document = |from: &str, subject: &str, body: &str| Document {
        from: from.to_owned(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        ..Document::default()
    };
    let mails = Mails(BTreeMap::from([
        (1, document("Ada", "Boats", "")),
        (2, document("Bo", "Boats", "of Ada")),
        (3, document("Cy", "", "boats of Ada")),
        (4, document("Ada", "", "nothing")),
    ]));
    let ranks = |typed: &str| {
        let found = find(&mails.segments(2), &Query::parse(typed, NOW), &mails);
        found.hits.iter().map(|hit| (hit.id, hit.rank)).collect::<Vec<_>>()
    };
    assert_eq!(ranks("ada boats "), [(3, 0), (2, 1), (1, 2)]);
    assert_eq!(ranks("from:ada "), [(4, 1), (1, 1)]);
    assert_eq!(ranks("subject:boats ada "), [(2, 1), (1, 2)]);
}

#[test]
fn a_message_in_two_segments_is_found_once() {
    let segment = |body: &str| Mails::of_bodies([body]).segments(1).remove(0);
    let mails = Mails::of_bodies(["early late"]);
    let found = find(&[segment("early"), segment("early late")], &Query::parse("early ", NOW), &mails);
    assert_eq!(found.ids().collect::<Vec<_>>(), [1]);
}

/// What a reader would say who reads every mail.
fn naive(body: &str, typed: &str) -> bool {
    let words: Vec<&str> = body.split(' ').filter(|word| !word.is_empty()).collect();
    let last = typed.split(' ').next_back().unwrap_or_default();
    let mut terms = typed.split(' ').filter(|word| !word.is_empty()).peekable();
    std::iter::from_fn(|| terms.next().map(|term| (term, terms.peek().is_none() && !last.is_empty()))).all(
        |(term, typing)| {
            let (positive, term) = term.strip_prefix('-').map_or((true, term), |term| (false, term));
            let (prefix, term) = term.strip_suffix('*').map_or((typing, term), |term| (true, term));
            words.iter().any(|word| if prefix { word.starts_with(term) } else { *word == term }) == positive
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn it_finds_what_reading_every_mail_finds(
        bodies in proptest::collection::vec("([ab]{1,3} ){0,8}", 1..30),
        typed in "(-?[ab]{1,3}\\*? ){0,3}(-?[ab]{1,3})?",
    ) {
        let mails = Mails::of_bodies(bodies.iter().map(String::as_str));
        let mut expected: Vec<u64> =
            (1..).zip(&bodies).filter(|(_, body)| naive(body, &typed)).map(|(id, _)| id).collect();
        expected.reverse();
        prop_assert_eq!(mails.search(&typed), (expected, true));
    }

    #[test]
    fn it_finds_phrases_where_they_are(
        bodies in proptest::collection::vec("([ab]{1,2} ){0,8}", 1..30),
        phrase in "[ab]{1,2}( [ab]{1,2}){0,3}",
    ) {
        let mails = Mails::of_bodies(bodies.iter().map(String::as_str));
        let there = |body: &str| format!(" {body}").contains(&format!(" {phrase} "));
        let mut expected: Vec<u64> = (1..).zip(&bodies).filter(|(_, body)| there(body)).map(|(id, _)| id).collect();
        expected.reverse();
        prop_assert_eq!(mails.ids(&format!("\"{phrase}\"")), expected);
    }

    #[test]
    fn it_finds_any_piece_of_a_text_without_spaces(
        bodies in proptest::collection::vec("[山川東]{0,8}", 1..20),
        piece in "[山川東]{1,4}",
    ) {
        let mails = Mails::of_bodies(bodies.iter().map(String::as_str));
        let mut expected: Vec<u64> = (1..).zip(&bodies).filter(|(_, body)| body.contains(&piece)).map(|(id, _)| id).collect();
        expected.reverse();
        prop_assert_eq!(mails.ids(&format!("\"{piece}\"")), expected.clone());
        if piece.chars().count() < 3 {
            prop_assert_eq!(mails.ids(&piece), expected);
        } else {
            let found = mails.ids(&piece);
            prop_assert!(expected.iter().all(|id| found.contains(id)));
        }
    }
}
