//! Text of a mail made fit for the app's own surface: one line, nothing invisible, nothing that
//! turns the reading direction of what stands beside it.

/// Folds `text` into one line of at most `longest` characters.
///
/// White space and line ends become single spaces. Control characters, bidirectional controls,
/// zero-width fillers and tag characters are left out: a sender's name must not be able to
/// reorder or hide what the app writes next to it. Joiners stay between two visible characters,
/// where Persian, the Indic scripts and emoji need them. Longer text ends with an ellipsis.
pub(crate) fn line(text: &str, longest: usize) -> String {
    line_of(text.chars(), longest).0
}

/// As [`line`], of no more characters than it takes; and whether it was longer.
pub(crate) fn line_of(text: impl Iterator<Item = char>, longest: usize) -> (String, bool) {
    let mut line = String::with_capacity(text.size_hint().0.min(longest));
    let mut length = 0;
    let mut space = false;
    let mut joiner = None;
    for character in text {
        // Most are: one question instead of many.
        let plain = character.is_ascii_graphic();
        if !plain && is_space(character) {
            space = length > 0;
            joiner = None;
        } else if !plain && is_joiner(character) {
            joiner = (length > 0 && !space).then_some(character);
        } else if plain || !is_invisible(character) {
            let needed = 1 + usize::from(space) + usize::from(joiner.is_some());
            if length + needed > longest {
                line.push('…');
                return (line, true);
            }
            if space {
                line.push(' ');
            }
            line.extend(joiner);
            line.push(character);
            length += needed;
            (space, joiner) = (false, None);
        }
    }
    (line, false)
}

/// The characters of an address that may be shown and sent to: no spaces, nothing invisible.
pub(crate) fn address(text: &str) -> String {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return text.to_owned();
    }
    text.chars().filter(|&c| !is_space(c) && !is_invisible(c) && !is_joiner(c)).collect()
}

fn is_space(character: char) -> bool {
    // Braille blank and the Hangul fillers are letters by category and blank by sight.
    character.is_whitespace()
        || matches!(character, '\u{2800}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}')
}

fn is_joiner(character: char) -> bool {
    matches!(character, '\u{200c}' | '\u{200d}')
}

/// Whether a character draws nothing of its own but may change or hide what stands around it.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_name_cannot_reorder_or_hide_its_surroundings() {
        assert_eq!(line("Bank\u{202e}gnp.exe\u{202c}\u{2066}\u{7}\u{9b}", 80), "Bankgnp.exe");
        assert_eq!(line("a\r\n\tb\u{2028}c\u{a0}\u{3164}d", 80), "a b c d");
    }

    #[test]
    fn fillers_vanish_and_joiners_stay_where_they_join() {
        assert_eq!(line("Sale\u{200c} \u{34f} \u{200c}\u{feff} \u{ad}\u{200b}now", 80), "Sale now");
        assert_eq!(line("می\u{200c}خواهم 👩\u{200d}🚀", 80), "می\u{200c}خواهم 👩\u{200d}🚀");
    }

    #[test]
    fn long_text_ends_with_an_ellipsis() {
        assert_eq!(line("abcdef", 6), "abcdef");
        assert_eq!(line("abcdefg", 6), "abcdef…");
        assert_eq!(line("abcdef  ", 6), "abcdef");
    }
}
