//! The knowledge base: facts, the sources they rest on, what is known not to be
//! answerable, and how all of it is found by a question. Pure: it is made from
//! texts and gives values; it knows no platform, no command and no markup.
//!
//! - [`load`] reads `data/` into a [`Knowledge`], or says what is wrong where.
//! - [`check`] finds the faults that only the whole base shows.
//! - [`detect`], [`index`] and [`search`] turn a question into facts.

pub mod amount;
pub(crate) mod beside;
pub mod bibliography;
pub mod check;
pub mod claims;
mod corpus;
pub mod detect;
mod features;
mod half;
pub mod image;
pub mod index;
pub mod lexicon;
pub mod load;
mod postings;
mod rising;
pub mod search;
mod source;
pub mod spelling;
mod strings;
mod when;

use std::ops::Index;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::language::{Language, PerLanguage};
use crate::message::{Line, Passage, Span};

use self::beside::both;

pub use source::{Seen, Source, SourceKind, SourceText};
pub use strings::Strings;
pub use when::{NotADate, When};

/// How well what a fact says is supported, worked out over all its sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Two sources of different origin, none against.
    Agreed,
    /// One origin.
    Single,
    /// Sources give different values; each is told with its source.
    Conflicting,
    /// Political, attributive or evaluative: told only as "according to …".
    Contested,
}

/// The position of a source in its [`Knowledge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SourceKey(usize);

/// The position of a fact in its [`Knowledge`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FactKey(usize);

/// How a figure's value is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// More than the value.
    MoreThan,
    /// The value or more.
    AtLeast,
    /// About the value.
    About,
    /// A little under the value.
    Nearly,
    /// The value or less.
    UpTo,
}

/// A figure that a fact gives, with who gives it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    /// The value, or the lower end of a range.
    pub value: u64,
    /// The upper end of a range.
    pub to: Option<u64>,
    /// How the value is bounded.
    pub bound: Option<Bound>,
    /// What is counted: a key of the locale (`unit-…`).
    pub unit: String,
    /// Who gives it; at least one, each cited by the fact's statement.
    pub sources: Vec<SourceKey>,
}

/// A statement in one language with the sources it rests on: at least one, by
/// construction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Statement {
    passage: Passage,
    sources: Vec<SourceKey>,
}

impl Statement {
    /// The sources it cites, in order of first mention; never empty.
    #[must_use]
    pub fn sources(&self) -> &[SourceKey] {
        &self.sources
    }

    /// The statement with each mark numbered by `number`.
    #[must_use]
    pub fn numbered(&self, mut number: impl FnMut(SourceKey) -> usize) -> Passage {
        let lines = self.passage.lines().iter().map(|line| Line {
            item: line.item,
            spans: line
                .spans
                .iter()
                .map(|span| match span {
                    Span::Mark(local) => Span::Mark(number(self.sources[*local])),
                    other => other.clone(),
                })
                .collect(),
        });
        Passage::new(lines.collect()).expect("a statement's marks are kept when numbered")
    }

    /// Its words alone, marks left out.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = String::new();
        for line in self.passage.lines() {
            for span in &line.spans {
                if let Span::Text(text) = span {
                    words.push_str(text);
                }
            }
            words.push('\n');
        }
        words
    }
}

/// A fact in one language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FactText {
    /// The whole answer, with its sources.
    pub statement: Statement,
    /// What each of the fact's figures counts, in their order.
    pub scopes: Vec<String>,
    /// How people ask for it; the first is the question shown on buttons.
    pub ask: Strings,
}

impl FactText {
    /// The well-written question that this fact answers.
    #[must_use]
    pub fn question(&self) -> &str {
        self.ask.first().unwrap_or_default()
    }
}

/// Something that sources say, told in every language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fact {
    /// Stable, lower-case ASCII, at most 40 bytes (it travels in buttons).
    pub id: String,
    /// The topic it belongs to: a key of the locale (`topic-…`).
    pub topic: String,
    /// The claims of the founding documents that it carries.
    pub claims: Vec<String>,
    /// How well it is supported.
    pub standing: Standing,
    /// When it happened, for events.
    pub when: Option<When>,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What a reader would want next.
    pub related: Vec<FactKey>,
    /// Whether it is among those that people mean who ask in a word or two.
    pub leading: bool,
    /// Its text in each language.
    pub texts: PerLanguage<FactText>,
}

/// One text of a yearly post, composed from facts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Variant {
    /// Stable, lower-case ASCII.
    pub id: String,
    /// The post it is a text of, by name.
    pub post: String,
    /// The facts that its words rest on.
    pub facts: Vec<FactKey>,
    /// Its words in each language.
    pub texts: PerLanguage<Statement>,
}

/// Why a message is no question the base answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalKind {
    /// No source of the base answers it.
    Unsourced,
    /// A greeting.
    Greeting,
    /// Thanks, or condolences.
    Thanks,
    /// A farewell.
    Farewell,
    /// An insult.
    Insult,
    /// Denial, or a wish to see one people set against another.
    Provocation,
    /// An order to the bot to be something else.
    Instruction,
    /// A question about the bot itself.
    Identity,
}

/// A family of messages that no fact answers, and how people write them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable, lower-case ASCII.
    pub id: String,
    /// What to reply.
    pub kind: RefusalKind,
    /// Examples in each language.
    pub ask: PerLanguage<Strings>,
}

/// A claim of the founding documents, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claim {
    /// Its id in the register of claims.
    pub id: String,
    /// Who makes it.
    pub sources: Vec<SourceKey>,
    /// Why no fact carries it, if none does.
    pub left_out: Option<String>,
}

/// Words of one language that mean the same thing, by the thing's name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Lexicon {
    /// Concept, and the words or `stem*` patterns for it.
    pub concepts: Vec<(String, Vec<String>)>,
    /// Phrases that attribute a statement to somebody.
    pub attribution: Vec<String>,
    /// Words that carry a sentence and say nothing of its subject.
    pub function: Vec<String>,
}

/// What makes a base searchable.
type Searchable = (Arc<index::Index>, Arc<detect::Detector>);

/// The whole base.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Knowledge {
    topics: Vec<String>,
    sources: Vec<Source>,
    facts: Vec<Fact>,
    refusals: Vec<Refusal>,
    variants: Vec<Variant>,
    claims: Vec<Claim>,
    lexicons: PerLanguage<Lexicon>,
    fact_keys: FxHashMap<String, FactKey>,
    source_keys: FxHashMap<String, SourceKey>,
    /// Made at the first search, if the base is not from an image: it takes longer
    /// than reading the files.
    #[serde(skip)]
    searchable: OnceLock<Searchable>,
}

impl Knowledge {
    /// As a bot that runs for long keeps it: without the lexicons, and of the ways of
    /// asking only with the one that is shown.
    fn settled(mut self) -> Self {
        self.lexicons = PerLanguage::new(|_| Lexicon::default());
        let of_facts =
            self.facts.iter_mut().flat_map(|fact| fact.texts.iter_mut().map(|(_, text)| &mut text.ask));
        of_facts.for_each(Strings::forget_others);
        let of_refusals =
            self.refusals.iter_mut().flat_map(|refusal| refusal.ask.iter_mut().map(|(_, ask)| ask));
        of_refusals.for_each(Strings::forget_others);
        self
    }

    /// The topics, in the order in which they are told.
    #[must_use]
    pub fn topics(&self) -> &[String] {
        &self.topics
    }

    /// Every fact, in the order of topics.
    pub fn facts(&self) -> impl ExactSizeIterator<Item = (FactKey, &Fact)> {
        self.facts.iter().enumerate().map(|(at, fact)| (FactKey(at), fact))
    }

    /// Every source, in the order of the register.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = (SourceKey, &Source)> {
        self.sources.iter().enumerate().map(|(at, source)| (SourceKey(at), source))
    }

    /// What is known not to be answerable.
    #[must_use]
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// The texts of the yearly posts, in their order.
    #[must_use]
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The register of claims.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Words of the same meaning, in each language.
    #[must_use]
    pub fn lexicon(&self, language: Language) -> &Lexicon {
        &self.lexicons[language]
    }

    /// The fact with this id.
    #[must_use]
    pub fn fact_key(&self, id: &str) -> Option<FactKey> {
        self.fact_keys.get(id).copied()
    }

    /// The source with this id.
    #[must_use]
    pub fn source_key(&self, id: &str) -> Option<SourceKey> {
        self.source_keys.get(id).copied()
    }

    fn searchable(&self) -> Searchable {
        let make = || {
            let (corpus, typed) = corpus::Corpus::new(self);
            let (index, detector) =
                both(|| index::Index::of(self, &corpus), || detect::Detector::of(&corpus, typed));
            (Arc::new(index), Arc::new(detector))
        };
        self.searchable.get_or_init(make).clone()
    }
}

impl Index<FactKey> for Knowledge {
    type Output = Fact;
    fn index(&self, key: FactKey) -> &Fact {
        &self.facts[key.0]
    }
}

impl Index<SourceKey> for Knowledge {
    type Output = Source;
    fn index(&self, key: SourceKey) -> &Source {
        &self.sources[key.0]
    }
}
