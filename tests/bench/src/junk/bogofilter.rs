//! Debian's bogofilter, as it is configured when nobody configures it.

use std::{
    collections::HashMap,
    fs, io,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use restante::junk::{Class, Opinion};

use crate::corpus::Mail;

/// What it makes of the mails that it did not learn from.
pub(crate) fn judge(mails: &[Mail], learnt: impl Fn(&Mail) -> bool) -> io::Result<Vec<(Class, Opinion)>> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("database");
    fs::create_dir(&database)?;
    let mut classes = HashMap::new();
    let (mut good, mut junk, mut asked) = (String::new(), String::new(), String::new());
    for (number, mail) in mails.iter().enumerate() {
        let path = folder.path().join(number.to_string()).display().to_string();
        fs::write(&path, &mail.raw)?;
        let list = match mail.class {
            _ if !learnt(mail) => &mut asked,
            Class::Good => &mut good,
            Class::Junk => &mut junk,
        };
        *list += &format!("{path}\n");
        classes.insert(path, mail.class);
    }
    run(&database, &["-n"], good)?;
    run(&database, &["-s"], junk)?;
    let said = run(&database, &["-T"], asked)?;
    let opinion = |line: &str| {
        let mut words = line.split(' ');
        let class = *classes.get(words.next()?)?;
        let opinion = match words.next()? {
            "S" => Opinion::Junk,
            "H" => Opinion::Good,
            _ => Opinion::Unsure,
        };
        Some((class, opinion))
    };
    let unreadable = |line: &str| io::Error::other(format!("said {line}"));
    said.lines().map(|line| opinion(line).ok_or_else(|| unreadable(line))).collect()
}

/// Runs it over a list of files; gives what it says.
fn run(database: &Path, arguments: &[&str], files: String) -> io::Result<String> {
    let mut running = Command::new("bogofilter")
        .arg("-C")
        .arg("-d")
        .arg(database)
        .args(arguments)
        .arg("-b")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut list = running.stdin.take().ok_or_else(|| io::Error::other("has no input"))?;
    // It answers while it reads: who only writes would wait for it as it waits for us.
    let writing = std::thread::spawn(move || list.write_all(files.as_bytes()));
    let output = running.wait_with_output()?;
    writing.join().map_err(|_| io::Error::other("its input broke"))??;
    // 0 to 2 are verdicts.
    match output.status.code() {
        Some(0..=2) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(io::Error::other(output.status.to_string())),
    }
}
