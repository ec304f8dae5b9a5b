//! What befalls a server: settings and health follow.

use serde_json::{Value, json};

use crate::discord_bot::Bot;
use crate::fake_discord::{Channel, FakeDiscord, Guild, Person, VIEW, created};

async fn talk() -> (FakeDiscord, Bot, Person) {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    fake.channel(Channel::text(70, 7));
    let bot = Bot::start(&fake).await;
    (fake, bot, Person::moderator(2, 7, 70))
}

/// The bot comes into a server.
fn join(fake: &FakeDiscord, guild: Guild) {
    fake.world().guilds.insert(guild.id, guild.clone());
    let event = { created(&fake.world(), &guild) };
    fake.tell("GUILD_CREATE", event);
}

fn system(id: u64, channel: u64) -> Guild {
    Guild { system: Some(channel), ..Guild::new(id) }
}

async fn status(fake: &FakeDiscord, moderator: &Person) -> String {
    fake.command(moderator, "/remembrance status").await.text()
}

/// Waits until the status says something.
async fn settles(fake: &FakeDiscord, moderator: &Person, there: impl Fn(&str) -> bool) -> String {
    for _ in 0..40 {
        let text = status(fake, moderator).await;
        if there(&text) {
            return text;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the status stays as it is: {}", status(fake, moderator).await);
}

#[tokio::test]
async fn a_new_server_is_greeted_in_its_system_channel_once_where_that_is_writable() {
    let (fake, bot, _) = talk().await;
    fake.channel(Channel::text(80, 8));
    fake.channel(Channel::text(90, 9).with(VIEW));
    join(&fake, system(9, 90));
    join(&fake, Guild::new(10));
    join(&fake, system(8, 80));
    let greeting = fake.message(80).await;
    assert!(greeting["content"].as_str().expect("text").contains("/remembrance set"));
    join(&fake, system(8, 80));
    bot.stop().await;
    let world = fake.world();
    assert_eq!((world.standing(80), world.messages.len()), (1, 1));
}

#[tokio::test]
async fn an_outage_is_no_departure_and_a_removal_closes_the_destinations() {
    let (fake, bot, moderator) = talk().await;
    fake.command(&moderator, "/remembrance set").await;
    let before = status(&fake, &moderator).await;
    fake.tell("GUILD_DELETE", json!({"id": "7", "unavailable": true}));
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(status(&fake, &moderator).await, before);
    fake.tell("GUILD_DELETE", json!({"id": "7"}));
    settles(&fake, &moderator, |text| text != before).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_deleted_channel_or_thread_is_closed() {
    let (fake, bot, moderator) = talk().await;
    fake.channel(Channel::thread(71, &Channel::text(70, 7)));
    fake.command(&moderator, "/remembrance set").await;
    fake.command(&moderator, "/remembrance set channel:71").await;
    let before = status(&fake, &moderator).await;
    fake.tell("THREAD_DELETE", json!({"id": "71", "guild_id": "7", "parent_id": "70", "type": 11}));
    let thread = settles(&fake, &moderator, |text| text != before).await;
    let mut channel: Value = crate::fake_discord::told(&Channel::text(70, 7));
    channel["guild_id"] = json!("7");
    fake.tell("CHANNEL_DELETE", channel);
    settles(&fake, &moderator, |text| text != thread).await;
    bot.stop().await;
}

#[tokio::test]
async fn a_server_that_is_not_in_ready_any_more_is_gone_and_is_paused_when_it_is_back() {
    let (fake, bot, moderator) = talk().await;
    fake.channel(Channel::text(70, 7));
    fake.command(&moderator, "/remembrance set").await;
    let before = status(&fake, &moderator).await;
    let folder = bot.stop().await;
    let guild = fake.world().guilds.remove(&7).expect("the server");
    let bot = Bot::begin(&fake, folder).await;
    bot.link.settled().await;
    fake.world().guilds.insert(7, guild);
    settles(&fake, &moderator, |text| text != before).await;
    let folder = bot.stop().await;
    fake.world().guilds.insert(7, system(7, 70));
    let bot = Bot::begin(&fake, folder).await;
    let word = fake.message(70).await;
    let stranger = Person::member(9, 7, 70);
    assert!(fake.press(&stranger, &word, "").await.private);
    assert!(fake.press(&moderator, &word, "").await.private);
    bot.stop().await;
}
