//! Proves that the tools of these tests work, on a small page of their own: what they find is there,
//! what they do reaches the page, and what is not there is not found.

use std::{net::Ipv4Addr, time::Duration};

use restante_end_to_end::{Browser, Messages, Name, Options, Reading};
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width"><title>Harness</title>
<h1>Harness</h1>
<label for="port">POP3 port</label><input id="port" type="number" value="110">
<label>Your name <input id="name" value="old"></label>
<label>POP3 security <select><option>TLS</option><option>STARTTLS</option><option>None</option></select></label>
<label><input type="checkbox" checked> Leave messages on server</label>
<button onclick="say(document.getElementById('name').value)">Say it</button>
<button aria-label="By label" onclick="say('by label')"><svg></svg></button>
<button style="display:none">Hidden</button>
<div id="said"></div>
<div role="grid" aria-label="Messages" aria-rowcount="1000" style="height:300px;overflow:auto">
  <div id="rows" role="rowgroup" style="height:60000px;position:relative"></div>
</div>
<section aria-label="Message"><h2>A subject</h2><iframe title="Message body" srcdoc="<p>In the frame</p>"></iframe></section>
<script>
  function say(text) {
    setTimeout(() => { said.innerHTML = ''; const p = document.createElement('p'); p.setAttribute('role', 'alert'); p.textContent = 'Somebody said ' + text; said.append(p) }, 200);
  }
  const grid = document.querySelector('[role=grid]');
  function draw() {
    const first = Math.floor(grid.scrollTop / 60);
    rows.replaceChildren(...Array.from({ length: 6 }, (_, i) => first + i + 1).filter(n => n <= 1000).map(n => {
      const row = document.createElement('div');
      row.setAttribute('role', 'row');
      row.setAttribute('aria-rowindex', n);
      row.style.cssText = 'position:absolute;height:60px;width:100%;top:' + (n - 1) * 60 + 'px';
      row.innerHTML = '<span role="gridcell">Mail number ' + n + '</span>';
      row.onclick = () => say('row ' + n);
      return row;
    }));
  }
  grid.onscroll = draw; draw();
</script></html>"#;

/// Stores so many bytes in IndexedDB and says how that went.
const STORE: &str = "
    const [size] = arguments;
    return new Promise(done => {
        const opening = indexedDB.open('harness', 1);
        opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
        opening.onerror = () => done(opening.error.name);
        opening.onsuccess = () => {
            const bytes = new Uint8Array(size);
            for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
            const transaction = opening.result.transaction('bytes', 'readwrite');
            transaction.objectStore('bytes').add(bytes);
            transaction.oncomplete = () => { opening.result.close(); done('stored') };
            transaction.onabort = () => { opening.result.close(); done(transaction.error.name) };
        };
    });
";

/// Serves the page at any path; ends when the tasks are dropped.
async fn page() -> (String, JoinSet<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        // The browser opens connections that it uses later or never: none may keep the others waiting.
        let mut answers = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            answers.spawn(answer(stream));
        }
    });
    (url, tasks)
}

async fn answer(stream: TcpStream) {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|count| count > 2) {
        line.clear();
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n";
    let answer = format!("{head}Content-Length: {}\r\n\r\n{PAGE}", PAGE.len());
    // Whether the browser still wants it is its own affair.
    _ = stream.write_all(answer.as_bytes()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn things_are_found_by_role_and_name_and_used() {
    let (url, _server) = page().await;
    Browser::run("harness-roles", Options::default(), async |browser| {
        browser.go(&url).await;
        assert!(browser.see("button", "Hidden").await.is_none());
        assert!(browser.see("link", "Say it").await.is_none());
        assert_eq!(browser.see_all("button", Name::Any).await.len(), 2);
        assert!(browser.see("heading button", Name::Begins("Harn")).await.is_some());

        browser.type_into("Your name", "Zoë <ß>").await;
        browser.type_into("POP3 port", "21110").await;
        browser.choose("POP3 security", "STARTTLS").await;
        let values = "return [...document.querySelectorAll('input[id], select')].map(field => field.value)";
        assert_eq!(browser.script(values, vec![]).await, json!(["21110", "Zoë <ß>", "STARTTLS"]));
        browser.click("checkbox", "Leave messages on server").await;
        assert!(!browser.find("checkbox", Name::Any).await.is_selected().await.unwrap());

        browser.click("button", "Say it").await;
        let text = browser.alert(Duration::from_secs(5), &["somebody", "Zoë"]).await;
        assert_eq!(text, "Somebody said Zoë <ß>");
        browser.click("button", "By label").await;
        browser.alert(Duration::from_secs(5), &["by label"]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_far_away_are_scrolled_to() {
    let (url, _server) = page().await;
    Browser::run("harness-list", Options::default(), async |browser| {
        browser.go(&url).await;
        let messages = Messages(browser);
        messages.reach(1000, Duration::from_secs(5)).await;
        for number in [1, 700, 13, 1000] {
            assert_eq!(messages.row(number).await.name, format!("Mail number {number}"));
        }
        messages.open(500).await;
        browser.alert(Duration::from_secs(5), &["row 500"]).await;
        Reading(browser).shows(&["A subject", "In the frame"]).await;
        assert_eq!(Reading(browser).framed().await.as_deref(), Some("In the frame"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn permissions_and_device_are_what_the_test_says() {
    let (url, _server) = page().await;
    Browser::run("harness-devtools", Options::default(), async |browser| {
        browser.go(&url).await;
        browser.set_permission("persistent-storage", "denied").await;
        assert_eq!(browser.script("return navigator.storage.persist()", vec![]).await, json!(false));
        browser.set_permission("persistent-storage", "granted").await;
        assert_eq!(browser.script("return navigator.storage.persist()", vec![]).await, json!(true));
        assert_eq!(browser.script("return navigator.storage.persisted()", vec![]).await, json!(true));

        browser.pretend(390, 844, true).await;
        let device = "return [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches]";
        assert_eq!(browser.script(device, vec![]).await, json!([390, 844, true]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_holds_from_before_the_page_until_it_is_lifted() {
    let (url, _server) = page().await;
    Browser::run("harness-quota", Options::default(), async |browser| {
        let origin = url.trim_end_matches('/');
        browser.set_quota(origin, Some(1_000_000)).await;
        browser.go(&url).await;
        assert_eq!(browser.script(STORE, vec![json!(300_000)]).await, json!("stored"));
        assert_eq!(browser.script(STORE, vec![json!(3_000_000)]).await, json!("QuotaExceededError"));
        browser.set_quota(origin, None).await;
        assert_eq!(browser.script(STORE, vec![json!(3_000_000)]).await, json!("stored"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_the_tests_own_is_no_secure_context() {
    let (url, _server) = page().await;
    Browser::run("harness-insecure", Options::with_name("insecure.test"), async |browser| {
        browser.go(&url).await;
        assert_eq!(browser.script("return isSecureContext", vec![]).await, json!(true));
        browser.go(&url.replace("127.0.0.1", "insecure.test")).await;
        assert_eq!(browser.script("return isSecureContext", vec![]).await, json!(false));
    })
    .await;
}
