//! A message as a terminal shows it: wrapped, coloured where wished, buttons as
//! numbered choices.

use anstyle::{AnsiColor, Style};
use textwrap::Options;

use crate::message::{Block, Choice, Line, Message, Span, apart};

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Columns; a line is never longer unless a word is.
    pub width: usize,
    /// Whether to colour.
    pub colour: bool,
}

const HEADING: Style = Style::new().bold();
const MARK: Style = AnsiColor::Cyan.on_default();
const QUIET: Style = Style::new().dimmed();

/// Marks, so that wrapping does not count their colour: a private-use letter
/// on each side of a number.
const MARK_OPENS: char = '\u{e000}';
const MARK_CLOSES: char = '\u{e001}';

/// The message as text, each block on lines of its own, without a final newline.
#[must_use]
pub fn render(message: &Message, page: Page) -> String {
    let mut parts = Vec::new();
    for block in &message.blocks {
        parts.push(match block {
            Block::Heading(text) => styled(page, HEADING, &wrap(page, text, "", "")),
            Block::Notice(text) | Block::Moment { text, .. } => wrap(page, text, "", ""),
            Block::Words(line) => passage_line(page, line),
            Block::Item(text) => wrap(page, text, "- ", "  "),
            Block::Passage(passage) => {
                passage.lines().iter().map(|line| passage_line(page, line)).collect::<Vec<_>>().join("\n")
            }
            Block::Sources(lines) => lines
                .iter()
                .map(|line| {
                    let number = format!("[{}] ", line.number);
                    let indent = " ".repeat(number.len());
                    let mut text = wrap(page, &line.text, &number, &indent);
                    if let Some(url) = &line.url {
                        text.push_str(&format!("\n{indent}{url}"));
                    }
                    styled(page, QUIET, &text)
                })
                .collect::<Vec<_>>()
                .join("\n"),
        });
    }
    if !message.choices.is_empty() {
        parts.push(choices(page, &message.choices));
    }
    join(&message.blocks, &parts)
}

/// Blank lines between blocks, none between the items of a list.
fn join(blocks: &[Block], parts: &[String]) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text.push_str(match (blocks.get(at - 1), blocks.get(at)) {
                (Some(Block::Heading(_)), _) => "\n",
                (Some(before), Some(after)) => apart(before, after),
                _ => "\n\n",
            });
        }
        text.push_str(part);
    }
    text
}

fn choices(page: Page, choices: &[Choice]) -> String {
    let digits = choices.len().to_string().len();
    let lines = choices.iter().enumerate().map(|(at, choice)| {
        let number = format!("{:>digits$}) ", at + 1);
        wrap(page, &choice.label, &number, &" ".repeat(number.len()))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn passage_line(page: Page, line: &Line) -> String {
    let mut text = String::new();
    for span in &line.spans {
        match span {
            Span::Text(words) | Span::Typed(words) => text.push_str(words),
            Span::Channel(id) => text.push_str(&format!("#{id}")),
            Span::Role(id) | Span::Person(id) => text.push_str(&format!("@{id}")),
            Span::Moment(_) => {}
            Span::Mark(number) => text.push_str(&format!("{MARK_OPENS}{number}{MARK_CLOSES}")),
        }
    }
    let (first, rest) = if line.item { ("- ", "  ") } else { ("", "") };
    let wrapped = wrap(page, &text, first, rest);
    let (opens, closes) = if page.colour {
        (format!("{}[", MARK.render()), format!("]{}", MARK.render_reset()))
    } else {
        ("[".to_owned(), "]".to_owned())
    };
    wrapped.replace(MARK_OPENS, &opens).replace(MARK_CLOSES, &closes)
}

fn wrap(page: Page, text: &str, first: &str, rest: &str) -> String {
    let options =
        Options::new(page.width.max(20)).initial_indent(first).subsequent_indent(rest).break_words(false);
    textwrap::fill(text, options)
}

fn styled(page: Page, style: Style, text: &str) -> String {
    if page.colour { format!("{}{text}{}", style.render(), style.render_reset()) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Passage, SourceLine, Uncited};

    fn sample() -> Result<Message, Uncited> {
        let spans = vec![Span::Text("131, according to one ".into()), Span::Mark(1)];
        Ok(Message {
            blocks: vec![
                Block::Heading("The dead".into()),
                Block::Passage(Passage::new(vec![Line { item: true, spans }])?),
                Block::Sources(vec![SourceLine {
                    number: 1,
                    text: "News.az, 20 January 2026".into(),
                    url: Some("https://example.org/1".into()),
                }]),
            ],
            choices: vec![Choice::press("Why?", "fact:en:why:0")],
            files: Vec::new(),
        })
    }

    #[test]
    fn plain_text_holds_statement_mark_source_and_numbered_choice() -> Result<(), Uncited> {
        let text = render(&sample()?, Page { width: 72, colour: false });
        insta::assert_snapshot!(text, @r"
        The dead
        - 131, according to one [1]

        [1] News.az, 20 January 2026
            https://example.org/1

        1) Why?
        ");
        Ok(())
    }

    #[test]
    fn colour_is_written_only_where_it_is_wished() -> Result<(), Uncited> {
        assert!(!render(&sample()?, Page { width: 72, colour: false }).contains('\u{1b}'));
        assert!(render(&sample()?, Page { width: 72, colour: true }).contains('\u{1b}'));
        Ok(())
    }
}
