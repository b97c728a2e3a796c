//! Reading messages.

use super::*;

pub(super) fn held(id: u64, held: Held) -> Notice {
    let Notice::Message(mut notice) = message(id, Vec::new()) else { unreachable!("it makes no other") };
    notice.held = held;
    Notice::Message(notice)
}

fn message(id: u64, bodies: Vec<Body>) -> Notice {
    let attachments = vec![Attachment {
        index: 4,
        name: "map.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: 3,
        inline: true,
        danger: None,
        preview: Preview::Image,
        shown_as: "image/png".to_owned(),
    }];
    let reading = Reading {
        summary: Summary::default(),
        reply_to: Vec::new(),
        sender: None,
        list: None,
        authentication: Vec::new(),
        bodies,
        plain: None,
        text: String::new(),
        attachments,
        complete: true,
        forward: false,
    };
    Notice::Message(Box::new(Message {
        id: MessageId(id),
        account: ADA,
        date: 0,
        size: 77,
        held: Held::Whole,
        starred: false,
        filed: Filed::default(),
        there: There::OnServer,
        wish: Wish::Policy,
        remote: RemoteImages::Blocked,
        authenticity: Authenticity::Unknown,
        checks: Vec::new(),
        asks_about: None,
        sender_images: SenderImages::NotOffered,
        reading,
    }))
}

#[test]
fn opening_a_message_marks_it_as_read_at_once_and_only_once() {
    let mut state = with_mail();
    let effects = state.update(Msg::OpenRow(2));
    let id = MessageId(498);
    assert_eq!(sent(&effects), [&Request::open(id), &Request::MarkRead { messages: vec![id], read: true }]);
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
    state.update(Msg::Attachments(OnAttachments::Save(4)));
    let effects = state.update(Msg::Notice(bytes()));
    assert_eq!(effects, [Effect::Save { name: "map.png".to_owned(), bytes: Rc::new([1, 2, 3]) }]);
}

#[test]
fn on_a_phone_the_keyboard_goes_to_the_message_and_back_to_the_list() {
    let mut state = with_mail();
    state.update(Msg::Layout(Layout::Phone));
    assert!(state.update(Msg::OpenRow(0)).contains(&Effect::Focus(Focus::Message)));
    assert_eq!(state.update(Msg::GoBack), [Effect::Focus(Focus::List)]);
    assert_eq!(state.update(Msg::GoBack), []);
}

#[test]
fn rows_of_a_folder_that_was_left_are_not_shown() {
    let mut state = with_mail();
    state.update(Msg::Notice(overview(&[(ADA, "ada@example.org"), (BO, "bo@example.org")], 4)));
    state.update(Msg::OpenFolder(Folder::Inbox(BO)));
    assert_eq!(state.update(Msg::Notice(Notice::Rows(rows(500, 9, 0, 9)))), []);
    assert_eq!(state.list.total(), 0);
}

#[test]
fn the_rest_of_a_message_is_asked_for_once_and_shown_when_it_has_come() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state.update(Msg::Notice(held(500, Held::Header)));
    assert_eq!(sent(&state.update(Msg::DownloadFull)), [&Request::DownloadFull(MessageId(500))]);
    assert!(state.reader.as_ref().unwrap().downloading);
    assert_eq!(state.update(Msg::DownloadFull), [], "it is on its way");
    let effects = state.update(Msg::Notice(Notice::Rows(rows(500, 9, 0, 9))));
    assert_eq!(sent(&effects), [&Request::open(MessageId(500))], "its row is whole now");
    state.update(Msg::Notice(held(500, Held::Whole)));
    assert!(!state.reader.as_ref().unwrap().downloading);
}

#[test]
fn a_download_that_failed_can_be_tried_again() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state.update(Msg::Notice(held(500, Held::Header)));
    state.update(Msg::DownloadFull);
    let problem = Some(Problem::RelayLost);
    state.update(Msg::Notice(Notice::Collected {
        account: ADA,
        messages: 0,
        bytes: 0,
        milliseconds: 1,
        problem,
    }));
    assert_eq!(sent(&state.update(Msg::DownloadFull)).len(), 1);
}

#[test]
fn what_is_wished_for_a_message_shows_at_once() {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    state.update(Msg::Notice(held(500, Held::Whole)));
    let effects = state.update(Msg::Wish(Wish::Keep));
    assert_eq!(sent(&effects), [&Request::Wish { messages: vec![MessageId(500)], wish: Wish::Keep }]);
    assert_eq!(state.reader.unwrap().message.unwrap().wish, Wish::Keep);
}

#[test]
fn a_message_is_shown_among_those_it_belongs_to() {
    let mut state = with_mail();
    let mut window = rows(500, 9, 0, 9);
    window.rows[0].conversation = 2;
    let of = |message: u64| Conversation {
        message: MessageId(message),
        total: 2,
        rows: [(0, 100), (1, 500)].map(|(depth, id)| (depth, row(id))).to_vec(),
    };
    state.update(Msg::OpenRow(0));
    let effects = state.update(Msg::Notice(message(500, Vec::new())));
    assert_eq!(sent(&effects), [] as [&Request; 0], "its row says that it stands alone");
    let effects = state.update(Msg::Notice(Notice::Rows(window.clone())));
    assert_eq!(sent(&effects), [&Request::Conversation(MessageId(500))]);
    state.update(Msg::Notice(Notice::Conversation(of(499))));
    assert_eq!(state.reader.as_ref().unwrap().conversation, None, "it is another's");
    state.update(Msg::Notice(Notice::Conversation(of(500))));
    assert_eq!(state.update(Msg::Notice(Notice::Rows(window))), [], "it is known");

    // One that is not in the window of the list.
    let effects = state.update(Msg::OpenBeside(MessageId(100)));
    let other = MessageId(100);
    let read = Request::MarkRead { messages: vec![other], read: true };
    assert_eq!(sent(&effects), [&Request::open(other), &Request::Conversation(other), &read]);
    let reader = state.reader.as_ref().unwrap();
    assert_eq!((reader.id, reader.conversation.as_ref().map(|all| all.total)), (other, Some(2)));
    assert!(reader.beside);
    assert_eq!(state.update(Msg::OpenBeside(other)), [], "it is open already");
    state.update(Msg::OpenRow(1));
    assert!(!state.reader.as_ref().unwrap().beside);
}
