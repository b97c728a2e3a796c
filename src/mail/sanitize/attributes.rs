//! Which attributes are kept on which elements, and which values they may have.

/// What becomes of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Written as it is, escaped.
    Plain,
    /// Words that appear beside the pointer, written where they name no place or a sound link's.
    Title,
    /// Names for style sheets, written but for those that are the app's own.
    Class,
    /// Written where it is a number of pixels or a percentage.
    Length,
    /// A place that links lead to.
    Id,
    /// CSS declarations.
    Style,
    /// The address of a link.
    Link,
    /// The address of an image.
    Image,
    /// The address of an image behind the content of an element.
    Background,
}

/// None: the attribute is left out.
pub(super) fn kind(element: &str, attribute: &str) -> Option<Kind> {
    use Kind::{Background, Class, Id, Image, Length, Link, Plain, Style, Title};
    Some(match (element, attribute) {
        (_, "class") => Class,
        (_, "dir" | "lang") => Plain,
        // On anything else it would appear for the links within or around.
        ("a" | "abbr" | "acronym", "title") => Title,
        (_, "id") => Id,
        (_, "style") => Style,
        // An anchor's old name is a place as its id is. As a name it could hide properties of
        // the document from the app that measures and prints the frame.
        ("a", "name") => Id,
        ("a", "href") => Link,
        ("img", "src") => Image,
        ("img", "alt") => Plain,
        ("img", "width" | "height" | "hspace" | "vspace" | "border") => Length,
        ("img" | "caption" | "hr" | "div" | "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6", "align") => Plain,
        ("table", "align" | "bgcolor" | "bordercolor" | "frame" | "rules" | "summary") => Plain,
        ("table", "border" | "cellpadding" | "cellspacing" | "width" | "height") => Length,
        ("tr" | "td" | "th" | "tbody" | "thead" | "tfoot", "align" | "valign" | "bgcolor") => Plain,
        ("tr" | "td" | "th" | "col" | "colgroup" | "hr" | "pre", "width") => Length,
        ("tr" | "td" | "th", "height") => Length,
        ("td" | "th", "colspan" | "rowspan") => Length,
        ("td" | "th", "nowrap" | "abbr" | "scope" | "headers") => Plain,
        ("table" | "tr" | "td" | "th", "background") => Background,
        ("col" | "colgroup", "align" | "valign") => Plain,
        ("col" | "colgroup", "span") => Length,
        ("font", "color" | "face" | "size") => Plain,
        ("hr", "size") => Length,
        ("hr", "color" | "noshade") => Plain,
        ("br", "clear") => Plain,
        ("ol", "start" | "type" | "reversed") => Plain,
        ("ul", "type") => Plain,
        ("li", "type" | "value") => Plain,
        ("ul" | "ol" | "dl", "compact") => Plain,
        ("details", "open") => Plain,
        ("time", "datetime") => Plain,
        _ => return None,
    })
}

/// A number of pixels, or a percentage.
pub(super) fn is_length(value: &str) -> bool {
    let digits = value.strip_suffix('%').or_else(|| value.strip_suffix("px")).unwrap_or(value);
    !digits.is_empty()
        && digits.len() <= 6
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Writes an attribute with its value escaped.
///
/// More than HTML asks for: a backtick ended values in old browsers, and markup in a value comes
/// alive where a document is read by other rules than it was written by.
pub(super) fn write(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

/// Writes text so that it is text, in an element and in a quoted value.
pub(super) fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '`' => out.push_str("&#96;"),
            // The parser turns a bare one into a line feed.
            '\r' => out.push_str("&#13;"),
            other => out.push(other),
        }
    }
}
