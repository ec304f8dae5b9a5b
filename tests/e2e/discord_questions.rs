//! What members ask, and what they hear.

use std::time::Duration;

use insta::assert_snapshot;
use rstest::rstest;
use serde_json::json;

use crate::breaking::Breaking;
use crate::discord_bot::Bot;
use crate::fake_discord::{Channel, FakeDiscord, Fault, Person};

async fn talk() -> (FakeDiscord, Bot, Person) {
    let fake = FakeDiscord::start().await;
    fake.server(7);
    let channel = fake.channel(Channel::text(70, 7));
    let bot = Bot::start(&fake).await;
    (fake, bot, Person::member(1, 7, channel))
}

#[tokio::test]
async fn a_question_is_answered_with_its_sources_and_buttons_lead_on() {
    let (fake, bot, member) = talk().await;
    let heard = fake.command(&member, "/january20 ask question:How many people died?").await;
    let text = heard.text();
    let (statement, sources) = text.split_once("\n\n-# [1] ").expect("a statement, then its sources");
    assert!(statement.contains("131") && statement.contains("147") && statement.contains("[1]"));
    for line in sources.lines().skip(1) {
        let number = line.strip_prefix("-# [").and_then(|rest| rest.split_once(']')).expect("a source").0;
        assert!(statement.contains(&format!("[{number}]")), "{number} supports nothing");
    }
    let related = fake.press(&member, &heard.message, "?").await;
    assert!(related.text().contains("-# [1] "));
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_lost_is_sent_again_and_stands_once() {
    let (fake, bot, member) = talk().await;
    fake.world().fail("POST /interactions", Fault::Lost, 1);
    let heard = fake.command(&member, "/january20 about").await;
    assert!(heard.took < Duration::from_secs(3));
    let again = |world: &mut crate::fake_discord::World| {
        let times = world.log.iter().filter(|line| line.starts_with("POST /interactions")).count();
        (times == 2).then_some(())
    };
    fake.until("a second attempt", again).await;
    bot.stop().await;
}

#[rstest]
#[case::of_its_route(Fault::Limited { after: 0.3, scope: "user" })]
#[case::shared(Fault::Limited { after: 0.3, scope: "shared" })]
#[case::global(Fault::Limited { after: 0.3, scope: "global" })]
#[tokio::test]
async fn a_rate_limit_on_answers_is_waited_out(#[case] fault: Fault) {
    let (fake, bot, member) = talk().await;
    fake.world().fail("POST /interactions", fault, 1);
    let heard = fake.command(&member, "/january20 about").await;
    assert!(heard.took >= Duration::from_millis(300));
    bot.stop().await;
}

#[rstest]
#[case::an_outage(Fault::Status(502, json!({})))]
#[case::a_500_that_answered(Fault::Broken(500))]
#[tokio::test]
async fn an_answer_that_meets_an_outage_is_sent_again(#[case] fault: Fault) {
    let (fake, bot, member) = talk().await;
    fake.world().fail("POST /interactions", fault, 2);
    let heard = fake.command(&member, "/january20 about").await;
    assert!(heard.text().contains("20 January 1990"));
    bot.stop().await;
}

#[rstest]
#[case::too_late(404, 10_062)]
#[case::forbidden(403, 50_013)]
#[tokio::test]
async fn an_answer_that_is_refused_is_not_insisted_on_and_the_next_is_given(
    #[case] status: u16,
    #[case] code: u64,
) {
    let (fake, bot, member) = talk().await;
    fake.world().fail("POST /interactions", Fault::Status(status, json!({"code": code})), 1);
    let lost = fake.command(&member, "/january20 about");
    let refused = |world: &mut crate::fake_discord::World| {
        world.log.iter().any(|line| line.ends_with(&format!(" {status}"))).then_some(())
    };
    tokio::select! {
        heard = lost => panic!("nothing was said: {heard:?}"),
        () = fake.until("the refusal", refused) => {}
    }
    fake.world().interactions.clear();
    assert!(fake.command(&member, "/january20 about").await.text().contains("20 January 1990"));
    let callbacks = fake.world().log.iter().filter(|line| line.starts_with("POST /interactions")).count();
    assert_eq!(callbacks, 2);
    bot.stop().await;
}

#[tokio::test]
async fn a_person_may_bring_the_bot_along_where_it_is_not() {
    let (fake, bot, member) = talk().await;
    let elsewhere = Person { guild: Some(8), channel: 80, ..member };
    let heard = fake.command(&elsewhere, "/january20 ask question:How many people died?").await;
    assert!(!heard.text().is_empty());
    bot.stop().await;
}

#[tokio::test]
async fn known_questions_are_offered_while_somebody_types() {
    let (fake, bot, member) = talk().await;
    let offered = fake.typing(&member, "/january20 ask question:how many").await;
    assert!(!offered.is_empty() && offered.len() <= 25);
    assert!(offered.iter().all(|question| question.chars().count() <= 100));
    bot.stop().await;
}

#[tokio::test]
async fn topics_and_sources_are_offered_while_somebody_types() {
    let (fake, bot, member) = talk().await;
    for (typed, offer) in
        [("topic topic:dea", "The dead, injured and missing"), ("sources source:human", "Human Rights Watch")]
    {
        let offered = fake.typing(&member, &format!("/january20 {typed}")).await;
        assert!(offered.len() <= 25, "{typed}");
        assert!(offered.iter().any(|name| name.contains(offer)), "{typed}: {offered:?}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_is_for_one_persons_eyes_where_they_ask_for_that_alone() {
    let (fake, bot, member) = talk().await;
    for (private, expected) in [("", false), (" private:false", false), (" private:true", true)] {
        let line = format!("/january20 ask question:How many people died?{private}");
        assert_eq!(fake.command(&member, &line).await.private, expected, "{private}");
    }
    bot.stop().await;
}

#[tokio::test]
async fn buttons_work_after_a_restart() {
    let (fake, bot, member) = talk().await;
    let heard = fake.command(&member, "/january20 timeline").await;
    let folder = bot.stop().await;
    let bot = Bot::begin(&fake, folder).await;
    bot.link.settled().await;
    let next = fake.press(&member, &heard.message, "Next page").await;
    assert_ne!(next.text(), heard.text());
    bot.stop().await;
}

#[tokio::test]
async fn a_button_of_another_time_says_what_to_do() {
    let (fake, bot, member) = talk().await;
    let row =
        json!({"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": "old:1"}]});
    let body = json!({"content": "old", "components": [row]});
    let mut message = fake.command(&member, "/january20 about").await.message;
    message["components"] = body["components"].clone();
    let heard = fake.press(&member, &message, "Old").await;
    assert!(heard.private);
    assert_snapshot!(heard.text(), @"This button leads to something that is no longer here; ask again.");
    bot.stop().await;
}

#[tokio::test]
async fn whoever_asks_gets_a_word_when_answering_breaks_off() {
    let (fake, bot, member) = talk().await;
    let breaking = metrics::set_default_local_recorder(&Breaking);
    let heard = fake.command(&member, "/january20 ask question:How many people died?").await;
    assert_snapshot!(heard.text(), @"Something broke on my side, it was nothing you did; please try again.");
    drop(breaking);
    let heard = fake.command(&member, "/january20 about").await;
    assert!(heard.text().contains("20 January 1990"), "the rest goes on");
    bot.stop().await;
}
