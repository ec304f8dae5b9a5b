//! Which of the bot's languages a text is written in, learned from the base's
//! own texts: letters as typed (`ə` is Azerbaijani only), folded words and the
//! letters of these (so that text without diacritics and transliterated text
//! count too).

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::Knowledge;
use crate::fold;
use crate::language::{Language, PerLanguage};

/// How many languages there are.
const LANGUAGES: usize = Language::ALL.len();
/// How much likelier, in nats, the first language must be than the second for
/// the text to be clear.
const CLEAR: f32 = 1.5;
/// Longest text that is looked at, in characters.
const LONGEST: usize = 600;

/// Recognises languages.
#[derive(Debug)]
pub struct Detector {
    /// Log-likelihood of each feature in each language.
    features: FxHashMap<u64, [f32; LANGUAGES]>,
}

impl Detector {
    /// Learns from every phrasing of the base.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut counts: FxHashMap<u64, [f32; LANGUAGES]> = FxHashMap::default();
        let mut totals = PerLanguage::new(|_| 0.0_f32);
        let mut learn = |language: Language, text: &str| {
            each_feature(text, |feature| {
                let count = counts.entry(feature).or_insert([0.0; LANGUAGES]);
                count[language as usize] += 1.0;
                totals[language] += 1.0;
            });
        };
        for (_, fact) in knowledge.facts() {
            for (language, text) in fact.texts.iter() {
                for ask in &text.ask {
                    learn(language, ask);
                }
                learn(language, &text.statement.words());
            }
        }
        for refusal in knowledge.refusals() {
            for (language, asks) in refusal.ask.iter() {
                for ask in asks {
                    learn(language, ask);
                }
            }
        }
        let unseen = totals.map(|_, total| (SMOOTHING / (total + 1.0)).ln());
        for count in counts.values_mut() {
            for (language, total_unseen) in unseen.iter() {
                let count = &mut count[language as usize];
                *count = ((*count + SMOOTHING) / SMOOTHING).ln() + total_unseen;
            }
        }
        Self { features: counts }
    }

    /// The language of `text`, if it is clear.
    #[must_use]
    pub fn detect(&self, text: &str) -> Option<Language> {
        let mut scores = PerLanguage::new(|_| 0.0_f32);
        let mut known = 0_u32;
        let text: String = text.chars().take(LONGEST).collect();
        each_feature(&text, |feature| {
            if let Some(likelihoods) = self.features.get(&feature) {
                known += 1;
                for &language in Language::ALL {
                    scores[language] += likelihoods[language as usize];
                }
            }
        });
        if known == 0 {
            return None;
        }
        let mut ranked: Vec<(Language, f32)> =
            scores.iter().map(|(language, score)| (language, *score)).collect();
        ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
        let clear = ranked.get(1).is_none_or(|second| ranked[0].1 - second.1 >= CLEAR);
        clear.then_some(ranked[0].0)
    }
}

/// Added to every count, so that nothing is impossible.
const SMOOTHING: f32 = 0.3;

/// Trigrams of the letters as typed, folded words, and trigrams of these.
fn each_feature(text: &str, mut feature: impl FnMut(u64)) {
    let plain = |letter: char| {
        if letter.is_alphabetic() || letter == '\'' || letter == '’' { letter } else { ' ' }
    };
    each_trigram(AS_TYPED, text.chars().flat_map(char::to_lowercase).map(plain), &mut feature);
    for word in fold::words(text) {
        if word.as_bytes()[0].is_ascii_digit() {
            continue;
        }
        let mut hasher = FxHasher::default();
        hasher.write_u8(WORD);
        hasher.write(word.as_bytes());
        feature(hasher.finish());
        each_trigram(FOLDED, word.chars(), &mut feature);
    }
}

const AS_TYPED: u8 = 0;
const WORD: u8 = 1;
const FOLDED: u8 = 2;

/// Trigrams of letters, runs of spaces taken as one.
fn each_trigram(kind: u8, letters: impl Iterator<Item = char>, feature: &mut impl FnMut(u64)) {
    let mut window = [' ', ' ', ' '];
    for letter in letters.chain([' ']) {
        if letter == ' ' && window[2] == ' ' {
            continue;
        }
        window = [window[1], window[2], letter];
        let mut hasher = FxHasher::default();
        hasher.write_u8(kind);
        for letter in window {
            hasher.write_u32(u32::from(letter));
        }
        feature(hasher.finish());
    }
}
