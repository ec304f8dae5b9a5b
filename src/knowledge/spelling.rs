//! Mistyped words: the known word that a word nobody knows was probably meant
//! to be. Works on folded words; knows nothing of what they mean.

use rustc_hash::{FxHashMap, FxHashSet};

/// Shortest word that is corrected, in letters: of shorter ones too many differ
/// by one letter and mean something else.
const SHORTEST: usize = 5;
/// From this length on two mistakes are forgiven, not one.
const LONG: usize = 8;

/// The known words, by first letter and length.
#[derive(Debug, Default)]
pub struct Spelling {
    words: FxHashMap<(char, usize), Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    word: String,
    letters: u32,
}

impl Spelling {
    /// Knows these folded words.
    #[must_use]
    pub fn new(known: &FxHashSet<String>) -> Self {
        let mut words: FxHashMap<(char, usize), Vec<Known>> = FxHashMap::default();
        for word in known {
            if let Some(first) = word.chars().next().filter(|first| !first.is_ascii_digit()) {
                let known = Known { word: word.clone(), letters: letters(word) };
                words.entry((first, word.chars().count())).or_default().push(known);
            }
        }
        for bucket in words.values_mut() {
            bucket.sort_unstable_by(|one, other| one.word.cmp(&other.word));
        }
        Self { words }
    }

    /// The known word that is this word.
    #[must_use]
    pub fn exactly(&self, word: &str) -> Option<&str> {
        let bucket = self.words.get(&(word.chars().next()?, word.chars().count()))?;
        bucket.iter().find(|known| known.word == word).map(|known| known.word.as_str())
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
            .filter_map(|length| self.words.get(&(first, length)))
            .flatten()
            .filter(|known| (known.letters ^ mine).count_ones() as usize <= 2 * most)
            .map(|known| (strsim::osa_distance(&known.word, word), known))
            .filter(|(distance, _)| *distance <= most);
        near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known.word.as_str())
    }
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
        let known = ["tragedy", "anniversary", "january", "son", "barricades"].map(str::to_owned);
        assert_eq!(Spelling::new(&known.into_iter().collect()).nearest(typed), meant);
    }
}
