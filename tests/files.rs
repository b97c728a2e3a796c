//! A copy of mail is saved as a file, and comes back from it byte for byte, with its flags and nothing twice;
//! what comes back is no server's.

mod native;

use std::collections::BTreeMap;

use native::{
    reader::{Reader, run, sorted},
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{
            Act, Brought, BroughtTo, Copied, FileFault, FileKind, Folder, Notice, Offered, Request, Row,
            Saving, Undo, View,
        },
        problem::{FilingFault, Problem},
    },
    mail::mbox,
    store::{AccountId, Change, Commit, Envelope, FolderId, Held, MessageId, OwnFolder, Store, Tag, TagId},
};

const ADA: AccountId = AccountId(1);
const INBOX: Folder = Folder::Inbox(ADA);
const TO_ARCHIVE: BroughtTo = BroughtTo { account: ADA, folder: FolderId::ARCHIVE };

/// Whatever mails can look like.
fn mails() -> Vec<Vec<u8>> {
    let mut mails: Vec<Vec<u8>> = (0..300)
        .map(|number| {
            format!(
                "From: Bo <bo@example.org>\r\nDate: 2 Nov 2026 08:{:02}:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n\
                 Subject: Number {}\r\n\r\nFrom the {number}th\r\n>From it\r\n{}\r\n",
                number % 60,
                number % 7,
                "words ".repeat(number)
            )
            .into_bytes()
        })
        .collect();
    mails.push(b"Subject: own status\r\nStatus: O\r\nX-Status: F\r\n\r\nNot what we wrote\r\n".to_vec());
    mails.push(b"no header at all\r\n".to_vec());
    mails.push(
        [b"From: a@example.org\r\nSubject: octets\r\n\r\n".as_slice(), &[0, 255, 128, 13, 10]].concat(),
    );
    mails
}

// Boxed, as all that is long here: a test's thread has little room.
async fn with(mails: Vec<Vec<u8>>) -> Trial {
    let mut trial = Box::pin(Setup { around: 0, ..Setup::default() }.begin()).await;
    for mail in mails {
        trial.deliver(mail);
    }
    Box::pin(trial.collect()).await;
    trial
}

async fn with_mail() -> Trial {
    Box::pin(with(mails())).await
}

async fn without() -> Trial {
    Box::pin(with(Vec::new())).await
}

async fn listed(reader: &Reader, folder: Folder) -> Vec<Row> {
    reader.windows(View::of(folder), 0, 10_000).await.pop().expect("rows came").rows
}

async fn bytes_of(reader: &Reader, rows: &[Row]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for row in rows {
        all.push(
            reader
                .answer(Request::Source(row.id), |notice| match notice {
                    Notice::Source { bytes, .. } => Some(bytes),
                    _ => None,
                })
                .await,
        );
    }
    all
}

/// A saved copy, and how many messages it has of how many.
struct Saved {
    file: Vec<u8>,
    pieces: Vec<usize>,
    messages: u32,
    headers_only: u32,
}

async fn save(reader: &Reader, what: Copied, kind: FileKind) -> Saved {
    let folders = ["Inbox", "Drafts", "Outbox", "Sent", "Archive", "Junk", "Trash"].map(str::to_owned).into();
    let pick = |notice| match notice {
        Notice::Saving(7, saving) => Some(saving),
        _ => None,
    };
    let begun = reader.answer(Request::SaveCopy { number: 7, what, kind, folders }, pick).await;
    let Saving::Begun { messages: total, headers_only, .. } = begun else { panic!("{begun:?}") };
    let mut saved = Saved { file: Vec::new(), pieces: Vec::new(), messages: 0, headers_only };
    loop {
        let piece = Box::pin(reader.answer(Request::SaveMore(7), pick)).await;
        let Saving::Piece { bytes, messages, missing: 0, is_last } = piece else { panic!("{piece:?}") };
        assert!(is_last || bytes.len() < 2 << 20, "{} bytes at once", bytes.len());
        saved.pieces.push(bytes.len());
        saved.file.extend(bytes);
        saved.messages = messages;
        if is_last {
            assert_eq!(total, messages);
            return saved;
        }
    }
}

/// What became of it; the page gives what is asked for, and stops after so many pieces.
async fn bring(
    reader: &Reader,
    files: &[(&str, &[u8])],
    to: BroughtTo,
    most: usize,
) -> (Brought, Option<Problem>, Option<(Act, Undo)>) {
    reader.notices.take();
    let offered =
        files.iter().map(|(name, bytes)| Offered { name: (*name).to_owned(), size: bytes.len() as u64 });
    let request = Request::BringIn { number: 3, files: offered.collect(), to };
    let page = async {
        let (mut done, mut given) = (None, 0);
        loop {
            let heard = reader.notices.borrow_mut().pop_front();
            match heard {
                Some(Notice::Wants { number: 3, file, from, to }) if given < most => {
                    given += 1;
                    let bytes = files[file as usize].1[from as usize..to as usize].to_vec();
                    assert!(bytes.len() <= 2 << 20, "{} bytes at once", bytes.len());
                    reader.ask(Request::Gives { number: 3, bytes: Some(bytes) }).await;
                }
                Some(Notice::Wants { .. }) => reader.ask(Request::StopBringingIn(3)).await,
                Some(Notice::Done { act, undo }) => done = Some((act, undo)),
                Some(Notice::BroughtIn { number: 3, brought, problem }) => return (brought, problem, done),
                Some(_) => {}
                None => tokio::task::yield_now().await,
            }
        }
    };
    futures::join!(reader.ask(request), page).1
}

async fn brought(reader: &Reader, files: &[(&str, &[u8])], to: BroughtTo) -> Brought {
    let (brought, problem, _) = Box::pin(bring(reader, files, to, usize::MAX)).await;
    assert_eq!(problem, None);
    brought
}

/// Flags by subject: read, starred, names of tags.
async fn flags(reader: &Reader, folder: Folder) -> BTreeMap<String, (bool, bool, usize)> {
    let rows = listed(reader, folder).await.into_iter();
    let flagged = rows.filter(|row| row.read || row.starred || row.filed.tags.iter().count() > 0);
    flagged.map(|row| (row.subject, (row.read, row.starred, row.filed.tags.iter().count()))).collect()
}

async fn flag(reader: &Reader) {
    let rows = listed(reader, INBOX).await;
    let ids = |subject: &str| -> Vec<MessageId> {
        rows.iter().filter(|row| row.subject == subject).map(|row| row.id).collect()
    };
    reader.ask(Request::MarkRead { messages: ids("Number 1"), read: true }).await;
    reader.ask(Request::Star { messages: ids("Number 2"), starred: true }).await;
    let tag = Tag { name: "to do".to_owned(), colour: 2 };
    reader.ask(Request::SaveTag { id: None, tag }).await;
    reader.ask(Request::Tag { messages: ids("Number 3"), tag: TagId(0), set: true }).await;
}

#[test]
fn what_is_saved_comes_back_byte_for_byte_with_its_flags_and_nothing_twice() {
    run(async {
        let from = with_mail().await;
        flag(&from.reader).await;
        let before = flags(&from.reader, INBOX).await;
        assert_eq!(before.len(), 3);
        for kind in [FileKind::Mbox, FileKind::Zip] {
            let saved = save(&from.reader, Copied::View(View::of(INBOX)), kind).await;
            assert_eq!((saved.messages as usize, saved.headers_only), (mails().len(), 0));
            assert!(saved.pieces.len() > 1, "{:?}", saved.pieces);
            let files: [(&str, &[u8]); 1] = [("copy", &saved.file)];

            let mut to = without().await;
            let came = brought(&to.reader, &files, TO_ARCHIVE).await;
            assert_eq!((came.messages as usize, came.here, came.no_mail), (mails().len(), 0, 0));
            assert_eq!(came.read, saved.file.len() as u64);
            let archive = Folder::Of(FolderId::ARCHIVE);
            assert_eq!(flags(&to.reader, archive).await, before);
            let rows = listed(&to.reader, archive).await;
            assert_eq!(sorted(bytes_of(&to.reader, &rows).await), sorted(mails()));

            let again = brought(&to.reader, &files, TO_ARCHIVE).await;
            assert_eq!((again.messages, again.here as usize), (0, mails().len()));
            // Also where it is filed elsewhere, and after a restart.
            to.restart().await;
            let inbox = BroughtTo { folder: FolderId::INBOX, ..TO_ARCHIVE };
            assert_eq!(brought(&to.reader, &files, inbox).await.messages, 0);
            // And where it came from nothing is doubled either.
            assert_eq!(brought(&from.reader, &files, TO_ARCHIVE).await.messages, 0);
        }
    });
}

#[test]
fn a_selection_a_search_and_everything_are_saved() {
    run(async {
        let trial = with_mail().await;
        let reader = &trial.reader;
        let rows = listed(reader, INBOX).await;
        let two: Vec<MessageId> = rows.iter().take(2).map(|row| row.id).collect();
        reader.ask(Request::Move { messages: two.clone(), to: FolderId::TRASH }).await;
        assert_eq!(save(reader, Copied::Messages(two), FileKind::Mbox).await.messages, 2);
        assert_eq!(save(reader, Copied::Everything, FileKind::Mbox).await.messages as usize, mails().len());
        let view = View { query: Some("subject:octets".to_owned()), ..View::of(INBOX) };
        reader.index_all().await;
        let saved = save(reader, Copied::View(view), FileKind::Mbox).await;
        let mut read = mbox::Reader::default();
        let mut found = read.push(&saved.file);
        found.extend(read.finish());
        let found: Vec<Vec<u8>> = found.into_iter().map(|one| one.unwrap().raw).collect();
        assert!(found.iter().all(|raw| mails().contains(raw)));
        assert_eq!(found.len(), 1);
    });
}

#[test]
fn what_is_here_by_its_header_only_is_left_out_and_counted() {
    run(async {
        let mut trial = with_mail().await;
        let rows = trial.reader.rows().await;
        let envelope = trial.reader.store().load().await.unwrap().message(rows[0].id).unwrap();
        let header = Envelope { held: Held::Header, ..envelope };
        let changes = vec![Change::Replaced(Box::new(header))];
        trial.reader.store().commit(Commit { changes, ..Commit::default() }).await.unwrap();
        trial.restart().await;
        let saved = save(&trial.reader, Copied::Everything, FileKind::Mbox).await;
        assert_eq!((saved.messages as usize, saved.headers_only), (mails().len() - 1, 1));
    });
}

#[test]
fn archives_have_folders_and_no_name_twice() {
    run(async {
        let trial = with_mail().await;
        let reader = &trial.reader;
        let made =
            |name: &str, parent| OwnFolder { name: name.to_owned(), parent, account: None, query: None };
        reader.ask(Request::SaveFolder { id: None, folder: made("Work", None) }).await;
        reader.ask(Request::SaveFolder { id: None, folder: made("Q/A", Some(FolderId(16))) }).await;
        let one = vec![listed(reader, INBOX).await[0].id];
        reader.ask(Request::Move { messages: one, to: FolderId(17) }).await;
        let saved = save(reader, Copied::Everything, FileKind::Zip).await;
        let has = |name: &str| saved.file.windows(name.len()).any(|window| window == name.as_bytes());
        assert!(has("/Work/Q-A/") && has("/Inbox/Number 1.eml") && has("/Inbox/Number 1 (2).eml"));
    });
}

#[test]
fn what_was_brought_in_is_no_servers_and_can_be_undone() {
    run(async {
        let from = with_mail().await;
        let saved = save(&from.reader, Copied::Everything, FileKind::Mbox).await;
        let mut to = without().await;
        let (came, _, done) = bring(&to.reader, &[("a.mbox", &saved.file)], TO_ARCHIVE, usize::MAX).await;
        let (act, undo) = done.expect("it can be undone");
        assert_eq!(act, Act::BroughtIn { messages: came.messages, to: FolderId::ARCHIVE });
        let all: Vec<MessageId> =
            listed(&to.reader, Folder::Of(FolderId::ARCHIVE)).await.iter().map(|row| row.id).collect();
        let asked = to
            .reader
            .answer(Request::AskToErase(Some(all)), |notice| match notice {
                Notice::AsksToErase { there, .. } => Some(there),
                _ => None,
            })
            .await;
        assert_eq!(asked, 0, "no server has any of it");
        to.reader.ask(Request::Undo(undo)).await;
        assert_eq!(listed(&to.reader, Folder::Of(FolderId::ARCHIVE)).await, []);
        to.restart().await;
        assert_eq!(brought(&to.reader, &[("a.mbox", &saved.file)], TO_ARCHIVE).await.messages, came.messages);
    });
}

#[test]
fn single_files_and_what_is_no_mail() {
    run(async {
        let trial = without().await;
        let mail = b"Subject: one\r\nX-Mozilla-Status: 0005\r\n\r\nText\r\n";
        let large = [b"Subject: large\r\n\r\n".as_slice(), &b"line\r\n".repeat(500_000)].concat();
        let files: [(&str, &[u8]); 7] = [
            ("one.eml", mail),
            ("large.eml", &large),
            ("one again.eml", mail),
            ("picture.png", b"\x89PNG\r\n\x1a\n: not a field\r\n"),
            ("list.txt", b"To do: this\n\nand that"),
            ("empty.eml", b""),
            ("broken.zip", b"PK\x03\x04 and no more"),
        ];
        let came = brought(&trial.reader, &files, TO_ARCHIVE).await;
        assert_eq!((came.messages, came.here, came.no_mail, came.faults), (2, 1, 3, 1));
        assert_eq!(came.unread, [("broken.zip".to_owned(), FileFault::Damaged)]);
        let rows = listed(&trial.reader, Folder::Of(FolderId::ARCHIVE)).await;
        let one = rows.iter().find(|row| row.subject == "one").unwrap();
        assert!(one.read && one.starred);
        assert!(bytes_of(&trial.reader, &rows).await.contains(&large));
        let usage = trial.reader.usage().await;
        let taken = (usage.large.messages, usage.large.bytes, usage.large_there);
        assert_eq!(taken, (1, large.len() as u64, 0), "no server has it");
        // Out of the Trash it may come once more.
        trial.reader.ask(Request::Move { messages: vec![one.id], to: FolderId::TRASH }).await;
        assert_eq!(brought(&trial.reader, &files[..1], TO_ARCHIVE).await.messages, 1);
        assert_eq!(brought(&trial.reader, &files[..1], TO_ARCHIVE).await.here, 1);
    });
}

#[test]
fn it_can_be_stopped_and_begun_again() {
    run(async {
        let text = |number: usize| {
            format!("Subject: {number}\r\n\r\n{}\r\n", "words and words\r\n".repeat(2_000)).into_bytes()
        };
        let file: Vec<u8> = (0..200)
            .flat_map(|number| {
                let raw = text(number);
                let flags = mbox::Flags::default();
                mbox::entry(&mbox::Kept { raw: &raw, flags: &flags, sender: "a@b.example", arrived: 0 })
            })
            .collect();
        let trial = without().await;
        let (came, problem, _) = bring(&trial.reader, &[("a", &file)], TO_ARCHIVE, 3).await;
        assert_eq!(problem, Some(Problem::Stopped));
        assert!((1..200).contains(&came.messages), "{came:?}");
        let rest = brought(&trial.reader, &[("a", &file)], TO_ARCHIVE).await;
        assert_eq!((rest.here, rest.messages), (came.messages, 200 - came.messages));

        // A copy that was stopped goes on no more, and nothing is put where nothing can be.
        let what = Copied::Everything;
        trial.reader.ask(Request::SaveCopy { number: 1, what, kind: FileKind::Zip, folders: vec![] }).await;
        trial.reader.ask(Request::StopSaving(1)).await;
        let pick = |notice| match notice {
            Notice::Saving(1, saving) => Some(saving),
            _ => None,
        };
        assert_eq!(trial.reader.answer(Request::SaveMore(1), pick).await, Saving::Failed);
        let nowhere = BroughtTo { folder: FolderId(99), ..TO_ARCHIVE };
        let (_, problem, _) = bring(&trial.reader, &[("a", &file)], nowhere, usize::MAX).await;
        assert_eq!(problem, Some(Problem::Filing(FilingFault::NoSuchFolder)));
    });
}
