//! What is known of the base's words: their features, each learned once.

use rustc_hash::FxHashSet;

use super::super::features::{Kind, each_feature};
use super::super::lexicon::Concepts;
use super::numbers::Numbers;
use super::{Weights, to_u32};

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// Where its features begin: the word itself, then its concepts.
    pub begin: u32,
    /// Where its grams begin.
    pub grams: u32,
    pub end: u32,
    /// What the word itself weighs, and each of its grams, before rarity.
    pub weights: (f32, f32),
}

/// What is known of some of the words; nothing of one that was not met.
#[derive(Debug, Default)]
pub(super) struct Learned {
    pub words: Vec<Word>,
    /// Their features, one word after another: first as hashes, of which their
    /// numbers are made when all are known.
    pub features: Vec<u32>,
    pub all: FxHashSet<u32>,
}

impl Learned {
    /// Takes in the features of the next word.
    pub(super) fn learn(&mut self, word: &str, concepts: &Concepts, weights: &Weights) {
        let mut learned = Word { begin: to_u32(self.features.len()), ..Word::default() };
        learned.grams = learned.begin;
        each_feature(word, concepts, weights, &mut |kind, feature, weight| {
            self.all.insert(feature);
            self.features.push(feature);
            match kind {
                Kind::Word => learned.weights.0 = weight,
                Kind::Concept => {}
                Kind::Gram => learned.weights.1 = weight,
            }
            learned.grams += u32::from(kind != Kind::Gram);
        });
        learned.end = to_u32(self.features.len());
        self.words.push(learned);
    }

    /// Makes numbers of the hashes.
    pub(super) fn number(&mut self, numbers: &Numbers) {
        for feature in &mut self.features {
            *feature = numbers.of(*feature).expect("every feature of a word has a number");
        }
    }

    /// Takes in what is known of further words.
    pub(super) fn append(&mut self, others: &Self) {
        let begin = to_u32(self.features.len());
        self.features.extend_from_slice(&others.features);
        self.words.extend(others.words.iter().map(|word| Word {
            begin: word.begin + begin,
            grams: word.grams + begin,
            end: word.end + begin,
            ..*word
        }));
    }
}
