//! The message being read: its header, outside of any frame, its bodies, its attachments.

use std::rc::Rc;

use yew::{AttrValue, Callback, Html, Properties, function_component, html};

use super::{dates, icons::Icon, mark::mark, message_body::MessageBody, on};
use crate::{
    app::{
        state::{Layout, Msg, Reader},
        words,
    },
    engine::api::Message,
    mail::{Attachment, Mailbox},
};

/// The id of the subject.
pub(in crate::app) const SUBJECT_ID: &str = "subject";

/// What it shows.
#[derive(Debug, PartialEq, Properties)]
pub(super) struct ReadingPaneProps {
    /// The message, if one is open.
    pub(super) reader: Option<Reader>,
    /// There is a message to choose.
    pub(super) choice: bool,
    /// How much room there is.
    pub(super) layout: Layout,
    /// Hears what the reader does.
    pub(super) dispatch: Callback<Msg>,
}

/// The reading pane.
#[function_component]
pub(super) fn ReadingPane(props: &ReadingPaneProps) -> Html {
    let ReadingPaneProps { reader, choice, layout, dispatch } = props;
    html! {
        <section class="reading-pane" aria-label={words::MESSAGE}>
            if let Some(reader) = reader {
                { toolbar(reader, *layout, dispatch) }
                if let Some(message) = &reader.message {
                    <article key={message.id.0} class="message">
                        { header(message) }
                        if !message.reading.complete {
                            <p class="note">{ Icon::Info.draw() }{ words::INCOMPLETE }</p>
                        }
                        <MessageBody
                            message={Rc::clone(message)}
                            images={reader.images.clone()}
                            dispatch={dispatch.clone()}
                        />
                        { attachments(message, dispatch) }
                    </article>
                }
            } else if *choice {
                <div class="empty">
                    { mark("mark-faint") }
                    <p>{ words::NO_MESSAGE }</p>
                </div>
            }
        </section>
    }
}

fn toolbar(reader: &Reader, layout: Layout, dispatch: &Callback<Msg>) -> Html {
    let (icon, label) =
        if reader.read { (Icon::Mail, words::MARK_UNREAD) } else { (Icon::MailOpen, words::MARK_READ) };
    html! {
        <div class="toolbar">
            if layout == Layout::Phone {
                <button type="button" class="quiet-button" onclick={on(dispatch, Msg::CloseMessage)}>
                    { Icon::ArrowLeft.draw() }{ words::BACK }
                </button>
            }
            <span class="spring" />
            <button type="button" class="quiet-button" onclick={on(dispatch, Msg::MarkRead(!reader.read))}>
                { icon.draw() }{ label }
            </button>
            <button type="button" class="quiet-button" onclick={on(dispatch, Msg::ViewSource)}>
                { Icon::FileCode.draw() }{ words::VIEW_SOURCE }
            </button>
        </div>
    }
}

fn header(message: &Message) -> Html {
    let summary = &message.reading.summary;
    let from = &summary.from;
    let name = from.first().map_or(words::NO_SENDER, shown);
    let initial = name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string());
    let others = from.iter().skip(1).map(shown).collect::<Vec<_>>().join(", ");
    let address = from.first().map(|mailbox| mailbox.address.as_str());
    html! {
        <header class="message-header">
            <h2 id={SUBJECT_ID} tabindex="-1">{ words::or(&summary.subject, words::NO_SUBJECT) }</h2>
            <div class="message-who">
                <span class="monogram" aria-hidden="true">{ initial.unwrap_or_default() }</span>
                <div class="message-from">
                    <p>
                        <span class="sender">{ name }</span>
                        if let Some(address) = address.filter(|address| *address != name) {
                            { " " }<span class="address">{ format!("<{address}>") }</span>
                        }
                        if !others.is_empty() {
                            <span class="address">{ format!(", {others}") }</span>
                        }
                    </p>
                    { recipients(message) }
                </div>
                <p class="message-when">
                    <time datetime={dates::machine(message.date)} title={dates::full(message.date)}>
                        { dates::medium(message.date) }
                    </time>
                    <span class="message-size">{ words::bytes(message.size) }</span>
                </p>
            </div>
        </header>
    }
}

/// To whom it went; and who sent it or gets the answers, where that is somebody else.
fn recipients(message: &Message) -> Html {
    let reading = &message.reading;
    let from = reading.summary.from.first().map(|mailbox| mailbox.address.to_lowercase());
    let other = |mailbox: &&Mailbox| Some(mailbox.address.to_lowercase()) != from;
    let sender = reading.sender.iter().filter(other).collect::<Vec<_>>();
    let answers = reading.reply_to.iter().filter(other).collect::<Vec<_>>();
    let to = reading.summary.to.iter().collect::<Vec<_>>();
    let cc = reading.summary.cc.iter().collect::<Vec<_>>();
    let lines = [(words::TO, to), (words::CC, cc), (words::SENT_BY, sender), (words::ANSWERS_TO, answers)];
    let lines = lines.into_iter().filter(|(_, people)| !people.is_empty()).map(|(label, people)| {
        let people = people.iter().enumerate().map(|(place, mailbox)| {
            html! {
                <>
                    if place > 0 { { ", " } }
                    <span title={mailbox.address.clone()}>{ shown(mailbox) }</span>
                </>
            }
        });
        html! { <p class="recipients"><span class="recipients-label">{ label }</span>{ " " }{ for people }</p> }
    });
    html! { <>{ for lines }</> }
}

fn attachments(message: &Message, dispatch: &Callback<Msg>) -> Html {
    let attached = message.reading.attachments.iter().filter(|attachment| !attachment.inline);
    let items: Vec<Html> = attached.map(|attachment| draw_attachment(attachment, dispatch)).collect();
    if items.is_empty() {
        return Html::default();
    }
    html! {
        <section class="attachments" aria-label={words::ATTACHMENTS}>
            <ul>{ for items }</ul>
        </section>
    }
}

fn draw_attachment(attachment: &Attachment, dispatch: &Callback<Msg>) -> Html {
    let name = AttrValue::from(attachment.name.clone());
    html! {
        <li class="attachment">
            <span class="attachment-icon">{ Icon::Paperclip.draw() }</span>
            <span class="attachment-name" title={&name}>{ &name }</span>
            <span class="attachment-kind">
                { format!("{} · {}", words::bytes(attachment.size), attachment.media_type) }
            </span>
            <button
                type="button"
                class="icon-button"
                aria-label={words::save_attachment(&name)}
                title={words::save_attachment(&name)}
                onclick={on(dispatch, Msg::SaveAttachment(attachment.index))}
            >
                { Icon::Download.draw() }
            </button>
        </li>
    }
}

/// What somebody is called: the name, or the address where there is none.
fn shown(mailbox: &Mailbox) -> &str {
    words::or(mailbox.name.as_deref().unwrap_or_default(), words::or(&mailbox.address, words::NO_SENDER))
}
