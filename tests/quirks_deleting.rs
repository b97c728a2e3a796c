//! What servers do when mail is deleted: only a `+OK` to QUIT says that it was, and a session that
//! ends otherwise is set right by the next.

mod native;

use std::time::Duration;

use native::{
    reader::{Collected, run},
    trial::{Setup, Trial},
};
use restante::engine::problem::Problem;
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
