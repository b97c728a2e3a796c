//! The drivers, `chromedriver` and `geckodriver`, and how they start their browsers.

use std::{
    io,
    path::{Path, PathBuf},
    process::Stdio,
};

use fantoccini::{Client, ClientBuilder, error::NewSessionError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

use crate::{Kind, Options, PATIENCE};

/// Starts a driver, and says on which port it listens.
pub(crate) async fn start(kind: Kind) -> io::Result<(Child, String)> {
    // What each says when it listens, before the port; and where it comes from.
    let (program, before_port, package) = match kind {
        Kind::Chromium => (
            PathBuf::from("chromedriver"),
            "started successfully on port ",
            "apt-get install chromium-driver",
        ),
        Kind::Firefox => (geckodriver(), "Listening on 127.0.0.1:", "cargo install geckodriver"),
    };
    let mut driver = Command::new(&program)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| {
            io::Error::new(error.kind(), format!("{} ({package}): {error}", program.display()))
        })?;
    let stdout = driver.stdout.take().ok_or_else(|| io::Error::other("no stdout"))?;
    let mut lines = BufReader::new(stdout).lines();
    let port = timeout(PATIENCE, async {
        while let Some(line) = lines.next_line().await? {
            if let Some((_, port)) = line.split_once(before_port) {
                return Ok(port.trim_end_matches('.').to_owned());
            }
        }
        Err(io::Error::other("the driver ended"))
    })
    .await??;
    // It writes on; with nobody to read it would be stopped by a broken pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((driver, port))
}

/// Where `tests/tools.sh` installs it, or wherever it is found.
fn geckodriver() -> PathBuf {
    let home = || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).unwrap_or_default();
    let installed = cache.join("restante/geckodriver/bin/geckodriver");
    if installed.is_file() { installed } else { PathBuf::from("geckodriver") }
}

/// Starts the browser.
pub(crate) async fn session(
    port: &str,
    profile: &Path,
    options: &Options,
) -> Result<Client, NewSessionError> {
    let capabilities = match options.kind {
        Kind::Chromium => chromium(profile, options),
        Kind::Firefox => firefox(profile, options),
    };
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
}

fn chromium(profile: &Path, options: &Options) -> Map<String, Value> {
    let (width, height) = options.window;
    let mut flags: Vec<String> = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-dev-shm-usage",
    ]
    .map(str::to_owned)
    .into();
    flags.push(format!("--user-data-dir={}", profile.display()));
    flags.push(format!("--window-size={width},{height}"));
    flags.extend_from_slice(&options.flags);
    let mut capabilities = Map::new();
    let chromium = json!({
        "args": flags,
        "prefs": object(&options.preferences),
        "localState": object(&options.local_state),
    });
    capabilities.insert("goog:chromeOptions".to_owned(), chromium);
    capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
    capabilities
}

fn firefox(profile: &Path, options: &Options) -> Map<String, Value> {
    let (width, height) = options.window;
    let mut flags = vec!["-headless".to_owned(), "-profile".to_owned(), profile.display().to_string()];
    flags.extend([format!("--width={width}"), format!("--height={height}")]);
    flags.extend_from_slice(&options.flags);
    let mut preferences = object(&options.preferences);
    for (name, value) in [
        // Whoever was killed is not asked about it at the next start.
        ("browser.sessionstore.resume_from_crash", json!(false)),
        ("toolkit.startup.max_resumed_crashes", json!(-1)),
        // The reader lets the page keep what it stores.
        ("dom.storageManager.prompt.testing", json!(true)),
        ("dom.storageManager.prompt.testing.allow", json!(true)),
    ] {
        preferences.entry(name).or_insert(value);
    }
    let mut capabilities = Map::new();
    capabilities.insert("moz:firefoxOptions".to_owned(), json!({ "args": flags, "prefs": preferences }));
    capabilities
}

fn object(preferences: &[(&'static str, Value)]) -> Map<String, Value> {
    preferences.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
