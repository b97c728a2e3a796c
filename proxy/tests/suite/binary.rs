//! The command itself.

use std::process::Stdio;

use futures_util::StreamExt;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::http::request;
use crate::running::soon;

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_restante-relay"));
    for variable in ["RESTANTE_LISTEN", "RESTANTE_ALLOW", "RESTANTE_ORIGIN"] {
        command.env_remove(variable);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Starts it; answers with `host:port` of the address that it prints.
async fn start(command: &mut Command) -> (Child, String) {
    let mut child = command.spawn().expect("the command");
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
    soon(stdout.read_line(&mut line)).await.expect("a line");
    let host = line.strip_prefix("http://").and_then(|rest| rest.strip_suffix("/\n"));
    let host = host.unwrap_or_else(|| panic!("{line:?} is no address")).to_owned();
    (child, host)
}

fn signal(child: &Child, signal: Signal) {
    let pid = child.id().and_then(|id| Pid::from_raw(id.cast_signed())).expect("a running process");
    kill_process(pid, signal).expect("a signal");
}

#[tokio::test]
async fn it_answers_where_it_says_and_ends_on_a_signal() {
    for name in [Signal::TERM, Signal::INT] {
        let (mut child, host) = start(command().args(["--listen", "127.0.0.1:0"])).await;
        assert_eq!(request(&host, "GET", "/config.json", &[]).await.status, 200);
        // A page that is open, and a connection that says nothing, do not hold it up.
        let mut page = format!("ws://{host}/relay").into_client_request().expect("a request");
        page.headers_mut().insert("Origin", format!("http://{host}").parse().expect("a value"));
        page.headers_mut().insert("Sec-WebSocket-Protocol", "restante.1".parse().expect("a value"));
        let (mut page, _) = soon(connect_async(page)).await.expect("a WebSocket");
        let _silent = soon(TcpStream::connect(&host)).await.expect("a connection");
        signal(&child, name);
        let message = soon(page.next()).await;
        let Some(Ok(Message::Close(Some(frame)))) = message else { panic!("{message:?}") };
        assert_eq!(u16::from(frame.code), 1001);
        assert_eq!(soon(child.wait()).await.expect("an end").code(), Some(0), "{name:?}");
    }
}

#[tokio::test]
async fn it_reads_its_environment_and_logs_nothing() {
    let (mut child, host) = start(
        command()
            .env("RESTANTE_LISTEN", "127.0.0.1:0")
            .env("RESTANTE_ALLOW", "pop.example.org:995, smtp.example.org:465")
            .env("RESTANTE_ORIGIN", ""),
    )
    .await;
    let answer = request(&host, "GET", "/config.json", &[]).await;
    let document: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!(document["reachable"], serde_json::json!(["pop.example.org:995", "smtp.example.org:465"]));
    signal(&child, Signal::TERM);
    let mut said = String::new();
    let mut stderr = child.stderr.take().expect("its errors");
    soon(stderr.read_to_string(&mut said)).await.expect("text");
    assert_eq!(said, "");
    assert_eq!(soon(child.wait()).await.expect("an end").code(), Some(0));
}

#[tokio::test]
async fn it_says_what_is_wrong_and_does_not_start() {
    let taken = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let taken = taken.local_addr().map(|address| (taken, address.to_string())).expect("an address");
    for (arguments, wrong) in [
        (["--allow", "pop.example.org"], "pop.example.org"),
        (["--origin", "http://localhost:8025/"], "http://localhost:8025/"),
        (["--listen", &taken.1], &taken.1),
    ] {
        let output = soon(command().args(arguments).output()).await.expect("an end");
        assert!(!output.status.success(), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(wrong), "{output:?}");
        assert!(output.stdout.is_empty());
    }
}
