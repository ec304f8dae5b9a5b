//! What `app` and `delivery` need of a platform, as two traits: [`Transport`]
//! (something goes out) and [`Venue`] (a transport that also knows what only
//! the platform knows of a person or a place). Adapters implement them; nothing
//! here knows a platform's library.

mod rights;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::community::{Actor, Community, Place, Platform, Role};
use crate::language::Language;
use crate::message::{Form, Message};
use crate::remembrance::compose::Composed;

pub use rights::{Right, Rights};

/// Where something goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Address {
    /// To a place of a community.
    Place(Community, Place),
    /// To a person's private conversation, by the platform's id of the person.
    Person(Platform, i64),
}

/// One departure: exactly one request of the platform that makes a message.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Where it goes.
    pub to: Address,
    /// What goes.
    pub content: Content,
    /// How it is written.
    pub form: Form,
    /// At most 25 characters, the same for every attempt of the same part;
    /// Discord makes no second message of it for some minutes.
    pub nonce: Option<String>,
    /// Whether it arrives without a sound (Telegram).
    pub silent: bool,
    /// What the last look at the place found, where there was one. One found in
    /// order never waits for the budget of refusals; what is known to be missing
    /// is not tried (Discord).
    pub found: Option<Rights>,
    /// The attempt is given up after this long.
    pub patience: Duration,
}

impl Parcel {
    /// Whether the last look at its place found it in order.
    #[must_use]
    pub fn is_well(&self) -> bool {
        self.found.as_ref().is_some_and(Rights::is_well)
    }
}

/// What goes out.
#[derive(Debug, Clone)]
pub enum Content {
    /// A part of a yearly post, or of its rehearsal.
    Post {
        /// The whole post.
        composed: Arc<Composed>,
        /// Which of [`Transport::parts`], from 0.
        part: usize,
        /// The role that it mentions, and nobody else.
        mention: Option<i64>,
        /// The card that goes with it.
        picture: Option<Picture>,
    },
    /// A receipt, a warning, a greeting: words of the bot itself.
    Words(Message),
}

/// A picture that goes with a post.
#[derive(Debug, Clone)]
pub enum Picture {
    /// The platform has it already, by this id (Telegram).
    Known(String),
    /// To be uploaded.
    New {
        /// A PNG.
        bytes: Arc<Vec<u8>>,
        /// What it shows, in words.
        alt: String,
    },
}

/// Something was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The platform's id of the message.
    pub message: i64,
    /// The platform's id of the picture that went with it (Telegram).
    pub file: Option<String>,
    /// The form in which it stands, where that was less than asked for: a
    /// transport may itself fall back where it knows that a right is missing.
    pub form: Form,
}

/// Something was not accepted, or nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    /// The answer was never read to its end: it may stand there or not.
    #[error("the outcome is unknown")]
    Unknown,
    /// It surely was not accepted, for a reason that passes: no connection, or
    /// a complete answer that says so.
    #[error("not accepted: {0}")]
    NotAccepted(String),
    /// The platform says how long to wait.
    #[error("to be sent again after {after:?}")]
    Limited {
        /// How long.
        after: Duration,
        /// Whether this place alone waits, or the whole platform.
        whole_platform: bool,
    },
    /// The place is gone, or the bot was removed from it: surely.
    #[error("gone: {}", .0.name())]
    Gone(Gone),
    /// The platform knows no such place: gone, if it says so again after five
    /// minutes.
    #[error("perhaps gone")]
    PerhapsGone,
    /// It is there, and posts cannot stand in it (Discord: a voice channel, a
    /// forum itself, a channel of another server).
    #[error("no place for posts")]
    Unfit,
    /// A group became a supergroup of this id (Telegram).
    #[error("moved to {0}")]
    Moved(i64),
    /// The topic is closed or deleted; the chat is there (Telegram).
    #[error("the topic is closed or deleted")]
    TopicLost,
    /// The bot may not.
    #[error("not allowed: {0:?}")]
    Forbidden(Right),
    /// The form was refused: markup, or a picture.
    #[error("the form was refused")]
    BadForm,
    /// The platform no longer has the picture that was named by its id.
    #[error("the picture's id is of no use any longer")]
    StalePicture,
    /// This exact message stood there and was deleted by someone (Discord:
    /// 10008 in answer to a repeated nonce).
    #[error("was sent, and deleted since")]
    SentAndDeleted,
    /// As many of them stand as the platform allows (Discord's events).
    #[error("there are as many as are allowed")]
    Full,
    /// The platform refuses the token.
    #[error("the token was refused")]
    Unauthorized,
    /// A refusal that nobody has a name for.
    #[error("refused: {0}")]
    Refused(String),
}

impl SendError {
    /// Why an event was not made or not removed, as the text
    /// `event-fault-<name>` has it.
    #[must_use]
    pub const fn event_fault(&self) -> &'static str {
        match self {
            Self::Forbidden(Right::CreateEvents) => "create-events",
            Self::Forbidden(_) | Self::PerhapsGone | Self::Gone(_) => "access",
            Self::Full => "full",
            error if error.passes() => "outage",
            _ => "refused",
        }
    }

    /// Whether it says nothing of the place or of what was sent, and passes.
    #[must_use]
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Unknown | Self::NotAccepted(_) | Self::Limited { .. } | Self::Unauthorized)
    }
}

/// Why a place is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gone {
    /// The channel, thread or chat was deleted.
    Deleted,
    /// The bot was removed from the server or chat, or blocked.
    Removed,
    /// The person's account is no more.
    Deactivated,
}

impl Gone {
    /// Its name, as the database, metrics and the text `gone-<name>` have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::Removed => "removed",
            Self::Deactivated => "deactivated",
        }
    }
}

/// What a look for rights is to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// The role to be mentioned.
    pub mention: Option<i64>,
    /// Whether a scheduled event is wanted.
    pub event: bool,
}

/// What a repeated attempt after an unknown outcome may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeats {
    /// The same nonce within two minutes makes no second message, and the bot
    /// may look among its own messages later (Discord).
    Keyed,
    /// Nothing (Telegram).
    Blind,
}

/// Discord's scheduled event for the minute of silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// At most 100 characters.
    pub name: String,
    /// At most 1,000 characters.
    pub description: String,
    /// Where it takes place, at most 100 characters.
    pub location: String,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// When it ends.
    pub ends: DateTime<Utc>,
}

/// Something goes out: Discord, Telegram, the console, a rehearsal.
///
/// An implementation keeps no queue, does not wait for a ceiling and does not
/// try again: the courier does.
pub trait Transport: Send + Sync + 'static {
    /// Which platform it is.
    fn platform(&self) -> Platform;

    /// How many messages a post is: one a language on Telegram, where a picture's
    /// caption holds one of them; elsewhere one.
    fn parts(&self, composed: &Composed) -> usize {
        if self.platform() == Platform::Telegram { composed.parts.len() } else { 1 }
    }

    /// What a repeated attempt may rely on: Telegram has no key for it.
    fn repeats(&self) -> Repeats {
        if self.platform() == Platform::Telegram { Repeats::Blind } else { Repeats::Keyed }
    }

    /// Sends one message.
    ///
    /// # Errors
    /// [`SendError`], exact about whether it may stand there.
    fn send(&self, parcel: Parcel) -> impl Future<Output = Result<Sent, SendError>> + Send;

    /// Looks whether what this parcel carries stands already among the last
    /// messages of its place. (Discord does not promise to give a nonce back, so
    /// the words count too.)
    ///
    /// # Errors
    /// [`SendError`]; [`SendError::Forbidden`] where it may not look.
    fn find(&self, parcel: &Parcel) -> impl Future<Output = Result<Option<i64>, SendError>> + Send;

    /// Publishes a message of an announcement channel; done already is done.
    ///
    /// # Errors
    /// [`SendError`].
    fn publish(
        &self,
        community: Community,
        place: Place,
        message: i64,
    ) -> impl Future<Output = Result<(), SendError>> + Send;

    /// Makes the event of the minute of silence in a server, or finds the one
    /// of the bot that stands already.
    ///
    /// # Errors
    /// [`SendError`].
    fn schedule(
        &self,
        community: Community,
        event: Event,
    ) -> impl Future<Output = Result<i64, SendError>> + Send;

    /// Removes an event; gone already is done.
    ///
    /// # Errors
    /// [`SendError`].
    fn unschedule(
        &self,
        community: Community,
        event: i64,
    ) -> impl Future<Output = Result<(), SendError>> + Send;

    /// A harmless call, to see whether the platform answers.
    ///
    /// # Errors
    /// [`SendError`].
    fn hail(&self) -> impl Future<Output = Result<(), SendError>> + Send;

    /// What the bot may do in a place, and whether it is there.
    ///
    /// # Errors
    /// [`SendError`], as if something had been sent there.
    fn look(
        &self,
        community: Community,
        place: Place,
        needs: Needs,
    ) -> impl Future<Output = Result<Rights, SendError>> + Send;

    /// Where a message can be seen, as an address, if there is one.
    fn link(&self, community: Community, place: Place, message: i64) -> Option<String>;
}

/// A transport that also knows what only the platform knows of a person.
pub trait Venue: Transport {
    /// What somebody is in a community, asked anew.
    ///
    /// # Errors
    /// [`RoleUnknown`] where the platform cannot say.
    fn role(
        &self,
        community: Community,
        actor: Actor,
    ) -> impl Future<Output = Result<Role, RoleUnknown>> + Send;

    /// What is called what there, in a language: for channels that a message
    /// cannot mention. `None` where the platform does not say.
    fn title(&self, community: Community) -> impl Future<Output = Option<String>> + Send;

    /// A link that opens the private conversation with the bot and hands it
    /// `payload` (Telegram's deep link; at most 64 of A-Z, a-z, 0-9, _ and -).
    fn private_link(&self, payload: &str) -> Option<String>;

    /// The language of the app through which the community is seen, where the
    /// platform says it.
    fn community_language(&self) -> Option<Language> {
        None
    }
}

/// The platform cannot say what somebody is in a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the platform does not say whether this person is an administrator")]
pub struct RoleUnknown;
