//! January on Discord: from the first setting to the three posts, their event
//! and the receipts in the log, in good weather and bad, through the gateway
//! and REST of the fake.

use rstest::rstest;
use serde_json::{Value, json};

use crate::discord_bot::hour;
use crate::discord_town::{DAY, EVE, FORTNIGHT, LOG, NEWS, ROLE, SERVER, SILENCE, Town};
use crate::fake_discord::{ALL_RIGHTS, EMBED, Fault, HISTORY, SEND, VIEW, World, shown, told};

#[tokio::test]
async fn from_the_first_setting_to_the_three_posts_their_event_and_the_receipts() {
    let options =
        format!("language:az+en mention:{ROLE} publish:on event:on note:Our hall is open from 10:00");
    let mut town = Town::set_up(&options).await;
    let event = town.until(FORTNIGHT, "event", |world| world.events.first().cloned()).await;
    assert_eq!(event["scheduled_start_time"].as_str().map(hour), Some(hour("2027-01-20T08:00:00Z")));
    let asked = town.world().log.clone();
    let at = |request: &str| asked.iter().position(|line| line.starts_with(request));
    assert!(at("GET /guilds/7/scheduled-events") < at("POST /guilds/7/scheduled-events"));
    let mut town = town.restart().await;
    for (number, at) in [EVE, DAY, SILENCE].into_iter().enumerate() {
        // Posts do not wait for the gateway.
        town.fake.cut();
        let body = town.post(at).await;
        assert_eq!(body["content"], format!("<@&{ROLE}>"));
        assert_eq!(body["allowed_mentions"], json!({"parse": [], "roles": [ROLE.to_string()]}));
        assert_eq!(body["enforce_nonce"], true);
        assert_eq!(body["embeds"].as_array().map(Vec::len), Some(2), "both languages in one message");
        assert_eq!(body["embeds"][0]["image"]["url"], "attachment://january20.png");
        assert!(body["attachments"][0]["description"].as_str().is_some_and(|alt| !alt.is_empty()));
        assert!(shown(&body).contains("Our hall is open from 10\\:00"), "{}", shown(&body));
        let published = |world: &mut World| (world.published.len() > number).then_some(());
        town.until(at, "publication", published).await;
        assert!(town.told().await.contains("Posted: "), "a receipt");
    }
    let counted = {
        let world = town.world();
        (world.events.len(), world.standing(NEWS))
    };
    assert_eq!(counted, (1, 3));
    let status = town.says("/remembrance status").await;
    assert_eq!(status.matches("https://discord.com/channels/7/75/").count(), 3, "{status}");
    town.bot.stop().await;
}

#[rstest]
#[case::of_its_route(Fault::Limited { after: 0.3, scope: "user" })]
#[case::shared(Fault::Limited { after: 0.3, scope: "shared" })]
#[case::global(Fault::Limited { after: 0.3, scope: "global" })]
#[case::an_outage(Fault::Status(503, json!({})))]
#[case::a_500_that_posted(Fault::Broken(500))]
#[case::a_lost_answer(Fault::Lost)]
#[tokio::test]
async fn a_post_that_meets_bad_weather_stands_once(#[case] fault: Fault) {
    let mut town = Town::set_up("language:en eve:20:00 day:off silence:off").await;
    town.world().fail(&format!("POST /channels/{NEWS}/messages"), fault, 2);
    town.post(EVE).await;
    assert!(town.told().await.contains("Posted: "));
    assert_eq!(town.world().standing(NEWS), 1);
    let attempts = town.requests(&format!("POST /channels/{NEWS}/messages"));
    assert!((2..=3).contains(&attempts), "{attempts} attempts");
    town.bot.stop().await;
}

#[tokio::test]
async fn a_forbidden_post_is_told_once_and_goes_when_the_right_is_there() {
    let mut town = Town::set_up("language:en day:off silence:off").await;
    let looked = |world: &mut World| world.has_logged("GET /channels/75 200").then_some(());
    town.until("2027-01-19T15:50:00Z", "a look", looked).await;
    town.settle().await;
    town.world().channels.get_mut(&NEWS).expect("a channel").rights = VIEW | HISTORY | EMBED;
    let refused = format!("POST /channels/{NEWS}/messages 403");
    town.until(EVE, "a refusal", |world| world.has_logged(&refused).then_some(())).await;
    town.settle().await;
    town.told_that("Send Messages").await;
    town.world().channels.get_mut(&NEWS).expect("a channel").rights = ALL_RIGHTS;
    let body = town.post("2027-01-19T16:11:00Z").await;
    assert_eq!(body["embeds"].as_array().map(Vec::len), Some(1), "in its full form");
    assert!(town.told().await.contains("Posted: "));
    town.bot.stop().await;
}

#[tokio::test]
async fn one_ambiguous_refusal_closes_nothing_and_two_five_minutes_apart_do() {
    let mut town = Town::set_up("language:en silence:off").await;
    let unknown = || Fault::Status(404, json!({"code": 10_003, "message": "Unknown Channel"}));
    town.world().fail(&format!("POST /channels/{NEWS}/messages"), unknown(), 1);
    let asked = format!("POST /channels/{NEWS}/messages 404");
    town.until(EVE, "a refusal", |world| world.has_logged(&asked).then_some(())).await;
    town.settle().await;
    town.post("2027-01-19T16:06:00Z").await;
    town.told().await;
    let gone = town.world().channels.remove(&NEWS);
    let refused = town.requests(&asked);
    let again =
        |world: &mut World| (world.log.iter().filter(|line| **line == asked).count() > refused).then_some(());
    town.until(DAY, "a refusal", again).await;
    town.settle().await;
    town.until("2027-01-20T05:06:00Z", "a second", |_| Some(())).await;
    let told = town.told().await;
    assert!(gone.is_some() && told.contains("Nothing more is posted there"), "{told}");
    town.bot.stop().await;
}

#[tokio::test]
async fn a_kill_after_the_post_was_accepted_leaves_one_message_whenever_the_program_comes_back() {
    for (away, looked) in [(30, 0), (600, 1)] {
        let mut town = Town::set_up("language:en day:off silence:off").await;
        let late = Fault::Late(std::time::Duration::from_mins(1));
        town.world().fail(&format!("POST /channels/{NEWS}/messages"), late, 1);
        town.until(EVE, "a post", |world| world.read(NEWS)).await;
        // Its courier is gone before it heard what came of it.
        let now = town.bot.clock.now().hour;
        town.courier = town.bot.courier();
        let later = (now + chrono::TimeDelta::seconds(away)).to_rfc3339();
        town.until(&later, "a receipt", |world| world.read(LOG)).await;
        assert_eq!(town.world().standing(NEWS), 1);
        assert_eq!(town.requests(&format!("GET /channels/{NEWS}/messages 200")), looked);
        town.bot.stop().await;
    }
}

#[tokio::test]
async fn where_it_may_not_look_a_post_is_sent_once_more_and_moderators_are_told() {
    let mut town = Town::set_up("language:en day:off silence:off").await;
    town.world().channels.get_mut(&NEWS).expect("a channel").rights = ALL_RIGHTS & !HISTORY;
    town.world().fail(&format!("POST /channels/{NEWS}/messages"), Fault::Status(502, json!({})), 1);
    let asked = format!("POST /channels/{NEWS}/messages 502");
    town.until(EVE, "an attempt", |world| world.has_logged(&asked).then_some(())).await;
    // Within two minutes the key alone would do.
    town.settle().await;
    town.post("2027-01-19T16:30:00Z").await;
    town.told_that("Posted: ").await;
    town.told_that("may stand twice").await;
    assert_eq!(town.world().standing(NEWS), 1);
    town.bot.stop().await;
}

#[tokio::test]
async fn where_it_may_not_look_a_post_whose_every_answer_is_lost_counts_as_sent_and_moderators_are_told() {
    let mut town = Town::set_up("language:en day:off silence:off").await;
    town.world().channels.get_mut(&NEWS).expect("a channel").rights = ALL_RIGHTS & !HISTORY;
    town.world().fail(&format!("POST /channels/{NEWS}/messages"), Fault::Status(502, json!({})), 100);
    for minute in 0..9 {
        town.until(&format!("2027-01-19T16:0{minute}:00Z"), "a minute", |_| Some(())).await;
        town.settle().await;
    }
    town.told_that("counts as posted").await;
    let attempts = town.requests(&format!("POST /channels/{NEWS}/messages"));
    town.until("2027-01-19T18:00:00Z", "two hours", |_| Some(())).await;
    town.settle().await;
    assert_eq!(town.requests(&format!("POST /channels/{NEWS}/messages")), attempts, "and is tried no more");
    let status = town.says("/remembrance status").await;
    assert!(status.contains("may stand twice"), "{status}");
    town.world().messages.iter_mut().for_each(|message| message.read = true);
    town.bot.stop().await;
}

#[tokio::test]
async fn a_right_that_is_taken_away_is_found_out_and_told() {
    let mut town = Town::set_up("language:en").await;
    let looked =
        |world: &mut World| world.log.iter().any(|line| line == "GET /channels/75 200").then_some(());
    town.until("2026-12-01T10:01:00Z", "a first look", looked).await;
    town.settle().await;
    // Servers change something all the time: what is well is looked at hourly.
    town.bot.hand.pass(std::time::Duration::from_hours(1));
    let channel = {
        let mut world = town.world();
        let channel = world.channels.get_mut(&NEWS).expect("a channel");
        channel.rights = VIEW | HISTORY;
        told(channel)
    };
    town.fake.tell("CHANNEL_UPDATE", channel);
    let word = town.told().await;
    assert!(word.contains("Send Messages"), "{word}");
    let status = town.says("/remembrance status").await;
    assert!(status.contains("Send Messages"), "{status}");
    town.bot.stop().await;
}

#[tokio::test]
async fn what_a_look_found_missing_is_not_tried_even_after_a_restart() {
    let town = Town::new().await;
    town.world().channels.get_mut(&NEWS).expect("a channel").rights = VIEW | SEND;
    town.says(&format!("/remembrance set channel:{NEWS} language:en mention:{ROLE} silence:off")).await;
    town.says(&format!("/remembrance defaults log:{LOG}")).await;
    let mut town = town.restart().await;
    let told = town.told().await;
    assert!(told.contains("Embed Links"), "{told}");
    let mut town = town.restart().await;
    let body = town.post(EVE).await;
    assert_eq!((&body["embeds"], &body["attachments"]), (&Value::Null, &Value::Null));
    assert_eq!(town.requests(&format!("POST /channels/{NEWS}/messages 403")), 0);
    town.told().await;
    town.bot.stop().await;
}

#[tokio::test]
async fn a_post_goes_without_a_role_that_cannot_be_notified_and_moderators_are_told() {
    let mut town = Town::set_up(&format!("language:en mention:{ROLE} day:off silence:off")).await;
    town.world().guilds.get_mut(&SERVER).expect("a server").roles.clear();
    town.until("2027-01-19T15:00:00Z", "a look", |_| Some(())).await;
    let told = town.told().await;
    assert!(told.contains("role"), "{told}");
    let body = town.post(EVE).await;
    assert_eq!(body["content"], Value::Null);
    assert_eq!(body["allowed_mentions"], json!({"parse": [], "roles": []}));
    town.told().await;
    town.bot.stop().await;
}

#[tokio::test]
async fn a_preview_is_the_post_with_its_card_and_its_role_named_but_not_notified() {
    let town = Town::new().await;
    town.says(&format!("/remembrance set channel:{NEWS} language:az+en mention:{ROLE}")).await;
    let heard =
        town.fake.command(&town.moderator, &format!("/remembrance preview post:day channel:{NEWS}")).await;
    assert!(heard.private);
    assert!(heard.body["content"].as_str().is_some_and(|text| text.ends_with(&format!("<@&{ROLE}>"))));
    assert_eq!(heard.body["allowed_mentions"], json!({"parse": []}));
    assert_eq!(heard.body["embeds"].as_array().map(Vec::len), Some(2));
    assert_eq!(heard.body["embeds"][0]["image"]["url"], "attachment://january20.png");
    assert_eq!(heard.body["attachments"][0]["filename"], "january20.png");
    town.bot.stop().await;
}

#[tokio::test]
async fn a_preview_of_a_place_where_only_words_are_allowed_is_plain() {
    let mut town = Town::new().await;
    town.world().channels.get_mut(&NEWS).expect("a channel").rights = VIEW | SEND;
    town.says(&format!("/remembrance set channel:{NEWS} language:az+en mention:{ROLE}")).await;
    town.says(&format!("/remembrance defaults log:{LOG}")).await;
    town.told().await;
    let heard =
        town.fake.command(&town.moderator, &format!("/remembrance preview post:day channel:{NEWS}")).await;
    let follows =
        |world: &mut World| (world.log.iter().any(|line| line.starts_with("POST /webhooks"))).then_some(());
    town.fake.until("the post itself", follows).await;
    assert!(heard.private && heard.body["embeds"] == json!([]));
    town.bot.stop().await;
}
