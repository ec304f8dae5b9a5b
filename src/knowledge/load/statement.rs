//! Parses the text of a fact: words, `{source-id}` marks, lines that start
//! with `- `. A text without a mark is not a statement.

use thiserror::Error;

use crate::knowledge::{SourceKey, Statement};
use crate::message::{Line, Passage, Span};

/// Why a text is no statement.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum NotAStatement {
    #[error("the text has no citation; put {{source-id}} after what the source supports")]
    Uncited,
    #[error("no source has the id `{0}`")]
    UnknownSource(String),
    #[error("a brace is not closed; write {{source-id}}")]
    OpenBrace,
}

impl NotAStatement {
    /// How many lines of the text stand before the fault.
    pub(super) fn lines_before(&self, text: &str) -> usize {
        let before = match self {
            Self::UnknownSource(id) => text.find(&format!("{{{id}}}")),
            Self::OpenBrace => text.rfind('{'),
            Self::Uncited => None,
        };
        text[..before.unwrap_or(0)].matches('\n').count()
    }
}

/// Parses `text`; `source` tells the key of a source's id.
pub(super) fn parse(
    text: &str,
    source: impl Fn(&str) -> Option<SourceKey>,
) -> Result<Statement, NotAStatement> {
    let mut sources: Vec<SourceKey> = Vec::new();
    let mut lines = Vec::with_capacity(text.lines().count());
    for written in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (item, mut rest) = match written.strip_prefix("- ") {
            Some(rest) => (true, rest),
            None => (false, written),
        };
        let mut spans = Vec::with_capacity(2 * rest.matches('{').count() + 1);
        while let Some((words, after)) = rest.split_once('{') {
            let (id, after) = after.split_once('}').ok_or(NotAStatement::OpenBrace)?;
            let key = source(id).ok_or_else(|| NotAStatement::UnknownSource(id.to_owned()))?;
            let local = sources.iter().position(|known| *known == key).unwrap_or_else(|| {
                sources.push(key);
                sources.len() - 1
            });
            if !words.is_empty() {
                spans.push(Span::Text(words.to_owned()));
            }
            spans.push(Span::Mark(local));
            rest = after;
        }
        if !rest.is_empty() {
            spans.push(Span::Text(rest.to_owned()));
        }
        lines.push(Line { item, spans });
    }
    let passage = Passage::new(lines).map_err(|_| NotAStatement::Uncited)?;
    Ok(Statement { passage, sources })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known(id: &str) -> Option<SourceKey> {
        ["a", "b"].iter().position(|source| *source == id).map(SourceKey)
    }

    #[test]
    fn marks_become_the_sources_in_order_of_first_mention() -> Result<(), NotAStatement> {
        let statement = parse("One {b}. Two {a} and {b}.\n- an item {a}", known)?;
        assert_eq!(statement.sources(), [SourceKey(1), SourceKey(0)]);
        let plain = statement.numbered(|key| key.0 + 1).plain();
        assert_eq!(plain, "One [2]. Two [1] and [2].\n- an item [1]");
        Ok(())
    }

    #[test]
    fn a_text_without_a_known_source_is_no_statement() {
        assert_eq!(parse("Words.", known).err(), Some(NotAStatement::Uncited));
        assert_eq!(parse("Words {a.", known).err(), Some(NotAStatement::OpenBrace));
        let unknown = NotAStatement::UnknownSource("c".into());
        assert_eq!(parse("Words\nmore {c}.", known).err(), Some(unknown.clone()));
        assert_eq!(unknown.lines_before("Words\nmore {c}."), 1);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,60}") {
            if let Err(error) = parse(&text, known) {
                let _ = error.lines_before(&text);
            }
        }
    }
}
