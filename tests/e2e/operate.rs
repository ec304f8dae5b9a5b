//! Running it, and everything that is done beside it: health, hold, release,
//! backup, restore, report.

use std::fs;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use january20::remembrance::Post;
use january20::store::Store;
use serde_json::Value;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

use crate::program::{Running, free_address, get, january20, run, until};

const URL: &str = "sqlite://january20.db";

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder can be made")
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join("january20.db").display())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

async fn store(folder: &Path) -> Store {
    Store::open(&url(folder), at("2027-01-21T00:00:00Z")).await.expect("it opens")
}

/// Two communities, the terminal's own, and what became of their posts.
async fn fill(folder: &Path) {
    store(folder).await.close().await;
    let mut db = SqliteConnection::connect(&url(folder)).await.expect("it is there");
    for statement in [
        "insert into communities (id, platform, native, languages, created_at)
         values (1, 'discord', 10, 'en', 0), (2, 'telegram', 20, 'az+en', 0), (3, 'console', 0, 'en', 0)",
        "insert into destinations (id, community, platform, channel, created_at)
         values (1, 1, 'discord', 100, 0), (2, 2, 'telegram', 200, 0), (3, 3, 'console', 0, 0)",
        // Fell due on 20 January 2027 at 05:00 UTC.
        "insert into posts (community, destination, platform, channel, topic, post, year, due, until, wake,
            state, reason, done_at, uncertain)
         values
            (1, 1, 'discord', 100, 0, 'eve', 2027, 1800378000000, 1800392400000, 0, 'sent', null, 1800378000900, 0),
            (1, 1, 'discord', 100, 0, 'day', 2027, 1800421200000, 1800478800000, 0, 'sent', null, 1800421860000, 1),
            (1, 1, 'discord', 100, 0, 'silence', 2027, 1800431400000, 1800431985000, 0, 'missed', 'outage', 1800431985000, 0),
            (2, 2, 'telegram', 200, 0, 'eve', 2027, 1800378000000, 1800392400000, 0, 'cancelled', 'paused', 1800378000000, 0),
            (2, 2, 'telegram', 200, 0, 'day', 2027, 1800421200000, 1800478800000, 0, 'failed', 'removed <b>', 1800421201000, 0),
            (2, 2, 'telegram', 200, 0, 'silence', 2027, 1800431400000, 1800431985000, 0, 'waiting', null, null, 0),
            (3, 3, 'console', 0, 0, 'day', 2027, 1800421200000, 1800478800000, 0, 'sent', null, 1800421201000, 0)",
        "insert into tallies (year, platform, languages, post, state, count)
         values (2024, 'telegram', 'az', 'day', 'sent', 7), (2024, 'console', 'az', 'day', 'sent', 9)",
    ] {
        sqlx::query(statement).execute(&mut db).await.expect(statement);
    }
    db.close().await.expect("it closes");
}

#[tokio::test]
async fn a_report_counts_what_was_due_by_platform_language_and_post() {
    let folder = folder();
    fill(folder.path()).await;
    let said = run(folder.path(), &["report", "--year", "2027", "--json"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let report: Value = serde_json::from_str(&said.out).expect("it is JSON");
    let sums =
        |of: &Value| ["due", "sent", "late", "missed", "failed", "cancelled"].map(|name| of[name].clone());
    // The terminal's own post is none of these; what somebody cancelled was not due.
    assert_eq!(sums(&report)[1..], [2, 1, 1, 1, 1].map(Value::from));
    assert_eq!(sums(&report["by_platform"]["discord"]), [3, 2, 1, 1, 0, 0].map(Value::from));
    assert_eq!(report["by_platform"]["telegram"]["failed"], 1);
    assert_eq!(report["by_language"]["az+en"]["cancelled"], 1);
    assert_eq!(report["by_post"]["day"]["uncertain"], 1);
    assert!(report["by_platform"].get("console").is_none());
    assert_eq!(
        (&report["slowest"][0]["post"], &report["slowest"][0]["seconds"]),
        (&"day".into(), &660.0.into())
    );
    let why: Vec<&str> = report["reasons"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|why| why["reason"].as_str())
        .collect();
    assert_eq!(why, ["outage", "paused", "removed <b>"]);
}

#[tokio::test]
async fn a_report_of_old_years_is_made_of_what_is_left_of_them() {
    let folder = folder();
    fill(folder.path()).await;
    let said = run(folder.path(), &["report", "--year", "2024", "--json"]);
    let report: Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert_eq!((&report["due"], &report["sent"]), (&7.into(), &7.into()));
    let said = run(folder.path(), &["report", "--year", "2020"]);
    assert!(said.out.contains("There are none"), "{}", said.out);
}

#[tokio::test]
async fn the_page_of_a_report_needs_nothing_but_itself() {
    let folder = folder();
    fill(folder.path()).await;
    let said = run(folder.path(), &["report", "--year", "2027", "--html", "report.html"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let page = fs::read_to_string(folder.path().join("report.html")).expect("it is written");
    for foreign in ["http", "src=", "<script", "@import", "url(", "<b>"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(page.matches("<figure>").count(), 5);
    assert!(page.contains("removed &lt;b&gt;"));
}

#[tokio::test]
async fn what_was_kept_for_as_long_as_it_may_be_is_erased_as_soon_as_it_runs() {
    let folder = folder();
    fill(folder.path()).await;
    let mut db = SqliteConnection::connect(&url(folder.path())).await.expect("it is there");
    let old = "insert into updates (platform, update_id, at) values ('telegram', 1, 0)";
    sqlx::query(old).execute(&mut db).await.expect("it is written");
    let mut command = january20(folder.path(), &["run", "--database-url", URL]);
    command.env("TELEGRAM_TOKEN", "1:a").env("TELEGRAM_API_URL", "http://127.0.0.1:1");
    let _running = Running::start(&mut command);
    let erased = async {
        loop {
            let left = sqlx::query_scalar::<_, i64>("select count(*) from updates").fetch_one(&mut db).await;
            if left.expect("they are counted") == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(90), erased).await.expect("the old id is erased");
}

#[tokio::test]
async fn a_copy_made_while_others_write_is_whole_and_knows_when_it_was_made() {
    let folder = folder();
    let store = store(folder.path()).await;
    let writing = tokio::spawn({
        let store = store.clone();
        async move {
            loop {
                store.hold(Post::ALL).await.expect("it writes");
                store.release().await.expect("it writes");
            }
        }
    });
    for _ in 0..5 {
        let said = run(folder.path(), &["backup", "copy.db"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        let copy = format!("sqlite://{}", folder.path().join("copy.db").display());
        let copy = Store::open_existing(&copy, at("2027-01-21T00:00:00Z")).await.expect("it opens");
        assert!(copy.copied_at(january20::community::Platform::Discord).await.expect("it is read").is_some());
        let held = copy.held().await.expect("it is read").len();
        assert!(held == 0 || held == 3, "half a transaction: {held}");
        copy.close().await;
    }
    writing.abort();
    assert!(
        store.copied_at(january20::community::Platform::Discord).await.expect("it is read").is_none(),
        "the database itself is no copy"
    );
}

#[tokio::test]
async fn a_copy_takes_the_place_of_an_older_copy_and_of_nothing_else() {
    let folder = folder();
    store(folder.path()).await.close().await;
    fs::write(folder.path().join("letter.txt"), "dear reader, this is no copy").expect("written");
    let said = run(folder.path(), &["backup", "letter.txt"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("letter.txt is not written: something else has this name"), "{}", said.err);
    assert_eq!(
        fs::read_to_string(folder.path().join("letter.txt")).expect("it is there"),
        "dear reader, this is no copy"
    );
    let said = run(folder.path(), &["backup", "./january20.db"]);
    assert!(said.err.contains("this is the database itself"), "{}", said.err);
    for _ in 0..2 {
        assert_eq!(run(folder.path(), &["backup", "copy.db"]).code, Some(0));
    }
    let said = run(folder.path(), &["backup", "nowhere/copy.db"]);
    assert_eq!(said.code, Some(2));
    let mut left: Vec<String> = fs::read_dir(folder.path())
        .expect("it is listed")
        .map(|entry| entry.expect("it is listed").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left, ["copy.db", "january20.db", "letter.txt"]);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &fs::metadata(folder.path().join("copy.db")).expect("there").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600, "others cannot read it");
}

#[test]
fn what_is_done_beside_the_program_makes_no_database() {
    let folder = folder();
    for call in [&["hold"][..], &["release"], &["report"], &["backup", "copy.db"]] {
        let said = run(folder.path(), call);
        assert_eq!(said.code, Some(2), "{call:?}");
        assert!(said.err.contains("there is no database at january20.db"), "{}", said.err);
    }
    let said = run(folder.path(), &["doctor"]);
    assert!(said.out.contains("there is none at january20.db yet; run makes it"), "{}", said.out);
    assert_eq!(fs::read_dir(folder.path()).expect("it is listed").count(), 0);
}

#[tokio::test]
async fn hold_and_release_name_their_posts() {
    let folder = folder();
    store(folder.path()).await.close().await;
    assert!(run(folder.path(), &["hold", "day"]).out.contains("release`: day; their windows go on"));
    assert!(run(folder.path(), &["hold", "eve"]).out.contains("release`: day, eve;"));
    let said = run(folder.path(), &["doctor"]);
    assert!(said.out.contains("held back until `january20 release`: day, eve"), "{}", said.out);
    assert!(run(folder.path(), &["release"]).out.contains("released: day, eve"));
    assert!(run(folder.path(), &["release"]).out.contains("nothing was held back"));
    assert!(run(folder.path(), &["hold"]).out.contains("day, eve, silence"));
    let said = run(folder.path(), &["hold", "lunch"]);
    assert_eq!((said.code, said.err.lines().count()), (Some(2), 1), "{}", said.err);
}

#[test]
fn a_program_whose_platforms_are_down_lives_waits_and_ends_in_order() {
    let folder = folder();
    let address = free_address();
    let mut command = january20(folder.path(), &["run", "--database-url", URL]);
    command.envs([("DISCORD_TOKEN", "x.y.z"), ("DISCORD_API_URL", "http://127.0.0.1:1")]);
    command.envs([("TELEGRAM_TOKEN", "1:a"), ("TELEGRAM_API_URL", "http://127.0.0.1:1")]);
    let program = Running::start(command.env("HTTP_LISTEN", &address));
    until("it lives", || get(&address, "/healthz").is_some_and(|(status, _)| status == 200));
    let (status, body) = get(&address, "/readyz").expect("it answers");
    assert_eq!(status, 503);
    assert_eq!(body, r#"{"database":true,"discord":false,"ready":false,"telegram":false}"#);
    assert_eq!(get(&address, "/").map(|(status, _)| status), Some(404));
    assert_eq!(run(folder.path(), &["hold", "day"]).code, Some(0));
    until("the running program says that the post is held", || {
        let figures = get(&address, "/metrics").map(|(_, body)| body).unwrap_or_default();
        figures.contains("january20_held{post=\"day\"} 1")
    });
    let figures = get(&address, "/metrics").expect("it answers").1;
    for name in [
        "january20_leader",
        "january20_interaction_seconds_bucket{platform=\"telegram\"",
        "january20_post_lateness_seconds",
    ] {
        assert!(figures.contains(name), "{name}");
    }
    let (said, took) = program.end("-TERM");
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(took < Duration::from_secs(10), "{took:?}");
    for line in [
        "settings read",
        "knowledge base read",
        "database open and up to date",
        "listening",
        "held back by the operator",
        "told to end",
        "ended",
    ] {
        assert!(said.err.contains(line), "no `{line}` in:\n{}", said.err);
    }
    let said = run(folder.path(), &["health", "--http-listen", &address]);
    assert_eq!(said.code, Some(1), "{said:?}");
}

#[test]
fn health_says_what_it_needs() {
    let said = run(folder().path(), &["health"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("HTTP_LISTEN is not set"), "{}", said.err);
}
