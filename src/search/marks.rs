//! Where in a text the hits are, for the screen.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::query::Query;
use super::segment::Field;
use super::sequence::Sequence;
use super::tokens::parts;
use crate::mail::{LONGEST_SEARCHABLE, display};

/// Hits that are looked for in one text.
const MOST_HITS: usize = 1_000;
/// Hits of which one is chosen for an excerpt to begin with.
const MOST_BEGINNINGS: usize = 200;
/// Bytes of text looked at for each character of an excerpt: white space folds, and what is not
/// seen goes.
const BYTES_A_CHARACTER: usize = 8;
/// So many characters of an excerpt may stand before its first hit: one of so many.
const LEAD: usize = 8;

/// A hit: its place, and which word of the query it is.
type Place = (Range<usize>, usize);

/// The places in `text` where the words of a query are, in bytes, ascending, none in another; at most
/// 1,000, in the first 200 kB.
///
/// `field` is what of the mail the text is: [`Field::Any`] for its body. Words that are sought in
/// another field are not marked. `exact` is [`Found::exact`](super::Found::exact).
#[must_use]
pub fn marks(text: &str, query: &Query, field: Field, exact: bool) -> Vec<Range<usize>> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    for (range, _) in places(text, query, field, exact) {
        match marks.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => marks.push(range),
        }
    }
    marks
}

/// Part of a text, fit to be shown on one line, with the hits in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// Without line ends, control characters and bidirectional overrides; an ellipsis stands where it
    /// was cut.
    pub text: String,
    /// The hits, in bytes of `text`, ascending, none in another.
    pub marks: Vec<Range<usize>>,
}

/// The part of a body, of at most so many characters and two ellipses, that has the most of the words
/// in it; none where no word is in it, as when they were found in the header.
#[must_use]
pub fn excerpt(text: &str, query: &Query, exact: bool, longest: usize) -> Option<Excerpt> {
    let places = places(text, query, Field::Any, exact);
    let first = best_beginning(&places, longest)?;
    let start = lead(text, first, longest / LEAD);
    let rest = text.get(start..)?;
    let window = rest.get(..rest.floor_char_boundary(longest.saturating_mul(BYTES_A_CHARACTER)))?;
    let mut line = display::line(window, longest);
    if start > 0 {
        line.insert(0, '…');
    }
    let marks = marks(&line, query, Field::Any, exact);
    Some(Excerpt { text: line, marks })
}

fn places(text: &str, query: &Query, field: Field, exact: bool) -> Vec<Place> {
    let text = text.get(..text.floor_char_boundary(LONGEST_SEARCHABLE)).unwrap_or(text);
    let relevant = |word: &&super::query::Word| !word.negated && [Field::Any, field].contains(&word.field);
    let mut words: Vec<Sequence<'_>> =
        query.words.iter().filter(relevant).map(|word| Sequence::new(word, exact)).collect();
    let mut places = Vec::new();
    parts(text, |part| {
        for (number, word) in words.iter_mut().enumerate() {
            places.extend(word.take(&part).map(|range| (range, number)));
        }
        places.len() < MOST_HITS && !words.is_empty()
    });
    places.truncate(MOST_HITS);
    places.sort_by_key(|(range, _)| range.start);
    places
}

/// Where the hit begins from which on the most words are within reach; the first such.
fn best_beginning(places: &[Place], reach: usize) -> Option<usize> {
    let mut best: Option<(usize, usize)> = None;
    for (number, (first, _)) in places.iter().enumerate().take(MOST_BEGINNINGS) {
        let within = places.get(number..).unwrap_or_default();
        let mut words: Vec<usize> = within
            .iter()
            .take(MOST_BEGINNINGS)
            .take_while(|(range, _)| range.end <= first.start + reach)
            .map(|&(_, word)| word)
            .collect();
        words.sort_unstable();
        words.dedup();
        if best.is_none_or(|(most, _)| words.len() > most) {
            best = Some((words.len(), first.start));
        }
    }
    best.map(|(_, start)| start)
}

/// A place up to so many characters before `at`, where a word begins if there is one.
fn lead(text: &str, at: usize, characters: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let mut start = at;
    for (count, (place, character)) in before.char_indices().rev().enumerate() {
        if count == characters {
            break;
        }
        if place == 0 {
            return 0;
        }
        if character.is_whitespace() {
            start = place + character.len_utf8();
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Field, Query, excerpt, marks};
    use crate::search::Now;

    const NOW: Now = Now { seconds: 0, offset: 0 };

    fn marked(text: &str, query: &str, exact: bool) -> Vec<String> {
        let query = Query::parse(query, NOW);
        marks(text, &query, Field::Any, exact)
            .into_iter()
            .map(|range| text.get(range).unwrap().to_owned())
            .collect()
    }

    #[test]
    fn hits_are_marked_as_they_are_written() {
        for (text, query, hits) in [
            ("Die Straße, die STRASSEN", "strasse* ", vec!["Straße", "STRASSEN"]),
            ("na\u{ef}ve nai\u{308}ve", "naive ", vec!["na\u{ef}ve", "nai\u{308}ve"]),
            ("İstanbul ıslak", "istanbul isl", vec!["İstanbul", "ıslak"]),
            ("ﬁnally", "fin", vec!["ﬁnally"]),
            ("東京都の会議室", "会議 ", vec!["会議"]),
            ("東京都の会\n議室", "会議室", vec!["会\n議室"]),
            ("ประเทศไทย", "ไทย", vec!["ไทย"]),
            ("주간 회의록을 보냅니다", "회의록", vec!["회의록"]),
            ("هذه المَدْرَسَة", "المدرسه ", vec!["المَدْرَسَة"]),
            ("שָׁלוֹם עולם", "שלום ", vec!["שָׁלוֹם"]),
            ("to ada@example.org, ada at example", "ada@exam ", vec!["ada@example"]),
            ("one two\n> three", "\"two three\"", vec!["two\n> three"]),
            ("a b a b c", "\"a b c\"", vec!["a b c"]),
            ("foo foo bar", "\"foo bar\" bar foo ", vec!["foo", "foo bar"]),
            ("foo", "-foo", vec![]),
            ("foo", "from:foo", vec![]),
        ] {
            assert_eq!(marked(text, query, true), hits, "{text} / {query}");
        }
        assert_eq!(marked("we receive it", "recieve ", false), ["receive"]);
        assert_eq!(marked("we receive it", "recieve ", true).len(), 0);
        let from = Query::parse("from:ada bo", NOW);
        assert_eq!(marks("Ada Bo", &from, Field::From, true), [0..3, 4..6]);
    }

    #[test]
    fn an_excerpt_shows_where_the_most_words_are() {
        let text = format!("one {} two one three\u{202e} {}", "filler ".repeat(100), "end ".repeat(100));
        let found = excerpt(&text, &Query::parse("one two three ", NOW), true, 60).unwrap();
        assert!(found.text.starts_with('…') && found.text.ends_with('…'), "{}", found.text);
        assert!(!found.text.contains('\u{202e}'));
        let hits: Vec<&str> =
            found.marks.iter().map(|range| found.text.get(range.clone()).unwrap()).collect();
        assert_eq!(hits, ["two", "one", "three"]);
        assert_eq!(excerpt(&text, &Query::parse("nowhere ", NOW), true, 60), None);
        let short = excerpt("Only this.", &Query::parse("this", NOW), true, 60).unwrap();
        assert_eq!(short.text, "Only this.");
    }

    proptest! {
        #[test]
        fn marks_are_places(text in "(\\PC|[a-e .\n]|é|ß|山|가){0,60}", query in "([a-e]|é|山|가|ss| |\"|\\*){0,12}", exact: bool) {
            let query = Query::parse(&query, NOW);
            let mut end = 0;
            for range in marks(&text, &query, Field::Any, exact) {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
            if let Some(excerpt) = excerpt(&text, &query, exact, 20) {
                prop_assert!(excerpt.text.chars().count() <= 23);
                prop_assert!(excerpt.marks.iter().all(|range| excerpt.text.get(range.clone()).is_some()));
            }
        }
    }
}
