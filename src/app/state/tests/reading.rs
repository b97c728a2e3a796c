//! Reading messages.

use super::*;

fn message(id: u64, bodies: Vec<Body>) -> Notice {
    let attachments = vec![Attachment {
        index: 4,
        name: "map.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: 3,
        inline: true,
    }];
    let reading = Reading {
        summary: Summary::default(),
        reply_to: Vec::new(),
        sender: None,
        bodies,
        text: String::new(),
        attachments,
        complete: true,
    };
    Notice::Message(Box::new(Message {
        id: MessageId(id),
        account: ADA,
        date: 0,
        size: 77,
        held: Held::Whole,
        wish: Wish::Policy,
        reading,
    }))
}

#[test]
fn opening_a_message_marks_it_as_read_at_once_and_only_once() {
    let mut state = with_mail();
    let effects = state.update(Msg::OpenRow(2));
    let id = MessageId(498);
    assert_eq!(sent(&effects), [&Request::Open(id), &Request::MarkRead { messages: vec![id], read: true }]);
    assert!(state.list.row(2).unwrap().read);
    state.update(Msg::Notice(message(498, vec![Body::Text("Hello".to_owned())])));
    assert_eq!(state.update(Msg::OpenRow(2)), [], "it is open already");
    let effects = state.update(Msg::MessageShown(id));
    assert!(matches!(&effects[..], [Effect::End(Span::OpenMessage, _)]), "{effects:?}");

    let effects = state.update(Msg::MarkRead(false));
    assert_eq!(sent(&effects), [&Request::MarkRead { messages: vec![id], read: false }]);
    assert!(!state.list.row(2).unwrap().read);
}

#[test]
fn a_message_that_comes_too_late_is_not_shown() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state.update(Msg::OpenRow(1));
    state.update(Msg::Notice(message(500, Vec::new())));
    assert_eq!(state.reader.as_ref().unwrap().message, None);
}

#[test]
fn an_image_is_drawn_where_it_stands_and_saved_where_it_was_asked_for() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    let effects = state.update(Msg::Notice(message(500, vec![Body::Image { attachment: 4 }])));
    assert_eq!(sent(&effects), [&Request::Attachment { message: MessageId(500), index: 4 }]);
    let bytes = || Notice::Attachment {
        message: MessageId(500),
        index: 4,
        name: "map.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: vec![1, 2, 3],
    };
    assert_eq!(state.update(Msg::Notice(bytes())), []);
    assert_eq!(*state.reader.as_ref().unwrap().images[&4].bytes, [1, 2, 3]);
    state.update(Msg::SaveAttachment(4));
    let effects = state.update(Msg::Notice(bytes()));
    assert_eq!(effects, [Effect::Save { name: "map.png".to_owned(), bytes: Rc::new([1, 2, 3]) }]);
}

#[test]
fn on_a_phone_the_keyboard_goes_to_the_message_and_back_to_the_list() {
    let mut state = with_mail();
    state.update(Msg::Layout(Layout::Phone));
    assert!(state.update(Msg::OpenRow(0)).contains(&Effect::Focus(Focus::Message)));
    assert_eq!(state.update(Msg::CloseMessage), [Effect::Focus(Focus::List)]);
    assert_eq!(state.update(Msg::CloseMessage), []);
}

#[test]
fn rows_of_a_folder_that_was_left_are_not_shown() {
    let mut state = with_mail();
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    state.update(Msg::OpenFolder(Folder::Inbox(BO)));
    assert_eq!(state.update(Msg::Notice(Notice::Rows(rows(500, 9, 0, 9)))), []);
    assert_eq!(state.list.total(), 0);
}
