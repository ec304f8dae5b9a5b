//! The console as the third platform, through the program itself.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What the console says to these lines, with its database in a folder.
fn console(folder: &Path, lines: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_january20"))
        .args(["console", "--lang", "en"])
        .env("DATABASE_URL", format!("sqlite://{}", folder.join("console.db").display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it has an input").write_all(lines.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Lines are as wide as the terminal would be.
    String::from_utf8(output.stdout)
        .expect("output is UTF-8")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn whoever_only_asks_and_looks_makes_no_database() {
    let folder = TempDir::new().expect("a folder");
    let said = console(
        folder.path(),
        "How many people died in Baku?\n/calendar\n/remembrance status\n/remembrance set eve:25:00\n\
         /remembrance set timezone:Atlantis\n/remembrance set day:9:00\n",
    );
    assert!(said.contains("131") && said.contains("No posts are set up anywhere yet"), "{said}");
    assert!(
        said.contains("“25:00” is no hour for eve") && said.contains("“9:00” is no hour for day"),
        "{said}"
    );
    assert!(said.contains("Atlantis"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("it lists").count(), 0);
}

#[test]
fn a_community_of_its_own_is_set_up_seen_rehearsed_and_kept() {
    let folder = TempDir::new().expect("a folder");
    let said = console(
        folder.path(),
        "/remembrance set language:az timezone:Berlin\n/remembrance test eve\n/remembrance remove\n1\n",
    );
    assert!(said.contains("20:00 (Berlin)") && said.contains("MƏŞQ"), "{said}");
    assert!(said.contains("Back as it was: this place"), "{said}");
    let kept = console(folder.path(), "/remembrance status\n/remembrance history\n/remembrance export\n");
    assert!(kept.contains("Time zone: Berlin (Europe/Berlin)"), "{kept}");
    assert!(kept.contains("set up: language:az timezone:Europe/Berlin · this place · you"), "{kept}");
    assert!(kept.contains("\"platform\": \"console\""), "{kept}");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_in_words() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_january20"))
        .args(["console", "--lang", "en"])
        .env("DATABASE_URL", "sqlite:///nowhere/at/all/console.db")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("it has an input").write_all(b"/remembrance set\n").expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(error.contains("check the folder and its rights") && error.lines().count() == 1, "{error}");
}
