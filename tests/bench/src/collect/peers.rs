//! The mail collectors that Restante is measured beside, as a person would run them: all new mail into
//! one file, the server keeps it.

use std::{
    env, fs, io,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use memchr::memmem;
use restante_dovecot::Dovecot;
use tempfile::TempDir;

/// mpop into an mbox in a folder; it pipelines where the server announces that, and has every mail
/// written to the disk (`fsync`) before the next.
///
/// # Panics
/// When not all mails came.
pub(crate) fn mpop(port: u16, messages: usize, folder: &Path) -> Duration {
    let home = home(folder);
    let mbox = home.path().join("mbox");
    let mut command = Command::new("mpop");
    command
        .args(["--host=127.0.0.1", "--quiet", "--keep=on", "--only-new=on", "--auth=user"])
        .args(["--tls=on", "--tls-starttls=off", "--tls-certcheck=off"])
        .arg(format!("--port={port}"))
        .arg(format!("--user={}", Dovecot::USER))
        .arg(format!("--passwordeval=echo {}", Dovecot::PASSWORD))
        .arg(format!("--uidls-file={}", home.path().join("uidls").display()))
        .arg(format!("--delivery=mbox,{}", mbox.display()));
    let time = run(&mut command, home.path());
    assert_eq!(lines_with(&mbox, "From "), messages, "mpop's mbox");
    time
}

/// fetchmail into a file of SMTP commands (`bsmtp`): delivery without a program for every mail, which
/// is as little work as it can be told to do.
///
/// # Panics
/// When not all mails came.
pub(crate) fn fetchmail(port: u16, messages: usize) -> Duration {
    let home = home(&env::temp_dir());
    let batch = home.path().join("batch");
    let settings = home.path().join("fetchmailrc");
    let text = format!(
        "poll 127.0.0.1 protocol pop3 port {port} auth password no dns\n\
         user \"{}\" password \"{}\" ssl no sslcertck keep fetchall no rewrite bsmtp \"{}\"\n",
        Dovecot::USER,
        Dovecot::PASSWORD,
        batch.display(),
    );
    write_secret(&settings, &text).expect("its settings");
    let mut command = Command::new("fetchmail");
    command.args(["--silent", "--nodetach", "--nosyslog", "--fetchmailrc"]).arg(&settings);
    let time = run(&mut command, home.path());
    assert_eq!(lines_with(&batch, "MAIL FROM:"), messages, "fetchmail's batch");
    time
}

fn home(folder: &Path) -> TempDir {
    tempfile::Builder::new().prefix("restante-bench-").tempdir_in(folder).expect("a folder")
}

/// A file that only its owner may read, or fetchmail refuses it.
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    io::Write::write_all(&mut file, text.as_bytes())
}

fn run(command: &mut Command, home: &Path) -> Duration {
    command.env("HOME", home).env("FETCHMAILHOME", home).stdin(Stdio::null());
    let began = Instant::now();
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let time = began.elapsed();
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    time
}

/// How many lines begin so.
fn lines_with(file: &Path, beginning: &str) -> usize {
    let bytes = fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let inside = memmem::find_iter(&bytes, &format!("\n{beginning}")).count();
    inside + usize::from(bytes.starts_with(beginning.as_bytes()))
}
