//! Collecting by itself.

mod native;

use std::{
    num::NonZeroU16,
    time::{Duration, Instant},
};

use native::{
    reader::run,
    trial::{Setup, Trial},
};
use restante_mail_server::Quirk;

/// A minute of the engine's is a second here.
const HASTE: u32 = 60;

const DEADLINE: Duration = Duration::from_secs(20);

/// Returns when so many sessions have begun.
async fn sessions(trial: &Trial, count: u32) -> Instant {
    let began = Instant::now();
    while trial.last_session() < count {
        assert!(began.elapsed() < DEADLINE, "{} sessions instead of {count}", trial.last_session());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Instant::now()
}

/// So long at least is a minute, give or take what the clocks round off.
const ALMOST_A_MINUTE: Duration = Duration::from_millis(800);

/// Each account is collected at once, and then as often as it says.
#[test]
fn an_account_is_collected_as_often_as_it_says() {
    run(async {
        let account = |account: &mut restante::store::Account| account.every = NonZeroU16::new(2);
        let mut trial = Setup { haste: HASTE, account, ..Setup::default() }.begin().await;
        trial.collect().await;
        trial.restart().await;
        let times = {
            let watched = async {
                let at_once = sessions(&trial, 2).await;
                (at_once, sessions(&trial, 3).await, sessions(&trial, 4).await)
            };
            tokio::select! {
                times = watched => times,
                () = trial.reader.keep_time() => unreachable!(),
            }
        };
        let (first, second, third) = times;
        let pauses = [second - first, third - second];
        assert!(pauses.iter().all(|pause| *pause >= 2 * ALMOST_A_MINUTE), "{pauses:?}");
    });
}

/// A change counts from when it is made.
#[test]
fn a_change_of_the_setting_takes_effect() {
    run(async {
        let mut trial = Setup { haste: HASTE, ..Setup::default() }.begin().await;
        trial.collect().await;
        // Nothing is due: nobody asked for it.
        tokio::select! {
            () = trial.reader.keep_time() => unreachable!(),
            () = tokio::time::sleep(2 * ALMOST_A_MINUTE) => {}
        }
        assert_eq!(trial.last_session(), 1);
        let account = trial.account_with(|account| account.every = NonZeroU16::new(1));
        let changed = async {
            trial.reader.ask(account).await;
            let changed = sessions(&trial, 2).await;
            sessions(&trial, 3).await - changed
        };
        tokio::select! {
            () = trial.reader.keep_time() => unreachable!(),
            pause = changed => assert!(pause >= ALMOST_A_MINUTE, "{pause:?}"),
        }
    });
}

/// A collecting that takes longer than its pause is not overtaken by the next.
#[test]
fn one_at_a_time() {
    run(async {
        let account = |account: &mut restante::store::Account| account.every = NonZeroU16::new(1);
        let slow = Quirk::Delay(Duration::from_millis(150));
        let mut trial =
            Setup { haste: HASTE, account, ..Setup::of([slow, Quirk::NoPipelining]) }.begin().await;
        trial.collect().await;
        let before = trial.last_session();
        tokio::select! {
            () = trial.reader.keep_time() => unreachable!(),
            _ = sessions(&trial, before + 3) => {}
        }
        let mut open = 0;
        for event in trial.server.log() {
            match event.seen {
                restante_mail_server::fault::Seen::LoggedIn => open += 1,
                restante_mail_server::fault::Seen::Closed => open -= 1,
                _ => {}
            }
            assert!(open <= 1, "two sessions at once");
        }
    });
}
