//! Works that facts rest on: bibliographic records, and how each was seen.

use serde::{Deserialize, Serialize};

use super::When;
use crate::language::{Language, PerLanguage};

/// What kind of work a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// A human rights organisation's investigation.
    Investigation,
    /// A scholarly or journalistic book.
    Scholarship,
    /// A newspaper or magazine of the time.
    Press,
    /// Later news reporting.
    News,
    /// A text of a state body or a state institution.
    Official,
    /// A signed opinion.
    Opinion,
    /// An unsigned or literary essay.
    Essay,
    /// A statement issued by an embassy, ministry or organisation.
    Statement,
    /// A law, decree, resolution or treaty.
    Law,
    /// The text of a speech.
    Speech,
    /// An encyclopaedia: a pointer to other sources.
    Encyclopaedia,
    /// A reference or educational page.
    Reference,
    /// An interview.
    Interview,
    /// An account by someone who was there.
    Witness,
}

/// How the work was seen when the base was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// The whole text was read.
    Full,
    /// What is cited was seen on a stored copy of the page.
    Page,
    /// What is cited was seen quoted elsewhere.
    SecondHand,
    /// An encyclopaedia or travel page that only points to sources.
    Pointer,
}

/// A work that facts rest on: its bibliographic record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Source {
    /// Stable, lower-case ASCII.
    pub id: String,
    /// Its number in the project's register of sources.
    pub label: String,
    /// The work's own title, in its own language.
    pub title: Option<String>,
    /// Person or institution, where stated.
    pub author: Option<String>,
    /// Where it appeared, where known.
    pub publisher: Option<String>,
    /// When it appeared; readers see "undated" for none.
    pub date: Option<When>,
    /// What kind of work it is.
    pub kind: SourceKind,
    /// How it was seen.
    pub seen: Seen,
    /// Sources with the same origin are not independent of one another.
    pub origin: String,
    /// Only an address of the work itself.
    pub url: Option<String>,
    /// What it is called and what it is, in each language.
    pub texts: PerLanguage<SourceText>,
}

/// A source in one language.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SourceText {
    /// What a sentence calls it.
    pub name: String,
    /// A descriptive title for a work that has none.
    pub title: Option<String>,
    /// Where a second-hand quotation or a copy stands.
    pub via: Option<String>,
    /// What it is and how reliable, one or two sentences.
    pub about: String,
}

impl Source {
    /// The title readers see: the work's own, else a descriptive one in square
    /// brackets, as bibliographies do, else its name.
    #[must_use]
    pub fn shown_title(&self, language: Language) -> String {
        let text = &self.texts[language];
        match (&self.title, &text.title) {
            (Some(title), _) => title.clone(),
            (None, Some(described)) => format!("[{described}]"),
            (None, None) => format!("[{}]", text.name),
        }
    }
}
