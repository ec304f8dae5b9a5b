//! How long one question takes against the whole base, and how long the base
//! takes to load. Percentiles over many questions, which no bench crate at hand
//! prints; so this is a plain program: `cargo bench --bench questions`.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::hint::black_box;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use january20::app::Answers;
use january20::cli::questions;
use january20::files::Files;

const ROUNDS: usize = 20;

fn main() -> anyhow::Result<()> {
    let begun = Instant::now();
    let app =
        Answers::load(&Files::built_in()).map_err(|faults| anyhow::anyhow!("{} faults", faults.len()))?;
    let loaded = begun.elapsed();
    let mut asked = Vec::new();
    for language in ["en", "az", "ru", "tr"] {
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/questions/dev.{language}.jsonl"));
        asked.extend(questions::read(&file)?);
    }
    let mut times: Vec<Duration> = Vec::with_capacity(asked.len() * ROUNDS);
    for _ in 0..ROUNDS {
        for question in &asked {
            let begun = Instant::now();
            black_box(app.answer(black_box(&question.q), None, None));
            times.push(begun.elapsed());
        }
    }
    let total: Duration = times.iter().sum();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    let mut out = io::stdout().lock();
    writeln!(out, "load and index the base: {loaded:?}")?;
    writeln!(out, "{} answers: median {:?}, p99 {:?}, slowest {:?}", times.len(), at(50), at(99), at(100))?;
    writeln!(out, "{:.0} answers a second on one core", times.len() as f64 / total.as_secs_f64())?;
    Ok(())
}
