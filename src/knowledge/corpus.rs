//! The base's own texts as numbers of folded words. Most words stand in many
//! texts: what is learned of a word is learned once.

use std::ops::Range;

use rustc_hash::FxBuildHasher;
use string_interner::backend::StringBackend;
use string_interner::{StringInterner, Symbol};

use super::beside::both;
use super::index::Target;
use super::{Knowledge, Strings};
use crate::fold;
use crate::language::Language;

/// Numbers strings in the order in which they are met. All stand in one piece of
/// memory, which is given back whole: tens of thousands of small ones leave gaps.
type Interner = StringInterner<StringBackend, FxBuildHasher>;

/// Every phrasing and statement, in the order of facts, then of refusals.
#[derive(Debug)]
pub(super) struct Corpus {
    vocabulary: Interner,
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

/// How often something stands in each language's texts, as far as it can be counted.
pub(super) type Times = [u16; Language::ALL.len()];

/// What stands between two spaces in the base's texts, as typed.
#[derive(Debug)]
pub(super) struct Typed {
    known: Interner,
    /// What is known of each.
    met: Vec<Met>,
}

/// Something that was met.
#[derive(Debug, Default)]
struct Met {
    times: Times,
    /// Where in the words of the corpus that stands which it folds to; `None` where
    /// that depends on what stands beside it.
    words: Option<Range<usize>>,
}

impl Corpus {
    /// Folds the whole base, half of it beside the other half.
    pub(super) fn new(knowledge: &Knowledge) -> (Self, [Typed; 2]) {
        let facts = knowledge.facts().map(|(key, _)| Target::Fact(key));
        let targets: Vec<Target> =
            facts.chain((0..knowledge.refusals().len()).map(Target::Refusal)).collect();
        let read = |targets: &[Target]| {
            let mut reader = Reader::default();
            for target in targets {
                reader.target(*target, knowledge);
            }
            reader
        };
        let (first, second) = targets.split_at(half(&targets, knowledge));
        let (first, second) = both(|| read(first), || read(second));
        let mut corpus = first.corpus;
        corpus.append(&second.corpus);
        corpus.sort();
        (corpus, [first.typed, second.typed])
    }

    /// Takes in further texts.
    fn append(&mut self, others: &Self) {
        let numbers: Vec<u32> = others.vocabulary().into_iter().map(|word| self.number(word)).collect();
        let begin = self.words.len();
        self.words.extend(others.words.iter().map(|word| numbers[*word as usize]));
        self.texts.extend(others.texts.iter().map(|text| Text { end: begin + text.end, ..*text }));
    }

    /// Numbers the words in their order: those that begin alike have near numbers,
    /// and their lists are written in less room.
    fn sort(&mut self) {
        let met = std::mem::replace(&mut self.vocabulary, Interner::new());
        let mut sorted: Vec<(&str, usize)> = met.iter().map(|(_, word)| word).zip(0..).collect();
        sorted.sort_unstable();
        let mut numbers = vec![0; sorted.len()];
        for (word, before) in sorted {
            numbers[before] = self.number(word);
        }
        for word in &mut self.words {
            *word = numbers[*word as usize];
        }
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
        self.vocabulary.iter().map(|(_, word)| word).collect()
    }

    fn fold(&mut self, text: &str) {
        fold::each_word(text, |word| {
            let number = self.number(word);
            self.words.push(number);
        });
    }

    fn number(&mut self, word: &str) -> u32 {
        let number = self.vocabulary.get_or_intern(word).to_usize();
        u32::try_from(number).expect("the base has fewer than 2^32 words")
    }
}

impl Typed {
    /// Each with how often it stands in the texts of each language.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Times)> {
        self.known.iter().zip(&self.met).map(|((_, typed), met)| (typed, &met.times))
    }
}

/// Reads texts word by word. Most words were met before as they are typed: these
/// need not be folded again.
#[derive(Debug)]
struct Reader {
    corpus: Corpus,
    typed: Typed,
}

impl Default for Reader {
    fn default() -> Self {
        let corpus = Corpus { vocabulary: Interner::new(), texts: Vec::new(), words: Vec::new() };
        Self { corpus, typed: Typed { known: Interner::new(), met: Vec::new() } }
    }
}

impl Reader {
    fn target(&mut self, target: Target, knowledge: &Knowledge) {
        match target {
            Target::Fact(key) => {
                for (language, text) in knowledge[key].texts.iter() {
                    self.phrasings(target, language, &text.ask);
                    self.text(target, language, None, &text.statement.words());
                }
            }
            Target::Refusal(at) => {
                for (language, asks) in knowledge.refusals()[at].ask.iter() {
                    self.phrasings(target, language, asks);
                }
            }
        }
    }

    fn phrasings(&mut self, target: Target, language: Language, asks: &Strings) {
        for (at, ask) in asks.iter().enumerate() {
            self.text(target, language, Some(at), ask);
        }
    }

    fn text(&mut self, target: Target, language: Language, phrasing: Option<usize>, text: &str) {
        let Self { corpus, typed: Typed { known, met } } = self;
        // Where what is yet to be folded begins: figures are joined across spaces.
        let (mut begin, mut at) = (0, 0);
        for part in text.split_inclusive(' ') {
            let end = at + part.len();
            let part = part.trim_ascii_end();
            let number = known.get_or_intern(part).to_usize();
            let is_new = number == met.len();
            if is_new {
                met.push(Met::default());
            }
            let met = &mut met[number];
            met.times[language as usize] = met.times[language as usize].saturating_add(1);
            if met.words.is_some() || (is_new && is_of_letters(part)) {
                if begin < at {
                    corpus.fold(&text[begin..at]);
                }
                if let Some(words) = &met.words {
                    corpus.words.extend_from_within(words.clone());
                } else {
                    let from = corpus.words.len();
                    corpus.fold(part);
                    met.words = Some(from..corpus.words.len());
                }
                begin = end;
            }
            at = end;
        }
        corpus.fold(&text[begin..]);
        corpus.texts.push(Text { target, language, phrasing, end: corpus.words.len() });
    }
}

/// Before which target half of the phrasings stand.
fn half(targets: &[Target], knowledge: &Knowledge) -> usize {
    let asks = |target: &Target| -> usize {
        match *target {
            Target::Fact(key) => knowledge[key].texts.iter().map(|(_, text)| text.ask.len()).sum(),
            Target::Refusal(at) => knowledge.refusals()[at].ask.iter().map(|(_, asks)| asks.len()).sum(),
        }
    };
    let all: usize = targets.iter().map(asks).sum();
    let mut before = 0;
    let is_first = |target: &&Target| {
        before += asks(target);
        before * 2 <= all
    };
    targets.iter().take_while(is_first).count()
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
            let corpus = reader.corpus;
            let vocabulary = corpus.vocabulary();
            for ((_, words), text) in corpus.texts().zip(&texts) {
                let words: Vec<&str> = words.iter().map(|word| vocabulary[*word as usize]).collect();
                prop_assert_eq!(words, fold::words(text));
            }
        }
    }
}
