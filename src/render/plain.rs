//! A message without any markup: what counts towards a platform's limits, and
//! what goes out where a platform refuses the form.

use crate::message::{Block, Line, Message, Span};

/// The message's words, blocks apart by an empty line.
#[must_use]
pub fn plain(message: &Message) -> String {
    message.blocks.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

/// Length in UTF-16 units, as Telegram and JavaScript count.
#[must_use]
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Notice(text) | Block::Moment { text, .. } => text.clone(),
        Block::Item(text) => format!("• {text}"),
        Block::Passage(passage) => passage.lines().iter().map(line).collect::<Vec<_>>().join("\n"),
        Block::Sources(lines) => {
            let lines = lines.iter().map(|line| format!("[{}] {}", line.number, line.text));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

fn line(line: &Line) -> String {
    let mut text = String::from(if line.item { "• " } else { "" });
    for span in &line.spans {
        match span {
            Span::Text(words) => text.push_str(words),
            Span::Mark(number) => text.push_str(&format!("[{number}]")),
        }
    }
    text
}
