//! Vectors that others have collected, which are not part of this repository.
//!
//! They are found through `RESTANTE_CORPORA`, else in `../shared/corpora`; where they are absent the
//! tests say so and pass.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use restante_end_to_end::{Browser, Outside};
use serde_json::Value;

/// The lists, as those who made them read them.
const READ: &str = "
    const loaded = new Promise(done => {
        const script = document.createElement('script');
        script.src = '/xss/h5sc-items.js';
        script.onload = done;
        document.head.append(script);
    });
    return Promise.all([import('/xss/dompurify-expect.mjs'), loaded])
        .then(([purify]) => [purify.default.map(({ payload }) => payload), items.map(({ data }) => data)]);
";

/// What the Cheatsheet's vectors leave to whoever tries them.
const BLANKS: [(&str, &str); 11] = [
    ("%js_alert%", "alert(1)"),
    ("%js_uri_alert%", "javascript:alert(1)"),
    ("%js_alert_only%", "alert"),
    ("%js_alert_entities%", "&#97;lert(1)"),
    ("%js_alert_template%", "alert`1`"),
    ("%js_esc_template%", r"alert\`1\`"),
    ("%html_alert_encoded%", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("%js_focus%", "alert(1)"),
    ("%js_write%", "alert(1)"),
    ("%js_content%", "alert(1)"),
    ("%js_base64_alert%", "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="),
];

/// DOMPurify's fixtures and the vectors of the HTML5 Security Cheatsheet, by name.
pub(crate) async fn scripts(browser: &Browser, outside: &Outside) -> Option<Vec<(String, String)>> {
    let folder = unpack("xss")?;
    for file in ["dompurify-expect.mjs", "h5sc-items.js"] {
        let text = fs::read(folder.path().join("xss").join(file)).expect(file);
        outside.serve(&format!("/xss/{file}"), "text/javascript; charset=utf-8", text);
    }
    browser.go(&outside.serve("/read", "text/html", "<!doctype html><title>Corpora</title>")).await;
    let read = browser.script(READ, Vec::new()).await;
    let mut vectors = Vec::new();
    for (list, name) in ["purify", "cheatsheet"].into_iter().enumerate() {
        for (number, html) in read[list].as_array().expect("a list").iter().enumerate() {
            vectors.push((format!("{name}-{}", number + 1), filled(html)));
        }
    }
    Some(vectors)
}

fn filled(html: &Value) -> String {
    let mut html = html.as_str().unwrap_or_default().to_owned();
    // Where a vector has several, they are numbered.
    for number in 1..=9 {
        html = html.replace(&format!("_alert_{number}%"), "_alert%");
    }
    let mut html = BLANKS.iter().fold(html, |html, (blank, with)| html.replace(blank, with));
    // All others are addresses of scripts in this form or that.
    while let Some((start, rest)) = html.split_once('%')
        && let Some((blank, end)) = rest.split_once("_path%")
        && blank.chars().all(|character| character.is_ascii_lowercase() || character == '_')
    {
        html = format!("{start}data:text/javascript,alert(1){end}");
    }
    html
}

pub(crate) fn unpack(name: &str) -> Option<tempfile::TempDir> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let corpora = std::env::var_os("RESTANTE_CORPORA").map_or(root.join("../shared/corpora"), PathBuf::from);
    let archive = corpora.join(format!("{name}.tar.xz"));
    if !archive.is_file() {
        println!("skipped: no corpora ({} is not there)", archive.display());
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let done = Command::new("tar").arg("-xJf").arg(&archive).arg("-C").arg(folder.path()).status();
    assert!(done.expect("tar runs").success(), "tar unpacks {}", archive.display());
    Some(folder)
}

/// The files below a folder, in the order of their names.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut entries: Vec<PathBuf> = entries.collect();
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
