//! Settings from files: `--config FILE`, and the files that hold secrets.
//! A line of either is never repeated in an error: it may hold a token.

use std::fs;
use std::path::Path;

use strsim::jaro_winkler;
use toml::Value;

use super::Wrong;
use super::table::{Given, Kind, Layer, SETTINGS, Setting};

/// How like a known name an unknown one must be to be taken for a slip.
const NEAR: f64 = 0.8;

/// Reads the file of settings.
pub(super) fn read(path: &Path) -> Result<Vec<Given>, Wrong> {
    let name = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Wrong(format!("the settings file {name} cannot be read ({})", plain(&error))))?;
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        Wrong(format!("{name}, line {line}: write each setting as name = \"value\", once"))
    })?;
    let given =
        table.iter().map(|(key, value)| entry(key, value).map_err(|wrong| Wrong(format!("{name}: {wrong}"))));
    let mut all: Vec<Given> = Vec::new();
    for given in given {
        let given = given?;
        if all.iter().any(|other| other.name == given.name) {
            return Err(Wrong(format!("{name}: {given} is there twice; leave one of them out")));
        }
        all.push(given);
    }
    all.retain(|given| !given.value.is_empty());
    Ok(all)
}

fn entry(key: &str, value: &Value) -> Result<Given, Wrong> {
    let known = |setting: &&Setting| setting.env.eq_ignore_ascii_case(&key.replace('-', "_"));
    let setting = SETTINGS.iter().find(known).ok_or_else(|| unknown(key))?;
    let value = match (value, &setting.kind) {
        (Value::String(text), _) => text.trim().to_owned(),
        (Value::Integer(number), Kind::Number(..)) => number.to_string(),
        _ => return Err(Wrong(format!("{} must stand as \"text\" in quotes", setting.key()))),
    };
    Ok(Given { name: setting.env.to_owned(), value, layer: Layer::File })
}

fn unknown(key: &str) -> Wrong {
    let likeness = |setting: &Setting| jaro_winkler(&setting.key(), &key.to_ascii_lowercase());
    let nearest = SETTINGS.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    match nearest.filter(|setting| likeness(setting) >= NEAR) {
        Some(setting) => Wrong(format!("there is no setting `{key}`; did you mean `{}`?", setting.key())),
        None => Wrong(format!("there is no setting `{key}`; january20 run --help lists them")),
    }
}

/// Reads a secret from the file that holds it.
pub(super) fn secret(held: &Given) -> Result<String, Wrong> {
    fs::read_to_string(&held.value)
        .map_err(|error| Wrong(format!("the file that {held} names cannot be read ({})", plain(&error))))
}

/// What the system says, without its number.
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or_default().to_owned()
}
