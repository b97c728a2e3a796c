//! What else has to do with how fast something is: the machine, what it does besides, versions.

use std::{
    fs,
    io::{self, Write},
    process::Command,
    thread,
    time::Instant,
};

use crate::Samples;

/// Lines above a table: what was run, the machine, the programs that take part.
#[must_use]
pub fn describe(title: &str, programs: &[&str]) -> String {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let mut text = format!("{title}; {processors} processors, {}\n", processor());
    for program in programs {
        text += &format!("{program}: {}\n", first_line(program, "--version"));
    }
    text + &load("when it began") + "\n"
}

/// How many others wanted a processor in the last minute, and how long the disk takes to say that it
/// has something. mpop waits for that after every mail.
#[must_use]
pub fn load(when: &str) -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("unknown");
    let fsync = fsync().map_or(f64::NAN, |samples| samples.median());
    format!("Load {when}: {load}; one fsync of 8 kB: {fsync:.2} ms")
}

/// Milliseconds, in the folder that all write to.
fn fsync() -> io::Result<Samples> {
    let mut file = tempfile::tempfile()?;
    let mut samples = Samples::default();
    for _ in 0..101 {
        let began = Instant::now();
        file.write_all(&[b'x'; 8_000])?;
        file.sync_all()?;
        samples.add(began.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(samples)
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name"));
    name.map_or("unknown", |name| name.trim_start_matches([' ', '\t', ':'])).to_owned()
}

fn first_line(program: &str, argument: &str) -> String {
    // Dovecot's place is not on everybody's path.
    let run = |program: &str| Command::new(program).arg(argument).output().ok();
    let output = run(program).or_else(|| run(&format!("/usr/sbin/{program}")));
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or("not found").to_owned()
}
