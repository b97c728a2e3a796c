//! What is known of who wrote a message: outside of any frame, where no mail can draw.

use yew::{Callback, Html, classes, html};

use super::{icons::Icon, on};
use crate::{
    app::{
        state::{Msg, OnSender},
        words,
    },
    engine::api::Message,
    mail::{Authenticity, Mailbox},
};

/// Notes below the sender: what to be wary of, and what the reader's server found.
pub(super) fn sender_checks(message: &Message, dispatch: &Callback<Msg>) -> Html {
    let reading = &message.reading;
    let claims = reading.summary.from.iter().chain(&reading.sender).chain(&reading.reply_to);
    let claims = claims.filter_map(|mailbox: &Mailbox| Some((mailbox, mailbox.other_address_in_name()?)));
    html! {
        <>
            { for claims.map(|(mailbox, claimed)| note(true, words::name_claims(&claimed, &mailbox.address))) }
            if !reading.reply_to.is_empty() {
                { note(true, words::answers_elsewhere(&addresses(&reading.reply_to))) }
            }
            { found(message) }
            if let Some(server) = &message.asks_about {
                <div class="note held" role="status">
                    { Icon::ShieldAlert.draw() }
                    <p>{ words::is_it_your_server(server) }</p>
                    <button
                        type="button"
                        class="button small"
                        onclick={on(dispatch, Msg::Sender(OnSender::IsMyServer(true)))}
                    >
                        { words::MY_SERVER }
                    </button>
                    <button
                        type="button"
                        class="button small"
                        onclick={on(dispatch, Msg::Sender(OnSender::IsMyServer(false)))}
                    >
                        { words::NOT_MY_SERVER }
                    </button>
                </div>
            }
        </>
    }
}

fn found(message: &Message) -> Html {
    let checks = words::checks(&message.checks);
    match &message.authenticity {
        Authenticity::Unknown if checks.is_empty() => Html::default(),
        Authenticity::Unknown => html! {
            <p class="sender-check" title={checks}>{ Icon::Info.draw() }{ words::SENDER_UNKNOWN }</p>
        },
        Authenticity::Proven { domain } => html! {
            <p class="sender-check good" title={checks}>{ Icon::ShieldCheck.draw() }{ words::sender_proven(domain) }</p>
        },
        Authenticity::Failed => note(true, format!("{} {checks}", words::SENDER_FAILED)),
    }
}

fn note(warns: bool, words: String) -> Html {
    html! {
        <p class={classes!("note", warns.then_some("warn"))}>{ Icon::TriangleAlert.draw() }<span>{ words }</span></p>
    }
}

fn addresses(mailboxes: &[Mailbox]) -> String {
    mailboxes.iter().map(|mailbox| mailbox.address.as_str()).collect::<Vec<_>>().join(", ")
}
