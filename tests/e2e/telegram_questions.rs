//! Asking on Telegram: in groups, topics, channels, in private and inline.

use insta::assert_snapshot;
use serde_json::json;

use crate::breaking::Breaking;
use crate::fake_telegram::FakeTelegram;
use crate::fake_telegram::world::{Fault, NAME, World};
use crate::telegram_bot::Bot;

const GROUP: i64 = -1_001_000_000_001;
const CHANNEL: i64 = -1_001_000_000_002;
const LEYLA: i64 = 501;
const RASHAD: i64 = 502;

async fn group() -> (FakeTelegram, Bot) {
    let fake = FakeTelegram::start().await;
    fake.change(|world| {
        world.group(GROUP, "Family");
        world.member(GROUP, LEYLA, "member");
        world.member(GROUP, RASHAD, "member");
    });
    let bot = Bot::start(&fake).await;
    (fake, bot)
}

#[tokio::test]
async fn a_question_in_a_group_is_answered_as_a_reply_with_quoted_sources() {
    let (fake, bot) = group().await;
    let asked = fake.says(GROUP, LEYLA, "/ask how many people were killed?");
    let answer = fake.reads(GROUP).await;
    assert_eq!(answer.replies_to(), Some(asked));
    assert_eq!(answer.body["reply_parameters"]["allow_sending_without_reply"], true);
    assert_eq!(answer.body["link_preview_options"]["is_disabled"], true);
    assert!(answer.text.contains("131") && answer.text.contains("[1]"), "{}", answer.text);
    assert!(answer.marks.iter().any(|(mark, _)| mark == "blockquote expandable"), "{:?}", answer.marks);
    assert!(!answer.buttons().is_empty());
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn what_is_not_for_the_bot_is_met_with_silence() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, "how many people were killed?");
    fake.says(GROUP, LEYLA, "/ask@another_bot how many people were killed?");
    fake.says(GROUP, LEYLA, "/weather");
    // Written by the link with which the bot is added: the greeting is the answer.
    fake.says(GROUP, LEYLA, &format!("/start@{NAME} true"));
    fake.says(GROUP, LEYLA, "@january20_bots how many?");
    fake.says_with(
        GROUP,
        LEYLA,
        "en",
        "/ask how many?",
        json!({"forward_origin":
        {"type": "hidden_user", "sender_user_name": "X", "date": 1_800_000_000}}),
    );
    fake.says_with(
        GROUP,
        LEYLA,
        "en",
        "/ask how many?",
        json!({"via_bot":
        {"id": 9, "is_bot": true, "first_name": "Other", "username": "other_bot"}}),
    );
    fake.says_with(GROUP, LEYLA, "en", "/ask how many?", json!({"is_automatic_forward": true}));
    fake.service(
        GROUP,
        LEYLA,
        json!({"caption": "/ask how many?", "photo":
        [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}]}),
    );
    fake.service(GROUP, LEYLA, json!({"new_chat_title": "Another name"}));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_question_after_the_bots_name_is_a_question() {
    let (fake, bot) = group().await;
    let asked = fake.says(GROUP, LEYLA, &format!("@{NAME}, how many people were killed?"));
    assert_eq!(fake.reads(GROUP).await.replies_to(), Some(asked));
    let asked = fake.says(GROUP, LEYLA, &format!("/timeline@{}", NAME.to_uppercase()));
    assert_eq!(fake.reads(GROUP).await.replies_to(), Some(asked));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_unknown_command_is_answered_where_it_is_addressed_to_the_bot() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, &format!("/timelin@{NAME}"));
    assert!(fake.reads(GROUP).await.text.contains("/timeline"));
    fake.says(LEYLA, LEYLA, "/figurs");
    assert!(fake.reads(LEYLA).await.text.contains("/figures"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_stays_in_the_topic_where_it_was_asked() {
    let (fake, bot) = group().await;
    fake.change(|world| {
        let chat = world.chats.get_mut(&GROUP).expect("a chat");
        chat.forum = true;
        chat.topics.insert(7, true);
    });
    let topic = json!({"message_thread_id": 7, "is_topic_message": true});
    fake.says_with(GROUP, LEYLA, "en", "/timeline", topic);
    let answer = fake.reads(GROUP).await;
    assert_eq!(answer.topic, Some(7));
    let press = fake.presses(LEYLA, &answer, "Next");
    fake.answer(&press).await;
    let page = fake.reads(GROUP).await;
    assert_eq!((page.method.as_str(), page.id), ("editmessagetext", answer.id));
    // A reply to somebody, in a group without topics, has a thread too.
    fake.says_with(GROUP, LEYLA, "en", "/timeline", json!({"message_thread_id": 7}));
    assert_eq!(fake.reads(GROUP).await.topic, None);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn in_private_any_text_is_a_question_and_anything_else_gets_the_help() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    fake.says_with(LEYLA, LEYLA, "az", "neçə nəfər həlak oldu?", json!({}));
    assert!(fake.reads(LEYLA).await.text.contains("131"));
    let sticker = json!({"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1, "type": "regular",
        "is_animated": false, "is_video": false});
    for unspoken in [
        json!({"photo": [{"file_id": "a", "file_unique_id": "a", "width": 1, "height": 1}], "caption": "who?"}),
        json!({"sticker": sticker}),
        // What the library does not know arrives empty.
        json!({"rich_message": {"blocks": []}}),
    ] {
        fake.service(LEYLA, LEYLA, unspoken);
        assert!(fake.reads(LEYLA).await.text.contains("/ask"));
    }
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_bare_ask_invites_and_the_reply_of_the_person_invited_is_the_question() {
    let (fake, bot) = group().await;
    fake.says(GROUP, LEYLA, "/ask");
    let invitation = fake.reads(GROUP).await;
    assert_eq!(invitation.body["reply_markup"]["force_reply"], true);
    assert_eq!(invitation.body["reply_markup"]["selective"], true);
    let examples = invitation.text.lines().filter(|line| line.starts_with('•')).count();
    assert_eq!(examples, 3, "{}", invitation.text);
    // A restart forgets no invitation.
    let folder = bot.stop().await;
    let bot = Bot::over(&fake, folder).await;
    for _ in 0..2 {
        fake.replies(&invitation, RASHAD, "when was it?");
        let asked = fake.replies(&invitation, LEYLA, "how many people were killed?");
        let answer = fake.reads(GROUP).await;
        assert_eq!(answer.replies_to(), Some(asked));
        assert!(answer.text.contains("131"), "{}", answer.text);
        // A reply to anything else of the bot is no question.
        fake.replies(&answer, LEYLA, "when was it?");
    }
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn nobody_is_mentioned_in_an_invitation_but_whom_it_invites() {
    let (fake, bot) = group().await;
    let from = json!({"from": {"id": LEYLA, "is_bot": false, "first_name": "<b>@everybody</b>", "language_code": "en"}});
    fake.says_with(GROUP, LEYLA, "en", "/ask", from);
    let invitation = fake.reads(GROUP).await;
    assert!(invitation.text.starts_with("<b>everybody<b>\n"), "{}", invitation.text);
    let mentions: Vec<_> = invitation.marks.iter().filter(|(mark, _)| mark.starts_with("a ")).collect();
    assert_eq!(mentions, [&(format!("a tg://user?id={LEYLA}"), "<b>everybody<b>".to_owned())]);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_whose_topic_was_closed_meanwhile_stands_in_the_chat() {
    let (fake, bot) = group().await;
    fake.change(|world| {
        let chat = world.chats.get_mut(&GROUP).expect("a chat");
        chat.forum = true;
        chat.topics.insert(7, false);
    });
    let topic = json!({"message_thread_id": 7, "is_topic_message": true});
    fake.says_with(GROUP, LEYLA, "en", "/timeline", topic);
    assert_eq!(fake.reads(GROUP).await.topic, None);
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_to_a_group_that_moved_meanwhile_takes_everything_along() {
    const OLD: i64 = -2_001;
    let (fake, bot) = group().await;
    fake.change(|world| {
        world.group(OLD, "Family");
        world.member(OLD, LEYLA, "creator");
        world.member(GROUP, LEYLA, "creator");
    });
    fake.says(OLD, LEYLA, "/remembrance set language:ru timezone:Moscow");
    fake.reads(OLD).await;
    fake.change(|world| world.chats.get_mut(&OLD).expect("a chat").moved_to = Some(GROUP));
    fake.says(OLD, LEYLA, "/timeline");
    fake.reads(GROUP).await;
    fake.settled().await;
    fake.says(GROUP, LEYLA, "/remembrance");
    assert!(fake.reads(GROUP).await.text.contains("Europe/Moscow"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn the_figures_are_one_message_a_page_and_a_press_without_a_message_is_answered() {
    let (fake, bot) = group().await;
    for language in ["en", "az", "ru", "tr"] {
        fake.says_with(LEYLA, LEYLA, language, "/figures", json!({}));
        let page = fake.reads(LEYLA).await;
        let press = fake.presses_data(LEYLA, &page, &page.buttons().last().expect("a page").1);
        fake.answer(&press).await;
        assert_eq!(fake.reads(LEYLA).await.id, page.id);
    }
    let stray = fake.change(|world| {
        let id = world.next_query();
        world.pressed.insert(id.clone());
        let query = json!({"id": id, "from": crate::fake_telegram::world::person(LEYLA, "en"),
            "inline_message_id": "a", "chat_instance": "1", "data": "x"});
        world.update("callback_query", query);
        id
    });
    fake.answer(&stray).await;
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_question_older_than_ten_minutes_is_not_answered_in_a_group_but_is_in_private() {
    let (fake, bot) = group().await;
    fake.change(|world| world.date += 10_000);
    fake.says(LEYLA, LEYLA, "/about");
    fake.reads(LEYLA).await;
    let old = fake.world().date - 700;
    fake.says_with(GROUP, LEYLA, "en", "/timeline", json!({"date": old}));
    fake.says_with(LEYLA, LEYLA, "en", "/timeline", json!({"date": old}));
    fake.reads(LEYLA).await;
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_channels_command_is_answered_silently_and_its_other_posts_are_left_alone() {
    let fake = FakeTelegram::start().await;
    fake.change(|world| world.channel(CHANNEL, "News"));
    let bot = Bot::start(&fake).await;
    fake.posts(CHANNEL, "Good morning");
    fake.posts(CHANNEL, "/weather");
    fake.posts(CHANNEL, "/timeline");
    let answer = fake.reads(CHANNEL).await;
    assert!(answer.is_silent());
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn inline_every_result_is_a_whole_cited_answer_in_each_language() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    for (language, query) in [
        ("en", "how many people were killed?"),
        ("az", "neçə nəfər həlak oldu?"),
        ("ru", "сколько человек погибло?"),
        ("tr", "kaç kişi öldü?"),
    ] {
        let query = fake.types(LEYLA, language, query);
        let answer = fake.answer(&query).await;
        assert_eq!((&answer["is_personal"], &answer["cache_time"]), (&json!(true), &json!(300)));
        let results = answer["results"].as_array().expect("results");
        assert!((1..=10).contains(&results.len()), "{language}");
        assert_eq!(results[0]["id"], "killed-total", "{language}");
        for result in results {
            let text = result["input_message_content"]["message_text"].as_str().expect("a text");
            assert!(text.contains("<blockquote expandable>[1]"), "{text}");
            assert!(result["reply_markup"].is_null());
        }
    }
    let empty = fake.types(LEYLA, "ru", "");
    assert_eq!(fake.answer(&empty).await["results"].as_array().map(Vec::len), Some(4));
    let nonsense = fake.types(LEYLA, "en", "how do I bake bread?");
    let answer = fake.answer(&nonsense).await;
    assert_eq!(answer["results"], json!([]));
    assert_eq!(answer["button"]["start_parameter"], "inline");
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn inline_whoever_asks_faster_than_a_person_types_is_offered_nothing_and_others_are() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    let mut offered = 0;
    let refused = loop {
        let query = fake.types(LEYLA, "en", "");
        let answer = fake.answer(&query).await;
        if answer["results"] == json!([]) {
            break answer;
        }
        offered += 1;
        assert!(offered < 1_000, "it has no end");
    };
    assert!(offered >= 60, "{offered}");
    assert_eq!(refused["cache_time"], 5);
    let query = fake.types(RASHAD, "en", "");
    assert_ne!(fake.answer(&query).await["results"], json!([]));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_is_sent_again_until_the_connection_holds() {
    let (fake, bot) = group().await;
    for _ in 0..3 {
        fake.fails("sendmessage", Some(GROUP), Fault::Cuts);
    }
    fake.says(GROUP, LEYLA, "/ask how many people were killed?");
    assert!(fake.reads(GROUP).await.text.contains("131"));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn menus_are_set_where_they_differ_and_only_there() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    let described = |world: &mut crate::fake_telegram::world::World| {
        // Three scopes and two descriptions, in four languages.
        (world.menus.len() == 5 * 4).then(|| world.menus.clone())
    };
    let menus = fake.until("the menus", described).await;
    let names = |key: &str| -> Vec<String> {
        let all = menus[key].as_array().cloned().unwrap_or_default();
        all.iter().map(|command| command["command"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert!(names("commands all_private_chats ").contains(&"remembrance".to_owned()));
    assert!(!names("commands all_group_chats ").contains(&"remembrance".to_owned()));
    assert!(names("commands all_chat_administrators az").contains(&"remembrance".to_owned()));
    let folder = bot.stop().await;
    fake.world().calls.clear();
    let bot = Bot::over(&fake, folder).await;
    fake.until("all menus compared", |world| {
        let compared = world.calls.iter().filter(|(method, _)| method.starts_with("getmy")).count();
        (compared == 20).then_some(())
    })
    .await;
    assert!(fake.world().calls.iter().all(|(method, _)| !method.starts_with("setmy")));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn whoever_asks_or_presses_gets_a_word_in_their_language_when_answering_breaks_off() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    fake.says(LEYLA, LEYLA, "/about");
    let page = fake.reads(LEYLA).await;
    fake.settled().await;
    let breaking = metrics::set_default_local_recorder(&Breaking);
    let asked = fake.says_with(LEYLA, LEYLA, "ru", "Сколько человек погибло?", json!({}));
    let said = fake.reads(LEYLA).await;
    assert_snapshot!(said.text, @"Сбой произошёл у меня, вы ни при чём; пожалуйста, попробуйте ещё раз.");
    assert_eq!(said.replies_to(), Some(asked));
    let pressed = fake.presses_data(LEYLA, &page, "w:tr::0");
    fake.reads(LEYLA).await;
    fake.answer(&pressed).await;
    let word = |world: &mut World| {
        let (_, body) = world.calls.iter().rfind(|(method, _)| method == "answercallbackquery")?;
        body["text"].as_str().map(str::to_owned)
    };
    assert_snapshot!(fake.until("the word", word).await,
        @"Benim tarafımda bir arıza oldu, sizinle ilgisi yok; lütfen yeniden deneyin.");
    drop(breaking);
    fake.says(LEYLA, LEYLA, "/about");
    assert!(fake.reads(LEYLA).await.text.contains("20 January 1990"), "the rest goes on");
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_inline_query_whose_answer_breaks_off_is_answered_with_nothing() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    let _breaking = metrics::set_default_local_recorder(&Breaking);
    let query = fake.types(LEYLA, "en", "How many people died?");
    assert_eq!(fake.answer(&query).await["results"], json!([]));
    fake.done().await;
    bot.stop().await;
}
