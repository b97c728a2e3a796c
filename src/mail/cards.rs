//! Contact cards (vCard 2.1, 3.0 and 4.0, RFC 6350), as far as a reader of mail needs them.

use serde::{Deserialize, Serialize};

use super::content_lines::{Property, paragraphs, properties, unescaped};
use super::display;

/// Cards of one file.
const MOST_CARDS: usize = 50;
/// Entries of one kind on one card.
const MOST_ENTRIES: usize = 30;
/// Characters of what stands on one line.
const LONGEST_LINE: usize = 300;
/// Bytes of a note.
const LONGEST_NOTE: usize = 5_000;

/// Somebody's contact card. Whatever is not on it is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Card {
    /// The file it is from, as [`attachment`](super::attachment) knows it: to be saved.
    pub attachment: u32,
    /// The name as it is written.
    pub name: String,
    /// The organisation, and the unit within it.
    pub organisation: String,
    /// What they do there.
    pub title: String,
    /// Email addresses.
    pub emails: Vec<Entry>,
    /// Telephone numbers.
    pub phones: Vec<Entry>,
    /// Postal addresses, each on one line.
    pub addresses: Vec<Entry>,
    /// Web addresses, `http` or `https`.
    pub urls: Vec<Entry>,
    /// The birthday as it is written.
    pub birthday: String,
    /// A note, with line ends.
    pub note: String,
}

/// One of several ways to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is.
    pub value: String,
    /// Where it leads.
    pub place: Place,
}

/// Where a [`Entry`] leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The card does not say.
    Unsaid,
    /// Home.
    Home,
    /// Work.
    Work,
    /// A mobile phone.
    Mobile,
    /// A fax machine.
    Fax,
}

/// Reads the cards of a file, at most 50.
pub(crate) fn parse(text: &str, attachment: u32) -> Vec<Card> {
    let mut cards = Vec::new();
    let mut open: Option<Card> = None;
    for property in properties(text) {
        let vcard = property.value.trim().eq_ignore_ascii_case("vcard");
        match property.name.as_str() {
            "BEGIN" if vcard => open = Some(Card { attachment, ..Card::default() }),
            "END" if vcard => cards.extend(open.take().filter(Card::says_something)),
            _ => {
                if let Some(card) = &mut open {
                    card.read(&property);
                }
            }
        }
        if cards.len() >= MOST_CARDS {
            return cards;
        }
    }
    // A file that was cut off ends within a card.
    cards.extend(open.filter(Card::says_something));
    cards
}

impl Card {
    fn read(&mut self, property: &Property) {
        let joined = |separator: &str| {
            let pieces = property.pieces(LONGEST_LINE);
            let pieces: Vec<&str> =
                pieces.iter().map(String::as_str).filter(|piece| !piece.is_empty()).collect();
            display::line(&pieces.join(separator), LONGEST_LINE)
        };
        match property.name.as_str() {
            "FN" => self.name = property.line(LONGEST_LINE),
            // Family name; given name; further names; what stands before; what stands after.
            "N" if self.name.is_empty() => {
                let pieces = property.pieces(LONGEST_LINE);
                let order = [3, 1, 2, 0, 4].iter().filter_map(|&place: &usize| pieces.get(place));
                let names: Vec<&str> = order.map(String::as_str).filter(|name| !name.is_empty()).collect();
                self.name = display::line(&names.join(" "), LONGEST_LINE);
            }
            "ORG" => self.organisation = joined(", "),
            "TITLE" | "ROLE" if self.title.is_empty() => self.title = property.line(LONGEST_LINE),
            "EMAIL" => add(&mut self.emails, property, display::address(&property.line(320))),
            "TEL" => {
                let number = property.line(100);
                add(&mut self.phones, property, number.strip_prefix("tel:").unwrap_or(&number).to_owned());
            }
            "ADR" => add(&mut self.addresses, property, joined(", ")),
            "URL" => {
                let url = display::address(property.value.trim());
                let lower = url.to_ascii_lowercase();
                if lower.starts_with("https://") || lower.starts_with("http://") {
                    add(&mut self.urls, property, url);
                }
            }
            "BDAY" => self.birthday = property.line(40),
            "NOTE" => self.note = paragraphs(&unescaped(&property.value), LONGEST_NOTE),
            _ => {}
        }
    }

    fn says_something(&self) -> bool {
        !(self.name.is_empty()
            && self.organisation.is_empty()
            && self.emails.is_empty()
            && self.phones.is_empty())
    }
}

fn add(entries: &mut Vec<Entry>, property: &Property, value: String) {
    if value.is_empty() || value.len() > 2_000 || entries.len() >= MOST_ENTRIES {
        return;
    }
    let types = property.types();
    let is = |name: &str| types.iter().any(|one| one == name);
    let place = match () {
        () if is("cell") => Place::Mobile,
        () if is("fax") => Place::Fax,
        () if is("work") => Place::Work,
        () if is("home") => Place::Home,
        () => Place::Unsaid,
    };
    entries.push(Entry { value, place });
}
