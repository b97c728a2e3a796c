//! Mail that is filed in folders, and stays there.

use super::{account, compacted, envelope, named};
use crate::store::{
    AccountId, Change, Commit, Contents, Filed, FolderId, Maildrop, MaildropId, MessageId, OwnFolder, Store,
    Tag, TagId, Tags, Uidl, Until,
};

const ADA: AccountId = AccountId(1);
const BO: AccountId = AccountId(2);

fn folder(name: &str, parent: Option<FolderId>, account: Option<AccountId>) -> OwnFolder {
    OwnFolder { name: name.to_owned(), parent, account, query: None }
}

async fn commit(store: &impl Store, changes: Vec<Change>, forget: Vec<MessageId>) -> Contents {
    store.commit(Commit { changes, forget, ..Commit::default() }).await.unwrap();
    store.load().await.unwrap()
}

fn filed(contents: &Contents, id: u64) -> Filed {
    let brief = contents.brief(MessageId(id)).unwrap();
    assert_eq!(contents.message(MessageId(id)).unwrap().filed, brief.filed);
    brief.filed
}

/// Folders, tags and all else by which mail is put in order is there again, from the journal and from blocks;
/// and so is what is said of it later.
pub async fn keeps_mail_filed(store: &impl Store) {
    let (projects, of_bo) = (FolderId(16), FolderId(20));
    let ids = |ids: &[u64]| ids.iter().copied().map(MessageId).collect::<Vec<_>>();
    let until = Until::at(1_900_000_000);
    let tag = Tag { name: "Later".to_owned(), colour: 3 };
    let saved = |id, address| Change::AccountSaved { id, account: account(address) };
    let local = Maildrop::local(ADA);
    let mut changes = vec![
        saved(ADA, "ada@example.org"),
        saved(BO, "bo@example.org"),
        Change::MaildropNamed { id: MaildropId(1), maildrop: Maildrop::of(ADA, &account("ada@example.org")) },
        Change::MaildropNamed { id: MaildropId(2), maildrop: Maildrop::of(BO, &account("bo@example.org")) },
        Change::MaildropNamed { id: MaildropId(3), maildrop: local.clone() },
        Change::FolderSaved { id: projects, folder: folder("Projects", None, None) },
        Change::FolderSaved { id: FolderId(17), folder: folder("Boat", Some(projects), None) },
        Change::FolderSaved { id: of_bo, folder: folder("Of Bo", None, Some(BO)) },
        Change::TagSaved { id: TagId(15), tag: tag.clone() },
        Change::TagSaved { id: TagId(0), tag: tag.clone() },
    ];
    let added = |id: u64, whose| {
        Change::Added(Box::new(envelope(MessageId(id), whose, format!("uidl {id}").as_bytes())))
    };
    changes.extend([added(1, ADA), added(2, ADA), added(3, ADA), added(4, ADA), added(5, BO)]);
    let mut copy = envelope(MessageId(6), ADA, &Maildrop::local_name(MessageId(6)).0);
    copy.maildrop = MaildropId(3);
    copy.filed.folder = FolderId::SENT;
    changes.push(Change::Added(Box::new(copy)));
    commit(store, changes, Vec::new()).await;
    let changes = vec![
        Change::Moved { messages: ids(&[1, 2]), folder: FolderId(17) },
        Change::Moved { messages: ids(&[4]), folder: of_bo },
        Change::Tagged { messages: ids(&[2, 3]), tag: TagId(15), set: true },
        Change::Tagged { messages: ids(&[2]), tag: TagId(0), set: true },
        Change::Pinned { messages: ids(&[3]), pinned: true },
        Change::Snoozed { messages: ids(&[3]), until },
    ];
    let mut contents = commit(store, changes, Vec::new()).await;
    for _ in ["the journal", "blocks", "blocks, once more"] {
        let expected = [
            Filed { folder: FolderId(17), ..Filed::default() },
            Filed { folder: FolderId(17), tags: Tags(0x8001), ..Filed::default() },
            Filed { tags: Tags(0x8000), pinned: true, snoozed: until, ..Filed::default() },
            Filed { folder: of_bo, ..Filed::default() },
            Filed::default(),
            Filed { folder: FolderId::SENT, ..Filed::default() },
        ];
        assert_eq!([1, 2, 3, 4, 5, 6].map(|id| filed(&contents, id)), expected);
        assert_eq!(contents.folders().len(), 3);
        assert_eq!(contents.folders().get(&FolderId(17)), Some(&folder("Boat", Some(projects), None)));
        assert_eq!(contents.tags(), &[(TagId(0), tag.clone()), (TagId(15), tag.clone())].into());
        assert_eq!(contents.next_folder(), FolderId(21));
        assert_eq!(contents.maildrop(&local), Some(MaildropId(3)));
        contents = compacted(store).await;
    }

    // What is collected again stays where it is; what is said after a compaction holds.
    let again = vec![
        Change::Replaced(Box::new(envelope(MessageId(1), ADA, b"uidl 1"))),
        Change::Snoozed { messages: ids(&[3]), until: None },
        Change::TagRemoved(TagId(15)),
        Change::Removed(ids(&[6])),
        Change::AccountRemoved(BO),
    ];
    let mut contents = commit(store, again, ids(&[6])).await;
    for _ in ["the journal", "blocks"] {
        assert_eq!(filed(&contents, 1).folder, FolderId(17));
        assert_eq!(filed(&contents, 2).tags, Tags(1));
        assert_eq!(filed(&contents, 3), Filed { pinned: true, ..Filed::default() });
        assert_eq!(filed(&contents, 4).folder, FolderId::ARCHIVE, "its folder went with another's account");
        assert_eq!((contents.folders().len(), contents.tags().len()), (2, 1));
        let name = Maildrop::local_name(MessageId(6));
        assert_eq!(named(&contents, MaildropId(3), &name.0), None);
        assert_eq!(contents.name(MaildropId(3), &name), None, "nothing will ever be called so");
        assert!(contents.name(MaildropId(1), &Uidl(b"uidl 1".to_vec())).is_some());
        contents = compacted(store).await;
    }

    let gone = vec![
        Change::Moved { messages: ids(&[1, 2]), folder: FolderId::TRASH },
        Change::FolderRemoved(FolderId(17)),
        Change::FolderRemoved(projects),
    ];
    commit(store, gone, Vec::new()).await;
    let contents = compacted(store).await;
    assert_eq!(filed(&contents, 2).folder, FolderId::TRASH);
    assert_eq!(contents.folders().len(), 0);
    assert_eq!(contents.next_folder(), FolderId(21), "no id is given twice");
}
