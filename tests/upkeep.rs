//! The store is put in order while nobody wants anything; and what is damaged in it is made anew from
//! the raw messages.

mod native;

use std::time::{Duration, Instant};

use native::{
    reader::run,
    store::Room,
    trial::{Setup, Trial},
};
use restante::{
    engine::api::{Repaired, Request},
    store::{Fault, Held, MessageId, Part, Store, suite},
};

const DEADLINE: Duration = Duration::from_secs(20);

/// More changes than an idle engine leaves in the journal.
const CHANGES: usize = 600;

fn records(trial: &Trial) -> usize {
    trial.reader.store().memory().kept().borrow().journal.len()
}

async fn mark_often(trial: &Trial) {
    let first = trial.reader.rows().await[0].id;
    for read in [true, false].into_iter().cycle().take(CHANGES) {
        trial.reader.ask(Request::MarkRead { messages: vec![first], read }).await;
    }
    assert!(records(trial) > CHANGES);
}

/// A long journal goes into blocks, and nothing is different.
#[test]
fn a_long_journal_is_compacted_when_nobody_wants_anything() {
    run(async {
        let mut trial = Setup { haste: 60, ..Setup::default() }.begin().await;
        trial.collect().await;
        mark_often(&trial).await;
        let rows = trial.reader.rows().await;
        let compacted = async {
            let began = Instant::now();
            while records(&trial) > 1 {
                assert!(began.elapsed() < DEADLINE, "{} records", records(&trial));
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            () = trial.reader.keep_order() => unreachable!(),
            () = compacted => {}
        }
        assert_eq!(trial.reader.rows().await, rows);
        trial.restart().await;
        assert_eq!(trial.reader.rows().await, rows);
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
    });
}

/// Where there is no room for it, the journal stays as it is.
#[test]
fn a_compaction_that_finds_no_room_loses_nothing() {
    run(async {
        let mut trial = Setup { haste: 60, ..Setup::default() }.begin().await;
        trial.collect().await;
        mark_often(&trial).await;
        let rows = trial.reader.rows().await;
        trial.reader.store().has(Room::None);
        tokio::select! {
            () = trial.reader.keep_order() => unreachable!(),
            () = tokio::time::sleep(Duration::from_millis(500)) => {}
        }
        assert!(records(&trial) > CHANGES);
        trial.reader.store().has(Room::Enough);
        assert_eq!(trial.reader.rows().await, rows);
        trial.restart().await;
        assert_eq!(trial.reader.rows().await, rows);
    });
}

/// All mail is in one block, which has this fault from now on. Gives it as it was.
async fn damage(trial: &Trial, fault: Fault) -> Vec<u8> {
    let store = trial.reader.store().memory();
    let compaction = store.load().await.unwrap().compaction().unwrap();
    store.compact(&compaction).await.unwrap();
    let (first, block) = store.kept().borrow_mut().blocks.pop_first().unwrap();
    assert_eq!(first, MessageId(1));
    let damaged = suite::damaged(fault, block.clone());
    store.kept().borrow_mut().blocks.extend(damaged.map(|block| (first, block)));
    block
}

/// Where only the texts of the envelopes are damaged, all is as it was.
#[test]
fn a_repair_from_what_is_left_of_a_block() {
    run(async {
        let mut trial = Setup::default().begin().await;
        trial.collect().await;
        let read = trial.reader.rows().await[1].id;
        trial.reader.ask(Request::MarkRead { messages: vec![read], read: true }).await;
        let rows = trial.reader.rows().await;
        damage(&trial, Fault::Flipped(Part::Rests)).await;
        trial.restart().await;
        assert_eq!(trial.reader.rows().await, []);

        let all = u32::try_from(rows.len()).unwrap();
        assert_eq!(trial.reader.repair().await, Repaired { messages: all, ..Repaired::default() });
        assert_eq!(trial.reader.rows().await, rows);
        trial.restart().await;
        assert_eq!(trial.reader.rows().await, rows);
        assert_eq!(trial.reader.repair().await, Repaired::default());
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
    });
}

/// Where nothing is left of it, mail is listed again, known again, and not deleted on the server.
#[test]
fn a_repair_from_the_raw_messages_alone() {
    run(async {
        for fault in [Fault::Missing, Fault::Torn, Fault::Flipped(Part::Columns)] {
            let mut trial = Setup::default().begin().await;
            trial.collect().await;
            let subjects = trial.subjects().await;
            damage(&trial, fault).await;
            trial.restart().await;
            let all = u32::try_from(subjects.len()).unwrap();
            assert_eq!(trial.reader.repair().await, Repaired { messages: all, ..Repaired::default() });
            assert_eq!(trial.subjects().await, subjects);
            let rows = trial.reader.rows().await;
            assert!(rows.iter().all(|row| row.held == Held::PossiblyIncomplete && row.read));

            trial.change(|account| account.retention.leave = restante::store::Leave::Nothing).await;
            trial.nothing_was_deleted();
            trial.everything_is_here_once().await;
        }
    });
}

/// A raw message that the browser itself cannot read keeps no other from being listed.
#[test]
fn a_repair_goes_on_behind_what_cannot_be_read() {
    run(async {
        for (fault, listed) in [(Fault::Flipped(Part::Rests), 6), (Fault::Torn, 5)] {
            let mut trial = Setup::default().begin().await;
            trial.collect().await;
            assert_eq!(trial.reader.rows().await.len(), 6);
            damage(&trial, fault).await;
            trial.reader.store().cannot_read(MessageId(3));
            trial.restart().await;
            let repaired = trial.reader.repair().await;
            assert_eq!(repaired, Repaired { messages: listed, unreadable: 1, ..Repaired::default() });
            assert_eq!(trial.reader.rows().await.len(), listed as usize);
            // It is there, should the browser find it again; and a check has it collected.
            assert_eq!(trial.reader.check().await.unreadable, u32::from(listed == 6));
            trial.collect().await;
            trial.everything_is_here_once().await;
            trial.nothing_was_deleted();
        }
    });
}

/// Mail that was collected again meanwhile does not come twice; and what a newer version wrote is left
/// to it.
#[test]
fn a_repair_doubles_nothing_and_leaves_what_is_newer() {
    run(async {
        let mut trial = Setup::default().begin().await;
        trial.collect().await;
        damage(&trial, Fault::Flipped(Part::Rests)).await;
        trial.restart().await;
        trial.collect().await;
        trial.everything_is_here_once().await;
        assert_eq!(trial.reader.repair().await, Repaired::default());
        trial.everything_is_here_once().await;
        let store = trial.reader.store();
        assert_eq!(store.raw(MessageId(1)).await, Ok(None), "no bytes stay that nobody lists");

        let mut trial = Setup::default().begin().await;
        trial.collect().await;
        let rows = trial.reader.rows().await;
        let block = damage(&trial, Fault::Newer(9)).await;
        trial.restart().await;
        assert_eq!(trial.reader.repair().await, Repaired { left: 1, ..Repaired::default() });
        // As the newer version, which can read it, would give it back.
        let kept = trial.reader.store().memory().kept();
        kept.borrow_mut().blocks.insert(MessageId(1), block);
        trial.restart().await;
        assert_eq!(trial.reader.rows().await, rows);
    });
}
