//! Whose turn it is: one session at a time in a maildrop, and what is asked for while one goes on.

mod native;

use native::{
    reader::run,
    trial::{PASSWORD, Setup, Trial},
};
use restante::{
    engine::api::{Notice, Progress, Request},
    store::{Account, Security, Server},
};

/// Two accounts may lead to one maildrop: they collect from it one after the other.
#[test]
fn two_accounts_with_one_maildrop() {
    run(async {
        let mut trial = Setup { haste: 1_000, ..Setup::default() }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        let peer = trial.peer();
        let pop3 = Server { host: peer.host, port: peer.port, security: Security::None };
        let other = Account::new("sales@example.org", "ada@example.org", pop3).in_plaintext();
        assert_eq!(trial.reader.save(&other, PASSWORD).await, trial.all());
        let logins = || trial.said("AUTH").len() + trial.said("PASS").len();
        let before = logins();
        trial.reader.ask(Request::Collect(None)).await;
        let notices = trial.reader.notices.take();
        let ended = notices.iter().filter_map(|notice| match notice {
            Notice::Collected { problem, .. } => Some(problem.clone()),
            _ => None,
        });
        assert_eq!(ended.collect::<Vec<_>>(), [None, None]);
        let waits = |notice: &&Notice| {
            matches!(notice, Notice::Progress { progress: Progress::Waiting { .. }, .. })
        };
        assert_eq!(notices.iter().find(waits), None, "one was turned away because of the other");
        assert_eq!(logins() - before, 2);
        assert_eq!(trial.collect().await, Trial::well(0));
    });
}
