//! All header fields.

use super::*;
use crate::mail::{HeaderField, HeaderFields};

fn headers(message: MessageId) -> Notice {
    let field = |name: &str, value: &str| HeaderField { name: name.to_owned(), value: value.to_owned() };
    let fields = vec![field("Received", "from a"), field("Subject", "Hi")];
    Notice::Headers { message, headers: HeaderFields { fields, whole: true } }
}

#[test]
fn the_headers_of_the_open_message_are_shown_and_copied() {
    let mut state = with_mail();
    assert_eq!(state.update(Msg::ShowHeaders), [], "nothing is open");
    state.update(Msg::OpenRow(0));
    let id = MessageId(500);
    assert_eq!(sent(&state.update(Msg::ShowHeaders)), [&Request::Headers(id)]);
    assert_eq!(state.update(Msg::CopyHeaders), [], "there is nothing yet");
    state.update(Msg::Notice(headers(MessageId(499))));
    assert_eq!(state.update(Msg::CopyHeaders), [], "that was another message's");
    state.update(Msg::Notice(headers(id)));
    assert_eq!(state.update(Msg::CopyHeaders), [Effect::Copy("Received: from a\nSubject: Hi\n".to_owned())]);
    state.update(Msg::Copied(true));
    assert!(matches!(&state.dialog, Some(Dialog::Headers(sheet)) if sheet.copied == Some(true)));
    state.update(Msg::Notice(Notice::Problem(Problem::NoSuchMessage)));
    assert_eq!(state.dialog, None, "it cannot be read any more");
}
