//! A server on the fake Discord with a log and an announcement channel, and the
//! bot with its courier in it: what the conversations about posts and events
//! happen in.

use january20::adapters::discord::Discord;
use january20::delivery::Courier;
use serde_json::Value;

use crate::discord_bot::{Bot, hour};
use crate::fake_discord::{Channel, FakeDiscord, Person, World};

pub const SERVER: u64 = 7;
pub const LOG: u64 = 70;
pub const NEWS: u64 = 75;
pub const ROLE: u64 = 3;

pub const FORTNIGHT: &str = "2027-01-06T09:00:00Z";
pub const EVE: &str = "2027-01-19T16:00:00Z";
pub const DAY: &str = "2027-01-20T05:00:00Z";
pub const SILENCE: &str = "2027-01-20T07:50:00Z";

/// A server with a log and an announcement channel, and the bot with its courier.
pub struct Town {
    pub fake: FakeDiscord,
    pub bot: Bot,
    pub courier: Courier<Discord>,
    pub moderator: Person,
}

impl Town {
    pub async fn new() -> Self {
        let fake = FakeDiscord::start().await;
        fake.server(SERVER);
        fake.world().guilds.get_mut(&SERVER).expect("a server").roles.push((ROLE, true));
        fake.channel(Channel::text(LOG, SERVER));
        fake.channel(Channel { kind: 5, ..Channel::text(NEWS, SERVER) });
        let bot = Bot::start(&fake).await;
        let courier = bot.courier();
        Self { fake, bot, courier, moderator: Person::moderator(2, SERVER, LOG) }
    }

    /// A town whose announcement channel is set up, with a log.
    pub async fn set_up(options: &str) -> Self {
        let town = Self::new().await;
        town.says(&format!("/remembrance set channel:{NEWS} timezone:Asia/Baku {options}")).await;
        town.says(&format!("/remembrance defaults log:{LOG}")).await;
        town
    }

    pub async fn says(&self, line: &str) -> String {
        let heard = self.fake.command(&self.moderator, line).await;
        assert!(heard.private, "{line}");
        heard.shown()
    }

    pub fn world(&self) -> std::sync::MutexGuard<'_, World> {
        self.fake.world()
    }

    /// The program ends in an orderly way and is started again.
    pub async fn restart(self) -> Self {
        let Self { fake, bot, courier, moderator } = self;
        drop(courier);
        let now = bot.clock.now().hour;
        let folder = bot.stop().await;
        let bot = Bot::at(&fake, folder, now).await;
        bot.link.settled().await;
        let courier = bot.courier();
        Self { fake, bot, courier, moderator }
    }

    /// Lets time pass until an hour, and on until something is so; the courier
    /// works all the while.
    pub async fn until<T>(
        &mut self,
        at: &str,
        what: &str,
        mut found: impl FnMut(&mut World) -> Option<T>,
    ) -> T {
        self.bot.hand.pass((hour(at) - self.bot.clock.now().hour).to_std().unwrap_or_default());
        for _ in 0..800 {
            self.courier.tick(self.bot.clock.now()).await;
            if let Some(found) = found(&mut self.world()) {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            self.bot.hand.pass(std::time::Duration::from_millis(100));
        }
        panic!("no {what} after {at}; so far: {:#?}", self.world().log);
    }

    /// Waits until all that is under way has ended and is written down.
    pub async fn settle(&mut self) {
        self.courier.tick(self.bot.clock.now()).await;
        while self.courier.in_flight() > 0 {
            self.courier.ended().await;
            self.courier.tick(self.bot.clock.now()).await;
        }
    }

    /// The post of an hour, as it was sent.
    pub async fn post(&mut self, at: &str) -> Value {
        self.until(at, "post", |world| world.read(NEWS)).await;
        let world = self.world();
        world.messages.iter().rfind(|message| message.channel == NEWS).expect("a post").body.clone()
    }

    /// What moderators are told next in their log.
    pub async fn told(&mut self) -> String {
        let now = self.bot.clock.now().hour.to_rfc3339();
        self.until(&now, "word in the log", |world| world.read(LOG)).await["content"]
            .as_str()
            .expect("words")
            .to_owned()
    }

    /// Reads the log until moderators are told this.
    pub async fn told_that(&mut self, part: &str) {
        while !self.told().await.contains(part) {}
    }

    /// How many requests began so.
    pub fn requests(&self, start: &str) -> usize {
        self.world().log.iter().filter(|line| line.starts_with(start)).count()
    }
}
