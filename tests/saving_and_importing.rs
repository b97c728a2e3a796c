//! Mail that is saved and brought in again is what it was, byte for byte, with its flags and in its folder;
//! nothing is doubled, nothing is in memory whole, and what is no mail is said to be none.

mod native;

use native::{
    reader::{Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{
        Act, FileToRead, Folder, Imported, Notice, Packing, Request, Row, Saved, There, Undo, View,
    },
    store::{AccountId, FolderId, MessageId, OwnFolder, Tag, TagId},
};
use restante_dovecot::mails;

const MAILS: usize = 60;

async fn done(reader: &Reader, request: Request) -> (Act, Undo) {
    let pick = |notice| match notice {
        Notice::Done { act, undo } => Some((act, undo)),
        _ => None,
    };
    reader.answer(request, pick).await
}

/// A reader with mail in three folders, of which some is read, starred and tagged.
async fn with_mail() -> Trial {
    let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
    mails::generate(71, MAILS).into_iter().for_each(|mail| trial.deliver(mail.raw));
    trial.deliver(b"Subject: odd\r\n\r\nFrom here\r\n>From there\r\nno end of line".to_vec());
    trial.collect().await;
    let own = OwnFolder { name: "Boats".to_owned(), parent: None, account: None, query: None };
    let (Act::FolderSaved(boats), _) =
        done(&trial.reader, Request::SaveFolder { id: None, folder: own }).await
    else {
        panic!("no folder")
    };
    let own = OwnFolder { name: "Oars / blades".to_owned(), parent: Some(boats), account: None, query: None };
    let (Act::FolderSaved(oars), _) =
        done(&trial.reader, Request::SaveFolder { id: None, folder: own }).await
    else {
        panic!("no folder")
    };
    let tag = Tag { name: "to do".to_owned(), colour: 2 };
    done(&trial.reader, Request::SaveTag { id: None, tag }).await;
    let all: Vec<MessageId> = trial.reader.rows().await.into_iter().map(|row| row.id).collect();
    let some = |step: usize| all.iter().copied().step_by(step).collect::<Vec<MessageId>>();
    done(&trial.reader, Request::MarkRead { messages: some(2), read: true }).await;
    done(&trial.reader, Request::Star { messages: some(3), starred: true }).await;
    done(&trial.reader, Request::Tag { messages: some(5), tag: TagId(0), set: true }).await;
    done(&trial.reader, Request::Move { messages: all[..20].to_vec(), to: oars }).await;
    done(&trial.reader, Request::Move { messages: all[20..30].to_vec(), to: FolderId::JUNK }).await;
    trial
}

/// Saves a copy as a page does: a piece at a time. How much was saved and left out, and the largest piece.
async fn save(reader: &Reader, saved: Saved, packing: Packing) -> (Vec<u8>, (u32, u32), usize) {
    let (mut file, mut largest) = (Vec::new(), 0);
    reader.notices.take();
    let saving = reader.ask(Request::SaveCopy { saved, packing });
    let taking = async {
        loop {
            for notice in reader.notices.take() {
                match notice {
                    Notice::CopyPiece { bytes, .. } => {
                        largest = largest.max(bytes.len());
                        file.extend(bytes);
                        reader.ask(Request::MoreCopy(true)).await;
                    }
                    Notice::CopySaved { messages, left_out } => return (messages, left_out),
                    Notice::Problem(problem) => panic!("{problem:?}"),
                    _ => {}
                }
            }
            tokio::task::yield_now().await;
        }
    };
    let ((), counts) = tokio::join!(saving, taking);
    (file, counts, largest)
}

/// Brings in files as a page does: the bytes that are asked for.
async fn import(reader: &Reader, files: &[(&str, &[u8])], to: Option<FolderId>) -> (Imported, Option<Undo>) {
    reader.notices.take();
    let named =
        files.iter().map(|(name, bytes)| FileToRead { name: (*name).to_owned(), size: bytes.len() as u64 });
    let request = Request::Import { files: named.collect(), account: AccountId(1), to };
    let giving = async {
        let mut undo_it = None;
        loop {
            for notice in reader.notices.take() {
                match notice {
                    Notice::ReadFile { file, start, end } => {
                        assert!(end - start <= 1 << 20, "a file is read piece by piece");
                        let (start_at, end) =
                            (usize::try_from(start).unwrap(), usize::try_from(end).unwrap());
                        let bytes = files[file as usize].1.get(start_at..end).map(<[u8]>::to_vec);
                        reader.ask(Request::FileBytes { file, start, bytes }).await;
                    }
                    Notice::Done { act: Act::Imported { .. }, undo } => undo_it = Some(undo),
                    Notice::Imported(result) => return (result.expect("it went well"), undo_it),
                    Notice::Problem(problem) => panic!("{problem:?}"),
                    _ => {}
                }
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(reader.ask(request), giving).1
}

/// A mail, as far as a copy keeps it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Mail {
    folder: String,
    read: bool,
    starred: bool,
    tags: Vec<String>,
    raw: Vec<u8>,
}

/// All mail there is.
async fn all(reader: &Reader) -> Vec<Mail> {
    let mut all = Vec::new();
    reader.notices.take();
    reader.greet();
    let overview = reader.notices.take().into_iter().find_map(|notice| match notice {
        Notice::Overview(overview) => Some(overview),
        _ => None,
    });
    let overview = overview.expect("an overview");
    for count in &overview.folders {
        let name = match count.folder {
            Folder::Inbox(_) => "Inbox".to_owned(),
            Folder::Of(id) => {
                overview.own_folder(id).map_or_else(|| format!("{id:?}"), |own| own.name.clone())
            }
            Folder::AllInboxes | Folder::Snoozed => continue,
        };
        let rows = reader.windows(View::of(count.folder), 0, 1_000).await.pop().expect("rows came").rows;
        for row in rows {
            let tags = overview.tags.iter().filter(|(id, _)| row.filed.tags.has(*id));
            let tags = tags.map(|(_, tag)| tag.name.clone()).collect();
            let (read, starred, raw) = (row.read, row.starred, source(reader, &row).await);
            all.push(Mail { folder: name.clone(), read, starred, tags, raw });
        }
    }
    all.sort_unstable();
    all
}

async fn source(reader: &Reader, row: &Row) -> Vec<u8> {
    let pick = |notice| match notice {
        Notice::Source { bytes, .. } => Some(bytes),
        _ => None,
    };
    reader.answer(Request::Source(row.id), pick).await
}

#[test]
fn an_archive_of_everything_brings_everything_back() {
    run(async {
        let trial = with_mail().await;
        let before = all(&trial.reader).await;
        assert_eq!(before.len(), MAILS + 1);
        let (archive, counts, _) = save(&trial.reader, Saved::Everything, Packing::Zip).await;
        assert_eq!(counts, (MAILS as u32 + 1, 0));

        // Here it changes nothing.
        let (report, undo) = import(&trial.reader, &[("all.zip", &archive)], None).await;
        assert_eq!((report.messages, report.known, report.unreadable), (0, MAILS as u32 + 1, 0));
        assert_eq!((all(&trial.reader).await, undo), (before.clone(), None));

        // On another device it is all there is, and no server's; it is there after a restart.
        let mut other = Setup { around: 0, ..Setup::default() }.begin().await;
        other.collect().await;
        let (report, undo) = import(&other.reader, &[("all.zip", &archive)], None).await;
        assert_eq!((report.messages, report.known, report.unreadable), (MAILS as u32 + 1, 0, 0));
        other.restart().await;
        // A slash cannot be in the name of a folder in an archive.
        let named = |mail: Mail| match mail.folder.as_str() {
            "Oars / blades" => Mail { folder: "Oars - blades".to_owned(), ..mail },
            _ => mail,
        };
        let mut expected: Vec<Mail> = before.into_iter().map(named).collect();
        expected.sort_unstable();
        let there = all(&other.reader).await;
        let folders = |all: &[Mail]| all.iter().map(|mail| mail.folder.clone()).collect::<Vec<String>>();
        assert_eq!(folders(&there), folders(&expected));
        assert_eq!(there, expected);
        assert!(other.reader.rows().await.iter().all(|row| row.there == There::Nowhere));
        other.collect().await;
        assert_eq!(all(&other.reader).await.len(), MAILS + 1);
        other.reader.index_all().await;
        assert_eq!(other.reader.subjects_found("odd").await, ["odd"]);

        done(&other.reader, Request::Undo(undo.expect("it can be undone"))).await;
        assert_eq!(all(&other.reader).await, []);
    });
}

#[test]
fn an_mbox_file_brings_back_bytes_and_flags() {
    run(async {
        let trial = with_mail().await;
        let saved = Saved::View(View::of(Folder::Inbox(AccountId(1))));
        let (file, (count, left_out), _) = save(&trial.reader, saved, Packing::Mbox).await;
        let inbox: Vec<_> =
            all(&trial.reader).await.into_iter().filter(|mail| mail.folder == "Inbox").collect();
        assert_eq!((count as usize, left_out), (inbox.len(), 0));
        let mut other = Setup { around: 0, ..Setup::default() }.begin().await;
        other.collect().await;
        import(&other.reader, &[("inbox.mbox", &file)], Some(FolderId::INBOX)).await;
        assert_eq!(all(&other.reader).await, inbox);
        // Once more, with one more: that one is new.
        let more = b"From: ada@example.org\r\nSubject: more\r\n\r\nText.\r\n".as_slice();
        let files = [("inbox.mbox", file.as_slice()), ("more.eml", more)];
        let (report, _) = import(&other.reader, &files, Some(FolderId::ARCHIVE)).await;
        assert_eq!((report.messages, report.known as usize), (1, inbox.len()));
    });
}

#[test]
fn what_is_no_mail_is_told_and_what_is_stays() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        trial.collect().await;
        let mail = b"From: ada@example.org\r\nSubject: one\r\n\r\nText.\r\n".as_slice();
        let files = [
            ("picture.png", b"\x89PNG\r\n\x1a\n....".as_slice()),
            ("empty.eml", b"".as_slice()),
            ("broken.zip", b"PK\x03\x04 and no more".as_slice()),
            ("one.eml", mail),
            ("one again.eml", mail),
        ];
        let (report, _) = import(&trial.reader, &files, Some(FolderId::INBOX)).await;
        assert_eq!((report.messages, report.known, report.unreadable), (1, 1, 3));
        assert_eq!(report.files, ["picture.png", "empty.eml", "broken.zip"]);
        assert_eq!(trial.subjects().await, ["one"]);
    });
}

#[test]
fn a_large_copy_goes_out_in_pieces_and_can_be_stopped() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::default() }.begin().await;
        mails::generate_large(72, 12, 400_000).into_iter().for_each(|mail| trial.deliver(mail.raw));
        trial.collect().await;
        let (file, (count, _), largest) = save(&trial.reader, Saved::Everything, Packing::Mbox).await;
        assert_eq!(count, 12);
        assert!(file.len() > 4 << 20 && largest < 2 << 20, "{} in pieces of {largest}", file.len());
        let stopping = async {
            while !trial.reader.notices.take().iter().any(|it| matches!(it, Notice::CopyPiece { .. })) {
                tokio::task::yield_now().await;
            }
            trial.reader.ask(Request::MoreCopy(false)).await;
        };
        let saving = trial.reader.ask(Request::SaveCopy { saved: Saved::Everything, packing: Packing::Zip });
        tokio::join!(saving, stopping);
        assert!(!trial.reader.notices.take().iter().any(|it| matches!(it, Notice::CopySaved { .. })));
    });
}
