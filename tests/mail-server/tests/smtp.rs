//! SMTP submission over real connections, and collecting by POP3 what was sent to oneself.

mod client;

use client::Client;
use restante_mail_server::{Delivery, MailServer};

/// NUL, the address, NUL, the password of the account below, in base64.
const PLAIN: &str = "AGJvQGV4YW1wbGUub3JnAGNydXN0";

async fn server() -> MailServer {
    MailServer::builder().account("bo@example.org", "crust").start().await.unwrap()
}

/// Reads a reply of any number of lines.
async fn reply(client: &mut Client) -> Vec<String> {
    let mut lines = vec![client.line().await];
    while lines.last().is_some_and(|line| line.as_bytes().get(3) == Some(&b'-')) {
        lines.push(client.line().await);
    }
    lines
}

async fn greeted(server: &MailServer) -> Client {
    let mut client = Client::tls(server.smtps(), &server.spki_sha256()).await;
    assert!(client.line().await.starts_with("220 demo.restante.invalid ESMTP"));
    client.send("EHLO page.example.org\r\n").await;
    reply(&mut client).await;
    client
}

async fn logged_in(server: &MailServer) -> Client {
    let mut client = greeted(server).await;
    client.expect(&format!("AUTH PLAIN {PLAIN}"), "235 2.7.0").await;
    client
}

#[tokio::test]
async fn a_mail_to_oneself_is_collected_by_pop3() {
    let server = server().await;
    let mut client = logged_in(&server).await;
    client.expect("MAIL FROM:<bo@example.org> SIZE=80 BODY=8BITMIME", "250 2.1.0").await;
    client.expect("RCPT TO:<ada@example.net>", "250 2.1.5").await;
    client.expect("RCPT TO:<BO@example.org>", "250 2.1.5").await;
    client.expect("DATA", "354").await;
    let mail = "Subject: bread\r\n\r\n.rye\r\n..\r\nna\u{ef}ve\r\n";
    client.send(mail.replace("\r\n.", "\r\n..") + ".\r\n").await;
    assert!(client.line().await.starts_with("250 2.0.0"));
    client.expect("QUIT", "221 2.0.0").await;
    client.rest().await;

    let recipients = vec!["ada@example.net".to_owned(), "BO@example.org".to_owned()];
    let delivery = Delivery { sender: "bo@example.org".into(), recipients, raw: mail.into() };
    assert_eq!(server.deliveries(), [delivery]);

    let mut client = Client::tls(server.pop3s(), &server.spki_sha256()).await;
    client.line().await;
    client.expect("USER bo@example.org", "+OK").await;
    client.expect("PASS crust", "+OK").await;
    client.expect("RETR 1", "+OK").await;
    let got = String::from_utf8(client.multiline().await).unwrap().replace("\r\n..", "\r\n.");
    let got = got.strip_suffix(".\r\n").unwrap();
    assert!(got.starts_with("Return-Path: <bo@example.org>\r\nReceived: from page.example.org "), "{got}");
    assert!(got.contains("with ESMTPSA;"), "{got}");
    assert!(got.ends_with(mail), "{got}");
}

#[tokio::test]
async fn a_mail_to_others_is_kept_and_goes_nowhere() {
    let server = server().await;
    let mut client = logged_in(&server).await;
    // All of it in one go: PIPELINING is on offer.
    client.send("MAIL FROM:<bo@example.org>\r\nRCPT TO:<ada@example.net>\r\nDATA\r\n").await;
    for code in ["250", "250", "354"] {
        assert!(client.line().await.starts_with(code));
    }
    client.send("Subject: x\r\n\r\ny\r\n.\r\nMAIL FROM:<>\r\nRSET\r\nQUIT\r\n").await;
    for code in ["250", "250", "250", "221"] {
        assert!(client.line().await.starts_with(code));
    }
    assert_eq!(server.deliveries().len(), 1);
    assert!(server.maildrop().is_empty());
}

#[tokio::test]
async fn ehlo_lists_what_it_can_do() {
    let server = server().await;
    let mut client = Client::plain(server.smtp()).await;
    client.line().await;
    client.send("EHLO me\r\n").await;
    let lines = reply(&mut client).await.join("\n");
    for extension in [
        "PIPELINING",
        "8BITMIME",
        "SMTPUTF8",
        "ENHANCEDSTATUSCODES",
        "SIZE 25000000",
        "STARTTLS",
        "AUTH PLAIN LOGIN",
    ] {
        assert!(lines.contains(extension), "{extension}");
    }
    client.expect("HELO me", "250 ").await;
    client.expect("NOOP", "250").await;
    client.expect("VRFY bo", "252").await;
}

#[tokio::test]
async fn starttls_forgets_what_was_said_in_the_clear() {
    let server = server().await;
    let mut client = Client::plain(server.smtp()).await;
    client.line().await;
    client.send("EHLO me\r\n").await;
    reply(&mut client).await;
    client.expect(&format!("AUTH PLAIN {PLAIN}"), "235").await;
    client.send("STARTTLS\r\nNOOP\r\n").await;
    assert!(client.line().await.starts_with("220 2.0.0"));
    let mut client = client.start_tls(&server.spki_sha256()).await;
    client.expect("MAIL FROM:<bo@example.org>", "503").await;
    client.send("EHLO me\r\n").await;
    assert!(!reply(&mut client).await.join("\n").contains("STARTTLS"));
    client.expect("MAIL FROM:<bo@example.org>", "530 5.7.0").await;
    client.expect(&format!("AUTH PLAIN {PLAIN}"), "235").await;
    client.expect("MAIL FROM:<bo@example.org>", "250").await;
}

#[tokio::test]
async fn auth_login_and_plain_in_all_their_forms() {
    let server = server().await;
    let mut client = greeted(&server).await;
    client.expect("AUTH GSSAPI", "504").await;
    assert_eq!(client.say("AUTH LOGIN").await, "334 VXNlcm5hbWU6");
    assert_eq!(client.say("Ym9AZXhhbXBsZS5vcmc=").await, "334 UGFzc3dvcmQ6");
    client.expect("d3Jvbmc=", "535 5.7.8").await;
    assert_eq!(client.say("AUTH PLAIN").await, "334 ");
    client.expect("*", "501").await;
    assert_eq!(client.say("AUTH PLAIN").await, "334 ");
    client.expect("???", "501").await;
    assert_eq!(client.say("AUTH LOGIN Ym9AZXhhbXBsZS5vcmc=").await, "334 UGFzc3dvcmQ6");
    client.expect("Y3J1c3Q=", "235").await;
    client.expect("AUTH LOGIN", "503").await;
}

#[tokio::test]
async fn commands_in_the_wrong_order_are_refused() {
    let server = server().await;
    let mut client = Client::tls(server.smtps(), &server.spki_sha256()).await;
    client.line().await;
    client.expect("MAIL FROM:<bo@example.org>", "503").await;
    client.expect(&format!("AUTH PLAIN {PLAIN}"), "503").await;
    client.send("EHLO me\r\n").await;
    reply(&mut client).await;
    client.expect("MAIL FROM:<bo@example.org>", "530").await;
    client.expect(&format!("AUTH PLAIN {PLAIN}"), "235").await;
    client.expect("RCPT TO:<ada@example.net>", "503").await;
    client.expect("DATA", "503").await;
    client.expect("MAIL FROM:<bo@example.org>", "250").await;
    client.expect("MAIL FROM:<bo@example.org>", "503").await;
    client.expect("DATA", "554").await;
    client.expect("RCPT TO:<\u{e4}da@example.net>", "553").await;
    client.expect("RCPT TO:<ada@example.net> X=1", "555").await;
    client.expect("RCPT TO:ada", "501").await;
    client.expect("STARTTLS", "503").await;
    client.expect("EXPN all", "500").await;
    client.expect("RSET", "250").await;
    client.expect("MAIL FROM:<bo@example.org> SMTPUTF8", "250").await;
    client.expect("RCPT TO:<\u{e4}da@example.net>", "250").await;
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let server = server().await;
    let mut client = logged_in(&server).await;
    client.expect("MAIL FROM:<bo@example.org> SIZE=25000001", "552 5.3.4").await;
    client.expect("MAIL FROM:<bo@example.org>", "250").await;
    for number in 0..100 {
        client.expect(&format!("RCPT TO:<r{number}@example.net>"), "250").await;
    }
    client.expect("RCPT TO:<one-more@example.net>", "452 4.5.3").await;
}

#[tokio::test]
async fn too_many_errors_end_the_connection() {
    let server = server().await;
    let mut client = greeted(&server).await;
    client.send("XYZZY\r\n".repeat(30)).await;
    let said = String::from_utf8(client.rest().await).unwrap();
    assert_eq!(said.matches("500 5.5.2").count(), 20);
    assert!(said.ends_with("421 4.7.0 Too many errors\r\n"), "{said}");
}
