//! Telegram's markup, pure: HTML with everything escaped, and the bodies of
//! posts. <https://core.telegram.org/bots/api#html-style>

use serde_json::{Map, Value, json};

use super::plain::{plain, units};
use crate::message::{Block, Form, Line, Message, SourceLine, Span, apart, joined};
use crate::remembrance::compose::{Composed, Note};

/// The most units of a message's text, and of a caption.
pub const LONGEST_TEXT: usize = 4_096;
/// The most units of a caption.
pub const LONGEST_CAPTION: usize = 1_024;

/// The message as HTML; lengths count after Telegram has parsed it, so that
/// [`super::plain::units`] of [`plain`] is what its limits apply to.
#[must_use]
pub fn html(message: &Message) -> String {
    joined(&message.blocks, block)
}

/// The message in as many texts as its length needs: parted between blocks, or
/// between the lines of one, never inside markup.
#[must_use]
pub fn texts(message: &Message, form: Form) -> Vec<String> {
    let whole = if form == Form::Rich { html(message) } else { plain(message) };
    if units(&plain(message)) <= LONGEST_TEXT {
        return if whole.is_empty() { Vec::new() } else { vec![whole] };
    }
    let mut texts = Texts::default();
    for (at, each) in message.blocks.iter().enumerate() {
        let apart = at.checked_sub(1).map_or("\n\n", |before| apart(&message.blocks[before], each));
        let (opens, lines, closes) = lines(each, form);
        texts.add(apart, opens, closes, &lines);
    }
    texts.done
}

/// A line as it is written, and its length.
type Written = (String, usize);

/// Texts that fill up.
#[derive(Default)]
struct Texts {
    done: Vec<String>,
    /// The length of the last of them.
    length: usize,
}

impl Texts {
    /// Adds the lines of a block, which stand within `opens` and `closes`.
    fn add(&mut self, apart: &str, opens: &str, closes: &str, lines: &[Written]) {
        let mut inside = false;
        let mut between = apart;
        for (text, length) in lines {
            let fits = self.length + between.len() + length <= LONGEST_TEXT;
            if let Some(last) = self.done.last_mut().filter(|_| fits) {
                last.push_str(if inside { "\n" } else { apart });
                self.length += between.len() + length;
            } else {
                if inside && let Some(last) = self.done.last_mut() {
                    last.push_str(closes);
                }
                self.done.push(String::new());
                self.length = *length;
                inside = false;
            }
            if let Some(last) = self.done.last_mut() {
                last.push_str(if inside { "" } else { opens });
                last.push_str(text);
            }
            (inside, between) = (true, "\n");
        }
        if inside && let Some(last) = self.done.last_mut() {
            last.push_str(closes);
        }
    }
}

/// A block's lines, and the markup around them.
fn lines(block: &Block, form: Form) -> (&'static str, Vec<Written>, &'static str) {
    let whole = |text: &str| -> Vec<Written> {
        let shown = |part: &String| if form == Form::Rich { escape(part) } else { part.clone() };
        text.lines().flat_map(pieces).map(|part| (shown(&part), units(&part))).collect()
    };
    let bold = if form == Form::Rich { ("<b>", "</b>") } else { ("", "") };
    match block {
        Block::Heading(text) | Block::Moment { text, .. } => (bold.0, whole(text), bold.1),
        Block::Notice(text) => ("", whole(text), ""),
        Block::Item(text) => ("", whole(&format!("• {text}")), ""),
        Block::Words(words) => ("", written(words, form), ""),
        Block::Passage(passage) => {
            ("", passage.lines().iter().flat_map(|line| written(line, form)).collect(), "")
        }
        Block::Sources(sources) => {
            let lines = sources.iter().map(|each| {
                let plain = format!("[{}] {}", each.number, each.text);
                let length = units(&plain);
                (if form == Form::Rich { source(each) } else { plain }, length)
            });
            let quote = ("<blockquote expandable>", "</blockquote>");
            let (opens, closes) = if form == Form::Rich { quote } else { ("", "") };
            (opens, lines.collect(), closes)
        }
    }
}

/// A line; one that is too long for any text loses its markup and is parted.
fn written(words: &Line, form: Form) -> Vec<Written> {
    let plain = plain(&Message::of(vec![Block::Words(words.clone())]));
    let length = units(&plain);
    if length <= LONGEST_TEXT {
        return vec![(if form == Form::Rich { line(words) } else { plain }, length)];
    }
    let shown = |part: &String| if form == Form::Rich { escape(part) } else { part.clone() };
    pieces(&plain).iter().map(|part| (shown(part), units(part))).collect()
}

/// A text in pieces that fit, parted between words where there are any.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut length = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        for part in within(word) {
            if length + units(part) > LONGEST_TEXT {
                pieces.push(String::new());
                length = 0;
            }
            if let Some(last) = pieces.last_mut() {
                last.push_str(part);
            }
            length += units(part);
        }
    }
    pieces
}

/// A word, or the letters of one that alone is too long.
fn within(word: &str) -> Vec<&str> {
    if units(word) <= LONGEST_TEXT { vec![word] } else { word.split_inclusive(|_| true).collect() }
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
    parts.map(|(at, message)| Value::Object(body(&text(message, note(at), form), form, silent))).collect()
}

/// The body of `sendMessage` for a text of this form, without the chat.
#[must_use]
pub fn body(text: &str, form: Form, silent: bool) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("text".to_owned(), json!(text));
    body.insert("link_preview_options".to_owned(), json!({"is_disabled": true}));
    if form == Form::Rich {
        body.insert("parse_mode".to_owned(), json!("HTML"));
    }
    if silent {
        body.insert("disable_notification".to_owned(), json!(true));
    }
    body
}

/// Makes the body of a text the body of `sendPhoto` with the text as caption.
pub fn caption(body: &mut Map<String, Value>) {
    body.remove("link_preview_options");
    if let Some(text) = body.remove("text") {
        body.insert("caption".to_owned(), text);
    }
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
            Span::Person(id) => text.push_str(&format!("<a href=\"tg://user?id={id}\">{id}</a>")),
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

    fn words(text: &str) -> Block {
        Block::Notice(text.to_owned())
    }

    #[test]
    fn a_long_message_is_parted_between_blocks_and_never_inside_markup() {
        let lines = (1..=90).map(|number| SourceLine {
            number,
            text: "x & y ".repeat(12),
            url: Some(format!("https://example.org/{number}")),
        });
        let message = Message::of(vec![words(&"a".repeat(3_000)), Block::Sources(lines.collect())]);
        let parts = texts(&message, Form::Rich);
        assert!(parts.len() >= 3, "{}", parts.len());
        for part in &parts {
            for (opens, closes) in [("<blockquote expandable>", "</blockquote>"), ("<a ", "</a>")] {
                assert_eq!(part.matches(opens).count(), part.matches(closes).count(), "{part}");
            }
        }
        assert_eq!(parts.iter().map(|part| part.matches("<a ").count()).sum::<usize>(), 90);
    }

    #[test]
    fn a_short_message_is_one_text_and_an_empty_one_none() {
        assert_eq!(texts(&Message::of(vec![words("a"), words("b")]), Form::Rich), ["a\n\nb"]);
        assert!(texts(&Message::default(), Form::Rich).is_empty());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn every_text_fits_and_no_word_is_lost(blocks in proptest::collection::vec("[a-zəı& <😀]{0,3000}", 1..6)) {
            let message = Message::of(blocks.iter().map(|text| words(text)).collect());
            let parts = texts(&message, Form::Plain);
            let kept = |text: &str| text.chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            proptest::prop_assert!(parts.iter().all(|part| units(part) <= LONGEST_TEXT));
            proptest::prop_assert_eq!(kept(&parts.concat()), kept(&blocks.concat()));
        }
    }

    #[test]
    fn markup_in_words_is_shown_as_typed() {
        let message = Message::of(vec![Block::Notice("<b>a & b</b>".to_owned())]);
        assert_eq!(html(&message), "&lt;b&gt;a &amp; b&lt;/b&gt;");
        let source = SourceLine { number: 1, text: "A".into(), url: Some("https://a.b/?c=\"d\"&e".into()) };
        assert_eq!(super::source(&source), "[1] <a href=\"https://a.b/?c=&quot;d&quot;&amp;e\">A</a>");
    }
}
