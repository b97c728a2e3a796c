//! What servers do when mail is deleted: only a `+OK` to QUIT says that it was, and a session that
//! ends otherwise is set right by the next.

mod native;

use std::{rc::Rc, time::Duration};

use native::{
    odd_server::{OddServer, account},
    reader::{Collected, Reader, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::{api::Request, problem::Problem},
    store::AccountId,
};
use restante_mail_server::{Quirk, fault::Moment};

/// The server's words are told; the next session deletes again and fetches nothing again.
#[test]
fn an_update_that_is_rolled_back() {
    run(async {
        let mut trial = Setup::deleting([Quirk::UpdateRollsBack]).begin().await;
        let words = "the mailbox could not be updated, no message was deleted".to_owned();
        let refused = Some(Problem::ServerRefused(trial.peer(), words));
        let Collected { messages, .. } = trial.all();
        assert_eq!(trial.collect().await, Collected { messages, problem: refused });
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted();

        trial.server.misbehave([]);
        assert_eq!(trial.collect().await, Trial::well(0));
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
    });
}

/// Wherever a session ends, command by command, the next goes on from there: what is here is not
/// fetched again, and what was deleted is not missed.
#[test]
fn closed_at_every_command() {
    run(async {
        for moment in [Moment::Unheard, Moment::Unanswered, Moment::Answered] {
            let mut reached = true;
            for command in 1.. {
                let close = Quirk::CloseAtCommand { command, moment };
                let mut trial = Setup { around: 2, ..Setup::deleting([close]) }.begin().await;
                trial.collect().await;
                trial.nothing_is_lost_or_doubled().await;
                reached = trial.said("").len() >= command as usize;
                trial.server.misbehave([]);
                let collected = trial.collect().await;
                assert_eq!(collected.problem, None, "{moment:?} at command {command}");
                trial.everything_is_here_once().await;
                trial.nothing_was_deleted_too_early();
                assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new(), "{moment:?} at command {command}");
                if !reached {
                    break;
                }
            }
            assert!(!reached);
        }
    });
}

/// The server waits a minute for a word; the store takes longer over a batch. NOOP keeps the session,
/// and one session is enough.
#[test]
fn idle_drop_while_mails_are_being_stored() {
    run(async {
        let setup = Setup::deleting([Quirk::IdleDrop(Duration::from_secs(1))]);
        let commit_takes = Duration::from_millis(1_700);
        let mut trial = Setup { haste: 60, commit_takes, ..setup }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
        assert_eq!(trial.last_session(), 1);
    });
}

/// Nothing is deleted that a slow store does not hold yet.
#[test]
fn a_store_that_takes_its_time() {
    run(async {
        let setup = Setup::deleting([]);
        let mut trial = Setup { commit_takes: Duration::from_millis(200), ..setup }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        trial.nothing_was_deleted_too_early();
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
    });
}

/// Where much is to be deleted, the answer to QUIT takes its time.
#[test]
fn a_server_that_deletes_for_minutes() {
    run(async {
        let server = OddServer::start(&[("1", "a"), ("2", "b")]).await;
        let reader: Reader = Reader::open(Rc::default(), 100).await;
        reader.ask(Request::Persisted(true)).await;
        // Three minutes by the reader's clock.
        server.slow_at.set(("QUIT", Duration::from_millis(1_800)));
        assert_eq!(reader.save(&account(&server, false), "x").await, Trial::well(2));
        assert!(server.maildrop.borrow().is_empty());
        assert_eq!(reader.collect().await, Trial::well(0));
    });
}

/// One that never answers is given up in the end, and what it did not delete goes the next time.
#[test]
fn a_server_that_never_says_goodbye() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader: Reader = Reader::open(Rc::default(), 300).await;
        reader.ask(Request::Persisted(true)).await;
        server.silent_at.set("QUIT");
        let Collected { messages: 1, problem: Some(Problem::TimedOut(_)) } =
            reader.save(&account(&server, false), "x").await
        else {
            panic!("it did not answer");
        };
        server.silent_at.set("");
        assert_eq!(reader.collect().await, Trial::well(0));
        assert!(server.maildrop.borrow().is_empty());
    });
}

/// Nobody has to wait for it.
#[test]
fn stopped_while_the_server_deletes() {
    run(async {
        let server = OddServer::start(&[("1", "a")]).await;
        let reader: Reader = Reader::open(Rc::default(), 10).await;
        reader.ask(Request::Persisted(true)).await;
        server.silent_at.set("QUIT");
        let account = account(&server, false);
        let stops = async {
            while server.heard("QUIT") == 0 {
                tokio::task::yield_now().await;
            }
            reader.ask(Request::Stop(AccountId(1))).await;
        };
        let (collected, ()) = tokio::join!(reader.save(&account, "x"), stops);
        assert_eq!(collected, Trial::well(1));
        server.silent_at.set("");
        assert_eq!(reader.collect().await, Trial::well(0));
        assert!(server.maildrop.borrow().is_empty());
    });
}
