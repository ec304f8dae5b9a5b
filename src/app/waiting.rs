//! Updates that an adapter has to confirm before they are handled: kept where a
//! kill does not reach them. What they say is the adapter's alone.

use super::App;
use crate::community::Platform;
use crate::store::{StoreError, Waiting};

impl App {
    /// Keeps updates until they are handled.
    ///
    /// # Errors
    /// [`StoreError`]; then none of them is kept.
    pub async fn keep_waiting(&self, platform: Platform, updates: &[Waiting]) -> Result<(), StoreError> {
        self.store.keep_waiting(platform, updates, self.clock.now().hour).await
    }

    /// What was kept and never handled, in its order.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn waiting(&self, platform: Platform) -> Result<Vec<String>, StoreError> {
        self.store.waiting(platform, self.clock.now().hour).await
    }

    /// They were handled, and need not be kept any longer.
    ///
    /// # Errors
    /// [`StoreError`]; then they are kept still.
    pub async fn remove_waiting(&self, platform: Platform, updates: &[i64]) -> Result<(), StoreError> {
        self.store.remove_waiting(platform, updates).await
    }
}
