//! `schedule`: what would be posted when, for a community in a zone.

use std::io::{self, Write};
use std::process::ExitCode;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use clap::Args;
use serde::Serialize;

use crate::built_in;
use crate::clock;
use crate::remembrance::{Post, Schedule, Window, windows};
use crate::zones::places::Found;
use crate::zones::{Rules, Zone};

/// `january20 schedule`.
#[derive(Debug, Args)]
pub(super) struct Dates {
    /// An IANA name, or a city or country
    #[arg(long)]
    timezone: String,
    /// The first year [default: that of the next 20 January]
    #[arg(long, value_parser = clap::value_parser!(i32).range(1990..=9000))]
    year: Option<i32>,
    /// How many years
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i32).range(1..=500))]
    years: i32,
    /// Print an array of `{"post", "local", "utc", "moment"?}`
    #[arg(long)]
    json: bool,
}

/// A post as programs read it; instants in the form of RFC 3339.
#[derive(Debug, Serialize)]
struct Row {
    post: Post,
    local: String,
    utc: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    moment: Option<String>,
}

pub(super) fn run(wanted: &Dates) -> anyhow::Result<ExitCode> {
    let now = clock::now();
    let rules = Rules::newest();
    let zone = zone(&wanted.timezone, &rules, now)?;
    let first = wanted.year.unwrap_or_else(|| next_year(zone, now, &rules));
    let years = first..first.saturating_add(wanted.years);
    let windows = years.flat_map(|year| windows(&Schedule::default(), zone, year, &rules));
    let mut out = io::stdout().lock();
    if wanted.json {
        let rows: Vec<Row> = windows.map(|window| row(&window, zone, &rules)).collect();
        serde_json::to_writer_pretty(&mut out, &rows)?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{zone}, by the zone rules of {}", rules.version())?;
    for Window { post, due, moment, .. } in windows {
        let local = rules.local(zone, due).format("%a %Y-%m-%d %H:%M:%S %:z");
        write!(out, "{:8} {local}  ({} UTC)", post.name(), due.format("%a %H:%M:%S"))?;
        if let Some(moment) = moment {
            write!(out, "  for the silence at {}", rules.local(zone, moment).format("%H:%M"))?;
        }
        writeln!(out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The zone that was typed, or one sentence that names the nearest.
pub(super) fn zone(typed: &str, rules: &Rules, now: DateTime<Utc>) -> anyhow::Result<Zone> {
    let places = built_in::places();
    let names = |zones: &[Zone]| zones.iter().map(|zone| zone.name()).collect::<Vec<_>>().join(", ");
    match places.find(typed, rules, now) {
        Found::One(zone) => Ok(zone),
        Found::Several(zones) => anyhow::bail!("{typed} has several zones; choose one of {}", names(&zones)),
        Found::None(nearest) if nearest.is_empty() => {
            anyhow::bail!("there is no zone `{typed}`; give an IANA name such as Europe/Berlin, or a city")
        }
        Found::None(nearest) => {
            anyhow::bail!("there is no zone `{typed}`; the nearest are {}", names(&nearest))
        }
    }
}

/// The year of the next 20 January, today included.
pub(super) fn next_year(zone: Zone, now: DateTime<Utc>, rules: &Rules) -> i32 {
    let today = rules.local(zone, now).date_naive();
    if (today.month(), today.day()) <= (1, 20) { today.year() } else { today.year() + 1 }
}

fn row(window: &Window, zone: Zone, rules: &Rules) -> Row {
    let utc = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Row {
        post: window.post,
        local: rules.local(zone, window.due).to_rfc3339_opts(SecondsFormat::Secs, false),
        utc: utc(window.due),
        moment: window.moment.map(utc),
    }
}
