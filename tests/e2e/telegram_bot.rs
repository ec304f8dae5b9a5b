//! The bot on the fake Telegram: built as the program builds it, with a clock
//! that moves only when told.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use january20::adapters::link::{Link, State};
use january20::adapters::telegram::{ConnectError, Options, Telegram, TokenRefused};
use january20::app::App;
use january20::built_in;
use january20::clock::{Clock, Hand};
use january20::community::Platform;
use january20::delivery::pace::Pace;
use january20::pictures::Cards;
use january20::remembrance::compose::Composer;
use january20::store::Store;
use january20::zones::Rules;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::fake_telegram::{FakeTelegram, TOKEN};

/// A running bot.
pub struct Bot {
    pub telegram: Telegram,
    pub link: Link,
    pub folder: TempDir,
    pub clock: Clock,
    pub hand: Hand,
    pub store: Store,
    stop: CancellationToken,
    served: JoinHandle<Result<(), TokenRefused>>,
}

/// What the bot reads of its data, once for all tests.
pub fn composer() -> Composer {
    static COMPOSER: OnceLock<Composer> = OnceLock::new();
    let read = || Composer::built_in(Rules::built_in());
    COMPOSER.get_or_init(read).clone()
}

pub fn cards() -> Cards {
    Cards::new(&built_in::files(), composer().texts)
}

pub fn hour(text: &str) -> DateTime<Utc> {
    text.parse().expect("an hour")
}

/// How a connection to the fake is made.
pub fn options(fake: &FakeTelegram, link: &Link, token: &str) -> Options {
    let ceiling = NonZeroU32::new(28).expect("not zero");
    Options {
        token: token.into(),
        api: fake.url(),
        clock: Clock::system(),
        link: link.clone(),
        pace: Pace::new(Platform::Telegram, ceiling),
    }
}

impl Bot {
    /// A bot with an empty database.
    pub async fn start(fake: &FakeTelegram) -> Self {
        Self::over(fake, tempfile::tempdir().expect("a folder")).await
    }

    /// A bot with an empty database that draws pictures.
    pub async fn drawing(fake: &FakeTelegram) -> Self {
        Self::made(fake, tempfile::tempdir().expect("a folder"), |app| app.with_cards(cards())).await
    }

    /// A bot over the database that another left.
    pub async fn over(fake: &FakeTelegram, folder: TempDir) -> Self {
        Self::made(fake, folder, |app| app).await
    }

    async fn made(fake: &FakeTelegram, folder: TempDir, more: impl FnOnce(App) -> App) -> Self {
        let (clock, hand) = Clock::told(hour("2026-12-01T10:00:00Z"));
        let url = format!("sqlite://{}", folder.path().join("bot.db").display());
        let store = Store::open(&url, clock.now().hour).await.expect("a database");
        let wake = Arc::new(Notify::new());
        let app = Arc::new(more(App::new(composer(), store.clone(), clock.clone(), wake)));
        let (link, stop) = (Link::new(Platform::Telegram), CancellationToken::new());
        let telegram = Telegram::connect(options(fake, &link, TOKEN), &stop).await.expect("a connection");
        let served = tokio::spawn({
            let (telegram, app, stop) = (telegram.clone(), Arc::clone(&app), stop.clone());
            async move { telegram.serve(app, stop).await }
        });
        assert_eq!(link.settled().await, State::Up);
        Self { telegram, link, folder, clock, hand, store, stop, served }
    }

    /// Stops in an orderly way; the database stays.
    pub async fn stop(self) -> TempDir {
        self.stop.cancel();
        self.served.await.expect("no panic").expect("an orderly end");
        self.folder
    }

    /// Ends as if killed.
    pub async fn kill(self) -> TempDir {
        self.served.abort();
        let _ = self.served.await;
        self.folder
    }
}

/// A bot in a runtime of its own, which a kill ends with everything begun in it.
pub struct Mortal {
    bot: Bot,
    life: Runtime,
}

impl Mortal {
    /// A bot over the database that another left.
    pub async fn over(fake: &FakeTelegram, folder: TempDir) -> Self {
        let life = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let (fake, inside) = (fake.clone(), life.handle().clone());
        let begin = move || inside.block_on(Bot::over(&fake, folder));
        let bot = tokio::task::spawn_blocking(begin).await.expect("a bot");
        Self { bot, life }
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(self) -> TempDir {
        self.life.shutdown_background();
        self.bot.folder
    }
}

/// A connection with a token of nobody.
pub async fn connect_with(fake: &FakeTelegram, token: &str) -> Result<Telegram, ConnectError> {
    let link = Link::new(Platform::Telegram);
    Telegram::connect(options(fake, &link, token), &CancellationToken::new()).await
}
