//! How the index is made. What is known of a word, its features, is worked out
//! once, however many texts it stands in.

use rustc_hash::FxHashSet;

use super::super::corpus::{Corpus, Text};
use super::super::features::each_feature;
use super::super::lexicon::Concepts;
use super::super::postings::Postings;
use super::super::spelling::Spelling;
use super::leaning::Leaning;
use super::numbers::Numbers;
use super::{CLASSES, Entry, Having, Index, Keep, Target, Weights, rarity, to_u32};
use crate::knowledge::Knowledge;

/// No target and no text has this number.
const NONE: u32 = u32::MAX;

/// Which target had a feature last, and in how many phrasings.
#[derive(Debug, Clone, Copy)]
struct Last {
    target: u32,
    phrasings: u32,
}

/// The features of one word after another, with their classes of weight: as
/// hashes, of which their numbers are made when all are known.
#[derive(Debug, Default)]
struct Learned {
    hashes: Vec<u32>,
    classes: Vec<u8>,
    all: FxHashSet<u32>,
}

pub(super) struct Builder<'a> {
    knowledge: &'a Knowledge,
    corpus: &'a Corpus,
    keep: Keep<'a>,
    weights: Weights,
    concepts: Concepts,
    features: Numbers,
    /// The weights that features have: each a class.
    classes: Vec<f32>,
    /// The features of each word that was met: where they stand in `of_words`.
    words: Vec<Option<(u32, u32)>>,
    of_words: Vec<Entry>,
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
            features: Numbers::default(),
            classes: Vec::new(),
            words: Vec::new(),
            of_words: Vec::new(),
        };
        builder.learn_words();
        builder
    }

    pub(super) fn build(self) -> Index {
        let (target, leads) = targets(self.knowledge);
        let targets = self.targets();
        let having = (0..self.features.len()).map(|feature| targets.of(to_u32(feature)).len());
        let rarity: Vec<f32> = having.map(|having| rarity(target.len(), to_u32(having))).collect();
        let (phrasing_target, phrasings) = self.phrasings();
        let words = self.words_of(&phrasings, phrasing_target.len());
        let phrasing_length = self.lengths(&phrasings, phrasing_target.len(), &rarity);
        let answered: Vec<bool> =
            phrasing_target.iter().map(|at| matches!(target[*at as usize], Target::Fact(_))).collect();
        let leaning = Leaning::learn(&rarity, &answered, |phrasing| {
            let length = phrasing_length[phrasing];
            self.weighed(&phrasings, to_u32(phrasing))
                .map(move |(feature, weight)| (feature, weight / length))
        });
        let phrasings_of = (0..=to_u32(target.len()))
            .map(|target| to_u32(phrasing_target.partition_point(|at| *at < target)))
            .collect();
        let spelling = self.spelling();
        let mut classes = [0.0; CLASSES];
        classes[..self.classes.len()].copy_from_slice(&self.classes);
        Index {
            weights: self.weights,
            concepts: self.concepts,
            spelling,
            features: self.features,
            rarity,
            classes,
            words,
            phrasings,
            phrasing_length,
            phrasings_of,
            leaning,
            targets,
            vocabulary: self.words.len(),
            target,
            leading: leads,
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
        let mut learned = Learned::default();
        for (word, met) in vocabulary.into_iter().zip(met) {
            let features = met.then(|| self.learn(word, &mut learned));
            self.words.push(features);
        }
        let Learned { hashes, classes, all } = learned;
        self.features = Numbers::new(all.into_iter().collect());
        let number = |hash| self.features.of(hash).expect("every feature of a word has a number");
        let entries = hashes.into_iter().zip(classes).map(|(hash, class)| Entry::new(number(hash), class));
        self.of_words = entries.collect();
    }

    /// Takes in the features of a word that is new, and says where they stand.
    fn learn(&mut self, word: &str, learned: &mut Learned) -> (u32, u32) {
        let Self { weights, concepts, classes, .. } = self;
        let begin = to_u32(learned.hashes.len());
        each_feature(word, concepts, weights, &mut |_, feature, weight| {
            let class = classes.iter().rposition(|known| known.to_bits() == weight.to_bits());
            let class = class.unwrap_or_else(|| {
                classes.push(weight);
                classes.len() - 1
            });
            let class = u8::try_from(class).expect("words are short: they weigh in few ways");
            learned.all.insert(feature);
            learned.hashes.push(feature);
            learned.classes.push(class);
        });
        (begin, to_u32(learned.hashes.len()))
    }

    /// The targets that have a feature, once each, with the share of their phrasings
    /// that have it. A target's texts stand together.
    fn targets(&self) -> Postings<Having> {
        let kept: Vec<(Text, &[u32])> = self.kept().collect();
        Postings::new(self.features.len(), |has| {
            let mut last = vec![Last { target: NONE, phrasings: 0 }; self.features.len()];
            // How many phrasings have a word: one more, so that a statement's is met too.
            let mut times = vec![0_u32; self.words.len()];
            let (mut met, mut features) = (Vec::new(), Vec::new());
            for texts in kept.chunk_by(|one, other| one.0.target == other.0.target) {
                let target = place(texts[0].0.target, self.knowledge);
                for (text, words) in texts {
                    for word in *words {
                        let times = &mut times[*word as usize];
                        if *times == 0 {
                            *times = 1;
                            met.push(*word);
                        }
                        *times += u32::from(text.phrasing.is_some());
                    }
                }
                for word in met.drain(..) {
                    let phrasings = std::mem::take(&mut times[word as usize]) - 1;
                    for entry in self.features_of(word) {
                        let last = &mut last[entry.number() as usize];
                        if last.target != target {
                            *last = Last { target, phrasings: 0 };
                            features.push(entry.number());
                        }
                        last.phrasings += phrasings;
                    }
                }
                let all = to_u32(texts.iter().filter(|(text, _)| text.phrasing.is_some()).count());
                let shares: Vec<Having> = (0..=all).map(|having| Having::new(target, having, all)).collect();
                for feature in features.drain(..) {
                    has(feature, shares[last[feature as usize].phrasings.min(all) as usize]);
                }
            }
        })
    }

    /// The target of each phrasing, and its words, once each.
    fn phrasings(&self) -> (Vec<u32>, Postings<u16>) {
        let kept = || self.kept().filter(|(text, _)| text.phrasing.is_some());
        let target: Vec<u32> = kept().map(|(text, _)| place(text.target, self.knowledge)).collect();
        let words = Postings::new(target.len(), |has| {
            for (phrasing, (_, words)) in kept().enumerate() {
                for (at, word) in words.iter().enumerate() {
                    if !words[..at].contains(word) {
                        has(
                            to_u32(phrasing),
                            u16::try_from(*word).expect("the base has fewer than 2^16 words"),
                        );
                    }
                }
            }
        });
        (target, words)
    }

    /// The words of phrasings that have a feature.
    fn words_of(&self, phrasings: &Postings<u16>, count: usize) -> Postings<Entry> {
        let mut asked = vec![false; self.words.len()];
        for phrasing in 0..to_u32(count) {
            for word in phrasings.of(phrasing) {
                asked[usize::from(*word)] = true;
            }
        }
        Postings::new(self.features.len(), |has| {
            for (word, _) in (0..).zip(&asked).filter(|(_, asked)| **asked) {
                for entry in self.features_of(word) {
                    has(entry.number(), Entry::new(word, entry.class()));
                }
            }
        })
    }

    /// How long each phrasing is as a sum of its words.
    fn lengths(&self, phrasings: &Postings<u16>, count: usize, rarity: &[f32]) -> Vec<f32> {
        let mut sum = vec![0.0_f32; self.features.len()];
        let length = |phrasing: u32| {
            for (feature, weight) in self.weighed(phrasings, phrasing) {
                sum[feature as usize] += weight * rarity[feature as usize];
            }
            let features = self.weighed(phrasings, phrasing).map(|(feature, _)| feature);
            let squares = features.map(|feature| std::mem::take(&mut sum[feature as usize]).powi(2));
            squares.sum::<f32>().sqrt().max(f32::MIN_POSITIVE)
        };
        (0..to_u32(count)).map(length).collect()
    }

    /// The features of a phrasing's words with what they weigh there, before rarity;
    /// one that several words have comes with each.
    fn weighed<'b>(
        &'b self,
        phrasings: &'b Postings<u16>,
        phrasing: u32,
    ) -> impl Iterator<Item = (u32, f32)> + 'b {
        let entries = phrasings.of(phrasing).iter().flat_map(|word| self.features_of(u32::from(*word)));
        entries.map(|entry| (entry.number(), self.classes[usize::from(entry.class())]))
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
