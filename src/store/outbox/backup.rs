//! A copy of the database knows when it was made: what fell due since then may
//! have been sent by the one it was copied from.

use chrono::{DateTime, Utc};

use super::super::{Store, StoreError, millis};
use crate::community::Platform;

/// Why posts wait of which a copy cannot know whether they were sent.
pub const SINCE_BACKUP: &str = "since-backup";

/// What the operator says of the posts that fell due since a copy was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinceBackup {
    /// They were sent.
    Sent,
    /// They were not.
    Unsent,
}

impl Store {
    /// When the copy was made that this database was, if it was one and has not
    /// been run for this platform since.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn copied_at(&self, platform: Platform) -> Result<Option<DateTime<Utc>>, StoreError> {
        let doubted = doubted(platform);
        let value = sqlx::query_scalar!(
            "select value
             from memory
             where key = 'copied_at'
                and not exists (select 1 from memory as others where key = ? and others.value = memory.value)",
            doubted
        )
        .fetch_optional(&self.readers)
        .await?;
        Ok(value.and_then(|value| value.parse().ok()).and_then(DateTime::from_timestamp_millis))
    }

    /// Posts of a platform that fell due since a copy was made are unknown;
    /// where nobody may look (`blind`), they wait for the operator's word. How
    /// many there are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn doubt_since(
        &self,
        platform: Platform,
        (copied, now): (DateTime<Utc>, DateTime<Utc>),
        blind: bool,
    ) -> Result<u64, StoreError> {
        let (key, value) = (doubted(platform), copied.timestamp_millis().to_string());
        let (platform, copied, now) = (platform.name(), millis(copied), millis(now));
        let mut write = self.writer.begin_with("begin immediate").await?;
        let found = sqlx::query!(
            "update posts
             set state = 'waiting', reason = 'since-backup', unknown_at = coalesce(unknown_at, min(due, wake)),
                wake = iif(?1, until, ?2), pause = iif(?1, max(0, until - ?2), 0)
             where platform = ?3 and state in ('planned', 'waiting') and min(due, wake) >= ?4
                and min(due, wake) <= ?2",
            blind,
            now,
            platform,
            copied
        )
        .execute(&mut *write)
        .await?;
        sqlx::query!(
            "insert into memory (key, value)
             values (?, ?)
             on conflict (key) do update
             set value = excluded.value",
            key,
            value
        )
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(found.rows_affected())
    }

    /// How many posts wait for the operator's word.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting_since_backup(&self) -> Result<u64, StoreError> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!: i64"
             from posts
             where state = 'waiting' and reason = 'since-backup' and wake >= until"#
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// The operator's word about them, not about those that the bot itself is
    /// looking for. How many it settles.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn settle_backup(&self, word: SinceBackup, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let now = millis(now);
        let settled = match word {
            SinceBackup::Sent => sqlx::query!(
                "update posts
                 set state = 'sent', done_at = ?, uncertain = 1
                 where state = 'waiting' and reason = 'since-backup' and wake >= until",
                now
            ),
            SinceBackup::Unsent => sqlx::query!(
                "update posts
                 set state = 'planned', reason = null, unknown_at = null, unknowns = 0, wake = ?, pause = 0
                 where state = 'waiting' and reason = 'since-backup' and wake >= until",
                now
            ),
        };
        Ok(settled.execute(&self.writer).await?.rows_affected())
    }
}

/// Under which name a platform remembers which copy it has doubted.
fn doubted(platform: Platform) -> String {
    format!("doubted_{platform}")
}
