//! What a mail shows besides its texts and images: invitations, contact cards, reports.

use super::bounces::Bounce;
use super::calendar::{self, Calendar};
use super::cards;
use super::parts::{Kind, Part, Structure};
use super::reading::{Body, is_blank, text_of};

/// Calendars and cards of a mail that are looked into; further ones are files.
const MOST: usize = 10;
/// Bytes of a calendar or a card as it came, photographs included.
const LARGEST: usize = 2 << 20;

/// Bodies that stand above and below the mail's own.
#[derive(Default)]
pub(crate) struct Extras {
    above: Vec<Body>,
    below: Vec<Body>,
}

impl Extras {
    /// What there is among these files; and a report.
    pub(crate) fn of(structure: &Structure<'_>, files: &[usize], bounce: Option<&Bounce>) -> Self {
        let mut extras = Self::default();
        extras.above.extend(bounce.cloned().map(Body::Bounce));
        let readable = |&&number: &&usize| {
            structure.parts.get(number).is_some_and(|part| {
                part.kind == Kind::Leaf && part.body.len() <= LARGEST && (is_calendar(part) || is_card(part))
            })
        };
        for &number in files.iter().filter(readable).take(MOST) {
            let (Some(part), Ok(attachment)) = (structure.parts.get(number), u32::try_from(number)) else {
                continue;
            };
            if is_card(part) {
                extras.below.extend(cards::parse(&text_of(part), attachment).into_iter().map(Body::Card));
            } else if let Some(calendar) = calendar::parse(&text_of(part), attachment)
                && !extras.has(&calendar)
            {
                extras.above.push(Body::Calendar(calendar));
            }
        }
        extras
    }

    /// Many invitations come twice: as an alternative and as a file.
    fn has(&self, calendar: &Calendar) -> bool {
        self.above.iter().any(|body| matches!(body, Body::Calendar(other) if other.events == calendar.events))
    }

    /// Puts them around the mail's own bodies.
    pub(crate) fn add(&self, bodies: &mut Vec<Body>) {
        // There is something to see.
        if !(self.above.is_empty() && self.below.is_empty()) {
            bodies.retain(|body| !is_blank(body));
        }
        bodies.splice(0..0, self.above.iter().cloned());
        bodies.extend(self.below.iter().cloned());
    }
}

fn is_calendar(part: &Part<'_>) -> bool {
    matches!(part.media_type.as_str(), "text/calendar" | "application/ics" | "text/x-vcalendar")
        || named(part, ".ics")
}

fn is_card(part: &Part<'_>) -> bool {
    let directory = part.is("text/directory")
        && part.parameter("profile").is_some_and(|one| one.eq_ignore_ascii_case("vcard"));
    matches!(part.media_type.as_str(), "text/vcard" | "text/x-vcard") || directory || named(part, ".vcf")
}

fn named(part: &Part<'_>, ending: &str) -> bool {
    part.file_name().is_some_and(|name| name.trim_end().to_ascii_lowercase().ends_with(ending))
}
