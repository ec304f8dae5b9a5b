//! The bot on the fake Discord: built as the program builds it, with a clock
//! that moves only when told.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use january20::adapters::discord::{Discord, Ended};
use january20::adapters::link::{Link, State};
use january20::app::{Answers, App};
use january20::built_in;
use january20::clock::{Clock, Hand};
use january20::community::Platform;
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{Courier, Means};
use january20::pictures::Cards;
use january20::remembrance::compose::Composer;
use january20::store::Store;
use january20::zones::Rules;
use tempfile::TempDir;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::fake_discord::{FakeDiscord, TOKEN};

/// A running bot.
pub struct Bot {
    pub link: Link,
    pub folder: TempDir,
    pub clock: Clock,
    pub hand: Hand,
    discord: Discord,
    store: Store,
    stop: CancellationToken,
    served: JoinHandle<Result<(), Ended>>,
}

/// What the bot reads of its data, once for all tests.
pub fn composer() -> Composer {
    static COMPOSER: OnceLock<Composer> = OnceLock::new();
    let read = || Composer::built_in(Rules::built_in());
    COMPOSER.get_or_init(read).clone()
}

/// What it tells, made searchable once for all tests.
fn answers() -> Arc<Answers> {
    static ANSWERS: OnceLock<Arc<Answers>> = OnceLock::new();
    let make = || {
        let composer = composer();
        Arc::new(Answers::new(composer.knowledge, composer.texts))
    };
    Arc::clone(ANSWERS.get_or_init(make))
}

/// The cards, drawn once for all tests.
pub fn cards() -> Cards {
    static CARDS: OnceLock<Cards> = OnceLock::new();
    CARDS.get_or_init(|| Cards::new(&built_in::files(), composer().texts)).clone()
}

pub fn hour(text: &str) -> DateTime<Utc> {
    text.parse().expect("an hour")
}

impl Bot {
    /// A bot that is connected and has its commands registered.
    pub async fn start(fake: &FakeDiscord) -> Self {
        let bot = Self::begin(fake, tempfile::tempdir().expect("a folder")).await;
        assert_eq!(bot.link.settled().await, State::Up);
        fake.until("commands", |world| world.commands.is_array().then_some(())).await;
        bot
    }

    /// A bot over this folder's database, on its way.
    pub async fn begin(fake: &FakeDiscord, folder: TempDir) -> Self {
        Self::at(fake, folder, hour("2026-12-01T10:00:00Z")).await
    }

    /// The same, at an hour of its clock.
    pub async fn at(fake: &FakeDiscord, folder: TempDir, hour: DateTime<Utc>) -> Self {
        let (clock, hand) = Clock::told(hour);
        let url = format!("sqlite://{}", folder.path().join("bot.db").display());
        let store = Store::open(&url, clock.now().hour).await.expect("a database");
        let means = (clock.clone(), Arc::new(Notify::new()));
        let app = App::over(answers(), composer(), store.clone(), means).with_cards(cards());
        let app = Arc::new(app);
        let discord = Discord::connect(fake.url(), TOKEN.into()).expect("a way out");
        let (link, stop) = (Link::new(Platform::Discord), CancellationToken::new());
        let served = tokio::spawn({
            let (discord, link, stop) = (discord.clone(), link.clone(), stop.clone());
            async move { discord.serve(app, link, stop).await }
        });
        Self { link, folder, clock, hand, discord, store, stop, served }
    }

    /// Its courier, that nobody has begun.
    pub fn courier(&self) -> Courier<Discord> {
        Courier::new(Means {
            transport: Arc::new(self.discord.clone()),
            store: self.store.clone(),
            composer: composer(),
            cards: Some(cards()),
            pace: Pace::new(Platform::Discord, NonZeroU32::new(40).expect("not zero")),
            guard: Guard::Unshared,
            clock: self.clock.clone(),
        })
    }

    /// Erases what has been kept for as long as it may be.
    pub async fn retain(&self) {
        self.store.retain(self.clock.now().hour).await.expect("erased");
    }

    /// Stops in an orderly way; the database stays.
    pub async fn stop(self) -> TempDir {
        self.stop.cancel();
        self.served.await.expect("no panic").expect("an orderly end");
        self.folder
    }

    /// Waits for an end for good.
    pub async fn ended(self) -> Result<(), Ended> {
        self.served.await.expect("no panic")
    }
}
