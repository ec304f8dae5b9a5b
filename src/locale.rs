//! The bot's own words in each language: Fluent messages from
//! the files of `data/<language>/` that [`FILES`] names. It knows how to format, not what to say.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use thiserror::Error;
use unic_langid::LanguageIdentifier;

use crate::language::{Language, PerLanguage};

/// The files of a language's texts, without their ending: by whoever says them.
pub const FILES: &[&str] = &["texts", "setup", "delivery", "discord", "telegram", "pictures"];

/// The texts of every language.
pub struct Texts {
    bundles: PerLanguage<FluentBundle<FluentResource>>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Texts").finish_non_exhaustive()
    }
}

/// A file of texts cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
#[error("{file}:{line}: {problem}")]
pub struct TextFault {
    /// Path below `data/`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// A value to put into a text.
#[derive(Debug, Clone, Copy)]
pub enum Value<'a> {
    /// Words, shown as they are.
    Words(&'a str),
    /// A number, which also chooses the plural form.
    Number(u64),
}

/// The values to put into a text, by name.
pub type Values<'a> = &'a [(&'static str, Value<'a>)];

impl Texts {
    /// Reads each language's texts; `file` gives the text of a path below
    /// `data/`.
    ///
    /// # Errors
    /// Every file that is missing or is not Fluent.
    pub fn new<'a>(file: impl Fn(&str) -> Option<&'a str>) -> Result<Self, Vec<TextFault>> {
        let mut faults = Vec::new();
        let bundles =
            PerLanguage::new(|language| bundle(language, &file).map_err(|found| faults.extend(found)).ok());
        bundles.all().map(|bundles| Self { bundles }).ok_or(faults)
    }

    /// The text `key` without values.
    #[must_use]
    pub fn text(&self, language: Language, key: &str) -> String {
        self.format(language, key, &[])
    }

    /// The text `key` with its values. A key that does not exist, or lacks a
    /// value, shows its own name in brackets: `january20 check` and the tests
    /// hold every language to the same keys and values.
    #[must_use]
    pub fn format(&self, language: Language, key: &str, values: Values<'_>) -> String {
        self.try_format(language, key, values).unwrap_or_else(|| format!("[{key}]"))
    }

    /// Whether the language has a text of this key.
    #[must_use]
    pub fn has(&self, language: Language, key: &str) -> bool {
        self.bundles[language].has_message(key)
    }

    fn try_format(&self, language: Language, key: &str, values: Values<'_>) -> Option<String> {
        let bundle = &self.bundles[language];
        let pattern = bundle.get_message(key)?.value()?;
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            let value = match value {
                Value::Words(words) => FluentValue::from(*words),
                Value::Number(number) => FluentValue::from(*number),
            };
            arguments.set(*name, value);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        errors.is_empty().then_some(text)
    }
}

fn bundle<'a>(
    language: Language,
    file: impl Fn(&str) -> Option<&'a str>,
) -> Result<FluentBundle<FluentResource>, Vec<TextFault>> {
    let plain = |file: &str, problem: String| vec![TextFault { file: file.to_owned(), line: 1, problem }];
    let tag: LanguageIdentifier =
        language.code().parse().map_err(|_| plain(language.code(), "no such language".to_owned()))?;
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks would show as boxes in terminals and count as letters on platforms.
    bundle.set_use_isolating(false);
    bundle.add_builtins().map_err(|error| plain(language.code(), error.to_string()))?;
    for name in FILES {
        let path = format!("{language}/{name}.ftl");
        let resource = resource(&path, file(&path))?;
        bundle.add_resource(resource).map_err(|errors| {
            errors.iter().flat_map(|error| plain(&path, error.to_string())).collect::<Vec<_>>()
        })?;
    }
    Ok(bundle)
}

fn resource(path: &str, text: Option<&str>) -> Result<FluentResource, Vec<TextFault>> {
    let fault = |line, problem: String| TextFault { file: path.to_owned(), line, problem };
    let text = text.ok_or_else(|| vec![fault(1, "this file is missing; create it".to_owned())])?;
    FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| {
        let line = |at: usize| 1 + text.get(..at).unwrap_or(text).matches('\n').count();
        errors.iter().map(|error| fault(line(error.pos.start), error.kind.to_string())).collect::<Vec<_>>()
    })
}
