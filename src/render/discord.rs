//! Discord's markup, pure: Markdown with everything escaped, and the bodies of
//! posts. <https://docs.discord.com/developers/reference#message-formatting>

use serde_json::{Value, json};

use crate::message::{Act, Block, Choice, Form, Line, Message, SourceLine, Span, apart, joined};
use crate::remembrance::compose::{Composed, Note};

/// The most characters of a message's content.
pub const LONGEST_CONTENT: usize = 2_000;
/// The most characters of an embed's description, and of all embeds of a message.
const LONGEST_EMBED: usize = 4_096;
const LONGEST_EMBEDS: usize = 6_000;
/// Rows of buttons in a message, buttons in a row, characters of a label.
const ROWS: usize = 5;
const IN_A_ROW: usize = 5;
const LONGEST_LABEL: usize = 80;
/// The red of a carnation, at the side of the embed.
const RED: u32 = 0x9b_1c_1f;
/// The most characters of a picture's description.
const LONGEST_ALT: usize = 1_024;
/// Kinds of components, and styles of buttons.
const ACTION_ROW: u8 = 1;
const BUTTON: u8 = 2;
const SECONDARY: u8 = 2;
const LINK: u8 = 5;
/// Links in a message show no previews.
const SUPPRESS_EMBEDS: u32 = 1 << 2;

/// The message as Markdown.
#[must_use]
pub fn markdown(message: &Message, form: Form) -> String {
    joined(&message.blocks, |each| block(each, form))
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

/// Gives a post's body a picture to go with it, and says under which name its
/// file is sent.
pub fn attach(body: &mut Value, alt: &str) -> String {
    let name = "january20.png".to_owned();
    let alt: String = alt.chars().take(LONGEST_ALT).collect();
    body["attachments"] = json!([{"id": "0", "filename": name, "description": alt}]);
    if let Some(first) = body["embeds"].get_mut(0) {
        first["image"] = json!({"url": format!("attachment://{name}")});
    }
    name
}

/// A post as it will be sent, under the first block of what is said about it:
/// the rest of it is the post as text, for where this cannot be shown. The
/// message's file, if there is one, is the post's picture; its role is named and
/// not notified. A plain post may fill a message of its own.
#[must_use]
pub fn preview(message: &Message, composed: &Composed, form: Form, role: Option<u64>) -> Vec<Value> {
    let said = message.blocks.first().map(|first| block(first, Form::Rich)).unwrap_or_default();
    let mut shown = post(composed, form, role, "");
    if let Some(fields) = shown.as_object_mut() {
        fields.retain(|name, _| name != "nonce" && name != "enforce_nonce");
    }
    if let Some(card) = message.files.first() {
        attach(&mut shown, card.alt.as_deref().unwrap_or_default());
    }
    shown["allowed_mentions"] = json!({"parse": []});
    shown["components"] = json!(rows(&message.choices));
    if form == Form::Plain {
        return vec![body(&[said], &Message::default()), shown];
    }
    let mention = shown["content"].as_str().map(|mention| format!("\n\n{mention}"));
    shown["content"] = json!(said + &mention.unwrap_or_default());
    vec![shown]
}

/// What the bot says of itself in a channel, as one message: receipts,
/// warnings, greetings. What does not fit is embeds in the rich form; what does
/// not fit these either, and in the plain form, ends early.
#[must_use]
pub fn words(message: &Message, form: Form) -> Value {
    let texts = packed(message, form);
    match (form, texts.as_slice()) {
        (Form::Plain, [first, _, ..]) => body(&[format!("{first}\n\n…")], message),
        _ => body(&ending_early(texts), message),
    }
}

/// As much of the texts as all embeds of a message hold, in whole lines.
fn ending_early(texts: Vec<String>) -> Vec<String> {
    const END: &str = "\n…";
    if texts.iter().map(|text| letters(text)).sum::<usize>() <= LONGEST_EMBEDS {
        return texts;
    }
    let mut left = LONGEST_EMBEDS - letters(END) - 1;
    let mut kept: Vec<String> = Vec::new();
    for text in texts {
        if letters(&text) <= left {
            left -= letters(&text);
            kept.push(text);
            continue;
        }
        let mut start = pieces(&text, left.max(1)).swap_remove(0);
        start.push_str(END);
        kept.push(start);
        break;
    }
    kept
}

/// An answer to whoever asked: nearly always one body; what is longer than all
/// embeds of a message goes on in further ones. The buttons and files go with
/// the last.
#[must_use]
pub fn answer(message: &Message) -> Vec<Value> {
    let texts = packed(message, Form::Rich);
    let mut bodies = Vec::new();
    let mut taken: Vec<String> = Vec::new();
    let bare = Message::default();
    for text in texts {
        let length: usize = taken.iter().map(|text| letters(text)).sum();
        if length + letters(&text) > LONGEST_EMBEDS {
            bodies.push(body(&std::mem::take(&mut taken), &bare));
        }
        taken.push(text);
    }
    bodies.push(body(&taken, message));
    bodies
}

/// One text as content; several, or a long one, as embeds. Every field that an
/// edit would leave standing is there.
fn body(texts: &[String], message: &Message) -> Value {
    let files = message.files.iter().enumerate();
    let files = files.map(|(at, file)| match &file.alt {
        Some(alt) => json!({"id": at.to_string(), "filename": file.name, "description": alt}),
        None => json!({"id": at.to_string(), "filename": file.name}),
    });
    let (content, embeds) = match texts {
        [] => ("", vec![]),
        [text] if letters(text) <= LONGEST_CONTENT => (text.as_str(), vec![]),
        texts => ("", texts.iter().map(|text| json!({"description": text, "color": RED})).collect()),
    };
    // Without embeds of its own, links in it show no previews either.
    let flags = if embeds.is_empty() { SUPPRESS_EMBEDS } else { 0 };
    json!({
        "content": content,
        "embeds": embeds,
        "flags": flags,
        "allowed_mentions": {"parse": []},
        "attachments": files.collect::<Vec<_>>(),
        "components": rows(&message.choices),
    })
}

/// The message as few texts, cut between blocks: one that fits a content, or
/// such as fit an embed each.
fn packed(message: &Message, form: Form) -> Vec<String> {
    let whole = markdown(message, form);
    if letters(&whole) <= LONGEST_CONTENT {
        return vec![whole];
    }
    let most = if form == Form::Rich { LONGEST_EMBED } else { LONGEST_CONTENT - 3 };
    let mut texts: Vec<String> = Vec::new();
    let mut before = None;
    for each in &message.blocks {
        for piece in pieces(&block(each, form), most) {
            let apart = before.map_or("", |before| apart(before, each));
            match texts.last_mut() {
                Some(last) if letters(last) + letters(&piece) + apart.len() <= most => {
                    last.push_str(apart);
                    last.push_str(&piece);
                }
                _ => texts.push(piece),
            }
            before = Some(each);
        }
    }
    texts
}

/// A block cut between its lines, and a line where nothing else helps.
fn pieces(block: &str, most: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for line in block.split('\n') {
        for part in line.chars().collect::<Vec<_>>().chunks(most).map(String::from_iter) {
            match pieces.last_mut() {
                Some(last) if letters(last) + letters(&part) < most => {
                    if !last.is_empty() {
                        last.push('\n');
                    }
                    last.push_str(&part);
                }
                _ => pieces.push(part),
            }
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// How long Discord finds a text.
fn letters(text: &str) -> usize {
    text.chars().count()
}

/// The buttons: each in a row of its own, as phones show long labels best,
/// unless it stands beside another or there are too many.
fn rows(choices: &[Choice]) -> Vec<Value> {
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let many = choices.iter().filter(|choice| !choice.beside).count() > ROWS;
    for choice in choices {
        let Some(button) = button(choice) else { continue };
        match rows.last_mut() {
            Some(row) if (choice.beside || many) && row.len() < IN_A_ROW => row.push(button),
            _ => rows.push(vec![button]),
        }
    }
    let rows = rows.into_iter().take(ROWS);
    rows.map(|buttons| json!({"type": ACTION_ROW, "components": buttons})).collect()
}

fn button(choice: &Choice) -> Option<Value> {
    let label = shortened(&choice.label, LONGEST_LABEL);
    match &choice.act {
        Act::Press(data) => {
            Some(json!({"type": BUTTON, "style": SECONDARY, "label": label, "custom_id": data}))
        }
        Act::Open(url) => Some(json!({"type": BUTTON, "style": LINK, "label": label, "url": url})),
        Act::ChooseChat { .. } => None,
    }
}

/// A text of at most so many characters, its end marked where it was longer.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    if letters(text) <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
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
            Span::Person(id) => text.push_str(&format!("<@{id}>")),
            Span::Moment(at) => text.push_str(&format!("<t:{}:F>", at.timestamp())),
        }
    }
    text
}

fn source(SourceLine { number, text, url }: &SourceLine, form: Form) -> String {
    let text = escape_words(text);
    match (url, form) {
        (Some(url), Form::Rich) => format!("-# [{number}] [{}]({})", linked(&text), target(url)),
        _ => format!("-# [{number}] {text}"),
    }
}

/// The text of a link: a bracket in it would end it.
fn linked(text: &str) -> String {
    text.replace('[', "\\[").replace(']', "\\]")
}

/// The address of a link: a parenthesis in it would end it.
fn target(url: &str) -> String {
    url.replace('(', "%28").replace(')', "%29").replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_all_embeds_do_not_hold_end_early_and_whole_lines_stay() {
        let line = |at: usize| Block::Item(format!("{at} {}", "x".repeat(90)));
        let message = Message::of((0..200).map(line).collect());
        let body = words(&message, Form::Rich);
        let embeds = body["embeds"].as_array().expect("embeds");
        let texts: Vec<&str> = embeds.iter().filter_map(|embed| embed["description"].as_str()).collect();
        let total: usize = texts.iter().map(|text| letters(text)).sum();
        assert!((LONGEST_EMBEDS - 200..=LONGEST_EMBEDS).contains(&total), "{total}");
        assert!(texts.iter().all(|text| letters(text) <= LONGEST_EMBED));
        let last: Vec<&str> = texts[texts.len() - 1].lines().rev().take(2).collect();
        assert!(last[0] == "…" && last[1].ends_with(&"x".repeat(90)), "{last:?}");
    }

    #[test]
    fn a_note_is_shown_as_typed_and_mentions_nobody() {
        let typed = "@everyone <@1> **a** [b](c) # d\\";
        assert_eq!(escape(typed), "\\@everyone \\<\\@1\\> \\*\\*a\\*\\* \\[b\\]\\(c\\) \\# d\\\\");
    }
}
