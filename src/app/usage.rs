//! What is wrong with what was typed, in the reader's language: one sentence
//! that says what to do, and that nothing has changed.

use super::Answers;
use crate::commands::UsageError;
use crate::language::Language;
use crate::locale::{Value, Values};
use crate::remembrance::compose::LONGEST_NOTE;
use crate::zones::Zone;

impl Answers {
    /// What is wrong with the request, in one sentence.
    #[must_use]
    pub fn usage(&self, language: Language, error: &UsageError) -> String {
        let say = |key: &str, values: Values<'_>| self.texts.format(language, key, values);
        match error {
            UsageError::UnknownCommand { name, nearest } => {
                self.nearest(language, "usage-unknown-command", &[words("name", name)], nearest.as_deref())
            }
            UsageError::UnknownOption { command, name, nearest } => {
                let values = [words("command", command), words("name", name)];
                self.nearest(language, "usage-unknown-option", &values, *nearest)
            }
            UsageError::NotHere { name, nearest } => {
                self.nearest(language, "usage-not-here", &[words("name", name)], *nearest)
            }
            UsageError::UnknownLanguage(tag) => {
                let known: Vec<&str> = Language::ALL.iter().map(|language| language.code()).collect();
                say("usage-unknown-language", &[words("tag", tag), words("known", &known.join(", "))])
            }
            UsageError::Missing { command, .. } => {
                self.texts.text(language, &format!("usage-missing-{command}"))
            }
            UsageError::Superfluous { command, .. } => say("usage-superfluous", &[words("command", command)]),
            UsageError::TooLong { most } => say("usage-too-long", &[number("most", *most)]),
            UsageError::Twice { name } => say("usage-twice", &[words("name", name)]),
            UsageError::NoValue { name } => say("usage-no-value", &[words("name", name)]),
            UsageError::Unclosed => say("usage-unclosed", &[]),
            UsageError::StrayWord { word } => say("usage-stray-word", &[words("word", word)]),
            UsageError::BadHour { name, given } => {
                say("usage-bad-hour", &[words("name", name), words("given", given)])
            }
            UsageError::BadLanguages { given } => say("usage-bad-languages", &[words("given", given)]),
            UsageError::BadChoice { name, given, choices } => {
                let choices = choices.join(", ");
                let values = [words("name", name), words("given", given), words("choices", &choices)];
                say("usage-bad-choice", &values)
            }
            UsageError::NoteTooLong { units } => {
                say("usage-note-too-long", &[number("units", *units), number("most", LONGEST_NOTE)])
            }
            UsageError::BadChat { given } => say("usage-bad-chat", &[words("given", given)]),
            UsageError::ManyZones { typed, zones } => {
                say("usage-many-zones", &[words("typed", typed), words("zones", &names(zones))])
            }
            UsageError::NoZone { typed, nearest } => {
                let nearest = Some(names(nearest)).filter(|names| !names.is_empty());
                self.nearest(language, "usage-no-zone", &[words("typed", typed)], nearest.as_deref())
            }
        }
    }

    /// The text `key`, or `key-nearest` where something is like what was typed.
    fn nearest(&self, language: Language, key: &str, values: Values<'_>, nearest: Option<&str>) -> String {
        let Some(nearest) = nearest else { return self.texts.format(language, key, values) };
        let values: Vec<(&'static str, Value<'_>)> =
            values.iter().copied().chain([words("nearest", nearest)]).collect();
        self.texts.format(language, &format!("{key}-nearest"), &values)
    }
}

fn words<'a>(name: &'static str, words: &'a str) -> (&'static str, Value<'a>) {
    (name, Value::Words(words))
}

fn number(name: &'static str, number: usize) -> (&'static str, Value<'static>) {
    (name, Value::Number(number as u64))
}

fn names(zones: &[Zone]) -> String {
    zones.iter().map(|zone| zone.name()).collect::<Vec<_>>().join(", ")
}
