//! The dates of remembrance as a file for calendars: the moments of the next
//! ten years in UTC, so that every calendar shows its reader's hour. An event's
//! UID depends on its post and year alone: whoever imports the file again gets
//! no event twice, and a changed hour moves what is there.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use icalendar::{Alarm, Calendar, Class, Component, Event, EventLike, Property};

use super::compose::Composer;
use super::{AHEAD, Post, Schedule, Window, window};
use crate::language::Language;
use crate::message::File;
use crate::zones::Zone;

/// How many Januaries the file holds.
pub const YEARS: i32 = 10;
/// How long a moment is in a calendar; the minute of silence is a minute.
const LASTS: TimeDelta = TimeDelta::minutes(15);
const MINUTE: TimeDelta = TimeDelta::minutes(1);
const PRODUCT: &str = "-//january20//remembrance//EN";
const MEDIA: &str = "text/calendar";

/// The file: each post of the schedule as a destination in `zone` has it, ten
/// times from `now` on.
#[must_use]
pub fn file(
    composer: &Composer,
    language: Language,
    (schedule, zone): (&Schedule, Zone),
    now: DateTime<Utc>,
) -> File {
    let mut calendar = Calendar::empty();
    let name = composer.texts.text(language, "calendar-name");
    for (key, value) in [("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.name(&name);
    for window in coming(schedule, zone, now, composer) {
        let title = composer.title(window.post, window.year, language);
        calendar.push(event(&window, &title, now));
    }
    let bytes = calendar.to_string().into_bytes();
    File { name: "january20.ics".to_owned(), media: MEDIA, alt: None, bytes: bytes.into() }
}

/// Each post's next ten moments, in order of time.
fn coming(schedule: &Schedule, zone: Zone, now: DateTime<Utc>, composer: &Composer) -> Vec<Window> {
    let rules = &composer.rules;
    let year = rules.local(zone, now).year();
    let of = |post: &Post| {
        let years = (year..).map_while(|year| window(*post, schedule, zone, year, rules));
        years.filter(|window| starts(window) > now).take(YEARS as usize).collect::<Vec<_>>()
    };
    let mut windows: Vec<Window> = Post::ALL.iter().flat_map(of).collect();
    windows.sort_by_key(starts);
    windows
}

/// The moment that people keep: for `silence` not when its post falls due.
fn starts(window: &Window) -> DateTime<Utc> {
    window.moment.unwrap_or(window.due)
}

fn event(window: &Window, title: &str, now: DateTime<Utc>) -> Event {
    let lasts = if window.post == Post::Silence { MINUTE } else { LASTS };
    let called = format!("{}-{}", window.post, window.year);
    let mut alarm = Alarm::display(title, -AHEAD);
    // Left to itself the library names an alarm by chance, and reads the clock.
    alarm.uid(&format!("{called}-alarm@january20")).timestamp(now);
    Event::new()
        .uid(&format!("{called}@january20"))
        .timestamp(now)
        .summary(title)
        .starts(starts(window))
        .ends(starts(window) + lasts)
        .class(Class::Public)
        // Nobody is busy because of it.
        .add_property("TRANSP", "TRANSPARENT")
        .alarm(alarm)
        .done()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ical::parser::Component as _;
    use ical::parser::ical::component::{IcalCalendar, IcalEvent};

    use super::*;
    use crate::zones::Rules;

    fn composer() -> Composer {
        Composer::built_in(Rules::built_in())
    }

    /// What another parser than ours reads from the file.
    fn read(composer: &Composer, language: Language, zone: &str, now: &str) -> IcalCalendar {
        let zone = zone.parse().expect("a zone");
        let now = now.parse().expect("an instant");
        let file = file(composer, language, (&Schedule::default(), zone), now);
        let mut calendars = ical::IcalParser::new(file.bytes.as_slice());
        let calendar = calendars.next().expect("a calendar").expect("one that can be read");
        assert!(calendars.next().is_none(), "one calendar in the file");
        calendar
    }

    fn value(event: &IcalEvent, name: &str) -> String {
        event.get_property(name).and_then(|property| property.value.clone()).unwrap_or_default()
    }

    #[test]
    fn the_three_moments_of_ten_years_are_in_the_file_in_utc() {
        let calendar = read(&composer(), Language::English, "Europe/Berlin", "2026-11-25T12:00:00Z");
        assert_eq!(calendar.events.len(), 30);
        let first: Vec<_> = calendar.events[..3]
            .iter()
            .map(|event| ["UID", "DTSTART", "DTEND", "SUMMARY"].map(|name| value(event, name)))
            .collect();
        let expected = [
            [
                "eve-2027@january20",
                "20270119T190000Z",
                "20270119T191500Z",
                "Tomorrow is 20 January: 37th anniversary",
            ],
            ["day-2027@january20", "20270120T080000Z", "20270120T081500Z", "20 January: 37th anniversary"],
            [
                "silence-2027@january20",
                "20270120T080000Z",
                "20270120T080100Z",
                r"Minute of silence\, 20 January 2027",
            ],
        ];
        assert_eq!(first, expected);
        let last = value(&calendar.events[29], "DTSTART");
        assert_eq!(last, "20360120T080000Z");
    }

    #[test]
    fn every_event_has_what_calendars_require_and_an_alarm() {
        let composer = composer();
        for language in Language::ALL {
            let calendar = read(&composer, *language, "Asia/Baku", "2027-01-20T09:00:00Z");
            let property = |name: &str| calendar.get_property(name).and_then(|found| found.value.clone());
            assert_eq!(property("VERSION").as_deref(), Some("2.0"));
            assert_eq!(property("PRODID").as_deref(), Some(PRODUCT));
            for event in &calendar.events {
                assert_eq!(value(event, "DTSTAMP"), "20270120T090000Z");
                assert!(!value(event, "SUMMARY").is_empty());
                let [alarm] = event.alarms.as_slice() else { panic!("one alarm an event") };
                let of = |name: &str| alarm.get_property(name).and_then(|found| found.value.clone());
                assert_eq!(of("ACTION").as_deref(), Some("DISPLAY"));
                assert_eq!(of("TRIGGER").as_deref(), Some("-PT600S"));
                assert_eq!(of("DESCRIPTION"), Some(value(event, "SUMMARY")));
            }
        }
    }

    #[test]
    fn an_event_keeps_its_uid_and_no_two_share_one() {
        let composer = composer();
        let uids = |zone, now| -> Vec<String> {
            let calendar = read(&composer, Language::Russian, zone, now);
            calendar.events.iter().map(|event| value(event, "UID")).collect()
        };
        let before = uids("Asia/Baku", "2026-11-25T12:00:00Z");
        let distinct: BTreeSet<&String> = before.iter().collect();
        assert_eq!(distinct.len(), before.len());
        let later = uids("America/New_York", "2027-01-21T12:00:00Z");
        let kept = later.iter().filter(|uid| before.contains(uid)).count();
        assert_eq!(kept, 27, "all but the new year's");
    }

    #[test]
    fn lines_are_folded_and_ended_as_the_format_demands() {
        let zone = "Asia/Baku".parse().expect("a zone");
        let now = "2026-11-25T12:00:00Z".parse().expect("an instant");
        let composer = composer();
        for language in Language::ALL {
            let make = || file(&composer, *language, (&Schedule::default(), zone), now);
            let file = make();
            assert_eq!(file.bytes, make().bytes, "nothing in it is left to chance or to the clock");
            let text = std::str::from_utf8(&file.bytes).expect("UTF-8");
            assert!(text.ends_with("END:VCALENDAR\r\n"));
            for line in text.split_terminator("\r\n") {
                assert!(line.len() <= 75 && !line.contains('\n'), "{line}");
            }
        }
    }
}
