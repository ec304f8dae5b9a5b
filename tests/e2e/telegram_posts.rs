//! The posts of January on Telegram, from the first setting to the receipt; and
//! the transcript of it for the documents.

use std::fmt::Write;
use std::time::Duration;

use january20::store::State;
use serde_json::json;

use crate::fake_telegram::world::Outgoing;
use crate::telegram_town::{CHANNEL, DAY, EVE, FORUM, LEYLA, NEW, SILENCE, SMALL, Town, topic};

#[tokio::test]
async fn from_the_first_setting_the_three_posts_arrive_and_each_has_its_receipt() {
    let mut town = Town::new().await;
    for (chat, language) in [(SMALL, "az"), (FORUM, "en"), (CHANNEL, "ru"), (LEYLA, "tr")] {
        let set = town.told(chat, &format!("/remembrance set language:{language} timezone:Baku")).await;
        assert!(set.text.contains("20:00") && set.text.contains("09:00"), "{}", set.text);
        town.told(chat, "/remembrance defaults log:here").await;
    }
    for (at, words) in [
        (EVE, ["20 yanvar", "20 january", "20 января", "20 ocak"]),
        (DAY, ["20 yanvar", "20 january", "20 января", "20 ocak"]),
        (SILENCE, ["12:00"; 4]),
    ] {
        town.arrive(at).await;
        for (chat, words) in [SMALL, FORUM, CHANNEL, LEYLA].into_iter().zip(words) {
            let post = town.fake.reads(chat).await;
            assert!(post.text.to_lowercase().contains(words), "{}", post.text);
            assert!(post.body["link_preview_options"]["is_disabled"] == true && !post.is_silent());
            assert_eq!(post.topic, (chat == FORUM).then_some(7));
        }
        // Receipts go last.
        town.until(&at.replace(":00Z", ":50Z")).await;
        for chat in [SMALL, FORUM, CHANNEL, LEYLA] {
            let receipt = town.fake.reads(chat).await;
            let linked = chat < -1_000_000_000_000;
            assert_eq!(receipt.text.contains("https://t.me/c/"), linked, "{}", receipt.text);
        }
    }
    for chat in [SMALL, FORUM, CHANNEL, LEYLA] {
        let entries = town.entries(chat).await;
        assert!(
            entries.iter().all(|entry| entry.state == State::Sent && entry.messages.len() == 1),
            "{chat}"
        );
    }
    town.done().await;
}

#[tokio::test]
async fn a_post_in_flight_follows_its_group_into_a_supergroup_at_once() {
    let mut town = Town::new().await;
    town.told(SMALL, "/remembrance set language:az timezone:Baku").await;
    town.arrive(EVE).await;
    town.fake.reads(SMALL).await;
    town.fake.change(|world| world.chats.get_mut(&SMALL).expect("a chat").moved_to = Some(NEW));
    town.arrive(DAY).await;
    assert!(town.fake.reads(NEW).await.text.contains("20 Yanvar"));
    // What Telegram says of it later changes nothing, and greets nobody.
    town.fake.standing(NEW, LEYLA, "left", "member");
    town.fake.service(SMALL, LEYLA, json!({"migrate_to_chat_id": NEW}));
    town.fake.service(NEW, LEYLA, json!({"migrate_from_chat_id": SMALL}));
    town.arrive(SILENCE).await;
    assert!(town.fake.reads(NEW).await.text.contains("12:00"));
    assert_eq!(town.entries(NEW).await.iter().filter(|entry| entry.state == State::Sent).count(), 3);
    town.done().await;
}

#[tokio::test]
async fn a_look_at_a_group_that_is_a_supergroup_now_follows_it_and_closes_nothing() {
    let mut town = Town::new().await;
    town.told(SMALL, "/remembrance set language:az timezone:Baku").await;
    town.fake.change(|world| world.chats.get_mut(&SMALL).expect("a chat").moved_to = Some(NEW));
    let soon = town.bot.clock.now().hour + Duration::from_mins(1);
    town.until(&soon.to_rfc3339()).await;
    assert!(town.is_open(NEW).await);
    town.arrive(EVE).await;
    assert!(town.fake.reads(NEW).await.text.contains("20 yanvar"));
    town.done().await;
}

#[tokio::test]
async fn a_lost_topics_post_goes_to_the_chat_and_the_topics_moderator_is_told() {
    for state in [Some(false), None] {
        let mut town = Town::new().await;
        town.told(FORUM, "/remembrance set language:en timezone:Baku").await;
        town.jump(EVE);
        town.fake.change(|world| {
            let topics = &mut world.chats.get_mut(&FORUM).expect("a chat").topics;
            match state {
                Some(open) => topics.insert(7, open),
                None => topics.remove(&7),
            };
        });
        town.until("2027-01-19T16:01:00Z").await;
        assert_eq!(town.fake.reads(FORUM).await.topic, None);
        assert!(town.fake.reads(LEYLA).await.text.contains("the topic is closed or deleted"));
        // It stays as it was set.
        town.fake.change(|world| world.chats.get_mut(&FORUM).expect("a chat").topics.insert(7, true));
        town.fake.service(
            FORUM,
            LEYLA,
            json!({"forum_topic_reopened": {},
            "message_thread_id": 7, "is_topic_message": true}),
        );
        town.fake.settled().await;
        town.arrive(DAY).await;
        assert_eq!(town.fake.reads(FORUM).await.topic, Some(7));
        town.done().await;
    }
}

#[tokio::test]
async fn a_post_between_ten_and_seven_arrives_without_a_sound() {
    let mut town = Town::new().await;
    town.told(SMALL, "/remembrance set language:en timezone:Baku day:06:30 eve:22:00").await;
    for at in ["2027-01-19T18:00:00Z", "2027-01-20T02:30:00Z"] {
        town.arrive(at).await;
        assert!(town.fake.reads(SMALL).await.is_silent(), "{at}");
    }
    town.done().await;
}

/// A line of the transcript.
fn told(paper: &mut String, who: &str, text: &str) {
    let quoted = text.replace('\n', "\n> ");
    write!(paper, "**{who}**\n\n> {quoted}\n\n").expect("a string takes all");
}

fn answered(paper: &mut String, sent: &Outgoing) {
    told(paper, "January 20", &sent.text);
    let labels: Vec<String> = sent.buttons().into_iter().map(|(label, _)| format!("[{label}]")).collect();
    if !labels.is_empty() {
        write!(paper, "{}\n\n", labels.join(" ")).expect("a string takes all");
    }
}

#[tokio::test]
#[ignore = "writes docs/transcripts/telegram.md"]
async fn the_transcript_is_written() {
    let mut town = Town::new().await;
    let fake = town.fake.clone();
    let mut paper = String::from(
        "# Telegram, as the test server saw it\n\n\
         Written by `cargo test --test e2e the_transcript_is_written -- --ignored`; texts as they are after\n\
         their markup was parsed, buttons in brackets.\n\n",
    );
    let said = async |paper: &mut String, chat: i64, place: &str, text: &str| {
        writeln!(paper, "### {place}\n").expect("a string takes all");
        if chat == CHANNEL {
            fake.posts(chat, text);
        } else {
            let more = if chat == FORUM { topic() } else { json!({}) };
            fake.says_with(chat, LEYLA, "en", text, more);
        }
        told(paper, if chat == CHANNEL { "The channel" } else { "Leyla" }, text);
        answered(paper, &fake.reads(chat).await);
    };
    paper.push_str("## Setting up\n\n");
    said(&mut paper, SMALL, "A group", "/remembrance set language:az+en timezone:Berlin").await;
    said(&mut paper, SMALL, "The menu", "/remembrance").await;
    said(&mut paper, FORUM, "A forum topic", "/remembrance set language:tr timezone:Istanbul").await;
    said(&mut paper, CHANNEL, "A channel", "/remembrance set language:ru timezone:Moscow").await;
    said(&mut paper, SMALL, "A question", "/ask how many people were killed?").await;
    paper.push_str("## Inline, in four languages\n\n");
    for (language, query) in [
        ("en", "when was it?"),
        ("az", "neçə nəfər həlak oldu?"),
        ("ru", "сколько человек погибло?"),
        ("tr", "kaç kişi öldü?"),
    ] {
        let id = fake.types(LEYLA, language, query);
        let answer = fake.answer(&id).await;
        told(&mut paper, "Leyla", &format!("@january20_bot {query}"));
        for result in answer["results"].as_array().into_iter().flatten().take(3) {
            let text = |field: &str| result[field].as_str().unwrap_or_default().to_owned();
            write!(paper, "- {} — {}\n\n", text("title"), text("description").replace('\n', " "))
                .expect("a string takes all");
        }
    }
    paper.push_str("## The three posts of January\n\n");
    for (at, chat, what) in [
        ("2027-01-19T17:00:00Z", FORUM, "The eve, in the topic"),
        ("2027-01-19T19:00:00Z", SMALL, "The eve, in the group"),
        ("2027-01-20T06:00:00Z", CHANNEL, "The day, in the channel"),
        ("2027-01-20T07:50:00Z", NEW, "The minute of silence, in the group, which has become a supergroup"),
    ] {
        // What came to the other chats meanwhile is not told.
        fake.world().unread.clear();
        if chat == NEW {
            fake.change(|world| world.chats.get_mut(&SMALL).expect("a chat").moved_to = Some(NEW));
        }
        town.arrive(at).await;
        let post = fake.reads(chat).await;
        write!(paper, "### {what}\n\n").expect("a string takes all");
        answered(&mut paper, &post);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/transcripts/telegram.md");
    std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/transcripts")).expect("a folder");
    std::fs::write(path, paper).expect("a file");
    town.bot.stop().await;
}
