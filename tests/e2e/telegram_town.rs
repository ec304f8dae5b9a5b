//! A few chats on the fake Telegram, the bot in them, and the courier of its
//! posts: time passes only when told, and everything that falls due on the way
//! goes out.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use january20::adapters::telegram::Telegram;
use january20::community::{Actor, Community, Place, Platform, Role, Settings};
use january20::delivery::lease::Guard;
use january20::delivery::pace::Pace;
use january20::delivery::{Courier, Means};
use january20::language::Languages;
use january20::pictures::Cards;
use january20::store::{Deed, Entry, State};
use january20::zones::Rules;
use serde_json::{Value, json};

use crate::fake_telegram::FakeTelegram;
use crate::fake_telegram::world::Outgoing;
use crate::telegram_bot::{Bot, composer, hour};

pub const SMALL: i64 = -2_001;
pub const OTHER: i64 = -2_002;
pub const THIRD: i64 = -2_003;
pub const FOURTH: i64 = -2_004;
pub const NEW: i64 = -1_001_000_009_999;
pub const FORUM: i64 = -1_001_000_000_001;
pub const CHANNEL: i64 = -1_001_000_000_002;
pub const LEYLA: i64 = 501;

/// When the posts of January 2027 fall due in Baku.
pub const EVE: &str = "2027-01-19T16:00:00Z";
pub const DAY: &str = "2027-01-20T05:00:00Z";
pub const SILENCE: &str = "2027-01-20T07:50:00Z";

pub struct Town {
    pub fake: FakeTelegram,
    pub bot: Bot,
    pub courier: Courier<Telegram>,
    cards: Option<Cards>,
}

impl Town {
    pub async fn new() -> Self {
        Self::with(None).await
    }

    /// Whose posts carry this.
    pub async fn with(cards: Option<Cards>) -> Self {
        let fake = FakeTelegram::start().await;
        fake.change(|world| {
            world.person(LEYLA);
            for group in [SMALL, OTHER, THIRD, FOURTH, NEW] {
                world.group(group, "Family");
            }
            world.group(FORUM, "Neighbours");
            world.channel(CHANNEL, "News of the diaspora");
            for chat in [SMALL, OTHER, THIRD, FOURTH, NEW, FORUM, CHANNEL] {
                world.member(chat, LEYLA, "creator");
            }
            let forum = world.chats.get_mut(&FORUM).expect("a chat");
            forum.forum = true;
            forum.topics.insert(7, true);
        });
        let bot = Bot::start(&fake).await;
        let courier = courier(&bot, cards.clone());
        Self { fake, bot, courier, cards }
    }

    /// The courier ends without a word, and another begins.
    pub fn courier_is_killed(&mut self) {
        self.courier = courier(&self.bot, self.cards.clone());
    }

    /// Leyla sends a command where she is; gives the answer.
    pub async fn told(&self, chat: i64, command: &str) -> Outgoing {
        match chat {
            CHANNEL => self.fake.posts(chat, command),
            FORUM => self.fake.says_with(chat, LEYLA, "en", command, topic()),
            chat => self.fake.says(chat, LEYLA, command),
        };
        self.fake.reads(chat).await
    }

    /// A place is set up, without a word.
    pub async fn set(&self, place: Place, languages: Languages) {
        let community = Community { platform: Platform::Telegram, native: place.channel };
        let deed = Deed {
            by: Role::Moderator.moderator(Actor::Person(LEYLA), community).expect("a moderator"),
            place: Some(place),
            action: "set",
            detail: "",
            update: None,
            app_language: None,
            rules: &Rules::built_in(),
            now: self.bot.clock.now().hour,
        };
        let change = |settings| Settings { languages: Some(languages), ..settings };
        self.bot.store.set(&deed, place, change).await.expect("it is set");
    }

    /// Jumps to a minute before a time, if it is not past.
    pub fn jump(&self, at: &str) {
        let wait = hour(at) - Duration::from_mins(1) - self.bot.clock.now().hour;
        self.bot.hand.pass(wait.to_std().unwrap_or_default());
    }

    /// Lets time pass until then, with all that falls due on the way.
    pub async fn until(&mut self, end: &str) {
        let end = hour(end);
        for _ in 0..20_000 {
            let now = self.bot.clock.now();
            let next = self.courier.tick(now).await;
            if self.courier.in_flight() > 0 {
                self.courier.ended().await;
            } else if now.hour >= end {
                return;
            } else {
                let rest = (end - now.hour).to_std().expect("not past");
                self.bot.hand.pass(next.after.max(Duration::from_millis(1)).min(rest));
            }
        }
        panic!("it never rests");
    }

    /// Lets what falls due at a time arrive.
    pub async fn arrive(&mut self, at: &str) {
        self.jump(at);
        self.until(&at.replace(":00Z", ":02Z")).await;
    }

    /// What became of a chat's posts of 2027, in order of time.
    pub async fn entries(&self, chat: i64) -> Vec<Entry> {
        let community = Community { platform: Platform::Telegram, native: chat };
        let mut entries = self.bot.store.entries(community, 2027).await.expect("they are read");
        entries.retain(|entry| entry.window.year == 2027);
        entries
    }

    /// What became of a chat's first post of 2027, and how many seconds after it
    /// fell due.
    pub async fn first(&self, chat: i64) -> (State, Option<i64>) {
        let entries = self.entries(chat).await;
        let first = entries.first().expect("it was planned");
        (first.state, first.done_at.map(|at| (at - first.window.due).num_seconds()))
    }

    /// Whether the bot still posts anything in a chat.
    pub async fn is_open(&self, chat: i64) -> bool {
        let community = Community { platform: Platform::Telegram, native: chat };
        let known = self.bot.store.community(community).await.expect("it is read");
        known.is_some_and(|known| known.destinations.iter().any(|found| found.closed.is_none()))
    }

    /// What is in a chat that nobody has read.
    pub fn unread(&self, chat: i64) -> Vec<Outgoing> {
        self.fake.world().unread.iter().filter(|sent| sent.chat == chat).cloned().collect()
    }

    pub async fn done(self) {
        self.fake.done().await;
        self.bot.stop().await;
    }
}

fn courier(bot: &Bot, cards: Option<Cards>) -> Courier<Telegram> {
    Courier::new(Means {
        transport: Arc::new(bot.telegram.clone()),
        store: bot.store.clone(),
        composer: composer(),
        cards,
        pace: Pace::new(Platform::Telegram, NonZeroU32::new(28).expect("not zero")),
        guard: Guard::Unshared,
        clock: bot.clock.clone(),
    })
}

/// What a message in the forum's topic carries.
pub fn topic() -> Value {
    json!({"message_thread_id": 7, "is_topic_message": true})
}
