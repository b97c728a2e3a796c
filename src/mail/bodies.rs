//! Which parts of a mail are its text, and which are files.

use super::parts::{Kind, Part, Structure};
use super::sanitize::{content_id, raster};

/// Bodies shown one after another; further ones are files.
const MOST_BODIES: usize = 50;

/// Which of several alternatives is wanted (RFC 2046, section 5.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preference {
    /// The last that can be shown: the sender's best.
    Rich,
    /// Plain text where there is some.
    Plain,
}

/// A part that is shown in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Text(usize),
    Html(usize),
    /// An image between texts, as some mailers send them.
    Image(usize),
}

/// What is shown of a mail, and the files that come with it, by the number of their part.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) shown: Vec<Shown>,
    pub(crate) files: Vec<usize>,
    /// Files that a `multipart/related` holds for its text.
    related: Vec<usize>,
    preference: Preference,
}

impl Plan {
    pub(crate) fn new(structure: &Structure<'_>, preference: Preference) -> Self {
        let mut plan = Self { shown: Vec::new(), files: Vec::new(), related: Vec::new(), preference };
        // As deep as the structure is, which is capped.
        plan.part(structure, 0);
        plan
    }

    /// How many files a reader would call attachments.
    pub(crate) fn files(&self, structure: &Structure<'_>) -> usize {
        let counts = |&&file: &&usize| {
            let Some(part) = structure.parts.get(file) else { return false };
            let signature = part.is("application/pgp-signature")
                || part.is("application/pkcs7-signature")
                || part.is("application/x-pkcs7-signature");
            let belongs = self.related.contains(&file) && content_id_of(part).is_some();
            !signature && (!belongs || part.set_apart())
        };
        self.files.iter().filter(counts).count()
    }

    fn part(&mut self, structure: &Structure<'_>, number: usize) {
        let Some(part) = structure.parts.get(number) else { return };
        match part.kind {
            Kind::Leaf => self.leaf(part, number),
            Kind::Message => self.files.push(number),
            // Its boundary is nowhere: better its source than nothing.
            Kind::Multipart if part.children.is_empty() => self.shown.push(Shown::Text(number)),
            Kind::Multipart if part.is("multipart/alternative") => self.alternative(structure, part),
            Kind::Multipart if part.is("multipart/related") => self.related(structure, part),
            Kind::Multipart => part.children.iter().for_each(|&child| self.part(structure, child)),
        }
    }

    fn leaf(&mut self, part: &Part<'_>, number: usize) {
        // A text with a file name is a file, unless it is all there is to read.
        let body = !part.set_apart() && (part.file_name().is_none() || self.shown.is_empty());
        let room = self.shown.len() < MOST_BODIES;
        // Nested too deep, or without a boundary: better its source than nothing.
        let unopened = part.media_type.starts_with("multipart/") && self.shown.is_empty();
        if body && room && part.is("text/html") {
            self.shown.push(Shown::Html(number));
        } else if body && room && (is_readable(part) || unopened) {
            self.shown.push(Shown::Text(number));
        } else {
            if room && !part.set_apart() && raster(&part.media_type).is_some() {
                self.shown.push(Shown::Image(number));
            }
            self.files.push(number);
        }
    }

    fn alternative(&mut self, structure: &Structure<'_>, part: &Part<'_>) {
        let child = |&&child: &&usize| structure.parts.get(child);
        let plain =
            part.children.iter().find(|number| child(number).is_some_and(|part| part.is("text/plain")));
        let last = part.children.iter().rev().find(|&&child| can_be_shown(structure, child));
        let chosen = match self.preference {
            Preference::Plain => plain.or(last),
            Preference::Rich => last,
        };
        for &number in &part.children {
            if Some(&number) == chosen {
                self.part(structure, number);
            } else {
                self.other_alternative(structure, number);
            }
        }
    }

    /// Of an alternative that was not chosen, only what cannot be shown is of use: a calendar
    /// entry, say.
    fn other_alternative(&mut self, structure: &Structure<'_>, number: usize) {
        let Some(part) = structure.parts.get(number) else { return };
        match part.kind {
            Kind::Leaf if part.is("text/html") || part.is("text/x-amp-html") || is_readable(part) => {}
            Kind::Leaf | Kind::Message => self.files.push(number),
            Kind::Multipart => {
                part.children.iter().for_each(|&child| self.other_alternative(structure, child))
            }
        }
    }

    fn related(&mut self, structure: &Structure<'_>, part: &Part<'_>) {
        let start = part.parameter("start").map(content_id);
        let named = |&&child: &&usize| {
            let id = structure.parts.get(child).and_then(|child| content_id_of(child));
            start.is_some() && id == start
        };
        let Some(&root) = part.children.iter().find(named).or(part.children.first()) else { return };
        for &number in &part.children {
            if number == root || !matches!(structure.parts.get(number), Some(Part { kind: Kind::Leaf, .. })) {
                self.part(structure, number);
            } else {
                self.files.push(number);
                self.related.push(number);
            }
        }
    }
}

/// The Content-ID of a part, without angle brackets.
pub(crate) fn content_id_of(part: &Part<'_>) -> Option<String> {
    part.headers.text("content-id").map(|id| content_id(&id)).filter(|id| !id.is_empty())
}

/// Text that a person reads as it is; not data that happens to be text.
fn is_readable(part: &Part<'_>) -> bool {
    matches!(
        part.media_type.as_str(),
        "text/plain"
            | "text/enriched"
            | "text/richtext"
            | "text/markdown"
            | "text/x-markdown"
            | "text/x-patch"
            | "text/x-diff"
            | "text/rfc822-headers"
            | "message/delivery-status"
            | "message/global-delivery-status"
    )
}

fn can_be_shown(structure: &Structure<'_>, number: usize) -> bool {
    let Some(part) = structure.parts.get(number) else { return false };
    match part.kind {
        Kind::Leaf => !part.set_apart() && (part.is("text/html") || is_readable(part)),
        Kind::Message => false,
        Kind::Multipart => {
            part.children.is_empty() || part.children.iter().any(|&child| can_be_shown(structure, child))
        }
    }
}
