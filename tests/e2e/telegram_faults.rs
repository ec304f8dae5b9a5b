//! What Telegram refuses, and what gets lost on the way: to posts by the
//! courier, over real sockets.

use std::time::Duration;

use january20::community::Place;
use january20::remembrance::Post;
use january20::store::State;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fake_telegram::world::Fault;
use crate::telegram_bot::cards;
use crate::telegram_town::{CHANNEL, EVE, FORUM, FOURTH, LEYLA, NEW, OTHER, SMALL, THIRD, Town};

const SET: &str = "/remembrance set language:en timezone:Baku";

fn refuses(status: u16, description: &'static str) -> Fault {
    Fault::Refuses(status, description, Value::Null)
}

fn limited(seconds: u64) -> Fault {
    Fault::Refuses(429, "Too Many Requests: retry later", json!({"retry_after": seconds}))
}

/// A town with these chats set up, a minute before the eve's post.
async fn eve(chats: &[i64]) -> Town {
    let town = Town::new().await;
    for chat in chats {
        town.told(*chat, SET).await;
    }
    town.jump(EVE);
    town
}

#[tokio::test]
async fn a_429_holds_its_own_chat_alone() {
    let mut town = eve(&[SMALL, OTHER]).await;
    town.fake.fails("sendmessage", Some(SMALL), limited(17));
    town.until("2027-01-19T16:00:30Z").await;
    assert_eq!(town.first(OTHER).await, (State::Sent, Some(0)));
    assert_eq!(town.first(SMALL).await, (State::Sent, Some(17)));
    town.fake.reads(SMALL).await;
    town.fake.reads(OTHER).await;
    town.done().await;
}

#[tokio::test]
async fn two_languages_and_many_topics_of_a_group_stay_within_its_limits() {
    let mut town = Town::new().await;
    town.fake.change(|world| {
        let topics = &mut world.chats.get_mut(&FORUM).expect("a chat").topics;
        topics.extend((1..=25).map(|topic| (topic, true)));
    });
    for topic in 1..=25 {
        let place = Place { channel: FORUM, topic };
        town.set(place, "az+en".parse().expect("two languages")).await;
    }
    town.jump(EVE);
    town.until("2027-01-19T16:05:00Z").await;
    let mut entries = town.entries(FORUM).await;
    entries.retain(|entry| entry.window.post == Post::Eve);
    assert!(entries.iter().all(|entry| entry.state == State::Sent && entry.messages.len() == 2));
    let mut sent: Vec<_> = entries.iter().filter_map(|entry| entry.done_at).collect();
    sent.sort_unstable();
    // Ten posts are twenty messages.
    assert!(sent.windows(11).all(|posts| (posts[10] - posts[0]).num_seconds() >= 60), "{sent:?}");
    assert_eq!((sent.len(), town.unread(FORUM).len()), (25, 50));
    town.bot.stop().await;
}

#[tokio::test]
async fn three_chats_that_answer_429_hold_the_platform_for_the_smallest_of_their_times() {
    let mut town = eve(&[SMALL, OTHER, THIRD]).await;
    for (chat, seconds) in [(SMALL, 40), (OTHER, 30), (THIRD, 20)] {
        town.fake.fails("sendmessage", Some(chat), limited(seconds));
    }
    town.until("2027-01-19T16:00:05Z").await;
    // This one falls due while the platform is held.
    town.told(FOURTH, "/remembrance set language:en timezone:Baku eve:20:01").await;
    town.bot.hand.set("2027-01-19T16:01:00Z".parse().expect("an hour"));
    town.until("2027-01-19T16:02:30Z").await;
    let (state, after) = town.first(FOURTH).await;
    assert!(state == State::Sent && after.is_some_and(|after| (14..=17).contains(&after)), "{after:?}");
    for chat in [SMALL, OTHER, THIRD, FOURTH] {
        town.fake.reads(chat).await;
    }
    town.done().await;
}

#[tokio::test]
async fn after_three_chats_answered_429_a_broadcast_goes_on_at_half_the_ceiling() {
    let mut town = Town::new().await;
    let groups: Vec<i64> = (1..=60).map(|number| -3_000 - number).collect();
    for group in &groups {
        town.fake.change(|world| world.group(*group, "Family"));
        town.set(Place { channel: *group, topic: 0 }, "en".parse().expect("a language")).await;
    }
    town.jump(EVE);
    for group in &groups[..3] {
        town.fake.fails("sendmessage", Some(*group), limited(2));
    }
    town.until("2027-01-19T16:00:30Z").await;
    let mut sent = Vec::new();
    for group in &groups {
        let first = town.entries(*group).await.swap_remove(0);
        assert_eq!(first.state, State::Sent);
        sent.push((first.done_at.expect("it is sent") - first.window.due).num_milliseconds());
    }
    sent.sort_unstable();
    assert!(sent[0] >= 2_000, "all are held: {sent:?}");
    // Half of 28 in any second, give or take one, and not much less.
    assert!(sent.windows(16).all(|posts| posts[15] - posts[0] >= 1_000), "{sent:?}");
    assert!((4_100..=4_500).contains(&(sent[59] - sent[0])), "{sent:?}");
    town.bot.stop().await;
}

#[tokio::test]
async fn what_is_refused_with_a_status_of_500_is_tried_again_and_nobody_is_told() {
    let mut town = eve(&[SMALL]).await;
    for _ in 0..3 {
        town.fake.fails("sendmessage", Some(SMALL), refuses(502, "Bad Gateway"));
    }
    town.until("2027-01-19T16:01:00Z").await;
    assert_eq!(town.first(SMALL).await.0, State::Sent);
    assert!(!town.entries(SMALL).await[0].uncertain);
    town.fake.reads(SMALL).await;
    town.done().await;
}

#[tokio::test]
async fn where_the_markup_is_refused_the_plain_text_goes_at_once() {
    let mut town = eve(&[SMALL]).await;
    let fault =
        refuses(400, "Bad Request: can't parse entities: unsupported start tag \"x\" at byte offset 1");
    town.fake.fails("sendmessage", Some(SMALL), fault);
    town.until("2027-01-19T16:00:05Z").await;
    let post = town.fake.reads(SMALL).await;
    assert!(post.body["parse_mode"].is_null() && post.text.contains("20 January"), "{post:?}");
    assert_eq!(town.first(SMALL).await, (State::Sent, Some(0)));
    town.done().await;
}

#[tokio::test]
async fn a_picture_is_uploaded_once_and_anew_where_its_id_is_refused() {
    let mut town = Town::with(Some(cards())).await;
    for chat in [SMALL, OTHER, THIRD] {
        town.told(chat, SET).await;
    }
    town.jump(EVE);
    town.fake.fails(
        "sendphoto",
        Some(THIRD),
        refuses(400, "Bad Request: not enough rights to send photos to the chat"),
    );
    town.until("2027-01-19T16:01:00Z").await;
    let mut uploads = 0;
    for chat in [SMALL, OTHER] {
        let post = town.fake.reads(chat).await;
        assert!(post.method == "sendphoto" && post.text.contains("20 January"), "{post:?}");
        uploads += usize::from(post.body["photo"].is_object());
    }
    assert_eq!(uploads, 1);
    // Words alone, where photos are not allowed.
    assert_eq!(town.fake.reads(THIRD).await.method, "sendmessage");
    // Whoever lost the id of the picture is given the picture.
    town.told(FOURTH, "/remembrance set language:en timezone:Baku eve:20:30").await;
    let wrong = refuses(400, "Bad Request: wrong file identifier/HTTP URL specified");
    town.fake.fails("sendphoto", Some(FOURTH), wrong);
    town.jump("2027-01-19T16:30:00Z");
    town.until("2027-01-19T16:31:00Z").await;
    let post = town.fake.reads(FOURTH).await;
    assert!(post.method == "sendphoto" && post.body["photo"].is_object(), "{post:?}");
    town.done().await;
}

#[tokio::test]
async fn a_chat_not_found_once_is_a_doubt_and_twice_the_end() {
    let mut town = eve(&[SMALL, OTHER]).await;
    town.fake.fails("sendmessage", Some(SMALL), refuses(400, "Bad Request: chat not found"));
    town.fake.change(|world| world.chats.remove(&OTHER));
    town.until("2027-01-19T16:03:00Z").await;
    assert!(town.is_open(SMALL).await && town.is_open(OTHER).await);
    town.until("2027-01-19T16:06:00Z").await;
    assert_eq!(town.first(SMALL).await, (State::Sent, Some(300)));
    town.fake.reads(SMALL).await;
    assert!(town.is_open(SMALL).await && !town.is_open(OTHER).await);
    let told = town.fake.reads(LEYLA).await;
    assert!(told.text.contains("Nothing more is posted there"), "{}", told.text);
    town.done().await;
}

#[tokio::test]
async fn without_a_right_a_post_waits_is_told_once_and_goes_when_the_right_is_granted() {
    let mut town = eve(&[SMALL, CHANNEL]).await;
    town.fake.change(|world| {
        world.chats.get_mut(&SMALL).expect("a chat").permissions = (false, false);
    });
    town.fake.standing(CHANNEL, LEYLA, "administrator", "member");
    town.until("2027-01-19T16:25:00Z").await;
    let told = town.fake.reads(LEYLA).await;
    assert!(told.text.contains("this is missing"), "{}", told.text);
    assert!(town.unread(LEYLA).is_empty(), "told once; the channel's settings are nobody's by name");
    town.fake.change(|world| {
        world.chats.get_mut(&SMALL).expect("a chat").permissions = (true, true);
    });
    town.fake.standing(CHANNEL, LEYLA, "member", "administrator");
    town.fake.settled().await;
    town.until("2027-01-19T16:25:10Z").await;
    assert_eq!(town.first(CHANNEL).await, (State::Sent, Some(25 * 60)), "at once");
    // Of permissions nobody hears: it is tried every ten minutes.
    town.until("2027-01-19T16:31:00Z").await;
    assert_eq!(town.first(SMALL).await.0, State::Sent);
    town.fake.reads(SMALL).await;
    town.fake.reads(CHANNEL).await;
    town.done().await;
}

#[tokio::test]
async fn a_refusal_without_a_name_is_tried_again_after_a_minute_and_told() {
    let mut town = eve(&[SMALL]).await;
    town.fake.fails("sendmessage", Some(SMALL), refuses(400, "Bad Request: SOMETHING_NEW"));
    town.until("2027-01-19T16:02:00Z").await;
    assert_eq!(town.first(SMALL).await, (State::Sent, Some(60)));
    assert!(town.is_open(SMALL).await);
    assert!(town.fake.reads(LEYLA).await.text.contains("without a known reason"));
    town.fake.reads(SMALL).await;
    town.done().await;
}

#[rstest]
#[case::kicked("Forbidden: bot was kicked from the group chat")]
#[case::no_member("Forbidden: bot is not a member of the channel chat")]
#[case::deleted("Forbidden: the group chat was deleted")]
#[case::blocked("Forbidden: bot was blocked by the user")]
#[case::deactivated("Forbidden: user is deactivated")]
#[tokio::test]
async fn a_chat_that_is_gone_is_closed_told_and_not_tried_again(#[case] description: &'static str) {
    let mut town = eve(&[SMALL]).await;
    town.fake.fails("sendmessage", Some(SMALL), refuses(403, description));
    town.until("2027-01-19T16:30:00Z").await;
    assert!(!town.is_open(SMALL).await);
    assert_eq!(town.first(SMALL).await.0, State::Failed);
    assert!(town.unread(SMALL).is_empty());
    assert!(town.fake.reads(LEYLA).await.text.contains("Nothing more is posted there"));
    town.done().await;
}

#[tokio::test]
async fn a_lost_answer_costs_one_doubt_after_telegram_answered_again_and_is_told() {
    let mut town = eve(&[SMALL]).await;
    town.fake.fails("sendmessage", Some(SMALL), Fault::Loses);
    town.fake.fails("getme", None, refuses(502, "Bad Gateway"));
    town.fake.world().calls.clear();
    town.until("2027-01-19T16:01:00Z").await;
    let (state, after) = town.first(SMALL).await;
    assert!(state == State::Sent && after.is_some_and(|after| (5..=10).contains(&after)), "{after:?}");
    let mut calls: Vec<String> = town.fake.world().calls.iter().map(|(method, _)| method.clone()).collect();
    calls.retain(|method| matches!(method.as_str(), "sendmessage" | "getme"));
    assert_eq!(calls[..4], ["sendmessage", "getme", "getme", "sendmessage"]);
    let told = town.fake.reads(LEYLA).await;
    assert!(told.text.contains("may stand twice"), "{}", told.text);
    town.fake.reads(SMALL).await;
    town.fake.reads(SMALL).await;
    town.done().await;
}

#[rstest]
#[case::before_it_is_told_the_new_id(SMALL, Fault::Waits(Duration::from_secs(1)))]
#[case::before_the_new_group_has_it(NEW, Fault::Waits(Duration::from_secs(1)))]
#[case::when_the_new_group_has_it(NEW, Fault::Late(Duration::from_secs(1)))]
#[tokio::test]
async fn after_a_kill_while_a_group_becomes_a_supergroup_every_post_stands(
    #[case] chat: i64,
    #[case] fault: Fault,
) {
    let mut town = eve(&[SMALL, OTHER, THIRD, FOURTH]).await;
    town.fake.change(|world| world.chats.get_mut(&SMALL).expect("a chat").moved_to = Some(NEW));
    let doubled = matches!(fault, Fault::Late(_));
    town.fake.fails("sendmessage", Some(chat), fault);
    town.bot.hand.pass(Duration::from_mins(1));
    while !town.fake.world().faults.is_empty() {
        town.courier.tick(town.bot.clock.now()).await;
        town.bot.hand.pass(Duration::from_millis(40));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    town.courier_is_killed();
    town.until("2027-01-19T16:01:00Z").await;
    assert!(town.unread(SMALL).is_empty());
    for chat in [NEW, OTHER, THIRD, FOURTH] {
        let (stands, first) = (town.unread(chat).len(), town.entries(chat).await.swap_remove(0));
        assert_eq!(first.state, State::Sent);
        assert!(stands == 1 || (stands == 2 && first.uncertain), "{chat}: {stands}");
        assert!(chat != NEW || (first.uncertain && stands == 1 + usize::from(doubled)), "{stands}");
    }
    assert!(town.unread(LEYLA).iter().any(|told| told.text.contains("may stand twice")));
    town.bot.stop().await;
}

#[tokio::test]
async fn after_a_kill_in_the_middle_every_post_stands_and_what_may_stand_twice_is_told() {
    let chats = [SMALL, OTHER, THIRD, FOURTH];
    let mut town = eve(&chats).await;
    town.fake.fails("sendmessage", Some(THIRD), Fault::Waits(Duration::from_secs(1)));
    town.bot.hand.pass(Duration::from_mins(1));
    // Until the third is under way.
    while !town.fake.world().faults.is_empty() {
        town.courier.tick(town.bot.clock.now()).await;
        town.bot.hand.pass(Duration::from_millis(40));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    town.courier_is_killed();
    town.until("2027-01-19T16:01:00Z").await;
    for chat in chats {
        let stands = town.unread(chat).len();
        let first = town.entries(chat).await.swap_remove(0);
        assert_eq!(first.state, State::Sent);
        assert!(stands == 1 || (stands == 2 && first.uncertain), "{chat}: {stands}");
    }
    assert!(town.unread(LEYLA).iter().any(|told| told.text.contains("may stand twice")));
    town.bot.stop().await;
}
