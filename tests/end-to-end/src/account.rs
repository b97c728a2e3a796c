//! Filling in the account form.

use crate::{Browser, Element, PATIENCE, until};

/// What "POP3 security" offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// Plain at first, then STLS.
    StartTls,
    /// Plain.
    None,
}

impl Security {
    const fn label(self) -> &'static str {
        match self {
            Self::Tls => "TLS",
            Self::StartTls => "STARTTLS",
            Self::None => "None",
        }
    }
}

/// What the form is filled with.
#[derive(Debug, Clone)]
pub struct AccountForm<'a> {
    /// "POP3 server".
    pub host: &'a str,
    /// "POP3 port".
    pub port: u16,
    /// "POP3 security".
    pub security: Security,
    /// "User name".
    pub user: &'a str,
    /// "Password".
    pub password: &'a str,
}

impl AccountForm<'_> {
    /// The address that every such account has, and is called by.
    pub const ADDRESS: &'static str = "reader@example.org";

    /// Opens the form for a new account and fills it in, without saving.
    ///
    /// # Panics
    /// When a field is missing or does not take its value.
    pub async fn fill(&self, browser: &Browser) {
        browser.click("button", "Add account").await;
        browser.type_into("Your name", "Reader").await;
        browser.type_into("Email address", Self::ADDRESS).await;
        browser.type_into("Password", self.password).await;
        browser.type_into("POP3 server", self.host).await;
        browser.choose("POP3 security", self.security.label()).await;
        browser.type_into("POP3 port", &self.port.to_string()).await;
        browser.type_into("User name", self.user).await;
    }

    /// Fills the form in and saves it, which also begins to collect.
    ///
    /// # Panics
    /// When the form stays.
    pub async fn save(&self, browser: &Browser) {
        self.fill(browser).await;
        browser.save_account().await;
    }
}

impl Browser {
    /// Saves the form that is open.
    ///
    /// # Panics
    /// When the form stays.
    pub async fn save_account(&self) {
        self.click("button", "Save account").await;
        self.gone(PATIENCE, "button", "Save account").await;
    }

    /// Types into a field in place of what it holds.
    ///
    /// # Panics
    /// When there is no such field, or it holds something else afterwards.
    pub async fn type_into(&self, label: &str, text: &str) {
        const SELECT_ALL: &str = "\u{e009}a\u{e009}";
        const BACKSPACE: &str = "\u{e003}";
        until(&format!("the field {label:?} holds {text:?}"), PATIENCE, async || {
            let field = self.see("textbox spinbutton searchbox", label).await?;
            field.send_keys(&format!("{SELECT_ALL}{BACKSPACE}{text}")).await.ok()?;
            (value(&field).await? == text).then_some(())
        })
        .await;
    }

    /// Chooses an option of a list by its words.
    ///
    /// # Panics
    /// When there is no such list or option.
    pub async fn choose(&self, label: &str, option: &str) {
        until(&format!("the list {label:?} stands at {option:?}"), PATIENCE, async || {
            let list = self.see("combobox listbox", label).await?;
            list.select_by_label(option).await.ok()?;
            let chosen = "return arguments[0].selectedOptions[0]?.label";
            let chosen = self.try_script(chosen, vec![serde_json::to_value(&list).ok()?]).await.ok()?;
            (chosen.as_str()?.trim() == option).then_some(())
        })
        .await;
    }
}

async fn value(field: &Element) -> Option<String> {
    field.prop("value").await.ok()?
}
