//! Wherever a connection breaks, no mail is lost and none is doubled: the next "Get mail" goes on
//! where the last one stopped, also when mail is deleted on the server once it is here.

mod native;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use native::reader::{Collected, Reader, run, sorted};
use restante::{
    engine::api::Request,
    store::{Account, Leave, Security, Server},
};
use restante_dovecot::mails;
use restante_mail_server::MailServer;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const PASSWORD: &str = "open sesame";

/// Carries connections on to a server, and cuts each after so many bytes from it.
struct Cutter {
    address: SocketAddr,
    after: Arc<AtomicU64>,
}

impl Cutter {
    async fn start(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let cutter = Self { address: listener.local_addr().unwrap(), after: Arc::default() };
        let after = cutter.after.clone();
        tokio::task::spawn_local(async move {
            while let Ok((client, _)) = listener.accept().await {
                let rest = after.load(Ordering::Relaxed);
                tokio::task::spawn_local(carry(client, TcpStream::connect(server).await.unwrap(), rest));
            }
        });
        cutter
    }

    fn cut_after(&self, bytes: u64) {
        self.after.store(bytes, Ordering::Relaxed);
    }
}

async fn carry(mut client: TcpStream, mut server: TcpStream, mut rest: u64) {
    let (mut from_client, mut from_server) = ([0; 4096], [0; 4096]);
    while rest > 0 {
        tokio::select! {
            count = client.read(&mut from_client) => match count {
                Ok(count) if count > 0 => server.write_all(&from_client[..count]).await.unwrap(),
                _ => return,
            },
            count = server.read(&mut from_server) => match count {
                Ok(count) if count > 0 => {
                    let passed = rest.min(count as u64);
                    rest -= passed;
                    if client.write_all(&from_server[..passed as usize]).await.is_err() {
                        return;
                    }
                }
                _ => return,
            },
        }
    }
}

fn account(server: SocketAddr, leave_on_server: bool) -> Account {
    let pop3 = Server { host: server.ip().to_string(), port: server.port(), security: Security::None };
    let leave = if leave_on_server { Leave::All } else { Leave::Nothing };
    Account::new("ada@example.org", "ada@example.org", pop3).leaving(leave).in_plaintext()
}

async fn every_cut_is_mended(leave_on_server: bool) {
    let mails: Vec<Vec<u8>> = mails::generate(5, 12).into_iter().map(|mail| mail.raw).collect();
    let all = sorted(mails.clone());
    let talk: u64 = mails.iter().map(|mail| mail.len() as u64 + 200).sum();
    let cuts: Vec<u64> = (0..200).chain((200..talk).step_by(997)).collect();
    for cut in cuts.into_iter().step_by(7) {
        let server = MailServer::builder()
            .account("ada@example.org", PASSWORD)
            .mails(mails.clone())
            .start()
            .await
            .unwrap();
        let cutter = Cutter::start(server.pop3()).await;
        cutter.cut_after(cut);
        let reader = Reader::new().await;
        reader.ask(Request::Persisted(true)).await;
        reader.save(&account(cutter.address, leave_on_server), PASSWORD).await;

        let kept = reader.sources().await;
        let left = server.maildrop();
        for mail in &mails {
            assert!(kept.contains(mail) || left.contains(mail), "cut after {cut}: a mail is gone");
        }
        assert!(kept.iter().all(|mail| mails.contains(mail)), "cut after {cut}: half a mail was kept");

        cutter.cut_after(u64::MAX);
        let mut mended = reader.collect().await;
        // The server may not have noticed yet that the first session is gone.
        for _ in 0..100 {
            if mended.problem.is_none() {
                break;
            }
            mended = reader.collect().await;
        }
        assert_eq!(mended, Collected { messages: mended.messages, problem: None });
        assert!(sorted(reader.sources().await) == all, "cut after {cut}: every mail is here once");
        let expected = if leave_on_server { mails.len() } else { 0 };
        assert_eq!(server.maildrop().len(), expected, "cut after {cut}");
    }
}

#[test]
fn a_cut_connection_loses_and_doubles_nothing() {
    run(every_cut_is_mended(true));
}

#[test]
fn a_cut_connection_deletes_nothing_that_is_not_here() {
    run(every_cut_is_mended(false));
}
