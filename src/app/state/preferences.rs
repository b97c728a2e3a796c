//! How the page looks: what the reader chose, on this device. It is kept in one line, which is read before
//! the page is drawn (www/appearance.js).

use std::fmt::Write;

use super::{Dialog, Effect, Language, Quiet, State};

/// What the reader chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Preferences {
    /// Light or dark.
    pub theme: Theme,
    /// How high the rows of the list are.
    pub density: Density,
    /// Where list and message stand.
    pub arrangement: Arrangement,
    /// The width of the folders, in CSS pixels, where it is not the usual one.
    pub sidebar: Option<u16>,
    /// The width of the list beside the message.
    pub list_width: Option<u16>,
    /// The height of the list above the message.
    pub list_height: Option<u16>,
    /// Mails of one conversation are one row of the list.
    pub gathered: bool,
    /// The browser tells of new mail.
    pub notices: bool,
    /// But not between these hours.
    pub quiet: Option<Quiet>,
    /// What the page speaks; the browser's own language without.
    pub language: Option<Language>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How high the rows of the list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    /// One line, 32 px.
    Compact,
    /// Two lines, 60 px.
    Medium,
    /// Three lines, 84 px.
    #[default]
    Roomy,
}

/// Where list and message stand, where there is room for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arrangement {
    /// The list beside the message.
    #[default]
    Vertical,
    /// The list above the message.
    Classic,
}

/// A pane whose size the reader chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    /// The width of the folders.
    Sidebar,
    /// The width of the list beside the message.
    ListWidth,
    /// The height of the list above the message.
    ListHeight,
}

/// What the reader does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnPreferences {
    /// "Appearance".
    Open,
    /// Light or dark.
    Theme(Theme),
    /// How high the rows are.
    Density(Density),
    /// Where list and message stand.
    Arrangement(Arrangement),
    /// Mails of one conversation are one row, or each is.
    Gathered(bool),
    /// "Notify me", or "Stay quiet".
    Notices(bool),
    /// The browser lets the page notify, or does not.
    NoticesAllowed(bool),
    /// Nobody is told between these hours.
    Quiet(Option<Quiet>),
    /// What the page speaks; the browser's own language without.
    Language(Option<Language>),
    /// Its words are there now.
    Spoken,
    /// A pane has this size now, in CSS pixels; the usual one without.
    Size(Pane, Option<u16>),
    /// Another window of the page has changed them.
    Changed(Preferences),
}

impl Theme {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Its name where it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Density {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 3] = [Self::Roomy, Self::Medium, Self::Compact];

    /// Its name where it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Medium => "medium",
            Self::Roomy => "roomy",
        }
    }
}

impl Arrangement {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 2] = [Self::Vertical, Self::Classic];

    /// Its name where it is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vertical => "vertical",
            Self::Classic => "classic",
        }
    }
}

impl Pane {
    const ALL: [Self; 3] = [Self::Sidebar, Self::ListWidth, Self::ListHeight];

    /// Its name where its size is kept.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sidebar => "sidebar",
            Self::ListWidth => "list-width",
            Self::ListHeight => "list-height",
        }
    }
}

impl Preferences {
    /// Reads the line. What is not understood is left as usual.
    #[must_use]
    pub fn parse(line: &str) -> Self {
        let mut read = Self::default();
        for (name, value) in line.split(';').filter_map(|part| part.split_once('=')) {
            match name {
                "theme" => read.theme = named(&Theme::ALL, Theme::name, value),
                "density" => read.density = named(&Density::ALL, Density::name, value),
                "arrangement" => read.arrangement = named(&Arrangement::ALL, Arrangement::name, value),
                "list" => read.gathered = value == "conversations",
                "notices" => read.notices = value == "on",
                "quiet" => read.quiet = Quiet::parse(value),
                "language" => read.language = Language::of(value),
                _ => {
                    let pane = Pane::ALL.into_iter().find(|pane| pane.name() == name);
                    if let Some(pane) = pane {
                        *read.size_mut(pane) = value.parse().ok().filter(|size| *size > 0);
                    }
                }
            }
        }
        read
    }

    /// Writes it: what is not as usual.
    #[must_use]
    pub fn line(self) -> String {
        let mut line = String::new();
        let mut write = |name: &str, value: &str| {
            let before = if line.is_empty() { "" } else { ";" };
            // Nothing is refused by a string.
            let _ = write!(line, "{before}{name}={value}");
        };
        if self.theme != Theme::default() {
            write("theme", self.theme.name());
        }
        if self.density != Density::default() {
            write("density", self.density.name());
        }
        if self.arrangement != Arrangement::default() {
            write("arrangement", self.arrangement.name());
        }
        if self.gathered {
            write("list", "conversations");
        }
        if self.notices {
            write("notices", "on");
        }
        if let Some(quiet) = self.quiet {
            write("quiet", &quiet.to_string());
        }
        if let Some(language) = self.language {
            write("language", language.tag());
        }
        for pane in Pane::ALL {
            if let Some(size) = self.size(pane) {
                write(pane.name(), &size.to_string());
            }
        }
        line
    }

    /// The size of a pane, in CSS pixels, where it is not the usual one.
    #[must_use]
    pub const fn size(self, pane: Pane) -> Option<u16> {
        match pane {
            Pane::Sidebar => self.sidebar,
            Pane::ListWidth => self.list_width,
            Pane::ListHeight => self.list_height,
        }
    }

    const fn size_mut(&mut self, pane: Pane) -> &mut Option<u16> {
        match pane {
            Pane::Sidebar => &mut self.sidebar,
            Pane::ListWidth => &mut self.list_width,
            Pane::ListHeight => &mut self.list_height,
        }
    }
}

fn named<T: Copy + Default>(all: &[T], name: impl Fn(T) -> &'static str, wanted: &str) -> T {
    all.iter().copied().find(|one| name(*one) == wanted).unwrap_or_default()
}

impl State {
    pub(super) fn on_preferences(&mut self, act: OnPreferences) -> Vec<Effect> {
        let before = self.preferences;
        match act {
            OnPreferences::Open => {
                self.drawer = false;
                self.dialog = Some(Dialog::Preferences);
            }
            OnPreferences::Theme(theme) => self.preferences.theme = theme,
            OnPreferences::Density(density) => self.preferences.density = density,
            OnPreferences::Arrangement(arrangement) => self.preferences.arrangement = arrangement,
            OnPreferences::Notices(on) => {
                let asked = self.switch_notices(on);
                if !asked.is_empty() {
                    return asked;
                }
            }
            OnPreferences::NoticesAllowed(allowed) => self.notices_allowed(allowed),
            OnPreferences::Quiet(quiet) => self.preferences.quiet = quiet,
            OnPreferences::Language(language) => self.preferences.language = language,
            OnPreferences::Spoken => self.spoken = self.spoken.wrapping_add(1),
            OnPreferences::Gathered(gathered) => self.preferences.gathered = gathered,
            OnPreferences::Size(pane, size) => {
                *self.preferences.size_mut(pane) = size.filter(|size| *size > 0);
            }
            OnPreferences::Changed(preferences) => self.preferences = preferences,
        }
        if self.preferences == before {
            return Vec::new();
        }
        let mut effects = vec![Effect::KeepPreferences(self.preferences)];
        if self.preferences.language != before.language {
            effects.push(Effect::Speak);
        }
        if self.preferences.gathered != before.gathered {
            effects.extend(self.seek(None));
        }
        effects
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size() -> impl Strategy<Value = Option<u16>> {
        prop::option::of(1..=u16::MAX)
    }

    proptest! {
        #[test]
        fn what_is_kept_is_read_again(
            (theme, density, arrangement) in (0_usize..3, 0_usize..3, 0_usize..2),
            (sidebar, list_width, list_height) in (size(), size(), size()),
            (gathered, notices) in (any::<bool>(), any::<bool>()),
            quiet in prop::option::of((0..1_440_u16, 0..1_440_u16)),
            language in prop::option::of(0..Language::ALL.len()),
        ) {
            let (theme, density) = (Theme::ALL[theme], Density::ALL[density]);
            let arrangement = Arrangement::ALL[arrangement];
            let language = language.map(|language| Language::ALL[language]);
            let quiet = quiet.map(|(from, to)| Quiet { from, to });
            let chosen = Preferences { theme, density, arrangement, sidebar, list_width, list_height, gathered, notices, quiet, language };
            prop_assert_eq!(Preferences::parse(&chosen.line()), chosen);
        }

        #[test]
        fn whatever_is_kept_can_be_read(line in "([a-z=;-]|theme=|sidebar=|dark|[0-9]){0,30}") {
            let read = Preferences::parse(&line);
            prop_assert_eq!(Preferences::parse(&read.line()), read);
        }
    }

    #[test]
    fn what_is_as_usual_is_not_kept() {
        assert_eq!(Preferences::default().line(), "");
        let line = "theme=dark;density=compact;arrangement=classic;sidebar=260";
        assert_eq!(Preferences::parse(line).line(), line);
    }

    #[test]
    fn a_choice_is_kept_and_the_same_again_is_none() {
        let mut state = State::default();
        let chosen = Preferences { theme: Theme::Dark, ..Preferences::default() };
        assert_eq!(
            state.on_preferences(OnPreferences::Theme(Theme::Dark)),
            [Effect::KeepPreferences(chosen)]
        );
        assert_eq!(state.on_preferences(OnPreferences::Theme(Theme::Dark)), []);
        state.on_preferences(OnPreferences::Size(Pane::Sidebar, Some(300)));
        state.on_preferences(OnPreferences::Size(Pane::Sidebar, None));
        assert_eq!(state.preferences, chosen);
    }
}
