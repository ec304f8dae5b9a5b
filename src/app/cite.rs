//! Citations in answers: statements numbered, and the list the numbers lead to.

use serde::Serialize;

use super::Answers;
use crate::knowledge::bibliography::{self, Bibliography};
use crate::knowledge::{FactKey, SourceKind};
use crate::language::Language;
use crate::message::{Block, Message, Passage, SourceLine};
use crate::render::plain::{plain, units};

/// The most units of a page: a message on Telegram has 4,096, and below the
/// sources there is a line that numbers the page.
const LONGEST_PAGE: usize = 4_000;

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
    /// The work's own address, where known.
    pub url: Option<String>,
}

impl Answers {
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
            SourceLine {
                number,
                text: bibliography::line(&self.texts, language, source),
                url: source.url.clone(),
            }
        });
        Block::Sources(lines.collect())
    }

    /// Adds the list that the marks of a page lead to: each source in full, or
    /// in a few words where the page would be longer than a message may be.
    pub(super) fn add_sources(&self, language: Language, message: &mut Message, bibliography: &Bibliography) {
        message.blocks.push(self.source_list(language, bibliography));
        if units(&plain(message)) <= LONGEST_PAGE {
            return;
        }
        let lines = bibliography.numbered().map(|(number, key)| {
            let source = &self.knowledge[key];
            let text = bibliography::short(&self.texts, language, source);
            SourceLine { number, text, url: source.url.clone() }
        });
        message.blocks.pop();
        message.blocks.push(Block::Sources(lines.collect()));
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
                url: source.url.clone(),
            }
        });
        cited.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{Press, View};
    use crate::render::telegram::LONGEST_TEXT;

    #[test]
    fn every_page_of_facts_and_sources_is_one_message() {
        let answers = Answers::built_in();
        for language in Language::ALL.iter().copied() {
            for page in 0..60 {
                for view in [View::Timeline { page }, View::Sources { page }] {
                    let message = answers.pressed(&Press::new(view.clone(), language)).message;
                    assert!(units(&plain(&message)) <= LONGEST_TEXT, "{language} {view:?}");
                }
            }
        }
    }
}
