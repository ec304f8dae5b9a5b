//! A copy to rehearse on, and how the rehearsal went.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::super::{Store, StoreError, millis, value};
use crate::community::Platform;

/// Sent later than this after it fell due is late.
const LATE_MS: i64 = 10 * 60 * 1000;

/// What became of the posts of a platform that fell due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rehearsed {
    /// Where.
    pub platform: String,
    /// Which post.
    pub post: String,
    /// How many fell due.
    pub due: u64,
    /// How many of these were sent.
    pub sent: u64,
    /// How many of those were late.
    pub late: u64,
    /// How many were missed.
    pub missed: u64,
}

impl Store {
    /// A copy of the database at `url`, for a rehearsal: nobody else uses it,
    /// and it does not take itself for a backup.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where there is none, and the other errors of
    /// opening.
    pub async fn rehearsal(url: &str, copy: &Path, now: DateTime<Utc>) -> Result<Self, StoreError> {
        Self::back_up(url, copy, now).await?;
        let store = Self::open_fleeting(&format!("sqlite://{}", copy.display()), now).await?;
        sqlx::query!("delete from memory where key = 'copied_at'").execute(&store.writer).await?;
        Ok(store)
    }

    /// The platforms that have destinations.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn platforms(&self) -> Result<Vec<Platform>, StoreError> {
        let rows = sqlx::query_scalar!(
            "select distinct platform
             from communities
             where exists (
                select 1
                from destinations
                where destinations.community = communities.id and removed_at is null and closed_at is null
             )
             order by platform"
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|name| value(name)).collect()
    }

    /// What became of the posts that fell due between two instants, whatever
    /// was cancelled left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn rehearsed(
        &self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<Rehearsed>, StoreError> {
        let (from, to) = (millis(from), millis(to));
        let rows = sqlx::query!(
            r#"select platform as "platform!", post as "post!", count(*) as "due!: i64", sum(state = 'sent') as "sent!: i64",
                sum(state = 'sent' and done_at - due > ?1) as "late!: i64", sum(state = 'missed') as "missed!: i64"
             from posts
             where due >= ?2 and due < ?3 and state <> 'cancelled'
             group by platform, post
             order by platform, min(due)"#,
            LATE_MS,
            from,
            to
        )
        .fetch_all(&self.readers)
        .await?;
        let count = |number| u64::try_from(number).unwrap_or(0);
        let rehearsed = rows.into_iter().map(|row| Rehearsed {
            platform: row.platform,
            post: row.post,
            due: count(row.due),
            sent: count(row.sent),
            late: count(row.late),
            missed: count(row.missed),
        });
        Ok(rehearsed.collect())
    }
}
