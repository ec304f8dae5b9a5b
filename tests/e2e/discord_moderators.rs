//! What moderators do, from the first setting to the last.

use insta::assert_snapshot;
use serde_json::json;

use crate::discord_bot::Bot;
use crate::fake_discord::{
    ALL_RIGHTS, ATTACH, CREATE_EVENTS, Channel, EMBED, FakeDiscord, Fault, Person, SEND, VIEW,
};

async fn talk() -> (FakeDiscord, Bot, Person) {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    fake.channel(Channel::text(70, 7));
    let bot = Bot::start(&fake).await;
    (fake, bot, Person::moderator(2, 7, 70))
}

#[tokio::test]
async fn a_channel_is_set_up_in_one_command_and_looked_at_at_once() {
    let (fake, bot, moderator) = talk().await;
    fake.channel(Channel::text(71, 7).with(ALL_RIGHTS & !ATTACH & !EMBED));
    let heard =
        fake.command(&moderator, "/remembrance set channel:71 language:az+en timezone:Europe/Berlin").await;
    assert!(heard.private);
    assert_snapshot!(heard.shown(), @r"
    (only you see this)
    Saved: <#71>

    - Language: Azərbaycanca + English
    - Time zone: Berlin (Europe/Berlin)
    - Evening before (eve): 19 January 2027, 20:00 (Berlin) <t:1800385200:F>
    - Minute of silence (silence): 20 January 2027, 08:50 (Berlin), for the silence of 20 January 2027, 09:00 (Berlin) <t:1800431400:F>
    - Morning of 20 January (day): 20 January 2027, 09:00 (Berlin) <t:1800432000:F>

    Missing there: Embed Links, Attach Files. Grant it in the channel's settings under Permissions.

    Until then the posts go out all the same, as plain text.
    ");
    let status = fake.command(&moderator, "/remembrance status").await;
    assert!(status.private && status.text().contains("<#71>"));
    bot.stop().await;
}

#[tokio::test]
async fn whoever_may_not_manage_the_server_is_no_moderator_whatever_commands_the_server_allows() {
    let (fake, bot, moderator) = talk().await;
    let member = Person { moderator: false, ..moderator };
    let mut heard = Vec::new();
    for command in ["set", "status", "pause", "history", "export", "forget"] {
        let answer = fake.command(&member, &format!("/remembrance {command}")).await;
        assert!(answer.private, "{command}");
        heard.push(answer.text());
    }
    heard.dedup();
    assert_snapshot!(heard.join("\n"), @"Only members with the right Manage Server can do this; ask one of them.");
    bot.stop().await;
}

#[tokio::test]
async fn a_voice_channel_whose_chat_takes_commands_takes_no_posts_and_nothing_changes() {
    let (fake, bot, moderator) = talk().await;
    fake.channel(Channel { kind: 2, ..Channel::text(72, 7) });
    let there = Person { channel: 72, ..moderator.clone() };
    for (person, command) in [
        (&there, "/remembrance set"),
        (&moderator, "/remembrance set channel:72"),
        (&moderator, "/remembrance defaults log:72"),
    ] {
        let heard = fake.command(person, command).await;
        assert_eq!(
            heard.text(),
            "Posts cannot stand there: <#72>. Choose a text or announcement channel, a thread or a forum post; \
             nothing was changed.",
            "{command}"
        );
    }
    assert!(fake.command(&moderator, "/remembrance status").await.text().starts_with("No posts are set up"));
    bot.stop().await;
}

#[tokio::test]
async fn a_rehearsal_is_posted_at_once_and_mentions_nobody() {
    let (fake, bot, moderator) = talk().await;
    fake.world().guilds.get_mut(&7).expect("a server").roles.push((3, true));
    fake.command(&moderator, "/remembrance set mention:3 note:@everyone").await;
    let heard = fake.command(&moderator, "/remembrance test post:eve").await;
    assert!(heard.private);
    let message = fake.message(70).await;
    let body = fake.world().messages[0].body.clone();
    assert_eq!(body["allowed_mentions"], json!({"parse": [], "roles": []}));
    assert!(!message["embeds"][0]["description"].as_str().expect("text").is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn a_preview_shows_the_post_as_it_will_be_sent() {
    let (fake, bot, moderator) = talk().await;
    fake.command(&moderator, "/remembrance set language:az+en").await;
    let heard = fake.command(&moderator, "/remembrance preview post:day").await;
    assert!(heard.private);
    assert_eq!(heard.body["embeds"].as_array().map(Vec::len), Some(2));
    bot.stop().await;
}

#[tokio::test]
async fn what_takes_long_is_put_off_and_then_said() {
    let (fake, bot, moderator) = talk().await;
    let slow = Fault::Slow(std::time::Duration::from_millis(1_900));
    fake.world().fail("GET /channels/70", slow, 1);
    let heard = fake.command(&moderator, "/remembrance set").await;
    assert_eq!((heard.kind, heard.private), (5, true));
    assert!(!heard.text().is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn a_removed_destination_comes_back_by_a_button() {
    let (fake, bot, moderator) = talk().await;
    fake.command(&moderator, "/remembrance set").await;
    let removed = fake.command(&moderator, "/remembrance remove").await;
    let label = removed.message["components"][0]["components"][0]["label"].as_str().expect("a button");
    fake.press(&moderator, &removed.message, label).await;
    let status = fake.command(&moderator, "/remembrance status").await;
    assert!(status.text().contains("<#70>"));
    bot.stop().await;
}

#[tokio::test]
async fn everything_stored_is_exported_and_forgotten_after_a_confirmation() {
    let (fake, bot, moderator) = talk().await;
    fake.command(&moderator, "/remembrance set note:ours").await;
    let export = fake.command(&moderator, "/remembrance export").await;
    let name = export.body["attachments"][0]["filename"].as_str().expect("a file");
    assert_eq!(name.rsplit_once('.').map(|(_, end)| end), Some("json"));
    let asked = fake.command(&moderator, "/remembrance forget").await;
    let label = asked.message["components"][0]["components"][0]["label"].as_str().expect("a button");
    fake.press(&moderator, &asked.message, label).await;
    let status = fake.command(&moderator, "/remembrance status").await;
    assert!(!status.text().contains("<#70>"));
    bot.stop().await;
}

#[tokio::test]
async fn a_stranger_pressing_a_moderators_button_is_told_so_in_private() {
    let (fake, bot, moderator) = talk().await;
    fake.command(&moderator, "/remembrance set").await;
    let asked = fake.command(&moderator, "/remembrance forget").await;
    let label = asked.message["components"][0]["components"][0]["label"].as_str().expect("a button");
    let stranger = Person::member(9, 7, 70);
    let heard = fake.press(&stranger, &asked.message, label).await;
    assert!(heard.private);
    let status = fake.command(&moderator, "/remembrance status").await;
    assert!(status.text().contains("<#70>"));
    bot.stop().await;
}

#[tokio::test]
async fn a_zone_is_offered_by_its_city_in_the_persons_language() {
    let (fake, bot, moderator) = talk().await;
    let russian = moderator.speaking("ru");
    let offered = fake.typing(&russian, "/remembrance set timezone:берл").await;
    assert!(offered[0].contains("Берлин"), "{offered:?}");
    bot.stop().await;
}

#[tokio::test]
async fn plain_rights_are_enough_and_what_is_lost_is_said() {
    let (fake, bot, moderator) = talk().await;
    fake.channel(Channel::text(72, 7).with(VIEW | SEND));
    let heard = fake.command(&moderator, "/remembrance set channel:72").await;
    assert_snapshot!(heard.text(), @r"
    Saved: <#72>

    Nobody has chosen a time zone yet, so Baku's hours count; choose one with timezone, for example timezone:Berlin.

    - Language: English
    - Time zone: Baku (Asia/Baku)
    - Evening before (eve): 19 January 2027, 20:00 (Baku) <t:1800374400:F>
    - Morning of 20 January (day): 20 January 2027, 09:00 (Baku) <t:1800421200:F>
    - Minute of silence (silence): 20 January 2027, 11:50 (Baku), for the silence of 20 January 2027, 12:00 (Baku) <t:1800431400:F>

    Missing there: Embed Links, Attach Files. Grant it in the channel's settings under Permissions.

    Until then the posts go out all the same, as plain text.
    ");
    fake.command(&moderator, "/remembrance test channel:72").await;
    assert_eq!(fake.message(72).await["embeds"], json!([]));
    bot.stop().await;
}

#[tokio::test]
async fn a_forum_post_and_an_archived_thread_are_set_up_and_posted_in_as_any_channel() {
    let (fake, bot, moderator) = talk().await;
    let forum = Channel { kind: 15, ..Channel::text(80, 7) };
    fake.channel(Channel::thread(81, &forum));
    fake.channel(Channel { archived: true, ..Channel::thread(82, &Channel::text(70, 7)) });
    fake.channel(forum);
    for thread in [81, 82] {
        let heard = fake.command(&moderator, &format!("/remembrance set channel:{thread}")).await;
        let said = heard.text();
        assert!(said.contains(&format!("Saved: <#{thread}>")) && !said.contains("Missing"), "{said}");
        fake.command(&moderator, &format!("/remembrance test channel:{thread}")).await;
        fake.message(thread).await;
        assert!(!fake.world().channels[&thread].archived);
    }
    bot.stop().await;
}

#[tokio::test]
async fn what_a_missing_right_costs_and_where_it_is_granted_is_said_as_it_is() {
    let (fake, bot, moderator) = talk().await;
    fake.channel(Channel::text(72, 7).with(ALL_RIGHTS & !ATTACH));
    fake.world().guilds.get_mut(&7).expect("a server").rights = ALL_RIGHTS & !CREATE_EVENTS;
    let said = fake.command(&moderator, "/remembrance set channel:72 event:on").await.text();
    for part in [
        "Missing there: Attach Files. Grant it in the channel's settings under Permissions.",
        "Missing in the server: Create Events. Grant it in the server's settings under Roles.",
        "the posts go out all the same, without their picture",
        "there is no scheduled event",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn a_log_where_nothing_can_be_written_is_refused_at_once() {
    let (fake, bot, moderator) = talk().await;
    fake.channel(Channel::text(72, 7).with(VIEW));
    let said = fake.command(&moderator, "/remembrance defaults log:72").await.text();
    assert!(said.contains("Missing there: Send Messages") && said.contains("Nothing was changed"), "{said}");
    bot.stop().await;
}
