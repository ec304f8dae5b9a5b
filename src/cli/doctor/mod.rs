//! `doctor`: says of each thing that `run` needs whether it is in order, and
//! what to do where it is not. It changes nothing.

mod machine;
mod platforms;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::config::{All, Config, Flags};
use super::operate::wait;
use crate::clock;

/// `january20 doctor`.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    settings: Flags<All>,
}

/// What was found of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    verdict: Verdict,
    thing: &'static str,
    words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// In order.
    Well,
    /// In order, and something to know or to do by hand.
    Note,
    /// Not in order.
    Wrong,
}

impl Finding {
    fn well(thing: &'static str, words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Well, thing, words: words.into() }
    }

    fn note(thing: &'static str, words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Note, thing, words: words.into() }
    }

    fn wrong(thing: &'static str, words: impl Into<String>) -> Self {
        Self { verdict: Verdict::Wrong, thing, words: words.into() }
    }
}

pub(super) fn run(asked: &Doctor) -> anyhow::Result<ExitCode> {
    let findings = match Config::of(&asked.settings) {
        Ok(config) => wait(async { Ok(examine(&config).await) })?,
        Err(wrong) => vec![Finding::wrong("settings", wrong.to_string())],
    };
    let mut out = io::stdout().lock();
    for Finding { verdict, thing, words } in &findings {
        let mark = match verdict {
            Verdict::Well => "ok",
            Verdict::Note => "note",
            Verdict::Wrong => "WRONG",
        };
        writeln!(out, "{mark:<6}{thing:<12}{words}")?;
    }
    let wrong = findings.iter().filter(|finding| finding.verdict == Verdict::Wrong).count();
    if wrong == 0 {
        writeln!(out, "\neverything that run needs is in order")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "\nnot in order: {wrong}; mend what is marked WRONG and ask again")?;
    Ok(ExitCode::from(1))
}

async fn examine(config: &Config) -> Vec<Finding> {
    let now = clock::now();
    let mut findings = machine::settings(config);
    findings.extend(machine::clock(now));
    findings.push(machine::zones(now));
    findings.extend(machine::database(&config.database_url, now).await);
    findings.extend(platforms::discord(config).await);
    findings.extend(platforms::telegram(config).await);
    findings
}
