//! [`CATALOGUE`]: the one table of commands and their options. Parsing, the
//! help text, the console's completion and the README's table are loops over
//! it. An entry says what may be typed; it does nothing.

use super::{UsageError, Verb};

/// An entry of the catalogue.
#[derive(Debug)]
pub struct Entry {
    /// The name, the same in every language and on every platform; its
    /// description is the text `command-<name>`.
    pub name: &'static str,
    /// Other names that are understood.
    pub aliases: &'static [&'static str],
    /// What may be given besides a language: one text, if anything.
    pub argument: Option<Argument>,
    build: fn(Option<String>) -> Verb,
}

/// The one text that a command takes.
#[derive(Debug)]
pub struct Argument {
    /// The option's name; its description is the text `option-<name>`.
    pub name: &'static str,
    /// Whether the command is nothing without it.
    pub required: bool,
}

/// Every command.
pub const CATALOGUE: &[Entry] = &[
    Entry {
        name: "ask",
        aliases: &[],
        argument: Some(Argument { name: "question", required: true }),
        build: |question| Verb::Ask { question: question.unwrap_or_default() },
    },
    Entry {
        name: "topic",
        aliases: &["topics"],
        argument: Some(Argument { name: "topic", required: false }),
        build: |topic| Verb::Topic { topic },
    },
    Entry { name: "timeline", aliases: &[], argument: None, build: |_| Verb::Timeline },
    Entry { name: "figures", aliases: &[], argument: None, build: |_| Verb::Figures },
    Entry {
        name: "sources",
        aliases: &["source"],
        argument: Some(Argument { name: "source", required: false }),
        build: |source| Verb::Sources { source },
    },
    Entry { name: "about", aliases: &["help", "start"], argument: None, build: |_| Verb::About },
];

impl Entry {
    /// Whether people may call it `name`.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }

    /// What this entry with this text means.
    ///
    /// # Errors
    /// [`UsageError::Missing`] or [`UsageError::Superfluous`].
    pub fn verb(&self, given: &str) -> Result<Verb, UsageError> {
        let given = given.trim();
        match (&self.argument, given.is_empty()) {
            (Some(argument), true) if argument.required => {
                Err(UsageError::Missing { command: self.name, option: argument.name })
            }
            (None, false) => Err(UsageError::Superfluous { command: self.name, given: given.to_owned() }),
            (_, true) => Ok((self.build)(None)),
            (Some(_), false) => Ok((self.build)(Some(given.to_owned()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_used_twice_and_every_name_fits_both_platforms() {
        let mut names: Vec<&str> =
            CATALOGUE.iter().flat_map(|entry| entry.aliases.iter().chain([&entry.name])).copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        // Telegram is the stricter: 1-32 of a-z, 0-9 and _.
        assert!(
            names.iter().all(|name| name.len() <= 32 && name.bytes().all(|byte| byte.is_ascii_lowercase()))
        );
    }

    #[test]
    fn every_entry_can_be_built() {
        for entry in CATALOGUE {
            let given = if entry.argument.is_some() { "text" } else { "" };
            assert!(entry.verb(given).is_ok(), "{}", entry.name);
        }
    }
}
