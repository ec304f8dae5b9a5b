//! A typed line, or the named options of a platform's form, becomes a
//! [`Command`].

use super::catalogue::{CATALOGUE, Entry, Group, Kind};
use super::values::{self, Given};
use super::{Command, Remembrance, Surface, UsageError, Verb, typed};
use crate::fold::nearest;
use crate::language::Language;

pub use super::values::Value;

/// The longest line that is read, in characters.
pub const LONGEST_LINE: usize = 2_000;

/// Parses a line: `/command [lang:xx] text`, `/remembrance set name:value …`,
/// or, without a slash, a question.
///
/// # Errors
/// [`UsageError`], naming what is wrong.
pub fn line(text: &str, surface: Surface) -> Result<Command, UsageError> {
    let text = plain(text);
    let text = text.trim();
    if text.chars().count() > LONGEST_LINE {
        return Err(UsageError::TooLong { most: LONGEST_LINE });
    }
    let Some(call) = text.strip_prefix('/') else { return question(text, None) };
    let (name, rest) = word(call);
    if name.eq_ignore_ascii_case(Group::Remembrance.name()) {
        return remembrance(rest, surface);
    }
    let entry = entry(Group::January20, name, surface)?;
    let (language, rest) = language_first(rest)?;
    let mut given = Given { language, ..Given::default() };
    match (entry.first(), rest.trim()) {
        (_, "") => {}
        (Some(option), rest) => given.put(option.name, checked(option.name, option.kind, rest)?)?,
        (None, rest) => {
            return Err(UsageError::Superfluous { command: entry.call(), given: rest.to_owned() });
        }
    }
    entry.command(given)
}

/// Reads the named options of a platform's form: `path` is the command and its
/// subcommand, as in `["remembrance", "set"]`.
///
/// # Errors
/// [`UsageError`], naming what is wrong.
pub fn named<'a>(
    path: &[&str],
    options: impl IntoIterator<Item = (&'a str, Value)>,
) -> Result<Command, UsageError> {
    let [group, name] = path else {
        return Err(UsageError::UnknownCommand { name: path.join(" "), nearest: None });
    };
    let group = Group::ALL.iter().copied().find(|known| known.name() == *group);
    let group = group.ok_or_else(|| UsageError::UnknownCommand { name: path.join(" "), nearest: None })?;
    let entry = entry(group, name, Surface::Discord)?;
    let mut given = Given::default();
    for (name, value) in options {
        let option = typed::option(entry, name, Surface::Discord)?;
        let value = match value {
            Value::Text(text) => checked(option.name, option.kind, plain(&text).trim())?,
            other => other,
        };
        given.put(option.name, value)?;
    }
    entry.command(given)
}

/// A question given by itself, as a program does.
///
/// # Errors
/// [`UsageError::Missing`] if nothing is left to read, [`UsageError::TooLong`].
pub fn question(text: &str, language: Option<Language>) -> Result<Command, UsageError> {
    let question = plain(text).trim().to_owned();
    if question.is_empty() {
        return Err(UsageError::Missing { command: "ask", option: "question" });
    }
    if question.chars().count() > LONGEST_LINE {
        return Err(UsageError::TooLong { most: LONGEST_LINE });
    }
    Ok(Command { language, ..Command::new(Verb::Ask { question }) })
}

fn remembrance(rest: &str, surface: Surface) -> Result<Command, UsageError> {
    let (before, rest) = language_first(rest)?;
    let (name, rest) = word(rest);
    if name.is_empty() {
        return Ok(Command { language: before, ..Command::new(Verb::Remembrance(Remembrance::Menu)) });
    }
    // A chat alone: the menu about it.
    if surface == Surface::Telegram && name.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("chat:")) {
        let about = remembrance(&format!("status {name} {rest}"), surface)?;
        return Ok(Command { verb: Verb::Remembrance(Remembrance::Menu), language: before, ..about });
    }
    let entry = entry(Group::Remembrance, name, surface)?;
    let (after, rest) = language_first(rest)?;
    let mut given = Given { language: after.or(before), ..Given::default() };
    for (option, text) in typed::options(entry, rest, surface)? {
        given.put(option.name, checked(option.name, option.kind, &text)?)?;
    }
    entry.command(given)
}

/// A value of an option that takes one of a few words is one of them.
fn checked(name: &'static str, kind: Kind, text: &str) -> Result<Value, UsageError> {
    let clears = text.eq_ignore_ascii_case("none") && name == "log";
    match kind {
        Kind::Choice(_) if clears || name == "language" => Ok(Value::Text(text.to_owned())),
        Kind::Choice(choices) => Ok(Value::Text(values::one_of(name, text, choices)?.to_owned())),
        _ => Ok(Value::Text(text.to_owned())),
    }
}

fn entry(group: Group, name: &str, surface: Surface) -> Result<&'static Entry, UsageError> {
    let lower = name.to_ascii_lowercase();
    let there = || CATALOGUE.iter().filter(|entry| entry.group == group && entry.is_on(surface));
    there().find(|entry| entry.is_called(&lower)).ok_or_else(|| {
        let prefix = match group {
            Group::January20 => String::new(),
            Group::Remembrance => format!("{} ", group.name()),
        };
        let own = there().flat_map(|entry| entry.aliases.iter().chain([&entry.name])).copied();
        let groups = (group == Group::January20).then_some(Group::Remembrance.name());
        let nearest = nearest(&lower, own.chain(groups)).map(|nearest| format!("{prefix}{nearest}"));
        UsageError::UnknownCommand { name: format!("{prefix}{name}"), nearest }
    })
}

fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(char::is_whitespace).unwrap_or((text, ""))
}

fn language_first(text: &str) -> Result<(Option<Language>, &str), UsageError> {
    let text = text.trim_start();
    let Some(rest) = text.get(..5).filter(|start| start.eq_ignore_ascii_case("lang:")).map(|_| &text[5..])
    else {
        return Ok((None, text));
    };
    let (tag, rest) = word(rest);
    match Language::from_tag(tag) {
        Some(language) => Ok((Some(language), rest)),
        None => Err(UsageError::UnknownLanguage(tag.to_owned())),
    }
}

/// Control characters, and marks that turn the direction of writing, are read
/// as spaces: they say nothing and would disturb what is shown.
fn plain(text: &str) -> String {
    let turns =
        |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    text.chars().map(|letter| if letter.is_control() || turns(letter) { ' ' } else { letter }).collect()
}
