//! Concepts: words of every language that mean the same, so that a synonym no
//! phrasing contains, or a phrasing of another language, is still met.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Knowledge;
use crate::fold;
use crate::language::Language;

/// Shortest stem that may stand for all words that begin with it, in folded
/// letters: shorter ones begin too many other words.
pub const SHORTEST_STEM: usize = 3;

/// The concepts that question words stand for: what is wanted, not what about.
const ASKING: [&str; 8] = ["how-many", "when", "what-hour", "where", "who", "why", "how", "name-title"];

/// Finds the concepts in a folded word.
#[derive(Debug, Default)]
pub struct Concepts {
    exact: FxHashMap<String, Vec<u32>>,
    stems: FxHashMap<String, Vec<u32>>,
    longest: usize,
    function: FxHashSet<String>,
    asking: Vec<u32>,
}

impl Concepts {
    /// Takes the lexicons of all languages together: a question may mix them.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
        let mut concepts = Self::default();
        for &language in Language::ALL {
            for (name, patterns) in &knowledge.lexicon(language).concepts {
                let next = u32::try_from(ids.len()).expect("fewer than 2^32 concepts");
                let id = *ids.entry(name).or_insert(next);
                if id == next && ASKING.contains(&name.as_str()) {
                    concepts.asking.push(id);
                }
                for pattern in patterns {
                    concepts.add(pattern, id);
                }
            }
            let function = knowledge.lexicon(language).function.iter();
            concepts.function.extend(function.flat_map(|word| fold::words(word)));
        }
        concepts
    }

    fn add(&mut self, pattern: &str, concept: u32) {
        let stem = pattern.ends_with('*');
        let [word] = fold::words(pattern).try_into().unwrap_or_else(|_| [String::new()]);
        let map = if stem && word.len() >= SHORTEST_STEM { &mut self.stems } else { &mut self.exact };
        self.longest = self.longest.max(word.len());
        let known = map.entry(word).or_default();
        if !known.contains(&concept) {
            known.push(concept);
        }
    }

    /// Whether a folded word only carries the sentence: “the”, “please”, “olub”, a
    /// letter alone.
    #[must_use]
    pub fn is_function(&self, word: &str) -> bool {
        word.chars().count() == 1 || self.function.contains(word)
    }

    /// The concepts of question words: how many, when, where, who …
    #[must_use]
    pub fn asking(&self) -> &[u32] {
        &self.asking
    }

    /// Every folded word that is written out, whole or as a stem.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        self.exact.keys().chain(self.stems.keys()).chain(&self.function)
    }

    /// The concepts of a folded word: of the word itself, else of the longest
    /// stem that it begins with.
    #[must_use]
    pub fn of(&self, word: &str) -> &[u32] {
        if let Some(concepts) = self.exact.get(word) {
            return concepts;
        }
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let prefixes = ends.filter(|end| (SHORTEST_STEM..=self.longest).contains(end));
        let longest_first = prefixes.collect::<Vec<_>>().into_iter().rev();
        longest_first.map(|end| &word[..end]).find_map(|stem| self.stems.get(stem)).map_or(&[], Vec::as_slice)
    }
}
