//! Mail is filed in folders, by the thousand, and what was done can be undone; all of it is there after a
//! restart, and nothing of it makes a server lose or double anything.

mod native;

use std::{rc::Rc, time::Instant};

use native::{
    reader::{Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{Act, Conversation, Folder, FolderCount, Notice, Order, Overview, Request, Row, Undo, View},
        problem::{FilingFault, Problem},
    },
    store::{
        Account, AccountId, Change, Commit, Envelope, Filed, FolderId, Held, Maildrop, MaildropId, MessageId,
        OwnFolder, Security, Server, Store, Tag, TagId, Uidl, Until, Wish,
    },
};

fn mail(id: &str, answers: &str, subject: &str, day: u8) -> Vec<u8> {
    format!(
        "From: Ada <ada@example.org>\r\nDate: {day} Nov 2026 08:00:00 +0000\r\nMessage-ID: <{id}@example.org>\r\n\
         References: <{answers}@example.org>\r\nSubject: {subject}\r\n\r\nText of {id}.\r\n"
    )
    .into_bytes()
}

/// A reader with five mails, "One" the oldest.
async fn five() -> Trial {
    let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
    for (day, subject) in (1..).zip(["One", "Two", "Three", "Four", "Five"]) {
        trial.deliver(mail(subject, "none", subject, day));
    }
    trial.collect().await;
    trial
}

fn own(name: &str, parent: Option<FolderId>) -> OwnFolder {
    OwnFolder { name: name.to_owned(), parent, account: None, query: None }
}

async fn done(reader: &Reader, request: Request) -> (Act, Undo) {
    let pick = |notice| match notice {
        Notice::Done { act, undo } => Some((act, undo)),
        _ => None,
    };
    reader.answer(request, pick).await
}

async fn make(reader: &Reader, folder: OwnFolder) -> FolderId {
    match done(reader, Request::SaveFolder { id: None, folder }).await {
        (Act::FolderSaved(id), _) => id,
        other => panic!("{other:?}"),
    }
}

fn overview(reader: &Reader) -> Overview {
    reader.notices.take();
    reader.greet();
    let mut overviews = reader.notices.take().into_iter().filter_map(|notice| match notice {
        Notice::Overview(overview) => Some(overview),
        _ => None,
    });
    overviews.next_back().expect("it was told")
}

/// How many messages a folder has, and how many of them are unread.
fn counted(reader: &Reader, folder: Folder) -> (u32, u32) {
    let overview = overview(reader);
    let count = overview.folders.iter().find(|count| count.folder == folder).expect("it is in the tree");
    (count.total, count.unread)
}

async fn listed(reader: &Reader, view: View) -> Vec<Row> {
    let rows = reader.windows(view, 0, 10_000).await.pop().expect("rows came");
    assert_eq!(rows.total as usize, rows.rows.len());
    rows.rows
}

async fn subjects(reader: &Reader, folder: Folder) -> Vec<String> {
    listed(reader, View::of(folder)).await.into_iter().map(|row| row.subject).collect()
}

async fn ids(reader: &Reader, subjects: &[&str]) -> Vec<MessageId> {
    let all = listed(reader, View::of(INBOX)).await;
    let of = |subject: &&str| all.iter().find(|row| row.subject == **subject).expect("it is in the inbox").id;
    subjects.iter().map(of).collect()
}

const INBOX: Folder = Folder::Inbox(AccountId(1));
const ARCHIVE: Folder = Folder::Of(FolderId::ARCHIVE);
const TRASH: Folder = Folder::Of(FolderId::TRASH);

#[test]
fn what_is_moved_is_there_and_can_be_had_back() {
    run(async {
        let mut trial = five().await;
        let some = ids(&trial.reader, &["Two", "Four"]).await;
        let (act, undo) =
            done(&trial.reader, Request::Move { messages: some.clone(), to: FolderId::ARCHIVE }).await;
        assert_eq!(act, Act::Moved { messages: 2, to: FolderId::ARCHIVE });
        assert_eq!(subjects(&trial.reader, ARCHIVE).await, ["Four", "Two"]);
        assert_eq!(subjects(&trial.reader, INBOX).await, ["Five", "Three", "One"]);
        assert_eq!((counted(&trial.reader, INBOX), counted(&trial.reader, ARCHIVE)), ((3, 3), (2, 2)));

        // One of them is moved on: the other is undone all the same.
        let mixed = Request::Move {
            messages: [&some[..1], &some[..], &[MessageId(99)]].concat(),
            to: FolderId::TRASH,
        };
        let (act, undo_second) = done(&trial.reader, mixed).await;
        assert_eq!(act, Act::Moved { messages: 2, to: FolderId::TRASH });
        trial.restart().await;
        assert_eq!(subjects(&trial.reader, TRASH).await, ["Four", "Two"]);
        assert_eq!(done(&trial.reader, Request::Undo(undo_second)).await.0, Act::Undone);
        assert_eq!(counted(&trial.reader, ARCHIVE), (2, 2));
        let (_, redo) = done(&trial.reader, Request::Undo(undo)).await;
        assert_eq!(subjects(&trial.reader, INBOX).await, ["Five", "Four", "Three", "Two", "One"]);
        done(&trial.reader, Request::Undo(redo)).await;
        assert_eq!(subjects(&trial.reader, ARCHIVE).await, ["Four", "Two"]);

        // What is there already is not moved, and there is nothing to say of it.
        trial.reader.notices.take();
        trial.reader.ask(Request::Move { messages: some.clone(), to: FolderId::ARCHIVE }).await;
        assert!(trial.reader.notices.take().is_empty());
        let nowhere = Request::Move { messages: some, to: FolderId(77) };
        assert_eq!(trial.reader.refusal(nowhere).await, Some(Problem::Filing(FilingFault::NoSuchFolder)));

        // The server knows nothing of it, and brings nothing twice.
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(counted(&trial.reader, INBOX), (3, 3));
    });
}

#[test]
fn marks_are_undone() {
    run(async {
        let trial = five().await;
        let reader = &trial.reader;
        let two = ids(reader, &["Two", "Four"]).await;
        reader.ask(Request::MarkRead { messages: two[..1].to_vec(), read: true }).await;
        let (act, undo) = done(reader, Request::MarkRead { messages: two.clone(), read: true }).await;
        assert_eq!((act, counted(reader, INBOX)), (Act::MarkedRead { messages: 1, read: true }, (5, 3)));
        done(reader, Request::Undo(undo)).await;
        assert_eq!(counted(reader, INBOX), (5, 4), "what was read before stays so");

        let tag = Tag { name: " Later ".to_owned(), colour: 2 };
        let (act, unmake) = done(reader, Request::SaveTag { id: None, tag: tag.clone() }).await;
        assert_eq!(act, Act::TagSaved(TagId(0)));
        let again = Request::SaveTag { id: None, tag: Tag { name: "LATER".to_owned(), colour: 3 } };
        assert_eq!(reader.refusal(again).await, Some(Problem::Filing(FilingFault::NameTaken)));
        done(reader, Request::Tag { messages: two.clone(), tag: TagId(0), set: true }).await;
        done(reader, Request::Star { messages: two[1..].to_vec(), starred: true }).await;
        reader.index_all().await;
        assert_eq!(reader.subjects_found("tag:later").await, ["Four", "Two"]);
        assert_eq!(reader.subjects_found("tag:later is:starred").await, ["Four"]);
        let (_, retag) = done(reader, Request::RemoveTag(TagId(0))).await;
        assert_eq!((reader.subjects_found("tag:later").await.len(), overview(reader).tags.len()), (0, 0));
        done(reader, Request::Undo(retag)).await;
        assert_eq!(reader.subjects_found("tag:later").await, ["Four", "Two"]);
        assert_eq!(overview(reader).tags, [(TagId(0), Tag { name: "Later".to_owned(), colour: 2 })]);
        done(reader, Request::Undo(unmake)).await;
        assert_eq!(overview(reader).tags, []);
        let untagged = Request::Tag { messages: two.clone(), tag: TagId(0), set: true };
        assert_eq!(reader.refusal(untagged).await, Some(Problem::Filing(FilingFault::NoSuchTag)));

        let (_, unpin) = done(reader, Request::Pin { messages: two, pinned: true }).await;
        assert_eq!(subjects(reader, INBOX).await, ["Four", "Two", "Five", "Three", "One"]);
        done(reader, Request::Undo(unpin)).await;
        assert_eq!(subjects(reader, INBOX).await, ["Five", "Four", "Three", "Two", "One"]);
    });
}

#[test]
fn folders_are_made_nested_and_removed() {
    run(async {
        let mut trial = five().await;
        let projects = make(&trial.reader, own(" Projects ", None)).await;
        assert_eq!(projects, FolderId::FIRST_OWN);
        let boat = make(&trial.reader, own("Boat", Some(projects))).await;
        let attic = make(&trial.reader, own("Attic", Some(projects))).await;
        let sails = make(&trial.reader, own("Sails", Some(boat))).await;
        let tree = |reader: &Reader| {
            let overview = overview(reader);
            let own = overview.own.iter().map(|(id, folder)| (overview.depth(*id), folder.name.clone()));
            own.collect::<Vec<_>>()
        };
        let whole = [(0, "Projects"), (1, "Attic"), (1, "Boat"), (2, "Sails")];
        let whole = whole.map(|(depth, name)| (depth, name.to_owned()));
        assert_eq!(tree(&trial.reader), whole);
        let last: Vec<Folder> = overview(&trial.reader).folders.iter().map(|count| count.folder).collect();
        let own_ones = [projects, attic, boat, sails].map(Folder::Of);
        let well_known = FolderId::WELL_KNOWN.into_iter().skip(1).map(Folder::Of);
        let all = [INBOX, Folder::Snoozed].into_iter().chain(well_known).chain(own_ones);
        assert_eq!(last, all.collect::<Vec<_>>());

        for (id, folder, fault) in [
            (None, own(" ", None), FilingFault::NoName),
            (None, own("boat", Some(projects)), FilingFault::NameTaken),
            (Some(projects), own("Projects", Some(sails)), FilingFault::InsideItself),
            (Some(projects), own("Projects", Some(projects)), FilingFault::InsideItself),
            (None, own("Lost", Some(FolderId(77))), FilingFault::NoSuchFolder),
            (Some(FolderId(77)), own("Lost", None), FilingFault::NoSuchFolder),
            (
                None,
                OwnFolder { account: Some(AccountId(7)), ..own("Of nobody", None) },
                FilingFault::NoSuchFolder,
            ),
        ] {
            let refusal = trial.reader.refusal(Request::SaveFolder { id, folder: folder.clone() }).await;
            assert_eq!(refusal, Some(Problem::Filing(fault)), "{folder:?}");
        }
        let mut deep = sails;
        for number in 4..=8 {
            deep = make(&trial.reader, own(&format!("Deep {number}"), Some(deep))).await;
        }
        let deeper = Request::SaveFolder { id: None, folder: own("Too deep", Some(deep)) };
        assert_eq!(trial.reader.refusal(deeper).await, Some(Problem::Filing(FilingFault::TooDeep)));

        let two = ids(&trial.reader, &["One", "Two"]).await;
        done(&trial.reader, Request::Move { messages: two[..1].to_vec(), to: sails }).await;
        done(&trial.reader, Request::Move { messages: two[1..].to_vec(), to: projects }).await;
        let moved = Request::SaveFolder { id: Some(boat), folder: own("Boat", None) };
        let (_, back) = done(&trial.reader, moved).await;
        assert_eq!(tree(&trial.reader).iter().filter(|(depth, _)| *depth == 0).count(), 2);
        done(&trial.reader, Request::Undo(back)).await;

        let before = overview(&trial.reader);
        let (act, undo) = done(&trial.reader, Request::RemoveFolder(projects)).await;
        assert_eq!((act, overview(&trial.reader).own), (Act::FolderRemoved(2), vec![]));
        assert_eq!(subjects(&trial.reader, TRASH).await, ["Two", "One"]);
        trial.restart().await;
        assert_eq!(subjects(&trial.reader, TRASH).await, ["Two", "One"]);
        done(&trial.reader, Request::Undo(undo)).await;
        assert_eq!(overview(&trial.reader), before);
        assert_eq!(subjects(&trial.reader, Folder::Of(sails)).await, ["One"]);
        let next = make(&trial.reader, own("Another", None)).await;
        assert!(next > deep, "no id is given twice");

        let search = OwnFolder { query: Some("is:starred".to_owned()), ..own("Starred", None) };
        let search = make(&trial.reader, search).await;
        let into = Request::Move { messages: two, to: search };
        assert_eq!(trial.reader.refusal(into).await, Some(Problem::Filing(FilingFault::NoSuchFolder)));
    });
}

#[test]
fn copies_are_nobody_elses() {
    run(async {
        let mut trial =
            Setup { around: 0, account: |account| account.retention.follow = true, ..Setup::default() }
                .begin()
                .await;
        trial.reader.ask(Request::Persisted(true)).await;
        trial.deliver(mail("a", "none", "Plan", 1));
        trial.collect().await;
        let original = ids(&trial.reader, &["Plan"]).await;
        let (act, undo) =
            done(&trial.reader, Request::Copy { messages: original.clone(), to: FolderId::ARCHIVE }).await;
        assert_eq!(act, Act::Copied { messages: 1, to: FolderId::ARCHIVE });
        trial.restart().await;
        trial.reader.ask(Request::Persisted(true)).await;
        let copy = listed(&trial.reader, View::of(ARCHIVE)).await.remove(0);
        assert_eq!((copy.subject.as_str(), copy.account), ("Plan", AccountId(1)));
        let source = |id| {
            trial.reader.answer(Request::Source(id), |notice| match notice {
                Notice::Source { bytes, .. } => Some(bytes),
                _ => None,
            })
        };
        assert_eq!(source(copy.id).await, source(original[0]).await);
        trial.reader.index_all().await;
        assert_eq!(trial.reader.subjects_found("text").await, ["Plan", "Plan"]);
        trial.reader.ask(Request::Wish { messages: vec![copy.id], wish: Wish::Delete }).await;
        let wish = |notice| match notice {
            Notice::Message(message) => Some(message.wish),
            _ => None,
        };
        assert_eq!(trial.reader.answer(Request::open(copy.id), wish).await, Wish::Policy);

        // The copy goes and comes: the server has nothing to do with it.
        done(&trial.reader, Request::Undo(undo)).await;
        assert_eq!(counted(&trial.reader, ARCHIVE), (0, 0));
        done(&trial.reader, Request::Copy { messages: original.clone(), to: FolderId::ARCHIVE }).await;
        let copy = listed(&trial.reader, View::of(ARCHIVE)).await.remove(0);
        trial.reader.ask(Request::Delete(vec![copy.id])).await;
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.nothing_was_deleted();
        trial.reader.ask(Request::Delete(original)).await;
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.server.maildrop().len(), 0, "the message itself goes there, too");
    });
}

#[test]
fn what_is_snoozed_comes_back_by_itself() {
    run(async {
        let mut trial = five().await;
        let one = ids(&trial.reader, &["Three"]).await;
        trial.reader.ask(Request::MarkRead { messages: one.clone(), read: true }).await;
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let now = i64::try_from(now).unwrap();
        let snooze = |until| Request::Snooze { messages: one.clone(), until };
        let (_, undo) = done(&trial.reader, snooze(Until::at(now + 2 * 86_400))).await;
        assert_eq!(subjects(&trial.reader, INBOX).await, ["Five", "Four", "Two", "One"]);
        assert_eq!(subjects(&trial.reader, Folder::Snoozed).await, ["Three"]);
        assert_eq!(
            (counted(&trial.reader, INBOX), counted(&trial.reader, Folder::Snoozed)),
            ((4, 4), (1, 0))
        );
        done(&trial.reader, Request::Undo(undo)).await;
        assert_eq!(counted(&trial.reader, INBOX), (5, 4));
        // Whoever moves it wants to see it there.
        done(&trial.reader, snooze(Until::at(now + 86_400))).await;
        done(&trial.reader, Request::Move { messages: one.clone(), to: FolderId::ARCHIVE }).await;
        assert_eq!(
            (counted(&trial.reader, ARCHIVE), counted(&trial.reader, Folder::Snoozed)),
            ((1, 0), (0, 0))
        );

        done(&trial.reader, snooze(Until::at(now + 2 * 86_400))).await;
        trial.restart().await;
        let reader = &trial.reader;
        assert_eq!(counted(reader, Folder::Snoozed), (1, 0));
        reader.ask(Request::Persisted(true)).await;
        reader.days_pass(3);
        let back = async {
            while counted(reader, Folder::Snoozed).0 > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = reader.keep_time() => unreachable!(),
            () = back => {}
        }
        assert_eq!(counted(reader, ARCHIVE), (1, 1), "it is noticed");
    });
}

#[test]
fn a_search_in_all_mail_passes_over_junk_and_trash() {
    run(async {
        let trial = five().await;
        let reader = &trial.reader;
        reader.index_all().await;
        let moved = ids(reader, &["One", "Two", "Three", "Four"]).await;
        let places =
            [FolderId::ARCHIVE, FolderId::JUNK, FolderId::TRASH, make(reader, own("Boat", None)).await];
        for (message, to) in moved.into_iter().zip(places) {
            done(reader, Request::Move { messages: vec![message], to }).await;
        }
        assert_eq!(reader.subjects_found("text").await, ["Five", "Four", "One"]);
        for (query, found) in [
            ("text in:trash", "Three"),
            ("in:junk", "Two"),
            ("in:archive", "One"),
            ("in:boat text", "Four"),
            ("in:inbox", "Five"),
        ] {
            assert_eq!(reader.subjects_found(query).await, [found], "{query}");
        }
        assert_eq!(reader.subjects_found("text -in:boat").await, ["Five", "One"]);
        let in_trash = View { query: Some("text".to_owned()), ..View::of(TRASH) };
        let found: Vec<String> = listed(reader, in_trash).await.into_iter().map(|row| row.subject).collect();
        assert_eq!(found, ["Three"]);
    });
}

#[test]
fn a_conversation_spans_folders_but_for_the_trash() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.deliver(mail("a", "none", "Plan", 1));
        trial.deliver(mail("b", "a", "Re: Plan", 2));
        trial.collect().await;
        trial.reader.gather_conversations().await;
        let both = ids(&trial.reader, &["Plan", "Re: Plan"]).await;
        let size = async |trial: &Trial| {
            let pick = |notice| match notice {
                Notice::Conversation(Conversation { total, .. }) => Some(total),
                _ => None,
            };
            trial.reader.answer(Request::Conversation(both[1]), pick).await
        };
        done(&trial.reader, Request::Move { messages: vec![both[0]], to: FolderId::ARCHIVE }).await;
        assert_eq!(size(&trial).await, 2);
        let (_, undo) =
            done(&trial.reader, Request::Move { messages: vec![both[0]], to: FolderId::TRASH }).await;
        assert_eq!(size(&trial).await, 1);
        trial.restart().await;
        trial.reader.gather_conversations().await;
        assert_eq!(size(&trial).await, 1);
        done(&trial.reader, Request::Undo(undo)).await;
        assert_eq!(size(&trial).await, 2);
    });
}

#[test]
fn an_account_takes_its_folders_along() {
    run(async {
        let trial = five().await;
        let mine = OwnFolder { account: Some(AccountId(1)), ..own("Mine", None) };
        let mine = make(&trial.reader, mine).await;
        let inside = make(&trial.reader, own("Inside", Some(mine))).await;
        make(&trial.reader, own("Shared", None)).await;
        assert_eq!(overview(&trial.reader).own_folder(inside).unwrap().account, Some(AccountId(1)));
        let one = ids(&trial.reader, &["One"]).await;
        done(&trial.reader, Request::Move { messages: one, to: inside }).await;
        trial.reader.ask(Request::RemoveAccount(AccountId(1))).await;
        let left: Vec<String> =
            overview(&trial.reader).own.into_iter().map(|(_, folder)| folder.name).collect();
        assert_eq!(left, ["Shared"]);
        assert_eq!(trial.reader.store().load().await.unwrap().briefs().count(), 0);
    });
}

/// A reader with so many mails, and how they would be had from a server.
async fn stocked(mails: u64) -> Reader {
    let store = Rc::new(native::store::WatchedStore::default());
    let pop3 = Server { host: "127.0.0.1".to_owned(), port: 1, security: Security::None };
    let account = Account::new("ada@example.org", "ada", pop3);
    let maildrop = Maildrop::of(AccountId(1), &account);
    let mut changes = vec![
        Change::AccountSaved { id: AccountId(1), account },
        Change::MaildropNamed { id: MaildropId(1), maildrop },
    ];
    changes.extend((1..=mails).map(|id| {
        Change::Added(Box::new(Envelope {
            id: MessageId(id),
            account: AccountId(1),
            maildrop: MaildropId(1),
            uidl: Uidl(id.to_string().into_bytes()),
            size: id,
            held: Held::Whole,
            header: None,
            listed: id,
            collected_at: 1_800_000_000 + i64::try_from(id).unwrap(),
            read: id % 2 == 0,
            starred: false,
            filed: Filed::default(),
            summary: restante::mail::Summary { subject: format!("Number {id}"), ..Default::default() },
        }))
    }));
    store.commit(Commit { changes, ..Commit::default() }).await.unwrap();
    Reader::open(store, 1).await
}

/// Ten thousand of a hundred thousand are moved and had back; what is listed and counted then is what it was.
#[test]
fn ten_thousand_are_moved_at_once() {
    run(async {
        let reader = stocked(100_000).await;
        let range = async |folder| -> Vec<MessageId> {
            let view = View { order: Order::Newest, ..View::of(folder) };
            let request = Request::Range { view, from: None, to: None };
            let pick = |notice| match notice {
                Notice::Range { messages, .. } => Some(messages),
                _ => None,
            };
            reader.answer(request, pick).await
        };
        let all = range(INBOX).await;
        let some: Vec<MessageId> = all.iter().step_by(10).copied().collect();
        let began = Instant::now();
        let (act, undo) =
            done(&reader, Request::Move { messages: some.clone(), to: FolderId::ARCHIVE }).await;
        let moved = began.elapsed();
        assert_eq!(act, Act::Moved { messages: 10_000, to: FolderId::ARCHIVE });
        assert_eq!(range(ARCHIVE).await, some);
        let count = overview(&reader).folders.into_iter().find(|count| count.folder == INBOX);
        assert_eq!(count.map(|FolderCount { total, .. }| total), Some(90_000));
        let began = Instant::now();
        done(&reader, Request::Undo(undo)).await;
        println!("10,000 of 100,000 moved in {moved:?}, undone in {:?}", began.elapsed());
        assert_eq!(range(INBOX).await, all);
    });
}
