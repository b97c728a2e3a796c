//! The largest and the most.

mod native;

use std::time::Instant;

use native::{
    reader::run,
    trial::{PASSWORD, Setup, Trial},
};
use restante::{
    engine::api::{Notice, Request},
    store::Password,
};
use restante_mail_server::{Quirk, fault::huge_mail};

const HUGE: u64 = 200_000_000;
const MANY: usize = 50_000;

/// A message of 200 MB is here to its last byte.
#[test]
fn a_message_of_200_mb() {
    run(async {
        let mut trial = Setup { around: 1, ..Setup::deleting([Quirk::Huge(HUGE)]) }.begin().await;
        assert_eq!(trial.collect().await, trial.all());
        let sources = trial.reader.sources().await;
        let huge = sources.iter().max_by_key(|raw| raw.len()).unwrap();
        let mut rest = &huge[..];
        for piece in huge_mail(HUGE) {
            rest = rest.strip_prefix(&piece[..]).expect("as it was sent");
        }
        assert!(rest.is_empty());
        assert_eq!(trial.server.maildrop(), Vec::<Vec<u8>>::new());
    });
}

/// A mailbox of 50,000 is collected, and known again.
#[test]
fn a_mailbox_of_50000() {
    run(async {
        let mut trial = Setup { around: 0, ..Setup::of([Quirk::ManyMails(MANY)]) }.begin().await;
        let began = Instant::now();
        let request = trial.account_with(|_| ());
        let request = match request {
            Request::SaveAccount { account, .. } => {
                Request::SaveAccount { id: None, account, password: Some(Password(PASSWORD.to_owned())) }
            }
            other => panic!("{other:?}"),
        };
        trial.reader.ask(request).await;
        let notices = trial.reader.notices.take();
        let told = notices.iter().filter(|notice| matches!(notice, Notice::Overview(_))).count();
        // The pages hear of it ten times a second, however many batches become durable; and of the end.
        assert!(told as u128 <= began.elapsed().as_millis() / 100 + 5, "{told} times");
        let last = notices.iter().rev().find_map(|notice| match notice {
            Notice::Overview(overview) => Some(overview.folders[0].total),
            _ => None,
        });
        assert_eq!(last, Some(MANY as u32));
        trial.everything_is_here_once().await;
        assert_eq!(trial.collect().await, Trial::well(0));
        assert_eq!(trial.said("RETR").len(), MANY);
    });
}
