//! A journal as version 1 wrote it, and what it says.

use super::{account, envelope, named};
use crate::{
    mail::Mailbox,
    store::{
        Account, AccountId, Contents, Envelope, Leave, Maildrop, MaildropId, MessageId, Name, Pin, Sealed,
        Security, Server, Uidl, Wish,
    },
};

/// Records that version 1 wrote, byte by byte.
pub const VERSION_1: [&[u8]; 3] = [
    b"\x01\x06\x00\x01\x03Ada\x0fada@example.org\x03ada\x0fpop.example.org\xe3\x07\x00\x01\x00\
      \x01\x01\x03\x01\x02\x03\
      \x02\x01\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\
      \x00\x02\x00\x0ebo@example.net\x02bo\x10mail.example.net\xd6\x08\x02\x00\x00\
      \x04\x01\x01\x0fpop.example.org\x00\x03ada\
      \x04\x02\x02\x10mail.example.net\x01\xd6\x08\x02bo",
    b"\x01\x02\x05\x01\x01\x01\x08uidl-\xff-1\xac\x02\xc8\xc9\xce\xb4\r\x00\
      \x01\x01\x02Bo\x0ebo@example.net\x01\x00\x0fada@example.org\x00\x11One, zwei, \xe3\x81\x95\xe3\x82\x93\
      \x01\x80\xc8\xce\xb4\r\x00\x01\r1@example.net\x00\x01\r0@example.net\x05Hello\x02\
      \x05\xac\x02\x02\x02\x012\xac\x02\xc8\xc9\xce\xb4\r\x00\
      \x01\x01\x02Bo\x0ebo@example.net\x01\x00\x0fada@example.org\x00\x11One, zwei, \xe3\x81\x95\xe3\x82\x93\
      \x01\x80\xc8\xce\xb4\r\x00\x01\r1@example.net\x00\x01\r0@example.net\x05Hello\x02",
    b"\x01\x04\x06\x01\x01\x01\
      \x00\x03\x03Ada\x0fada@example.org\x03ada\x0fpop.example.org\xe3\x07\x00\x01\
      \x01\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\
      \x03\x03\x07\x07\x05\x90\x03",
];

/// Everything that [`VERSION_1`] says is there: an account with TLS and a trusted key that leaves
/// its mail on the server, one without either that does not, a message of each.
pub fn says_what_version_1_said(contents: &Contents) {
    let (ada, bo) = (AccountId(1), AccountId(2));
    let accounts: Vec<&Account> = contents.accounts().values().collect();
    let of_ada = Account { pin: Some(Pin([9; 32])), ..account("ada@example.org") };
    let pop3 = Server { host: "mail.example.net".to_owned(), port: 1110, security: Security::None };
    let of_bo = Account::new("bo@example.net", "bo", pop3).leaving(Leave::Nothing).in_plaintext();
    assert_eq!(accounts, [&of_ada, &of_bo]);
    assert_eq!(of_ada.retention.leave, Leave::All);
    assert_eq!(contents.password(ada), Some(&Sealed(vec![1, 2, 3])));
    assert_eq!(contents.maildrop(&Maildrop::of(ada, &of_ada)), Some(MaildropId(1)));
    assert_eq!(contents.maildrop(&Maildrop::of(bo, &of_bo)), Some(MaildropId(2)));

    let mut first = Envelope {
        size: 300,
        header: None,
        listed: 0,
        collected_at: 1_800_000_100,
        read: true,
        ..envelope(MessageId(1), ada, b"uidl-\xff-1")
    };
    let mailbox = |name: Option<&str>, address: &str| Mailbox {
        name: name.map(str::to_owned),
        address: address.to_owned(),
    };
    first.summary.from = vec![mailbox(Some("Bo"), "bo@example.net")];
    first.summary.to = vec![mailbox(None, "ada@example.org")];
    first.summary.date = Some(1_800_000_000);
    first.summary.message_id = Some("1@example.net".to_owned());
    first.summary.references = vec!["0@example.net".to_owned()];
    first.summary.snippet = "Hello".to_owned();
    first.summary.attachments = 2;
    assert_eq!(contents.message(MessageId(1)).as_ref(), Some(&first));
    let uidl = Uidl(b"2".to_vec());
    let second =
        Envelope { id: MessageId(300), account: bo, maildrop: MaildropId(2), uidl, read: false, ..first };
    assert_eq!(contents.message(MessageId(300)).as_ref(), Some(&second));
    assert_eq!(contents.briefs().count(), 2);

    let name = Name {
        message: Some(MessageId(300)),
        listed: 0,
        header: None,
        since: 1_800_000_100,
        wish: Wish::Policy,
    };
    assert_eq!(contents.name(MaildropId(2), &second.uidl), Some(&name));
    assert_eq!(named(contents, MaildropId(1), b"uidl-\xff-1"), Some(MessageId(1)));
    assert_eq!(contents.next_account(), AccountId(8));
    assert_eq!(contents.next_maildrop(), MaildropId(6));
    assert_eq!(contents.next_message(), MessageId(401));
}
