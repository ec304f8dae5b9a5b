//! What has been kept for as long as it may be is erased, every few minutes.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::store::Store;

const EVERY: Duration = Duration::from_mins(5);

/// Erases what has been kept long enough, until told to stop. Only whoever
/// holds the lease does so.
pub(super) async fn keep(store: &Store, clock: &Clock, stop: &CancellationToken) {
    while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
        match store.retain(clock.now().hour).await {
            Ok(0) => {}
            Ok(things) => tracing::info!(things, "erased what was kept for as long as it may be"),
            Err(error) => {
                tracing::error!(%error, "what was kept long enough could not be erased; trying again");
            }
        }
    }
}
