//! Envelopes that are replaced or removed, and what is known of names on the server.

use super::{DROP, compacted, envelope, named};
use crate::{
    mail::HeaderDigest,
    store::{
        AccountId, Change, Commit, Contents, Envelope, Held, Learnt, MessageId, Name, Store, Uidl, Wish,
    },
};

const ADA: AccountId = AccountId(1);

/// More of a message takes the place of less, in the envelope as in the raw bytes. It stays as read
/// as it was; a wish to collect it again is fulfilled.
pub async fn replaces_an_envelope(store: &impl Store) {
    let (first, second) = (MessageId(1), MessageId(2));
    let header = Envelope { held: Held::Header, size: 90, ..envelope(first, ADA, b"a") };
    keep(
        store,
        vec![
            Change::Added(Box::new(header)),
            Change::Added(Box::new(envelope(second, ADA, b"b"))),
            Change::MarkedRead { messages: vec![first], read: true },
            Change::Wished { maildrop: DROP, uidls: vec![uidl(b"a")], wish: Wish::CollectAgain },
        ],
        vec![(first, b"Subject: a\r\n\r\n".to_vec()), (second, b"Subject: b\r\n\r\n".to_vec())],
        vec![],
    )
    .await;
    let whole = b"Subject: a\r\n\r\nAll of it.\r\n".to_vec();
    let more = Envelope {
        held: Held::Whole,
        size: whole.len() as u64,
        collected_at: 1_800_000_500,
        ..envelope(first, ADA, b"a")
    };
    let changes = vec![Change::Replaced(Box::new(more.clone()))];
    let contents = keep(store, changes, vec![(first, whole.clone())], vec![]).await;

    assert_eq!(contents.message(first), Some(Envelope { read: true, ..more }));
    assert_eq!(contents.briefs().count(), 2);
    assert_eq!(contents.next_message(), MessageId(3));
    let name = contents.name(DROP, &uidl(b"a")).unwrap();
    assert_eq!((name.message, name.since, name.wish), (Some(first), 1_800_000_500, Wish::Policy));
    assert_eq!(store.raw(first).await.unwrap(), Some(whole));
    assert_eq!(store.raw(second).await.unwrap(), Some(b"Subject: b\r\n\r\n".to_vec()));
}

/// A message that is removed leaves neither envelope nor bytes; its name stays known, with what is
/// to become of it on the server.
pub async fn forgets_a_message_but_not_its_name(store: &impl Store) {
    let (first, second) = (MessageId(1), MessageId(2));
    let added =
        [(first, b"a"), (second, b"b")].map(|(id, uidl)| Change::Added(Box::new(envelope(id, ADA, uidl))));
    let raw = vec![(first, b"one".to_vec()), (second, b"two".to_vec())];
    keep(store, added.to_vec(), raw, vec![]).await;
    let changes = vec![
        Change::Removed(vec![first]),
        Change::Wished { maildrop: DROP, uidls: vec![uidl(b"a")], wish: Wish::Delete },
    ];
    let contents = keep(store, changes, vec![], vec![first]).await;

    assert_eq!(contents.message(first), None);
    assert_eq!(store.raw(first).await.unwrap(), None);
    let expected = Name { message: None, wish: Wish::Delete, ..name() };
    assert_eq!(contents.name(DROP, &uidl(b"a")), Some(&expected));
    assert_eq!(named(&contents, DROP, b"b"), Some(second));
    assert_eq!(store.raw(second).await.unwrap(), Some(b"two".to_vec()));
    assert_eq!(contents.next_message(), MessageId(3));
}

/// Names that were passed over, renamed, or wished something, and what was learnt of the server,
/// are known again when the store is loaded, and when it was compacted.
pub async fn remembers_names(store: &impl Store) {
    let id = MessageId(1);
    let passed_over = Name { message: None, header: None, wish: Wish::PassOver, ..name() };
    let learnt = Learnt {
        before_login: Some(vec!["STLS".to_owned(), "UIDL".to_owned()]),
        after_login: None,
        capa_hangs: false,
        no_pipelining: true,
        pipelining_works: false,
        logged_in: Some(1_800_000_000),
        login_apart: true,
        stalls: 1,
        octets_vary: true,
    };
    let changes = vec![
        Change::Added(Box::new(envelope(id, ADA, b"old"))),
        Change::Named { maildrop: DROP, uidl: uidl(b"older"), name: passed_over.clone() },
        Change::Wished { maildrop: DROP, uidls: vec![uidl(b"old"), uidl(b"unknown")], wish: Wish::Keep },
        Change::Renamed { maildrop: DROP, from: uidl(b"old"), to: uidl(b"new") },
        Change::Learnt { maildrop: DROP, learnt: Learnt::default() },
        Change::Learnt { maildrop: DROP, learnt: learnt.clone() },
    ];
    let contents = keep(store, changes, vec![], vec![]).await;
    let knows = |contents: &Contents| {
        assert_eq!(contents.name(DROP, &uidl(b"older")), Some(&passed_over));
        assert_eq!(contents.name(DROP, &uidl(b"old")), None);
        let expected = Name { message: Some(id), wish: Wish::Keep, ..name() };
        assert_eq!(contents.name(DROP, &uidl(b"new")), Some(&expected));
        assert_eq!(contents.names_of(DROP).count(), 2);
        assert_eq!(contents.label(id).map(|label| label.uidl), Some(uidl(b"new")));
        assert_eq!(contents.learnt(DROP), Some(&learnt));
    };
    knows(&contents);

    let again = compacted(store).await;
    knows(&again);
    assert_eq!(again, contents);
}

/// Commits, and loads what is there then.
async fn keep(
    store: &impl Store,
    changes: Vec<Change>,
    raw: Vec<(MessageId, Vec<u8>)>,
    forget: Vec<MessageId>,
) -> Contents {
    let commit = Commit { changes: changes.clone(), raw, forget, ..Commit::default() };
    assert_eq!(store.commit(commit).await.unwrap(), changes);
    store.load().await.unwrap()
}

fn uidl(name: &[u8]) -> Uidl {
    Uidl(name.to_vec())
}

/// What an envelope of this suite says of its name.
fn name() -> Name {
    Name {
        message: None,
        listed: 22,
        header: Some(HeaderDigest([3; 16])),
        since: 1_800_000_000,
        wish: Wish::Policy,
    }
}
