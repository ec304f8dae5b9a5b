//! How the index is made. What is known of a word, its features, is worked out
//! once, however many texts it stands in.

use std::ops::Range;

use super::super::beside::{both, halves};
use super::super::corpus::{Corpus, Text};
use super::super::half::Half;
use super::super::lexicon::Concepts;
use super::super::postings::{Counted, Postings};
use super::super::spelling::Spelling;
use super::leaning::Leaning;
use super::numbers::Numbers;
use super::words::{Learned, Word};
use super::{Having, Index, Keep, Target, Weights, rarity, to_u32};
use crate::knowledge::Knowledge;

/// No target and no text has this number.
const NONE: u32 = u32::MAX;

/// Which target had a feature last, and in how many phrasings.
#[derive(Debug, Clone, Copy)]
struct Last {
    target: u32,
    phrasings: u32,
}

pub(super) struct Builder<'a> {
    knowledge: &'a Knowledge,
    corpus: &'a Corpus,
    keep: Keep<'a>,
    weights: Weights,
    concepts: Concepts,
    numbers: Numbers,
    words: Vec<Word>,
    /// The features of words.
    features: Vec<u32>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        knowledge: &'a Knowledge,
        corpus: &'a Corpus,
        weights: Weights,
        keep: Keep<'a>,
    ) -> Self {
        let concepts = Concepts::new(knowledge);
        let mut builder = Self {
            knowledge,
            corpus,
            keep,
            weights,
            concepts,
            numbers: Numbers::default(),
            words: Vec::new(),
            features: Vec::new(),
        };
        builder.learn_words();
        builder
    }

    pub(super) fn build(self) -> Index {
        let (target, leads) = targets(self.knowledge);
        let having = |has: &mut dyn FnMut(u32, Having)| self.each_having(has);
        let (counted, (phrasing_target, phrasings)) =
            both(|| Counted::new(self.numbers.len(), having), || self.phrasings());
        // An empty base has no features, and yet something is unknown to it.
        let rarities: Vec<f32> =
            (0..=to_u32(target.len().max(1))).map(|having| rarity(target.len(), having)).collect();
        let rarity: Vec<f32> = counted.lengths().map(|having| rarities[having as usize]).collect();
        let ((phrasing_length, leaning), (targets, words, spelling)) = both(
            || {
                let lengths = self.lengths(&phrasings, phrasing_target.len(), &rarity);
                let is_fact = |at: &u32| matches!(target[*at as usize], Target::Fact(_));
                let answered: Vec<bool> = phrasing_target.iter().map(is_fact).collect();
                let leaning = Leaning::learn(&rarity, &answered, |phrasing, tell| {
                    let length = lengths[phrasing];
                    self.weighed(phrasings.of(to_u32(phrasing)), |features, weight| {
                        tell(features, weight / length);
                    });
                });
                (lengths, leaning)
            },
            || (counted.fill(having), self.words_of(&phrasings, phrasing_target.len()), self.spelling()),
        );
        let phrasings_of = (0..=to_u32(target.len()))
            .map(|target| to_u32(phrasing_target.partition_point(|at| *at < target)))
            .collect();
        Index {
            weights: self.weights,
            concepts: self.concepts,
            spelling,
            features: self.numbers,
            rarity: rarities,
            grams: self.words.iter().map(|word| word.weights.1.into()).collect(),
            words,
            phrasings,
            phrasing_length: phrasing_length.into_iter().map(Half::from).collect(),
            phrasings_of,
            leaning,
            targets,
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

    /// Learns the words, half of them beside the other half.
    fn learn_words(&mut self) {
        let corpus = self.corpus;
        let vocabulary = corpus.vocabulary();
        let mut met = vec![false; vocabulary.len()];
        for (_, words) in self.kept() {
            for word in words {
                met[*word as usize] = true;
            }
        }
        let (concepts, weights) = (&self.concepts, &self.weights);
        let learn = |words: Range<usize>| {
            let mut learned = Learned::default();
            for (word, met) in vocabulary[words.clone()].iter().zip(&met[words]) {
                if *met {
                    learned.learn(word, concepts, weights);
                } else {
                    learned.words.push(Word::default());
                }
            }
            learned
        };
        let (mut first, mut second) = halves(vocabulary.len(), learn);
        let mut all = std::mem::take(&mut first.all);
        all.extend(std::mem::take(&mut second.all));
        self.numbers = Numbers::new(all.into_iter().collect());
        both(|| first.number(&self.numbers), || second.number(&self.numbers));
        first.append(&second);
        self.words = first.words;
        self.features = first.features;
    }

    /// Names the targets that have a feature, once each, with the share of their
    /// phrasings that have it. A target's texts stand together.
    fn each_having(&self, has: &mut dyn FnMut(u32, Having)) {
        let kept: Vec<(Text, &[u32])> = self.kept().collect();
        let mut last = vec![Last { target: NONE, phrasings: 0 }; self.numbers.len()];
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
                for feature in self.features_of(word) {
                    let last = &mut last[*feature as usize];
                    if last.target != target {
                        *last = Last { target, phrasings: 0 };
                        features.push(*feature);
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
    }

    /// The target of each phrasing, and its words, once each.
    fn phrasings(&self) -> (Vec<u32>, Postings<u16>) {
        let kept = || self.kept().filter(|(text, _)| text.phrasing.is_some());
        let target: Vec<u32> = kept().map(|(text, _)| place(text.target, self.knowledge)).collect();
        let words = Postings::new(target.len(), |has| {
            let mut once = Vec::new();
            for (phrasing, (_, words)) in kept().enumerate() {
                once.clear();
                once.extend_from_slice(words);
                once.sort_unstable();
                once.dedup();
                for word in &once {
                    has(to_u32(phrasing), u16::try_from(*word).expect("the base has fewer than 2^16 words"));
                }
            }
        });
        (target, words)
    }

    /// The words of phrasings that have a feature.
    fn words_of(&self, phrasings: &Postings<u16>, count: usize) -> Postings<u16> {
        let mut asked = vec![false; self.words.len()];
        for phrasing in 0..to_u32(count) {
            for word in phrasings.of(phrasing) {
                asked[usize::from(*word)] = true;
            }
        }
        Postings::new(self.numbers.len(), |has| {
            for (word, _) in (0..).zip(&asked).filter(|(_, asked)| **asked) {
                for feature in self.features_of(u32::from(word)) {
                    has(*feature, word);
                }
            }
        })
    }

    /// How long each phrasing is as a sum of its words, half of them beside the
    /// other half.
    fn lengths(&self, phrasings: &Postings<u16>, count: usize, rarity: &[f32]) -> Vec<f32> {
        let lengths = |range: Range<usize>| {
            let mut sum = vec![0.0_f32; self.numbers.len()];
            let length = |phrasing: u32| {
                let phrasing = phrasings.of(phrasing);
                self.weighed(phrasing, |features, weight| {
                    for feature in features {
                        sum[*feature as usize] += weight * rarity[*feature as usize];
                    }
                });
                let mut squares = 0.0_f32;
                self.weighed(phrasing, |features, _| {
                    for feature in features {
                        squares += std::mem::take(&mut sum[*feature as usize]).powi(2);
                    }
                });
                squares.sqrt().max(f32::MIN_POSITIVE)
            };
            (to_u32(range.start)..to_u32(range.end)).map(length).collect::<Vec<f32>>()
        };
        let (mut first, second) = halves(count, lengths);
        first.extend(second);
        first
    }

    /// Tells the features of a phrasing's words, and what each of them weighs there,
    /// before rarity; one that several words have comes with each.
    fn weighed(&self, phrasing: &[u16], mut tell: impl FnMut(&[u32], f32)) {
        for word in phrasing {
            let word = self.words[usize::from(*word)];
            let (own, grams) = self.features[..word.end as usize].split_at(word.grams as usize);
            let (own, concepts) = own[word.begin as usize..].split_at(1);
            tell(own, word.weights.0);
            tell(concepts, self.weights.concept);
            tell(grams, word.weights.1);
        }
    }

    fn features_of(&self, word: u32) -> &[u32] {
        let Word { begin, end, .. } = self.words[word as usize];
        &self.features[begin as usize..end as usize]
    }

    fn spelling(&self) -> Spelling {
        let met = self.corpus.vocabulary().into_iter().zip(&self.words);
        let met = met.filter(|(_, word)| word.begin < word.end).map(|(word, _)| word);
        Spelling::new(met.chain(self.concepts.words()))
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
