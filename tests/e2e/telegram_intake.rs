//! Updates on Telegram: in order, side by side, none twice, none lost.

use std::time::Duration;

use january20::adapters::link::State;
use january20::adapters::telegram::ConnectError;
use serde_json::{Value, json};

use crate::fake_telegram::FakeTelegram;
use crate::fake_telegram::world::Fault;
use crate::telegram_bot::{Bot, connect_with};

const LEYLA: i64 = 501;
const RASHAD: i64 = 502;

#[tokio::test]
async fn one_chat_is_answered_in_order_while_another_does_not_wait_for_it() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    fake.fails("sendmessage", Some(LEYLA), Fault::Waits(Duration::from_millis(700)));
    let first = fake.says(LEYLA, LEYLA, "/about");
    let second = fake.says(LEYLA, LEYLA, "/topic");
    fake.says(RASHAD, RASHAD, "/sources");
    let others = fake.reads(RASHAD).await;
    let (one, two) = (fake.reads(LEYLA).await, fake.reads(LEYLA).await);
    assert!(others.at < one.at);
    assert_eq!((one.replies_to(), two.replies_to()), (Some(first), Some(second)));
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_orderly_stop_loses_nothing_and_doubles_nothing() {
    let fake = FakeTelegram::start().await;
    let mut folder = tempfile::tempdir().expect("a folder");
    let mut asked = Vec::new();
    for round in 0..3 {
        let bot = Bot::over(&fake, folder).await;
        for person in 0..20 {
            asked.push(fake.says(600 + person, 600 + person, "/about"));
        }
        tokio::time::sleep(Duration::from_millis(5 * round)).await;
        folder = bot.stop().await;
    }
    let bot = Bot::over(&fake, folder).await;
    fake.settled().await;
    let mut answered: Vec<i64> = fake.world().unread.drain(..).filter_map(|sent| sent.replies_to()).collect();
    answered.sort_unstable();
    assert_eq!(answered, asked);
    bot.stop().await;
}

#[tokio::test]
async fn after_a_kill_no_answer_is_missing() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    fake.fails("sendmessage", Some(LEYLA), Fault::Waits(Duration::from_secs(3)));
    let asked = fake.says(LEYLA, LEYLA, "/about");
    fake.until("the fault begins", |world| world.faults.is_empty().then_some(())).await;
    let folder = bot.kill().await;
    let bot = Bot::over(&fake, folder).await;
    assert_eq!(fake.reads(LEYLA).await.replies_to(), Some(asked));
    fake.settled().await;
    bot.stop().await;
}

#[tokio::test]
async fn another_program_with_this_token_is_waited_out() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    let conflict =
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    fake.fails("getupdates", None, Fault::Refuses(409, conflict, Value::Null));
    fake.says(LEYLA, LEYLA, "/about");
    let turned = async |to: State| {
        while bot.link.state() != to {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    turned(State::Down).await;
    fake.reads(LEYLA).await;
    turned(State::Up).await;
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn a_webhook_in_the_way_is_removed() {
    let fake = FakeTelegram::start().await;
    fake.world().webhook = true;
    let folder = tempfile::tempdir().expect("a folder");
    let bot = Bot::over(&fake, folder).await;
    assert!(!fake.world().webhook);
    bot.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_refused_for_good_after_a_second_look() {
    let fake = FakeTelegram::start().await;
    let connected = connect_with(&fake, "4200001:AAnobody").await;
    assert!(matches!(connected, Err(ConnectError::Token(_))), "{connected:?}");
}

#[tokio::test]
async fn an_outage_and_a_cut_poll_delay_and_lose_nothing() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    fake.fails("getupdates", None, Fault::Cuts);
    fake.fails(
        "sendmessage",
        None,
        Fault::Refuses(429, "Too Many Requests: retry after 1", json!({"retry_after": 1})),
    );
    let asked = fake.says(LEYLA, LEYLA, "/about");
    assert_eq!(fake.reads(LEYLA).await.replies_to(), Some(asked));
    fake.done().await;
    bot.stop().await;
}
