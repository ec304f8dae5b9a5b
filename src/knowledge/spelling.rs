//! Mistyped words: the known word that a word nobody knows was probably meant
//! to be. Works on folded words; knows nothing of what they mean.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

/// Shortest word that is corrected, in letters: of shorter ones too many differ
/// by one letter and mean something else.
const SHORTEST: usize = 5;
/// From this length on two mistakes are forgiven, not one.
const LONG: usize = 8;

/// The known words.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Spelling {
    /// One after another: by first letter, then by length, then in order.
    text: String,
    words: Vec<Known>,
    /// Where in `words` those of a first letter and a length stand.
    buckets: FxHashMap<(char, usize), Range<usize>>,
}

#[derive(Debug, Clone)]
struct Known {
    begin: u32,
    letters: u32,
}

impl Spelling {
    /// Knows these folded words; one may come twice.
    #[must_use]
    pub fn new<'a>(known: impl IntoIterator<Item = &'a str>) -> Self {
        let mut sorted: Vec<((char, usize), &str)> =
            known.into_iter().filter_map(|word| Some((key(word)?, word))).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut spelling = Self::default();
        for (key, word) in sorted {
            spelling.add(key, word);
        }
        spelling.words.shrink_to_fit();
        spelling.text.shrink_to_fit();
        spelling
    }

    /// Takes in the next word in order.
    fn add(&mut self, key: (char, usize), word: &str) {
        let at = self.words.len();
        self.buckets.entry(key).or_insert(at..at).end = at + 1;
        let begin = u32::try_from(self.text.len()).expect("the base's words take less than 4 GB");
        self.words.push(Known { begin, letters: letters(word) });
        self.text.push_str(word);
    }

    /// The known words in order.
    fn words(&self) -> impl Iterator<Item = &str> {
        let ends = self.words.iter().skip(1).map(|next| next.begin as usize).chain([self.text.len()]);
        self.words.iter().zip(ends).map(|(known, end)| &self.text[known.begin as usize..end])
    }

    /// The known words with this first letter and length, with their letters.
    fn bucket(&self, first: char, length: usize) -> impl Iterator<Item = (&str, u32)> {
        let bucket = self.buckets.get(&(first, length)).cloned().unwrap_or_default();
        bucket.map(|at| {
            let end = self.words.get(at + 1).map_or(self.text.len(), |next| next.begin as usize);
            let Known { begin, letters } = self.words[at];
            (&self.text[begin as usize..end], letters)
        })
    }

    /// The known word that is this word.
    #[must_use]
    pub fn exactly(&self, word: &str) -> Option<&str> {
        let mut bucket = self.bucket(word.chars().next()?, word.chars().count());
        bucket.find(|(known, _)| *known == word).map(|(known, _)| known)
    }

    /// The known word nearest to one that is not known, if any is near: the same
    /// first letter, and one letter wrong, missing, doubled or changed about (two
    /// in a long word).
    #[must_use]
    pub fn nearest(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        if length < SHORTEST {
            return None;
        }
        let first = word.chars().next()?;
        let most = if length >= LONG { 2 } else { 1 };
        let mine = letters(word);
        let near = (length - most..=length + most)
            .flat_map(|length| self.bucket(first, length))
            .filter(|(_, letters)| (letters ^ mine).count_ones() as usize <= 2 * most)
            .map(|(known, _)| (strsim::osa_distance(known, word), known))
            .filter(|(distance, _)| *distance <= most);
        near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
    }
}

/// The words in their order, a space between two.
impl From<Spelling> for String {
    fn from(spelling: Spelling) -> Self {
        spelling.words().collect::<Vec<&str>>().join(" ")
    }
}

impl From<String> for Spelling {
    fn from(words: String) -> Self {
        let mut spelling = Self {
            text: String::with_capacity(words.len()),
            words: Vec::with_capacity(words.matches(' ').count() + 1),
            ..Self::default()
        };
        for word in words.split(' ') {
            if let Some(key) = key(word) {
                spelling.add(key, word);
            }
        }
        spelling
    }
}

/// What stands together: words of a first letter and a length. None of what begins
/// with a digit.
fn key(word: &str) -> Option<(char, usize)> {
    let first = word.chars().next().filter(|first| !first.is_ascii_digit())?;
    Some((first, word.chars().count()))
}

/// Which letters a word has, one bit each: words that differ much here cannot
/// be near, and that is cheap to see.
fn letters(word: &str) -> u32 {
    word.chars().fold(0, |letters, letter| letters | 1 << (u32::from(letter) % 32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("tragdey", Some("tragedy"))]
    #[case("aniversary", Some("anniversary"))]
    #[case("janury", Some("january"))]
    #[case("sun", None)]
    #[case("weather", None)]
    #[case("", None)]
    fn a_mistyped_word_is_known_by_its_nearest_neighbour(#[case] typed: &str, #[case] meant: Option<&str>) {
        let known = ["tragedy", "anniversary", "january", "son", "barricades"];
        assert_eq!(Spelling::new(known).nearest(typed), meant);
    }
}
