//! What falls due goes out, once: through the courier's one step, with a clock
//! that moves only when told.

use std::time::Duration;

use chrono::{NaiveTime, TimeDelta};
use january20::clock::Clock;
use january20::community::{Place, Platform, Settings};
use january20::delivery::lease::Seeker;
use january20::message::Form;
use january20::ports::{Gone, Right, SendError};
use january20::remembrance::Post;
use january20::store::{Deed, SinceBackup, State, Store, Turn};
use january20::zones::Rules;
use rstest::rstest;

use crate::courier::{Answer, World, at, held};

fn same(settings: Settings) -> Settings {
    settings
}

fn refuse(error: SendError) -> Answer {
    Answer::Refuse(error)
}

const BOTH: [Platform; 2] = [Platform::Discord, Platform::Telegram];

#[rstest]
#[case::a_minute("2027-01-19T16:01:00Z", &["19 16:01:00", "20 05:00:00", "20 07:50:00"])]
#[case::an_hour("2027-01-19T17:00:00Z", &["19 17:00:00", "20 05:00:00", "20 07:50:00"])]
#[case::ten_hours("2027-01-20T02:00:00Z", &["20 05:00:00", "20 07:50:00"])]
#[tokio::test]
async fn who_was_down_sends_late_within_the_window_and_tells_what_was_missed(
    #[case] up: &str,
    #[case] stands: &[&str],
) {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-18T00:00:00Z").await;
        world.set(1, same).await;
        world.hand.pass((at(up) - at("2027-01-18T00:00:00Z")).to_std().expect("later"));
        world.until("2027-01-20T12:00:00Z").await;
        assert_eq!(world.stands(1), stands);
        let told = world.told();
        assert_eq!(told.len(), 3 - stands.len(), "{told:?}");
        assert!(told.iter().all(|(to, _)| *to == 7), "to whoever changed the settings: {told:?}");
    }
}

#[tokio::test]
async fn what_fell_due_while_nobody_planned_is_missed_and_told_or_still_sent() {
    let mut world = World::new(Platform::Discord, "2026-02-01T00:00:00Z").await;
    world.set(1, same).await;
    // Nobody ran it for two years.
    world.hand.pass((at("2028-01-20T06:00:00Z") - at("2026-02-01T00:00:00Z")).to_std().expect("later"));
    world.until("2028-01-20T12:00:00Z").await;
    let states = world.states(1, 2028).await;
    let of = |post: &str| states.iter().find(|(name, ..)| name == post).map(|(_, state, _)| *state);
    assert_eq!(of("eve"), Some(State::Missed));
    assert_eq!(of("day"), Some(State::Sent));
    assert_eq!(world.stands(1), ["20 06:00:00", "20 07:50:00"]);
    assert_eq!(world.told().len(), 1);
}

#[tokio::test]
async fn nothing_begins_before_its_picture_is_drawn_so_that_nothing_leaves_in_a_burst() {
    let mut world = World::new(Platform::Discord, "2027-01-19T15:00:00Z").await;
    for native in 1..=9 {
        world.set(native, same).await;
    }
    world.draws();
    world.until("2027-01-19T15:59:59Z").await;
    world.hand.pass(Duration::from_secs(2));
    world.tick().await;
    assert_eq!(world.courier.in_flight(), 0, "the picture is drawn meanwhile");
    world.tick().await;
    assert_eq!(world.courier.in_flight(), 1);
    world.until("2027-01-19T16:00:05Z").await;
    assert!((1..=9).all(|native| world.stands(native).len() == 1));
}

#[tokio::test]
async fn ten_minutes_of_errors_delay_and_neither_lose_nor_double() {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-19T12:00:00Z").await;
        for native in 1..=20 {
            world.set(native, same).await;
        }
        world.script(move |arrived, _| match platform {
            _ if arrived.at >= at("2027-01-19T16:10:00Z") => Answer::Accept,
            // A status of 500 and above is unknown there, and a refusal here.
            Platform::Discord if arrived.place() % 2 == 0 => Answer::AcceptUnheard,
            Platform::Discord => refuse(SendError::Unknown),
            _ => refuse(SendError::NotAccepted("502".into())),
        });
        world.until("2027-01-19T16:20:00Z").await;
        for native in 1..=20 {
            assert_eq!(world.stands(native).len(), 1, "{platform} {native}");
        }
        assert!(world.told().is_empty());
    }
}

#[tokio::test]
async fn a_lost_answer_on_telegram_costs_one_doubt_which_is_told() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.set(2, same).await;
    world.script(
        |arrived, nth| {
            if arrived.place() == 1 && nth == 1 { Answer::AcceptUnheard } else { Answer::Accept }
        },
    );
    world.until("2027-01-19T17:00:00Z").await;
    let stands = world.stands(1);
    assert_eq!(stands.len(), 2, "without a key it stands twice");
    assert!(stands[1].as_str() >= "19 16:00:05", "{stands:?}");
    assert_eq!(world.stands(2).len(), 1);
    assert_eq!(world.fake.hails.lock().expect("free").len(), 1);
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].1.contains("may stand twice"), "{told:?}");
}

#[tokio::test]
async fn a_fault_of_the_program_in_one_attempt_is_an_unknown_outcome_and_holds_up_nobody() {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-19T12:00:00Z").await;
        world.set(1, same).await;
        world.set(2, same).await;
        world.script(|arrived, nth| {
            assert!(arrived.place() != 1 || nth > 1, "a fault of the test's");
            Answer::Accept
        });
        world.until("2027-01-20T12:00:00Z").await;
        for place in [1, 2] {
            assert_eq!(world.stands(place).len(), 3, "{platform}: {:?}", world.stands(place));
        }
    }
}

#[tokio::test]
async fn a_third_unknown_outcome_counts_as_sent_and_is_told() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.script(|arrived, _| if arrived.place() == 1 { refuse(SendError::Unknown) } else { Answer::Accept });
    world.until("2027-01-19T17:00:00Z").await;
    let entries = world.store.entries(world.community(1), 2027).await.expect("they are read");
    let eve = entries.iter().find(|entry| entry.window.post == Post::Eve).expect("it is there");
    assert_eq!((eve.state, eve.uncertain), (State::Sent, true));
    assert!(world.told().iter().any(|(_, words)| words.contains("counts as posted")), "{:?}", world.told());
}

#[tokio::test]
async fn a_lost_answer_on_discord_leaves_one_message_also_minutes_later() {
    for down_for in [3, 600] {
        let mut world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
        world.set(1, same).await;
        let up = at("2027-01-19T16:00:00Z") + TimeDelta::seconds(down_for);
        world.script(move |arrived, nth| match nth {
            1 => Answer::AcceptUnheard,
            _ if arrived.at < up => refuse(SendError::Unknown),
            _ => Answer::Accept,
        });
        world.until("2027-01-19T18:00:00Z").await;
        assert_eq!(world.stands(1).len(), 1, "{down_for}");
        assert!(world.told().is_empty(), "{:?}", world.told());
    }
}

#[tokio::test]
async fn whoever_is_killed_leaves_nothing_lost_and_doubles_only_where_nothing_is_keyed() {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-19T15:59:00Z").await;
        for native in 1..=10 {
            world.set(native, same).await;
        }
        world.script(|_, nth| if nth == 1 { Answer::Hang } else { Answer::Accept });
        world.hand.pass(Duration::from_mins(1));
        // Ten are under way, accepted or not, when it is killed.
        let (clock, mut begun) = (world.hand.clone(), 0);
        let mut now =
            january20::clock::Now { hour: at("2027-01-19T16:00:00Z"), steady: Duration::from_mins(1) };
        while begun < 10 {
            world.courier.tick(now).await;
            begun = world.courier.in_flight();
            clock.pass(Duration::from_millis(50));
            now.hour += TimeDelta::milliseconds(50);
            now.steady += Duration::from_millis(50);
        }
        world.restart();
        world.until("2027-01-19T17:00:00Z").await;
        for native in 1..=10 {
            assert_eq!(world.stands(native).len(), 1, "{platform} {native}");
        }
        let told = world.told();
        assert_eq!(told.len(), if platform == Platform::Telegram { 10 } else { 0 }, "{told:?}");
    }
}

#[tokio::test]
async fn a_chat_told_to_wait_waits_alone_and_longer_than_its_window_is_missed_at_once() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    for native in 1..=3 {
        world.set(native, same).await;
    }
    world.script(|arrived, nth| match (arrived.place(), nth) {
        (1, 1) => refuse(SendError::Limited { after: Duration::from_secs(17), whole_platform: false }),
        (2, 1) => refuse(SendError::Limited { after: Duration::from_hours(5), whole_platform: false }),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T17:00:00Z").await;
    assert_eq!(world.stands(1), ["19 16:00:17"]);
    assert_eq!(world.stands(2), Vec::<String>::new());
    assert_eq!(world.stands(3), ["19 16:00:00"]);
    assert!(world.told()[0].1.contains("asked to wait longer"), "{:?}", world.told());
}

#[tokio::test]
async fn gone_closes_the_destination_and_a_first_ambiguous_refusal_does_not() {
    let mut world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
    for native in 1..=3 {
        world.set(native, same).await;
    }
    world.script(|arrived, nth| match (arrived.place(), nth) {
        (1, _) => refuse(SendError::Gone(Gone::Deleted)),
        (2, 1) | (3, _) => refuse(SendError::PerhapsGone),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T17:00:00Z").await;
    let closed = async |native| {
        let known = world.store.community(world.community(native)).await.expect("read").expect("known");
        known.destinations[0].closed.is_some()
    };
    assert!(closed(1).await);
    assert!(!closed(2).await);
    assert!(closed(3).await, "twice, five minutes apart");
    assert_eq!(world.stands(2), ["19 16:05:00"]);
    assert!(world.states(1, 2027).await.iter().all(|(_, state, _)| *state == State::Failed));
    assert_eq!(world.told().len(), 2, "{:?}", world.told());
}

#[tokio::test]
async fn a_missing_right_is_told_once_and_the_post_waits_for_it() {
    let mut world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.script(|arrived, _| match arrived.place() {
        1 if arrived.at < at("2027-01-19T16:25:00Z") => refuse(SendError::Forbidden(Right::Send)),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T17:00:00Z").await;
    assert_eq!(world.stands(1), ["19 16:30:00"]);
    assert_eq!(world.told().len(), 1, "{:?}", world.told());
}

#[tokio::test]
async fn a_form_that_is_refused_goes_plain_at_once() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.script(|arrived, _| match arrived.form {
        Form::Rich => refuse(SendError::BadForm),
        Form::Plain => Answer::Accept,
    });
    world.until("2027-01-19T17:00:00Z").await;
    assert_eq!(world.stands(1), ["19 16:00:00"]);
}

#[tokio::test]
async fn an_unknown_refusal_is_tried_again_and_told_and_closes_nothing() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.script(|arrived, nth| match arrived.place() {
        1 if nth < 4 => refuse(SendError::Refused("TEAPOT".into())),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T17:00:00Z").await;
    assert_eq!(world.stands(1), ["19 16:21:00"], "after 1, 5 and 15 minutes");
    assert_eq!(world.told().len(), 1, "{:?}", world.told());
}

#[tokio::test]
async fn a_token_refused_twice_stops_the_platform_and_no_destination() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.script(|_, _| refuse(SendError::Unauthorized));
    world.until("2027-01-19T16:01:00Z").await;
    assert!(world.courier.is_stopped());
    let known = world.store.community(world.community(1)).await.expect("read").expect("known");
    assert!(known.destinations[0].closed.is_none());
    world.script(|_, _| Answer::Accept);
    world.restart();
    world.until("2027-01-19T17:00:00Z").await;
    assert_eq!(world.stands(1).len(), 1);
}

#[tokio::test]
async fn a_group_that_moved_is_followed_at_once() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.script(
        |arrived, _| if arrived.place() == 1 { refuse(SendError::Moved(-1_001)) } else { Answer::Accept },
    );
    world.until("2027-01-19T16:00:10Z").await;
    assert_eq!(world.stands(-1_001), ["19 16:00:00"]);
    assert!(world.store.community(world.community(-1_001)).await.expect("read").is_some());
}

#[tokio::test]
async fn a_lost_topics_post_goes_to_the_chat_unless_it_stands_there() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    let topic = |topic| Place { channel: -5, topic };
    world.set_at(-5, topic(3), same).await;
    world.set_at(-6, Place { channel: -6, topic: 3 }, same).await;
    world.set_at(-6, Place { channel: -6, topic: 0 }, same).await;
    world.script(|arrived, _| match arrived.to {
        january20::ports::Address::Place(_, Place { topic: 3, .. }) => refuse(SendError::TopicLost),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T17:00:00Z").await;
    assert_eq!(world.stands(-5).len(), 1);
    assert_eq!(world.stands(-6).len(), 1);
    let states = world.states(-6, 2027).await;
    let cancelled = states.iter().any(|(post, state, reason)| {
        post == "eve" && *state == State::Cancelled && reason.as_deref() == Some("topic-lost")
    });
    assert!(cancelled, "{states:?}");
}

#[tokio::test]
async fn receipts_are_gathered_and_given_only_where_a_log_is_set() {
    for platform in BOTH {
        let mut world = World::new(platform, "2027-01-19T12:00:00Z").await;
        for channel in [10, 11] {
            world.set_at(1, Place { channel, topic: 0 }, same).await;
        }
        world.set(2, same).await;
        let log = Place { channel: 99, topic: 0 };
        world.defaults(1, |defaults| january20::community::Defaults { log: Some(log), ..defaults }).await;
        world.until("2027-01-19T17:00:00Z").await;
        let told = world.told();
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].0, 99);
        assert_eq!(told[0].1.matches("https://example.org/").count(), 2, "{told:?}");
    }
}

#[tokio::test]
async fn a_receipt_that_waited_for_the_last_post_names_all_of_them() {
    let mut world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
    for channel in [10, 11] {
        world.set_at(1, Place { channel, topic: 0 }, same).await;
    }
    let log = Place { channel: 99, topic: 0 };
    world.defaults(1, |defaults| january20::community::Defaults { log: Some(log), ..defaults }).await;
    world.script(|arrived, nth| {
        let again = arrived.place() == 11 && nth == 1;
        if again { refuse(SendError::NotAccepted("no connection".into())) } else { Answer::Accept }
    });
    world.until("2027-01-19T17:00:00Z").await;
    let told = world.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].1.matches("https://example.org/").count(), 2, "{told:?}");
}

#[tokio::test]
async fn what_changes_before_its_hour_is_planned_anew_and_what_is_past_means_next_year() {
    let mut world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
    for native in 1..=4 {
        world.set(native, same).await;
    }
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0);
    let eve = |at: u32| {
        move |mut settings: Settings| {
            settings.schedule.eve = hour(at);
            settings
        }
    };
    world.set(1, eve(21)).await;
    world.set(2, eve(10)).await;
    world
        .set(3, |mut settings| {
            settings.schedule.eve = None;
            settings
        })
        .await;
    world.turn(4, Turn::Pause).await;
    world.until("2027-01-19T17:30:00Z").await;
    world.turn(4, Turn::Resume).await;
    world.until("2027-01-19T18:00:00Z").await;
    assert_eq!(world.stands(1), ["19 17:00:00"]);
    for native in 2..=4 {
        assert_eq!(world.stands(native), Vec::<String>::new(), "{native}");
    }
    let reason = async |native| world.states(native, 2027).await[0].clone();
    assert_eq!(reason(2).await.2.as_deref(), Some("rescheduled"));
    assert_eq!(reason(4).await, ("eve".to_owned(), State::Cancelled, Some("paused".to_owned())));
    // The button posts it all the same, once.
    let (place, rules) = (Place { channel: 4, topic: 0 }, Rules::newest());
    let said = |world: &World| Deed { action: "post-now", ..world.deed(4, Some(place), &rules) };
    assert!(world.store.post_now(&said(&world), Post::Eve).await.expect("due"));
    world.until("2027-01-19T18:10:00Z").await;
    assert_eq!(world.stands(4), ["19 18:00:00"]);
    assert!(!world.store.post_now(&said(&world), Post::Eve).await.expect("not again"));
    let changes = world.store.changes(world.community(4), 9).await.expect("they are read");
    assert_eq!(changes.iter().filter(|change| change.action == "post-now").count(), 1);
}

#[tokio::test]
async fn what_the_operator_holds_back_is_not_begun_and_its_window_goes_on() {
    let mut world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.store.hold(&[Post::Eve]).await.expect("held");
    world.until("2027-01-20T12:00:00Z").await;
    assert_eq!(world.stands(1), ["20 05:00:00", "20 07:50:00"]);
    assert_eq!(world.states(1, 2027).await[0].2.as_deref(), Some("held"));
}

#[tokio::test]
async fn a_clock_set_back_makes_nothing_wait_for_it() {
    let mut world = World::new(Platform::Telegram, "2027-01-19T12:00:00Z").await;
    world.set(1, same).await;
    world.script(|_, nth| match nth {
        1 => refuse(SendError::Limited { after: Duration::from_mins(5), whole_platform: false }),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T17:30:00Z").await;
    world.script(|_, _| Answer::Accept);
    assert_eq!(world.stands(1), ["19 16:05:00"]);
    let mut world = World::new(Platform::Telegram, "2027-01-19T19:00:00Z").await;
    world.hand.set(at("2027-01-19T12:00:00Z"));
    world.set(1, same).await;
    world.until("2027-01-19T15:59:00Z").await;
    world.hand.set(at("2027-01-19T19:00:00Z"));
    world.script(|_, nth| match nth {
        1 => refuse(SendError::Limited { after: Duration::from_mins(20), whole_platform: false }),
        _ => Answer::Accept,
    });
    world.until("2027-01-19T19:00:10Z").await;
    // It was 16:05 all the time.
    world.hand.set(at("2027-01-19T16:05:00Z"));
    world.until("2027-01-19T16:26:00Z").await;
    assert_eq!(world.stands(1).len(), 1);
}

#[tokio::test]
async fn one_copy_acts_and_another_takes_over_when_its_counter_stands_still() {
    let world = World::new(Platform::Discord, "2027-01-19T12:00:00Z").await;
    let other = Store::open(world.url(), at("2027-01-19T12:00:00Z")).await.expect("it opens");
    let second = Duration::from_secs(1);
    let (mut first, mut waiting) = (Seeker::default(), Seeker::default());
    let hold = first.step(&world.store, second).await.expect("read").expect("free");
    let (clock, hand) = Clock::told(at("2027-01-19T12:00:00Z"));
    for seconds in 1..30 {
        hand.pass(second);
        hold.step(&world.store, clock.now()).await.expect("raised");
        assert!(waiting.step(&other, second * seconds).await.expect("read").is_none(), "{seconds}");
    }
    // It falls silent.
    let mut taken = None;
    for seconds in 30..=45 {
        taken = waiting.step(&other, second * seconds).await.expect("read");
        if taken.is_some() {
            assert!((40..=42).contains(&seconds), "{seconds}");
            break;
        }
    }
    assert!(taken.is_some());
    assert!(!hold.is_fresh(clock.now().steady + Duration::from_secs(8)));
    assert!(hold.step(&world.store, clock.now()).await.is_err());
    assert!(hold.lost().is_cancelled());
}

#[tokio::test]
async fn a_copy_doubts_what_fell_due_since_it_was_made_and_asks_where_it_cannot_look() {
    for (platform, may_look, word, expected) in [
        (Platform::Discord, true, None, 1),
        (Platform::Discord, false, None, 0),
        (Platform::Discord, false, Some(SinceBackup::Sent), 0),
        (Platform::Discord, false, Some(SinceBackup::Unsent), 1),
        (Platform::Telegram, false, None, 0),
        (Platform::Telegram, false, Some(SinceBackup::Sent), 0),
        (Platform::Telegram, false, Some(SinceBackup::Unsent), 1),
    ] {
        let mut world = World::new(platform, "2027-01-19T12:00:00Z").await;
        world.set(1, same).await;
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("copy.db");
        Store::back_up(world.url(), &file, at("2027-01-19T15:00:00Z")).await.expect("copied");
        world.hand.pass(Duration::from_hours(5));
        let url = format!("sqlite://{}", file.display());
        world.store = Store::open(&url, at("2027-01-19T17:00:00Z")).await.expect("it opens");
        if !may_look {
            held(&world.fake.refusals).find = Some(SendError::Forbidden(Right::History));
        }
        world.restart();
        world.until("2027-01-19T17:01:00Z").await;
        if let Some(word) = word {
            let settled = world.store.settle_backup(word, at("2027-01-19T17:01:00Z")).await.expect("settled");
            assert_eq!(settled, 1);
        }
        world.until("2027-01-19T17:10:00Z").await;
        assert_eq!(world.stands(1).len(), expected, "{platform} {word:?}");
        let waits = world.store.waiting_since_backup().await.expect("read");
        assert_eq!(waits, u64::from(!may_look && word.is_none()));
    }
}

#[tokio::test]
async fn a_database_locked_by_another_process_delays_and_loses_nothing() {
    use sqlx::Connection;
    let mut world = World::new(Platform::Discord, "2027-01-19T15:59:00Z").await;
    world.set(1, same).await;
    world.until("2027-01-19T15:59:30Z").await;
    let mut other = sqlx::SqliteConnection::connect(world.url()).await.expect("it is there");
    sqlx::query("begin exclusive").execute(&mut other).await.expect("locked");
    world.hand.pass(Duration::from_secs(30));
    let now = january20::clock::Now { hour: at("2027-01-19T16:00:00Z"), steady: Duration::from_mins(1) };
    world.courier.tick(now).await;
    assert_eq!(world.stands(1), Vec::<String>::new());
    sqlx::query("rollback").execute(&mut other).await.expect("free");
    world.until("2027-01-19T16:00:10Z").await;
    assert_eq!(world.stands(1), ["19 16:00:00"]);
}
