//! `name:value` as people type it: quotation marks of several languages, a
//! space after the colon, names in any case, and a zone of several words.

use super::Surface;
use super::UsageError;
use super::catalogue::{CATALOGUE, Entry, Opt};
use crate::fold::nearest;

/// The options of a line, each with its value, in the order typed.
///
/// # Errors
/// [`UsageError`], naming what is wrong.
pub(super) fn options(
    entry: &'static Entry,
    text: &str,
    surface: Surface,
) -> Result<Vec<(&'static Opt, String)>, UsageError> {
    let mut rest = text.trim_start();
    let mut found: Vec<(&'static Opt, String)> = Vec::new();
    if let Some(first) = entry.first()
        && !rest.is_empty()
        && name(rest).is_none()
    {
        let (value, after) = value(rest)?;
        found.push((first, value));
        rest = after.trim_start();
    }
    while !rest.is_empty() {
        let Some((typed, after)) = name(rest) else {
            let (word, _) = value(rest)?;
            let takes_none = found.is_empty() && entry.options(surface).next().is_none();
            return Err(if takes_none {
                UsageError::Superfluous { command: entry.call(), given: word }
            } else {
                UsageError::StrayWord { word }
            });
        };
        let option = option(entry, typed, surface)?;
        if found.iter().any(|(known, _)| known.name == option.name) {
            return Err(UsageError::Twice { name: option.name });
        }
        let after = after.trim_start();
        if after.is_empty() || name(after).is_some_and(|(next, _)| is_option(entry, next)) {
            return Err(UsageError::NoValue { name: option.name });
        }
        let (text, next) = if option.name == "timezone" { words(after)? } else { value(after)? };
        if text.trim().is_empty() {
            return Err(UsageError::NoValue { name: option.name });
        }
        found.push((option, text));
        rest = next.trim_start();
    }
    Ok(found)
}

/// The option of that name, in any case, where the command is given.
///
/// # Errors
/// [`UsageError::NotHere`], [`UsageError::UnknownOption`].
pub(super) fn option(
    entry: &'static Entry,
    typed: &str,
    surface: Surface,
) -> Result<&'static Opt, UsageError> {
    let here = || entry.options(surface);
    if let Some(option) = here().find(|option| option.name.eq_ignore_ascii_case(typed)) {
        return Ok(option);
    }
    let nearest = nearest(&typed.to_ascii_lowercase(), here().map(|option| option.name));
    let elsewhere = entry.options.iter().chain(CATALOGUE.iter().flat_map(|entry| entry.options));
    let mut elsewhere = elsewhere.filter(|option| !option.surfaces.contains(&surface));
    match elsewhere.find(|option| option.name.eq_ignore_ascii_case(typed)) {
        Some(option) => Err(UsageError::NotHere { name: option.name, nearest }),
        None => Err(UsageError::UnknownOption { command: entry.call(), name: typed.to_owned(), nearest }),
    }
}

fn is_option(entry: &Entry, name: &str) -> bool {
    entry.options.iter().any(|option| option.name.eq_ignore_ascii_case(name))
}

/// `name:` at the start of `text`, and what follows.
fn name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|letter: char| !letter.is_alphabetic() && letter != '_')?;
    let after = text[end..].strip_prefix(':')?;
    (end > 0).then_some((&text[..end], after))
}

/// One value: in quotation marks, or up to the next space.
fn value(text: &str) -> Result<(String, &str), UsageError> {
    let first = text.chars().next().unwrap_or(' ');
    let closing: &[char] = match first {
        '"' => &['"'],
        '“' | '”' => &['”'],
        '„' => &['“', '”'],
        '«' => &['»'],
        _ => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            return Ok((text[..end].to_owned(), &text[end..]));
        }
    };
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(|(_, next)| is_quote(*next)) => {
                value.extend(letters.next().map(|(_, quote)| quote));
            }
            _ if closing.contains(&letter) => return Ok((value, &text[at + letter.len_utf8()..])),
            _ => value.push(letter),
        }
    }
    Err(UsageError::Unclosed)
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '“' | '”' | '„' | '«' | '»')
}

/// Words up to the next `name:`.
fn words(text: &str) -> Result<(String, &str), UsageError> {
    if text.starts_with(is_quote) {
        return value(text);
    }
    let mut rest = text;
    let mut words: Vec<&str> = Vec::new();
    while !rest.is_empty() && (words.is_empty() || name(rest).is_none()) {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        words.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    Ok((words.join(" "), rest))
}

#[cfg(test)]
mod tests {
    use super::super::parse::{LONGEST_LINE, Value, line, named, question};
    use super::super::{Change, Chat, Command, Log, Remembrance, Set, Verb};
    use super::*;
    use crate::language::{Language, Languages};
    use crate::remembrance::{Noon, Post};
    use chrono::NaiveTime;
    use proptest::prelude::*;
    use rstest::rstest;

    const TELEGRAM: Surface = Surface::Telegram;

    fn ask(question: &str, language: Option<Language>) -> Command {
        Command { language, ..Command::new(Verb::Ask { question: question.to_owned() }) }
    }

    fn set(text: &str) -> Result<Set, UsageError> {
        let command = line(&format!("/remembrance set {text}"), TELEGRAM)?;
        match command.verb {
            Verb::Remembrance(Remembrance::Set(set)) => Ok(*set),
            other => panic!("{other:?}"),
        }
    }

    fn zone(name: &str) -> Set {
        Set { zone: Change::To(name.to_owned()), ..Set::default() }
    }

    fn hour(hour: u32) -> Change<NaiveTime> {
        Change::To(NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour"))
    }

    #[test]
    fn plain_text_is_a_question() {
        assert_eq!(line("  nece nefer oldu? ", TELEGRAM), Ok(ask("nece nefer oldu?", None)));
    }

    #[test]
    fn a_command_takes_a_language_as_its_first_word() {
        assert_eq!(line("/ask LANG:az nə vaxt?", TELEGRAM), Ok(ask("nə vaxt?", Some(Language::Azerbaijani))));
        assert_eq!(line("/ask lang:de wann?", TELEGRAM), Err(UsageError::UnknownLanguage("de".into())));
        let timeline = Command { language: Some(Language::Russian), ..Command::new(Verb::Timeline) };
        assert_eq!(line("/timeline lang:ru", TELEGRAM), Ok(timeline));
        for typed in ["/remembrance lang:tr status", "/remembrance status lang:tr"] {
            let status = Command::new(Verb::Remembrance(Remembrance::Status));
            assert_eq!(line(typed, TELEGRAM), Ok(Command { language: Some(Language::Turkish), ..status }));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let unknown = |name: &str, nearest: Option<&str>| {
            Err(UsageError::UnknownCommand { name: name.into(), nearest: nearest.map(str::to_owned) })
        };
        assert_eq!(line("/timelin", TELEGRAM), unknown("timelin", Some("timeline")));
        assert_eq!(
            line("/remembrance statsu", TELEGRAM),
            unknown("remembrance statsu", Some("remembrance status"))
        );
        assert_eq!(line("/remembrence", TELEGRAM), unknown("remembrence", Some("remembrance")));
        assert!(matches!(
            line("/remembrance chats", Surface::Console),
            Err(UsageError::UnknownCommand { .. })
        ));
        assert_eq!(line("/ask", TELEGRAM), Err(UsageError::Missing { command: "ask", option: "question" }));
        let superfluous = |command: &str, given: &str| {
            Err(UsageError::Superfluous { command: command.into(), given: given.into() })
        };
        assert_eq!(line("/figures now", TELEGRAM), superfluous("figures", "now"));
        assert_eq!(
            line("/remembrance status now", Surface::Console),
            superfluous("remembrance status", "now")
        );
        assert_eq!(line(&"a".repeat(100_000), TELEGRAM), Err(UsageError::TooLong { most: LONGEST_LINE }));
    }

    #[test]
    fn control_characters_and_direction_marks_are_read_as_spaces() {
        assert_eq!(line("how\u{0}many\u{202e}died", TELEGRAM), Ok(ask("how many died", None)));
        let missing = UsageError::Missing { command: "ask", option: "question" };
        assert_eq!(question("\u{7}\u{202e}", None), Err(missing));
    }

    #[test]
    fn every_setting_can_be_typed_in_any_order_and_case() -> Result<(), UsageError> {
        let typed = r#"NOTE:"Sizi saat 11-də gözləyirik" language:az+en Timezone:New York eve:off day: 08:00 silence:local"#;
        let expected = Set {
            languages: Change::To("az+en".parse().expect("a pair")),
            zone: Change::To("New York".into()),
            eve: Change::Clear,
            day: hour(8),
            silence: Change::To(Noon::Local),
            note: Change::To("Sizi saat 11-də gözləyirik".into()),
            ..Set::default()
        };
        assert_eq!(set(typed)?, expected);
        Ok(())
    }

    #[rstest]
    #[case(r#"note:"a b""#, "a b")]
    #[case("note:“a b”", "a b")]
    #[case("note:„a b“", "a b")]
    #[case("note:„a b”", "a b")]
    #[case("note:«a b»", "a b")]
    #[case(r#"note: "say \"yes\": eve:off""#, r#"say "yes": eve:off"#)]
    #[case("note:здравствуйте", "здравствуйте")]
    #[case("note: https://example.org/", "https://example.org/")]
    fn quotation_marks_of_every_language_hold_a_value_together(#[case] typed: &str, #[case] note: &str) {
        assert_eq!(set(typed), Ok(Set { note: Change::To(note.into()), ..Set::default() }));
    }

    #[rstest]
    #[case("timezone:Sankt Peterburq")]
    #[case("timezone: Sankt Peterburq")]
    #[case("timezone:\"Sankt Peterburq\"")]
    #[case("timezone:Sankt   Peterburq ")]
    fn a_zone_takes_words_up_to_the_next_name(#[case] typed: &str) {
        assert_eq!(set(typed), Ok(zone("Sankt Peterburq")));
        let more = set(&format!("{typed} eve:19:00"));
        assert_eq!(more, Ok(Set { eve: hour(19), ..zone("Sankt Peterburq") }));
    }

    #[rstest]
    #[case("eve:19:00 eve:20:00", UsageError::Twice { name: "eve" })]
    #[case("note:a clear:note", UsageError::Twice { name: "note" })]
    #[case("evee:19:00", UsageError::UnknownOption {
        command: "remembrance set".into(), name: "evee".into(), nearest: Some("eve") })]
    #[case("timezone:Berlin evee:19:00", UsageError::UnknownOption {
        command: "remembrance set".into(), name: "evee".into(), nearest: Some("eve") })]
    #[case("mention:@all", UsageError::NotHere { name: "mention", nearest: None })]
    #[case("publish:on", UsageError::NotHere { name: "publish", nearest: None })]
    #[case("eve:", UsageError::NoValue { name: "eve" })]
    #[case("eve: day:09:00", UsageError::NoValue { name: "eve" })]
    #[case("note:\"\"", UsageError::NoValue { name: "note" })]
    #[case("note:\"a b", UsageError::Unclosed)]
    #[case("note:a b", UsageError::StrayWord { word: "b".into() })]
    #[case("eve:25:00", UsageError::BadHour { name: "eve", given: "25:00".into() })]
    #[case("day:24:00", UsageError::BadHour { name: "day", given: "24:00".into() })]
    #[case("day:9:00", UsageError::BadHour { name: "day", given: "9:00".into() })]
    #[case("day:9.00", UsageError::BadHour { name: "day", given: "9.00".into() })]
    #[case("day:22:01", UsageError::BadHour { name: "day", given: "22:01".into() })]
    #[case("day:+9:00", UsageError::BadHour { name: "day", given: "+9:00".into() })]
    #[case("language:az+az", UsageError::BadLanguages { given: "az+az".into() })]
    #[case("language:de", UsageError::BadLanguages { given: "de".into() })]
    #[case("silence:noon", UsageError::BadChoice { name: "silence", given: "noon".into(),
        choices: &["baku", "local", "off"] })]
    #[case("chat:a,b", UsageError::BadChat { given: "a,b".into() })]
    fn one_wrong_value_spoils_the_whole_line(#[case] typed: &str, #[case] error: UsageError) {
        let nearest_aside = |error| match error {
            UsageError::NotHere { name, .. } => UsageError::NotHere { name, nearest: None },
            other => other,
        };
        let line = format!("silence:baku {typed}");
        let line = if typed.starts_with("silence") { typed } else { line.as_str() };
        assert_eq!(set(line).map_err(nearest_aside), Err(error));
    }

    #[test]
    fn a_note_is_counted_in_utf_16_units() {
        let candles = "🕯".repeat(150);
        assert_eq!(set(&format!("note:{candles}")).map(|set| set.note), Ok(Change::To(candles.clone())));
        assert_eq!(set(&format!("note:{candles}a")), Err(UsageError::NoteTooLong { units: 301 }));
    }

    #[test]
    fn none_and_clear_are_the_same() {
        for option in ["note", "language", "timezone"] {
            assert_eq!(set(&format!("{option}:none")), set(&format!("clear:{option}")));
        }
        let cleared = Set { languages: Change::Clear, ..Set::default() };
        assert_eq!(set("language:none"), Ok(cleared));
    }

    #[test]
    fn a_post_stands_after_its_command_and_options_after_it() {
        let preview = |post, languages: Option<&str>| {
            let languages = languages.map(|pair| pair.parse::<Languages>().expect("languages"));
            Ok(Command::new(Verb::Remembrance(Remembrance::Preview { post, channel: None, languages })))
        };
        assert_eq!(line("/remembrance preview eve", TELEGRAM), preview(Post::Eve, None));
        assert_eq!(line("/remembrance preview DAY language:ru", TELEGRAM), preview(Post::Day, Some("ru")));
        assert_eq!(line("/remembrance preview post:silence", TELEGRAM), preview(Post::Silence, None));
        let missing = UsageError::Missing { command: "preview", option: "post" };
        assert_eq!(line("/remembrance preview", TELEGRAM), Err(missing));
        let test = Command::new(Verb::Remembrance(Remembrance::Test { post: Post::Day, channel: None }));
        assert_eq!(line("/remembrance test", Surface::Console), Ok(test));
    }

    #[test]
    fn another_chat_is_named_by_its_name_or_id() {
        let chat = |typed: &str| line(typed, TELEGRAM).map(|command| command.chat);
        assert_eq!(chat("/remembrance status chat:@elanlar"), Ok(Some(Chat::Name("elanlar".into()))));
        assert_eq!(chat("/remembrance chat: @elanlar"), Ok(Some(Chat::Name("elanlar".into()))));
        assert_eq!(chat("/remembrance pause chat:-1001234567890"), Ok(Some(Chat::Id(-1_001_234_567_890))));
    }

    #[test]
    fn a_log_is_here_or_me_or_off() {
        let log = |typed: &str, surface| match line(&format!("/remembrance defaults {typed}"), surface)?.verb
        {
            Verb::Remembrance(Remembrance::Defaults(wish)) => Ok(wish.log),
            other => panic!("{other:?}"),
        };
        assert_eq!(log("log:me", TELEGRAM), Ok(Change::To(Log::Me)));
        assert_eq!(log("log:here", Surface::Console), Ok(Change::To(Log::Here)));
        for off in ["log:off", "log:none", "clear:log"] {
            assert_eq!(log(off, TELEGRAM), Ok(Change::Clear), "{off}");
        }
        assert!(matches!(log("log:me", Surface::Console), Err(UsageError::BadChoice { name: "log", .. })));
    }

    #[test]
    fn named_options_mean_what_typed_ones_do() {
        let options = [
            ("channel", Value::Id(5)),
            ("language", Value::Text("az+en".into())),
            ("mention", Value::Id(9)),
            ("publish", Value::Text("on".into())),
            ("clear", Value::Text("note".into())),
        ];
        let set = Set {
            channel: Some(5),
            languages: Change::To("az+en".parse().expect("a pair")),
            mention: Change::To(9),
            note: Change::Clear,
            publish: Some(true),
            ..Set::default()
        };
        let command = Command::new(Verb::Remembrance(Remembrance::Set(Box::new(set))));
        assert_eq!(named(&["remembrance", "set"], options), Ok(command));
        let asked = [("question", Value::Text("nə vaxt?".into())), ("private", Value::Flag(true))];
        let expected = Command { private: Some(true), ..ask("nə vaxt?", None) };
        assert_eq!(named(&["january20", "ask"], asked), Ok(expected));
    }

    proptest! {
        #[test]
        fn no_line_makes_the_parser_panic(
            text in "(/|/remembrance (set|preview|defaults) )?[a-z]{0,5}( lang:| note:| timezone:)?[\"„«“]?\\PC{0,60}"
        ) {
            let _ = line(&text, TELEGRAM);
        }

        #[test]
        fn a_quoted_note_is_read_back_whatever_it_holds(note in "[^\\\\\\p{C}]{1,80}") {
            prop_assume!(!note.trim().is_empty() && !note.trim().eq_ignore_ascii_case("none"));
            let quoted = note.replace('"', "\\\"");
            let read = set(&format!("eve:off note:\"{quoted}\" day:off"));
            prop_assert_eq!(read.map(|set| set.note), Ok(Change::To(note.trim().to_owned())));
        }

        #[test]
        fn every_hour_up_to_22_is_read_and_none_after(hour in 0u32..30, minute in 0u32..70) {
            let read = set(&format!("eve:{hour:02}:{minute:02}"));
            let allowed = minute < 60 && hour * 60 + minute <= 22 * 60;
            prop_assert_eq!(read.is_ok(), allowed);
        }
    }
}
