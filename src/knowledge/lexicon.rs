//! Concepts: words of every language that mean the same, so that a synonym no
//! phrasing contains, or a phrasing of another language, is still met.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::postings::Postings;
use super::{Knowledge, Strings};
use crate::fold;
use crate::language::Language;

/// Shortest stem that may stand for all words that begin with it, in folded
/// letters: shorter ones begin too many other words.
pub const SHORTEST_STEM: usize = 3;

/// The concepts that question words stand for: what is wanted, not what about.
const ASKING: [&str; 8] = ["how-many", "when", "what-hour", "where", "who", "why", "how", "name-title"];

/// Finds the concepts in a folded word.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Concepts {
    exact: Table,
    stems: Table,
    longest: usize,
    function: Table,
    asking: Vec<u16>,
}

/// Words in their order, with what each means. There are thousands: a map would
/// take three times the memory.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Table {
    words: Strings,
    meant: Postings<u16>,
}

impl Concepts {
    /// Takes the lexicons of all languages together: a question may mix them.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        let mut ids: FxHashMap<&str, u16> = FxHashMap::default();
        let (mut exact, mut stems, mut function) = <(Meanings, Meanings, Meanings)>::default();
        let (mut longest, mut asking) = (0, Vec::new());
        for &language in Language::ALL {
            for (name, patterns) in &knowledge.lexicon(language).concepts {
                let next = u16::try_from(ids.len()).expect("fewer than 2^16 concepts");
                let id = *ids.entry(name).or_insert(next);
                if id == next && ASKING.contains(&name.as_str()) {
                    asking.push(id);
                }
                for pattern in patterns {
                    let [word] = fold::words(pattern).try_into().unwrap_or_else(|_| [String::new()]);
                    longest = longest.max(word.len());
                    let is_stem = pattern.ends_with('*') && word.len() >= SHORTEST_STEM;
                    let known = if is_stem { &mut stems } else { &mut exact }.entry(word).or_default();
                    if !known.contains(&id) {
                        known.push(id);
                    }
                }
            }
            let words = knowledge.lexicon(language).function.iter().flat_map(|word| fold::words(word));
            function.extend(words.map(|word| (word, Vec::new())));
        }
        let [exact, stems, function] = [exact, stems, function].map(|meanings| Table::new(&meanings));
        Self { exact, stems, longest, function, asking }
    }

    /// Whether a folded word only carries the sentence: “the”, “please”, “olub”, a
    /// letter alone.
    #[must_use]
    pub fn is_function(&self, word: &str) -> bool {
        word.chars().count() == 1 || self.function.place(word).is_some()
    }

    /// The concepts of question words: how many, when, where, who …
    #[must_use]
    pub fn asking(&self) -> &[u16] {
        &self.asking
    }

    /// Every folded word that is written out, whole or as a stem.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        [&self.exact, &self.stems, &self.function].into_iter().flat_map(|table| table.words.iter())
    }

    /// The concepts of a folded word: of the word itself, else of the longest
    /// stem that it begins with.
    #[must_use]
    pub fn of(&self, word: &str) -> &[u16] {
        if let Some(concepts) = self.exact.get(word) {
            return concepts;
        }
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let prefixes = ends.filter(|end| (SHORTEST_STEM..=self.longest).contains(end));
        let longest_first = prefixes.collect::<Vec<_>>().into_iter().rev();
        longest_first.map(|end| &word[..end]).find_map(|stem| self.stems.get(stem)).unwrap_or_default()
    }
}

/// What words mean, before all are known.
type Meanings = BTreeMap<String, Vec<u16>>;

impl Table {
    fn new(meanings: &Meanings) -> Self {
        let meant = Postings::new(meanings.len(), |has| {
            for (word, concepts) in (0..).zip(meanings.values()) {
                for concept in concepts {
                    has(word, *concept);
                }
            }
        });
        Self { words: meanings.keys().collect(), meant }
    }

    fn place(&self, word: &str) -> Option<u32> {
        let (mut low, mut high) = (0, self.words.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.words.get(middle)?.cmp(word) {
                Ordering::Equal => return u32::try_from(middle).ok(),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn get(&self, word: &str) -> Option<&[u16]> {
        self.place(word).map(|at| self.meant.of(at))
    }
}
