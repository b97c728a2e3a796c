//! What servers do at the login: who is refused hears why, a server that is busy is waited for, and
//! a password goes nowhere it should not.

mod native;

use std::time::Duration;

use native::{
    reader::run,
    trial::{PASSWORD, Setup, problem},
};
use restante::{engine::problem::Problem, store::Security};
use restante_mail_server::Quirk;

/// How many times as fast the engine's clock runs where it has to wait.
const HASTE: u32 = 60;

#[test]
fn a_wrong_password_is_asked_for_and_not_tried_again() {
    run(async {
        let mut trial = Setup { password: "crumb".to_owned(), ..Setup::of([]) }.begin().await;
        let problem = problem(trial.collect().await);
        let words = "wrong user name or password".to_owned();
        assert_eq!(problem, Problem::PasswordRefused(trial.peer(), words));
        assert_eq!(trial.said("PASS").len() + trial.said("AUTH").len(), 1);
    });
}

/// A server that hangs up on the password, and on nothing else, has refused it.
#[test]
fn disconnect_instead_of_an_authentication_error() {
    run(async {
        let setup = Setup::of([Quirk::DropsInsteadOfAuthError]);
        let mut trial = Setup { password: "crumb".to_owned(), haste: HASTE, ..setup }.begin().await;
        let problem = problem(trial.collect().await);
        assert!(
            matches!(&problem, Problem::PasswordRefused(peer, _) if *peer == trial.peer()),
            "{problem:?}"
        );
        let logins = trial.said("AUTH").len() + trial.said("PASS").len();
        assert_eq!(
            logins, 2,
            "once more than needed, for the network may have done it; a mailbox is not locked by trying"
        );
    });
}

/// One “Get mail” waits until the server lets it in, longer from time to time, and never asks for
/// the password.
async fn is_waited_for(quirk: Quirk) {
    let mut trial = Setup { haste: HASTE, ..Setup::deleting([quirk]) }.begin().await;
    assert_eq!(trial.collect().await, trial.all());
    trial.everything_is_here_once().await;
    trial.nothing_was_deleted_too_early();

    let logins = [trial.events_of("AUTH"), trial.events_of("PASS")].concat();
    let logins: Vec<_> = logins.into_iter().map(|(event, _)| event.at).collect();
    let gaps: Vec<Duration> = logins.windows(2).map(|two| (two[1] - two[0]) * HASTE).collect();
    assert_eq!(gaps.len(), 3, "three refusals, then the door opens");
    assert!(gaps.iter().all(|gap| *gap >= Duration::from_secs(1)), "{gaps:?}");
    assert!(gaps[2] > gaps[0], "each time a little longer: {gaps:?}");
}

#[test]
fn in_use() {
    run(is_waited_for(Quirk::InUse(3)));
}

#[test]
fn sys_temp() {
    run(is_waited_for(Quirk::SysTemp(3)));
}

#[test]
fn login_delay() {
    run(is_waited_for(Quirk::LoginDelay(3)));
}

/// A server that has no USER and PASS is logged in to by AUTH.
#[test]
fn user_and_pass_refused() {
    run(logs_in([Quirk::UserPassRefused], PASSWORD));
}

/// Where an initial response is not taken, the challenge is waited for.
#[test]
fn initial_response_refused() {
    run(logs_in([Quirk::UserPassRefused, Quirk::NoInitialResponse], PASSWORD));
}

#[test]
fn ok_where_plus_was_due_in_sasl() {
    run(logs_in([Quirk::UserPassRefused, Quirk::NoInitialResponse, Quirk::OkForPlus], PASSWORD));
}

/// They do not fit into a command line, and go as the answer to a challenge.
#[test]
fn tokens_over_4096_characters() {
    run(logs_in([Quirk::UserPassRefused], &"x".repeat(6_000)));
}

async fn logs_in(quirks: impl IntoIterator<Item = Quirk>, password: &str) {
    let password = password.to_owned();
    let setup = Setup { password: password.clone(), right_password: password, ..Setup::of(quirks) };
    let mut trial = Setup { haste: HASTE, ..setup }.begin().await;
    assert_eq!(trial.collect().await, trial.all());
    trial.everything_is_here_once().await;
}

/// Somebody on the line may have put them there (CVE-2011-0411): the session ends, and not a word
/// more is said.
#[test]
fn bytes_after_the_ok_to_stls() {
    run(async {
        let setup = Setup::of([Quirk::BytesAfterStls]);
        let mut trial = Setup { security: Security::StartTls, ..setup }.begin().await;
        let problem = problem(trial.collect().await);
        let why = "bytes were put in before TLS began".to_owned();
        assert_eq!(problem, Problem::NotPop3(trial.peer(), why));
        trial.no_password_was_sent();
        assert_eq!(trial.said("").last().map(String::as_str), Some("STLS"));
    });
}

/// Without STLS there is no session, and no password in the clear.
#[test]
fn stls_vanishing() {
    run(async {
        let setup = Setup::of([Quirk::StlsVanishes]);
        let mut trial = Setup { security: Security::StartTls, ..setup }.begin().await;
        assert_eq!(problem(trial.collect().await), Problem::NoStartTls(trial.peer()));
        trial.no_password_was_sent();
    });
}

/// The same where the server has another reason to say little.
#[test]
fn stls_vanishing_with_capa() {
    run(async {
        let setup = Setup::of([Quirk::StlsVanishes, Quirk::CapaRefused]);
        let mut trial = Setup { security: Security::StartTls, ..setup }.begin().await;
        assert_eq!(problem(trial.collect().await), Problem::NoStartTls(trial.peer()));
        trial.no_password_was_sent();
    });
}
