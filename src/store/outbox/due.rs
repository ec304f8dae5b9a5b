//! A row of the outbox that is due, as the courier has it.

use chrono::{DateTime, Utc};

use crate::community::{Community, Place};
use crate::language::Languages;
use crate::remembrance::{Noon, Window};
use crate::zones::Zone;

/// A row that is due, with all that an attempt needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its row.
    pub id: i64,
    /// Its destination's row.
    pub destination: i64,
    /// Its community's row.
    pub community_row: i64,
    /// Its community.
    pub community: Community,
    /// Its place.
    pub place: Place,
    /// Which post, when.
    pub window: Window,
    /// How far it has come.
    pub progress: Progress,
    /// In which languages.
    pub languages: Languages,
    /// Where its readers are.
    pub zone: Zone,
    /// Which noon its minute of silence is at; none: it has no such post.
    pub noon: Option<Noon>,
    /// The role that it mentions.
    pub mention: Option<i64>,
    /// The community's own words.
    pub note: Option<String>,
    /// Whether it is published in the end.
    pub publish: bool,
    /// How it is with its topic.
    pub topic: Topic,
    /// What the last look found wrong.
    pub health: Option<String>,
    /// Whether there was a look.
    pub looked_at: bool,
    /// The first of two refusals that only together mean that it is gone.
    pub doubted_at: Option<DateTime<Utc>>,
    /// Whether it fell due since this database was copied from another, which
    /// may have sent it.
    pub since_backup: bool,
}

/// How it is with a forum topic; any other place is [`Topic::Open`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// It can be written in.
    Open,
    /// It is closed or deleted: the post goes to the chat itself.
    Lost,
    /// The same, and the same post stands in the chat, or is due there, in the
    /// same languages.
    LostAndServed,
}

/// How far a post has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Refusals that nobody has a name for.
    pub refusals: u32,
    /// Attempts that surely arrived nowhere.
    pub outages: u32,
    /// Attempts at this part whose outcome nobody knows.
    pub unknowns: u32,
    /// When the first of these began.
    pub unknown_at: Option<DateTime<Utc>>,
    /// Parts that were accepted.
    pub parts: usize,
    /// The messages they became.
    pub messages: Vec<i64>,
    /// Whether a part may stand twice.
    pub uncertain: bool,
    /// Words alone: the form was refused.
    pub plain: bool,
}
