//! Each quirk shows on the wire as its name says. What a client must make of it is tested where
//! the client is.

mod client;

use client::Client;
use restante_mail_server::MailServer;
use restante_mail_server::Quirk::{self, *};
use restante_mail_server::fault::{Octets, huge_mail};

const ADDRESS: &str = "bo@example.org";
const LOGIN: &str = "USER bo@example.org\r\nPASS crust and crumb\r\n";
const PLAIN: &str = "AGJvQGV4YW1wbGUub3JnAGNydXN0IGFuZCBjcnVtYg==";

/// Three mails of 29 octets each.
fn mails() -> [Vec<u8>; 3] {
    ["one", "two", "six"].map(|name| format!("Subject: {name}\r\n\r\nDearest {name}\r\n").into_bytes())
}

async fn server(quirks: &[Quirk]) -> MailServer {
    let builder = MailServer::builder().account(ADDRESS, "crust and crumb").mails(mails());
    quirks.iter().fold(builder, |builder, &quirk| builder.quirk(quirk)).start().await.unwrap()
}

/// Everything the server says to these lines, sent at once and followed by QUIT.
async fn said(server: &MailServer, lines: &str) -> String {
    let mut client = Client::plain(server.pop3()).await;
    client.send(format!("{lines}QUIT\r\n")).await;
    String::from_utf8_lossy(&client.rest().await).into_owned()
}

/// What the server says to these lines once logged in, without the answers to QUIT and before.
async fn answers(server: &MailServer, lines: &str) -> String {
    let said = said(server, &format!("{LOGIN}{lines}")).await;
    let before: usize = said.split_inclusive('\n').take(3).map(str::len).sum();
    let bye = said.split_inclusive('\n').next_back().unwrap();
    assert!(bye.starts_with("+OK"), "{said}");
    said[before..said.len() - bye.len()].to_owned()
}

async fn with(quirk: Quirk, lines: &str) -> String {
    answers(&server(&[quirk]).await, lines).await
}

#[tokio::test]
async fn a_server_without_quirks_is_as_it_always_was() {
    let server = server(&[]).await;
    let talk = answers(&server, "STAT\r\nLIST\r\nLIST 2\r\nTOP 1 0\r\nRETR 9\r\n").await;
    assert_eq!(
        talk,
        "+OK 3 87\r\n+OK 3 messages (87 octets)\r\n1 29\r\n2 29\r\n3 29\r\n.\r\n+OK 2 29\r\n\
         +OK top of message follows\r\nSubject: one\r\n\r\n.\r\n-ERR no such message\r\n"
    );
}

#[tokio::test]
async fn greetings() {
    assert_eq!(
        said(&server(&[GreetingRefuses]).await, "").await,
        "-ERR too many connections, try again later\r\n"
    );
}

#[tokio::test]
async fn status_lines() {
    assert_eq!(with(BareOk, "NOOP\r\nSTAT\r\nLIST 1\r\nTOP 1 0\r\nDELE 7\r\n").await, {
        "+OK\r\n+OK 3 87\r\n+OK 1 29\r\n+OK\r\nSubject: one\r\n\r\n.\r\n-ERR no such message\r\n"
    });
    assert_eq!(with(PlusErr, "RETR 9\r\nNOOP\r\n").await, "+ERR no such message\r\n+OK\r\n");
    let talk = with(Prose, "NOOP\r\nSTAT\r\nRETR 9\r\n").await;
    let lines: Vec<&str> = talk.lines().collect();
    assert!(lines[0].starts_with("+OK Welcome, dear customer") && lines[0].len() > 512);
    assert_eq!(lines[1], "+OK 3 87");
    assert!(lines[2].starts_with("-ERR We are sorry, but that cannot be done"));
    let talk = said(&server(&[Prose]).await, "USER bo@example.org\r\nPASS crumb\r\n").await;
    assert!(talk.contains("\r\n-ERR We are sorry, but this password does not unlock"), "{talk}");
}

#[tokio::test]
async fn line_ends() {
    let talk = said(&server(&[LfOnly]).await, &format!("{LOGIN}UIDL 9\r\nRETR 1\r\n")).await;
    assert!(!talk.contains('\r'));
    assert!(
        talk.contains("\n-ERR no such message\n+OK 29 octets\nSubject: one\n\nDearest one\n.\n+OK"),
        "{talk}"
    );
    let talk = with(CrCrLf, "RETR 1\r\n").await;
    assert!(talk.ends_with("Subject: one\r\r\n\r\r\nDearest one\r\r\n.\r\r\n"), "{talk}");
    let talk = with(CrCrLfMail, "RETR 4\r\nRETR 1\r\n").await;
    assert!(
        talk.contains("\r\r\nFirst line.\r\r\n..A dot.\r\r\n\r\r\nLast line.\r\r\n.\r\n+OK 29"),
        "{talk}"
    );
    assert!(talk.ends_with("Dearest one\r\n.\r\n"));
}

#[tokio::test]
async fn messages() {
    let talk = with(UnstuffedLfDotLf, "RETR 4\r\n").await;
    assert!(talk.contains("Before the dot.\n.\n+OK 55 octets\n"), "{talk}");
    let talk = with(GluedDot, "LIST 4\r\nTOP 4 9\r\nRETR 4\r\nRETR 1\r\n").await;
    assert!(talk.contains("its last byte\r\n.\r\n+OK"), "TOP ends as it should: {talk}");
    assert!(talk.contains("its last byte.\r\n+OK 29 octets\r\n"), "{talk}");
    let raw = &GluedDot.mails()[0];
    assert!(talk.starts_with(&format!("+OK 4 {}\r\n", raw.len() - 2)));

    let nuls = server(&[Nuls]).await;
    assert!(nuls.maildrop()[3].contains(&0));
    assert!(answers(&nuls, "RETR 4\r\n").await.contains("a\0b\r\n\0\r\n"));
    let long = LongLine(300_000).mails().remove(0);
    let longest: Vec<usize> = long.split(|&byte| byte == b'\n').map(<[u8]>::len).collect();
    assert!(longest.contains(&(200_000 + "X-Long: .\r".len())) && longest.contains(&(300_000 + 2)));
}

#[tokio::test]
async fn retrievals_that_differ() {
    let talk = with(AddsXUidl, "RETR 1\r\nRETR 1\r\nTOP 1 0\r\n").await;
    let marks: Vec<&str> = talk.lines().filter(|line| line.starts_with("X-UIDL: ")).collect();
    assert_eq!(marks, ["X-UIDL: 00000001", "X-UIDL: 00000002", "X-UIDL: 00000003"]);
    let talk = with(AddsBlankLines, "RETR 1\r\nRETR 1\r\n").await;
    assert!(talk.contains("Dearest one\r\n\r\n\r\n.\r\n"), "{talk}");
    assert!(talk.contains("Dearest one\r\n\r\n\r\n\r\n.\r\n"), "{talk}");
}

#[tokio::test]
async fn top() {
    assert_eq!(with(TopRefused, "TOP 1 0\r\n").await, "-ERR unknown command\r\n");
    assert!(
        with(TwoOks, "TOP 1 0\r\n").await.starts_with("+OK top of message follows\r\n+OK once more\r\nSub")
    );
    let talk = with(TopCut, "TOP 4 0\r\n").await;
    assert_eq!(talk.len(), "+OK top of message follows\r\n".len() + (64 << 10) + "\r\n.\r\n".len());
    assert!(with(TopCut, "RETR 4\r\n").await.contains("\r\nSubject: After all the stamps\r\n"));
}

#[tokio::test]
async fn huge_and_many() {
    let octets: usize = huge_mail(1_000_000).map(|piece| piece.len()).sum();
    assert!((1_000_000..1_000_080).contains(&octets));
    let talk = with(Huge(1_000_000), "LIST 4\r\nSTAT\r\nRETR 4\r\n").await;
    let (listed, message) = talk.split_once(" octets\r\n").unwrap();
    assert!(listed.starts_with(&format!("+OK 4 {octets}\r\n+OK 4 {}\r\n", octets + 87)), "{listed}");
    let sent: Vec<u8> = huge_mail(1_000_000).flatten().collect();
    assert!(message.as_bytes() == [&sent[..], b".\r\n"].concat());

    let server = server(&[ManyMails(500)]).await;
    let uidls: std::collections::HashSet<String> = server.uidls().into_iter().collect();
    assert_eq!((uidls.len(), server.maildrop().len()), (503, 503));
}

#[tokio::test]
async fn capabilities() {
    let capabilities = async |quirk, lines: &str| {
        let talk = said(&server(&[quirk]).await, lines).await;
        let list = talk.split("follows\r\n").nth(1).unwrap().split("\r\n.\r\n").next().unwrap().to_owned();
        list.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let before = "CAPA\r\n";
    let after = format!("{LOGIN}CAPA\r\n");
    let has = |list: Vec<String>, name: &str| list.iter().any(|line| line == name);
    assert!(said(&server(&[CapaRefused]).await, before).await.contains("-ERR unknown command"));
    assert!(has(capabilities(NoPipelining, before).await, "TOP"));
    assert!(!has(capabilities(NoPipelining, before).await, "PIPELINING"));
    assert!(!has(capabilities(CapaGrowsAfterLogin, before).await, "PIPELINING"));
    assert!(has(capabilities(CapaGrowsAfterLogin, &after).await, "PIPELINING"));
    assert!(has(capabilities(CapaShrinksAfterLogin, before).await, "PIPELINING"));
    assert!(!has(capabilities(CapaShrinksAfterLogin, &after).await, "PIPELINING"));
    assert!(has(capabilities(CapaLowerCase, before).await, "auth-resp-code"));
    assert!(has(capabilities(CapaUnknown, before).await, "PIPELININGX"));
    assert!(has(capabilities(ExpireNever, before).await, "EXPIRENEVER"));
    assert!(has(capabilities(ExpireZero, before).await, "EXPIRE 0"));
    assert!(!has(capabilities(StlsVanishes, before).await, "STLS"));
    assert!(!has(capabilities(NoUidl, before).await, "UIDL"));
}

#[tokio::test]
async fn logins() {
    let server = server(&[InUse(2)]).await;
    for _ in 0..2 {
        assert!(said(&server, LOGIN).await.contains("\r\n-ERR [IN-USE] "));
    }
    assert!(said(&server, "USER bo@example.org\r\nPASS crumb\r\n").await.contains("-ERR [AUTH]"));
    assert!(answers(&server, "STAT\r\n").await.starts_with("+OK 3"));
    for (quirk, code) in [(SysTemp(1), "[SYS/TEMP]"), (LoginDelay(1), "[LOGIN-DELAY]")] {
        server.misbehave([quirk]);
        assert!(said(&server, LOGIN).await.contains(&format!("\r\n-ERR {code} ")));
        assert!(answers(&server, "STAT\r\n").await.starts_with("+OK 3"));
    }
    server.misbehave([DropsInsteadOfAuthError]);
    let talk = said(&server, "USER bo@example.org\r\nPASS crumb\r\n").await;
    assert!(talk.ends_with("+OK send PASS\r\n"), "{talk}");
    assert!(answers(&server, "STAT\r\n").await.starts_with("+OK 3"));
}

#[tokio::test]
async fn sasl() {
    let server = server(&[UserPassRefused, NoInitialResponse]).await;
    assert!(said(&server, LOGIN).await.contains("-ERR unknown command\r\n-ERR unknown command\r\n"));
    assert!(said(&server, &format!("AUTH PLAIN {PLAIN}\r\n")).await.contains("-ERR unknown command\r\n"));
    assert!(said(&server, &format!("AUTH PLAIN\r\n{PLAIN}\r\n")).await.contains("\r\n+ \r\n+OK maildrop"));
    server.misbehave([OkForPlus]);
    assert!(said(&server, &format!("AUTH PLAIN\r\n{PLAIN}\r\n")).await.contains("\r\n+OK\r\n+OK maildrop"));
    server.misbehave([InUse(1)]);
    assert!(said(&server, &format!("AUTH PLAIN {PLAIN}\r\n")).await.contains("\r\n-ERR [IN-USE]"));
    assert!(said(&server, &format!("AUTH PLAIN {PLAIN}\r\n")).await.contains("\r\n+OK maildrop"));
}

#[tokio::test]
async fn a_token_may_be_long() {
    let password = "x".repeat(9_000);
    let server = MailServer::builder().account(ADDRESS, &password).start().await.unwrap();
    use base64::Engine;
    let token = base64::engine::general_purpose::STANDARD.encode(format!("\0{ADDRESS}\0{password}"));
    assert!(said(&server, &format!("AUTH PLAIN\r\n{token}\r\nSTAT\r\n")).await.contains("\r\n+OK 0 0\r\n"));
    assert!(said(&server, &format!("AUTH PLAIN {token}\r\n")).await.contains("-ERR line too long"));
}

#[tokio::test]
async fn stls() {
    let server = server(&[BytesAfterStls]).await;
    let mut client = Client::plain(server.pop3()).await;
    client.line().await;
    client.expect("STLS", "+OK begin TLS").await;
    assert_eq!(client.lines().await, ["+OK", "USER"]);
    server.misbehave([StlsVanishes]);
    assert!(said(&server, "STLS\r\n").await.contains("-ERR unknown command\r\n"));
}

#[tokio::test]
async fn octets() {
    for (octets, listed, total) in [
        (Octets::Zero, "0", "0"),
        (Octets::TooFew, "14", "42"),
        (Octets::TooMany, "1058", "3174"),
        (Octets::Over32Bits, "4294967325", "12884901975"),
        (Octets::Largest, "18446744073709551615", "55340232221128654845"),
    ] {
        let talk = with(WrongOctets(octets), "STAT\r\nLIST 1\r\n").await;
        assert_eq!(talk, format!("+OK 3 {total}\r\n+OK 1 {listed}\r\n"));
    }
    assert_eq!(with(StatDisagrees, "STAT\r\n").await, "+OK 10 175\r\n");
    assert!(with(ListLacksOne, "LIST\r\n").await.ends_with("\r\n1 29\r\n3 29\r\n.\r\n"));
}

#[tokio::test]
async fn uidls() {
    assert_eq!(with(NoUidl, "UIDL\r\nUIDL 1\r\n").await, "-ERR unknown command\r\n-ERR unknown command\r\n");
    let list = with(UidlLacksOne, "UIDL\r\n").await;
    assert!(list.contains("\r\n1 ") && !list.contains("\r\n2 ") && list.contains("\r\n3 "), "{list}");
    assert_eq!(with(ReusedUidls, "UIDL\r\n").await, "+OK\r\n1 1\r\n2 2\r\n3 3\r\n.\r\n");
    assert_eq!(
        with(DuplicateUidls, "UIDL\r\nDELE 1\r\nUIDL\r\n").await,
        "+OK\r\n1 twin-0\r\n2 twin-0\r\n3 twin-1\r\n.\r\n+OK message 1 deleted\r\n+OK\r\n2 twin-0\r\n3 twin-1\r\n.\r\n"
    );
    let list = with(MalformedUidls, "UIDL\r\n").await;
    assert!(list.contains("\r\n1 \r\n2 has spaces "), "{list}");

    let server = server(&[UidlsChange]).await;
    let (first, second) = (answers(&server, "UIDL\r\n").await, answers(&server, "UIDL\r\n").await);
    for (one, other) in first.lines().zip(second.lines()).filter(|(line, _)| line.len() > 3) {
        assert_ne!(one, other);
    }
    server.misbehave([OldestComesAndGoes]);
    let counts = [answers(&server, "STAT\r\n").await, answers(&server, "STAT\r\n").await];
    assert_eq!(counts, ["+OK 3 87\r\n", "+OK 2 58\r\n"]);
}
