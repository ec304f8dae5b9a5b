//! Answers that a person puts into whatever conversation they are in
//! (Telegram's inline mode): each is whole, with its sources, and stands alone.

use super::{Answer, Answers, App};
use crate::community::{Community, Platform};
use crate::knowledge::index::Target;
use crate::knowledge::{FactKey, Standing};
use crate::language::Language;
use crate::message::{Block, Message, Passage};
use crate::metrics;

/// Answers offered at most.
const MOST: usize = 10;
/// What is asked most, offered before anything is typed.
const ASKED_MOST: [&str; 4] = ["killed-total", "event-date", "night-of-entry", "victims-who"];
/// The longest description of an answer, in characters.
const LONGEST_DESCRIPTION: usize = 120;

/// An answer to be put into a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlineResult {
    /// The fact that it tells first: ASCII, at most 40 bytes.
    pub id: String,
    /// The question that it answers.
    pub title: String,
    /// How it begins.
    pub description: String,
    /// The whole answer, without buttons.
    pub message: Message,
}

/// What is offered to whoever types after the bot's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The language of the answers.
    pub language: Language,
    /// The best first; none where no source answers.
    pub results: Vec<InlineResult>,
    /// The words on the button that leads to the private conversation.
    pub elsewhere: String,
}

impl App {
    /// Whole answers to what a person types after the bot's name, in the
    /// language they chose, else the question's own, else their app's; `None` for
    /// whoever asks more often than a person types.
    pub async fn inline(&self, query: &str, person: i64, app_language: Option<Language>) -> Option<Offered> {
        if !self.limits.offer(person, self.clock.now().steady) {
            let language = app_language.unwrap_or(Language::REFERENCE);
            metrics::question(Platform::Telegram.name(), language.code(), "limited");
            return None;
        }
        let own = Community { platform: Platform::Telegram, native: person };
        let chosen = self.store.chosen_language(own).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a person's language could not be read");
            None
        });
        let offered = self.answers.offered(query, chosen, app_language);
        let outcome = if offered.results.is_empty() { "not-offered" } else { "offered" };
        metrics::question(Platform::Telegram.name(), offered.language.code(), outcome);
        Some(offered)
    }
}

impl Answers {
    /// Whole answers to a question, or those asked most where there is none.
    #[must_use]
    pub fn offered(&self, query: &str, chosen: Option<Language>, app: Option<Language>) -> Offered {
        let query = query.trim();
        if query.is_empty() {
            let language = chosen.or(app).unwrap_or(Language::REFERENCE);
            let facts = ASKED_MOST.iter().filter_map(|id| self.knowledge.fact_key(id));
            return self.offer(language, facts.map(|fact| self.result(language, fact)).collect());
        }
        let answer = self.answer(query, chosen, app);
        let language = answer.language;
        let mut results: Vec<InlineResult> = self.whole(query, &answer).into_iter().collect();
        if !results.is_empty() {
            let near = self.near(query, &answer);
            results.extend(near.into_iter().map(|fact| self.result(language, fact)));
        }
        self.offer(language, results)
    }

    /// Three questions that are asked often.
    #[must_use]
    pub fn examples(&self, language: Language) -> Vec<String> {
        let facts = ASKED_MOST.iter().filter_map(|id| self.knowledge.fact_key(id)).take(3);
        facts.map(|fact| self.knowledge[fact].texts[language].question().to_owned()).collect()
    }

    fn offer(&self, language: Language, results: Vec<InlineResult>) -> Offered {
        Offered { language, results, elsewhere: self.texts.text(language, "inline-elsewhere") }
    }

    /// The answer itself, all its facts in one.
    fn whole(&self, query: &str, answer: &Answer) -> Option<InlineResult> {
        let first = *answer.facts.first()?;
        if answer.facts.len() == 1 {
            return Some(self.result(answer.language, first));
        }
        let message = self.ask(query, Some(answer.language), None).message;
        Some(InlineResult {
            message: Message { choices: Vec::new(), ..message },
            ..self.result(answer.language, first)
        })
    }

    /// The facts nearest to an answer that stand alone.
    fn near(&self, query: &str, answer: &Answer) -> Vec<FactKey> {
        let hits = self.search.hits(query).into_iter().filter_map(|hit| match hit.target {
            Target::Fact(fact) => Some(fact),
            Target::Refusal(_) => None,
        });
        let mut near: Vec<FactKey> = Vec::new();
        for fact in answer.related.iter().copied().chain(hits) {
            if !answer.facts.contains(&fact) && !near.contains(&fact) && self.stands_alone(fact) {
                near.push(fact);
            }
        }
        near.truncate(MOST - 1);
        near
    }

    /// Whether a fact may be read without another: one value of several that
    /// sources give may not.
    fn stands_alone(&self, fact: FactKey) -> bool {
        let fact = &self.knowledge[fact];
        let disputes = |key: &FactKey| {
            let other = &self.knowledge[*key];
            other.standing == Standing::Conflicting && !other.figures.is_empty()
        };
        let told_whole = fact.standing == Standing::Conflicting && !fact.figures.is_empty();
        told_whole || !fact.related.iter().any(disputes)
    }

    fn result(&self, language: Language, key: FactKey) -> InlineResult {
        let fact = &self.knowledge[key];
        let message = Message { choices: Vec::new(), ..self.fact(language, key) };
        let begins = message.blocks.iter().find_map(|block| match block {
            Block::Passage(passage) => Some(shortened(passage)),
            _ => None,
        });
        InlineResult {
            id: fact.id.clone(),
            title: fact.texts[language].question().to_owned(),
            description: begins.unwrap_or_default(),
            message,
        }
    }
}

/// How a passage begins.
fn shortened(passage: &Passage) -> String {
    let text = passage.plain();
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return text;
    }
    let begins: String = text.chars().take(LONGEST_DESCRIPTION).collect();
    let whole = begins.rsplit_once(char::is_whitespace).map_or(begins.as_str(), |(words, _)| words);
    format!("{whole} …")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    /// Read once: it takes its time.
    static ANSWERS: LazyLock<Answers> = LazyLock::new(Answers::built_in);

    #[test]
    fn before_anything_is_typed_the_four_asked_most_are_offered_in_the_persons_language() {
        for language in Language::ALL {
            let offered = ANSWERS.offered("  ", None, Some(*language));
            assert_eq!(offered.language, *language);
            assert_eq!(offered.results.len(), ASKED_MOST.len());
        }
    }

    #[test]
    fn every_offer_is_whole_cited_and_without_buttons() {
        let offered = ANSWERS.offered("how many people were killed?", None, None);
        assert_eq!(offered.results[0].id, "killed-total");
        assert!(offered.results.len() <= MOST);
        for result in &offered.results {
            assert!(result.message.blocks.iter().any(|block| matches!(block, Block::Sources(_))));
            assert!(result.message.choices.is_empty());
            assert!(result.id.is_ascii() && result.id.len() <= 40);
            assert!(result.description.chars().count() <= LONGEST_DESCRIPTION + 2);
        }
    }

    #[test]
    fn what_no_source_answers_offers_nothing() {
        assert!(ANSWERS.offered("how do I bake bread?", None, None).results.is_empty());
    }
}
