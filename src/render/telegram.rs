//! Telegram's markup, pure: HTML with everything escaped, and the bodies of
//! posts. <https://core.telegram.org/bots/api#html-style>

use serde_json::{Value, json};

use super::plain::plain;
use crate::message::{Block, Form, Line, Message, SourceLine, Span};
use crate::remembrance::compose::{Composed, Note};

/// The message as HTML; lengths count after Telegram has parsed it, so that
/// [`super::plain::units`] of [`plain`] is what its limits apply to.
#[must_use]
pub fn html(message: &Message) -> String {
    message.blocks.iter().map(block).collect::<Vec<_>>().join("\n\n")
}

/// Text in which no letter is markup.
#[must_use]
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The bodies of `sendMessage` for a post, without the chat: one a language,
/// the note with the last.
#[must_use]
pub fn post(composed: &Composed, form: Form, silent: bool) -> Vec<Value> {
    let last = composed.parts.len().saturating_sub(1);
    let note = |at: usize| composed.note.as_ref().filter(|_| at == last);
    let parts = composed.parts.iter().enumerate();
    parts
        .map(|(at, message)| {
            let mut body = json!({
                "text": text(message, note(at), form),
                "link_preview_options": {"is_disabled": true},
            });
            if form == Form::Rich {
                body["parse_mode"] = json!("HTML");
            }
            if silent {
                body["disable_notification"] = json!(true);
            }
            body
        })
        .collect()
}

fn text(message: &Message, note: Option<&Note>, form: Form) -> String {
    let framed = note.map(|Note { intro, text }| match form {
        Form::Rich => format!("{}\n<blockquote>{}</blockquote>", escape(intro), escape(text)),
        Form::Plain => format!("{intro}\n“{text}”"),
    });
    let text = match form {
        Form::Rich => html(message),
        Form::Plain => plain(message),
    };
    [Some(text), framed].into_iter().flatten().collect::<Vec<_>>().join("\n\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(text) | Block::Moment { text, .. } => format!("<b>{}</b>", escape(text)),
        Block::Notice(text) => escape(text),
        Block::Words(words) => line(words),
        Block::Item(text) => format!("• {}", escape(text)),
        Block::Passage(passage) => passage.lines().iter().map(line).collect::<Vec<_>>().join("\n"),
        Block::Sources(lines) => {
            let lines = lines.iter().map(source).collect::<Vec<_>>().join("\n");
            format!("<blockquote expandable>{lines}</blockquote>")
        }
    }
}

fn line(line: &Line) -> String {
    let mut text = String::from(if line.item { "• " } else { "" });
    for span in &line.spans {
        match span {
            Span::Text(words) | Span::Typed(words) => text.push_str(&escape(words)),
            Span::Mark(number) => text.push_str(&format!("[{number}]")),
            Span::Channel(id) => text.push_str(&format!("#{id}")),
            Span::Role(id) => text.push_str(&format!("@{id}")),
            Span::Moment(_) => {}
        }
    }
    text
}

fn source(SourceLine { number, text, url }: &SourceLine) -> String {
    let text = escape(text);
    match url {
        Some(url) => format!("[{number}] <a href=\"{}\">{text}</a>", escape(url).replace('"', "&quot;")),
        None => format!("[{number}] {text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_words_is_shown_as_typed() {
        let message = Message::of(vec![Block::Notice("<b>a & b</b>".to_owned())]);
        assert_eq!(html(&message), "&lt;b&gt;a &amp; b&lt;/b&gt;");
        let source = SourceLine { number: 1, text: "A".into(), url: Some("https://a.b/?c=\"d\"&e".into()) };
        assert_eq!(super::source(&source), "[1] <a href=\"https://a.b/?c=&quot;d&quot;&amp;e\">A</a>");
    }
}
