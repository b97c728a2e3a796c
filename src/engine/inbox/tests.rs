//! Lists and counts that are kept up are what they would be if they were made anew.

use proptest::prelude::*;

use super::*;
use crate::mail::Mailbox;
use crate::store::{Account, Held, MaildropId, OwnFolder, Security, Server, Uidl};

fn envelope(id: u64, account: u32, date: i64, read: bool) -> Box<Envelope> {
    Box::new(Envelope {
        id: MessageId(id),
        account: AccountId(account),
        maildrop: MaildropId(account),
        uidl: Uidl(id.to_string().into_bytes()),
        size: u64::try_from(date).unwrap() * 7 % 3,
        held: Held::Whole,
        header: None,
        listed: 1,
        collected_at: 1_800_000_000,
        read,
        starred: false,
        filed: Filed::default(),
        summary: Summary {
            date: Some(date),
            from: vec![from(date)],
            subject: format!("Re: {}", date % 2),
            ..Summary::default()
        },
    })
}

fn from(date: i64) -> Mailbox {
    Mailbox { name: Some(format!("Ada {}", date % 3)), address: "ada@example.org".to_owned() }
}

fn some_ids() -> impl Strategy<Value = Vec<MessageId>> {
    prop::collection::btree_set((1..12_u64).prop_map(MessageId), 0..5)
        .prop_map(|ids| ids.into_iter().collect())
}

fn change() -> impl Strategy<Value = Change> {
    let id = 1..12_u64;
    let ids = prop::collection::vec(1..12_u64, 0..4);
    let date = 0..4_i64;
    prop_oneof![
        4 => (id.clone(), 1..3_u32, date.clone(), any::<bool>())
            .prop_map(|(id, account, date, read)| Change::Added(envelope(id, account, date, read))),
        1 => (id, date).prop_map(|(id, date)| Change::Replaced(envelope(id, 1, date, false))),
        1 => ids.clone().prop_map(|ids| Change::Removed(ids.into_iter().map(MessageId).collect::<HashSet<_>>().into_iter().collect())),
        1 => (ids, any::<bool>()).prop_map(|(ids, read)| Change::MarkedRead {
            messages: ids.into_iter().map(MessageId).collect::<HashSet<_>>().into_iter().collect(),
            read
        }),
        3 => (some_ids(), prop::sample::select(vec![0, 4, 6, 16, 17]))
            .prop_map(|(messages, folder)| Change::Moved { messages, folder: FolderId(folder) }),
        1 => (some_ids(), any::<bool>()).prop_map(|(messages, pinned)| Change::Pinned { messages, pinned }),
        1 => (some_ids(), -1..3_i64)
            .prop_map(|(messages, until)| Change::Snoozed { messages, until: Until::at(until) }),
        1 => Just(Change::AccountRemoved(AccountId(2))),
    ]
}

proptest! {
    /// Kept up change by change, lists and counts are as if made anew.
    #[test]
    fn following_is_as_good_as_beginning_anew(changes in prop::collection::vec((change(), any::<bool>()), 0..40)) {
        let pop3 = Server { host: "pop.example.org".to_owned(), port: 995, security: Security::Tls };
        let mut contents = Contents::default();
        for id in [1, 2] {
            let account = Account::new("ada@example.org", "ada", pop3.clone());
            contents.apply(Change::AccountSaved { id: AccountId(id), account });
        }
        for (id, account) in [(16, None), (17, Some(AccountId(2)))] {
            let folder = OwnFolder { name: id.to_string(), parent: None, account, query: None };
            contents.apply(Change::FolderSaved { id: FolderId(id), folder });
        }
        let mut inboxes = Inboxes::of(&contents);
        for (change, is_looked_at) in changes {
            // A message is never replaced by another account's, nor added twice.
            let there = |envelope: &Envelope| contents.message(envelope.id).map(|old| old.account);
            let happens = match &change {
                Change::Added(new) => there(new).is_none(),
                Change::Replaced(new) => there(new).is_none_or(|account| account == new.account),
                Change::Moved { folder, .. } => contents.has_folder(*folder),
                _ => true,
            };
            if !happens {
                continue;
            }
            inboxes.follow(&change, &contents);
            contents.apply(change);
            // More may happen before anybody looks.
            if !is_looked_at {
                continue;
            }
            let mut anew = Inboxes::of(&contents);
            prop_assert_eq!(inboxes.overview(&contents), anew.overview(&contents));
            prop_assert_eq!(&inboxes.asleep, &anew.asleep);
            for scope in [Scope::AllMail, Scope::Everything] {
                let (kept, made) = (&mut inboxes, &mut anew);
                let kept: Vec<MessageId> = kept.sorted(&contents, scope, Order::Newest).collect();
                prop_assert_eq!(kept, made.sorted(&contents, scope, Order::Newest).collect::<Vec<_>>());
            }
            for folder in [
                Folder::AllInboxes,
                Folder::Inbox(AccountId(1)),
                Folder::Inbox(AccountId(2)),
                Folder::Of(FolderId::ARCHIVE),
                Folder::Of(FolderId(16)),
                Folder::Of(FolderId(17)),
                Folder::Snoozed,
            ] {
                for order in Order::OF_FOLDERS {
                    let view = View { order, ..View::of(folder) };
                    let window = Window { view, start: 0, count: 99, asked: 0 };
                    prop_assert_eq!(inboxes.rows(&contents, &window), anew.rows(&contents, &window));
                }
            }
        }
    }
}
