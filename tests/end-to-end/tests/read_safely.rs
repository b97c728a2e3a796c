//! Proves what a reader can do about a mail that wants more than to be read: fetch its images, once or
//! always; look where a link leads; look at files. And that nothing happens unasked.

use std::time::Duration;

use restante_end_to_end::{
    Browser, Contact, DOMAIN, Messages, Outside, PATIENCE, Reading, Relay, Scripted, until,
};

const COLLECTING: Duration = Duration::from_secs(60);

/// Long enough that an image that is fetched is heard.
const QUIET: Duration = Duration::from_millis(1_000);

/// A red pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

/// Each is a day older than the one before.
fn mail(day: u32, head: &str, kind: &str, body: &str) -> Vec<u8> {
    format!(
        "{head}To: reader@example.org\r\nDate: {day:02} Oct 2026 10:00:00 +0000\r\n\
         Message-ID: <{day}@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n{body}\r\n"
    )
    .into_bytes()
}

fn mails(port: u16) -> Vec<Vec<u8>> {
    let html = "text/html; charset=utf-8";
    let checked = "Authentication-Results: mx.example.org; dmarc=pass header.from=shop.example\r\n";
    let offer = |day: u32| {
        mail(
            day,
            &format!("{checked}From: Shop <news@shop.example>\r\nSubject: Offer {day}\r\n"),
            html,
            &format!(
                "<p>New things.</p><img width=200 height=90 src='https://picture{day}.{DOMAIN}:{port}/p.png'>\
                 <img width=1 height=1 src='https://count{day}.{DOMAIN}:{port}/open.gif'>"
            ),
        )
    };
    let links = "<p><a id=lies href='https://evil.example/login'>https://www.bank.example/</a> \
                 <a id=sound href='https://shop.example/'>our shop</a></p>";
    let image = format!(
        "--b\r\nContent-Type: text/plain\r\n\r\nTwo files.\r\n--b\r\n\
         Content-Type: image/png; name=\"map.png\"\r\nContent-Disposition: attachment\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{PNG}\r\n--b\r\n\
         Content-Type: text/html; name=\"bill.html\"\r\nContent-Disposition: attachment\r\n\r\n\
         <script>alert(1)</script>\r\n--b\r\n\
         Content-Type: application/octet-stream; name=\"invoice\u{202e}fdp.exe\"\r\n\
         Content-Disposition: attachment\r\n\r\nMZ\r\n--b--"
    );
    vec![
        offer(9),
        mail(8, "From: Bank <bank@evil.example>\r\nSubject: Your account\r\n", html, links),
        mail(7, "From: Ada <ada@example.org>\r\nSubject: Files\r\n", "multipart/mixed; boundary=b", &image),
        mail(
            6,
            "From: \"service@bank.example\" <mallory@evil.example>\r\nReply-To: drop@evil.example\r\n\
             Subject: Who am I\r\n",
            "text/plain",
            "Trust me.",
        ),
        offer(5),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_fetched_opened_or_believed_unasked() {
    let outside = Outside::start().await;
    let server = Scripted::start(mails(outside.port()), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("read-safely", outside.options(), async |browser| {
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(5, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        images(browser, &outside).await;
        links(browser, &outside).await;
        files(browser).await;

        messages.open(4).await;
        Reading(browser)
            .shows(&["holds the address service@bank.example", "mallory@evil.example", "drop@evil.example"])
            .await;
        assert_eq!(outside.quiet(QUIET).await, []);
    })
    .await;
    assert!(relay.stop().await.success());
}

async fn images(browser: &Browser, outside: &Outside) {
    let messages = Messages(browser);
    messages.open(1).await;
    let reading = Reading(browser);
    reading.shows(&["New things.", "1 remote image blocked", "1 tracker blocked", "count9"]).await;
    assert!(browser.see("button", "Always for this sender").await.is_none(), "nobody vouches for them yet");
    assert_eq!(outside.quiet(QUIET).await, [], "nothing is fetched unasked");

    browser.click("button", "Show remote images").await;
    outside.hears("picture9", PATIENCE).await;
    let host = format!("picture9.{DOMAIN}");
    let fetched = outside.quiet(QUIET).await;
    assert!(
        fetched.iter().all(|contact| contact.name() == host),
        "only the image, not the tracker: {fetched:?}"
    );
    let request = Contact::Request { host: host.clone(), line: "GET /p.png".to_owned(), tells: Vec::new() };
    assert!(fetched.contains(&request), "without cookies and referrer: {fetched:?}");

    // It is asked once whose server that is that has checked the sender.
    messages.open(5).await;
    reading.shows(&["mx.example.org has checked who sent this"]).await;
    browser.click("button", "Yes, it is mine").await;
    reading.shows(&["confirms that this comes from shop.example"]).await;
    assert_eq!(outside.quiet(QUIET).await, [], "one message's images are not another's");
    browser.click("button", "Always for this sender").await;
    outside.hears("picture5", PATIENCE).await;
    assert!(!outside.quiet(QUIET).await.is_empty(), "they are fetched");
    messages.open(1).await;
    outside.hears("picture9", PATIENCE).await;
    let fetched = outside.quiet(QUIET).await;
    assert!(fetched.iter().any(|contact| contact.name() == host), "always, now: {fetched:?}");
    browser.find("button", "No longer for this sender").await;
}

async fn links(browser: &Browser, outside: &Outside) {
    Messages(browser).open(2).await;
    Reading(browser).shows(&["1 link does not lead where it seems to", "our shop"]).await;
    let attributes = "
        const link = document.querySelector('.message-frame').contentDocument.querySelectorAll('a')[arguments[0]];
        return ['href', 'target', 'rel'].map(name => link.getAttribute(name));
    ";
    let lies = browser.script(attributes, vec![0.into()]).await;
    assert_eq!(lies, serde_json::json!([null, null, null]), "it goes nowhere by itself");
    let sound = browser.script(attributes, vec![1.into()]).await;
    assert_eq!(sound, serde_json::json!(["https://shop.example/", "_blank", "noopener noreferrer"]));

    browser
        .script(
            "document.querySelector('.message-frame').contentDocument.querySelector('a').click()",
            Vec::new(),
        )
        .await;
    let asked = browser.read("alertdialog", "This link may deceive").await;
    for words in ["www.bank.example", "leads to evil.example", "https://evil.example/login"] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    browser.click("button", "Cancel").await;
    browser.gone(PATIENCE, "alertdialog", "This link may deceive").await;
    assert_eq!(browser.script("return location.pathname", Vec::new()).await, "/");
    assert_eq!(outside.quiet(QUIET).await, []);
}

async fn files(browser: &Browser) {
    Messages(browser).open(3).await;
    Reading(browser).shows(&["3 files", "A web page", "pretends to be another kind of file"]).await;
    assert!(browser.see("button", "Show bill.html").await.is_none(), "a page is never shown");
    let names = "return [...document.querySelectorAll('.attachment-name')].map(name => name.textContent)";
    let names = browser.script(names, Vec::new()).await;
    assert!(names[2].as_str().is_some_and(|name| name.ends_with(".exe")), "it ends as it does: {names}");

    browser.click("button", "Show map.png").await;
    until("the picture is drawn", PATIENCE, async || {
        let drawn = "return document.querySelector('dialog img')?.naturalWidth";
        (browser.script(drawn, Vec::new()).await == 1).then_some(())
    })
    .await;
    browser.click("button", "Close").await;
}
