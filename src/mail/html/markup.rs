//! One piece of markup: a tag, a comment. Read once, from the left to the right.

/// What a `<` begins.
#[derive(Debug)]
pub(super) enum Markup<'x> {
    Start(Tag<'x>),
    /// The name of an end tag.
    End(&'x str),
    /// Comments, DOCTYPEs, processing instructions, whatever the document ends within.
    Ignored,
    /// A `<` that is no markup.
    Text(&'x str),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'x> {
    /// As it is written.
    pub(super) name: &'x str,
    /// The attribute `alt`, its characters as they are written.
    pub(super) alt: Option<&'x str>,
    /// The first address that it names: `href`, `src`, `action` or `background`, as it is written.
    pub(super) address: Option<&'x str>,
    /// Written as `<name/>`.
    pub(super) closes_itself: bool,
}

/// Reads the markup that `html` begins with; gives it and what follows.
pub(super) fn read(html: &str) -> (Markup<'_>, &str) {
    let Some(inside) = html.strip_prefix('<') else { return (Markup::Ignored, html) };
    let is_tag = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_tag(inside) {
        return tag(inside).map_or((Markup::Ignored, ""), |(tag, after)| (Markup::Start(tag), after));
    }
    if let Some(end) = inside.strip_prefix('/').filter(|name| is_tag(name)) {
        return tag(end).map_or((Markup::Ignored, ""), |(tag, after)| (Markup::End(tag.name), after));
    }
    let end = match inside.strip_prefix('!') {
        // "<!-->" is a whole comment.
        Some(comment) if comment.starts_with("--") => "-->",
        Some(_) => ">",
        None if inside.starts_with(['/', '?']) => ">",
        None => return (Markup::Text(html.get(..1).unwrap_or_default()), inside),
    };
    (Markup::Ignored, inside.split_once(end).map(|(_, after)| after).unwrap_or_default())
}

/// The tag whose name `inside` begins with, and what follows it; none where it does not end.
fn tag(inside: &str) -> Option<(Tag<'_>, &str)> {
    let (name, mut rest) = before(inside, |c| is_space(c) || matches!(c, '/' | '>'));
    let mut tag = Tag { name, alt: None, address: None, closes_itself: false };
    loop {
        let (between, attribute) = before(rest, |c| !is_space(c) && c != '/');
        if let Some(after) = attribute.strip_prefix('>') {
            tag.closes_itself = between.ends_with('/');
            return Some((tag, after));
        }
        if attribute.is_empty() {
            return None;
        }
        let (name, after) = before(attribute, |c| is_space(c) || matches!(c, '/' | '>' | '='));
        rest = after.trim_start_matches(is_space);
        let Some(value) = rest.strip_prefix('=') else { continue };
        let value = value.trim_start_matches(is_space);
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value.strip_prefix(quote)?.split_once(quote)?,
            None => before(value, |c| is_space(c) || c == '>'),
        };
        if tag.alt.is_none() && name.eq_ignore_ascii_case("alt") {
            tag.alt = Some(value);
        }
        let names_address =
            ["href", "src", "action", "background"].iter().any(|one| name.eq_ignore_ascii_case(one));
        if tag.address.is_none() && names_address {
            tag.address = Some(value);
        }
        rest = after;
    }
}

/// What stands before the first character that `stops`, and the rest.
fn before(text: &str, stops: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at_checked(text.find(stops).unwrap_or(text.len())).unwrap_or((text, ""))
}

fn is_space(c: char) -> bool {
    c.is_ascii_whitespace()
}
