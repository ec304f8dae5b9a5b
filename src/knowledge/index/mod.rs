//! What questions are compared with: every phrasing of every fact and refusal,
//! as features of its folded words. Gives scores; what to make of them is
//! [`super::search`]'s.
//!
//! Features of a word: the word, its 3- and 4-letter grams with its edges, and
//! the concepts that the lexicons find in it. The first meets inflections and
//! typing mistakes, the last meets synonyms and other languages. A feature
//! weighs more the fewer facts it belongs to.

mod build;
mod leaning;
mod numbers;
mod reader;
mod words;

use serde::{Deserialize, Serialize};

use self::build::Builder;
use self::leaning::Leaning;
use self::numbers::Numbers;
use super::corpus::Corpus;
use super::features::of_word;
use super::half::Half;
use super::lexicon::Concepts;
use super::postings::{Entry, Postings};
use super::rising;
use super::spelling::Spelling;
use super::{FactKey, Knowledge};
use crate::language::Language;

pub use self::reader::Reader;
pub use super::features::Weights;

/// What a phrasing leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// A fact of the base.
    Fact(FactKey),
    /// A refusal, by its position in [`Knowledge::refusals`].
    Refusal(usize),
}

impl Target {
    /// What it is called, for people who measure.
    #[must_use]
    pub fn name(self, knowledge: &Knowledge) -> String {
        match self {
            Self::Fact(key) => knowledge[key].id.clone(),
            Self::Refusal(at) => format!("({})", knowledge.refusals()[at].id),
        }
    }
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
pub type Keep<'a> = &'a (dyn Fn(Target, Language, usize) -> bool + Sync);

/// The number of a target that has a feature, and how many of its phrasings have
/// it: ten bits and six, for there are more of these than of anything else.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Having(u16);

impl Entry for Having {
    fn parts(self) -> (u16, Option<u8>) {
        (self.0 % Self::TARGETS, u8::try_from(self.0 / Self::TARGETS).ok())
    }

    fn of(target: u16, share: Option<u8>) -> Self {
        Self(u16::from(share.unwrap_or_default()) * Self::TARGETS + target)
    }
}

impl Having {
    const TARGETS: u16 = 1 << 10;
    /// The root of the share where all phrasings have the feature.
    const ALL: u16 = 63;

    /// `having` of its `all` phrasings have the feature.
    fn new(target: u32, having: u32, all: u32) -> Self {
        let target = u16::try_from(target).ok().filter(|target| *target < Self::TARGETS);
        let target = target.expect("the base has fewer than 1,024 facts and refusals");
        let square = u64::from(having) * u64::from(Self::ALL).pow(2) / u64::from(all.max(1));
        let root =
            u16::try_from((4 * square).isqrt().div_ceil(2)).map_or(Self::ALL, |root| root.min(Self::ALL));
        Self(root * Self::TARGETS + target)
    }

    fn target(self) -> usize {
        usize::from(self.0 % Self::TARGETS)
    }

    /// The root of the share of the target's phrasings that have the feature.
    fn root_of_share(self) -> f32 {
        f32::from(self.0 / Self::TARGETS) / f32::from(Self::ALL)
    }
}

/// The index. Phrasings are far more than the words they are made of: a question
/// is compared with each word once, and a phrasing is the sum of its words.
#[derive(Debug, Serialize, Deserialize)]
pub struct Index {
    weights: Weights,
    concepts: Concepts,
    spelling: Spelling,
    features: Numbers,
    /// How rare a feature is that so many targets have.
    rarity: Vec<f32>,
    /// What each gram of a word weighs, before rarity.
    grams: Vec<Half>,
    /// The words of phrasings that have a feature.
    words: Postings<u16>,
    /// The words of a phrasing.
    phrasings: Postings<u16>,
    phrasing_length: Vec<Half>,
    /// Where each target's phrasings begin, and the last's end.
    #[serde(with = "rising")]
    phrasings_of: Vec<u32>,
    leaning: Leaning,
    /// The facts and refusals that have a feature.
    targets: Postings<Having>,
    target: Vec<Target>,
    leading: Vec<bool>,
}

impl Index {
    /// Indexes the phrasings that `keep` keeps.
    #[must_use]
    pub fn with(knowledge: &Knowledge, weights: Weights, keep: Keep<'_>) -> Self {
        Builder::new(knowledge, &Corpus::new(knowledge).0, weights, keep).build()
    }

    /// Indexes the whole base, whose texts were folded before.
    pub(super) fn of(knowledge: &Knowledge, corpus: &Corpus) -> Self {
        Builder::new(knowledge, corpus, Weights::default(), &|_, _, _| true).build()
    }

    /// A reader of one question: of all its sentences, since what is known of a
    /// word is looked up once.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }

    /// The mean likeness of a target's nearest three phrasings, as sums of their
    /// words; `None` where no phrasing shares anything.
    fn likeness(&self, target: usize, alike: &[f32]) -> Option<f32> {
        let mut best = [0.0_f32; 3];
        for phrasing in self.phrasings_of[target]..self.phrasings_of[target + 1] {
            let words = self.phrasings.of(phrasing).iter();
            let sum = words.map(|word| alike[usize::from(*word)]).sum::<f32>();
            let similarity = sum / f32::from(self.phrasing_length[phrasing as usize]);
            if similarity > best[2] {
                best[2] = similarity;
                best.sort_unstable_by(|one, other| other.total_cmp(one));
            }
        }
        (best[0] > 0.0).then(|| best.iter().sum::<f32>() / 3.0)
    }

    /// The word itself where it is known, else the known word that it was
    /// probably meant to be, if any is near; and how far that is to be trusted.
    fn meant<'a>(&'a self, word: &'a str) -> (&'a str, f32) {
        if self.knows(word) {
            return (word, 1.0);
        }
        // An Azerbaijani “ə” is often typed “я” on a Russian keyboard.
        let respelt = word.replace("ya", "e");
        let known = self.spelling.exactly(&respelt).filter(|_| respelt != word);
        let near = known.or_else(|| self.spelling.nearest(word)).or_else(|| self.spelling.nearest(&respelt));
        near.map_or((word, 1.0), |word| (word, self.weights.mistyped))
    }

    fn knows(&self, word: &str) -> bool {
        self.features.of(of_word(word)).is_some()
            || self.concepts.is_function(word)
            || !self.concepts.of(word).is_empty()
    }

    fn rarity(&self, feature: u32) -> f32 {
        self.rarity[self.targets.of(feature).len()]
    }

    fn unknown_rarity(&self) -> f32 {
        self.rarity[1]
    }
}

fn rarity(targets: usize, having: u32) -> f32 {
    ((targets as f32 + 1.0) / (having as f32 + 0.5)).ln().max(0.0)
}

fn to_u32(at: usize) -> u32 {
    u32::try_from(at).expect("the base has fewer than 2^32 entries")
}
