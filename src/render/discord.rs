//! Discord's markup, pure: Markdown with everything escaped, and the bodies of
//! posts. <https://docs.discord.com/developers/reference#message-formatting>

use serde_json::{Value, json};

use crate::message::{Block, Form, Line, Message, SourceLine, Span};
use crate::remembrance::compose::{Composed, Note};

/// The most characters of a message's content.
pub const LONGEST_CONTENT: usize = 2_000;
/// The red of a carnation, at the side of the embed.
const RED: u32 = 0x9b_1c_1f;
/// Links in a message show no previews.
const SUPPRESS_EMBEDS: u32 = 1 << 2;

/// The message as Markdown.
#[must_use]
pub fn markdown(message: &Message, form: Form) -> String {
    message.blocks.iter().map(|each| block(each, form)).collect::<Vec<_>>().join("\n\n")
}

/// Text in which no letter is markup, mentions nobody and links nowhere.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(
            letter,
            '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '>' | '[' | ']' | '(' | ')' | '#' | '@' | ':' | '-'
        ) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// The body of a post: one message, both languages in it. `role` alone may be
/// notified; `nonce` has at most 25 characters, and Discord makes no second
/// message of it within some minutes.
#[must_use]
pub fn post(composed: &Composed, form: Form, role: Option<u64>, nonce: &str) -> Value {
    let mention = role.map(|role| format!("<@&{role}>"));
    let roles: Vec<String> = role.iter().map(u64::to_string).collect();
    let mut body = json!({
        "allowed_mentions": {"parse": [], "roles": roles},
        "nonce": nonce,
        "enforce_nonce": true,
    });
    let note = composed.note.as_ref().map(note);
    match form {
        Form::Rich => {
            let mut embeds: Vec<Value> = composed.parts.iter().map(embed).collect();
            if let (Some(note), Some(last)) = (note, embeds.last_mut()) {
                let text = last["description"].as_str().unwrap_or_default();
                last["description"] = json!(format!("{text}\n\n{note}"));
            }
            body["embeds"] = json!(embeds);
            if let Some(mention) = mention {
                body["content"] = json!(mention);
            }
        }
        Form::Plain => {
            let parts = composed.parts.iter().map(|part| markdown(part, Form::Plain));
            let all: Vec<String> = mention.into_iter().chain(parts).chain(note).collect();
            body["content"] = json!(all.join("\n\n"));
            body["flags"] = json!(SUPPRESS_EMBEDS);
        }
    }
    body
}

fn embed(message: &Message) -> Value {
    let title = message.blocks.iter().find_map(|block| match block {
        Block::Heading(text) => Some(text.clone()),
        _ => None,
    });
    let rest = message.blocks.iter().filter(|block| !matches!(block, Block::Heading(_))).cloned();
    let rest = Message::of(rest.collect());
    let mut embed = json!({"description": markdown(&rest, Form::Rich), "color": RED});
    if let Some(title) = title {
        embed["title"] = json!(title);
    }
    embed
}

fn note(Note { intro, text }: &Note) -> String {
    format!("{}\n> {}", escape_words(intro), escape(text))
}

/// As [`escape`], for the bot's own words, in which a colon, a bracket or a
/// hyphen is never markup.
fn escape_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '>' | '#') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

fn block(block: &Block, form: Form) -> String {
    match block {
        Block::Heading(text) => format!("**{}**", escape_words(text)),
        Block::Notice(text) => escape_words(text),
        Block::Words(words) => line(words),
        Block::Moment { at, text } => format!("**{}** · <t:{}:t>", escape_words(text), at.timestamp()),
        Block::Item(text) => format!("- {}", escape_words(text)),
        Block::Passage(passage) => passage.lines().iter().map(line).collect::<Vec<_>>().join("\n"),
        Block::Sources(lines) => lines.iter().map(|line| source(line, form)).collect::<Vec<_>>().join("\n"),
    }
}

fn line(line: &Line) -> String {
    let mut text = String::from(if line.item { "- " } else { "" });
    for span in &line.spans {
        match span {
            Span::Text(words) => text.push_str(&escape_words(words)),
            Span::Typed(words) => text.push_str(&escape(words)),
            Span::Mark(number) => text.push_str(&format!("[{number}]")),
            Span::Channel(id) => text.push_str(&format!("<#{id}>")),
            Span::Role(id) => text.push_str(&format!("<@&{id}>")),
            Span::Moment(at) => text.push_str(&format!("<t:{}:F>", at.timestamp())),
        }
    }
    text
}

fn source(SourceLine { number, text, url }: &SourceLine, form: Form) -> String {
    let text = escape_words(text);
    match (url, form) {
        (Some(url), Form::Rich) => format!("-# [{number}] [{text}]({url})"),
        _ => format!("-# [{number}] {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_shown_as_typed_and_mentions_nobody() {
        let typed = "@everyone <@1> **a** [b](c) # d\\";
        assert_eq!(escape(typed), "\\@everyone \\<\\@1\\> \\*\\*a\\*\\* \\[b\\]\\(c\\) \\# d\\\\");
    }
}
