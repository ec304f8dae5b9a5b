//! What questions are compared with: every phrasing of every fact and refusal,
//! as features of its folded words. Gives scores; what to make of them is
//! [`super::search`]'s.
//!
//! Features of a word: the word, its 3- to 5-letter grams with its edges, and
//! the concepts that the lexicons find in it. The first meets inflections and
//! typing mistakes, the last meets synonyms and other languages. A feature
//! weighs more the fewer facts it belongs to.

use rustc_hash::{FxHashMap, FxHashSet};

use super::features::{Kind, each_feature, of_word};
use super::lexicon::Concepts;
use super::postings::Postings;
use super::spelling::Spelling;
use super::{FactKey, Knowledge};
use crate::fold;
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
    /// Similarity to the nearest phrasings and share of the question found,
    /// weighed together; 0 to about 1.
    pub score: f32,
    /// Share of the question's weight that the target's own words hold, 0 to 1.
    pub coverage: f32,
}

/// From this many words that tell something a question is no longer bare.
const TELLING: f32 = 6.0;

/// Leaves phrasings out of the index, to measure what they are worth.
pub type Keep<'a> = &'a dyn Fn(Target, Language, usize) -> bool;

/// The index.
#[derive(Debug)]
pub struct Index {
    weights: Weights,
    concepts: Concepts,
    spelling: Spelling,
    features: FxHashMap<u64, u32>,
    rarity: Vec<f32>,
    phrasings: Postings,
    phrasing_target: Vec<u32>,
    targets: Postings,
    target: Vec<Target>,
    leading: Vec<bool>,
}

impl Index {
    /// Indexes the whole base.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Self::with(knowledge, Weights::default(), &|_, _, _| true)
    }

    /// Indexes the phrasings that `keep` keeps.
    #[must_use]
    pub fn with(knowledge: &Knowledge, weights: Weights, keep: Keep<'_>) -> Self {
        Builder::new(knowledge, weights).build(knowledge, keep)
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
        let mut similar = vec![0.0_f32; self.phrasing_target.len()];
        let mut covered = vec![0.0_f32; self.target.len()];
        let length = norm.sqrt();
        for (feature, weight) in &query {
            let Some(feature) = feature else { continue };
            for (phrasing, theirs) in self.phrasings.of(*feature) {
                similar[*phrasing as usize] += weight * theirs / length;
            }
            for (target, _) in self.targets.of(*feature) {
                covered[*target as usize] += weight * weight / norm;
            }
        }
        let mut fits = self.fits(&words);
        for year in words.iter().filter(|meant| is_other_year(meant.word)) {
            self.doubt_without(year.word, &mut fits);
        }
        self.rank(&similar, &covered, &fits)
    }

    /// What each fact keeps of its score, by the words of the question that it
    /// has: a word with nothing like it in the fact speaks against the fact. A
    /// question of few words speaks for the facts that lead.
    fn fits(&self, words: &[Meant<'_>]) -> Vec<f32> {
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
        let fit = |((had, target), leading): ((&f32, &Target), &bool)| match target {
            Target::Fact(_) if all > 0.0 => {
                let gained = if *leading { self.weights.leading * bare } else { 0.0 };
                (1.0 - self.weights.lacking * (1.0 - had / all)) * (1.0 + gained)
            }
            _ => 1.0,
        };
        had.iter().zip(&self.target).zip(&self.leading).map(fit).collect()
    }

    /// Adds to each target how much of the word it has: all of it where it has
    /// the word or a concept of it, else its share of the grams. Gives how rare
    /// the word is, or the commonest of its concepts.
    fn share(&self, word: &str, share: &mut [f32]) -> f32 {
        let mut rarity = self.unknown_rarity();
        let grams = word.chars().count().saturating_mul(3).saturating_sub(3).max(1) as f32;
        each_feature(word, &self.concepts, &self.weights, &mut |kind, feature, _| {
            let known = self.features.get(&feature).copied();
            let part = if kind == Kind::Gram { 1.0 / grams } else { 1.0 };
            if let Some(at) = known.filter(|_| kind != Kind::Gram) {
                rarity = rarity.min(self.rarity[at as usize]);
            }
            for (target, _) in known.map_or(&[][..], |feature| self.targets.of(feature)) {
                share[*target as usize] += part;
            }
        });
        rarity
    }

    /// A question about another year is hardly about a fact that does not name
    /// that year.
    fn doubt_without(&self, year: &str, fits: &mut [f32]) {
        let known = self.features.get(&of_word(year));
        let holding = known.map_or(&[][..], |feature| self.targets.of(*feature));
        for (at, fit) in fits.iter_mut().enumerate() {
            let holds = holding.iter().any(|(target, _)| *target as usize == at);
            if !holds && matches!(self.target[at], Target::Fact(_)) {
                *fit *= self.weights.other_year;
            }
        }
    }

    fn rank(&self, similar: &[f32], covered: &[f32], fits: &[f32]) -> Vec<Hit> {
        let mut nearest = vec![[0.0_f32; 3]; self.target.len()];
        for (similarity, target) in similar.iter().zip(&self.phrasing_target) {
            let best = &mut nearest[*target as usize];
            if *similarity > best[2] {
                best[2] = *similarity;
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
                    * (weights.nearest * best[0]
                        + weights.mean * (best.iter().sum::<f32>() / 3.0)
                        + weights.coverage * coverage),
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
                    let known = self.features.get(&feature).copied();
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
        self.features.contains_key(&of_word(word))
            || self.concepts.is_function(word)
            || !self.concepts.of(word).is_empty()
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

fn rarity(targets: usize, having: usize) -> f32 {
    ((targets as f32 + 1.0) / (having as f32 + 0.5)).ln().max(0.0)
}

struct Builder {
    weights: Weights,
    concepts: Concepts,
    features: FxHashMap<u64, u32>,
    /// For each feature the last phrasing and the last target that had it: they
    /// are gone through in order, so that this is enough to see each pair once.
    last: Vec<(u32, u32)>,
    /// Feature, phrasing, weight.
    phrasings: Vec<(u32, u32, f32)>,
    phrasing_target: Vec<u32>,
    /// Feature, target, 1.
    targets: Vec<(u32, u32, f32)>,
    target: Vec<Target>,
    leading: Vec<bool>,
    known: FxHashSet<String>,
}

impl Builder {
    fn new(knowledge: &Knowledge, weights: Weights) -> Self {
        Self {
            weights,
            concepts: Concepts::new(knowledge),
            features: FxHashMap::default(),
            last: Vec::new(),
            phrasings: Vec::new(),
            phrasing_target: Vec::new(),
            targets: Vec::new(),
            target: Vec::new(),
            leading: Vec::new(),
            known: FxHashSet::default(),
        }
    }

    fn build(mut self, knowledge: &Knowledge, keep: Keep<'_>) -> Index {
        for (key, fact) in knowledge.facts() {
            let target = self.begin(Target::Fact(key), fact.leading);
            for (language, text) in fact.texts.iter() {
                self.phrasings(target, language, &text.ask, keep);
                self.words_of(target, &text.statement.words());
            }
        }
        for (at, refusal) in knowledge.refusals().iter().enumerate() {
            let target = self.begin(Target::Refusal(at), false);
            for (language, asks) in refusal.ask.iter() {
                self.phrasings(target, language, asks, keep);
            }
        }
        self.finish()
    }

    fn begin(&mut self, target: Target, leading: bool) -> u32 {
        self.target.push(target);
        self.leading.push(leading);
        to_u32(self.target.len() - 1)
    }

    fn phrasings(&mut self, target: u32, language: Language, asks: &[String], keep: Keep<'_>) {
        for (at, ask) in asks.iter().enumerate() {
            if !keep(self.target[target as usize], language, at) {
                continue;
            }
            let phrasing = to_u32(self.phrasing_target.len());
            self.phrasing_target.push(target);
            let Self { features, last, phrasings, targets, concepts, weights, known, .. } = self;
            for word in fold::words(ask) {
                each_feature(&word, concepts, weights, &mut |_, feature, weight| {
                    let feature = number(features, last, feature);
                    let (last_phrasing, last_target) = &mut last[feature as usize];
                    if std::mem::replace(last_phrasing, phrasing) != phrasing {
                        phrasings.push((feature, phrasing, weight));
                    }
                    if std::mem::replace(last_target, target) != target {
                        targets.push((feature, target, 1.0));
                    }
                });
                if !known.contains(&word) {
                    known.insert(word);
                }
            }
        }
    }

    /// The words of a statement count as the target's own, though nobody asks so.
    fn words_of(&mut self, target: u32, text: &str) {
        let Self { features, last, targets, concepts, weights, known, .. } = self;
        for word in fold::words(text) {
            each_feature(&word, concepts, weights, &mut |_, feature, _| {
                let feature = number(features, last, feature);
                if std::mem::replace(&mut last[feature as usize].1, target) != target {
                    targets.push((feature, target, 1.0));
                }
            });
            if !known.contains(&word) {
                known.insert(word);
            }
        }
    }

    fn finish(mut self) -> Index {
        let mut having = vec![0_usize; self.features.len()];
        for (feature, ..) in &self.targets {
            having[*feature as usize] += 1;
        }
        let rarity: Vec<f32> = having.iter().map(|having| rarity(self.target.len(), *having)).collect();
        let mut lengths = vec![0.0_f32; self.phrasing_target.len()];
        let mut phrasings = self.phrasings;
        for (feature, phrasing, weight) in &mut phrasings {
            *weight *= rarity[*feature as usize];
            lengths[*phrasing as usize] += *weight * *weight;
        }
        for (_, phrasing, weight) in &mut phrasings {
            *weight /= lengths[*phrasing as usize].sqrt().max(f32::MIN_POSITIVE);
        }
        // Each list goes before the next is made: both at once are the most memory
        // that the whole program needs.
        drop(self.last);
        let told = Postings::new(rarity.len(), &phrasings);
        drop(phrasings);
        let targets = Postings::new(rarity.len(), &self.targets);
        drop(self.targets);
        self.known.extend(self.concepts.words().cloned());
        Index {
            weights: self.weights,
            concepts: self.concepts,
            spelling: Spelling::new(&self.known),
            phrasings: told,
            phrasing_target: self.phrasing_target,
            targets,
            target: self.target,
            leading: self.leading,
            features: self.features,
            rarity,
        }
    }
}

/// The number of a feature, a new one if it is met for the first time.
fn number(features: &mut FxHashMap<u64, u32>, last: &mut Vec<(u32, u32)>, feature: u64) -> u32 {
    let next = to_u32(last.len());
    let number = *features.entry(feature).or_insert(next);
    if number == next {
        last.push((u32::MAX, u32::MAX));
    }
    number
}

/// Whether a word is a year, but not that of the events: naming 1990 says nothing.
fn is_other_year(word: &str) -> bool {
    word.parse::<u32>().is_ok_and(|number| (1_500..2_100).contains(&number) && number != 1990)
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).expect("the base has fewer than 2^32 entries")
}
