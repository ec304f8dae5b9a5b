//! Figures: percentiles of times, and what the process holds in memory.

use std::fmt;
use std::fs;
use std::time::Duration;

use anyhow::Context;

/// Times, sorted.
pub struct Percentiles(Vec<Duration>);

impl Percentiles {
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    fn at(&self, share: usize) -> Duration {
        self.0.get((self.0.len().saturating_sub(1)) * share / 100).copied().unwrap_or_default()
    }
}

impl fmt::Display for Percentiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "median {:?}, p99 {:?}, slowest {:?}", self.at(50), self.at(99), self.at(100))
    }
}

/// The most memory that the process held since [`forget_peak`], in kB, as Linux
/// tells it.
pub fn peak() -> anyhow::Result<u64> {
    let status = fs::read_to_string("/proc/self/status").context("only Linux tells what a process holds")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    Ok(line.trim_end_matches("kB").trim().parse()?)
}

/// What is held now is the most from here on.
pub fn forget_peak() -> anyhow::Result<()> {
    // 5: the peak is set to what is held (proc_pid_clear_refs(5)).
    fs::write("/proc/self/clear_refs", "5").context("only Linux forgets the most that a process held")
}
