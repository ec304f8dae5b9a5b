//! Settings: where they may stand, which counts, what is said of wrong ones;
//! and that no secret is ever shown.

use std::fs;
use std::path::Path;

use rstest::rstest;
use tempfile::TempDir;

use crate::program::{Running, Said, free_address, january20, run, until};

const SECRET: &str = "8123456:SecretSecretSecret-x_y";
const TWO_WORDS: &str = "8123456:SecretSecretSecret-x_y and another";
const ADDRESS: &str = "http://8123456:SecretSecretSecret-x_y@127.0.0.1:1";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

fn doctor(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
    let mut command = january20(folder, &[&["doctor"], arguments].concat());
    command.envs(environment.iter().copied());
    Said::of(command.output().expect("the program starts"))
}

#[test]
fn the_help_of_run_lists_every_setting_with_its_name_in_the_environment() {
    let said = run(folder().path(), &["run", "--help"]);
    for name in [
        "DISCORD_TOKEN",
        "DISCORD_TOKEN_FILE",
        "TELEGRAM_TOKEN",
        "TELEGRAM_TOKEN_FILE",
        "DATABASE_URL",
        "DISCORD_API_URL",
        "TELEGRAM_API_URL",
        "HTTP_LISTEN",
        "DISCORD_POSTS_PER_SECOND",
        "TELEGRAM_POSTS_PER_SECOND",
        "QUESTIONS_PER_PERSON",
        "QUESTIONS_PER_COMMUNITY",
        "CONTACT",
        "LOG_FORMAT",
        "RUST_LOG",
    ] {
        assert!(said.out.contains(&format!("[env: {name}")), "{name} is not in:\n{}", said.out);
    }
    assert!(said.out.contains("--config <FILE>"));
}

#[test]
fn flags_win_over_the_environment_the_environment_over_the_file() {
    let folder = folder();
    fs::write(folder.path().join("settings.toml"), "contact = \"of the file\"\n").expect("written");
    let file = ["--config", "settings.toml"];
    let environment = [("CONTACT", "of the environment")];
    let contact = |said: &Said| said.out.lines().find(|line| line.contains("contact")).map(str::to_owned);
    let said =
        doctor(folder.path(), &["--config", "settings.toml", "--contact", "of the flag"], &environment);
    assert!(contact(&said).is_some_and(|line| line.ends_with("of the flag")), "{said:?}");
    let said = doctor(folder.path(), &file, &environment);
    assert!(contact(&said).is_some_and(|line| line.ends_with("of the environment")), "{said:?}");
    let said = doctor(folder.path(), &file, &[]);
    assert!(contact(&said).is_some_and(|line| line.ends_with("of the file")), "{said:?}");
    let said = doctor(folder.path(), &[], &[("CONTACT", " ")]);
    assert!(contact(&said).is_some_and(|line| line.starts_with("note")), "an empty one is none: {said:?}");
}

#[rstest]
#[case::unknown("contct = \"x\"", "settings.toml: there is no setting `contct`; did you mean `contact`?")]
#[case::far("weather = \"x\"", "there is no setting `weather`; january20 run --help lists them")]
#[case::twice("CONTACT = \"x\"\ncontact = \"y\"", "is there twice")]
#[case::no_toml("contact = \"x\"\ndiscord_token = 8123456:Secret", "settings.toml, line 2")]
#[case::no_text("contact = 7", "contact must stand as \"text\" in quotes")]
#[case::too_many(
    "discord_posts_per_second = 46",
    "discord_posts_per_second in the settings file is `46`; it must be a whole number from 1 to 45"
)]
#[case::none_at_all("questions_per_person = 0", "a whole number from 1")]
#[case::no_address("telegram_api_url = \"api.telegram.org\"", "an address that begins with https://")]
#[case::no_port("http_listen = \"localhost\"", "a host and a port")]
#[case::format("log_format = \"xml\"", "one of text, json")]
#[case::both("discord_token = \"a\"\ndiscord_token_file = \"b\"", "are both set; leave one of them out")]
fn a_wrong_line_of_the_file_is_named_in_one_sentence(#[case] file: &str, #[case] says: &str) {
    let folder = folder();
    fs::write(folder.path().join("settings.toml"), file).expect("written");
    let said = run(folder.path(), &["run", "--config", "settings.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains(says), "{}", said.err);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(!said.err.contains("8123456"), "{}", said.err);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let said = run(folder().path(), &["run", "--config", "nothing.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("the settings file nothing.toml cannot be read (No such file"), "{}", said.err);
}

#[test]
fn without_any_token_run_says_what_to_set() {
    let said = run(folder().path(), &["run"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("neither DISCORD_TOKEN nor TELEGRAM_TOKEN is set"), "{}", said.err);
}

#[rstest]
#[case::misspelt(&["run", "--discord-tokn", SECRET], &[])]
#[case::misspelt_joined(&["run", &format!("--discord-tokn={SECRET}")], &[])]
#[case::in_the_place_of_a_file(&["run"], &[("TELEGRAM_TOKEN_FILE", SECRET)])]
#[case::no_token(&["run"], &[("TELEGRAM_TOKEN", TWO_WORDS)])]
#[case::in_the_wrong_place(&["run"], &[("DISCORD_API_URL", SECRET)])]
#[case::in_an_address(&["doctor"], &[("TELEGRAM_API_URL", ADDRESS), ("TELEGRAM_TOKEN", "1:a")])]
#[case::unreached(&["doctor"], &[("TELEGRAM_API_URL", "http://127.0.0.1:1"), ("TELEGRAM_TOKEN", SECRET)])]
#[case::discord_unreached(&["doctor"], &[("DISCORD_API_URL", "http://127.0.0.1:1"), ("DISCORD_TOKEN", SECRET)])]
fn no_complaint_shows_a_secret(#[case] arguments: &[&str], #[case] environment: &[(&str, &str)]) {
    let folder = folder();
    let mut command = january20(folder.path(), arguments);
    let said = Said::of(command.envs(environment.iter().copied()).output().expect("the program starts"));
    assert_ne!(said.code, Some(0));
    assert!(!said.all().trim().is_empty());
    assert!(!said.all().contains("SecretSecret"), "{}", said.all());
}

#[test]
fn a_token_is_taken_from_a_file_and_never_logged_at_any_level() {
    let folder = folder();
    fs::write(folder.path().join("token"), format!("{SECRET}\n")).expect("written");
    let address = free_address();
    let mut command = january20(folder.path(), &["run", "--telegram-token-file", "token"]);
    command.envs([("TELEGRAM_API_URL", "http://127.0.0.1:1"), ("RUST_LOG", "trace"), ("LOG_FORMAT", "json")]);
    let program = Running::start(command.env("HTTP_LISTEN", &address));
    until("it is alive", || run(folder.path(), &["health", "--http-listen", &address]).code == Some(0));
    // Long enough for the first connection to have been tried and told.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let (said, _) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(!said.err.contains("SecretSecret"), "{}", said.err);
    for line in said.err.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("each line is one object");
        assert!(line["level"].is_string() && line["timestamp"].is_string(), "{line}");
    }
    assert!(said.err.contains("\"settings read\""), "{}", said.err);
}
