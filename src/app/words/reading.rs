//! Words about how a message is shown, and what is doubtful about it.

/// Shows the plain text of a message, in place of what was designed.
pub const AS_TEXT: &str = "Show as plain text";
/// Shows it as the sender designed it.
pub const AS_DESIGNED: &str = "Show as designed";
/// Draws a designed message on dark paper.
pub const DARK_PAPER: &str = "Dark paper";
/// Draws it on light paper again.
pub const LIGHT_PAPER: &str = "Light paper";
/// Makes messages larger.
pub const ZOOM_IN: &str = "Larger";
/// Makes messages smaller.
pub const ZOOM_OUT: &str = "Smaller";
/// Shows messages in their own size.
pub const ZOOM_NONE: &str = "Normal size";
/// Prints the message.
pub const PRINT: &str = "Print";
