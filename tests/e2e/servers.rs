//! The test servers by themselves, for trying the program by hand without a
//! token: `cargo test --test e2e the_test_servers_stand -- --ignored --nocapture`.

use std::time::Duration;

use crate::between::{Between, CHANNEL, LEYLA, SERVER};
use crate::fake_discord::{self, Person};
use crate::fake_telegram;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "stands until it is interrupted"]
async fn the_test_servers_stand() {
    let between = Between::start().await;
    eprintln!("export DISCORD_TOKEN={} DISCORD_API_URL={}", fake_discord::TOKEN, between.to_discord.url());
    eprintln!(
        "export TELEGRAM_TOKEN={} TELEGRAM_API_URL={}",
        fake_telegram::TOKEN,
        between.to_telegram.url()
    );
    // Whoever starts the program may take their time.
    while !between.discord.world().commands.is_array() || between.telegram.world().polls == 0 {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let moderator = Person::moderator(9, SERVER, CHANNEL);
    let member = Person::member(1, SERVER, CHANNEL);
    for (person, line) in [
        (&moderator, "/remembrance set language:az+en timezone:Baku"),
        (&member, "/january20 ask question:How many people were killed?"),
    ] {
        let heard = between.discord.command(person, line).await;
        eprintln!("\n[Discord] {line}\n{}", heard.shown());
    }
    for line in ["/remembrance set language:tr timezone:Istanbul", "neçə nəfər həlak oldu?"] {
        between.telegram.says(LEYLA, LEYLA, line);
        eprintln!("\n[Telegram] {line}\n{}", between.telegram.reads(LEYLA).await.text);
    }
    loop {
        while let Some(message) = between.discord.world().read(CHANNEL) {
            eprintln!("\n[Discord, the channel]\n{}", fake_discord::shown(&message));
        }
        while let Some(sent) = between.telegram.change(|world| world.unread.pop_front()) {
            eprintln!("\n[Telegram, {}]\n{}", sent.chat, sent.text);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
