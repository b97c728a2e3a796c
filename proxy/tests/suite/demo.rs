//! The demo mailbox that a relay brings along.

use restante::protocol::frame::{FromPage, FromRelay};
use restante_relay::Config;

use crate::http::get;
use crate::running::{Running, config};
use crate::websocket::{connect, next, send};

#[tokio::test]
async fn the_demo_servers_are_described_and_reached_by_name() {
    let relay = Running::start(Config { demo: true, ..config("") }).await;
    let answer = get(&relay, "/config.json", &[]).await;
    let document: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(
        document["reachable"],
        serde_json::json!(["demo.restante.invalid:465", "demo.restante.invalid:995"])
    );
    assert_eq!(document["allow"], "", "the operator has listed nothing");
    let demo = &document["demo"];
    for (server, port) in [("pop3", 995), ("smtp", 465)] {
        let expected =
            serde_json::json!({ "host": "demo.restante.invalid", "port": port, "security": "tls" });
        assert_eq!(demo[server], expected);
        let mut socket = connect(&relay).await;
        send(&mut socket, FromPage::Open { host: "demo.restante.invalid", port }).await;
        let opened = next(&mut socket).await;
        assert!(matches!(FromRelay::parse(&opened), Ok(FromRelay::Opened { .. })), "{server}");
    }
    assert!(demo["address"].as_str().is_some_and(|address| address.contains('@')));
    assert!(demo["password"].as_str().is_some_and(|password| !password.is_empty()));
    let pin = demo["spki_sha256"].as_str().expect("a hash");
    assert!(pin.len() == 64 && pin.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')), "{pin}");
}
