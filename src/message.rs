//! Platform-neutral rich text: what `app` says and `render` turns into markup.
//! It knows neither facts nor platforms. The one rule it keeps: a statement
//! about the world is a [`Passage`], and no passage exists without a mark that
//! leads to its source.

use chrono::{DateTime, Utc};
use thiserror::Error;

/// What one answer says, and the buttons under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Shown below the text; numbered choices where there are no buttons.
    pub choices: Vec<Choice>,
}

/// One part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A title over what follows.
    Heading(String),
    /// The bot speaking of itself: help, refusals, page numbers. Never a
    /// statement about the events.
    Notice(String),
    /// One item of a list of notices.
    Item(String),
    /// A moment to come, in the hours of the places that matter.
    Moment {
        /// Which instant, for platforms that show each reader's own hour.
        at: DateTime<Utc>,
        /// The hours, each with its place.
        text: String,
    },
    /// A statement with its sources.
    Passage(Passage),
    /// The list that the marks of the passages above lead to.
    Sources(Vec<SourceLine>),
}

/// A numbered entry in the list of sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The number that marks refer to, from 1.
    pub number: usize,
    /// Author, title, publisher, date and how the work was seen, one line.
    pub text: String,
    /// The work's own address, where one is known.
    pub url: Option<String>,
}

/// A button: its label and what the bot gets when it is pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// At most 80 characters (Discord's limit for a button's label).
    pub label: String,
    /// At most 64 bytes (Telegram's limit for callback data), ASCII.
    pub press: String,
}

/// A piece of a passage's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Text(String),
    /// `[n]`: the source numbered *n* supports what stands before.
    Mark(usize),
}

/// A line of a passage: a paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// Whether it is an item of a list.
    pub item: bool,
    /// Its words and marks.
    pub spans: Vec<Span>,
}

/// One or more lines of which at least one carries a mark: a statement that
/// cannot be shown without its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    lines: Vec<Line>,
}

/// A passage was to be made of words without any source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a statement needs at least one citation")]
pub struct Uncited;

impl Passage {
    /// Makes a passage.
    ///
    /// # Errors
    /// [`Uncited`] if no line holds a mark.
    pub fn new(lines: Vec<Line>) -> Result<Self, Uncited> {
        let cited = lines.iter().flat_map(|line| &line.spans).any(|span| matches!(span, Span::Mark(_)));
        if cited { Ok(Self { lines }) } else { Err(Uncited) }
    }

    /// Its lines, in order.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The passage as plain text: marks as `[n]`, items with a dash, one line
    /// a line.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            if !text.is_empty() {
                text.push('\n');
            }
            if line.item {
                text.push_str("- ");
            }
            for span in &line.spans {
                match span {
                    Span::Text(words) => text.push_str(words),
                    Span::Mark(number) => text.push_str(&format!("[{number}]")),
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_without_a_mark_cannot_be_made() {
        let words = Line { item: false, spans: vec![Span::Text("It snowed.".into())] };
        assert_eq!(Passage::new(vec![words]), Err(Uncited));
        assert_eq!(Passage::new(vec![]), Err(Uncited));
    }

    #[test]
    fn a_passage_reads_as_plain_text_with_its_marks() -> Result<(), Uncited> {
        let passage = Passage::new(vec![
            Line { item: false, spans: vec![Span::Text("Sources differ:".into())] },
            Line { item: true, spans: vec![Span::Text("131 ".into()), Span::Mark(2)] },
        ])?;
        assert_eq!(passage.plain(), "Sources differ:\n- 131 [2]");
        Ok(())
    }
}
