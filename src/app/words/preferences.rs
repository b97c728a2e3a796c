//! How the page looks.

use crate::app::state::{Arrangement, Density, Pane, Theme};

/// The dialog, and the button that opens it.
pub const APPEARANCE: &str = "Appearance";
/// Light or dark.
pub const THEME: &str = "Theme";
/// How high the rows are.
pub const DENSITY: &str = "Rows of the list";
/// Where list and message stand.
pub const ARRANGEMENT: &str = "List and message";
/// Said below it.
pub const APPEARANCE_HINT: &str = "Kept on this device.";

/// A theme.
#[must_use]
pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "System",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

/// A density.
#[must_use]
pub fn density(density: Density) -> &'static str {
    match density {
        Density::Roomy => "Three lines",
        Density::Medium => "Two lines",
        Density::Compact => "One line",
    }
}

/// An arrangement.
#[must_use]
pub fn arrangement(arrangement: Arrangement) -> &'static str {
    match arrangement {
        Arrangement::Vertical => "Side by side",
        Arrangement::Classic => "List above",
    }
}

/// The name of what changes a pane's size.
#[must_use]
pub fn separator(pane: Pane) -> &'static str {
    match pane {
        Pane::Sidebar => "Width of the folders",
        Pane::ListWidth => "Width of the list",
        Pane::ListHeight => "Height of the list",
    }
}
