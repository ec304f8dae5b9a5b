//! Updates whose changes were made: none is made twice.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError, millis};
use crate::community::Platform;

impl Store {
    /// Whether a change under this update was made already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn was_made(&self, platform: Platform, update: Option<i64>) -> Result<bool, StoreError> {
        let Some(update) = update else { return Ok(false) };
        let platform = platform.name();
        let found = sqlx::query!(
            "select at
             from updates
             where platform = ? and update_id = ?",
            platform,
            update
        )
        .fetch_optional(&self.readers)
        .await?;
        Ok(found.is_some())
    }
}

/// Notes an update; whether it is the first time.
pub(super) async fn first(
    connection: &mut SqliteConnection,
    platform: Platform,
    update: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let (platform, now) = (platform.name(), millis(now));
    let noted = sqlx::query!(
        "insert into updates (platform, update_id, at)
         values (?, ?, ?)
         on conflict (platform, update_id) do nothing",
        platform,
        update,
        now
    )
    .execute(connection)
    .await?;
    Ok(noted.rows_affected() > 0)
}
