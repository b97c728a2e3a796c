//! POP3 over real connections: every command, in the clear and over TLS.

mod client;

use client::Client;
use proptest::prelude::*;
use restante_mail_server::MailServer;

const FIRST: &[u8] = b"Subject: one\r\n\r\nfirst line\r\nsecond line\r\n";
const DOTS: &[u8] = b"Subject: dots\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n";
const THIRD: &[u8] = b"Subject: three\r\n\r\nno line end";

async fn server() -> MailServer {
    MailServer::builder()
        .account("bo@example.org", "crust and crumb")
        .mails([FIRST, DOTS, THIRD].map(<[u8]>::to_vec))
        .start()
        .await
        .unwrap()
}

async fn greeted(server: &MailServer) -> Client {
    let mut client = Client::tls(server.pop3s(), &server.spki_sha256()).await;
    assert!(client.line().await.starts_with("+OK"));
    client
}

async fn logged_in(server: &MailServer) -> Client {
    let mut client = greeted(server).await;
    client.expect("USER bo@example.org", "+OK").await;
    client.expect("PASS crust and crumb", "+OK").await;
    client
}

#[tokio::test]
async fn a_session_of_every_command() {
    let server = server().await;
    let mut client = greeted(&server).await;

    client.expect("CAPA", "+OK").await;
    let capabilities = client.lines().await;
    for capability in [
        "TOP",
        "UIDL",
        "USER",
        "PIPELINING",
        "RESP-CODES",
        "AUTH-RESP-CODE",
        "SASL PLAIN",
        "IMPLEMENTATION Restante-Demo",
    ] {
        assert!(capabilities.iter().any(|line| line == capability), "{capability}");
    }
    assert!(!capabilities.iter().any(|line| line == "STLS"), "TLS is on already");
    client.expect("STAT", "-ERR").await;
    client.expect("PASS early", "-ERR").await;
    client.expect("USER bo@example.org", "+OK").await;
    client.expect("PASS crust and crumb", "+OK").await;

    let sizes = [FIRST.len(), DOTS.len(), THIRD.len() + 2];
    assert_eq!(client.say("STAT").await, format!("+OK 3 {}", sizes.iter().sum::<usize>()));
    client.expect("LIST", "+OK 3").await;
    let listed: Vec<String> =
        sizes.iter().zip(1..).map(|(size, number)| format!("{number} {size}")).collect();
    assert_eq!(client.lines().await, listed);
    assert_eq!(client.say("LIST 2").await, format!("+OK 2 {}", sizes[1]));
    client.expect("LIST 4", "-ERR").await;
    client.expect("LIST 0", "-ERR").await;

    client.expect("UIDL", "+OK").await;
    let uidls: Vec<String> =
        server.uidls().iter().zip(1..).map(|(uidl, number)| format!("{number} {uidl}")).collect();
    assert_eq!(client.lines().await, uidls);
    assert_eq!(client.say("UIDL 3").await, format!("+OK {}", uidls[2]));

    client.expect("RETR 1", "+OK").await;
    assert_eq!(client.multiline().await, [FIRST, b".\r\n"].concat());
    client.expect("RETR 2", "+OK").await;
    assert_eq!(client.multiline().await, b"Subject: dots\r\n\r\n..\r\n...\r\n..a\r\nb.\r\n.\r\n");
    client.expect("RETR 3", "+OK").await;
    assert_eq!(client.multiline().await, [THIRD, b"\r\n.\r\n"].concat());
    client.expect("TOP 1 1", "+OK").await;
    assert_eq!(client.multiline().await, b"Subject: one\r\n\r\nfirst line\r\n.\r\n");
    client.expect("TOP 2 0", "+OK").await;
    assert_eq!(client.multiline().await, b"Subject: dots\r\n\r\n.\r\n");
    client.expect("TOP 1", "-ERR").await;

    client.expect("DELE 2", "+OK").await;
    client.expect("DELE 2", "-ERR").await;
    client.expect("RETR 2", "-ERR").await;
    client.expect("LIST", "+OK 2").await;
    assert_eq!(client.lines().await, [listed[0].clone(), listed[2].clone()]);
    assert_eq!(client.say("STAT").await, format!("+OK 2 {}", sizes[0] + sizes[2]));
    client.expect("RSET", "+OK").await;
    client.expect("STAT", "+OK 3").await;
    client.expect("NOOP", "+OK").await;
    client.expect("XYZZY", "-ERR").await;
    client.expect("USER again", "-ERR").await;
    client.expect("QUIT", "+OK").await;
    assert_eq!(client.rest().await, b"");
    assert_eq!(server.maildrop().len(), 3, "RSET took the deletion back");
}

#[tokio::test]
async fn dele_counts_only_upon_quit() {
    let server = server().await;
    let mut client = logged_in(&server).await;
    client.expect("DELE 1", "+OK").await;
    drop(client);
    // The lock is free again as soon as the server has noticed; LOGIN tells when.
    let mut client = loop {
        let mut client = greeted(&server).await;
        client.expect("USER bo@example.org", "+OK").await;
        let answer = client.say("PASS crust and crumb").await;
        if answer.starts_with("+OK") {
            break client;
        }
        assert!(answer.starts_with("-ERR [IN-USE]"), "{answer}");
    };
    client.expect("STAT", "+OK 3").await;
    client.expect("DELE 1", "+OK").await;
    client.expect("DELE 3", "+OK").await;
    client.expect("QUIT", "+OK").await;
    client.rest().await;
    assert_eq!(server.maildrop(), [DOTS]);
}

#[tokio::test]
async fn a_mail_that_comes_during_a_session_is_not_removed_by_it() {
    let server = server().await;
    let mut client = logged_in(&server).await;
    server.receive(b"Subject: late\r\n\r\n".to_vec()).unwrap();
    client.expect("STAT", "+OK 3").await;
    for number in 1..=3 {
        client.expect(&format!("DELE {number}"), "+OK").await;
    }
    client.expect("QUIT", "+OK").await;
    assert_eq!(server.maildrop(), [b"Subject: late\r\n\r\n"]);
}

#[tokio::test]
async fn the_maildrop_is_for_one_at_a_time() {
    let server = server().await;
    let mut first = logged_in(&server).await;
    let mut second = greeted(&server).await;
    second.expect("USER bo@example.org", "+OK").await;
    second.expect("PASS crust and crumb", "-ERR [IN-USE] ").await;
    first.expect("QUIT", "+OK").await;
    first.rest().await;
    second.expect("USER bo@example.org", "+OK").await;
    second.expect("PASS crust and crumb", "+OK").await;
}

#[tokio::test]
async fn a_wrong_password_is_called_one() {
    let server = server().await;
    let mut client = greeted(&server).await;
    client.expect("USER bo@example.org", "+OK").await;
    client.expect("PASS crust", "-ERR [AUTH] ").await;
    client.expect("USER nobody@example.org", "+OK").await;
    client.expect("PASS crust and crumb", "-ERR [AUTH] ").await;
    client.expect("USER bo@example.org", "+OK").await;
    client.expect("PASS crust and crumb", "+OK").await;
}

#[tokio::test]
async fn guessing_ends_the_connection() {
    let server = server().await;
    let mut client = greeted(&server).await;
    client.send("USER bo@example.org\r\nPASS guess\r\n".repeat(10) + "NOOP\r\n").await;
    let said = String::from_utf8(client.rest().await).unwrap();
    assert_eq!(said.matches("-ERR [AUTH]").count(), 10);
    assert!(said.ends_with("-ERR [AUTH] wrong user name or password\r\n"), "{said}");
}

#[tokio::test]
async fn auth_plain_with_and_without_initial_response() {
    let server = server().await;
    let mut client = greeted(&server).await;
    client.expect("AUTH", "+OK").await;
    assert_eq!(client.lines().await, ["PLAIN"]);
    client.expect("AUTH CRAM-MD5", "-ERR").await;
    assert_eq!(client.say("AUTH PLAIN").await, "+ ");
    client.expect("*", "-ERR").await;
    assert_eq!(client.say("AUTH PLAIN").await, "+ ");
    client.expect("not base64!", "-ERR").await;
    client.expect("AUTH PLAIN AGJvQGV4YW1wbGUub3JnAHdyb25n", "-ERR [AUTH] ").await;
    // NUL, the address, NUL, the password.
    client.expect("AUTH PLAIN AGJvQGV4YW1wbGUub3JnAGNydXN0IGFuZCBjcnVtYg==", "+OK").await;
    client.expect("STAT", "+OK 3").await;
}

#[tokio::test]
async fn pipelined_commands_are_answered_in_their_order() {
    let server = server().await;
    let mut client = greeted(&server).await;
    client
        .send(
            "USER bo@example.org\r\nPASS crust and crumb\r\nSTAT\r\nRETR 1\r\nRETR 2\r\nDELE 1\r\nLIST 1\r\nNOOP\r\nQUIT\r\nNOOP\r\n",
        )
        .await;
    for _ in 0..3 {
        assert!(client.line().await.starts_with("+OK"));
    }
    assert!(client.line().await.starts_with("+OK"));
    assert_eq!(client.multiline().await, [FIRST, b".\r\n"].concat());
    assert!(client.line().await.starts_with("+OK"));
    assert!(client.multiline().await.ends_with(b"b.\r\n.\r\n"));
    for answer in ["+OK", "-ERR", "+OK", "+OK good-bye"] {
        assert!(client.line().await.starts_with(answer));
    }
    assert_eq!(client.rest().await, b"", "nothing is answered after QUIT");
    assert_eq!(server.maildrop().len(), 2);
}

#[tokio::test]
async fn a_long_pipeline_of_large_mails_comes_whole() {
    let large = [b"Subject: large\r\n\r\n".to_vec(), b"0123456789abcdef\r\n".repeat(20_000)].concat();
    let server = MailServer::builder().mails(vec![large.clone(); 20]).start().await.unwrap();
    assert_eq!(server.uidls().len(), 20);
    let mut client = Client::tls(server.pop3s(), &server.spki_sha256()).await;
    let retrievals: String = (1..=20).map(|number| format!("RETR {number}\r\n")).collect();
    client.send(format!("USER {}\r\nPASS {}\r\n{retrievals}", server.address(), server.password())).await;
    for _ in 0..3 {
        assert!(client.line().await.starts_with("+OK"));
    }
    for number in 1..=20 {
        assert_eq!(client.line().await, format!("+OK {} octets", large.len()));
        assert!(client.multiline().await == [&large[..], b".\r\n"].concat(), "mail {number}");
    }
}

#[tokio::test]
async fn stls_forgets_what_was_said_in_the_clear() {
    let server = server().await;
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.expect("CAPA", "+OK").await;
    assert!(client.lines().await.iter().any(|line| line == "STLS"));
    // Whoever sits on the line may add commands after STLS: they must not be answered.
    client.send("STLS\r\nUSER intruder\r\nCAPA\r\n").await;
    assert!(client.line().await.starts_with("+OK"));
    let mut client = client.start_tls(&server.spki_sha256()).await;
    client.expect("CAPA", "+OK").await;
    assert!(!client.lines().await.iter().any(|line| line == "STLS"));
    client.expect("STLS", "-ERR").await;
    client.expect("USER bo@example.org", "+OK").await;
    client.expect("PASS crust and crumb", "+OK").await;
    client.expect("STAT", "+OK 3").await;
}

#[tokio::test]
async fn in_the_clear_it_works_without_stls_too() {
    let server = server().await;
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.expect("user bo@example.org", "+OK").await;
    client.expect("pass crust and crumb", "+OK").await;
    client.expect("stls", "-ERR").await;
    client.expect("quit", "+OK").await;
}

#[tokio::test]
async fn a_line_without_end_is_cut_off() {
    let server = server().await;
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.send(vec![b'a'; 4096]).await;
    assert_eq!(client.line().await, "-ERR line too long");
    client.rest().await;
}

#[tokio::test]
async fn equal_mails_have_unequal_uidls_and_a_second_start_has_the_same() {
    let start = || MailServer::builder().mails([FIRST.to_vec(), FIRST.to_vec(), DOTS.to_vec()]).start();
    let (one, two) = (start().await.unwrap(), start().await.unwrap());
    assert_eq!(one.uidls(), two.uidls());
    assert_ne!(one.uidls()[0], one.uidls()[1]);
}

#[tokio::test]
async fn dropping_the_server_closes_everything() {
    let server = server().await;
    let mut client = greeted(&server).await;
    let address = server.pop3s();
    drop(server);
    // Aborted, so there is no good-bye of TLS: an error is as good an end as any.
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
    while tokio::net::TcpStream::connect(address).await.is_ok() {
        assert!(tokio::time::Instant::now() < deadline, "the port is still open");
        tokio::task::yield_now().await;
    }
    assert!(client.ended().await);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever is sent, the server answers or closes, and serves the next client.
    #[test]
    fn no_input_brings_it_down(input in prop::collection::vec(any::<u8>(), 0..400)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = server().await;
            for address in [server.pop3(), server.smtp()] {
                let mut client = Client::plain(address).await;
                client.line().await;
                client.send([&input[..], b"\r\nQUIT\r\n"].concat()).await;
                client.line().await;
            }
            logged_in(&server).await;
        });
    }
}
