//! HTML as the Bot API parses it, stricter in one thing: every `&` must be an
//! entity. <https://core.telegram.org/bots/api#html-style>

/// A text after parsing: its words, and what stands marked in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    pub text: String,
    /// Names of tags with what they hold: `b`, `a https://…`, `blockquote`.
    pub marks: Vec<(String, String)>,
}

const PLAIN_TAGS: &[&str] = &["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre"];

/// Parses, or says what the server would say.
pub fn parse(html: &str) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let mut open: Vec<(String, String, usize)> = Vec::new();
    let mut rest = html;
    while let Some(letter) = rest.chars().next() {
        match letter {
            '<' => {
                let end = rest.find('>').ok_or("can't parse entities: unclosed start tag")?;
                let tag = &rest[1..end];
                rest = &rest[end + 1..];
                match tag.strip_prefix('/') {
                    Some(name) => close(name, &mut open, &mut parsed)?,
                    None => open.push(opened(tag, &open, parsed.text.len())?),
                }
            }
            '&' => {
                let (entity, after) = entity(rest)?;
                parsed.text.push(entity);
                rest = after;
            }
            '>' => return Err("can't parse entities: a bare >".to_owned()),
            letter => {
                parsed.text.push(letter);
                rest = &rest[letter.len_utf8()..];
            }
        }
    }
    if open.is_empty() { Ok(parsed) } else { Err("can't parse entities: can't find end tag".to_owned()) }
}

fn opened(tag: &str, open: &[(String, String, usize)], at: usize) -> Result<(String, String, usize), String> {
    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    let what = match (name, attributes) {
        ("a", attributes) => {
            let address = attributes.strip_prefix("href=\"").and_then(|rest| rest.strip_suffix('"'));
            let address = address.ok_or("can't parse entities: a link without an address")?;
            let known = ["https://", "http://", "tg://"].iter().any(|scheme| address.starts_with(scheme));
            if !known || address.contains(['"', '<', '>']) {
                return Err(format!("can't parse entities: the address {address}"));
            }
            format!("a {address}")
        }
        ("blockquote", "" | "expandable") => {
            if open.iter().any(|(name, ..)| name == "blockquote") {
                return Err("can't parse entities: blockquotes can't be nested".to_owned());
            }
            tag.to_owned()
        }
        (name, "") if PLAIN_TAGS.contains(&name) => name.to_owned(),
        _ => return Err(format!("can't parse entities: unsupported start tag \"{tag}\"")),
    };
    Ok((name.to_owned(), what, at))
}

fn close(name: &str, open: &mut Vec<(String, String, usize)>, parsed: &mut Parsed) -> Result<(), String> {
    match open.pop() {
        Some((opened, what, at)) if opened == name => {
            parsed.marks.push((what, parsed.text[at..].to_owned()));
            Ok(())
        }
        _ => Err(format!("can't parse entities: unexpected end tag \"{name}\"")),
    }
}

fn entity(rest: &str) -> Result<(char, &str), String> {
    let end = rest.find(';').ok_or("can't parse entities: a bare &")?;
    let letter = match &rest[..=end] {
        "&lt;" => '<',
        "&gt;" => '>',
        "&amp;" => '&',
        "&quot;" => '"',
        other => return Err(format!("can't parse entities: {other}")),
    };
    Ok((letter, &rest[end + 1..]))
}

/// Length as the Bot API counts it.
pub fn units(text: &str) -> usize {
    text.encode_utf16().count()
}
