//! What may be reached, and under which spellings.

use restante::protocol::frame::{FromPage, FromRelay, Refusal};
use restante_relay::Limits;
use tokio::io::AsyncReadExt;

use crate::http::get;
use crate::running::{Running, listener, soon};
use crate::websocket::{connect, next, refused, send};

async fn refusal(relay: &Running, host: &str, port: u16, refusal: Refusal) -> String {
    let mut socket = connect(relay).await;
    send(&mut socket, FromPage::Open { host, port }).await;
    refused(&mut socket, refusal).await
}

#[tokio::test]
async fn nothing_is_reached_until_it_is_listed() {
    let (_server, pair) = listener().await;
    let port = pair.parse::<std::net::SocketAddr>().expect("an address").port();
    let relay = Running::allowing("").await;
    assert_eq!(refusal(&relay, "127.0.0.1", port, Refusal::NotAllowed).await, pair);
    let reason = refusal(&relay, "Pop.Example.ORG.", 995, Refusal::NotAllowed).await;
    assert_eq!(reason, "pop.example.org:995", "the pair as the operator would list it");
    assert_eq!(refusal(&relay, "::1", 995, Refusal::NotAllowed).await, "[::1]:995");
    assert_eq!(
        refusal(&relay, "demo.restante.invalid", 995, Refusal::NotAllowed).await,
        "demo.restante.invalid:995"
    );
}

#[tokio::test]
async fn another_spelling_is_another_host() {
    let (server, pair) = listener().await;
    let port = server.local_addr().expect("an address").port();
    let relay = Running::allowing(&pair).await;
    let spellings = [
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "127.0.0.01",
        "127.0.0.1..",
        "[127.0.0.1]",
        "::ffff:127.0.0.1",
        "[::ffff:127.0.0.1]",
        "::1",
        "[::1]",
        "localhost",
        "0",
        "0.0.0.0",
        "127.0.0.1\0",
        "127.0.0.1\0.example.org",
        "127.0.0.1\r\n",
        "\n127.0.0.1",
        " 127.0.0.1",
        "127.0.0.1 ",
        "127.0.0.1%lo",
        "127.0.0.1/",
        "127.0.0.1#",
        "user@127.0.0.1",
        "\u{ff11}27.0.0.1",
        "127\u{3002}0.0.1",
        "127.0.0.1:110",
        ".",
        "127.0.0.2",
    ];
    for host in spellings {
        let reason = refusal(&relay, host, port, Refusal::NotAllowed).await;
        assert!(reason.ends_with(&format!(":{port}")), "{host:?} {reason:?}");
    }
    refusal(&relay, "127.0.0.1", port ^ 1, Refusal::NotAllowed).await;
    // The first to knock at the mail server is the page that asks for it as it is listed, a dot at the end aside.
    let mut socket = connect(&relay).await;
    send(&mut socket, FromPage::Open { host: "127.0.0.1.", port }).await;
    let opened = next(&mut socket).await;
    assert_eq!(FromRelay::parse(&opened), Ok(FromRelay::Opened { window: Limits::default().window }));
    send(&mut socket, FromPage::Data(b"first")).await;
    let mut first = [0; 5];
    let (mut stream, _) = soon(server.accept()).await.expect("a connection");
    soon(stream.read_exact(&mut first)).await.expect("five bytes");
    assert_eq!(&first, b"first");
}

#[tokio::test]
async fn a_listed_name_may_not_lead_inside() {
    let (server, _) = listener().await;
    let port = server.local_addr().expect("an address").port();
    // The resolver of the system reads these as 127.0.0.1, as it would a name with such a record.
    let names = ["127.1", "2130706433", "0x7f.1", "0177.0.0.1"];
    let relay = Running::allowing(&names.map(|name| format!("{name}:{port}")).join(",")).await;
    for name in names {
        let reason = refusal(&relay, name, port, Refusal::PrivateAddress).await;
        assert_eq!(reason, format!("{name}=ADDRESS:{port}"), "what the operator would list instead");
    }
}

#[tokio::test]
async fn a_name_that_the_operator_sends_inside_leads_there_without_dns() {
    let (server, pair) = listener().await;
    let port = server.local_addr().expect("an address").port();
    // Names of `.invalid` are not in the DNS (RFC 6761, section 6.4).
    let relay = Running::allowing(&format!("vm:1,mail.restante.invalid={pair}")).await;
    let mut socket = connect(&relay).await;
    send(&mut socket, FromPage::Open { host: "Mail.Restante.invalid", port }).await;
    let opened = next(&mut socket).await;
    assert!(matches!(FromRelay::parse(&opened), Ok(FromRelay::Opened { .. })));
    soon(server.accept()).await.expect("a connection");
    // Neither the address itself nor another port came onto the list with it.
    refusal(&relay, "127.0.0.1", port, Refusal::NotAllowed).await;
    refusal(&relay, "mail.restante.invalid", port ^ 1, Refusal::NotAllowed).await;
    let answer = get(&relay, "/config.json", &[]).await;
    let document: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    let reachable = serde_json::json!([format!("mail.restante.invalid:{port}"), "vm:1"]);
    assert_eq!((&document["reachable"], &document["allow"]), (&reachable, &serde_json::Value::Null));
    assert!(!String::from_utf8_lossy(&answer.body).contains("127.0.0.1"), "the address is not told");
}

#[tokio::test]
async fn localhost_is_the_operators_own_word() {
    let (server, _) = listener().await;
    let port = server.local_addr().expect("an address").port();
    let relay = Running::allowing(&format!("localhost:{port}")).await;
    let mut socket = connect(&relay).await;
    send(&mut socket, FromPage::Open { host: "LocalHost", port }).await;
    let opened = next(&mut socket).await;
    assert!(matches!(FromRelay::parse(&opened), Ok(FromRelay::Opened { .. })));
    refusal(&relay, "127.0.0.1", port, Refusal::NotAllowed).await;
}

#[tokio::test]
async fn a_long_reason_is_cut_between_letters() {
    let relay = Running::allowing("").await;
    let reason = refusal(&relay, &"\u{e9}".repeat(126), 995, Refusal::NotAllowed).await;
    assert_eq!(reason, "\u{e9}".repeat(61));
}
