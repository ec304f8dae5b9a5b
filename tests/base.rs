//! The knowledge base that ships: without faults, complete in every language,
//! and refusing every kind of damage with file and line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use january20::built_in;
use january20::knowledge::{check, claims};
use january20::language::Language;
use january20::locale::FILES;
use rstest::rstest;
use tempfile::TempDir;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the copy can be written");
    for entry in fs::read_dir(from).expect("data can be listed") {
        let path = entry.expect("data can be listed").path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the copy can be written");
        }
    }
}

fn check_directory(directory: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_january20"))
        .args(["check", "--data"])
        .arg(directory)
        .output()
        .expect("the program runs")
}

/// What `check` prints when `from` in `file` has become `to`.
fn after_damage(file: &str, from: &str, to: &str) -> String {
    let directory = TempDir::new().expect("a temporary directory can be made");
    copy(&data(), directory.path());
    let path = directory.path().join(file);
    let text = fs::read_to_string(&path).expect("the file is there");
    assert!(text.contains(from), "{file} no longer holds `{from}`");
    fs::write(&path, text.replacen(from, to, 1)).expect("the copy can be written");
    let output = check_directory(directory.path());
    assert_eq!(output.status.code(), Some(1), "damage was not found");
    String::from_utf8(output.stdout).expect("faults are UTF-8")
}

#[test]
fn the_base_that_ships_has_no_faults() {
    let output = check_directory(&data());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.starts_with("no faults: "), "{said}");
}

#[rstest]
#[case::unknown_source(
    "en/facts/casualties.toml",
    "{newsaz-2026-explainer}",
    "{nobody}",
    "no source has the id `nobody`"
)]
#[case::missing_language(
    "az/facts/casualties.toml",
    "[injured-total]",
    "[injured-totals]",
    "`injured-total` has no text in az/facts/casualties.toml"
)]
#[case::stray_text(
    "az/facts/casualties.toml",
    "[injured-total]",
    "[injured-totals]",
    "`injured-totals` stands here but not in facts/casualties.toml"
)]
#[case::contested_without_attribution(
    "facts/names.toml",
    "standing = \"agreed\"",
    "standing = \"contested\"",
    "says of nobody that they say so"
)]
#[case::foreign_figure(
    "ru/facts/casualties.toml",
    "Источники расходятся",
    "999 Источники расходятся",
    "the number 999 is not in the en text"
)]
#[case::lost_figure("tr/facts/casualties.toml", "744", "çok", "the number 744 of the en text is missing")]
#[case::lost_citation(
    "tr/facts/casualties.toml",
    " {current-time-2020}",
    "",
    "`current-time-2020` is cited here or in the en text but not in both"
)]
#[case::duplicate_phrasing(
    "en/facts/casualties.toml",
    "\"How many people went missing?\"",
    "\"How many people were injured?\"",
    "is a phrasing of `injured-total` too"
)]
#[case::too_long("en/facts/casualties.toml", "Sources differ", &"Sources differ ".repeat(100), "are the most a reader should get at once")]
#[case::long_label("en/facts/casualties.toml", "\"How many people were injured?\"", &format!("\"{}\"", "how many ".repeat(12)), "is a button's label")]
#[case::unused_source("sources.toml", "[essay-2025]", "[essay-2024]", "no fact cites")]
#[case::copy_named_in_one_language_less(
    "ru/sources.toml",
    "via = \"Azerbaijan International, 1995\"\n",
    "",
    "has no `via` in ru/sources.toml"
)]
#[case::uncarried_claim(
    "facts/casualties.toml",
    "claims = [\"martyrs-recognised\"]",
    "claims = []",
    "no fact carries the claim `martyrs-recognised`"
)]
#[case::unknown_claim(
    "facts/casualties.toml",
    "claims = [\"injured-total\"]",
    "claims = [\"injured-total\", \"x\"]",
    "there is no claim `x`"
)]
#[case::one_origin(
    "facts/casualties.toml",
    "standing = \"single\"",
    "standing = \"agreed\"",
    "rests on one origin"
)]
#[case::unknown_key("facts/casualties.toml", "standing =", "standin =", "unknown field `standin`")]
#[case::no_such_date(
    "facts/casualties.toml",
    "when = \"1990-01-25\"",
    "when = \"1990-02-30\"",
    "is not a date"
)]
#[case::unknown_related(
    "facts/casualties.toml",
    "related = [\"",
    "related = [\"nothing\", \"",
    "no fact has the id `nothing`"
)]
#[case::unknown_unit(
    "facts/casualties.toml",
    "unit = \"injured\"",
    "unit = \"hurt\"",
    "the unit `hurt` has no text"
)]
#[case::lost_scope(
    "en/facts/casualties.toml",
    "scopes = [\"Baku and other places\", ",
    "scopes = [",
    "write one scope for each figure"
)]
#[case::not_toml("facts/casualties.toml", "[[fact]]", "[[fact]", "facts/casualties.toml:3: ")]
#[case::not_fluent("en/texts.ftl", "topics-heading =", "= topics", "en/texts.ftl:")]
#[case::bad_id("facts/casualties.toml", "id = \"injured-total\"", "id = \"Injured Total\"", "is no id")]
fn damage_is_found_with_file_and_line(
    #[case] file: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] says: &str,
) {
    // `too_long` is also too long for a message; `unused_source` orphans its texts: the first named rule must speak.
    let to = if file == "sources.toml" {
        format!("[unused]\nlabel = \"X\"\nkind = \"essay\"\nseen = \"full\"\n\n{from}")
    } else {
        to.to_owned()
    };
    let mut said = after_damage(file, from, &to);
    if file == "sources.toml" {
        // A source needs its texts before anyone can miss its citations.
        assert!(said.contains("`unused` has no text in en/sources.toml"), "{said}");
        said = after_adding_an_unused_source();
    }
    let line =
        said.lines().find(|line| line.contains(says)).unwrap_or_else(|| panic!("no `{says}` in:\n{said}"));
    let mut place = line.split(':');
    let (file, number) = (place.next().unwrap_or_default(), place.next().unwrap_or_default());
    assert!(data().join(file).exists(), "{line}");
    assert!(number.parse::<usize>().is_ok_and(|number| number > 0), "{line}");
}

fn after_adding_an_unused_source() -> String {
    let directory = TempDir::new().expect("a temporary directory can be made");
    copy(&data(), directory.path());
    let add = |file: String, text: &str| {
        let path = directory.path().join(file);
        let old = fs::read_to_string(&path).expect("the file is there");
        fs::write(&path, format!("{old}\n{text}")).expect("the copy can be written");
    };
    add("sources.toml".into(), "[unused]\nlabel = \"X\"\nkind = \"essay\"\nseen = \"full\"\n");
    for language in Language::ALL {
        add(format!("{language}/sources.toml"), "[unused]\nname = \"x\"\nabout = \"x\"\n");
    }
    String::from_utf8(check_directory(directory.path()).stdout).expect("faults are UTF-8")
}

#[test]
fn a_fact_nobody_can_find_by_its_own_phrasings_is_found() {
    let directory = TempDir::new().expect("a temporary directory can be made");
    copy(&data(), directory.path());
    let elsewhere = [
        ["count of the injured", "ships sounding horns at noon"],
        ["flags at half mast today", "decree about the eternal flame"],
        ["barricades of buses and trucks", "ferry across the caspian to krasnovodsk"],
        ["curfew in the city", "ambassadors laying flowers"],
    ];
    for (language, asks) in Language::ALL.iter().zip(elsewhere) {
        let path = directory.path().join(format!("{language}/facts/names.toml"));
        let text = fs::read_to_string(&path).expect("the file is there");
        let start = text.find("[anniversary-number]").expect("the fact is there");
        let ask = start + text[start..].find("ask = [").expect("it has phrasings");
        let end = ask + text[ask..].find("\n]").expect("the list ends");
        let elsewhere = format!("ask = {asks:?}");
        fs::write(&path, format!("{}{elsewhere}{}", &text[..ask], &text[end + 2..]))
            .expect("the copy can be written");
    }
    let said = String::from_utf8(check_directory(directory.path()).stdout).expect("faults are UTF-8");
    assert!(said.contains("`anniversary-number`: only 0 of 8 phrasings lead to it"), "{said}");
}

#[test]
fn a_missing_directory_and_a_missing_file_are_named() {
    let output = check_directory(Path::new("/nonexistent"));
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("/nonexistent cannot be read"), "{said}");

    let directory = TempDir::new().expect("a temporary directory can be made");
    let output = check_directory(directory.path());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("topics.toml:1: this file is missing"), "{said}");
}

#[test]
fn a_file_that_is_not_utf_8_is_named() {
    let directory = TempDir::new().expect("a temporary directory can be made");
    copy(&data(), directory.path());
    fs::write(directory.path().join("sources.toml"), [0xff, 0xfe]).expect("the copy can be written");
    let output = check_directory(directory.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("sources.toml"));
}

#[test]
fn every_claim_is_carried_or_left_out_and_the_page_says_so() {
    let checked = check::check(&built_in::files()).unwrap_or_else(|faults| panic!("{faults:?}"));
    let table = claims::table(&checked.knowledge);
    assert!(table.starts_with("# Claims covered: 134 of 134\n"), "{table}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/claims.md");
    let page = fs::read_to_string(page).expect("docs/claims.md is there");
    assert_eq!(page, table, "write it anew: january20 check --claims > docs/claims.md");
}

/// Each message of a Fluent file with the variables it uses.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let files = built_in::files();
    let text =
        |name: &&str| files.get(&format!("{language}/{name}.ftl")).expect("every language has it").to_owned();
    let text = FILES.iter().map(text).collect::<Vec<_>>().join("\n");
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((key, _)) = line.split_once(" =").filter(|(key, _)| !key.starts_with([' ', '*', '['])) {
            key.clone_into(&mut current);
            messages.entry(current.clone()).or_default();
        }
        let variables = line
            .split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>());
        messages.entry(current.clone()).or_default().extend(variables);
    }
    messages
}

#[test]
fn every_language_has_the_same_texts_with_the_same_variables() {
    let reference = messages(Language::REFERENCE);
    assert!(reference.len() > 100, "the texts were not read");
    for &language in Language::ALL {
        let mut theirs = messages(language);
        // A language may need helpers of its own, such as a month in another case.
        theirs.retain(|key, _| reference.contains_key(key));
        assert_eq!(theirs, reference, "{language}");
    }
}
