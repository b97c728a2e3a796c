//! Restante's engine on the host, over TCP into the memory store.

#[path = "../../../native/mod.rs"]
mod native;

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use native::reader::{Collected, Reader, run};
use restante::{
    engine::{api::Request, problem::Problem},
    store::{Account, AccountId, MemoryStore, Security, Server},
};
use restante_dovecot::Dovecot;
use tokio::sync::oneshot;

/// Collects everything: from the moment the reader trusts the server, which is when collecting begins,
/// to the last mail stored.
///
/// # Panics
/// When not all mails came.
pub(crate) fn collect(port: u16, messages: usize) -> Duration {
    let (sender, mut time) = oneshot::channel();
    run(async move {
        let reader = Reader::open(Rc::new(MemoryStore::default()), 1).await;
        let pop3 = Server { host: "localhost".to_owned(), port, security: Security::Tls };
        let account = Account::new("reader@example.org", Dovecot::USER, pop3);
        let pin = match reader.save(&account, Dovecot::PASSWORD).await.problem {
            Some(Problem::UntrustedCertificate(_, certificate)) => certificate.pin,
            other => panic!("a server nobody vouches for is asked about, not {other:?}"),
        };
        let began = Instant::now();
        reader.ask(Request::Trust { account: AccountId(1), pin }).await;
        let time = began.elapsed();
        let all = u32::try_from(messages).expect("a count");
        assert_eq!(reader.collected(), Collected { messages: all, problem: None });
        sender.send(time).expect("it is waited for");
    });
    time.try_recv().expect("it was collected")
}
