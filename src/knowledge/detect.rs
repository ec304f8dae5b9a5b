//! Which of the bot's languages a text is written in, learned from the base's
//! own texts: letters as typed (`ə` is Azerbaijani only), folded words and the
//! letters of these (so that text without diacritics and transliterated text
//! count too).

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

use super::corpus::{Corpus, Times, Typed};
use super::rising;
use crate::fold;
use crate::language::{Language, PerLanguage};

/// How much likelier, in nats, the first language must be than the second for
/// the text to be clear.
const CLEAR: f32 = 1.5;
/// How much likelier than any other Russian must be where no letter is Cyrillic.
const IN_LATIN: f32 = 12.0;
/// Longest text that is looked at, in characters.
const LONGEST: usize = 600;

/// Recognises languages.
#[derive(Debug, Serialize, Deserialize)]
pub struct Detector {
    /// In order: there are tens of thousands, and a map would take twice the memory.
    #[serde(with = "rising")]
    features: Vec<Feature>,
    /// How much likelier each is in each language than what never was met there, in
    /// parts of a natural unit.
    likelier: Vec<[u8; Language::ALL.len()]>,
    /// Log-likelihood of what was never met in a language.
    unseen: PerLanguage<f32>,
}

/// A hash of it: two of all the base's hardly ever share one.
type Feature = u32;

impl Detector {
    /// Learns from every phrasing and statement of the base.
    pub(super) fn of(corpus: &Corpus, typed: [Typed; 2]) -> Self {
        let mut learned = Learned::default();
        for (typed, times) in typed.iter().flat_map(Typed::iter) {
            learned.take(*times, |feature| each_of_letters(typed, feature));
        }
        drop(typed);
        let vocabulary = corpus.vocabulary();
        let mut times = vec![Times::default(); vocabulary.len()];
        for (text, words) in corpus.texts() {
            for word in words {
                let times = &mut times[*word as usize][text.language as usize];
                *times = times.saturating_add(1);
            }
        }
        for (word, times) in vocabulary.into_iter().zip(times) {
            learned.take(times, |feature| each_of_word(word, feature));
        }
        learned.weighed()
    }

    /// The language of `text`, if it is clear. How the letters are typed tells
    /// something only where there are letters that one language has: Russian is
    /// often typed in plain Latin ones, Azerbaijani in Cyrillic, and neither is
    /// then to be found among the letters of its texts.
    #[must_use]
    pub fn detect(&self, text: &str) -> Option<Language> {
        let mut scores = PerLanguage::new(|_| 0.0_f32);
        let mut known = 0_u32;
        let text: String = text.chars().take(LONGEST).collect();
        each_feature(&text, |feature| {
            if let Ok(at) = self.features.binary_search(&feature) {
                known += 1;
                for (language, unseen) in self.unseen.iter() {
                    scores[language] += unseen + f32::from(self.likelier[at][language as usize]) / PARTS;
                }
            }
        });
        if known == 0 {
            return None;
        }
        if !text.chars().any(is_cyrillic) {
            scores[Language::Russian] -= IN_LATIN;
        }
        let mut ranked: Vec<(Language, f32)> =
            scores.iter().map(|(language, score)| (language, *score)).collect();
        ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
        let clear = ranked.get(1).is_none_or(|second| ranked[0].1 - second.1 >= CLEAR);
        clear.then_some(ranked[0].0)
    }
}

/// How often each feature was met in each language.
#[derive(Debug, Default)]
struct Learned(FxHashMap<Feature, Times>);

impl Learned {
    /// Takes in the features of something that was met so often.
    fn take(&mut self, times: Times, each: impl FnOnce(&mut dyn FnMut(Feature))) {
        each(&mut |feature| {
            let known = self.0.entry(feature).or_default();
            for (known, times) in known.iter_mut().zip(times) {
                *known = known.saturating_add(times);
            }
        });
    }

    fn weighed(self) -> Detector {
        let mut totals = PerLanguage::new(|_| 0.0_f32);
        for met in self.0.values() {
            for &language in Language::ALL {
                totals[language] += f32::from(met[language as usize]);
            }
        }
        let mut met: Vec<(Feature, Times)> = self.0.into_iter().collect();
        met.sort_unstable_by_key(|(feature, _)| *feature);
        let (features, likelier) =
            met.into_iter().map(|(feature, times)| (feature, times.map(likelier))).unzip();
        let unseen = totals.map(|_, total| (SMOOTHING / (total + 1.0)).ln());
        Detector { features, likelier, unseen }
    }
}

/// How much likelier a feature is where it was met so often than where it never
/// was, in parts.
fn likelier(times: u16) -> u8 {
    let parts = ((f32::from(times) + SMOOTHING) / SMOOTHING).ln() * PARTS;
    // There is no conversion that rounds and cannot fail.
    (0..u8::BITS)
        .rev()
        .map(|bit| 1 << bit)
        .fold(0, |whole, bit| if f32::from(whole | bit) <= parts + 0.5 { whole | bit } else { whole })
}

/// Into so many parts a natural unit is divided: so that the most that 16 bits can
/// count is the most that 8 can tell.
const PARTS: f32 = 20.0;

/// Added to every count, so that nothing is impossible.
const SMOOTHING: f32 = 0.3;

/// Trigrams of the letters as typed, if there is one that tells something; folded
/// words, and trigrams of these.
fn each_feature(text: &str, mut feature: impl FnMut(Feature)) {
    if text.chars().any(is_of_one_language) {
        text.split(' ').for_each(|typed| each_of_letters(typed, &mut feature));
    }
    fold::each_word(text, |word| each_of_word(word, &mut feature));
}

/// Trigrams of the letters as typed between two spaces.
fn each_of_letters(typed: &str, mut feature: impl FnMut(Feature)) {
    let mut window = Window::new(AS_TYPED);
    let mut take = |letter: char| {
        let is_plain = fold::is_letter(letter) || letter == '\'' || letter == '’';
        window.take(if is_plain { letter } else { ' ' }, &mut feature);
    };
    for letter in typed.chars() {
        if letter.is_ascii() {
            take(letter.to_ascii_lowercase());
        } else {
            letter.to_lowercase().for_each(&mut take);
        }
    }
    take(' ');
}

/// A folded word, and trigrams of it; nothing of a number.
fn each_of_word(word: &str, mut feature: impl FnMut(Feature)) {
    if word.as_bytes()[0].is_ascii_digit() {
        return;
    }
    let mut hasher = FxHasher::default();
    hasher.write_u8(WORD);
    hasher.write(word.as_bytes());
    feature(hashed(&hasher));
    let mut window = Window::new(FOLDED);
    word.chars().chain([' ']).for_each(|letter| window.take(letter, &mut feature));
}

/// Both halves of a hash, one over the other.
fn hashed(hasher: &FxHasher) -> Feature {
    let whole = hasher.finish();
    let folded = (whole >> 32) ^ (whole & u64::from(Feature::MAX));
    Feature::try_from(folded).expect("a half of 64 bits is 32")
}

/// A Latin letter with a mark, or one of its own: `ə`, `ğ`, `ı`.
fn is_of_one_language(letter: char) -> bool {
    letter.is_alphabetic() && !letter.is_ascii() && !is_cyrillic(letter)
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter)
}

const AS_TYPED: u8 = 0;
const WORD: u8 = 1;
const FOLDED: u8 = 2;

/// Trigrams of letters, runs of spaces taken as one.
struct Window {
    kind: u8,
    letters: [char; 3],
}

impl Window {
    fn new(kind: u8) -> Self {
        Self { kind, letters: [' '; 3] }
    }

    fn take(&mut self, letter: char, feature: &mut impl FnMut(Feature)) {
        let [_, second, third] = self.letters;
        if letter == ' ' && third == ' ' {
            return;
        }
        self.letters = [second, third, letter];
        let mut hasher = FxHasher::default();
        hasher.write_u8(self.kind);
        for letter in self.letters {
            hasher.write_u32(u32::from(letter));
        }
        feature(hashed(&hasher));
    }
}
