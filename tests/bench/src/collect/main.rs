//! `bench-collect [--runs N] [ROW...]`: how fast mail is collected, beside mpop, fetchmail and a bare
//! reader of the socket, from the same Dovecot in the same run.
//!
//! Each round runs everything that takes part once, so that what else the machine does strikes all
//! alike; a figure is the median of its rounds. Without rows it measures all and writes the table to
//! `tests/bench/collect.txt` too.

mod bare;
mod engine;
mod maildrop;
mod memory;
mod page;
mod peers;
mod rows;
mod task;
mod world;

use std::{fs, path::Path, process::ExitCode};

use restante_bench::{surroundings, table::table};

use rows::Row;
use task::Results;
use world::World;

/// How often everything is run, unless told.
const RUNS: usize = 5;

/// What has to be known to read the table.
const NOTES: &str = "\
mpop waits for the disk after every mail, so its figure is the disk's of that hour;
\"into memory\" is mpop without that.
The browser collects the 205 small mails as a reader does who has had the account for a while:
it has collected from it once before, when the maildrop was empty.
";

#[tokio::main(flavor = "multi_thread")]
async fn main() -> ExitCode {
    let Some((rows, runs)) = arguments(std::env::args().skip(1)) else {
        eprintln!("bench-collect [--runs N] [ROW...]; the rows:");
        for row in Row::ALL {
            eprintln!("  {:<14}{}", row.name(), row.figure());
        }
        return ExitCode::FAILURE;
    };
    let tasks = rows::tasks(&rows);
    let title = format!("bench-collect: medians of {runs}");
    let mut text = surroundings::describe(&title, &["dovecot", "mpop", "fetchmail", "chromium"]) + NOTES;
    println!("{text}");
    let mut world = World::build(&tasks).await;
    text += &world.describe();
    let mut results = Results::default();
    for run in 1..=runs {
        for &task in &tasks {
            let figures = world.run(task).await;
            println!("round {run} of {runs}: {task}: {}", task::in_words(&figures));
            results.add(task, &figures);
        }
    }
    text += &format!("{}\n", surroundings::load("when it ended"));
    text += &format!("\n{}\n{}", table(&rows::lines(&rows, &results)), results.describe());
    println!("\n{text}");
    if rows == Row::ALL {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("collect.txt");
        if let Err(error) = fs::write(&file, text) {
            eprintln!("{}: {error}", file.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The rows and how often; `None` when they cannot be understood.
fn arguments(mut given: impl Iterator<Item = String>) -> Option<(Vec<Row>, usize)> {
    let mut rows = Vec::new();
    let mut runs = RUNS;
    while let Some(argument) = given.next() {
        if argument == "--runs" {
            runs = given.next()?.parse().ok().filter(|&runs| runs > 0)?;
        } else {
            rows.push(Row::ALL.into_iter().find(|row| row.name() == argument)?);
        }
    }
    if rows.is_empty() {
        rows = Row::ALL.into();
    }
    Some((rows, runs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn understood(line: &str) -> Option<(Vec<Row>, usize)> {
        arguments(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn rows_are_named_and_all_are_taken_where_none_is() {
        assert_eq!(understood(""), Some((Row::ALL.into(), RUNS)));
        assert_eq!(understood("few --runs 2 loopback"), Some((vec![Row::Few, Row::Loopback], 2)));
        for wrong in ["fastest", "--runs", "--runs 0", "--runs few"] {
            assert_eq!(understood(wrong), None, "{wrong}");
        }
    }
}
