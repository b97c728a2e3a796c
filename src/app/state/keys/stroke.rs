//! A press of one key with those that are held, and one or two of them after each other.

use std::{fmt, str::FromStr};

/// One key, and what is held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stroke {
    /// Ctrl, or Cmd.
    command: bool,
    /// Alt, or Option.
    alt: bool,
    /// Shift; of keys that write something other than letters it is part of what they write.
    shift: bool,
    key: Key,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    /// What it writes; a letter is a small one.
    Writes(char),
    Space,
    Enter,
    Escape,
    Tab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    /// 1 to 12.
    F(u8),
}

/// What the browser tells of a press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Press<'a> {
    /// `KeyboardEvent.key`.
    pub key: &'a str,
    /// `KeyboardEvent.code`.
    pub code: &'a str,
    /// Ctrl is held.
    pub ctrl: bool,
    /// Cmd is held.
    pub meta: bool,
    /// Alt is held.
    pub alt: bool,
    /// Shift is held.
    pub shift: bool,
}

/// One stroke, or two after each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    first: Stroke,
    second: Option<Stroke>,
}

/// What should be keys is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotKeys {
    /// There is none.
    Empty,
    /// A key is not known.
    Unknown,
    /// There are more than two.
    TooMany,
}

/// The names of the keys that write nothing, ours and the browser's.
const NAMES: [(Key, &str, &str); 16] = [
    (Key::Space, "Space", " "),
    (Key::Enter, "Enter", "Enter"),
    (Key::Escape, "Escape", "Escape"),
    (Key::Tab, "Tab", "Tab"),
    (Key::Backspace, "Backspace", "Backspace"),
    (Key::Delete, "Delete", "Delete"),
    (Key::Insert, "Insert", "Insert"),
    (Key::Up, "Up", "ArrowUp"),
    (Key::Down, "Down", "ArrowDown"),
    (Key::Left, "Left", "ArrowLeft"),
    (Key::Right, "Right", "ArrowRight"),
    (Key::Home, "Home", "Home"),
    (Key::End, "End", "End"),
    (Key::PageUp, "PageUp", "PageUp"),
    (Key::PageDown, "PageDown", "PageDown"),
    // Before it was agreed on, some browsers called it so.
    (Key::Delete, "Delete", "Del"),
];

impl Key {
    fn function(name: &str) -> Option<Self> {
        let number = name.strip_prefix('F')?.parse().ok()?;
        let known = (1..=12).contains(&number) && !name.starts_with("F0") && !name.starts_with("F+");
        known.then_some(Self::F(number))
    }
}

impl Stroke {
    /// What was pressed; `None` for keys that are only held, and for those that nothing is known of.
    #[must_use]
    pub fn of(press: Press<'_>) -> Option<Self> {
        let Press { key, code, ctrl, meta, alt, shift } = press;
        let command = ctrl || meta;
        let mut signs = key.chars();
        match (signs.next(), signs.next()) {
            (Some(sign), None) if sign != ' ' => {
                // Where the letters are others, the place of the key counts.
                let latin = code.strip_prefix("Key").and_then(|letter| letter.chars().next());
                let sign = match latin {
                    Some(latin) if sign.is_alphabetic() && !sign.is_ascii() => latin,
                    _ => sign,
                };
                Self::writing(sign, command, alt, shift)
            }
            _ => {
                let named = NAMES.iter().find(|(_, _, theirs)| *theirs == key).map(|(key, ..)| *key);
                let key = named.or_else(|| Key::function(key))?;
                Some(Self { command, alt, shift, key })
            }
        }
    }

    fn writing(sign: char, command: bool, alt: bool, shift: bool) -> Option<Self> {
        if sign.is_whitespace() || sign.is_control() {
            return None;
        }
        if sign.is_ascii_alphabetic() {
            return Some(Self { command, alt, shift, key: Key::Writes(sign.to_ascii_lowercase()) });
        }
        // Which keys write a sign differs from keyboard to keyboard: on some Shift, Alt or AltGr, which
        // says that Ctrl and Alt are held, belong to it.
        Some(Self { command: command && !alt, alt: false, shift: false, key: Key::Writes(sign) })
    }

    /// A single sign, which a slip of a hand or of the tongue would write.
    #[must_use]
    pub const fn is_bare(self) -> bool {
        matches!(self.key, Key::Writes(_)) && !self.command && !self.alt
    }

    /// The browser, the list or a button needs it.
    #[must_use]
    pub const fn is_taken(self) -> bool {
        match self.key {
            // Find, tabs and windows, the clipboard, the address, reload, all.
            Key::Writes('a' | 'c' | 'f' | 'l' | 'n' | 'q' | 'r' | 't' | 'v' | 'w' | 'x') => {
                self.command && !self.alt
            }
            Key::Writes(_) | Key::Insert | Key::Left | Key::Right | Key::Backspace | Key::Delete => false,
            Key::F(number) => number == 5 || number == 11 || number == 12,
            Key::Space
            | Key::Enter
            | Key::Escape
            | Key::Tab
            | Key::Up
            | Key::Down
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown => true,
        }
    }

    /// What stands on the keys, those that are held first.
    #[must_use]
    pub fn caps(self) -> Vec<String> {
        let held = [(self.command, "Ctrl"), (self.alt, "Alt"), (self.shift, "Shift")];
        let held = held.into_iter().filter(|(is_held, _)| *is_held).map(|(_, name)| name.to_owned());
        let mut caps: Vec<String> = held.collect();
        let key = Self { command: false, alt: false, shift: false, key: self.key }.to_string();
        caps.push(match self.key {
            Key::Writes(_) if !caps.is_empty() => key.to_uppercase(),
            Key::Up => "↑".to_owned(),
            Key::Down => "↓".to_owned(),
            Key::Left => "←".to_owned(),
            Key::Right => "→".to_owned(),
            _ => key,
        });
        caps
    }
}

impl Chord {
    /// A single stroke.
    #[must_use]
    pub const fn one(first: Stroke) -> Self {
        Self { first, second: None }
    }

    /// Two strokes after each other.
    #[must_use]
    pub const fn two(first: Stroke, second: Stroke) -> Self {
        Self { first, second: Some(second) }
    }

    /// Its first stroke.
    #[must_use]
    pub const fn first(self) -> Stroke {
        self.first
    }

    /// Its second stroke, where it has one.
    #[must_use]
    pub const fn second(self) -> Option<Stroke> {
        self.second
    }

    /// Its strokes.
    pub fn strokes(self) -> impl Iterator<Item = Stroke> {
        [Some(self.first), self.second].into_iter().flatten()
    }
}

impl fmt::Display for Stroke {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.command, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")] {
            if held {
                out.write_str(name)?;
            }
        }
        match self.key {
            Key::Writes(sign) => write!(out, "{sign}"),
            Key::F(number) => write!(out, "F{number}"),
            key => {
                let name = NAMES.iter().find(|(named, ..)| *named == key).map(|(_, name, _)| *name);
                out.write_str(name.unwrap_or_default())
            }
        }
    }
}

impl FromStr for Stroke {
    type Err = NotKeys;

    fn from_str(text: &str) -> Result<Self, NotKeys> {
        let (mut command, mut alt, mut shift) = (false, false, false);
        let mut rest = text;
        loop {
            let (held, name) = match rest.split_once('+') {
                // Ctrl and the key that writes `+`.
                Some((name, after)) if !after.is_empty() && !name.is_empty() => (name, after),
                _ => break,
            };
            match held {
                "Ctrl" | "Cmd" => command = true,
                "Alt" => alt = true,
                "Shift" => shift = true,
                _ => return Err(NotKeys::Unknown),
            }
            rest = name;
        }
        let mut signs = rest.chars();
        match (signs.next(), signs.next()) {
            (None, _) => Err(NotKeys::Empty),
            (Some(sign), None) => Self::writing(sign, command, alt, shift).ok_or(NotKeys::Unknown),
            _ => {
                let named = NAMES.iter().find(|(_, name, _)| *name == rest).map(|(key, ..)| *key);
                let key = named.or_else(|| Key::function(rest)).ok_or(NotKeys::Unknown)?;
                Ok(Self { command, alt, shift, key })
            }
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", self.first)?;
        self.second.map_or(Ok(()), |second| write!(out, " {second}"))
    }
}

impl FromStr for Chord {
    type Err = NotKeys;

    fn from_str(text: &str) -> Result<Self, NotKeys> {
        let mut strokes = text.split(' ').filter(|stroke| !stroke.is_empty());
        let first = strokes.next().ok_or(NotKeys::Empty)?.parse()?;
        let second = strokes.next().map(str::parse).transpose()?;
        if strokes.next().is_some() { Err(NotKeys::TooMany) } else { Ok(Self { first, second }) }
    }
}
