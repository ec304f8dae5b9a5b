//! A question becomes a cited answer, or an honest refusal.

use super::cite::Cited;
use super::press::{Press, View};
use super::{Answers, Reply};
use crate::fold;
use crate::knowledge::bibliography::Bibliography;
use crate::knowledge::index::Target;
use crate::knowledge::search::{Found, Outcome};
use crate::knowledge::{FactKey, RefusalKind};
use crate::language::Language;
use crate::message::{Block, Choice, Message, Passage};

/// Of so many best hits the leading ones go first while somebody types.
const LIKELIEST: usize = 5;
/// The longest name of a choice, in characters (Discord's limit).
const LONGEST_CHOICE: usize = 100;
/// Related facts offered under an answer.
const RELATED: usize = 4;

/// What a question came to, before anything is rendered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The language it is in.
    pub language: Language,
    /// How sure the outcome is, 0 to 1.
    pub confidence: f32,
    /// Why there is no fact; then nothing is cited.
    pub refusal: Option<RefusalKind>,
    /// The facts told, the best first.
    pub facts: Vec<FactKey>,
    /// What is told of each, in the same order.
    pub passages: Vec<Passage>,
    /// What the marks in the passages lead to.
    pub citations: Vec<Cited>,
    /// What a reader may want next.
    pub related: Vec<FactKey>,
    /// The nearest facts, where none is told.
    pub suggestions: Vec<FactKey>,
    bibliography: Bibliography,
}

impl Answers {
    /// Answers a question. The language is the one asked for, else the
    /// question's own where it is clear, else the app's, else English.
    #[must_use]
    pub fn answer(&self, question: &str, asked: Option<Language>, app: Option<Language>) -> Answer {
        self.answer_from(question, asked, app, self.search.find(question))
    }

    /// The answer to a question for which this was found.
    #[must_use]
    pub fn answer_from(
        &self,
        question: &str,
        asked: Option<Language>,
        app: Option<Language>,
        found: Found,
    ) -> Answer {
        let language =
            asked.or_else(|| self.search.language(question)).or(app).unwrap_or(Language::REFERENCE);
        let (facts, refusal) = match found.outcome {
            Outcome::Answered(facts) => (facts, None),
            Outcome::Refused(kind) => (Vec::new(), Some(kind)),
        };
        let mut bibliography = Bibliography::default();
        let passages = facts.iter().map(|fact| self.passage(*fact, language, &mut bibliography)).collect();
        let suggestions = if refusal.is_some() { found.nearest } else { Vec::new() };
        Answer {
            language,
            confidence: found.confidence,
            refusal,
            passages,
            citations: self.cited(language, &bibliography),
            related: self.related(&facts),
            facts,
            suggestions,
            bibliography,
        }
    }

    /// The answer's text without its list of sources: statements with their
    /// marks, or one civil sentence.
    #[must_use]
    pub fn answer_text(&self, answer: &Answer) -> String {
        match answer.refusal {
            Some(kind) => self.texts.text(answer.language, refusal_key(kind)),
            None => answer.passages.iter().map(Passage::plain).collect::<Vec<_>>().join("\n\n"),
        }
    }

    /// Known questions that what is typed so far may become, the likeliest
    /// first: of at most 100 characters (Discord's limit for a choice).
    #[must_use]
    pub fn complete(&self, typed: &str, own: Option<Language>, most: usize) -> Vec<String> {
        let language = self.typed_language(typed, own.unwrap_or(Language::REFERENCE));
        let wanted = fold::words(typed).join(" ");
        let question = |fact: FactKey| self.knowledge[fact].texts[language].question();
        let begins = |question: &&str| fold::words(question).join(" ").starts_with(&wanted);
        let hits = self.search.hits(typed);
        let found = || {
            hits.iter().filter_map(|hit| match hit.target {
                Target::Fact(key) => Some(key),
                Target::Refusal(_) => None,
            })
        };
        let leading = found().take(LIKELIEST).filter(|key| self.knowledge[*key].leading).map(question);
        let begun = self.knowledge.facts().map(|(key, _)| question(key)).filter(begins);
        let mut questions: Vec<&str> = Vec::new();
        for question in leading.chain(begun).chain(found().map(question)) {
            if !questions.contains(&question) {
                questions.push(question);
            }
        }
        questions.retain(|question| question.chars().count() <= LONGEST_CHOICE);
        questions.truncate(most);
        questions.into_iter().map(str::to_owned).collect()
    }

    /// The language of what somebody is typing: the beginning of one word says
    /// little, so while a question in their own language has a word that begins
    /// so it is theirs.
    fn typed_language(&self, typed: &str, own: Language) -> Language {
        let words = fold::words(typed);
        let begins = |question: &str| match words.as_slice() {
            [word] => fold::words(question).iter().any(|each| each.starts_with(word.as_str())),
            _ => false,
        };
        if self.knowledge.facts().any(|(_, fact)| begins(fact.texts[own].question())) {
            return own;
        }
        self.search.language(typed).unwrap_or(own)
    }

    pub(super) fn ask(&self, question: &str, asked: Option<Language>, app: Option<Language>) -> Reply {
        let answer = self.answer(question, asked, app);
        let language = answer.language;
        let mut message = Message::default();
        if let Some(kind) = answer.refusal {
            message.blocks.push(Block::Notice(self.answer_text(&answer)));
            // Small talk gets its civil word alone.
            if kind == RefusalKind::Unsourced {
                message.blocks.push(Block::Notice(self.texts.text(language, "suggestions")));
                message.choices = self.fact_choices(language, &answer.suggestions);
            }
        } else {
            message.blocks.extend(answer.passages.iter().cloned().map(Block::Passage));
            message.blocks.push(self.source_list(language, &answer.bibliography));
            message.choices = self.fact_choices(language, &answer.related);
        }
        Reply::new(language, message).private_if(answer.refusal.is_some())
    }

    /// Buttons that lead to these facts, labelled with their questions.
    pub(super) fn fact_choices(&self, language: Language, facts: &[FactKey]) -> Vec<Choice> {
        let choice = |key: &FactKey| {
            let fact = &self.knowledge[*key];
            let view = View::Fact { fact: fact.id.clone() };
            Choice::press(fact.texts[language].question(), Press::new(view, language).data())
        };
        facts.iter().map(choice).collect()
    }

    /// What leads on from these facts, without these facts.
    pub(super) fn related(&self, facts: &[FactKey]) -> Vec<FactKey> {
        let mut related: Vec<FactKey> = Vec::new();
        for next in facts.iter().flat_map(|fact| &self.knowledge[*fact].related) {
            if !facts.contains(next) && !related.contains(next) {
                related.push(*next);
            }
        }
        related.truncate(RELATED);
        related
    }
}

fn refusal_key(kind: RefusalKind) -> &'static str {
    match kind {
        RefusalKind::Unsourced => "refusal-unsourced",
        RefusalKind::Greeting => "refusal-greeting",
        RefusalKind::Thanks => "refusal-thanks",
        RefusalKind::Farewell => "refusal-farewell",
        RefusalKind::Insult => "refusal-insult",
        RefusalKind::Provocation => "refusal-provocation",
        RefusalKind::Instruction => "refusal-instruction",
        RefusalKind::Identity => "refusal-identity",
    }
}
