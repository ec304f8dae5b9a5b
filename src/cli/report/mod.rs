//! `report`: what was due in a year, and what became of it; as text, as JSON,
//! and as a page with plots that needs nothing but itself.

mod page;
mod plot;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use clap::Args;
use serde::Serialize;

use super::config::{Config, Flags, OnlyDatabase};
use super::operate::wait;
use crate::clock;
use crate::store::{Count, Store, YearInNumbers};

/// `january20 report`.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// Which year [default: that of the last 19 January]
    #[arg(long, value_parser = clap::value_parser!(i32).range(1991..=9000))]
    year: Option<i32>,
    /// Print one JSON object
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Write a page with plots
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    settings: Flags<OnlyDatabase>,
}

/// A year, as programs read it.
#[derive(Debug, Serialize)]
struct Report {
    year: i32,
    made_at: String,
    #[serde(flatten)]
    all: Sums,
    by_platform: BTreeMap<String, Sums>,
    by_language: BTreeMap<String, Sums>,
    by_post: BTreeMap<String, Sums>,
    slowest: Vec<Slowest>,
    reasons: Vec<Why>,
    #[serde(skip)]
    numbers: YearInNumbers,
}

/// What became of some posts. What fell due was sent, missed, failed, or is
/// still open; what somebody cancelled was not due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
struct Sums {
    due: i64,
    sent: i64,
    late: i64,
    missed: i64,
    failed: i64,
    /// Fell due, and neither sent nor given up.
    open: i64,
    /// Not yet due.
    planned: i64,
    cancelled: i64,
    /// Sent, but a part may stand twice.
    uncertain: i64,
}

#[derive(Debug, Serialize)]
struct Slowest {
    platform: String,
    channel: i64,
    post: String,
    due: String,
    seconds: f64,
}

#[derive(Debug, Serialize)]
struct Why {
    platform: String,
    state: String,
    reason: String,
    posts: i64,
}

pub(super) fn run(asked: &Ask) -> anyhow::Result<ExitCode> {
    let config = Config::of(&asked.settings)?;
    let now = clock::now();
    let year = asked.year.unwrap_or_else(|| last_year(now));
    let report = wait(async {
        let store = Store::open_existing(&config.database_url, now).await?;
        let numbers = store.year_in_numbers(year, now).await?;
        store.close().await;
        Ok(Report::of(year, now, numbers))
    })?;
    let mut out = io::stdout().lock();
    if let Some(file) = &asked.html {
        let written = fs::write(file, page::render(&report));
        written.with_context(|| format!("{} cannot be written", file.display()))?;
        writeln!(out, "written to {}", file.display())?;
    } else if asked.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", text(&report))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The year of the last 19 January that has begun anywhere.
fn last_year(now: DateTime<Utc>) -> i32 {
    // The first zone is 14 hours ahead.
    let there = now + TimeDelta::hours(14);
    if (there.month(), there.day()) >= (1, 19) { there.year() } else { there.year() - 1 }
}

impl Report {
    fn of(year: i32, now: DateTime<Utc>, numbers: YearInNumbers) -> Self {
        let by = |name: fn(&Count) -> &str| {
            let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
            for count in &numbers.counts {
                sums.entry(name(count).to_owned()).or_default().add(count);
            }
            sums
        };
        let mut all = Sums::default();
        numbers.counts.iter().for_each(|count| all.add(count));
        let slowest = numbers.slowest.iter().map(|slow| Slowest {
            platform: slow.platform.clone(),
            channel: slow.channel,
            post: slow.post.clone(),
            due: slow.due.to_rfc3339_opts(SecondsFormat::Secs, true),
            seconds: slow.late_ms as f64 / 1000.0,
        });
        let reasons = numbers.reasons.iter().map(|why| Why {
            platform: why.platform.clone(),
            state: why.state.clone(),
            reason: why.reason.clone(),
            posts: why.posts,
        });
        Self {
            year,
            made_at: now.to_rfc3339_opts(SecondsFormat::Secs, true),
            all,
            by_platform: by(|count| &count.platform),
            by_language: by(|count| &count.languages),
            by_post: by(|count| &count.post),
            slowest: slowest.collect(),
            reasons: reasons.collect(),
            numbers,
        }
    }
}

impl Sums {
    fn add(&mut self, count: &Count) {
        self.uncertain += count.uncertain;
        if count.state != "cancelled" {
            self.due += count.due;
        }
        match count.state.as_str() {
            "sent" => {
                self.sent += count.posts;
                self.late += count.late;
            }
            "missed" => self.missed += count.posts,
            "failed" => self.failed += count.posts,
            "cancelled" => self.cancelled += count.posts,
            _ => {
                self.open += count.due;
                self.planned += count.posts - count.due;
            }
        }
    }

    /// Its parts that readers compare, with what they are called.
    fn columns(&self) -> [(&'static str, i64); 9] {
        [
            ("due", self.due),
            ("sent", self.sent),
            ("late", self.late),
            ("missed", self.missed),
            ("failed", self.failed),
            ("open", self.open),
            ("planned", self.planned),
            ("cancelled", self.cancelled),
            ("uncertain", self.uncertain),
        ]
    }
}

fn text(report: &Report) -> String {
    let mut text = format!("The posts of {}, as of {}\n\n", report.year, report.made_at);
    if report.numbers.counts.is_empty() {
        text.push_str("There are none; another year is told with --year.\n");
        return text;
    }
    let row = |name: &str, cells: [String; 9]| {
        let cells = cells.map(|cell| format!("{cell:>10}")).concat();
        format!("{name:<12}{cells}\n")
    };
    let line = |name: &str, sums: &Sums| row(name, sums.columns().map(|(_, number)| number.to_string()));
    text.push_str(&row("", Sums::default().columns().map(|(head, _)| head.to_owned())));
    text.push_str(&line("all", &report.all));
    for group in [&report.by_platform, &report.by_language, &report.by_post] {
        text.push('\n');
        for (name, sums) in group {
            text.push_str(&line(name, sums));
        }
    }
    if !report.slowest.is_empty() {
        text.push_str("\nThe slowest:\n");
    }
    for slow in &report.slowest {
        let Slowest { platform, channel, post, due, seconds } = slow;
        text.push_str(&format!("{seconds:>10.1} s  {post} due {due} in {channel} on {platform}\n"));
    }
    if !report.reasons.is_empty() {
        text.push_str("\nNot sent, by reason:\n");
    }
    for Why { platform, state, reason, posts } in &report.reasons {
        text.push_str(&format!("{posts:>10}  {state} on {platform}: {reason}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2027-01-18T09:59:59Z", 2026)]
    #[case("2027-01-18T10:00:00Z", 2027)]
    #[case("2027-01-21T08:00:00Z", 2027)]
    #[case("2026-11-25T00:00:00Z", 2026)]
    fn the_year_is_that_of_the_last_19_january_anywhere(#[case] now: &str, #[case] year: i32) {
        assert_eq!(last_year(now.parse().expect("an instant")), year);
    }
}
