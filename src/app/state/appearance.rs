//! How the open message is shown: which of its alternatives, how large, on which paper.

use super::{Effect, State};

/// How the open message is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Appearance {
    /// Its plain text, in place of what the sender designed.
    pub plain: bool,
    /// What was designed for light paper, on dark paper. Only of use in the dark theme.
    pub dark_paper: bool,
}

/// How large messages are, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Zoom(u16);

impl Zoom {
    const STEPS: [u16; 9] = [50, 67, 80, 90, 100, 125, 150, 200, 300];

    /// In percent.
    #[must_use]
    pub const fn percent(self) -> u16 {
        self.0
    }

    fn larger(self) -> Self {
        Self(Self::STEPS.into_iter().find(|step| *step > self.0).unwrap_or(self.0))
    }

    fn smaller(self) -> Self {
        Self(Self::STEPS.into_iter().rev().find(|step| *step < self.0).unwrap_or(self.0))
    }
}

impl Default for Zoom {
    fn default() -> Self {
        Self(100)
    }
}

/// What the reader does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnAppearance {
    /// "Show plain text", or "Show as designed".
    Plain(bool),
    /// "Dark paper", or "Light paper".
    DarkPaper(bool),
    /// "Larger".
    Larger,
    /// "Smaller".
    Smaller,
    /// "Normal size".
    NormalSize,
    /// "Print".
    Print,
}

impl State {
    pub(super) fn on_appearance(&mut self, act: OnAppearance) -> Vec<Effect> {
        let Some(reader) = &mut self.reader else { return Vec::new() };
        match act {
            OnAppearance::Plain(plain) => reader.appearance.plain = plain,
            OnAppearance::DarkPaper(dark) => reader.appearance.dark_paper = dark,
            OnAppearance::Larger => self.zoom = self.zoom.larger(),
            OnAppearance::Smaller => self.zoom = self.zoom.smaller(),
            OnAppearance::NormalSize => self.zoom = Zoom::default(),
            OnAppearance::Print => return vec![Effect::Print],
        }
        Vec::new()
    }
}
