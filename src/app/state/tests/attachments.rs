//! The files of a message.

use super::*;

/// A message with one file is open.
fn reading(preview: Preview) -> State {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    let Notice::Message(mut message) = reading::held(500, Held::Whole) else { unreachable!("a message") };
    message.reading.attachments[0].preview = preview;
    state.update(Msg::Notice(Notice::Message(message)));
    state
}

fn bytes(message: u64) -> Notice {
    Notice::Attachment {
        message: MessageId(message),
        index: 4,
        name: "map.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: vec![1, 2, 3],
    }
}

#[test]
fn a_file_is_looked_at_once_it_has_come() {
    let mut state = reading(Preview::Image);
    let effects = state.update(Msg::Attachments(OnAttachments::Show(4)));
    assert_eq!(sent(&effects), [&Request::Attachment { message: MessageId(500), index: 4 }]);
    assert!(matches!(&state.dialog, Some(Dialog::Preview(_, Previewed::Coming))));

    // That of another message has the same number.
    state.update(Msg::Notice(bytes(499)));
    assert!(matches!(&state.dialog, Some(Dialog::Preview(_, Previewed::Coming))));
    assert_eq!(state.update(Msg::Notice(bytes(500))), []);
    let Some(Dialog::Preview(file, Previewed::File(shown))) = &state.dialog else { panic!("no preview") };
    assert_eq!((file.index, &*shown.bytes), (4, &[1, 2, 3][..]));
    assert!(state.reader.as_ref().unwrap().images.is_empty(), "it is not drawn in the message, too");
}

#[test]
fn text_is_asked_for_as_text() {
    let mut state = reading(Preview::Text);
    let effects = state.update(Msg::Attachments(OnAttachments::Show(4)));
    let message = MessageId(500);
    assert_eq!(sent(&effects), [&Request::AttachedText { message, index: 4 }]);
    let text = Notice::AttachedText { message, index: 4, text: "a list".to_owned(), whole: false };
    state.update(Msg::Notice(text));
    assert!(
        matches!(&state.dialog, Some(Dialog::Preview(_, Previewed::Text(text, false))) if &**text == "a list")
    );
}

#[test]
fn what_may_not_be_shown_is_not() {
    let mut state = reading(Preview::None);
    assert_eq!(state.update(Msg::Attachments(OnAttachments::Show(4))), []);
    assert_eq!(state.update(Msg::Attachments(OnAttachments::Show(5))), []);
    assert_eq!(state.dialog, None);
}

#[test]
fn all_files_are_saved_as_one() {
    let mut state = reading(Preview::None);
    let effects = state.update(Msg::Attachments(OnAttachments::SaveAll));
    assert_eq!(sent(&effects), [&Request::AllAttachments(MessageId(500))]);
    let name = "Two maps.zip".to_owned();
    let effects = state.update(Msg::Notice(Notice::AllAttachments {
        message: MessageId(500),
        name: name.clone(),
        bytes: vec![7],
    }));
    assert_eq!(effects, [Effect::Save { name, bytes: Rc::new([7]) }]);
}
