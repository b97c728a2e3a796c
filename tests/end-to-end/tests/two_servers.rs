//! Proves, in Chromium and in Firefox, that two accounts on two servers of different make are one inbox;
//! that a thousand mails are moved and had back at once; that another thousand are sorted by rules as they
//! come in; and that all is where it was after a reload and after every process of the browser was killed
//! (SIGKILL).

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::{Dovecot, mails};
use restante_end_to_end::{
    AccountForm, Browser, Messages, Name, Options, PATIENCE, Profile, Relay, RelayOptions, Security,
};
use restante_popa3d::Popa3d;

const COLLECTING: Duration = Duration::from_secs(120);
/// What waits at either server.
const AT_DOVECOT: usize = 600;
const AT_POPA3D: usize = 400;
const ALL: usize = AT_DOVECOT + AT_POPA3D;

#[tokio::test(flavor = "multi_thread")]
async fn chromium_keeps_two_accounts_together() {
    Run { name: "two-servers-chromium", options: Options::default() }.be_done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_keeps_two_accounts_together() {
    Run { name: "two-servers-firefox", options: Options::firefox() }.be_done().await;
}

struct Run {
    name: &'static str,
    options: Options,
}

impl Run {
    async fn be_done(self) {
        let Some(popa3d) = Popa3d::start().expect("popa3d") else { return };
        let mut dovecot = Dovecot::start(restante_dovecot::Options::default()).expect("Dovecot");
        let allow = vec![("localhost".to_owned(), dovecot.pop3s()), ("localhost".to_owned(), popa3d.port())];
        let relay = Relay::start(&RelayOptions { allow, ..RelayOptions::default() }).await;
        let mails = mails::generate(66, ALL);
        let (for_dovecot, for_popa3d) = mails.split_at(AT_DOVECOT);
        let later = mails::generate(67, ALL);
        let sorted = Sorted::by_rules(&later);
        let profile = Profile::fresh().expect("a folder");
        Browser::run_in(&profile, self.name, self.options.clone(), async |browser| {
            browser.go(&relay.url()).await;
            self.set_up(browser, dovecot.pop3s(), popa3d.port()).await;
            dovecot.deliver(for_dovecot.iter().map(|mail| &mail.raw)).expect("delivered");
            popa3d.deliver(for_popa3d.iter().map(|mail| &mail.raw)).expect("delivered");
            browser.click("button", "Get mail").await;
            self.is_all_here(browser).await;

            // All of them there and back.
            browser.click("treeitem", Name::Begins("All inboxes")).await;
            Messages(browser).reach(ALL, COLLECTING).await;
            Messages(browser).open(1).await;
            let row = browser.client().active_element().await.expect("the keyboard is in the list");
            row.send_keys(&(Key::Control + "a")).await.expect("keys are heard");
            browser.click("button", "Move to").await;
            browser.click("option", "Archive").await;
            Messages(browser).reach(0, PATIENCE).await;
            browser.click("button", "Undo").await;
            Messages(browser).reach(ALL, PATIENCE).await;

            // As many again, sorted by rules as they come in.
            make_rules(browser).await;
            dovecot.deliver(later.iter().take(AT_DOVECOT).map(|mail| &mail.raw)).expect("delivered");
            popa3d.deliver(later.iter().skip(AT_DOVECOT).map(|mail| &mail.raw)).expect("delivered");
            browser.click("button", "Get mail").await;
            sorted.is_here(browser).await;
            browser.reload().await;
            sorted.is_here(browser).await;
            browser.kill().await;
        })
        .await;
        Browser::run_in(&profile, self.name, self.options.clone(), async |browser| {
            browser.go(&relay.url()).await;
            sorted.is_here(browser).await;
        })
        .await;
        assert!(relay.stop().await.success());
    }

    /// Two accounts, one of a server with TLS that nobody vouches for, and one in the clear.
    async fn set_up(&self, browser: &Browser, pop3s: u16, pop3: u16) {
        let form = AccountForm {
            host: "localhost",
            port: pop3s,
            security: Security::Tls,
            user: Dovecot::USER,
            password: Dovecot::PASSWORD,
        };
        form.fill(browser).await;
        browser.type_into("Email address", "reader@work.example").await;
        browser.save_account().await;
        browser.find("alertdialog", "Untrusted certificate").await;
        browser.click("button", "Trust this certificate").await;
        browser.collected(1, COLLECTING).await;
        let form = AccountForm { port: pop3, security: Security::None, ..form };
        form.fill(browser).await;
        browser.type_into("Email address", "reader@home.example").await;
        browser.save_account().await;
        browser.collected(2, COLLECTING).await;
    }

    /// Every mail is in the inbox of its account, and in that of all.
    async fn is_all_here(&self, browser: &Browser) {
        for (folder, messages) in [
            ("All inboxes", ALL),
            ("Inbox reader@work.example", AT_DOVECOT),
            ("Inbox reader@home.example", AT_POPA3D),
            ("Archive", 0),
        ] {
            browser.click("treeitem", Name::Begins(folder)).await;
            Messages(browser).reach(messages, COLLECTING).await;
        }
    }
}

/// How many mails are in which folder once those that came later were sorted.
struct Sorted {
    at_dovecot: usize,
    at_popa3d: usize,
    archived: usize,
    junk: usize,
}

impl Sorted {
    /// As the rules of [`make_rules`] sort these, the first of them for Dovecot.
    fn by_rules(later: &[mails::Mail]) -> Self {
        let mut sorted = Self { at_dovecot: AT_DOVECOT, at_popa3d: AT_POPA3D, archived: 0, junk: 0 };
        for (place, mail) in later.iter().enumerate() {
            let files = restante::mail::summarise(&mail.raw).attachments;
            match (files > 0, mail.subject.to_lowercase().contains('k'), place < AT_DOVECOT) {
                (true, ..) => sorted.archived += 1,
                (false, true, _) => sorted.junk += 1,
                (false, false, true) => sorted.at_dovecot += 1,
                (false, false, false) => sorted.at_popa3d += 1,
            }
        }
        assert!(sorted.archived > 50 && sorted.junk > 50, "the rules have something to do");
        sorted
    }

    async fn is_here(&self, browser: &Browser) {
        for (folder, messages) in [
            ("Inbox reader@work.example", self.at_dovecot),
            ("Inbox reader@home.example", self.at_popa3d),
            ("Archive", self.archived),
            ("Junk", self.junk),
        ] {
            browser.click("treeitem", Name::Begins(folder)).await;
            Messages(browser).reach(messages, COLLECTING).await;
        }
    }
}

/// What has files goes into the Archive, of all else what has a "k" in its subject into Junk.
async fn make_rules(browser: &Browser) {
    browser.click("button", "Rules").await;
    for (name, what, action) in [("Files", "Attachments", "Move to"), ("Letters", "Subject", "Treat as junk")]
    {
        browser.click("button", "New rule").await;
        browser.type_into("Name of the rule", name).await;
        browser.choose("Condition 1: What is looked at", what).await;
        if what == "Subject" {
            browser.type_into("Condition 1: What it is compared with", "k").await;
        }
        browser.choose("Action 1: What is done", action).await;
        browser.click("button", "Save rule").await;
        browser.find("button", Name::Begins(&format!("Edit {name}"))).await;
    }
    browser.click("button", "Close").await;
}
