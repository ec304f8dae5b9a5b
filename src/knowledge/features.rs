//! What a folded word is compared by: itself, its grams with its edges, and the
//! concepts that the lexicons find in it. Only numbers come out of here.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::index::Weights;
use super::lexicon::Concepts;

/// Calls `feature` with each feature of the word and its weight.
pub(super) fn each_feature(
    word: &str,
    concepts: &Concepts,
    weights: &Weights,
    feature: &mut impl FnMut(u64, f32),
) {
    let carries = concepts.is_function(word) || word.chars().count() == 1;
    let share = if carries { weights.function } else { 1.0 };
    feature(hash(WORD, word.as_bytes()), share * weights.word);
    for concept in concepts.of(word) {
        feature(hash(CONCEPT, &concept.to_le_bytes()), weights.concept);
    }
    if !word.as_bytes()[0].is_ascii_digit() {
        each_gram(word, share * weights.grams, feature);
    }
}

const WORD: u8 = 0;
const GRAM: u8 = 1;
const CONCEPT: u8 = 2;

/// The grams of `^word$`; together they weigh `weight`, however long the word.
fn each_gram(word: &str, weight: f32, feature: &mut impl FnMut(u64, f32)) {
    let edged: Vec<char> = std::iter::once('^').chain(word.chars()).chain(['$']).collect();
    let count: usize = (3..=5).map(|size| (edged.len() + 1).saturating_sub(size)).sum();
    let each = weight / (count.max(1) as f32).sqrt();
    for size in 3..=5 {
        for gram in edged.windows(size) {
            let mut hasher = FxHasher::default();
            hasher.write_u8(GRAM);
            for letter in gram {
                hasher.write_u32(u32::from(*letter));
            }
            feature(hasher.finish(), each);
        }
    }
}

fn hash(kind: u8, bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(kind);
    hasher.write(bytes);
    hasher.finish()
}

/// The feature that is the whole word.
pub(super) fn of_word(word: &str) -> u64 {
    hash(WORD, word.as_bytes())
}
