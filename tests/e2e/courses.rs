//! The courier through the year: hours, the minute of silence, long queues,
//! what it does besides posts, and when.

use chrono::{DateTime, Utc};
use january20::community::{Defaults, Place, Platform, Settings};
use january20::ports::{Right, Rights, SendError};
use january20::remembrance::Noon;
use january20::store::State;

use crate::courier::{Answer, World, at, held};

const BOTH: [Platform; 2] = [Platform::Discord, Platform::Telegram];

fn same(settings: Settings) -> Settings {
    settings
}

fn in_zone(zone: &str, silence: Option<Noon>) -> impl FnOnce(Settings) -> Settings + Send {
    let zone = Some(zone.parse().expect("a zone"));
    move |mut settings| {
        settings.zone = zone;
        settings.schedule.silence = silence;
        settings
    }
}

fn with_event(on: bool) -> impl FnOnce(Settings) -> Settings + Send {
    move |settings| Settings { event: on, ..settings }
}

fn hours(of: &[DateTime<Utc>]) -> Vec<String> {
    of.iter().map(|at| at.format("%d %H:%M:%S").to_string()).collect()
}

#[tokio::test]
async fn each_post_goes_at_its_hour_and_never_in_the_minute_of_silence() {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-19T12:00:00Z").await;
        world.set(1, same).await;
        world.set(2, in_zone("Europe/Berlin", Some(Noon::Baku))).await;
        world.set(3, in_zone("Europe/Berlin", None)).await;
        world.set(4, in_zone("Europe/Berlin", Some(Noon::Local))).await;
        world.until("2027-01-20T12:00:00Z").await;
        assert_eq!(world.stands(1), ["19 16:00:00", "20 05:00:00", "20 07:50:00"]);
        // 09:00 in Berlin is noon in Baku.
        assert_eq!(world.stands(2), ["19 19:00:00", "20 07:50:00", "20 08:01:00"]);
        assert_eq!(world.stands(3), ["19 19:00:00", "20 08:01:00"]);
        assert_eq!(world.stands(4), ["19 19:00:00", "20 08:00:00", "20 10:50:00"]);
    }
}

#[tokio::test]
async fn a_second_part_does_not_follow_into_the_minute_of_silence() {
    let mut world = World::new(Platform::Telegram, "2027-01-20T07:00:00Z").await;
    let two = Some("az+en".parse().expect("languages"));
    let eight = chrono::NaiveTime::from_hms_opt(8, 59, 0);
    world
        .set(1, move |mut settings| {
            settings.schedule.day = eight;
            Settings { languages: two, zone: Some("Europe/Berlin".parse().expect("a zone")), ..settings }
        })
        .await;
    world.script(|arrived, _| match arrived.nonce.as_deref() {
        Some(nonce)
            if nonce.contains("-d") && nonce.ends_with("-1") && arrived.at < at("2027-01-20T07:59:30Z") =>
        {
            Answer::Refuse(SendError::Limited {
                after: at("2027-01-20T08:00:20Z").signed_duration_since(arrived.at).to_std().expect("later"),
                whole_platform: false,
            })
        }
        _ => Answer::Accept,
    });
    world.until("2027-01-20T08:05:00Z").await;
    let stands = world.stands(1);
    assert_eq!(&stands[stands.len() - 2..], ["20 07:59:00", "20 08:01:00"]);
}

#[tokio::test]
async fn nothing_else_is_begun_in_the_minute_of_silence_either() {
    let mut world = World::new(Platform::Discord, "2027-01-20T06:00:00Z").await;
    let eight = chrono::NaiveTime::from_hms_opt(11, 59, 0);
    let publishing = |mut settings: Settings| {
        settings.schedule.day = eight;
        Settings { publish: true, ..settings }
    };
    world.set(1, publishing).await;
    world.set(2, publishing).await;
    world.until("2027-01-20T07:58:00Z").await;
    let busy = SendError::Limited { after: std::time::Duration::from_secs(70), whole_platform: false };
    held(&world.fake.refusals).publish = Some(busy);
    world.script(|arrived, _| match arrived.place() {
        2 if arrived.at < at("2027-01-20T08:02:00Z") => Answer::Refuse(SendError::Forbidden(Right::Send)),
        // The warning about it, to whoever set it up.
        7 if arrived.at < at("2027-01-20T07:59:30Z") => Answer::Refuse(SendError::Limited {
            after: std::time::Duration::from_secs(50),
            whole_platform: false,
        }),
        _ => Answer::Accept,
    });
    world.until("2027-01-20T07:59:55Z").await;
    held(&world.fake.refusals).publish = None;
    let looks = held(&world.fake.looks).len();
    // Looked at because of the change, which comes in the minute itself.
    world.until("2027-01-20T08:00:20Z").await;
    world.set(1, publishing).await;
    world.until("2027-01-20T08:10:00Z").await;
    let quiet = |at: &DateTime<Utc>| {
        (self::at("2027-01-20T08:00:00Z")..self::at("2027-01-20T08:01:00Z")).contains(at)
    };
    let published = held(&world.fake.publishing).clone();
    assert!(!published.iter().any(quiet), "{published:?}");
    assert!(published.iter().any(|hour| *hour >= at("2027-01-20T08:01:00Z")), "{published:?}");
    let looked = held(&world.fake.looks)[looks..].to_vec();
    assert!(!looked.is_empty() && !looked.iter().any(quiet), "{looked:?}");
    let arrived = held(&world.fake.accepted).clone();
    assert!(!arrived.iter().any(|each| quiet(&each.at)), "{arrived:?}");
    assert_eq!(world.told().len(), 1, "{:?}", world.told());
}

#[tokio::test]
async fn the_next_year_is_planned_by_itself() {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-19T12:00:00Z").await;
        world.set(1, same).await;
        world.until("2027-01-20T08:30:00Z").await;
        world.leap("2027-01-21T12:00:00Z").await;
        let next = world.states(1, 2028).await;
        assert_eq!(next.len(), 3, "{next:?}");
        assert!(next.iter().all(|(_, state, _)| *state == State::Planned), "{next:?}");
        world.leap("2028-01-19T15:00:00Z").await;
        world.until("2028-01-20T08:30:00Z").await;
        let hours = ["19 16:00:00", "20 05:00:00", "20 07:50:00"];
        assert_eq!(world.stands(1), [hours, hours].concat());
    }
}

#[tokio::test]
async fn a_long_queue_begins_early_so_that_the_last_has_it_before_the_moment() {
    let mut world = World::with_ceiling(Platform::Telegram, "2027-01-20T06:00:00Z", 1).await;
    let two = Some("az+en".parse().expect("languages"));
    for native in 1..=360 {
        world.set(native, |settings| Settings { languages: two, ..settings }).await;
    }
    world.leap("2027-01-20T07:30:00Z").await;
    world.until("2027-01-20T08:02:00Z").await;
    let mut all: Vec<String> = (1..=360).flat_map(|native| world.stands(native)).collect();
    all.sort();
    assert_eq!(all.len(), 720);
    assert!(all[0].as_str() < "20 07:47:40", "{}", all[0]);
    assert!(all[719].as_str() < "20 07:59:45", "{}", all[719]);
    assert!(world.told().is_empty());
}

#[tokio::test]
async fn an_event_is_made_a_fortnight_before_and_removed_when_nobody_wants_it() {
    let mut world = World::new(Platform::Discord, "2026-12-20T12:00:00Z").await;
    for channel in [10, 11] {
        world.set_at(1, Place { channel, topic: 0 }, with_event(true)).await;
    }
    world.set(2, same).await;
    world.leap("2027-01-06T07:50:00Z").await;
    assert!(held(&world.fake.scheduling).is_empty(), "it is early");
    world.leap("2027-01-06T08:05:00Z").await;
    let scheduled = held(&world.fake.scheduling).clone();
    let first = &scheduled.first().expect("it is asked for").1;
    assert_eq!((first.starts, first.ends), (at("2027-01-20T08:00:00Z"), at("2027-01-20T08:01:00Z")));
    assert_eq!(held(&world.fake.events).iter().copied().collect::<Vec<_>>(), [1]);
    world.set_at(1, Place { channel: 10, topic: 0 }, with_event(false)).await;
    world.until("2027-01-06T08:12:00Z").await;
    assert_eq!(held(&world.fake.events).len(), 1, "the other place keeps it");
    world.set_at(1, Place { channel: 11, topic: 0 }, with_event(false)).await;
    world.until("2027-01-06T08:15:00Z").await;
    assert!(held(&world.fake.events).is_empty());
    assert!(world.told().is_empty(), "{:?}", world.told());
}

#[tokio::test]
async fn without_the_right_to_make_events_moderators_are_told_once_and_it_is_made_when_granted() {
    let mut world = World::new(Platform::Discord, "2027-01-07T12:00:00Z").await;
    held(&world.fake.refusals).schedule = Some(SendError::Forbidden(Right::CreateEvents));
    world.set(1, with_event(true)).await;
    world.until("2027-01-07T12:03:00Z").await;
    world.leap("2027-01-07T18:05:00Z").await;
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.contains("right to create events"), "{told:?}");
    held(&world.fake.refusals).schedule = None;
    world.leap("2027-01-08T00:10:00Z").await;
    assert_eq!(held(&world.fake.events).len(), 1);
    assert_eq!(world.told().len(), 1);
}

#[tokio::test]
async fn a_post_is_published_when_asked_for_again_when_limited_and_told_when_refused() {
    let mut world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
    world.set(1, |settings| Settings { publish: true, ..settings }).await;
    world.set(2, same).await;
    let busy = SendError::Limited { after: std::time::Duration::from_mins(20), whole_platform: false };
    held(&world.fake.refusals).publish = Some(busy);
    world.until("2027-01-19T16:10:00Z").await;
    held(&world.fake.refusals).publish = None;
    world.until("2027-01-19T17:00:00Z").await;
    let published = hours(&held(&world.fake.publishing));
    // The refusal is heard in the step that asked, or in the next, five seconds later.
    assert_eq!(published.len(), 2, "{published:?}");
    assert_eq!(published[0], "19 16:00:00");
    assert!(["19 16:20:00", "19 16:20:05"].contains(&published[1].as_str()), "{published:?}");
    held(&world.fake.refusals).publish = Some(SendError::Forbidden(Right::Send));
    world.until("2027-01-20T05:10:00Z").await;
    assert_eq!(held(&world.fake.publishing).len(), 3);
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.contains("could not be published"), "{told:?}");
}

#[tokio::test]
async fn places_are_looked_at_after_a_change_weekly_and_daily_before_the_day() {
    let mut world = World::new(Platform::Telegram, "2026-12-20T12:00:00Z").await;
    let looked = |world: &World| std::mem::take(&mut *held(&world.fake.looks)).len();
    world.set(1, same).await;
    world.until("2026-12-20T12:01:00Z").await;
    assert_eq!(looked(&world), 1, "after a change");
    world.leap("2026-12-27T11:50:00Z").await;
    assert_eq!(looked(&world), 0, "not within a week");
    world.leap("2026-12-27T12:00:00Z").await;
    assert_eq!(looked(&world), 1, "after a week");
    world.leap("2027-01-03T12:01:00Z").await;
    assert_eq!(looked(&world), 1, "after another");
    for day in 6..=20 {
        world.leap(&format!("2027-01-{day:02}T00:10:00Z")).await;
        assert_eq!(looked(&world), 1, "on 6 January and every day from then on: {day}");
    }
    world.until("2027-01-20T09:00:00Z").await;
    world.leap("2027-01-21T12:30:00Z").await;
    assert_eq!(looked(&world), 1, "until the last window has closed");
    world.leap("2027-01-22T12:40:00Z").await;
    assert_eq!(looked(&world), 1, "and once after it");
    world.leap("2027-01-29T12:00:00Z").await;
    assert_eq!(looked(&world), 0, "then weekly");
}

#[tokio::test]
async fn a_place_without_rights_is_told_in_time_and_only_once() {
    let mut world = World::new(Platform::Discord, "2026-12-20T12:00:00Z").await;
    world.set(1, same).await;
    world.until("2026-12-20T12:01:00Z").await;
    *held(&world.fake.health) = Ok(Rights { missing: vec![Right::Send], ..Rights::default() });
    for day in 6..=12 {
        world.leap(&format!("2027-01-{day:02}T00:10:00Z")).await;
    }
    assert_eq!(world.told().len(), 1, "{:?}", world.told());
    let log = Place { channel: 99, topic: 0 };
    world.defaults(1, |defaults| Defaults { log: Some(log), ..defaults }).await;
    world.leap("2027-01-13T00:10:00Z").await;
    assert_eq!(world.told().len(), 1, "{:?}", world.told());
}

#[tokio::test]
async fn whoever_sets_up_late_gets_what_is_still_to_come_and_the_rest_next_year() {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-20T06:00:00Z").await;
        world.set(1, same).await;
        world.until("2027-01-20T09:00:00Z").await;
        assert_eq!(world.stands(1), ["20 07:50:00"]);
        world.leap("2027-01-21T12:00:00Z").await;
        let next = world.states(1, 2028).await;
        assert_eq!(next.iter().filter(|(_, state, _)| *state == State::Planned).count(), 3, "{next:?}");
        assert!(world.told().is_empty(), "{:?}", world.told());
    }
}
