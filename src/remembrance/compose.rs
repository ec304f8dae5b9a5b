//! What a post says: a text of the base in the year's variant, in one language
//! or two, with its sources. It knows no markup.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Utc};

use super::Post;
use crate::built_in;
use crate::knowledge::bibliography::{self, Bibliography};
use crate::knowledge::{Knowledge, Variant};
use crate::language::{Language, Languages};
use crate::locale::{Texts, Value};
use crate::message::{Block, Message, SourceLine};
use crate::zones::places::Places;
use crate::zones::{Rules, Zone};

/// The year of the events: anniversaries are counted from it.
pub const YEAR: i32 = 1990;

/// The most that a post's text in one language may have with its sources, in
/// UTF-16 units: with a note it stays within the caption of a picture on
/// Telegram (1024), and two with a note within a message on Discord (2000).
pub const LONGEST_TEXT: usize = 640;
/// The most that a community's note may have, in UTF-16 units.
pub const LONGEST_NOTE: usize = 300;
/// The most that a note may have with what stands before it.
pub const LONGEST_FRAMED_NOTE: usize = 360;

/// Composes posts. Clones share what it reads.
#[derive(Debug, Clone)]
pub struct Composer {
    /// The facts, and the texts that rest on them.
    pub knowledge: Arc<Knowledge>,
    /// The bot's own words.
    pub texts: Arc<Texts>,
    /// The names of zones.
    pub places: Arc<Places>,
    /// The rules of zones.
    pub rules: Rules,
}

/// Which post is wanted, for whom.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Which post.
    pub post: Post,
    /// Of which year.
    pub year: i32,
    /// In which languages.
    pub languages: Languages,
    /// Where its readers are.
    pub zone: Zone,
    /// The moment of silence, for `silence`.
    pub moment: Option<DateTime<Utc>>,
    /// The community's own words.
    pub note: Option<&'a str>,
    /// Whether it is a rehearsal, and begins by saying so.
    pub rehearsal: bool,
}

/// A post in its languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// Each language's text, in order.
    pub parts: Vec<Message>,
    /// The community's own words, after the last text.
    pub note: Option<Note>,
}

/// A community's own words, quoted as theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Whose words follow.
    pub intro: String,
    /// The words as typed.
    pub text: String,
}

impl Composer {
    /// Composes from what is inside the program.
    #[must_use]
    pub fn built_in(rules: Rules) -> Self {
        let (knowledge, texts) = built_in::both();
        Self {
            knowledge: Arc::new(knowledge),
            texts: Arc::new(texts),
            places: Arc::new(built_in::places()),
            rules,
        }
    }

    /// Composes a post.
    #[must_use]
    pub fn compose(&self, wanted: &Wanted<'_>) -> Composed {
        let parts = wanted.languages.iter().map(|language| self.part(wanted, language)).collect();
        let note = wanted.note.map(|note| Note {
            intro: self.texts.text(wanted.languages.last(), "post-note"),
            text: note.to_owned(),
        });
        Composed { parts, note }
    }

    fn part(&self, wanted: &Wanted<'_>, language: Language) -> Message {
        let mut blocks = Vec::new();
        if wanted.rehearsal {
            blocks.push(Block::Notice(self.texts.text(language, "post-rehearsal")));
        }
        blocks.push(Block::Heading(self.title(wanted.post, wanted.year, language)));
        if let Some(at) = wanted.moment {
            blocks.push(Block::Moment { at, text: self.hours(at, wanted.zone, language) });
        }
        if let Some(variant) = self.variant(wanted.post, wanted.year) {
            let mut bibliography = Bibliography::default();
            let passage = variant.texts[language].numbered(|source| bibliography.number(source));
            blocks.push(Block::Passage(passage));
            let lines = bibliography.numbered().map(|(number, key)| {
                let source = &self.knowledge[key];
                let text = bibliography::short(&self.texts, language, source);
                SourceLine { number, text, url: source.url.clone() }
            });
            blocks.push(Block::Sources(lines.collect()));
        }
        Message::of(blocks)
    }

    /// The year's text: the next year's is always another.
    fn variant(&self, post: Post, year: i32) -> Option<&Variant> {
        let variants: Vec<&Variant> =
            self.knowledge.variants().iter().filter(|variant| variant.post == post.name()).collect();
        let count = i32::try_from(variants.len()).ok().filter(|count| *count > 0)?;
        variants.get(usize::try_from(year.rem_euclid(count)).ok()?).copied()
    }

    /// What a post of a year is called.
    #[must_use]
    pub fn title(&self, post: Post, year: i32, language: Language) -> String {
        let years = u64::try_from(year - YEAR).unwrap_or(0);
        let year = year.to_string();
        let values = [("years", Value::Number(years)), ("year", Value::Words(&year))];
        self.texts.format(language, &format!("post-title-{post}"), &values)
    }

    /// The hour at the readers', and Baku's before it where it is another.
    fn hours(&self, at: DateTime<Utc>, zone: Zone, language: Language) -> String {
        let theirs = self.hour(at, zone, language);
        let noon = |zone| self.rules.local(zone, at).format("%H:%M").to_string() == "12:00";
        if noon(zone) { theirs } else { format!("{} · {theirs}", self.hour(at, Zone::BAKU, language)) }
    }

    fn hour(&self, at: DateTime<Utc>, zone: Zone, language: Language) -> String {
        let local = self.rules.local(zone, at);
        let place = self.places.name(zone, language);
        let hour = local.format("%H:%M");
        if local.day() == 20 {
            return format!("{hour} ({place})");
        }
        let day = ("day", Value::Number(u64::from(local.day())));
        let month = ("month", Value::Number(u64::from(local.month())));
        format!("{} {hour} ({place})", self.texts.format(language, "date-day-only", &[day, month]))
    }
}
