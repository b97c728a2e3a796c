//! A check of all mail finds what is wrong with it, whatever that is, and puts in order what can be.

mod native;

use native::{
    reader::run,
    store::Room,
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{Damaged, Notice, Repaired, Request, Row, Taken, There},
        problem::Problem,
    },
    store::{Change, Commit, Fault, Held, Leave, MessageId, Part, Store, Wish, suite},
};

async fn collected() -> Trial {
    let mut trial = Setup { around: 4, ..Setup::default() }.begin().await;
    assert_eq!(trial.collect().await, Trial::well(8));
    trial
}

/// All mail is in one block, as after some idle seconds.
async fn fold(trial: &Trial) {
    let store = trial.reader.store();
    let compaction = store.load().await.unwrap().compaction().unwrap();
    store.compact(&compaction).await.unwrap();
}

#[test]
fn whole_mail_stays_as_it_is() {
    run(async {
        let mut trial = collected().await;
        let rows = trial.reader.rows().await;
        let whole = Repaired { checked: 8, ..Repaired::default() };
        assert_eq!(trial.reader.check().await, whole);
        assert_eq!(trial.reader.rows().await, rows);
        trial.restart().await;
        assert_eq!(trial.reader.check().await, whole);
        assert_eq!(trial.reader.rows().await, rows);
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
    });
}

/// It is listed, and opening it says that its bytes are gone; a check has it collected again.
#[test]
fn a_missing_raw_message_is_named_and_collected_again() {
    run(async {
        let mut trial = collected().await;
        let lost = trial.reader.rows().await[2].id;
        trial.reader.store().memory().raw_messages().borrow_mut().remove(&lost);
        for request in
            [Request::open(lost), Request::Source(lost), Request::Attachment { message: lost, index: 0 }]
        {
            assert_eq!(trial.reader.refusal(request).await, Some(Problem::BytesMissing(lost)));
        }
        // Whatever the account says from now on: what is missing here stays there until it is here again.
        let found = trial.reader.check().await;
        assert_eq!(found, Repaired { checked: 8, missing: 1, again: 1, ..Repaired::default() });
        trial.change(|account| account.retention.leave = Leave::Nothing).await;
        trial.everything_is_here_once().await;
        assert_eq!(trial.reader.refusal(Request::open(lost)).await, None);
        let whole = Repaired { checked: 8, ..Repaired::default() };
        assert_eq!(trial.reader.check().await, whole);
    });
}

/// What the browser itself cannot read stands in nobody's way: it is counted, and collected again, and the
/// check goes on behind it.
#[test]
fn raw_messages_that_cannot_be_read_are_named_and_collected_again() {
    run(async {
        let mut trial = collected().await;
        let rows = trial.reader.rows().await;
        let store = trial.reader.store().clone();
        for row in [&rows[2], &rows[5]] {
            store.cannot_read(row.id);
        }
        store.memory().raw_messages().borrow_mut().remove(&rows[0].id);
        let found = trial.reader.check().await;
        let expected = Repaired { checked: 8, missing: 1, unreadable: 2, again: 3, ..Repaired::default() };
        assert_eq!(found, expected);
        assert_eq!(trial.reader.rows().await, rows);
        trial.change(|account| account.retention.leave = Leave::Nothing).await;
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
        assert_eq!(trial.reader.check().await, Repaired { checked: 8, ..Repaired::default() });
    });
}

/// The reader needs no check for that: one message can be collected again by hand.
#[test]
fn a_missing_raw_message_can_be_collected_again_by_hand() {
    run(async {
        let trial = collected().await;
        let lost = trial.reader.rows().await[0].id;
        trial.reader.store().memory().raw_messages().borrow_mut().remove(&lost);
        trial.reader.ask(Request::Wish { messages: vec![lost], wish: Wish::CollectAgain }).await;
        assert_eq!(trial.reader.refusal(Request::open(lost)).await, None);
        trial.everything_is_here_once().await;
    });
}

/// Where the server does not have it any more, the row stays, and says what is the matter.
#[test]
fn what_is_missing_and_gone_from_the_server_stays_listed() {
    run(async {
        let mut trial = collected().await;
        trial.change(|account| account.retention.leave = Leave::Nothing).await;
        assert_eq!(trial.server.maildrop().len(), 0);
        let rows = trial.reader.rows().await;
        assert!(rows.iter().all(|row| row.there == There::Removed));
        let lost = rows[1].id;
        trial.reader.store().memory().raw_messages().borrow_mut().remove(&lost);
        let found = trial.reader.check().await;
        assert_eq!((found.missing, found.again), (1, 0));
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.reader.rows().await, rows);
        assert_eq!(trial.reader.refusal(Request::open(lost)).await, Some(Problem::BytesMissing(lost)));
    });
}

/// A message cut short, and one with the bytes of another: neither is deleted on the server for being
/// here, and both come again.
#[test]
fn altered_bytes_are_named_and_collected_again() {
    run(async {
        let mut trial = collected().await;
        let rows = trial.reader.rows().await;
        {
            let mut raw = trial.reader.store().memory().raw_messages().borrow_mut();
            let other = raw[&rows[5].id].clone();
            raw.insert(rows[3].id, other);
            let cut = raw.get_mut(&rows[4].id).unwrap();
            let half = cut.len() - cut.len() / 4;
            cut.truncate(half);
        }
        let found = trial.reader.check().await;
        assert_eq!(found, Repaired { checked: 8, altered: 2, again: 2, ..Repaired::default() });
        let held = |rows: &[Row]| rows.iter().filter(|row| row.held == Held::Whole).count();
        assert_eq!(held(&trial.reader.rows().await), 6);
        trial.change(|account| account.retention.leave = Leave::Nothing).await;
        trial.everything_is_here_once().await;
        let removed = rows.into_iter().map(|row| Row { there: There::Removed, ..row });
        assert_eq!(trial.reader.rows().await, removed.collect::<Vec<Row>>());
    });
}

/// Bytes that nobody lists are listed again, once.
#[test]
fn raw_messages_without_envelopes_are_listed_again() {
    run(async {
        let mut trial = collected().await;
        let subjects = trial.subjects().await;
        let lost: Vec<MessageId> = trial.reader.rows().await.iter().take(3).map(|row| row.id).collect();
        // As if the journal had never told of them.
        let kept = trial.reader.store().memory().raw_messages().borrow().clone();
        trial.reader.ask(Request::Delete(lost.clone())).await;
        *trial.reader.store().memory().raw_messages().borrow_mut() = kept;
        // And one of them is here once more already.
        let again = MessageId(99);
        let raw = trial.reader.store().raw(trial.reader.rows().await[0].id).await.unwrap().unwrap();
        trial.reader.store().memory().raw_messages().borrow_mut().insert(again, raw);

        let found = trial.reader.check().await;
        assert_eq!(found, Repaired { checked: 5, messages: 3, ..Repaired::default() });
        assert_eq!(trial.subjects().await, subjects);
        assert_eq!(trial.reader.store().raw(again).await, Ok(None), "no bytes stay that nobody lists");
        trial.restart().await;
        assert_eq!(trial.subjects().await, subjects);
        assert_eq!(trial.reader.check().await, Repaired { checked: 8, ..Repaired::default() });
    });
}

/// Whatever lies on the disk: after a check it is what the engine knows.
#[test]
fn blocks_are_written_anew() {
    run(async {
        let mut trial = collected().await;
        fold(&trial).await;
        trial.restart().await;
        let rows = trial.reader.rows().await;
        // The bits flip while the page is open.
        let (first, block) = trial.reader.store().memory().kept().borrow_mut().blocks.pop_first().unwrap();
        let damaged = suite::damaged(Fault::Flipped(Part::Names), block).unwrap();
        trial.reader.store().memory().kept().borrow_mut().blocks.insert(first, damaged);
        assert_eq!(trial.reader.check().await, Repaired { checked: 8, ..Repaired::default() });
        trial.restart().await;
        assert_eq!(trial.reader.rows().await, rows);
        assert_eq!(trial.reader.store().load().await.unwrap().damages(), []);
    });
}

/// What is damaged is told with the first overview, and no more once it is repaired.
#[test]
fn damage_is_told_until_it_is_repaired() {
    run(async {
        let mut trial = collected().await;
        fold(&trial).await;
        let store = trial.reader.store().memory();
        let (first, block) = store.kept().borrow_mut().blocks.pop_first().unwrap();
        let damaged = suite::damaged(Fault::Torn, block).unwrap();
        store.kept().borrow_mut().blocks.insert(first, damaged);
        trial.restart().await;
        let told = async |trial: &Trial| {
            trial.reader.notices.take();
            // An overview follows.
            trial.reader.ask(Request::Stop(restante::store::AccountId(1))).await;
            let overview = trial.reader.notices.take().into_iter().find_map(|notice| match notice {
                Notice::Overview(overview) => Some(overview.damaged),
                _ => None,
            });
            overview.unwrap()
        };
        assert_eq!(told(&trial).await, Damaged { messages: 8, ..Damaged::default() });
        let repaired = trial
            .reader
            .answer(Request::Repair { deep: false }, |notice| match notice {
                Notice::Repaired(result) => Some(result.unwrap()),
                _ => None,
            })
            .await;
        assert_eq!(repaired, Repaired { messages: 8, ..Repaired::default() });
        assert_eq!(told(&trial).await, Damaged::default());
    });
}

/// What a check has done until it is stopped stays done, and the next one begins anew.
#[test]
fn a_check_can_be_stopped() {
    run(async {
        let trial = Setup { around: 300, ..Setup::default() }.begin().await;
        let mut trial = trial;
        assert_eq!(trial.collect().await, Trial::well(600));
        trial.reader.notices.take();
        let stopping = async {
            trial.reader.begun().await;
            trial.reader.ask(Request::StopRepair).await;
        };
        futures::join!(trial.reader.ask(Request::Repair { deep: true }), stopping);
        let ended = trial.reader.notices.take().into_iter().find_map(|notice| match notice {
            Notice::Repaired(result) => Some(result.unwrap()),
            _ => None,
        });
        let ended = ended.unwrap();
        assert!(ended.stopped && ended.checked < 600, "{ended:?}");
        assert_eq!(trial.reader.check().await, Repaired { checked: 600, ..Repaired::default() });
    });
}

/// While mail comes in and goes, none of it is taken for damage.
#[test]
fn a_check_in_the_middle_of_collecting_finds_nothing() {
    run(async {
        let mut trial = Setup { around: 200, ..Setup::default() }.begin().await;
        assert_eq!(trial.collect().await, Trial::well(400));
        for number in 0..200 {
            trial.deliver(format!("Subject: Later {number}\r\n\r\nText.\r\n").into_bytes());
        }
        trial.reader.notices.take();
        let going: Vec<MessageId> = trial.reader.rows().await.iter().step_by(7).map(|row| row.id).collect();
        let gone = going.len();
        let deleting = async {
            for id in going {
                trial.reader.ask(Request::Delete(vec![id])).await;
            }
        };
        futures::join!(
            trial.reader.ask(Request::Repair { deep: true }),
            trial.reader.ask(Request::Collect(None)),
            deleting
        );
        let ended = trial.reader.notices.take().into_iter().find_map(|notice| match notice {
            Notice::Repaired(result) => Some(result.unwrap()),
            _ => None,
        });
        let ended = ended.unwrap();
        assert_eq!(Repaired { checked: 0, ..ended }, Repaired::default());
        assert_eq!(trial.reader.rows().await.len(), 600 - gone);
        assert_eq!(
            trial.reader.check().await,
            Repaired { checked: u32::try_from(600 - gone).unwrap(), ..Repaired::default() }
        );
    });
}

/// What there is no room to write is told, and nothing is lost.
#[test]
fn a_check_that_finds_no_room_loses_nothing() {
    run(async {
        let mut trial = collected().await;
        let rows = trial.reader.rows().await;
        trial.reader.store().has(Room::None);
        trial.reader.notices.take();
        trial.reader.ask(Request::Repair { deep: true }).await;
        let told = trial.reader.notices.take();
        assert!(told.contains(&Notice::Repaired(Err(Problem::StorageFull))), "{told:?}");
        trial.reader.store().has(Room::Enough);
        trial.restart().await;
        assert_eq!(trial.reader.rows().await, rows);
    });
}

#[test]
fn what_the_mail_takes_is_counted() {
    run(async {
        let trial = collected().await;
        let rows = trial.reader.rows().await;
        let all = Taken { messages: 8, bytes: rows.iter().map(|row| row.size).sum() };
        let usage = trial.reader.usage().await;
        assert_eq!(usage.folders.iter().map(|(_, taken)| *taken).collect::<Vec<_>>(), [all]);
        assert_eq!(usage.accounts.iter().map(|(_, taken)| *taken).collect::<Vec<_>>(), [all]);
        let years = usage.years.iter().fold(Taken::default(), |sum, (_, taken)| Taken {
            messages: sum.messages + taken.messages,
            bytes: sum.bytes + taken.bytes,
        });
        assert_eq!(years, all);
        assert!(usage.years.is_sorted_by(|(a, _), (b, _)| a > b));
        // What is older than ten years is older than one.
        assert!(usage.older.is_sorted_by(|(_, a), (_, b)| a.messages >= b.messages));
        trial.reader.days_pass(365 * 1_000);
        let later = trial.reader.usage().await;
        assert!(later.older.iter().all(|(_, taken)| *taken == all));

        let header = restante::store::Envelope {
            held: Held::Header,
            ..trial.reader.store().load().await.unwrap().message(rows[0].id).unwrap()
        };
        let changes = vec![Change::Replaced(Box::new(header))];
        trial.reader.store().commit(Commit { changes, ..Commit::default() }).await.unwrap();
        let mut trial = trial;
        trial.restart().await;
        let taken = trial.reader.usage().await.folders[0].1;
        assert_eq!(taken, Taken { bytes: all.bytes - rows[0].size, ..all }, "only what is here counts");
    });
}
