//! The base's own texts as numbers of folded words. Most words stand in many
//! texts: what is learned of a word is learned once.

use rustc_hash::FxHashMap;

use super::index::Target;
use super::{Knowledge, Phrasings};
use crate::fold;
use crate::language::Language;

/// Every phrasing and statement, in the order of facts, then of refusals.
#[derive(Debug)]
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
        let mut reader = Reader::default();
        for (key, fact) in knowledge.facts() {
            for (language, text) in fact.texts.iter() {
                reader.phrasings(Target::Fact(key), language, &text.ask);
                reader.text(Target::Fact(key), language, None, &text.statement.words());
            }
        }
        for (at, refusal) in knowledge.refusals().iter().enumerate() {
            for (language, asks) in refusal.ask.iter() {
                reader.phrasings(Target::Refusal(at), language, asks);
            }
        }
        let Reader { numbers, texts, words, .. } = reader;
        Self { numbers, texts, words }
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

/// Reads texts word by word. Most words were met before as they are typed: these
/// need not be folded again.
#[derive(Debug, Default)]
struct Reader {
    numbers: FxHashMap<Box<str>, u32>,
    texts: Vec<Text>,
    words: Vec<u32>,
    /// Where in `words` that stands which something between two spaces folds to.
    met: FxHashMap<Box<str>, (usize, usize)>,
}

impl Reader {
    fn phrasings(&mut self, target: Target, language: Language, asks: &Phrasings) {
        for (at, ask) in asks.iter().enumerate() {
            self.text(target, language, Some(at), ask);
        }
    }

    fn text(&mut self, target: Target, language: Language, phrasing: Option<usize>, text: &str) {
        // Where what is yet to be folded begins: figures are joined across spaces.
        let (mut begin, mut at) = (0, 0);
        for part in text.split_inclusive(' ') {
            let end = at + part.len();
            let typed = part.trim_ascii_end();
            let met = self.met.get(typed).copied();
            if met.is_some() || is_of_letters(typed) {
                if begin < at {
                    self.fold(&text[begin..at]);
                }
                let (from, to) = met.unwrap_or_else(|| {
                    let from = self.words.len();
                    self.fold(typed);
                    let range = (from, self.words.len());
                    self.met.insert(typed.into(), range);
                    range
                });
                if met.is_some() {
                    self.words.extend_from_within(from..to);
                }
                begin = end;
            }
            at = end;
        }
        self.fold(&text[begin..]);
        self.texts.push(Text { target, language, phrasing, end: self.words.len() });
    }

    fn fold(&mut self, text: &str) {
        let Self { numbers, words, .. } = self;
        fold::each_word(text, |word| {
            let number = numbers.get(word).copied().unwrap_or_else(|| {
                let next = u32::try_from(numbers.len()).expect("the base has fewer than 2^32 words");
                numbers.insert(word.into(), next);
                next
            });
            words.push(number);
        });
    }
}

/// Whether this folds alike wherever it stands.
fn is_of_letters(typed: &str) -> bool {
    let may_stand = |letter: char| fold::is_letter(letter) || letter.is_ascii_punctuation();
    typed.chars().any(fold::is_letter) && typed.chars().all(may_stand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_met_before_reads_as_if_it_were_folded_anew(
            texts in prop::collection::vec("([0-9]{1,4}|[a-cA-Cəşа-г]{1,2}|[-.,?'’ьⅣ—\u{a0}]| ){0,12}", 1..6),
        ) {
            let mut reader = Reader::default();
            for text in &texts {
                reader.text(Target::Refusal(0), Language::English, None, text);
            }
            let Reader { numbers, texts: ends, words, .. } = reader;
            let corpus = Corpus { numbers, texts: ends, words };
            let vocabulary = corpus.vocabulary();
            for ((_, words), text) in corpus.texts().zip(&texts) {
                let words: Vec<&str> = words.iter().map(|word| vocabulary[*word as usize]).collect();
                prop_assert_eq!(words, fold::words(text));
            }
        }
    }
}
