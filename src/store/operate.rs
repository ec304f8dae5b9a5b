//! What the operator asks of the database itself: whether it can be written,
//! what is held back, a copy of it.

use std::time::Duration;

use super::{Store, StoreError};

/// How long a look whether it can be written may take.
const PATIENCE: Duration = Duration::from_secs(3);

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
}
