//! The slash commands: what Discord is told of the catalogue, and telling it
//! only when something else stands there. Names are the same everywhere; what
//! describes them is in each language that Discord has (it has no Azerbaijani).
//! <https://docs.discord.com/developers/interactions/application-commands>

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::sender::{Body, Call, Failure, Sender};
use crate::commands::catalogue::{Entry, Group, Kind, Opt};
use crate::commands::{Access, Surface};
use crate::language::Language;
use crate::locale::Texts;

/// Discord's locales of our languages. English is the default and named too, or
/// readers of one English would be shown the other's.
const LOCALES: &[(&str, Language)] = &[
    ("en-GB", Language::English),
    ("en-US", Language::English),
    ("ru", Language::Russian),
    ("tr", Language::Turkish),
];
/// Manage Server, until a server's own settings narrow it further.
const MANAGE_GUILD: u64 = 1 << 5;
/// Who sees a command at first: taken as a number, given back as text.
const PERMISSIONS: &str = "default_member_permissions";
/// Where a command is installed: by a server, by a person.
const INSTALLS: [&[u8]; 2] = [&[0], &[0, 1]];
/// Where it is used: in servers, in private with the bot, anywhere else.
const CONTEXTS: [&[u8]; 2] = [&[0], &[0, 1, 2]];
/// Text, announcements, threads of either, forum posts.
const CHANNELS: &[u8] = &[0, 5, 10, 11, 12];

/// Kinds of options.
const SUBCOMMAND: u8 = 1;
const STRING: u8 = 3;
const BOOLEAN: u8 = 5;
const CHANNEL: u8 = 7;
const ROLE: u8 = 8;

/// All commands, as they are registered.
#[must_use]
pub fn commands(texts: &Texts) -> Value {
    Group::ALL.iter().map(|group| command(*group, texts)).collect()
}

/// Registers the commands where others stand.
///
/// # Errors
/// `Failure`.
pub async fn register(sender: &Sender, application: u64, texts: &Texts) -> Result<bool, Failure> {
    let wanted = commands(texts);
    let path = format!("/applications/{application}/commands");
    let standing = sender.call(Call::get(format!("{path}?with_localizations=true"))).await?;
    if same(&wanted, &standing) {
        return Ok(false);
    }
    sender.call(Call::of(Method::PUT, path, Body::Json(wanted))).await?;
    Ok(true)
}

fn command(group: Group, texts: &Texts) -> Value {
    let entries = || Entry::on(Surface::Discord).filter(|entry| entry.group == group);
    let everybody = entries().any(|entry| entry.access == Access::Member);
    let mut command = described(group.name(), &format!("command-{}", group.name()), texts);
    command["type"] = json!(1);
    command["options"] = entries().map(|entry| subcommand(entry, texts)).collect();
    command["integration_types"] = json!(INSTALLS[usize::from(everybody)]);
    command["contexts"] = json!(CONTEXTS[usize::from(everybody)]);
    if !everybody {
        command[PERMISSIONS] = json!(MANAGE_GUILD);
    }
    command
}

fn subcommand(entry: &Entry, texts: &Texts) -> Value {
    let mut subcommand = described(entry.name, &entry.text(), texts);
    subcommand["type"] = json!(SUBCOMMAND);
    subcommand["options"] = entry.options(Surface::Discord).map(|each| option(each, texts)).collect();
    subcommand
}

fn option(Opt { name, text, kind, required, .. }: &Opt, texts: &Texts) -> Value {
    let mut option = described(name, &format!("describe-{text}"), texts);
    option["required"] = json!(required);
    let kind = match kind {
        Kind::Text { most, offers } => {
            option["min_length"] = json!(1);
            option["max_length"] = json!(most);
            option["autocomplete"] = json!(offers.is_some());
            STRING
        }
        Kind::Choice(values) => {
            option["choices"] = values.iter().map(|value| choice(name, value, texts)).collect();
            STRING
        }
        Kind::Flag => BOOLEAN,
        Kind::Channel => {
            option["channel_types"] = json!(CHANNELS);
            CHANNEL
        }
        Kind::Role => ROLE,
    };
    option["type"] = json!(kind);
    option
}

fn choice(option: &str, value: &str, texts: &Texts) -> Value {
    let key = format!("choice-{option}-{value}");
    json!({"name": capital(Language::English, &key, texts), "name_localizations": localized(&key, texts), "value": value})
}

fn described(name: &str, key: &str, texts: &Texts) -> Value {
    json!({
        "name": name,
        "description": capital(Language::English, key, texts),
        "description_localizations": localized(key, texts),
    })
}

fn localized(key: &str, texts: &Texts) -> Map<String, Value> {
    let text = |language| json!(capital(language, key, texts));
    LOCALES.iter().map(|(locale, language)| ((*locale).to_owned(), text(*language))).collect()
}

/// A text as a sentence of its own; elsewhere it goes on after a name.
fn capital(language: Language, key: &str, texts: &Texts) -> String {
    let text = texts.text(language, key);
    let mut letters = text.chars();
    let first: String = match (letters.next(), language) {
        (Some('i'), Language::Turkish | Language::Azerbaijani) => "İ".to_owned(),
        (first, _) => first.into_iter().flat_map(char::to_uppercase).collect(),
    };
    first + letters.as_str()
}

/// Whether what stands is what is wanted; Discord adds ids, versions and what
/// is so by default, and orders commands as it likes.
#[must_use]
pub fn same(wanted: &Value, standing: &Value) -> bool {
    let sorted = |commands: &Value| {
        let mut commands: Vec<Value> = commands.as_array().into_iter().flatten().map(normal).collect();
        commands.sort_by_cached_key(|command| command["name"].to_string());
        commands
    };
    sorted(wanted) == sorted(standing)
}

/// What we say of a command, and what of it is not so by default.
fn normal(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, value)| !is_added(name) && !is_default(value));
            let field = |(name, value): (&String, &Value)| match value.as_u64() {
                Some(number) if name == PERMISSIONS => (name.clone(), json!(number.to_string())),
                _ => (name.clone(), normal(value)),
            };
            fields.map(field).collect::<Map<_, _>>().into()
        }
        Value::Array(items) if items.iter().all(Value::is_number) => {
            let mut items = items.clone();
            items.sort_by_key(Value::as_u64);
            items.into()
        }
        Value::Array(items) => items.iter().map(normal).collect(),
        other => other.clone(),
    }
}

fn is_added(field: &str) -> bool {
    matches!(field, "id" | "application_id" | "version" | "guild_id" | "dm_permission" | "default_permission")
        || matches!(field, "name_localized" | "description_localized" | "handler")
}

fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built_in;

    fn texts() -> Texts {
        built_in::texts()
    }

    /// The longest of a field and its localizations, as Discord counts.
    fn longest(value: &Value, field: &str) -> usize {
        let own = value[field].as_str().map(|text| text.chars().count());
        let localized = value[format!("{field}_localizations")].as_object();
        let localized = localized.into_iter().flat_map(Map::values).filter_map(Value::as_str);
        own.into_iter().chain(localized.map(|text| text.chars().count())).max().unwrap_or(0)
    }

    fn total(value: &Value) -> usize {
        let parts = ["options", "choices"].iter().filter_map(|name| value[*name].as_array()).flatten();
        let text = value["value"].as_str().map_or(0, |text| text.chars().count());
        longest(value, "name") + longest(value, "description") + text + parts.map(total).sum::<usize>()
    }

    fn check(value: &Value) {
        let name = value["name"].as_str().expect("a name");
        let description = longest(value, "description");
        assert!((1..=100).contains(&description), "{name}: {description} characters of description");
        assert!(!value["description"].as_str().unwrap_or_default().starts_with('['), "{name} has a text");
        let options = value["options"].as_array().map(Vec::as_slice).unwrap_or_default();
        assert!(options.len() <= 25);
        options.iter().for_each(check);
        for choice in value["choices"].as_array().into_iter().flatten() {
            assert!((1..=100).contains(&longest(choice, "name")), "{name}: {choice}");
        }
    }

    #[test]
    fn the_commands_keep_within_discords_limits() {
        let commands = commands(&texts());
        for command in commands.as_array().expect("commands") {
            check(command);
            assert!(total(command) <= 8_000, "{} characters", total(command));
        }
    }

    #[test]
    fn what_discord_adds_makes_no_difference_and_another_text_does() {
        let wanted = commands(&texts());
        let mut standing = wanted.clone();
        for command in standing.as_array_mut().expect("commands") {
            command["id"] = json!("1");
            command["version"] = json!("2");
            command["nsfw"] = json!(false);
            command["name_localizations"] = Value::Null;
            let permissions = command[PERMISSIONS].as_u64().map(|number| number.to_string());
            command[PERMISSIONS] = json!(permissions);
        }
        standing.as_array_mut().expect("commands").reverse();
        assert!(same(&wanted, &standing));
        standing[0]["options"][0]["description_localizations"]["ru"] = json!("другое");
        assert!(!same(&wanted, &standing));
        assert!(!same(&wanted, &json!([])));
    }
}
