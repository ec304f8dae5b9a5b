//! Faults, and where in the files things stand.

use std::collections::HashMap;
use std::fmt;

use thiserror::Error;

use crate::files::Files;
use crate::language::Language;

/// Something wrong in the data, where a person can find it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub struct Fault {
    /// Path below `data/`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what to do, one sentence.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.problem)
    }
}

/// Where in `data/` things stand, for faults found after loading.
#[derive(Debug)]
pub struct Places<'a> {
    files: &'a Files,
    /// The file, and how many bytes of it stand before.
    places: HashMap<Place, (String, usize)>,
}

/// A thing that a fault can be about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A fact's own table, by its id.
    Fact(String),
    /// A fact's statement in a language.
    Text(String, Language),
    /// One of a fact's phrasings in a language, by its position.
    Ask(String, Language, usize),
    /// A source's record.
    Source(String),
    /// A claim of the register.
    Claim(String),
    /// A text of a yearly post, by its id.
    Variant(String),
    /// The same in a language.
    VariantText(String, Language),
    /// One of a refusal's phrasings.
    RefusalAsk(String, Language, usize),
}

impl<'a> Places<'a> {
    pub(super) fn of(files: &'a Files) -> Self {
        Self { files, places: HashMap::new() }
    }

    pub(super) fn insert(&mut self, place: Place, file: &str, offset: usize) {
        self.places.insert(place, (file.to_owned(), offset));
    }

    /// A fault at `place`.
    #[must_use]
    pub fn fault(&self, place: &Place, problem: String) -> Fault {
        let (file, offset) = self.places.get(place).cloned().unwrap_or_default();
        Fault { line: line(self.files, &file, offset), file, problem }
    }
}

/// The line of a file in which so many bytes stand before, from 1.
pub(super) fn line(files: &Files, file: &str, offset: usize) -> usize {
    let text = files.get(file).unwrap_or_default();
    1 + text.get(..offset).unwrap_or(text).matches('\n').count()
}
