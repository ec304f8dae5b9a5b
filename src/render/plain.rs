//! A message without any markup: what counts towards a platform's limits, and
//! what goes out where a platform refuses the form.

use crate::message::{Block, Line, Message, joined};

/// The message's words, blocks apart by an empty line.
#[must_use]
pub fn plain(message: &Message) -> String {
    joined(&message.blocks, block)
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
        Block::Words(words) => line(words),
        Block::Passage(passage) => passage.lines().iter().map(line).collect::<Vec<_>>().join("\n"),
        Block::Sources(lines) => {
            let lines = lines.iter().map(|line| format!("[{}] {}", line.number, line.text));
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

fn line(line: &Line) -> String {
    let text = Line::of(line.spans.clone()).plain();
    if line.item { format!("• {text}") } else { text }
}
