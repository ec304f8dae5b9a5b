//! What the operator asks of the database itself: whether it can be written,
//! what is held back, what stands in it, a copy of it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::open::{copy_to, existing, unusable};
use super::{Store, StoreError};
use crate::community::Platform;
use crate::remembrance::Post;

/// How long a look whether it can be written may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// How a database begins: <https://www.sqlite.org/fileformat.html>.
const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// What stands in the database, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Communities that have settings; the terminal's own is left out.
    pub communities: i64,
    /// Their destinations that get posts.
    pub destinations: i64,
    /// Those whose last look found something wrong.
    pub unwell: i64,
}

/// What fell due and is not sent yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Queue {
    /// How many.
    pub posts: u64,
    /// How long ago the first of them fell due.
    pub oldest: Duration,
}

impl Store {
    /// Whether it can be written now. It writes: a full disk shows only then.
    pub async fn is_writable(&self) -> bool {
        matches!(tokio::time::timeout(PATIENCE, self.write_probe()).await, Ok(Ok(())))
    }

    async fn write_probe(&self) -> Result<(), StoreError> {
        sqlx::query!(
            "insert into memory (key, value)
             values ('probe', 'written')
             on conflict (key) do update
             set value = excluded.value"
        )
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Holds posts back: nothing more of them is begun.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hold(&self, posts: &[Post]) -> Result<(), StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        for post in posts {
            let post = post.name();
            sqlx::query!("insert into holds (post) values (?) on conflict do nothing", post)
                .execute(&mut *write)
                .await?;
        }
        write.commit().await?;
        Ok(())
    }

    /// Lets everything that is held back go.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn release(&self) -> Result<(), StoreError> {
        sqlx::query!("delete from holds").execute(&self.writer).await?;
        Ok(())
    }

    /// Which posts are held back, in the order of their names.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn held(&self) -> Result<Vec<Post>, StoreError> {
        let rows = sqlx::query!("select post from holds order by post").fetch_all(&self.readers).await?;
        rows.into_iter().map(|row| row.post.parse().map_err(|_| StoreError::Value(row.post))).collect()
    }

    /// What stands in it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn standing(&self) -> Result<Standing, StoreError> {
        let standing = sqlx::query_as!(
            Standing,
            r#"select count(distinct communities.id) as "communities!: i64",
                count(destinations.id) as "destinations!: i64",
                count(destinations.health) as "unwell!: i64"
             from communities
             left join destinations on destinations.community = communities.id
                and removed_at is null and closed_at is null
             where communities.platform <> 'console' and left_at is null"#
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(standing)
    }

    /// How many posts of a platform fell due and are not sent yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn queue(&self, platform: Platform, now: DateTime<Utc>) -> Result<Queue, StoreError> {
        let (platform, now) = (platform.name(), now.timestamp_millis());
        // Each branch is a partial index; no window is open for two days.
        let row = sqlx::query!(
            r#"select count(*) as "posts!: i64", min(due) as "oldest: i64"
             from (
                select due
                from posts
                where platform = ?1 and state in ('planned', 'waiting') and unknown_at is null
                    and until <= ?2 + 172800000
                union all
                select due
                from posts
                where platform = ?1 and state = 'waiting' and unknown_at is not null
                union all
                select due
                from posts
                where platform = ?1 and state = 'sending'
             )
             where due <= ?2"#,
            platform,
            now
        )
        .fetch_one(&self.readers)
        .await?;
        let oldest = now - row.oldest.unwrap_or(now);
        Ok(Queue {
            posts: u64::try_from(row.posts).unwrap_or_default(),
            oldest: Duration::from_millis(u64::try_from(oldest).unwrap_or_default()),
        })
    }

    /// How many destinations of a platform are how, by what was last found.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn wellbeing(&self, platform: Platform) -> Result<[(&'static str, u64); 4], StoreError> {
        let platform = platform.name();
        let row = sqlx::query!(
            r#"select
                coalesce(sum(closed_at is not null), 0) as "closed!: i64",
                coalesce(sum(closed_at is null and paused_at is not null), 0) as "paused!: i64",
                coalesce(sum(closed_at is null and paused_at is null and health is not null), 0) as "unwell!: i64",
                coalesce(sum(closed_at is null and paused_at is null and health is null), 0) as "well!: i64"
             from destinations
             where platform = ? and removed_at is null"#,
            platform
        )
        .fetch_one(&self.readers)
        .await?;
        let of = |count| u64::try_from(count).unwrap_or_default();
        Ok([
            ("closed", of(row.closed)),
            ("paused", of(row.paused)),
            ("unwell", of(row.unwell)),
            ("well", of(row.well)),
        ])
    }

    /// Writes a consistent copy of the database at `url` to a file, while
    /// others go on writing to it, and reads the copy through before it takes
    /// its name. The copy knows when it was made, and nobody holds its lease.
    ///
    /// # Errors
    /// [`StoreError`]; then the file is what it was before.
    pub async fn back_up(url: &str, file: &Path, now: DateTime<Utc>) -> Result<(), StoreError> {
        let (options, source) = existing(url)?;
        refuse_to_overwrite(&source, file)?;
        let unfinished = unfinished(file);
        remove_if_there(&unfinished)?;
        let mut db = options.clone().connect().await.map_err(|error| unusable(&source, &error))?;
        let made = copy_to(&mut db, &unfinished).await;
        db.close().await.map_err(|error| unusable(&source, &error))?;
        let finished = match made {
            Ok(()) => finish(options.filename(&unfinished), &unfinished, now).await,
            Err(error) => Err(error),
        };
        let renamed =
            finished.and_then(|()| fs::rename(&unfinished, file).map_err(|error| unwritable(file, &error)));
        if renamed.is_err() {
            remove_if_there(&unfinished)?;
        }
        renamed?;
        sync_folder(file)
    }
}

/// Reads a copy through and writes into it when it was made.
async fn finish(
    options: sqlx::sqlite::SqliteConnectOptions,
    copy: &Path,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    // Without a log beside it: the copy is one file.
    let options = options.journal_mode(sqlx::sqlite::SqliteJournalMode::Delete);
    let mut db = options.connect().await.map_err(|error| unusable(copy, &error))?;
    verify(&mut db, copy).await?;
    let now = now.timestamp_millis().to_string();
    sqlx::query!(
        "insert into memory (key, value)
         values ('copied_at', ?)
         on conflict (key) do update
         set value = excluded.value",
        now
    )
    .execute(&mut db)
    .await?;
    sqlx::query!("update lease set holder = null").execute(&mut db).await?;
    // People's messages, which the program that goes on answers: no copy keeps them.
    sqlx::query!("delete from waiting_updates").execute(&mut db).await?;
    db.close().await.map_err(|error| unusable(copy, &error))?;
    private(copy)?;
    File::open(copy).and_then(|file| file.sync_all()).map_err(|error| unwritable(copy, &error))
}

async fn verify(db: &mut SqliteConnection, copy: &Path) -> Result<(), StoreError> {
    let rows: Vec<(String,)> = sqlx::query_as("pragma integrity_check")
        .fetch_all(db)
        .await
        .map_err(|error| unusable(copy, &error))?;
    match rows.as_slice() {
        [(word,)] if word == "ok" => Ok(()),
        found => {
            let problem = found.first().map_or_else(String::new, |(word,)| word.clone());
            Err(StoreError::Damaged { path: copy.display().to_string(), problem })
        }
    }
}

/// A copy may take the place of an older copy, never that of the database, nor
/// of anything else.
fn refuse_to_overwrite(source: &Path, file: &Path) -> Result<(), StoreError> {
    let refuse = |problem| Err(StoreError::Taken { path: file.display().to_string(), problem });
    let Ok(target) = file.canonicalize() else { return Ok(()) };
    if source.canonicalize().is_ok_and(|source| source == target) {
        return refuse("this is the database itself");
    }
    let mut begin = [0; HEADER.len()];
    let read = File::open(&target).and_then(|mut file| file.read_exact(&mut begin));
    if read.is_ok() && begin == *HEADER { Ok(()) } else { refuse("something else has this name") }
}

fn unfinished(file: &Path) -> PathBuf {
    let mut name = OsString::from(file.as_os_str());
    name.push(".unfinished");
    PathBuf::from(name)
}

fn remove_if_there(file: &Path) -> Result<(), StoreError> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unwritable(file, &error)),
        _ => Ok(()),
    }
}

/// Readable by its owner alone: it holds ids of people.
#[cfg(unix)]
fn private(file: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o600)).map_err(|error| unwritable(file, &error))
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

/// A name lasts when its folder is written.
fn sync_folder(file: &Path) -> Result<(), StoreError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match File::open(folder) {
        Ok(folder) => folder.sync_all().map_err(|error| unwritable(file, &error)),
        // Not every system opens folders; the copy itself is written.
        Err(_) => Ok(()),
    }
}

fn unwritable(file: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Unusable { path: file.display().to_string(), problem: error.to_string(), passes: false }
}
