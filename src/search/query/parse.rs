//! From what was typed to a query.

use super::values::{Now, octets, time};
use super::{Filter, Query, Term, Test, Word};
use crate::search::segment::Field;
use crate::search::tokens::{Gap, MOST_IN_COMPOUND, parts, shortened};

/// Bytes of a query; what comes after is left out.
const LONGEST: usize = 1_000;
/// Words and filters of a query; further ones are left out.
const MOST: usize = 50;

/// Operators, as they are written before a colon.
pub(super) const OPERATORS: [&str; 13] = [
    "from", "to", "subject", "filename", "has", "is", "in", "account", "tag", "before", "after", "larger",
    "smaller",
];
/// What `is:` may be asked.
pub(super) const STATES: [&str; 3] = ["unread", "read", "starred"];

impl Query {
    /// Reads what was typed. Never fails: what is not understood is a word.
    ///
    /// | typed | means |
    /// | --- | --- |
    /// | `word another` | both, anywhere; of what ends without a space the last word may go on |
    /// | `wor*` | what begins so |
    /// | `"a phrase"` | these words in a row |
    /// | `-word`, `-from:ada` | not so |
    /// | `from:ada`, `to:"Bo Karlsen"`, `subject:`, `filename:` | in that field |
    /// | `has:attachment` `is:unread` `is:read` `is:starred` | |
    /// | `in:inbox`, `account:ada@example.org`, `tag:later` | in this folder, of this account, with this tag |
    /// | `before:2024-03-01`, `after:2024-03` `after:2024` | sooner than that day; that day, the first of that month or year, or later |
    /// | `after:yesterday`, `before:today`, `after:7d`, `2w`, `6m`, `1y` | the same, counted from now |
    /// | `larger:500k`, `smaller:2M` | in octets, k and M by 1,024 |
    ///
    /// An operator without a value asks for nothing: it is still being typed.
    #[must_use]
    pub fn parse(typed: &str, now: Now) -> Self {
        let typed = typed.get(..typed.floor_char_boundary(LONGEST)).unwrap_or(typed);
        let mut query = Self::default();
        let mut rest = typed.trim_start();
        while !rest.is_empty() && query.words.len() + query.filters.len() < MOST {
            let (item, after) = Item::read(rest);
            // The last word is still being typed.
            let prefix = !item.quoted && (item.starred || after.is_empty());
            query.add(&item, prefix, now);
            rest = after.trim_start();
        }
        query
    }

    fn add(&mut self, item: &Item<'_>, prefix: bool, now: Now) {
        let Item { negated, operator, value, .. } = *item;
        if operator.is_some() && value.is_empty() {
            return;
        }
        let field = match operator {
            Some("from") => Some(Field::From),
            Some("to") => Some(Field::To),
            Some("subject") => Some(Field::Subject),
            Some("filename") => Some(Field::Attachment),
            None => Some(Field::Any),
            Some(_) => None,
        };
        let test = operator.and_then(|operator| test(operator, value, now));
        match (field, test) {
            (Some(field), _) => self.words.extend(Word::of(value, field, item, prefix)),
            (None, Some((test, opposite))) => {
                self.filters.push(Filter { negated: negated != opposite, test });
            }
            (None, None) => self.words.extend(Word::of(item.whole, Field::Any, item, prefix)),
        }
    }
}

/// What an operator asks of a message, and whether the opposite of it.
fn test(operator: &str, value: &str, now: Now) -> Option<(Test, bool)> {
    let is = |one: &str| value.eq_ignore_ascii_case(one);
    let test = match operator {
        "has" if is("attachment") || is("attachments") => Test::Attachment,
        "is" if is("unread") => Test::Unread,
        "is" if is("read") => return Some((Test::Unread, true)),
        "is" if is("starred") => Test::Starred,
        "in" => Test::Folder(value.to_owned()),
        "account" => Test::Account(value.to_owned()),
        "tag" => Test::Tag(value.to_owned()),
        "before" => Test::Before(time(value, now)?),
        "after" => Test::After(time(value, now)?),
        "larger" => Test::Larger(octets(value)?),
        "smaller" => Test::Smaller(octets(value)?),
        _ => return None,
    };
    Some((test, false))
}

/// What stands between two spaces, or two quotes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'t> {
    pub(super) negated: bool,
    pub(super) operator: Option<&'static str>,
    /// Without quotes and star.
    pub(super) value: &'t str,
    /// Operator and value.
    whole: &'t str,
    pub(super) quoted: bool,
    /// Quoted, and the closing quote is there.
    pub(super) closed: bool,
    starred: bool,
}

impl<'t> Item<'t> {
    /// Reads the item that the text begins with; gives it and what follows.
    pub(super) fn read(text: &'t str) -> (Self, &'t str) {
        let minus = text.strip_prefix('-').filter(|rest| rest.starts_with(|c: char| !c.is_whitespace()));
        let (negated, text) = minus.map_or((false, text), |rest| (true, rest));
        let named = text.split_once(':').and_then(|(name, value)| {
            let operator = OPERATORS.into_iter().find(|operator| operator.eq_ignore_ascii_case(name))?;
            Some((operator, value))
        });
        let (operator, start) = named.map_or((None, text), |(operator, value)| (Some(operator), value));
        let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„');
        let quote = start.strip_prefix(is_quote);
        let closed = quote.and_then(|inside| inside.split_once(is_quote));
        let (value, after) = match (closed, quote) {
            (Some((value, after)), _) => (value.trim(), after),
            (None, Some(inside)) => (inside.trim(), ""),
            (None, None) => {
                let end = start.find(char::is_whitespace).unwrap_or(start.len());
                start.split_at_checked(end).unwrap_or((start, ""))
            }
        };
        let (quoted, closed) = (quote.is_some(), closed.is_some());
        let whole = text.strip_suffix(after).unwrap_or(text);
        let starred = !quoted && value.ends_with('*');
        let value = if starred { value.trim_end_matches('*') } else { value };
        (Self { negated, operator, value, whole, quoted, closed, starred }, after)
    }
}

/// A part of what was typed.
struct Piece {
    text: String,
    gap: Gap,
    unspaced: bool,
}

impl Word {
    /// None of what has no letters.
    fn of(text: &str, field: Field, item: &Item<'_>, prefix: bool) -> Option<Self> {
        let mut pieces = Vec::new();
        parts(text, |part| {
            pieces.push(Piece { text: part.text.to_owned(), gap: part.gap, unspaced: part.unspaced });
            true
        });
        // As the index joins them.
        let joined = |before: &Piece, next: &Piece| match next.gap {
            Gap::Dot | Gap::Hyphen => !before.unspaced && !next.unspaced,
            Gap::None | Gap::Line => before.unspaced && next.unspaced,
            Gap::Wide => false,
        };
        let mut terms = Vec::new();
        let mut ends_in_compound = false;
        for group in pieces.chunk_by(joined) {
            let compound = compound(group);
            ends_in_compound = compound.is_some();
            match (compound, group) {
                (Some(compound), _) => terms.push(Term::new(&compound, true)),
                // A character is the beginning of a pair, or the last of a run.
                (None, [one]) if one.unspaced => terms.push(Term::new(&one.text, true)),
                (None, [one, ..]) if one.unspaced => {
                    let pair = |pair: &[Piece]| pair.iter().map(|one| one.text.as_str()).collect::<String>();
                    terms.extend(group.windows(2).map(|two| Term::new(&pair(two), false)));
                }
                (None, words) => terms.extend(words.iter().map(|one| Term::new(&one.text, false))),
            }
        }
        if let (Some(term), Some(last)) = (terms.last_mut(), pieces.last()) {
            term.prefix |= prefix && !last.unspaced;
        }
        let parts: Vec<String> = pieces.into_iter().map(|piece| piece.text).collect();
        (!parts.is_empty()).then_some(Self {
            field,
            prefix: prefix || (ends_in_compound && !item.quoted),
            negated: item.negated,
            to_verify: item.quoted && parts.len() > 1,
            parts,
            terms,
        })
    }
}

impl Term {
    fn new(text: &str, prefix: bool) -> Self {
        Self { text: shortened(text).to_owned(), prefix }
    }
}

/// Parts that the index has as one term, or as the beginning of one.
fn compound(group: &[Piece]) -> Option<String> {
    let (first, rest) = group.split_first()?;
    if !rest.iter().any(|piece| piece.gap == Gap::Dot) || group.len() > MOST_IN_COMPOUND {
        return None;
    }
    let mut text = first.text.clone();
    for piece in rest {
        text.push(if piece.gap == Gap::Dot { '.' } else { '-' });
        text.push_str(&piece.text);
    }
    Some(text)
}
