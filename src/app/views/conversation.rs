//! The conversation that the message being read is in.

use yew::{Callback, Html, classes, html};

use super::{dates, on};
use crate::{
    app::{
        state::{Msg, Reader},
        words,
    },
    engine::api::{Conversation, Row},
};

/// As deep as answers are drawn; those that are deeper stand below each other.
const DEEPEST: u32 = 5;

/// The messages of a conversation, each below what it answers; nothing where there is one alone. Who goes
/// from one to the other still sees them all.
pub(super) fn conversation(conversation: &Conversation, reader: &Reader, dispatch: &Callback<Msg>) -> Html {
    if conversation.total < 2 {
        return Html::default();
    }
    let lines = conversation.rows.iter().map(|(depth, row)| line(*depth, row, row.id == reader.id, dispatch));
    html! {
        <details class="conversation" open={reader.beside}>
            <summary>{ words::conversation(conversation.total) }</summary>
            <ol>{ for lines }</ol>
        </details>
    }
}

fn line(depth: u32, row: &Row, is_open: bool, dispatch: &Callback<Msg>) -> Html {
    let depth = format!("depth-{}", depth.min(DEEPEST));
    html! {
        <li key={row.id.0} class={depth}>
            <button
                type="button"
                class={classes!("conversation-line", (!row.read).then_some("new"))}
                aria-current={is_open.then_some("true")}
                onclick={on(dispatch, Msg::OpenBeside(row.id))}
            >
                <span class="sender" dir="auto">{ words::or(&row.from, words::NO_SENDER.text()) }</span>
                <span class="conversation-snippet" dir="auto">{ words::or(&row.snippet, &row.subject) }</span>
                <time datetime={dates::machine(row.date)} title={dates::full(row.date)}>
                    { dates::short(row.date) }
                </time>
            </button>
        </li>
    }
}
