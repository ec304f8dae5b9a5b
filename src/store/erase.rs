//! Erasing for real, when a community asks for it and when its time is over:
//! nothing is left in the file but anonymous counts.

use std::path::PathBuf;

use chrono::{DateTime, Months, NaiveDateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::communities::row_of;
use super::{Store, StoreError, millis, waiting};
use crate::community::Community;

/// How long a removed destination can be had back.
const REMOVED: TimeDelta = TimeDelta::minutes(15);
/// How long a community is kept that removed the bot.
const LEFT: TimeDelta = TimeDelta::days(30);
/// How long updates and their ids are kept: the platform keeps none longer.
const UPDATES: TimeDelta = TimeDelta::days(1);
/// How long the copy made before a migration is kept.
const COPIES: TimeDelta = TimeDelta::days(30);
/// How long posts and changes are kept before they are only counted.
const HISTORY: Months = Months::new(24);

impl Store {
    /// Erases all that is stored about a community from the database file
    /// itself. Its posts remain as counts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget(&self, community: Community) -> Result<(), StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        if let Some(row) = row_of(&mut write, community).await? {
            forget(&mut write, row).await?;
        }
        waiting::erase(&mut write, community).await?;
        write.commit().await?;
        self.scour().await
    }

    /// Erases what has been kept for as long as it may be, and says how many
    /// things that were. To be called often: every time it does little.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retain(&self, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut write = self.writer.begin_with("begin immediate").await?;
        let (mut erased, settings) = expire(&mut write, now).await?;
        let overdue = overdue(&mut write, now).await?;
        for community in &overdue {
            forget(&mut write, *community).await?;
            erased += 1;
        }
        write.commit().await?;
        // Writing the file anew is for people's words, not for mere numbers.
        if settings || !overdue.is_empty() {
            self.scour().await?;
        }
        for (copy, made) in self.copies_beside() {
            if now - made > COPIES && std::fs::remove_file(&copy).is_ok() {
                erased += 1;
            }
        }
        Ok(erased)
    }

    /// How many copies from before a migration stand beside the database:
    /// what is forgotten stands in them still.
    #[must_use]
    pub fn copies(&self) -> usize {
        self.copies_beside().len()
    }

    /// Deleted rows are overwritten (`secure_delete`), but pages that were
    /// rearranged keep remains, and the log keeps the pages of before: the file
    /// is written anew and the log emptied.
    async fn scour(&self) -> Result<(), StoreError> {
        sqlx::query("vacuum").execute(&self.writer).await?;
        sqlx::query("pragma wal_checkpoint(truncate)").execute(&self.writer).await?;
        Ok(())
    }

    fn copies_beside(&self) -> Vec<(PathBuf, DateTime<Utc>)> {
        let options = self.writer.connect_options();
        let path = options.get_filename();
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Vec::new() };
        let folder = if folder.as_os_str().is_empty() { std::path::Path::new(".") } else { folder };
        let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
        let prefix = format!("{}.before-", name.to_string_lossy());
        let made = |file: &std::fs::DirEntry| {
            let name = file.file_name().to_string_lossy().into_owned();
            let stamp = NaiveDateTime::parse_from_str(name.strip_prefix(&prefix)?, "%Y%m%dT%H%M%S").ok()?;
            Some((file.path(), stamp.and_utc()))
        };
        files.filter_map(Result::ok).filter_map(|file| made(&file)).collect()
    }
}

async fn forget(connection: &mut SqliteConnection, community: i64) -> Result<(), StoreError> {
    tally(connection, Some(community), None).await?;
    // Everything else of it goes with it, by the foreign keys.
    sqlx::query!("delete from communities where id = ?", community).execute(connection).await?;
    Ok(())
}

/// Counts the posts of a community, or those whose window ended before an
/// instant; what was never to be sent any more was cancelled.
async fn tally(
    connection: &mut SqliteConnection,
    community: Option<i64>,
    before: Option<i64>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into tallies (year, platform, languages, post, state, count)
         select year, platform, coalesce(languages, ''), post,
            case when state in ('planned', 'waiting', 'sending') then 'cancelled' else state end as state, count(*)
         from posts
         where (?1 is null or community = ?1) and (?2 is null or until < ?2)
         group by 1, 2, 3, 4, 5
         on conflict (year, platform, languages, post, state) do update
         set count = count + excluded.count",
        community,
        before
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Erases what is too old: how much that was, and whether people's own words
/// were among it.
async fn expire(connection: &mut SqliteConnection, now: DateTime<Utc>) -> Result<(u64, bool), StoreError> {
    let old = millis(now.checked_sub_months(HISTORY).unwrap_or(DateTime::UNIX_EPOCH));
    let (removed, updates) = (millis(now - REMOVED), millis(now - UPDATES));
    tally(connection, None, Some(old)).await?;
    let mut erased = 0;
    for query in [
        sqlx::query!("delete from posts where until < ?", old),
        sqlx::query!("delete from notices where at < ?", old),
        sqlx::query!("delete from updates where at < ?", updates),
        sqlx::query!("delete from events where starts < ?", updates),
    ] {
        erased += query.execute(&mut *connection).await?.rows_affected();
    }
    let mut words = 0;
    for query in [
        sqlx::query!("delete from changes where at < ?", old),
        sqlx::query!("delete from destinations where removed_at < ?", removed),
        sqlx::query!("delete from waiting_updates where at < ?", updates),
        sqlx::query!("delete from memory where key = 'words_removed'"),
    ] {
        words += query.execute(&mut *connection).await?.rows_affected();
    }
    Ok((erased + words, words > 0))
}

/// Communities that removed the bot long enough ago.
async fn overdue(connection: &mut SqliteConnection, now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    let left = millis(now - LEFT);
    let rows = sqlx::query!(
        r#"select id as "id!"
         from communities
         where left_at < ?"#,
        left
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
