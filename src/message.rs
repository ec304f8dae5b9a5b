//! Platform-neutral rich text: what `app` says and `render` turns into markup.
//! It knows neither facts nor platforms. The one rule it keeps: a statement
//! about the world is a [`Passage`], and no passage exists without a mark that
//! leads to its source.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What one answer says, and the buttons under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Shown below the text; numbered choices where there are no buttons.
    pub choices: Vec<Choice>,
    /// Files that go with it.
    pub files: Vec<File>,
}

impl Message {
    /// A message of these blocks alone.
    #[must_use]
    pub fn of(blocks: Vec<Block>) -> Self {
        Self { blocks, ..Self::default() }
    }
}

/// How something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// With the platform's markup, picture and all.
    Rich,
    /// Words alone, where the platform or the bot's rights refuse more.
    Plain,
}

/// A file that goes with a message.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its name with its ending.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// What a picture shows, in words.
    pub alt: Option<String>,
    /// What is in it.
    pub bytes: Arc<Vec<u8>>,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// What stands between two blocks that follow one another: an empty line, but
/// between the items of a list.
#[must_use]
pub fn apart(before: &Block, after: &Block) -> &'static str {
    let is_item = |block: &Block| match block {
        Block::Item(_) => true,
        Block::Words(line) => line.item,
        _ => false,
    };
    if is_item(before) && is_item(after) { "\n" } else { "\n\n" }
}

/// The blocks written one after another, each as `write` has it.
#[must_use]
pub fn joined(blocks: &[Block], write: impl Fn(&Block) -> String) -> String {
    let mut text = String::new();
    for (at, block) in blocks.iter().enumerate() {
        text.push_str(at.checked_sub(1).map_or("", |before| apart(&blocks[before], block)));
        text.push_str(&write(block));
    }
    text
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
    /// As [`Block::Notice`], with channels, moments and people's own words in
    /// it.
    Words(Line),
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

/// A button: its label and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// At most 80 characters (Discord's limit for a button's label).
    pub label: String,
    /// What happens when it is pressed.
    pub act: Act,
    /// Whether it stands beside the button before it, where there is room.
    pub beside: bool,
}

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// The bot gets this: at most 64 bytes (Telegram's limit for callback
    /// data), ASCII.
    Press(String),
    /// An address is opened.
    Open(String),
    /// The person chooses a chat in which the bot is (Telegram's
    /// `request_chat`), and the bot gets it with this number.
    ChooseChat {
        /// Comes back with the choice.
        number: i32,
        /// A channel, or else a group.
        channel: bool,
    },
}

impl Choice {
    /// A button that gives the bot `data`.
    #[must_use]
    pub fn press(label: impl Into<String>, data: impl Into<String>) -> Self {
        Self { label: label.into(), act: Act::Press(data.into()), beside: false }
    }

    /// The same button, beside the one before it.
    #[must_use]
    pub fn beside(self) -> Self {
        Self { beside: true, ..self }
    }

    /// What the bot gets when it is pressed, if it gets anything.
    #[must_use]
    pub fn data(&self) -> Option<&str> {
        match &self.act {
            Act::Press(data) => Some(data),
            Act::Open(_) | Act::ChooseChat { .. } => None,
        }
    }
}

/// A piece of a passage's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    /// Words.
    Text(String),
    /// `[n]`: the source numbered *n* supports what stands before.
    Mark(usize),
    /// A channel or thread by the platform's id, as the platform shows it.
    Channel(i64),
    /// A role by the platform's id, shown without notifying anybody.
    Role(i64),
    /// A person by the platform's id, shown without notifying anybody.
    Person(i64),
    /// A moment to come: where a platform can, each reader's own hour; nothing
    /// elsewhere, so the words before it must say it too.
    Moment(DateTime<Utc>),
    /// People's own words, shown as typed.
    Typed(String),
}

/// A line of a passage: a paragraph or an item of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Line {
    /// Whether it is an item of a list.
    pub item: bool,
    /// Its words and marks.
    pub spans: Vec<Span>,
}

impl Line {
    /// A line that is no item of a list.
    #[must_use]
    pub fn of(spans: Vec<Span>) -> Self {
        Self { item: false, spans }
    }

    /// The line as plain text: marks as `[n]`, an item with a dash.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut text = String::from(if self.item { "- " } else { "" });
        for span in &self.spans {
            match span {
                Span::Text(words) | Span::Typed(words) => text.push_str(words),
                Span::Mark(number) => text.push_str(&format!("[{number}]")),
                Span::Channel(id) => text.push_str(&format!("#{id}")),
                Span::Role(id) | Span::Person(id) => text.push_str(&format!("@{id}")),
                Span::Moment(_) => {}
            }
        }
        text
    }
}

/// One or more lines of which at least one carries a mark: a statement that
/// cannot be shown without its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<Line>", try_from = "Vec<Line>")]
pub struct Passage {
    lines: Vec<Line>,
}

/// A passage was to be made of words without any source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a statement needs at least one citation")]
pub struct Uncited;

impl From<Passage> for Vec<Line> {
    fn from(passage: Passage) -> Self {
        passage.lines
    }
}

impl TryFrom<Vec<Line>> for Passage {
    type Error = Uncited;

    fn try_from(lines: Vec<Line>) -> Result<Self, Uncited> {
        Self::new(lines)
    }
}

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
        self.lines.iter().map(Line::plain).collect::<Vec<_>>().join("\n")
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
