//! The search field, what it finds, and what is chosen.

use super::catalogue::{Word, count, say};
use super::{folder, messages, number};
use crate::engine::api::{Folder, Order, Row};

/// The search field.
pub const SEARCH_MAIL: Word = Word("Search mail");
/// The button that leads to it.
pub const SEARCH: Word = Word("Search");
/// Empties it.
pub const CLEAR_SEARCH: Word = Word("Clear search");
/// What may be meant by what is being typed.
pub const COMPLETIONS: Word = Word("Suggestions");
/// Where the search looks.
pub const SEARCH_WHERE: Word = Word("Where to search");
/// In all inboxes.
pub const IN_ALL_MAIL: Word = Word("In all mail");
/// The same, offered where nothing was found.
pub const SEARCH_ALL_MAIL: Word = Word("Search in all mail");
/// Nothing matched as it was typed.
pub const CLOSE_MATCHES: Word = Word("No exact match: these are close");
/// What the list is sorted by.
pub const SORT_BY: Word = Word("Sort by");
/// What can be done with the messages that are chosen.
pub const CHOSEN_MESSAGES: Word = Word("Selected messages");
/// Chooses none any more.
pub const CLEAR_CHOSEN: Word = Word("Clear");

/// In the open folder.
#[must_use]
pub fn in_folder(open: Folder) -> String {
    say!("In {folder}", folder = folder(open))
}

/// So many were found.
#[must_use]
pub fn found(count: u32) -> String {
    match count {
        0 => say!("Nothing found").to_owned(),
        count => say!("{count} found", count = number(count)),
    }
}

/// Nothing was found for this, in the folder of this name.
#[must_use]
pub fn nothing_found(query: &str, open: Folder, name: &str) -> String {
    let place = if open == Folder::AllInboxes { say!("all mail") } else { name };
    say!("Nothing found in {place} for “{query}”.", place, query = query.trim())
}

/// The index is still being made. `date`: how far back it reaches.
#[must_use]
pub fn reaches(date: &str) -> String {
    say!("Still being indexed: results reach back to {date}", date)
}

/// What a list is sorted by.
#[must_use]
pub fn order(order: Order) -> &'static str {
    match order {
        Order::Newest => say!("Newest"),
        Order::Relevance => say!("Best match"),
        Order::Largest => say!("Largest"),
        Order::Oldest => say!("Oldest"),
        Order::Smallest => say!("Smallest"),
        Order::Sender => say!("Sender, A to Z"),
        Order::SenderBackwards => say!("Sender, Z to A"),
        Order::Subject => say!("Subject, A to Z"),
        Order::SubjectBackwards => say!("Subject, Z to A"),
    }
}

/// What an operator of a query asks, for who sees it offered.
#[must_use]
pub fn completion(text: &str) -> Option<&'static str> {
    let (operator, value) = text.trim_start_matches('-').split_once(':')?;
    if !value.is_empty() {
        return None;
    }
    Some(match operator {
        "from" => say!("who wrote it"),
        "to" => say!("who got it"),
        "subject" => say!("words of the subject"),
        "filename" => say!("name of an attachment"),
        "has" => say!("attachment"),
        "is" => say!("unread, read"),
        "in" => say!("a folder"),
        "account" => say!("one of your accounts"),
        "before" | "after" => say!("2024-05-31, 7d, yesterday"),
        "larger" | "smaller" => say!("500k, 2M"),
        _ => return None,
    })
}

/// So many suggestions, for those who do not see them.
#[must_use]
pub fn completions_offered(count: usize) -> String {
    match count {
        0 => String::new(),
        _ => count!(u32::try_from(count).unwrap_or(u32::MAX), "1 suggestion", "{count} suggestions"),
    }
}

/// So many messages are chosen.
#[must_use]
pub fn selected(count: u32) -> String {
    say!("{count} selected", count = number(count))
}

/// The name of the box that chooses a row.
#[must_use]
pub fn choose_row(row: &Row) -> String {
    say!(
        "Select {sender}, {subject}",
        sender = super::or(&row.from, super::NO_SENDER.text()),
        subject = super::or(&row.subject, super::NO_SUBJECT.text())
    )
}

/// What is in a list, for those who do not see it change.
#[must_use]
pub fn found_aloud(count: u32) -> String {
    if count == 0 { found(0) } else { say!("{messages} found", messages = messages(count)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_said_with_its_figures() {
        assert_eq!(found(0), "Nothing found");
        assert_eq!((found(1_204), found_aloud(1)), ("1,204 found".to_owned(), "1 message found".to_owned()));
        assert_eq!(
            nothing_found(" zebra ", Folder::AllInboxes, "All inboxes"),
            "Nothing found in all mail for “zebra”."
        );
        assert_eq!(selected(312), "312 selected");
    }

    #[test]
    fn operators_are_explained_and_values_speak_for_themselves() {
        assert_eq!(completion("-from:"), Some("who wrote it"));
        assert_eq!((completion("is:unread"), completion("map")), (None, None));
    }
}
