//! What else has to do with how fast something is: the machine, what it does besides, versions.

use std::{fs, process::Command, thread};

/// A few lines above the table.
pub(crate) fn describe(runs: usize) -> String {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let mut text = format!("bench-collect: medians of {runs}; {processors} processors, {}\n", processor());
    for (program, argument) in [
        ("dovecot", "--version"),
        ("mpop", "--version"),
        ("fetchmail", "--version"),
        ("chromium", "--version"),
    ] {
        text += &format!("{program}: {}\n", first_line(program, argument));
    }
    text + &load("when it began") + "\n"
}

/// How many others wanted a processor in the last minute.
pub(crate) fn load(when: &str) -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("Load {when}: {}", load.split_whitespace().next().unwrap_or("unknown"))
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
