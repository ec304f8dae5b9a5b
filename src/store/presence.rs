//! Which communities of a platform are known, for platforms that tell at the
//! start where the bot is.

use super::{Store, StoreError};
use crate::community::Platform;

impl Store {
    /// Every community of a platform by the platform's own id, and whether the
    /// bot was removed from it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn presence(&self, platform: Platform) -> Result<Vec<(i64, bool)>, StoreError> {
        let name = platform.name();
        let rows = sqlx::query!(
            r#"select native, left_at is not null as "left!: bool"
             from communities
             where platform = ?"#,
            name
        )
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.into_iter().map(|row| (row.native, row.left)).collect())
    }
}
