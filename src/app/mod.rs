//! The use cases behind one front door: [`App::respond`] takes what a person
//! sent and gives what to say. It knows no platform and no markup; adapters
//! turn events into a [`Request`] and render the [`Reply`].

mod ask;
mod browse;
mod cite;
mod figures;
mod press;

use crate::commands::{Command, UsageError, Verb};
use crate::files::Files;
use crate::knowledge::Knowledge;
use crate::knowledge::load::{self, Fault};
use crate::knowledge::search::Search;
use crate::language::Language;
use crate::locale::{Texts, Value};
use crate::message::{Block, Message};

pub use ask::Answer;
pub use cite::Cited;
pub use press::{Press, View};

/// What a person sent, as an adapter understood it.
#[derive(Debug, Clone)]
pub struct Request {
    /// The language of the person's app, where it is one of ours.
    pub app_language: Option<Language>,
    /// What they sent, or what is wrong with it.
    pub input: Result<Input, UsageError>,
}

/// What a person sent.
#[derive(Debug, Clone)]
pub enum Input {
    /// A command, or a question.
    Command(Command),
    /// A button, by what it carries.
    Press(String),
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
}

/// The bot.
#[derive(Debug)]
pub struct App {
    knowledge: Knowledge,
    search: Search,
    texts: Texts,
}

impl App {
    /// Reads the base and the texts and makes them searchable.
    ///
    /// # Errors
    /// Every fault in the files.
    pub fn load(files: &Files) -> Result<Self, Vec<Fault>> {
        let (knowledge, texts) = load::both(files)?;
        let search = Search::new(&knowledge);
        Ok(Self { knowledge, search, texts })
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

    /// Answers whatever a person sent. It cannot fail: what is wrong with the
    /// request is said in the reply, in the reader's language.
    #[must_use]
    pub fn respond(&self, request: &Request) -> Reply {
        let own = request.app_language.unwrap_or(Language::REFERENCE);
        match &request.input {
            Ok(Input::Command(Command { verb: Verb::Ask { question }, language })) => {
                self.ask(question, *language, request.app_language)
            }
            Ok(Input::Command(Command { verb, language })) => self.browse(verb, language.unwrap_or(own)),
            Ok(Input::Press(data)) => match Press::parse(data) {
                Some(press) => self.pressed(&press),
                None => Self::notice(own, self.texts.text(own, "button-stale")),
            },
            Err(error) => Self::notice(own, self.usage(own, error)),
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
            Verb::About => return self.about(language),
        };
        self.pressed(&Press { view, language })
    }

    fn notice(language: Language, text: String) -> Reply {
        let message = Message { blocks: vec![Block::Notice(text)], choices: Vec::new() };
        Reply { language, message, private: true }
    }

    /// What is wrong with the request, in one sentence.
    #[must_use]
    pub fn usage(&self, language: Language, error: &UsageError) -> String {
        let format = |key, values| self.texts.format(language, key, values);
        match error {
            UsageError::UnknownCommand { name, nearest: Some(nearest) } => format(
                "usage-unknown-command-nearest",
                &[("name", Value::Words(name)), ("nearest", Value::Words(nearest))],
            ),
            UsageError::UnknownCommand { name, nearest: None } => {
                format("usage-unknown-command", &[("name", Value::Words(name))])
            }
            UsageError::UnknownLanguage(tag) => {
                let known: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
                format(
                    "usage-unknown-language",
                    &[("tag", Value::Words(tag)), ("known", Value::Words(&known.join(", ")))],
                )
            }
            UsageError::Missing { command, .. } => {
                let key = format!("usage-missing-{command}");
                self.texts.text(language, &key)
            }
            UsageError::Superfluous { command, .. } => {
                format("usage-superfluous", &[("command", Value::Words(command))])
            }
            UsageError::TooLong { most } => {
                format("usage-too-long", &[("most", Value::Number(*most as u64))])
            }
        }
    }
}
