//! A broadcast in bad weather: whatever the platform, the disk and other
//! programs do, it is delayed and neither lost nor doubled.

use std::sync::Arc;
use std::time::Duration;

use january20::community::{Platform, Settings};
use january20::delivery;
use january20::ports::{Right, SendError};
use january20::store::{State, Store};
use rstest::rstest;
use sqlx::{Connection, SqliteConnection};
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::courier::{Answer, World, at, held};

const BOTH: [Platform; 2] = [Platform::Discord, Platform::Telegram];

fn same(settings: Settings) -> Settings {
    settings
}

async fn world_of(platform: Platform, destinations: i64) -> World {
    let world = World::new(platform, "2027-01-19T15:59:30Z").await;
    for native in 1..=destinations {
        world.set(native, same).await;
    }
    world
}

/// When the eve's post arrived in each place, in order; each stands once.
fn arrivals(world: &World, destinations: i64) -> Vec<String> {
    let mut all: Vec<String> = (1..=destinations)
        .map(|native| {
            let stands = world.stands(native);
            assert_eq!(stands.len(), 1, "{native}: {stands:?}");
            stands[0].clone()
        })
        .collect();
    all.sort();
    all
}

fn limited(seconds: u64, whole_platform: bool) -> Answer {
    Answer::Refuse(SendError::Limited { after: Duration::from_secs(seconds), whole_platform })
}

#[tokio::test]
async fn a_429_of_one_channel_holds_it_alone_and_one_of_the_whole_platform_holds_all() {
    let mut world = world_of(Platform::Discord, 60).await;
    world.script(|arrived, nth| match (arrived.place(), nth) {
        (2, 1) => limited(17, false),
        (5, 1) => limited(30, true),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T16:02:00Z").await;
    let arrivals = arrivals(&world, 60);
    // What was under way already when it was said may still arrive.
    let held = arrivals.iter().filter(|at| ("19 16:00:02".."19 16:00:30").contains(&at.as_str())).count();
    assert_eq!(held, 0, "{arrivals:?}");
    assert!(world.stands(2)[0].as_str() >= "19 16:00:30", "{:?}", world.stands(2));
    assert!(world.told().is_empty());
}

#[tokio::test]
async fn three_chats_told_to_wait_hold_telegram_and_then_it_goes_at_half_its_pace() {
    let mut world = world_of(Platform::Telegram, 400).await;
    world.script(|arrived, nth| match (arrived.place(), nth) {
        (1..=3, 1) => limited(5, false),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T16:03:00Z").await;
    let arrivals = arrivals(&world, 400);
    let at_second = |second: &str| arrivals.iter().filter(|at| at.ends_with(second)).count();
    for second in ["16:00:02", "16:00:03", "16:00:04"] {
        assert_eq!(at_second(second), 0, "{arrivals:?}");
    }
    for second in 10..20 {
        let found = at_second(&format!("16:00:{second}"));
        assert!((13..=15).contains(&found), "{found} in second {second}");
    }
}

/// Twenty places take twenty seconds for an answer, and forty are as always.
#[rstest]
#[case(Platform::Discord)]
#[case(Platform::Telegram)]
#[tokio::test]
async fn slow_places_hold_up_nobody_and_are_given_up_after_ten_seconds(#[case] platform: Platform) {
    let mut world = world_of(platform, 60).await;
    world.until("2027-01-19T15:59:59Z").await;
    world.script(|arrived, _| match arrived.place() {
        1..=20 if arrived.nonce.is_some() => Answer::Slow(Duration::from_secs(20)),
        _ => Answer::Accept,
    });
    world.by_the_clock("2027-01-19T16:06:00Z").await;
    for native in 21..=60 {
        let stands = world.stands(native);
        assert_eq!(stands.len(), 1, "{native}");
        assert!(stands[0].as_str() < "19 16:00:09", "{native}: {stands:?}");
    }
    for native in 1..=20 {
        let stands = world.stands(native);
        let entries = world.states(native, 2027).await;
        assert_eq!(entries[0].1, State::Sent, "{native}: {entries:?}");
        if platform == Platform::Discord {
            assert_eq!(stands.len(), 1, "the key, and a look later: {native}: {stands:?}");
        } else {
            assert!(stands.len() <= 3, "the third counts as sent: {native}: {stands:?}");
        }
    }
    let doubtful = world.told().iter().filter(|(_, words)| words.contains("counts as posted")).count();
    assert_eq!(doubtful, if platform == Platform::Telegram { 20 } else { 0 }, "{:?}", world.told());
}

#[tokio::test]
async fn a_backup_and_another_writer_in_the_middle_delay_nothing_for_long_and_lose_nothing() {
    for platform in BOTH {
        let mut world = world_of(platform, 60).await;
        let (folder, url) = (tempfile::tempdir().expect("a folder"), world.url().to_owned());
        let stop = CancellationToken::new();
        let others = tokio::spawn({
            let (stop, file) = (stop.clone(), folder.path().join("copy.db"));
            async move {
                let mut writer = SqliteConnection::connect(&url).await.expect("it is there");
                let mut copies = 0;
                while !stop.is_cancelled() {
                    Store::back_up(&url, &file, at("2027-01-19T16:00:00Z")).await.expect("it is copied");
                    copies += 1;
                    sqlx::query("begin immediate").execute(&mut writer).await.expect("it is its turn");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    sqlx::query("rollback").execute(&mut writer).await.expect("it is free");
                }
                copies
            }
        });
        world.until("2027-01-19T16:05:00Z").await;
        stop.cancel();
        assert!(others.await.expect("it ends") > 0);
        arrivals(&world, 60);
        let copy = format!("sqlite://{}", folder.path().join("copy.db").display());
        let copy = Store::open_existing(&copy, at("2027-01-19T16:05:00Z")).await.expect("it is whole");
        let known = copy.community(world.community(60)).await.expect("it is read");
        assert_eq!(known.map(|known| known.destinations.len()), Some(1));
    }
}

#[tokio::test]
async fn an_orderly_end_in_the_middle_finishes_what_is_under_way_and_begins_nothing() {
    for platform in BOTH {
        let mut world = world_of(platform, 40).await;
        world.until("2027-01-19T15:59:59Z").await;
        let gate = Arc::new(Semaphore::new(0));
        world.script({
            let gate = Arc::clone(&gate);
            move |_, _| Answer::Gate(Arc::clone(&gate))
        });
        let (wake, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let next = world.another();
        let courier = std::mem::replace(&mut world.courier, next);
        let running = tokio::spawn(delivery::run(courier, Arc::clone(&wake), stop.clone()));
        let standing = |world: &World| held(&world.fake.accepted).len();
        while standing(&world) < 16 {
            world.hand.pass(Duration::from_millis(50));
            wake.notify_waiters();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.cancel();
        gate.add_permits(1_000);
        running.await.expect("it ends");
        assert_eq!(standing(&world), 16, "nothing was begun after the word");
        let mut states = Vec::new();
        for native in 1..=40 {
            states.push(world.states(native, 2027).await[0].1);
        }
        let count = |state| states.iter().filter(|each| **each == state).count();
        assert_eq!((count(State::Sent), count(State::Sending)), (16, 0), "{states:?}");
        world.script(|_, _| Answer::Accept);
        world.restart();
        world.until("2027-01-19T16:02:00Z").await;
        arrivals(&world, 40);
        assert!(world.told().is_empty(), "nothing was in doubt: {:?}", world.told());
    }
}

#[tokio::test]
async fn three_kills_at_the_same_post_on_telegram_count_as_sent_and_are_told() {
    let mut world = world_of(Platform::Telegram, 1).await;
    world.until("2027-01-19T15:59:59Z").await;
    world.script(|arrived, _| {
        if arrived.nonce.is_some() { Answer::Gate(Arc::new(Semaphore::new(0))) } else { Answer::Accept }
    });
    for kill in 1..=3 {
        while world.stands(1).len() < kill {
            let now = world.now();
            world.courier.tick(now).await;
            tokio::time::sleep(Duration::from_millis(1)).await;
            world.hand.pass(Duration::from_millis(100));
        }
        world.restart();
    }
    world.script(|_, _| Answer::Accept);
    world.until("2027-01-19T16:05:00Z").await;
    assert_eq!(world.stands(1).len(), 3, "and not a fourth time");
    assert_eq!(world.states(1, 2027).await[0].1, State::Sent);
    assert!(world.told().iter().any(|(_, words)| words.contains("counts as posted")), "{:?}", world.told());
}

#[tokio::test]
async fn refusals_without_a_name_have_pauses_of_their_own_whatever_outages_came_before() {
    let mut world = world_of(Platform::Telegram, 1).await;
    world.script(|arrived, nth| match (arrived.place(), nth) {
        (1, 1..=4 | 6) => Answer::Refuse(SendError::NotAccepted("502".into())),
        (1, 5 | 7) => Answer::Refuse(SendError::Refused("TEAPOT".into())),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T16:30:00Z").await;
    let arrived = at(&format!("2027-01-{}Z", world.stands(1)[0].replace(' ', "T")));
    // Four outages of 1, 2, 4 and 8 s, a minute, one of 16 s, and five minutes;
    // each outage by up to a fifth longer.
    let waited = (arrived - at("2027-01-19T16:00:00Z")).num_seconds();
    assert!((391..=398).contains(&waited), "{waited}");
}

#[tokio::test]
async fn what_a_place_lacks_is_told_once_and_in_one_line() {
    let mut world = world_of(Platform::Discord, 1).await;
    world.until("2027-01-19T15:59:59Z").await;
    world.script(|arrived, _| match arrived.place() {
        1 => Answer::Refuse(SendError::Forbidden(Right::Send)),
        _ => Answer::Accept,
    });
    let lacks = |missing: &[Right]| {
        Ok(january20::ports::Rights { missing: missing.to_vec(), ..january20::ports::Rights::default() })
    };
    *held(&world.fake.health) = lacks(&[Right::Send, Right::Attach]);
    world.until("2027-01-19T16:00:05Z").await;
    // A change of settings has the place looked at while the first warning is gathered.
    world.set(1, same).await;
    world.until("2027-01-19T16:05:00Z").await;
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].1.matches("this is missing").count(), 1, "{told:?}");
    assert_eq!(told[0].1.matches("Attach Files").count(), 1, "{told:?}");
    *held(&world.fake.health) = lacks(&[Right::Send, Right::Embed, Right::Attach]);
    world.set(1, same).await;
    world.until("2027-01-19T16:06:00Z").await;
    let told = world.told();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1].1.contains("Embed Links") && !told[1].1.contains("Attach Files"), "{told:?}");
}
