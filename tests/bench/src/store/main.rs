//! `bench-store [--mails N]`: how fast a store with a hundred thousand mails is started, searched and
//! read, in the browser, beside SQLite's full-text search and bare writes to IndexedDB.
//!
//! With all its mails it writes the table to `tests/bench/store.txt` too.

mod peers;
mod stored;

use std::{fs, path::Path, process::ExitCode};

use restante_bench::{
    Samples, surroundings,
    table::{Goal, Line, table},
};

use peers::Peer;
use stored::{Figures, Stored};

/// The same mails and queries in every run.
const SEED: u64 = 100_000;
/// Mails of the largest store, unless told.
const MAILS: usize = 100_000;
/// The others, to see how figures grow.
const FEW: usize = 100;
/// A store is at least so much larger than the one before it.
const TENTH: usize = 10;
/// Mails that come in while the list scrolls.
const MORE: usize = 5_000;
/// Queries that are asked.
const QUERIES: usize = 400;

#[tokio::main(flavor = "multi_thread")]
async fn main() -> ExitCode {
    let Some(mails) = mails(std::env::args().skip(1)) else {
        eprintln!("bench-store [--mails N], N from 1000");
        return ExitCode::FAILURE;
    };
    let mut text = surroundings::describe("bench-store", &["chromium", "dovecot", "python3"]);
    println!("{text}");
    let few = Stored::measure(FEW, None).await;
    let tenth = Stored::measure(mails / TENTH, None).await;
    let all = Stored::measure(mails, Some(MORE)).await;
    let peer = peers::sqlite(mails);
    text += &format!("{}\n\n", surroundings::load("when it ended"));
    text += &table(&lines(mails, &few, &tenth, &all, &peer));
    text += &format!("\n{}{}{}{peer}", few.describe(), tenth.describe(), all.describe());
    println!("\n{text}");
    if mails == MAILS {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("store.txt");
        if let Err(error) = fs::write(&file, text) {
            eprintln!("{}: {error}", file.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// How many mails; `None` when that cannot be understood.
fn mails(mut given: impl Iterator<Item = String>) -> Option<usize> {
    match given.next().as_deref() {
        None => Some(MAILS),
        Some("--mails") => given.next()?.parse().ok().filter(|&mails| mails >= 1_000),
        Some(_) => None,
    }
}

fn lines(mails: usize, few: &Figures, tenth: &Figures, all: &Figures, peer: &Peer) -> Vec<Line> {
    let ms = |samples: &Samples| samples.percentile(95.0);
    let line = |figure: &str, ours: String, peers: String, value: f64, unit: &str, goal: Goal| Line {
        figure: figure.to_owned(),
        ours,
        peers,
        ratio: format!("{value:.2}{unit}"),
        goal: goal.to_string(),
        met: goal.verdict(value),
    };
    let p95 = |samples: &Samples| format!("p95 {:.1} ms", ms(samples));
    let times = |large: f64, small: f64| large / small;
    vec![
        line(
            &format!("reload offline to 60 rows, {mails} mails"),
            format!("{:.2} s", all.reload.median()),
            String::new(),
            all.reload.median(),
            " s",
            Goal::at_most(1.0, " s"),
        ),
        line(
            "the same beside a store of 100",
            format!("{:.2} s", all.reload.median()),
            format!("{:.2} s", few.reload.median()),
            times(all.reload.median(), few.reload.median()),
            "x",
            Goal::at_most(2.0, "x"),
        ),
        line(
            "open a message",
            p95(&all.open),
            String::new(),
            ms(&all.open),
            " ms",
            Goal::at_most(50.0, " ms"),
        ),
        line(
            "search in the worker, 1 to 4 words",
            p95(&all.search),
            String::new(),
            ms(&all.search),
            " ms",
            Goal::at_most(10.0, " ms"),
        ),
        line(
            "worst two-letter prefix",
            format!("{:.1} ms", all.prefixes.range().1),
            String::new(),
            all.prefixes.range().1,
            " ms",
            Goal::at_most(40.0, " ms"),
        ),
        line(
            "search as one types, keystroke to rows",
            p95(&all.typing),
            String::new(),
            ms(&all.typing),
            " ms",
            Goal::at_most(60.0, " ms"),
        ),
        line(
            "beside SQLite FTS5: which mails, all queries",
            format!("{:.0} ms", all.found.sum()),
            format!("{:.0} ms", peer.found.sum()),
            times(all.found.sum(), peer.found.sum()),
            "x",
            Goal::at_most(1.0, "x"),
        ),
        line(
            "beside SQLite FTS5: rows with the hits marked",
            format!("{:.0} ms", all.search.sum()),
            format!("{:.0} ms", peer.search.sum()),
            times(all.search.sum(), peer.search.sum()),
            "x",
            Goal::at_most(1.0, "x"),
        ),
        line(
            "collecting, storing, indexing all, beside bare writes",
            format!("{:.1} s", all.collecting),
            format!("{:.1} s", all.bare_writes),
            times(all.collecting, all.bare_writes),
            "x",
            Goal::at_most(2.0, "x"),
        ),
        line(
            "index size, of the text",
            format!("{:.1} MB", all.index / 1e6),
            format!("{:.1} MB", peer.text / 1e6),
            all.index / peer.text * 100.0,
            " %",
            Goal::at_most(40.0, " %"),
        ),
        line(
            "memory of the worker",
            format!("{:.0} MB", all.memory / 1e6),
            String::new(),
            all.memory / 1e6,
            " MB",
            Goal::at_most(150.0, " MB"),
        ),
        line(
            "longest task while 5,000 come and the list scrolls",
            format!("{:.0} ms", all.longest_task),
            String::new(),
            all.longest_task,
            " ms",
            Goal::at_most(50.0, " ms"),
        ),
        line(
            "growth from a tenth: search",
            p95(&all.search),
            p95(&tenth.search),
            times(ms(&all.search), ms(&tenth.search)),
            "x",
            Goal::at_most(2.0, "x"),
        ),
        line(
            "growth from a tenth: open",
            p95(&all.open),
            p95(&tenth.open),
            times(ms(&all.open), ms(&tenth.open)),
            "x",
            Goal::at_most(2.0, "x"),
        ),
        line(
            "growth from a tenth: start",
            format!("{:.2} s", all.reload.median()),
            format!("{:.2} s", tenth.reload.median()),
            times(all.reload.median(), tenth.reload.median()),
            "x",
            Goal::at_most(10.0, "x"),
        ),
    ]
}
