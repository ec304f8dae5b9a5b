//! The base's own texts as numbers of folded words. Most words stand in many
//! texts: what is learned of a word is learned once.

use rustc_hash::FxHashMap;

use super::index::Target;
use super::{Knowledge, Phrasings};
use crate::fold;
use crate::language::Language;

/// Every phrasing and statement, in the order of facts, then of refusals.
#[derive(Debug, Default)]
pub(super) struct Corpus {
    numbers: FxHashMap<Box<str>, u32>,
    texts: Vec<Text>,
    /// The words of all texts, one text after another.
    words: Vec<u32>,
}

/// Whose words these are, and what for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) target: Target,
    pub(super) language: Language,
    /// Its position among the target's phrasings in its language; `None` for a
    /// statement.
    pub(super) phrasing: Option<usize>,
    /// Where its words end.
    end: usize,
}

impl Corpus {
    /// Folds the whole base.
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let mut corpus = Self::default();
        for (key, fact) in knowledge.facts() {
            for (language, text) in fact.texts.iter() {
                corpus.phrasings(Target::Fact(key), language, &text.ask);
                corpus.take(Target::Fact(key), language, None, &text.statement.words());
            }
        }
        for (at, refusal) in knowledge.refusals().iter().enumerate() {
            for (language, asks) in refusal.ask.iter() {
                corpus.phrasings(Target::Refusal(at), language, asks);
            }
        }
        corpus
    }

    fn phrasings(&mut self, target: Target, language: Language, asks: &Phrasings) {
        for (at, ask) in asks.iter().enumerate() {
            self.take(target, language, Some(at), ask);
        }
    }

    fn take(&mut self, target: Target, language: Language, phrasing: Option<usize>, text: &str) {
        let Self { numbers, texts, words } = self;
        fold::each_word(text, |word| {
            let number = numbers.get(word).copied().unwrap_or_else(|| {
                let next = u32::try_from(numbers.len()).expect("the base has fewer than 2^32 words");
                numbers.insert(word.into(), next);
                next
            });
            words.push(number);
        });
        texts.push(Text { target, language, phrasing, end: words.len() });
    }

    /// Each text with its words.
    pub(super) fn texts(&self) -> impl Iterator<Item = (Text, &[u32])> {
        let mut begin = 0;
        self.texts.iter().map(move |text| {
            let words = &self.words[begin..text.end];
            begin = text.end;
            (*text, words)
        })
    }

    /// The words by their numbers.
    pub(super) fn vocabulary(&self) -> Vec<&str> {
        let mut vocabulary = vec![""; self.numbers.len()];
        for (word, number) in &self.numbers {
            vocabulary[*number as usize] = word;
        }
        vocabulary
    }
}
