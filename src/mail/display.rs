//! Text of a mail made fit for the app's own surface: one line, nothing invisible, nothing that
//! turns the reading direction of what stands beside it.

/// Folds `text` into one line of at most `longest` characters.
///
/// White space and line ends become single spaces. Control characters, bidirectional controls,
/// zero-width fillers and tag characters are left out: a sender's name must not be able to
/// reorder or hide what the app writes next to it. Joiners stay between two visible characters,
/// where Persian, the Indic scripts and emoji need them. Longer text ends with an ellipsis.
pub(crate) fn line(text: &str, longest: usize) -> String {
    line_of([text], longest).0
}

/// As [`line`], of pieces between which there is a space, and of no more of them than it takes; and
/// whether there was more.
pub(crate) fn line_of<'t>(pieces: impl IntoIterator<Item = &'t str>, longest: usize) -> (String, bool) {
    let mut line = Line { text: String::new(), length: 0, gap: Gap::default(), longest };
    for piece in pieces {
        if !line.takes(piece) {
            line.text.push('…');
            return (line.text, true);
        }
        line.gap.space(line.length);
    }
    (line.text, false)
}

/// A line that grows.
struct Line {
    text: String,
    /// In characters.
    length: usize,
    gap: Gap,
    longest: usize,
}

/// What stands between the last character and the next.
#[derive(Default)]
struct Gap {
    space: bool,
    joiner: Option<char>,
}

impl Gap {
    fn space(&mut self, length: usize) {
        *self = Self { space: length > 0, joiner: None };
    }
}

impl Line {
    /// Takes a piece; `false` when it does not fit.
    fn takes(&mut self, mut piece: &str) -> bool {
        loop {
            // Most characters are plain: one question for many of them.
            let plain = piece.bytes().take_while(u8::is_ascii_graphic).count();
            let Some((run, rest)) = piece.split_at_checked(plain) else { return true };
            if !run.is_empty() && !self.append(run, plain) {
                return false;
            }
            let mut characters = rest.chars();
            let Some(character) = characters.next() else { return true };
            piece = characters.as_str();
            if is_space(character) {
                self.gap.space(self.length);
            } else if is_joiner(character) {
                self.gap.joiner = (self.length > 0 && !self.gap.space).then_some(character);
            } else if !is_invisible(character) {
                let mut bytes = [0; 4];
                if !self.append(character.encode_utf8(&mut bytes), 1) {
                    return false;
                }
            }
        }
    }

    /// Appends visible text of so many characters, as much as fits; `false` when that is not all.
    fn append(&mut self, visible: &str, characters: usize) -> bool {
        let Gap { space, joiner } = std::mem::take(&mut self.gap);
        let needed = usize::from(space) + usize::from(joiner.is_some());
        let room = self.longest.saturating_sub(self.length + needed);
        if room == 0 {
            return false;
        }
        if space {
            self.text.push(' ');
        }
        self.text.extend(joiner);
        // One character fits, and more are ASCII: so many bytes are so many characters.
        self.text.push_str(if characters > room { visible.get(..room).unwrap_or(visible) } else { visible });
        self.length += needed + characters.min(room);
        characters <= room
    }
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
    use super::{line, line_of};

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
        assert_eq!(line("abcde fg", 6), "abcde…");
        assert_eq!(line("äöü ß€", 6), "äöü ß€");
        assert_eq!(line("äöü ß€!", 6), "äöü ß€…");
    }

    #[test]
    fn pieces_are_parted_by_one_space() {
        assert_eq!(line_of(["", "a ", "", " b", "c", ""], 80), ("a b c".to_owned(), false));
        assert_eq!(line_of(["a", "b", "c"], 3), ("a b…".to_owned(), true));
    }
}
