//! What comes in through the front door, and what goes out.

use std::sync::Arc;

use crate::commands::{Command, UsageError};
use crate::community::{Actor, Community, Place};
use crate::language::Language;
use crate::message::{Block, Form, Message};
use crate::remembrance::compose::Composed;

/// What happened, as an adapter understood it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where.
    pub scene: Scene,
    /// Who did it.
    pub actor: Actor,
    /// The language of the person's app, where it is one of ours.
    pub app_language: Option<Language>,
    /// What they sent, or what is wrong with it.
    pub input: Result<Input, UsageError>,
    /// The platform's id of the update: a change of settings under it is made
    /// once, however often it comes (Telegram).
    pub update: Option<i64>,
}

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    /// The server or chat, if it is one that the bot is in.
    pub community: Option<Community>,
    /// The channel, thread, chat or topic.
    pub place: Place,
    /// What kind of place it is.
    pub kind: SceneKind,
}

/// What kind of place something happened in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SceneKind {
    /// A Discord server, or a Telegram group: many people.
    Shared,
    /// A Telegram channel: its posts have no author.
    Broadcast,
    /// A conversation with one person; on Telegram a community of its own.
    Private,
    /// Somewhere on Discord where the bot itself is not: installed by a person.
    Elsewhere,
    /// The terminal.
    Console,
}

/// What a person sent, or what befell a community.
#[derive(Debug, Clone)]
pub enum Input {
    /// A command, or a question.
    Command(Command),
    /// A button, by what it carries.
    Press(String),
    /// Something befell the community.
    Life(Life),
}

/// What can befall a community or a place of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Life {
    /// The bot came in; the request's actor brought it, where that is known.
    Joined,
    /// The bot was removed, or blocked.
    Left,
    /// A channel or thread was deleted.
    Deleted(Place),
    /// The group became a supergroup of this id.
    Moved {
        /// The new community.
        to: Community,
    },
    /// A forum topic was closed, or opened again.
    Topic {
        /// The topic.
        place: Place,
        /// Whether it can be written in.
        open: bool,
    },
    /// Rights changed somewhere: what waits for them may be tried again.
    Rights,
}

/// What to say to it.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The language it is in.
    pub language: Language,
    /// The words and buttons.
    pub message: Message,
    /// Whether only the person who asked should see it, where that is possible.
    pub private: bool,
    /// Whether it takes the place of the message whose button was pressed.
    pub replaces: bool,
    /// What belongs into the private conversation with whoever asked, not where
    /// they asked: what names people (Telegram's groups and channels).
    /// `message` is said where they asked once it has arrived there.
    pub aside: Option<Box<Aside>>,
    /// A post to be shown after the words exactly as it will be sent; `message`
    /// holds it as text already, for where that cannot be done.
    pub post: Option<Box<Shown>>,
    /// It invites a reply from whoever asked, which is read as if this stood
    /// before it (Telegram).
    pub invites: Option<String>,
}

/// A post as it will be sent; its pictures are the message's files.
#[derive(Debug, Clone)]
pub struct Shown {
    /// What it says.
    pub composed: Arc<Composed>,
    /// The role that it will mention; whoever is shown it notifies nobody.
    pub mention: Option<i64>,
    /// How it will be written, by what is known of the place.
    pub form: Form,
}

/// What goes to the private conversation with whoever asked.
#[derive(Debug, Clone)]
pub struct Aside {
    /// The words and files for there.
    pub message: Message,
    /// Said where they asked, where that conversation is closed: it leads there.
    pub closed: Message,
}

impl Reply {
    /// A reply that everybody sees.
    #[must_use]
    pub fn new(language: Language, message: Message) -> Self {
        Self { language, message, private: false, replaces: false, aside: None, post: None, invites: None }
    }

    /// One sentence for whoever asked alone.
    #[must_use]
    pub fn word(language: Language, text: String) -> Self {
        Self::new(language, Message::of(vec![Block::Notice(text)])).private_if(true)
    }

    /// The same, seen by whoever asked alone if `private`.
    #[must_use]
    pub fn private_if(self, private: bool) -> Self {
        Self { private, ..self }
    }

    /// The same, in place of the message whose button was pressed.
    #[must_use]
    pub fn in_place(self) -> Self {
        Self { replaces: true, ..self }
    }
}
