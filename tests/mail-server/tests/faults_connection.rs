//! Connections that break, hang or crawl, deletions that are undone, and the log.

mod client;

use std::time::{Duration, Instant};

use client::Client;
use restante_mail_server::MailServer;
use restante_mail_server::Quirk::{self, *};
use restante_mail_server::fault::{Event, Moment, Seen};

const LOGIN: &str = "USER bo@example.org\r\nPASS crust and crumb\r\n";

async fn server(quirk: Quirk) -> MailServer {
    let mails = ["one", "two"].map(|name| format!("Subject: {name}\r\n\r\nDearest\r\n").into_bytes());
    let builder = MailServer::builder().account("bo@example.org", "crust and crumb").mails(mails);
    builder.quirk(quirk).start().await.unwrap()
}

/// Everything the server says to these lines, sent at once, until it closes.
async fn said(server: &MailServer, lines: &str) -> String {
    let mut client = Client::plain(server.pop3()).await;
    client.send(lines).await;
    String::from_utf8(client.rest().await).unwrap()
}

fn lines(events: &[Event], session: u32) -> Vec<&str> {
    let lines =
        events.iter().filter(|event| event.session == session).filter_map(|event| match &event.seen {
            Seen::Command(line) => Some(line.as_str()),
            _ => None,
        });
    lines.collect()
}

#[tokio::test]
async fn cut_at_any_byte() {
    let server = server(Delay(Duration::ZERO)).await;
    let talk = format!("{LOGIN}LIST\r\nRETR 1\r\nQUIT\r\n");
    let whole = said(&server, &talk).await;
    for bytes in 0..whole.len() {
        server.misbehave([CutAfter(bytes as u64)]);
        let mut client = Client::plain(server.pop3()).await;
        client.send(&talk).await;
        assert_eq!(client.rest_or_reset().await, whole.as_bytes()[..bytes], "{bytes}");
    }
}

#[tokio::test]
async fn cut_within_tls() {
    let server = server(CutAfter(1_500)).await;
    let mut client = Client::tls(server.pop3s(), &server.spki_sha256()).await;
    client.line().await;
    client.send("CAPA\r\n".repeat(20)).await;
    assert!(client.ended().await);
}

#[tokio::test]
async fn cut_in_a_retrieval() {
    let server = server(CutInRetrieval { nth: 2, bytes: 20 }).await;
    let said = said(&server, &format!("{LOGIN}RETR 1\r\nRETR 2\r\n")).await;
    assert!(said.ends_with("\r\n.\r\n+OK 25 octets\r\nSubje"), "{said}");
}

#[tokio::test]
async fn closed_at_a_command() {
    let closing = |moment| CloseAtCommand { command: 4, moment };
    let server = server(closing(Moment::Unheard)).await;
    let talk = format!("{LOGIN}DELE 1\r\nQUIT\r\n");
    assert!(said(&server, &talk).await.ends_with("\r\n+OK message 1 deleted\r\n"));
    assert_eq!(server.maildrop().len(), 2);
    server.misbehave([closing(Moment::Unanswered)]);
    assert!(said(&server, &talk).await.ends_with("\r\n+OK message 1 deleted\r\n"));
    assert_eq!(server.maildrop().len(), 1);
    server.misbehave([CloseAtCommand { command: 3, moment: Moment::Answered }]);
    assert!(said(&server, &talk).await.ends_with("\r\n+OK message 1 deleted\r\n"));
    assert_eq!(server.maildrop().len(), 1);
}

#[tokio::test]
async fn who_says_nothing_is_dropped() {
    let server = server(IdleDrop(Duration::from_millis(100))).await;
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.expect("CAPA", "+OK").await;
    client.lines().await;
    assert_eq!(client.rest().await, b"");
}

#[tokio::test]
async fn a_server_that_takes_its_time() {
    let server = server(Delay(Duration::from_millis(50))).await;
    let began = Instant::now();
    said(&server, &format!("{LOGIN}STAT\r\nQUIT\r\n")).await;
    assert!(began.elapsed() >= Duration::from_millis(250), "greeting and four answers");
    server.misbehave([Throttle(1_000)]);
    let began = Instant::now();
    let said = said(&server, "CAPA\r\nCAPA\r\nQUIT\r\n").await;
    assert!(began.elapsed() >= Duration::from_millis(said.len() as u64 - 100), "a byte a millisecond");
}

#[tokio::test]
async fn a_server_that_hangs() {
    let server = server(GreetingSilent).await;
    let mut client = Client::plain(server.pop3()).await;
    client.send("CAPA\r\nQUIT\r\n").await;
    assert!(client.is_silent_for(Duration::from_millis(100)).await);
    server.misbehave([CapaHangs]);
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.send("CAPA\r\n").await;
    client.send("QUIT\r\n").await;
    assert!(client.is_silent_for(Duration::from_millis(100)).await);
}

#[tokio::test]
async fn input_that_comes_before_the_answer_is_lost() {
    let server = server(BreaksPipelines).await;
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.send("USER bo@example.org\r\nPASS wrong\r\n").await;
    assert_eq!(client.line().await, "+OK send PASS");
    client.expect("PASS crust and crumb", "+OK maildrop").await;
    client.send("NOOP\r\nSTAT\r\n").await;
    assert_eq!(client.line().await, "+OK");
    client.expect("STAT", "+OK 2").await;
}

#[tokio::test]
async fn input_that_comes_before_the_greeting_is_lost() {
    let server = server(GreetingDeaf).await;
    let mut client = Client::plain(server.pop3()).await;
    client.send("CAPA\r\n").await;
    assert!(client.line().await.starts_with("+OK"), "the greeting");
    client.expect("USER bo@example.org", "+OK send PASS").await;
}

#[tokio::test]
async fn a_command_is_lost_among_others() {
    let server = server(LosesRetrieval { nth: 1 }).await;
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.send(LOGIN).await;
    assert_eq!(client.line().await, "+OK send PASS");
    assert!(client.line().await.starts_with("+OK maildrop"));
    client.send("RETR 1\r\nSTAT\r\n").await;
    assert_eq!(client.line().await.split(' ').take(2).collect::<Vec<_>>(), ["+OK", "2"]);
    client.expect("RETR 1", "+OK").await;
}

#[tokio::test]
async fn an_update_that_is_rolled_back() {
    let server = server(UpdateRollsBack).await;
    let talk = said(&server, &format!("{LOGIN}DELE 1\r\nQUIT\r\n")).await;
    assert!(
        talk.ends_with("\r\n-ERR [SYS/TEMP] the mailbox could not be updated, no message was deleted\r\n")
    );
    assert_eq!(server.maildrop().len(), 2);
    assert!(said(&server, &format!("{LOGIN}QUIT\r\n")).await.ends_with("\r\n+OK good-bye\r\n"));
}

#[tokio::test]
async fn what_the_server_saw() {
    let server = server(Delay(Duration::ZERO)).await;
    let uidls = server.uidls();
    said(&server, &format!("{LOGIN}DELE 2\r\nRSET\r\nQUIT\r\n")).await;
    said(&server, &format!("{LOGIN}DELE 2\r\nQUIT\r\n")).await;
    let events = server.log();
    assert!(events.is_sorted_by_key(|event| event.at));
    assert_eq!(lines(&events, 1), ["USER bo@example.org", "PASS crust and crumb", "DELE 2", "RSET", "QUIT"]);
    let second: Vec<&Seen> =
        events.iter().filter(|event| event.session == 2).map(|event| &event.seen).collect();
    let line = |text: &str| Seen::Command(text.to_owned());
    assert_eq!(
        second[..6],
        [
            &Seen::Connected,
            &line("USER bo@example.org"),
            &line("PASS crust and crumb"),
            &Seen::LoggedIn,
            &line("DELE 2"),
            &line("QUIT"),
        ]
    );
    assert_eq!(second[6..], [&Seen::Deleted(vec![uidls[1].clone()]), &Seen::Closed]);
    assert!(events.iter().filter(|event| event.session == 1).all(|e| !matches!(e.seen, Seen::Deleted(_))));

    assert!(server.remove(&uidls[0]) && !server.remove(&uidls[0]));
    assert!(server.maildrop().is_empty());
}
