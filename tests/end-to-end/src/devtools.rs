//! What WebDriver itself has no words for: permissions, and Chromium's DevTools protocol.

use fantoccini::{error::CmdError, wd::WebDriverCompatibleCommand};
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::Browser;

/// A question of the session.
#[derive(Debug)]
struct Get(String);

impl WebDriverCompatibleCommand for Get {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::GET, None)
    }
}

/// A command of the session that posts JSON.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

/// Done when the page has been drawn and no animation that has an end is under way.
const AT_REST: &str = "
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const moving = () => document.getAnimations()
        .filter(animation => animation.effect.getComputedTiming().endTime !== Infinity)
        .map(animation => animation.finished.catch(() => {}));
    return drawn().then(() => Promise.all(moving())).then(drawn).then(() => true);
";

impl Browser {
    pub(crate) async fn command(&self, path: &'static str, body: Value) -> Result<Value, CmdError> {
        self.client().issue_cmd(Post { path, body }).await
    }

    /// Asks the driver.
    pub(crate) async fn ask(&self, path: String) -> Result<Value, CmdError> {
        self.client().issue_cmd(Get(path)).await
    }

    pub(crate) async fn try_devtools(&self, method: &str, params: Value) -> Result<Value, CmdError> {
        self.command("goog/cdp/execute", json!({ "cmd": method, "params": params })).await
    }

    /// Runs a command of the DevTools protocol.
    ///
    /// # Panics
    /// When Chromium refuses it.
    pub async fn devtools(&self, method: &str, params: Value) -> Value {
        self.try_devtools(method, params).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Sets a permission of the page that is open: "granted", "denied" or "prompt".
    ///
    /// # Panics
    /// When Chromium does not know the permission.
    pub async fn set_permission(&self, name: &str, state: &str) {
        let body = json!({ "descriptor": { "name": name }, "state": state });
        self.command("permissions", body).await.unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Makes the page as wide and high (in CSS pixels) as on another device, in light or dark, and
    /// waits until what moves because of that has come to rest.
    pub async fn pretend(&self, width: u32, height: u32, dark: bool) {
        let mobile = width < 600;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let scheme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
        self.script(AT_REST, Vec::new()).await;
    }

    /// Moves the pointer.
    pub async fn point(&self, x: &Value, y: &Value) {
        self.devtools("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y })).await;
    }

    /// What was written to the console since the last time.
    ///
    /// # Panics
    /// When the driver does not know.
    pub async fn console(&self) -> Vec<String> {
        let entries = self.command("se/log", json!({ "type": "browser" })).await.expect("the console");
        let entries = entries.as_array().map_or(&[][..], Vec::as_slice);
        entries.iter().filter_map(|entry| Some(entry["message"].as_str()?.to_owned())).collect()
    }

    /// Prints what the window shows, to nowhere.
    pub async fn print(&self) {
        self.devtools("Page.printToPDF", json!({ "printBackground": true })).await;
    }

    /// Lets the origin store only so many bytes, or what it may by itself (`None`). A page that has
    /// stored something goes on by the old quota for up to half a minute when the new one is smaller.
    pub async fn set_quota(&self, origin: &str, bytes: Option<u64>) {
        let mut params = json!({ "origin": origin });
        if let Some(bytes) = bytes {
            params["quotaSize"] = bytes.into();
        }
        self.devtools("Storage.overrideQuotaForOrigin", params).await;
    }
}
