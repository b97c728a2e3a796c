//! Invitations and other entries of calendars (iCalendar, RFC 5545; their scheduling, RFC 5546), as
//! far as a reader of mail needs them.

mod recurrence;
mod time;
mod zones;

use serde::{Deserialize, Serialize};

use super::content_lines::{Property, paragraphs, properties, unescaped};
use super::display;
pub use recurrence::{Frequency, Recurrence};
pub use time::{When, Zone};
pub(super) use time::{civil, days};
use zones::Zones;

/// Events of one file.
const MOST_EVENTS: usize = 50;
/// Attendees of one event that are named.
const MOST_ATTENDEES: usize = 200;
/// Characters of what stands on one line.
const LONGEST_LINE: usize = 500;
/// Bytes of a description.
const LONGEST_TEXT: usize = 20_000;

/// What a `text/calendar` file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// The file it is from, as [`attachment`](super::attachment) knows it: to be saved.
    pub attachment: u32,
    /// What its sender wants.
    pub method: Method,
    /// Events and tasks, in order; at most 50.
    pub events: Vec<Event>,
    /// Whether there are more than are listed.
    pub more: bool,
}

/// What the sender of a calendar file wants (RFC 5546, section 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// To let know, without an answer. Also where none is named.
    Publish,
    /// To invite, or to change an invitation.
    Request,
    /// To answer an invitation.
    Reply,
    /// To call off.
    Cancel,
    /// To propose another time.
    Counter,
    /// To decline a proposal.
    DeclineCounter,
    /// To add a date to a series.
    Add,
    /// To ask for the latest version.
    Refresh,
}

/// An event or a task.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Event {
    /// What it is called; may be empty.
    pub summary: String,
    /// When it begins.
    pub start: Option<When>,
    /// When it ends; of whole days, the last of them. For a task, when it is due.
    pub end: Option<When>,
    /// Where; may be empty.
    pub location: String,
    /// Who invites.
    pub organiser: Option<Person>,
    /// Who is invited, at most 200.
    pub attendees: Vec<Attendee>,
    /// How it repeats.
    pub recurrence: Option<Recurrence>,
    /// Which one of a series it is about.
    pub instance: Option<When>,
    /// What it is about, with line ends; may be empty.
    pub description: String,
    /// A web address that belongs to it, `http` or `https`.
    pub url: Option<String>,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Whether it is not certain yet.
    pub tentative: bool,
    /// Whether it is a task.
    pub task: bool,
}

/// Somebody, as a calendar knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// May be empty.
    pub name: String,
    /// An email address; may be empty.
    pub address: String,
}

/// Somebody who is invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendee {
    /// Who.
    pub person: Person,
    /// What they answered.
    pub answer: Answer,
    /// Whether they need not come.
    pub optional: bool,
}

/// What an attendee answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Nothing yet.
    None,
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// Perhaps.
    Tentative,
    /// Somebody else comes.
    Delegated,
}

/// Reads a calendar; none where there is no event and no task in it.
pub(crate) fn parse(text: &str, attachment: u32) -> Option<Calendar> {
    let properties = properties(text);
    let zones = Zones::of(&properties);
    let mut calendar = Calendar { attachment, method: Method::Publish, events: Vec::new(), more: false };
    // The components that are open: alarms within events have a description of their own.
    let mut open: Vec<&str> = Vec::new();
    let mut event: Option<Draft> = None;
    for property in &properties {
        let value = property.value.trim();
        match property.name.as_str() {
            "BEGIN" => {
                if open.len() < 8 {
                    open.push(value);
                }
                if is_event(value) && event.is_none() {
                    event = Some(Draft {
                        event: Event { task: value.eq_ignore_ascii_case("VTODO"), ..Event::default() },
                        duration: None,
                    });
                }
            }
            "END" => {
                open.pop();
                if is_event(value)
                    && let Some(draft) = event.take()
                {
                    if calendar.events.len() < MOST_EVENTS {
                        calendar.events.push(draft.finish());
                    } else {
                        calendar.more = true;
                    }
                }
            }
            "METHOD" if event.is_none() => calendar.method = method(value),
            _ => {
                if let Some(draft) =
                    event.as_mut().filter(|_| open.last().is_some_and(|&name| is_event(name)))
                {
                    draft.read(property, &zones);
                }
            }
        }
    }
    // A file that was cut off ends within an event.
    calendar.events.extend(event.filter(|_| calendar.events.len() < MOST_EVENTS).map(Draft::finish));
    (!calendar.events.is_empty()).then_some(calendar)
}

fn is_event(component: &str) -> bool {
    component.eq_ignore_ascii_case("VEVENT") || component.eq_ignore_ascii_case("VTODO")
}

fn method(value: &str) -> Method {
    match value.to_ascii_uppercase().as_str() {
        "REQUEST" => Method::Request,
        "REPLY" => Method::Reply,
        "CANCEL" => Method::Cancel,
        "COUNTER" => Method::Counter,
        "DECLINECOUNTER" => Method::DeclineCounter,
        "ADD" => Method::Add,
        "REFRESH" => Method::Refresh,
        _ => Method::Publish,
    }
}

/// An event that is being read.
struct Draft {
    event: Event,
    /// In seconds.
    duration: Option<i64>,
}

impl Draft {
    fn read(&mut self, property: &Property, zones: &Zones) {
        let event = &mut self.event;
        let value = property.value.trim();
        match property.name.as_str() {
            "SUMMARY" => event.summary = property.line(LONGEST_LINE),
            "LOCATION" => event.location = property.line(LONGEST_LINE),
            "DESCRIPTION" => event.description = paragraphs(&unescaped(value), LONGEST_TEXT),
            "DTSTART" => event.start = When::read(property, zones),
            "DTEND" | "DUE" => event.end = When::read(property, zones),
            "DURATION" => self.duration = time::duration(value),
            "RECURRENCE-ID" => event.instance = When::read(property, zones),
            "RRULE" => event.recurrence = event.recurrence.take().or_else(|| Some(Recurrence::read(value))),
            "ORGANIZER" => event.organiser = person(property),
            "ATTENDEE" if event.attendees.len() < MOST_ATTENDEES => {
                event.attendees.extend(attendee(property))
            }
            "URL" => {
                let lower = value.to_ascii_lowercase();
                let web = lower.starts_with("https://") || lower.starts_with("http://");
                event.url = Some(display::address(value)).filter(|url| web && url.len() <= 2_000);
            }
            "STATUS" => {
                event.cancelled = value.eq_ignore_ascii_case("CANCELLED");
                event.tentative = value.eq_ignore_ascii_case("TENTATIVE");
            }
            _ => {}
        }
    }

    fn finish(self) -> Event {
        let mut event = self.event;
        if let (None, Some(start), Some(duration)) = (&event.end, &event.start, self.duration) {
            event.end = start.later(duration);
        }
        // The end of whole days is the day after the last.
        if let (Some(end), Some(start)) = (&event.end, &event.start)
            && end.time.is_none()
            && start.time.is_none()
            && !event.task
        {
            event.end =
                end.later(-86_400).filter(|last| last.day() >= start.day()).or_else(|| Some(start.clone()));
        }
        event
    }
}

fn person(property: &Property) -> Option<Person> {
    let value = property.value.trim();
    let address = match value.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => value.get(7..).unwrap_or_default(),
        _ => property.parameter("EMAIL").unwrap_or_default(),
    };
    let name = display::line(property.parameter("CN").unwrap_or_default(), 200);
    let address = display::address(address);
    let address = if address.len() <= 320 { address } else { String::new() };
    let name = if name == address { String::new() } else { name };
    (!name.is_empty() || !address.is_empty()).then_some(Person { name, address })
}

fn attendee(property: &Property) -> Option<Attendee> {
    let answer = match property.parameter("PARTSTAT").unwrap_or_default().to_ascii_uppercase().as_str() {
        "ACCEPTED" | "COMPLETED" | "IN-PROCESS" => Answer::Accepted,
        "DECLINED" => Answer::Declined,
        "TENTATIVE" => Answer::Tentative,
        "DELEGATED" => Answer::Delegated,
        _ => Answer::None,
    };
    let role = property.parameter("ROLE").unwrap_or_default();
    let optional =
        role.eq_ignore_ascii_case("OPT-PARTICIPANT") || role.eq_ignore_ascii_case("NON-PARTICIPANT");
    person(property).map(|person| Attendee { person, answer, optional })
}
