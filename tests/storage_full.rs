//! A storage that runs out while the newest messages are listed by their headers.

mod native;

use native::{
    reader::{Collected, run},
    store::Room,
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{Notice, Request},
        problem::Problem,
    },
    store::{Held, MessageId},
};

const MAILS: usize = 60;
const MAIL: usize = 100_000;

/// Fewer of these mails than headers that come first.
const ROOM: usize = 40 * MAIL;

async fn large_letters() -> Trial {
    let mut trial = Setup { around: 0, ..Setup::deleting([]) }.begin().await;
    let body = "A line of a letter, neither short nor long.\r\n".repeat(MAIL / 45);
    for number in 0..MAILS {
        trial.deliver(format!("Subject: Letter {number}\r\n\r\n{body}").into_bytes());
    }
    trial
}

/// What is listed can be read, and once there is room the rest comes, each message once.
#[test]
fn what_found_no_room_is_not_listed() {
    run(async {
        let mut trial = large_letters().await;
        trial.reader.store().has(Room::Bytes(ROOM));
        let Collected { messages, problem } = trial.collect().await;
        assert_eq!(problem, Some(Problem::StorageFull));
        let rows = trial.reader.rows().await;
        assert!(!rows.is_empty() && rows.iter().all(|row| row.held == Held::Whole), "{rows:?}");
        assert_eq!(messages as usize, rows.len(), "as many are said to have come");
        trial.nothing_was_deleted();

        trial.restart().await;
        assert_eq!(trial.reader.rows().await, rows, "no header comes back");
        trial.reader.store().has(Room::Enough);
        assert_eq!(trial.collect().await, Trial::well(MAILS - rows.len()));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
        assert_eq!(trial.server.maildrop().len(), 0);
    });
}

/// Where there is no room even for forgetting, the headers stay, and are filled once there is.
#[test]
fn headers_that_cannot_be_taken_back_are_filled_later() {
    run(async {
        let mut trial = large_letters().await;
        trial.reader.store().has(Room::BytesThenNone(ROOM));
        assert_eq!(trial.collect().await.problem, Some(Problem::StorageFull));
        let rows = trial.reader.rows().await;
        assert!(rows.iter().any(|row| row.held == Held::Header), "{rows:?}");
        trial.nothing_was_deleted();

        trial.reader.store().has(Room::Enough);
        assert_eq!(trial.collect().await.problem, None);
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
    });
}

/// The reader makes room by deleting, full as it is, and the rest comes: nothing is lost, and what was
/// deleted here does not come back.
#[test]
fn what_is_deleted_makes_room_for_the_rest() {
    run(async {
        let mut trial = large_letters().await;
        trial.reader.store().has(Room::Bytes(50 * MAIL));
        assert_eq!(trial.collect().await.problem, Some(Problem::StorageFull));
        let here: Vec<MessageId> = trial.reader.rows().await.iter().map(|row| row.id).collect();
        let rest = MAILS - here.len();
        assert!((1..here.len()).contains(&rest), "{rest} did not fit");
        let (gone, kept) = here.split_at(rest + 1);
        assert_eq!(trial.reader.refusal(Request::Delete(gone.to_vec())).await, None);
        assert_eq!(trial.reader.rows().await.len(), kept.len());
        assert_eq!(trial.collect().await, Trial::well(rest));
        assert_eq!(trial.reader.rows().await.len(), kept.len() + rest);
        trial.nothing_was_deleted_too_early();
    });
}

/// Where there is no room for the note that messages are deleted, they are not, and that is said of them.
#[test]
fn a_deletion_that_finds_no_room_is_taken_back() {
    run(async {
        let mut trial = Setup::default().begin().await;
        trial.collect().await;
        let rows = trial.reader.rows().await;
        let messages = vec![rows[1].id, rows[2].id];
        trial.reader.store().has(Room::None);
        trial.reader.notices.take();
        trial.reader.ask(Request::Delete(messages.clone())).await;
        let told = trial.reader.notices.take();
        let expected = [Notice::NotDeleted(messages), Notice::Problem(Problem::StorageFull)];
        assert!(told.iter().eq(&expected), "{told:?}");
        assert_eq!(trial.reader.rows().await, rows);
    });
}
