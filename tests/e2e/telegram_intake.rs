//! Updates on Telegram: in order, side by side, none twice, none lost.

use std::time::Duration;

use january20::adapters::link::State;
use january20::adapters::telegram::ConnectError;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use tempfile::TempDir;

use crate::fake_telegram::FakeTelegram;
use crate::fake_telegram::world::Fault;
use crate::telegram_bot::{Bot, Mortal, connect_with};

const GROUP: i64 = -1_001_000_000_001;
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

#[tokio::test]
async fn a_chat_that_hangs_holds_up_nobody_however_many_come_behind_it() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    fake.fails("sendmessage", Some(LEYLA), Fault::Waits(Duration::from_secs(8)));
    let asked = fake.says(LEYLA, LEYLA, "/about");
    for person in 1_000..1_150 {
        fake.says(person, person, "/about");
    }
    for person in 1_000..1_150 {
        fake.reads(person).await;
    }
    assert!(!fake.world().unread.iter().any(|sent| sent.chat == LEYLA), "it hangs still");
    assert_eq!(fake.reads(LEYLA).await.replies_to(), Some(asked));
    fake.done().await;
    bot.stop().await;
}

/// Ten chats hang with two questions each, and a hundred others come behind
/// them and are answered; gives the chats with what they wait for.
async fn hang(fake: &FakeTelegram, first: &str) -> Vec<(i64, [i64; 2])> {
    let ask = |chat| {
        fake.fails("sendmessage", Some(chat), Fault::Waits(Duration::from_hours(1)));
        (chat, [fake.says(chat, chat, first), fake.says(chat, chat, "/topic")])
    };
    let hanging = (700..710).map(ask).collect();
    for person in 1_000..1_100 {
        fake.says(person, person, "/about");
    }
    for person in 1_000..1_100 {
        fake.reads(person).await;
    }
    fake.settled().await;
    fake.until("all ten hang", |world| world.faults.is_empty().then_some(())).await;
    hanging
}

/// How many rows a table of a bot's database has.
async fn rows(folder: &TempDir, table: &str) -> i64 {
    let url = format!("sqlite://{}", folder.path().join("bot.db").display());
    let mut db = SqliteConnection::connect(&url).await.expect("it is there");
    let count = AssertSqlSafe(format!("select count(*) from {table}"));
    sqlx::query_scalar(count).fetch_one(&mut db).await.expect("it is counted")
}

#[tokio::test]
async fn what_a_few_chats_wait_for_is_answered_after_a_kill_once_and_before_what_comes_later() {
    let fake = FakeTelegram::start().await;
    let bot = Mortal::over(&fake, tempfile::tempdir().expect("a folder")).await;
    let hanging = hang(&fake, "/about").await;
    let folder = bot.kill();
    let later: Vec<i64> = hanging.iter().map(|(chat, _)| fake.says(*chat, *chat, "/sources")).collect();
    let bot = Bot::over(&fake, folder).await;
    for ((chat, [first, second]), third) in hanging.into_iter().zip(later) {
        for asked in [first, second, third] {
            assert_eq!(fake.reads(chat).await.replies_to(), Some(asked));
        }
    }
    fake.done().await;
    let folder = bot.stop().await;
    assert_eq!(rows(&folder, "waiting_updates").await, 0);
}

#[tokio::test]
async fn a_setting_whose_answer_a_kill_took_is_made_once() {
    let fake = FakeTelegram::start().await;
    let bot = Mortal::over(&fake, tempfile::tempdir().expect("a folder")).await;
    let hanging = hang(&fake, "/remembrance set eve:18:30").await;
    let folder = bot.kill();
    assert_eq!(rows(&folder, "changes").await, 10);
    let bot = Bot::over(&fake, folder).await;
    for (chat, [first, second]) in hanging {
        let said = fake.reads(chat).await;
        assert!(said.text.contains("18:30"), "{}", said.text);
        assert_eq!(said.replies_to(), Some(first));
        assert_eq!(fake.reads(chat).await.replies_to(), Some(second));
    }
    fake.done().await;
    let folder = bot.stop().await;
    assert_eq!(rows(&folder, "changes").await, 10);
    assert_eq!(rows(&folder, "waiting_updates").await, 0);
}

#[tokio::test]
async fn an_answer_for_which_its_group_has_no_turn_within_a_minute_is_not_sent() {
    let fake = FakeTelegram::start().await;
    fake.change(|world| {
        world.group(GROUP, "Family");
        world.member(GROUP, LEYLA, "creator");
    });
    let bot = Bot::start(&fake).await;
    fake.fails("getchatmember", Some(GROUP), Fault::Waits(Duration::from_millis(500)));
    // All come at once; while the first looks up who asks, a second passes.
    fake.change(|world| {
        for (text, person) in std::iter::once(("/remembrance", LEYLA))
            .chain((0..20).map(|number| ("/about", if number % 2 == 0 { LEYLA } else { RASHAD })))
        {
            let mut message = world.message(GROUP, Some((person, "en")));
            message["text"] = json!(text);
            world.update("message", message);
        }
    });
    fake.until("the look-up", |world| world.faults.is_empty().then_some(())).await;
    bot.hand.pass(Duration::from_secs(1));
    for _ in 0..20 {
        fake.reads(GROUP).await;
    }
    fake.done().await;
    bot.stop().await;
}

#[tokio::test]
async fn an_answer_that_is_refused_with_a_status_of_500_or_whose_answer_is_lost_is_never_missing() {
    let fake = FakeTelegram::start().await;
    let bot = Bot::start(&fake).await;
    fake.fails("sendmessage", Some(LEYLA), Fault::Refuses(502, "Bad Gateway", Value::Null));
    fake.fails("sendmessage", Some(RASHAD), Fault::Loses);
    let (one, two) = (fake.says(LEYLA, LEYLA, "/about"), fake.says(RASHAD, RASHAD, "/about"));
    assert_eq!(fake.reads(LEYLA).await.replies_to(), Some(one));
    for _ in 0..2 {
        assert_eq!(fake.reads(RASHAD).await.replies_to(), Some(two), "it may come twice");
    }
    fake.done().await;
    bot.stop().await;
}
