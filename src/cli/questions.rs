//! Question files and what counts as a right answer: for `evaluate`, and for
//! whoever compares another search with ours.

use std::path::Path;

use anyhow::Context;
use fancy_regex::Regex;
use serde::Deserialize;

use crate::app::{Answer, Answers, Cited};

/// What an answer to a question must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The base must answer it.
    In,
    /// No source answers it.
    Out,
    /// It rests on a false premise, which must not be confirmed.
    False,
    /// Small talk or provocation.
    Chat,
}

impl Kind {
    /// As the files write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::False => "false",
            Self::Chat => "chat",
        }
    }
}

#[derive(Debug, Deserialize)]
struct Written {
    id: String,
    lang: String,
    q: String,
    kind: Kind,
    must: Vec<Vec<String>>,
    must_not: Vec<String>,
    cite: Vec<Vec<String>>,
    style: String,
}

/// A question, and what a right answer to it has.
#[derive(Debug)]
pub struct Question {
    /// `<language>-<number>`.
    pub id: String,
    /// The language it is written in.
    pub lang: String,
    /// As a person types it.
    pub q: String,
    /// What an answer must be.
    pub kind: Kind,
    /// How it is written: `plain`, `keywords`, `typo` …
    pub style: String,
    must: Vec<Vec<Regex>>,
    must_not: Vec<Regex>,
    cite: Vec<Vec<String>>,
}

/// Reads a file of questions, one JSON object a line.
///
/// # Errors
/// If it cannot be read, or a line is no question.
pub fn read(file: &Path) -> anyhow::Result<Vec<Question>> {
    let mut questions = Vec::new();
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read; name a file of questions", file.display()))?;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("{}:{}: this line is no question", file.display(), at + 1);
        let raw: Written = serde_json::from_str(line).with_context(place)?;
        let regex = |pattern: &String| Regex::new(&format!("(?iu){pattern}"));
        let group = |group: &Vec<String>| group.iter().map(regex).collect::<Result<Vec<_>, _>>();
        let must = raw.must.iter().map(group).collect::<Result<_, _>>().with_context(place)?;
        let must_not = group(&raw.must_not).with_context(place)?;
        let Written { id, lang, q, kind, cite, style, .. } = raw;
        questions.push(Question { id, lang, q, kind, style, must, must_not, cite });
    }
    Ok(questions)
}

impl Question {
    /// Whether the answer is right.
    #[must_use]
    pub fn accepts(&self, app: &Answers, answer: &Answer) -> bool {
        let text = app.answer_text(answer);
        let answered = answer.refusal.is_none();
        let found = |regex: &Regex| regex.is_match(&text).unwrap_or(false);
        if self.must_not.iter().any(found) {
            return false;
        }
        match self.kind {
            Kind::In => {
                answered
                    && self.must.iter().all(|group| group.iter().any(found))
                    && self.cites(&answer.citations)
            }
            Kind::Out | Kind::Chat => !answered,
            Kind::False => true,
        }
    }

    fn cites(&self, citations: &[Cited]) -> bool {
        let keys: Vec<&str> = citations.iter().map(document).collect();
        !keys.is_empty() && self.cite.iter().all(|group| group.iter().any(|key| keys.contains(&key.as_str())))
    }
}

/// The key of the question files for what a citation shows: the five founding
/// documents by author, title, publisher and date; `S` for any other source.
fn document(cited: &Cited) -> &'static str {
    let holds = |field: &Option<String>, part: &str| field.as_ref().is_some_and(|text| text.contains(part));
    let dated = |date: &str| cited.date.as_deref() == Some(date);
    if holds(&cited.author, "Ashirov") && holds(&cited.publisher, "Azernews") && dated("2026-01-19") {
        "D0"
    } else if cited.title.starts_with("January 20 is the embodiment of national grief") {
        "D1"
    } else if holds(&cited.author, "Afandiyev") && dated("2026-01-20") {
        "D2"
    } else if holds(&cited.author, "Embassy") && holds(&cited.author, "Turkmenistan") {
        "D3"
    } else if holds(&cited.publisher, "News.az") && dated("2026-01-20") {
        "D4"
    } else {
        "S"
    }
}
