//! Servers that do not cope with commands in flight, or do and do not say so: whatever is lost on
//! the way, an answer is never taken for that to another command.

mod native;

use std::time::{Duration, Instant};

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante_mail_server::Quirk;

/// How many times as fast the engine's clock runs: a minute of silence is a second.
const HASTE: u32 = 60;

async fn loses_nothing(quirks: impl IntoIterator<Item = Quirk>) {
    let quirks = quirks.into_iter().chain([Quirk::ManyMails(20)]);
    let mut trial = Setup { haste: HASTE, ..Setup::deleting(quirks) }.begin().await;
    assert_eq!(trial.collect_until_well(3).await, trial.all());
    trial.everything_is_here_once().await;
    trial.nothing_was_deleted_too_early();
    assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());

    // What was learnt of the server holds for the next time.
    for number in 0..5 {
        trial.deliver(format!("Subject: Later {number}\r\n\r\nOne more.\r\n").into_bytes());
    }
    let sessions = trial.last_session();
    assert_eq!(trial.collect().await, Trial::well(5));
    assert_eq!(trial.last_session(), sessions + 1, "one session was enough");
    trial.everything_is_here_once().await;
    assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
}

#[test]
fn pipelining_not_announced() {
    run(loses_nothing([Quirk::NoPipelining]));
}

#[test]
fn pipelining_announced_and_broken() {
    run(loses_nothing([Quirk::BreaksPipelines]));
}

#[test]
fn pipelining_not_announced_and_broken() {
    run(loses_nothing([Quirk::NoPipelining, Quirk::BreaksPipelines]));
}

#[test]
fn pipelining_broken_and_no_capa() {
    run(loses_nothing([Quirk::CapaRefused, Quirk::BreaksPipelines]));
}

/// Answers that come late are awaited with many commands in flight, not one by one.
#[test]
fn a_delay_before_each_answer() {
    run(async {
        let delay = Quirk::Delay(Duration::from_millis(10));
        let mut trial = Setup::deleting([delay, Quirk::ManyMails(50)]).begin().await;
        assert_eq!(trial.collect().await, trial.all());
        trial.everything_is_here_once().await;
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
    });
}

/// A server that is slow and steady is not given up: silence counts, not time.
#[test]
fn bytes_that_trickle() {
    run(async {
        let setup = Setup::deleting([Quirk::Throttle(20_000)]);
        let mut trial = Setup { haste: HASTE, ..setup }.begin().await;
        let began = Instant::now();
        assert_eq!(trial.collect().await, trial.all());
        let octets: usize = trial.sent().iter().map(Vec::len).sum();
        let least = Duration::from_secs_f64(octets as f64 / 20_000.0);
        assert!(began.elapsed() >= least.mul_f64(0.9), "the server was slow");
        trial.everything_is_here_once().await;
    });
}

/// What was learnt of a server, and does not hold any more, costs another session, and nothing else.
#[test]
fn a_known_server_that_changes_its_ways() {
    run(async {
        let ways = [
            vec![Quirk::BreaksPipelines],
            vec![Quirk::NoPipelining, Quirk::BreaksPipelines],
            vec![Quirk::UserPassRefused, Quirk::NoInitialResponse],
            vec![Quirk::NoInitialResponse, Quirk::OkForPlus],
            vec![Quirk::CapaRefused],
            vec![Quirk::CapaHangs],
            vec![Quirk::CapaRefused, Quirk::BreaksPipelines],
            vec![Quirk::CapaHangs, Quirk::BreaksPipelines],
            vec![Quirk::InUse(1)],
        ];
        for quirks in ways {
            let mut trial = Setup { haste: HASTE, ..Setup::deleting([]) }.begin().await;
            assert_eq!(trial.collect().await, trial.all());
            trial.server.misbehave(quirks.clone());
            // That a server which coped falls silent may have other reasons, once.
            for time in ["the first time", "the second", "the third"] {
                for number in 0..4 {
                    let mail = format!("Subject: Later {number}, {time}\r\n\r\nOne more.\r\n");
                    trial.deliver(mail.into_bytes());
                }
                let before = trial.last_session();
                assert_eq!(trial.collect().await, Trial::well(4), "{quirks:?}, {time}");
                let sessions = trial.last_session() - before;
                assert!(time != "the third" || sessions == 1, "{quirks:?}: {sessions} sessions");
            }
            trial.everything_is_here_once().await;
            trial.nothing_was_deleted_too_early();
            assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
        }
    });
}

/// When a server loses a command, the answers to later ones are not taken for that to the lost one:
/// no mail gets the name of another, by which that would be deleted unseen.
#[test]
fn a_command_that_is_lost_among_others() {
    for nth in [1, 3, 8] {
        run(async move {
            let setup = Setup::deleting([Quirk::LosesRetrieval { nth }]);
            let mut trial = Setup { haste: HASTE, around: 4, ..setup }.begin().await;
            assert_eq!(trial.collect().await, trial.all());
            trial.everything_is_here_once().await;
            trial.nothing_was_deleted_too_early();
            assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
        });
    }
}
