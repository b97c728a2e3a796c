//! The reading pane, and the raw message behind it.

use crate::{Browser, Name, PATIENCE, until};

/// The region "Message".
#[derive(Debug, Clone, Copy)]
pub struct Reading<'b>(pub &'b Browser);

/// The text of the frame "Message body" in an element, once it is loaded; nothing where there is none.
const FRAMED: &str = "
    const frame = arguments[0].querySelector('iframe[title=\"Message body\"]');
    if (!frame) return null;
    return frame.contentDocument?.body?.innerText ?? '';
";

/// The text of the element, without the frame.
const TEXT: &str = "return arguments[0].innerText";

impl Reading<'_> {
    /// Everything that is to be read in the pane now: around the body, and of the body.
    pub async fn text(self) -> Option<String> {
        let region = self.0.see("region", "Message").await?;
        let region = vec![serde_json::to_value(&region).ok()?];
        let around = self.0.try_script(TEXT, region.clone()).await.ok()?;
        let framed = self.0.try_script(FRAMED, region).await.ok()?;
        Some(format!("{}\n{}", around.as_str()?, framed.as_str().unwrap_or_default()))
    }

    /// The text of an HTML body, nothing where the message has none (or not yet).
    pub async fn framed(self) -> Option<String> {
        let region = self.0.see("region", "Message").await?;
        let framed = self.0.try_script(FRAMED, vec![serde_json::to_value(&region).ok()?]).await.ok()?;
        framed.as_str().map(str::to_owned)
    }

    /// Waits until the pane shows all of these. Where a line is broken on the screen does not matter.
    ///
    /// # Panics
    /// When one does not come; then with what is there instead.
    pub async fn shows(self, wanted: &[&str]) {
        let mut shown = String::new();
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                shown = self.text().await.as_deref().map(one_line).unwrap_or_default();
                if wanted.iter().all(|wanted| shown.contains(&one_line(wanted))) {
                    return;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        });
        assert!(waited.await.is_ok(), "the pane should show {wanted:#?}, but shows: {shown}");
    }

    /// Opens "View source", gives the text of its dialog's `pre`, and closes it.
    ///
    /// # Panics
    /// When no source comes.
    pub async fn source(self) -> String {
        self.0.click("button menuitem", "View source").await;
        let source = until("the source is there", PATIENCE, async || {
            let dialog = self.0.see("dialog", Name::Any).await?;
            let script = "return arguments[0].querySelector('pre, textarea')?.textContent";
            let text = self.0.try_script(script, vec![serde_json::to_value(&dialog).ok()?]).await.ok()?;
            text.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
        })
        .await;
        self.0.click("button", "Close").await;
        self.0.gone(PATIENCE, "dialog", Name::Any).await;
        source
    }
}

/// With a single space for all space between words.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
