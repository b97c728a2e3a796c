//! Proves what the account form does with a reader's choices: it asks before a password goes out in the
//! clear, knows the large providers, and keeps what was chosen.

use restante_dovecot::mails;
use restante_end_to_end::{
    AccountForm, Browser, Element, Messages, Options, PATIENCE, Relay, RelayOptions, Scripted, Security,
    until,
};

const LIMIT: &str = "Delete from server";
const FOLLOW: &str = "Delete on the server what I delete here";

#[tokio::test(flavor = "multi_thread")]
async fn a_password_goes_to_another_machine_in_the_clear_only_after_a_yes() {
    const QUESTION: &str = "Send the password unencrypted?";
    let raw = mails::generate(81, 2).into_iter().map(|mail| mail.raw).collect();
    let server = Scripted::start(raw, &[]).await;
    // To the page it is another machine.
    let allow = vec![("mail.test=127.0.0.1".to_owned(), server.port())];
    let relay = Relay::start(&RelayOptions { allow, ..RelayOptions::default() }).await;
    Browser::run("unencrypted", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        form("mail.test", server.port()).save(browser).await;
        let question = browser.read("alertdialog", QUESTION).await;
        assert!(question.contains("mail.test") && question.contains("password"), "{question}");
        browser.click("button", "Cancel").await;
        browser.alert(PATIENCE, &["mail.test", "not sent"]).await;
        assert_eq!(Messages(browser).total().await, Some(0));

        browser.click("button", "Try again").await;
        browser.find("alertdialog", QUESTION).await;
        browser.click("button", "Send it unencrypted").await;
        Messages(browser).reach(2, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);

        // It is asked once.
        browser.collected(3, PATIENCE).await;
        browser.click("button", "Get mail").await;
        browser.collected(4, PATIENCE).await;
        assert_eq!(browser.alerts().await, [""; 0]);
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_provider_brings_its_server_and_says_what_it_wants() {
    let relay = Relay::start(&RelayOptions::default()).await;
    Browser::run("provider", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.click("button", "Add account").await;
        browser.type_into("Email address", "reader@gmail.com").await;
        holds(browser, "textbox", "POP3 server", "pop.gmail.com").await;
        let text = browser.read("dialog", "Add account").await;
        assert!(text.contains("app password") && text.contains("batches"), "{text}");
        browser.click("checkbox", "Collect recent mail again on this device (recent:)").await;
        holds(browser, "textbox", "User name", "recent:reader@gmail.com").await;

        browser.type_into("Email address", "reader@outlook.com").await;
        browser.find("textbox", "Access token").await;
        browser.type_into("Email address", "reader@icloud.com").await;
        let text = browser.read("dialog", "Add account").await;
        assert!(text.contains("iCloud has no POP3"), "{text}");
    })
    .await;
    assert!(relay.stop().await.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_chosen_is_still_chosen_after_the_page_was_loaded_anew() {
    let server = Scripted::start(Vec::new(), &[]).await;
    let relay = Relay::to(server.port()).await;
    Browser::run("choices", Options::default(), async |browser| {
        browser.go(&relay.url()).await;
        browser.set_permission("persistent-storage", "denied").await;
        form("localhost", server.port()).fill(browser).await;
        // Without the browser's promise nothing that deletes can be chosen.
        browser.find("combobox", LIMIT).await.select_by_label("After some days").await.unwrap();
        holds(browser, "combobox", LIMIT, "never").await;

        browser.set_permission("persistent-storage", "granted").await;
        browser.choose(LIMIT, "After some days").await;
        browser.type_into("Days", "14").await;
        browser.click("checkbox", FOLLOW).await;
        browser.choose("How much to collect", "Headers of large messages").await;
        browser.type_into("Larger than, in kilobytes", "250").await;
        browser.choose("Get mail by itself", "Every 15 minutes").await;
        browser.save_account().await;
        browser.collected(1, PATIENCE).await;

        browser.reload().await;
        browser.click("button", "Account settings for reader@example.org").await;
        holds(browser, "combobox", LIMIT, "days").await;
        holds(browser, "textbox", "Days", "14").await;
        holds(browser, "combobox", "How much to collect", "up-to").await;
        holds(browser, "textbox", "Larger than, in kilobytes", "250").await;
        holds(browser, "combobox", "Get mail by itself", "15").await;
        assert!(browser.find("checkbox", FOLLOW).await.is_selected().await.unwrap());
        assert!(browser.see("textbox", "Only messages since").await.is_none(), "the first time is over");
    })
    .await;
    assert!(relay.stop().await.success());
}

fn form(host: &str, port: u16) -> AccountForm<'_> {
    AccountForm { host, port, security: Security::None, user: "reader", password: "password" }
}

async fn holds(browser: &Browser, role: &str, label: &str, value: &str) {
    until(&format!("{label} holds {value}"), PATIENCE, async || {
        let field: Element = browser.see(role, label).await?;
        (field.prop("value").await.ok()?? == value).then_some(())
    })
    .await;
}
