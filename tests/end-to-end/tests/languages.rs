//! Proves that the page speaks the languages it has: chosen by keyboard, kept after a reload without a
//! network, with the plurals, numbers and dates of each; Arabic mirrored. Leaves screenshots of all of them.

use std::time::Duration;

use fantoccini::key::Key;
use restante_dovecot::mails;
use restante_end_to_end::{Browser, Messages, Options, PATIENCE, Relay, Scripted, until};

const COLLECTING: Duration = Duration::from_secs(60);
const MAILS: usize = 1_205;

/// A language: its name and tag, the names of the dialog and of the button that closes it, of the inbox, and
/// how so many messages are written.
struct Spoken {
    name: &'static str,
    tag: &'static str,
    dialog: &'static str,
    close: &'static str,
    inbox: &'static str,
    messages: &'static str,
}

const LANGUAGES: [Spoken; 6] = [
    Spoken {
        name: "Deutsch",
        tag: "de",
        dialog: "Aussehen",
        close: "Schließen",
        inbox: "Posteingang",
        messages: "1.205 Nachrichten",
    },
    Spoken {
        name: "Español",
        tag: "es",
        dialog: "Aspecto",
        close: "Cerrar",
        inbox: "Entrada",
        messages: "1205 mensajes",
    },
    Spoken {
        name: "Français",
        tag: "fr",
        dialog: "Apparence",
        close: "Fermer",
        inbox: "Réception",
        messages: "1\u{202f}205 messages",
    },
    Spoken {
        name: "日本語",
        tag: "ja",
        dialog: "外観",
        close: "閉じる",
        inbox: "受信トレイ",
        messages: "1,205 通のメッセージ",
    },
    Spoken {
        name: "简体中文",
        tag: "zh",
        dialog: "外观",
        close: "关闭",
        inbox: "收件箱",
        messages: "1,205 封邮件",
    },
    Spoken {
        name: "العربية",
        tag: "ar",
        dialog: "المظهر",
        close: "إغلاق",
        inbox: "الوارد",
        messages: "1,205 رسائل",
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn the_page_speaks_the_language_that_is_chosen() {
    let mails = mails::generate(88, MAILS);
    let server = Scripted::start(mails.iter().map(|mail| mail.raw.clone()).collect(), &[]).await;
    let mut relay = Some(Relay::to(server.port()).await);
    Browser::run("languages", Options::default(), async |browser| {
        browser.go(&relay.as_ref().expect("it runs").url()).await;
        server.form().save(browser).await;
        Messages(browser).reach(MAILS, COLLECTING).await;
        browser.collected(1, COLLECTING).await;
        browser.script("return navigator.serviceWorker.ready.then(() => true)", vec![]).await;
        assert_eq!(root(browser, "lang").await, "en");

        let (mut opens, mut label) = ("Appearance", "Language");
        for spoken in &LANGUAGES {
            browser.click("button", opens).await;
            let field = browser.find("combobox", label).await;
            // By keyboard: a name typed chooses.
            field.send_keys(spoken.name).await.expect("a list hears keys");
            browser.find("dialog", spoken.dialog).await;
            assert_eq!(root(browser, "lang").await, spoken.tag);
            let inside = browser
                .script(
                    "return document.querySelector('dialog[open]').contains(document.activeElement)",
                    vec![],
                )
                .await;
            assert_eq!(inside, true, "{}: the keyboard stays in the dialog", spoken.name);
            browser.shoot(&format!("language-{}-dialog", spoken.tag)).await;
            browser.fits(&format!("the dialog in {}", spoken.name)).await;
            browser.click("button", spoken.close).await;
            until("the list has its figures", PATIENCE, async || {
                let text = browser.script("return document.body.innerText", vec![]).await;
                text.as_str()?.replace('\u{a0}', "\u{202f}").contains(spoken.messages).then_some(())
            })
            .await;
            says(browser, spoken.inbox).await;
            browser.shoot(&format!("language-{}", spoken.tag)).await;
            browser.fits(&format!("the list in {}", spoken.name)).await;
            for (screen, closes) in screens(spoken.tag) {
                browser.click("button", *screen).await;
                browser.shoot(&format!("language-{}-{screen}", spoken.tag)).await;
                browser.fits(&format!("“{screen}” in {}", spoken.name)).await;
                browser.click("button", *closes).await;
            }
            (opens, label) = (spoken.dialog, language(spoken.tag));
        }

        // Arabic is mirrored: the folders stand to the right of the list.
        assert_eq!(root(browser, "dir").await, "rtl");
        browser.pretend(1_440, 900, false).await;
        let mirrored = "
            const left = (selector) => document.querySelector(selector).getBoundingClientRect().left;
            return left('nav') > left('[role=grid]');
        ";
        assert_eq!(browser.script(mirrored, vec![]).await, true);

        // Without a network it still speaks it.
        assert!(relay.take().expect("it runs").stop().await.success());
        browser.reload().await;
        says(browser, "الوارد").await;
        assert_eq!(root(browser, "lang").await, "ar");

        // And back to that of the browser, with one key.
        browser.click("button", "المظهر").await;
        browser
            .find("combobox", "اللغة")
            .await
            .send_keys(&char::from(Key::Home).to_string())
            .await
            .expect("a key");
        browser.find("dialog", "Appearance").await;
        assert_eq!(
            (root(browser, "lang").await.as_str(), root(browser, "dir").await.as_str()),
            ("en", "ltr")
        );
    })
    .await;
}

/// Large screens, in the language with the longest words and in that from right to left: the buttons that open
/// and close them.
fn screens(tag: &str) -> &'static [(&'static str, &'static str)] {
    match tag {
        "de" => &[
            ("Kontoeinstellungen von reader@example.org", "Abbrechen"),
            ("Regeln", "Schließen"),
            ("Tastenkürzel", "Schließen"),
            ("Speicher", "Zurück zur Mail"),
        ],
        "ar" => &[
            ("إعدادات الحساب reader@example.org", "إلغاء"),
            ("القواعد", "إغلاق"),
            ("اختصارات لوحة المفاتيح", "إغلاق"),
            ("التخزين", "العودة إلى البريد"),
        ],
        _ => &[],
    }
}

/// What the field is called that chooses the language.
fn language(tag: &str) -> &'static str {
    match tag {
        "de" => "Sprache",
        "es" => "Idioma",
        "fr" => "Langue",
        "ja" => "言語",
        "zh" => "语言",
        _ => "اللغة",
    }
}

async fn root(browser: &Browser, attribute: &str) -> String {
    let value = browser.script(&format!("return document.documentElement.{attribute}"), vec![]).await;
    value.as_str().unwrap_or_default().to_owned()
}

/// Waits until the window's title names the folder.
async fn says(browser: &Browser, inbox: &str) {
    until(&format!("the title names {inbox}"), PATIENCE, async || {
        let title = browser.client().title().await.ok()?;
        title.contains(inbox).then_some(())
    })
    .await;
}
