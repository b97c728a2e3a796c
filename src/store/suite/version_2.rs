//! A journal as version 2 wrote it, and what it says.

use std::num::NonZeroU16;

use super::{DROP, account, envelope, named};
use crate::{
    mail::{HeaderDigest, Mailbox, Summary},
    store::{
        Account, AccountId, Bodies, Consent, Contents, Envelope, Extent, Held, Learnt, Leave, Maildrop,
        MaildropId, MessageId, Name, Pin, Retention, Sealed, Security, Server, SignIn, Uidl, Wish,
    },
};

/// Records that version 2 wrote, byte by byte.
pub const VERSION_2: [&[u8]; 3] = [
    b"\x02\x08\
      \x00\x01\x03Ada\x0fada@example.org\x03ada\x0fpop.example.org\xe3\x07\x00\x01\x00\x01\x02\x1e\x01\
      \x02\xd0\x86\x03\x01\x80\xc4\x9f\xd5\x0c\x01\x0f\x00\
      \x01\x01\x03\x01\x02\x03\
      \x02\x01\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\
      \x00\x02\x00\x0ebo@example.net\x02bo\x10mail.example.net\xd6\x08\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\
      \x03\x00\x0ebo@example.net\x02bo\x10mail.example.net\xd6\x08\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\
      \x03\x03\
      \x04\x01\x01\x0fpop.example.org\x00\x03ada\
      \x04\x02\x02\x10mail.example.net\x01\xd6\x08\x02bo",
    b"\x02\x05\
      \x05\x01\x01\x01\x08uidl-\xff-1\xac\x02\x01\x01\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\
      \xae\x02\xc8\xc9\xce\xb4\r\x00\
      \x01\x01\x02Bo\x0ebo@example.net\x01\x00\x0fada@example.org\x01\x00\x0ecy@example.com\
      \x11One, zwei, \xe3\x81\x95\xe3\x82\x93\x01\x80\xc8\xce\xb4\r\x01\xe4\xc8\xce\xb4\r\
      \x01\r1@example.net\x01\r0@example.net\x01\r0@example.net\x05Hello\x02\
      \x0c\x01\x01\x01\
      \x06\x01\x01\x01\x08uidl-\xff-1\x90\x03\x02\x01\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\x03\
      \xae\x02\xc8\xc9\xce\xb4\r\x00\
      \x01\x01\x02Bo\x0ebo@example.net\x01\x00\x0fada@example.org\x01\x00\x0ecy@example.com\
      \x11One, zwei, \xe3\x81\x95\xe3\x82\x93\x01\x80\xc8\xce\xb4\r\x01\xe4\xc8\xce\xb4\r\
      \x01\r1@example.net\x01\r0@example.net\x01\r0@example.net\x05Hello\x02\
      \x05\x02\x02\x02\x04gone\xac\x02\x00\x00\x00\xc8\xc9\xce\xb4\r\x00\
      \x00\x00\x00\x04gone\x00\x00\x00\x00\x00\x00\x00\
      \x05\xac\x02\x02\x02\x03old\xac\x02\x00\x00\x00\xc8\xc9\xce\xb4\r\x00\
      \x00\x00\x00\x03old\x00\x00\x00\x00\x00\x00\x00",
    b"\x02\x07\
      \x07\x01\x02\
      \n\x02\x01\x04gone\x02\
      \t\x02\x03old\x03new\
      \n\x02\x01\x03new\x01\
      \x08\x02\x0bpassed over\x00M\x01\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\x05\
      \x90\xcb\xce\xb4\r\x04\
      \x0b\x02\x01\x01\x04UIDL\x01\x00\x01\x01\x00\x01\x80\xc8\xce\xb4\r\x01\x03\x01\
      \r\x07\x05\x90\x03",
];

/// Everything that [`VERSION_2`] says is there: an account with every setting changed, one as a
/// reader finds it; messages that were replaced, removed and renamed, and names without a message.
pub fn says_what_version_2_said(contents: &Contents) {
    let (ada, bo) = (AccountId(1), AccountId(2));
    let of_ada = Account {
        pin: Some(Pin([9; 32])),
        sign_in: SignIn::Token,
        consent: Consent { plaintext: false, apop: true },
        retention: Retention { leave: Leave::Days(30), follow: true },
        extent: Extent { bodies: Bodies::UpTo(50_000), since: Some(1_700_000_000) },
        every: NonZeroU16::new(15),
        ..account("ada@example.org")
    };
    let pop3 = Server { host: "mail.example.net".to_owned(), port: 1110, security: Security::StartTls };
    let of_bo = Account::new("bo@example.net", "bo", pop3).leaving(Leave::Nothing);
    assert_eq!(contents.accounts().values().collect::<Vec<_>>(), [&of_ada, &of_bo]);
    assert_eq!(contents.password(ada), Some(&Sealed(vec![1, 2, 3])));
    assert_eq!(contents.maildrop(&Maildrop::of(ada, &of_ada)), Some(DROP));
    assert_eq!(contents.maildrop(&Maildrop::of(bo, &of_bo)), Some(OTHER));
    assert_eq!(contents.next_account(), AccountId(8));
    assert_eq!(contents.next_maildrop(), MaildropId(6));
    assert_eq!(contents.next_message(), MessageId(401));

    let mailbox = |name: Option<&str>, address: &str| Mailbox {
        name: name.map(str::to_owned),
        address: address.to_owned(),
    };
    let mut first = Envelope {
        size: 400,
        held: Held::PossiblyIncomplete,
        listed: 302,
        collected_at: 1_800_000_100,
        read: true,
        ..envelope(MessageId(1), ada, b"uidl-\xff-1")
    };
    first.summary = Summary {
        from: vec![mailbox(Some("Bo"), "bo@example.net")],
        to: vec![mailbox(None, "ada@example.org")],
        cc: vec![mailbox(None, "cy@example.com")],
        date: Some(1_800_000_000),
        received: Some(1_800_000_050),
        message_id: Some("1@example.net".to_owned()),
        in_reply_to: vec!["0@example.net".to_owned()],
        references: vec!["0@example.net".to_owned()],
        snippet: "Hello".to_owned(),
        attachments: 2,
        ..first.summary
    };
    let mut second = Envelope {
        size: 300,
        header: None,
        listed: 0,
        collected_at: 1_800_000_100,
        ..envelope(MessageId(300), bo, b"new")
    };
    second.summary.subject = "old".to_owned();
    assert_eq!(contents.message(MessageId(1)).as_ref(), Some(&first));
    assert_eq!(contents.message(MessageId(300)).as_ref(), Some(&second));
    assert_eq!(contents.briefs().count(), 2);

    names_of_version_2(contents);
    let learnt = Learnt {
        before_login: Some(vec!["UIDL".to_owned()]),
        after_login: Some(vec![]),
        capa_hangs: true,
        no_pipelining: true,
        pipelining_works: false,
        logged_in: Some(1_800_000_000),
        login_apart: true,
        stalls: 3,
        octets_vary: true,
    };
    assert_eq!((contents.learnt(DROP), contents.learnt(OTHER)), (None, Some(&learnt)));
}

const OTHER: MaildropId = MaildropId(2);

fn names_of_version_2(contents: &Contents) {
    assert_eq!(named(contents, DROP, b"uidl-\xff-1"), Some(MessageId(1)));
    let name = |name: &str| contents.name(OTHER, &Uidl(name.as_bytes().to_vec()));
    let unlisted = Name { message: None, listed: 0, header: None, since: 1_800_000_100, wish: Wish::Policy };
    assert_eq!(name("gone"), Some(&Name { wish: Wish::Delete, ..unlisted.clone() }));
    assert_eq!(name("old"), None);
    let new = Name { message: Some(MessageId(300)), wish: Wish::Keep, ..unlisted };
    assert_eq!(name("new"), Some(&new));
    let passed_over = Name {
        message: None,
        listed: 77,
        header: Some(HeaderDigest([5; 16])),
        since: 1_800_000_200,
        wish: Wish::PassOver,
    };
    assert_eq!(name("passed over"), Some(&passed_over));
    assert_eq!(contents.names_of(OTHER).count(), 3);
}
