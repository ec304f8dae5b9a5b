//! The grammar: which commands exist, what may be given with them, and how a
//! typed line or a platform's own form becomes a [`Command`]. Pure: nothing
//! here acts, and no text of the bot is here; [`UsageError`] says what is
//! wrong, `app` words it.

pub mod catalogue;
pub mod parse;
mod typed;
pub mod values;

use chrono::NaiveTime;
use thiserror::Error;

use crate::language::{Language, Languages};
use crate::remembrance::{Noon, Post};
use crate::zones::Zone;

/// Where a command is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Surface {
    /// Slash commands with named options.
    Discord,
    /// Typed lines, and a menu of commands.
    Telegram,
    /// Typed lines.
    Console,
}

/// Who may give a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Member,
    /// Whoever may decide about the community.
    Moderator,
}

/// Something a person wants, with what they gave for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What is wanted.
    pub verb: Verb,
    /// The language of the answer, if they named one.
    pub language: Option<Language>,
    /// Whether only they should see the answer, if they said so (Discord).
    pub private: Option<bool>,
    /// Another chat that it is about (Telegram, in a private conversation);
    /// whoever reads the platform's events turns it into a community.
    pub chat: Option<Chat>,
}

impl Command {
    /// The command with nothing but its verb.
    #[must_use]
    pub fn new(verb: Verb) -> Self {
        Self { verb, language: None, private: None, chat: None }
    }
}

/// A chat, as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chat {
    /// By its public name, without `@`.
    Name(String),
    /// By the platform's id.
    Id(i64),
}

/// What a person wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// A cited answer.
    Ask {
        /// The question as typed.
        question: String,
    },
    /// The facts of a topic, or the list of topics.
    Topic {
        /// A topic's key or name, as typed.
        topic: Option<String>,
    },
    /// What happened when.
    Timeline,
    /// Each figure with who gives it.
    Figures,
    /// The sources, or what rests on one.
    Sources {
        /// A source's id, label or name, as typed.
        source: Option<String>,
    },
    /// The next dates of remembrance.
    Calendar,
    /// What the bot is and what it can do.
    About,
    /// Which language is spoken here, or another.
    Language {
        /// The language chosen.
        choice: Option<Language>,
    },
    /// What moderators decide.
    Remembrance(Remembrance),
}

impl Verb {
    /// Who may want it. [`Verb::Language`] needs a moderator only where it
    /// changes what others see, which the grammar cannot know.
    #[must_use]
    pub fn access(&self) -> Access {
        match self {
            Self::Remembrance(_) => Access::Moderator,
            _ => Access::Member,
        }
    }
}

/// What moderators decide about the yearly remembrance. `channel` is the
/// platform's id of the place meant; none: where the command is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remembrance {
    /// The menu of buttons.
    Menu,
    /// Other groups and channels, set up from here (Telegram).
    Chats,
    /// Where, in which language and zone, and which posts.
    Set(Box<Set>),
    /// Every destination: next posts, last results, health.
    Status,
    /// Exactly what will be posted.
    Preview {
        /// Which post.
        post: Post,
        /// For which destination.
        channel: Option<i64>,
        /// In other languages than will be.
        languages: Option<Languages>,
    },
    /// Posts it now, as a rehearsal.
    Test {
        /// Which post.
        post: Post,
        /// Where.
        channel: Option<i64>,
    },
    /// Stops a destination's posts.
    Pause {
        /// Where.
        channel: Option<i64>,
    },
    /// Lets them go on.
    Resume {
        /// Where.
        channel: Option<i64>,
    },
    /// Removes a destination.
    Remove {
        /// Where.
        channel: Option<i64>,
    },
    /// The community's own settings.
    Defaults(Preferences),
    /// Who changed what when, and what was posted.
    History,
    /// All that is stored, as a file.
    Export,
    /// All of it erased, after a confirmation.
    Forget,
}

/// What becomes of one setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// It was not named, and stays.
    #[default]
    Keep,
    /// Back to none, or to the community's.
    Clear,
    /// This.
    To(T),
}

impl<T> Change<T> {
    /// Whether it stays as it is.
    #[must_use]
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// What an optional setting is after it.
    #[must_use]
    pub fn over(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::To(value) => Some(value),
        }
    }
}

/// What `set` names; everything else stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Set {
    /// The platform's id of the place; none: where the command is given.
    pub channel: Option<i64>,
    /// The languages of its posts.
    pub languages: Change<Languages>,
    /// A zone, city or country as typed: `app` knows which zone that is.
    pub zone: Change<String>,
    /// The hour of `eve`; `Clear` is "off".
    pub eve: Change<NaiveTime>,
    /// The hour of `day`; `Clear` is "off".
    pub day: Change<NaiveTime>,
    /// The noon of `silence`; `Clear` is "off".
    pub silence: Change<Noon>,
    /// The role to be mentioned (Discord).
    pub mention: Change<i64>,
    /// The community's own words.
    pub note: Change<String>,
    /// Whether posts of an announcement channel are published (Discord).
    pub publish: Option<bool>,
    /// Whether the minute of silence is a scheduled event (Discord).
    pub event: Option<bool>,
}

/// What `defaults` names; everything else stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// The languages that destinations follow.
    pub languages: Change<Languages>,
    /// A zone, city or country as typed.
    pub zone: Change<String>,
    /// Where receipts and warnings go.
    pub log: Change<Log>,
}

/// Where receipts and warnings go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    /// To a channel, by its id (Discord).
    Channel(i64),
    /// To the place where the command is given.
    Here,
    /// To the private conversation with whoever gives it (Telegram).
    Me,
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UsageError {
    /// There is no such command.
    #[error("unknown command {name}")]
    UnknownCommand {
        /// As typed, without its slash.
        name: String,
        /// The command it is most like.
        nearest: Option<String>,
    },
    /// No language of the bot.
    #[error("unknown language {0}")]
    UnknownLanguage(String),
    /// A command needs a value that was not given.
    #[error("{command} needs {option}")]
    Missing {
        /// The command's name.
        command: &'static str,
        /// The option's name.
        option: &'static str,
    },
    /// A command takes nothing, and something was given.
    #[error("{command} takes no {given}")]
    Superfluous {
        /// The command's name, with its group where it has one.
        command: String,
        /// What was given.
        given: String,
    },
    /// The text is longer than is read.
    #[error("longer than {most} characters")]
    TooLong {
        /// The most that is read, in characters.
        most: usize,
    },
    /// There is no such option.
    #[error("{command} has no option {name}")]
    UnknownOption {
        /// The command's name, with its group where it has one.
        command: String,
        /// As typed.
        name: String,
        /// The option it is most like.
        nearest: Option<&'static str>,
    },
    /// The option exists, on another platform.
    #[error("{name} does not exist here")]
    NotHere {
        /// The option's name.
        name: &'static str,
        /// What there is here that is most like it.
        nearest: Option<&'static str>,
    },
    /// An option was given twice, or given and cleared.
    #[error("{name} was given twice")]
    Twice {
        /// The option's name.
        name: &'static str,
    },
    /// An option was named without a value.
    #[error("{name} has no value")]
    NoValue {
        /// The option's name.
        name: &'static str,
    },
    /// A quotation mark was opened and never closed.
    #[error("a quotation mark is not closed")]
    Unclosed,
    /// A word that belongs to no option.
    #[error("the word {word} belongs to no option")]
    StrayWord {
        /// The word.
        word: String,
    },
    /// Not an hour at which a post may be.
    #[error("{given} is no hour from 00:00 to 22:00")]
    BadHour {
        /// The option's name.
        name: &'static str,
        /// As typed.
        given: String,
    },
    /// Not one language or two.
    #[error("{given} is no language or pair of languages")]
    BadLanguages {
        /// As typed.
        given: String,
    },
    /// None of the values that an option takes.
    #[error("{name} is none of {choices:?}: {given}")]
    BadChoice {
        /// The option's name.
        name: &'static str,
        /// As typed.
        given: String,
        /// What it takes.
        choices: &'static [&'static str],
    },
    /// The community's own words are too many.
    #[error("a note of {units} units")]
    NoteTooLong {
        /// How long it is, in UTF-16 units.
        units: usize,
    },
    /// Not a chat's name or id.
    #[error("{given} is no chat")]
    BadChat {
        /// As typed.
        given: String,
    },
    /// A place of several zones.
    #[error("{typed} has several zones")]
    ManyZones {
        /// As typed.
        typed: String,
        /// They, the likeliest first.
        zones: Vec<Zone>,
    },
    /// No place of that name.
    #[error("no zone {typed}")]
    NoZone {
        /// As typed.
        typed: String,
        /// The nearest, the likeliest first; perhaps none.
        nearest: Vec<Zone>,
    },
}
