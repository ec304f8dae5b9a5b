//! What befalls a community, and erasing for real.

use std::time::Duration;

use chrono::TimeDelta;
use january20::app::{Life, SceneKind};
use january20::community::{Community, Platform};
use january20::store::{State, Waiting};
use serde_json::json;

use super::village::{AIDA, MURAD, NATIVE, Village, hour, place, shown};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn it_greets_once_a_day_and_stores_nothing() {
    let village = Village::on_telegram().await;
    let greeting = village.befalls(Life::Joined).await.expect("a greeting");
    assert!(shown(&greeting).contains("I answer questions"), "{}", shown(&greeting));
    assert!(village.befalls(Life::Joined).await.is_none());
    village.hand.pass(DAY);
    assert!(village.befalls(Life::Joined).await.is_some());
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
}

#[tokio::test]
async fn a_member_pressing_the_greetings_button_gets_a_word_and_the_greeting_stays() {
    let village = Village::on_telegram().await;
    village.befalls(Life::Joined).await.expect("a greeting");
    let refused = village.presses(MURAD, 0).await;
    assert!(refused.private && !refused.replaces, "{}", shown(&refused));
    assert!(shown(&refused).starts_with("Only administrators"), "{}", shown(&refused));
    village.hand.pass(DAY);
    village.befalls(Life::Joined).await.expect("a greeting");
    assert!(village.presses(AIDA, 0).await.replaces, "the menu takes its place for administrators");
}

#[tokio::test]
async fn the_word_about_a_channel_goes_with_its_name_and_a_button_that_knows_it() {
    let mut village = Village::on_telegram().await;
    village.kind = SceneKind::Broadcast;
    let word = village.befalls(Life::Joined).await.expect("a word");
    assert!(shown(&word).contains("Elanlar"), "{}", shown(&word));
    village.kind = SceneKind::Private;
    let menu = village.presses(AIDA, 0).await;
    assert!(shown(&menu).contains("Remembrance"), "{}", shown(&menu));
    assert!(!shown(&menu).contains("this place"), "it is not here: {}", shown(&menu));
}

#[tokio::test]
async fn invited_again_everything_stands_paused_until_the_button_resumes_it() {
    let village = Village::on_telegram().await;
    village.hears(AIDA, "/remembrance set eve:18:30").await;
    assert!(village.befalls(Life::Left).await.is_none());
    let states =
        |entries: Vec<january20::store::Entry>| entries.iter().map(|entry| entry.state).collect::<Vec<_>>();
    let entries = village.store.entries(village.community(), 2027).await.expect("they read");
    assert_eq!(states(entries), vec![State::Failed; 3]);
    village.hand.pass(DAY);
    let word = village.befalls(Life::Joined).await.expect("a word");
    assert!(shown(&word).contains("paused until a moderator resumes it"), "{}", shown(&word));
    let resumed = shown(&village.presses(AIDA, 0).await);
    assert!(resumed.contains("18:30"), "{resumed}");
    let entries = village.store.entries(village.community(), 2027).await.expect("they read");
    assert_eq!(states(entries), vec![State::Planned; 3]);
}

#[tokio::test]
async fn a_group_that_became_a_supergroup_is_followed_with_everything() {
    let mut village = Village::on_telegram().await;
    village.hears(AIDA, "/remembrance set eve:18:30").await;
    village.hears(AIDA, "/remembrance defaults log:here").await;
    let to = Community { platform: Platform::Telegram, native: -2_002 };
    for _ in 0..2 {
        assert!(village.befalls(Life::Moved { to }).await.is_none());
    }
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
    let known = village.store.community(to).await.expect("it reads").expect("it is known");
    assert_eq!(known.destinations[0].place, place(-2_002));
    assert_eq!(known.defaults.log, Some(place(-2_002)));
    let entries = village.store.entries(to, 2027).await.expect("they read");
    assert!(entries.iter().all(|entry| entry.place == place(-2_002) && entry.state == State::Planned));
    village.here = place(-2_002);
}

#[tokio::test]
async fn a_deleted_channel_closes_its_destination_and_the_log() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set").await;
    village.hears(AIDA, "/remembrance defaults log:here").await;
    village.befalls(Life::Deleted(place(1))).await;
    let status = village.hears(AIDA, "/remembrance status").await;
    assert!(status.contains("The place was deleted") && status.contains("warnings: off"), "{status}");
}

#[tokio::test]
async fn when_rights_change_health_is_looked_at_soon_and_hourly_at_most_where_all_is_well() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set").await;
    let now = village.clock.now().hour;
    let looks = async |after: TimeDelta| {
        let due = village.store.to_look_at(Platform::Discord, now + after, 9).await;
        due.expect("they read")
    };
    let look = looks(TimeDelta::zero()).await.remove(0);
    for (health, soon) in [(Some("send"), TimeDelta::minutes(1)), (None, TimeDelta::hours(1))] {
        village.store.looked(&look, Ok(health), (now, now + TimeDelta::days(7))).await.expect("it is noted");
        assert!(looks(soon).await.is_empty(), "nothing has changed");
        village.befalls(Life::Rights).await;
        assert!(looks(soon - TimeDelta::seconds(1)).await.is_empty(), "not in a whirl");
        assert_eq!(looks(soon).await.len(), 1);
    }
}

#[tokio::test]
async fn what_is_forgotten_is_nowhere_in_the_file() {
    let village = Village::on_discord().await;
    village.hears(AIDA, "/remembrance set note:\"Nizami parkinda gorusek\"").await;
    for round in 0..40 {
        village.hears(AIDA, &format!("/remembrance set note:\"Nizami parkinda gorusek {round}\"")).await;
    }
    village.hears(AIDA, "/remembrance remove").await;
    let holds = |village: &Village| village.bytes().windows(7).any(|window| window == b"Nizami ");
    assert!(holds(&village), "it is there before");
    village.hears(AIDA, "/remembrance forget").await;
    assert!(holds(&village), "nothing is erased before the confirmation");
    let done = village.presses(AIDA, 0).await;
    assert!(shown(&done).contains("was erased") && done.replaces, "{}", shown(&done));
    assert!(!holds(&village), "nothing of it is left in any file");
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
    assert!(village.hears(AIDA, "/remembrance export").await.contains("Nothing is stored"));
}

#[tokio::test]
async fn time_erases_what_is_kept_for_a_while_only() {
    let village = Village::on_telegram().await;
    village.hears(AIDA, "/remembrance set note:\"Nizami parkinda\"").await;
    village.hears(AIDA, "/remembrance remove").await;
    let now = hour("2026-11-25T12:00:00Z");
    assert_eq!(village.store.retain(now + TimeDelta::minutes(14)).await.expect("it erases"), 0);
    assert_eq!(village.store.retain(now + TimeDelta::minutes(16)).await.expect("it erases"), 1);
    assert!(shown(&village.presses(AIDA, 0).await).contains("cannot be undone"));
    village.befalls(Life::Left).await;
    village.store.retain(now + TimeDelta::days(29)).await.expect("it erases");
    assert!(village.store.community(village.community()).await.expect("it reads").is_some());
    village.store.retain(now + TimeDelta::days(31)).await.expect("it erases");
    assert_eq!(village.store.community(village.community()).await.expect("it reads"), None);
    assert!(!village.bytes().windows(7).any(|window| window == b"Nizami "));
}

#[tokio::test]
async fn a_message_that_has_to_wait_is_erased_when_it_is_answered_with_its_chat_and_in_time() {
    let village = Village::on_telegram().await;
    village.hears(AIDA, "/remembrance set eve:18:30").await;
    let (store, telegram, now) = (&village.store, Platform::Telegram, hour("2026-11-25T12:00:00Z"));
    let message = |update, chat| Waiting { update, chat, body: "who met at Nizami street".to_owned() };
    let holds = || village.bytes().windows(7).any(|window| window == b"Nizami ");
    let left = async |at| store.waiting(telegram, at).await.expect("they are read").len();
    store.keep_waiting(telegram, &[message(5, NATIVE), message(6, 77)], now).await.expect("they are kept");
    let export = store.export(village.community()).await.expect("it reads").expect("it is there");
    assert_eq!(export["waiting_updates"], json!([{"update": 5, "at": "2026-11-25T12:00:00Z"}]));
    store.forget(village.community()).await.expect("it is erased");
    assert_eq!((left(now).await, holds()), (1, true), "the other chat's message waits");
    store.remove_waiting(telegram, &[6]).await.expect("it was answered");
    assert_eq!(store.retain(now).await.expect("it erases"), 1);
    assert_eq!((left(now).await, holds()), (0, false), "nothing of it is left in any file");
    store.keep_waiting(telegram, &[message(7, 77)], now).await.expect("it is kept");
    assert_eq!(left(now + TimeDelta::days(1)).await, 0, "nobody waits so long");
    store.retain(now + TimeDelta::hours(25)).await.expect("it erases");
    assert!(!holds());
}
