//! What may be given with a command, and how each value is read: hours,
//! languages, choices, notes, zones.

use chrono::{DateTime, NaiveTime, Utc};

use super::catalogue::{LOGS, NOONS, POSTS, SWITCH};
use super::{Change, Chat, Log, Preferences, Set, UsageError};
use crate::language::{Language, Languages};
use crate::remembrance::compose::LONGEST_NOTE;
use crate::remembrance::{LATEST, Noon, Post};
use crate::zones::places::{Found, Places};
use crate::zones::{Rules, Zone};

/// One value as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// The platform's id of a channel or role.
    Id(i64),
}

/// What was given with a command, by the names of its options.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given {
    /// `lang:az` as the first word.
    pub(super) language: Option<Language>,
    pub(super) values: Vec<(&'static str, Value)>,
}

impl Given {
    /// Takes in one more.
    ///
    /// # Errors
    /// [`UsageError::Twice`].
    pub(super) fn put(&mut self, name: &'static str, value: Value) -> Result<(), UsageError> {
        if self.values.iter().any(|(known, _)| *known == name) {
            return Err(UsageError::Twice { name });
        }
        self.values.push((name, value));
        Ok(())
    }

    /// The words given for an option, if any.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.values.iter().find_map(|(known, value)| match value {
            Value::Text(text) if *known == name => {
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            _ => None,
        })
    }

    /// The words given for an option that the command is nothing without.
    pub(super) fn needed(&self, command: &'static str, option: &'static str) -> Result<String, UsageError> {
        self.text(option).ok_or(UsageError::Missing { command, option })
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.values.iter().find_map(|(known, value)| match value {
            Value::Flag(flag) if *known == name => Some(*flag),
            _ => None,
        })
    }

    pub(super) fn id(&self, name: &str) -> Option<i64> {
        self.values.iter().find_map(|(known, value)| match value {
            Value::Id(id) if *known == name => Some(*id),
            _ => None,
        })
    }

    /// A setting: kept, cleared (by `clear`, or by the word `none`), or what
    /// `read` makes of it.
    fn change<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(String) -> Result<T, UsageError>,
    ) -> Result<Change<T>, UsageError> {
        let cleared = self.text("clear").is_some_and(|cleared| cleared.eq_ignore_ascii_case(name));
        match (self.text(name), cleared) {
            (Some(_), true) => Err(UsageError::Twice { name }),
            (None, true) => Ok(Change::Clear),
            (None, false) => Ok(Change::Keep),
            (Some(word), false) if word.eq_ignore_ascii_case("none") => Ok(Change::Clear),
            (Some(text), false) => read(text).map(Change::To),
        }
    }
}

/// What `set` names.
pub(super) fn set(given: &Given) -> Result<Set, UsageError> {
    Ok(Set {
        channel: given.id("channel"),
        languages: given.change("language", pair)?,
        zone: given.change("timezone", Ok)?,
        eve: hour(given, "eve")?,
        day: hour(given, "day")?,
        silence: noon(given)?,
        mention: role(given)?,
        note: given.change("note", note)?,
        publish: switch(given, "publish")?,
        event: switch(given, "event")?,
    })
}

/// What `defaults` names.
pub(super) fn preferences(given: &Given) -> Result<Preferences, UsageError> {
    let log = match given.id("log") {
        Some(_) if given.text("clear").as_deref() == Some("log") => {
            return Err(UsageError::Twice { name: "log" });
        }
        Some(channel) => Change::To(Log::Channel(channel)),
        None => match given.change("log", |text| one_of("log", &text, LOGS))? {
            Change::To("here") => Change::To(Log::Here),
            Change::To("me") => Change::To(Log::Me),
            Change::Keep => Change::Keep,
            Change::To(_) | Change::Clear => Change::Clear,
        },
    };
    let languages = given.change("language", pair)?;
    Ok(Preferences { languages, zone: given.change("timezone", Ok)?, log })
}

/// One language, if any was given.
pub(super) fn language(given: &Given) -> Result<Option<Language>, UsageError> {
    let known = |tag: String| {
        let called = |language: &Language| tag.eq_ignore_ascii_case(language.code());
        Language::ALL.iter().copied().find(called).ok_or(UsageError::UnknownLanguage(tag))
    };
    given.text("language").map(known).transpose()
}

/// One language or two, if any was given.
pub(super) fn languages(given: &Given) -> Result<Option<Languages>, UsageError> {
    given.text("language").map(pair).transpose()
}

/// A post, if one was given.
pub(super) fn post(given: &Given) -> Result<Option<Post>, UsageError> {
    let Some(text) = given.text("post") else { return Ok(None) };
    text.parse().map(Some).map_err(|_| UsageError::BadChoice { name: "post", given: text, choices: POSTS })
}

/// A chat by its name or id, if one was given.
pub(super) fn chat(given: &Given) -> Result<Option<Chat>, UsageError> {
    let Some(text) = given.text("chat") else { return Ok(None) };
    let name = text.strip_prefix('@').filter(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    match (name, text.parse()) {
        (Some(name), _) => Ok(Some(Chat::Name(name.to_owned()))),
        (None, Ok(id)) => Ok(Some(Chat::Id(id))),
        (None, Err(_)) => Err(UsageError::BadChat { given: text }),
    }
}

impl Set {
    /// What it names, as it would be typed: for the history.
    #[must_use]
    pub fn typed(&self, zone: Option<Zone>) -> String {
        let mut words = Vec::new();
        note_down(&mut words, "language", &self.languages, ToString::to_string);
        note_down(&mut words, "timezone", &self.zone, |typed| zone_or(zone, typed));
        for (name, hour) in [("eve", &self.eve), ("day", &self.day)] {
            let hour = hour_word(hour);
            words.extend(hour.map(|hour| format!("{name}:{hour}")));
        }
        match self.silence {
            Change::Keep => {}
            Change::Clear => words.push("silence:off".to_owned()),
            Change::To(Noon::Baku) => words.push("silence:baku".to_owned()),
            Change::To(Noon::Local) => words.push("silence:local".to_owned()),
        }
        note_down(&mut words, "mention", &self.mention, ToString::to_string);
        note_down(&mut words, "note", &self.note, |note| format!("\"{note}\""));
        for (name, switch) in [("publish", self.publish), ("event", self.event)] {
            words.extend(switch.map(|on| format!("{name}:{}", if on { "on" } else { "off" })));
        }
        words.join(" ")
    }
}

impl Preferences {
    /// What it names, as it would be typed: for the history.
    #[must_use]
    pub fn typed(&self, zone: Option<Zone>) -> String {
        let mut words = Vec::new();
        note_down(&mut words, "language", &self.languages, ToString::to_string);
        note_down(&mut words, "timezone", &self.zone, |typed| zone_or(zone, typed));
        note_down(&mut words, "log", &self.log, |log| match log {
            Log::Channel(channel) => channel.to_string(),
            Log::Here => "here".to_owned(),
            Log::Me => "me".to_owned(),
        });
        words.join(" ")
    }
}

fn note_down<T>(words: &mut Vec<String>, name: &str, change: &Change<T>, write: impl Fn(&T) -> String) {
    match change {
        Change::Keep => {}
        Change::Clear => words.push(format!("{name}:none")),
        Change::To(value) => words.push(format!("{name}:{}", write(value))),
    }
}

fn zone_or(zone: Option<Zone>, typed: &str) -> String {
    zone.map_or_else(|| typed.to_owned(), |zone| zone.name().to_owned())
}

fn hour_word(hour: &Change<NaiveTime>) -> Option<String> {
    match hour {
        Change::Keep => None,
        Change::Clear => Some("off".to_owned()),
        Change::To(hour) => Some(hour.format("%H:%M").to_string()),
    }
}

/// The zone that people mean.
///
/// # Errors
/// [`UsageError::ManyZones`], [`UsageError::NoZone`].
pub fn zone(typed: &str, places: &Places, rules: &Rules, now: DateTime<Utc>) -> Result<Zone, UsageError> {
    let typed = typed.trim();
    match places.find(typed, rules, now) {
        Found::One(zone) => Ok(zone),
        Found::Several(zones) => Err(UsageError::ManyZones { typed: typed.to_owned(), zones }),
        Found::None(nearest) => Err(UsageError::NoZone { typed: typed.to_owned(), nearest }),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of every reader of a setting")]
fn pair(text: String) -> Result<Languages, UsageError> {
    let text: String = text.split_whitespace().collect();
    text.parse().map_err(|_| UsageError::BadLanguages { given: text })
}

/// `HH:MM` from 00:00 to 22:00, or `off`.
fn hour(given: &Given, name: &'static str) -> Result<Change<NaiveTime>, UsageError> {
    let Some(text) = given.text(name) else { return Ok(Change::Keep) };
    if text.eq_ignore_ascii_case("off") {
        return Ok(Change::Clear);
    }
    let digits = |part: &str| {
        let fits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| part.parse().ok()).flatten()
    };
    let time = text
        .split_once(':')
        .and_then(|(hour, minute)| NaiveTime::from_hms_opt(digits(hour)?, digits(minute)?, 0));
    match time.filter(|time| *time <= LATEST) {
        Some(time) => Ok(Change::To(time)),
        None => Err(UsageError::BadHour { name, given: text }),
    }
}

fn noon(given: &Given) -> Result<Change<Noon>, UsageError> {
    let Some(text) = given.text("silence") else { return Ok(Change::Keep) };
    Ok(match one_of("silence", &text, NOONS)? {
        "baku" => Change::To(Noon::Baku),
        "local" => Change::To(Noon::Local),
        _ => Change::Clear,
    })
}

fn role(given: &Given) -> Result<Change<i64>, UsageError> {
    match (given.id("mention"), given.change("mention", Ok)?) {
        (Some(_), Change::Clear) => Err(UsageError::Twice { name: "mention" }),
        (Some(role), _) => Ok(Change::To(role)),
        (None, Change::Clear) => Ok(Change::Clear),
        (None, Change::Keep | Change::To(_)) => Ok(Change::Keep),
    }
}

fn switch(given: &Given, name: &'static str) -> Result<Option<bool>, UsageError> {
    let Some(text) = given.text(name) else { return Ok(None) };
    Ok(Some(one_of(name, &text, SWITCH)? == "on"))
}

fn note(text: String) -> Result<String, UsageError> {
    let units = text.encode_utf16().count();
    if units > LONGEST_NOTE { Err(UsageError::NoteTooLong { units }) } else { Ok(text) }
}

pub(super) fn one_of(
    name: &'static str,
    text: &str,
    choices: &'static [&'static str],
) -> Result<&'static str, UsageError> {
    let found = choices.iter().copied().find(|choice| choice.eq_ignore_ascii_case(text));
    found.ok_or_else(|| UsageError::BadChoice { name, given: text.to_owned(), choices })
}
