//! The connection: shards, commands, cuts, refusals.

use std::time::Duration;

use january20::adapters::discord::Ended;
use january20::adapters::link::State;
use rstest::rstest;
use serde_json::json;

use crate::discord_bot::Bot;
use crate::fake_discord::{Channel, FakeDiscord, Fault, Person, World};

#[tokio::test]
async fn commands_are_registered_once_and_not_again_while_they_stand() {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    let folder = Bot::start(&fake).await.stop().await;
    let bot = Bot::begin(&fake, folder).await;
    assert_eq!(bot.link.settled().await, State::Up);
    let asked = |world: &mut World| {
        let times = world.log.iter().filter(|line| line.starts_with("GET /applications")).count();
        (times == 2).then_some(())
    };
    fake.until("a second look at the commands", asked).await;
    bot.stop().await;
    assert_eq!(fake.world().registrations, 1);
}

#[tokio::test]
async fn the_gateways_address_is_asked_for_until_it_is_told() {
    let fake = FakeDiscord::start().await;
    fake.world().fail("GET /gateway/bot", Fault::Status(503, json!({})), 1);
    Bot::start(&fake).await.stop().await;
}

#[tokio::test]
async fn as_many_shards_as_discord_recommends_are_started() {
    let fake = FakeDiscord::start().await;
    fake.world().shards = 2;
    let bot = Bot::begin(&fake, tempfile::tempdir().expect("a folder")).await;
    let settled = tokio::time::timeout(Duration::from_secs(20), bot.link.settled()).await;
    assert_eq!(settled, Ok(State::Up));
    bot.stop().await;
    let world = fake.world();
    let shards: Vec<String> = world.identified.iter().map(|one| one["shard"].to_string()).collect();
    assert_eq!(shards, ["[0,2]", "[1,2]"]);
}

#[tokio::test]
async fn a_cut_is_resumed_and_what_was_told_meanwhile_is_answered() {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    let channel = fake.channel(Channel::text(70, 7));
    let bot = Bot::start(&fake).await;
    fake.cut();
    let member = Person::member(1, 7, channel);
    let heard = fake.command(&member, "/january20 about").await;
    assert!(heard.text().contains("20 January 1990"));
    bot.stop().await;
    let world = fake.world();
    assert_eq!((world.resumed, world.identified.len()), (1, 1));
}

#[tokio::test]
async fn refused_intents_end_the_connection_with_what_to_do() {
    let fake = FakeDiscord::start().await;
    fake.world().refuses = Some(4014);
    let bot = Bot::begin(&fake, tempfile::tempdir().expect("a folder")).await;
    assert_eq!(bot.link.settled().await, State::Over);
    assert_eq!(bot.ended().await, Err(Ended::Intents));
}

#[tokio::test]
async fn a_token_that_the_gateway_refuses_ends_the_connection_with_what_to_do() {
    let fake = FakeDiscord::start().await;
    fake.world().refuses = Some(4004);
    let ended = Bot::begin(&fake, tempfile::tempdir().expect("a folder")).await.ended().await;
    assert_eq!(ended, Err(Ended::Token));
    assert!(Ended::Token.to_string().contains("DISCORD_TOKEN"));
}

#[rstest]
#[case::the_gateway_says_so(Some(4004))]
#[case::only_rest_says_so(None)]
#[tokio::test]
async fn a_token_that_is_revoked_meanwhile_ends_the_connection(#[case] closes: Option<u16>) {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    let channel = fake.channel(Channel::text(70, 7));
    let bot = Bot::start(&fake).await;
    fake.revoke(closes);
    if closes.is_none() {
        // What asks with the token finds out.
        fake.command(&Person::moderator(2, 7, channel), "/remembrance set").await;
    }
    let link = bot.link.clone();
    assert_eq!(bot.ended().await, Err(Ended::Token));
    assert_eq!(link.state(), State::Over);
}

#[tokio::test]
async fn one_refusal_of_the_token_is_not_believed() {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    let channel = fake.channel(Channel::text(70, 7));
    let bot = Bot::start(&fake).await;
    fake.world().fail("GET /channels/70", Fault::Status(401, json!({"code": 0})), 1);
    fake.command(&Person::moderator(2, 7, channel), "/remembrance set").await;
    let asked = |world: &mut World| world.log.iter().any(|line| line == "GET /users/@me 200").then_some(());
    fake.slowly("a second look", asked).await;
    assert_eq!(bot.link.state(), State::Up);
    bot.stop().await;
}
