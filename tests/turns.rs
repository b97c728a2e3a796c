//! How often a collecting waits for the server: a turn is what is sent before anything more is heard.

mod native;

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use native::reader::{Collected, Reader, run};
use restante::{
    engine::{api::Request, problem::Problem},
    store::{Account, AccountId, Security, Server},
};
use restante_dovecot::{Dovecot, Options, mails};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Carries connections on to a server, and counts the turns of each.
#[derive(Clone)]
struct Counter {
    port: u16,
    begun: Arc<AtomicUsize>,
    /// Of each session that is over.
    turns: Arc<Mutex<Vec<usize>>>,
}

impl Counter {
    async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let counter = Self { port, begun: Arc::default(), turns: Arc::default() };
        let counting = counter.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                counting.begun.fetch_add(1, Relaxed);
                let (turns, server) =
                    (Arc::clone(&counting.turns), TcpStream::connect(server).await.unwrap());
                tokio::spawn(async move {
                    let count = carry(client, server).await;
                    turns.lock().unwrap().push(count);
                });
            }
        });
        counter
    }

    /// The turns of each session since the last time, when all are over.
    async fn take(&self) -> Vec<usize> {
        while self.turns.lock().unwrap().len() < self.begun.load(Relaxed) {
            tokio::task::yield_now().await;
        }
        self.begun.store(0, Relaxed);
        std::mem::take(&mut self.turns.lock().unwrap())
    }
}

/// Carries bytes until either side is done; the turns.
async fn carry(mut client: TcpStream, mut server: TcpStream) -> usize {
    let (mut from_client, mut from_server) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    let (mut turns, mut has_heard) = (0, true);
    loop {
        let carried = tokio::select! {
            read = client.read(&mut from_client) => match read {
                Ok(count @ 1..) => {
                    turns += usize::from(std::mem::take(&mut has_heard));
                    server.write_all(&from_client[..count]).await
                }
                _ => return turns,
            },
            read = server.read(&mut from_server) => match read {
                Ok(count @ 1..) => {
                    has_heard = true;
                    client.write_all(&from_server[..count]).await
                }
                _ => return turns,
            },
        };
        if carried.is_err() {
            return turns;
        }
    }
}

fn account(counter: &Counter, security: Security) -> Account {
    let pop3 = Server { host: "localhost".to_owned(), port: counter.port, security };
    Account::new("ada@example.org", Dovecot::USER, pop3).in_plaintext()
}

const NOTHING_NEW: Collected = Collected { messages: 0, problem: None };

/// With a server that is known, "nothing new" takes the handshake and one more turn: with the
/// connecting of TCP and the greeting that is waited for, four round trips over TLS. QUIT is not
/// waited for.
#[test]
fn nothing_new_on_a_dovecot_that_is_known() {
    run(async {
        // The turns: two of the handshake, the login with the listing, QUIT. Where TLS protects it, the
        // login of the second time goes out with the end of the handshake, before the greeting is here.
        for (security, first, second) in [(Security::Tls, 5, 3), (Security::None, 3, 2)] {
            let mut dovecot = Dovecot::start(Options::default()).unwrap();
            let port = if security == Security::Tls { dovecot.pop3s() } else { dovecot.pop3() };
            let counter = Counter::start((Ipv4Addr::LOCALHOST, port).into()).await;
            let reader = Reader::new().await;
            let refused = reader.save(&account(&counter, security), Dovecot::PASSWORD).await;
            // Who has to ask about the certificate begins anew.
            if let Some(Problem::UntrustedCertificate(_, certificate)) = refused.problem {
                counter.take().await;
                reader.ask(Request::Trust { account: AccountId(1), pin: certificate.pin }).await;
                assert_eq!(reader.collected(), NOTHING_NEW);
            }
            // CAPA besides.
            assert_eq!(counter.take().await, [first], "{security:?}: the first time");
            dovecot.deliver(mails::generate(1, 60).iter().map(|mail| &mail.raw)).unwrap();
            assert_eq!(reader.collect().await.problem, None);
            counter.take().await;
            assert_eq!(reader.collect().await, NOTHING_NEW);
            assert_eq!(counter.take().await, [second], "{security:?}: the second");
        }
    });
}

/// A login of several messages comes alone; what follows it is one turn.
#[test]
fn a_login_of_several_messages() {
    run(async {
        let mechanisms = Some("scram-sha-256");
        let dovecot = Dovecot::start(Options { mechanisms, ..Options::default() }).unwrap();
        let counter = Counter::start((Ipv4Addr::LOCALHOST, dovecot.pop3()).into()).await;
        let reader = Reader::new().await;
        assert_eq!(reader.save(&account(&counter, Security::None), Dovecot::PASSWORD).await, NOTHING_NEW);
        // CAPA, three messages of SCRAM, the listing, QUIT.
        assert_eq!(counter.take().await, [6]);
        assert_eq!(reader.collect().await, NOTHING_NEW);
        assert_eq!(counter.take().await, [5]);
    });
}
