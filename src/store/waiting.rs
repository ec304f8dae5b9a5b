//! Updates that were confirmed before they were handled: they stand here until
//! they are, so that a kill loses none. They are people's words: what is
//! removed is to be scoured from the file at the next [`Store::retain`].

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::SqliteConnection;

use super::{Store, StoreError, millis};
use crate::community::{Community, Platform};

/// How long an update is worth handling: while it is known whether its change
/// was made.
const WORTH: TimeDelta = TimeDelta::hours(23);

/// An update that has to wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The platform's id of it.
    pub update: i64,
    /// The chat that it comes from, or else the person.
    pub chat: i64,
    /// All of it, as the platform sent it.
    pub body: String,
}

impl Store {
    /// Keeps updates until they are handled: all of them, or none.
    ///
    /// # Errors
    /// [`StoreError`]; then none is kept.
    pub async fn keep_waiting(
        &self,
        platform: Platform,
        updates: &[Waiting],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (platform, now) = (platform.name(), millis(now));
        let mut write = self.writer.begin_with("begin immediate").await?;
        for Waiting { update, chat, body } in updates {
            sqlx::query!(
                "insert into waiting_updates (platform, update_id, chat, at, body)
                 values (?, ?, ?, ?, ?)
                 on conflict (platform, update_id) do nothing",
                platform,
                update,
                chat,
                now,
                body
            )
            .execute(&mut *write)
            .await?;
        }
        write.commit().await?;
        Ok(())
    }

    /// What is kept, in its order; what is as old as a day is left out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self, platform: Platform, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        let (platform, oldest) = (platform.name(), millis(now - WORTH));
        let bodies = sqlx::query_scalar!(
            "select body
             from waiting_updates
             where platform = ? and at >= ?
             order by update_id",
            platform,
            oldest
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(bodies)
    }

    /// Removes updates that were handled.
    ///
    /// # Errors
    /// [`StoreError`]; then they stand still.
    pub async fn remove_waiting(&self, platform: Platform, updates: &[i64]) -> Result<(), StoreError> {
        let platform = platform.name();
        let mut write = self.writer.begin_with("begin immediate").await?;
        for update in updates {
            sqlx::query!(
                "delete from waiting_updates
                 where platform = ? and update_id = ?",
                platform,
                update
            )
            .execute(&mut *write)
            .await?;
        }
        // For `retain`: remains of them may stand in pages that were rearranged.
        sqlx::query!(
            "insert into memory (key, value)
             values ('words_removed', '')
             on conflict (key) do nothing"
        )
        .execute(&mut *write)
        .await?;
        write.commit().await?;
        Ok(())
    }
}

/// Removes all of a chat's.
pub(super) async fn erase(connection: &mut SqliteConnection, chat: Community) -> Result<(), StoreError> {
    let platform = chat.platform.name();
    sqlx::query!(
        "delete from waiting_updates
         where platform = ? and chat = ?",
        platform,
        chat.native
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A chat has another id now.
pub(super) async fn follow(
    connection: &mut SqliteConnection,
    from: Community,
    to: Community,
) -> Result<(), StoreError> {
    let platform = from.platform.name();
    sqlx::query!(
        "update waiting_updates
         set chat = ?
         where platform = ? and chat = ?",
        to.native,
        platform,
        from.native
    )
    .execute(connection)
    .await?;
    Ok(())
}
