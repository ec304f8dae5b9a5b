//! The platform's ids of pictures that it has: uploaded once, sent again by id.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError, millis};
use crate::community::Platform;

impl Store {
    /// The platform's id of a picture, if it has it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn file(&self, platform: Platform, name: &str) -> Result<Option<String>, StoreError> {
        let platform = platform.name();
        let file =
            sqlx::query_scalar!("select file from files where platform = ? and name = ?", platform, name)
                .fetch_optional(&self.readers)
                .await?;
        Ok(file)
    }

    /// A picture's id is of no use any longer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_file(&self, platform: Platform, name: &str) -> Result<(), StoreError> {
        let platform = platform.name();
        sqlx::query!("delete from files where platform = ? and name = ?", platform, name)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

pub(super) async fn keep(
    connection: &mut SqliteConnection,
    (platform, name): (&str, &str),
    file: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let now = millis(now);
    sqlx::query!(
        "insert into files (platform, name, file, at)
         values (?, ?, ?, ?)
         on conflict (platform, name) do update
         set file = excluded.file, at = excluded.at",
        platform,
        name,
        file,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}
