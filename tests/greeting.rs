//! When the server's greeting is waited for.

mod native;

use std::time::{Duration, Instant};

use native::{
    reader::{Collected, run},
    trial::{Setup, Trial},
};
use restante::{
    engine::{
        api::{Notice, Request},
        problem::Problem,
    },
    store::{AccountId, Security},
};
use restante_mail_server::Quirk;

/// How many times as fast the engine's clock runs.
const HASTE: u32 = 10;

/// A trial with a server over TLS, whose certificate the reader has trusted, and that was collected
/// from.
async fn known(quirks: impl IntoIterator<Item = Quirk>) -> Trial {
    let setup = Setup { security: Security::Tls, haste: HASTE, ..Setup::of(quirks) };
    let mut trial = setup.begin().await;
    let pin = match trial.collect().await.problem {
        Some(Problem::UntrustedCertificate(_, certificate)) => certificate.pin,
        other => panic!("a server nobody vouches for is asked about, not {other:?}"),
    };
    trial.reader.ask(Request::Trust { account: AccountId(1), pin }).await;
    assert_eq!(trial.reader.collected(), trial.all());
    trial
}

/// The sessions that another collecting takes.
async fn sessions_of_another(trial: &mut Trial, messages: usize) -> u32 {
    let before = trial.last_session();
    assert_eq!(trial.collect().await, Trial::well(messages));
    trial.last_session() - before
}

/// One that is deaf until it has greeted is not spoken to before twice.
#[test]
fn a_server_that_does_not_like_haste_is_given_time() {
    run(async {
        let mut trial = known([Quirk::GreetingDeaf]).await;
        trial.deliver(b"Subject: one more\r\n\r\nhallo\r\n".to_vec());
        assert_eq!(sessions_of_another(&mut trial, 1).await, 2, "the first was in too much of a hurry");
        assert_eq!(sessions_of_another(&mut trial, 0).await, 1);
        trial.everything_is_here_once().await;
    });
}

/// Each time the tab is opened the haste costs one session, and no minute. That it was for nothing says
/// nothing of several commands at once.
#[test]
fn haste_is_not_held_against_the_server() {
    run(async {
        let mut trial = known([Quirk::GreetingDeaf]).await;
        for _ in 0..2 {
            let began = Instant::now();
            assert_eq!(sessions_of_another(&mut trial, 0).await, 2);
            let took = began.elapsed() * HASTE;
            assert!(took < Duration::from_secs(40), "{took:?}");
            let report = Request::Report(AccountId(1));
            let quirks = trial.reader.answer(report, |notice| match notice {
                Notice::Report(report) => Some(report.quirks),
                _ => None,
            });
            assert_eq!(quirks.await, []);
            trial.restart().await;
            assert_eq!(sessions_of_another(&mut trial, 0).await, 1);
        }
    });
}

/// Any other is.
#[test]
fn a_server_that_is_known_is_spoken_to_at_once() {
    run(async {
        let mut trial = known([]).await;
        for round in 0..3 {
            trial.deliver(format!("Subject: {round}\r\n\r\nhallo\r\n").into_bytes());
            assert_eq!(sessions_of_another(&mut trial, 1).await, 1);
        }
        trial.everything_is_here_once().await;
    });
}

/// What the greeting refuses is refused, whatever was said before it.
#[test]
fn a_greeting_that_refuses_is_heard() {
    run(async {
        let mut trial = known([]).await;
        trial.server.misbehave([Quirk::GreetingRefuses]);
        let refused = trial.collect().await;
        assert!(
            matches!(&refused, Collected { messages: 0, problem: Some(Problem::ServerRefused(_, text)) }
                if text.contains("too many connections")),
            "{refused:?}"
        );
        trial.server.misbehave([]);
        trial.deliver(b"Subject: one more\r\n\r\nhallo\r\n".to_vec());
        assert_eq!(sessions_of_another(&mut trial, 1).await, 1);
    });
}

/// In the clear, and where TLS begins in the middle, nothing is said before the greeting.
#[test]
fn without_tls_from_the_start_the_greeting_is_waited_for() {
    for security in [Security::None, Security::StartTls] {
        run(async move {
            let setup = Setup { security, haste: 60, ..Setup::of([Quirk::GreetingDeaf]) };
            let mut trial = setup.begin().await;
            let mut first = trial.collect().await;
            if let Some(Problem::UntrustedCertificate(_, certificate)) = first.problem {
                trial.reader.ask(Request::Trust { account: AccountId(1), pin: certificate.pin }).await;
                first = trial.reader.collected();
            }
            assert_eq!(first, trial.all());
            assert_eq!(sessions_of_another(&mut trial, 0).await, 1);
            assert_eq!(sessions_of_another(&mut trial, 0).await, 1);
        });
    }
}
