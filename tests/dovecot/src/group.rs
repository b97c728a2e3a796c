//! A program and all the processes it starts, ended together.

use std::{
    fs, io,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// How long the program has for ending in good order.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the others have once the leader has ended: Dovecot's own would stay for seconds.
const GRACE: Duration = Duration::from_millis(200);
/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(5);

/// A running program in a process group of its own. Dropping it ends the whole group.
#[derive(Debug)]
pub(crate) struct Group {
    leader: Child,
    pid: Pid,
}

impl Group {
    /// Starts the program as the leader of a new process group.
    pub(crate) fn spawn(command: &mut Command) -> io::Result<Self> {
        use std::os::unix::process::CommandExt;
        let leader = command.process_group(0).spawn()?;
        let pid = Pid::from_child(&leader);
        Ok(Self { leader, pid })
    }

    /// Whether the leader has ended, by itself or not.
    pub(crate) fn ended(&mut self) -> io::Result<bool> {
        Ok(self.leader.try_wait()?.is_some())
    }

    /// Asks the leader to end, and waits until the last process of the group has ended.
    ///
    /// # Errors
    /// When the leader had to be killed.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        if !self.ended()? {
            kill_process(self.pid, Signal::TERM)?;
        }
        let in_time = wait_until(PATIENCE, || self.ended())?;
        if !in_time || !wait_until(GRACE, || Ok(!self.has_members()))? {
            // That the group may be gone between the two calls is fine.
            _ = kill_process_group(self.pid, Signal::KILL);
        }
        self.leader.wait()?;
        let gone = wait_until(PATIENCE, || Ok(!self.has_members()))?;
        let late = || Err(io::Error::new(io::ErrorKind::TimedOut, "it had to be killed"));
        if in_time && gone { Ok(()) } else { late() }
    }

    /// Whether a process of the group runs. One that has ended and only waits for its parent to take
    /// note, which for orphans may last seconds, does not count: hence no `kill(2)` with signal 0.
    fn has_members(&self) -> bool {
        let group = self.pid.as_raw_pid().to_string();
        let Ok(processes) = fs::read_dir("/proc") else { return false };
        let mut stats =
            processes.filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("stat")).ok());
        stats.any(|stat| {
            // proc_pid_stat(5): pid (name) state parent group ...; a name may hold anything.
            let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
            let mut fields = fields.split_whitespace();
            !matches!(fields.next(), None | Some("Z" | "X")) && fields.nth(1) == Some(group.as_str())
        })
    }
}

fn wait_until(patience: Duration, mut condition: impl FnMut() -> io::Result<bool>) -> io::Result<bool> {
    let deadline = Instant::now() + patience;
    while !condition()? {
        if Instant::now() > deadline {
            return Ok(false);
        }
        thread::sleep(GLANCE);
    }
    Ok(true)
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("process group {:?}: {error}", self.pid);
        }
    }
}
