//! A typed line becomes a [`Command`].

use super::catalogue::{CATALOGUE, Entry};
use super::{Command, UsageError, Verb};
use crate::fold::nearest;
use crate::language::Language;

/// The longest line that is read, in characters.
pub const LONGEST_LINE: usize = 2_000;

/// Parses a line: `/command [lang:xx] text`, or, without a slash, a question.
///
/// # Errors
/// [`UsageError`], naming what is wrong.
pub fn line(text: &str) -> Result<Command, UsageError> {
    let text = plain(text);
    let text = text.trim();
    if text.chars().count() > LONGEST_LINE {
        return Err(UsageError::TooLong { most: LONGEST_LINE });
    }
    let (entry, rest) = match text.strip_prefix('/') {
        Some(call) => {
            let (name, rest) = call.split_once(char::is_whitespace).unwrap_or((call, ""));
            (entry(name)?, rest)
        }
        None => (entry("ask")?, text),
    };
    let (language, rest) = language_first(rest)?;
    Ok(Command { verb: entry.verb(rest)?, language })
}

/// A question given by itself, as a program does.
///
/// # Errors
/// [`UsageError::Missing`] if nothing is left to read, [`UsageError::TooLong`].
pub fn question(text: &str, language: Option<Language>) -> Result<Command, UsageError> {
    let question = plain(text).trim().to_owned();
    if question.is_empty() {
        return Err(UsageError::Missing { command: "ask", option: "question" });
    }
    if question.chars().count() > LONGEST_LINE {
        return Err(UsageError::TooLong { most: LONGEST_LINE });
    }
    Ok(Command { verb: Verb::Ask { question }, language })
}

fn entry(name: &str) -> Result<&'static Entry, UsageError> {
    let lower = name.to_ascii_lowercase();
    CATALOGUE.iter().find(|entry| entry.is_called(&lower)).ok_or_else(|| {
        let names = CATALOGUE.iter().flat_map(|entry| entry.aliases.iter().chain([&entry.name])).copied();
        UsageError::UnknownCommand { name: name.to_owned(), nearest: nearest(&lower, names) }
    })
}

fn language_first(text: &str) -> Result<(Option<Language>, &str), UsageError> {
    let text = text.trim_start();
    let Some(rest) = text.get(..5).filter(|start| start.eq_ignore_ascii_case("lang:")).map(|_| &text[5..])
    else {
        return Ok((None, text));
    };
    let (tag, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    match Language::from_tag(tag) {
        Some(language) => Ok((Some(language), rest)),
        None => Err(UsageError::UnknownLanguage(tag.to_owned())),
    }
}

/// Control characters, and marks that turn the direction of writing, are read
/// as spaces: they say nothing and would disturb what is shown.
fn plain(text: &str) -> String {
    let turns =
        |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    text.chars().map(|letter| if letter.is_control() || turns(letter) { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ask(question: &str, language: Option<Language>) -> Command {
        Command { verb: Verb::Ask { question: question.to_owned() }, language }
    }

    #[test]
    fn plain_text_is_a_question() {
        assert_eq!(line("  nece nefer oldu? "), Ok(ask("nece nefer oldu?", None)));
    }

    #[test]
    fn a_command_takes_a_language_as_its_first_word() {
        assert_eq!(line("/ask LANG:az nə vaxt?"), Ok(ask("nə vaxt?", Some(Language::Azerbaijani))));
        assert_eq!(line("/ask lang:de wann?"), Err(UsageError::UnknownLanguage("de".into())));
        let timeline = Command { verb: Verb::Timeline, language: Some(Language::Russian) };
        assert_eq!(line("/timeline lang:ru"), Ok(timeline));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let unknown = UsageError::UnknownCommand { name: "timelin".into(), nearest: Some("timeline") };
        assert_eq!(line("/timelin"), Err(unknown));
        assert_eq!(line("/ask"), Err(UsageError::Missing { command: "ask", option: "question" }));
        assert_eq!(
            line("/figures now"),
            Err(UsageError::Superfluous { command: "figures", given: "now".into() })
        );
        assert_eq!(line(&"a".repeat(100_000)), Err(UsageError::TooLong { most: LONGEST_LINE }));
    }

    #[test]
    fn control_characters_and_direction_marks_are_read_as_spaces() {
        assert_eq!(line("how\u{0}many\u{202e}died"), Ok(ask("how many died", None)));
        assert_eq!(
            question("\u{7}\u{202e}", None),
            Err(UsageError::Missing { command: "ask", option: "question" })
        );
    }

    proptest! {
        #[test]
        fn no_line_makes_the_parser_panic(text in "/?[a-z]{0,5}( lang:)?\\PC{0,60}") {
            let _ = line(&text);
        }
    }
}
