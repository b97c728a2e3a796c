//! Parts of a message that are data rather than text: invitations, contact cards, reports of mail that did
//! not arrive.

use yew::{Callback, Html, html};

use super::{dates, icons::Icon, on};
use crate::{
    app::{
        state::{Msg, OnAttachments},
        words,
    },
    mail::{Bounce, Calendar, Card, Entry, Event, Person, Recipient},
};

/// An invitation, or another entry of a calendar.
pub(super) fn calendar(calendar: &Calendar, dispatch: &Callback<Msg>) -> Html {
    html! {
        <>
            <p class="special-kind">{ Icon::Calendar.draw() }{ words::calendar_method(calendar.method) }</p>
            { for calendar.events.iter().map(event) }
            if calendar.more {
                <p class="muted">{ words::MORE_EVENTS }</p>
            }
            { save(calendar.attachment, words::SAVE_EVENT.text(), dispatch) }
        </>
    }
}

fn event(event: &Event) -> Html {
    let attendees = event.attendees.iter().map(|attendee| {
        let answer = words::answer(attendee.answer);
        html! { <li><bdi>{ person(&attendee.person) }</bdi>{ " – " }{ answer }</li> }
    });
    html! {
        <div class="event">
            <h2 dir="auto">{ words::or(&event.summary, words::NO_SUBJECT.text()) }</h2>
            if event.cancelled {
                <p class="stamp">{ words::EVENT_CANCELLED }</p>
            } else if event.tentative {
                <p class="muted">{ words::EVENT_TENTATIVE }</p>
            }
            <dl>
                { line(words::EVENT_WHEN.text(), event.start.as_ref().map(|start| words::span(start, event.end.as_ref()))) }
                { line(words::EVENT_HERE.text(), event.start.as_ref().and_then(|start| here(start.utc, start))) }
                { line(words::EVENT_REPEATS.text(), event.recurrence.as_ref().map(words::recurrence)) }
                { line(words::EVENT_WHERE.text(), said(&event.location)) }
                { line(words::EVENT_ORGANISER.text(), event.organiser.as_ref().map(person)) }
            </dl>
            if !event.attendees.is_empty() {
                <details><summary>{ words::invited(event.attendees.len()) }</summary><ul>{ for attendees }</ul></details>
            }
            if !event.description.trim().is_empty() {
                <p class="pre" dir="auto">{ &event.description }</p>
            }
        </div>
    }
}

/// The reader's own time, where the event's is that of another zone.
fn here(utc: Option<i64>, start: &crate::mail::When) -> Option<String> {
    let utc = utc.filter(|_| start.time.is_some() && start.zone != crate::mail::Zone::Local)?;
    Some(dates::full(utc))
}

/// A contact card.
pub(super) fn card(card: &Card, dispatch: &Callback<Msg>) -> Html {
    let entries = |label: &'static str, entries: &[Entry]| {
        let values = entries.iter().map(words::card_entry).collect::<Vec<_>>().join(", ");
        line(label, said(&values))
    };
    html! {
        <>
            <p class="special-kind">{ Icon::User.draw() }{ words::CONTACT }</p>
            <h2 dir="auto">{ words::or(&card.name, words::or(&card.organisation, words::NO_SENDER.text())) }</h2>
            <dl>
                { line(words::CARD_ORGANISATION.text(), said(&card.organisation)) }
                { line(words::CARD_TITLE.text(), said(&card.title)) }
                { entries(words::CARD_EMAIL.text(), &card.emails) }
                { entries(words::CARD_PHONE.text(), &card.phones) }
                { entries(words::CARD_ADDRESS.text(), &card.addresses) }
                { entries(words::CARD_WEB.text(), &card.urls) }
                { line(words::CARD_BIRTHDAY.text(), said(&card.birthday)) }
                { line(words::CARD_NOTE.text(), said(&card.note)) }
            </dl>
            { save(card.attachment, words::SAVE_CARD.text(), dispatch) }
        </>
    }
}

/// A report that a mail has not arrived, or late.
pub(super) fn bounce(bounce: &Bounce) -> Html {
    html! {
        <>
            <p class="special-kind">{ Icon::TriangleAlert.draw() }{ words::bounce(bounce) }</p>
            <ul>{ for bounce.recipients.iter().map(recipient) }</ul>
        </>
    }
}

fn recipient(recipient: &Recipient) -> Html {
    html! {
        <li>
            <h2><bdi>{ words::or(&recipient.address, words::NO_SENDER.text()) }</bdi></h2>
            <p>{ words::bounce_action(recipient.action) }{ " " }{ words::bounce_reason(recipient.reason) }</p>
            if let Some(until) = recipient.until {
                <p>{ words::tried_until(&dates::full(until)) }</p>
            }
            if !recipient.said.is_empty() {
                <details>
                    <summary>{ words::DETAILS }</summary>
                    <p class="said" dir="auto">{ words::server_said(recipient) }</p>
                </details>
            }
        </li>
    }
}

fn line(label: &'static str, value: Option<String>) -> Html {
    value.map_or_else(Html::default, |value| html! { <><dt>{ label }</dt><dd dir="auto">{ value }</dd></> })
}

fn said(value: &str) -> Option<String> {
    (!value.trim().is_empty()).then(|| value.to_owned())
}

fn person(person: &Person) -> String {
    match (person.name.as_str(), person.address.as_str()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

fn save(attachment: u32, label: &'static str, dispatch: &Callback<Msg>) -> Html {
    html! {
        <button
            type="button"
            class="button small"
            onclick={on(dispatch, Msg::Attachments(OnAttachments::Save(attachment)))}
        >
            { Icon::Download.draw() }{ label }
        </button>
    }
}
