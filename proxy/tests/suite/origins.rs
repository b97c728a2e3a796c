//! Who may open a WebSocket at all.

use restante::protocol::frame::SUBPROTOCOL;

use crate::http::get;
use crate::running::{Running, config};
use crate::websocket::{ask, connect, request};

async fn status(relay: &Running, headers: &[(&str, &str)]) -> u16 {
    ask(request(relay, headers))
        .await
        .map_or_else(|status| status, |(_, response)| response.status().as_u16())
}

#[tokio::test]
async fn the_page_under_both_its_names_is_let_in() {
    let relay = Running::allowing("").await;
    for host in ["localhost", "127.0.0.1"] {
        let origin = format!("http://{host}:{}", relay.address.port());
        let headers = [("Origin", origin.as_str()), ("Sec-WebSocket-Protocol", SUBPROTOCOL)];
        assert_eq!(status(&relay, &headers).await, 101, "{origin}");
    }
}

#[tokio::test]
async fn every_other_origin_is_refused() {
    let relay = Running::allowing("").await;
    let port = relay.address.port();
    let strangers = [
        "null".to_owned(),
        String::new(),
        "*".to_owned(),
        "http://localhost".to_owned(),
        format!("http://localhost:{}", port ^ 1),
        format!("http://localhost:0{port}"),
        format!("https://localhost:{port}"),
        format!("ws://localhost:{port}"),
        format!("http://LOCALHOST:{port}"),
        format!("http://localhost:{port}/"),
        format!("http://localhost:{port}0"),
        format!("http://localhost.:{port}"),
        format!("http://localhost.example.org:{port}"),
        format!("http://notlocalhost:{port}"),
        format!("http://1ocalhost:{port}"),
        format!("http://127.1:{port}"),
        format!("http://[::1]:{port}"),
        format!("http://localhost:{port}@example.org"),
        format!("http://example.org@localhost:{port}"),
        format!("http://example.org/http://localhost:{port}"),
        format!("http://example.org http://localhost:{port}"),
        format!("http://localhost:{port}, http://example.org"),
        format!("http://localhost:{port}\thttp://example.org"),
    ];
    for origin in strangers {
        let headers = [("Origin", origin.as_str()), ("Sec-WebSocket-Protocol", SUBPROTOCOL)];
        assert_eq!(status(&relay, &headers).await, 403, "{origin:?}");
    }
}

#[tokio::test]
async fn an_origin_is_said_exactly_once() {
    let relay = Running::allowing("").await;
    let origin = relay.origin();
    let protocol = ("Sec-WebSocket-Protocol", SUBPROTOCOL);
    assert_eq!(status(&relay, &[protocol]).await, 403, "no origin");
    let twice = [("Origin", origin.as_str()), ("Origin", origin.as_str()), protocol];
    assert_eq!(status(&relay, &twice).await, 403, "the same origin twice");
}

#[tokio::test]
async fn configured_origins_take_the_place_of_the_usual_ones() {
    let origins = "https://mail.example.org,http://localhost:1".parse().expect("origins");
    let relay = Running::start(restante_relay::Config { origins, ..config("") }).await;
    for (origin, expected) in [
        ("https://mail.example.org", 101),
        ("http://localhost:1", 101),
        ("https://mail.example.org:443", 403),
        (&relay.origin(), 403),
    ] {
        let headers = [("Origin", origin), ("Sec-WebSocket-Protocol", SUBPROTOCOL)];
        assert_eq!(status(&relay, &headers).await, expected, "{origin}");
    }
}

#[tokio::test]
async fn the_origin_is_asked_for_before_all_else() {
    let relay = Running::allowing("").await;
    assert_eq!(get(&relay, "/relay", &[]).await.status, 403, "no WebSocket request, no origin");
    assert_eq!(status(&relay, &[("Origin", "null"), ("Sec-WebSocket-Protocol", "other")]).await, 403);
    let page = [("Origin", relay.origin())];
    let page = page.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(get(&relay, "/relay", &page).await.status, 400, "the page, but no WebSocket request");
}

#[tokio::test]
async fn only_the_subprotocol_of_these_wire_types_is_spoken() {
    let relay = Running::allowing("").await;
    let origin = relay.origin();
    let origin = ("Origin", origin.as_str());
    assert_eq!(status(&relay, &[origin]).await, 400, "no subprotocol");
    for (offer, expected) in
        [("restante.2", 400), ("RESTANTE.1", 400), ("restante.11", 400), ("restante.2, restante.1", 101)]
    {
        assert_eq!(status(&relay, &[origin, ("Sec-WebSocket-Protocol", offer)]).await, expected, "{offer}");
    }
}

#[tokio::test]
async fn nothing_is_compressed() {
    let relay = Running::allowing("").await;
    let origin = relay.origin();
    let headers = [
        ("Origin", origin.as_str()),
        ("Sec-WebSocket-Protocol", SUBPROTOCOL),
        ("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
    ];
    let (_, response) = ask(request(&relay, &headers)).await.expect("a WebSocket");
    assert_eq!(response.headers().get("Sec-WebSocket-Extensions"), None);
    connect(&relay).await;
}
