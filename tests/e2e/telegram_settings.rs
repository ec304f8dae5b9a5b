//! Setting remembrance up on Telegram: typed, by buttons, from a private chat,
//! in channels; and what befalls a chat.

use serde_json::json;

use crate::fake_telegram::FakeTelegram;
use crate::fake_telegram::world::{Fault, NAME};
use crate::telegram_bot::Bot;

const GROUP: i64 = -1_001_000_000_001;
const CHANNEL: i64 = -1_001_000_000_002;
const SMALL: i64 = -2_001;
const LEYLA: i64 = 501;
const RASHAD: i64 = 502;

/// A group whose administrator is Leyla, and in which Rashad is a member.
async fn group() -> (FakeTelegram, Bot) {
    let fake = FakeTelegram::start().await;
    fake.change(|world| {
        for person in [LEYLA, RASHAD] {
            world.person(person);
        }
        world.group(GROUP, "Family");
        world.member(GROUP, LEYLA, "administrator");
        world.member(GROUP, RASHAD, "member");
        world.channel(CHANNEL, "News");
        world.member(CHANNEL, LEYLA, "creator");
    });
    let bot = Bot::start(&fake).await;
    (fake, bot)
}

#[tokio::test]
async fn only_administrators_set_up_and_anonymous_ones_are_administrators() {
    let (fake, bot) = group().await;
    fake.says(GROUP, RASHAD, "/remembrance set language:az");
    assert!(fake.reads(GROUP).await.text.contains("administrator"));
    fake.says(GROUP, LEYLA, "/remembrance set language:az timezone:Berlin");
    let answer = fake.reads(GROUP).await;
    assert!(answer.text.contains("Berlin") && answer.text.contains("20:00"), "{}", answer.text);
    let group = json!({"id": GROUP, "type": "supergroup", "title": "Family"});
    let bots =
        json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"});
    fake.says_with(GROUP, 1, "en", "/remembrance set eve:19:00", json!({"sender_chat": group, "from": bots}));
    assert!(fake.reads(GROUP).await.text.contains("19:00"));
    let channel = json!({"id": CHANNEL, "type": "channel", "title": "News"});
    fake.says_with(GROUP, LEYLA, "en", "/remembrance set eve:18:00", json!({"sender_chat": channel}));
    assert!(!fake.reads(GROUP).await.text.contains("18:00"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn who_is_administrator_is_asked_anew_and_where_nobody_can_say_nothing_changes() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, "/remembrance set language:az");
    fake.reads(GROUP).await;
    fake.change(|world| world.member(GROUP, LEYLA, "member"));
    fake.says(GROUP, LEYLA, "/remembrance set language:ru");
    fake.reads(GROUP).await;
    fake.change(|world| world.member(GROUP, LEYLA, "administrator"));
    for method in ["getchatmember", "getchatadministrators"] {
        let fault = Fault::Refuses(400, "Bad Request: member list is inaccessible", json!(null));
        fake.fails(method, Some(GROUP), fault);
    }
    fake.says(GROUP, LEYLA, "/remembrance set language:tr");
    fake.reads(GROUP).await;
    fake.says(GROUP, LEYLA, "/remembrance");
    let menu = fake.reads(GROUP).await;
    assert!(menu.text.contains("Azərbaycanca"), "{}", menu.text);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn the_menu_sets_up_by_buttons_in_one_message() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, "/remembrance lang:en");
    let menu = fake.reads(GROUP).await;
    let refused = fake.presses(RASHAD, &menu, "Language");
    assert!(fake.answer(&refused).await["text"].as_str().is_some_and(|text| text.contains("administrator")));
    for (button, shows) in [
        ("Set up here", "Baku"),
        ("Back", "Remembrance"),
        ("Language", "Which language"),
        ("Azərbaycanca + English", "Azərbaycanca + English"),
        ("Back", "Remembrance"),
        ("Time zone", "part of the world"),
        ("Europe", "Which city"),
        ("Berlin", "Berlin"),
        ("Back", "Remembrance"),
        ("Posts and hours", "hours"),
        ("19:00", "19:00"),
        ("Back", "Remembrance"),
        ("Minute of silence", "noon"),
        ("local noon", "12:00"),
        ("Back", "Remembrance"),
        ("Pause", "paus"),
    ] {
        let shown =
            fake.world().sent.iter().rev().find(|sent| sent.id == menu.id).cloned().expect("the menu");
        let press = fake.presses(LEYLA, &shown, button);
        fake.answer(&press).await;
        let page = fake.reads(GROUP).await;
        let wanted = shows.to_ascii_lowercase();
        assert!(page.text.to_ascii_lowercase().contains(&wanted), "{button}: {}", page.text);
        if button != "Pause" {
            assert_eq!((page.method.as_str(), page.id), ("editmessagetext", menu.id), "{button}");
        }
    }
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_city_can_be_typed_as_a_reply_to_the_invitation() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, "/remembrance");
    let menu = fake.reads(GROUP).await;
    let press = fake.presses(LEYLA, &menu, "Time zone");
    fake.answer(&press).await;
    let page = fake.reads(GROUP).await;
    let press = fake.presses(LEYLA, &page, "Type a city");
    fake.answer(&press).await;
    let invitation = fake.reads(GROUP).await;
    assert_eq!(invitation.body["reply_markup"]["force_reply"], true);
    let folder = bot.stop().await;
    let bot = Bot::over(&fake, folder).await;
    fake.replies(&invitation, LEYLA, "Gəncə");
    let answer = fake.reads(GROUP).await;
    assert!(answer.text.contains("Asia/Baku"), "{}", answer.text);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn the_choice_of_a_chat_is_reached_by_the_menu_and_its_zone_by_a_reply() {
    let (fake, bot) = group().await;
    fake.says(LEYLA, LEYLA, "/remembrance");
    let menu = fake.reads(LEYLA).await;
    let press = fake.presses(LEYLA, &menu, "Other groups");
    fake.answer(&press).await;
    // Its way back cannot stand under the same message.
    assert!(!fake.reads(LEYLA).await.button("Back").is_empty());
    let choice = fake.reads(LEYLA).await;
    assert_eq!(choice.body["reply_markup"]["keyboard"].as_array().map(Vec::len), Some(2));
    fake.service(LEYLA, LEYLA, json!({"chat_shared": {"request_id": 2, "chat_id": CHANNEL}}));
    let mut page = fake.reads(LEYLA).await;
    for button in ["Time zone", "Type a city"] {
        let press = fake.presses(LEYLA, &page, button);
        fake.answer(&press).await;
        page = fake.reads(LEYLA).await;
    }
    let folder = bot.stop().await;
    let bot = Bot::over(&fake, folder).await;
    fake.replies(&page, LEYLA, "Berlin");
    let answer = fake.reads(LEYLA).await;
    assert!(answer.text.contains("Berlin"), "{}", answer.text);
    fake.says(LEYLA, LEYLA, &format!("/remembrance chat:{CHANNEL}"));
    assert!(fake.reads(LEYLA).await.text.contains("Europe/Berlin"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn the_page_of_topics_names_them_and_sets_this_one_up() {
    let (fake, bot) = group().await;
    fake.change(|world| {
        let chat = world.chats.get_mut(&GROUP).expect("a chat");
        chat.forum = true;
        chat.topics.insert(7, true);
        chat.topics.insert(8, true);
    });
    let topic = |topic: i64| json!({"message_thread_id": topic, "is_topic_message": true});
    fake.says_with(GROUP, LEYLA, "en", "/remembrance set language:en", topic(8));
    fake.reads(GROUP).await;
    fake.says_with(GROUP, LEYLA, "en", "/remembrance", topic(7));
    let mut page = fake.reads(GROUP).await;
    for (button, shows) in [
        ("Topics", "topic 8"),
        ("Set up here", "20:00"),
        ("Back", "20:00"),
        ("Topics", "here"),
        ("Remove from here", "removed"),
    ] {
        let press = fake.presses(LEYLA, &page, button);
        fake.answer(&press).await;
        page = fake.reads(GROUP).await;
        assert!(page.text.to_lowercase().contains(shows) && page.topic == Some(7), "{button}: {}", page.text);
    }
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_channel_is_set_up_from_a_private_chat_and_nothing_is_said_there() {
    let (fake, bot) = group().await;
    fake.says(LEYLA, LEYLA, "/remembrance chats");
    let choice = fake.reads(LEYLA).await;
    assert_eq!(choice.body["reply_markup"]["keyboard"].as_array().map(Vec::len), Some(2));
    fake.service(LEYLA, LEYLA, json!({"chat_shared": {"request_id": 2, "chat_id": CHANNEL}}));
    let menu = fake.reads(LEYLA).await;
    let press = fake.presses(LEYLA, &menu, "Set up here");
    fake.answer(&press).await;
    assert!(fake.reads(LEYLA).await.text.contains("20:00"));
    fake.says(LEYLA, LEYLA, "/remembrance chats");
    let known = fake.reads(LEYLA).await;
    fake.reads(LEYLA).await;
    assert_eq!(known.buttons().first().map(|(label, _)| label.as_str()), Some("News"));
    fake.service(RASHAD, RASHAD, json!({"chat_shared": {"request_id": 2, "chat_id": CHANNEL}}));
    assert!(fake.reads(RASHAD).await.text.contains("administrator"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_channels_posts_set_it_up_silently_and_what_names_people_leads_to_the_private_chat() {
    let (fake, bot) = group().await;
    fake.posts(CHANNEL, "/remembrance set language:tr timezone:Istanbul");
    let answer = fake.reads(CHANNEL).await;
    assert!(answer.is_silent() && answer.text.contains("20:00"), "{}", answer.text);
    for (call, payload) in [
        ("history", format!("history_{CHANNEL}")),
        ("export", format!("export_{CHANNEL}")),
        ("preview day", format!("preview_day_{CHANNEL}")),
        ("test", format!("test_day_{CHANNEL}")),
    ] {
        fake.posts(CHANNEL, &format!("/remembrance {call}"));
        let leads = fake.reads(CHANNEL).await;
        let link = leads.buttons().first().cloned().expect("a link").1;
        assert_eq!(link, format!("https://t.me/{NAME}?start={payload}"));
    }
    fake.says(LEYLA, LEYLA, &format!("/start history_{CHANNEL}"));
    fake.reads(LEYLA).await;
    fake.says(LEYLA, LEYLA, &format!("/start preview_day_{CHANNEL}"));
    let (word, post) = (fake.reads(LEYLA).await, fake.reads(LEYLA).await);
    assert!(!word.text.is_empty() && post.text.contains("20 Ocak"), "{}", post.text);
    fake.says(RASHAD, RASHAD, &format!("/start history_{CHANNEL}"));
    assert!(fake.reads(RASHAD).await.text.contains("administrator"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_preview_is_the_picture_with_the_text_under_it_and_the_text_where_pictures_are_forbidden() {
    let (fake, bot) = group().await;
    bot.stop().await;
    let bot = Bot::drawing(&fake).await;
    fake.says(GROUP, LEYLA, "/remembrance set language:az+tr");
    fake.reads(GROUP).await;
    for method in ["sendphoto", "sendmessage"] {
        fake.says(GROUP, LEYLA, "/remembrance preview eve");
        fake.reads(GROUP).await;
        for begins in ["Sabah 20 yanvardır", "Yarın 20 Ocak"] {
            let shown = fake.reads(GROUP).await;
            assert_eq!(shown.method, method);
            assert!(shown.text.starts_with(begins), "{}", shown.text);
        }
        fake.change(|world| world.chats.get_mut(&GROUP).expect("a chat").permissions.1 = false);
    }
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn what_names_people_goes_to_the_asker_or_a_button_leads_there() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, "/remembrance set language:en");
    fake.reads(GROUP).await;
    fake.says(GROUP, LEYLA, "/remembrance export");
    let done = fake.reads(GROUP).await;
    let (word, file) = (fake.reads(LEYLA).await, fake.reads(LEYLA).await);
    assert_eq!((word.method.as_str(), file.method.as_str()), ("sendmessage", "senddocument"));
    assert!(file.body["document"]["text"].as_str().is_some_and(|text| text.contains(&GROUP.to_string())));
    assert!(done.buttons().is_empty());
    fake.change(|world| world.chats.get_mut(&LEYLA).expect("a chat").blocked = true);
    fake.says(GROUP, LEYLA, "/remembrance history");
    let closed = fake.reads(GROUP).await;
    assert!(closed.button("private").ends_with(&format!("history_{GROUP}")));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn what_the_bot_may_not_do_is_named() {
    let (fake, bot) = group().await;
    fake.change(|world| world.chats.get_mut(&GROUP).expect("a chat").permissions = (true, false));
    fake.says(GROUP, LEYLA, "/remembrance set language:en");
    let answer = fake.reads(GROUP).await;
    assert!(answer.text.to_ascii_lowercase().contains("missing"), "{}", answer.text);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_setting_is_made_once_however_often_its_update_comes() {
    let (fake, bot) = group().await;
    let fault = Fault::Waits(std::time::Duration::from_secs(3));
    fake.fails("sendmessage", Some(GROUP), fault);
    fake.says(GROUP, LEYLA, "/remembrance set language:az");
    fake.until("the answer begins", |world| world.faults.is_empty().then_some(())).await;
    let folder = bot.kill().await;
    let bot = Bot::over(&fake, folder).await;
    fake.reads(GROUP).await;
    fake.settled().await;
    // The first answer may have gone out as well.
    fake.world().unread.clear();
    fake.says(LEYLA, LEYLA, &format!("/remembrance history chat:{GROUP}"));
    let history = fake.reads(LEYLA).await;
    assert_eq!(history.text.matches("language:az").count(), 1, "{}", history.text);
    fake.world().unread.retain(|sent| sent.chat != GROUP);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_group_is_greeted_once_and_a_channels_word_goes_to_whoever_added_the_bot() {
    let (fake, bot) = group().await;
    fake.standing(GROUP, LEYLA, "left", "member");
    let greeting = fake.reads(GROUP).await;
    assert!(!greeting.button("Set up").is_empty());
    fake.standing(GROUP, LEYLA, "member", "administrator");
    fake.standing(GROUP, LEYLA, "administrator", "left");
    fake.standing(GROUP, LEYLA, "left", "member");
    fake.standing(CHANNEL, LEYLA, "left", "administrator");
    let word = fake.reads(LEYLA).await;
    assert!(word.text.contains("News"), "{}", word.text);
    let press = fake.presses(LEYLA, &word, "Set up");
    fake.answer(&press).await;
    assert!(fake.reads(LEYLA).await.buttons().iter().any(|(label, _)| label.contains("Set up here")));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_is_followed_without_a_greeting() {
    let (fake, bot) = group().await;
    fake.change(|world| {
        world.group(SMALL, "Old friends");
        world.member(SMALL, LEYLA, "creator");
    });
    fake.says(SMALL, LEYLA, "/remembrance set language:ru timezone:Moscow");
    fake.reads(SMALL).await;
    let new = -1_001_000_009_999;
    fake.change(|world| {
        world.group(new, "Old friends");
        world.member(new, LEYLA, "creator");
        world.chats.get_mut(&SMALL).expect("a chat").moved_to = Some(new);
    });
    fake.standing(new, LEYLA, "left", "member");
    fake.service(SMALL, LEYLA, json!({"migrate_to_chat_id": new}));
    fake.service(new, LEYLA, json!({"migrate_from_chat_id": SMALL}));
    fake.settled().await;
    fake.says(new, LEYLA, "/remembrance");
    let menu = fake.reads(new).await;
    assert!(menu.text.contains("Русский") && menu.text.contains("Europe/Moscow"), "{}", menu.text);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn the_new_chat_alone_is_enough_to_follow_a_group_that_is_set_up() {
    let (fake, bot) = group().await;
    let new = -1_001_000_009_999;
    fake.change(|world| {
        for group in [SMALL, -2_002, -2_003] {
            world.group(group, "Old friends");
            world.member(group, LEYLA, "creator");
        }
    });
    for group in [-2_002, SMALL, -2_003] {
        fake.says(group, LEYLA, "/remembrance set language:ru timezone:Moscow");
        fake.reads(group).await;
    }
    fake.change(|world| {
        world.group(new, "Old friends");
        world.member(new, RASHAD, "creator");
        world.chats.get_mut(&SMALL).expect("a chat").moved_to = Some(new);
    });
    fake.standing(new, RASHAD, "left", "member");
    fake.settled().await;
    fake.says(new, RASHAD, "/remembrance lang:ru");
    assert!(fake.reads(new).await.text.contains("Europe/Moscow"));
    // The others have not moved.
    fake.says(-2_002, LEYLA, "/remembrance");
    assert!(fake.reads(-2_002).await.text.contains("Europe/Moscow"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn after_an_invitation_anew_everything_is_paused_until_a_button_resumes_it() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, "/remembrance set language:en");
    fake.reads(GROUP).await;
    fake.standing(GROUP, LEYLA, "member", "kicked");
    fake.standing(GROUP, LEYLA, "kicked", "member");
    let word = fake.reads(GROUP).await;
    let press = fake.presses(LEYLA, &word, "Resume");
    fake.answer(&press).await;
    fake.reads(GROUP).await;
    fake.says(GROUP, LEYLA, "/remembrance");
    assert!(!fake.reads(GROUP).await.buttons().iter().any(|(label, _)| label == "Resume"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_topic_is_a_destination_of_its_own_and_a_rehearsal_goes_there() {
    let (fake, bot) = group().await;
    fake.change(|world| {
        let chat = world.chats.get_mut(&GROUP).expect("a chat");
        chat.forum = true;
        chat.topics.insert(7, true);
    });
    let topic = json!({"message_thread_id": 7, "is_topic_message": true});
    fake.says_with(GROUP, LEYLA, "en", "/remembrance set language:az+en", topic.clone());
    assert_eq!(fake.reads(GROUP).await.topic, Some(7));
    fake.says_with(GROUP, LEYLA, "en", "/remembrance test", topic);
    let (az, en, done) = (fake.reads(GROUP).await, fake.reads(GROUP).await, fake.reads(GROUP).await);
    assert!(az.text.contains("20 Yanvar") && en.text.contains("REHEARSAL"), "{} {}", az.text, en.text);
    assert_eq!((az.topic, en.topic, done.topic), (Some(7), Some(7), Some(7)));
    fake.done().await;
    bot.stop().await;
}
