//! Words about invitations, contact cards and mail that did not arrive.

use super::catalogue::{Word, count, say};
use super::or;
use crate::mail::{
    Action, Answer, Bounce, CalendarMethod, Entry, Frequency, Place, Reason, Recipient, Recurrence, When,
    Zone,
};

/// What the sender of a calendar entry wants.
pub fn calendar_method(method: CalendarMethod) -> &'static str {
    match method {
        CalendarMethod::Publish => say!("A date"),
        CalendarMethod::Request => say!("An invitation"),
        CalendarMethod::Reply => say!("An answer to an invitation"),
        CalendarMethod::Cancel => say!("Called off"),
        CalendarMethod::Counter => say!("Another time is proposed"),
        CalendarMethod::DeclineCounter => say!("The proposed time is declined"),
        CalendarMethod::Add => say!("A date is added"),
        CalendarMethod::Refresh => say!("The latest version is asked for"),
    }
}

/// There are more dates than are shown.
pub const MORE_EVENTS: Word = Word("There are more. Save the file to see them all.");
/// Saves the file.
pub const SAVE_EVENT: Word = Word("Save .ics");
/// It will not take place.
pub const EVENT_CANCELLED: Word = Word("Called off");
/// It is not certain.
pub const EVENT_TENTATIVE: Word = Word("Not certain yet");
/// From when till when.
pub const EVENT_WHEN: Word = Word("When");
/// The same by the reader's clock.
pub const EVENT_HERE: Word = Word("Your time");
/// How often.
pub const EVENT_REPEATS: Word = Word("Repeats");
/// Where.
pub const EVENT_WHERE: Word = Word("event|Where");
/// Who invites.
pub const EVENT_ORGANISER: Word = Word("From");

/// How many are invited.
pub fn invited(people: usize) -> String {
    count!(u32::try_from(people).unwrap_or(u32::MAX), "1 person invited", "{count} people invited")
}

/// What somebody answered.
pub fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::None => say!("no answer yet"),
        Answer::Accepted => say!("comes"),
        Answer::Declined => say!("does not come"),
        Answer::Tentative => say!("perhaps"),
        Answer::Delegated => say!("sends somebody else"),
    }
}

/// From when till when, by the clock of the event's place.
pub fn span(start: &When, end: Option<&When>) -> String {
    let zone = match &start.zone {
        Zone::Local => String::new(),
        Zone::Utc => say!(" UTC").to_owned(),
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
    let interval = recurrence.interval.max(1);
    let every = match frequency {
        Frequency::Hourly => count!(interval, "every hour", "every {count} hours"),
        Frequency::Daily => count!(interval, "every day", "every {count} days"),
        Frequency::Weekly => count!(interval, "every week", "every {count} weeks"),
        Frequency::Monthly => count!(interval, "every month", "every {count} months"),
        Frequency::Yearly => count!(interval, "every year", "every {count} years"),
    };
    match (recurrence.count, &recurrence.until) {
        (Some(count), _) => count!(count, "{every}, once", "{every}, {count} times", every),
        (None, Some(until)) => say!("{every} until {end}", every, end = span(until, None)),
        (None, None) => every,
    }
}

/// The kind of a card.
pub const CONTACT: Word = Word("A contact card");
/// Saves the file.
pub const SAVE_CARD: Word = Word("Save .vcf");
/// Where they work.
pub const CARD_ORGANISATION: Word = Word("Organisation");
/// As what.
pub const CARD_TITLE: Word = Word("Position");
/// Addresses for mail.
pub const CARD_EMAIL: Word = Word("Email");
/// Telephone numbers.
pub const CARD_PHONE: Word = Word("Telephone");
/// Postal addresses.
pub const CARD_ADDRESS: Word = Word("Address");
/// Pages.
pub const CARD_WEB: Word = Word("Web");
/// The birthday.
pub const CARD_BIRTHDAY: Word = Word("Birthday");
/// A note.
pub const CARD_NOTE: Word = Word("Note");

/// An entry of a card.
pub fn card_entry(entry: &Entry) -> String {
    let place = match entry.place {
        Place::Unsaid => return entry.value.clone(),
        Place::Home => say!("home"),
        Place::Work => say!("work"),
        Place::Mobile => say!("mobile"),
        Place::Fax => say!("fax"),
    };
    format!("{} ({place})", entry.value)
}

/// What a report comes to.
pub fn bounce(bounce: &Bounce) -> String {
    let failed = bounce.recipients.iter().any(|recipient| recipient.action == Action::Failed);
    let delayed = bounce.recipients.iter().any(|recipient| recipient.action == Action::Delayed);
    match (failed, delayed) {
        (true, _) => say!("A mail did not arrive").to_owned(),
        (false, true) => say!("A mail is late").to_owned(),
        (false, false) => say!("A report on a mail that was sent").to_owned(),
    }
}

/// What became of it for one recipient.
pub fn bounce_action(action: Action) -> &'static str {
    match action {
        Action::Failed => say!("It was not delivered."),
        Action::Delayed => say!("It has not arrived yet, and is tried again."),
        Action::Delivered => say!("It arrived."),
        Action::Relayed => say!("It was passed on to a server that sends no reports."),
        Action::Expanded => say!("It was passed on to several people."),
    }
}

/// Why.
pub fn bounce_reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Unknown => "",
        Reason::NoSuchMailbox => say!("There is no such mailbox: check the address."),
        Reason::NoSuchDomain => {
            say!("There is no such domain, or it takes no mail: check what stands after the @.")
        }
        Reason::BadAddress => say!("The address is written wrongly."),
        Reason::Moved => say!("The recipient has moved to another address."),
        Reason::SenderRefused => say!("Their server does not accept your address."),
        Reason::MailboxDisabled => say!("The mailbox is switched off."),
        Reason::MailboxFull => say!("The mailbox is full: try again later, or tell them another way."),
        Reason::TooLarge => say!("The mail is too large for them: send it in parts, or as a link."),
        Reason::ListTrouble => say!("The mailing list has trouble."),
        Reason::ServerTrouble => say!("Their server has trouble: try again later."),
        Reason::Unreachable => say!("Their server could not be reached."),
        Reason::Loop => say!("It went in circles between servers: tell whoever runs theirs."),
        Reason::TooLate => say!("It took too long and was given up."),
        Reason::ProtocolTrouble => say!("The servers do not understand each other."),
        Reason::ContentRefused => say!("Their server cannot take what is in it."),
        Reason::Refused => say!("Their server refuses it by its rules: it may be taken for spam."),
        Reason::NotAuthenticated => say!("Their server could not tell that it is from you."),
    }
}

/// Until when it is tried.
pub fn tried_until(date: &str) -> String {
    say!("It is tried until {date}.", date)
}

/// What the server said, with its name and code.
pub fn server_said(recipient: &Recipient) -> String {
    let status =
        recipient.status.map(|status| format!(" ({}.{}.{})", status.class, status.subject, status.detail));
    format!("{}{}: {}", or(&recipient.server, say!("The server")), status.unwrap_or_default(), recipient.said)
}
