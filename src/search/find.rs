//! From a query to the messages that match.

use std::cmp::Reverse;

use super::bitmap::Bitmap;
use super::facts::{Fact, Facts};
use super::query::{Query, Term, Test, Word};
use super::segment::{Field, Segment};
use super::typo::{OneTypo, SHORTEST};

/// What a query found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The messages, the newest first: those with the greatest ids, which collected mail gets in
    /// order. Whoever wants them by another date, or by rank, sorts them.
    ///
    /// All of them, however many. Where the query [has phrases](Query::has_phrases) they are
    /// candidates, each to be [verified](Query::verifies). Messages that were deleted since they
    /// were indexed are among them, unless the query has filters.
    pub hits: Vec<Hit>,
    /// No typing error had to be forgiven. Otherwise nothing matched as it was typed.
    pub exact: bool,
}

/// A message that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its id.
    pub id: u64,
    /// How many of the words its subject or sender has: the more, the more likely it is what the
    /// reader wants. Equal ones belong in the order of their dates.
    pub rank: u8,
}

impl Found {
    /// The ids, in the order of the hits.
    pub fn ids(&self) -> impl Iterator<Item = u64> {
        self.hits.iter().map(|hit| hit.id)
    }
}

/// Finds the messages whose words are as the query wants them, and that its filters admit.
///
/// Where no message has all the words, words of four letters and more may differ from what was
/// typed by one typing error: first those only that occur nowhere, then all.
#[must_use]
pub fn find(segments: &[Segment], query: &Query, facts: &dyn Facts) -> Found {
    let words: Vec<&Word> = query.words.iter().filter(|word| !word.negated).collect();
    let excluded: Vec<&Word> = query.words.iter().filter(|word| word.negated && !word.to_verify).collect();
    let (mut hits, exact) = if words.is_empty() {
        (without(segments, &excluded, facts), true)
    } else {
        let mut forgiving = vec![false; words.len()];
        let mut found = matching(segments, &words, &forgiving, &excluded);
        while found.hits.is_empty() && forgive(&words, &mut forgiving, &found.occurs) {
            found = matching(segments, &words, &forgiving, &excluded);
        }
        let exact = found.hits.is_empty() || !forgiving.contains(&true);
        (found.hits, exact)
    };
    let filters = Filters::new(query, facts);
    if !filters.0.is_empty() {
        hits.retain(|hit| facts.of(hit.id).is_some_and(|fact| filters.admit(&fact)));
    }
    Found { hits, exact }
}

/// What matched with some words forgiven.
struct Matching {
    hits: Vec<Hit>,
    /// Which of the words occurs at all; only known where nothing matched.
    occurs: Vec<bool>,
}

fn matching(segments: &[Segment], words: &[&Word], forgiving: &[bool], excluded: &[&Word]) -> Matching {
    let mut hits = Vec::new();
    let mut occurs = vec![false; words.len()];
    // The newest first, so that the hits are in order already where segments do not overlap.
    let mut newest: Vec<&Segment> = segments.iter().collect();
    newest.sort_by_key(|segment| Reverse(segment.ids().last().copied()));
    for segment in newest {
        let mut all = Bitmap::full(segment.documents());
        let mut in_header = Vec::with_capacity(words.len());
        for ((word, &forgiven), occurs) in words.iter().zip(forgiving).zip(&mut occurs) {
            // Once something matched it is no longer asked what occurs.
            if all.is_empty() && !hits.is_empty() {
                break;
            }
            let with_word = documents(segment, word, word.field, forgiven);
            *occurs |= !with_word.is_empty();
            all.intersect(&with_word);
            in_header.push((*word, forgiven));
        }
        if all.is_empty() {
            continue;
        }
        for word in excluded {
            all.remove(&documents(segment, word, word.field, false));
        }
        let headers: Vec<Bitmap> =
            in_header.iter().filter_map(|(word, forgiven)| header(segment, word, *forgiven)).collect();
        let fields = words.len() - headers.len();
        let ids = segment.ids();
        let start = hits.len();
        hits.extend(all.iter().filter_map(|document| {
            let rank = fields + headers.iter().filter(|header| header.contains(document)).count();
            let id = *ids.get(document as usize)?;
            Some(Hit { id, rank: u8::try_from(rank).unwrap_or(u8::MAX) })
        }));
        hits.get_mut(start..).unwrap_or_default().reverse();
    }
    newest_first(&mut hits);
    Matching { hits, occurs }
}

/// Each message once, with the best of its ranks.
fn newest_first(hits: &mut Vec<Hit>) {
    if !hits.is_sorted_by(|one, next| one.id > next.id) {
        // One run a segment: this sort makes use of them.
        hits.sort_by_key(|hit| Reverse((hit.id, hit.rank)));
        hits.dedup_by_key(|hit| hit.id);
    }
}

/// The documents that have a word in their subject or sender; none for a word that has a field of
/// its own: that is hit wherever it matches.
fn header(segment: &Segment, word: &Word, forgiven: bool) -> Option<Bitmap> {
    (word.field == Field::Any).then(|| {
        let mut documents_with = documents(segment, word, Field::Subject, forgiven);
        documents_with.unite(&documents(segment, word, Field::From, forgiven));
        documents_with
    })
}

/// The documents that have all terms of a word.
fn documents(segment: &Segment, word: &Word, field: Field, forgiven: bool) -> Bitmap {
    let with = |term: &Term| {
        let mut with = Bitmap::new(segment.documents());
        if forgiven && is_long(term) {
            segment.with_typo(field, &OneTypo::new(&term.text, term.prefix), &mut with);
        } else if term.prefix {
            segment.with_prefix(field, &term.text, &mut with);
        } else {
            segment.with_term(field, &term.text, &mut with);
        }
        with
    };
    let mut terms = word.terms.iter();
    let mut all = terms.next().map_or_else(|| Bitmap::new(segment.documents()), with);
    for term in terms {
        if all.is_empty() {
            break;
        }
        all.intersect(&with(term));
    }
    all
}

fn is_long(term: &Term) -> bool {
    term.text.chars().count() >= SHORTEST
}

/// Forgives more; `false` when there is nothing left to forgive.
fn forgive(words: &[&Word], forgiving: &mut [bool], occurs: &[bool]) -> bool {
    let can = |word: &Word| word.terms.iter().any(is_long);
    let first = !forgiving.contains(&true);
    let mut more = false;
    for everyone in [!first, true] {
        for ((word, forgiven), occurs) in words.iter().zip(forgiving.iter_mut()).zip(occurs) {
            if can(word) && !*forgiven && (everyone || !occurs) {
                *forgiven = true;
                more = true;
            }
        }
        if more {
            break;
        }
    }
    more
}

/// All messages but those that have a word.
fn without(segments: &[Segment], excluded: &[&Word], facts: &dyn Facts) -> Vec<Hit> {
    let mut gone = Vec::new();
    for segment in segments {
        for word in excluded {
            let with = documents(segment, word, word.field, false);
            gone.extend(with.iter().filter_map(|document| segment.ids().get(document as usize).copied()));
        }
    }
    gone.sort_unstable();
    let all = facts.all().into_iter().filter(|id| gone.binary_search(id).is_err());
    let mut hits: Vec<Hit> = all.map(|id| Hit { id, rank: 0 }).collect();
    newest_first(&mut hits);
    hits
}

/// The filters of a query, the names in them looked up.
struct Filters<'q>(Vec<(bool, &'q Test, Vec<u32>)>);

impl<'q> Filters<'q> {
    fn new(query: &'q Query, facts: &dyn Facts) -> Self {
        let looked_up = query.filters.iter().map(|filter| {
            let meant = match &filter.test {
                Test::Folder(name) => facts.folders(name),
                Test::Account(name) => facts.accounts(name),
                Test::Tag(name) => vec![facts.tags(name).into()],
                _ => Vec::new(),
            };
            (filter.negated, &filter.test, meant)
        });
        Self(looked_up.collect())
    }

    fn admit(&self, fact: &Fact) -> bool {
        self.0.iter().all(|(negated, test, meant)| {
            let holds = match test {
                Test::Attachment => fact.attachments > 0,
                Test::Unread => fact.unread,
                Test::Starred => fact.starred,
                Test::Folder(_) => meant.contains(&fact.folder),
                Test::Account(_) => meant.contains(&fact.account),
                Test::Tag(_) => meant.iter().any(|tags| tags & u32::from(fact.tags) != 0),
                Test::Before(time) => fact.date < *time,
                Test::After(time) => fact.date >= *time,
                Test::Larger(size) => fact.size > *size,
                Test::Smaller(size) => fact.size < *size,
            };
            holds != *negated
        })
    }
}

#[cfg(test)]
mod tests;
