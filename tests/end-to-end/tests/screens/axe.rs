//! Asking axe-core, which `tests/tools.sh` fetches.

use std::{env, fs, path::PathBuf};

use restante_end_to_end::Browser;
use serde_json::Value;

/// What a mail looks like is its sender's; the frame around it is ours.
const RUN: &str = "
    const options = { iframes: false, resultTypes: ['violations'] };
    return axe.run(document, options).then(({ violations }) => violations.map(({ id, help, nodes }) =>
        `${id} (${help}): ` + nodes.slice(0, 3).map(({ html, any }) =>
            html.slice(0, 160) + (any[0] ? ` [${any[0].message}]` : '')).join(' | ')));
";

/// What it holds against the page as it is.
pub(crate) async fn violations(browser: &Browser) -> Vec<String> {
    if browser.script("return typeof axe", Vec::new()).await == "undefined" {
        let source = fs::read_to_string(place()).expect("axe-core, which tests/tools.sh fetches");
        // It makes itself known where it finds a window.
        browser.script(&format!("{source}\nwindow.axe = axe;"), Vec::new()).await;
    }
    let found = browser.script(RUN, Vec::new()).await;
    let Value::Array(found) = found else { panic!("axe says {found}") };
    found.into_iter().map(|what| what.as_str().unwrap_or_default().to_owned()).collect()
}

fn place() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| env::home_dir().map(|home| home.join(".cache")));
    cache.expect("a home directory").join("restante/axe-core/axe.min.js")
}
