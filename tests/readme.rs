//! The README's table of commands is the catalogue's.

use std::fs;
use std::path::Path;

use january20::app::Answers;
use january20::commands::catalogue::{CATALOGUE, Group, Kind};
use january20::language::Language;

#[test]
fn the_table_of_commands_is_the_catalogue() {
    let app = Answers::built_in();
    let text = |key: String| app.texts().text(Language::English, &key);
    let rows = CATALOGUE.iter().map(|entry| {
        let argument = entry.first().map_or_else(String::new, |option| {
            let name = text(format!("option-{}", option.name));
            if option.required { format!(" {name}") } else { format!(" [{name}]") }
        });
        format!("| `/{}{argument}` | {} |", entry.call(), text(entry.text()))
    });
    let table = rows.collect::<Vec<_>>().join("\n");
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("README.md is there");
    assert!(readme.contains(&table), "README.md should hold:\n{table}");
}

/// <https://docs.discord.com/developers/interactions/application-commands>
#[test]
fn every_description_and_choice_stands_in_every_language_within_discords_limits() {
    let app = Answers::built_in();
    let mut keys: Vec<String> = Group::ALL.iter().map(|group| format!("command-{}", group.name())).collect();
    for entry in CATALOGUE {
        keys.push(entry.text());
        for option in entry.options {
            keys.push(format!("describe-{}", option.text));
            if let Kind::Choice(choices) = option.kind {
                keys.extend(choices.iter().map(|choice| format!("choice-{}-{choice}", option.name)));
            }
        }
    }
    for language in Language::ALL {
        for key in &keys {
            assert!(app.texts().has(*language, key), "{language} lacks {key}");
            let length = app.texts().text(*language, key).chars().count();
            assert!((1..=100).contains(&length), "{language} {key} has {length} characters");
        }
    }
}
