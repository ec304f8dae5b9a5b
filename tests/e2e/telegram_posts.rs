//! The posts of January on Telegram, from the first setting to their arrival;
//! and the transcript of it for the documents.

use std::fmt::Write;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use january20::adapters::telegram::Telegram;
use january20::community::Platform;
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{Courier, Means};
use serde_json::{Value, json};

use crate::fake_telegram::FakeTelegram;
use crate::fake_telegram::world::{Fault, Outgoing};
use crate::telegram_bot::{Bot, composer, hour};

const SMALL: i64 = -2_001;
const NEW: i64 = -1_001_000_009_999;
const FORUM: i64 = -1_001_000_000_001;
const CHANNEL: i64 = -1_001_000_000_002;
const LEYLA: i64 = 501;

async fn town() -> (FakeTelegram, Bot, Courier<Telegram>) {
    let fake = FakeTelegram::start().await;
    fake.change(|world| {
        world.person(LEYLA);
        world.group(SMALL, "Family");
        world.group(NEW, "Family");
        world.group(FORUM, "Neighbours");
        world.channel(CHANNEL, "News of the diaspora");
        for chat in [SMALL, NEW, FORUM, CHANNEL] {
            world.member(chat, LEYLA, "creator");
        }
        let forum = world.chats.get_mut(&FORUM).expect("a chat");
        forum.forum = true;
        forum.topics.insert(7, true);
    });
    let bot = Bot::start(&fake).await;
    let courier = Courier::new(Means {
        transport: Arc::new(bot.telegram.clone()),
        store: bot.store.clone(),
        composer: composer(),
        cards: None,
        pace: Pace::new(Platform::Telegram, NonZeroU32::new(28).expect("not zero")),
        guard: Guard::Unshared,
        clock: bot.clock.clone(),
    });
    (fake, bot, courier)
}

fn topic() -> Value {
    json!({"message_thread_id": 7, "is_topic_message": true})
}

/// Lets time pass until a time, and the courier work until a chat has a post.
async fn post_at(
    fake: &FakeTelegram,
    bot: &Bot,
    courier: &mut Courier<Telegram>,
    (at, chat): (&str, i64),
) -> Outgoing {
    let wait = (hour(at) - bot.clock.now().hour).to_std().unwrap_or_default();
    bot.hand.pass(wait);
    for _ in 0..400 {
        courier.tick(bot.clock.now()).await;
        if fake.world().unread.iter().any(|sent| sent.chat == chat) {
            return fake.reads(chat).await;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        bot.hand.pass(Duration::from_millis(100));
    }
    panic!("no post in {chat} at {at}");
}

#[tokio::test]
async fn the_three_posts_arrive_and_one_is_followed_into_a_supergroup() {
    let (fake, bot, mut courier) = town().await;
    fake.says(SMALL, LEYLA, "/remembrance set language:az timezone:Baku");
    fake.reads(SMALL).await;
    let eve = post_at(&fake, &bot, &mut courier, ("2027-01-19T16:00:00Z", SMALL)).await;
    assert!(eve.body["link_preview_options"]["is_disabled"] == true && !eve.is_silent());
    fake.change(|world| world.chats.get_mut(&SMALL).expect("a chat").moved_to = Some(NEW));
    let day = post_at(&fake, &bot, &mut courier, ("2027-01-20T05:00:00Z", NEW)).await;
    assert!(day.text.contains("20 Yanvar"), "{}", day.text);
    let silence = post_at(&fake, &bot, &mut courier, ("2027-01-20T07:50:00Z", NEW)).await;
    assert!(silence.text.contains("12:00"), "{}", silence.text);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_429_waits_and_a_refusal_of_status_500_is_tried_again() {
    let (fake, bot, mut courier) = town().await;
    fake.says(SMALL, LEYLA, "/remembrance set language:en timezone:Baku");
    fake.reads(SMALL).await;
    let limited = json!({"retry_after": 3});
    fake.fails("sendmessage", Some(SMALL), Fault::Refuses(429, "Too Many Requests: retry after 3", limited));
    fake.fails("sendmessage", Some(SMALL), Fault::Refuses(502, "Bad Gateway", Value::Null));
    let eve = post_at(&fake, &bot, &mut courier, ("2027-01-19T16:00:00Z", SMALL)).await;
    assert!(eve.text.contains("20 January"), "{}", eve.text);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_closed_topics_post_goes_to_the_chat_itself() {
    let (fake, bot, mut courier) = town().await;
    fake.says_with(FORUM, LEYLA, "en", "/remembrance set language:en timezone:Baku", topic());
    fake.reads(FORUM).await;
    fake.change(|world| world.chats.get_mut(&FORUM).expect("a chat").topics.insert(7, false));
    let eve = post_at(&fake, &bot, &mut courier, ("2027-01-19T16:00:00Z", FORUM)).await;
    assert_eq!(eve.topic, None);
    bot.stop().await;
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
    let (fake, bot, mut courier) = town().await;
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
        let post = post_at(&fake, &bot, &mut courier, (at, chat)).await;
        write!(paper, "### {what}\n\n").expect("a string takes all");
        answered(&mut paper, &post);
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/transcripts/telegram.md");
    std::fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/transcripts")).expect("a folder");
    std::fs::write(path, paper).expect("a file");
    bot.stop().await;
}
