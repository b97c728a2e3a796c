//! A record of the journal cannot be read: all else is there, nothing is deleted on a server for what is
//! left, and a check lists again what the raw messages prove, each once.

mod native;

use native::{
    reader::run,
    trial::{PASSWORD, Setup, Trial},
};
use restante::{
    engine::{
        api::{Damaged, Notice, Repaired, Request, Row, There},
        problem::Problem,
    },
    store::{
        Account, AccountId, Change, Commit, Held, Leave, MessageId, Password, Retention, Store, Wish, suite,
    },
};

const ACCOUNT: AccountId = AccountId(1);

fn records(trial: &Trial) -> usize {
    trial.reader.store().memory().kept().borrow().journal.len()
}

/// The record at this place cannot be read from now on, and the tab is opened anew.
async fn lose(trial: &mut Trial, place: usize) {
    {
        let mut kept = trial.reader.store().memory().kept().borrow_mut();
        let record = &mut kept.journal[place];
        record.0 = suite::damaged_record(suite::DamagedRecord::Flipped, record.0.clone());
    }
    trial.restart().await;
}

fn damaged(trial: &Trial) -> Damaged {
    trial.reader.notices.take();
    trial.reader.greet();
    let overview = trial.reader.notices.take().into_iter().find_map(|notice| match notice {
        Notice::Overview(overview) => Some(overview.damaged),
        _ => None,
    });
    overview.expect("an overview")
}

/// Some mail was collected, some read, and some came later; all of it stays on the server.
async fn collected() -> Trial {
    let mut trial = Setup { around: 4, ..Setup::default() }.begin().await;
    assert_eq!(trial.collect().await, Trial::well(8));
    let first = trial.reader.rows().await[0].id;
    trial.reader.ask(Request::MarkRead { messages: vec![first], read: true }).await;
    for number in 0..3 {
        trial.deliver(format!("Subject: Later {number}\r\n\r\nText.\r\n").into_bytes());
    }
    assert_eq!(trial.collect().await, Trial::well(3));
    trial
}

async fn set_up_again_if_lost(trial: &mut Trial) {
    let accounts = trial.reader.store().load().await.unwrap().accounts().clone();
    assert_eq!(accounts.len(), 1, "{accounts:?}");
    if accounts.values().all(restante::store::Account::is_lost) {
        let Request::SaveAccount { account, .. } = trial.account_with(|_| ()) else { unreachable!() };
        let password = Some(Password(PASSWORD.to_owned()));
        trial.reader.ask(Request::SaveAccount { id: Some(ACCOUNT), account, password }).await;
        assert_eq!(trial.reader.collected().problem, None);
        trial.reader.notices.take();
    }
}

/// Whichever record is lost, and whether mail is collected before the check or after it: the mail is here
/// once, nothing was deleted, and the damage is told until it is repaired.
#[test]
fn whichever_record_is_lost_all_mail_is_here_once() {
    run(async {
        let count = records(&collected().await);
        assert!(count > 4, "{count} records");
        for place in 0..count {
            for collects_first in [true, false] {
                println!("record {place} of {count}, collects first: {collects_first}");
                let mut trial = collected().await;
                assert_eq!(records(&trial), count);
                lose(&mut trial, place).await;
                assert_eq!(damaged(&trial), Damaged { records: 1, ..Damaged::default() });
                if collects_first {
                    set_up_again_if_lost(&mut trial).await;
                    trial.reader.collect().await;
                }
                let found = trial.reader.check().await;
                assert_eq!((found.records, found.missing, found.lost, found.left), (1, 0, 0, 0), "{found:?}");
                assert_eq!(damaged(&trial), Damaged::default());
                if !collects_first {
                    set_up_again_if_lost(&mut trial).await;
                }
                trial.change(|account| account.retention.leave = Leave::All).await;
                trial.everything_is_here_once().await;
                trial.restart().await;
                assert_eq!(damaged(&trial), Damaged::default());
                assert_eq!(trial.collect().await.problem, None);
                trial.everything_is_here_once().await;
                trial.nothing_was_deleted();
                let count = trial.sent().len();
                let whole = Repaired { checked: u32::try_from(count).unwrap(), ..Repaired::default() };
                assert_eq!(trial.reader.check().await, whole);
            }
        }
    });
}

/// The record that told of a message being deleted here is lost: it is listed, and not here. An account that
/// leaves nothing on its server deletes nothing there, nor does the account of a record that said "leave
/// all", however often mail is collected; and the check leaves all that is there.
#[test]
fn nothing_is_deleted_there_for_what_is_left_of_the_journal() {
    run(async {
        let mut trial = collected().await;
        let gone = trial.reader.rows().await[2].id;
        let before = records(&trial);
        trial.reader.ask(Request::Delete(vec![gone])).await;
        // As if it had been set so at first, and the reader's second thoughts were lost.
        let Request::SaveAccount { account, .. } =
            trial.account_with(|account| account.retention.leave = Leave::Nothing)
        else {
            unreachable!()
        };
        let changes = vec![Change::AccountSaved { id: ACCOUNT, account }];
        trial.reader.store().commit(Commit { changes, ..Commit::default() }).await.unwrap();
        lose(&mut trial, before).await;
        let row = trial.reader.rows().await.into_iter().find(|row| row.id == gone).expect("it is listed");
        assert_eq!(row.held, Held::Whole);
        for _ in 0..2 {
            assert_eq!(trial.reader.collect().await.problem, None);
            trial.nothing_was_deleted();
        }
        let survey = trial.reader.survey(0).await;
        assert!(survey.messages.iter().all(|message| !message.goes), "nor is it said that anything goes");
        let order = Request::Wish { messages: vec![MessageId(1)], wish: Wish::Delete };
        let refused = trial.reader.refusal(order).await;
        assert_eq!(refused, Some(Problem::DeletionDoubted(trial.peer())));
        trial.nothing_was_deleted();

        // A compaction takes the record away, and no word of it.
        assert_eq!(trial.reader.repair().await, Repaired::default());
        trial.restart().await;
        assert_eq!(damaged(&trial).records, 1);
        assert_eq!(trial.reader.collect().await.problem, None);
        trial.nothing_was_deleted();

        let found = trial.reader.check().await;
        assert_eq!((found.records, found.missing, found.again), (1, 1, 1));
        let contents = trial.reader.store().load().await.unwrap();
        assert_eq!(contents.accounts()[&ACCOUNT].retention, Retention::default());
        assert_eq!(trial.reader.collect().await.problem, None);
        trial.nothing_was_deleted();
        trial.everything_is_here_once().await;
        // From here on the reader's word holds.
        trial.change(|account| account.retention.leave = Leave::Nothing).await;
        trial.nothing_was_deleted_too_early();
        assert_eq!(trial.server.maildrop().len(), 1, "what was to go before is ordered anew, or stays");
        trial.everything_is_here_once().await;
    });
}

/// The first record of a compacted journal tells of accounts and blocks: without it the blocks are there all
/// the same, and the account that is set up again has their mail. One that is new does not: it may be any
/// other, whose server calls other mail by the same names.
#[test]
fn an_account_whose_settings_are_lost_is_set_up_again() {
    run(async {
        let mut trial = collected().await;
        let rows = trial.reader.rows().await;
        assert_eq!(trial.reader.repair().await, Repaired::default());
        assert_eq!(records(&trial), 1);
        lose(&mut trial, 0).await;
        // Nobody knows where it collects.
        let nowhere = rows.iter().cloned().map(|row| Row { there: There::Nowhere, ..row });
        assert_eq!(trial.reader.rows().await, nowhere.collect::<Vec<Row>>());
        assert_eq!(damaged(&trial).records, 1);
        trial.reader.ask(Request::Collect(None)).await;
        let Request::SaveAccount { account, .. } = trial.account_with(|_| ()) else { unreachable!() };
        let another =
            Account { user: "another".to_owned(), address: "another@example.org".to_owned(), ..account };
        trial.reader.save(&another, PASSWORD).await;
        let mine = trial.reader.store().load().await.unwrap();
        assert_eq!(mine.accounts().len(), 2, "it is an account of its own");
        assert!(mine.briefs().all(|brief| brief.account == ACCOUNT), "and the mail is not its");
        let newest = *mine.accounts().keys().last().unwrap();
        trial.reader.ask(Request::RemoveAccount(newest)).await;
        set_up_again_if_lost(&mut trial).await;
        assert_eq!(trial.reader.rows().await, rows, "nothing came again");
        assert_eq!(trial.reader.check().await.records, 1);
        assert_eq!(trial.reader.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();
    });
}

/// An account that is removed takes all of its mail along, also what a lost record told of.
#[test]
fn nothing_stays_of_the_last_account() {
    run(async {
        let mut trial = collected().await;
        let last = records(&trial) - 1;
        let before = trial.reader.rows().await.len();
        lose(&mut trial, last).await;
        assert!(trial.reader.rows().await.len() <= before);
        trial.reader.ask(Request::RemoveAccount(ACCOUNT)).await;
        assert!(trial.reader.store().memory().raw_messages().borrow().is_empty());
        assert_eq!(damaged(&trial), Damaged::default());
    });
}
