//! Reading a question against the index: what its words are, and how well each
//! target fits a sentence of them.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::features::{Kind, each_feature, of_concept, of_word};
use super::{Hit, Index, RARELY_ASKED, TELLING, Target, UNASKED};

/// Of so many targets that may fit a sentence best the phrasings are compared.
const LIKELY: usize = 32;

/// Reads one question, sentence by sentence: what is known of a word is looked up
/// once, however often it stands there.
#[derive(Debug)]
pub struct Reader<'a> {
    index: &'a Index,
    words: FxHashMap<String, Rc<Word>>,
}

/// What is known of a word of the question.
#[derive(Debug)]
struct Word {
    features: Vec<Feature>,
    /// The question words among its concepts.
    asking: Vec<u16>,
    /// The targets that name it, where it is a number that tells something.
    named_by: Option<Vec<usize>>,
    /// `None` for a word that only carries the sentence.
    telling: Option<Telling>,
}

/// Something that a word is compared by.
#[derive(Debug)]
struct Feature {
    hash: u32,
    /// `None` for one that no text has.
    number: Option<u32>,
    /// With how rare it is.
    weight: f32,
    /// What it weighs in a text's word, before rarity; `None` where each word says.
    theirs: Option<f32>,
}

/// A word that says what a question is about.
#[derive(Debug)]
struct Telling {
    /// How rare the word is, or the commonest of its concepts.
    rarity: f32,
    /// How much of the word each target has: all of it where it has the word or a
    /// concept of it, else its share of the grams.
    share: Vec<f32>,
}

/// How much of a sentence each target has.
struct Covered {
    /// In full what all its phrasings have, less what few of them have.
    weighed: Vec<f32>,
    whole: Vec<f32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(index: &'a Index) -> Self {
        Self { index, words: FxHashMap::default() }
    }

    /// The targets that fit the words best, the best first.
    #[must_use]
    pub fn hits(&mut self, words: &[String]) -> Vec<Hit> {
        let words = self.read(words);
        let query = query(&words);
        let norm = query.iter().map(|feature| feature.weight * feature.weight).sum::<f32>();
        if norm <= 0.0 {
            return Vec::new();
        }
        let index = self.index;
        let mut alike = vec![0.0_f32; index.grams.len()];
        let mut covered =
            Covered { weighed: vec![0.0; index.target.len()], whole: vec![0.0; index.target.len()] };
        let length = norm.sqrt();
        for Feature { number, weight, theirs, .. } in query {
            let Some(feature) = *number else { continue };
            let ours = weight * index.rarity(feature) / length;
            for word in index.words.of(feature) {
                let word = usize::from(*word);
                alike[word] += ours * theirs.unwrap_or_else(|| index.grams[word].into());
            }
            let share = weight * weight / norm;
            for having in index.targets.of(feature) {
                let asked = RARELY_ASKED + (1.0 - RARELY_ASKED) * having.root_of_share();
                covered.weighed[having.target()] += share * asked;
                covered.whole[having.target()] += share;
            }
        }
        self.rank(&alike, &covered, &self.fits(&words))
    }

    /// Whether the words are rather such as sources answer, above 0, or such as
    /// none answers, below.
    #[must_use]
    pub fn leaning(&mut self, words: &[String]) -> f32 {
        let words = self.read(words);
        let query = query(&words);
        let length = query.iter().map(|feature| feature.weight * feature.weight).sum::<f32>().sqrt();
        let leaning = &self.index.leaning;
        let says = |feature: &&Feature| Some(feature.weight * leaning.of(feature.number?));
        let sum: f32 = query.iter().filter_map(says).sum();
        leaning.start() + sum / length.max(f32::MIN_POSITIVE)
    }

    fn read(&mut self, words: &[String]) -> Vec<Rc<Word>> {
        let index = self.index;
        let mut known = |word: &String| {
            let read = self.words.get(word).map(Rc::clone);
            read.unwrap_or_else(|| {
                let read = Rc::new(Word::new(word, index));
                self.words.insert(word.clone(), Rc::clone(&read));
                read
            })
        };
        words.iter().map(&mut known).collect()
    }

    /// What speaks for each target beside its features: that it has the question's
    /// words, each for itself, that it is asked for with the same question words;
    /// and what speaks against a fact: a year or a figure that it does not name. A
    /// question of few words speaks for the facts that lead.
    fn fits(&self, words: &[Rc<Word>]) -> Vec<f32> {
        let index = self.index;
        let weights = &index.weights;
        let telling = || words.iter().filter_map(|word| word.telling.as_ref());
        let all: f32 = telling().map(|telling| telling.rarity).sum();
        let mut had = vec![0.0_f32; index.target.len()];
        for telling in telling() {
            for (had, share) in had.iter_mut().zip(&telling.share) {
                *had += telling.rarity * share;
            }
        }
        let bare = (1.0 - telling().count() as f32 / TELLING).max(0.0);
        let mut fits = self.asked_alike(words);
        for (at, fit) in fits.iter_mut().enumerate() {
            let had = if all > 0.0 { had[at] / all } else { 1.0 };
            *fit = weights.asks * *fit + weights.words * had;
            if index.leading[at] {
                *fit += weights.leading * bare;
            }
        }
        for named_by in words.iter().filter_map(|word| word.named_by.as_ref()) {
            // Another year, or a figure: the question is hardly about a fact without it.
            for (at, fit) in fits.iter_mut().enumerate() {
                if matches!(index.target[at], Target::Fact(_)) && !named_by.contains(&at) {
                    *fit -= weights.other_number;
                }
            }
        }
        fits
    }

    /// Which share of each target's phrasings has the question's question words.
    fn asked_alike(&self, words: &[Rc<Word>]) -> Vec<f32> {
        let index = self.index;
        let asking: FxHashSet<u16> = words.iter().flat_map(|word| word.asking.iter().copied()).collect();
        if asking.is_empty() {
            return vec![UNASKED; index.target.len()];
        }
        let mut alike = vec![0.0_f32; index.target.len()];
        let each = 1.0 / asking.len() as f32;
        for feature in asking.iter().filter_map(|asking| index.features.of(of_concept(*asking))) {
            for having in index.targets.of(feature) {
                alike[having.target()] += each * having.root_of_share().powi(2);
            }
        }
        alike
    }

    /// Compares the phrasings of the targets that may fit best: no phrasing is more
    /// like a sentence than the root of what its target has of it.
    fn rank(&self, alike: &[f32], covered: &Covered, fits: &[f32]) -> Vec<Hit> {
        let index = self.index;
        let weights = &index.weights;
        let score = |at: usize, likeness: f32| {
            fits[at] + weights.likeness * likeness + weights.coverage * covered.weighed[at]
        };
        let mut targets: Vec<(f32, usize)> =
            (0..index.target.len()).map(|at| (score(at, covered.whole[at].sqrt()), at)).collect();
        if LIKELY < targets.len() {
            targets.select_nth_unstable_by(LIKELY, |one, other| other.0.total_cmp(&one.0));
            targets.truncate(LIKELY);
        }
        let hit = |(_, at): (f32, usize)| {
            let likeness = index.likeness(at, alike).filter(|likeness| *likeness > 0.0)?;
            let (target, coverage) = (index.target[at], covered.weighed[at]);
            Some(Hit { target, score: score(at, likeness), coverage })
        };
        let mut hits: Vec<Hit> = targets.into_iter().filter_map(hit).collect();
        hits.sort_unstable_by(|one, other| {
            other.score.total_cmp(&one.score).then(one.target.cmp(&other.target))
        });
        hits
    }
}

impl Word {
    fn new(typed: &str, index: &Index) -> Self {
        let (word, trust) = index.meant(typed);
        let mut features = Vec::with_capacity(16);
        let mut share = vec![0.0_f32; index.target.len()];
        let mut rarity = index.unknown_rarity();
        let grams = word.chars().count().saturating_mul(3).saturating_sub(3).max(1) as f32;
        each_feature(word, &index.concepts, &index.weights, &mut |kind, hash, weight| {
            let number = index.features.of(hash);
            let rare = number.map_or_else(|| index.unknown_rarity(), |feature| index.rarity(feature));
            let theirs = (kind != Kind::Gram).then_some(weight);
            features.push(Feature { hash, number, weight: trust * weight * rare, theirs });
            if kind != Kind::Gram && number.is_some() {
                rarity = rarity.min(rare);
            }
            let part = if kind == Kind::Gram { 1.0 / grams } else { 1.0 };
            for having in number.map_or(&[][..], |feature| index.targets.of(feature)) {
                share[having.target()] += part;
            }
        });
        for share in &mut share {
            *share = share.min(1.0);
        }
        let of_asking = |concept: &&u16| index.concepts.asking().contains(concept);
        Self {
            features,
            asking: index.concepts.of(word).iter().filter(of_asking).copied().collect(),
            named_by: tells(word).then(|| naming(word, index)),
            telling: (!index.concepts.is_function(word)).then_some(Telling { rarity, share }),
        }
    }
}

/// The targets that have a word.
fn naming(word: &str, index: &Index) -> Vec<usize> {
    let having = index.features.of(of_word(word)).map_or(&[][..], |feature| index.targets.of(feature));
    having.iter().map(|having| having.target()).collect()
}

/// The sentence's features, once each.
fn query(words: &[Rc<Word>]) -> Vec<&Feature> {
    let mut seen = FxHashSet::default();
    words.iter().flat_map(|word| &word.features).filter(|feature| seen.insert(feature.hash)).collect()
}

/// Whether a word is a number that tells one fact from another: a figure or a
/// year. Small ones are days, hours and anniversaries, or stand for thousands
/// ("66 min"), and naming 1990 says nothing.
fn tells(word: &str) -> bool {
    word.parse::<u32>().is_ok_and(|number| number > 66 && ![90, 1990].contains(&number))
}
