//! SQLite's full-text search, from Python, over the same mails and with the same queries.

use std::{
    fmt,
    fs::File,
    io::{BufWriter, Write},
    process::Command,
};

use restante::search::Document;
use restante_bench::Samples;
use restante_dovecot::archive::Archive;
use serde_json::{Value, json};

use crate::{QUERIES, SEED};

/// Answers as Restante does: how many there are, and the sixty newest, by themselves and as rows.
const PROGRAM: &str = include_str!("sqlite.py");

/// What SQLite took.
pub(crate) struct Peer {
    version: String,
    /// Milliseconds of each query: which mails.
    pub(crate) found: Samples,
    /// The same, with what stands in their rows.
    pub(crate) search: Samples,
    /// Bytes of text in all mails.
    pub(crate) text: f64,
    /// Seconds to build the index.
    built: f64,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, found, search, text, built } = self;
        writeln!(
            f,
            "SQLite {version}, FTS5 in memory, prefix indexes of 2 and 3: which mails, median {:.2} ms, p95 {:.2} ms; \
             with rows {:.2}, {:.2} ms; built in {built:.1} s from {:.1} MB of text",
            found.median(),
            found.percentile(95.0),
            search.median(),
            search.percentile(95.0),
            text / 1e6
        )
    }
}

/// Measures SQLite over so many mails.
///
/// # Panics
/// When Python or its SQLite cannot do it.
pub(crate) fn sqlite(mails: usize) -> Peer {
    let folder = tempfile::tempdir().expect("a folder");
    let (program, texts, queries) =
        (folder.path().join("sqlite.py"), folder.path().join("texts"), folder.path().join("queries"));
    std::fs::write(&program, PROGRAM).expect("it is written");
    let mut out = BufWriter::new(File::create(&texts).expect("a file"));
    let mut text = 0;
    for raw in Archive::new(SEED, mails) {
        let document = Document::of(&raw);
        text += document.size();
        let fields = [document.from, document.to, document.subject, document.body, document.attachments];
        writeln!(out, "{}", json!(fields)).expect("it is written");
    }
    out.into_inner().expect("it is written");
    let asked: Vec<String> = Archive::queries(SEED, QUERIES);
    std::fs::write(&queries, json!(asked).to_string()).expect("it is written");
    let output = Command::new("python3").args([&program, &texts, &queries]).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let samples = |what: &str| {
        let mut samples = Samples::default();
        for time in said[what].as_array().expect("times") {
            samples.add(time.as_f64().expect("milliseconds"));
        }
        assert_eq!(samples.len(), QUERIES);
        samples
    };
    #[expect(clippy::cast_precision_loss, reason = "a figure to be read")]
    Peer {
        version: said["version"].as_str().unwrap_or_default().to_owned(),
        found: samples("ids"),
        search: samples("rows"),
        text: text as f64,
        built: said["built"].as_f64().expect("seconds"),
    }
}
