//! What has been kept for as long as it may be is erased: at the start, and
//! whenever the hour has moved on by some minutes.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::store::Store;

/// How far the hour moves on between two times.
const EVERY: TimeDelta = TimeDelta::minutes(5);
/// How often the hour is looked at: a machine may have slept, a clock been set.
const LOOK: Duration = Duration::from_secs(10);

/// Erases what has been kept long enough, until told to stop. Only whoever
/// holds the lease does so.
pub(super) async fn keep(store: &Store, clock: &Clock, stop: &CancellationToken) {
    let mut last: Option<DateTime<Utc>> = None;
    loop {
        let now = clock.now().hour;
        if last.is_none_or(|last| (now - last).abs() >= EVERY) {
            last = Some(now);
            match store.retain(now).await {
                Ok(0) => {}
                Ok(things) => tracing::info!(things, "erased what was kept for as long as it may be"),
                Err(error) => {
                    tracing::error!(%error, "what was kept long enough could not be erased; trying again");
                }
            }
        }
        if stop.run_until_cancelled(tokio::time::sleep(LOOK)).await.is_none() {
            return;
        }
    }
}
