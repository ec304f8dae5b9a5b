//! Databases that are not as they should be: newer, damaged, locked, in a place
//! that cannot be used. (Older ones: beside the code, in `store/open.rs`.)

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use january20::store::{Store, StoreError};
use rstest::rstest;
use sqlx::{Connection, SqliteConnection};

use crate::program::{Running, free_address, get, january20, until};

fn now() -> DateTime<Utc> {
    "2027-01-21T00:00:00Z".parse().expect("an instant")
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("january20.db");
    Store::open(&url(&file), now()).await.expect("it opens").close().await;
    let mut db = SqliteConnection::connect(&url(&file)).await.expect("it is there");
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (9000, 'of the years to come', 1, x'00', 0)";
    sqlx::query(newer).execute(&mut db).await.expect("it is written");
    db.close().await.expect("it closes");
    for opened in [Store::open(&url(&file), now()).await, Store::open_existing(&url(&file), now()).await] {
        let refused = opened.expect_err("it is refused");
        assert!(matches!(refused, StoreError::Newer { .. }), "{refused:?}");
        let words = refused.to_string();
        assert!(words.contains("was made by a newer january20; install that version"), "{words}");
    }
}

#[rstest]
#[case::no_database(b"this is a letter and no database, however long one looks at it".to_vec())]
#[case::cut_off([b"SQLite format 3\0".to_vec(), vec![7; 5000]].concat())]
#[tokio::test]
async fn a_damaged_database_is_refused_in_words_and_left_as_it_is(#[case] bytes: Vec<u8>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("january20.db");
    fs::write(&file, &bytes).expect("written");
    let refused = Store::open(&url(&file), now()).await.expect_err("it is refused");
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused:?}");
    assert!(refused.to_string().contains("restore a backup, or name another file"), "{refused}");
    assert_eq!(fs::read(&file).expect("it is there"), bytes);
}

#[tokio::test]
async fn a_place_that_cannot_be_used_is_named() {
    let refused = Store::open("sqlite:///dev/null/january20.db", now()).await.expect_err("it is refused");
    assert!(matches!(refused, StoreError::Unusable { passes: false, .. }), "{refused:?}");
    let words = refused.to_string();
    assert!(words.starts_with("/dev/null/january20.db cannot be opened or written"), "{words}");
    let refused = Store::open("sqlite://january20.db?mode=sideways", now()).await.expect_err("it is refused");
    assert!(refused.to_string().contains("write it as sqlite://FILE"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_program_locks_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("january20.db");
    let mut lock = SqliteConnection::connect(&format!("{}?mode=rwc", url(&file))).await.expect("it is made");
    sqlx::query("begin exclusive").execute(&mut lock).await.expect("it is locked");
    let address = free_address();
    let mut command = january20(folder.path(), &["run"]);
    command.envs([("TELEGRAM_TOKEN", "1:a"), ("TELEGRAM_API_URL", "http://127.0.0.1:1")]);
    let program = Running::start(command.env("HTTP_LISTEN", &address));
    until("it says so", || program.log().contains("waiting for the database"));
    assert_eq!(get(&address, "/healthz"), None, "it serves nothing yet");
    sqlx::query("rollback").execute(&mut lock).await.expect("it is free");
    until("it goes on by itself", || get(&address, "/healthz").is_some());
    let (said, _) = program.end("-INT");
    assert_eq!(said.code, Some(0), "{}", said.err);
}

#[tokio::test]
async fn copies_started_in_the_same_moment_make_one_database() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("january20.db");
    let url = url(&file);
    let opened = tokio::join!(Store::open(&url, now()), Store::open(&url, now()), Store::open(&url, now()));
    for store in [opened.0, opened.1, opened.2] {
        assert!(store.expect("each opens").is_writable().await);
    }
}
