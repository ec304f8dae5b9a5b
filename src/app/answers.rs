//! What the bot knows, and how it tells it: what needs no community and no
//! database.

use std::sync::Arc;

use super::request::{Input, Reply};
use super::{Press, View};
use crate::built_in;
use crate::commands::{Command, Surface, UsageError, Verb};
use crate::files::Files;
use crate::knowledge::Knowledge;
use crate::knowledge::load::{self, Fault};
use crate::knowledge::search::Search;
use crate::language::Language;
use crate::locale::Texts;
use crate::message::Message;

/// A question or page, by whoever asks: what needs no community.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The language of the person's app, where it is one of ours.
    pub app_language: Option<Language>,
    /// What they sent, or what is wrong with it.
    pub input: Result<Input, UsageError>,
}

/// What the bot knows, and how it tells it.
#[derive(Debug)]
pub struct Answers {
    pub(super) knowledge: Arc<Knowledge>,
    pub(super) search: Search,
    pub(super) texts: Arc<Texts>,
}

impl Answers {
    /// With what is inside the program.
    #[must_use]
    pub fn built_in() -> Self {
        let (knowledge, texts) = built_in::both();
        Self::new(Arc::new(knowledge), Arc::new(texts))
    }

    /// Reads the base, with all ways of asking, and the texts, and makes them
    /// searchable: for whoever measures the search, or another base.
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

    pub(super) fn browse(&self, verb: &Verb, language: Language) -> Reply {
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
                Ok(source) => View::Source { source, page: 0 },
                Err(holding) => return self.unknown_source(language, typed, &holding),
            },
            // What needs a community has its answer before this.
            Verb::About | Verb::Calendar | Verb::Language { .. } | Verb::Remembrance(_) => {
                return self.about(language, Surface::Console, None);
            }
        };
        self.pressed(&Press::new(view, language))
    }
}
