//! What every store must do, as tests that any store can be put through: the one in memory
//! natively, the one in IndexedDB in a browser. Each wants an empty store.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "these are tests: a panic is how they fail"
)]

mod compaction;
mod filing;
mod journal;
mod names;
mod raw;
mod segments;
mod version_1;
mod version_2;
mod version_3;
mod version_4;

pub use compaction::{
    DAMAGED, compacts_what_changed, damaged, fill_two_blocks, forgets_for_good, says_what_is_left,
};
pub use filing::keeps_mail_filed;
pub use journal::{
    DAMAGED_RECORDS, DamagedRecord, RECORDS, damaged_record, fill_a_journal, record_of_a_newer_version,
    says_what_the_journal_leaves,
};
pub use names::{forgets_a_message_but_not_its_name, remembers_names, replaces_an_envelope};
pub use raw::{
    does_as_memory_does, keeps_large_and_odd_messages, reads_all_raw_messages,
    replaces_and_forgets_raw_messages,
};
pub use segments::keeps_segments;
pub use version_1::{VERSION_1, says_what_version_1_said};
pub use version_2::{VERSION_2, says_what_version_2_said};
pub use version_3::{VERSION_3, says_what_version_3_said};
pub use version_4::{VERSION_4, says_what_version_4_said};

use super::{
    Account, AccountId, Change, Commit, Contents, Envelope, Filed, Held, Maildrop, MaildropId, MessageId,
    Pin, Sealed, Security, Server, Store, Trust, Uidl,
};
use crate::mail::{HeaderDigest, Summary};

/// What a commit held is there again when the store is loaded anew: settings, sealed password,
/// pin, envelopes, their UIDLs and the raw bytes.
pub async fn keeps_what_it_is_given(store: &impl Store) {
    assert_eq!(store.load().await.unwrap(), Contents::default());

    let id = AccountId(1);
    let raw = b"Subject: one\r\n\r\nOne.\r\n".to_vec();
    let first = vec![
        Change::AccountSaved { id, account: account("ada@example.org") },
        Change::PasswordSaved { id, password: Sealed(vec![1, 2, 3]) },
        Change::Added(Box::new(envelope(MessageId(1), id, b"uidl-\xff-1"))),
    ];
    let second = vec![
        Change::PinSaved { id, pin: Pin([9; 32]) },
        Change::ServerJudged { account: id, authserv_id: "mx.example.org".to_owned(), is_own: true },
        Change::ImagesWanted { account: id, address: "bo@example.org".to_owned(), always: true },
        Change::MarkedRead { messages: vec![MessageId(1)], read: true },
    ];
    store
        .commit(Commit { changes: first, raw: vec![(MessageId(1), raw.clone())], ..Commit::default() })
        .await
        .unwrap();
    store.commit(Commit { changes: second, ..Commit::default() }).await.unwrap();

    let contents = store.load().await.unwrap();
    let expected = Account { pin: Some(Pin([9; 32])), ..account("ada@example.org") };
    assert_eq!(contents.accounts().get(&id), Some(&expected));
    assert_eq!(contents.password(id), Some(&Sealed(vec![1, 2, 3])));
    let servers = [("mx.example.org".to_owned(), true)].into();
    let images_from = ["bo@example.org".to_owned()].into();
    assert_eq!(contents.trust(id), Some(&Trust { servers, images_from }));
    let expected = Envelope { read: true, ..envelope(MessageId(1), id, b"uidl-\xff-1") };
    assert_eq!(contents.message(MessageId(1)).as_ref(), Some(&expected));
    assert_eq!(named(&contents, DROP, b"uidl-\xff-1"), Some(MessageId(1)));
    assert_eq!(named(&contents, MaildropId(9), b"uidl-\xff-1"), None);
    assert_eq!(store.raw(MessageId(1)).await.unwrap(), Some(raw));
    assert_eq!(store.raw(MessageId(2)).await.unwrap(), None);
}

/// An account that is removed takes its mail along, and leaves the others'.
pub async fn forgets_an_account_with_its_mail(store: &impl Store) {
    let (ada, bo) = (AccountId(1), AccountId(2));
    let changes = vec![
        Change::AccountSaved { id: ada, account: account("ada@example.org") },
        Change::AccountSaved { id: bo, account: account("bo@example.org") },
        Change::MaildropNamed { id: MaildropId(1), maildrop: Maildrop::of(ada, &account("ada@example.org")) },
        Change::MaildropNamed { id: MaildropId(2), maildrop: Maildrop::of(bo, &account("bo@example.org")) },
        Change::Added(Box::new(envelope(MessageId(1), ada, b"a"))),
        Change::Added(Box::new(envelope(MessageId(2), bo, b"a"))),
    ];
    let raw = vec![(MessageId(1), b"for Ada".to_vec()), (MessageId(2), b"for Bo".to_vec())];
    store.commit(Commit { changes, raw, ..Commit::default() }).await.unwrap();
    let changes = vec![Change::AccountRemoved(ada)];
    store.commit(Commit { changes, forget: vec![MessageId(1)], ..Commit::default() }).await.unwrap();

    let contents = store.load().await.unwrap();
    assert_eq!(contents.accounts().keys().collect::<Vec<_>>(), [&bo]);
    assert_eq!(contents.message(MessageId(1)), None);
    assert_eq!(named(&contents, MaildropId(1), b"a"), None);
    assert_eq!(named(&contents, MaildropId(2), b"a"), Some(MessageId(2)));
    assert_eq!(store.raw(MessageId(1)).await.unwrap(), None);
    assert_eq!(store.raw(MessageId(2)).await.unwrap(), Some(b"for Bo".to_vec()));
}

/// An id that was given is never given again, even when what it named is gone.
pub async fn never_gives_an_id_twice(store: &impl Store) {
    let id = AccountId(41);
    let changes = vec![
        Change::AccountSaved { id, account: account("ada@example.org") },
        Change::Added(Box::new(envelope(MessageId(76), id, b"a"))),
        Change::AccountRemoved(id),
    ];
    store.commit(Commit { changes, ..Commit::default() }).await.unwrap();
    let contents = store.load().await.unwrap();
    assert_eq!(contents.next_account(), AccountId(42));
    assert_eq!(contents.next_message(), MessageId(77));
}

/// A store that is compacted says the same, and nothing of what is gone.
pub async fn is_compacted(store: &impl Store) {
    let (ada, bo) = (AccountId(1), AccountId(2));
    let changes = vec![
        Change::AccountSaved { id: ada, account: account("ada@example.org") },
        Change::PasswordSaved { id: ada, password: Sealed(vec![4]) },
        Change::AccountSaved { id: bo, account: account("bo@example.org") },
        Change::MaildropNamed { id: DROP, maildrop: Maildrop::of(bo, &account("bo@example.org")) },
        Change::Added(Box::new(Envelope { maildrop: DROP, ..envelope(MessageId(1), bo, b"a") })),
    ];
    store.commit(Commit { changes, ..Commit::default() }).await.unwrap();
    let changes = vec![Change::MarkedRead { messages: vec![MessageId(1)], read: true }];
    store.commit(Commit { changes, ..Commit::default() }).await.unwrap();

    let changes = vec![Change::AccountRemoved(ada)];
    store.commit(Commit { changes, ..Commit::default() }).await.unwrap();
    let contents = store.load().await.unwrap();
    let again = compacted(store).await;
    assert_eq!(again, contents);
    assert!(again.message(MessageId(1)).unwrap().read);
    assert_eq!(again.maildrop(&Maildrop::of(bo, &account("bo@example.org"))), Some(DROP));
    assert_eq!(again.next_account(), AccountId(3));
}

/// Compacts a store, and loads what is there then.
async fn compacted(store: &impl Store) -> Contents {
    let mut contents = store.load().await.unwrap();
    store.compact(&contents.compaction().unwrap()).await.unwrap();
    store.load().await.unwrap()
}

const DROP: MaildropId = MaildropId(1);

fn named(contents: &Contents, maildrop: MaildropId, uidl: &[u8]) -> Option<MessageId> {
    contents.name(maildrop, &Uidl(uidl.to_vec()))?.message
}

fn account(address: &str) -> Account {
    let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
    Account { name: "Ada".to_owned(), ..Account::new(address, "ada", pop3) }
}

fn envelope(id: MessageId, account: AccountId, uidl: &[u8]) -> Envelope {
    Envelope {
        id,
        account,
        maildrop: MaildropId(account.0),
        uidl: Uidl(uidl.to_vec()),
        size: 20,
        held: Held::Whole,
        header: Some(HeaderDigest([3; 16])),
        listed: 22,
        collected_at: 1_800_000_000,
        read: false,
        starred: false,
        filed: Filed::default(),
        summary: Summary { subject: "One, zwei, さん".to_owned(), ..Summary::default() },
    }
}
