//! Who wrote a message, and what they may do.

use super::*;

fn reading(change: impl FnOnce(&mut Message)) -> State {
    let mut state = with_mail();
    state.update(Msg::OpenRow(0));
    let Notice::Message(mut message) = reading::held(500, Held::Whole) else { unreachable!("a message") };
    change(&mut message);
    state.update(Msg::Notice(Notice::Message(message)));
    state
}

#[test]
fn images_are_asked_for_once_or_for_always() {
    let mut state = reading(|_| {});
    let effects = state.update(Msg::Sender(OnSender::ShowImages));
    let id = MessageId(500);
    assert_eq!(sent(&effects), [&Request::Open { id, remote: RemoteImages::Shown }]);
    let effects = state.update(Msg::Sender(OnSender::AlwaysShowImages(true)));
    assert_eq!(sent(&effects), [&Request::AlwaysShowImages { message: id, always: true }]);
}

#[test]
fn a_server_is_named_as_the_readers_only_where_that_was_asked() {
    let mut state = reading(|_| {});
    assert_eq!(state.update(Msg::Sender(OnSender::IsMyServer(true))), []);

    let mut state = reading(|message| message.asks_about = Some("mx.example.org".to_owned()));
    let effects = state.update(Msg::Sender(OnSender::IsMyServer(true)));
    let trust = Request::TrustServer { account: ADA, authserv_id: "mx.example.org".to_owned(), is_own: true };
    let open = Request::Open { id: MessageId(500), remote: RemoteImages::Blocked };
    assert_eq!(sent(&effects), [&trust, &open]);
}

#[test]
fn a_doubtful_link_is_asked_about_before_anything_opens() {
    let mut state = reading(|_| {});
    let link = crate::mail::judge_link("https://evil.example/", "www.bank.example").expect("a link");
    assert!(!link.doubts.is_empty());
    assert_eq!(state.update(Msg::Sender(OnSender::DoubtfulLink(link.clone()))), []);
    assert_eq!(state.dialog, Some(Dialog::Link(link)));
}
