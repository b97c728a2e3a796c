use std::collections::BTreeSet;

use futures::FutureExt;
use proptest::prelude::*;

use super::{Bitmap, Builder, Damaged, Field, Segment, merge, merge_in_steps};
use crate::search::Document;

fn document(body: &str) -> Document {
    Document {
        from: "Ada ada@example.org".to_owned(),
        to: "bo@example.net".to_owned(),
        subject: format!("About {body}"),
        body: body.to_owned(),
        attachments: "plan.pdf".to_owned(),
        is_whole: true,
    }
}

fn segment<'d>(documents: impl IntoIterator<Item = (u64, &'d str)>) -> Vec<u8> {
    let mut builder = Builder::new();
    documents.into_iter().for_each(|(id, body)| builder.add(id, &document(body)));
    builder.finish()
}

fn open(bytes: Vec<u8>) -> Segment {
    Segment::open(bytes).expect("a sound segment")
}

fn with(segment: &Segment, field: Field, term: &str) -> Vec<u64> {
    let mut bitmap = Bitmap::new(segment.documents());
    match term.strip_suffix('*') {
        Some(prefix) => segment.with_prefix(field, prefix, &mut bitmap),
        None => segment.with_term(field, term, &mut bitmap),
    }
    bitmap.iter().filter_map(|document| segment.ids().get(document as usize).copied()).collect()
}

#[test]
fn terms_are_found_in_their_fields() {
    let segment = open(segment([(9, "one two"), (3, "two three"), (700, "three")]));
    assert_eq!(segment.ids(), [3, 9, 700]);
    for (field, term, ids) in [
        (Field::Any, "two", vec![3, 9]),
        (Field::Any, "t*", vec![3, 9, 700]),
        (Field::Any, "tw*", vec![3, 9]),
        (Field::Any, "ada", vec![3, 9, 700]),
        (Field::Any, "nothing*", vec![]),
        (Field::Subject, "three", vec![3, 700]),
        (Field::From, "ada.example.org", vec![3, 9, 700]),
        (Field::From, "bo", vec![]),
        (Field::To, "bo", vec![3, 9, 700]),
        (Field::Attachment, "plan.pdf", vec![3, 9, 700]),
        (Field::Attachment, "one", vec![]),
    ] {
        assert_eq!(with(&segment, field, term), ids, "{field:?} {term}");
    }
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let sound = segment([(1, "one two"), (2, "two three"), (3, "two")]);
    for at in 0..sound.len() {
        for bit in 0..8 {
            let mut damaged = sound.clone();
            damaged[at] ^= 1 << bit;
            assert!(Segment::open(damaged).is_err(), "bit {bit} of byte {at}");
        }
        assert!(Segment::open(sound[..at].to_vec()).is_err(), "cut at {at}");
    }
    assert!(Segment::open([sound.as_slice(), &[0]].concat()).is_err());
}

#[test]
fn the_damage_is_named() {
    let mut other = segment([(1, "one")]);
    assert_eq!(Segment::open(Vec::new()).unwrap_err(), Damaged::NoSegment);
    assert_eq!(Segment::open(other[..20].to_vec()).unwrap_err(), Damaged::Corrupt);
    other[8] = 9;
    assert_eq!(Segment::open(other).unwrap_err(), Damaged::OtherVersion(9));
}

#[test]
fn a_message_added_twice_has_the_terms_of_both() {
    let twice = open(segment([(5, "early"), (6, "other"), (5, "late")]));
    assert_eq!(twice.ids(), [5, 6]);
    assert_eq!(with(&twice, Field::Any, "early"), [5]);
    assert_eq!(with(&twice, Field::Any, "late"), [5]);
    let (one, two) = (open(segment([(5, "early"), (6, "other")])), open(segment([(5, "late")])));
    assert_eq!(merge(&[&one, &two], &|_| false), twice.bytes());
}

#[test]
fn one_mail_adds_no_more_than_its_share() {
    let words: String = (0..50_000).map(|number| format!("w{number} ")).collect();
    let mut builder = Builder::new();
    builder.add(1, &Document { body: words, ..document("short") });
    let segment = open(builder.finish());
    assert!(!with(&segment, Field::Any, "w100").is_empty());
    assert!(with(&segment, Field::Any, "w30000").is_empty());
    assert_eq!(with(&segment, Field::Attachment, "plan"), [1], "the header comes first");
}

#[test]
fn nothing_is_a_segment_too() {
    let empty = open(Builder::new().finish());
    assert!(empty.ids().is_empty());
    assert!(with(&empty, Field::Any, "a*").is_empty());
    assert_eq!(merge(&[], &|_| false), empty.bytes());
}

fn bodies() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("([a-d]{1,3} |e|é|山|川|\\.){0,20}", 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merging_gives_what_building_at_once_gives(
        bodies in bodies(),
        homes in proptest::collection::vec(0usize..4, 40),
        deleted: BTreeSet<u8>,
    ) {
        let all: Vec<(u64, &str)> = (1u64..).step_by(3).zip(bodies.iter().map(String::as_str)).collect();
        let gone = |id: u64| u8::try_from(id).is_ok_and(|id| deleted.contains(&id));
        let parts: Vec<Segment> = (0..4)
            .map(|home| all.iter().zip(&homes).filter(move |(_, one)| **one == home).map(|(one, _)| *one))
            .map(|documents| open(segment(documents)))
            .collect();
        let merged = merge(&parts.iter().collect::<Vec<_>>(), &gone);
        let kept = all.iter().filter(|(id, _)| !gone(*id)).copied();
        prop_assert_eq!(&merged, &segment(kept));
        let mut pauses = 0;
        let parts: Vec<&Segment> = parts.iter().collect();
        let slowly = merge_in_steps(&parts, &gone, async || pauses += 1).now_or_never();
        prop_assert_eq!(slowly.as_ref(), Some(&merged));
        prop_assert!(pauses > 0);
        prop_assert!(Segment::open(merged).is_ok());
    }

    #[test]
    fn any_bytes_are_opened_or_refused(bytes: Vec<u8>, header: bool) {
        let head = if header { b"RSTSEARC\x01\0\0\0".as_slice() } else { &[] };
        prop_assert!(Segment::open([head, &bytes].concat()).is_err());
    }

    /// The checksum keeps damage out; what lies behind it trusts nothing all the same.
    #[test]
    fn nonsense_with_a_right_checksum_is_refused(rest: Vec<u8>, lengths: [u8; 7], documents in 0u32..50) {
        let mut body: Vec<u8> = lengths.iter().flat_map(|&length| u64::from(length % 9).to_le_bytes()).collect();
        body.extend(rest);
        let checksum = super::checksum_of(documents, &body).to_le_bytes();
        let head = [b"RSTSEARC\x01\0\0\0".as_slice(), &documents.to_le_bytes(), &checksum].concat();
        prop_assert_eq!(Segment::open([head, body].concat()).unwrap_err(), Damaged::Corrupt);
    }
}

/// A mail is whole once all of it was indexed, be it in a later segment.
#[test]
fn it_is_known_of_which_mails_only_the_header_was_indexed() {
    let of = |whole: &[(u64, bool)]| {
        let mut builder = Builder::new();
        for &(id, is_whole) in whole {
            builder.add(id, &Document { is_whole, ..document("text") });
        }
        open(builder.finish())
    };
    let (one, two) = (of(&[(1, false), (2, true), (3, false)]), of(&[(3, true), (4, true)]));
    assert_eq!(one.whole(), [2]);
    let merged = open(merge(&[&one, &two], &|id| id == 4));
    assert_eq!((merged.ids(), merged.whole()), ([1, 2, 3].as_slice(), vec![2, 3]));
    assert_eq!(of(&[]).whole(), Vec::<u64>::new());
}
