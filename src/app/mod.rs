//! The use cases behind one front door: [`App::respond`] takes what a person
//! sent and gives what to say. It knows no platform and no markup; adapters
//! turn events into a [`Request`] and render the [`Reply`]. What needs no
//! community and no database is [`Answers`]'.

mod ask;
mod browse;
mod cite;
mod figures;
mod inline;
mod presence;
mod press;
mod usage;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::clock::Clock;
use crate::commands::{Command, UsageError, Verb};
use crate::community::{Actor, Community, Place};
use crate::files::Files;
use crate::knowledge::Knowledge;
use crate::knowledge::load::{self, Fault};
use crate::knowledge::search::Search;
use crate::language::Language;
use crate::locale::Texts;
use crate::message::{Block, Message};
use crate::ports::Venue;
use crate::remembrance::compose::Composer;
use crate::store::Store;

pub use ask::Answer;
pub use cite::Cited;
pub use inline::{InlineResult, Offered};
pub use press::{Press, View};

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
        Self { language, message, private: false, replaces: false, aside: None }
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

/// A question or page, by whoever asks: what needs no community.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The language of the person's app, where it is one of ours.
    pub app_language: Option<Language>,
    /// What they sent, or what is wrong with it.
    pub input: Result<Input, UsageError>,
}

/// The bot: what happened comes in, what to say goes out.
#[derive(Debug)]
pub struct App {
    answers: Answers,
    store: Store,
    composer: Composer,
    clock: Clock,
    /// Tells the couriers that their next hour may have changed.
    wake: Arc<Notify>,
}

impl App {
    /// The bot over a database; `wake` is what its couriers wait for.
    #[must_use]
    pub fn new(composer: Composer, store: Store, clock: Clock, wake: Arc<Notify>) -> Self {
        let answers = Answers::new(Arc::clone(&composer.knowledge), Arc::clone(&composer.texts));
        Self { answers, store, composer, clock, wake }
    }

    /// What it knows.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Answers whatever happened. It cannot fail: what is wrong with the
    /// request is said in the reply, in the reader's language; what goes wrong
    /// inside is logged once, and an apology is the reply. `None`: nothing is
    /// to be said.
    #[expect(clippy::unused_async, reason = "its questions to the platform come with the remembrance")]
    pub async fn respond<V: Venue>(&self, request: &Request, venue: &V) -> Option<Reply> {
        let _ = (venue, &self.store, &self.composer, self.clock.now(), &self.wake);
        let asked = Asked { app_language: request.app_language, input: request.input.clone() };
        Some(self.answers.reply(&asked))
    }
}

/// What the bot knows, and how it tells it.
#[derive(Debug)]
pub struct Answers {
    knowledge: Arc<Knowledge>,
    search: Search,
    texts: Arc<Texts>,
}

impl Answers {
    /// Reads the base and the texts and makes them searchable.
    ///
    /// # Errors
    /// Every fault in the files.
    pub fn load(files: &Files) -> Result<Self, Vec<Fault>> {
        let (knowledge, texts) = load::both(files)?;
        Ok(Self::new(Arc::new(knowledge), Arc::new(texts)))
    }

    /// Makes what was read searchable.
    #[must_use]
    pub fn new(knowledge: Arc<Knowledge>, texts: Arc<Texts>) -> Self {
        let search = Search::new(&knowledge);
        Self { knowledge, search, texts }
    }

    /// The same bot with another search over the same base: for measuring.
    #[must_use]
    pub fn searching(self, search: impl FnOnce(&Knowledge) -> Search) -> Self {
        Self { search: search(&self.knowledge), ..self }
    }

    /// Its knowledge.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// Its search.
    #[must_use]
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// Its own words.
    #[must_use]
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Answers a question, a page or a wrong command. It cannot fail: what is
    /// wrong is said in the reply, in the reader's language.
    #[must_use]
    pub fn reply(&self, asked: &Asked) -> Reply {
        let own = asked.app_language.unwrap_or(Language::REFERENCE);
        match &asked.input {
            Ok(Input::Command(Command { verb: Verb::Ask { question }, language, .. })) => {
                self.ask(question, *language, asked.app_language)
            }
            Ok(Input::Command(Command { verb, language, .. })) => self.browse(verb, language.unwrap_or(own)),
            Ok(Input::Press(data)) => match Press::parse(data) {
                Some(press) => self.pressed(&press),
                None => Reply::word(own, self.texts.text(own, "button-stale")),
            },
            Ok(Input::Life(_)) => Reply::new(own, Message::default()),
            Err(error) => Reply::word(own, self.usage(own, error)),
        }
    }

    fn browse(&self, verb: &Verb, language: Language) -> Reply {
        let view = match verb {
            Verb::Ask { question } => return self.ask(question, Some(language), None),
            Verb::Topic { topic: None } => View::Topics,
            Verb::Topic { topic: Some(typed) } => match self.topic_called(typed) {
                Ok(topic) => View::Topic { topic, page: 0 },
                Err(nearest) => return self.unknown_topic(language, typed, nearest.as_deref()),
            },
            Verb::Timeline => View::Timeline { page: 0 },
            Verb::Figures => View::Figures { page: 0 },
            Verb::Sources { source: None } => View::Sources { page: 0 },
            Verb::Sources { source: Some(typed) } => match self.source_called(typed) {
                Some(source) => View::Source { source, page: 0 },
                None => return self.unknown_source(language, typed),
            },
            // What needs a community has its answer before this.
            Verb::About | Verb::Calendar | Verb::Language { .. } | Verb::Remembrance(_) => {
                return self.about(language);
            }
        };
        self.pressed(&Press::new(view, language))
    }
}
