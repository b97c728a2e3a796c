//! Proves what a reader can do about a mail that wants more than to be read: fetch its images, once or
//! always; look where a link leads; look at files. And that nothing happens unasked.

use std::time::Duration;

use fantoccini::{Locator, key::Key};
use restante_end_to_end::{
    Browser, Contact, DOMAIN, Messages, Options, Outside, PATIENCE, Reading, Relay, Scripted, until,
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
                "<p style='background: url(https://paper{day}.{DOMAIN}:{port}/p.png)'>New things.</p><img width=200 height=90 src='https://picture{day}.{DOMAIN}:{port}/p.png'>\
                 <img width=1 height=1 src='https://count{day}.{DOMAIN}:{port}/open.gif'>"
            ),
        )
    };
    let links = format!(
        "<p><a id=lies href='https://evil.example/login'>https://www.bank.example/</a> \
         <a id=sound href='https://shop.{DOMAIN}:{port}/new'>our shop</a></p>"
    );
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
        mail(8, "From: Bank <bank@evil.example>\r\nSubject: Your account\r\n", html, &links),
        mail(7, "From: Ada <ada@example.org>\r\nSubject: Files\r\n", "multipart/mixed; boundary=b", &image),
        mail(
            6,
            "Received: from a\r\n\tby b\r\nReceived: from c\r\nX-Mailer: =?utf-8?Q?Caf=C3=A9?=\r\n\
             From: \"service@bank.example\" <mallory@evil.example>\r\nReply-To: drop@evil.example\r\n\
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
        // The hosts of the images know this browser.
        for label in ["picture9", "paper9", "picture5"] {
            browser.go(&outside.gives_cookies(label)).await;
            assert_eq!(browser.script("return document.cookie", Vec::new()).await, "everywhere=1; visits=1");
        }
        _ = outside.quiet(QUIET).await;
        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        let messages = Messages(browser);
        messages.reach(5, COLLECTING).await;
        browser.collected(1, COLLECTING).await;

        images(browser, &outside).await;
        links(browser, &outside).await;
        sound_link(browser, &outside).await;
        files(browser).await;

        messages.open(4).await;
        Reading(browser)
            .shows(&["holds the address service@bank.example", "mallory@evil.example", "drop@evil.example"])
            .await;
        all_headers(browser).await;
        assert_eq!(outside.quiet(QUIET).await, []);
    })
    .await;
    assert!(relay.stop().await.success());
}

async fn images(browser: &Browser, outside: &Outside) {
    let messages = Messages(browser);
    messages.open(1).await;
    let reading = Reading(browser);
    reading.shows(&["New things.", "2 remote images blocked", "1 tracker blocked", "count9"]).await;
    assert!(browser.see("button", "Always for this sender").await.is_none(), "nobody vouches for them yet");
    assert_eq!(outside.quiet(QUIET).await, [], "nothing is fetched unasked");

    browser.click("button", "Show remote images").await;
    outside.hears("picture9", PATIENCE).await;
    let hosts = ["picture9", "paper9"].map(|label| format!("{label}.{DOMAIN}"));
    let fetched = outside.quiet(QUIET).await;
    assert!(
        fetched.iter().all(|contact| hosts.iter().any(|host| contact.name() == host)),
        "only the images, not the tracker: {fetched:?}"
    );
    for host in &hosts {
        let request =
            Contact::Request { host: host.clone(), line: "GET /p.png".to_owned(), tells: Vec::new() };
        assert!(fetched.contains(&request), "without cookies and referrer: {fetched:?}");
    }

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
    assert!(fetched.iter().any(|contact| contact.name() == hosts[0]), "always, now: {fetched:?}");
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
    let shop = format!("https://shop.{DOMAIN}:{}/new", outside.port());
    assert_eq!(sound, serde_json::json!([shop, "_blank", "noopener noreferrer"]));

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

/// A link that says where it leads is followed with the pointer: it opens outside, where nothing is known
/// of whence, and the mail stays.
async fn sound_link(browser: &Browser, outside: &Outside) {
    let client = browser.client();
    let before = client.windows().await.expect("windows");
    let [page] = &before[..] else { panic!("one window, and not {before:?}") };
    // What navigates anywhere takes these along.
    let stays = "window.stays = true; document.querySelector('.message-frame').contentWindow.stays = true";
    browser.script(stays, Vec::new()).await;
    let frame = client.find(Locator::Css(".message-frame")).await.expect("the frame");
    frame.enter_frame().await.expect("its document");
    client.find(Locator::Css("#sound")).await.expect("the link").click().await.expect("a click");
    client.switch_to_window(page.clone()).await.expect("the page");
    let opened = until("a window is opened", PATIENCE, async || {
        client.windows().await.ok()?.into_iter().find(|window| window != page)
    })
    .await;
    client.switch_to_window(opened).await.expect("the new window");
    let shop = format!("https://shop.{DOMAIN}:{}/new", outside.port());
    until("the shop is open", PATIENCE, async || {
        (browser.script("return location.href", Vec::new()).await == *shop).then_some(())
    })
    .await;
    let told = browser.script("return [window.opener, document.referrer]", Vec::new()).await;
    assert_eq!(told, serde_json::json!([null, ""]), "no opener, no referrer");
    client.close_window().await.expect("it closes");
    client.switch_to_window(page.clone()).await.expect("the page");
    let stay = "
        const frame = document.querySelector('.message-frame').contentWindow;
        return [window.stays, location.pathname, frame.stays, frame.location.pathname, frame.document.body.innerText];
    ";
    let stay = browser.script(stay, Vec::new()).await;
    let words = "https://www.bank.example/ our shop";
    assert_eq!(stay, serde_json::json!([true, "/", true, "/message.html", words]), "nothing was navigated");
    let host = format!("shop.{DOMAIN}");
    let heard = outside.quiet(QUIET).await;
    let request = Contact::Request { host: host.clone(), line: "GET /new".to_owned(), tells: Vec::new() };
    assert!(heard.contains(&request), "without a referrer: {heard:?}");
    assert!(
        heard.iter().all(|contact| contact.name() == host),
        "the doubtful link is not followed: {heard:?}"
    );
}

/// By the keyboard alone.
async fn all_headers(browser: &Browser) {
    let type_at = async |keys: String| {
        let active = browser.client().active_element().await.expect("something has the keyboard");
        active.send_keys(&keys).await.expect("keys are heard");
    };
    browser.find("button", "More").await;
    browser.script("document.querySelector('[popovertarget=more-menu]').focus()", Vec::new()).await;
    type_at(Key::Enter + "").await;
    browser.find("menuitem", "All headers").await;
    for _ in 0..40 {
        let at = browser.script("return document.activeElement.textContent.trim()", Vec::new()).await;
        if at == "All headers" {
            break;
        }
        type_at(Key::Down + "").await;
    }
    type_at(Key::Enter + "").await;
    browser.find("button", "Copy headers").await;
    let rows = "
        return [...document.querySelectorAll('dialog dl > div')]
            .map(row => [...row.children].map(cell => cell.textContent).join(': '));
    ";
    let rows = browser.script(rows, Vec::new()).await;
    let rows: Vec<&str> = rows.as_array().expect("rows").iter().filter_map(|row| row.as_str()).collect();
    let begins = [
        "Received: from a by b",
        "Received: from c",
        "X-Mailer: Caf\u{e9}",
        "From: \"service@bank.example\"",
    ];
    assert!(
        rows.len() > begins.len() && rows.iter().zip(begins).all(|(row, begin)| row.starts_with(begin)),
        "{rows:?}"
    );
    browser.find("dialog", "All headers").await;
    type_at(Key::Escape + "").await;
    browser.gone(PATIENCE, "dialog", "All headers").await;
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

/// Where the reader lets sites take their cookies along everywhere, images of a mail still come without.
#[tokio::test(flavor = "multi_thread")]
async fn images_take_no_cookies_along() {
    let outside = Outside::start().await;
    let server = Scripted::start(mails(outside.port()), &[]).await;
    let relay = Relay::to(server.port()).await;
    let allowed = vec![
        ("profile.cookie_controls_mode", serde_json::json!(0)),
        ("profile.block_third_party_cookies", serde_json::json!(false)),
    ];
    let options = Options { preferences: allowed, ..outside.options() };
    let image = format!("<img src='https://picture9.{DOMAIN}:{}/p.png'>", outside.port());
    let bare = outside.serve("/bare", "text/html", image);
    Browser::run("read-safely-cookies", options, async |browser| {
        for label in ["picture9", "paper9"] {
            browser.go(&outside.gives_cookies(label)).await;
        }
        _ = outside.quiet(QUIET).await;
        let cookies = |contacts: &[Contact]| {
            let told = contacts.iter().filter_map(|contact| match contact {
                Contact::Request { tells, .. } => Some(tells),
                Contact::LookUp { .. } => None,
            });
            told.flatten().filter(|field| field.to_lowercase().starts_with("cookie")).count()
        };
        browser.go(&bare).await;
        outside.hears("picture9", PATIENCE).await;
        assert_eq!(cookies(&outside.quiet(QUIET).await), 1, "any other page takes the cookie along");

        browser.go(&relay.url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(5, COLLECTING).await;
        Messages(browser).open(1).await;
        browser.click("button", "Show remote images").await;
        outside.hears("picture9", PATIENCE).await;
        outside.hears("paper9", PATIENCE).await;
        let fetched = outside.quiet(QUIET).await;
        assert!(fetched.iter().any(|contact| matches!(contact, Contact::Request { .. })), "they are fetched");
        assert_eq!(cookies(&fetched), 0, "{fetched:?}");
        Reading(browser).shows(&["New things."]).await;

        // A frame without credentials is none of the service worker's.
        assert!(relay.stop().await.success());
        browser.reload().await;
        Messages(browser).reach(5, COLLECTING).await;
        Messages(browser).open(1).await;
        browser.click("button", "Show remote images").await;
        Reading(browser).shows(&["New things."]).await;
    })
    .await;
}
