//! The grammar: which commands exist, what may be given with them, and how a
//! typed line becomes a [`Command`]. Pure: nothing here acts, and no text of
//! the bot is here; [`UsageError`] says what is wrong, `app` words it.

pub mod catalogue;
pub mod parse;

use thiserror::Error;

use crate::language::Language;

/// Something a person wants, with what they gave for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// What is wanted.
    pub verb: Verb,
    /// The language they asked for, if they named one.
    pub language: Option<Language>,
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
    /// What the bot is and what it can do.
    About,
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
        nearest: Option<&'static str>,
    },
    /// `lang:` names a language the bot does not speak.
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
        /// The command's name.
        command: &'static str,
        /// What was given.
        given: String,
    },
    /// The text is longer than is read.
    #[error("longer than {most} characters")]
    TooLong {
        /// The most that is read, in characters.
        most: usize,
    },
}
