//! A browser and its driver: the beginning, the end, and what goes wrong in between.

use std::{
    fs, io,
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use fantoccini::Client;
use futures_util::FutureExt;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tokio::{process::Child, time::timeout};

use crate::{Profile, driver};

/// How long driver and browser may take to start, and to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Chromium: what needs the DevTools protocol is here alone.
    #[default]
    Chromium,
    /// Firefox.
    Firefox,
}

/// How a browser is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which one.
    pub kind: Kind,
    /// The window in CSS pixels: width and height.
    pub window: (u32, u32),
    /// Further flags.
    pub flags: Vec<String>,
    /// Preferences of the profile, by their names with dots.
    pub preferences: Vec<(&'static str, Value)>,
    /// Preferences of Chromium as a whole, by their names with dots.
    pub local_state: Vec<(&'static str, Value)>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: Kind::Chromium,
            window: (1280, 900),
            flags: Vec::new(),
            preferences: Vec::new(),
            local_state: Vec::new(),
        }
    }
}

impl Options {
    /// With a host name that leads to 127.0.0.1 over plain HTTP, as a server in somebody's network has
    /// one: Chromium does not count it as secure, and must not try HTTPS first.
    #[must_use]
    pub fn with_name(host: &str) -> Self {
        let flags = vec![
            format!("--host-resolver-rules=MAP {host} 127.0.0.1"),
            "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable".to_owned(),
        ];
        Self { flags, ..Self::default() }
    }

    /// Firefox.
    #[must_use]
    pub fn firefox() -> Self {
        Self { kind: Kind::Firefox, ..Self::default() }
    }

    /// With a reader who lets no site store anything.
    #[must_use]
    pub fn without_storage() -> Self {
        let blocked = ("profile.default_content_setting_values.cookies", json!(2));
        Self { preferences: vec![blocked], ..Self::default() }
    }
}

/// A browser, and its driver.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    client: Client,
    // In this order: the driver ends before the profile goes.
    driver: Child,
    profile: Profile,
    is_killed: AtomicBool,
}

impl Browser {
    /// Starts a browser with a fresh profile, gives it to the test, and ends it, whether the test went well
    /// or not. When it did not, a screenshot, the page's HTML and its console are left in [`screenshots`]
    /// under `name`.
    ///
    /// # Panics
    /// When the test panics, or the browser cannot be started.
    pub async fn run<T>(name: &str, options: Options, test: impl AsyncFnOnce(&Self) -> T) -> T {
        Self::run_in(&Profile::fresh().expect("a folder"), name, options, test).await
    }

    /// As [`Self::run`], with a profile that others may have used before.
    ///
    /// # Panics
    /// When the test panics, or the browser cannot be started.
    pub async fn run_in<T>(
        profile: &Profile,
        name: &str,
        options: Options,
        test: impl AsyncFnOnce(&Self) -> T,
    ) -> T {
        let started = Self::start(profile.clone(), &options).await;
        let browser = started.expect("the driver starts the browser");
        let outcome = AssertUnwindSafe(test(&browser)).catch_unwind().await;
        if outcome.is_err() {
            browser.leave_evidence(name).await;
        }
        browser.close().await;
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Loads a page and waits until its `load` event.
    ///
    /// # Panics
    /// When nothing answers there.
    pub async fn go(&self, url: &str) {
        self.client.goto(url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    /// Loads the page again.
    ///
    /// # Panics
    /// When nothing answers, not even a service worker.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
    }

    /// The WebDriver session.
    #[must_use]
    pub const fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) const fn kind(&self) -> Kind {
        self.kind
    }

    pub(crate) const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Ends the browser, all of its processes, and the driver, where they are: SIGKILL. Returns when they are
    /// gone; nothing more can be asked of it.
    ///
    /// # Panics
    /// When a process stays.
    pub async fn kill(&self) {
        self.is_killed.store(true, Ordering::Relaxed);
        self.profile.kill(self.driver_process()).await;
    }

    fn driver_process(&self) -> Option<Pid> {
        self.driver.id().and_then(|pid| Pid::from_raw(pid.cast_signed()))
    }

    /// Runs a function body on the page; a promise that it returns is awaited.
    ///
    /// # Panics
    /// When it throws.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Value {
        self.try_script(body, arguments).await.unwrap_or_else(|error| panic!("{error}\nin: {body}"))
    }

    /// As [`Self::script`], for what may fail because the page is just changing.
    pub(crate) async fn try_script(
        &self,
        body: &str,
        arguments: Vec<Value>,
    ) -> Result<Value, fantoccini::error::CmdError> {
        self.client.execute(body, arguments).await
    }

    /// Writes what the window shows as PNG.
    ///
    /// # Panics
    /// When it cannot be written.
    pub async fn screenshot(&self, file: &Path) {
        let png = self.client.screenshot().await.expect("a screenshot");
        write(file, &png).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    async fn start(profile: Profile, options: &Options) -> io::Result<Self> {
        let (driver, port) = driver::start(options.kind).await?;
        let client = timeout(PATIENCE, driver::session(&port, profile.path(), options)).await?;
        let client = client.map_err(io::Error::other)?;
        Ok(Self { kind: options.kind, client, driver, profile, is_killed: AtomicBool::new(false) })
    }

    async fn leave_evidence(&self, name: &str) {
        let place = |kind| screenshots().join(format!("failed-{name}.{kind}"));
        if let Ok(png) = self.client.screenshot().await {
            println!("screenshot: {}", place("png").display());
            _ = write(&place("png"), &png);
        }
        if let Ok(html) = self.client.source().await {
            _ = write(&place("html"), html.as_bytes());
        }
        if let Ok(Value::Array(entries)) = self.command("se/log", json!({ "type": "browser" })).await {
            for entry in entries {
                println!("console: {} {}", entry["level"], entry["message"]);
            }
        }
    }

    async fn close(mut self) {
        if self.is_killed.load(Ordering::Relaxed) {
            _ = timeout(PATIENCE, self.driver.wait()).await;
            return;
        }
        if !matches!(timeout(PATIENCE, self.client.clone().close()).await, Ok(Ok(()))) {
            println!("the browser did not close by itself");
        }
        if let Some(pid) = self.driver_process() {
            _ = kill_process(pid, Signal::TERM);
        }
        if timeout(PATIENCE, self.driver.wait()).await.is_err() {
            _ = self.driver.kill().await;
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Where the driver could not end the browser, it is known by its profile.
        self.profile.kill_unawaited();
    }
}

/// The folder for screenshots.
#[must_use]
pub fn screenshots() -> PathBuf {
    crate::relay::target().join("screenshots")
}

fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, bytes)
}
