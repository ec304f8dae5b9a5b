//! How the index is made. What is known of a word, its features, is worked out
//! once, however many texts it stands in; then all texts are gone through twice,
//! to count who has what and to write it down.

use rustc_hash::FxHashMap;

use super::super::corpus::{Corpus, Text};
use super::super::features::each_feature;
use super::super::lexicon::Concepts;
use super::super::postings::Postings;
use super::super::spelling::Spelling;
use super::{CLASSES, Entry, Index, Keep, Target, Weights, rarity, to_u32};
use crate::knowledge::Knowledge;

/// No feature, phrasing or target has this number.
const NONE: u32 = u32::MAX;

pub(super) struct Builder<'a> {
    knowledge: &'a Knowledge,
    corpus: &'a Corpus,
    keep: Keep<'a>,
    weights: Weights,
    concepts: Concepts,
    features: FxHashMap<u64, u32>,
    /// The weights that features have: each a class.
    classes: Vec<f32>,
    /// The features of each word that was met: where they stand in `of_words`.
    words: Vec<Option<(u32, u32)>>,
    of_words: Vec<Entry>,
}

/// Who has a feature, met for the first time there.
enum Has {
    Phrasing(u32, u8),
    Target(u32),
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        knowledge: &'a Knowledge,
        corpus: &'a Corpus,
        weights: Weights,
        keep: Keep<'a>,
    ) -> Self {
        let mut builder = Self {
            knowledge,
            corpus,
            keep,
            weights,
            concepts: Concepts::new(knowledge),
            features: FxHashMap::default(),
            classes: Vec::new(),
            words: Vec::new(),
            of_words: Vec::new(),
        };
        builder.learn_words();
        builder
    }

    pub(super) fn build(self) -> Index {
        let knowledge = self.knowledge;
        let (target, leading) = targets(knowledge);
        let mut phrasing_target = Vec::new();
        for (text, _) in self.kept().filter(|(text, _)| text.phrasing.is_some()) {
            phrasing_target.push(place(text.target, knowledge));
        }
        let mut phrasings = vec![0_u32; self.features.len()];
        let mut targets = vec![0_u32; self.features.len()];
        self.walk(|feature, has| match has {
            Has::Phrasing(..) => phrasings[feature as usize] += 1,
            Has::Target(_) => targets[feature as usize] += 1,
        });
        let rarity: Vec<f32> = targets.iter().map(|having| rarity(target.len(), *having)).collect();
        let mut phrasings = Postings::of_sizes(&phrasings);
        let mut targets = Postings::of_sizes(&targets);
        let mut lengths = vec![0.0_f32; phrasing_target.len()];
        self.walk(|feature, has| match has {
            Has::Phrasing(phrasing, class) => {
                let weight = self.classes[usize::from(class)] * rarity[feature as usize];
                lengths[phrasing as usize] += weight * weight;
                phrasings.add(feature, Entry::new(phrasing, class));
            }
            Has::Target(target) => targets.add(feature, to_u16(target)),
        });
        let spelling = self.spelling();
        let mut classes = [0.0; CLASSES];
        classes[..self.classes.len()].copy_from_slice(&self.classes);
        let length = |squares: &f32| squares.sqrt().max(f32::MIN_POSITIVE);
        Index {
            weights: self.weights,
            concepts: self.concepts,
            spelling,
            features: self.features,
            rarity,
            classes,
            phrasings,
            phrasing_length: lengths.iter().map(length).collect(),
            phrasing_target,
            targets,
            target,
            leading,
        }
    }

    /// The texts that are kept; statements always are.
    fn kept(&self) -> impl Iterator<Item = (Text, &'a [u32])> {
        let is_kept =
            |text: &Text| text.phrasing.is_none_or(|at| (self.keep)(text.target, text.language, at));
        self.corpus.texts().filter(move |(text, _)| is_kept(text))
    }

    fn learn_words(&mut self) {
        let corpus = self.corpus;
        let vocabulary = corpus.vocabulary();
        let mut met = vec![false; vocabulary.len()];
        for (_, words) in self.kept() {
            for word in words {
                met[*word as usize] = true;
            }
        }
        for (word, met) in vocabulary.into_iter().zip(met) {
            let features = met.then(|| self.learn(word));
            self.words.push(features);
        }
    }

    /// Numbers the features of a word that is new.
    fn learn(&mut self, word: &str) -> (u32, u32) {
        let Self { weights, concepts, features, classes, of_words, .. } = self;
        let begin = to_u32(of_words.len());
        each_feature(word, concepts, weights, &mut |_, feature, weight| {
            let next = to_u32(features.len());
            let feature = *features.entry(feature).or_insert(next);
            let class = classes.iter().rposition(|known| known.to_bits() == weight.to_bits());
            let class = class.unwrap_or_else(|| {
                classes.push(weight);
                classes.len() - 1
            });
            let class = u8::try_from(class).expect("words are short: they weigh in few ways");
            of_words.push(Entry::new(feature, class));
        });
        (begin, to_u32(of_words.len()))
    }

    /// Calls `each` with every phrasing and every target that has a feature, once
    /// each: they are gone through in order, so that it is enough to know of each
    /// feature who had it last.
    fn walk(&self, mut each: impl FnMut(u32, Has)) {
        let mut last = vec![(NONE, NONE); self.features.len()];
        let mut next_phrasing = 0;
        for (text, words) in self.kept() {
            let target = place(text.target, self.knowledge);
            let phrasing = text.phrasing.map(|_| next_phrasing);
            next_phrasing += u32::from(phrasing.is_some());
            for word in words {
                for entry in self.features_of(*word) {
                    let (feature, class) = (entry.number(), entry.class());
                    let (last_phrasing, last_target) = &mut last[feature as usize];
                    if let Some(phrasing) = phrasing.filter(|phrasing| *phrasing != *last_phrasing) {
                        *last_phrasing = phrasing;
                        each(feature, Has::Phrasing(phrasing, class));
                    }
                    if *last_target != target {
                        *last_target = target;
                        each(feature, Has::Target(target));
                    }
                }
            }
        }
    }

    fn features_of(&self, word: u32) -> &[Entry] {
        let range = self.words[word as usize];
        range.map_or(&[], |(begin, end)| &self.of_words[begin as usize..end as usize])
    }

    fn spelling(&self) -> Spelling {
        let met = self.corpus.vocabulary().into_iter().zip(&self.words);
        let met = met.filter(|(_, features)| features.is_some()).map(|(word, _)| word);
        Spelling::new(met.chain(self.concepts.words().map(String::as_str)))
    }
}

/// Every target, and whether it is one that leads.
fn targets(knowledge: &Knowledge) -> (Vec<Target>, Vec<bool>) {
    let facts = knowledge.facts().map(|(key, fact)| (Target::Fact(key), fact.leading));
    let refusals = (0..knowledge.refusals().len()).map(|at| (Target::Refusal(at), false));
    facts.chain(refusals).unzip()
}

/// Where a target stands among all of them.
fn place(target: Target, knowledge: &Knowledge) -> u32 {
    to_u32(match target {
        Target::Fact(key) => key.0,
        Target::Refusal(at) => knowledge.facts().len() + at,
    })
}

fn to_u16(target: u32) -> u16 {
    u16::try_from(target).expect("the base has fewer than 2^16 facts and refusals")
}
