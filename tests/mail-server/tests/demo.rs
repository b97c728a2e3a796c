//! The server as the relay starts it.

mod client;

use client::Client;
use restante_mail_server::MailServer;

#[tokio::test]
async fn the_whole_demo_mailbox_can_be_collected() {
    let server = MailServer::demo().await.unwrap();
    let mut client = Client::tls(server.pop3s(), &server.spki_sha256()).await;
    client.line().await;
    client.expect(&format!("USER {}", server.address()), "+OK").await;
    client.expect(&format!("PASS {}", server.password()), "+OK").await;
    client.expect("LIST", "+OK").await;
    let listed = client.lines().await;
    let retrievals: String = (1..=listed.len()).map(|number| format!("RETR {number}\r\n")).collect();
    client.send(retrievals).await;
    for (line, mail) in listed.iter().zip(server.maildrop()) {
        assert!(client.line().await.starts_with("+OK"));
        let stuffed = client.multiline().await;
        let dots = mail.windows(3).filter(|three| three == b"\r\n.").count();
        assert_eq!(stuffed.len(), mail.len() + dots + b".\r\n".len());
        assert!(line.ends_with(&format!(" {}", mail.len())), "LIST says {line}");
    }
}

#[tokio::test]
async fn key_and_uidls_stay_the_same_from_start_to_start() {
    let (one, two) = (MailServer::demo().await.unwrap(), MailServer::demo().await.unwrap());
    assert_eq!(one.spki_sha256(), two.spki_sha256());
    assert_eq!(one.spki_sha256().len(), 64);
    assert_eq!(one.uidls(), two.uidls());
    assert_ne!(one.pop3s(), two.pop3s());
}
