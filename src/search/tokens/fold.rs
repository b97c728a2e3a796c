//! Characters as they are compared: without case, accents and variants.

use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible, is_combining_mark};

/// What a character is to a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folded {
    /// A letter or digit of a script that parts words by spaces.
    Letter(char),
    /// A character of a script that does not.
    Unspaced(char),
    /// Completes the character before: a kana's voicing mark, the later letters of a Hangul
    /// syllable.
    Completing(char),
    /// Neither seen nor a border: marks, soft hyphens, joiners.
    Dropped,
    /// What words end at.
    Border(char),
}

/// Folds one character, which may become several.
pub(crate) fn fold(character: char, mut give: impl FnMut(Folded)) {
    // Most of what is not ASCII needs no table.
    match character {
        // Han, and kana and Hangul as they are usually written.
        '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30fe}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => give(Folded::Unspaced(character)),
        // Greek, Cyrillic and Hebrew in lower case and without marks.
        'α'..='ρ' | 'σ'..='ω' | 'а'..='и' | 'к'..='я' | 'א'..='ת' => {
            give(Folded::Letter(character))
        }
        _ => match QUICK.get(character) {
            Some(pieces) => pieces.iter().copied().for_each(give),
            None => by_tables(character, give),
        },
    }
}

/// What alphabets and punctuation fold to, looked up once: four tables of Unicode a character take longer
/// than all else that is done with a word.
static QUICK: LazyLock<Quick> = LazyLock::new(Quick::new);

struct Quick {
    /// Where in `pieces` those of each character end.
    ends: Vec<usize>,
    pieces: Vec<Folded>,
}

/// Latin, Greek, Cyrillic, Hebrew, Arabic, the scripts of India, Thai.
const ALPHABETS: std::ops::Range<u32> = 0x80..0xe80;
/// Quotation marks, dashes, spaces.
const PUNCTUATION: std::ops::Range<u32> = 0x2000..0x2070;

impl Quick {
    fn new() -> Self {
        let mut quick = Self { ends: Vec::new(), pieces: Vec::new() };
        for character in ALPHABETS.chain(PUNCTUATION) {
            if let Some(character) = char::from_u32(character) {
                by_tables(character, |piece| quick.pieces.push(piece));
            }
            quick.ends.push(quick.pieces.len());
        }
        quick
    }

    fn get(&self, character: char) -> Option<&[Folded]> {
        let code = u32::from(character);
        let place = if ALPHABETS.contains(&code) {
            code - ALPHABETS.start
        } else if PUNCTUATION.contains(&code) {
            code - PUNCTUATION.start + ALPHABETS.end - ALPHABETS.start
        } else {
            return None;
        } as usize;
        let start = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.pieces.get(start..*self.ends.get(place)?)
    }
}

fn by_tables(character: char, mut give: impl FnMut(Folded)) {
    decompose_compatible(character, |piece| {
        for lower in piece.to_lowercase() {
            match spelling(lower) {
                "" => give(kind(lower)),
                letters => letters.chars().for_each(|letter| give(Folded::Letter(letter))),
            }
        }
    });
}

/// Letters that Unicode keeps whole though readers write them otherwise.
const fn spelling(letter: char) -> &'static str {
    match letter {
        'ß' => "ss",
        'ø' => "o",
        'æ' => "ae",
        'œ' => "oe",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ħ' => "h",
        'ŧ' => "t",
        // The Turkish letter without its dot; with it, the dot is a mark.
        'ı' => "i",
        'ς' => "σ",
        // Arabic as it is written without care for the end of words; Persian and Urdu keyboards.
        'ى' | 'ی' => "ي",
        'ة' => "ه",
        'ک' => "ك",
        _ => "",
    }
}

fn kind(character: char) -> Folded {
    match character {
        '\u{3099}' | '\u{309a}' | '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}' => {
            return Folded::Completing(character);
        }
        // Tatweel only stretches. Soft hyphen, zero-width space and joiners, byte order mark.
        '\u{640}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => return Folded::Dropped,
        // Arabic and Persian digits.
        '\u{660}'..='\u{669}' => return digit(character, 0x660),
        '\u{6f0}'..='\u{6f9}' => return digit(character, 0x6f0),
        _ => {}
    }
    // Marks that are vowels in their own right (Devanagari, Thai) are letters.
    if is_combining_mark(character)
        && (canonical_combining_class(character) != 0 || !character.is_alphabetic())
    {
        Folded::Dropped
    } else if !character.is_alphanumeric() {
        Folded::Border(character)
    } else if is_unspaced(character) {
        Folded::Unspaced(character)
    } else {
        Folded::Letter(character)
    }
}

fn digit(character: char, zero: u32) -> Folded {
    let value = u32::from(character).saturating_sub(zero);
    char::from_digit(value, 10).map_or(Folded::Border(character), Folded::Letter)
}

fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{e00}'..='\u{eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Burmese
        | '\u{1100}'..='\u{11ff}' // Hangul, letter by letter
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{31ff}' // kana, bopomofo
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::{Folded, by_tables, fold};

    fn folded(text: &str) -> String {
        let mut out = String::new();
        for character in text.chars() {
            fold(character, |one| match one {
                Folded::Letter(c) | Folded::Unspaced(c) | Folded::Completing(c) => out.push(c),
                Folded::Border(_) => out.push('|'),
                Folded::Dropped => {}
            });
        }
        out
    }

    #[test]
    fn what_needs_no_table_is_what_the_tables_say() {
        for character in '\0'..='\u{2100}' {
            let (mut quick, mut slow) = (Vec::new(), Vec::new());
            fold(character, |one| quick.push(one));
            by_tables(character, |one| slow.push(one));
            assert_eq!(quick, slow, "{character}");
        }
    }

    #[test]
    fn accents_case_and_variants_are_gone() {
        for (text, same) in [
            ("Zoë ÅNGSTRÖM", "zoe|angstrom"),
            ("Straße STRASSE ẞ", "strasse|strasse|ss"),
            ("İstanbul ISTANBUL ısı", "istanbul|istanbul|isi"),
            ("Łódź Ærø Þór", "lodz|aero|thor"),
            ("ΟΔΟΣ οδός", "οδοσ|οδοσ"),
            ("ﬁnal Ｆｕｌｌ Ⅻ", "final|full|xii"),
            ("Ёлка", "елка"),
            ("مُحَمَّد أحمد مدرسة ١٢٣", "محمد|احمد|مدرسه|123"),
            ("שָׁלוֹם", "שלום"),
            ("co\u{ad}op\u{200b}era\u{301}te", "cooperate"),
            ("हिन्दी", "हिनदी"),
        ] {
            assert_eq!(folded(text), same, "{text}");
        }
    }
}
