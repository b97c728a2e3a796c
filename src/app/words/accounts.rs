//! Accounts beside each other: their order and their colours.

/// Puts an account before the one above it.
pub const MOVE_UP: &str = "Move up";
/// Puts an account behind the one below it.
pub const MOVE_DOWN: &str = "Move down";
/// The colours of an account.
pub const COLOUR: &str = "Colour";
/// What they are for.
pub const COLOUR_HINT: &str = "Marks this account, and its mail where several accounts stand together.";

/// The colours that an account can have.
#[must_use]
pub const fn account_colour(colour: u8) -> &'static str {
    match colour {
        0 => "Blue",
        1 => "Green",
        2 => "Orange",
        3 => "Purple",
        4 => "Teal",
        _ => "Olive",
    }
}
