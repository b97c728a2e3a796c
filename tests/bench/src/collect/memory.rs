//! The memory of the browser's processes that run pages, as the kernel counts it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// Bytes by process.
pub(crate) type Renderers = BTreeMap<u32, u64>;

/// Resident bytes now of every process that runs pages for a browser that this program started; from
/// now on the kernel notes their peaks anew.
///
/// # Panics
/// When there is none, or it cannot be asked.
pub(crate) fn begin() -> Renderers {
    let renderers = renderers();
    assert!(!renderers.is_empty(), "a process of Chromium runs the page");
    let resident = renderers.iter().map(|&pid| {
        // 5 is for the peak: proc_pid_clear_refs(5).
        fs::write(format!("/proc/{pid}/clear_refs"), "5").expect("the peak can be reset");
        (pid, status(pid, "VmRSS:").expect("it runs"))
    });
    resident.collect()
}

/// By how many bytes the one that grew most was larger at its peak than at the beginning.
pub(crate) fn growth(before: &Renderers) -> u64 {
    let peaks = before.iter().filter_map(|(&pid, &then)| Some(status(pid, "VmHWM:")?.saturating_sub(then)));
    peaks.max().unwrap_or(0)
}

/// The renderers among the descendants of this process.
fn renderers() -> BTreeSet<u32> {
    let processes: Vec<u32> = fs::read_dir("/proc")
        .expect("the kernel's list of processes")
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    let parents: BTreeMap<u32, u32> =
        processes.iter().filter_map(|&pid| Some((pid, field(pid, "PPid:")?.parse().ok()?))).collect();
    let ours = |pid: u32| {
        std::iter::successors(Some(pid), |pid| parents.get(pid).copied()).any(|pid| pid == std::process::id())
    };
    let renders = |pid: u32| {
        let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        memchr::memmem::find(&command, b"--type=renderer").is_some()
    };
    processes.into_iter().filter(|&pid| ours(pid) && renders(pid)).collect()
}

/// A figure of `/proc/PID/status` in bytes.
fn status(pid: u32, name: &str) -> Option<u64> {
    let kilobytes: u64 = field(pid, name)?.trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes * 1024)
}

fn field(pid: u32, name: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
}
