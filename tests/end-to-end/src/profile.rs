//! The folder in which a browser keeps everything, and the processes that work in it.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::{PATIENCE, until};

/// A folder that browsers work in, one after the other. It goes with the last that knows it.
#[derive(Debug, Clone)]
pub struct Profile(Arc<TempDir>);

impl Profile {
    /// One that nobody has used.
    ///
    /// # Errors
    /// When no folder can be made.
    pub fn fresh() -> io::Result<Self> {
        Ok(Self(Arc::new(tempfile::Builder::new().prefix("restante-browser-").tempdir()?)))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Where Chromium says how it is spoken to in the DevTools protocol.
    pub(crate) fn devtools_note(&self) -> PathBuf {
        self.path().join("DevToolsActivePort")
    }

    /// Ends whatever works in it, and these processes' children with them, at once: SIGKILL.
    ///
    /// # Panics
    /// When something is still there after a while.
    pub(crate) async fn kill(&self, with: Option<Pid>) {
        let doomed = self.processes(with);
        doomed.iter().for_each(|&pid| end(pid));
        until("every process of the browser is gone", PATIENCE, async || {
            // What was just being started was not seen before.
            let late = self.processes(None);
            late.iter().for_each(|&pid| end(pid));
            (late.is_empty() && !doomed.iter().any(|&pid| process(pid).is_some())).then_some(())
        })
        .await;
        // They lead nowhere now.
        _ = fs::remove_file(self.devtools_note());
        _ = fs::remove_file(self.path().join("MarionetteActivePort"));
    }

    /// As [`Self::kill`], for who cannot wait.
    pub(crate) fn kill_unawaited(&self) {
        self.processes(None).into_iter().for_each(end);
    }

    /// The processes whose command lines name the folder, which is theirs alone, and this one; with all
    /// that came of them.
    fn processes(&self, with: Option<Pid>) -> Vec<Pid> {
        let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
        let pids = all.filter_map(|entry| Pid::from_raw(entry.ok()?.file_name().to_str()?.parse().ok()?));
        let all: HashMap<Pid, Process> = pids.filter_map(|pid| Some((pid, process(pid)?))).collect();
        let folder = self.path().to_string_lossy();
        let is_root = |pid: Pid| {
            Some(pid) == with || all.get(&pid).is_some_and(|process| process.command.contains(&*folder))
        };
        let comes_of_a_root = |mut pid: Pid| {
            while !is_root(pid) {
                let Some(parent) = all.get(&pid).and_then(|process| process.parent) else { return false };
                pid = parent;
            }
            true
        };
        let mut pids: Vec<Pid> = all.keys().copied().filter(|&pid| comes_of_a_root(pid)).collect();
        // The browser itself before those that it has started.
        pids.sort_by_key(|pid| pid.as_raw_nonzero());
        pids
    }
}

struct Process {
    parent: Option<Pid>,
    command: String,
}

/// A process that has not ended, be it that nobody has asked how.
fn process(pid: Pid) -> Option<Process> {
    let folder = PathBuf::from(format!("/proc/{}", pid.as_raw_nonzero()));
    let stat = fs::read_to_string(folder.join("stat")).ok()?;
    // The name is in brackets, and may hold some.
    let (_, stat) = stat.rsplit_once(") ")?;
    let mut fields = stat.split(' ');
    if fields.next()? == "Z" {
        return None;
    }
    let parent = Pid::from_raw(fields.next()?.parse().ok()?);
    let command = fs::read(folder.join("cmdline")).ok()?;
    Some(Process { parent, command: String::from_utf8_lossy(&command).into_owned() })
}

fn end(pid: Pid) {
    _ = kill_process(pid, Signal::KILL);
}
