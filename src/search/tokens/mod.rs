//! Text as the index holds it: folded words.
//!
//! ```text
//! text  -> parts: "Zoë's e-mail, 東京都"  ->  zoe | s | e | mail | 東 | 京 | 都      (marks, phrases)
//! parts -> terms:                             zoe   s   e   mail   東京  京都  都    (index, queries)
//! ```
//!
//! - **Folded**: NFKD, marks dropped, lower-cased, and a few letters that Unicode does not take
//!   apart (ß, ø, ł, the Turkish i, the spellings of alef and yeh). See [`fold`].
//! - **Scripts without spaces** (Han, kana, Hangul, Thai, Lao, Khmer, Burmese) are indexed as
//!   overlapping pairs, and the last character of a run alone: then one character is a prefix of
//!   what was indexed wherever it stands. Korean has spaces, but its words carry their particles:
//!   as pairs their stems and the members of compounds are found.
//! - **Compounds** – addresses, host names, file names: parts joined by `.` or `@` – are indexed as
//!   their parts, and as every tail that begins at a part: `mail.example.org` also as
//!   `mail.example.org` and `example.org`. Any run of parts is then a prefix of some term.

mod fold;
mod parts;
mod terms;

pub(crate) use fold::{Folded, fold};
pub(crate) use parts::{Gap, Part, parts};
pub(crate) use terms::terms;

/// Bytes of a term; a longer word is known by its beginning.
pub(crate) const LONGEST_TERM: usize = 64;

/// Parts of a compound; a longer one is known by its parts alone.
pub(crate) const MOST_IN_COMPOUND: usize = 8;

/// As much of a word as a term may have.
pub(crate) fn shortened(word: &str) -> &str {
    word.get(..word.floor_char_boundary(LONGEST_TERM)).unwrap_or(word)
}
