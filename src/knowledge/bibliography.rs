//! Sources as readers see them: the numbers in a text, and the records that the
//! numbers lead to.

use super::{Seen, Source, SourceKey, When};
use crate::language::Language;
use crate::locale::{Texts, Value};

/// The sources of one text, numbered from 1 in order of first mention.
#[derive(Debug, Clone, Default)]
pub struct Bibliography(Vec<SourceKey>);

impl Bibliography {
    /// The number of a source, a new one if it was not mentioned before.
    pub fn number(&mut self, source: SourceKey) -> usize {
        let known = self.0.iter().position(|known| *known == source);
        known.unwrap_or_else(|| {
            self.0.push(source);
            self.0.len() - 1
        }) + 1
    }

    /// Every source with its number.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, SourceKey)> {
        self.0.iter().enumerate().map(|(at, source)| (at + 1, *source))
    }
}

/// A source's whole record: author, title, publisher, date, and how the work
/// was seen.
#[must_use]
pub fn line(texts: &Texts, language: Language, source: &Source) -> String {
    let title = source.shown_title(language);
    let title = if source.title.is_some() { format!("“{title}”") } else { title };
    let date = match &source.date {
        Some(when) => date(texts, language, when),
        None => texts.text(language, "undated"),
    };
    let publisher = source.publisher.clone().filter(|publisher| Some(publisher) != source.author.as_ref());
    let parts = [source.author.clone(), Some(title), publisher, Some(date)];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    match seen(texts, language, source) {
        Some(seen) => format!("{line}; {seen}"),
        None => line,
    }
}

/// A source in a few words, for posts: what a sentence calls it, with its date
/// unless the name holds the year.
#[must_use]
pub fn short(texts: &Texts, language: Language, source: &Source) -> String {
    let name = &source.texts[language].name;
    match &source.date {
        Some(when) if name.contains(&when.year.to_string()) => name.clone(),
        Some(when) => format!("{name}, {}", date(texts, language, when)),
        None => format!("{name}, {}", texts.text(language, "undated")),
    }
}

/// How the work was seen, where that was not the work itself.
#[must_use]
fn seen(texts: &Texts, language: Language, source: &Source) -> Option<String> {
    let via = source.texts[language].via.as_deref();
    match (source.seen, via) {
        (Seen::SecondHand, Some(via)) => {
            Some(texts.format(language, "seen-second-hand", &[("via", Value::Words(via))]))
        }
        (Seen::SecondHand, None) => Some(texts.text(language, "seen-second-hand-only")),
        (Seen::Pointer, _) => Some(texts.text(language, "seen-pointer")),
        (Seen::Full | Seen::Page, Some(via)) => {
            Some(texts.format(language, "seen-copy", &[("via", Value::Words(via))]))
        }
        (Seen::Full | Seen::Page, None) => None,
    }
}

/// A date in words, as precise as it is.
#[must_use]
pub fn date(texts: &Texts, language: Language, when: &When) -> String {
    let year = when.year.to_string();
    let year = ("year", Value::Words(&year));
    let Some(month) = when.month else {
        return texts.format(language, "date-year", &[year]);
    };
    let month = ("month", Value::Number(u64::from(month)));
    let Some(day) = when.day else {
        return texts.format(language, "date-month", &[year, month]);
    };
    let day = ("day", Value::Number(u64::from(day)));
    match when.hour {
        None => texts.format(language, "date-day", &[year, month, day]),
        Some(hour) => {
            let hour = hour.format("%H:%M").to_string();
            let hour = ("hour", Value::Words(&hour));
            texts.format(language, "date-hour", &[year, month, day, hour])
        }
    }
}
