//! What questions are compared with: every phrasing of every fact and refusal,
//! as features of its folded words. Gives scores; what to make of them is
//! [`super::search`]'s.
//!
//! Features of a word: the word, its 3- to 5-letter grams with its edges, and
//! the concepts that the lexicons find in it. The first meets inflections and
//! typing mistakes, the last meets synonyms and other languages. A feature
//! weighs more the fewer facts it belongs to.

mod build;

use rustc_hash::FxHashSet;

use self::build::Builder;
use super::corpus::Corpus;
use super::features::{Kind, each_feature, of_concept, of_word};
use super::lexicon::Concepts;
use super::postings::Postings;
use super::spelling::Spelling;
use super::{FactKey, Knowledge};
use crate::language::Language;

pub use super::features::Weights;

/// What a phrasing leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Target {
    /// A fact of the base.
    Fact(FactKey),
    /// A refusal, by its position in [`Knowledge::refusals`].
    Refusal(usize),
}

/// How well a target fits a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// What fits.
    pub target: Target,
    /// Likeness to the nearest phrasings and share of the question found, weighed
    /// together; 0 to about 1.
    pub score: f32,
    /// Share of the question's weight that the target's own words hold, 0 to 1:
    /// in full what all its phrasings have, less what only one of them has.
    pub coverage: f32,
}

/// What a feature counts that only one of a target's many phrasings has, or only
/// a statement.
const RARELY_ASKED: f32 = 0.41;
/// How much of the target's phrasings asks in the same way where the question has
/// no question word.
const UNASKED: f32 = 0.5;
/// From this many words that tell something a question is no longer bare.
const TELLING: f32 = 6.0;

/// Leaves phrasings out of the index, to measure what they are worth.
pub type Keep<'a> = &'a dyn Fn(Target, Language, usize) -> bool;

/// How many different weights features may have: as many as a byte tells apart.
const CLASSES: usize = 1 << u8::BITS;

/// The number of a word that has a feature, or of a feature that a word has, and
/// in which class of weight; or of a target, and how many of its phrasings have
/// the feature: three bytes and one, for there are very many.
#[derive(Debug, Clone, Copy, Default)]
struct Entry(u32);

impl Entry {
    const NUMBERS: u32 = 1 << 24;

    fn new(number: u32, class: u8) -> Self {
        assert!(number < Self::NUMBERS, "the base has fewer than 2^24 words, and features");
        Self(u32::from(class) << 24 | number)
    }

    fn number(self) -> u32 {
        self.0 % Self::NUMBERS
    }

    fn class(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The number of a target; `having` of its `all` phrasings have the feature.
    fn of_target(number: u32, having: u32, all: u32) -> Self {
        const ALL: u64 = u8::MAX as u64;
        let square = u64::from(having) * ALL * ALL / u64::from(all.max(1));
        let root = (4 * square).isqrt().div_ceil(2).min(ALL);
        Self::new(number, u8::try_from(root).unwrap_or(u8::MAX))
    }

    /// The root of the share of a target's phrasings that have the feature.
    fn root_of_share(self) -> f32 {
        f32::from(self.class()) / f32::from(u8::MAX)
    }
}

/// The index. Phrasings are far more than the words they are made of: a question
/// is compared with each word once, and a phrasing is the sum of its words.
#[derive(Debug)]
pub struct Index {
    weights: Weights,
    concepts: Concepts,
    spelling: Spelling,
    /// In order: a feature's number is where it stands.
    features: Vec<u64>,
    rarity: Vec<f32>,
    /// The weights that features have in a word, before rarity.
    classes: [f32; CLASSES],
    /// The words of phrasings that have a feature.
    words: Postings<Entry>,
    /// The words of a phrasing.
    phrasings: Postings<u32>,
    phrasing_length: Vec<f32>,
    phrasing_target: Vec<u32>,
    /// The facts and refusals that have a feature.
    targets: Postings<Entry>,
    /// How many words there are.
    vocabulary: usize,
    target: Vec<Target>,
    leading: Vec<bool>,
}

impl Index {
    /// Indexes the whole base.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Self::of(knowledge, &Corpus::new(knowledge))
    }

    /// Indexes the phrasings that `keep` keeps.
    #[must_use]
    pub fn with(knowledge: &Knowledge, weights: Weights, keep: Keep<'_>) -> Self {
        Builder::new(knowledge, &Corpus::new(knowledge), weights, keep).build()
    }

    /// As [`Index::new`], of texts that were folded before.
    pub(super) fn of(knowledge: &Knowledge, corpus: &Corpus) -> Self {
        Builder::new(knowledge, corpus, Weights::default(), &|_, _, _| true).build()
    }

    /// Every target that shares anything with the words, the best first.
    #[must_use]
    pub fn hits(&self, words: &[String]) -> Vec<Hit> {
        let words: Vec<Meant<'_>> = words.iter().map(|word| self.meant(word)).collect();
        let query = self.query(&words);
        let norm = query.iter().map(|(_, weight)| weight * weight).sum::<f32>();
        if norm <= 0.0 {
            return Vec::new();
        }
        let mut alike = vec![0.0_f32; self.vocabulary];
        let mut covered = vec![0.0_f32; self.target.len()];
        let length = norm.sqrt();
        for (feature, weight) in &query {
            let Some(feature) = feature else { continue };
            let ours = weight * self.rarity[*feature as usize] / length;
            for entry in self.words.of(*feature) {
                alike[entry.number() as usize] += ours * self.classes[usize::from(entry.class())];
            }
            let share = weight * weight / norm;
            for target in self.targets.of(*feature) {
                let asked = RARELY_ASKED + (1.0 - RARELY_ASKED) * target.root_of_share();
                covered[target.number() as usize] += share * asked;
            }
        }
        let fits = self.fits(&words);
        self.rank(&alike, &covered, &fits)
    }

    /// What speaks for each target beside its features: that it has the question's
    /// words, each for itself, that it is asked for with the same question words;
    /// and what speaks against a fact: a year or a figure that it does not name. A
    /// question of few words speaks for the facts that lead.
    fn fits(&self, words: &[Meant<'_>]) -> Vec<f32> {
        let weights = &self.weights;
        let mut had = vec![0.0_f32; self.target.len()];
        let mut share = vec![0.0_f32; self.target.len()];
        let (mut all, mut told) = (0.0_f32, 0_usize);
        for meant in words.iter().filter(|meant| !self.concepts.is_function(meant.word)) {
            share.fill(0.0);
            let rarity = self.share(meant.word, &mut share);
            all += rarity;
            told += 1;
            for (had, share) in had.iter_mut().zip(&share) {
                *had += rarity * share.min(1.0);
            }
        }
        let bare = (1.0 - told as f32 / TELLING).max(0.0);
        let mut fits = self.asked_alike(words);
        for (at, fit) in fits.iter_mut().enumerate() {
            let had = if all > 0.0 { had[at] / all } else { 1.0 };
            *fit = weights.asks * *fit + weights.words * had;
            if self.leading[at] {
                *fit += weights.leading * bare;
            }
        }
        for number in words.iter().filter(|meant| tells(meant.word)) {
            self.doubt_without(number.word, &mut fits);
        }
        fits
    }

    /// Which share of each target's phrasings has the question's question words.
    fn asked_alike(&self, words: &[Meant<'_>]) -> Vec<f32> {
        let has = |asking: &&u32| words.iter().any(|meant| self.concepts.of(meant.word).contains(asking));
        let asking: Vec<&u32> = self.concepts.asking().iter().filter(has).collect();
        if asking.is_empty() {
            return vec![UNASKED; self.target.len()];
        }
        let mut alike = vec![0.0_f32; self.target.len()];
        let each = 1.0 / asking.len() as f32;
        for feature in asking.iter().filter_map(|asking| self.number(of_concept(**asking))) {
            for target in self.targets.of(feature) {
                alike[target.number() as usize] += each * target.root_of_share().powi(2);
            }
        }
        alike
    }

    /// Adds to each target how much of the word it has: all of it where it has
    /// the word or a concept of it, else its share of the grams. Gives how rare
    /// the word is, or the commonest of its concepts.
    fn share(&self, word: &str, share: &mut [f32]) -> f32 {
        let mut rarity = self.unknown_rarity();
        let grams = word.chars().count().saturating_mul(3).saturating_sub(3).max(1) as f32;
        each_feature(word, &self.concepts, &self.weights, &mut |kind, feature, _| {
            let known = self.number(feature);
            let part = if kind == Kind::Gram { 1.0 / grams } else { 1.0 };
            if let Some(at) = known.filter(|_| kind != Kind::Gram) {
                rarity = rarity.min(self.rarity[at as usize]);
            }
            for target in known.map_or(&[][..], |feature| self.targets.of(feature)) {
                share[target.number() as usize] += part;
            }
        });
        rarity
    }

    /// A question that names another year, or a figure, is hardly about a fact
    /// that does not name it.
    fn doubt_without(&self, number: &str, fits: &mut [f32]) {
        let known = self.number(of_word(number));
        let holding = known.map_or(&[][..], |feature| self.targets.of(feature));
        for (at, fit) in fits.iter_mut().enumerate() {
            let holds = holding.iter().any(|target| target.number() as usize == at);
            if !holds && matches!(self.target[at], Target::Fact(_)) {
                *fit -= self.weights.other_number;
            }
        }
    }

    fn rank(&self, alike: &[f32], covered: &[f32], fits: &[f32]) -> Vec<Hit> {
        let mut nearest = vec![[0.0_f32; 3]; self.target.len()];
        for (at, target) in self.phrasing_target.iter().enumerate() {
            let words = self.phrasings.of(to_u32(at)).iter();
            let similarity = words.map(|word| alike[*word as usize]).sum::<f32>() / self.phrasing_length[at];
            let best = &mut nearest[*target as usize];
            if similarity > best[2] {
                best[2] = similarity;
                best.sort_unstable_by(|one, other| other.total_cmp(one));
            }
        }
        let weights = &self.weights;
        let mut hits: Vec<Hit> = self
            .target
            .iter()
            .zip(&nearest)
            .zip(covered.iter().zip(fits))
            .filter(|((_, best), _)| best[0] > 0.0)
            .map(|((target, best), (coverage, fit))| Hit {
                target: *target,
                score: fit
                    + weights.likeness * (best.iter().sum::<f32>() / 3.0)
                    + weights.coverage * coverage,
                coverage: *coverage,
            })
            .collect();
        hits.sort_unstable_by(|one, other| {
            other.score.total_cmp(&one.score).then(one.target.cmp(&other.target))
        });
        hits
    }

    /// The question's features; `None` for one that no phrasing has.
    fn query(&self, words: &[Meant<'_>]) -> Vec<(Option<u32>, f32)> {
        let mut query = Vec::with_capacity(words.len() * 16);
        let mut seen = FxHashSet::default();
        for Meant { word, trust } in words {
            each_feature(word, &self.concepts, &self.weights, &mut |_, feature, weight| {
                if seen.insert(feature) {
                    let known = self.number(feature);
                    let rarity = known.map_or_else(|| self.unknown_rarity(), |at| self.rarity[at as usize]);
                    query.push((known, trust * weight * rarity));
                }
            });
        }
        query
    }

    /// The word itself where it is known, else the known word that it was
    /// probably meant to be, if any is near.
    fn meant<'a>(&'a self, word: &'a str) -> Meant<'a> {
        let typed = Meant { word, trust: 1.0 };
        if self.knows(word) {
            return typed;
        }
        // An Azerbaijani “ə” is often typed “я” on a Russian keyboard.
        let respelt = word.replace("ya", "e");
        let known = self.spelling.exactly(&respelt).filter(|_| respelt != word);
        let near = known.or_else(|| self.spelling.nearest(word)).or_else(|| self.spelling.nearest(&respelt));
        near.map_or(typed, |word| Meant { word, trust: self.weights.mistyped })
    }

    fn knows(&self, word: &str) -> bool {
        self.number(of_word(word)).is_some()
            || self.concepts.is_function(word)
            || !self.concepts.of(word).is_empty()
    }

    fn number(&self, feature: u64) -> Option<u32> {
        self.features.binary_search(&feature).ok().map(to_u32)
    }

    fn unknown_rarity(&self) -> f32 {
        rarity(self.target.len(), 1)
    }
}

/// A word as it was probably meant, and how far that is to be trusted.
struct Meant<'a> {
    word: &'a str,
    trust: f32,
}

fn rarity(targets: usize, having: u32) -> f32 {
    ((targets as f32 + 1.0) / (having as f32 + 0.5)).ln().max(0.0)
}

/// Whether a word is a number that tells one fact from another: a figure or a
/// year. Small ones are days, hours and anniversaries, or stand for thousands
/// ("66 min"), and naming 1990 says nothing.
fn tells(word: &str) -> bool {
    word.parse::<u32>().is_ok_and(|number| number > 66 && ![90, 1990].contains(&number))
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).expect("the base has fewer than 2^32 entries")
}
