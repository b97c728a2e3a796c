//! A program and all the processes it starts, ended together.

use std::{
    io,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process, kill_process_group, test_kill_process_group};

/// How long the program has for ending in good order.
const PATIENCE: Duration = Duration::from_secs(10);
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

    /// Asks the leader to end, waits until the last process of the group has; kills what stays.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        if !self.ended()? {
            kill_process(self.pid, Signal::TERM)?;
        }
        let deadline = Instant::now() + PATIENCE;
        while !self.ended()? || test_kill_process_group(self.pid).is_ok() {
            if Instant::now() > deadline {
                // The group may be gone between the two calls, which is what is wanted.
                _ = kill_process_group(self.pid, Signal::KILL);
                self.leader.wait()?;
                return Err(io::Error::new(io::ErrorKind::TimedOut, "it had to be killed"));
            }
            thread::sleep(GLANCE);
        }
        Ok(())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("process group {:?}: {error}", self.pid);
        }
    }
}
