//! Citations: the numbers in a text and the list they lead to.

use serde::Serialize;

use super::App;
use crate::knowledge::{FactKey, Seen, Source, SourceKey, SourceKind, When};
use crate::language::Language;
use crate::locale::Value;
use crate::message::{Block, Passage, SourceLine};

/// The sources of one text, numbered from 1 in order of first mention.
#[derive(Debug, Clone, Default)]
pub(super) struct Bibliography(Vec<SourceKey>);

impl Bibliography {
    /// The number of a source, a new one if it was not mentioned before.
    pub(super) fn number(&mut self, source: SourceKey) -> usize {
        let known = self.0.iter().position(|known| *known == source);
        known.unwrap_or_else(|| {
            self.0.push(source);
            self.0.len() - 1
        }) + 1
    }

    /// Every source with its number.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (usize, SourceKey)> {
        self.0.iter().enumerate().map(|(at, source)| (at + 1, *source))
    }
}

/// A citation as programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The number in the text.
    pub n: usize,
    /// The source's id.
    pub id: String,
    /// The work's title; a descriptive one in brackets where it has none.
    pub title: String,
    /// Where stated.
    pub author: Option<String>,
    /// Where known.
    pub publisher: Option<String>,
    /// `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or nothing.
    pub date: Option<String>,
    /// What kind of work it is.
    pub kind: SourceKind,
    /// How it was seen, where that was not the work itself.
    pub seen: Option<String>,
    /// The work's own address, where known.
    pub url: Option<String>,
}

impl App {
    /// A fact's statement in `language`, its marks numbered by `bibliography`.
    pub(super) fn passage(
        &self,
        fact: FactKey,
        language: Language,
        bibliography: &mut Bibliography,
    ) -> Passage {
        let statement = &self.knowledge[fact].texts[language].statement;
        statement.numbered(|source| bibliography.number(source))
    }

    /// A fact's statement with its own citations.
    #[must_use]
    pub fn told(&self, fact: FactKey, language: Language) -> (Passage, Vec<Cited>) {
        let mut bibliography = Bibliography::default();
        let passage = self.passage(fact, language, &mut bibliography);
        (passage, self.cited(language, &bibliography))
    }

    /// The list that the marks lead to.
    pub(super) fn source_list(&self, language: Language, bibliography: &Bibliography) -> Block {
        let lines = bibliography.numbered().map(|(number, key)| {
            let source = &self.knowledge[key];
            SourceLine { number, text: self.source_line(language, source), url: source.url.clone() }
        });
        Block::Sources(lines.collect())
    }

    /// The citations as programs read them.
    pub(super) fn cited(&self, language: Language, bibliography: &Bibliography) -> Vec<Cited> {
        let cited = bibliography.numbered().map(|(n, key)| {
            let source = &self.knowledge[key];
            Cited {
                n,
                id: source.id.clone(),
                title: source.shown_title(language),
                author: source.author.clone(),
                publisher: source.publisher.clone(),
                date: source.date.map(|date| date.to_string()),
                kind: source.kind,
                seen: self.seen(language, source),
                url: source.url.clone(),
            }
        });
        cited.collect()
    }

    /// Author, title, publisher, date, kind, and how the work was seen.
    pub(super) fn source_line(&self, language: Language, source: &Source) -> String {
        let title = source.shown_title(language);
        let title = if source.title.is_some() { format!("“{title}”") } else { title };
        let date = match &source.date {
            Some(date) => self.date(language, date),
            None => self.texts.text(language, "undated"),
        };
        let publisher =
            source.publisher.clone().filter(|publisher| Some(publisher) != source.author.as_ref());
        let parts = [source.author.clone(), Some(title), publisher, Some(date)];
        let line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
        match self.seen(language, source) {
            Some(seen) => format!("{line}; {seen}"),
            None => line,
        }
    }

    fn seen(&self, language: Language, source: &Source) -> Option<String> {
        let via = source.via.as_deref();
        match (source.seen, via) {
            (Seen::SecondHand, Some(via)) => {
                Some(self.texts.format(language, "seen-second-hand", &[("via", Value::Words(via))]))
            }
            (Seen::SecondHand, None) => Some(self.texts.text(language, "seen-second-hand-only")),
            (Seen::Pointer, _) => Some(self.texts.text(language, "seen-pointer")),
            (Seen::Full | Seen::Page, Some(via)) => {
                Some(self.texts.format(language, "seen-copy", &[("via", Value::Words(via))]))
            }
            (Seen::Full | Seen::Page, None) => None,
        }
    }

    /// A date in words, as precise as it is.
    pub(super) fn date(&self, language: Language, date: &When) -> String {
        let year = date.year.to_string();
        let year = ("year", Value::Words(&year));
        let Some(month) = date.month else {
            return self.texts.format(language, "date-year", &[year]);
        };
        let month = ("month", Value::Number(u64::from(month)));
        let Some(day) = date.day else {
            return self.texts.format(language, "date-month", &[year, month]);
        };
        let day = ("day", Value::Number(u64::from(day)));
        match date.hour {
            None => self.texts.format(language, "date-day", &[year, month, day]),
            Some(hour) => {
                let hour = hour.format("%H:%M").to_string();
                let hour = ("hour", Value::Words(&hour));
                self.texts.format(language, "date-hour", &[year, month, day, hour])
            }
        }
    }
}
