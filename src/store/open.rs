//! Opening, and bringing an older database up to date.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{Store, StoreError};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a statement waits for another process's lock.
const BUSY: Duration = Duration::from_secs(5);
/// Connections that only read.
const READERS: u32 = 3;

impl Store {
    /// Opens the database at a URL such as `sqlite://january20.db`, makes it
    /// where there is none, and brings an older one up to date, a copy of it
    /// beside it first.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::Damaged`], [`StoreError::Unusable`].
    pub async fn open(url: &str, now: DateTime<Utc>) -> Result<Self, StoreError> {
        Self::open_with(options(url)?, now).await
    }

    /// Opens a database that is there already and up to date: whoever works
    /// beside the running program makes none and changes none.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Older`], and those of
    /// [`Store::open`].
    pub async fn open_existing(url: &str, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let (options, path) = existing(url)?;
        let mut first = options.clone().connect().await.map_err(|error| unusable(&path, &error))?;
        let table = &MIGRATIONS.table_name;
        first.ensure_migrations_table(table).await.map_err(|error| failed(&path, error))?;
        let applied = applied(&mut first, &MIGRATIONS).await.map_err(|error| failed(&path, error))?;
        first.close().await.map_err(|error| unusable(&path, &error))?;
        if is_behind(&applied, &MIGRATIONS) {
            return Err(StoreError::Older { path: path.display().to_string() });
        }
        Self::open_with(options, now).await
    }

    /// Opens a database that nobody will miss after a crash: nothing waits for
    /// the disk.
    pub(super) async fn open_fleeting(url: &str, now: DateTime<Utc>) -> Result<Self, StoreError> {
        Self::open_with(options(url)?.synchronous(SqliteSynchronous::Off), now).await
    }

    async fn open_with(options: SqliteConnectOptions, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let path = options.get_filename().to_owned();
        let mut first = options.clone().connect().await.map_err(|error| unusable(&path, &error))?;
        migrate(&mut first, &MIGRATIONS, &path, now).await?;
        first.close().await.map_err(|error| unusable(&path, &error))?;
        let writer = pool().max_connections(1).min_connections(1).idle_timeout(None);
        // What the disk does not take SQLite rolls back by itself; sqlx does not
        // learn of it and would begin nothing more on that connection.
        let writer = writer.after_release(|connection, _| {
            Box::pin(async move {
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        });
        let writer = writer.connect_with(options.clone()).await;
        let writer = writer.map_err(|error| unusable(&path, &error))?;
        let readers = pool().max_connections(READERS);
        let readers = readers.connect_lazy_with(options.pragma("query_only", "on"));
        Ok(Self { writer, readers })
    }

    /// Whether there is a database at a URL.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] if it is no URL of a database.
    pub fn stands(url: &str) -> Result<bool, StoreError> {
        Ok(options(url)?.get_filename().exists())
    }

    /// An empty database that is kept nowhere: for whoever has no settings yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn unsaved(now: DateTime<Utc>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
        let only = pool().max_connections(1).min_connections(1).idle_timeout(None);
        let only = only.connect_with(options).await?;
        migrate(&mut *only.acquire().await?, &MIGRATIONS, Path::new("memory"), now).await?;
        Ok(Self { writer: only.clone(), readers: only })
    }

    /// Finishes what is being written and closes.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// A file's connections do not grow old and are not lost: none is tried before
/// it is used.
fn pool() -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_lifetime(None).test_before_acquire(false)
}

fn options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let wrong = |error: sqlx::Error| StoreError::Unusable {
        path: url.to_owned(),
        problem: format!("{error}; write it as sqlite://FILE"),
        passes: false,
    };
    let options: SqliteConnectOptions = url.parse().map_err(wrong)?;
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("secure_delete", "on")
        .busy_timeout(BUSY))
}

/// How to open a database that is there already, and where it is.
pub(super) fn existing(url: &str) -> Result<(SqliteConnectOptions, PathBuf), StoreError> {
    let options = options(url)?.create_if_missing(false);
    let path = options.get_filename().to_owned();
    if path.exists() {
        Ok((options, path))
    } else {
        Err(StoreError::Missing { path: path.display().to_string() })
    }
}

async fn migrate(
    db: &mut SqliteConnection,
    migrations: &Migrator,
    path: &Path,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let failed = |error| failed(path, error);
    let applied = applied(db, migrations).await.map_err(failed)?;
    let newest = migrations.iter().map(|migration| migration.version).max().unwrap_or(0);
    if applied.iter().any(|version| *version > newest) {
        return Err(StoreError::Newer { path: path.display().to_string() });
    }
    if !is_behind(&applied, migrations) {
        return Ok(());
    }
    if !applied.is_empty() {
        copy_to(db, &copy_beside(path, now)).await?;
    }
    // All in one: of copies of the program that start in the same moment, each
    // waits for the one before and then finds nothing to do.
    let mut write = db.begin_with("begin immediate").await.map_err(|error| unusable(path, &error))?;
    migrations.run(&mut *write).await.map_err(failed)?;
    write.commit().await.map_err(|error| unusable(path, &error))
}

/// The migrations that the database has seen; a new one has no list of them yet.
async fn applied(db: &mut SqliteConnection, migrations: &Migrator) -> Result<Vec<i64>, MigrateError> {
    let listed = sqlx::query_scalar::<_, bool>("select count(*) > 0 from sqlite_master where name = ?");
    if !listed.bind(&*migrations.table_name).fetch_one(&mut *db).await? {
        return Ok(Vec::new());
    }
    let applied = db.list_applied_migrations(&migrations.table_name).await?;
    Ok(applied.into_iter().map(|migration| migration.version).collect())
}

fn is_behind(applied: &[i64], migrations: &Migrator) -> bool {
    migrations.iter().any(|migration| !applied.contains(&migration.version))
}

/// Where the copy made before a migration stands: `january20.db.before-20260119T200000`.
fn copy_beside(path: &Path, now: DateTime<Utc>) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".before-{}", now.format("%Y%m%dT%H%M%S")));
    PathBuf::from(name)
}

/// Writes a consistent copy of the database to a new file.
pub(super) async fn copy_to(db: &mut SqliteConnection, file: &Path) -> Result<(), StoreError> {
    let name = file.display().to_string();
    sqlx::query("vacuum into ?").bind(&name).execute(db).await.map_err(|error| unusable(file, &error))?;
    Ok(())
}

fn failed(path: &Path, error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => unusable(path, &error),
        error => StoreError::Damaged { path: path.display().to_string(), problem: error.to_string() },
    }
}

pub(super) fn unusable(path: &Path, error: &sqlx::Error) -> StoreError {
    let path = path.display().to_string();
    let problem = error.to_string();
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let code: u32 = code.and_then(|code| code.parse().ok()).unwrap_or_default();
    // The last eight bits are the kind: https://www.sqlite.org/rescode.html
    match code & 0xff {
        // SQLITE_ERROR, CORRUPT, NOTADB
        1 | 11 | 26 => StoreError::Damaged { path, problem },
        // SQLITE_BUSY, LOCKED, IOERR, FULL
        kind => StoreError::Unusable { path, problem, passes: matches!(kind, 5 | 6 | 10 | 13) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::community::{Community, Platform};

    /// The migrations of a later version: today's, and one more.
    async fn later(folder: &Path) -> Migrator {
        let migrations = folder.join("migrations");
        std::fs::create_dir(&migrations).expect("a folder");
        let today = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        for file in std::fs::read_dir(today).expect("they are there") {
            let file = file.expect("they are there");
            std::fs::copy(file.path(), migrations.join(file.file_name())).expect("copied");
        }
        let more = "alter table destinations add column candles integer not null default 3";
        std::fs::write(migrations.join("9000_candles.sql"), more).expect("written");
        Migrator::new(migrations).await.expect("they are migrations")
    }

    #[tokio::test]
    async fn an_older_database_keeps_what_is_in_it_and_a_copy_is_made_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("january20.db");
        let url = format!("sqlite://{}", path.display());
        let now: DateTime<Utc> = "2027-01-19T20:00:00Z".parse().expect("an instant");
        Store::open(&url, now).await.expect("it opens").close().await;
        let mut db = options(&url).expect("a URL").connect().await.expect("it is there");
        for statement in [
            "insert into communities (id, platform, native, created_at) values (1, 'discord', 10, 0)",
            "insert into destinations (community, platform, channel, note, created_at)
             values (1, 'discord', 100, 'ours', 0)",
        ] {
            sqlx::query(statement).execute(&mut db).await.expect("written");
        }
        let migrations = later(folder.path()).await;
        migrate(&mut db, &migrations, &path, now).await.expect("it is brought up to date");
        let row: (String, i64) = sqlx::query_as("select note, candles from destinations")
            .fetch_one(&mut db)
            .await
            .expect("it is there");
        assert_eq!(row, ("ours".to_owned(), 3));
        let copy = folder.path().join("january20.db.before-20270119T200000");
        let copy = format!("sqlite://{}", copy.display());
        Store::open_existing(&copy, now).await.expect("the copy is of today's version");
        let refused = Store::open(&url, now).await.expect_err("today's program refuses it");
        assert!(matches!(refused, StoreError::Newer { .. }), "{refused:?}");
    }

    #[tokio::test]
    async fn an_event_that_stood_before_events_outlived_destinations_is_still_known() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("january20.db");
        let url = format!("sqlite://{}", path.display());
        let now: DateTime<Utc> = "2027-01-10T20:00:00Z".parse().expect("an instant");
        let mut db = options(&url).expect("a URL").connect().await.expect("it is made");
        MIGRATIONS.run_to(1, &mut db).await.expect("it is of the first version");
        for statement in [
            "insert into communities (id, platform, native, created_at) values (1, 'discord', 10, 0)",
            "insert into destinations (id, community, platform, channel, event, created_at)
             values (5, 1, 'discord', 100, 1, 0)",
            "insert into events (destination, year, native, starts) values (5, 2027, 77, 1800432000000)",
        ] {
            sqlx::query(statement).execute(&mut db).await.expect("written");
        }
        db.close().await.expect("it closes");
        let store = Store::open(&url, now).await.expect("it is brought up to date");
        let community = Community { platform: Platform::Discord, native: 10 };
        assert_eq!(store.events_of(community, now).await.expect("read"), [(5, 77)]);
    }
}
