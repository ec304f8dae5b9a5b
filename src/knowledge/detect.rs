//! Which of the bot's languages a text is written in, learned from the base's
//! own texts: letters as typed (`ə` is Azerbaijani only), folded words and the
//! letters of these (so that text without diacritics and transliterated text
//! count too).

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use super::Knowledge;
use super::corpus::Corpus;
use crate::fold;
use crate::language::{Language, PerLanguage};

/// How many languages there are.
const LANGUAGES: usize = Language::ALL.len();
/// How much likelier, in nats, the first language must be than the second for
/// the text to be clear.
const CLEAR: f32 = 1.5;
/// How much likelier than any other Russian must be where no letter is Cyrillic.
const IN_LATIN: f32 = 12.0;
/// Longest text that is looked at, in characters.
const LONGEST: usize = 600;

/// Recognises languages.
#[derive(Debug)]
pub struct Detector {
    /// Log-likelihood of each feature in each language.
    features: FxHashMap<u64, [f32; LANGUAGES]>,
}

impl Detector {
    /// Learns from every phrasing and statement of the base.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Learned::of_letters(knowledge).and_words(&Corpus::new(knowledge))
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
pub(super) struct Learned(FxHashMap<u64, [f32; LANGUAGES]>);

impl Learned {
    /// Learns from the letters of the base's texts as typed.
    pub(super) fn of_letters(knowledge: &Knowledge) -> Self {
        let mut learned = Self::default();
        for (_, fact) in knowledge.facts() {
            for (language, text) in fact.texts.iter() {
                for ask in &text.ask {
                    learned.letters(language, ask);
                }
                learned.letters(language, &text.statement.words());
            }
        }
        for refusal in knowledge.refusals() {
            for (language, asks) in refusal.ask.iter() {
                for ask in asks {
                    learned.letters(language, ask);
                }
            }
        }
        learned
    }

    fn letters(&mut self, language: Language, text: &str) {
        each_of_letters(text, &mut |feature| self.count(feature, language, 1.0));
    }

    fn count(&mut self, feature: u64, language: Language, times: f32) {
        self.0.entry(feature).or_default()[language as usize] += times;
    }

    /// Learns from the folded words too: that is all there is to learn.
    pub(super) fn and_words(mut self, corpus: &Corpus) -> Detector {
        let vocabulary = corpus.vocabulary();
        let mut times = vec![[0.0_f32; LANGUAGES]; vocabulary.len()];
        for (text, words) in corpus.texts() {
            for word in words {
                times[*word as usize][text.language as usize] += 1.0;
            }
        }
        for (word, times) in vocabulary.into_iter().zip(times) {
            for &language in Language::ALL {
                let times = times[language as usize];
                if times > 0.0 {
                    each_of_word(word, &mut |feature| self.count(feature, language, times));
                }
            }
        }
        self.weighed()
    }

    fn weighed(self) -> Detector {
        let mut features = self.0;
        let mut totals = PerLanguage::new(|_| 0.0_f32);
        for count in features.values() {
            for &language in Language::ALL {
                totals[language] += count[language as usize];
            }
        }
        let unseen = totals.map(|_, total| (SMOOTHING / (total + 1.0)).ln());
        for count in features.values_mut() {
            for (language, unseen) in unseen.iter() {
                let count = &mut count[language as usize];
                // Most features are of one language: the logarithm of one needs no reckoning.
                let seen = if *count > 0.0 { ((*count + SMOOTHING) / SMOOTHING).ln() } else { 0.0 };
                *count = seen + unseen;
            }
        }
        Detector { features }
    }
}

/// Added to every count, so that nothing is impossible.
const SMOOTHING: f32 = 0.3;

/// Trigrams of the letters as typed, if there is one that tells something; folded
/// words, and trigrams of these.
fn each_feature(text: &str, mut feature: impl FnMut(u64)) {
    if text.chars().any(is_of_one_language) {
        each_of_letters(text, &mut feature);
    }
    fold::each_word(text, |word| each_of_word(word, &mut feature));
}

/// Trigrams of the letters as typed.
fn each_of_letters(text: &str, feature: &mut impl FnMut(u64)) {
    let mut window = Window::new(AS_TYPED);
    let mut take = |letter: char| {
        let is_plain = letter.is_alphabetic() || letter == '\'' || letter == '’';
        window.take(if is_plain { letter } else { ' ' }, feature);
    };
    for letter in text.chars() {
        if letter.is_ascii() {
            take(letter.to_ascii_lowercase());
        } else {
            letter.to_lowercase().for_each(&mut take);
        }
    }
    window.take(' ', feature);
}

/// A folded word, and trigrams of it; nothing of a number.
fn each_of_word(word: &str, feature: &mut impl FnMut(u64)) {
    if word.as_bytes()[0].is_ascii_digit() {
        return;
    }
    let mut hasher = FxHasher::default();
    hasher.write_u8(WORD);
    hasher.write(word.as_bytes());
    feature(hasher.finish());
    let mut window = Window::new(FOLDED);
    word.chars().chain([' ']).for_each(|letter| window.take(letter, feature));
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

    fn take(&mut self, letter: char, feature: &mut impl FnMut(u64)) {
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
        feature(hasher.finish());
    }
}
