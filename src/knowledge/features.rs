//! What a folded word is compared by: itself, its grams with its edges, and the
//! concepts that the lexicons find in it. Only numbers come out of here.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use serde::{Deserialize, Serialize};

use super::lexicon::Concepts;

/// The weights of what makes up a score.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Weights {
    /// A whole word.
    pub word: f32,
    /// All grams of a word together.
    pub grams: f32,
    /// A concept.
    pub concept: f32,
    /// What is left of the weight of a word that only carries the sentence.
    pub function: f32,
    /// What is left of the weight of a word that was mistyped.
    pub mistyped: f32,
    /// Mean likeness to the three nearest phrasings.
    pub likeness: f32,
    /// Share of the question found among the target's words.
    pub coverage: f32,
    /// Share of the question's words, not those that only carry it, that the
    /// target has.
    pub words: f32,
    /// Whether the target is asked for with the same question words.
    pub asks: f32,
    /// What a fact loses for each year or figure in the question, but that of the
    /// events, that it does not name.
    pub other_number: f32,
    /// What a leading fact gains where the question is but a word or two.
    pub leading: f32,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            word: 0.6,
            grams: 1.2,
            concept: 1.2,
            function: 0.6,
            mistyped: 0.8,
            likeness: 0.25,
            coverage: 0.4,
            words: 0.2,
            asks: 0.09,
            other_number: 0.11,
            leading: 0.07,
        }
    }
}

/// What a feature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The word.
    Word,
    /// Some letters of it.
    Gram,
    /// What it means.
    Concept,
}

/// Calls `feature` with each feature of the word and its weight: with the word,
/// then its concepts, then its grams, which all weigh alike.
pub(super) fn each_feature(
    word: &str,
    concepts: &Concepts,
    weights: &Weights,
    feature: &mut impl FnMut(Kind, u32, f32),
) {
    let share = if concepts.is_function(word) { weights.function } else { 1.0 };
    feature(Kind::Word, of_word(word), share * weights.word);
    for concept in concepts.of(word) {
        feature(Kind::Concept, of_concept(*concept), weights.concept);
    }
    if !word.as_bytes()[0].is_ascii_digit() {
        each_gram(word, share * weights.grams, feature);
    }
}

/// The grams of `^word$`; together they weigh `weight`, however long the word.
fn each_gram(word: &str, weight: f32, feature: &mut impl FnMut(Kind, u32, f32)) {
    let edged: Vec<char> = std::iter::once('^').chain(word.chars()).chain(['$']).collect();
    let count: usize = (3..=4).map(|size| (edged.len() + 1).saturating_sub(size)).sum();
    let each = weight / (count.max(1) as f32).sqrt();
    for begin in 0..edged.len() {
        let mut hasher = FxHasher::default();
        hasher.write_u8(Kind::Gram as u8);
        for (size, letter) in (1..=4).zip(&edged[begin..]) {
            hasher.write_u32(u32::from(*letter));
            if size >= 3 {
                feature(Kind::Gram, folded(hasher.finish()), each);
            }
        }
    }
}

/// Two of the base's features in a hundred thousand become one: nobody notices.
fn folded(hash: u64) -> u32 {
    let (high, low) = (hash >> 32, hash & u64::from(u32::MAX));
    u32::try_from(high ^ low).unwrap_or_default()
}

fn hash(kind: Kind, bytes: &[u8]) -> u32 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(kind as u8);
    hasher.write(bytes);
    folded(hasher.finish())
}

/// The feature that is a concept.
pub(super) fn of_concept(concept: u16) -> u32 {
    hash(Kind::Concept, &u32::from(concept).to_le_bytes())
}

/// The feature that is the whole word.
pub(super) fn of_word(word: &str) -> u32 {
    hash(Kind::Word, word.as_bytes())
}
