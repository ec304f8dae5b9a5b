//! What the running program must outlive: platforms that are down, signals, a
//! kill, a second copy, a locked database, a refused token. It
//! waits, says so, and recovers by itself.

use std::process::Command;
use std::time::Duration;

use crate::between::{Between, CHANNEL, LEYLA, SERVER, eventually, eventually_sent, eventually_stand, ready};
use crate::fake_discord::{self, Person};
use crate::fake_telegram::world;
use crate::program::{Running, free_address, get};

/// Generous: an unoptimised program on a busy machine starts slowly.
const SOON: Duration = Duration::from_secs(90);
const CHANNEL_ID: i64 = CHANNEL.cast_signed();

fn member() -> Person {
    Person::member(1, SERVER, CHANNEL)
}

/// Both platforms answer people.
async fn answers_on_both(between: &Between) {
    between.has_commands().await;
    let heard = between.discord.command(&member(), "/january20 about").await;
    assert!(heard.text().contains("20 January 1990"), "{}", heard.text());
    answers_on_telegram(between).await;
}

async fn answers_on_telegram(between: &Between) {
    between.telegram.says(LEYLA, LEYLA, "When was it?");
    let answer = between.telegram.reads(LEYLA).await;
    assert!(answer.text.contains("20 January 1990"), "{}", answer.text);
}

fn times(log: &str, words: &str) -> usize {
    log.matches(words).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn platforms_that_are_down_at_the_start_are_waited_for_and_said_once() {
    let mut between = Between::apart().await;
    let address = free_address();
    let program = Running::start(&mut between.command(&address));
    eventually("it says that neither answers", SOON, || {
        let log = program.log();
        log.contains("Telegram does not answer") && log.contains("gateway is not known yet")
    })
    .await;
    // Several attempts go by.
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(get(&address, "/readyz").map(|(status, _)| status), Some(503));
    let log = program.log();
    assert_eq!(times(&log, "Telegram does not answer"), 1, "{log}");
    assert_eq!(times(&log, "gateway is not known yet"), 1, "{log}");
    between.to_discord.mend().await;
    between.to_telegram.mend().await;
    ready(&program, &address).await;
    answers_on_both(&between).await;
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    for library in ["serenity", "teloxide"] {
        let told = format!("INFO {library}");
        assert!(!said.err.contains(&told), "it tells of its own work:\n{}", said.err);
    }
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_both_platforms_is_said_once_and_outlived() {
    let mut between = Between::start().await;
    let (program, address) = between.run().await;
    between.to_telegram.cut().await;
    between.to_discord.cut().await;
    between.discord.cut();
    eventually("it is not ready", SOON, || get(&address, "/readyz").is_some_and(|(status, _)| status == 503))
        .await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let log = program.log();
    assert_eq!(times(&log, "updates cannot be had"), 1, "{log}");
    between.to_telegram.mend().await;
    between.to_discord.mend().await;
    ready(&program, &address).await;
    answers_on_both(&between).await;
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_cannot_be_resolved_is_waited_for_and_the_other_platform_is_served() {
    let between = Between::start().await;
    let address = free_address();
    let mut command = between.command(&address);
    let program = Running::start(command.env("DISCORD_API_URL", "http://discord.invalid"));
    eventually("Telegram is served", SOON, || program.log().contains("platform=\"telegram\" connected=true"))
        .await;
    answers_on_telegram(&between).await;
    eventually("it says so", SOON, || program.log().contains("gateway is not known yet")).await;
    let (status, body) = get(&address, "/readyz").expect("it answers");
    assert_eq!(
        (status, body.contains("\"telegram\":true"), body.contains("\"discord\":false")),
        (503, true, true)
    );
    let (said, took) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(took < Duration::from_secs(10), "{took:?}");
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_does_not_take_the_other_platform_along() {
    let between = Between::start().await;
    let address = free_address();
    let mut command = between.command(&address);
    let program = Running::start(command.env("TELEGRAM_TOKEN", "1:of-nobody"));
    eventually("Telegram is over", SOON, || program.log().contains("Telegram refuses the token")).await;
    between.has_commands().await;
    let heard = between.discord.command(&member(), "/january20 about").await;
    assert!(heard.text().contains("20 January 1990"));
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);

    let mut command = between.command(&address);
    let program = Running::start(command.env("DISCORD_TOKEN", "of-nobody"));
    eventually("Discord is over", SOON, || program.log().contains("Discord refuses the token")).await;
    answers_on_telegram(&between).await;
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(!said.all().contains("of-nobody"), "{}", said.all());
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_revoked_meanwhile_is_said_once_and_takes_one_platform_alone_out_of_service() {
    let between = Between::start().await;
    let (program, address) = between.run().await;
    between.discord.revoke(Some(4004));
    let out = || get(&address, "/readyz").is_some_and(|(status, _)| status == 503);
    eventually("it is not ready", SOON, out).await;
    let (_, body) = get(&address, "/readyz").expect("it answers");
    assert!(body.contains("\"telegram\":true") && body.contains("\"discord\":false"), "{body}");
    answers_on_telegram(&between).await;
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let what_to_do = "copy it anew from the Bot page of the developer portal into DISCORD_TOKEN";
    assert_eq!(times(&said.err, what_to_do), 1, "{}", said.err);
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_token_that_is_taken_it_ends_with_what_to_do() {
    let between = Between::start().await;
    let mut command = between.command(&free_address());
    command.env("TELEGRAM_TOKEN", "1:of-nobody").env("DISCORD_TOKEN", "of-nobody");
    let program = Running::start(&mut command);
    eventually("it gives up", SOON, || program.log().contains("no platform can be served any longer")).await;
    let (said, _) = program.end("-0");
    assert_eq!(said.code, Some(2), "{}", said.err);
    let unit = include_str!("../../deploy/january20.service");
    assert!(unit.contains("RestartPreventExitStatus=2\n"), "systemd leaves it so");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_sent_at_the_end_is_finished_and_recorded() {
    let between = Between::start().await;
    let (program, _) = between.run().await;
    between.fall_due("discord", &[CHANNEL_ID]).await;
    between.discord.message(CHANNEL).await;
    let slow = Duration::from_secs(3);
    between.telegram.change(|world| world.group(-2_001, "Family"));
    between.telegram.fails("sendmessage", Some(-2_001), world::Fault::Waits(slow));
    between.telegram.fails("sendphoto", Some(-2_001), world::Fault::Waits(slow));
    between.fall_due("telegram", &[-2_001]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(between.states("telegram").await, ["sending"]);
    let (said, took) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(between.states("telegram").await, ["sent"], "{}", said.err);
    between.telegram.reads(-2_001).await;
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signals_of_one_moment_are_one_word() {
    let between = Between::start().await;
    let (program, _) = between.run().await;
    let twice = format!("kill -TERM {0}; kill -INT {0}", program.id());
    assert!(Command::new("sh").args(["-c", &twice]).status().expect("a shell is there").success());
    let (said, _) = program.end("-0");
    assert_eq!(said.code, Some(0), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_at_once_and_a_killed_copys_post_is_not_doubled() {
    let between = Between::start().await;
    let (program, _) = between.run().await;
    let lost = fake_discord::Fault::Slow(Duration::from_secs(8));
    between.discord.world().fail("POST /channels/70/messages", lost, 1);
    between.fall_due("discord", &[CHANNEL_ID]).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(between.states("discord").await, ["sending"]);
    program.signal("-TERM");
    tokio::time::sleep(Duration::from_millis(300)).await;
    let (said, took) = program.end("-TERM");
    assert_eq!(said.code, Some(130), "{}", said.err);
    assert!(took < Duration::from_secs(2), "{took:?}");
    let address = free_address();
    let program = Running::start(&mut between.command(&address));
    ready(&program, &address).await;
    assert!(program.log().contains("another copy of the program acts on this database, or ended"));
    eventually_sent(&between, "discord").await;
    let log = program.end("-TERM").0.err;
    assert!(log.contains("attempts were cut off"), "{log}");
    assert_eq!(between.discord.world().standing(CHANNEL), 1);
    between.discord.message(CHANNEL).await;
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_to_groups_that_become_supergroups_outlives_a_kill() {
    let between = Between::start().await;
    let (program, _) = between.run().await;
    let moves = |number: i64| (-2_000 - number, -1_001_000_000_000 - number);
    for (old, new) in (1..=8).map(moves) {
        between.telegram.change(|world| {
            world.group(old, "Family");
            world.group(new, "Family");
            world.chats.get_mut(&old).expect("a chat").moved_to = Some(new);
        });
    }
    // One has not heard of its new id, one is being sent there, one stands there.
    let long = Duration::from_mins(1);
    let late = [(moves(6).0, world::Fault::Waits(long)), (moves(7).1, world::Fault::Waits(long))];
    for (chat, fault) in late.into_iter().chain([(moves(8).1, world::Fault::Late(long))]) {
        between.telegram.fails("sendphoto", Some(chat), fault);
    }
    let old: Vec<i64> = (1..=8).map(|number| moves(number).0).collect();
    between.fall_due("telegram", &old).await;
    between.telegram.until("all three under way", |world| world.faults.is_empty().then_some(())).await;
    // What has not begun would be planned anew, and these posts are in no calendar.
    let sent = |states: &[String]| states.iter().filter(|state| *state == "sent").count();
    eventually_stand(&between, "telegram", |states| sent(states) == 5).await;
    program.signal("-KILL");
    let address = free_address();
    let program = Running::start(&mut between.command(&address));
    ready(&program, &address).await;
    let mut states = Vec::new();
    for _ in 0..300 {
        states = between.states("telegram").await;
        if states.iter().all(|state| state == "sent") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(states, ["sent"; 8], "{}", program.log());
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    between.telegram.change(|world| {
        for (number, (old, new)) in (1..=8).map(moves).enumerate() {
            let posts = |chat| {
                let there = world.sent.iter().filter(|sent| sent.chat == chat && sent.method == "sendphoto");
                there.count()
            };
            let most = if number < 5 { 1 } else { 2 };
            assert_eq!(posts(old), 0);
            assert!((1..=most).contains(&posts(new)), "{new}: {}", posts(new));
        }
        world.unread.clear();
    });
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_copy_does_nothing_and_takes_over_when_the_first_is_killed() {
    let between = Between::start().await;
    let (first, _) = between.run().await;
    let address = free_address();
    let second = Running::start(&mut between.command(&address));
    eventually("it waits", SOON, || second.log().contains("another copy of the program acts")).await;
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert_eq!(get(&address, "/readyz").map(|(status, _)| status), Some(503));
    assert!(get(&address, "/metrics").is_some_and(|(_, body)| body.contains("january20_leader 0")));
    assert_eq!(between.discord.world().identified.len(), 1);
    first.signal("-KILL");
    let took = eventually("it takes over", SOON, || second.log().contains("this copy holds the lease")).await;
    assert!(took <= Duration::from_secs(15), "{took:?}");
    ready(&second, &address).await;
    answers_on_both(&between).await;
    // Whoever leaves by itself is followed at once.
    let third_address = free_address();
    let third = Running::start(&mut between.command(&third_address));
    eventually("it waits", SOON, || third.log().contains("another copy of the program acts")).await;
    let (said, _) = second.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let took = eventually("it takes over", SOON, || third.log().contains("this copy holds the lease")).await;
    assert!(took <= Duration::from_secs(3), "{took:?}");
    ready(&third, &third_address).await;
    third.end("-TERM");
    between.telegram.done().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_locked_for_long_is_told_once_and_outlived() {
    let between = Between::start().await;
    let (program, address) = between.run().await;
    let mut lock = between.database().await;
    sqlx::query("begin immediate").execute(&mut lock).await.expect("it is locked");
    eventually("it is not ready", SOON, || get(&address, "/readyz").is_some_and(|(status, _)| status == 503))
        .await;
    answers_on_both(&between).await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    sqlx::query("rollback").execute(&mut lock).await.expect("it is free");
    ready(&program, &address).await;
    between.fall_due("discord", &[CHANNEL_ID]).await;
    between.discord.message(CHANNEL).await;
    eventually_sent(&between, "discord").await;
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    for words in ["the lease could not be raised", "the lease can be raised again"] {
        assert_eq!(times(&said.err, words), 1, "{}", said.err);
    }
    between.telegram.done().await;
}
