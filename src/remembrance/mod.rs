//! The calendar of remembrance: which post falls due when, and until when it
//! may still be sent. Pure: `now`, zones and rules come in as values; it knows
//! neither communities nor platforms.

pub mod compose;
pub mod ics;

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::zones::{Rules, Zone};

/// How far before the moment of silence its post falls due.
pub const AHEAD: TimeDelta = TimeDelta::minutes(10);
/// How far before the moment the last attempt must be over.
pub const BREATH: TimeDelta = TimeDelta::seconds(15);
/// The latest hour a moderator may choose for `eve` and `day`.
pub const LATEST: NaiveTime = NaiveTime::from_hms_opt(22, 0, 0).expect("a time of day");
/// When `eve` falls due unless a moderator chooses.
pub const EVE: NaiveTime = NaiveTime::from_hms_opt(20, 0, 0).expect("a time of day");
/// When `day` falls due unless a moderator chooses.
pub const DAY: NaiveTime = NaiveTime::from_hms_opt(9, 0, 0).expect("a time of day");
const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("a time of day");
const JANUARY: u32 = 1;

/// One of the year's posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Post {
    /// The evening before.
    Eve,
    /// The morning of the day.
    Day,
    /// Shortly before the minute of silence.
    Silence,
}

impl Post {
    /// Every post, in their usual order.
    pub const ALL: &[Self] = &[Self::Eve, Self::Day, Self::Silence];

    /// Its name, the same in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eve => "eve",
            Self::Day => "day",
            Self::Silence => "silence",
        }
    }
}

impl fmt::Display for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// No post has this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("there is no post `{0}`; choose eve, day or silence")]
pub struct NoSuchPost(pub String);

impl FromStr for Post {
    type Err = NoSuchPost;

    fn from_str(name: &str) -> Result<Self, NoSuchPost> {
        let called = |post: &Self| post.name().eq_ignore_ascii_case(name.trim());
        Self::ALL.iter().copied().find(called).ok_or_else(|| NoSuchPost(name.to_owned()))
    }
}

/// Which noon the minute of silence is kept at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Noon {
    /// 12:00 in Baku, wherever one is.
    Baku,
    /// 12:00 where one is.
    Local,
}

/// What a destination wants; `None` is "off".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Schedule {
    /// The local time of `eve`.
    pub eve: Option<NaiveTime>,
    /// The local time of `day`.
    pub day: Option<NaiveTime>,
    /// The noon of `silence`.
    pub silence: Option<Noon>,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { eve: Some(EVE), day: Some(DAY), silence: Some(Noon::Baku) }
    }
}

/// When a post is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Which post.
    pub post: Post,
    /// Its year: that of the January it belongs to.
    pub year: i32,
    /// When it falls due.
    pub due: DateTime<Utc>,
    /// From when on it may no longer be sent.
    pub until: DateTime<Utc>,
    /// The moment of silence, for `silence`.
    pub moment: Option<DateTime<Utc>>,
}

/// The windows of one year in a zone, in order of time.
#[must_use]
pub fn windows(schedule: &Schedule, zone: Zone, year: i32, rules: &Rules) -> Vec<Window> {
    let mut windows: Vec<Window> =
        Post::ALL.iter().filter_map(|post| window(*post, schedule, zone, year, rules)).collect();
    windows.sort_by_key(|window| (window.due, window.post));
    windows
}

/// The window of one post, if the schedule has it.
#[must_use]
pub fn window(post: Post, schedule: &Schedule, zone: Zone, year: i32, rules: &Rules) -> Option<Window> {
    let (eve, day, after) = (january(year, 19)?, january(year, 20)?, january(year, 21)?);
    let timed = |day: NaiveDate, at: NaiveTime, next: NaiveDate| Window {
        post,
        year,
        due: rules.instant(zone, day.and_time(at)),
        until: rules.start_of(zone, next),
        moment: None,
    };
    match post {
        Post::Eve => schedule.eve.map(|at| timed(eve, at, day)),
        Post::Day => schedule.day.map(|at| timed(day, at, after)),
        Post::Silence => schedule.silence.map(|noon| {
            let moment = moment(noon, zone, year, rules);
            Window { post, year, due: moment - AHEAD, until: moment - BREATH, moment: Some(moment) }
        }),
    }
}

/// The moment of silence of a year.
#[must_use]
pub fn moment(noon: Noon, zone: Zone, year: i32, rules: &Rules) -> DateTime<Utc> {
    let zone = match noon {
        Noon::Baku => Zone::BAKU,
        Noon::Local => zone,
    };
    january(year, 20).map_or(DateTime::UNIX_EPOCH, |day| rules.instant(zone, day.and_time(NOON)))
}

/// The next window of each post that the schedule has, in order of time: this
/// January's while it has not fallen due, else the next.
#[must_use]
pub fn next(schedule: &Schedule, zone: Zone, now: DateTime<Utc>, rules: &Rules) -> Vec<Window> {
    let year = rules.local(zone, now).year();
    let coming = |post: &Post| {
        let years = [year, year + 1];
        years.iter().filter_map(|year| window(*post, schedule, zone, *year, rules)).find(|at| at.due > now)
    };
    let mut windows: Vec<Window> = Post::ALL.iter().filter_map(coming).collect();
    windows.sort_by_key(|window| (window.due, window.post));
    windows
}

fn january(year: i32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, JANUARY, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(zone: &str, year: i32) -> Vec<String> {
        let zone = zone.parse().expect("a zone");
        let windows = windows(&Schedule::default(), zone, year, &Rules::built_in());
        windows.iter().map(|at| format!("{} {}", at.post, at.due.format("%FT%TZ"))).collect()
    }

    #[test]
    fn clocks_that_go_back_between_eve_and_day_are_followed() {
        let expected =
            ["eve 2013-01-19T07:00:00Z", "silence 2013-01-20T07:50:00Z", "day 2013-01-19T21:00:00Z"];
        let mut expected = expected.map(str::to_owned).to_vec();
        expected.sort_by_key(|row| row.split(' ').nth(1).map(str::to_owned));
        assert_eq!(due("Pacific/Fiji", 2013), expected);
    }

    #[test]
    fn east_and_west_the_silence_is_at_one_instant() {
        let auckland = due("Pacific/Auckland", 2027);
        assert_eq!(
            auckland,
            ["eve 2027-01-19T07:00:00Z", "day 2027-01-19T20:00:00Z", "silence 2027-01-20T07:50:00Z"]
        );
        let vancouver = due("America/Vancouver", 2027);
        assert_eq!(
            vancouver,
            ["eve 2027-01-20T03:00:00Z", "silence 2027-01-20T07:50:00Z", "day 2027-01-20T16:00:00Z"]
        );
    }

    #[test]
    fn in_every_zone_and_year_each_window_is_open_and_of_its_day() {
        let rules = Rules::built_in();
        let local = Schedule { silence: Some(Noon::Local), ..Schedule::default() };
        for zone in Zone::all() {
            for year in 1991..=2150 {
                let windows = windows(&local, zone, year, &rules);
                assert_eq!(windows.len(), 3);
                for at in &windows {
                    assert!(at.due < at.until, "{zone} {at:?}");
                    let day = if at.post == Post::Eve { 19 } else { 20 };
                    let there = rules.local(zone, at.due).date_naive();
                    assert_eq!(Some(there), january(year, day), "{zone} {at:?}");
                    let last = rules.local(zone, at.until - TimeDelta::seconds(1)).date_naive();
                    assert_eq!(Some(last), january(year, day), "{zone} {at:?}");
                }
                let baku = moment(Noon::Baku, zone, year, &rules);
                assert_eq!(rules.local(Zone::BAKU, baku).format("%m-%d %H:%M").to_string(), "01-20 12:00");
            }
        }
    }

    #[test]
    fn what_is_past_this_year_comes_next_year() -> Result<(), crate::zones::NoSuchZone> {
        let now = "2027-01-20T06:00:00Z".parse().expect("an instant");
        let windows = next(&Schedule::default(), "Europe/Berlin".parse()?, now, &Rules::built_in());
        let told: Vec<String> = windows.iter().map(|at| format!("{} {}", at.post, at.year)).collect();
        assert_eq!(told, ["silence 2027", "day 2027", "eve 2028"]);
        Ok(())
    }

    #[test]
    fn off_is_off() {
        let off = Schedule { eve: None, day: None, silence: None };
        assert!(windows(&off, Zone::BAKU, 2027, &Rules::built_in()).is_empty());
    }
}
