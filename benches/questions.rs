//! `cargo bench --bench questions`: how long the base takes to read and index,
//! what it holds, and how long answers take, by the length of the question.
//! Percentiles over many questions, which no bench crate at hand prints; so this
//! is a plain program.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::hint::black_box;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use january20::app::Answers;
use january20::built_in;
use january20::cli::questions;

const ROUNDS: usize = 10;
const SETS: [&str; 4] = ["dev", "own", "two", "three"];
const LANGUAGES: [&str; 4] = ["en", "az", "ru", "tr"];
/// Questions of up to so many words are told together.
const LENGTHS: [usize; 5] = [3, 7, 15, 30, usize::MAX];

fn main() -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let before = resident()?;
    let begun = Instant::now();
    let app =
        Answers::load(&built_in::files()).map_err(|faults| anyhow::anyhow!("{} faults", faults.len()))?;
    writeln!(out, "read and index the base: {:?}", begun.elapsed())?;
    writeln!(out, "resident: {before} kB before, {} kB after", resident()?)?;
    let mut asked = Vec::new();
    for set in SETS {
        for language in LANGUAGES {
            let file = format!("tests/questions/{set}.{language}.jsonl");
            asked.extend(questions::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file))?);
        }
    }
    let mut times: [Vec<Duration>; LENGTHS.len()] = Default::default();
    for _ in 0..ROUNDS {
        for question in &asked {
            let words = question.q.split_whitespace().count();
            let length = LENGTHS.iter().position(|most| words <= *most).context("the last has no end")?;
            let begun = Instant::now();
            black_box(app.answer(black_box(&question.q), None, None));
            times[length].push(begun.elapsed());
        }
    }
    for (most, times) in LENGTHS.iter().zip(&mut times).filter(|(_, times)| !times.is_empty()) {
        let name = if *most == usize::MAX { "longer".to_owned() } else { format!("up to {most} words") };
        tell(&mut out, &name, times)?;
    }
    let mut all: Vec<Duration> = times.concat();
    let total: Duration = all.iter().sum();
    tell(&mut out, "all", &mut all)?;
    writeln!(out, "{:.0} answers a second on one core", all.len() as f64 / total.as_secs_f64())?;
    Ok(())
}

fn tell(out: &mut impl Write, name: &str, times: &mut [Duration]) -> io::Result<()> {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let (median, late, slowest) = (at(50), at(99), at(100));
    writeln!(out, "{name}: {} answers, median {median:?}, p99 {late:?}, slowest {slowest:?}", times.len())
}

/// Resident memory in kilobytes, as Linux tells it.
fn resident() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
