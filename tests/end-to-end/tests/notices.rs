//! Proves that new mail is told outside of the page once its reader has switched that on and the browser allows
//! it, that one mail is named and several are one notice, that a click leads there, and that the tab says what
//! is unread.

use std::time::Duration;

use restante_dovecot::Dovecot;
use restante_end_to_end::{AccountForm, Browser, Messages, Name, Options, PATIENCE, Relay, Security, until};
use serde_json::Value;

const COLLECTING: Duration = Duration::from_secs(60);

/// Remembers what is shown; and nobody looks at the page.
const RECORD: &str = "
    const Shown = Notification;
    window.told = [];
    window.Notification = class extends Shown {
        constructor(title, options) {
            super(title, options);
            told.push({ title, text: options.body, notice: this });
        }
    };
    document.hasFocus = () => false;
";
const TOLD: &str = "return told.map(({ title, text }) => `${title}: ${text}`)";
/// By the page's clock it is quiet for two seconds more.
const AT_DAWN: &str = "
    Date.prototype.getHours = () => 6;
    Date.prototype.getMinutes = () => 59;
    Date.prototype.getSeconds = () => 58;
";
const CLICK: &str = "told.at(-1).notice.onclick()";

fn mail(day: u8, from: &str, subject: &str) -> Vec<u8> {
    format!(
        "From: {from} <{from}@example.org>\r\nTo: reader@example.org\r\nDate: {day} Oct 2026 08:00:00 +0000\r\n\
         Message-ID: <{day}@example.org>\r\nSubject: {subject}\r\n\r\nText of {subject}.\r\n"
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn new_mail_is_told_outside_of_the_page() {
    let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).unwrap();
    dovecot.deliver([mail(1, "Ada", "Plan")]).unwrap();
    let relay = Relay::to(dovecot.pop3s()).await;
    Browser::run("notices", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        let form = AccountForm {
            host: "localhost",
            port: dovecot.pop3s(),
            security: Security::Tls,
            user: Dovecot::USER,
            password: Dovecot::PASSWORD,
        };
        form.save(browser).await;
        browser.find("alertdialog", "Untrusted certificate").await;
        browser.click("button", "Trust this certificate").await;
        Messages(browser).reach(1, COLLECTING).await;
        browser.collected(2, COLLECTING).await;
        says(browser, "(1) Inbox – Restante").await;
        let icon = "return document.querySelector('link[rel=icon]').getAttribute('href')";
        let counted = browser.script(icon, vec![]).await;
        assert!(counted.as_str().is_some_and(|icon| icon.contains("%3E1%3C/text%3E")), "{counted}");
        let drawn = "
            const image = new Image();
            image.src = arguments[0];
            return image.decode().then(() => true, error => String(error));
        ";
        assert_eq!(browser.script(drawn, vec![counted]).await, true, "it can be drawn");

        // Refused, it stays off and says why.
        browser.set_permission("notifications", "denied").await;
        browser.script(RECORD, vec![]).await;
        browser.click("button", "Appearance").await;
        choose(browser, "Notify me").await;
        until("the dialog says why", PATIENCE, async || {
            let text = browser.see("dialog", "Appearance").await?.text().await.ok()?;
            text.contains("does not let this page notify you").then_some(())
        })
        .await;
        browser.shoot("notices-refused").await;
        browser.set_permission("notifications", "granted").await;
        choose(browser, "Stay quiet").await;
        choose(browser, "Notify me").await;
        until("it is on", PATIENCE, async || {
            let kept = browser.script("return localStorage['restante.appearance'] ?? ''", vec![]).await;
            kept.as_str()?.contains("notices=on").then_some(())
        })
        .await;
        browser.shoot("notices").await;
        browser.click("button", "Close").await;

        dovecot.deliver([mail(2, "Bo", "Picnic")]).unwrap();
        browser.click("button", "Get mail").await;
        Messages(browser).reach(2, COLLECTING).await;
        told(browser, &["Bo: Picnic"]).await;
        dovecot.deliver([mail(3, "Cy", "Boats"), mail(4, "Bo", "Lake"), mail(5, "Cy", "Rain")]).unwrap();
        browser.click("button", "Get mail").await;
        Messages(browser).reach(5, COLLECTING).await;
        told(browser, &["Bo: Picnic", "3 new messages: From Cy, Bo"]).await;
        says(browser, "(5) Inbox – Restante").await;

        // In quiet hours nobody is told, until they are over: then of all at once.
        browser.click("button", "Appearance").await;
        browser.click("checkbox", "Quiet hours").await;
        browser.shoot("quiet-hours").await;
        browser.fits("the dialog with quiet hours").await;
        browser.click("button", "Close").await;
        browser.script(AT_DAWN, vec![]).await;
        dovecot.deliver([mail(6, "Flo", "Moon"), mail(7, "Gus", "Stars")]).unwrap();
        browser.click("button", "Get mail").await;
        Messages(browser).reach(7, COLLECTING).await;
        let said =
            ["Bo: Picnic", "3 new messages: From Cy, Bo", "2 new messages: They came in your quiet hours"];
        told(browser, &said).await;
        browser.script("Date.prototype.getHours = () => 12", vec![]).await;

        // A click leads to the one mail.
        dovecot.deliver([mail(8, "Di", "Apples")]).unwrap();
        browser.click("button", "Get mail").await;
        told(browser, &[&said[..], &["Di: Apples"]].concat()).await;
        browser.script(CLICK, vec![]).await;
        browser.find("heading", "Apples").await;

        // Nothing is told of a muted conversation.
        browser.click("button", "More").await;
        browser.click("menuitem", "Mute conversation").await;
        until("the row says so", PATIENCE, async || {
            Messages(browser).row(1).await.name.contains("Muted").then_some(())
        })
        .await;
        browser.shoot("muted").await;
        let answer = String::from_utf8(mail(9, "Ed", "Re: Apples")).unwrap();
        let answer = answer.replacen("Subject", "References: <8@example.org>\r\nSubject", 1);
        dovecot.deliver([answer.into_bytes()]).unwrap();
        browser.click("button", "Get mail").await;
        Messages(browser).reach(9, COLLECTING).await;
        until("it comes as read", PATIENCE, async || {
            Messages(browser).row(1).await.name.starts_with("Ed, Re: Apples").then_some(())
        })
        .await;
        browser.collected(7, COLLECTING).await;
        told(browser, &[&said[..], &["Di: Apples"]].concat()).await;
        assert!(browser.see("alert", Name::Any).await.is_none());
    })
    .await;
    assert!(relay.stop().await.success());
}

async fn choose(browser: &Browser, label: &str) {
    let choice = browser.find("radio", label).await;
    let choice = serde_json::to_value(&choice).expect("an element");
    browser.script("arguments[0].click()", vec![choice]).await;
}

async fn told(browser: &Browser, wanted: &[&str]) {
    let wanted: Value = wanted.to_vec().into();
    until(&format!("{wanted} is told"), COLLECTING, async || {
        (browser.script(TOLD, vec![]).await == wanted).then_some(())
    })
    .await;
}

async fn says(browser: &Browser, title: &str) {
    until(&format!("the tab says {title:?}"), PATIENCE, async || {
        browser.client().title().await.ok().filter(|now| now == title)
    })
    .await;
}
