//! How the page looks.

use super::catalogue::{Word, say};
use crate::app::state::{Arrangement, Density, Language, Pane, Theme};

/// The dialog, and the button that opens it.
pub const APPEARANCE: Word = Word("Appearance");
/// Light or dark.
pub const THEME: Word = Word("Theme");
/// How high the rows are.
pub const DENSITY: Word = Word("Rows of the list");
/// Where list and message stand.
pub const ARRANGEMENT: Word = Word("List and message");
/// Said below it.
pub const APPEARANCE_HINT: Word = Word("Kept on this device.");

/// What the page speaks.
pub const LANGUAGE: Word = Word("Language");
/// What the browser asks for.
pub const LANGUAGE_OF_BROWSER: Word = Word("As in this browser");

/// A language, by the name it has for those who speak it.
#[must_use]
pub fn language(language: Language) -> &'static str {
    match language {
        Language::English => "English",
        Language::German => "Deutsch",
        Language::Spanish => "Español",
        Language::French => "Français",
        Language::Japanese => "日本語",
        Language::Chinese => "简体中文",
        Language::Arabic => "العربية",
    }
}

/// A theme.
#[must_use]
pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => say!("System"),
        Theme::Light => say!("Light"),
        Theme::Dark => say!("Dark"),
    }
}

/// A density.
#[must_use]
pub fn density(density: Density) -> &'static str {
    match density {
        Density::Roomy => say!("Three lines"),
        Density::Medium => say!("Two lines"),
        Density::Compact => say!("One line"),
    }
}

/// An arrangement.
#[must_use]
pub fn arrangement(arrangement: Arrangement) -> &'static str {
    match arrangement {
        Arrangement::Vertical => say!("Side by side"),
        Arrangement::Classic => say!("List above"),
    }
}

/// The name of what changes a pane's size.
#[must_use]
pub fn separator(pane: Pane) -> &'static str {
    match pane {
        Pane::Sidebar => say!("Width of the folders"),
        Pane::ListWidth => say!("Width of the list"),
        Pane::ListHeight => say!("Height of the list"),
    }
}
