//! Communities, the places they have posts in, and who may decide about them.
//! Plain values; it knows neither the database nor a platform's library.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::language::{Language, Languages};
use crate::remembrance::Schedule;
use crate::zones::Zone;

/// Where a community lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Platform {
    /// A Discord server.
    Discord,
    /// A Telegram chat or channel.
    Telegram,
    /// The terminal's own.
    Console,
}

impl Platform {
    /// Its name, as the database and metrics have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Discord => "discord",
            Self::Telegram => "telegram",
            Self::Console => "console",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Platform {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let all = [Self::Discord, Self::Telegram, Self::Console];
        all.into_iter().find(|platform| platform.name() == name).ok_or_else(|| name.to_owned())
    }
}

/// A community by the platform's own id of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Community {
    /// Where it lives.
    pub platform: Platform,
    /// The id of the server, chat or channel there.
    pub native: i64,
}

impl Community {
    /// The community of whoever sits at the terminal.
    pub const CONSOLE: Self = Self { platform: Platform::Console, native: 0 };
}

/// A channel, thread, chat or topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The channel's, thread's or chat's id.
    pub channel: i64,
    /// A forum topic of a Telegram chat, or 0.
    pub topic: i64,
}

impl Place {
    /// The terminal itself.
    pub const CONSOLE: Self = Self { channel: 0, topic: 0 };
}

/// A community's own settings, followed by its destinations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Defaults {
    /// The languages of posts.
    pub languages: Option<Languages>,
    /// The zone of hours.
    pub zone: Option<Zone>,
    /// Where receipts and warnings go; on Telegram also the private chat with a
    /// person, whose id is that person's.
    pub log: Option<Place>,
    /// The app language of the server or chat when it was first set up: that of
    /// its posts while nobody has chosen another.
    pub app_language: Option<Language>,
}

/// What a destination is to get.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The languages of its posts; none: the community's.
    pub languages: Option<Languages>,
    /// The zone of its hours; none: the community's.
    pub zone: Option<Zone>,
    /// Which posts, and when.
    pub schedule: Schedule,
    /// The role that its posts mention.
    pub mention: Option<i64>,
    /// The community's own words.
    pub note: Option<String>,
    /// Whether an announcement channel's posts are published.
    pub publish: bool,
    /// Whether the minute of silence is a scheduled event.
    pub event: bool,
}

impl Settings {
    /// The zone that its hours are of.
    #[must_use]
    pub fn zone(&self, defaults: &Defaults) -> Zone {
        self.zone.or(defaults.zone).unwrap_or(Zone::BAKU)
    }

    /// The languages that its posts are in.
    #[must_use]
    pub fn languages(&self, defaults: &Defaults) -> Languages {
        let app = || defaults.app_language.unwrap_or(Language::REFERENCE).into();
        self.languages.or(defaults.languages).unwrap_or_else(app)
    }
}

/// A place that has posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Never used again.
    pub id: i64,
    /// Where it is.
    pub place: Place,
    /// What it gets.
    pub settings: Settings,
    /// Since when nothing is posted.
    pub paused_at: Option<DateTime<Utc>>,
    /// Since when it is gone, and why.
    pub closed: Option<(DateTime<Utc>, String)>,
    /// What the last look found wrong.
    pub health: Option<String>,
    /// When that was.
    pub looked_at: Option<DateTime<Utc>>,
    /// Since when its topic is closed or deleted: posts go to the chat itself
    /// (Telegram).
    pub topic_lost: Option<DateTime<Utc>>,
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person, by the platform's id.
    Person(i64),
    /// An administrator who is not named.
    Anonymous,
    /// The program.
    Program,
}

/// Proof that somebody may decide about a community: only [`Role::moderator`]
/// makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moderator {
    actor: Actor,
    community: Community,
}

impl Moderator {
    /// Who it is.
    #[must_use]
    pub fn actor(self) -> Actor {
        self.actor
    }

    /// What they may decide about.
    #[must_use]
    pub fn community(self) -> Community {
        self.community
    }
}

/// What somebody is in a community, as the platform says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// May decide about it.
    Moderator,
    /// May decide about it, and does not show who they are there (Telegram).
    Unnamed,
    /// May ask.
    Member,
}

impl Role {
    /// The proof, for a moderator.
    #[must_use]
    pub fn moderator(self, actor: Actor, community: Community) -> Option<Moderator> {
        match self {
            Self::Moderator => Some(Moderator { actor, community }),
            Self::Unnamed => Some(Moderator { actor: Actor::Anonymous, community }),
            Self::Member => None,
        }
    }
}
