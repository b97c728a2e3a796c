//! Words about invitations, contact cards and mail that did not arrive.

use super::or;
use crate::mail::{
    Action, Answer, Bounce, CalendarMethod, Entry, Frequency, Place, Reason, Recipient, Recurrence, When,
    Zone,
};

/// What the sender of a calendar entry wants.
pub const fn calendar_method(method: CalendarMethod) -> &'static str {
    match method {
        CalendarMethod::Publish => "A date",
        CalendarMethod::Request => "An invitation",
        CalendarMethod::Reply => "An answer to an invitation",
        CalendarMethod::Cancel => "Called off",
        CalendarMethod::Counter => "Another time is proposed",
        CalendarMethod::DeclineCounter => "The proposed time is declined",
        CalendarMethod::Add => "A date is added",
        CalendarMethod::Refresh => "The latest version is asked for",
    }
}

/// There are more dates than are shown.
pub const MORE_EVENTS: &str = "There are more. Save the file to see them all.";
/// Saves the file.
pub const SAVE_EVENT: &str = "Save .ics";
/// It will not take place.
pub const EVENT_CANCELLED: &str = "Called off";
/// It is not certain.
pub const EVENT_TENTATIVE: &str = "Not certain yet";
/// From when till when.
pub const EVENT_WHEN: &str = "When";
/// The same by the reader's clock.
pub const EVENT_HERE: &str = "Your time";
/// How often.
pub const EVENT_REPEATS: &str = "Repeats";
/// Where.
pub const EVENT_WHERE: &str = "Where";
/// Who invites.
pub const EVENT_ORGANISER: &str = "From";

/// How many are invited.
pub fn invited(people: usize) -> String {
    if people == 1 { "1 person invited".to_owned() } else { format!("{people} people invited") }
}

/// What somebody answered.
pub const fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::None => "no answer yet",
        Answer::Accepted => "comes",
        Answer::Declined => "does not come",
        Answer::Tentative => "perhaps",
        Answer::Delegated => "sends somebody else",
    }
}

/// From when till when, by the clock of the event's place.
pub fn span(start: &When, end: Option<&When>) -> String {
    let zone = match &start.zone {
        Zone::Local => String::new(),
        Zone::Utc => " UTC".to_owned(),
        Zone::Named(zone) => format!(" ({zone})"),
    };
    let day = |when: &When| format!("{:04}-{:02}-{:02}", when.year, when.month, when.day);
    let time = |when: &When| when.time.map(|(hour, minute)| format!("{hour:02}:{minute:02}"));
    let begin = [Some(day(start)), time(start)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let end = end.and_then(|end| {
        let same_day = day(end) == day(start);
        match (same_day, time(end)) {
            (true, None) => None,
            (true, Some(time)) => Some(time),
            (false, time) => Some([Some(day(end)), time].into_iter().flatten().collect::<Vec<_>>().join(" ")),
        }
    });
    end.map_or_else(|| format!("{begin}{zone}"), |end| format!("{begin} – {end}{zone}"))
}

/// How a date repeats.
pub fn recurrence(recurrence: &Recurrence) -> String {
    let simple = recurrence.weekdays.is_empty()
        && recurrence.month_days.is_empty()
        && recurrence.months.is_empty()
        && recurrence.understood;
    let Some(frequency) = recurrence.frequency.filter(|_| simple) else { return recurrence.raw.clone() };
    let (one, many) = match frequency {
        Frequency::Hourly => ("hour", "hours"),
        Frequency::Daily => ("day", "days"),
        Frequency::Weekly => ("week", "weeks"),
        Frequency::Monthly => ("month", "months"),
        Frequency::Yearly => ("year", "years"),
    };
    let every = match recurrence.interval {
        0 | 1 => format!("every {one}"),
        interval => format!("every {interval} {many}"),
    };
    match (recurrence.count, &recurrence.until) {
        (Some(count), _) => format!("{every}, {count} times"),
        (None, Some(until)) => format!("{every} until {}", span(until, None)),
        (None, None) => every,
    }
}

/// The kind of a card.
pub const CONTACT: &str = "A contact card";
/// Saves the file.
pub const SAVE_CARD: &str = "Save .vcf";
/// Where they work.
pub const CARD_ORGANISATION: &str = "Organisation";
/// As what.
pub const CARD_TITLE: &str = "Position";
/// Addresses for mail.
pub const CARD_EMAIL: &str = "Email";
/// Telephone numbers.
pub const CARD_PHONE: &str = "Telephone";
/// Postal addresses.
pub const CARD_ADDRESS: &str = "Address";
/// Pages.
pub const CARD_WEB: &str = "Web";
/// The birthday.
pub const CARD_BIRTHDAY: &str = "Birthday";
/// A note.
pub const CARD_NOTE: &str = "Note";

/// An entry of a card.
pub fn card_entry(entry: &Entry) -> String {
    let place = match entry.place {
        Place::Unsaid => return entry.value.clone(),
        Place::Home => "home",
        Place::Work => "work",
        Place::Mobile => "mobile",
        Place::Fax => "fax",
    };
    format!("{} ({place})", entry.value)
}

/// What a report comes to.
pub fn bounce(bounce: &Bounce) -> String {
    let failed = bounce.recipients.iter().any(|recipient| recipient.action == Action::Failed);
    let delayed = bounce.recipients.iter().any(|recipient| recipient.action == Action::Delayed);
    match (failed, delayed) {
        (true, _) => "A mail did not arrive".to_owned(),
        (false, true) => "A mail is late".to_owned(),
        (false, false) => "A report on a mail that was sent".to_owned(),
    }
}

/// What became of it for one recipient.
pub const fn bounce_action(action: Action) -> &'static str {
    match action {
        Action::Failed => "It was not delivered.",
        Action::Delayed => "It has not arrived yet, and is tried again.",
        Action::Delivered => "It arrived.",
        Action::Relayed => "It was passed on to a server that sends no reports.",
        Action::Expanded => "It was passed on to several people.",
    }
}

/// Why.
pub const fn bounce_reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Unknown => "",
        Reason::NoSuchMailbox => "There is no such mailbox: check the address.",
        Reason::NoSuchDomain => {
            "There is no such domain, or it takes no mail: check what stands after the @."
        }
        Reason::BadAddress => "The address is written wrongly.",
        Reason::Moved => "The recipient has moved to another address.",
        Reason::SenderRefused => "Their server does not accept your address.",
        Reason::MailboxDisabled => "The mailbox is switched off.",
        Reason::MailboxFull => "The mailbox is full: try again later, or tell them another way.",
        Reason::TooLarge => "The mail is too large for them: send it in parts, or as a link.",
        Reason::ListTrouble => "The mailing list has trouble.",
        Reason::ServerTrouble => "Their server has trouble: try again later.",
        Reason::Unreachable => "Their server could not be reached.",
        Reason::Loop => "It went in circles between servers: tell whoever runs theirs.",
        Reason::TooLate => "It took too long and was given up.",
        Reason::ProtocolTrouble => "The servers do not understand each other.",
        Reason::ContentRefused => "Their server cannot take what is in it.",
        Reason::Refused => "Their server refuses it by its rules: it may be taken for spam.",
        Reason::NotAuthenticated => "Their server could not tell that it is from you.",
    }
}

/// Until when it is tried.
pub fn tried_until(date: &str) -> String {
    format!("It is tried until {date}.")
}

/// What the server said, with its name and code.
pub fn server_said(recipient: &Recipient) -> String {
    let status =
        recipient.status.map(|status| format!(" ({}.{}.{})", status.class, status.subject, status.detail));
    format!("{}{}: {}", or(&recipient.server, "The server"), status.unwrap_or_default(), recipient.said)
}
