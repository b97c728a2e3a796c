//! Chromium, all of its processes, is killed (SIGKILL) at random moments: while mail is collected from a
//! server that keeps none of it, while the search index is made, while the journal is put into blocks,
//! and while a database of an earlier version is brought up to date. After each it is started again on
//! the same profile. Then every mail that the server was told to delete is here and byte-equal; nothing
//! is here twice; the list, the index and the raw mails agree. A trace of the worker shows that every
//! DELE left the page after a complete transaction with its mail, and that all those were strict: a
//! killed process alone would forgive relaxed ones.
//!
//! `RESTANTE_SEED` chooses another run.

mod kill_run;

use kill_run::{Phase, Run};

/// The turns that the phases take.
const TURNS: [Phase; 5] =
    [Phase::Collecting, Phase::Indexing, Phase::Compaction, Phase::Collecting, Phase::Migration];

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_each_phase() {
    kills(5).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long"]
async fn fifty_kills() {
    kills(50).await;
}

async fn kills(count: usize) {
    let seed = std::env::var("RESTANTE_SEED").map_or(1, |seed| seed.parse().expect("a number"));
    let mut run = Run::new(seed).await;
    run.begin().await;
    for phase in TURNS.into_iter().cycle().take(count) {
        run.be_killed(phase).await;
    }
    run.end_well().await;
    println!("{}", run.report());
}
